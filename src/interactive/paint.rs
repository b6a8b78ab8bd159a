//! The line in colours.
//!
//! In: the line and the shell's memory. Out: the line with colour sequences. What is in the line is drawn as [`visible`] has
//! it: nothing in it acts on the terminal.

use super::complete::is_program;
use super::scan::{self, Class};
use super::visible;
use crate::builtin;
use crate::show::{Accent, Theme};
use crate::state::State;

/// `line` in colours; `before` are the lines of the command before it.
#[must_use]
pub fn paint(theme: &Theme, state: &State, before: &str, line: &str) -> String {
    let text = [before, line].concat();
    let scan = scan::scan(&text);
    let start = before.len();
    let mut classes: Vec<Class> = scan.classes.get(start..).unwrap_or_default().to_vec();
    for command in &scan.commands {
        let is_here = command.start >= start && !is_known(state, &command.text);
        if let Some(part) =
            classes.get_mut(command.start.saturating_sub(start)..command.end.saturating_sub(start))
            && is_here
        {
            part.fill(Class::Wrong);
        }
    }
    let mut out = String::with_capacity(line.len() * 2);
    let mut rest = line;
    while !rest.is_empty() {
        let at = line.len() - rest.len();
        let class = classes.get(at).copied().unwrap_or_default();
        let same = |at: usize| classes.get(at).copied().unwrap_or_default() == class;
        let length = rest
            .char_indices()
            .map(|(offset, _)| offset)
            .find(|offset| !same(at + offset))
            .unwrap_or(rest.len());
        let (run, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        let run = visible::drawn(run);
        match accent(class) {
            Some(accent) => out.push_str(&theme.accent(accent, &run)),
            None => out.push_str(&run),
        }
        rest = after;
    }
    out
}

const fn accent(class: Class) -> Option<Accent> {
    Some(match class {
        Class::Plain => return None,
        Class::Command => Accent::Command,
        Class::Keyword => Accent::Keyword,
        Class::Assignment => Accent::Name,
        Class::Option => Accent::Option,
        Class::Quoted => Accent::Quoted,
        Class::Expansion => Accent::Expansion,
        Class::Operator | Class::Redirection => Accent::Operator,
        Class::Comment => Accent::Aside,
        Class::Wrong => Accent::Wrong,
    })
}

/// Whether there is a command of this name.
fn is_known(state: &State, name: &[u8]) -> bool {
    builtin::find(name).is_some()
        || state.functions.contains_key(name)
        || state.aliases.get(name).is_some()
        || is_program(state, name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::Style;
    use crate::source::{Origin, Source};

    fn painted(before: &str, line: &str) -> String {
        let mut state = State::new(Source::new(b"ipcsh", Origin::Prompt));
        state.assign_text(b"PATH", b"/nonexistent").unwrap();
        let theme = Theme::new(Style {
            has_colour: true,
            ..Style::default()
        });
        paint(&theme, &state, before, line).replace('\x1b', "^")
    }

    #[test]
    fn a_command_that_does_not_exist_is_red() {
        assert_eq!(painted("", "cd x"), "^[32mcd^[0m x");
        assert_eq!(painted("", "cdx x"), "^[31mcdx^[0m x");
        assert_eq!(painted("if true\n", "then x"), "^[1mthen^[0m ^[31mx^[0m");
    }

    #[test]
    fn quotes_and_expansions_are_seen() {
        assert_eq!(
            painted("", "cd 'a'$b"),
            "^[32mcd^[0m ^[33m'a'^[0m^[36m$b^[0m"
        );
        assert_eq!(painted("", "cd 'a"), "^[32mcd^[0m ^[31m'^[0m^[33ma^[0m");
        assert_eq!(painted("echo 'a\n", "b' c"), "^[33mb'^[0m c");
    }

    #[test]
    fn what_is_in_the_line_cannot_colour_it() {
        let line = visible::editable(b"cd \x1b[31m");
        assert_eq!(painted("", &line), "^[32mcd^[0m \u{241b}[31m");
    }
}
