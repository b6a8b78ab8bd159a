//! Steps that open, copy, keep aside and close descriptors.

use std::ffi::{CStr, CString};

use super::document;
use super::failure::Failure;
use super::run::{Executor, PRIVATE, Shell, failure};
use crate::plan::{FileMode, Slot};
use crate::source::Span;
use crate::sys::{Access, Errno, Fd, OpenHow};

impl Executor<'_> {
    pub(super) fn pipe(&mut self, read: Slot, write: Slot) -> Result<(), Failure> {
        let (r, w) = self
            .kernel
            .pipe()
            .map_err(|errno| failure("pipe2", Vec::new(), errno, Span::default()))?;
        self.slots.set(read, Some(r));
        self.slots.set(write, Some(w));
        self.move_away(read, r)?;
        self.move_away(write, w)
    }

    /// Keeps what the kernel gave us out of 0, 1 and 2, which are the user's even while they are closed.
    fn move_away(&mut self, slot: Slot, fd: Fd) -> Result<(), Failure> {
        if fd > 2 {
            return Ok(());
        }
        let moved = self.kernel.dup_from(fd, PRIVATE);
        let _ = self.kernel.close(fd); // a fresh pipe end
        self.slots.set(slot, moved.ok());
        moved.map(drop).map_err(|errno| not_kept(fd, errno))
    }

    pub(super) fn open(
        &mut self,
        path: &[u8],
        mode: FileMode,
        into: Slot,
        cause: Span,
    ) -> Result<(), Failure> {
        let told = |errno| failure("open", path.to_vec(), errno, cause);
        let name = CString::new(path).map_err(|_| told(Errno::ENOENT))?;
        let fd = match mode {
            FileMode::WriteNew => self.open_new(&name),
            _ => self.kernel.open(&name, how(mode)),
        };
        self.slots.set(into, Some(fd.map_err(told)?));
        Ok(())
    }

    /// `>` under `set -C` (XCU 2.7.2): `O_EXCL` makes the test and the creation one act; what exists may only be
    /// something that is not a regular file.
    fn open_new(&self, name: &CStr) -> Result<Fd, Errno> {
        let create = OpenHow {
            exclusive: true,
            truncate: false,
            ..how(FileMode::Write)
        };
        match self.kernel.open(name, create) {
            Err(Errno::EEXIST) => {}
            other => return other,
        }
        let existing = OpenHow {
            access: Access::Write,
            ..OpenHow::read()
        };
        let fd = self.kernel.open(name, existing)?;
        if self.kernel.is_regular(fd) {
            let _ = self.kernel.close(fd); // opened a moment ago, nothing written
            return Err(Errno::EEXIST);
        }
        Ok(fd)
    }

    pub(super) fn document(&mut self, text: &[u8], into: Slot, cause: Span) -> Result<(), Failure> {
        let opened = document::open(self.kernel, text);
        let fd = opened
            .map_err(|(call, errno)| failure(call, b"here-document".to_vec(), errno, cause))?;
        self.slots.set(into, Some(fd));
        Ok(())
    }

    pub(super) fn dup(
        &mut self,
        from: Slot,
        to: Fd,
        cause: Span,
        shell: &mut dyn Shell,
    ) -> Result<(), Failure> {
        let noun = |fd: Option<Fd>| fd.map_or_else(Vec::new, |fd| fd.to_string().into_bytes());
        let number = self.slots.fd(from);
        let told = |errno| failure("dup2", noun(number), errno, cause);
        let fd = number.ok_or_else(|| told(Errno::EBADF))?;
        if matches!(from, Slot::Fd(_)) && (shell.keeps(fd) || self.is_private(fd)) {
            return Err(told(Errno::EBADF));
        }
        if fd == to && !matches!(from, Slot::Fd(_)) {
            // It was opened just where it belongs.
            self.slots.forget(from);
            return self.kernel.set_cloexec(fd, false).map_err(told);
        }
        self.evacuate(to)?;
        // A child of vfork shares this memory and puts nothing back: there the number is its own.
        if !self.is_vfork_child && shell.keeps(to) {
            shell.make_room(to).map_err(|errno| not_kept(to, errno))?;
        }
        self.slots.forget_number(to);
        self.kernel.dup2(fd, to).map_err(told)
    }

    /// What this plan keeps aside or has opened meanwhile is not the user's; what it has allocated for `{name}>` is.
    fn is_private(&self, fd: Fd) -> bool {
        let slot = self.slots.private_at(fd);
        slot.is_some_and(|slot| !matches!(slot, Slot::Allocated(_)))
    }

    /// Moves a descriptor of the shell's own away from the number `to` that the user wants now.
    fn evacuate(&mut self, to: Fd) -> Result<(), Failure> {
        let Some(slot) = self.slots.private_at(to) else {
            return Ok(());
        };
        let moved = self.kernel.dup_from(to, PRIVATE);
        let fd = moved.map_err(|errno| not_kept(to, errno))?;
        self.slots.set(slot, Some(fd));
        Ok(())
    }

    pub(super) fn allocate(&mut self, from: Slot, into: Slot, cause: Span) -> Result<(), Failure> {
        let number = self.slots.fd(from);
        let noun = || number.map_or_else(Vec::new, |fd| fd.to_string().into_bytes());
        let told = |errno| failure("fcntl_dupfd", noun(), errno, cause);
        let fd = self
            .kernel
            .dup_from(number.ok_or_else(|| told(Errno::EBADF))?, PRIVATE)
            .map_err(told)?;
        self.slots.set(into, Some(fd));
        self.kernel.set_cloexec(fd, false).map_err(told)
    }

    pub(super) fn close(
        &mut self,
        slot: Slot,
        cause: Span,
        shell: &dyn Shell,
    ) -> Result<(), Failure> {
        if let Slot::Fd(fd) = slot {
            if !self.is_vfork_child && shell.keeps(fd) {
                return Ok(()); // to the user it is not open
            }
            self.slots.forget_number(fd);
            return match self.kernel.close(fd) {
                // Closing what is not open is no error (XCU 2.7.5 leaves it so; all shells agree).
                Ok(()) | Err(Errno::EBADF | Errno::EINTR) => Ok(()),
                Err(errno) => Err(failure("close", fd.to_string().into_bytes(), errno, cause)),
            };
        }
        if let Some(fd) = self.slots.forget(slot) {
            let _ = self.kernel.close(fd); // read-only or never written through: nothing can be lost
        }
        Ok(())
    }

    pub(super) fn save(&mut self, fd: Fd, into: Slot) -> Result<(), Failure> {
        match self.kernel.dup_from(fd, PRIVATE) {
            Ok(copy) => self.slots.set(into, Some(copy)),
            Err(Errno::EBADF) => self.slots.set(into, None),
            Err(errno) => return Err(not_kept(fd, errno)),
        }
        self.undoing.push((into, fd));
        Ok(())
    }

    pub(super) fn restore(&mut self, from: Slot, fd: Fd) -> Result<(), Failure> {
        self.undoing.retain(|(slot, _)| *slot != from);
        let Some(copy) = self.slots.forget(from) else {
            let _ = self.kernel.close(fd); // it was closed before; it may have been closed again
            return Ok(());
        };
        let restored = self.kernel.dup2(copy, fd);
        let _ = self.kernel.close(copy); // only a duplicate
        restored.map_err(|errno| {
            let _ = self.kernel.close(fd); // rather closed than leading into the wrong file
            failure("dup2", fd.to_string().into_bytes(), errno, Span::default())
        })
    }
}

/// A descriptor could not be copied out of the user's range.
fn not_kept(fd: Fd, errno: Errno) -> Failure {
    let noun = format!("descriptor {fd} cannot be kept aside").into_bytes();
    // EINVAL: `ulimit -n` allows no such number (fcntl(2)).
    let errno = match errno {
        Errno::EINVAL => Errno::EMFILE,
        errno => errno,
    };
    failure("fcntl_dupfd", noun, errno, Span::default())
}

const fn how(mode: FileMode) -> OpenHow {
    let base = OpenHow::read();
    match mode {
        FileMode::Read => base,
        FileMode::Write | FileMode::WriteNew => OpenHow {
            access: Access::Write,
            create: true,
            truncate: true,
            ..base
        },
        FileMode::Append => OpenHow {
            access: Access::Write,
            create: true,
            append: true,
            ..base
        },
        FileMode::ReadWrite => OpenHow {
            access: Access::ReadWrite,
            create: true,
            ..base
        },
    }
}
