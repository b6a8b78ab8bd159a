//! Variables whose value is made when somebody looks: `LINENO`, `PPID`, and the extensions `RANDOM`,
//! `SECONDS`, `EPOCHSECONDS`, `EPOCHREALTIME`, `BASHPID`, `PIPESTATUS`, `FUNCNAME`, `BASH_SOURCE`, `BASH_LINENO`,
//! `BASH_SUBSHELL`, `BASH_COMMAND`, `OSTYPE` and their like.

use std::time::{SystemTime, UNIX_EPOCH};

use super::parameter::Text;
use crate::state::{Role, Slot, State, Value, file_of};
use crate::sys::process;

/// The value of a variable with a role as a scalar.
#[cold]
pub(super) fn scalar(state: &State, slot: Slot) -> Option<Text<'_>> {
    let variable = state.vars.at(slot);
    if let Some(elements) = elements(state, variable.role) {
        return elements.into_iter().next().map(Text::Owned);
    }
    let stored = || match variable.value.as_ref()? {
        Value::Text(text) => Some(Text::Borrowed(text)),
        Value::Int(number) => Some(Text::of_number(*number)),
        Value::Array(array) => array.elements.get(&0).map(|text| Text::Borrowed(text)),
    };
    match variable.role {
        Role::LineNo => Some(Text::of_number(i64::from(state.place.line))),
        Role::ParentPid => stored().or_else(|| Some(Text::of_number(i64::from(state.parent_pid)))),
        Role::BashPid => Some(Text::of_number(i64::from(process_number(state)))),
        Role::Seconds => Some(Text::of_number(state.seconds())),
        Role::EpochSeconds => Some(Text::of_number(now().0)),
        Role::EpochRealtime => {
            let (seconds, microseconds) = now();
            Some(Text::Owned(
                format!("{seconds}.{microseconds:06}").into_bytes(),
            ))
        }
        Role::BashSubshell => Some(Text::of_number(i64::from(state.subshell_depth))),
        Role::BashCommand => Some(Text::Borrowed(&state.trapped_command)),
        Role::Machine => stored().or_else(|| machine(&variable.name).map(Text::Owned)),
        Role::Random => match stored()? {
            Text::Number(..) => Some(Text::of_number(drawn(variable.value.as_ref()?))),
            other => Some(other),
        },
        _ => stored(),
    }
}

/// The elements of a variable whose role makes it an array.
pub(super) fn elements(state: &State, role: Role) -> Option<Vec<Vec<u8>>> {
    match role {
        Role::PipeStatus => {
            let text = |status: &i32| status.to_string().into_bytes();
            Some(state.pipe_statuses.iter().map(text).collect())
        }
        Role::FuncName if state.function_depth() == 0 => Some(Vec::new()),
        Role::FuncName => {
            let frames = state.frames.iter().rev();
            let mut names: Vec<Vec<u8>> = frames.map(|frame| frame.name().to_vec()).collect();
            if state.is_script() {
                names.push(b"main".to_vec());
            }
            Some(names)
        }
        Role::BashSource => {
            let callers = state.frames.iter().rev().map(|frame| &frame.caller);
            let sources = std::iter::once(&state.place.source).chain(callers);
            // A text that is no file has no entry of its own at the bottom.
            let count = state.frames.len() + usize::from(state.is_script());
            Some(
                sources
                    .take(count)
                    .map(|source| file_of(source).to_vec())
                    .collect(),
            )
        }
        Role::BashLineNo => {
            let frames = state.frames.iter().rev();
            let line = |line: u32| line.to_string().into_bytes();
            let mut lines: Vec<Vec<u8>> = frames.map(|frame| line(frame.call_line)).collect();
            if state.is_script() {
                lines.push(line(0));
            }
            Some(lines)
        }
        _ => None,
    }
}

/// What the variables about the machine and the user say if nobody has assigned them.
#[cold]
fn machine(name: &[u8]) -> Option<Vec<u8>> {
    let text = |text: &str| Some(text.as_bytes().to_vec());
    let number = |number: u32| Some(number.to_string().into_bytes());
    match name {
        b"OSTYPE" => text("linux-gnu"),
        b"HOSTTYPE" => text(std::env::consts::ARCH),
        b"MACHTYPE" => Some(
            [std::env::consts::ARCH, "-pc-linux-gnu"]
                .concat()
                .into_bytes(),
        ),
        b"HOSTNAME" => process::host_name().ok(),
        b"UID" => number(process::user()),
        b"EUID" => number(process::effective_user()),
        _ => number(process::user_group()),
    }
}

/// The number of this process. A subshell that has none shows that of a child which has come and gone, so that nobody takes
/// it for the shell's.
fn process_number(state: &State) -> i32 {
    let own = process::id();
    let Some(shown) = state.shown_numbers.last() else {
        return own;
    };
    if shown.get() == 0 {
        shown.set(process::spend_number().unwrap_or(own));
    }
    shown.get()
}

/// Seconds since 1970 and microseconds.
fn now() -> (i64, u32) {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    (seconds, since.subsec_micros())
}

/// Draws the next number. The variable keeps the state of the generator: what was assigned is the seed, and
/// without one, the process and the time are.
#[cold]
pub(super) fn next_random(state: &mut State, slot: Slot) {
    let is_inherited = state.random_drawn_in != state.subshell;
    state.random_drawn_in = state.subshell;
    let mut seed = match state.vars.value(slot) {
        Some(Value::Int(number)) => number.cast_unsigned(),
        Some(other) => other.text().iter().fold(0_u64, |seed, byte| {
            seed.wrapping_mul(31).wrapping_add(u64::from(*byte))
        }),
        None => {
            let (seconds, microseconds) = now();
            let number = u64::from(std::process::id());
            (seconds.cast_unsigned() << 20) ^ u64::from(microseconds) ^ (number << 40)
        }
    };
    if is_inherited {
        // Subshells of one shell do not draw the same numbers.
        let number = u64::from(std::process::id());
        seed ^= (number << 40) ^ (state.subshell << 8) ^ u64::from(now().1);
    }
    // Knuth's MMIX constants; the high bits are the random ones.
    let next = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    let _ = state.vars.assign(slot, Value::Int(next.cast_signed())); // a readonly RANDOM stays as it is
}

/// The number that a state of the generator shows: 0 to 32767.
const fn drawn(value: &Value) -> i64 {
    match value {
        Value::Int(number) => (number.cast_unsigned() >> 49).cast_signed(),
        _ => 0,
    }
}
