//! How large an expression becomes when it is compiled, told before it is.
//!
//! libc follows groups by recursion, copies what a repetition repeats, and keeps for each place where a match can go two ways a
//! list of all others: an expression of a few bytes can need more stack or memory than there is. What is counted here may
//! be too much, never too little; [`Size::check`] draws the line far above any expression that a person writes.

use super::BadRegex;

/// The most groups inside each other.
const MOST_DEPTH: usize = 250;
/// The most positions, repetitions written out.
const MOST_POSITIONS: u64 = 100_000;
/// The most places where a match can go two ways; memory grows with their square (2000: about 70 MB).
const MOST_BRANCHES: u64 = 2000;

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Size {
    /// Groups, that is parentheses that open one.
    pub(super) groups: usize,
    /// How deep they lie in each other.
    pub(super) depth: usize,
    /// Whether it refers back to a group (`\1`), which takes time without bound.
    pub(super) refers_back: bool,
    /// The whole.
    pub(super) cost: Cost,
}

/// Positions and branches of a part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cost {
    pub(super) positions: u64,
    pub(super) branches: u64,
}

impl Cost {
    const ONE: Self = Self {
        positions: 1,
        branches: 0,
    };

    const fn plus(self, other: Self) -> Self {
        Self {
            positions: self.positions.saturating_add(other.positions),
            branches: self.branches.saturating_add(other.branches),
        }
    }

    /// So many copies, and so many more ways to go.
    const fn times(self, copies: u64, branches: u64) -> Self {
        Self {
            positions: self.positions.saturating_mul(copies),
            branches: self
                .branches
                .saturating_mul(copies)
                .saturating_add(branches),
        }
    }
}

/// A group that is open: what it holds so far, and the part that a repetition after it would repeat.
#[derive(Default)]
struct Open {
    done: Cost,
    last: Cost,
}

impl Open {
    fn add(&mut self, part: Cost) {
        self.done = self.done.plus(self.last);
        self.last = part;
    }

    const fn total(&self) -> Cost {
        self.done.plus(self.last)
    }
}

impl Size {
    /// Counts an extended regular expression (XBD 9.4).
    pub(super) fn of(pattern: &[u8]) -> Self {
        let mut size = Self::default();
        let mut open: Vec<Open> = Vec::new();
        let mut part = Open::default();
        let mut rest = pattern;
        while let Some((first, after)) = rest.split_first() {
            rest = after;
            match first {
                b'(' => {
                    open.push(std::mem::take(&mut part));
                    size.groups += 1;
                    size.depth = size.depth.max(open.len());
                }
                b')' => {
                    if let Some(outer) = open.pop() {
                        let inner = std::mem::replace(&mut part, outer);
                        part.add(inner.total().plus(Cost::ONE).plus(Cost::ONE));
                    }
                }
                b'|' => part.done.branches = part.done.branches.saturating_add(1),
                b'*' | b'?' => part.last = part.last.times(1, 1),
                b'+' => part.last = part.last.times(2, 1),
                b'{' => {
                    if let Some((low, high, after)) = interval(after) {
                        rest = after;
                        part.last = part.last.times(high.max(1), high.saturating_sub(low));
                    } else {
                        part.add(Cost::ONE);
                    }
                }
                b'[' => {
                    rest = after_bracket(after);
                    part.add(Cost::ONE);
                }
                b'\\' => {
                    size.refers_back |= after.first().is_some_and(u8::is_ascii_digit);
                    rest = after.get(1..).unwrap_or_default();
                    part.add(Cost::ONE);
                }
                _ => part.add(Cost::ONE),
            }
        }
        size.cost = open
            .iter()
            .fold(part.total(), |sum, outer| sum.plus(outer.total()));
        size
    }

    /// That it can be compiled with the memory and the stack of an ordinary process.
    pub(super) fn check(&self) -> Result<(), BadRegex> {
        let too_much = |what: &str| Err(BadRegex(format!("Too many {what}")));
        if self.depth > MOST_DEPTH {
            return too_much("groups inside each other");
        }
        if self.cost.positions > MOST_POSITIONS {
            return too_much("repetitions");
        }
        if self.cost.branches > MOST_BRANCHES {
            return too_much("alternatives");
        }
        Ok(())
    }
}

/// `m}`, `m,}` or `m,n}` after a `{`: both bounds, without an upper one `m + 1`, and what follows.
fn interval(inside: &[u8]) -> Option<(u64, u64, &[u8])> {
    let end = memchr::memchr(b'}', inside)?;
    let (bounds, after) = inside.split_at(end);
    let bounds = std::str::from_utf8(bounds).ok()?;
    let after = after.get(1..)?;
    let bound = |digits: &str| digits.parse::<u64>().ok();
    match bounds.split_once(',') {
        None => bound(bounds).map(|both| (both, both, after)),
        Some((low, "")) => bound(low).map(|low| (low, low.saturating_add(1), after)),
        Some(("", high)) => bound(high).map(|high| (0, high, after)),
        Some((low, high)) => Some((bound(low)?, bound(high)?, after)),
    }
}

/// What follows a bracket expression, given what follows its `[` (XBD 9.3.5): a `]` in first place, and what stands
/// between `[:` and `:]` and the like, do not end it.
fn after_bracket(inside: &[u8]) -> &[u8] {
    let inside = inside.strip_prefix(b"^").unwrap_or(inside);
    let mut rest = inside.strip_prefix(b"]").unwrap_or(inside);
    while let Some((first, after)) = rest.split_first() {
        rest = match (first, after.split_first()) {
            (b']', _) => return after,
            (b'[', Some((kind @ (b':' | b'.' | b'='), class))) => {
                let end = class.windows(2).position(|two| two == [*kind, b']']);
                end.and_then(|end| class.get(end + 2..)).unwrap_or_default()
            }
            _ => after,
        };
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(pattern: &str) -> (u64, u64) {
        let cost = Size::of(pattern.as_bytes()).cost;
        (cost.positions, cost.branches)
    }

    #[test]
    fn only_parentheses_that_open_a_group_count() {
        let groups = |pattern: &str| Size::of(pattern.as_bytes()).groups;
        assert_eq!(groups(r"(a)\((b|[(])"), 2);
        assert_eq!(groups(r"[](]([^](](x))"), 2);
        assert_eq!(groups(r"[[:alpha:](]([[.).](])\"), 1);
        assert_eq!(groups("[("), 0);
        assert_eq!(Size::of(b"((a)(b))c").depth, 2);
    }

    #[test]
    fn repetitions_are_written_out() {
        assert_eq!(cost("abc"), (3, 0));
        assert_eq!(cost("ab{10}"), (11, 0));
        assert_eq!(cost("a{2,5}"), (5, 3));
        assert_eq!(cost("a{2,}"), (3, 1));
        assert_eq!(cost("(ab|c){10}"), (50, 10));
        assert_eq!(cost("((a{10}){10}){10}"), (1220, 0));
        assert_eq!(cost("a*b?[cd]+"), (4, 3));
        assert_eq!(cost("a{x"), (3, 0));
    }

    #[test]
    fn bombs_are_refused() {
        let refused = |pattern: &str| Size::of(pattern.as_bytes()).check().is_err();
        assert!(refused(&"(".repeat(100_000)));
        assert!(refused("(((((a{99}){99}){99}){99}){99}){99}"));
        assert!(refused(
            "((((((((((((((((((((((((a+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)+)"
        ));
        assert!(refused(&"a?".repeat(5000)));
        assert!(refused("(a|b){1,10000}"));
        assert!(refused("a{99999999999999999,99999999999999999}{9999999}"));
        assert!(!refused(&"x".repeat(10_000)));
        assert!(!refused("^([a-z]+)=(\"[^\"]*\"|[^ ]{1,200})$"));
    }

    #[test]
    fn references_back_are_seen() {
        assert!(Size::of(br"(a)\1").refers_back);
        assert!(!Size::of(br"(a)\\1[\1]").refers_back);
    }
}
