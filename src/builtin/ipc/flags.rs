//! Flags as words: `creat,excl,0600` → their value, by the tables that also decode them.

use super::number::bad;
use crate::builtin::BuiltinError;
use crate::plan::printable;
use crate::sys::ipc::flags::Table;

/// The value of `text`, the operand called `name`.
pub(crate) fn parse(name: &str, text: &[u8], table: &Table) -> Result<i32, BuiltinError> {
    let value = wide(name, text, table)?;
    i32::try_from(value)
        .or_else(|_| u32::try_from(value).map(u32::cast_signed))
        .map_err(|_| bad(name, text, "out of range"))
}

/// The same for flags of 64 bits.
pub(crate) fn wide(name: &str, text: &[u8], table: &Table) -> Result<i64, BuiltinError> {
    table.parse(text).map_err(|unknown| {
        let what = if unknown.0.is_empty() {
            "an empty name".to_owned()
        } else {
            format!("unknown flag '{}'", printable(&unknown.0))
        };
        BuiltinError::usage(format!("{name}: {what}; known are {}", known(table)))
    })
}

/// The value of the operand if it is there, else 0.
pub(crate) fn optional(
    name: &str,
    text: Option<&[u8]>,
    table: &Table,
) -> Result<i32, BuiltinError> {
    text.map_or(Ok(0), |text| parse(name, text, table))
}

/// The value of exactly one name: a command, a type.
pub(crate) fn word(name: &str, text: &[u8], table: &Table) -> Result<i32, BuiltinError> {
    table
        .value(text)
        .and_then(|value| i32::try_from(value).ok())
        .ok_or_else(|| {
            BuiltinError::usage(format!(
                "{name}: '{}' is none of {}",
                printable(text),
                known(table)
            ))
        })
}

/// The names of a table.
fn known(table: &Table) -> String {
    let names: Vec<&str> = table.flags.iter().map(|flag| flag.name).collect();
    names.join(" ")
}

/// The name of a constant, or its number.
pub(crate) fn name_of(value: i32, table: &Table) -> String {
    table
        .name(i64::from(value))
        .map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::ipc::flags::{SEEK, SHMGET};

    #[test]
    fn names_prefixes_and_modes_mix() {
        let flags = |text: &str| parse("FLAGS", text.as_bytes(), SHMGET).ok();
        assert_eq!(flags("IPC_CREAT|IPC_EXCL|0600"), Some(0o3600));
        assert_eq!(flags("creat,excl,600"), Some(0o3000 | 600));
        assert_eq!(flags("0600"), Some(0o600));
        assert_eq!(flags("creat,,0600"), None);
        assert_eq!(flags("nope"), None);
    }

    #[test]
    fn unknown_names_are_told_with_the_known_ones() {
        let error = word("WHENCE", b"x", SEEK).unwrap_err();
        assert_eq!(
            error.message,
            b"WHENCE: 'x' is none of SEEK_SET SEEK_CUR SEEK_END SEEK_DATA SEEK_HOLE"
        );
    }
}
