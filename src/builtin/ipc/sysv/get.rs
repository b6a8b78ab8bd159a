//! What `shmget`, `msgget` and `semget` have in common: key and flags, who creates, and what the call would answer now.

use super::key;
use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::spec::{M, V, flag};
use crate::builtin::ipc::{flags, number};
use crate::builtin::{BuiltinError, Ctx, OptionSpec};
use crate::look::sysv::Perm;
use crate::plan::Call;
use crate::state::ipc::Created;
use crate::sys::c;
use crate::sys::ipc::flags::Table;
use crate::sys::{Errno, process};

/// `-c`
pub(super) const CREATE: OptionSpec = flag(b'c', "create");
/// `-x`
pub(super) const EXCLUSIVE: OptionSpec = flag(b'x', "exclusive");
/// The options of all three.
pub(super) const OPTIONS: [OptionSpec; 4] = [V, CREATE, EXCLUSIVE, M];

/// Key and flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Get {
    /// The key; 0 is `IPC_PRIVATE`.
    pub(super) key: i32,
    /// `IPC_CREAT`, `IPC_EXCL`, the mode.
    pub(super) flags: i32,
}

impl Get {
    /// The key is operand 0; the flags are operand `at`, added to what `-c -x -m` say.
    /// `-c` alone makes the object private to its owner; the C form gives exactly what it says.
    pub(super) fn parse(
        ctx: &mut Ctx<'_>,
        args: &Args<'_>,
        at: usize,
        table: &Table,
    ) -> Result<Self, BuiltinError> {
        let key = key::parse(ctx, "KEY", args.operand(0))?;
        let mut bits = flags::optional("FLAGS", args.get(at), table)?;
        if let Some(mode) = args.value("m") {
            bits |= number::mode("MODE", mode)?.cast_signed();
        }
        if args.has("c") {
            bits |= c::IPC_CREAT;
            if bits & 0o777 == 0 && args.value("m").is_none() {
                bits |= 0o600;
            }
        }
        if args.has("x") {
            bits |= c::IPC_EXCL;
        }
        Ok(Self { key, flags: bits })
    }

    fn has(self, bit: i32) -> bool {
        self.flags & bit == bit
    }

    /// Whether the call can make an object.
    pub(super) fn may_create(self) -> bool {
        self.key == 0 || self.has(c::IPC_CREAT)
    }

    /// Whether the call will make an object. Where the flags leave it open, `exists` is asked.
    pub(super) fn will_create(self, exists: impl FnOnce(i32) -> bool) -> bool {
        self.key == 0
            || self.has(c::IPC_CREAT | c::IPC_EXCL)
            || self.has(c::IPC_CREAT) && !exists(self.key)
    }

    /// The remarks of `explain`.
    pub(super) fn remarks(self, mut call: Call) -> Call {
        if self.may_create() && self.flags & 0o777 == 0 {
            call = call.warn(NO_MODE);
        }
        if self.has(c::IPC_EXCL) && !self.has(c::IPC_CREAT) {
            call = call.warn("IPC_EXCL without IPC_CREAT is ignored");
        }
        if self.key == 0 {
            call = call
                .note("IPC_PRIVATE is no key: every call makes a new object, found only by its id");
        }
        call
    }

    /// What the call would answer now, given the object that has the key, if there is one.
    pub(super) fn foresee(self, call: Call, found: Option<&Perm>) -> Call {
        let Some(perm) = found.filter(|_| self.key != 0) else {
            return if self.may_create() {
                call.note("there is no such object: a new one would be made")
            } else {
                call.would_fail("ENOENT: no object has this key, and IPC_CREAT is not given")
            };
        };
        if self.has(c::IPC_CREAT | c::IPC_EXCL) {
            return call.would_fail(format!("EEXIST: id {} has this key", perm.id));
        }
        let wanted = self.flags.cast_unsigned() & 0o777;
        if !allows(perm, wanted) {
            return call.would_fail(format!(
                "EACCES: id {} has mode {:04o} and belongs to uid {}",
                perm.id,
                perm.mode & 0o777,
                perm.uid
            ));
        }
        call.note(format!("id {} has this key", perm.id))
    }

    /// Notes in the ledger what was made, and warns when nobody may use it.
    pub(super) fn created(self, ctx: &mut Ctx<'_>, args: &Args<'_>, object: Created) {
        if ctx.is_explaining() {
            return;
        }
        crate::builtin::ipc::ledger::note(ctx.state, object);
        if self.flags & 0o777 == 0 && !args.is_quiet {
            ctx.complain(format!("warning: {NO_MODE}"));
        }
    }
}

const NO_MODE: &str =
    "no mode bits: only root can use the object (System V knows no default and no umask); add 0600";

/// Whether this process may use the object with all of the bits `wanted` (as `ipcperms` of the kernel decides).
pub(crate) fn allows(perm: &Perm, wanted: u32) -> bool {
    let (user, group) = (process::effective_user(), process::effective_user_group());
    if user == 0 {
        return true;
    }
    let in_group = |gid: u32| {
        gid == group || process::supplementary_groups().is_ok_and(|groups| groups.contains(&gid))
    };
    let wanted = wanted >> 6 | wanted >> 3 | wanted;
    let granted = if user == perm.uid || user == perm.cuid {
        perm.mode >> 6
    } else if in_group(perm.gid) || in_group(perm.cgid) {
        perm.mode >> 3
    } else {
        perm.mode
    };
    wanted & !granted & 7 == 0
}

/// Why a call of this family failed, where the errno alone does not tell.
pub(super) fn why(get: Get, errno: Errno) -> String {
    match errno {
        Errno::ENOENT if get.has(c::IPC_EXCL) => {
            "no such key; IPC_EXCL does not create, IPC_CREAT is missing".to_owned()
        }
        Errno::ENOENT => "no such key, and IPC_CREAT is not given".to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERM: Perm = Perm {
        key: 42,
        id: 7,
        mode: 0o640,
        uid: 0,
        gid: 0,
        cuid: 0,
        cgid: 0,
    };

    fn get(key: i32, flags: i32) -> Get {
        Get { key, flags }
    }

    #[test]
    fn who_creates() {
        let never = |_| panic!("not asked");
        assert!(get(0, 0).will_create(never));
        assert!(get(1, c::IPC_CREAT | c::IPC_EXCL).will_create(never));
        assert!(!get(1, 0o600).will_create(never));
        assert!(get(1, c::IPC_CREAT).will_create(|_| false));
        assert!(!get(1, c::IPC_CREAT).will_create(|_| true));
    }

    #[test]
    fn the_answer_is_foreseen() {
        let notes = |get: Get, found| format!("{:?}", get.foresee(Call::new("f"), found).notes);
        assert!(notes(get(42, 0), None).contains("ENOENT"));
        assert!(notes(get(42, c::IPC_CREAT), None).contains("new one"));
        let exclusive = c::IPC_CREAT | c::IPC_EXCL;
        assert!(notes(get(42, exclusive), Some(&PERM)).contains("EEXIST"));
        assert!(notes(get(42, c::IPC_CREAT), Some(&PERM)).contains("id 7"));
    }

    #[test]
    fn missing_mode_bits_are_remarked() {
        let call = get(0, c::IPC_EXCL).remarks(Call::new("f"));
        assert_eq!(call.notes.len(), 3);
        assert!(get(1, 0o600).remarks(Call::new("f")).notes.is_empty());
    }
}
