//! What is run: the scripts, the files they read, and the C programs beside them.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Something to measure.
pub struct Workload {
    /// Its name: that of the script.
    pub name: String,
    /// What it is about: the first line of the script.
    pub what: String,
    /// What a shell is given; empty if this is only a limit.
    pub arguments: Vec<String>,
    /// How many runs make one sample.
    pub times: usize,
    /// The C program that does the same work, or a physical limit.
    pub limit: Option<Vec<String>>,
}

/// The limits that stand beside a script, and the others.
const LIMITS: [(&str, &str); 3] = [
    ("start-up", "empty"),
    ("fork-and-exec", "vfork_exec_wait"),
    ("pipelines-of-programs", "pipe_two_vforks"),
];
const PHYSICAL: [(&str, &str); 2] = [
    ("memcpy", "1 GiB copied in memory"),
    ("splice", "1 GiB spliced through a pipe"),
];

/// All workloads: start-up, the scripts in the order of their names, the parse, the physical limits.
pub fn all(place: &Path) -> Result<Vec<Workload>, Box<dyn Error>> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let mut all = vec![
        Workload {
            name: "start-up".to_owned(),
            what: "100 times `-c :`".to_owned(),
            arguments: words(&["-c", ":"]),
            times: 100,
            limit: None,
        },
        Workload {
            name: "parse".to_owned(),
            what: "20,000 functions, read with -n".to_owned(),
            arguments: words(&["-n", "functions.sh"]),
            times: 1,
            limit: None,
        },
        Workload {
            name: "long-loop".to_owned(),
            what: "1,000,000 turns of an empty loop (memory)".to_owned(),
            arguments: words(&["-c", "i=0; while [ $i -lt 1000000 ]; do i=$((i + 1)); done"]),
            times: 1,
            limit: None,
        },
    ];
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/workloads");
    let mut scripts: Vec<PathBuf> = std::fs::read_dir(directory)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    scripts.sort();
    for script in scripts {
        let text = std::fs::read_to_string(&script)?;
        let name = script.file_stem().unwrap_or_default().to_string_lossy();
        let what = text.lines().next().unwrap_or_default();
        all.push(Workload {
            name: name.into_owned(),
            what: what.trim_start_matches("# ").to_owned(),
            arguments: vec![script.display().to_string()],
            times: 1,
            limit: None,
        });
    }
    for (name, program) in LIMITS {
        if let Some(workload) = all.iter_mut().find(|workload| workload.name == name) {
            workload.limit = compile(program, place);
        }
    }
    for (program, what) in PHYSICAL {
        all.push(Workload {
            name: program.to_owned(),
            what: what.to_owned(),
            arguments: Vec::new(),
            times: 1,
            limit: compile(program, place),
        });
    }
    all.retain(|workload| !workload.arguments.is_empty() || workload.limit.is_some());
    Ok(all)
}

/// A C program of `benches/limits`, made with `cc` if there is one.
fn compile(program: &str, place: &Path) -> Option<Vec<String>> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("benches/limits/{program}.c"));
    let made = place.join(program);
    let status = Command::new("cc")
        .args(["-O2", "-static", "-o"])
        .arg(&made)
        .arg(source)
        .status();
    match status {
        Ok(status) if status.success() => Some(vec![made.display().to_string()]),
        _ => {
            eprintln!("no C compiler: {program} is left out");
            None
        }
    }
}

/// The files that the scripts read.
pub fn furnish(place: &Path) -> Result<(), Box<dyn Error>> {
    let mut lines = BufWriter::new(File::create(place.join("lines"))?);
    for number in 1..=100_000 {
        writeln!(lines, "line {number}")?;
    }
    lines.flush()?;
    let files = place.join("files");
    std::fs::create_dir(&files)?;
    for number in 0..1000 {
        let kind = ["a", "b", "c"].get(number % 3).copied().unwrap_or_default();
        let ending = if number % 2 == 0 { ".txt" } else { "" };
        std::fs::write(files.join(format!("{kind}{number}{ending}")), "")?;
    }
    let mut functions = BufWriter::new(File::create(place.join("functions.sh"))?);
    for number in 0..20_000 {
        writeln!(
            functions,
            "function_{number}() {{\n    local_{number}=\"$1 and ${{2:-none}}\"\n    \
             if [ \"$#\" -gt {number} ]; then\n        echo \"$local_{number}\" | tr a-z A-Z >>\"$log\" 2>&1\n    else\n        \
             for word in one two $3; do printf '%s\\n' \"$word\"; done\n    fi\n}}"
        )?;
    }
    functions.flush()?;
    Ok(())
}

/// Where a program is along `PATH`.
pub fn find_program(name: &str) -> Option<String> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|directory| directory.join(name))
        .find(|file| file.is_file())
        .map(|file| file.display().to_string())
}
