//! Pathname expansion (XCU 2.6.6, 2.14.3): a field with pattern characters → the paths that match it.
//!
//! Comes in: the text of the field with the memory of which bytes are quoted. Goes out: the paths in byte
//! order, or nothing if the field stays as it is.
//!
//! The text is cut at its slashes, which no pattern matches. Components without pattern characters are
//! only appended; the others are looked for in their directory. A leading dot is matched by a dot only, and
//! `.` and `..` by no pattern. Directories that cannot be read have no matches.

use super::pattern::{Dialect, Marked, Pattern};
use crate::source::Fields;
use crate::state::{Opt, State};
use crate::sys::file::{self, Directory, Kind};

/// The settings that pathname expansion depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Globbing {
    is_on: bool,
    null_if_none: bool,
    /// Whether a pattern without matches is an error.
    is_strict: bool,
    /// Whether `**` is any number of directories.
    has_stars: bool,
    /// Whether names with a leading dot match too.
    has_dots: bool,
    /// Whether names match in upper and lower case.
    ignore_case: bool,
    dialect: Dialect,
}

impl Globbing {
    /// As the options of the shell say.
    pub(super) fn of(state: &State) -> Self {
        Self {
            is_on: !state.is_on(Opt::NoGlob),
            null_if_none: state.is_on(Opt::NullGlob),
            is_strict: state.is_on(Opt::FailGlob),
            has_stars: state.is_on(Opt::GlobStar),
            has_dots: state.is_on(Opt::DotGlob),
            ignore_case: state.is_on(Opt::NoCaseGlob),
            dialect: super::dialect(state),
        }
    }

    /// No pathname expansion.
    #[cfg(test)]
    pub(super) const fn off() -> Self {
        Self {
            is_on: false,
            null_if_none: false,
            is_strict: false,
            has_stars: false,
            has_dots: false,
            ignore_case: false,
            dialect: Dialect {
                utf8: false,
                extglob: false,
                ignore_case: false,
            },
        }
    }

    /// Says whether extended patterns count.
    pub(super) const fn set_groups(&mut self, are_on: bool) {
        self.dialect.extglob = are_on;
    }

    /// Whether pathname expansion is done at all.
    pub(super) const fn is_on(&self) -> bool {
        self.is_on
    }

    /// Whether a pattern without matches is an error.
    pub(super) const fn is_strict(&self) -> bool {
        self.is_strict
    }

    /// Whether unquoted `bytes` make a field a pattern.
    pub(super) fn is_trigger(&self, bytes: &[u8]) -> bool {
        self.is_on
            && (memchr::memchr3(b'*', b'?', b'[', bytes).is_some()
                || self.dialect.extglob && bytes.contains(&b'('))
    }

    /// The paths that match; `None` if the field stays as it is.
    pub(super) fn expand(&self, text: Marked<'_>) -> Option<Paths> {
        let components = self.components(text);
        if !components.iter().any(|part| part.pattern.is_some()) {
            return None;
        }
        let mut walk = Walk {
            has_dots: self.has_dots,
            ..Walk::default()
        };
        walk.component(&components);
        if walk.found.is_empty() && !self.null_if_none {
            return None;
        }
        Some(Paths::sorted(walk.found))
    }

    fn components(&self, text: Marked<'_>) -> Vec<Component> {
        let bytes = text.bytes();
        let mut components: Vec<Component> = Vec::new();
        let mut start = 0;
        loop {
            let rest = bytes.get(start..).unwrap_or_default();
            let end = memchr::memchr(b'/', rest).map_or(bytes.len(), |len| start + len);
            let slashes = bytes
                .get(end..)
                .unwrap_or_default()
                .iter()
                .take_while(|byte| **byte == b'/')
                .count();
            let component = self.component(text.slice(start, end), slashes);
            match components.last_mut() {
                // `**/**` is `**`.
                Some(Component {
                    is_star: true,
                    slashes,
                    ..
                }) if component.is_star => *slashes = component.slashes,
                _ => components.push(component),
            }
            start = end + slashes;
            if start >= bytes.len() {
                return components;
            }
        }
    }

    fn component(&self, text: Marked<'_>, slashes: usize) -> Component {
        let pattern = Pattern::compile(text, self.dialect).ok();
        let plain = pattern.as_ref().and_then(Pattern::as_literal);
        // What is literal as a pattern is looked for without its backslashes.
        let (name, pattern) = match plain {
            Some(name) => (name.to_vec(), None),
            None if self.ignore_case => {
                let dialect = Dialect {
                    ignore_case: true,
                    ..self.dialect
                };
                (text.bytes().to_vec(), Pattern::compile(text, dialect).ok())
            }
            None => (text.bytes().to_vec(), pattern),
        };
        let is_star = self.has_stars
            && text.bytes() == b"**"
            && text.active(0).is_some()
            && text.active(1).is_some();
        let starts_with_dot = match text.active(0) {
            Some(b'\\') => text.bytes().get(1) == Some(&b'.'),
            _ => text.bytes().first() == Some(&b'.'),
        };
        Component {
            name,
            pattern,
            is_star,
            starts_with_dot,
            slashes,
        }
    }
}

/// A part of the path between slashes.
struct Component {
    /// The name, if it is not a pattern.
    name: Vec<u8>,
    pattern: Option<Pattern<'static>>,
    /// Whether it is `**`, for any number of directories.
    is_star: bool,
    /// Whether it names dot files explicitly.
    starts_with_dot: bool,
    /// How many slashes follow.
    slashes: usize,
}

/// The paths that were found, in byte order.
pub(super) struct Paths {
    fields: Fields,
    order: Vec<(u64, usize)>,
}

impl Paths {
    /// Most comparisons are of the eight bytes after what all paths begin with.
    fn sorted(fields: Fields) -> Self {
        let shared = shared_prefix(&fields);
        let key = |path: &[u8]| {
            let mut key = [0; 8]; // no path has a NUL: the end of one comes before all bytes
            for (to, from) in key.iter_mut().zip(path.iter().skip(shared)) {
                *to = *from;
            }
            u64::from_be_bytes(key)
        };
        let mut order: Vec<(u64, usize)> = fields.iter().map(key).zip(0..).collect();
        order.sort_unstable_by(|(key, index), (other_key, other)| {
            let paths = || fields.get(*index).cmp(&fields.get(*other));
            key.cmp(other_key).then_with(paths)
        });
        Self { fields, order }
    }

    /// Whether there are none.
    pub(super) const fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The paths.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.order
            .iter()
            .map(|(_, index)| self.fields.get(*index).unwrap_or_default())
    }
}

/// How many bytes all of `fields` begin with.
fn shared_prefix(fields: &Fields) -> usize {
    let first = fields.get(0).unwrap_or_default();
    fields.iter().skip(1).fold(first.len(), |shared, field| {
        let both = first.iter().zip(field).take(shared);
        both.take_while(|(a, b)| a == b).count()
    })
}

#[derive(Default)]
struct Walk {
    /// The path so far.
    path: Vec<u8>,
    /// Whether names with a leading dot match too.
    has_dots: bool,
    found: Fields,
    /// Directories that have been looked through: their memory serves the next ones.
    spare: Vec<Directory>,
}

impl Walk {
    /// Follows the components from here on. The depth is the number of components that are patterns; a
    /// path cannot be longer than `PATH_MAX` for the kernel, which ends the walk.
    fn component(&mut self, components: &[Component]) {
        let literals = components
            .iter()
            .take_while(|part| part.pattern.is_none())
            .count();
        let (fixed, rest) = components.split_at(literals);
        let mark = self.path.len();
        for part in fixed {
            self.path.extend_from_slice(&part.name);
            self.path.extend(std::iter::repeat_n(b'/', part.slashes));
        }
        match rest.split_first() {
            None if fixed.is_empty() || file::link_status(&self.path).is_ok() => {
                self.found.push(&self.path);
            }
            None => {}
            Some((part, later)) => self.directory(part, later),
        }
        self.path.truncate(mark);
    }

    /// Looks for the names in the directory `self.path` that match `part`.
    fn directory(&mut self, part: &Component, later: &[Component]) {
        let Some(pattern) = &part.pattern else { return };
        if crate::sys::stack::remaining() < super::STACK_RESERVE {
            return;
        }
        let here: &[u8] = if self.path.is_empty() {
            b"."
        } else {
            &self.path
        };
        let mut directory = self.spare.pop().unwrap_or_default();
        if directory.read_again(here).is_ok() {
            match part.is_star {
                true => self.any_depth(&directory, part, later, true),
                false => self.entries(&directory, part, pattern, later),
            }
        }
        self.spare.push(directory);
    }

    /// `**` in a directory: what follows it is looked for there and in all directories below. Symbolic links are names,
    /// but they are not followed, so that the walk ends.
    fn any_depth(
        &mut self,
        directory: &Directory,
        part: &Component,
        later: &[Component],
        is_top: bool,
    ) {
        if !later.is_empty() {
            self.component(later);
        } else if !self.path.is_empty() && (is_top || part.slashes > 0) {
            self.found.push(&self.path); // without slashes after it, `**` has named it already
        }
        let mark = self.path.len();
        for entry in directory.entries() {
            let is_hidden = entry.name.starts_with(b".");
            if is_hidden && (!self.has_dots || matches!(entry.name, b"." | b"..")) {
                continue;
            }
            self.path.extend_from_slice(entry.name);
            let is_directory = match entry.kind {
                Kind::Unknown => {
                    file::link_status(&self.path).is_ok_and(|status| status.kind == Kind::Directory)
                }
                kind => kind == Kind::Directory,
            };
            if later.is_empty() {
                self.name_below(part, entry.kind, is_directory);
            }
            if is_directory {
                self.path
                    .extend(std::iter::repeat_n(b'/', part.slashes.max(1)));
                self.below(part, later);
            }
            self.path.truncate(mark);
        }
    }

    /// A name that `**` at the end of a pattern has come to; directories are named when they are entered.
    fn name_below(&mut self, part: &Component, kind: Kind, is_directory: bool) {
        if part.slashes == 0 {
            self.found.push(&self.path);
        } else if !is_directory && self.is_directory(kind) {
            let mark = self.path.len();
            self.path.extend(std::iter::repeat_n(b'/', part.slashes));
            self.found.push(&self.path);
            self.path.truncate(mark);
        }
    }

    /// The directory `self.path`, which `**` has come to.
    fn below(&mut self, part: &Component, later: &[Component]) {
        if crate::sys::stack::remaining() < super::STACK_RESERVE {
            return;
        }
        let mut directory = self.spare.pop().unwrap_or_default();
        if directory.read_again(&self.path).is_ok() {
            self.any_depth(&directory, part, later, false);
        }
        self.spare.push(directory);
    }

    fn entries(
        &mut self,
        directory: &Directory,
        part: &Component,
        pattern: &Pattern<'_>,
        later: &[Component],
    ) {
        let mark = self.path.len();
        for entry in directory.entries() {
            let is_hidden = entry.name.starts_with(b".");
            let is_asked = part.starts_with_dot || self.has_dots;
            if is_hidden && (!is_asked || matches!(entry.name, b"." | b"..")) {
                continue;
            }
            if !pattern.matches(entry.name) {
                continue;
            }
            self.path.extend_from_slice(entry.name);
            if part.slashes == 0 {
                self.found.push(&self.path);
            } else if self.is_directory(entry.kind) {
                self.path.extend(std::iter::repeat_n(b'/', part.slashes));
                self.component(later);
            }
            self.path.truncate(mark);
        }
    }

    fn is_directory(&self, kind: Kind) -> bool {
        match kind {
            Kind::Directory => true,
            Kind::SymbolicLink | Kind::Unknown => {
                file::status(&self.path).is_ok_and(|status| status.kind == Kind::Directory)
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const ON: Globbing = Globbing {
        is_on: true,
        ..Globbing::off()
    };

    /// A directory with some files; what `pattern` below it expands to, without its name.
    fn expand(globbing: Globbing, pattern: &str) -> Option<Vec<String>> {
        let top = tempfile::tempdir().unwrap();
        for directory in ["d/sub", "e", ".hidden"] {
            fs::create_dir_all(top.path().join(directory)).unwrap();
        }
        for file in [
            "a",
            "b",
            "B",
            ".dot",
            "d/x.c",
            "d/y.c",
            "d/sub/x.c",
            "e/y.c",
            "[z",
            "st*r",
        ] {
            fs::write(top.path().join(file), "").unwrap();
        }
        std::os::unix::fs::symlink("d", top.path().join("link")).unwrap();
        std::os::unix::fs::symlink("nowhere", top.path().join("dead")).unwrap();
        let prefix = format!("{}/", top.path().display());
        let text = format!("{prefix}{pattern}");
        let paths = globbing.expand(Marked::unquoted(text.as_bytes()))?;
        let name = |path: &[u8]| {
            let path = String::from_utf8_lossy(path).into_owned();
            path.strip_prefix(&prefix).unwrap_or(&path).to_owned()
        };
        Some(paths.iter().map(name).collect())
    }

    fn paths(pattern: &str) -> Vec<String> {
        expand(ON, pattern).unwrap_or_else(|| vec![format!("unchanged {pattern}")])
    }

    #[test]
    fn paths_are_in_the_order_of_their_bytes() {
        let names: [&[u8]; 9] = [
            b"same/abcdefgh2",
            b"same/abcdefgh",
            b"same/abcdefgh10",
            b"same/",
            b"same/\xff",
            b"same/a",
            b"same/ab",
            b"same/abcdefgh1",
            b"same/B",
        ];
        let mut expected = names.to_vec();
        expected.sort_unstable();
        let paths = Paths::sorted(Fields::from_iter(names));
        assert_eq!(paths.iter().collect::<Vec<_>>(), expected);
        assert!(Paths::sorted(Fields::new()).is_empty());
    }

    #[test]
    fn names_come_in_byte_order_without_hidden_ones() {
        assert_eq!(paths("?"), ["B", "a", "b", "d", "e"]);
        assert_eq!(paths("[ab]"), ["a", "b"]);
        assert_eq!(paths("[!ab]"), ["B", "d", "e"]);
        assert_eq!(paths(".*"), [".dot", ".hidden"]);
        assert_eq!(paths("d*"), ["d", "dead"]);
        assert_eq!(paths("[.]dot"), ["unchanged [.]dot"]);
    }

    #[test]
    fn slashes_are_matched_by_slashes_only() {
        assert_eq!(paths("*/x.c"), ["d/x.c", "link/x.c"]);
        assert_eq!(paths("*/*/x.c"), ["d/sub/x.c", "link/sub/x.c"]);
        assert_eq!(paths("*.c"), ["unchanged *.c"]);
        assert_eq!(paths("d[/]x.c"), ["unchanged d[/]x.c"]);
        assert_eq!(paths("[d/]x.c"), ["unchanged [d/]x.c"]);
        assert_eq!(paths("*//y.c"), ["d//y.c", "e//y.c", "link//y.c"]);
    }

    #[test]
    fn a_slash_at_the_end_asks_for_directories() {
        assert_eq!(paths("*/"), ["d/", "e/", "link/"]);
        assert_eq!(paths("d*/."), ["d/."]);
    }

    #[test]
    fn links_that_lead_nowhere_are_names_too() {
        assert_eq!(paths("dea?"), ["dead"]);
        assert_eq!(
            paths("*/../dead"),
            ["d/../dead", "e/../dead", "link/../dead"]
        );
    }

    #[test]
    fn quoted_and_unfinished_patterns_stay() {
        assert_eq!(expand(ON, "\\*"), None);
        assert_eq!(expand(ON, "[z"), None);
        assert_eq!(paths("[z*"), ["[z"]);
        assert_eq!(paths("st\\**"), ["st*r"]);
        assert_eq!(expand(ON, "nothing*"), None);
    }

    #[test]
    fn nullglob_leaves_nothing() {
        let nullglob = Globbing {
            null_if_none: true,
            ..ON
        };
        assert_eq!(expand(nullglob, "nothing*"), Some(Vec::new()));
        assert_eq!(expand(nullglob, "nothing"), None);
    }
}
