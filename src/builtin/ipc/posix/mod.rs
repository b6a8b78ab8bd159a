//! POSIX IPC: shared memory, message queues and semaphores with names.

mod mq;
mod notify;
mod sem;
mod shm;

pub(super) use mq::{MQ_CLOSE, MQ_GETATTR, MQ_OPEN, MQ_RECEIVE, MQ_SEND, MQ_SETATTR, MQ_UNLINK};
pub(super) use notify::MQ_NOTIFY;
pub(super) use sem::{
    SEM_CLOSE, SEM_GETVALUE, SEM_OPEN, SEM_POST, SEM_TRYWAIT, SEM_UNLINK, SEM_WAIT,
};
pub(super) use shm::{FTRUNCATE, SHM_OPEN, SHM_UNLINK};

use crate::builtin::BuiltinError;
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::{flags, number};
use crate::sys::ipc::flags::OPEN;

/// Flags and mode of an `…_open`: the operand at `at`, the mode behind it or from `-m`; 0600 unless given, less the umask.
fn flags_and_mode(args: &Args<'_>, at: usize) -> Result<(i32, u32), BuiltinError> {
    let mut bits = 0;
    let mut mode = None;
    if let Some(word) = args.get(at) {
        // `creat,0600`: octal digits among the flags are the mode, as they are for System V.
        for part in word
            .split(|b| matches!(b, b',' | b'|'))
            .filter(|part| is_mode(part))
        {
            mode = Some(mode.unwrap_or(0) | number::mode("MODE", part)?);
        }
        let names = without_modes(word);
        if !names.is_empty() {
            bits = flags::parse("FLAGS", &names, OPEN)?;
        }
    }
    if let Some(word) = args.value("m") {
        mode = Some(number::mode("MODE", word)?);
    }
    Ok((bits, mode.unwrap_or(0o600)))
}

/// `0600`: octal digits with a leading zero.
fn is_mode(part: &[u8]) -> bool {
    part.len() > 1 && part.starts_with(b"0") && part.iter().all(|b| (b'0'..=b'7').contains(b))
}

fn without_modes(word: &[u8]) -> Vec<u8> {
    let kept: Vec<&[u8]> = word
        .split(|b| matches!(b, b',' | b'|'))
        .filter(|part| !is_mode(part))
        .collect();
    kept.join(&b',')
}

/// The name with its slash, which glibc lets one leave out for shared memory and semaphores.
fn with_slash(name: &[u8]) -> Vec<u8> {
    if name.starts_with(b"/") {
        name.to_vec()
    } else {
        [b"/", name].concat()
    }
}

/// Why a name is refused, where the errno alone does not tell.
fn why_name(name: &[u8]) -> String {
    if !name.starts_with(b"/") {
        "a name begins with a slash".to_owned()
    } else if name.iter().skip(1).any(|b| *b == b'/') {
        "a name has no second slash".to_owned()
    } else if name.len() == 1 {
        "a name is more than a slash".to_owned()
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_told_from_flags() {
        assert!(is_mode(b"0600") && !is_mode(b"0") && !is_mode(b"600") && !is_mode(b"O_CREAT"));
        assert_eq!(without_modes(b"creat,0600|excl"), b"creat,excl");
        assert_eq!(why_name(b"q"), "a name begins with a slash");
        assert_eq!(why_name(b"/a/b"), "a name has no second slash");
        assert_eq!(why_name(b"/q"), "");
    }
}
