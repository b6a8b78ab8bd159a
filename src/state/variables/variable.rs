//! What a variable is: its value, its attributes, and what else the shell does with one of its name.

use std::rc::Rc;

use super::super::value::Value;

/// What else the shell does with a variable of this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Nothing.
    Plain,
    /// `IFS`
    Ifs,
    /// `PATH`
    Path,
    /// `OPTIND`
    OptInd,
    /// `LINENO`: the current line.
    LineNo,
    /// `RANDOM` (extension)
    Random,
    /// `SECONDS` (extension)
    Seconds,
    /// `EPOCHREALTIME` (extension)
    EpochRealtime,
    /// `EPOCHSECONDS` (extension)
    EpochSeconds,
    /// `BASHPID` (extension): the process number of this very process.
    BashPid,
    /// `PIPESTATUS` (extension)
    PipeStatus,
    /// `FUNCNAME` (extension)
    FuncName,
    /// `BASH_SOURCE` (extension): the files of the functions that `FUNCNAME` names
    BashSource,
    /// `BASH_LINENO` (extension): the lines from which they were called
    BashLineNo,
    /// `BASH_SUBSHELL` (extension): how many subshells there are around this command
    BashSubshell,
    /// `BASH_COMMAND` (extension): the command that is run, or was when a trap came
    BashCommand,
    /// `OSTYPE`, `HOSTTYPE`, `MACHTYPE`, `HOSTNAME`, `UID`, `EUID`, `GROUPS` (extensions): what the machine and the user are
    Machine,
    /// Its value is the name of the variable that is meant (extension: `declare -n`)
    Reference,
    /// `PPID`
    ParentPid,
    /// `LC_ALL`, `LC_CTYPE`, `LANG`: what a character is.
    Locale,
}

impl Role {
    /// What a variable of this name is for.
    pub(super) const fn of(name: &[u8]) -> Self {
        match name {
            b"IFS" => Self::Ifs,
            b"PATH" => Self::Path,
            b"OPTIND" => Self::OptInd,
            b"LINENO" => Self::LineNo,
            b"RANDOM" => Self::Random,
            b"SECONDS" => Self::Seconds,
            b"EPOCHREALTIME" => Self::EpochRealtime,
            b"EPOCHSECONDS" => Self::EpochSeconds,
            b"BASHPID" => Self::BashPid,
            b"PIPESTATUS" => Self::PipeStatus,
            b"FUNCNAME" => Self::FuncName,
            b"BASH_SOURCE" => Self::BashSource,
            b"BASH_LINENO" => Self::BashLineNo,
            b"BASH_SUBSHELL" => Self::BashSubshell,
            b"BASH_COMMAND" => Self::BashCommand,
            b"OSTYPE" | b"HOSTTYPE" | b"MACHTYPE" | b"HOSTNAME" | b"UID" | b"EUID" | b"GROUPS" => {
                Self::Machine
            }
            b"PPID" => Self::ParentPid,
            b"LC_ALL" | b"LC_CTYPE" | b"LANG" => Self::Locale,
            _ => Self::Plain,
        }
    }
}

/// The attributes of a variable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// Given to commands in their environment.
    pub exported: bool,
    /// Cannot be assigned or unset.
    pub readonly: bool,
    /// Assigned values are evaluated as arithmetic (extension: `declare -i`).
    pub integer: bool,
    /// Declared as an array (extension: `declare -a`).
    pub array: bool,
    /// Its value is the name of the variable that is meant (extension: `declare -n`).
    pub reference: bool,
    /// What becomes of the letters of assigned values (extension: `declare -u`, `declare -l`).
    pub case: Case,
}

/// What becomes of the letters of a value that is assigned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Case {
    /// Nothing.
    #[default]
    AsIs,
    /// They become capital ones.
    Upper,
    /// They become small ones.
    Lower,
}

impl Case {
    /// `text` with its letters changed.
    #[cold]
    pub(super) fn change(self, text: &[u8], utf8: bool) -> Vec<u8> {
        match (self, utf8) {
            (Self::AsIs, _) => text.to_vec(),
            (Self::Upper, true) => by_character(text, |c| c.to_uppercase().collect()),
            (Self::Upper, false) => text.to_ascii_uppercase(),
            (Self::Lower, true) => by_character(text, |c| c.to_lowercase().collect()),
            (Self::Lower, false) => text.to_ascii_lowercase(),
        }
    }
}

fn by_character(text: &[u8], change: impl Fn(char) -> String) -> Vec<u8> {
    let mut changed = Vec::with_capacity(text.len());
    for chunk in text.utf8_chunks() {
        for character in chunk.valid().chars() {
            changed.extend_from_slice(change(character).as_bytes());
        }
        changed.extend_from_slice(chunk.invalid());
    }
    changed
}

impl Attributes {
    /// Whether an assignment is nothing but an assignment.
    pub(super) const fn is_simple(&self) -> bool {
        !self.readonly && matches!(self.case, Case::AsIs)
    }
}

/// A variable: possibly without a value (`export x` before any assignment).
#[derive(Clone, Debug)]
pub struct Variable {
    /// Its name.
    pub name: Rc<[u8]>,
    /// Its value, if it is set.
    pub value: Option<Value>,
    /// Its attributes.
    pub attributes: Attributes,
    /// What else happens with it. Lost when the variable is unset, for the dynamic ones.
    pub role: Role,
}

impl Variable {
    /// A reference has a role, so that all others need not be asked.
    pub(super) fn follow_attributes(&mut self) {
        if self.attributes.reference {
            self.role = Role::Reference;
        } else if self.role == Role::Reference {
            self.role = Role::Plain;
        }
    }
}

/// Why an assignment or an unset was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssignError {
    /// The variable is readonly.
    Readonly {
        /// Its name.
        name: Rc<[u8]>,
    },
    /// A subscript is out of range (extension).
    BadSubscript {
        /// The array.
        name: Rc<[u8]>,
        /// The subscript.
        index: i64,
    },
}

impl std::fmt::Display for AssignError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Readonly { name } => write!(f, "{}: is readonly", bstr::BStr::new(name)),
            Self::BadSubscript { name, index } => {
                write!(f, "{}[{index}]: bad array subscript", bstr::BStr::new(name))
            }
        }
    }
}
