//! What the arguments of a builtin are: one description for the parser of options, for help and for completion.

use crate::sys::ipc::flags::Table;

/// The options and operands of a builtin.
#[derive(Clone, Copy, Debug)]
pub struct Arguments {
    /// Its options.
    pub options: &'static [OptionSpec],
    /// Its operands in order.
    pub operands: &'static [Operand],
}

impl Arguments {
    /// Nothing is said.
    pub const NONE: Self = Self {
        options: &[],
        operands: &[],
    };

    /// No options, any text.
    pub const ANY_TEXT: Self = Self::operands(&[Operand {
        name: "ARGUMENT",
        what: What::Text,
        times: Times::Any,
    }]);

    /// No options, perhaps a number.
    pub const OPTIONAL_NUMBER: Self = Self::operands(&[Operand {
        name: "N",
        what: What::Number,
        times: Times::Optional,
    }]);

    /// A file and what is passed to it.
    pub const FILE_AND_ARGUMENTS: Self = Self::operands(&[
        Operand {
            name: "FILE",
            what: What::Path,
            times: Times::One,
        },
        Operand {
            name: "ARGUMENT",
            what: What::Text,
            times: Times::Any,
        },
    ]);

    /// A command and its arguments.
    pub const COMMAND: Self = Self::operands(&[
        Operand {
            name: "COMMAND",
            what: What::Command,
            times: Times::Optional,
        },
        Operand {
            name: "ARGUMENT",
            what: What::CommandArgument,
            times: Times::Any,
        },
    ]);

    /// Any number of variables.
    pub const VARIABLES: Self = Self::operands(&[Operand {
        name: "NAME",
        what: What::Variable,
        times: Times::Any,
    }]);

    /// Any number of jobs or processes.
    pub const PROCESSES: Self = Self::operands(&[Operand {
        name: "PROCESS",
        what: What::Process,
        times: Times::Any,
    }]);

    /// Any number of commands.
    pub const COMMANDS: Self = Self::operands(&[Operand {
        name: "NAME",
        what: What::Command,
        times: Times::Any,
    }]);

    /// Perhaps a pathname.
    pub const OPTIONAL_PATH: Self = Self::operands(&[Operand {
        name: "DIRECTORY",
        what: What::Path,
        times: Times::Optional,
    }]);

    /// These operands and no options that completion should know.
    #[must_use]
    pub const fn operands(operands: &'static [Operand]) -> Self {
        Self {
            options: &[],
            operands,
        }
    }
}

/// One option.
#[derive(Clone, Copy, Debug)]
pub struct OptionSpec {
    /// Its letter, if it has one.
    pub letter: Option<u8>,
    /// Its long name without `--`, if it has one.
    pub long: Option<&'static str>,
    /// What it takes, if it takes an argument.
    pub argument: Option<Operand>,
}

/// One operand, or the argument of an option.
#[derive(Clone, Copy, Debug)]
pub struct Operand {
    /// What the synopsis calls it: `KEY`.
    pub name: &'static str,
    /// What it is.
    pub what: What,
    /// How often it may stand there.
    pub times: Times,
}

/// How often an operand may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// Exactly once.
    One,
    /// Once or not at all.
    Optional,
    /// At least once.
    Some,
    /// Any number of times.
    Any,
}

/// What an argument is: what completion offers for it.
#[derive(Clone, Copy, Debug)]
pub enum What {
    /// Any text.
    Text,
    /// The name of a variable that is set.
    Variable,
    /// The name of an array variable that is set.
    Array,
    /// A number.
    Number,
    /// A number of bytes: `4K`.
    Size,
    /// A time: `500ms`.
    Time,
    /// Permission bits: `0600`.
    Mode,
    /// An offset in memory or in a file.
    Offset,
    /// Names of C, joined by `,` or `|`: those of this table.
    Flags(&'static Table),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A file descriptor that is open.
    Fd,
    /// A process or a job.
    Process,
    /// A signal.
    Signal,
    /// A pathname.
    Path,
    /// The name of a command.
    Command,
    /// An argument of the command before it.
    CommandArgument,
    /// A System V key.
    Key,
    /// The id of a shared memory segment.
    ShmId,
    /// The id of a message queue.
    MsgId,
    /// The id of a semaphore set.
    SemId,
    /// An address in the shell's memory: of an attachment or a mapping.
    Address,
    /// The name of a POSIX message queue.
    MqName,
    /// The name of a POSIX shared memory object.
    ShmName,
    /// The name of a POSIX semaphore.
    SemName,
    /// A data format: `u32`.
    Format,
    /// The address of a socket: `unix:/path`.
    SocketAddress,
    /// The name of a structure.
    Struct,
    /// The name or number of an error.
    Errno,
    /// The name of a builtin.
    Builtin,
    /// The name of an alias.
    Alias,
    /// The name of an option of the shell (`set -o`).
    ShellOption,
}
