//! The reserved word `time` (extension; its output as XCU time has it).

use std::time::Duration;

use crate::syntax::ast::TimeFormat;
use crate::sys::resource;

/// The clocks when the pipeline began.
pub(super) struct Stopwatch {
    real: Duration,
    user: Duration,
    system: Duration,
}

impl Stopwatch {
    /// Now.
    pub fn start() -> Self {
        let (user, system) = processor();
        Self {
            real: resource::monotonic_time(),
            user,
            system,
        }
    }

    /// What has passed since, as text.
    pub fn report(&self, format: TimeFormat) -> String {
        let (user, system) = processor();
        let real = resource::monotonic_time().saturating_sub(self.real);
        let (user, system) = (
            user.saturating_sub(self.user),
            system.saturating_sub(self.system),
        );
        match format {
            TimeFormat::Posix => format!(
                "real {}\nuser {}\nsys {}\n",
                seconds(real),
                seconds(user),
                seconds(system)
            ),
            TimeFormat::Default => {
                format!(
                    "\nreal\t{}\nuser\t{}\nsys\t{}\n",
                    minutes(real),
                    minutes(user),
                    minutes(system)
                )
            }
        }
    }
}

/// Processor time of the shell and its children.
fn processor() -> (Duration, Duration) {
    resource::times().map_or((Duration::ZERO, Duration::ZERO), |times| {
        (
            times.user + times.children_user,
            times.system + times.children_system,
        )
    })
}

fn seconds(time: Duration) -> String {
    format!("{}.{:02}", time.as_secs(), time.subsec_millis() / 10)
}

fn minutes(time: Duration) -> String {
    format!(
        "{}m{}.{:03}s",
        time.as_secs() / 60,
        time.as_secs() % 60,
        time.subsec_millis()
    )
}
