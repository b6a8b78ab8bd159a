//! Reports: diagnostics that name the place, show the text and point at it.
//!
//! ```text
//! demo.ipcsh:3: syntax error: unexpected `fi`; expected `then`
//!   3 | if a; fi
//!     |       ^^ unexpected
//!   3 | if a; fi
//!     | ^^ `if` opened here
//!   note: …
//! ```

/// Text under a caret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The line of the source (1-based).
    pub line: u32,
    /// The text of that line, without its newline.
    pub text: Box<[u8]>,
    /// Byte column of the first marked byte in `text`, from 0.
    pub column: usize,
    /// How many bytes are marked (at least one caret is drawn).
    pub len: usize,
    /// What is said under the carets.
    pub message: String,
}

/// One diagnostic: the title says what could not be done, the labels say why and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Name of the source, as the user knows it.
    pub source_name: Box<[u8]>,
    /// The line (1-based) the report is about.
    pub line: u32,
    /// What went wrong, in lower case, no full stop.
    pub title: String,
    /// Places, the most important first.
    pub labels: Vec<Label>,
    /// What to do about it, if we know.
    pub note: Option<String>,
}

/// How many columns of a long line are shown around the carets.
const SHOWN: usize = 100;
/// How many carets are drawn at most.
const MAX_CARETS: usize = 60;

impl Report {
    /// Appends the report as text, each line with its newline. Control bytes from the source are escaped;
    /// `color` adds colours for a terminal.
    pub fn render(&self, out: &mut Vec<u8>, color: bool) {
        let (bold, red, dim, reset) = match color {
            true => ("\x1b[1m", "\x1b[31m", "\x1b[2m", "\x1b[0m"),
            false => ("", "", "", ""),
        };
        out.extend_from_slice(bold.as_bytes());
        escape_into(&self.source_name, out);
        out.extend_from_slice(format!(":{}: ", self.line).as_bytes());
        escape_into(self.title.as_bytes(), out);
        out.extend_from_slice(reset.as_bytes());
        out.push(b'\n');
        let widest = self.labels.iter().map(|label| label.line).max();
        let width = widest.unwrap_or(0).to_string().len().max(3);
        for label in &self.labels {
            let (text, blanks, carets) = label.excerpt();
            let number = label.line;
            out.extend_from_slice(format!("{dim}{number:>width$} |{reset} ").as_bytes());
            out.extend_from_slice(&text);
            let carets = "^".repeat(carets);
            let blanks = " ".repeat(blanks);
            out.extend_from_slice(
                format!("\n{dim}{:>width$} |{reset} {blanks}{red}{carets}", "").as_bytes(),
            );
            if !label.message.is_empty() {
                out.push(b' ');
                escape_into(label.message.as_bytes(), out);
            }
            out.extend_from_slice(reset.as_bytes());
            out.push(b'\n');
        }
        if let Some(note) = &self.note {
            out.extend_from_slice(format!("{:>width$} = note: ", "").as_bytes());
            escape_into(note.as_bytes(), out);
            out.push(b'\n');
        }
    }
}

impl Label {
    /// The part of the line that is shown, and the columns and number of the carets under it.
    fn excerpt(&self) -> (Vec<u8>, usize, usize) {
        let column = self.column.min(self.text.len());
        let (before, after) = self.text.split_at_checked(column).unwrap_or_default();
        let marked = after.get(..self.len).unwrap_or(after);
        let rest = after.get(marked.len()..).unwrap_or_default();
        let mut shown = Vec::new();
        let skipped = before.len().saturating_sub(SHOWN);
        if skipped > 0 {
            shown.extend_from_slice(b"...");
        }
        escape_into(before.get(skipped..).unwrap_or_default(), &mut shown);
        let blanks = width_of(&shown);
        let start = shown.len();
        escape_into(marked.get(..SHOWN).unwrap_or(marked), &mut shown);
        let carets = width_of(shown.get(start..).unwrap_or_default()).clamp(1, MAX_CARETS);
        if rest.len() > SHOWN {
            escape_into(rest.get(..SHOWN).unwrap_or(rest), &mut shown);
            shown.extend_from_slice(b"...");
        } else {
            escape_into(rest, &mut shown);
        }
        (shown, blanks, carets)
    }
}

/// Appends `text` with tabs as blanks and every other control byte, and every byte that is not part of valid
/// UTF-8, as an escape.
fn escape_into(text: &[u8], out: &mut Vec<u8>) {
    for chunk in text.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\t' => out.push(b' '),
                c if c.is_control() => {
                    out.extend(c.escape_default().map(|c| u8::try_from(c).unwrap_or(b'?')));
                }
                c => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
        for byte in chunk.invalid() {
            out.extend_from_slice(format!("\\x{byte:02x}").as_bytes());
        }
    }
}

/// Columns that escaped text takes, as near as can be told without tables of character widths.
fn width_of(text: &[u8]) -> usize {
    String::from_utf8_lossy(text).chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(report: &Report) -> String {
        let mut out = Vec::new();
        report.render(&mut out, false);
        String::from_utf8(out).expect("a rendered report is text")
    }

    #[test]
    fn carets_stand_under_the_marked_text() {
        let report = Report {
            source_name: (*b"demo").into(),
            line: 3,
            title: "syntax error: unexpected `fi`".to_owned(),
            labels: vec![Label {
                line: 3,
                text: (*b"if a; fi").into(),
                column: 6,
                len: 2,
                message: "here".to_owned(),
            }],
            note: Some("try `then`".to_owned()),
        };
        assert_eq!(
            rendered(&report),
            "demo:3: syntax error: unexpected `fi`\n  3 | if a; fi\n    |       ^^ here\n    = note: try `then`\n"
        );
    }

    #[test]
    fn control_bytes_are_escaped_and_carets_follow() {
        let report = Report {
            source_name: (*b"x\x1b").into(),
            line: 1,
            title: "bad".to_owned(),
            labels: vec![Label {
                line: 1,
                text: (*b"\x07\tab\xff").into(),
                column: 2,
                len: 1,
                message: String::new(),
            }],
            note: None,
        };
        assert_eq!(
            rendered(&report),
            "x\\u{1b}:1: bad\n  1 | \\u{7} ab\\xff\n    |       ^\n"
        );
    }

    #[test]
    fn a_column_past_the_end_gets_one_caret() {
        let label = Label {
            line: 1,
            text: (*b"ab").into(),
            column: 9,
            len: 0,
            message: String::new(),
        };
        assert_eq!(label.excerpt(), (b"ab".to_vec(), 2, 1));
    }
}
