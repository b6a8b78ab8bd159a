//! `ipcsh --completions SHELL`: what other shells need to complete the arguments of `ipcsh`, made from the table of options.
//!
//! In: the tables. Out: a script for bash, zsh or fish.

use std::fmt::Write as _;

use super::options::{Argument, CliOption, OPTIONS};
use crate::state::Options;

/// A shell that can complete the arguments of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherShell {
    /// bash
    Bash,
    /// zsh
    Zsh,
    /// fish
    Fish,
}

impl OtherShell {
    /// The shell with this name.
    #[must_use]
    pub fn by_name(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"bash" => Self::Bash,
            b"zsh" => Self::Zsh,
            b"fish" => Self::Fish,
            _ => return None,
        })
    }
}

/// The script for `shell`.
#[must_use]
pub fn script(shell: OtherShell) -> String {
    match shell {
        OtherShell::Bash => bash(),
        OtherShell::Zsh => zsh(),
        OtherShell::Fish => fish(),
    }
}

/// What the argument of an option can be.
fn values(option: &CliOption) -> Option<(Argument, Vec<&'static str>)> {
    let argument = option.argument?;
    let names = if option.letter == Some('o') {
        Options::settable().map(|row| row.name).collect()
    } else {
        argument.values.to_vec()
    };
    Some((argument, names))
}

fn bash() -> String {
    let mut words = Vec::new();
    let (mut cases, mut values_behind) = (String::new(), String::new());
    for option in &OPTIONS {
        words.extend(option.letter.map(|letter| format!("-{letter}")));
        words.extend(option.long.map(|long| format!("--{long}")));
        let Some((argument, names)) = values(option) else {
            continue;
        };
        if argument.is_optional {
            let long = option.long.unwrap_or_default();
            let names = names.join(" ");
            words.extend(names.split(' ').map(|name| format!("--{long}={name}")));
            let _ = writeln!(
                values_behind,
                "        --{long}) COMPREPLY=($(compgen -W '{names}' -- \"$word\")); return ;;"
            ); // a String takes everything
            continue;
        }
        let letter = option.letter.map(|letter| format!("-{letter}"));
        let long = option.long.map(|long| format!("--{long}"));
        let pattern: Vec<String> = letter.into_iter().chain(long).collect();
        let choice = if argument.is_file {
            String::new() // bash itself completes files
        } else {
            format!(
                "compopt +o default; COMPREPLY=($(compgen -W '{}' -- \"$word\")); ",
                names.join(" ")
            )
        };
        let _ = writeln!(cases, "        {}) {choice}return ;;", pattern.join("|")); // likewise
    }
    format!(
        "# Completion of ipcsh for bash; made by: ipcsh --completions bash
_ipcsh() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} option=
    COMPREPLY=()
    # To bash an equals sign is a word of its own.
    if [[ $word == = ]]; then
        word= option=$before
    elif [[ $before == = && COMP_CWORD -gt 2 ]]; then
        option=${{COMP_WORDS[COMP_CWORD-2]}}
    fi
    case $option in
{values_behind}    esac
    case $before in
{cases}    esac
    if [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W '{}' -- \"$word\"))
    fi
}}
complete -o default -F _ipcsh ipcsh
",
        words.join(" ")
    )
}

fn zsh() -> String {
    let mut specs = String::new();
    for option in &OPTIONS {
        let about = option
            .about
            .replace('\'', "'\\''")
            .replace([':', '[', ']'], " ");
        let action = match values(option) {
            None => String::new(),
            Some((argument, _)) if argument.is_file => format!(":{}:_files", argument.name),
            Some((argument, names)) => format!(":{}:({})", argument.name, names.join(" ")),
        };
        let is_optional = option.argument.is_some_and(|argument| argument.is_optional);
        let letter = option.letter.map(|letter| format!("-{letter}"));
        let long = option
            .long
            .map(|long| format!("--{long}{}", if is_optional { "=-" } else { "" }));
        for name in letter.into_iter().chain(long) {
            let action = if is_optional {
                format!(":{action}")
            } else {
                action.clone()
            };
            let _ = writeln!(specs, "    '{name}[{about}]{action}' \\"); // likewise
        }
    }
    format!(
        "#compdef ipcsh
# Completion of ipcsh for zsh; made by: ipcsh --completions zsh
_ipcsh() {{
    _arguments -S \\
{specs}    '1:script:_files' \\
    '*:argument:_files'
}}
if [[ $funcstack[1] == _ipcsh ]]; then
    _ipcsh \"$@\"
else
    compdef _ipcsh ipcsh
fi
"
    )
}

fn fish() -> String {
    let mut text = "# Completion of ipcsh for fish; made by: ipcsh --completions fish\n".to_owned();
    for option in &OPTIONS {
        text.push_str("complete -c ipcsh");
        if let Some(letter) = option.letter {
            let _ = write!(text, " -s {letter}"); // likewise
        }
        if let Some(long) = option.long {
            let _ = write!(text, " -l {long}"); // likewise
        }
        if let Some((argument, names)) = values(option) {
            let rest = match (argument.is_file, names.is_empty()) {
                (true, _) => " -r -F".to_owned(),
                (false, false) if argument.is_optional => format!(" -a '{}'", names.join(" ")),
                (false, true) => " -x".to_owned(),
                (false, false) => format!(" -x -a '{}'", names.join(" ")),
            };
            text.push_str(&rest);
        }
        let _ = writeln!(text, " -d '{}'", option.about.replace('\'', "\\'")); // likewise
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_is_completed_by_every_shell() {
        for option in &OPTIONS {
            let letter = option.letter.map(|letter| format!("-{letter}"));
            let long = option.long.map(|long| format!("--{long}"));
            for name in letter.into_iter().chain(long) {
                assert!(
                    bash().contains(&name) && zsh().contains(&format!("'{name}")),
                    "{name}"
                );
            }
            let fish_name = match (option.letter, option.long) {
                (Some(letter), _) => format!("-s {letter}"),
                (None, long) => format!("-l {}", long.unwrap_or_default()),
            };
            assert!(fish().contains(&fish_name), "{fish_name}");
        }
    }

    #[test]
    fn values_are_completed() {
        assert!(bash().contains(
            "--completions) compopt +o default; COMPREPLY=($(compgen -W 'bash zsh fish' -- \"$word\")); return ;;"
        ));
        assert!(zsh().contains(
            "'--trace=-[report each step of the plumbing as it happens]::FORM:(text json)' \\"
        ));
        assert!(
            bash()
                .contains("--trace) COMPREPLY=($(compgen -W 'text json' -- \"$word\")); return ;;")
        );
        assert!(fish().contains("-l trace -a 'text json' -d "));
        assert!(
            fish().contains("-l trace-file -r -F -d 'where that goes, instead of standard error'")
        );
    }
}
