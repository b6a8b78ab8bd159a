//! The report of `trace` for people: it fits its columns, whatever the line, and is ASCII where the locale says so.

#![allow(clippy::unwrap_used, reason = "a test may stop at once")]

mod glass;

use glass::{ended, faults, lines, place, shell};
use unicode_width::UnicodeWidthStr as _;

/// Lines with wide characters: in words, in names of files, in long pipelines.
const WIDE: [&str; 6] = [
    "echo 你好，世界 | cat >输出文件 2>&1",
    "cat <没有这个文件",
    "printf '%s\\n' 一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十 | wc -c",
    "{ echo 管道; } 3>一个名字很长的文件一个名字很长的文件一个名字很长的文件",
    "cat <<E\n文件里的字\nE",
    "f() { echo \"$1\" | cat; }; f 'ééééééééééééééééééééééééééééééééééééééééééééééééé'",
];

/// The report on `line` in this locale; in text that is UTF-8.
fn report(line: &str, locale: &str) -> Option<String> {
    let place = place();
    let file = place.path().join("account");
    let option = format!("--trace-file={}", file.display());
    let mut command = shell(place.path(), &["--trace", &option], line);
    command.env("LC_ALL", locale);
    ended(command)?;
    Some(String::from_utf8(std::fs::read(&file).unwrap()).unwrap())
}

fn all() -> Vec<String> {
    let wide = WIDE.iter().map(|line| (*line).to_owned());
    wide.chain(lines().into_iter().step_by(3)).collect()
}

#[test]
fn every_row_fits_eighty_columns() {
    let lines = all();
    let faults = faults(&lines, |line| {
        let report = report(line, "C.UTF-8")?;
        let row = report.lines().find(|row| row.width() > 80)?;
        Some(format!("{line:.160}\n  {row}"))
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn in_the_posix_locale_it_is_ascii() {
    let lines = all();
    let faults = faults(&lines, |line| {
        let report = report(line, "POSIX")?;
        let row = report
            .lines()
            .find(|row| !row.is_ascii() || row.contains('\x1b'))?;
        Some(format!("{line:.160}\n  {row}"))
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn it_speaks_as_an_explanation_does() {
    let report = report("echo hello | cat >out 2>&1", "C.UTF-8").unwrap();
    for words in [
        "fork() = A ",
        "builtin echo hello",
        "execve(\"/usr/bin/cat\")",
        "open(\"out\", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3",
        "0 P1.r  1 out",
        "wait(B): status 0",
    ] {
        assert!(report.contains(words), "{words}\n{report}");
    }
    for raw in ["fork(\"A\")", "O_CLOEXEC", "pipe:["] {
        assert!(!report.contains(raw), "{raw}\n{report}");
    }
}
