//! Job ids (XBD 3.182): `%1`, `%+`, `%-`, `%text`, `%?text`.

use crate::builtin::{BuiltinError, numbers};
use crate::source::quote;
use crate::state::{Job, Jobs};

/// The job that `text`, which begins with `%`, means.
///
/// # Errors
/// If there is none, or more than one begins with that text.
pub(super) fn find<'j>(jobs: &'j Jobs, text: &[u8]) -> Result<&'j Job, BuiltinError> {
    let wanted = text.strip_prefix(b"%").unwrap_or(text);
    let number = match wanted {
        b"" | b"%" | b"+" => jobs.current(),
        b"-" => jobs.previous(),
        [b'0'..=b'9', ..] => numbers::decimal(wanted)
            .ok()
            .and_then(|number| u32::try_from(number).ok()),
        [b'?', part @ ..] => unique(jobs, text, |job| bstr::ByteSlice::contains_str(job, part))?,
        start => unique(jobs, text, |job| job.starts_with(start))?,
    };
    number
        .and_then(|number| jobs.get(number))
        .ok_or_else(|| no_such_job(text))
}

fn unique(
    jobs: &Jobs,
    text: &[u8],
    is_meant: impl Fn(&[u8]) -> bool,
) -> Result<Option<u32>, BuiltinError> {
    let mut found = jobs.iter().filter(|job| is_meant(&job.text));
    match (found.next(), found.next()) {
        (Some(_), Some(_)) => Err(BuiltinError::failure(
            [&quote::quoted(text)[..], b": more than one job is meant"].concat(),
        )),
        (job, _) => Ok(job.map(|job| job.number)),
    }
}

/// The error for a job that is not there.
pub(super) fn no_such_job(text: &[u8]) -> BuiltinError {
    BuiltinError::failure([&quote::quoted(text)[..], b": no such job"].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{JobState, Process};

    fn jobs() -> Jobs {
        let mut jobs = Jobs::default();
        for (pid, text) in [(10, "sleep 10"), (20, "sleep 20"), (30, "cat f")] {
            jobs.add(Job {
                number: 0,
                pgid: pid,
                processes: vec![Process {
                    pid,
                    state: JobState::Running,
                }],
                text: text.into(),
                is_controlled: true,
                is_news: false,
                is_async: true,
                is_spared: false,
                is_negated: false,
            });
        }
        jobs
    }

    fn number(text: &str) -> Option<u32> {
        find(&jobs(), text.as_bytes()).ok().map(|job| job.number)
    }

    #[test]
    fn jobs_are_found_by_number_rank_and_text() {
        assert_eq!(number("%2"), Some(2));
        assert_eq!(number("%%"), Some(3));
        assert_eq!(number("%"), Some(3));
        assert_eq!(number("%-"), Some(2));
        assert_eq!(number("%cat"), Some(3));
        assert_eq!(number("%?20"), Some(2));
        assert_eq!(number("%sleep"), None);
        assert_eq!(number("%9"), None);
        assert_eq!(number("%4294967297"), None);
    }
}
