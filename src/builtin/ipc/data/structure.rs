//! Structures of C: bytes ↔ `member = value` lines, by a layout that `struct` described.

use std::rc::Rc;

use super::decode::until_nul;
use super::{Format, NumberKind, NumberType, Order};
use crate::builtin::ipc::number::bad;
use crate::builtin::{BuiltinError, Ctx};
use crate::plan::printable;
use crate::state::ipc::{Layout, Member, MemberKind};

/// How deep structures may nest; layouts cannot be recursive, this only bounds what was described.
const MAX_DEPTH: usize = 16;

/// The members of `layout` in `bytes`, one on each line: `magic = 42`. Members that lie behind the end are left out.
pub(crate) fn decode_struct(layout: &Layout, bytes: &[u8]) -> Vec<u8> {
    let mut lines = Vec::new();
    members(layout, bytes, "", 0, &mut lines);
    lines.join("\n").into_bytes()
}

fn members(layout: &Layout, bytes: &[u8], prefix: &str, depth: usize, lines: &mut Vec<String>) {
    for member in &layout.members {
        let Some(part) = member
            .offset
            .checked_add(member.total())
            .and_then(|end| bytes.get(member.offset..end))
        else {
            continue;
        };
        let name = format!("{prefix}{}", printable(&member.name));
        match &member.kind {
            MemberKind::Struct(inner) if depth < MAX_DEPTH => {
                for (index, element) in part.chunks(member.size.max(1)).enumerate() {
                    let prefix = match member.count {
                        Some(_) => format!("{name}[{index}]."),
                        None => format!("{name}."),
                    };
                    members(inner, element, &prefix, depth + 1, lines);
                }
            }
            _ => lines.push(format!("{name} = {}", value(member, part))),
        }
    }
}

fn value(member: &Member, part: &[u8]) -> String {
    if member.kind == MemberKind::Char && member.count.is_some() {
        return format!("\"{}\"", printable(until_nul(part)));
    }
    let elements: Vec<String> = part
        .chunks(member.size.max(1))
        .map(|bytes| element(&member.kind, bytes))
        .collect();
    match member.count {
        None => elements.concat(),
        Some(_) => format!("{{{}}}", elements.join(", ")),
    }
}

fn element(kind: &MemberKind, bytes: &[u8]) -> String {
    let number = number_type(kind, bytes.len()).decode(bytes);
    match kind {
        MemberKind::Char => match bytes {
            [byte] if byte.is_ascii_graphic() => format!("{number} '{}'", char::from(*byte)),
            _ => number,
        },
        MemberKind::Pointer => number
            .parse()
            .map_or(number, |address: u64| format!("{address:#x}")),
        MemberKind::Bool => match &*number {
            "0" => "false".to_owned(),
            "1" => "true".to_owned(),
            _ => format!("{number} (not a bool)"),
        },
        _ => number,
    }
}

fn number_type(kind: &MemberKind, bytes: usize) -> NumberType {
    let kind = match kind {
        MemberKind::Signed | MemberKind::Char => NumberKind::Signed,
        MemberKind::Float => NumberKind::Float,
        _ => NumberKind::Unsigned,
    };
    NumberType {
        kind,
        bytes,
        order: Order::Native,
    }
}

/// The layout that `struct:NAME` names; another format has none.
pub(crate) fn layout_of(
    ctx: &Ctx<'_>,
    format: &Format,
) -> Result<Option<Rc<Layout>>, BuiltinError> {
    let Format::Struct(name) = format else {
        return Ok(None);
    };
    match ctx.state.ipc.layouts.get(name) {
        Some(layout) => Ok(Some(Rc::clone(layout))),
        None => Err(bad("FMT", name, "no such structure; struct describes one")),
    }
}

/// Writes `member=value` words into `bytes`, which hold what is there now.
pub(crate) fn encode_struct(
    layout: &Layout,
    bytes: &mut [u8],
    words: &[&[u8]],
) -> Result<(), BuiltinError> {
    for word in words {
        let equals =
            memchr::memchr(b'=', word).ok_or_else(|| bad("DATA", word, "not member=value"))?;
        let (path, value) = word.split_at(equals);
        let value = value.get(1..).unwrap_or_default();
        let (member, offset) = find(layout, path, word)?;
        let size = if member.kind == MemberKind::Char && member.count.is_some() {
            member.total()
        } else {
            member.size
        };
        let place = bytes
            .get_mut(offset..offset.saturating_add(size))
            .ok_or_else(|| bad("DATA", word, "the member lies behind the end of the memory"))?;
        let new = encode_member(member, value, size)?;
        place.copy_from_slice(&new);
    }
    Ok(())
}

fn encode_member(member: &Member, value: &[u8], size: usize) -> Result<Vec<u8>, BuiltinError> {
    match &member.kind {
        MemberKind::Char if member.count.is_some() => super::Format::Fixed(size).encode(&[value]),
        MemberKind::Char if value.len() == 1 && !value.iter().all(u8::is_ascii_digit) => {
            Ok(value.to_vec())
        }
        MemberKind::Bool => match value {
            b"true" => Ok(vec![1]),
            b"false" => Ok(vec![0]),
            _ => Ok(vec![u8::from(value != b"0")]),
        },
        MemberKind::Struct(_) => Err(bad("DATA", value, "a structure has no value of its own")),
        kind => number_type(kind, size).encode(value),
    }
}

/// The member that `path` (`a.b[2].c`) names, and where its element begins.
fn find<'l>(
    layout: &'l Layout,
    path: &[u8],
    word: &[u8],
) -> Result<(&'l Member, usize), BuiltinError> {
    let mut layout = layout;
    let mut base = 0_usize;
    let mut parts = path.split(|b| *b == b'.').peekable();
    while let Some(part) = parts.next() {
        let (name, index) = subscript(part).ok_or_else(|| bad("DATA", word, "bad subscript"))?;
        let member = layout
            .members
            .iter()
            .find(|member| member.name == name)
            .ok_or_else(|| bad("DATA", word, "no such member"))?;
        let index = match (index, member.count) {
            (None, _) => 0,
            (Some(index), Some(count)) if index < count => index,
            (Some(_), _) => return Err(bad("DATA", word, "the subscript is out of range")),
        };
        base = base
            .saturating_add(member.offset)
            .saturating_add(member.size.saturating_mul(index));
        match &member.kind {
            MemberKind::Struct(inner) if parts.peek().is_some() => layout = inner,
            _ if parts.peek().is_some() => return Err(bad("DATA", word, "no such member")),
            _ => return Ok((member, base)),
        }
    }
    Err(bad("DATA", word, "no such member"))
}

/// `name[3]` → name and 3.
fn subscript(part: &[u8]) -> Option<(&[u8], Option<usize>)> {
    let Some(open) = memchr::memchr(b'[', part) else {
        return Some((part, None));
    };
    let digits = part.get(open + 1..)?.strip_suffix(b"]")?;
    let index = super::super::number::size("INDEX", digits).ok()?;
    Some((part.get(..open)?, Some(index)))
}
