//! One row of an account of plumbing: a call that was made (`trace`) or would be made (`explain`), by whom, why, and how the
//! descriptors of that process stand after it.

use super::call::{Call, Note};
use super::fdtable::FdTable;
use super::json::Json;
use super::{Arg, ArgValue};
use crate::sys::{Errno, Pid};

/// The part of the command line that asks for a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The text itself.
    pub text: String,
    /// Offset of its first byte in the command line.
    pub start: u32,
    /// Offset just past its last byte.
    pub end: u32,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which, counted over all processes.
    pub step: u64,
    /// The process; unknown when nothing was really done.
    pub pid: Option<Pid>,
    /// `shell`, `A`, `B`, and `A.A` for a child of `A`.
    pub who: String,
    /// The call.
    pub call: Call,
    /// What it returned, if that is known.
    pub ret: Option<i64>,
    /// Why it failed.
    pub errno: Option<Errno>,
    /// What asks for it.
    pub cause: Option<Cause>,
    /// The whole table of the process after it.
    pub fds: FdTable,
    /// Microseconds since the beginning.
    pub us: u64,
    /// What only running could tell, as written, where this row depends on it.
    pub holes: Vec<String>,
}

impl Row {
    /// The row as one line of JSON, schema version 1, without a newline.
    #[must_use]
    pub fn in_json(&self) -> String {
        self.in_json_when(&[])
    }

    /// The same, with the conditions under which the row would be made, the outermost first.
    #[must_use]
    pub fn in_json_when(&self, conditions: &[&str]) -> String {
        let mut json = Json::new();
        json.object(|o| {
            o.key("v").number(1);
            o.key("step").number(self.step);
            match self.pid {
                Some(pid) => o.key("pid").number(pid),
                None => o.key("pid").null(),
            };
            o.key("who").string(self.who.as_bytes());
            o.key("call").string(self.call.name.as_bytes());
            o.key("args").object(|o| {
                for arg in &self.call.args {
                    argument(o, arg);
                }
            });
            match self.ret {
                Some(ret) => o.key("ret").number(ret),
                None => o.key("ret").null(),
            };
            match self.errno {
                Some(errno) => o.key("errno").string(format!("{errno:?}").as_bytes()),
                None => o.key("errno").null(),
            };
            o.key("cause");
            match &self.cause {
                Some(cause) => o.object(|o| {
                    o.key("text").string(cause.text.as_bytes());
                    o.key("start").number(cause.start);
                    o.key("end").number(cause.end);
                }),
                None => o.null(),
            };
            o.key("fds").object(|o| {
                for (fd, entry) in self.fds.iter() {
                    o.key(&fd.to_string()).string(entry.object.as_bytes());
                }
            });
            o.key("us").number(self.us);
            let notes = self.call.notes.iter().map(|note| {
                let (Note::Info(text) | Note::Warning(text) | Note::WouldFail(text)) = note;
                text.as_str()
            });
            list(o, "notes", notes);
            list(o, "holes", self.holes.iter().map(String::as_str));
            list(o, "when", conditions.iter().copied());
        });
        json.finish()
    }
}

/// A member that is there only if it has something to say.
fn list<'a>(json: &mut Json, name: &str, texts: impl Iterator<Item = &'a str>) {
    let mut texts = texts.peekable();
    if texts.peek().is_some() {
        json.key(name)
            .list(|l| texts.for_each(|text| _ = l.string(text.as_bytes())));
    }
}

fn argument(json: &mut Json, arg: &Arg) {
    json.key(arg.name);
    value(json, &arg.value);
}

fn value(json: &mut Json, of: &ArgValue) {
    match of {
        ArgValue::Int(number) => json.number(*number),
        ArgValue::Unsigned(number) => json.number(*number),
        ArgValue::Text(text) => json.string(text),
        ArgValue::List(values) => json.list(|l| values.iter().for_each(|v| value(l, v))),
        ArgValue::Struct(members) => json.object(|o| {
            for (name, member) in members {
                o.key(name);
                value(o, member);
            }
        }),
        other => json.string(other.in_c().as_bytes()),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_members_of_version_1_in_order() {
        let mut fds = FdTable::new();
        fds.set(0, "file:in", false);
        let row = Row {
            step: 7,
            pid: Some(4711),
            who: "A".to_owned(),
            call: Call::new("dup2").int("oldfd", 1).int("newfd", 2),
            ret: Some(2),
            errno: None,
            cause: Some(Cause {
                text: "2>&1".to_owned(),
                start: 11,
                end: 15,
            }),
            fds,
            us: 812,
            holes: Vec::new(),
        };
        assert_eq!(
            row.in_json(),
            r#"{"v":1,"step":7,"pid":4711,"who":"A","call":"dup2","args":{"oldfd":1,"newfd":2},"ret":2,"errno":null,"cause":{"text":"2>&1","start":11,"end":15},"fds":{"0":"file:in"},"us":812}"#
        );
    }
}
