//! Patterns against a naive matcher, and what each kind of pattern matches.

use proptest::prelude::*;

use super::*;

const BYTES: Dialect = Dialect {
    utf8: false,
    extglob: false,
    ignore_case: false,
};
const UTF8: Dialect = Dialect {
    utf8: true,
    extglob: false,
    ignore_case: false,
};
const EXTENDED: Dialect = Dialect {
    utf8: false,
    extglob: true,
    ignore_case: false,
};

fn matches_in(pattern: &str, text: &[u8], dialect: Dialect) -> bool {
    let quick = Pattern::of_unquoted(pattern.as_bytes(), dialect)
        .unwrap()
        .matches(text);
    let compiled = Pattern::compile(Marked::unquoted(pattern.as_bytes()), dialect).unwrap();
    assert_eq!(quick, compiled.matches(text), "{pattern}");
    quick
}

fn matches(pattern: &str, text: &str) -> bool {
    matches_in(pattern, text.as_bytes(), BYTES)
}

fn extended(pattern: &str, text: &str) -> bool {
    matches_in(pattern, text.as_bytes(), EXTENDED)
}

#[test]
fn literals_and_stars() {
    assert!(matches("", ""));
    assert!(!matches("", "a"));
    assert!(matches("abc", "abc"));
    assert!(!matches("abc", "abcd"));
    assert!(matches("*", ""));
    assert!(matches("a*", "a"));
    assert!(matches("*c", "abc"));
    assert!(matches("*b*", "abc"));
    assert!(!matches("*d*", "abc"));
    assert!(matches("a*b*c", "a-b-b-c"));
    assert!(!matches("a*b*c", "a-c-b"));
    assert!(matches("a?c", "abc"));
    assert!(!matches("a?c", "ac"));
}

#[test]
fn brackets() {
    assert!(matches("[abc]", "b"));
    assert!(!matches("[abc]", "d"));
    assert!(matches("[!abc]", "d"));
    assert!(matches("[^abc]", "d"));
    assert!(matches("[a-c]x", "bx"));
    assert!(matches("[]a]", "]"));
    assert!(matches("[!]a]", "b"));
    assert!(!matches("[!]a]", "]"));
    assert!(matches("[a-]", "-"));
    assert!(matches("[-a]", "-"));
    assert!(matches("[%--]", ","));
    assert!(matches("[[:digit:][:upper:]]", "Q"));
    assert!(!matches("[[:digit:]]", "x"));
    assert!(!matches("[[:nonsense:]]", "n"));
    assert!(matches("[[.-.]]", "-"));
    assert!(matches("[[=a=]]", "a"));
    assert!(matches("[[.space.]]", " "));
    assert!(matches("[a-[.c.]]", "b"));
    assert!(!matches("[z-a]", "m"));
}

#[test]
fn a_bracket_without_an_end_is_an_ordinary_character() {
    assert!(matches("[abc", "[abc"));
    assert!(matches("[", "["));
    assert!(matches("[]", "[]"));
    assert!(matches("a[*", "a[bc"));
    assert!(matches("[[:alpha:", "[[:alpha:"));
}

#[test]
fn a_backslash_quotes() {
    assert!(matches("\\*", "*"));
    assert!(!matches("\\*", "a"));
    assert!(matches("[\\]]", "]"));
    assert!(matches("[a\\-c]", "-"));
    assert!(!matches("[a\\-c]", "b"));
    assert!(matches("a\\", "a\\"));
}

#[test]
fn quoted_bytes_stand_for_themselves() {
    let mut text = PatternText::default();
    text.push_active(b"a*");
    text.push_quoted(b"*[x]");
    text.push_active(b"[");
    text.push_quoted(b"]-!");
    text.push_active(b"]");
    let pattern = Pattern::compile(text.marked(), BYTES).unwrap();
    assert!(pattern.matches(b"abc*[x]-"));
    assert!(pattern.matches(b"a*[x]]"));
    assert!(!pattern.matches(b"abcd[x]-"));
    assert!(!pattern.matches(b"a*[x]b"));
}

#[test]
fn characters_are_what_the_locale_says() {
    assert!(matches_in("?", "é".as_bytes(), UTF8));
    assert!(!matches_in("?", "é".as_bytes(), BYTES));
    assert!(matches_in("??", "é".as_bytes(), BYTES));
    assert!(matches_in("[à-ü]", "é".as_bytes(), UTF8));
    assert!(matches_in("[[:alpha:]]", "é".as_bytes(), UTF8));
    assert!(!matches_in("[[:alpha:]]", "é".as_bytes(), BYTES));
    assert!(matches_in("?", b"\xff", UTF8));
    assert!(matches_in("[!a]", b"\xff", UTF8));
    assert!(matches_in("*é", "aé".as_bytes(), UTF8));
}

#[test]
fn extended_patterns() {
    assert!(extended("@(a|b)c", "bc"));
    assert!(!extended("@(a|b)c", "abc"));
    assert!(extended("?(a|b)c", "c"));
    assert!(extended("*(ab)", "ababab"));
    assert!(!extended("*(ab)", "aba"));
    assert!(extended("+(a|b)", "abba"));
    assert!(!extended("+(a|b)", ""));
    assert!(extended("!(*.c)", "a.h"));
    assert!(!extended("!(*.c)", "a.c"));
    assert!(extended("!(a)b", "bb"));
    assert!(extended("a@(b|@(c|d)e)f", "adef"));
    assert!(extended("@([)])", ")"));
    assert!(extended("@(a", "@(a"));
    assert!(extended("+(a|)b", "b"));
    assert!(!matches("@(a|b)", "a"));
}

#[test]
fn ends_of_a_text() {
    let trims = |pattern: &str, text: &str| {
        let pattern = Pattern::of_unquoted(pattern.as_bytes(), EXTENDED).unwrap();
        let text = text.as_bytes();
        (
            pattern.shortest_prefix(text),
            pattern.longest_prefix(text),
            pattern.shortest_suffix(text),
            pattern.longest_suffix(text),
        )
    };
    assert_eq!(trims("ab", "abab"), (Some(2), Some(2), Some(2), Some(2)));
    assert_eq!(trims("*/", "a/b/c"), (Some(2), Some(4), None, None));
    assert_eq!(trims("/*", "a/b/c"), (None, None, Some(3), Some(1)));
    assert_eq!(trims("*b*", "abcbd"), (Some(2), Some(5), Some(3), Some(0)));
    assert_eq!(trims("?", "abc"), (Some(1), Some(1), Some(2), Some(2)));
    assert_eq!(trims("[!0-9]*", "12ab"), (None, None, Some(3), Some(2)));
    assert_eq!(trims("*[0-9]", "a1b2c"), (Some(2), Some(4), None, None));
    assert_eq!(trims("+(a)", "aab"), (Some(1), Some(2), None, None));
    assert_eq!(trims("", "abc"), (Some(0), Some(0), Some(3), Some(3)));
}

#[test]
fn parts_of_a_text() {
    let find = |pattern: &str, text: &str, from| {
        let pattern = Pattern::of_unquoted(pattern.as_bytes(), EXTENDED).unwrap();
        pattern.finder(text.as_bytes()).next(from)
    };
    assert_eq!(find("b", "abab", 0), Some((1, 2)));
    assert_eq!(find("b", "abab", 2), Some((3, 4)));
    assert_eq!(find("b*", "abab", 0), Some((1, 4)));
    assert_eq!(find("*b", "ababa", 0), Some((0, 4)));
    assert_eq!(find("[0-9]", "ab12", 3), Some((3, 4)));
    assert_eq!(find("a*[0-9]", "xa1b2c", 0), Some((1, 5)));
    assert_eq!(find("+(b|c)", "abcbd", 0), Some((1, 4)));
    assert_eq!(find("x", "abc", 0), None);
    assert_eq!(find("?", "abc", 3), None);
}

#[test]
fn many_stars_take_no_time() {
    let text = "a".repeat(20_000);
    assert!(!matches("*a*a*a*a*a*a*a*a*b", &text));
    assert!(!extended("*(*a)*(*a)b", &text[..300]));
    assert!(!extended("+(+(+(a)))b", &text[..300]));
}

#[test]
fn nesting_without_reason_is_refused() {
    let text = format!("{}{}", "@(".repeat(1000), ")".repeat(1000));
    assert!(Pattern::compile(Marked::unquoted(text.as_bytes()), EXTENDED).is_err());
    let unclosed = "@(".repeat(100_000);
    assert!(Pattern::compile(Marked::unquoted(unclosed.as_bytes()), EXTENDED).is_ok());
}

/// The definition, without any cleverness: `*`, `?`, `[set]`, and groups by trying every split.
mod naive {
    #[derive(Clone, Debug)]
    pub enum Item {
        Char(u8),
        Any,
        Star,
        Set(bool, Vec<u8>),
        Group(u8, Vec<Vec<Item>>),
    }

    pub fn text(items: &[Item]) -> String {
        items.iter().map(item_text).collect()
    }

    fn item_text(item: &Item) -> String {
        match item {
            Item::Char(byte) => char::from(*byte).to_string(),
            Item::Any => "?".to_owned(),
            Item::Star => "*".to_owned(),
            Item::Set(negated, members) => {
                let members: String = members.iter().map(|b| char::from(*b)).collect();
                format!("[{}{members}]", if *negated { "!" } else { "" })
            }
            Item::Group(kind, alternatives) => {
                let alternatives: Vec<String> = alternatives.iter().map(|a| text(a)).collect();
                format!("{}({})", char::from(*kind), alternatives.join("|"))
            }
        }
    }

    pub fn matches(items: &[Item], subject: &[u8]) -> bool {
        let Some((item, rest)) = items.split_first() else {
            return subject.is_empty();
        };
        (0..=subject.len()).any(|at| one(item, &subject[..at]) && matches(rest, &subject[at..]))
    }

    fn one(item: &Item, subject: &[u8]) -> bool {
        match item {
            Item::Char(byte) => subject == [*byte],
            Item::Any => subject.len() == 1,
            Item::Star => true,
            Item::Set(negated, members) => {
                subject.len() == 1 && members.contains(&subject[0]) != *negated
            }
            Item::Group(kind, alternatives) => {
                let once = |s: &[u8]| alternatives.iter().any(|a| matches(a, s));
                match kind {
                    b'@' => once(subject),
                    b'?' => subject.is_empty() || once(subject),
                    b'!' => !once(subject),
                    b'*' => repeated(alternatives, subject),
                    _ => {
                        once(subject) || {
                            (1..subject.len())
                                .any(|at| once(&subject[..at]) && one(item, &subject[at..]))
                        }
                    }
                }
            }
        }
    }

    fn repeated(alternatives: &[Vec<Item>], subject: &[u8]) -> bool {
        subject.is_empty()
            || (1..=subject.len()).any(|at| {
                alternatives.iter().any(|a| matches(a, &subject[..at]))
                    && repeated(alternatives, &subject[at..])
            })
    }
}

fn item() -> impl Strategy<Value = naive::Item> {
    let set = (any::<bool>(), prop::collection::vec(b'a'..=b'c', 1..3));
    let leaf = prop_oneof![
        3 => (b'a'..=b'c').prop_map(naive::Item::Char),
        1 => Just(naive::Item::Any),
        2 => Just(naive::Item::Star),
        1 => set.prop_map(|(negated, members)| naive::Item::Set(negated, members)),
    ];
    leaf.prop_recursive(2, 8, 2, |inner| {
        let sequence = prop::collection::vec(inner, 0..3);
        let alternatives = prop::collection::vec(sequence, 1..3);
        let kind = prop::sample::select(b"@?*+!".to_vec());
        (kind, alternatives).prop_map(|(kind, all)| naive::Item::Group(kind, all))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn agrees_with_the_definition(
        items in prop::collection::vec(item(), 0..4),
        subject in "[a-c]{0,6}",
    ) {
        let written = naive::text(&items);
        // `*(` and `?(` made by neighbours mean something else than the items.
        prop_assume!(!written.contains("**(") && !written.contains("?*("));
        let subject = subject.as_bytes();
        let pattern = Pattern::of_unquoted(written.as_bytes(), EXTENDED).unwrap();
        prop_assert_eq!(pattern.matches(subject), naive::matches(&items, subject), "{}", written);
        let ends: Vec<usize> = (0..=subject.len())
            .filter(|at| naive::matches(&items, &subject[..*at]))
            .collect();
        prop_assert_eq!(pattern.shortest_prefix(subject), ends.first().copied(), "{}", written);
        prop_assert_eq!(pattern.longest_prefix(subject), ends.last().copied(), "{}", written);
        let starts: Vec<usize> = (0..=subject.len())
            .filter(|at| naive::matches(&items, &subject[*at..]))
            .collect();
        prop_assert_eq!(pattern.longest_suffix(subject), starts.first().copied(), "{}", written);
        prop_assert_eq!(pattern.shortest_suffix(subject), starts.last().copied(), "{}", written);
        let found = (0..=subject.len()).find_map(|from| {
            let end = (from..=subject.len())
                .rev()
                .find(|to| naive::matches(&items, &subject[from..*to]))?;
            Some((from, end))
        });
        prop_assert_eq!(pattern.finder(subject).next(0), found, "{}", written);
    }

    #[test]
    fn any_text_is_a_pattern(
        text in prop::collection::vec(prop::sample::select(b"ab*?[]!^-\\()|@+:.=\xc3\xa9\xff".to_vec()), 0..24),
        subject in prop::collection::vec(prop::sample::select(b"ab]-\\\xc3\xa9\xff".to_vec()), 0..12),
        utf8: bool,
    ) {
        let dialect = Dialect { utf8, extglob: true, ignore_case: false };
        let pattern = Pattern::of_unquoted(&text, dialect).unwrap();
        let whole = pattern.matches(&subject);
        prop_assert_eq!(whole, pattern.longest_prefix(&subject) == Some(subject.len()));
        prop_assert_eq!(whole, pattern.longest_suffix(&subject) == Some(0));
        let _ = pattern.finder(&subject).next(0);
    }
}
