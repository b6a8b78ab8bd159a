//! `--progress`: bytes, rate and time of a long transfer, on a terminal.

use std::time::Duration;

use crate::builtin::ipc::args::Args;
use crate::builtin::{Ctx, write_all};
use crate::sys::{file, resource};

/// A transfer that is shown while it goes on.
pub(in crate::builtin::ipc) struct Progress {
    is_shown: bool,
    start: Duration,
    last: Duration,
    bytes: u64,
}

/// How often it is shown.
const INTERVAL: Duration = Duration::from_millis(200);

impl Progress {
    /// Begins; shown only if `--progress` was given and standard error is a terminal.
    pub(in crate::builtin::ipc) fn of(args: &Args<'_>) -> Self {
        let now = resource::monotonic_time();
        Self {
            is_shown: args.has("progress") && file::is_terminal(2),
            start: now,
            last: now,
            bytes: 0,
        }
    }

    /// So many bytes more.
    pub(in crate::builtin::ipc) fn add(&mut self, ctx: &Ctx<'_>, count: usize) {
        self.bytes = self.bytes.saturating_add(count as u64);
        if !self.is_shown {
            return;
        }
        let now = resource::monotonic_time();
        if now.saturating_sub(self.last) >= INTERVAL {
            self.last = now;
            let line = format!("\r{}\x1b[K", self.line(now));
            let _ = write_all(ctx.kernel, 2, line.as_bytes()); // it is only shown
        }
    }

    /// It is over.
    pub(in crate::builtin::ipc) fn finish(&self, ctx: &Ctx<'_>) {
        if self.is_shown {
            let line = format!("\r{}\x1b[K\n", self.line(resource::monotonic_time()));
            let _ = write_all(ctx.kernel, 2, line.as_bytes()); // likewise
        }
    }

    fn line(&self, now: Duration) -> String {
        line(self.bytes, now.saturating_sub(self.start))
    }
}

/// `512MiB, 1.2GiB/s, 0:03`
fn line(bytes: u64, elapsed: Duration) -> String {
    let millis = u64::try_from(elapsed.as_millis())
        .unwrap_or(u64::MAX)
        .max(1);
    let rate = bytes.saturating_mul(1000) / millis;
    let seconds = elapsed.as_secs();
    format!(
        "{}, {}/s, {}:{:02}",
        units(bytes),
        units(rate),
        seconds / 60,
        seconds % 60
    )
}

fn units(bytes: u64) -> String {
    const UNITS: [&str; 7] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    let power = bytes.checked_ilog2().unwrap_or(0) / 10;
    let unit = usize::try_from(power)
        .ok()
        .and_then(|p| UNITS.get(p))
        .copied();
    let tenths = (u128::from(bytes) * 10) >> (10 * power);
    match power {
        0 => format!("{bytes}B"),
        _ => format!("{}.{}{}", tenths / 10, tenths % 10, unit.unwrap_or("EiB")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_rate_and_time() {
        assert_eq!(line(0, Duration::ZERO), "0B, 0B/s, 0:00");
        let elapsed = Duration::from_secs(64);
        assert_eq!(line(96 << 30, elapsed), "96.0GiB, 1.5GiB/s, 1:04");
    }
}
