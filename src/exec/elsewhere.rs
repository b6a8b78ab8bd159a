//! Descriptors that are made, copied and closed past the kernel that is watched: by the system calls of IPC builtins.
//!
//! Comes in: a call that was told. Goes out: the same table as `/proc/self/fd` shows afterwards, and in a pretence the numbers
//! that the call would give.

use super::trace::{Watched, object_name};
use crate::plan::{Arg, ArgValue, Call};
use crate::sys::{Access, Fd, file};

/// Calls after which other descriptors may be open than before.
const CHANGING: [&str; 23] = [
    "pipe2",
    "dup",
    "dup2",
    "dup3",
    "fcntl",
    "open",
    "close",
    "socket",
    "socketpair",
    "accept4",
    "recvmsg",
    "eventfd",
    "memfd_create",
    "signalfd",
    "timerfd_create",
    "pidfd_open",
    "pidfd_getfd",
    "shm_open",
    "mq_open",
    "mq_close",
    "sem_open",
    "inotify_init1",
    "epoll_create1",
];

/// Calls whose result is a new descriptor.
const MAKING: [&str; 13] = [
    "dup",
    "open",
    "socket",
    "accept4",
    "eventfd",
    "memfd_create",
    "signalfd",
    "timerfd_create",
    "pidfd_open",
    "pidfd_getfd",
    "shm_open",
    "mq_open",
    "inotify_init1",
];

impl Watched {
    /// Calls of an IPC builtin go through this kernel, too: they are told once, by the builtin.
    pub fn mute(&self, on: bool) {
        self.is_muted.set(on);
    }

    /// Follows what `call`, which has returned `ret`, did to the descriptors; what it filled in is shown in place.
    #[must_use]
    pub fn follow(&self, mut call: Call, ret: i64) -> (Call, i64) {
        if !CHANGING.contains(&call.name) {
            return (call, ret);
        }
        if matches!(call.name, "dup2" | "dup3") {
            let (from, to) = (number(&call, "oldfd"), number(&call, "newfd"));
            let is_cloexec = self.inner.is_cloexec(to).unwrap_or(false);
            self.process.borrow_mut().table.copy(from, to, is_cloexec);
            return (call, to.into());
        }
        let mut made = self.look_again(highest(&call, ret));
        made.sort_by_key(|fd| self.inner.access_mode(*fd) == Ok(Access::Write));
        fill(&mut call, &made);
        (call, ret)
    }

    /// Takes up what was opened and closed unseen; the numbers that are new.
    fn look_again(&self, highest: Fd) -> Vec<Fd> {
        let (known, account) = {
            let process = self.process.borrow();
            let known: Vec<Fd> = process.table.iter().map(|(fd, _)| fd).collect();
            (known, self.account.get())
        };
        // New ones have low numbers; far away there is only what was known before.
        let near = known.iter().copied().filter(|fd| *fd < 64).max();
        let last = near.unwrap_or(0).max(highest) + 4;
        let mut made = Vec::new();
        let far = known.iter().copied().filter(|fd| *fd > last);
        for fd in (0..=last)
            .chain(far)
            .filter(|fd| !account.contains(&Some(*fd)))
        {
            let link = file::read_link(format!("/proc/self/fd/{fd}").as_bytes());
            let is_known = known.contains(&fd);
            match link {
                Ok(link) if !is_known => {
                    self.take_up(fd, &link, &known);
                    made.push(fd);
                }
                Err(_) if is_known => drop(self.process.borrow_mut().table.close(fd)),
                _ => {}
            }
        }
        made
    }

    /// A descriptor that was not there before: the same object as another one that is open, or a new one.
    fn take_up(&self, fd: Fd, link: &[u8], known: &[Fd]) {
        let is_cloexec = self.inner.is_cloexec(fd).unwrap_or(false);
        let name = if link.starts_with(b"pipe:[") {
            self.pipe_end(fd, link)
        } else {
            let twin = known.iter().find(|other| {
                file::read_link(format!("/proc/self/fd/{other}").as_bytes()).as_deref() == Ok(link)
            });
            let process = self.process.borrow();
            let twin = twin.and_then(|other| process.table.get(*other));
            twin.map_or_else(|| object_name(link), |entry| entry.object.to_string())
        };
        self.process.borrow_mut().table.set(fd, name, is_cloexec);
    }

    fn pipe_end(&self, fd: Fd, link: &[u8]) -> String {
        let known = self.links.borrow().get(link).cloned();
        let name = known.unwrap_or_else(|| {
            let name = self.name_pipe();
            self.introduce_pipe(link, &name);
            self.links.borrow_mut().insert(link.to_vec(), name.clone());
            name
        });
        let end = match self.inner.access_mode(fd) {
            Ok(Access::Write) => "w",
            _ => "r",
        };
        format!("pipe:{name}.{end}")
    }

    /// In a pretence: what `call` would return, with the descriptors it would make; nothing if that cannot be told. It is told.
    #[must_use]
    pub fn foresee(&self, call: &Call) -> Vec<i64> {
        let mut call = call.clone();
        let is_cloexec = call.in_c().contains("CLOEXEC");
        let numbers: Vec<Fd> = match call.name {
            "pipe2" => self.foresee_pipe(is_cloexec),
            "socketpair" => [(); 2]
                .iter()
                .filter_map(|()| self.foresee_one("socket", is_cloexec))
                .collect(),
            "dup2" | "dup3" => {
                let result = self
                    .inner
                    .dup2(number(&call, "oldfd"), number(&call, "newfd"));
                if let Err(errno) = result {
                    self.tell(call, Some(-1), Some(errno));
                    return vec![-1];
                }
                let (from, to) = (number(&call, "oldfd"), number(&call, "newfd"));
                self.process.borrow_mut().table.copy(from, to, is_cloexec);
                vec![to]
            }
            "close" => {
                let fd = number(&call, "fd");
                let result = self.inner.close(fd);
                self.process.borrow_mut().table.close(fd);
                let ret = if result.is_ok() { 0 } else { -1 };
                self.tell(call, Some(ret), result.err());
                return vec![ret];
            }
            "dup" => self.foresee_copy(number(&call, "oldfd")),
            name if MAKING.contains(&name) => {
                let shown = made_name(&call);
                self.foresee_one(&shown, is_cloexec).into_iter().collect()
            }
            _ => Vec::new(),
        };
        if numbers.is_empty() {
            return Vec::new();
        }
        fill(&mut call, &numbers);
        let ret = match call.name {
            "pipe2" | "socketpair" => 0,
            _ => numbers.first().copied().map_or(0, i64::from),
        };
        self.tell(call, Some(ret), None);
        numbers.into_iter().map(i64::from).collect()
    }

    fn foresee_pipe(&self, is_cloexec: bool) -> Vec<Fd> {
        let Ok((read, write)) = self.inner.pipe() else {
            return Vec::new();
        };
        let name = self.name_pipe();
        for (fd, end) in [(read, "r"), (write, "w")] {
            let _ = self.inner.set_cloexec(fd, is_cloexec); // it was made just now
            let mut process = self.process.borrow_mut();
            process
                .table
                .set(fd, format!("pipe:{name}.{end}"), is_cloexec);
        }
        vec![read, write]
    }

    fn foresee_one(&self, name: &str, is_cloexec: bool) -> Option<Fd> {
        let fd = self.inner.memfd(c"descriptor").ok()?;
        let _ = self.inner.set_cloexec(fd, is_cloexec); // likewise
        self.process.borrow_mut().table.set(fd, name, is_cloexec);
        Some(fd)
    }

    fn foresee_copy(&self, from: Fd) -> Vec<Fd> {
        let Ok(fd) = self.inner.dup_from(from, 3) else {
            return Vec::new();
        };
        let _ = self.inner.set_cloexec(fd, false); // likewise
        self.process.borrow_mut().table.copy(from, fd, false);
        vec![fd]
    }
}

/// What a descriptor that `call` makes leads to.
fn made_name(call: &Call) -> String {
    let path = call.args.iter().find_map(|arg| match &arg.value {
        ArgValue::Text(text) => Some(crate::plan::printable(text)),
        _ => None,
    });
    match (call.name, path) {
        ("open", Some(path)) => format!("file:{path}"),
        ("memfd_create", Some(name)) => format!("memfd:{name}"),
        (name, _) => format!("anon_inode:[{name}]"),
    }
}

/// Puts the descriptors that a call gives where its description has only a name for them; the names are those of rows.
fn fill(call: &mut Call, made: &[Fd]) {
    if call.name == "open"
        && let Some(arg) = call.args.iter_mut().find(|arg| arg.name == "pathname")
    {
        arg.name = "path"; // as a redirection's
    }
    if !matches!(call.name, "pipe2" | "socketpair") {
        return;
    }
    let is_out = |arg: &&mut Arg| matches!(arg.value, ArgValue::Out(_));
    if let Some(arg) = call.args.iter_mut().find(is_out) {
        arg.value = ArgValue::List(made.iter().map(|fd| ArgValue::Int((*fd).into())).collect());
        if call.name == "pipe2" {
            arg.name = "fds";
        }
    }
}

fn number(call: &Call, name: &str) -> Fd {
    let found = call.args.iter().find(|arg| arg.name == name);
    match found.map(|arg| &arg.value) {
        Some(ArgValue::Int(number)) => Fd::try_from(*number).unwrap_or(-1),
        _ => -1,
    }
}

/// The highest descriptor that a call may speak of; numbers beyond what a table has are something else.
fn highest(call: &Call, ret: i64) -> Fd {
    let numbers = call.args.iter().filter_map(|arg| match arg.value {
        ArgValue::Int(number) => Some(number),
        _ => None,
    });
    let highest = numbers.chain([ret]).filter(|number| *number < 4096).max();
    highest.and_then(|fd| Fd::try_from(fd).ok()).unwrap_or(0)
}
