//! A kernel that does nothing and answers as Linux would: `explain` runs the shell on it.
//!
//! Comes in: the calls of the executor. Goes out: the numbers that the kernel would give (always the lowest free one), and for
//! files what a look at them now lets one expect. Nothing is opened, created, forked, executed or written.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::ffi::CStr;
use std::time::Duration;

use super::witness::named_descriptor;
use crate::plan::{FdTable, is_open_question};
use crate::sys::{
    Access, Errno, Fd, Forked, Kernel, OpenHow, Pid, Signal, Wait, WaitFor, file, probe, process,
    terminal,
};

/// The pretence.
pub struct Dry {
    table: RefCell<FdTable>,
    /// Descriptors that lead to something other than a regular file.
    devices: RefCell<BTreeSet<Fd>>,
    /// Files that the explained line would have made by now.
    created: RefCell<BTreeSet<Vec<u8>>>,
    /// The words of the commands that would have run by now: they may have made the files that they name.
    mentioned: RefCell<Vec<Vec<u8>>>,
    next_pid: Cell<Pid>,
    /// Children that nobody has waited for.
    children: RefCell<Vec<Pid>>,
}

impl Dry {
    /// A kernel before which descriptors stand as `table` says.
    #[must_use]
    pub fn new(table: FdTable) -> Self {
        Self {
            table: RefCell::new(table),
            devices: RefCell::default(),
            created: RefCell::default(),
            mentioned: RefCell::default(),
            next_pid: Cell::new(Pid::MAX / 2),
            children: RefCell::default(),
        }
    }

    /// How descriptors stand.
    #[must_use]
    pub fn table(&self) -> FdTable {
        self.table.borrow().clone()
    }

    /// Lets them stand otherwise: what was done is only one of several possibilities.
    pub fn stand_as(&self, table: FdTable) {
        self.table.replace(table);
    }

    fn take(&self, min: Fd, is_cloexec: bool) -> Fd {
        let mut table = self.table.borrow_mut();
        let fd = table.lowest_free(min);
        table.set(fd, "", is_cloexec);
        self.devices.borrow_mut().remove(&fd);
        fd
    }

    fn require(&self, fd: Fd) -> Result<(), Errno> {
        let is_open = self.table.borrow().get(fd).is_some();
        is_open.then_some(()).ok_or(Errno::EBADF)
    }

    /// What open(2) would say, as far as can be seen without opening.
    fn foresee(&self, path: &[u8], how: OpenHow) -> Result<(), Errno> {
        if path == b"/dev/tty" && terminal::foreground_of_session().is_none() {
            return Err(Errno::ENXIO);
        }
        // Among them may be descriptors that are open in the pretence only.
        if let Some(fd) = named_descriptor(path) {
            self.require(fd).map_err(|_| Errno::ENOENT)?;
            return if how.exclusive {
                Err(Errno::EEXIST)
            } else {
                Ok(())
            };
        }
        if self.created.borrow().contains(path) && how.exclusive {
            return Err(Errno::EEXIST);
        }
        if is_open_question(path) || self.created.borrow().contains(path) {
            return Ok(());
        }
        let status = match file::status(path) {
            Ok(_) if how.exclusive => return Err(Errno::EEXIST),
            Ok(status) => status,
            Err(Errno::ENOENT) if how.create => return self.foresee_creation(path),
            Err(Errno::ENOENT) if self.may_exist_by_then(path) => return Ok(()),
            Err(errno) => return Err(errno),
        };
        if status.kind == file::Kind::Directory && how.access != Access::Read {
            return Err(Errno::EISDIR);
        }
        if status.kind == file::Kind::Socket {
            return Err(Errno::ENXIO);
        }
        if how.access != Access::Write {
            file::access(path, file::May::Read)?;
        }
        if how.access != Access::Read {
            file::access(path, file::May::Write)?;
        }
        Ok(())
    }

    /// Whether a command that would have run by now names `path`.
    fn may_exist_by_then(&self, path: &[u8]) -> bool {
        let name = path.strip_prefix(b"./").unwrap_or(path);
        let mentioned = self.mentioned.borrow();
        mentioned
            .iter()
            .any(|word| memchr::memmem::find(word, name).is_some())
    }

    fn foresee_creation(&self, path: &[u8]) -> Result<(), Errno> {
        let directory = match path.iter().rposition(|byte| *byte == b'/') {
            None => b".",
            Some(0) => b"/".as_slice(),
            Some(slash) => path.get(..slash).unwrap_or_default(),
        };
        if let Err(errno) = file::access(directory, file::May::Write)
            && !(errno == Errno::ENOENT && self.may_exist_by_then(directory))
        {
            return Err(errno);
        }
        self.created.borrow_mut().insert(path.to_vec());
        Ok(())
    }

    fn pretend(&self, run: &mut dyn FnMut() -> i32) -> Pid {
        let pid = self.next_pid.get().saturating_add(1);
        self.next_pid.set(pid);
        let before = self.table.borrow().clone();
        let siblings = self.children.take();
        run();
        self.table.replace(before);
        self.children.replace(siblings);
        self.children.borrow_mut().push(pid);
        pid
    }
}

impl Kernel for Dry {
    fn pipe(&self) -> Result<(Fd, Fd), Errno> {
        Ok((self.take(0, true), self.take(0, true)))
    }

    fn open(&self, path: &CStr, how: OpenHow) -> Result<Fd, Errno> {
        let path = path.to_bytes();
        self.foresee(path, how)?;
        let fd = self.take(0, true);
        let is_regular = file::status(path).map(|status| status.kind == file::Kind::Regular);
        if is_regular == Ok(false) || named_descriptor(path).is_some() {
            self.devices.borrow_mut().insert(fd);
        }
        Ok(fd)
    }

    fn memfd(&self, _: &CStr) -> Result<Fd, Errno> {
        Ok(self.take(0, true))
    }

    fn close(&self, fd: Fd) -> Result<(), Errno> {
        self.require(fd)?;
        self.table.borrow_mut().close(fd);
        Ok(())
    }

    fn dup2(&self, from: Fd, to: Fd) -> Result<(), Errno> {
        self.require(from)?;
        self.table.borrow_mut().set(to, "", false);
        Ok(())
    }

    fn dup_from(&self, fd: Fd, min: Fd) -> Result<Fd, Errno> {
        self.require(fd)?;
        Ok(self.take(min, true))
    }

    fn is_cloexec(&self, fd: Fd) -> Result<bool, Errno> {
        let table = self.table.borrow();
        table.get(fd).map(|e| e.is_cloexec).ok_or(Errno::EBADF)
    }

    fn set_cloexec(&self, fd: Fd, on: bool) -> Result<(), Errno> {
        self.require(fd)?;
        self.table.borrow_mut().set_cloexec(fd, on);
        Ok(())
    }

    fn access_mode(&self, fd: Fd) -> Result<Access, Errno> {
        self.require(fd).map(|()| Access::ReadWrite)
    }

    fn read(&self, _: Fd, _: &mut [u8]) -> Result<usize, Errno> {
        Ok(0)
    }

    fn write(&self, _: Fd, bytes: &[u8]) -> Result<usize, Errno> {
        Ok(bytes.len())
    }

    fn wait_writable(&self, _: Fd) -> Result<(), Errno> {
        Ok(())
    }

    fn wait_readable(&self, _: Fd) -> Result<(), Errno> {
        Ok(())
    }

    fn wait_readable_for(&self, _: Fd, _: Option<Duration>) -> Result<bool, Errno> {
        Ok(true)
    }

    fn seek_by(&self, _: Fd, _: i64) -> Result<u64, Errno> {
        Ok(0)
    }

    fn fork(&self) -> Result<Forked, Errno> {
        Err(Errno::ENOSYS) // a builtin's own fork is not run
    }

    fn fork_child(&self, run: &mut dyn FnMut() -> i32) -> Result<Pid, Errno> {
        Ok(self.pretend(run))
    }

    fn vfork(&self, run: &mut dyn FnMut() -> i32) -> Result<Pid, Errno> {
        Ok(self.pretend(run))
    }

    fn exec(&self, path: &CStr, argv: &[&CStr], _: &[&CStr]) -> Errno {
        let words = argv.iter().skip(1).map(|word| word.to_bytes().to_vec());
        self.mentioned.borrow_mut().extend(words);
        let is_known = !is_open_question(path.to_bytes());
        let refused = is_known.then(|| probe::exec_would_fail(path)).flatten();
        refused.unwrap_or(Errno::EINPROGRESS) // it would not come back
    }

    fn wait(&self, which: WaitFor, no_hang: bool, _: bool) -> Result<Option<(Pid, Wait)>, Errno> {
        let any = self.children.borrow().first().copied();
        match which {
            _ if no_hang => Ok(None),
            WaitFor::Child(pid) => {
                self.children.borrow_mut().retain(|other| *other != pid);
                Ok(Some((pid, Wait::Exited(0))))
            }
            WaitFor::Any => {
                let pid = any.ok_or(Errno::ECHILD)?;
                self.children.borrow_mut().retain(|other| *other != pid);
                Ok(Some((pid, Wait::Exited(0))))
            }
        }
    }

    /// Nothing that is explained ends the shell; should it be asked, it ends as it would.
    fn exit(&self, status: i32) -> ! {
        process::exit_now(status)
    }

    fn set_process_group(&self, _: Pid, _: Pid) -> Result<(), Errno> {
        Ok(())
    }

    fn set_foreground(&self, _: Fd, _: Pid) -> Result<(), Errno> {
        Ok(())
    }

    fn kill(&self, _: Pid, _: Signal) -> Result<(), Errno> {
        Ok(())
    }

    fn is_regular(&self, fd: Fd) -> bool {
        !self.devices.borrow().contains(&fd)
    }

    fn child_has_news(&self) -> bool {
        false
    }

    fn is_dry(&self) -> bool {
        true
    }

    fn mention(&self, word: &[u8]) {
        self.mentioned.borrow_mut().push(word.to_vec());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kernel() -> Dry {
        let mut table = FdTable::new();
        (0..3).for_each(|fd| table.set(fd, "tty", false));
        Dry::new(table)
    }

    #[test]
    fn numbers_are_the_lowest_free_ones() {
        let kernel = kernel();
        assert_eq!(kernel.pipe(), Ok((3, 4)));
        kernel.close(3).unwrap();
        assert_eq!(kernel.memfd(c"x"), Ok(3));
        assert_eq!(kernel.dup_from(0, 10), Ok(10));
        assert_eq!(kernel.dup2(7, 1), Err(Errno::EBADF));
    }

    #[test]
    fn a_child_changes_only_its_own_table() {
        let kernel = kernel();
        kernel
            .fork_child(&mut || {
                kernel.close(0).unwrap();
                0
            })
            .unwrap();
        assert_eq!(kernel.is_cloexec(0), Ok(false));
    }

    #[test]
    fn a_missing_file_is_foreseen_until_it_would_have_been_made() {
        let kernel = kernel();
        let missing = c"no-such-file-here";
        assert_eq!(kernel.open(missing, OpenHow::read()), Err(Errno::ENOENT));
        let create = OpenHow {
            access: Access::Write,
            create: true,
            ..OpenHow::read()
        };
        assert_eq!(kernel.open(missing, create), Ok(3));
        assert_eq!(kernel.open(missing, OpenHow::read()), Ok(4));
        assert!(file::status(missing.to_bytes()).is_err());
    }
}
