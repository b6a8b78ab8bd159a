//! The options of `ipcsh`: one table, from which `--help`, the manual page and the completions of other shells are made.

/// One option.
#[derive(Clone, Copy, Debug)]
pub struct CliOption {
    /// Its letter, if it has one.
    pub letter: Option<char>,
    /// Its long name without `--`, if it has one.
    pub long: Option<&'static str>,
    /// What it takes: in brackets if it may be left out.
    pub argument: Option<Argument>,
    /// What it does.
    pub about: &'static str,
}

/// What an option takes.
#[derive(Clone, Copy, Debug)]
pub struct Argument {
    /// What it is called.
    pub name: &'static str,
    /// Whether it stands behind `=` and may be left out.
    pub is_optional: bool,
    /// What it can be; nothing: anything.
    pub values: &'static [&'static str],
    /// Whether it is a pathname.
    pub is_file: bool,
}

const ANYTHING: Argument = Argument {
    name: "",
    is_optional: false,
    values: &[],
    is_file: false,
};

const fn letter(letter: char, about: &'static str) -> CliOption {
    CliOption {
        letter: Some(letter),
        long: None,
        argument: None,
        about,
    }
}

const fn long(long: &'static str, about: &'static str) -> CliOption {
    CliOption {
        letter: None,
        long: Some(long),
        argument: None,
        about,
    }
}

const fn of(option: CliOption, argument: Argument) -> CliOption {
    CliOption {
        argument: Some(argument),
        ..option
    }
}

const fn form(values: &'static [&'static str]) -> Argument {
    Argument {
        name: "FORM",
        is_optional: true,
        values,
        is_file: false,
    }
}

const fn named(name: &'static str) -> Argument {
    Argument { name, ..ANYTHING }
}

/// All options.
pub const OPTIONS: [CliOption; 29] = [
    of(letter('c', "run COMMANDS"), named("COMMANDS")),
    letter('s', "read standard input"),
    letter('i', "be interactive"),
    CliOption {
        long: Some("login"),
        ..letter('l', "be a login shell")
    },
    letter('e', "end when a command fails"),
    letter('u', "unset parameters are errors"),
    letter('x', "show commands as they run"),
    letter('v', "show lines as they are read"),
    letter('n', "check the syntax, run nothing"),
    letter('f', "no pathname expansion"),
    letter('C', "> does not overwrite files"),
    letter('a', "export what is assigned"),
    letter('m', "job control"),
    letter('b', "tell of jobs at once"),
    letter('h', "remember where commands are"),
    of(letter('o', "turn option NAME on (+o: off)"), named("NAME")),
    of(
        long("explain", "show what -c COMMANDS would do, run nothing"),
        form(&["text", "json", "c"]),
    ),
    of(
        long("trace", "report each step of the plumbing as it happens"),
        form(&["text", "json"]),
    ),
    of(
        long("trace-file", "where that goes, instead of standard error"),
        Argument {
            is_file: true,
            ..named("FILE")
        },
    ),
    long("step", "wait for Enter after each step"),
    long("data", "also the first bytes that pass each pipe"),
    long("syscalls", "also what the programs do to communicate"),
    long("sandbox", "IPC objects of its own, which vanish with it"),
    long("posix", "no extension that changes a conforming script"),
    long("norc", "read no start-up file"),
    long("man", "print the manual page, for man(1)"),
    of(
        long("completions", "print completions for another shell"),
        Argument {
            name: "SHELL",
            values: &["bash", "zsh", "fish"],
            ..ANYTHING
        },
    ),
    long("help", "print this text"),
    long("version", "print the version"),
];

/// How the shell is called.
pub const SYNOPSIS: &str = "ipcsh [OPTION]… [SCRIPT | -c COMMANDS [NAME] | -s] [ARGUMENT]…";
/// What it is.
pub const ABOUT: &str = "A POSIX shell for Linux whose speciality is inter-process communication.";

impl CliOption {
    /// The option as it is written: `-c COMMANDS`, `--trace[=FORM]`.
    #[must_use]
    pub fn written(&self) -> String {
        let letter = self.letter.map(|letter| format!("-{letter}"));
        let long = self.long.map(|long| format!("--{long}"));
        let names: Vec<String> = letter.into_iter().chain(long).collect();
        let argument = match self.argument {
            None => String::new(),
            Some(argument) if argument.is_optional => format!("[={}]", argument.name),
            Some(argument) => format!(" {}", argument.name),
        };
        names.join(", ") + &argument
    }
}

/// What `--help` prints; it fits a screen.
#[must_use]
pub fn help() -> String {
    let mut text = format!("Usage: {SYNOPSIS}\n{ABOUT}\n");
    let (letters, longs): (Vec<&CliOption>, Vec<&CliOption>) =
        OPTIONS.iter().partition(|option| option.letter.is_some());
    let rows = letters.len().div_ceil(2);
    for row in 0..rows {
        let cell = |place: usize, width: usize| {
            let option = letters.get(place);
            option.map_or(String::new(), |option| {
                let name = option.written().replace(", --login", "");
                format!("{name:<width$} {}", option.about)
            })
        };
        let line = format!("  {:<41}{}", cell(row, 11), cell(row + rows, 7));
        text.push_str(line.trim_end());
        text.push('\n');
    }
    // Who reads this knows how to get it.
    for option in longs.iter().filter(|option| option.long != Some("help")) {
        text.push_str(&format!("  {:<22} {}\n", option.written(), option.about));
    }
    text.push_str("`ipcsh -c help` lists the builtins, `ipcsh -c 'help NAME'` explains one.\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parse;

    #[test]
    fn the_help_fits_a_screen() {
        let help = help();
        assert!(help.lines().count() <= 23, "{help}");
        assert!(
            help.lines().all(|line| line.chars().count() <= 80),
            "{help}"
        );
    }

    #[test]
    fn every_option_of_the_table_is_taken() {
        for option in &OPTIONS {
            let value = match option.argument {
                Some(argument) => argument.values.first().copied().unwrap_or("vi"),
                None => "",
            };
            let letter = option.letter.map(|letter| format!("-{letter}"));
            let long = option.long.map(|long| match option.argument {
                Some(_) => format!("--{long}={value}"),
                None => format!("--{long}"),
            });
            for name in letter.into_iter().chain(long) {
                let words: Vec<&'static [u8]> =
                    [String::from("ipcsh"), name.clone(), value.to_owned()]
                        .into_iter()
                        .map(|word| &*word.into_bytes().leak())
                        .collect();
                assert!(parse(&words).is_ok(), "{name}");
            }
        }
    }
}
