//! The topics of `help`: which builtins belong together, and what they are about.
//!
//! The names here only group: a builtin that no topic names is listed under "other".

use super::page::fill;
use super::{Builtin, find, table};

/// A topic of `help`.
pub struct Topic {
    /// Its name: `help NAME` tells of it.
    pub name: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// The names of its builtins.
    members: &'static [&'static str],
}

/// What `help ipc` says: the rules, and one line to try for each mechanism.
const IPC: &str = "\
Inter-process communication at the prompt. Five rules hold for all builtins of this family:

  1.  The name is that of the system call, the arguments stand in the order of C: what man 2 says is what you type.
  2.  What C writes into memory comes in a variable named in the same place; results are printed, or go into -v VAR.
  3.  Flags have their names of C, joined by , or |; the prefix may be left out: IPC_CREAT|IPC_EXCL|0600, creat,excl,0600.
  4.  Options mean the same everywhere: -v VAR result, -t TIME timeout, -n do not block, -f FMT data format, -j JSON,
     -q no message, -m MODE, --explain show the call and do nothing, --help.
  5.  Numbers take units: 4K 64k 1M 2p (pages) 0x2a 052; keys are numbers, IPC_PRIVATE or ftok:PATH[:ID].

Status: 0 done; 1 the call failed ($ERRNO $ERRNAME $ERRMSG $ERRCALL tell why); 2 wrong usage, nothing was called;
3 end of file; 4 would block; 124 timeout; 126, 127 cannot execute, not found; 128+N ended by signal N.
";

const BEGINNING: &str =
    "help NAME tells of a builtin, help TOPIC of a topic, help ipc how to begin.";

/// What stands for what in `PS1` and `PS2`.
pub const PROMPT_ESCAPES: [(&str, &str); 24] = [
    (
        r"\w \W",
        "the working directory, with ~ for $HOME; its last component",
    ),
    (
        r"\u \h \H",
        "the user; the host up to the first dot; the whole host",
    ),
    (r"\?", "the status of the last command"),
    (
        r"\S",
        "the same in brackets, in red, and a space, if it is not 0",
    ),
    (r"\$", "# for a privileged user, $ for others"),
    (r"\j", "the number of jobs"),
    (
        r"\t \T \A \@",
        "the time: 13:05:09, 01:05:09, 13:05, 01:05 PM",
    ),
    (r"\d", "the date: Sat Mar 07"),
    (r"\!", "the number of the next command in the history"),
    (r"\#", "the number of the next command in this session"),
    (r"\l", "the terminal"),
    (r"\s", "the name of the shell"),
    (r"\v \V", "its version"),
    (r"\n", "a newline"),
    (r"\r", "a carriage return"),
    (r"\a", "a bell"),
    (
        r"\e",
        "an escape character; colours are left out under NO_COLOR",
    ),
    (r"\[", "what follows takes no room on the screen"),
    (r"\]", "the end of that"),
    (r"\\", "a backslash"),
    (r"\nnn", "the byte with this octal number"),
    ("!", "the number of the next command in the history"),
    ("!!", "an exclamation mark"),
    ("$name $(command)", "are expanded, as in double quotes"),
];

/// What `help prompt` says.
#[must_use]
pub fn prompt_page(width: usize) -> String {
    let mut page = "prompt: what stands for what in PS1 and PS2\n\n".to_owned();
    for (escape, about) in PROMPT_ESCAPES {
        let mut text = String::new();
        let words: Vec<&str> = about.split_whitespace().collect();
        fill(&mut text, &words, width, 20, 20);
        let (_, text) = text.split_at_checked(20).unwrap_or_default();
        page.push_str(&format!("  {escape:<17} {text}"));
    }
    page
}

/// One line for each mechanism; the tests run them.
pub const SAMPLES: [(&str, &str); 14] = [
    (
        "pipe",
        "pipe p; syswrite ${p[1]} hi; close ${p[1]}; sysread ${p[0]}; close ${p[0]}",
    ),
    (
        "FIFO",
        "mkfifo f; (echo hi >f) & sysopen -v r f O_RDONLY; sysread $r; close $r; rm f; wait",
    ),
    (
        "mmap",
        "mmap -v a -a 4K; (poke $a shared); peek $a 6; munmap $a",
    ),
    (
        "SysV shm",
        "shmget -v id IPC_PRIVATE 4K 0600; shmwrite $id 0 hi; shmread $id 0 2; ipcrm -m $id",
    ),
    (
        "SysV msg",
        "msgget -v q IPC_PRIVATE 0600; msgsnd $q 1 hi; msgrcv $q; ipcrm -q $q",
    ),
    (
        "SysV sem",
        "semget -v s -i 1 IPC_PRIVATE; semop $s 0:-1 -- echo alone; ipcrm -s $s",
    ),
    (
        "POSIX shm",
        "shm_open -v m /demo O_CREAT,O_RDWR; ftruncate $m 4K; close $m; shm_unlink /demo",
    ),
    (
        "POSIX mq",
        "mq_open -v q /demo O_CREAT,O_RDWR; mq_send $q hi; mq_receive $q; mq_close $q; mq_unlink /demo",
    ),
    (
        "POSIX sem",
        "sem_open -v s /demo O_CREAT 1; sem_wait $s; sem_post $s; sem_close $s; sem_unlink /demo",
    ),
    (
        "socket",
        "socketpair s; send ${s[0]} hi; recv ${s[1]}; close ${s[0]} ${s[1]}",
    ),
    (
        "signal",
        "trap 'echo got $SIGINFO_VALUE' USR1; sigqueue $$ USR1 42; trap - USR1",
    ),
    ("eventfd", "eventfd -v e 5; sysread -f u64 $e; close $e"),
    ("file lock", "flock lockfile echo locked; rm lockfile"),
    (
        "futex",
        "mmap -v a -a 4K; atomic $a add 1; futex wake $a; munmap $a",
    ),
];

/// All topics.
pub const TOPICS: [Topic; 15] = [
    Topic {
        name: "language",
        title: "running commands, control of loops and functions",
        members: &[
            ".", ":", "source", "eval", "exec", "exit", "command", "builtin", "break", "continue",
            "return", "caller", "shift", "getopts", "true", "false", "test", "[", "let", "help",
        ],
    },
    Topic {
        name: "variables",
        title: "variables, options, names",
        members: &[
            "set", "unset", "export", "readonly", "declare", "typeset", "local", "alias",
            "unalias", "shopt", "hash", "type",
        ],
    },
    Topic {
        name: "files",
        title: "directories, input and output",
        members: &[
            "cd",
            "pwd",
            "pushd",
            "popd",
            "dirs",
            "umask",
            "ulimit",
            "echo",
            "printf",
            "read",
            "mapfile",
            "readarray",
        ],
    },
    Topic {
        name: "control",
        title: "jobs, traps and history",
        members: &[
            "jobs", "fg", "bg", "wait", "kill", "disown", "suspend", "times", "trap", "fc",
            "history",
        ],
    },
    Topic {
        name: "glass",
        title: "seeing what the shell does",
        members: &[
            "explain", "trace", "why", "ipcgraph", "blocked", "lesson", "tour",
        ],
    },
    Topic {
        name: "processes",
        title: "making, replacing and awaiting processes",
        members: &["execve", "fork", "waitpid", "pidfd_open", "pidfd_getfd"],
    },
    Topic {
        name: "descriptors",
        title: "descriptors, pipes and FIFOs",
        members: &[
            "pipe",
            "mkfifo",
            "dup",
            "dup2",
            "close",
            "sysopen",
            "sysread",
            "syswrite",
            "sysseek",
            "fcntl",
            "pipesz",
            "fpathconf",
            "pathconf",
            "splice",
            "systee",
            "sendfile",
        ],
    },
    Topic {
        name: "sysv",
        title: "System V: shared memory, message queues, semaphores",
        members: &[
            "ftok", "shmget", "shmat", "shmdt", "shmctl", "shmread", "shmwrite", "msgget",
            "msgsnd", "msgrcv", "msgctl", "semget", "semop", "semctl", "ipcs", "ipcrm", "ipcmk",
        ],
    },
    Topic {
        name: "posix",
        title: "POSIX: shared memory, message queues, named semaphores",
        members: &[
            "shm_open",
            "shm_unlink",
            "ftruncate",
            "mq_open",
            "mq_send",
            "mq_receive",
            "mq_getattr",
            "mq_setattr",
            "mq_notify",
            "mq_close",
            "mq_unlink",
            "sem_open",
            "sem_wait",
            "sem_trywait",
            "sem_post",
            "sem_getvalue",
            "sem_close",
            "sem_unlink",
        ],
    },
    Topic {
        name: "memory",
        title: "mapping memory, reading and writing it",
        members: &[
            "mmap",
            "munmap",
            "msync",
            "mprotect",
            "mremap",
            "mincore",
            "madvise",
            "mlock",
            "munlock",
            "peek",
            "poke",
            "hexdump",
            "atomic",
            "futex",
            "struct",
            "memfd_create",
        ],
    },
    Topic {
        name: "sockets",
        title: "sockets, descriptor passing",
        members: &[
            "socketpair",
            "socket",
            "bind",
            "listen",
            "accept",
            "connect",
            "shutdown",
            "send",
            "recv",
            "sendto",
            "recvfrom",
            "sendfd",
            "recvfd",
            "peercred",
            "getsockopt",
            "setsockopt",
            "getsockname",
            "getpeername",
        ],
    },
    Topic {
        name: "signals",
        title: "signals with values, masks, waiting for them",
        members: &[
            "sigqueue",
            "sigprocmask",
            "sigpending",
            "sigwait",
            "sigaction",
        ],
    },
    Topic {
        name: "events",
        title: "waiting for descriptors, timers, events",
        members: &["poll", "eventfd", "signalfd", "timerfd"],
    },
    Topic {
        name: "locks",
        title: "locks on files",
        members: &["flock", "lslocks"],
    },
    Topic {
        name: "looking",
        title: "what there is now",
        members: &["fds", "maps", "attachments", "errno"],
    },
];

/// The topic called `name`.
#[must_use]
pub fn topic(name: &[u8]) -> Option<&'static Topic> {
    TOPICS.iter().find(|topic| topic.name.as_bytes() == name)
}

impl Topic {
    /// Its builtins, as far as they exist.
    pub fn rows(&self) -> impl Iterator<Item = &'static Builtin> {
        self.members.iter().filter_map(|name| find(name.as_bytes()))
    }

    /// What `help NAME` says of it: one line for each builtin.
    #[must_use]
    pub fn page(&self, width: usize) -> String {
        let mut page = format!("{}: {}\n\n", self.name, self.title);
        for row in self.rows() {
            page.push_str(&summary_line(row, width));
        }
        page
    }
}

fn summary_line(row: &Builtin, width: usize) -> String {
    let mut text = String::new();
    let summary = row.summary();
    let words: Vec<&str> = summary.split_whitespace().collect();
    fill(&mut text, &words, width, 16, 16);
    let (_, text) = text.split_at_checked(16).unwrap_or_default();
    format!("  {:<13} {text}", row.name)
}

/// What `help` without operands says: all topics with the names of their builtins.
#[must_use]
pub fn overview(width: usize) -> String {
    let mut page = String::new();
    super::page::lay_out(&mut page, BEGINNING, width);
    let mut list = |name: &str, title: &str, names: &[&str]| {
        page.push_str(&format!("\n{name}: {title}\n"));
        fill(&mut page, names, width, 4, 4);
    };
    for topic in &TOPICS {
        let names: Vec<&str> = topic.rows().map(|row| row.name).collect();
        list(topic.name, topic.title, &names);
    }
    let is_listed = |row: &Builtin| TOPICS.iter().any(|topic| topic.members.contains(&row.name));
    let others: Vec<&str> = table()
        .iter()
        .filter(|row| !is_listed(row))
        .map(|row| row.name)
        .collect();
    if !others.is_empty() {
        list("other", "what belongs to no topic", &others);
    }
    page
}

/// What `help ipc` says.
#[must_use]
pub fn ipc_page(width: usize) -> String {
    let mut page = String::new();
    for paragraph in IPC.trim_end().split("\n\n") {
        super::page::lay_out(&mut page, paragraph, width);
        page.push('\n');
    }
    page.push_str("One line to try for each mechanism:\n");
    for (name, line) in SAMPLES {
        page.push_str(&format!("  {name:<10} {line}\n"));
    }
    page.push_str("\nTopics (help TOPIC): processes descriptors sysv posix memory sockets signals events locks looking\n");
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_builtin_has_one_topic() {
        let mut names: Vec<&str> = TOPICS
            .iter()
            .flat_map(|topic| topic.members)
            .copied()
            .collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        for row in &crate::builtin::ipc::TABLE {
            assert!(names.contains(&row.name), "{}", row.name);
        }
    }

    #[test]
    fn topics_are_no_builtins() {
        assert!(
            TOPICS
                .iter()
                .all(|topic| find(topic.name.as_bytes()).is_none())
        );
        assert!(topic(b"sysv").is_some_and(|topic| topic.rows().count() == 17));
    }

    #[test]
    fn lines_fit() {
        for width in [72, 80] {
            for text in TOPICS
                .iter()
                .map(|topic| topic.page(width))
                .chain([overview(width), prompt_page(width)])
            {
                assert!(
                    text.lines().all(|line| line.chars().count() <= width),
                    "{text}"
                );
            }
        }
    }
}
