//! What the escapes of a prompt stand for.
//!
//! In: the shell's memory. Out: texts, as the system has them: making them fit for a terminal is not done here.

use std::borrow::Cow;

use crate::state::State;
use crate::sys::resource::{self, LocalTime};
use crate::sys::{process, users};

/// The things that a prompt can show.
pub struct Facts<'a> {
    state: &'a State,
    commands: u64,
}

const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

impl<'a> Facts<'a> {
    /// The facts about a shell that has run so many commands.
    #[must_use]
    pub const fn new(state: &'a State, commands: u64) -> Self {
        Self { state, commands }
    }

    /// The text of escape `\letter`; `None` if there is no such escape.
    #[must_use]
    pub fn text(&self, letter: u8) -> Option<Vec<u8>> {
        Some(match letter {
            b'u' => self.user(),
            b'h' => self
                .host()
                .split(|byte| *byte == b'.')
                .next()
                .unwrap_or_default()
                .to_vec(),
            b'H' => self.host(),
            b'w' => self.directory(),
            b'W' => base_name(&self.directory()).to_vec(),
            b's' => base_name(&self.state.zero)
                .strip_prefix(b"-")
                .unwrap_or(base_name(&self.state.zero))
                .to_vec(),
            b'v' | b'V' => env!("CARGO_PKG_VERSION").into(),
            b'j' => self.state.jobs.iter().count().to_string().into(),
            b'l' => self.terminal(),
            b'?' => self.state.status.0.to_string().into(),
            b'!' => self.history_number().to_string().into(),
            b'#' => self.commands.saturating_add(1).to_string().into(),
            b't' | b'T' | b'@' | b'A' | b'd' => self.time(letter),
            _ => return None,
        })
    }

    /// `#` for a privileged user, `$` for others.
    #[must_use]
    pub fn sign(&self) -> u8 {
        if process::effective_user() == 0 {
            b'#'
        } else {
            b'$'
        }
    }

    /// The status of the last command, if it failed.
    #[must_use]
    pub fn failed_status(&self) -> Option<i32> {
        Some(self.state.status.0).filter(|status| *status != 0)
    }

    /// The number of the next command in the history.
    #[must_use]
    pub fn history_number(&self) -> u64 {
        self.state.history.borrow().next_number()
    }

    fn user(&self) -> Vec<u8> {
        let from_variable = || self.variable(b"USER").or_else(|| self.variable(b"LOGNAME"));
        let own = users::by_id(process::effective_user()).map(|user| user.name);
        own.or_else(|| from_variable().map(Cow::into_owned))
            .unwrap_or_else(|| b"?".to_vec())
    }

    fn host(&self) -> Vec<u8> {
        process::host_name().unwrap_or_else(|_| b"?".to_vec())
    }

    fn variable(&self, name: &[u8]) -> Option<Cow<'_, [u8]>> {
        self.state.vars.text(name).filter(|value| !value.is_empty())
    }

    /// The working directory, with `~` for the home directory.
    fn directory(&self) -> Vec<u8> {
        let Some(cwd) = self.variable(b"PWD") else {
            return b"?".to_vec();
        };
        let home = self
            .variable(b"HOME")
            .filter(|home| home.starts_with(b"/") && home.len() > 1);
        let below = home.and_then(|home| {
            let home = home.strip_suffix(b"/").unwrap_or(&home);
            cwd.strip_prefix(home)
                .filter(|rest| rest.is_empty() || rest.starts_with(b"/"))
        });
        below.map_or_else(|| cwd.to_vec(), |rest| [b"~", rest].concat())
    }

    fn terminal(&self) -> Vec<u8> {
        let name = crate::sys::file::read_link(b"/proc/self/fd/0").unwrap_or_default();
        let is_terminal = crate::sys::file::is_terminal(0);
        if is_terminal {
            name.strip_prefix(b"/dev/").unwrap_or(&name).to_vec()
        } else {
            b"tty".to_vec()
        }
    }

    fn time(&self, letter: u8) -> Vec<u8> {
        let now = i64::try_from(resource::real_time().as_secs()).unwrap_or(0);
        resource::local_time(now)
            .map(|time| time_text(&time, letter))
            .unwrap_or_default()
            .into()
    }
}

fn time_text(time: &LocalTime, letter: u8) -> String {
    let (hour, minute, second) = (time.hour, time.minute, time.second);
    let twelve = (hour + 11) % 12 + 1;
    let half = if hour < 12 { "AM" } else { "PM" };
    match letter {
        b't' => format!("{hour:02}:{minute:02}:{second:02}"),
        b'T' => format!("{twelve:02}:{minute:02}:{second:02}"),
        b'@' => format!("{twelve:02}:{minute:02} {half}"),
        b'A' => format!("{hour:02}:{minute:02}"),
        _ => {
            let name = |names: &[&'static str], index: i32| {
                usize::try_from(index)
                    .ok()
                    .and_then(|index| names.get(index))
                    .copied()
                    .unwrap_or("?")
            };
            format!(
                "{} {} {:02}",
                name(&DAYS, time.weekday),
                name(&MONTHS, time.month - 1),
                time.day
            )
        }
    }
}

fn base_name(path: &[u8]) -> &[u8] {
    let after = path.rsplit(|byte| *byte == b'/').next().unwrap_or(path);
    if after.is_empty() { path } else { after }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Origin, Source};

    fn state(variables: &[(&str, &str)]) -> State {
        let mut state = State::new(Source::new(b"ipcsh", Origin::Prompt));
        for (name, value) in variables {
            state
                .assign_text(name.as_bytes(), value.as_bytes())
                .unwrap();
        }
        state
    }

    fn text(state: &State, letter: u8) -> String {
        String::from_utf8(Facts::new(state, 6).text(letter).unwrap()).unwrap()
    }

    #[test]
    fn the_home_directory_is_a_tilde() {
        let state = |pwd| state(&[("HOME", "/home/ann"), ("PWD", pwd)]);
        assert_eq!(text(&state("/home/ann"), b'w'), "~");
        assert_eq!(text(&state("/home/ann/src"), b'w'), "~/src");
        assert_eq!(text(&state("/home/anna"), b'w'), "/home/anna");
        assert_eq!(text(&state("/home/ann/src"), b'W'), "src");
        assert_eq!(text(&state("/"), b'W'), "/");
    }

    #[test]
    fn numbers_are_told() {
        let state = state(&[]);
        assert_eq!(text(&state, b'#'), "7");
        assert_eq!(text(&state, b'!'), "1");
        assert_eq!(text(&state, b'j'), "0");
        assert!(Facts::new(&state, 0).text(b'x').is_none());
    }

    #[test]
    fn the_time_is_told_in_five_ways() {
        let time = LocalTime {
            year: 2026,
            month: 3,
            day: 7,
            hour: 0,
            minute: 5,
            second: 9,
            weekday: 6,
            year_day: 66,
            offset: 0,
        };
        let told: Vec<String> = b"tT@Ad"
            .iter()
            .map(|letter| time_text(&time, *letter))
            .collect();
        assert_eq!(
            told,
            ["00:05:09", "12:05:09", "12:05 AM", "00:05", "Sat Mar 07"]
        );
    }
}
