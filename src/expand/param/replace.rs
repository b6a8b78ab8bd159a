//! `${p/pattern/text}` and its forms (extension).

use crate::expand::character_len;
use crate::expand::pattern::Pattern;
use crate::syntax::ast::ReplaceScope;

/// What is replaced by what.
pub(super) struct Replacement<'w> {
    pub(super) scope: ReplaceScope,
    pub(super) pattern: Pattern<'w>,
    pub(super) text: Vec<u8>,
    pub(super) utf8: bool,
}

/// The value with its matches replaced; the value itself if there is none.
pub(super) fn replace<'v>(
    value: &'v [u8],
    replacement: &Replacement<'_>,
    out: &'v mut Vec<u8>,
) -> &'v [u8] {
    out.clear();
    let has_pattern = replacement.pattern.as_literal() != Some(b"");
    let found = match replacement.scope {
        ReplaceScope::Prefix => replacement
            .pattern
            .longest_prefix(value)
            .map(|end| (0, end)),
        ReplaceScope::Suffix => replacement
            .pattern
            .longest_suffix(value)
            .map(|start| (start, value.len())),
        ReplaceScope::First if has_pattern => replacement.pattern.finder(value).next(0),
        ReplaceScope::All if has_pattern => return replace_all(value, replacement, out),
        _ => None,
    };
    let Some((start, end)) = found else {
        return value;
    };
    out.extend_from_slice(value.get(..start).unwrap_or_default());
    out.extend_from_slice(&replacement.text);
    out.extend_from_slice(value.get(end..).unwrap_or_default());
    out
}

fn replace_all<'v>(
    value: &'v [u8],
    replacement: &Replacement<'_>,
    out: &'v mut Vec<u8>,
) -> &'v [u8] {
    let finder = replacement.pattern.finder(value);
    let mut copied = 0;
    while let Some((start, end)) = finder.next(copied) {
        out.extend_from_slice(value.get(copied..start).unwrap_or_default());
        out.extend_from_slice(&replacement.text);
        copied = end;
        if start == end {
            // After a null match, one character is kept.
            let rest = value.get(end..).unwrap_or_default();
            let len = character_len(rest, replacement.utf8);
            out.extend_from_slice(rest.get(..len).unwrap_or_default());
            copied = end + len;
        }
        if copied >= value.len() {
            break;
        }
    }
    if copied == 0 && out.is_empty() {
        return value;
    }
    out.extend_from_slice(value.get(copied..).unwrap_or_default());
    out
}
