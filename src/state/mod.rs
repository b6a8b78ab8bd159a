//! What the shell remembers between commands: variables, options, functions, traps, jobs, frames.
//!
//! Plain data and rules about data; nothing here makes a system call.

mod alias;
mod call_stack;
mod command_hash;
mod history;
mod ifs;
pub mod ipc;
mod jobs;
mod journal;
mod options;
mod status;
mod traps;
mod value;
mod variables;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Instant;

use rustc_hash::FxHashMap;

pub use alias::AliasTable;
pub use call_stack::{Frame, FrameKind, Loops, file_of};
pub use command_hash::CommandHash;
pub use history::{DEFAULT_HISTORY_SIZE, History, HistoryEntry};
pub use ifs::Ifs;
pub use jobs::{Job, JobState, Jobs, Process};
pub use options::{Opt, OptionRow, Options};
pub use status::ExitStatus;
pub use traps::{Condition, TrapAction, Traps};
pub use value::{Array, Value};
pub use variables::{AssignError, Attributes, Case, Role, Slot, Variable, Variables};

use crate::source::{Source, Span};
use crate::syntax::ast::Function;

/// Where the shell stands in its script: the place that messages name.
#[derive(Clone, Debug)]
pub struct Place {
    /// The text that is being run.
    pub source: Rc<Source>,
    /// The line (1-based) of the command that is being run; `$LINENO`.
    pub line: u32,
    /// Where in the text that is being run the last command stands.
    pub command: Span,
}

/// A descriptor that a command with redirections keeps aside, to put it back at its end.
#[derive(Clone, Copy, Debug)]
pub struct SavedFd {
    /// Where it is. It moves when the user wants that number.
    pub fd: i32,
    /// Which command keeps it ([`State::savers`]).
    pub saver: u64,
}

/// Everything that makes up the shell execution environment (XCU 2.12) except what the kernel keeps.
#[derive(Clone)]
pub struct State {
    /// Shell variables.
    pub vars: Variables,
    /// `set -o` options.
    pub options: Options,
    /// Functions by name.
    pub functions: FxHashMap<Box<[u8]>, Rc<Function>>,
    /// Aliases by name.
    pub aliases: AliasTable,
    /// Trap actions.
    pub traps: Traps,
    /// Background and stopped jobs.
    pub jobs: Jobs,
    /// What was typed at the prompt; shared with the line editor.
    pub history: Rc<RefCell<History>>,
    /// Remembered locations of commands (`hash`).
    pub hash: CommandHash,
    /// The positional parameters `$1…`.
    pub positional: Rc<Vec<Vec<u8>>>,
    /// `$0`.
    pub zero: Vec<u8>,
    /// `$?`.
    pub status: ExitStatus,
    /// Statuses of the stages of the last pipeline (`PIPESTATUS`, extension).
    pub pipe_statuses: Vec<i32>,
    /// `$!`: the last process of the last asynchronous list.
    pub last_async: Option<i32>,
    /// `$$`: the process number of the shell that was started, also in its subshells.
    pub shell_pid: i32,
    /// `$PPID` at start.
    pub parent_pid: i32,
    /// How many forks lie between that shell and this process: 0 in the shell itself.
    pub subshell_depth: u32,
    /// Where we are.
    pub place: Place,
    /// The command that a trap action was run for (`BASH_COMMAND`, extension).
    pub trapped_command: Vec<u8>,
    /// How many subshell environments there have been, with a process or without.
    pub subshells: u64,
    /// Which of them this is; 0 is the shell itself.
    pub subshell: u64,
    /// In which of them `RANDOM` was drawn or assigned last.
    pub random_drawn_in: u64,
    /// Functions and dot scripts being run, the innermost last.
    pub frames: Vec<Frame>,
    /// The loops of the current frame that are being run.
    pub loops: Loops,
    /// Whether `set -e` is without effect here: inside a condition, before `&&`, after `!` (XCU 2.14 set).
    pub errexit_suspended: u32,
    /// `umask`-like facts live in the kernel; the logical working directory lives here (`$PWD` semantics of `cd -L`).
    pub logical_cwd: Option<Vec<u8>>,
    /// Attachments, created objects, described structures of the IPC builtins.
    pub ipc: ipc::Ipc,
    /// The arrays among the operands of the declaration utility being run (`declare a=(x y)`), each with the operand
    /// that shows it: a text could not be told from a scalar that looks the same.
    pub array_operands: Vec<(Vec<u8>, Array)>,
    /// What `pushd` has put below the working directory, the top last.
    pub directory_stack: Vec<Vec<u8>>,
    /// `$?` as it was before the trap action being run: what `exit` without operand gives there (XCU 2.14 exit).
    pub status_before_trap: Option<ExitStatus>,
    /// Whether the user was told, by the last command, that `exit` would leave stopped jobs.
    pub warned_of_jobs: bool,
    /// What `SECONDS` was when it was last assigned (0 at start), and when that was.
    pub seconds: (i64, Instant),
    /// Whether files or processor time are limited, once somebody has asked; asked again after `ulimit`.
    pub is_limited: Option<bool>,
    /// How many substitutions without a process are collecting standard output, which is then not descriptor 1.
    pub captures: u32,
    /// For each subshell without a process, the innermost last: the process number that it shows, 0 until somebody asks.
    pub shown_numbers: Vec<Cell<i32>>,
    /// Descriptors ≥ 10 that the shell keeps for itself: the terminal for job control, the account of `trace`.
    pub private_fds: Vec<i32>,
    /// Descriptors that commands which still run keep aside, the innermost last.
    pub saved_fds: Vec<SavedFd>,
    /// The descriptor on which the `read` that runs has a here-document of its own: what it leaves there nobody reads.
    pub own_document: Option<i32>,
    /// How many commands have kept descriptors aside.
    pub savers: u64,
}

impl State {
    /// Whether `fd` is the shell's own, and so not the user's.
    #[must_use]
    pub fn keeps(&self, fd: i32) -> bool {
        self.private_fds.contains(&fd) || self.saved_fds.iter().any(|saved| saved.fd == fd)
    }

    /// `fd` is no longer the shell's own.
    pub fn gives_back(&mut self, fd: i32) {
        self.private_fds.retain(|own| *own != fd);
    }

    /// A fresh environment without variables, standing at `source`.
    #[must_use]
    pub fn new(source: Rc<Source>) -> Self {
        Self {
            vars: Variables::new(),
            options: Options::default(),
            functions: FxHashMap::default(),
            aliases: AliasTable::default(),
            traps: Traps::default(),
            jobs: Jobs::default(),
            history: Rc::default(),
            hash: CommandHash::default(),
            positional: Rc::default(),
            zero: b"ipcsh".to_vec(),
            status: ExitStatus::SUCCESS,
            pipe_statuses: Vec::new(),
            last_async: None,
            shell_pid: 0,
            parent_pid: 0,
            subshell_depth: 0,
            place: Place {
                source,
                line: 0,
                command: Span::default(),
            },
            trapped_command: Vec::new(),
            subshells: 0,
            subshell: 0,
            random_drawn_in: 0,
            frames: Vec::new(),
            loops: Loops::default(),
            errexit_suspended: 0,
            logical_cwd: None,
            ipc: ipc::Ipc::default(),
            array_operands: Vec::new(),
            directory_stack: Vec::new(),
            status_before_trap: None,
            warned_of_jobs: false,
            seconds: (0, Instant::now()),
            is_limited: None,
            captures: 0,
            shown_numbers: Vec::new(),
            private_fds: Vec::new(),
            saved_fds: Vec::new(),
            own_document: None,
            savers: 0,
        }
    }

    /// Whether option `opt` is on.
    #[must_use]
    pub fn is_on(&self, opt: Opt) -> bool {
        self.options.is_on(opt)
    }

    /// Positional parameter `number`, counted from 1.
    #[must_use]
    pub fn positional(&self, number: usize) -> Option<&[u8]> {
        self.positional
            .get(number.checked_sub(1)?)
            .map(Vec::as_slice)
    }

    /// What stands before a message: `FILE:LINE: ` in a script, nothing at a prompt.
    #[must_use]
    pub fn place_prefix(&self) -> Vec<u8> {
        if matches!(self.place.source.origin, crate::source::Origin::Prompt) {
            return Vec::new();
        }
        let mut prefix = self.place.source.name.to_vec();
        prefix.extend_from_slice(format!(":{}: ", self.place.line).as_bytes());
        prefix
    }

    /// The innermost function or dot script that `return` would leave.
    #[must_use]
    pub fn frame(&self) -> Option<&Frame> {
        self.frames.last()
    }

    /// Assigns and does what other parts of the state owe to an assignment: `PATH` empties the hash
    /// table (`OPTIND` restarts `getopts` by itself).
    ///
    /// # Errors
    /// [`AssignError`] when the variable is readonly.
    pub fn assign(&mut self, slot: Slot, value: Value) -> Result<(), AssignError> {
        let role = self.vars.assign(slot, value)?;
        self.follow_up(role, slot);
        Ok(())
    }

    /// Adds text at the end of a value (`name+=text`) and follows up like [`assign`](Self::assign).
    ///
    /// # Errors
    /// [`AssignError`] when the variable is readonly.
    pub fn append(&mut self, slot: Slot, text: &[u8]) -> Result<(), AssignError> {
        let role = self.vars.append(slot, text)?;
        self.follow_up(role, slot);
        Ok(())
    }

    fn follow_up(&mut self, role: Role, slot: Slot) {
        match role {
            Role::Path => self.hash.clear(),
            Role::Seconds => self.restart_seconds(slot),
            Role::Random => self.random_drawn_in = self.subshell,
            _ => {}
        }
        if self.is_on(Opt::AllExport) {
            self.vars.set_exported(slot, true);
        }
    }

    /// A subshell environment begins: from now on it is the present one.
    pub const fn begin_subshell(&mut self) {
        self.subshells += 1;
        self.subshell = self.subshells;
    }

    /// How many functions are being run.
    #[must_use]
    pub fn function_depth(&self) -> usize {
        let is_function = |frame: &&Frame| matches!(frame.kind, FrameKind::Function(_));
        self.frames.iter().filter(is_function).count()
    }

    /// `SECONDS` counts on from what was assigned.
    fn restart_seconds(&mut self, slot: Slot) {
        let number = match self.vars.value(slot) {
            Some(Value::Int(number)) => *number,
            Some(other) => std::str::from_utf8(&other.text())
                .ok()
                .and_then(|text| text.trim().parse().ok())
                .unwrap_or(0),
            None => 0,
        };
        self.seconds = (number, Instant::now());
    }

    /// The value of `SECONDS` (extension).
    #[must_use]
    pub fn seconds(&self) -> i64 {
        let (start, since) = self.seconds;
        let elapsed = i64::try_from(since.elapsed().as_secs()).unwrap_or(i64::MAX);
        start.saturating_add(elapsed)
    }

    /// Assigns text to the variable called `name`.
    ///
    /// # Errors
    /// [`AssignError`] when the variable is readonly.
    pub fn assign_text(&mut self, name: &[u8], text: &[u8]) -> Result<(), AssignError> {
        let slot = self.vars.target(name);
        self.assign(slot, Value::Text(text.to_vec()))
    }
}

/// Whether `text` is a valid name (XBD 3.216): a letter or `_`, then letters, digits, `_`.
#[must_use]
pub fn is_name(text: &[u8]) -> bool {
    let starts_well = text
        .first()
        .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
    starts_well && text.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
}
