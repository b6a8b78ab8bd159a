//! Who owns a System V object and who may use it: `struct ipc_perm` (sysvipc(7)).

/// Owner, creator, mode and key of an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Perm {
    /// `key`; 0 is `IPC_PRIVATE`, also after a removal that waits for the last detach.
    pub key: i32,
    /// `uid`: the owner.
    pub uid: u32,
    /// `gid`: the owner's group.
    pub gid: u32,
    /// `cuid`: the creator.
    pub cuid: u32,
    /// `cgid`: the creator's group.
    pub cgid: u32,
    /// `mode`: nine permission bits, for segments also `SHM_DEST` and `SHM_LOCKED`.
    pub mode: u32,
    /// `seq`: how often the slot was used before.
    pub seq: u32,
}

/// What `IPC_SET` changes; what is `None` stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// A new owner.
    pub uid: Option<u32>,
    /// A new group.
    pub gid: Option<u32>,
    /// New permission bits.
    pub mode: Option<u32>,
}

impl Perm {
    pub(super) fn of(raw: &libc::ipc_perm) -> Self {
        Self {
            key: raw.__key,
            uid: raw.uid,
            gid: raw.gid,
            cuid: raw.cuid,
            cgid: raw.cgid,
            mode: u32::from(raw.mode),
            seq: u32::from(raw.__seq),
        }
    }
}

impl Change {
    /// Puts the change into what `IPC_STAT` told, to be handed back with `IPC_SET`.
    pub(super) fn apply(self, raw: &mut libc::ipc_perm) {
        raw.uid = self.uid.unwrap_or(raw.uid);
        raw.gid = self.gid.unwrap_or(raw.gid);
        if let Some(mode) = self.mode {
            raw.mode = (mode & 0o777) as _; // sixteen bits wide on some machines, which hold nine
        }
    }
}

/// The slot in the kernel's table that an id stands for; the bits above count how often the slot was used (`IPCMNI`).
pub(super) const fn slot_of(id: i32) -> i32 {
    id & 0x7fff
}

/// A key made of a file's inode and device and a number (ftok(3)): `id` in the high eight bits, then eight of the
/// device, then sixteen of the inode. Only the low eight bits of `id` count, and they must not be 0.
#[must_use]
pub const fn key_of(device: u64, inode: u64, id: u8) -> i32 {
    let key = ((id as u64) << 24) | ((device & 0xff) << 16) | (inode & 0xffff);
    (key as u32).cast_signed() // it has 32 bits by construction
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt as _;

    #[test]
    fn a_key_is_put_together_as_ftok_does() {
        assert_eq!(key_of(0x801, 0x1_2345, b'A'), 0x4101_2345);
        assert_eq!(
            key_of(0x8ff, 2, 0xff),
            i32::from_be_bytes([0xff, 0xff, 0, 2])
        );
    }

    #[test]
    fn libc_agrees() {
        let file = std::fs::metadata("/etc/passwd").unwrap();
        // SAFETY: a C string and a number.
        let told = unsafe { libc::ftok(c"/etc/passwd".as_ptr(), 7) };
        assert_eq!(key_of(file.dev(), file.ino(), 7), told);
    }
}
