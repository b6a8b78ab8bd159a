//! A kernel for tests: it keeps a descriptor table and processes in memory, writes down every call, and fails where
//! the test says: "the third `pipe` fails with `EMFILE`".
//!
//! A plan goes in through [`Kernel`]; the [log](Scripted::log), the [programs](Scripted::programs) that were started
//! and what was [left over](Scripted::leaks) come out. Numbers are given out as Linux does: the lowest free descriptor;
//! process numbers rise from 100. One process is played at a time: the parent by default, the child where
//! [`enter_child`](Scripted::enter_child) or a `vfork` says so.
//!
//! A child ends by unwinding (`exit` and `exec` do not return); [`run`](Scripted::run) and `vfork` catch it. Built with
//! `panic = "abort"` that cannot work, and is not wanted.

mod world;

use std::cell::RefCell;
use std::ffi::CStr;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Duration;

use super::Errno;
use super::kernel::{Access, Fd, Forked, Kernel, OpenHow, Pid, Signal, Wait, WaitFor};
use world::{Object, World, errno_log};

/// A method of [`Kernel`] that can be told to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Op {
    /// [`Kernel::pipe`]
    Pipe,
    /// [`Kernel::open`]
    Open,
    /// [`Kernel::memfd`]
    Memfd,
    /// [`Kernel::close`]: the descriptor is closed all the same.
    Close,
    /// [`Kernel::dup2`]
    Dup2,
    /// [`Kernel::dup_from`]
    DupFrom,
    /// [`Kernel::is_cloexec`]
    IsCloexec,
    /// [`Kernel::set_cloexec`]
    SetCloexec,
    /// [`Kernel::access_mode`]
    AccessMode,
    /// [`Kernel::read`]
    Read,
    /// [`Kernel::write`]
    Write,
    /// [`Kernel::wait_writable`]
    WaitWritable,
    /// [`Kernel::wait_readable`]
    WaitReadable,
    /// [`Kernel::seek_by`]
    SeekBy,
    /// [`Kernel::fork`]
    Fork,
    /// [`Kernel::vfork`]
    Vfork,
    /// [`Kernel::exec`]
    Exec,
    /// [`Kernel::wait`]
    Wait,
    /// [`Kernel::set_process_group`]
    SetProcessGroup,
    /// [`Kernel::set_foreground`]
    SetForeground,
    /// [`Kernel::kill`]
    Kill,
}

/// How what was run came to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended<T> {
    /// It returned.
    Returned(T),
    /// It called `exit` with this status.
    Exited(i32),
    /// It became a program; see [`Scripted::programs`].
    Became,
}

/// A program that was started: what it would find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The file that was executed.
    pub path: Vec<u8>,
    /// Its arguments.
    pub argv: Vec<Vec<u8>>,
    /// Its environment.
    pub envp: Vec<Vec<u8>>,
    /// The descriptors that are not close-on-exec, and what they are: `(0, "pipe 0 read")`.
    pub descriptors: Vec<(Fd, String)>,
}

/// The kernel of a test.
#[derive(Debug)]
pub struct Scripted {
    world: RefCell<World>,
}

impl Default for Scripted {
    fn default() -> Self {
        Self::new()
    }
}

/// What unwinds when a process ends.
enum End {
    Exit(i32),
    Exec,
}

impl Scripted {
    /// A process with descriptors 0, 1 and 2 on a terminal, without children, without faults.
    #[must_use]
    pub fn new() -> Self {
        Self {
            world: RefCell::new(World::new()),
        }
    }

    /// The `n`-th call (from 1) of `op` fails.
    #[must_use]
    pub fn fail(self, op: Op, n: usize, errno: Errno) -> Self {
        self.world.borrow_mut().faults.push((op, n, errno));
        self
    }

    /// There is a file of this name and content. Others can be created, but are not there to be read.
    #[must_use]
    pub fn with_file(self, path: &[u8], content: &[u8]) -> Self {
        self.world
            .borrow_mut()
            .files
            .insert(path.to_vec(), content.to_vec());
        self
    }

    /// A descriptor that is open at the start.
    #[must_use]
    pub fn with_open(self, fd: Fd, access: Access) -> Self {
        self.world
            .borrow_mut()
            .install(fd, Object::Given(fd), access, false);
        self
    }

    /// A descriptor that is *not* open at the start: 0, 1 or 2.
    #[must_use]
    pub fn with_closed(self, fd: Fd) -> Self {
        self.world.borrow_mut().table.remove(&fd);
        self
    }

    /// Descriptors stop below this number, as `RLIMIT_NOFILE` has it.
    #[must_use]
    pub fn with_limit(self, limit: Fd) -> Self {
        self.world.borrow_mut().limit = limit;
        self
    }

    /// What will happen to the `n`-th child (from 1), in turn. Without a word of this it exits with 0, or as its
    /// vfork closure said.
    #[must_use]
    pub fn child(self, n: usize, events: &[Wait]) -> Self {
        self.world.borrow_mut().events.insert(n, events.to_vec());
        self
    }

    /// The `n`-th `fork` (from 1) returns in the child; the parent is not played any further.
    #[must_use]
    pub fn enter_child(self, n: usize) -> Self {
        self.world.borrow_mut().child_sides.push(n);
        self
    }

    /// Runs something to its end, also by `exit` or `exec`. Other panics go on.
    pub fn run<T>(&self, body: impl FnOnce(&Self) -> T) -> Ended<T> {
        match catch_unwind(AssertUnwindSafe(|| body(self))) {
            Ok(value) => Ended::Returned(value),
            Err(payload) => match payload.downcast::<End>() {
                Ok(end) => match *end {
                    End::Exit(status) => Ended::Exited(status),
                    End::Exec => Ended::Became,
                },
                Err(panic) => resume_unwind(panic),
            },
        }
    }

    /// Every call so far, in the manner of strace: `dup2(3, 1) = 0`, `pipe() = -1 EMFILE`.
    #[must_use]
    pub fn log(&self) -> Vec<String> {
        self.world.borrow().log.clone()
    }

    /// How often `op` was called: with it a test fails each call of a plan in turn.
    #[must_use]
    pub fn count(&self, op: Op) -> usize {
        self.world.borrow().counts.get(&op).copied().unwrap_or(0)
    }

    /// The kinds of calls that were made and how often.
    #[must_use]
    pub fn counts(&self) -> Vec<(Op, usize)> {
        self.world
            .borrow()
            .counts
            .iter()
            .map(|(op, n)| (*op, *n))
            .collect()
    }

    /// The programs that were started.
    #[must_use]
    pub fn programs(&self) -> Vec<Program> {
        self.world.borrow().programs.clone()
    }

    /// What a file holds now; memory files are named `memfd:NAME`.
    #[must_use]
    pub fn file(&self, path: &[u8]) -> Option<Vec<u8>> {
        self.world.borrow().files.get(path).cloned()
    }

    /// The descriptors of the process that is played, and what they are.
    #[must_use]
    pub fn descriptors(&self) -> Vec<(Fd, String)> {
        self.world.borrow().describe_table(|_| true)
    }

    /// What should not be there at the end: descriptors above 2 that were not given, 0 to 2 changed or gone,
    /// children not awaited. Empty is good.
    #[must_use]
    pub fn leaks(&self) -> Vec<String> {
        self.world.borrow().leaks()
    }

    /// Counts the call; if it is to fail, writes that down.
    fn enter(&self, op: Op, call: &str) -> Result<(), Errno> {
        let mut world = self.world.borrow_mut();
        match world.fault(op) {
            None => Ok(()),
            Some(errno) => {
                world.log.push(format!("{call} = {}", errno_log(errno)));
                Err(errno)
            }
        }
    }

    /// One call: counts it, makes it unless it is to fail, and writes down what came of it.
    fn call<T>(
        &self,
        op: Op,
        call: String,
        act: impl FnOnce(&mut World) -> Result<T, Errno>,
        told: impl FnOnce(&T) -> String,
    ) -> Result<T, Errno> {
        self.enter(op, &call)?;
        let mut world = self.world.borrow_mut();
        let answer = act(&mut world);
        let outcome = match &answer {
            Ok(value) => told(value),
            Err(errno) => errno_log(*errno),
        };
        world.log.push(format!("{call} = {outcome}"));
        answer
    }
}

fn zero((): &()) -> String {
    "0".to_owned()
}

impl Kernel for Scripted {
    fn child_has_news(&self) -> bool {
        true
    }

    fn pipe(&self) -> Result<(Fd, Fd), Errno> {
        self.call(
            Op::Pipe,
            "pipe()".to_owned(),
            World::pipe,
            |(read, write)| format!("[{read}, {write}]"),
        )
    }

    fn open(&self, path: &CStr, how: OpenHow) -> Result<Fd, Errno> {
        let call = format!("open({}, {})", path.to_string_lossy(), world::flags(how));
        self.call(
            Op::Open,
            call,
            |world| world.open(path.to_bytes(), how),
            Fd::to_string,
        )
    }

    fn memfd(&self, name: &CStr) -> Result<Fd, Errno> {
        let call = format!("memfd({})", name.to_string_lossy());
        self.call(
            Op::Memfd,
            call,
            |world| world.memfd(name.to_bytes()),
            Fd::to_string,
        )
    }

    fn close(&self, fd: Fd) -> Result<(), Errno> {
        let call = format!("close({fd})");
        if let Err(errno) = self.enter(Op::Close, &call) {
            let _ = self.world.borrow_mut().close(fd); // Linux closes it and then tells the error
            return Err(errno);
        }
        let mut world = self.world.borrow_mut();
        let answer = world.close(fd);
        let outcome = answer.map_or_else(errno_log, |()| "0".to_owned());
        world.log.push(format!("{call} = {outcome}"));
        answer
    }

    fn dup2(&self, from: Fd, to: Fd) -> Result<(), Errno> {
        self.call(
            Op::Dup2,
            format!("dup2({from}, {to})"),
            |world| world.dup2(from, to),
            zero,
        )
    }

    fn dup_from(&self, fd: Fd, min: Fd) -> Result<Fd, Errno> {
        let call = format!("dup_from({fd}, {min})");
        self.call(
            Op::DupFrom,
            call,
            |world| world.dup_from(fd, min),
            Fd::to_string,
        )
    }

    fn is_cloexec(&self, fd: Fd) -> Result<bool, Errno> {
        let call = format!("is_cloexec({fd})");
        self.call(
            Op::IsCloexec,
            call,
            |world| Ok(world.slot(fd)?.cloexec),
            bool::to_string,
        )
    }

    fn set_cloexec(&self, fd: Fd, on: bool) -> Result<(), Errno> {
        let call = format!("set_cloexec({fd}, {on})");
        self.call(
            Op::SetCloexec,
            call,
            |world| world.set_cloexec(fd, on),
            zero,
        )
    }

    fn access_mode(&self, fd: Fd) -> Result<Access, Errno> {
        let call = format!("access_mode({fd})");
        self.call(
            Op::AccessMode,
            call,
            |world| world.access_mode(fd),
            |access| format!("{access:?}"),
        )
    }

    fn read(&self, fd: Fd, buffer: &mut [u8]) -> Result<usize, Errno> {
        let call = format!("read({fd}, {})", buffer.len());
        self.call(
            Op::Read,
            call,
            |world| world.read(fd, buffer),
            usize::to_string,
        )
    }

    fn write(&self, fd: Fd, bytes: &[u8]) -> Result<usize, Errno> {
        let call = format!("write({fd}, {:?})", String::from_utf8_lossy(bytes));
        self.call(
            Op::Write,
            call,
            |world| world.write(fd, bytes),
            usize::to_string,
        )
    }

    fn wait_writable(&self, fd: Fd) -> Result<(), Errno> {
        let call = format!("wait_writable({fd})");
        self.call(Op::WaitWritable, call, |_| Ok(()), zero)
    }

    fn wait_readable(&self, fd: Fd) -> Result<(), Errno> {
        let call = format!("wait_readable({fd})");
        self.call(Op::WaitReadable, call, |_| Ok(()), zero)
    }

    fn wait_readable_for(&self, fd: Fd, time: Option<Duration>) -> Result<bool, Errno> {
        let call = match time {
            Some(time) => format!("wait_readable({fd}, {}ms)", time.as_millis()),
            None => format!("wait_readable({fd})"),
        };
        self.call(Op::WaitReadable, call, |_| Ok(true), bool::to_string)
    }

    fn seek_by(&self, fd: Fd, offset: i64) -> Result<u64, Errno> {
        let call = format!("seek_by({fd}, {offset})");
        self.call(
            Op::SeekBy,
            call,
            |world| world.seek_by(fd, offset),
            u64::to_string,
        )
    }

    fn fork(&self) -> Result<Forked, Errno> {
        self.call(
            Op::Fork,
            "fork()".to_owned(),
            |world| Ok(world.fork()),
            |side| match side {
                Forked::Child => "0".to_owned(),
                Forked::Parent(pid) => pid.to_string(),
            },
        )
    }

    fn vfork(&self, child: &mut dyn FnMut() -> i32) -> Result<Pid, Errno> {
        self.enter(Op::Vfork, "vfork()")?;
        let (pid, parent) = self.world.borrow_mut().begin_vfork();
        let status = match self.run(|_| child()) {
            Ended::Returned(status) | Ended::Exited(status) => Some(status),
            Ended::Became => None,
        };
        self.world.borrow_mut().end_vfork(pid, parent, status);
        Ok(pid)
    }

    fn exec(&self, path: &CStr, argv: &[&CStr], envp: &[&CStr]) -> Errno {
        let call = format!("exec({})", path.to_string_lossy());
        if let Err(errno) = self.enter(Op::Exec, &call) {
            return errno;
        }
        self.world.borrow_mut().exec(call, path, argv, envp);
        resume_unwind(Box::new(End::Exec))
    }

    fn wait(
        &self,
        which: WaitFor,
        no_hang: bool,
        untraced: bool,
    ) -> Result<Option<(Pid, Wait)>, Errno> {
        let call = match which {
            WaitFor::Any => "wait(any)".to_owned(),
            WaitFor::Child(pid) => format!("wait({pid})"),
        };
        self.call(
            Op::Wait,
            call,
            |world| world.wait(which, no_hang, untraced),
            |told| match told {
                None => "none".to_owned(),
                Some((pid, wait)) => format!("{pid} {wait:?}"),
            },
        )
    }

    fn exit(&self, status: i32) -> ! {
        self.world.borrow_mut().log.push(format!("exit({status})"));
        resume_unwind(Box::new(End::Exit(status)))
    }

    fn set_process_group(&self, pid: Pid, pgid: Pid) -> Result<(), Errno> {
        let call = format!("set_process_group({pid}, {pgid})");
        self.call(Op::SetProcessGroup, call, |_| Ok(()), zero)
    }

    fn set_foreground(&self, fd: Fd, pgid: Pid) -> Result<(), Errno> {
        let call = format!("set_foreground({fd}, {pgid})");
        self.call(
            Op::SetForeground,
            call,
            |world| world.slot(fd).map(drop),
            zero,
        )
    }

    fn kill(&self, pid: Pid, signal: Signal) -> Result<(), Errno> {
        self.call(Op::Kill, format!("kill({pid}, {signal})"), |_| Ok(()), zero)
    }
}

#[cfg(test)]
mod tests;
