//! A kernel that is watched: each call goes through to the kernel behind it, and a row says what was done.
//!
//! Comes in: the calls of the executor, with why they are made. Goes out: rows, to a [`Sink`]. Because the account is written
//! where the call is made and from its real result, it cannot differ from what is done.
//!
//! Silent here, and tolerated by the strace test: `F_SETFD`, `wait4` that finds nobody or is interrupted, `waitid` that only looks
//! whether a child has news, files that the shell reads for itself (a script, the terminal for job control), reads and writes, the account's own descriptor, and the look at the first bytes of a program before
//! a forked child executes it (after a success nobody would be left to tell).

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::Instant;

use super::follower::Channel;
use crate::plan::{ArgValue, Call, Cause, FdTable, Row};
use crate::source::{Chunk, Span};
use crate::sys::shared::SharedCounter;
use crate::sys::{Errno, Fd, Kernel, Pid, Why, file, process};

/// Where rows go.
pub trait Sink {
    /// One row, at once.
    fn row(&mut self, row: Row);

    /// What follows is a part of a construct: `then`, `each turn`.
    fn heading(&mut self, _depth: u32, _text: &str) {}

    /// The parts of a construct are through.
    fn end(&mut self, _depth: u32) {}

    /// In a pretence: the shell would say this on standard error.
    fn said(&mut self, _text: &str) {}

    /// In a pretence: what a builtin would give.
    fn effect(&mut self, _text: &str) {}

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

impl Scene {
    /// In this text, no plan yet.
    #[must_use]
    pub fn of(chunk: Option<&Rc<Chunk>>) -> Self {
        Self {
            chunk: chunk.map(Rc::clone),
            ..Self::default()
        }
    }
}

/// What is known of this process.
pub(super) struct Process {
    pub(super) name: String,
    pub(super) pid: Option<Pid>,
    pub(super) table: FdTable,
    /// Descriptors that the shell opened for itself: their calls are silent.
    pub(super) own: BTreeSet<Fd>,
    /// How many children and pipes have got a name.
    pub(super) born: u32,
    pub(super) pipes: u32,
    pub(super) children: Vec<(Pid, String)>,
    /// The children that its parent had before it: one of them leads its process group.
    pub(super) elders: Vec<(Pid, String)>,
    pub(super) is_vforked: bool,
    /// In a pretence: it has executed a program.
    pub(super) is_gone: bool,
}

/// A kernel with a witness.
pub struct Watched {
    pub(super) inner: Rc<dyn Kernel>,
    pub(super) sink: RefCell<Box<dyn Sink>>,
    pub(super) process: RefCell<Process>,
    pub(super) scene: RefCell<Scene>,
    pub(super) why: Cell<Why>,
    steps: SharedCounter,
    start: Instant,
    /// Whether nothing is told any more.
    is_silent: Cell<bool>,
    /// Whether somebody else tells of what is done now.
    pub(super) is_muted: Cell<bool>,
    /// The descriptors of the account itself.
    pub(super) account: Cell<[Option<Fd>; 3]>,
    /// Where the follower hears of names.
    pub(super) channel: Cell<Option<Channel>>,
    /// Which pipe has which name, by what `/proc/self/fd` shows.
    pub(super) links: RefCell<BTreeMap<Vec<u8>, String>>,
    /// The `execve` of a vfork child, whose result its parent learns.
    pub(super) pending: RefCell<Option<Row>>,
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
                own: BTreeSet::new(),
                born: 0,
                pipes: 0,
                children: Vec::new(),
                elders: Vec::new(),
                is_vforked: false,
                is_gone: false,
            }),
            scene: RefCell::default(),
            why: Cell::default(),
            steps: SharedCounter::new()?,
            start: Instant::now(),
            is_silent: Cell::new(false),
            is_muted: Cell::new(false),
            account: Cell::default(),
            channel: Cell::default(),
            links: RefCell::default(),
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

    /// The scene as it is.
    #[must_use]
    pub fn scene(&self) -> Scene {
        self.scene.borrow().clone()
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
        let mut table = table;
        let now = &mut self.process.borrow_mut().table;
        table.keep_origins(now);
        *now = table;
    }

    /// Says which part of a construct follows.
    pub fn heading(&self, depth: u32, text: &str) {
        self.sink.borrow_mut().heading(depth, text);
    }

    /// Which descriptors are those of the account itself.
    pub fn set_account(&self, descriptors: [Option<Fd>; 3]) {
        self.account.set(descriptors);
    }

    /// Who hears of the names of pipes and children.
    pub fn set_channel(&self, channel: Option<Channel>) {
        self.channel.set(channel);
    }

    /// A row of somebody else.
    pub(super) fn tell_of(
        &self,
        pid: Pid,
        who: String,
        fds: FdTable,
        call: Call,
        (ret, errno): (Option<i64>, Option<Errno>),
    ) {
        let row = Row {
            pid: Some(pid),
            who,
            fds,
            ret,
            errno,
            cause: None,
            ..self.row(call, None, None)
        };
        self.sink.borrow_mut().row(row);
    }

    /// Tells nothing from now on: the account has ended, whoever still holds this kernel.
    pub fn fall_silent(&self) {
        self.is_silent.set(true);
    }

    /// Says that the parts of a construct are through.
    pub fn end(&self, depth: u32) {
        self.sink.borrow_mut().end(depth);
    }

    /// In a pretence: what a builtin would give besides its calls.
    pub fn say_effect(&self, text: &str) {
        self.sink.borrow_mut().effect(text);
    }

    /// In a pretence: a message on standard error.
    pub fn say(&self, text: &str) {
        self.sink.borrow_mut().said(text);
    }

    pub(super) fn emit(&self, call: Call, ret: Option<i64>, errno: Option<Errno>) {
        if self.is_silent.get() || self.is_muted.get() {
            return;
        }
        let row = self.row(call, ret, errno);
        self.sink.borrow_mut().row(row);
    }

    pub(super) fn row(&self, call: Call, ret: Option<i64>, errno: Option<Errno>) -> Row {
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
            holes: Vec::new(),
        }
    }

    pub(super) fn outcome<T>(
        &self,
        call: Call,
        result: &Result<T, Errno>,
        number: impl FnOnce(&T) -> i64,
    ) {
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
    pub(super) fn name_child(&self) -> String {
        let mut process = self.process.borrow_mut();
        let letters = letters(process.born);
        process.born += 1;
        match process.name.as_str() {
            "shell" => letters,
            parent => format!("{parent}.{letters}"),
        }
    }

    pub(super) fn name_pipe(&self) -> String {
        let mut process = self.process.borrow_mut();
        process.pipes += 1;
        let number = process.pipes;
        match process.name.as_str() {
            "shell" => format!("P{number}"),
            parent => format!("{parent}.P{number}"),
        }
    }

    /// What the child becomes, seen from a process that still is its parent.
    pub(super) fn child(&self, name: &str, is_vforked: bool) -> Process {
        let parent = self.process.borrow();
        if !self.inner.is_dry() {
            self.introduce_child(process::id(), name);
        }
        Process {
            name: name.to_owned(),
            pid: (!self.inner.is_dry()).then(process::id),
            table: parent.table.clone(),
            own: parent.own.clone(),
            born: 0,
            pipes: 0,
            children: Vec::new(),
            elders: parent.children.clone(),
            is_vforked,
            is_gone: false,
        }
    }

    /// In a child: which of the parent's children it is, so that it goes on in the right part of the scene.
    pub(super) fn enter_scene(&self) -> Span {
        let mut scene = self.scene.borrow_mut();
        let before = scene.command;
        if let Why::Child(number) = self.why.get() {
            scene.command = nth(&scene.children, number, before);
        }
        before
    }

    pub(super) fn note_child(&self, pid: Pid, name: String) {
        let mut process = self.process.borrow_mut();
        process.children.retain(|(other, _)| *other != pid);
        process.children.push((pid, name));
    }

    pub(super) fn forked(&self, call: &'static str, name: &str, pid: Result<Pid, Errno>) {
        let call = Call::new(call).text("child", name.as_bytes());
        self.outcome(call, &pid, |pid| i64::from(*pid));
    }

    /// A child that has executed no program ends.
    pub(super) fn tell_exit(&self, status: i32) {
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

    /// A process or group in an argument: its number, or in a pretence, where there is none, its name.
    pub(super) fn process_number(&self, pid: Pid) -> ArgValue {
        let process = self.process.borrow();
        let known = process.children.iter().chain(&process.elders);
        let born = known.into_iter().find(|(other, _)| *other == pid);
        match born {
            _ if !self.inner.is_dry() || pid == 0 => ArgValue::Int(pid.into()),
            Some((_, name)) => ArgValue::Names(name.clone()),
            None if pid == process::id() => ArgValue::Names("shell".to_owned()),
            None => ArgValue::Names(process.name.clone()),
        }
    }

    pub(super) fn is_own(&self) -> bool {
        self.why.get() == Why::Own
    }
}

fn nth(spans: &[Span], number: u32, otherwise: Span) -> Span {
    spans.get(number as usize).copied().unwrap_or(otherwise)
}

/// 0 is `A`, 25 is `Z`, 26 is `AA`.
pub(super) fn letters(mut number: u32) -> String {
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

/// The descriptors of this process as they stand, without those of the shell's account. Looking opens one of its own for a moment,
/// which is not shown.
#[must_use]
pub fn present_table(kernel: &dyn Kernel, own: &[Option<Fd>]) -> FdTable {
    let mut table = FdTable::new();
    let Ok(directory) = file::Directory::read(b"/proc/self/fd") else {
        return table;
    };
    let numbers = directory
        .entries()
        .filter_map(|entry| std::str::from_utf8(entry.name).ok()?.parse::<Fd>().ok());
    for fd in numbers.filter(|fd| !own.contains(&Some(*fd))) {
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
pub(super) fn object_name(link: &[u8]) -> String {
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
