//! What a call told about an object: names of C and values, as lines, as an array, as JSON, or one member of it.

use std::borrow::Cow;

use super::args::Args;
use super::number::{bad, key_text};
use super::result::Sink;
use super::run::Done;
use crate::builtin::{BuiltinError, Ctx};
use crate::plan::{Json, printable};
use crate::state::ExitStatus;
use crate::sys::resource::local_time;

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// A number.
    Number(i128),
    /// Permission bits: octal.
    Mode(u32),
    /// A System V key: hexadecimal.
    Key(i32),
    /// An address.
    Address(u64),
    /// A moment: seconds since 1970, 0 for never.
    Time(i64),
    /// Words.
    Text(Vec<u8>),
    /// Yes or no.
    Truth(bool),
}

/// Names and values in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    members: Vec<(Cow<'static, str>, Cell)>,
}

impl Record {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Adds a value.
    pub(crate) fn with(mut self, name: impl Into<Cow<'static, str>>, cell: Cell) -> Self {
        self.members.push((name.into(), cell));
        self
    }

    /// Adds a number.
    pub(crate) fn number(self, name: impl Into<Cow<'static, str>>, value: impl Into<i128>) -> Self {
        self.with(name, Cell::Number(value.into()))
    }

    /// Adds a size.
    pub(crate) fn size(self, name: impl Into<Cow<'static, str>>, value: usize) -> Self {
        self.with(name, Cell::Number(value as i128))
    }

    /// Adds words.
    pub(crate) fn text(
        self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<Vec<u8>>,
    ) -> Self {
        self.with(name, Cell::Text(value.into()))
    }

    /// Writes it as a JSON object.
    pub(crate) fn write_json(&self, json: &mut Json) {
        json.object(|object| {
            for (name, cell) in &self.members {
                object.key(name);
                cell.write_json(object);
            }
        });
    }

    /// Its lines, `name=value`.
    fn lines(&self) -> Vec<Vec<u8>> {
        self.members
            .iter()
            .map(|(name, cell)| format!("{name}={}", cell.shown()).into_bytes())
            .collect()
    }

    fn find(&self, name: &[u8]) -> Option<&Cell> {
        self.members
            .iter()
            .find(|(own, _)| own.as_bytes() == name)
            .map(|(_, cell)| cell)
    }

    /// Gives it as the options ask: `-j` JSON, `-v` into a variable, names of members (only these values).
    pub(crate) fn give(
        &self,
        ctx: &mut Ctx<'_>,
        args: &Args<'_>,
        sink: Sink<'_>,
        members: &[&[u8]],
    ) -> Done {
        if args.has("j") {
            let mut json = Json::new();
            self.write_json(&mut json);
            sink.give(ctx, json.finish().as_bytes())?;
        } else if members.is_empty() {
            sink.give_list(ctx, self.lines())?;
        } else {
            let values = self.values(members)?;
            match &*values {
                [one] => sink.give(ctx, one)?,
                _ => sink.give_list(ctx, values)?,
            }
        }
        Ok(ExitStatus::SUCCESS)
    }

    /// The values of these members, plain.
    fn values(&self, members: &[&[u8]]) -> Result<Vec<Vec<u8>>, BuiltinError> {
        members
            .iter()
            .map(|name| {
                self.find(name).map(Cell::plain).ok_or_else(|| {
                    let known: Vec<&str> = self.members.iter().map(|(name, _)| &**name).collect();
                    bad("MEMBER", name, &format!("none of {}", known.join(" ")))
                })
            })
            .collect()
    }
}

impl Cell {
    /// For a line that people read: times have a date behind them.
    fn shown(&self) -> String {
        match self {
            Self::Time(0) => "0 (never)".to_owned(),
            Self::Time(seconds) => format!("{seconds} ({})", date(*seconds)),
            Self::Text(text) => printable(text),
            other => String::from_utf8_lossy(&other.plain()).into_owned(),
        }
    }

    /// For a script.
    fn plain(&self) -> Vec<u8> {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Mode(mode) => format!("{mode:04o}"),
            Self::Key(key) => key_text(*key),
            Self::Address(address) => format!("{address:#x}"),
            Self::Time(seconds) => seconds.to_string(),
            Self::Truth(truth) => u8::from(*truth).to_string(),
            Self::Text(text) => return text.clone(),
        }
        .into_bytes()
    }

    fn write_json(&self, json: &mut Json) {
        match self {
            Self::Number(number) => json.number(*number),
            Self::Time(seconds) => json.number(*seconds),
            Self::Truth(truth) => json.truth(*truth),
            other => json.string(&other.plain()),
        };
    }
}

const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A moment as ctime(3) writes it: `Sun Nov 22 22:36:44 2026`.
pub(crate) fn date(seconds: i64) -> String {
    let Some(time) = local_time(seconds) else {
        return seconds.to_string();
    };
    let name = |list: &[&'static str], index: i32| {
        usize::try_from(index)
            .ok()
            .and_then(|index| list.get(index).copied())
            .unwrap_or("???")
    };
    format!(
        "{} {} {:2} {:02}:{:02}:{:02} {}",
        name(&DAYS, time.weekday),
        name(&MONTHS, time.month - 1),
        time.day,
        time.hour,
        time.minute,
        time.second,
        time.year
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_json_and_members() {
        let record = Record::new()
            .with("key", Cell::Key(42))
            .with("mode", Cell::Mode(0o600))
            .number("nattch", 2_u64)
            .with("atime", Cell::Time(0))
            .text("name", "a\nb");
        let lines: Vec<String> = record
            .lines()
            .into_iter()
            .map(|line| String::from_utf8(line).unwrap())
            .collect();
        assert_eq!(
            lines,
            [
                "key=0x0000002a",
                "mode=0600",
                "nattch=2",
                "atime=0 (never)",
                "name=a\\nb"
            ]
        );
        let mut json = Json::new();
        record.write_json(&mut json);
        assert_eq!(
            json.finish(),
            r#"{"key":"0x0000002a","mode":"0600","nattch":2,"atime":0,"name":"a\nb"}"#
        );
        assert_eq!(record.values(&[b"nattch"]).unwrap(), [b"2"]);
        assert!(record.values(&[b"nope"]).is_err());
    }
}
