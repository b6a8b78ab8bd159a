//! A kernel that is watched: each call goes through to the kernel behind it, and a row says what was done.
//!
//! Comes in: the calls of the executor, with why they are made. Goes out: rows, to a [`Sink`]. Because the account is written
//! where the call is made and from its real result, it cannot differ from what is done.
//!
//! Silent here, and tolerated by the strace test: `F_SETFD`, `wait4` that finds nobody or is interrupted, files that the
//! shell reads for itself, reads and writes, the account's own descriptor, and the look at the first bytes of a program before
//! a forked child executes it (after a success nobody would be left to tell).

use std::cell::{Cell, RefCell};
use std::ffi::CStr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::wait::job_state;
use crate::plan::{ArgValue, Call, Cause, FdTable, Row};
use crate::source::{Chunk, Span};
use crate::sys::shared::SharedCounter;
use crate::sys::{
    Access, Errno, Fd, Forked, Kernel, OpenHow, Pid, Signal, Wait, WaitFor, Why, file, probe,
    process,
};

/// Where rows go.
pub trait Sink {
    /// One row, at once.
    fn row(&mut self, row: Row);

    /// What follows is a part of a construct: `then`, `each turn`.
    fn heading(&mut self, _depth: u32, _text: &str) {}

    /// In a pretence: the text of a here-document would be written.
    fn written(&mut self, _fd: Fd, _bytes: &[u8]) {}

    /// In a pretence: it would be read from its beginning.
    fn rewound(&mut self, _fd: Fd) {}
}

/// Where the spans of the plan being run stand.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// The text of the command line.
    pub chunk: Option<Rc<Chunk>>,
    /// The operator that stands for pipe number n.
    pub pipes: Vec<Span>,
    /// The command of child number n.
    pub children: Vec<Span>,
    /// What is being run in this process.
    pub command: Span,
}

/// What is known of this process.
struct Process {
    name: String,
    pid: Option<Pid>,
    table: FdTable,
    /// How many children and pipes have got a name.
    born: u32,
    pipes: u32,
    children: Vec<(Pid, String)>,
    is_vforked: bool,
    /// In a pretence: it has executed a program.
    is_gone: bool,
}

/// A kernel with a witness.
pub struct Watched {
    inner: Rc<dyn Kernel>,
    sink: RefCell<Box<dyn Sink>>,
    process: RefCell<Process>,
    scene: RefCell<Scene>,
    why: Cell<Why>,
    steps: SharedCounter,
    start: Instant,
    /// The `execve` of a vfork child, whose result its parent learns.
    pending: RefCell<Option<Row>>,
}

impl Watched {
    /// Watches `inner`, where descriptors stand now as `table` says.
    ///
    /// # Errors
    /// `ENOMEM`.
    pub fn new(inner: Rc<dyn Kernel>, sink: Box<dyn Sink>, table: FdTable) -> Result<Self, Errno> {
        let pid = (!inner.is_dry()).then(process::id);
        Ok(Self {
            inner,
            sink: RefCell::new(sink),
            process: RefCell::new(Process {
                name: "shell".to_owned(),
                pid,
                table,
                born: 0,
                pipes: 0,
                children: Vec::new(),
                is_vforked: false,
                is_gone: false,
            }),
            scene: RefCell::default(),
            why: Cell::default(),
            steps: SharedCounter::new()?,
            start: Instant::now(),
            pending: RefCell::new(None),
        })
    }

    /// The kernel behind.
    #[must_use]
    pub fn inner(&self) -> Rc<dyn Kernel> {
        Rc::clone(&self.inner)
    }

    /// The name of this process: `shell`, `A`, ….
    #[must_use]
    pub fn who(&self) -> String {
        self.process.borrow().name.clone()
    }

    /// How the descriptors of this process stand.
    #[must_use]
    pub fn table(&self) -> FdTable {
        self.process.borrow().table.clone()
    }

    /// Sets the scene; the one before comes back.
    pub fn set_scene(&self, scene: Scene) -> Scene {
        self.scene.replace(scene)
    }

    /// Changes the scene.
    pub fn change_scene(&self, change: impl FnOnce(&mut Scene)) {
        change(&mut self.scene.borrow_mut());
    }

    /// A row for something that is no call of the plan: a builtin, a function, a call of an IPC builtin.
    pub fn tell(&self, call: Call, ret: Option<i64>, errno: Option<Errno>) {
        let before = self.why.replace(Why::Command);
        self.emit(call, ret, errno);
        self.why.set(before);
    }

    /// Looks at the descriptors anew: something changed them past this kernel.
    pub fn resync(&self, table: FdTable) {
        self.process.borrow_mut().table = table;
    }

    /// Says which part of a construct follows.
    pub fn heading(&self, depth: u32, text: &str) {
        self.sink.borrow_mut().heading(depth, text);
    }

    fn emit(&self, call: Call, ret: Option<i64>, errno: Option<Errno>) {
        let row = self.row(call, ret, errno);
        self.sink.borrow_mut().row(row);
    }

    fn row(&self, call: Call, ret: Option<i64>, errno: Option<Errno>) -> Row {
        let process = self.process.borrow();
        Row {
            step: self.steps.next(),
            pid: process.pid,
            who: process.name.clone(),
            call,
            ret,
            errno,
            cause: self.cause(),
            fds: process.table.clone(),
            us: u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX),
        }
    }

    fn outcome<T>(&self, call: Call, result: &Result<T, Errno>, number: impl FnOnce(&T) -> i64) {
        match result {
            Ok(value) => self.emit(call, Some(number(value)), None),
            Err(errno) => self.emit(call, Some(-1), Some(*errno)),
        }
    }

    fn cause(&self) -> Option<Cause> {
        let scene = self.scene.borrow();
        let span = match self.why.get() {
            Why::Own | Why::Undo => return None,
            Why::Text { start, end } => Span::new(start, end),
            Why::Pipe(number) => nth(&scene.pipes, number, scene.command),
            Why::Child(number) => nth(&scene.children, number, scene.command),
            Why::Command => scene.command,
        };
        let written = scene.chunk.as_ref()?.slice(span);
        let text = written.trim();
        if text.is_empty() {
            return None;
        }
        // Between two stages there are blanks around the operator.
        let before = written.len() - written.trim_start().len();
        let start = span
            .start
            .saturating_add(u32::try_from(before).unwrap_or(0));
        let end = start.saturating_add(u32::try_from(text.len()).unwrap_or(0));
        let text = crate::source::lossless::decode(text);
        Some(Cause {
            text: String::from_utf8_lossy(&text).into_owned(),
            start,
            end,
        })
    }

    /// The name of the next child: `A`, `B`, …, `Z`, `AA`; below `A` it is `A.A`.
    fn name_child(&self) -> String {
        let mut process = self.process.borrow_mut();
        let letters = letters(process.born);
        process.born += 1;
        match process.name.as_str() {
            "shell" => letters,
            parent => format!("{parent}.{letters}"),
        }
    }

    fn name_pipe(&self) -> String {
        let mut process = self.process.borrow_mut();
        process.pipes += 1;
        let number = process.pipes;
        match process.name.as_str() {
            "shell" => format!("P{number}"),
            parent => format!("{parent}.P{number}"),
        }
    }

    /// What the child becomes, seen from a process that still is its parent.
    fn child(&self, name: &str, is_vforked: bool) -> Process {
        let parent = self.process.borrow();
        Process {
            name: name.to_owned(),
            pid: (!self.inner.is_dry()).then(process::id),
            table: parent.table.clone(),
            born: 0,
            pipes: 0,
            children: Vec::new(),
            is_vforked,
            is_gone: false,
        }
    }

    /// In a child: which of the parent's children it is, so that it goes on in the right part of the scene.
    fn enter_scene(&self) -> Span {
        let mut scene = self.scene.borrow_mut();
        let before = scene.command;
        if let Why::Child(number) = self.why.get() {
            scene.command = nth(&scene.children, number, before);
        }
        before
    }

    fn note_child(&self, pid: Pid, name: String) {
        let mut process = self.process.borrow_mut();
        process.children.retain(|(other, _)| *other != pid);
        process.children.push((pid, name));
    }

    fn forked(&self, call: &'static str, name: &str, pid: Result<Pid, Errno>) {
        let call = Call::new(call).text("child", name.as_bytes());
        self.outcome(call, &pid, |pid| i64::from(*pid));
    }

    /// A child that has executed no program ends.
    fn tell_exit(&self, status: i32) {
        if self.process.borrow().is_gone {
            return;
        }
        self.why.set(Why::Command);
        let call = Call::new("exit");
        let call = if self.inner.is_dry() {
            call.arg("status", ArgValue::Unknown("status"))
        } else {
            call.int("status", status)
        };
        self.emit(call, None, None);
    }

    fn is_own(&self) -> bool {
        self.why.get() == Why::Own
    }
}

fn nth(spans: &[Span], number: u32, otherwise: Span) -> Span {
    spans.get(number as usize).copied().unwrap_or(otherwise)
}

/// 0 is `A`, 25 is `Z`, 26 is `AA`.
fn letters(mut number: u32) -> String {
    let mut text = Vec::new();
    loop {
        text.push(b'A' + u8::try_from(number % 26).unwrap_or(0));
        match (number / 26).checked_sub(1) {
            Some(rest) => number = rest,
            None => break,
        }
    }
    text.reverse();
    String::from_utf8_lossy(&text).into_owned()
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

/// `/dev/fd/11` leads where 11 leads.
fn named_descriptor(path: &[u8]) -> Option<Fd> {
    let number = path
        .strip_prefix(b"/dev/fd/")
        .or_else(|| path.strip_prefix(b"/proc/self/fd/"))?;
    std::str::from_utf8(number).ok()?.parse().ok()
}

fn number(fd: &Fd) -> i64 {
    i64::from(*fd)
}

impl Kernel for Watched {
    fn pipe(&self) -> Result<(Fd, Fd), Errno> {
        let result = self.inner.pipe();
        let ends = match result {
            Ok((read, write)) => {
                let name = self.name_pipe();
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
        if self.is_own() {
            return result;
        }
        if let Ok(fd) = result {
            let table = &mut self.process.borrow_mut().table;
            match named_descriptor(path.to_bytes()) {
                Some(other) => table.copy(other, fd, true),
                None => {
                    let name = crate::plan::printable(path.to_bytes());
                    table.set(fd, format!("file:{name}"), true);
                }
            }
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
        let was_known = self.process.borrow_mut().table.close(fd);
        if was_known || !self.is_own() {
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
            self.process.borrow_mut().table.copy(fd, copy, true);
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
        let result = self.inner.fork_child(&mut || {
            let child = self.child(&name, false);
            let parent = self.process.replace(child);
            let command = self.enter_scene();
            let status = run();
            self.tell_exit(status);
            if is_dry {
                self.process.replace(parent);
                self.scene.borrow_mut().command = command;
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
            self.sink.borrow_mut().row(row);
            self.process.borrow_mut().is_gone = true;
            return self.inner.exec(path, argv, envp);
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
                    _ => call.int("status", job_state(change).status().0),
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
        let call = Call::new("setpgid").int("pid", pid).int("pgid", pgid);
        self.outcome(call, &result, |()| 0);
        result
    }

    fn set_foreground(&self, fd: Fd, pgid: Pid) -> Result<(), Errno> {
        let result = self.inner.set_foreground(fd, pgid);
        let call = Call::new("tcsetpgrp").int("fd", fd).int("pgrp", pgid);
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
}

/// The descriptors of this process as they stand, without those of the shell's account. Looking opens one of its own for a moment,
/// which is not shown.
#[must_use]
pub fn present_table(kernel: &dyn Kernel, own: Option<Fd>) -> FdTable {
    let mut table = FdTable::new();
    let Ok(directory) = file::Directory::read(b"/proc/self/fd") else {
        return table;
    };
    let numbers = directory
        .entries()
        .filter_map(|entry| std::str::from_utf8(entry.name).ok()?.parse::<Fd>().ok());
    for fd in numbers.filter(|fd| Some(*fd) != own) {
        // The one that listed the directory is closed by now.
        let Ok(is_cloexec) = kernel.is_cloexec(fd) else {
            continue;
        };
        let link = file::read_link(format!("/proc/self/fd/{fd}").as_bytes()).unwrap_or_default();
        table.set(fd, object_name(&link), is_cloexec);
    }
    table
}

/// What a link of `/proc/self/fd` leads to, in the words of the account.
fn object_name(link: &[u8]) -> String {
    let shown = crate::plan::printable(link);
    if link.starts_with(b"pipe:[") || link.starts_with(b"socket:[") {
        shown
    } else if link.starts_with(b"/dev/pts/") || link.starts_with(b"/dev/tty") {
        format!("tty:{shown}")
    } else if let Some(name) = shown.strip_prefix("/memfd:") {
        format!("memfd:{name}")
    } else if link.starts_with(b"/") {
        format!("file:{shown}")
    } else {
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_are_named_in_order_of_the_alphabet() {
        assert_eq!(letters(0), "A");
        assert_eq!(letters(25), "Z");
        assert_eq!(letters(26), "AA");
        assert_eq!(letters(52), "BA");
    }

    #[test]
    fn links_become_objects() {
        assert_eq!(object_name(b"/dev/pts/3"), "tty:/dev/pts/3");
        assert_eq!(object_name(b"pipe:[12]"), "pipe:[12]");
        assert_eq!(object_name(b"/tmp/f"), "file:/tmp/f");
    }
}
