//! What the scripted kernel keeps: one descriptor table, files, pipes and children, all in memory.

use std::collections::{BTreeMap, VecDeque};
use std::ffi::CStr;

use super::{Op, Program};
use crate::sys::kernel::{Access, Fd, Forked, OpenHow, Pid, Wait, WaitFor};
use crate::sys::{Errno, errno_name};

/// The first process number given out.
const FIRST_PID: Pid = 100;

/// An entry of the descriptor table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// Which open file description: several entries may share one.
    description: usize,
    pub(super) cloexec: bool,
}

/// An open file description: what it is, how it was opened, where it stands.
#[derive(Clone, Debug)]
struct Description {
    object: Object,
    access: Access,
    append: bool,
    offset: usize,
}

/// What can be open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Object {
    /// Open from the start, under this number.
    Given(Fd),
    /// A pipe, by its number from 0.
    Pipe(usize),
    /// A file, by its name.
    File(Vec<u8>),
}

/// A child of the process that is played.
#[derive(Debug)]
struct Child {
    events: VecDeque<Wait>,
    awaited: bool,
}

#[derive(Debug)]
pub(super) struct World {
    pub(super) table: BTreeMap<Fd, Slot>,
    descriptions: Vec<Description>,
    pipes: Vec<VecDeque<u8>>,
    pub(super) files: BTreeMap<Vec<u8>, Vec<u8>>,
    pub(super) limit: Fd,
    children: BTreeMap<Pid, Child>,
    born: usize,
    pub(super) events: BTreeMap<usize, Vec<Wait>>,
    pub(super) child_sides: Vec<usize>,
    pub(super) faults: Vec<(Op, usize, Errno)>,
    pub(super) counts: BTreeMap<Op, usize>,
    pub(super) log: Vec<String>,
    pub(super) programs: Vec<Program>,
}

impl World {
    pub(super) fn new() -> Self {
        let mut world = Self {
            table: BTreeMap::new(),
            descriptions: Vec::new(),
            pipes: Vec::new(),
            files: BTreeMap::new(),
            limit: 1024,
            children: BTreeMap::new(),
            born: 0,
            events: BTreeMap::new(),
            child_sides: Vec::new(),
            faults: Vec::new(),
            counts: BTreeMap::new(),
            log: Vec::new(),
            programs: Vec::new(),
        };
        for fd in 0..=2 {
            world.install(fd, Object::Given(fd), Access::ReadWrite, false);
        }
        world
    }

    /// Counts a call and says whether it fails.
    pub(super) fn fault(&mut self, op: Op) -> Option<Errno> {
        let count = self.counts.entry(op).or_insert(0);
        *count += 1;
        let now = (op, *count);
        self.faults
            .iter()
            .find(|(op, n, _)| (*op, *n) == now)
            .map(|(_, _, errno)| *errno)
    }

    pub(super) fn install(&mut self, fd: Fd, object: Object, access: Access, cloexec: bool) {
        self.descriptions.push(Description {
            object,
            access,
            append: false,
            offset: 0,
        });
        let description = self.descriptions.len() - 1;
        self.table.insert(
            fd,
            Slot {
                description,
                cloexec,
            },
        );
    }

    /// The lowest free number, not below `min`.
    fn lowest(&self, min: Fd) -> Result<Fd, Errno> {
        (min..self.limit)
            .find(|fd| !self.table.contains_key(fd))
            .ok_or(Errno::EMFILE)
    }

    pub(super) fn slot(&self, fd: Fd) -> Result<&Slot, Errno> {
        self.table.get(&fd).ok_or(Errno::EBADF)
    }

    fn description(&mut self, fd: Fd) -> Result<&mut Description, Errno> {
        let index = self.slot(fd)?.description;
        self.descriptions.get_mut(index).ok_or(Errno::EBADF)
    }

    pub(super) fn pipe(&mut self) -> Result<(Fd, Fd), Errno> {
        let read = self.lowest(0)?;
        let write = self.lowest(read + 1)?;
        let object = Object::Pipe(self.pipes.len());
        self.pipes.push(VecDeque::new());
        self.install(read, object.clone(), Access::Read, true);
        self.install(write, object, Access::Write, true);
        Ok((read, write))
    }

    pub(super) fn open(&mut self, path: &[u8], how: OpenHow) -> Result<Fd, Errno> {
        match (self.files.contains_key(path), how.create) {
            (false, false) => return Err(Errno::ENOENT),
            (true, true) if how.exclusive => return Err(Errno::EEXIST),
            _ => {}
        }
        let fd = self.lowest(0)?;
        let content = self.files.entry(path.to_vec()).or_default();
        if how.truncate {
            content.clear();
        }
        self.install(fd, Object::File(path.to_vec()), how.access, true);
        self.description(fd)?.append = how.append;
        Ok(fd)
    }

    pub(super) fn memfd(&mut self, name: &[u8]) -> Result<Fd, Errno> {
        let fd = self.lowest(0)?;
        let path = [b"memfd:", name].concat();
        self.files.insert(path.clone(), Vec::new());
        self.install(fd, Object::File(path), Access::ReadWrite, true);
        Ok(fd)
    }

    pub(super) fn close(&mut self, fd: Fd) -> Result<(), Errno> {
        self.table.remove(&fd).map(drop).ok_or(Errno::EBADF)
    }

    pub(super) fn dup2(&mut self, from: Fd, to: Fd) -> Result<(), Errno> {
        let mut slot = self.slot(from)?.clone();
        if !(0..self.limit).contains(&to) {
            return Err(Errno::EBADF);
        }
        slot.cloexec = false;
        self.table.insert(to, slot);
        Ok(())
    }

    pub(super) fn dup_from(&mut self, fd: Fd, min: Fd) -> Result<Fd, Errno> {
        let mut slot = self.slot(fd)?.clone();
        if !(0..self.limit).contains(&min) {
            return Err(Errno::EINVAL);
        }
        let copy = self.lowest(min)?;
        slot.cloexec = true;
        self.table.insert(copy, slot);
        Ok(copy)
    }

    pub(super) fn set_cloexec(&mut self, fd: Fd, on: bool) -> Result<(), Errno> {
        let slot = self.table.get_mut(&fd).ok_or(Errno::EBADF)?;
        slot.cloexec = on;
        Ok(())
    }

    pub(super) fn access_mode(&mut self, fd: Fd) -> Result<Access, Errno> {
        Ok(self.description(fd)?.access)
    }

    /// An empty pipe is at its end: the other processes that might write are not played.
    pub(super) fn read(&mut self, fd: Fd, buffer: &mut [u8]) -> Result<usize, Errno> {
        let description = self.description(fd)?.clone();
        if description.access == Access::Write {
            return Err(Errno::EBADF);
        }
        let bytes: Vec<u8> = match &description.object {
            Object::Given(_) => Vec::new(),
            Object::Pipe(number) => {
                let pipe = self.pipes.get_mut(*number).ok_or(Errno::EBADF)?;
                let count = buffer.len().min(pipe.len());
                pipe.drain(..count).collect()
            }
            Object::File(path) => {
                let content = self.files.get(path).map(Vec::as_slice).unwrap_or_default();
                let rest = content.get(description.offset..).unwrap_or_default();
                rest.iter().take(buffer.len()).copied().collect()
            }
        };
        for (to, from) in buffer.iter_mut().zip(&bytes) {
            *to = *from;
        }
        self.description(fd)?.offset += bytes.len();
        Ok(bytes.len())
    }

    pub(super) fn write(&mut self, fd: Fd, bytes: &[u8]) -> Result<usize, Errno> {
        let description = self.description(fd)?.clone();
        if description.access == Access::Read {
            return Err(Errno::EBADF);
        }
        match &description.object {
            Object::Given(_) => {}
            Object::Pipe(number) => self
                .pipes
                .get_mut(*number)
                .ok_or(Errno::EBADF)?
                .extend(bytes),
            Object::File(path) => {
                let content = self.files.entry(path.clone()).or_default();
                let offset = if description.append {
                    content.len()
                } else {
                    description.offset
                };
                let end = offset + bytes.len();
                content.resize(content.len().max(end), 0);
                content.splice(offset..end, bytes.iter().copied());
                self.description(fd)?.offset = end;
            }
        }
        Ok(bytes.len())
    }

    pub(super) fn seek_by(&mut self, fd: Fd, offset: i64) -> Result<u64, Errno> {
        let description = self.description(fd)?;
        if !matches!(description.object, Object::File(_)) {
            return Err(Errno::ESPIPE);
        }
        let delta = isize::try_from(offset).map_err(|_| Errno::EOVERFLOW)?;
        let place = description
            .offset
            .checked_add_signed(delta)
            .ok_or(Errno::EINVAL)?;
        description.offset = place;
        Ok(place as u64)
    }

    pub(super) fn fork(&mut self) -> Forked {
        let pid = self.give_birth();
        if self.child_sides.contains(&self.born) {
            self.children.clear(); // they are its siblings
            return Forked::Child;
        }
        self.add_child(pid, Wait::Exited(0));
        Forked::Parent(pid)
    }

    fn give_birth(&mut self) -> Pid {
        self.born += 1;
        FIRST_PID + Pid::try_from(self.born - 1).unwrap_or(0)
    }

    fn add_child(&mut self, pid: Pid, otherwise: Wait) {
        let number = usize::try_from(pid - FIRST_PID).unwrap_or(0) + 1;
        let events = self
            .events
            .remove(&number)
            .unwrap_or_else(|| vec![otherwise]);
        self.children.insert(
            pid,
            Child {
                events: events.into(),
                awaited: false,
            },
        );
    }

    /// The child's number, and the parent's table, to be put back by [`end_vfork`](Self::end_vfork).
    pub(super) fn begin_vfork(&mut self) -> (Pid, BTreeMap<Fd, Slot>) {
        let pid = self.give_birth();
        self.log.push(format!("vfork() = {pid} {{"));
        (pid, self.table.clone())
    }

    pub(super) fn end_vfork(&mut self, pid: Pid, parent: BTreeMap<Fd, Slot>, status: Option<i32>) {
        self.table = parent;
        self.log.push("}".to_owned());
        self.add_child(pid, Wait::Exited(status.unwrap_or(0)));
    }

    pub(super) fn exec(&mut self, call: String, path: &CStr, argv: &[&CStr], envp: &[&CStr]) {
        let bytes = |list: &[&CStr]| {
            list.iter()
                .map(|string| string.to_bytes().to_vec())
                .collect()
        };
        self.log.push(call);
        self.programs.push(Program {
            path: path.to_bytes().to_vec(),
            argv: bytes(argv),
            envp: bytes(envp),
            descriptors: self.describe_table(|slot| !slot.cloexec),
        });
    }

    pub(super) fn wait(
        &mut self,
        which: WaitFor,
        no_hang: bool,
        untraced: bool,
    ) -> Result<Option<(Pid, Wait)>, Errno> {
        let mut any = false;
        for (pid, child) in &mut self.children {
            if child.awaited || matches!(which, WaitFor::Child(wanted) if wanted != *pid) {
                continue;
            }
            any = true;
            if let Some(wait) = child.next_event(untraced) {
                return Ok(Some((*pid, wait)));
            }
        }
        match (any, no_hang) {
            (false, _) => Err(Errno::ECHILD),
            (true, true) => Ok(None),
            (true, false) => Err(Errno::EINTR), // it would sleep for ever: the script has no more to tell
        }
    }

    pub(super) fn describe_table(&self, wanted: impl Fn(&Slot) -> bool) -> Vec<(Fd, String)> {
        let wanted = self.table.iter().filter(|(_, slot)| wanted(slot));
        wanted
            .map(|(fd, slot)| (*fd, self.describe(slot)))
            .collect()
    }

    fn describe(&self, slot: &Slot) -> String {
        let Some(description) = self.descriptions.get(slot.description) else {
            return "nothing".to_owned();
        };
        match (&description.object, description.access) {
            (Object::Given(fd), _) => format!("given {fd}"),
            (Object::Pipe(number), Access::Read) => format!("pipe {number} read"),
            (Object::Pipe(number), _) => format!("pipe {number} write"),
            (Object::File(path), _) => String::from_utf8_lossy(path).into_owned(),
        }
    }

    pub(super) fn leaks(&self) -> Vec<String> {
        let mut leaks: Vec<String> = self
            .describe_table(|_| true)
            .into_iter()
            .filter(|(fd, object)| *object != format!("given {fd}"))
            .map(|(fd, object)| format!("descriptor {fd} is {object}"))
            .collect();
        let gone = (0..=2).filter(|fd| !self.table.contains_key(fd));
        leaks.extend(gone.map(|fd| format!("descriptor {fd} is closed")));
        let forgotten = self.children.iter().filter(|(_, child)| !child.awaited);
        leaks.extend(forgotten.map(|(pid, _)| format!("child {pid} was not awaited")));
        leaks
    }
}

impl Child {
    /// The next event that is told; without `untraced` stops and continuations are passed over.
    fn next_event(&mut self, untraced: bool) -> Option<Wait> {
        while let Some(event) = self.events.pop_front() {
            match event {
                Wait::Exited(_) | Wait::Signaled(..) => {
                    self.awaited = true;
                    return Some(event);
                }
                Wait::Stopped(_) | Wait::Continued if untraced => return Some(event),
                Wait::Stopped(_) | Wait::Continued => {}
            }
        }
        None
    }
}

/// How the log tells an error.
pub(super) fn errno_log(errno: Errno) -> String {
    format!("-1 {}", errno_name(errno))
}

/// How the log tells the manner of opening: `write|create|truncate`.
pub(super) fn flags(how: OpenHow) -> String {
    let access = match how.access {
        Access::Read => "read",
        Access::Write => "write",
        Access::ReadWrite => "read-write",
    };
    [
        (how.create, "|create"),
        (how.truncate, "|truncate"),
        (how.append, "|append"),
        (how.exclusive, "|exclusive"),
        (how.nonblocking, "|nonblocking"),
    ]
    .into_iter()
    .filter(|(wanted, _)| *wanted)
    .fold(access.to_owned(), |flags, (_, flag)| flags + flag)
}
