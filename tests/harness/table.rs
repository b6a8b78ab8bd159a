//! `docs/posix.md`: section by section which rules hold, and which other shells agree.
//!
//! In: the case files below `tests/spec`. Out: the page's text. `cargo test --test spec -- --table` writes it; a test compares
//! the page in the repository with it.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use super::case::{self, Case};
use super::shells;

/// The page.
pub const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/posix.md");
const SPEC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/spec");

const HEAD: &str = "\
# The standard, section by section

Each line of the tables below is a case that ipcsh passes: a script in [tests/spec](../tests/spec) with the output and status that
the standard asks for. The other columns count the shells that give the same, each called `sh` so that it follows the standard as
far as it can ([their versions](../tests/spec/witnesses.txt)). Where few agree, the reason stands below the rule.
`cargo test --test spec -- --table` makes this page out of the cases; whoever changes a case makes it anew.
What ipcsh has beyond the standard is told in [extensions.md](extensions.md).
";

/// One case file.
struct Section {
    title: String,
    cases: Vec<Case>,
}

/// What the page must say now.
pub fn page() -> io::Result<String> {
    let posix = sections(Path::new(SPEC))?;
    let extensions = sections(&Path::new(SPEC).join("extensions"))?;
    let mut page = format!("{HEAD}\n## Summary\n\n");
    summary(&mut page, &posix);
    for section in &posix {
        rules(&mut page, section);
    }
    page.push_str(
        "\n# Extensions\n\nHere the other shells have their own names, and with them their extensions.\n\n",
    );
    summary(&mut page, &extensions);
    for section in &extensions {
        rules(&mut page, section);
    }
    Ok(page)
}

/// The case files in `dir`, in the order of the standard.
fn sections(dir: &Path) -> io::Result<Vec<Section>> {
    let mut paths: Vec<_> = fs::read_dir(dir)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "sh"));
    paths.sort_by_key(|path| order(&path.to_string_lossy()));
    paths.iter().map(|path| section(path)).collect()
}

/// `2.11-signals` comes after `2.9.5-functions`: numbers count as numbers.
fn order(path: &str) -> (Vec<u32>, String) {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (number, rest) = name.split_once('-').unwrap_or(("", name));
    let numbers = number.split('.').map(|part| part.parse().unwrap_or(0));
    (numbers.collect(), rest.to_owned())
}

fn section(path: &Path) -> io::Result<Section> {
    let text = fs::read(path)?;
    let name = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let cases = case::parse(&name, &text).map_err(|error| {
        io::Error::other(format!("{}:{}: {}", path.display(), error.line, error.what))
    })?;
    let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let title = String::from_utf8_lossy(first)
        .trim_start_matches(['#', ' '])
        .to_owned();
    Ok(Section { title, cases })
}

fn agrees(case: &Case, shell: &str) -> bool {
    case.agree.iter().flatten().any(|name| name == shell)
}

fn summary(page: &mut String, sections: &[Section]) {
    let names: Vec<_> = shells::names().collect();
    let _ = writeln!(page, "| section | cases | {} |", names.join(" | "));
    let _ = writeln!(page, "|---|--:|{}", "--:|".repeat(names.len()));
    let mut totals = vec![0; names.len() + 1];
    for section in sections {
        let count = |name: &&str| {
            section
                .cases
                .iter()
                .filter(|case| agrees(case, name))
                .count()
        };
        let mut counts = vec![section.cases.len()];
        counts.extend(names.iter().map(count));
        for (total, count) in totals.iter_mut().zip(&counts) {
            *total += count;
        }
        let title = &section.title;
        row(page, &format!("[{title}](#{})", anchor(title)), &counts);
    }
    row(page, "**all**", &totals);
}

fn row(page: &mut String, title: &str, counts: &[usize]) {
    let counts: Vec<_> = counts.iter().map(usize::to_string).collect();
    let _ = writeln!(page, "| {title} | {} |", counts.join(" | "));
}

/// The name under which a heading is linked to.
fn anchor(title: &str) -> String {
    let kept = |byte: &char| byte.is_alphanumeric() || matches!(byte, ' ' | '-' | '_');
    title
        .to_lowercase()
        .chars()
        .filter(kept)
        .map(|byte| if byte == ' ' { '-' } else { byte })
        .collect()
}

fn rules(page: &mut String, section: &Section) {
    let _ = writeln!(
        page,
        "\n## {}\n\n| rule | agree |\n|---|---|",
        section.title
    );
    for case in &section.cases {
        let _ = write!(page, "| {}", plain(&case.name));
        if !case.reason.is_empty() {
            let _ = write!(page, "<br>*{}*", plain(&case.reason));
        }
        let _ = writeln!(page, " | {} |", witnesses(case));
    }
}

/// Which shells agree, said the shorter way.
fn witnesses(case: &Case) -> String {
    let (yes, no): (Vec<_>, Vec<_>) = shells::names().partition(|name| agrees(case, name));
    match (yes.as_slice(), no.as_slice()) {
        (_, []) => "all".to_owned(),
        ([], _) => "none".to_owned(),
        (_, [_] | [_, _]) => format!("all but {}", no.join(", ")),
        _ => yes.join(", "),
    }
}

/// Text that Markdown shows as it is.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '~' | '$' => out.extend(['\\', character]),
            _ => out.push(character),
        }
    }
    out
}
