//! `ipcsh --man`: the manual page, made from the tables that the shell itself uses.
//!
//! In: the tables of options and builtins. Out: text for man(7).

use super::options::{ABOUT, OPTIONS, SYNOPSIS};
use crate::builtin::{Builtin, table, topic};
use crate::state::Options;

const DESCRIPTION: &str = "\
ipcsh reads commands in the language of POSIX.1-2024 with the usual extensions of bash. Its builtins are the system \
calls of inter-process communication; \"explain\" shows what a command line would do before it is run, \"trace\" while \
it runs. At a prompt it edits lines, completes words and controls jobs.";

const FILES: [(&str, &str); 5] = [
    ("/etc/profile, ~/.profile", "run by a login shell"),
    (
        "$ENV",
        "run by an interactive shell, after parameter expansion",
    ),
    (
        "~/.config/ipcsh/rc.ipcsh",
        "run by an interactive shell; in $XDG_CONFIG_HOME if that is set",
    ),
    (
        "~/.local/state/ipcsh/history",
        "what was typed at the prompt; $HISTFILE if that is set",
    ),
    (
        "~/.local/state/ipcsh/welcomed",
        "the lines for newcomers were shown",
    ),
];

const VARIABLES: [(&str, &str); 8] = [
    ("PS1, PS2, PS4", "the prompts; see PROMPTS"),
    ("PROMPT_COMMAND", "run before each prompt"),
    (
        "HISTFILE, HISTSIZE",
        "where the history is kept, and how many commands of it; an empty HISTFILE keeps none",
    ),
    ("FCEDIT, EDITOR", "the editor of fc"),
    ("NO_COLOR", "if it is not empty, nothing is coloured"),
    ("TERM", "\"dumb\": lines are read without an editor"),
    (
        "ERRNO, ERRNAME, ERRMSG, ERRCALL",
        "why the last system call of a builtin failed",
    ),
    (
        "SIGINFO_PID, SIGINFO_VALUE, SIGINFO_CODE",
        "what came with the signal whose trap runs",
    ),
];

/// The page.
#[must_use]
pub fn page() -> String {
    let mut page = Page(String::new());
    page.raw(&format!(
        ".TH IPCSH 1 \"\" \"ipcsh {}\"\n",
        env!("CARGO_PKG_VERSION")
    ));
    page.section("NAME");
    page.raw("ipcsh \\- a shell for inter\\-process communication\n");
    page.section("SYNOPSIS");
    page.text(SYNOPSIS);
    page.section("DESCRIPTION");
    page.text(ABOUT);
    page.raw(".PP\n");
    page.text(DESCRIPTION);
    page.options();
    page.builtins();
    page.section("PROMPTS");
    page.text(
        "In PS1 and PS2 parameters, commands and arithmetic are expanded, and these stand for:",
    );
    for (escape, about) in topic::PROMPT_ESCAPES {
        page.item(escape, about);
    }
    page.pairs("ENVIRONMENT", &VARIABLES);
    page.pairs("FILES", &FILES);
    page.section("EXIT STATUS");
    page.text("That of the last command; 2 for wrong usage or syntax, 126 if a command cannot be executed, 127 if it is not found, 128+N if signal N ended it.");
    page.section("SEE ALSO");
    page.text(
        "dash(1), bash(1), ipcs(1), svipc(7), shm_overview(7), mq_overview(7), sem_overview(7)",
    );
    page.0
}

struct Page(String);

impl Page {
    fn raw(&mut self, text: &str) {
        self.0.push_str(text);
    }

    fn text(&mut self, text: &str) {
        self.raw(&escaped(text));
        self.raw("\n");
    }

    fn section(&mut self, title: &str) {
        self.raw(&format!(".SH {title}\n"));
    }

    fn item(&mut self, term: &str, about: &str) {
        self.raw(&format!(".TP\n.B {}\n", escaped(term)));
        self.text(about);
    }

    fn options(&mut self) {
        self.section("OPTIONS");
        for option in &OPTIONS {
            let values = option
                .argument
                .map(|argument| argument.values.join(", "))
                .unwrap_or_default();
            let about = if values.is_empty() {
                option.about.to_owned()
            } else {
                format!("{}: {values}", option.about)
            };
            self.item(&option.written(), &about);
        }
        self.text("With + instead of - a letter turns its option off. The names for -o:");
        let names: Vec<&str> = Options::settable().map(|row| row.name).collect();
        self.text(&names.join(" "));
    }

    fn builtins(&mut self) {
        self.section("BUILTINS");
        self.text("\"help NAME\" explains each of them.");
        for topic in &topic::TOPICS {
            self.raw(&format!(
                ".SS \"{}: {}\"\n",
                topic.name,
                escaped(topic.title)
            ));
            topic.rows().for_each(|row| self.builtin(row));
        }
        let is_listed = |row: &Builtin| {
            topic::TOPICS
                .iter()
                .any(|topic| topic.rows().any(|other| other.name == row.name))
        };
        let others: Vec<&&Builtin> = table().iter().filter(|row| !is_listed(row)).collect();
        if !others.is_empty() {
            self.raw(".SS \"other\"\n");
            others.into_iter().for_each(|row| self.builtin(row));
        }
    }

    fn builtin(&mut self, row: &Builtin) {
        self.item(row.synopsis, &row.summary());
    }

    fn pairs(&mut self, title: &str, pairs: &[(&str, &str)]) {
        self.section(title);
        for (term, about) in pairs {
            self.item(term, about);
        }
    }
}

/// `text` so that roff prints it as it is.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (number, line) in text.lines().enumerate() {
        if number > 0 {
            out.push('\n');
        }
        if line.starts_with(['.', '\'']) {
            out.push_str("\\&");
        }
        for character in line.chars() {
            match character {
                '\\' => out.push_str("\\e"),
                '-' => out.push_str("\\-"),
                '"' => out.push_str("\\(dq"),
                '\'' => out.push_str("\\(aq"),
                '`' => out.push_str("\\(ga"),
                '^' => out.push_str("\\(ha"),
                '~' => out.push_str("\\(ti"),
                '…' => out.push_str("..."),
                other if other.is_ascii() => out.push(other),
                other => out.push_str(&format!("\\[u{:04X}]", u32::from(other))),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_and_builtin_is_in_the_page() {
        let page = page();
        for row in table() {
            assert!(
                page.contains(&format!(".B {}", escaped(row.synopsis))),
                "{}",
                row.name
            );
        }
        assert!(page.contains("\\-\\-trace[=FORM]") && page.contains(".SH PROMPTS"));
        assert!(page.is_ascii());
    }

    #[test]
    fn no_line_is_taken_for_a_request() {
        assert_eq!(escaped(".\\' -x\n'"), "\\&.\\e\\(aq \\-x\n\\&\\(aq");
    }
}
