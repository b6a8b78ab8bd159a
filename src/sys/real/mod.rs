//! The kernel itself: each method of [`Kernel`] is the system call that it names.
//!
//! `vfork` is the one with a story: a clone(2) that shares memory (`CLONE_VM`) and holds the shell until the child has
//! exec'd or ended (`CLONE_VFORK`). Page tables are not copied, which is most of what a fork costs. The child runs on a stack
//! of its own, so that it cannot overwrite frames of the shell, and with all signals blocked, so that no handler of
//! the shell runs in it.

mod ahead;
mod child_stack;

use std::cell::{Cell, OnceCell, UnsafeCell};
use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;
use std::time::Duration;

use super::kernel::{Access, Ahead, Fd, Forked, Kernel, OpenHow, Pid, Signal, Wait, WaitFor};
use super::{Errno, signal, stack};
use ahead::ReadAhead;
use child_stack::ChildStack;

/// Linux. One for each process: it owns the stack of vfork children and a buffer for exec.
#[derive(Debug, Default)]
pub struct Real {
    child_stack: OnceCell<ChildStack>,
    /// Whether a vfork child is running: it must not vfork itself, its stack is taken.
    in_vfork: Cell<bool>,
    /// The pointers of argv and envp. Kept, because a vfork child that execs cannot free what it allocated here.
    pointers: UnsafeCell<Vec<*const c_char>>,
    /// What was read ahead, and who could notice.
    ahead: ReadAhead,
}

impl Real {
    /// The kernel, ready.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// What the new process finds on its stack.
struct Job<'a> {
    run: &'a mut dyn FnMut() -> i32,
    stack_end: usize,
}

/// The first function of a vfork child. Its return value is the status.
extern "C" fn child_main(job: *mut c_void) -> c_int {
    // SAFETY: `vfork` below passes its own job, and stands still until this process has exec'd or ended.
    let job = unsafe { &mut *job.cast::<Job<'_>>() };
    stack::replace_end(job.stack_end); // the parent sets its own again
    (job.run)()
}

impl Kernel for Real {
    fn pipe(&self) -> Result<(Fd, Fd), Errno> {
        let mut ends = [-1; 2];
        // SAFETY: room for two descriptors.
        Errno::result(unsafe { libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC) })?;
        let [read, write] = ends;
        self.ahead.closed(read); // nothing is known of what had these numbers before
        self.ahead.closed(write);
        Ok((read, write))
    }

    fn open(&self, path: &CStr, how: OpenHow) -> Result<Fd, Errno> {
        self.ahead.give_back(); // O_TRUNC changes files
        let mode: libc::mode_t = 0o666;
        // SAFETY: `path` is a C string; the mode is the variadic argument that O_CREAT wants.
        let fd = Errno::result(unsafe { libc::open(path.as_ptr(), open_flags(how), mode) })?;
        self.ahead.opened(fd, how.access == Access::Read);
        Ok(fd)
    }

    fn memfd(&self, name: &CStr) -> Result<Fd, Errno> {
        // SAFETY: `name` is a C string.
        let fd = Errno::result(unsafe { libc::memfd_create(name.as_ptr(), libc::MFD_CLOEXEC) })?;
        self.ahead.closed(fd); // as above
        Ok(fd)
    }

    fn close(&self, fd: Fd) -> Result<(), Errno> {
        self.ahead.give_back();
        self.ahead.closed(fd);
        // SAFETY: a number; that nothing of Rust owns it is the caller's matter: the shell's are plain numbers.
        Errno::result(unsafe { libc::close(fd) }).map(drop)
    }

    fn dup2(&self, from: Fd, to: Fd) -> Result<(), Errno> {
        self.ahead.give_back();
        // SAFETY: two numbers.
        Errno::result(unsafe { libc::dup2(from, to) })?;
        self.ahead.copied(from, to);
        if from == to {
            self.set_cloexec(from, false) // dup2(n, n) leaves the flag
        } else {
            Ok(())
        }
    }

    fn dup_from(&self, fd: Fd, min: Fd) -> Result<Fd, Errno> {
        self.ahead.give_back();
        // SAFETY: numbers only.
        let copy = Errno::result(unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, min) })?;
        self.ahead.copied(fd, copy);
        Ok(copy)
    }

    fn is_cloexec(&self, fd: Fd) -> Result<bool, Errno> {
        // SAFETY: numbers only.
        let flags = Errno::result(unsafe { libc::fcntl(fd, libc::F_GETFD) })?;
        Ok(flags & libc::FD_CLOEXEC != 0)
    }

    fn set_cloexec(&self, fd: Fd, on: bool) -> Result<(), Errno> {
        let flags = if on { libc::FD_CLOEXEC } else { 0 };
        // SAFETY: numbers only. FD_CLOEXEC is the only flag there is.
        Errno::result(unsafe { libc::fcntl(fd, libc::F_SETFD, flags) }).map(drop)
    }

    fn access_mode(&self, fd: Fd) -> Result<Access, Errno> {
        // SAFETY: numbers only.
        let flags = Errno::result(unsafe { libc::fcntl(fd, libc::F_GETFL) })?;
        Ok(match flags & libc::O_ACCMODE {
            libc::O_RDONLY => Access::Read,
            libc::O_WRONLY => Access::Write,
            _ => Access::ReadWrite,
        })
    }

    fn read(&self, fd: Fd, buffer: &mut [u8]) -> Result<usize, Errno> {
        self.ahead.give_back();
        // SAFETY: the buffer is ours to write over its whole length.
        let count = unsafe { libc::read(fd, buffer.as_mut_ptr().cast(), buffer.len()) };
        usize::try_from(count).map_err(|_| Errno::last())
    }

    fn write(&self, fd: Fd, bytes: &[u8]) -> Result<usize, Errno> {
        self.ahead.before_write(fd);
        // SAFETY: the bytes are readable over their whole length.
        let count = unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) };
        usize::try_from(count).map_err(|_| Errno::last())
    }

    fn wait_writable(&self, fd: Fd) -> Result<(), Errno> {
        loop {
            match wait_ready(fd, libc::POLLOUT) {
                Err(Errno::EINTR) => {} // a half-written line is worse than a late trap
                answer => return answer,
            }
        }
    }

    fn wait_readable(&self, fd: Fd) -> Result<(), Errno> {
        wait_ready(fd, libc::POLLIN)
    }

    fn wait_readable_for(&self, fd: Fd, time: Option<Duration>) -> Result<bool, Errno> {
        let blocked = signal::block_all();
        // What is there is read before a trap action may run, as if read(2) had been called at once.
        let is_told = signal::any_pending();
        let mut question = libc::pollfd {
            fd,
            events: libc::POLLIN,
            revents: 0,
        };
        let time = if is_told { Some(Duration::ZERO) } else { time };
        let time = time.map(super::resource::timespec);
        let time = time.as_ref().map_or(ptr::null(), ptr::from_ref);
        let mask = blocked.before().bits();
        // SAFETY: one entry, ours to write; the time and the kernel signal set of 8 bytes are only read.
        let answer = unsafe {
            libc::syscall(
                libc::SYS_ppoll,
                &raw mut question,
                1,
                time,
                &raw const mask,
                size_of::<u64>(),
            )
        };
        match Errno::result(answer)? {
            0 if is_told => Err(Errno::EINTR),
            ready => Ok(ready > 0),
        }
    }

    fn seek_by(&self, fd: Fd, offset: i64) -> Result<u64, Errno> {
        self.ahead.give_back();
        // SAFETY: numbers only.
        let place = unsafe { libc::lseek(fd, offset, libc::SEEK_CUR) };
        u64::try_from(place).map_err(|_| Errno::last())
    }

    fn fork(&self) -> Result<Forked, Errno> {
        self.ahead.give_back();
        self.ahead.shared();
        super::ipc::shared_log::prepare(); // the child may create objects that the parent should know
        // SAFETY: the shell has one thread, so that no lock can be held by another.
        match Errno::result(unsafe { libc::fork() })? {
            0 => Ok(Forked::Child),
            pid => Ok(Forked::Parent(pid)),
        }
    }

    fn vfork(&self, child: &mut dyn FnMut() -> i32) -> Result<Pid, Errno> {
        if self.in_vfork.get() {
            return Err(Errno::EAGAIN);
        }
        let (top, lowest) = self.child_stack()?;
        let mut job = Job {
            run: child,
            stack_end: stack::end_of(lowest),
        };
        self.ahead.give_back();
        let known = self.ahead.save();
        let blocked = signal::block_all();
        let stack_end = stack::replace_end(job.stack_end);
        self.in_vfork.set(true);
        // SAFETY: the child gets a stack that nobody else uses, and `job`, which lives until clone returns: the parent
        // stands still until the child has exec'd or ended. Nothing unwinds out of `child_main`: it is extern "C".
        let answer = unsafe {
            libc::clone(
                child_main,
                top,
                libc::CLONE_VM | libc::CLONE_VFORK | libc::SIGCHLD,
                (&raw mut job).cast(),
            )
        };
        let pid = Errno::result(answer); // errno is shared with the child: taken only if clone itself failed
        self.in_vfork.set(false);
        self.ahead.restore(known);
        stack::replace_end(stack_end);
        drop(blocked);
        pid
    }

    fn exec(&self, path: &CStr, argv: &[&CStr], envp: &[&CStr]) -> Errno {
        self.ahead.give_back();
        // SAFETY: one thread, and this function does not call itself: nobody else has a reference.
        let pointers = unsafe { &mut *self.pointers.get() };
        pointers.clear();
        pointers.extend(argv.iter().map(|argument| argument.as_ptr()));
        pointers.push(ptr::null());
        let env_at = pointers.len();
        pointers.extend(envp.iter().map(|entry| entry.as_ptr()));
        pointers.push(ptr::null());
        let list = pointers.as_ptr();
        let env = list.wrapping_add(env_at);
        // SAFETY: both lists hold C strings that live here and end with a null pointer.
        unsafe { libc::execve(path.as_ptr(), list, env) };
        Errno::last()
    }

    fn wait(
        &self,
        which: WaitFor,
        no_hang: bool,
        untraced: bool,
    ) -> Result<Option<(Pid, Wait)>, Errno> {
        let pid = match which {
            WaitFor::Any => -1,
            WaitFor::Child(pid) => pid,
        };
        let mut options = 0;
        if no_hang {
            options |= libc::WNOHANG;
        }
        if untraced {
            options |= libc::WUNTRACED | libc::WCONTINUED;
        }
        let mut status = 0;
        // SAFETY: `status` is ours to write; usage is not asked.
        let answer = unsafe { libc::wait4(pid, &raw mut status, options, ptr::null_mut()) };
        match Errno::result(answer)? {
            0 => Ok(None),
            pid => Ok(Some((pid, decode_status(status)))),
        }
    }

    fn take_ahead(&self, fd: Fd) -> Option<Ahead> {
        self.ahead.take(fd)
    }

    fn keep_ahead(&self, fd: Fd, ahead: Ahead) -> Result<(), Ahead> {
        self.ahead.keep(fd, ahead)
    }

    fn give_back(&self) {
        self.ahead.give_back();
    }

    fn forget_descriptors(&self) {
        self.ahead.forget();
    }

    fn exit(&self, status: i32) -> ! {
        super::process::exit_now(status)
    }

    fn set_process_group(&self, pid: Pid, pgid: Pid) -> Result<(), Errno> {
        // SAFETY: numbers only.
        Errno::result(unsafe { libc::setpgid(pid, pgid) }).map(drop)
    }

    fn set_foreground(&self, fd: Fd, pgid: Pid) -> Result<(), Errno> {
        // Who is in the background and asks would be stopped (tcsetpgrp(3)).
        let _blocked = signal::block(signal::SignalSet::EMPTY.with(libc::SIGTTOU));
        // SAFETY: numbers only.
        Errno::result(unsafe { libc::tcsetpgrp(fd, pgid) }).map(drop)
    }

    fn kill(&self, pid: Pid, signal: Signal) -> Result<(), Errno> {
        signal::kill(pid, signal)
    }
}

impl Real {
    /// Top and lowest usable address of the children's stack, made when first needed.
    fn child_stack(&self) -> Result<(*mut c_void, usize), Errno> {
        if let Some(stack) = self.child_stack.get() {
            return Ok((stack.top, stack.lowest));
        }
        let stack = ChildStack::new()?;
        let stack = self.child_stack.get_or_init(|| stack);
        Ok((stack.top, stack.lowest))
    }
}

/// poll(2) without timeout; an error condition counts as ready: the read or write tells it.
fn wait_ready(fd: Fd, events: i16) -> Result<(), Errno> {
    let mut question = libc::pollfd {
        fd,
        events,
        revents: 0,
    };
    // SAFETY: one entry, ours to write.
    Errno::result(unsafe { libc::poll(&raw mut question, 1, -1) }).map(drop)
}

fn open_flags(how: OpenHow) -> c_int {
    let access = match how.access {
        Access::Read => libc::O_RDONLY,
        Access::Write => libc::O_WRONLY,
        Access::ReadWrite => libc::O_RDWR,
    };
    [
        (how.create, libc::O_CREAT),
        (how.truncate, libc::O_TRUNC),
        (how.append, libc::O_APPEND),
        (how.exclusive, libc::O_EXCL),
        (how.nonblocking, libc::O_NONBLOCK),
    ]
    .into_iter()
    .filter(|(wanted, _)| *wanted)
    .fold(access | libc::O_CLOEXEC, |flags, (_, flag)| flags | flag)
}

/// What wait(2) packs into a number.
#[must_use]
pub fn decode_status(status: i32) -> Wait {
    if libc::WIFEXITED(status) {
        Wait::Exited(libc::WEXITSTATUS(status))
    } else if libc::WIFSTOPPED(status) {
        Wait::Stopped(libc::WSTOPSIG(status))
    } else if libc::WIFCONTINUED(status) {
        Wait::Continued
    } else {
        Wait::Signaled(libc::WTERMSIG(status), libc::WCOREDUMP(status))
    }
}

#[cfg(test)]
mod tests {
    use super::child_stack::CHILD_STACK;
    use super::*;

    #[test]
    fn a_pipe_carries_bytes_and_is_close_on_exec() {
        let kernel = Real::new();
        let (read, write) = kernel.pipe().unwrap();
        assert_eq!(kernel.is_cloexec(read), Ok(true));
        assert_eq!(kernel.write(write, b"hello"), Ok(5));
        let mut buffer = [0; 8];
        assert_eq!(kernel.read(read, &mut buffer), Ok(5));
        assert_eq!(&buffer[..5], b"hello");
        assert_eq!(kernel.seek_by(read, 0), Err(Errno::ESPIPE));
        assert_eq!(kernel.access_mode(write), Ok(Access::Write));
        kernel.close(write).unwrap();
        assert_eq!(kernel.read(read, &mut buffer), Ok(0));
        kernel.close(read).unwrap();
    }

    #[test]
    fn dup2_onto_itself_clears_close_on_exec() {
        let kernel = Real::new();
        let fd = kernel.memfd(c"test").unwrap();
        assert_eq!(kernel.is_cloexec(fd), Ok(true));
        kernel.dup2(fd, fd).unwrap();
        assert_eq!(kernel.is_cloexec(fd), Ok(false));
        kernel.close(fd).unwrap();
        assert_eq!(kernel.dup2(-1, -1), Err(Errno::EBADF));
    }

    #[test]
    fn dup_from_gives_a_number_not_below_the_wanted() {
        let kernel = Real::new();
        let fd = kernel.open(c"/dev/null", OpenHow::read()).unwrap();
        let high = kernel.dup_from(fd, 200).unwrap();
        assert!(high >= 200);
        assert_eq!(kernel.is_cloexec(high), Ok(true));
        kernel.close(high).unwrap();
        kernel.close(fd).unwrap();
    }

    #[test]
    fn vfork_runs_the_child_on_its_own_stack_in_our_memory() {
        let kernel = Real::new();
        let here = 0_u8;
        let mut there = 0;
        let mut remains = 0;
        let pid = kernel.vfork(&mut || {
            let local = 0_u8;
            there = (&raw const local).addr();
            remains = stack::remaining();
            7
        });
        let pid = pid.unwrap();
        assert_eq!(
            kernel.wait(WaitFor::Child(pid), false, false),
            Ok(Some((pid, Wait::Exited(7))))
        );
        assert!(there.abs_diff((&raw const here).addr()) > CHILD_STACK);
        assert!(
            remains > CHILD_STACK / 2 && remains < CHILD_STACK,
            "{remains}"
        );
        assert!(stack::remaining() > 0);
    }

    #[test]
    fn vfork_and_exec_start_a_program_with_its_environment() {
        let kernel = Real::new();
        let argv = [c"sh", c"-c", c"exit $STATUS"];
        let mut failure = None;
        let pid = kernel
            .vfork(&mut || {
                signal::reset_for_exec(signal::SignalSet::EMPTY);
                failure = Some(kernel.exec(c"/bin/sh", &argv, &[c"STATUS=42"]));
                127
            })
            .unwrap();
        assert_eq!(
            kernel.wait(WaitFor::Child(pid), false, false),
            Ok(Some((pid, Wait::Exited(42))))
        );
        assert_eq!(failure, None);
    }

    #[test]
    fn a_failed_exec_tells_the_parent_through_memory() {
        let kernel = Real::new();
        let mut failure = None;
        let pid = kernel
            .vfork(&mut || {
                failure = Some(kernel.exec(c"/nonexistent", &[c"x"], &[]));
                127
            })
            .unwrap();
        assert_eq!(
            kernel.wait(WaitFor::Child(pid), false, false),
            Ok(Some((pid, Wait::Exited(127))))
        );
        assert_eq!(failure, Some(Errno::ENOENT));
    }

    #[test]
    fn a_vfork_child_cannot_vfork() {
        let kernel = Real::new();
        let mut answer = None;
        let pid = kernel
            .vfork(&mut || {
                answer = Some(kernel.vfork(&mut || 0));
                0
            })
            .unwrap();
        assert!(matches!(
            kernel.wait(WaitFor::Child(pid), false, false),
            Ok(Some(_))
        ));
        assert_eq!(answer, Some(Err(Errno::EAGAIN)));
    }

    #[test]
    fn wait_tells_signal_and_no_child() {
        let kernel = Real::new();
        let pid = kernel
            .vfork(&mut || {
                let _ = signal::kill(crate::sys::process::id(), libc::SIGKILL);
                0
            })
            .unwrap();
        let told = kernel.wait(WaitFor::Child(pid), false, false);
        assert_eq!(told, Ok(Some((pid, Wait::Signaled(libc::SIGKILL, false)))));
        assert_eq!(
            kernel.wait(WaitFor::Child(pid), true, true),
            Err(Errno::ECHILD)
        );
    }

    #[test]
    fn the_mask_is_the_same_after_vfork() {
        let kernel = Real::new();
        let before = signal::mask();
        let mut inside = signal::SignalSet::EMPTY;
        let pid = kernel
            .vfork(&mut || {
                inside = signal::mask();
                0
            })
            .unwrap();
        assert!(matches!(
            kernel.wait(WaitFor::Child(pid), false, false),
            Ok(Some(_))
        ));
        assert_eq!(signal::mask(), before);
        assert!(inside.contains(libc::SIGINT) && inside.contains(libc::SIGCHLD));
    }
}
