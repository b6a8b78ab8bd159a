//! `{ uint32_t magic; char name[16]; }` → a [`Layout`]: what a C compiler for this machine would do.
//!
//! Comes in: the members as C writes them, and the structures already described (`struct point p;`). Goes out: offsets,
//! sizes and padding by the rule of the System V ABI: each member at the next multiple of its alignment, the whole
//! padded to the largest one.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::plan::printable;
use crate::state::ipc::{Layout, Member, MemberKind};

/// How large a described structure may be: an offset in it always fits.
const MAX_SIZE: usize = 1 << 30;

/// The layout called `name` with the members in `text`.
pub(super) fn parse(
    name: &[u8],
    text: &[u8],
    known: &BTreeMap<Vec<u8>, Rc<Layout>>,
    is_packed: bool,
) -> Result<Layout, String> {
    let body = braces_removed(text)?;
    let mut layout = Layout {
        name: name.to_vec(),
        size: 0,
        align: 1,
        members: Vec::new(),
    };
    for declaration in body.split(|b| *b == b';') {
        let tokens = tokens(declaration)?;
        if !tokens.is_empty() {
            declare(&mut layout, &tokens, known, is_packed)?;
        }
    }
    if layout.members.is_empty() {
        return Err("the structure has no members".to_owned());
    }
    layout.size = layout.size.next_multiple_of(layout.align);
    Ok(layout)
}

fn braces_removed(text: &[u8]) -> Result<&[u8], String> {
    let text = text.trim_ascii();
    match text.strip_prefix(b"{") {
        None => Ok(text),
        Some(inner) => inner
            .trim_ascii_end()
            .strip_suffix(b";")
            .unwrap_or(inner)
            .trim_ascii_end()
            .strip_suffix(b"}")
            .ok_or_else(|| "the closing } is missing".to_owned()),
    }
}

/// Names, numbers, and the signs `* [ ] ,`.
fn tokens(text: &[u8]) -> Result<Vec<&[u8]>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_ascii_start();
    while let Some(first) = rest.first() {
        let length = match first {
            b'*' | b'[' | b']' | b',' => 1,
            b if is_word(*b) => rest.iter().take_while(|b| is_word(**b)).count(),
            _ => return Err(format!("unexpected '{}'", printable(rest))),
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token);
        rest = after.trim_ascii_start();
    }
    Ok(tokens)
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// One declaration: a type, then one or more names with stars and brackets.
fn declare(
    layout: &mut Layout,
    tokens: &[&[u8]],
    known: &BTreeMap<Vec<u8>, Rc<Layout>>,
    is_packed: bool,
) -> Result<(), String> {
    let (type_words, declarators) = split_type(tokens);
    let base = base_type(type_words, known)?;
    let type_text = type_words.join(&b' ');
    for declarator in declarators.split(|token| *token == b",") {
        let (member, align) = member(declarator, &base, &type_text)?;
        add(layout, member, if is_packed { 1 } else { align })?;
    }
    Ok(())
}

/// The words of the type end where the declarator begins: at the first star, or at the last word before a bracket,
/// a comma or the end.
fn split_type<'a, 't>(tokens: &'a [&'t [u8]]) -> (&'a [&'t [u8]], &'a [&'t [u8]]) {
    let words = tokens
        .iter()
        .take_while(|token| token.first().is_some_and(|b| is_word(*b)))
        .count();
    let is_star = tokens.get(words).is_some_and(|token| *token == b"*");
    let at = if is_star {
        words
    } else {
        words.saturating_sub(1)
    };
    tokens.split_at(at)
}

/// Kind, size and alignment of one element.
struct Base {
    kind: MemberKind,
    size: usize,
    align: usize,
}

fn base_type(words: &[&[u8]], known: &BTreeMap<Vec<u8>, Rc<Layout>>) -> Result<Base, String> {
    let words: Vec<&[u8]> = words
        .iter()
        .copied()
        .filter(|w| !matches!(*w, b"const" | b"volatile"))
        .collect();
    if let [b"struct", name] = *words {
        let inner = known
            .get(name)
            .ok_or_else(|| format!("struct {} is not described yet", printable(name)))?;
        return Ok(Base {
            kind: MemberKind::Struct(Rc::clone(inner)),
            size: inner.size,
            align: inner.align,
        });
    }
    let (kind, size) = scalar(&words)
        .ok_or_else(|| format!("unknown type '{}'", printable(&words.join(&b' '))))?;
    Ok(Base {
        kind,
        size,
        align: size,
    })
}

/// The types of C and of its headers on 64-bit Linux (LP64).
fn scalar(words: &[&[u8]]) -> Option<(MemberKind, usize)> {
    use MemberKind::{Bool, Char, Float, Signed, Unsigned};
    const LONG: usize = size_of::<usize>();
    if let [word] = words {
        let found = match *word {
            b"float" => Some((Float, 4)),
            b"double" => Some((Float, 8)),
            b"bool" | b"_Bool" => Some((Bool, 1)),
            b"int8_t" => Some((Signed, 1)),
            b"int16_t" => Some((Signed, 2)),
            b"int32_t" | b"pid_t" | b"key_t" | b"clockid_t" => Some((Signed, 4)),
            b"int64_t" | b"intmax_t" => Some((Signed, 8)),
            b"uint8_t" => Some((Unsigned, 1)),
            b"uint16_t" => Some((Unsigned, 2)),
            b"uint32_t" | b"uid_t" | b"gid_t" | b"mode_t" | b"socklen_t" | b"useconds_t" => {
                Some((Unsigned, 4))
            }
            b"uint64_t" | b"uintmax_t" | b"dev_t" | b"ino_t" => Some((Unsigned, 8)),
            b"size_t" | b"uintptr_t" | b"nlink_t" => Some((Unsigned, LONG)),
            b"ssize_t" | b"intptr_t" | b"ptrdiff_t" | b"off_t" | b"time_t" | b"suseconds_t" => {
                Some((Signed, LONG))
            }
            _ => None,
        };
        if found.is_some() {
            return found;
        }
    }
    let count = |wanted: &[u8]| words.iter().filter(|w| **w == wanted).count();
    let (unsigned, signed) = (count(b"unsigned"), count(b"signed"));
    let (short, long) = (count(b"short"), count(b"long"));
    let (int, char) = (count(b"int"), count(b"char"));
    let all = unsigned + signed + short + long + int + char;
    if words.is_empty() || all != words.len() || unsigned + signed > 1 || int + char > 1 {
        return None;
    }
    let kind = if unsigned == 1 { Unsigned } else { Signed };
    match (char, short, long) {
        (1, 0, 0) if unsigned + signed == 0 => Some((Char, 1)),
        (1, 0, 0) => Some((kind, 1)),
        (0, 1, 0) => Some((kind, 2)),
        (0, 0, 0) => Some((kind, 4)),
        (0, 0, 1) => Some((kind, LONG)),
        (0, 0, 2) => Some((kind, 8)),
        _ => None,
    }
}

/// `*name`, `name[16]`, `name[2][3]` with its type; its alignment.
fn member(declarator: &[&[u8]], base: &Base, type_text: &[u8]) -> Result<(Member, usize), String> {
    let stars = declarator.iter().take_while(|t| **t == b"*").count();
    let rest = declarator.get(stars..).unwrap_or_default();
    let (name, brackets) = rest
        .split_first()
        .filter(|(name, _)| crate::state::is_name(name))
        .ok_or_else(|| format!("a member of type '{}' has no name", printable(type_text)))?;
    let count = dimensions(brackets, name)?;
    let (kind, size, align) = if stars > 0 {
        let size = size_of::<usize>();
        (MemberKind::Pointer, size, size)
    } else {
        (base.kind.clone(), base.size, base.align)
    };
    let member = Member {
        name: name.to_vec(),
        type_text: [type_text, &b"*".repeat(stars)].concat(),
        kind,
        count,
        offset: 0,
        size,
    };
    Ok((member, align))
}

/// The number of elements: all dimensions multiplied.
fn dimensions(tokens: &[&[u8]], name: &[u8]) -> Result<Option<usize>, String> {
    let wrong = || format!("bad array size of '{}'", printable(name));
    let mut count = None;
    let mut rest = tokens;
    while !rest.is_empty() {
        let [b"[", digits, b"]", after @ ..] = rest else {
            return Err(wrong());
        };
        let size = crate::builtin::numbers::unsigned(digits)
            .ok()
            .and_then(|n| usize::try_from(n).ok())
            .filter(|n| *n > 0)
            .ok_or_else(wrong)?;
        let total = count.unwrap_or(1_usize).checked_mul(size);
        count = Some(total.filter(|n| *n <= MAX_SIZE).ok_or_else(wrong)?);
        rest = after;
    }
    Ok(count)
}

fn add(layout: &mut Layout, mut member: Member, align: usize) -> Result<(), String> {
    if layout.members.iter().any(|other| other.name == member.name) {
        return Err(format!(
            "two members are called '{}'",
            printable(&member.name)
        ));
    }
    member.offset = layout.size.next_multiple_of(align.max(1));
    layout.size = member
        .offset
        .checked_add(member.total())
        .filter(|size| *size <= MAX_SIZE)
        .ok_or_else(|| "the structure is too large".to_owned())?;
    layout.align = layout.align.max(align);
    layout.members.push(member);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::ipc::data::{decode_struct, encode_struct};

    fn of(text: &str) -> Result<Layout, String> {
        parse(b"s", text.as_bytes(), &BTreeMap::new(), false)
    }

    fn offsets(layout: &Layout) -> Vec<(String, usize, usize)> {
        layout
            .members
            .iter()
            .map(|m| {
                (
                    String::from_utf8(m.name.clone()).unwrap(),
                    m.offset,
                    m.total(),
                )
            })
            .collect()
    }

    #[test]
    fn members_are_aligned_and_the_end_is_padded() {
        let layout = of("{ uint32_t magic; int pid; char name[16]; double d; char c; }").unwrap();
        let expected = [
            ("magic", 0, 4),
            ("pid", 4, 4),
            ("name", 8, 16),
            ("d", 24, 8),
            ("c", 32, 1),
        ];
        assert_eq!(
            offsets(&layout),
            expected.map(|(name, offset, size)| (name.to_owned(), offset, size))
        );
        assert_eq!((layout.size, layout.align), (40, 8));
    }

    #[test]
    fn several_names_pointers_and_words() {
        let layout = of("unsigned long long a, *b; const char *p; short m[2][3]; long unsigned u;");
        let layout = layout.unwrap();
        assert_eq!(
            offsets(&layout)
                .iter()
                .map(|(_, at, len)| (*at, *len))
                .collect::<Vec<_>>(),
            [(0, 8), (8, 8), (16, 8), (24, 12), (40, 8)]
        );
        assert_eq!(layout.members[1].kind, MemberKind::Pointer);
    }

    #[test]
    fn packed_has_no_holes() {
        let layout = parse(b"s", b"char c; int i;", &BTreeMap::new(), true).unwrap();
        assert_eq!(layout.size, 5);
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "{",
            "{}",
            "int;",
            "int a",
            "foo a;",
            "int a[0];",
            "int a[x];",
            "int a; int a;",
            "char a[99999999999999999999];",
            "int a[2147483648];",
            "struct x y;",
            "int a b;",
            "unsigned float f;",
            "int 1a;",
            "$(id) x;",
            "long long long x;",
            "int a[",
        ] {
            let result = of(text);
            assert!(result.is_err() || text == "int a", "{text}: {result:?}");
        }
    }

    #[test]
    fn values_come_and_go() {
        let inner = Rc::new(of("int x; int y;").unwrap());
        let known = BTreeMap::from([(b"point".to_vec(), inner)]);
        let text = b"uint8_t n; struct point p[2]; char name[4]; bool ok; char c; float f; int *q;";
        let layout = parse(b"s", text, &known, false).unwrap();
        let mut bytes = vec![0; layout.size];
        let words: [&[u8]; 6] = [
            b"n=7",
            b"p[1].y=-3",
            b"name=ab",
            b"ok=true",
            b"c=z",
            b"f=0.5",
        ];
        encode_struct(&layout, &mut bytes, &words).ok().unwrap();
        let text = String::from_utf8(decode_struct(&layout, &bytes)).unwrap();
        let expected = "n = 7\np[0].x = 0\np[0].y = 0\np[1].x = 0\np[1].y = -3\nname = \"ab\"\n\
                        ok = true\nc = 122 'z'\nf = 0.5\nq = 0x0";
        assert_eq!(text, expected);
        for word in [
            "n=256",
            "m=1",
            "p=1",
            "p[2].x=1",
            "name=abcde",
            "n",
            "p[1]=1",
            "n.x=1",
        ] {
            assert!(
                encode_struct(&layout, &mut bytes, &[word.as_bytes()]).is_err(),
                "{word}"
            );
        }
    }
}
