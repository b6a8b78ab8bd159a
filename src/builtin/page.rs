//! The page of a builtin, laid out for a width: what `help NAME` and `NAME --help` write.
//!
//! Comes in: a row of the table, whose text has lines of any length. Goes out: the same text in lines that fit.
//! Text that flows is filled, a row of options hangs below its own text, C and examples stay as they are.

use super::{Builtin, is_ipc};
use crate::sys::{file, terminal};

/// Where nobody says how wide it is.
const PLAIN: usize = 80;

/// How wide standard output is: as the terminal, within what can be read well; 80 where it is none.
#[must_use]
pub fn width() -> usize {
    if !file::is_terminal(1) {
        return PLAIN;
    }
    match terminal::size(1) {
        Ok(size) if size.columns > 0 => usize::from(size.columns).clamp(40, 100),
        _ => PLAIN,
    }
}

impl Builtin {
    /// The synopsis and the text, in lines of at most `width` characters as far as words allow.
    #[must_use]
    pub fn page(&self, width: usize) -> String {
        let mut page = self.laid_out_synopsis(width);
        let (text, example) = match self.help.split_once("\nExample:\n") {
            Some((text, example)) => (text, Some(example)),
            None => (self.help, None),
        };
        for paragraph in text.trim_end().split("\n\n") {
            if paragraph.starts_with("Status:")
                && let Some(common) = self.common_options()
            {
                page.push('\n');
                lay_out(&mut page, &common, width);
            }
            page.push('\n');
            lay_out(&mut page, paragraph, width);
        }
        if let Some(example) = example {
            page.push_str("\nExample:\n");
            page.push_str(example);
        }
        page
    }

    /// The synopsis; an option and its argument stay together.
    #[must_use]
    pub fn laid_out_synopsis(&self, width: usize) -> String {
        let mut text = String::new();
        for line in self.synopsis.lines() {
            fill(&mut text, &groups(line), width, 0, 4);
        }
        text
    }

    /// What it is for, in one sentence.
    #[must_use]
    pub fn summary(&self) -> String {
        let mut paragraphs = self.help.split("\n\n");
        let text = paragraphs.find(|text| !is_prototype(text));
        let words = text.unwrap_or_default().replace('\n', " ");
        match words.find(". ") {
            Some(end) => words.get(..end).unwrap_or_default().to_owned(),
            None => words.trim_end().trim_end_matches('.').to_owned(),
        }
    }

    /// The options that every IPC builtin has and no page tells.
    fn common_options(&self) -> Option<String> {
        let has_own = |letter| self.arguments.options.iter().any(|o| o.letter == letter);
        let traps = self
            .arguments
            .options
            .iter()
            .any(|option| option.long == Some("eintr"));
        let mut text = "Also: ".to_owned();
        if !has_own(Some(b'q')) {
            text.push_str("-q (no message when it fails), ");
        }
        if traps && !self.help.contains("--eintr") {
            text.push_str(
                "--eintr (a trapped signal ends the call; else it goes on after the trap), ",
            );
        }
        text.push_str("--explain (show the call, do nothing).");
        is_ipc(self).then_some(text)
    }
}

/// Whether a paragraph is a declaration in C.
fn is_prototype(paragraph: &str) -> bool {
    paragraph.trim_end().ends_with(';')
}

/// Adds a paragraph in lines that fit.
pub(super) fn lay_out(page: &mut String, paragraph: &str, width: usize) {
    let lines: Vec<&str> = paragraph.lines().collect();
    if lines.iter().all(|line| line.chars().count() <= width) {
        for line in lines {
            page.push_str(line);
            page.push('\n');
        }
        return;
    }
    let mut rest = lines.as_slice();
    while let [first, others @ ..] = rest {
        let indent = indentation(first);
        let belongs = |line: &&&str| match indent {
            0 => indentation(line) == 0 && !is_prototype(paragraph),
            _ => indentation(line) > indent,
        };
        let count = others.iter().take_while(belongs).count();
        let (more, after) = others.split_at(count);
        let text = [&[*first], more].concat();
        let words: Vec<&str> = text
            .iter()
            .flat_map(|line| line.split_whitespace())
            .collect();
        let hanging = if indent == 0 && !is_prototype(paragraph) {
            0
        } else {
            column_of_text(first)
        };
        fill_item(page, first, &words, width, hanging);
        rest = after;
    }
}

/// Fills an item; the gap between an option and its text stays as wide as it was.
fn fill_item(page: &mut String, first: &str, words: &[&str], width: usize, hanging: usize) {
    let head: String = first.chars().take(hanging).collect();
    let is_row = hanging > 0 && head.ends_with("  ") && !head.trim().is_empty();
    if !is_row {
        let indent = indentation(first);
        fill(page, words, width, indent, hanging.max(indent));
        return;
    }
    let skipped = head.split_whitespace().count();
    let mut text = String::new();
    let rest = words.get(skipped..).unwrap_or_default();
    fill(&mut text, rest, width, hanging, hanging);
    page.push_str(&head);
    page.push_str(text.trim_start());
}

fn indentation(line: &str) -> usize {
    line.chars().take_while(|byte| *byte == ' ').count()
}

/// Where the text of a row begins: behind the first gap of two spaces; four columns in where there is none.
fn column_of_text(line: &str) -> usize {
    let indent = indentation(line);
    let chars: Vec<char> = line.chars().collect();
    let gap = (indent..chars.len())
        .find(|at| chars.get(*at) == Some(&' ') && chars.get(at + 1) == Some(&' '));
    match gap {
        Some(gap) => (gap..chars.len())
            .find(|at| chars.get(*at) != Some(&' '))
            .unwrap_or(gap),
        None => indent + 4,
    }
}

/// Adds words in lines that fit, the first one indented by `indent`, the others by `hanging`.
pub(super) fn fill(
    page: &mut String,
    words: &[impl AsRef<str>],
    width: usize,
    indent: usize,
    hanging: usize,
) {
    let mut column = 0;
    for word in words {
        let word = word.as_ref();
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            page.push('\n');
            column = 0;
            page.push_str(&" ".repeat(hanging));
            column += hanging;
        } else if column > 0 {
            page.push(' ');
            column += 1;
        } else {
            page.push_str(&" ".repeat(indent));
            column = indent;
        }
        page.push_str(word);
        column += length;
    }
    page.push('\n');
}

/// The words of a synopsis; what stands in brackets is one.
fn groups(line: &str) -> Vec<String> {
    let mut groups = vec![String::new()];
    let mut depth = 0_usize;
    for letter in line.chars() {
        match letter {
            '[' | '{' => depth += 1,
            ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if letter == ' ' && depth == 0 {
            groups.push(String::new());
        } else if let Some(last) = groups.last_mut() {
            last.push(letter);
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::table;

    fn laid_out(text: &str, width: usize) -> String {
        let mut page = String::new();
        lay_out(&mut page, text, width);
        page
    }

    #[test]
    fn text_flows_and_rows_hang() {
        assert_eq!(laid_out("one two\nthree", 7), "one two\nthree\n");
        assert_eq!(laid_out("one two three\nfour", 9), "one two\nthree\nfour\n");
        assert_eq!(
            laid_out("  -a N   alpha beta gamma\n  -b     b", 20),
            "  -a N   alpha beta\n         gamma\n  -b     b\n"
        );
        assert_eq!(
            laid_out("  -a  alpha beta\n      gamma delta\n  -b  b", 17),
            "  -a  alpha beta\n      gamma delta\n  -b  b\n"
        );
        assert_eq!(
            laid_out("int f(int a, int b);", 14),
            "int f(int a,\n    int b);\n"
        );
    }

    #[test]
    fn a_synopsis_breaks_between_brackets() {
        assert_eq!(groups("f [-v VAR] A B"), ["f", "[-v VAR]", "A", "B"]);
    }

    #[test]
    fn every_page_fits_and_has_a_summary() {
        for row in table() {
            let text = row.page(80);
            let (text, _) = text.split_once("\nExample:\n").unwrap_or((&text, ""));
            for line in text.lines() {
                assert!(line.chars().count() <= 80, "{}: {line}", row.name);
            }
            assert!(!row.summary().is_empty(), "{}", row.name);
        }
    }
}
