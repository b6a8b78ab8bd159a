//! `trace --data` and `trace --syscalls`: a process beside the shell that follows it and all that it starts.
//!
//! Comes in: the stops of those processes, and notes of the shell (which pipe has which name, which child). Goes out: rows, in the
//! same account. The plumbing stays as it is: no relay stands in a pipe, nobody holds another end of it, no byte is read that was
//! meant for somebody else; bytes are looked at in the memory of the process that writes or reads them, while it stands still.
//!
//! Silent here: what a copy of the shell does for itself. It tells its own steps.

use std::collections::BTreeMap;

use super::decode;
use super::trace::{Watched, letters, object_name};
use crate::plan::{ArgValue, Call, DATA_HEAD, FdTable};
use crate::sys::follow::{self, Flow, Passage, Stop};
use crate::sys::ipc::socket::{self, message};
use crate::sys::signal;
use crate::sys::{Errno, Fd, Kernel, Pid, c, file, process};

/// What is followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Follow {
    /// The first bytes that pass each pipe.
    pub data: bool,
    /// The calls of inter-process communication that programs make.
    pub calls: bool,
}

/// How many bytes of each pipe are shown.
const SHOWN: usize = 4 * DATA_HEAD;

/// The end of a channel between the shell and its follower.
#[derive(Clone, Copy, Debug)]
pub struct Channel(pub Fd);

/// What the shell tells its follower.
enum Note {
    /// What `/proc/PID/fd` shows of a pipe, and its name.
    Pipe(Vec<u8>, String),
    /// A child and its name.
    Child(Pid, String),
    /// This process wants to be followed no longer.
    Leave(Pid),
}

impl Note {
    fn in_bytes(&self) -> Vec<u8> {
        match self {
            Self::Pipe(link, name) => [b"P ", &**link, b" ", name.as_bytes()].concat(),
            Self::Child(pid, name) => format!("C {pid} {name}").into_bytes(),
            Self::Leave(pid) => format!("L {pid} -").into_bytes(),
        }
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut words = text.split(' ');
        let (kind, subject, name) = (words.next()?, words.next()?, words.next()?);
        Some(match kind {
            "P" => Self::Pipe(subject.into(), name.to_owned()),
            "C" => Self::Child(subject.parse().ok()?, name.to_owned()),
            _ => Self::Leave(subject.parse().ok()?),
        })
    }
}

impl Watched {
    /// Tells the follower, if there is one, how the pipe is called that `/proc/self/fd` shows as `link`.
    pub(super) fn introduce_pipe(&self, link: &[u8], name: &str) {
        self.note(&Note::Pipe(link.to_vec(), name.to_owned()));
    }

    /// Tells it who this process is.
    pub(super) fn introduce_child(&self, pid: Pid, name: &str) {
        self.note(&Note::Child(pid, name.to_owned()));
    }

    /// Is followed no longer; what was seen has been told when this returns.
    pub fn stop_following(&self) {
        // The follower hears of it before it lets this very call return.
        self.note(&Note::Leave(process::id()));
    }

    fn note(&self, note: &Note) {
        if let Some(Channel(fd)) = self.channel.get() {
            // Nobody there, or no room: then a pipe is called by its number, and the commands go on all the same.
            let flags = c::MSG_DONTWAIT | c::MSG_NOSIGNAL;
            let _ = socket::send(fd, &note.in_bytes(), flags, None);
        }
    }

    /// Starts a process that follows this one and all that it starts from now on, and reports what `what` asks for. The shell's
    /// end of the channel gets a number from `far` on, if there is room.
    ///
    /// # Errors
    /// `EPERM`: somebody follows this process already, or nobody may; and those of pipes and forks.
    pub fn start_following(&self, what: Follow, far: Fd) -> Result<Channel, Errno> {
        let (near, theirs) = socket::pair(c::SOCK_SEQPACKET | c::SOCK_CLOEXEC)?;
        let kernel = self.inner();
        let moved = kernel.dup_from(near, far);
        let ours = moved.or_else(|_| kernel.dup_from(near, super::PRIVATE)); // a low limit
        let _ = kernel.close(near); // fresh
        let ours = ours.inspect_err(|_| _ = kernel.close(theirs))?;
        let [account, asks, _] = self.account.get();
        self.account.set([account, asks, Some(ours)]);
        let root = process::id();
        // A grandchild, so that no `wait` of the shell meets it.
        let helper = kernel.fork_child(&mut || {
            let follower = kernel.fork_child(&mut || {
                let _blocked = signal::block_all();
                self.close_all_but(theirs);
                self.be_follower(Channel(theirs), root, what);
                0
            });
            i32::from(follower.is_err())
        });
        let _ = kernel.close(theirs); // the follower has its own
        let result = helper.and_then(|pid| {
            while kernel.wait(crate::sys::WaitFor::Child(pid), false, false) == Err(Errno::EINTR) {}
            shake_hands(&*kernel, ours)
        });
        match result {
            Ok(()) => Ok(Channel(ours)),
            Err(errno) => {
                let _ = kernel.close(ours); // nobody is there
                Err(errno)
            }
        }
    }

    /// The follower must hold no end of a pipe.
    fn close_all_but(&self, channel: Fd) {
        let Ok(directory) = file::Directory::read(b"/proc/self/fd") else {
            return;
        };
        let numbers: Vec<Fd> = directory
            .entries()
            .filter_map(|entry| std::str::from_utf8(entry.name).ok()?.parse().ok())
            .collect();
        let [account, asks, _] = self.account.get();
        for fd in numbers {
            if ![Some(channel), account, asks].contains(&Some(fd)) {
                let _ = self.inner.close(fd); // a copy, or the directory that is closed by now
            }
        }
    }

    fn be_follower(&self, channel: Channel, root: Pid, what: Follow) {
        let mut word = [0; 16];
        let me = process::id().to_string();
        let flags = c::MSG_NOSIGNAL;
        if socket::send(channel.0, me.as_bytes(), flags, None).is_err()
            || !matches!(self.inner.read(channel.0, &mut word), Ok(1..))
        {
            return;
        }
        let result = follow::seize(root);
        let answer = result.map_or_else(|errno| errno as i32, |()| 0);
        let _ = socket::send(channel.0, answer.to_string().as_bytes(), flags, None); // then nobody is followed
        if answer == 0 {
            let mut follower = Follower::new(self, channel, root, what);
            follower.run();
        }
    }
}

/// The shell allows the follower what it is about to do, and hears whether it could.
fn shake_hands(kernel: &dyn Kernel, channel: Fd) -> Result<(), Errno> {
    let number = |bytes: &[u8]| -> Result<i32, Errno> {
        let text = std::str::from_utf8(bytes).ok();
        text.and_then(|text| text.parse().ok()).ok_or(Errno::ESRCH)
    };
    let hear = || loop {
        let mut word = [0; 16];
        match kernel.read(channel, &mut word) {
            Err(Errno::EINTR) => {}
            result => {
                let count = result?;
                break number(word.get(..count).unwrap_or_default());
            }
        }
    };
    let follower = hear()?;
    follow::allow(follower);
    socket::send(channel, b"go", c::MSG_NOSIGNAL, None)?;
    match hear()? {
        0 => Ok(()),
        errno => Err(Errno::from_raw(errno)),
    }
}

/// A process that is followed.
#[derive(Default)]
struct Followed {
    name: String,
    /// Whether it executes a program, not the shell.
    is_program: bool,
    /// How many children it has had.
    born: u32,
    entered: Option<Entered>,
    leaves: bool,
}

/// A call that has begun.
struct Entered {
    number: u64,
    args: [u64; 6],
    /// The pipe that bytes come from, and the one they go to: their places in the list.
    from: Option<usize>,
    to: Option<usize>,
    /// The call, if it is to be told.
    call: Option<Call>,
}

/// A pipe of the shell.
struct Pipe {
    link: Vec<u8>,
    name: String,
    written: u64,
    read: u64,
    /// How many bytes were shown.
    shown: usize,
    /// Whether bytes came in that were in nobody's memory: only the reader can show them.
    is_blind: bool,
    /// How many had been written and read when that was told.
    told: Option<(u64, u64)>,
}

struct Follower<'a> {
    watched: &'a Watched,
    channel: Channel,
    root: Pid,
    what: Follow,
    processes: BTreeMap<Pid, Followed>,
    pipes: Vec<Pipe>,
}

impl<'a> Follower<'a> {
    fn new(watched: &'a Watched, channel: Channel, root: Pid, what: Follow) -> Self {
        let mut processes = BTreeMap::new();
        let shell = Followed {
            name: watched.who(),
            ..Followed::default()
        };
        processes.insert(root, shell);
        Self {
            watched,
            channel,
            root,
            what,
            processes,
            pipes: Vec::new(),
        }
    }

    fn run(&mut self) {
        while let Ok((pid, stop)) = follow::next() {
            self.hear();
            self.stopped(pid, stop);
        }
        self.totals();
    }

    fn hear(&mut self) {
        let mut word = [0; 256];
        // All that was sent before this stop is there.
        while let Some(count) = received(self.channel, &mut word) {
            match Note::of(word.get(..count).unwrap_or_default()) {
                Some(Note::Pipe(link, name)) => {
                    // A number that was used before belongs to a new pipe now.
                    for old in self.pipes.iter_mut().filter(|pipe| pipe.link == link) {
                        old.link.clear();
                    }
                    self.pipes.push(Pipe {
                        link,
                        name,
                        written: 0,
                        read: 0,
                        shown: 0,
                        is_blind: false,
                        told: None,
                    });
                }
                Some(Note::Child(pid, name)) => self.process(pid).name = name,
                Some(Note::Leave(pid)) => self.process(pid).leaves = true,
                None => {}
            }
        }
    }

    fn process(&mut self, pid: Pid) -> &mut Followed {
        self.processes.entry(pid).or_default()
    }

    fn stopped(&mut self, pid: Pid, stop: Stop) {
        let mut signal = 0;
        match stop {
            Stop::Gone => {
                self.processes.remove(&pid);
                return;
            }
            Stop::Stopped => {
                let _ = follow::leave_stopped(pid); // it was killed meanwhile: the next stop says so
                return;
            }
            Stop::Syscall => {
                self.pass(pid);
                if self.process(pid).leaves {
                    self.totals();
                    let _ = follow::let_go(pid); // likewise
                    self.processes.remove(&pid);
                    return;
                }
            }
            Stop::Born(child) => self.name_child(pid, child),
            Stop::Executed => self.process(pid).is_program = true,
            Stop::Ending(status) => self.ending(pid, status),
            Stop::Signal(number) => signal = number,
            Stop::Attached => {}
        }
        let _ = follow::resume(pid, signal); // likewise
    }

    /// A child of a program is named after it; one of the shell names itself.
    fn name_child(&mut self, parent: Pid, child: Pid) {
        let is_thread = self.starts_thread(parent);
        let process = self.process(parent);
        let is_program = process.is_program;
        let name = match (is_thread, is_program) {
            (true, _) | (_, false) => process.name.clone(),
            _ => {
                let letters = letters(process.born);
                process.born += 1;
                format!("{}.{letters}", process.name)
            }
        };
        let process = self.process(child);
        process.is_program = is_program;
        if process.name.is_empty() {
            process.name = name;
        }
    }

    fn starts_thread(&self, pid: Pid) -> bool {
        let entered = self.processes.get(&pid).and_then(|p| p.entered.as_ref());
        entered.is_some_and(|call| decode::starts_thread(pid, call.number, &call.args))
    }

    fn ending(&mut self, pid: Pid, status: i32) {
        let is_program = self.process(pid).is_program;
        if self.what.calls && is_program {
            let call = Call::new("exit");
            let call = match status & 0x7f {
                0 => call.int("status", status >> 8 & 0xff),
                number => call
                    .int("status", 128 + number)
                    .names("signal", signal::signal_name(number).unwrap_or("?")),
            };
            self.tell(pid, call, Ok(None));
        }
        if pid == self.root {
            self.totals();
        }
    }

    fn pass(&mut self, pid: Pid) {
        match follow::passage(pid) {
            Some(Passage::Enter { number, args }) => {
                let entered = self.enter(pid, number, args);
                self.process(pid).entered = entered;
            }
            Some(Passage::Leave(result)) => {
                if let Some(entered) = self.process(pid).entered.take() {
                    self.leave(pid, entered, result);
                }
            }
            None => {}
        }
    }

    fn enter(&mut self, pid: Pid, number: u64, args: [u64; 6]) -> Option<Entered> {
        let (mut from, mut to) = (None, None);
        if self.what.data {
            let end = |index: usize| self.pipe_at(pid, args.get(index).copied().unwrap_or(0));
            match follow::flow(number) {
                Some(Flow::Write | Flow::WriteMany) => to = end(0),
                Some(Flow::Read | Flow::ReadMany) => from = end(0),
                Some(Flow::Move {
                    from: source,
                    to: target,
                    stays,
                }) => {
                    from = if stays { None } else { end(source) };
                    to = end(target);
                }
                None => {}
            }
        }
        let is_program = self.process(pid).is_program;
        let call = if self.what.calls && is_program {
            decode::begun(pid, number, &args)
        } else {
            None
        };
        let is_birth = decode::is_birth(number);
        (from.is_some() || to.is_some() || call.is_some() || is_birth).then_some(Entered {
            number,
            args,
            from,
            to,
            call,
        })
    }

    /// Which pipe of the shell stands behind a descriptor.
    fn pipe_at(&self, pid: Pid, fd: u64) -> Option<usize> {
        let fd = u32::try_from(fd).ok()?;
        let link = file::read_link(format!("/proc/{pid}/fd/{fd}").as_bytes()).ok()?;
        self.pipes.iter().position(|pipe| pipe.link == link)
    }

    fn leave(&mut self, pid: Pid, entered: Entered, result: Result<i64, Errno>) {
        if let Some(call) = entered.call.clone()
            && !decode::is_interrupted(result)
        {
            let call = decode::ended(pid, call, entered.number, &entered.args, result);
            self.tell(pid, call, result.map(Some));
        }
        let Ok(count) = result else { return };
        let length = u64::try_from(count).unwrap_or(0);
        if let Some(index) = entered.to.filter(|_| length > 0) {
            self.wrote(pid, index, &entered, length);
        }
        if let Some(index) = entered.from {
            self.was_read(pid, index, &entered, length);
        }
    }

    fn wrote(&mut self, pid: Pid, index: usize, entered: &Entered, length: u64) {
        let Some(pipe) = self.pipes.get_mut(index) else {
            return;
        };
        pipe.written += length;
        let room = SHOWN.saturating_sub(pipe.shown);
        if room == 0 || pipe.is_blind {
            return;
        }
        let Some(bytes) = decode::bytes(pid, entered.number, &entered.args, length, room) else {
            pipe.is_blind = true;
            return;
        };
        pipe.shown += bytes.len();
        let call = carried(pipe, &bytes, length, true);
        self.tell(pid, call, Ok(None));
    }

    fn was_read(&mut self, pid: Pid, index: usize, entered: &Entered, length: u64) {
        let Some(pipe) = self.pipes.get_mut(index) else {
            return;
        };
        pipe.read += length;
        if length == 0 {
            self.total(pid, index, true);
            return;
        }
        let room = SHOWN.saturating_sub(pipe.shown);
        if room == 0 || !pipe.is_blind {
            return;
        }
        if let Some(bytes) = decode::bytes(pid, entered.number, &entered.args, length, room) {
            pipe.shown += bytes.len();
            let call = carried(pipe, &bytes, length, false);
            self.tell(pid, call, Ok(None));
        }
    }

    /// How much passed each pipe since that was told last.
    fn totals(&mut self) {
        for index in 0..self.pipes.len() {
            self.total(self.root, index, false);
        }
    }

    fn total(&mut self, pid: Pid, index: usize, is_end: bool) {
        let Some(pipe) = self.pipes.get_mut(index) else {
            return;
        };
        let now = (pipe.written, pipe.read);
        if pipe.told == Some(now) || !self.what.data {
            return;
        }
        // Of what nobody uses there is nothing to tell.
        if !is_end && now == (0, 0) {
            return;
        }
        pipe.told = Some(now);
        let call = Call::new("passed")
            .text("pipe", pipe.name.as_bytes())
            .arg("written", ArgValue::Unsigned(pipe.written))
            .arg("read", ArgValue::Unsigned(pipe.read))
            .names("end", if is_end { "eof" } else { "now" });
        self.tell(pid, call, Ok(None));
    }

    fn tell(&mut self, pid: Pid, call: Call, result: Result<Option<i64>, Errno>) {
        let name = self.processes.get(&pid).map(|process| process.name.clone());
        let name = name.unwrap_or_else(|| "shell".to_owned());
        let fds = self.table(pid);
        let (ret, errno) = match result {
            Ok(ret) => (ret, None),
            Err(errno) => (Some(-1), Some(errno)),
        };
        self.watched.tell_of(pid, name, fds, call, (ret, errno));
    }

    fn table(&self, pid: Pid) -> FdTable {
        let mut table = FdTable::new();
        let Ok(directory) = file::Directory::read(format!("/proc/{pid}/fd").as_bytes()) else {
            return table;
        };
        let is_program = self.processes.get(&pid).is_some_and(|p| p.is_program);
        let account = self.watched.account.get();
        let numbers = directory
            .entries()
            .filter_map(|entry| std::str::from_utf8(entry.name).ok()?.parse::<Fd>().ok());
        for fd in numbers.filter(|fd| is_program || !account.contains(&Some(*fd))) {
            let path = format!("/proc/{pid}/fd/{fd}");
            let link = file::read_link(path.as_bytes()).unwrap_or_default();
            let pipe = self.pipes.iter().find(|pipe| pipe.link == link);
            let name = match pipe {
                Some(pipe) => format!("pipe:{}.{}", pipe.name, end_of(&path)),
                None => object_name(&link),
            };
            table.set(fd, name, false);
        }
        table
    }
}

/// The length of the next note that is there already.
fn received(channel: Channel, word: &mut [u8]) -> Option<usize> {
    let room = message::Room {
        descriptors: 0,
        credentials: false,
    };
    let received = message::receive(channel.0, word, room, c::MSG_DONTWAIT).ok()?;
    Some(received.count).filter(|count| *count > 0)
}

/// The permissions of such a link say how the descriptor is open.
fn end_of(path: &str) -> &'static str {
    match file::link_status(path.as_bytes()) {
        Ok(status) if status.mode & 0o200 != 0 => "w",
        _ => "r",
    }
}

fn carried(pipe: &Pipe, bytes: &[u8], length: u64, is_write: bool) -> Call {
    Call::new("data")
        .text("pipe", pipe.name.as_bytes())
        .text("bytes", bytes)
        .arg("length", ArgValue::Unsigned(length))
        .names("by", if is_write { "write" } else { "read" })
}
