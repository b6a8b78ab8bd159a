//! One system call as plain data: its name, its arguments by their names in C, and their decoded values.
//!
//! An IPC builtin describes every call that it makes by a [`Call`]. From this one value come the line that
//! `explain` prints (nothing is called then), the line that `trace` prints beside the result, and the operands
//! that an error message names. What is said can therefore never differ from what is done.

use std::fmt::Write as _;

/// A system call, or a libc function that stands for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Its name: `shmget`.
    pub name: &'static str,
    /// Its arguments in the order of C.
    pub args: Vec<Arg>,
    /// Why it failed, if more is known than the errno.
    pub reason: String,
    /// What is worth knowing about it: page arithmetic, the errno that it would give now, warnings.
    pub notes: Vec<Note>,
}

/// One argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arg {
    /// Its name in the prototype: `shmflg`.
    pub name: &'static str,
    /// Its value.
    pub value: ArgValue,
    /// Whether an error message names it.
    pub is_told: bool,
}

/// A remark about a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// An explanation.
    Info(String),
    /// Something that is probably not meant.
    Warning(String),
    /// What the call would answer now: an errno and the reason.
    WouldFail(String),
}

/// The value of an argument, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArgValue {
    /// A number that is shown in decimal.
    Int(i64),
    /// A number without a sign.
    Unsigned(u64),
    /// A number that is shown in hexadecimal: keys, addresses.
    Hex(u64),
    /// Permission bits, shown in octal.
    Mode(u32),
    /// Names in C: flags joined by `|`, constants, `NULL`.
    Names(String),
    /// A string of C.
    Text(Vec<u8>),
    /// Bytes: the first few of them, and how many there are.
    Data {
        /// At most [`DATA_HEAD`] of them.
        head: Vec<u8>,
        /// How many there are.
        len: usize,
    },
    /// Several values in an array.
    List(Vec<ArgValue>),
    /// A structure: field names and values.
    Struct(Vec<(&'static str, ArgValue)>),
    /// Something that the call fills in: `fd`, `&ds`.
    Out(&'static str),
    /// A result that is not known because its call was not made (explain): `shmid`.
    Unknown(&'static str),
}

/// How many bytes of data are kept to be shown.
pub const DATA_HEAD: usize = 32;

impl Call {
    /// A call without arguments so far.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            args: Vec::new(),
            reason: String::new(),
            notes: Vec::new(),
        }
    }

    /// The texts of the list that is its last argument (`argv`); nothing if there is none.
    #[must_use]
    pub fn words(&self) -> Vec<&[u8]> {
        let Some(ArgValue::List(words)) = self.args.last().map(|arg| &arg.value) else {
            return Vec::new();
        };
        words
            .iter()
            .filter_map(|word| match word {
                ArgValue::Text(text) => Some(&**text),
                _ => None,
            })
            .collect()
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: ArgValue) -> Self {
        self.args.push(Arg {
            name,
            value,
            is_told: false,
        });
        self
    }

    /// Adds a decimal number.
    #[must_use]
    pub fn int(self, name: &'static str, value: impl Into<i64>) -> Self {
        self.arg(name, ArgValue::Int(value.into()))
    }

    /// Adds a size.
    #[must_use]
    pub fn size(self, name: &'static str, value: usize) -> Self {
        self.arg(name, ArgValue::Unsigned(value as u64))
    }

    /// Adds an address; 0 is `NULL`.
    #[must_use]
    pub fn address(self, name: &'static str, value: usize) -> Self {
        match value {
            0 => self.names(name, "NULL"),
            _ => self.arg(name, ArgValue::Hex(value as u64)),
        }
    }

    /// Adds a System V key: unsigned hexadecimal, 0 is `IPC_PRIVATE`.
    #[must_use]
    pub fn key(self, name: &'static str, value: i32) -> Self {
        match value {
            0 => self.names(name, "IPC_PRIVATE"),
            _ => self.arg(name, ArgValue::Hex(u64::from(value.cast_unsigned()))),
        }
    }

    /// Adds permission bits.
    #[must_use]
    pub fn mode(self, name: &'static str, value: u32) -> Self {
        self.arg(name, ArgValue::Mode(value))
    }

    /// Adds names of C: flags, constants.
    #[must_use]
    pub fn names(self, name: &'static str, value: impl Into<String>) -> Self {
        self.arg(name, ArgValue::Names(value.into()))
    }

    /// Adds a string: a pathname, a name of an object.
    #[must_use]
    pub fn text(self, name: &'static str, value: &[u8]) -> Self {
        self.arg(name, ArgValue::Text(value.to_vec()))
    }

    /// Adds bytes that are sent.
    #[must_use]
    pub fn data(self, name: &'static str, value: &[u8]) -> Self {
        self.arg(name, ArgValue::data(value))
    }

    /// Adds an out-parameter.
    #[must_use]
    pub fn out(self, name: &'static str, shown: &'static str) -> Self {
        self.arg(name, ArgValue::Out(shown))
    }

    /// Says that an error message names the argument added last.
    #[must_use]
    pub fn told(mut self) -> Self {
        if let Some(arg) = self.args.last_mut() {
            arg.is_told = true;
        }
        self
    }

    /// Says why it failed, beyond the errno.
    #[must_use]
    pub fn because(mut self, reason: String) -> Self {
        self.reason = reason;
        self
    }

    /// Adds an explanation.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(Note::Info(text.into()));
        self
    }

    /// Adds a warning.
    #[must_use]
    pub fn warn(mut self, text: impl Into<String>) -> Self {
        self.notes.push(Note::Warning(text.into()));
        self
    }

    /// Says what the call would answer now.
    #[must_use]
    pub fn would_fail(mut self, text: impl Into<String>) -> Self {
        self.notes.push(Note::WouldFail(text.into()));
        self
    }

    /// The call as C writes it: `shmget(0x2a, 4096, IPC_CREAT|0600)`.
    #[must_use]
    pub fn in_c(&self) -> String {
        let args: Vec<String> = self.args.iter().map(|arg| arg.value.in_c()).collect();
        format!("{}({})", self.name, args.join(", "))
    }

    /// What an error message says of it: `key 0x2a, size 4096`.
    #[must_use]
    pub fn operands(&self) -> String {
        let told: Vec<String> = self
            .args
            .iter()
            .filter(|arg| arg.is_told)
            .map(|arg| match &arg.value {
                ArgValue::Text(text) => printable(text),
                value => format!("{} {}", arg.name, value.in_c()),
            })
            .collect();
        let told = told.join(", ");
        match (told.is_empty(), self.reason.is_empty()) {
            (_, true) => told,
            (true, false) => self.reason.clone(),
            (false, false) => format!("{told}: {}", self.reason),
        }
    }
}

impl ArgValue {
    /// Bytes, of which only the head is kept.
    #[must_use]
    pub fn data(bytes: &[u8]) -> Self {
        Self::Data {
            head: bytes.get(..DATA_HEAD).unwrap_or(bytes).to_vec(),
            len: bytes.len(),
        }
    }

    /// Shows every text in it that is UTF-8.
    pub(super) fn texts(&self, look: &mut dyn FnMut(&str)) {
        match self {
            Self::Text(text) | Self::Data { head: text, .. } => {
                text.utf8_chunks().for_each(|part| look(part.valid()));
            }
            Self::List(values) => values.iter().for_each(|value| value.texts(look)),
            Self::Struct(fields) => fields.iter().for_each(|(_, value)| value.texts(look)),
            _ => {}
        }
    }

    /// The value as C writes it.
    #[must_use]
    pub fn in_c(&self) -> String {
        match self {
            Self::Int(number) => number.to_string(),
            Self::Unsigned(number) => number.to_string(),
            Self::Hex(number) => format!("{number:#x}"),
            Self::Mode(mode) => format!("{mode:04o}"),
            Self::Names(names) => names.clone(),
            Self::Text(text) => quoted(text),
            Self::Data { head, len } if head.len() < *len => format!("{}…", quoted(head)),
            Self::Data { head, .. } => quoted(head),
            Self::List(values) => {
                let values: Vec<String> = values.iter().map(Self::in_c).collect();
                format!("[{}]", values.join(", "))
            }
            Self::Struct(fields) => {
                let fields: Vec<String> = fields
                    .iter()
                    .map(|(name, value)| format!(".{name}={}", value.in_c()))
                    .collect();
                format!("{{{}}}", fields.join(", "))
            }
            Self::Out(shown) => (*shown).to_string(),
            Self::Unknown(what) => format!("<{what}>"),
        }
    }
}

/// `text` as a string literal of C.
fn quoted(text: &[u8]) -> String {
    format!("\"{}\"", printable(text).replace('"', "\\\""))
}

/// `text` with everything that a terminal would take for more than a letter escaped as in C.
#[must_use]
pub fn printable(text: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for part in text.utf8_chunks() {
        for letter in part.valid().chars() {
            match letter {
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                '\r' => out.push_str("\\r"),
                '\0' => out.push_str("\\0"),
                letter if letter.is_control() || is_invisible(letter) => {
                    let mut bytes = [0; 4];
                    for byte in letter.encode_utf8(&mut bytes).bytes() {
                        let _ = write!(out, "\\x{byte:02x}"); // a String takes everything
                    }
                }
                letter => out.push(letter),
            }
        }
        for byte in part.invalid() {
            let _ = write!(out, "\\x{byte:02x}"); // likewise
        }
    }
    out
}

/// What would show nothing, or turn the direction of what follows.
const fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shmget() -> Call {
        Call::new("shmget")
            .key("key", 0x2a)
            .told()
            .size("size", 4096)
            .names("shmflg", "IPC_CREAT|0600")
    }

    #[test]
    fn a_call_reads_as_in_c() {
        assert_eq!(shmget().in_c(), "shmget(0x2a, 4096, IPC_CREAT|0600)");
    }

    #[test]
    fn an_error_names_only_what_is_told() {
        assert_eq!(shmget().operands(), "key 0x2a");
        let open = Call::new("open").text("path", b"a\x1bb").told();
        assert_eq!(open.operands(), "a\\x1bb");
    }

    #[test]
    fn negative_keys_are_unsigned_hex_and_zero_is_private() {
        assert_eq!(Call::new("f").key("key", -1).in_c(), "f(0xffffffff)");
        assert_eq!(Call::new("f").key("key", 0).in_c(), "f(IPC_PRIVATE)");
    }

    #[test]
    fn data_is_cut_and_escaped() {
        let call = Call::new("write")
            .int("fd", 1)
            .data("buf", b"a\"\n\0\xff")
            .size("count", 5);
        assert_eq!(call.in_c(), r#"write(1, "a\"\n\0\xff", 5)"#);
        let long = Call::new("f").data("buf", &[b'x'; 40]);
        assert_eq!(long.in_c(), format!("f(\"{}\"…)", "x".repeat(32)));
    }

    #[test]
    fn what_turns_the_direction_is_escaped() {
        assert_eq!(printable("a\u{202e}b".as_bytes()), "a\\xe2\\x80\\xaeb");
        assert_eq!(printable("管道".as_bytes()), "管道");
    }

    #[test]
    fn structures_and_lists_nest() {
        let value = ArgValue::List(vec![ArgValue::Struct(vec![
            ("sem_num", ArgValue::Int(0)),
            ("sem_op", ArgValue::Int(-1)),
        ])]);
        assert_eq!(value.in_c(), "[{.sem_num=0, .sem_op=-1}]");
    }
}
