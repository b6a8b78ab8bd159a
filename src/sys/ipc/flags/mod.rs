//! The names that C gives to flags and commands, and their values: `IPC_CREAT|0600` ↔ 0x380.
//!
//! A builtin parses its operand with the [`Table`] of the call, `explain`, `trace` and error messages decode with the
//! same one: what is shown can be typed. The prefix may be left out, upper and lower case are the same,
//! `,` and `|` both join, and numbers may be mixed in (octal with a leading 0, for the mode).

mod tables;

pub use tables::*;

/// One name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag {
    /// The name in C.
    pub name: &'static str,
    /// Its value.
    pub value: i64,
    /// The bits that it speaks for: its own, or the field of which it is one value (`O_ACCMODE`).
    pub mask: i64,
}

/// The names that one argument of one call can have.
#[derive(Debug)]
pub struct Table {
    /// What may be left out in front of a name: `O_`, `IPC_`.
    pub prefixes: &'static [&'static str],
    /// The names; those of several bits before those of fewer.
    pub flags: &'static [Flag],
    /// Whether the low bits are a mode, shown in octal.
    pub has_mode: bool,
}

/// A word that is no name of the table and no number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFlag(pub Vec<u8>);

impl Table {
    /// The value of words joined by `,` or `|`: `creat,excl,0600`.
    ///
    /// # Errors
    /// The first word that is neither a name nor a number.
    pub fn parse(&self, text: &[u8]) -> Result<i64, UnknownFlag> {
        text.split(|byte| matches!(byte, b',' | b'|'))
            .try_fold(0, |sum, word| {
                let word = word.trim_ascii();
                let value = self.value(word).or_else(|| number(word));
                value
                    .map(|value| sum | value)
                    .ok_or_else(|| UnknownFlag(word.to_vec()))
            })
    }

    /// The value of one name, with or without its prefix, in any case.
    #[must_use]
    pub fn value(&self, word: &[u8]) -> Option<i64> {
        self.find(word).map(|flag| flag.value)
    }

    /// The name of a command, a family, a type: of what is one value and no set of bits.
    #[must_use]
    pub fn name(&self, value: i64) -> Option<&'static str> {
        self.flags
            .iter()
            .find(|flag| flag.value == value)
            .map(|flag| flag.name)
    }

    /// A set of bits by its names, joined by `|`; what has no name is shown as a number.
    #[must_use]
    pub fn decode(&self, value: i64) -> String {
        if let Some(whole) = self
            .flags
            .iter()
            .find(|flag| flag.mask == 0 && flag.value == value)
        {
            return whole.name.to_owned();
        }
        let mut rest = value;
        let mut names: Vec<String> = Vec::new();
        for flag in self.flags {
            let is_left = flag.value == 0 || rest & flag.value == flag.value;
            if flag.mask != 0 && is_left && value & flag.mask == flag.value {
                names.push(flag.name.to_owned());
                rest &= !flag.mask;
            }
        }
        if self.has_mode && (1..=0o7777).contains(&rest) {
            names.push(format!("{rest:04o}"));
        } else if rest != 0 {
            names.push(format!("{rest:#x}"));
        }
        if names.is_empty() {
            return if self.has_mode { "0000" } else { "0" }.to_owned();
        }
        names.join("|")
    }

    fn find(&self, word: &[u8]) -> Option<&Flag> {
        let is = |name: &str| name.as_bytes().eq_ignore_ascii_case(word);
        let short = |flag: &&Flag| {
            self.prefixes
                .iter()
                .any(|prefix| flag.name.strip_prefix(prefix).is_some_and(is))
        };
        let mut flags = self.flags.iter();
        flags
            .clone()
            .find(|flag| is(flag.name))
            .or_else(|| flags.find(short))
    }
}

/// A number as C writes it: `0x2a`, `052`, `42`, also negative.
fn number(word: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(word).ok()?;
    let (digits, sign) = text.strip_prefix('-').map_or((text, 1), |rest| (rest, -1));
    if !digits.bytes().next()?.is_ascii_digit() {
        return None;
    }
    let magnitude = match digits
        .strip_prefix("0x")
        .or_else(|| digits.strip_prefix("0X"))
    {
        Some(hex) if hex.starts_with('+') => return None,
        Some(hex) => i64::from_str_radix(hex, 16),
        None if digits.len() > 1 && digits.starts_with('0') => i64::from_str_radix(digits, 8),
        None => digits.parse(),
    };
    magnitude
        .ok()
        .and_then(|magnitude| magnitude.checked_mul(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_numbers_and_modes_mix() {
        assert_eq!(SHMGET.parse(b"IPC_CREAT,IPC_EXCL,0600"), Ok(0o3600));
        assert_eq!(SHMGET.parse(b"creat|EXCL|0x180"), Ok(0o3600));
        assert_eq!(SHMGET.parse(b"0"), Ok(0));
        assert_eq!(SHMAT.parse(b"rdonly"), Ok(0o10000));
        assert_eq!(PROT.parse(b"READ, WRITE"), Ok(3));
    }

    #[test]
    fn what_is_no_name_is_told() {
        assert_eq!(
            SHMGET.parse(b"creat,foo"),
            Err(UnknownFlag(b"foo".to_vec()))
        );
        assert_eq!(SHMGET.parse(b""), Err(UnknownFlag(Vec::new())));
        assert_eq!(SHMGET.parse(b"0x"), Err(UnknownFlag(b"0x".to_vec())));
        assert_eq!(SHMGET.parse(b"09"), Err(UnknownFlag(b"09".to_vec())));
        assert_eq!(
            SHMGET.parse(b"99999999999999999999"),
            Err(UnknownFlag(b"99999999999999999999".to_vec()))
        );
        assert_eq!(SHMGET.parse(b"\xff"), Err(UnknownFlag(b"\xff".to_vec())));
    }

    #[test]
    fn values_are_shown_by_their_names() {
        assert_eq!(SHMGET.decode(0o3600), "IPC_CREAT|IPC_EXCL|0600");
        assert_eq!(SHMGET.decode(0), "0000");
        assert_eq!(OPEN.decode(0), "O_RDONLY");
        assert_eq!(
            OPEN.decode(i64::from(libc::O_RDWR | libc::O_CREAT | libc::O_CLOEXEC)),
            "O_RDWR|O_CREAT|O_CLOEXEC"
        );
        assert_eq!(
            OPEN.decode(i64::from(libc::O_SYNC | libc::O_WRONLY)),
            "O_WRONLY|O_SYNC"
        );
        assert_eq!(PROT.decode(0), "PROT_NONE");
        assert_eq!(PROT.decode(3), "PROT_READ|PROT_WRITE");
        assert_eq!(MMAP.decode(0x22), "MAP_PRIVATE|MAP_ANONYMOUS");
        assert_eq!(MMAP.decode(3), "MAP_SHARED_VALIDATE");
        assert_eq!(SEMOP.decode(0x4000), "0x4000");
    }

    #[test]
    fn commands_have_one_name() {
        assert_eq!(SHMCTL.value(b"stat"), Some(2));
        assert_eq!(SHMCTL.name(0), Some("IPC_RMID"));
        assert_eq!(FCNTL.value(b"GETPIPE_SZ"), Some(1032));
        assert_eq!(FAMILY.name(1), Some("AF_UNIX"));
        assert_eq!(FAMILY.value(b"inet6"), Some(10));
    }

    #[test]
    fn every_flag_is_found_by_its_name_and_shown_by_it() {
        for table in ALL {
            for flag in table.flags {
                let value = table.value(flag.name.as_bytes());
                assert_eq!(value, Some(flag.value), "{}", flag.name);
                assert_eq!(table.parse(flag.name.as_bytes()), Ok(flag.value));
                let shown = table.decode(flag.value);
                assert_eq!(
                    table.parse(shown.as_bytes()),
                    Ok(flag.value),
                    "{}: {shown}",
                    flag.name
                );
            }
        }
    }
}
