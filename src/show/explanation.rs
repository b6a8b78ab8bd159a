//! An explanation as text in columns, and as JSON.

use std::collections::BTreeMap;

use super::speech::{label, short, spoken, why};
use super::theme::{Style, Theme, columns, padded};
use crate::plan::{Explanation, FdTable, Item, Reordering, Row, printable};
use crate::sys::Fd;

/// Widths of the columns number, who, call and why, with the blank after each.
const NUMBER: usize = 4;
const WHO: usize = 6;
const CALL: usize = 27;
const WHY: usize = 11;

/// Where everything is put.
struct Page {
    theme: Theme,
    text: String,
    /// The descriptors that have a column.
    columns: Vec<Fd>,
    /// Whether descriptors that led to the same thing are mixed, and need names of their own.
    is_mixed: bool,
    cell: usize,
    call: usize,
    /// That of the page.
    width: usize,
}

/// The rows as JSON, one object a line.
#[must_use]
pub fn explanation_json(of: &Explanation) -> String {
    let mut text = String::new();
    let mut conditions: Vec<(u32, &str)> = Vec::new();
    for item in &of.items {
        match item {
            Item::Row(row) => {
                let conditions: Vec<&str> = conditions.iter().map(|(_, text)| *text).collect();
                text.push_str(&row.in_json_when(&conditions));
                text.push('\n');
            }
            Item::Heading { depth, text } => {
                conditions.retain(|(outer, _)| outer < depth);
                conditions.push((*depth, text));
            }
            Item::End { depth } => conditions.retain(|(outer, _)| outer < depth),
            Item::Said(_) | Item::Effect(_) | Item::Written { .. } | Item::Rewound { .. } => {}
        }
    }
    text
}

/// The explanation for people.
#[must_use]
pub fn explanation(of: &Explanation, style: Style) -> String {
    let mut page = Page::new(of, style);
    page.header();
    page.start(&of.start);
    let mut number = 0;
    let mut ended: Option<u32> = None;
    for item in &of.items {
        match item {
            Item::Row(row) => {
                if let Some(depth) = ended.take() {
                    page.heading(depth, "in any case");
                }
                number += 1;
                page.row(number, row);
            }
            Item::Heading { depth, text } => {
                ended = None;
                page.heading(*depth, text);
            }
            Item::End { depth } => ended = Some(*depth),
            Item::Said(text) => page.said(text),
            Item::Effect(text) => page.heading(1, text),
            Item::Written { fd, bytes } => page.written(*fd, bytes),
            Item::Rewound { .. } => {}
        }
    }
    page.origins(of);
    page.terminal(of);
    page.holders(of);
    page.holes(of);
    for order in &of.reorderings {
        page.reordering(order);
    }
    for warning in &of.warnings {
        page.warning(warning);
    }
    page.text
}

impl Page {
    fn new(of: &Explanation, style: Style) -> Self {
        let mut columns: Vec<Fd> = vec![0, 1, 2];
        let mut seen: Vec<Fd> = of
            .rows()
            .flat_map(|row| row.fds.iter().map(|(fd, _)| fd))
            .filter(|fd| of.start.get(*fd).is_none() && *fd > 2)
            .collect();
        seen.sort_unstable();
        seen.dedup();
        columns.extend(seen);
        let spare = style.width.saturating_sub(80);
        let call = CALL + spare.min(24);
        let room = style.width.saturating_sub(NUMBER + WHO + call + WHY);
        let cell = if spare > 40 { 11 } else { 6 };
        columns.truncate((room / cell).max(3));
        Self {
            theme: Theme::new(style),
            text: String::new(),
            columns,
            is_mixed: of.rows().any(|row| row.fds.is_mixed())
                || of.reorderings.iter().any(Reordering::is_mixed),
            cell,
            call,
            width: style.width,
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn header(&mut self) {
        let call = self.call;
        let mut line = format!(
            "{:<NUMBER$}{:<WHO$}{:<call$}{:<WHY$}",
            "  #", "who", "call", "why"
        );
        for fd in &self.columns {
            line.push_str(&format!("{fd:<width$}", width = self.cell));
        }
        self.line(&self.theme.aside(&line));
    }

    fn start(&mut self, table: &FdTable) {
        let call = self.call;
        let cells = self.cells(table);
        let line = format!(
            "{:<NUMBER$}{:<WHO$}{:<call$}{:<WHY$}{cells}",
            "  0", "shell", "", "start"
        );
        self.line(&line);
    }

    fn cells(&self, table: &FdTable) -> String {
        let mut cells = String::new();
        for fd in &self.columns {
            let (object, name) = match table.get(*fd) {
                Some(entry) => (&*entry.object, label(entry, self.is_mixed)),
                None => ("", self.theme.closed().into()),
            };
            // Of a long pathname the end tells more.
            let width = self.cell - 1;
            let name = self.theme.name(&name, width);
            let blanks = " ".repeat(self.cell - columns(&name));
            cells.push_str(&self.theme.object(object, &name));
            cells.push_str(&blanks);
        }
        cells
    }

    fn row(&mut self, number: usize, row: &Row) {
        let call = spoken(row);
        let why = why(row);
        let width = self.call;
        let why = self.theme.cut(&printable(why.as_bytes()), WHY - 1);
        let cells = self.cells(&row.fds);
        let head = format!("{number:>3} {:<WHO$}", self.theme.cut(&row.who, WHO - 1));
        let tail = format!("{}{cells}", self.theme.aside(&padded(&why, WHY)));
        let is_long = columns(&call) >= width;
        let shown = self.theme.cut(&call, if is_long { 70 } else { width });
        let shown = match row.errno {
            Some(_) => self.theme.alarm(&shown),
            None => shown,
        };
        if is_long {
            self.line(&format!("{head}{shown}"));
            self.line(&format!("{:1$}{tail}", "", NUMBER + WHO + width));
        } else {
            let blanks = " ".repeat(width - columns(&call));
            self.line(&format!("{head}{shown}{blanks}{tail}"));
        }
    }

    fn heading(&mut self, depth: u32, text: &str) {
        let indent = "  ".repeat(depth.min(8) as usize);
        let text = self.theme.cut(&printable(text.as_bytes()), 64);
        self.line(&format!("    {indent}-- {text}"));
    }

    /// A message on standard error.
    fn said(&mut self, text: &str) {
        let text = self.theme.cut(&printable(text.as_bytes()), 66);
        self.line(&format!("    says: {}", self.theme.alarm(&text)));
    }

    /// The text of a here-document.
    fn written(&mut self, fd: Fd, bytes: &[u8]) {
        let count = match bytes.len() {
            1 => "1 byte".to_owned(),
            many => format!("{many} bytes"),
        };
        let head = bytes.get(..64).unwrap_or(bytes);
        let text = String::from_utf8_lossy(head);
        self.heading(1, &format!("writes {count} of text into {fd}: {text}"));
    }

    /// Which descriptor the shell gives the terminal through.
    fn terminal(&mut self, of: &Explanation) {
        let own = of.rows().find_map(|row| {
            let arg = row
                .call
                .args
                .first()
                .filter(|_| row.call.name == "tcsetpgrp")?;
            Some(arg.value.in_c())
        });
        if let Some(own) = own {
            self.line(&format!(
                "tcsetpgrp({own}, ...): {own} is the shell's own descriptor of the terminal"
            ));
        }
    }

    /// What `tty.0` and its like are.
    fn origins(&mut self, of: &Explanation) {
        if !self.is_mixed {
            return;
        }
        let mut objects: BTreeMap<&str, Vec<Fd>> = BTreeMap::new();
        for entry in of.start.iter().map(|(_, entry)| entry) {
            if let Some(origin) = entry.origin {
                objects.entry(&entry.object).or_default().push(origin);
            }
        }
        for (object, fds) in objects {
            let kind = short(object);
            let names: Vec<String> = fds.iter().map(|fd| format!("{kind}.{fd}")).collect();
            let numbers: Vec<String> = fds.iter().map(Fd::to_string).collect();
            let one = object.split_once(':').map_or(object, |(_, name)| name);
            let line = format!(
                "{}: where {} led at the start (here all to {one})",
                names.join(" "),
                numbers.join(" "),
            );
            self.line(&self.theme.shown(&line));
        }
    }

    fn holders(&mut self, of: &Explanation) {
        for (pipe, holders) in of.holders() {
            let side = |ends: &[(String, Fd)]| {
                let ends: Vec<String> =
                    ends.iter().map(|(who, fd)| format!("{who}:{fd}")).collect();
                let list = if ends.is_empty() {
                    "nobody".to_owned()
                } else {
                    ends.join(" ")
                };
                format!("{} ({list})", ends.len())
            };
            let line = format!(
                "pipe {pipe}: read ends {}, write ends {}",
                side(&holders.readers),
                side(&holders.writers)
            );
            self.line(&line);
        }
    }

    fn holes(&mut self, of: &Explanation) {
        if of.holes.is_empty() {
            return;
        }
        let mut names: Vec<String> = of
            .holes
            .iter()
            .map(|hole| printable(hole.as_bytes()))
            .collect();
        names.dedup();
        let head = "known only when run:";
        self.wrapped(head.to_owned(), head.len(), &names.join("  "));
    }

    fn reordering(&mut self, order: &Reordering) {
        let (written, swapped) = (&order.written, &order.swapped);
        self.line("the order matters:");
        let left = format!("as written: {}", printable(written.0.as_bytes()));
        let left = self.theme.cut(&left, self.width.saturating_sub(4));
        let right = format!("other way: {}", printable(swapped.0.as_bytes()));
        let right = self.theme.cut(&right, self.width.saturating_sub(4));
        let mut width = columns(&left).max(28) + 4;
        if 4 + width + columns(&right) > self.width {
            width = 32; // one below the other, and the tables under both
            self.line(&format!("    {left}"));
            self.line(&format!("    {right}"));
        } else {
            self.line(&format!("    {}{right}", padded(&left, width)));
        }
        let mut fds: Vec<Fd> = written
            .1
            .iter()
            .chain(swapped.1.iter())
            .map(|(fd, _)| fd)
            .collect();
        fds.sort_unstable();
        fds.dedup();
        let is_mixed = self.is_mixed || order.is_mixed();
        for fd in fds.into_iter().filter(|fd| *fd < 10) {
            let to = |table: &FdTable| {
                let entry = table.get(fd);
                let name = entry.map_or("closed".into(), |entry| label(entry, is_mixed));
                self.theme.name(&name, 24)
            };
            let (a, b) = (to(&written.1), to(&swapped.1));
            let mark = if a == b { "" } else { self.theme.star() };
            let left = format!("{fd} {} {a}", self.theme.arrow());
            let left = padded(&left, width);
            let line = format!("    {left}{fd} {} {b} {mark}", self.theme.arrow());
            self.line(&line);
        }
    }

    fn warning(&mut self, text: &str) {
        let head = self.theme.alarm("warning:");
        self.wrapped(head, 8, &printable(text.as_bytes()));
    }

    /// A text of several words behind a head of `width` columns.
    fn wrapped(&mut self, head: String, mut width: usize, text: &str) {
        let indent = width;
        let mut line = head;
        for word in self.theme.shown(text).split(' ') {
            if width + 1 + columns(word) > 79 {
                self.line(&line);
                line = " ".repeat(indent);
                width = indent;
            }
            line.push(' ');
            line.push_str(word);
            width += 1 + columns(word);
        }
        self.line(&line);
    }
}
