//! Every call of the executor, made and told.
//!
//! Comes in: the calls. Goes out: what the kernel behind answers, and for each call a row with that answer.

use std::cell::RefCell;
use std::ffi::CStr;
use std::time::Duration;

use super::trace::Watched;
use super::wait::job_state;
use crate::plan::{ArgValue, Call};
use crate::sys::{
    Access, Errno, Fd, Forked, Kernel, OpenHow, Pid, Signal, Wait, WaitFor, Why, file, probe,
    process,
};

impl Kernel for Watched {
    fn pipe(&self) -> Result<(Fd, Fd), Errno> {
        let result = self.inner.pipe();
        let ends = match result {
            Ok((read, write)) => {
                let name = self.name_pipe();
                if !self.inner.is_dry()
                    && let Ok(link) = file::read_link(format!("/proc/self/fd/{read}").as_bytes())
                {
                    self.introduce_pipe(&link, &name);
                    self.links.borrow_mut().insert(link, name.clone());
                }
                let table = &mut self.process.borrow_mut().table;
                table.set(read, format!("pipe:{name}.r"), true);
                table.set(write, format!("pipe:{name}.w"), true);
                vec![ArgValue::Int(read.into()), ArgValue::Int(write.into())]
            }
            Err(_) => Vec::new(),
        };
        let call = Call::new("pipe2")
            .arg("fds", ArgValue::List(ends))
            .names("flags", "O_CLOEXEC");
        self.outcome(call, &result, |_| 0);
        result
    }

    fn open(&self, path: &CStr, how: OpenHow) -> Result<Fd, Errno> {
        let result = self.inner.open(path, how);
        if let Ok(fd) = result {
            let process = &mut *self.process.borrow_mut();
            match named_descriptor(path.to_bytes()) {
                Some(other) => process.table.copy(other, fd, true),
                None => {
                    let name = crate::plan::printable(path.to_bytes());
                    process.table.set(fd, format!("file:{name}"), true);
                }
            }
            if self.is_own() {
                process.own.insert(fd);
            }
        }
        if self.is_own() {
            return result;
        }
        let mut call = Call::new("open")
            .text("path", path.to_bytes())
            .names("flags", open_flags(how));
        if how.create {
            call = call.mode("mode", 0o666);
        }
        self.outcome(call, &result, number);
        result
    }

    fn memfd(&self, name: &CStr) -> Result<Fd, Errno> {
        let result = self.inner.memfd(name);
        let shown = crate::plan::printable(name.to_bytes());
        if let Ok(fd) = result {
            let table = &mut self.process.borrow_mut().table;
            table.set(fd, format!("memfd:{shown}"), true);
        }
        let call = Call::new("memfd_create")
            .text("name", name.to_bytes())
            .names("flags", "MFD_CLOEXEC");
        self.outcome(call, &result, number);
        result
    }

    fn close(&self, fd: Fd) -> Result<(), Errno> {
        let result = self.inner.close(fd);
        let (was_known, was_own) = {
            let process = &mut *self.process.borrow_mut();
            (process.table.close(fd), process.own.remove(&fd))
        };
        if !was_own && (was_known || !self.is_own()) {
            self.outcome(Call::new("close").int("fd", fd), &result, |()| 0);
        }
        result
    }

    fn dup2(&self, from: Fd, to: Fd) -> Result<(), Errno> {
        let result = self.inner.dup2(from, to);
        if result.is_ok() {
            self.process.borrow_mut().table.copy(from, to, false);
        }
        let call = Call::new("dup2").int("oldfd", from).int("newfd", to);
        self.outcome(call, &result, |()| i64::from(to));
        result
    }

    fn dup_from(&self, fd: Fd, min: Fd) -> Result<Fd, Errno> {
        let result = self.inner.dup_from(fd, min);
        if let Ok(copy) = result {
            let process = &mut *self.process.borrow_mut();
            process.table.copy(fd, copy, true);
            if self.is_own() && process.own.contains(&fd) {
                process.own.insert(copy);
                return result;
            }
        }
        let call = Call::new("fcntl_dupfd").int("oldfd", fd).int("min", min);
        self.outcome(call, &result, number);
        result
    }

    fn is_cloexec(&self, fd: Fd) -> Result<bool, Errno> {
        self.inner.is_cloexec(fd)
    }

    fn set_cloexec(&self, fd: Fd, on: bool) -> Result<(), Errno> {
        let result = self.inner.set_cloexec(fd, on);
        if result.is_ok() {
            self.process.borrow_mut().table.set_cloexec(fd, on);
        }
        result
    }

    fn access_mode(&self, fd: Fd) -> Result<Access, Errno> {
        self.inner.access_mode(fd)
    }

    fn read(&self, fd: Fd, buffer: &mut [u8]) -> Result<usize, Errno> {
        self.inner.read(fd, buffer)
    }

    fn write(&self, fd: Fd, bytes: &[u8]) -> Result<usize, Errno> {
        if !self.is_own() && self.inner.is_dry() {
            self.sink.borrow_mut().written(fd, bytes);
        }
        self.inner.write(fd, bytes)
    }

    fn wait_writable(&self, fd: Fd) -> Result<(), Errno> {
        self.inner.wait_writable(fd)
    }

    fn wait_readable(&self, fd: Fd) -> Result<(), Errno> {
        self.inner.wait_readable(fd)
    }

    fn wait_readable_for(&self, fd: Fd, time: Option<Duration>) -> Result<bool, Errno> {
        self.inner.wait_readable_for(fd, time)
    }

    fn seek_by(&self, fd: Fd, offset: i64) -> Result<u64, Errno> {
        if !self.is_own() && self.inner.is_dry() {
            self.sink.borrow_mut().rewound(fd);
        }
        self.inner.seek_by(fd, offset)
    }

    fn fork(&self) -> Result<Forked, Errno> {
        let name = self.name_child();
        match self.inner.fork() {
            Ok(Forked::Child) => {
                let child = self.child(&name, false);
                self.process.replace(child);
                Ok(Forked::Child)
            }
            Ok(Forked::Parent(pid)) => {
                self.forked("fork", &name, Ok(pid));
                self.note_child(pid, name);
                Ok(Forked::Parent(pid))
            }
            Err(errno) => {
                self.forked("fork", &name, Err(errno));
                Err(errno)
            }
        }
    }

    fn fork_child(&self, run: &mut dyn FnMut() -> i32) -> Result<Pid, Errno> {
        let name = self.name_child();
        let is_dry = self.inner.is_dry();
        if is_dry {
            self.emit(Call::new("fork").text("child", name.as_bytes()), None, None);
        }
        let why = self.why.get();
        let scene = is_dry.then(|| self.scene.borrow().clone());
        let result = self.inner.fork_child(&mut || {
            let child = self.child(&name, false);
            let parent = self.process.replace(child);
            self.enter_scene();
            let status = run();
            self.tell_exit(status);
            if let Some(scene) = &scene {
                self.process.replace(parent);
                self.scene.replace(scene.clone());
            }
            status
        });
        self.why.set(why);
        if !is_dry || result.is_err() {
            self.forked("fork", &name, result);
        }
        if let Ok(pid) = result {
            self.note_child(pid, name);
        }
        result
    }

    fn vfork(&self, run: &mut dyn FnMut() -> i32) -> Result<Pid, Errno> {
        let name = self.name_child();
        let why = self.why.get();
        let parent = RefCell::new(None);
        let result = self.inner.vfork(&mut || {
            // Memory is shared: the child tells of its own birth, since its parent stands still until it has executed.
            let pid = (!self.inner.is_dry()).then(process::id);
            let call = Call::new("vfork").text("child", name.as_bytes());
            self.emit(call, pid.map(i64::from), None);
            let child = self.child(&name, true);
            let command = self.enter_scene();
            *parent.borrow_mut() = Some((self.process.replace(child), command));
            let status = run();
            if self.pending.borrow().is_none() {
                self.tell_exit(status);
            }
            status
        });
        if let Some(row) = self.pending.take() {
            self.sink.borrow_mut().row(row);
        }
        if let Some((process, command)) = parent.take() {
            self.process.replace(process);
            self.scene.borrow_mut().command = command;
        }
        self.why.set(why);
        match result {
            Ok(pid) => self.note_child(pid, name),
            Err(errno) => self.forked("vfork", &name, Err(errno)),
        }
        result
    }

    fn exec(&self, path: &CStr, argv: &[&CStr], envp: &[&CStr]) -> Errno {
        let before = self.process.borrow().table.clone();
        self.process.borrow_mut().table.exec();
        let row = self.row(execve(path, argv), None, None);
        self.process.borrow_mut().table = before;
        if self.inner.is_dry() {
            let errno = self.inner.exec(path, argv, envp);
            if errno == Errno::EINPROGRESS {
                self.sink.borrow_mut().row(row);
                self.process.borrow_mut().is_gone = true;
            } else {
                self.emit(execve(path, argv), Some(-1), Some(errno));
            }
            return errno;
        }
        if self.process.borrow().is_vforked {
            *self.pending.borrow_mut() = Some(row);
        } else if probe::exec_would_fail(path).is_none() {
            self.sink.borrow_mut().row(row);
        }
        let errno = self.inner.exec(path, argv, envp);
        self.pending.take();
        self.emit(execve(path, argv), Some(-1), Some(errno));
        errno
    }

    fn wait(
        &self,
        which: WaitFor,
        no_hang: bool,
        untraced: bool,
    ) -> Result<Option<(Pid, Wait)>, Errno> {
        let result = self.inner.wait(which, no_hang, untraced);
        match result {
            Ok(Some((pid, change))) => {
                let name = {
                    let process = self.process.borrow();
                    let found = process.children.iter().find(|(child, _)| *child == pid);
                    found.map_or_else(|| pid.to_string(), |(_, name)| name.clone())
                };
                let call = Call::new("wait").text("child", name.as_bytes());
                let is_dry = self.inner.is_dry();
                let call = match change {
                    _ if is_dry => call.arg("status", ArgValue::Unknown("status")),
                    Wait::Signaled(signal, _) => call.int("status", 128 + signal).names(
                        "signal",
                        crate::sys::signal::signal_name(signal).unwrap_or("?"),
                    ),
                    Wait::Stopped(signal) => call.int("status", 128 + signal).names(
                        "stopped",
                        crate::sys::signal::signal_name(signal).unwrap_or("?"),
                    ),
                    Wait::Continued => call.int("status", 0).names("continued", "SIGCONT"),
                    Wait::Exited(_) => call.int("status", job_state(change).status().0),
                };
                self.emit(call, (!is_dry).then_some(i64::from(pid)), None);
            }
            Err(Errno::EINTR) | Ok(None) => {}
            Err(errno) => {
                if !no_hang {
                    let child = match which {
                        WaitFor::Any => -1,
                        WaitFor::Child(pid) => pid,
                    };
                    let call = Call::new("wait").int("child", child);
                    self.emit(call, Some(-1), Some(errno));
                }
            }
        }
        result
    }

    fn exit(&self, status: i32) -> ! {
        if self.process.borrow().name != "shell" {
            self.why.set(Why::Command);
            self.emit(Call::new("exit").int("status", status), None, None);
        }
        self.inner.exit(status)
    }

    fn set_process_group(&self, pid: Pid, pgid: Pid) -> Result<(), Errno> {
        let result = self.inner.set_process_group(pid, pgid);
        let call = Call::new("setpgid")
            .arg("pid", self.process_number(pid))
            .arg("pgid", self.process_number(pgid));
        self.outcome(call, &result, |()| 0);
        result
    }

    fn set_foreground(&self, fd: Fd, pgid: Pid) -> Result<(), Errno> {
        let result = self.inner.set_foreground(fd, pgid);
        let group = match (pgid, self.inner.is_dry()) {
            (0, true) => ArgValue::Names(self.who()), // a child in a pretence has no number to give
            _ => self.process_number(pgid),
        };
        let call = Call::new("tcsetpgrp").int("fd", fd).arg("pgrp", group);
        self.outcome(call, &result, |()| 0);
        result
    }

    fn kill(&self, pid: Pid, signal: Signal) -> Result<(), Errno> {
        self.inner.kill(pid, signal)
    }

    fn is_regular(&self, fd: Fd) -> bool {
        self.inner.is_regular(fd)
    }

    fn child_has_news(&self) -> bool {
        self.inner.child_has_news()
    }

    fn because(&self, why: Why) {
        self.why.set(why);
    }

    fn is_watched(&self) -> bool {
        true
    }

    fn is_dry(&self) -> bool {
        self.inner.is_dry()
    }

    fn mention(&self, word: &[u8]) {
        self.inner.mention(word);
    }
}

fn execve(path: &CStr, argv: &[&CStr]) -> Call {
    let list = argv
        .iter()
        .map(|word| ArgValue::Text(word.to_bytes().to_vec()));
    Call::new("execve")
        .text("path", path.to_bytes())
        .arg("argv", ArgValue::List(list.collect()))
}

/// The flags of an open as C writes them; all but the close-on-exec that every descriptor of the shell is born with are
/// the redirection's.
fn open_flags(how: OpenHow) -> String {
    let access = match how.access {
        Access::Read => "O_RDONLY",
        Access::Write => "O_WRONLY",
        Access::ReadWrite => "O_RDWR",
    };
    let mut flags = access.to_owned();
    for (is_on, name) in [
        (how.create, "|O_CREAT"),
        (how.exclusive, "|O_EXCL"),
        (how.truncate, "|O_TRUNC"),
        (how.append, "|O_APPEND"),
        (how.nonblocking, "|O_NONBLOCK"),
    ] {
        if is_on {
            flags.push_str(name);
        }
    }
    flags + "|O_CLOEXEC"
}

/// `/dev/fd/11` leads where 11 leads, and `/dev/stdout` where 1 does.
pub(super) fn named_descriptor(path: &[u8]) -> Option<Fd> {
    match path {
        b"/dev/stdin" => return Some(0),
        b"/dev/stdout" => return Some(1),
        b"/dev/stderr" => return Some(2),
        _ => {}
    }
    let number = path
        .strip_prefix(b"/dev/fd/")
        .or_else(|| path.strip_prefix(b"/proc/self/fd/"))?;
    std::str::from_utf8(number).ok()?.parse().ok()
}

fn number(fd: &Fd) -> i64 {
    i64::from(*fd)
}
