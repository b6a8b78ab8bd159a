//! Keys of System V objects: `0x2a`, `IPC_PRIVATE`, `ftok:PATH[:ID]`.

use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::number::{self, key_number, key_text};
use crate::builtin::ipc::result::Sink;
use crate::builtin::ipc::run::{Done, OK, plain};
use crate::builtin::ipc::spec::{V, one, optional};
use crate::builtin::{Arguments, Body, Builtin, BuiltinError, Ctx, Kind, What};
use crate::plan::Call;
use crate::sys::ipc::perm::key_of;
use crate::sys::{self, Errno};

const FTOK_ARGUMENTS: Arguments = Arguments {
    options: &[V],
    operands: &[one("PATH", What::Path), optional("ID", What::Number)],
};

/// `ftok`
pub(crate) const FTOK: Builtin = Builtin {
    name: "ftok",
    kind: Kind::Extension,
    synopsis: "ftok [-v VAR] PATH [ID]",
    help: "\
key_t ftok(const char *pathname, int proj_id);

Makes a key of an existing file and a number, so that programs that know the same pathname find the same object:
eight bits of ID, eight of the device, sixteen of the inode. Different files can have the same key.
ID is 1 to 255 or one character; 1 unless given. --explain shows the bits.

Status: 0; 1 when the call failed; 2 for wrong usage.

Example:
    ftok /etc/passwd 42
    shmget ftok:/etc/passwd:42 4K creat,0600
    ipcrm -M ftok:/etc/passwd:42
",
    arguments: FTOK_ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &FTOK_ARGUMENTS, run)),
};

fn run(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let sink = Sink::new(ctx, args.value("v"))?;
    let id = args.get(1).map_or(Ok(1), |word| {
        project_id(word).ok_or_else(|| number::bad("ID", word, "not 1 to 255 or one character"))
    })?;
    let key = ftok(ctx, args.operand(0), id)?;
    sink.give(ctx, key_text(key).as_bytes())?;
    OK
}

/// The key that the operand called `name` means.
pub(crate) fn parse(ctx: &mut Ctx<'_>, name: &str, word: &[u8]) -> Result<i32, BuiltinError> {
    let Some(rest) = word.strip_prefix(b"ftok:") else {
        return key_number(word).map_err(|error| error.of(name, word));
    };
    let (path, id) = split_id(rest);
    ftok(ctx, path, id)
}

/// The key behind `key:`, by which an object is looked for: `IPC_PRIVATE` finds none.
pub(crate) fn parse_existing(ctx: &mut Ctx<'_>, word: &[u8]) -> Result<i32, BuiltinError> {
    match parse(ctx, "KEY", word)? {
        0 => Err(number::bad(
            "KEY",
            word,
            "IPC_PRIVATE is no key; use the id",
        )),
        key => Ok(key),
    }
}

/// `PATH[:ID]`: what follows the last colon is the id if it can be one.
fn split_id(word: &[u8]) -> (&[u8], u8) {
    let colon = memchr::memrchr(b':', word);
    let split = colon.and_then(|at| {
        let id = project_id(word.get(at + 1..)?)?;
        Some((word.get(..at)?, id))
    });
    split.unwrap_or((word, 1))
}

/// A number 1 to 255, or one character.
fn project_id(word: &[u8]) -> Option<u8> {
    match word {
        [byte] if !byte.is_ascii_digit() => Some(*byte),
        _ => number::int_in("ID", word, 1, 255)
            .ok()
            .and_then(|id| u8::try_from(id).ok()),
    }
}

/// ftok(3). It only looks, so it is done also when plumbing is only explained.
fn ftok(ctx: &mut Ctx<'_>, path: &[u8], id: u8) -> Result<i32, BuiltinError> {
    let status = sys::file::status(path);
    let call = || {
        let call = Call::new("ftok")
            .text("pathname", path)
            .told()
            .int("proj_id", id);
        match &status {
            Ok(status) => call.note(bits(status.device, status.inode, id)),
            Err(errno) => call.would_fail(format!("{errno}")),
        }
    };
    match status {
        Ok(status) => {
            let key = key_of(status.device, status.inode, id);
            ctx.syscall(call, || Ok::<i32, Errno>(key))?;
            Ok(key)
        }
        Err(errno) if !ctx.is_explaining() => Err(ctx.call_error(&call(), errno)),
        Err(_) => ctx.syscall(call, || Ok::<i32, Errno>(0)),
    }
}

/// How the key is put together.
fn bits(device: u64, inode: u64, id: u8) -> String {
    format!(
        "(proj_id 0x{id:02x} << 24) | ((st_dev {device:#x} & 0xff) << 16) | (st_ino {inode:#x} & 0xffff) = {}",
        key_text(key_of(device, inode, id))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_stands_behind_the_last_colon() {
        assert_eq!(split_id(b"/etc/passwd"), (&b"/etc/passwd"[..], 1));
        assert_eq!(split_id(b"/etc/passwd:42"), (&b"/etc/passwd"[..], 42));
        assert_eq!(split_id(b"/a:b:A"), (&b"/a:b"[..], b'A'));
        assert_eq!(split_id(b"/a:300"), (&b"/a:300"[..], 1));
    }
}
