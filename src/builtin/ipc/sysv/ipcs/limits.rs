//! `ipcs -l` and `ipcs -u`: what there may be, and what there is.

use std::fmt::Write as _;

use super::names::human;
use super::{Objects, Unit, Which};
use crate::look::sysv;
use crate::sys::ipc::{sem, shm};
use crate::sys::process::page_size;

/// Adds a line; a `String` takes everything.
macro_rules! line {
    ($text:expr, $($arg:tt)*) => {{ let _ = writeln!($text, $($arg)*); }};
}

/// The largest value that a semaphore can have (`SEMVMX`).
const SEMVMX: u64 = 32767;

/// `ipcs -l`
pub(super) fn limits(which: Which, unit: Unit) -> String {
    let limits = sysv::limits();
    let mut text = String::from("\n");
    if which.msg {
        text.push_str("------ Messages Limits --------\n");
        line!(text, "max queues system wide = {}", limits.msgmni);
        sized(&mut text, "max size of message", limits.msgmax, unit);
        sized(&mut text, "default max size of queue", limits.msgmnb, unit);
        text.push('\n');
    }
    if which.shm {
        let page = page_size() as u64;
        text.push_str("------ Shared Memory Limits --------\n");
        line!(text, "max number of segments = {}", limits.shmmni);
        kilobytes(&mut text, "max seg size", limits.shmmax, unit);
        match limits.shmall.checked_mul(page) {
            Some(bytes) => kilobytes(&mut text, "max total shared memory", bytes, unit),
            None => unlimited(&mut text, page, unit),
        }
        sized(&mut text, "min seg size", 1, unit);
        text.push('\n');
    }
    if which.sem {
        let [per_set, total, operations, sets] = limits.sem;
        text.push_str("------ Semaphore Limits --------\n");
        line!(text, "max number of arrays = {sets}");
        line!(text, "max semaphores per array = {per_set}");
        line!(text, "max semaphores system wide = {total}");
        line!(text, "max ops per semop call = {operations}");
        line!(text, "semaphore max value = {SEMVMX}");
        text.push('\n');
    }
    text
}

fn sized(text: &mut String, name: &str, bytes: u64, unit: Unit) {
    match unit {
        Unit::Human => line!(text, "{name} = {}", human(bytes)),
        _ => line!(text, "{name} (bytes) = {bytes}"),
    }
}

fn kilobytes(text: &mut String, name: &str, bytes: u64, unit: Unit) {
    match unit {
        Unit::Default => line!(text, "{name} (kbytes) = {}", bytes / 1024),
        _ => sized(text, name, bytes, unit),
    }
}

/// `shmall` pages are more bytes than 64 bits count: the largest whole number of pages stands for it.
fn unlimited(text: &mut String, page: u64, unit: Unit) {
    let name = "max total shared memory";
    match unit {
        Unit::Default => {
            let in_page = (page / 1024).max(1);
            line!(text, "{name} (kbytes) = {}", u64::MAX - (in_page - 1));
        }
        _ => sized(text, name, u64::MAX - (page - 1), unit),
    }
}

/// `ipcs -u`
pub(super) fn summary(objects: &Objects, which: Which, unit: Unit) -> String {
    let mut text = String::from("\n");
    if which.msg {
        let headers: u64 = objects.msg.iter().map(|queue| queue.qnum).sum();
        let bytes: u64 = objects.msg.iter().map(|queue| queue.cbytes).sum();
        text.push_str("------ Messages Status --------\n");
        line!(text, "allocated queues = {}", objects.msg.len());
        line!(text, "used headers = {headers}");
        match unit {
            Unit::Default => line!(text, "used space = {bytes} bytes"),
            _ => sized(&mut text, "used space", bytes, unit),
        }
        text.push('\n');
    }
    if which.shm {
        let usage = shm::usage().unwrap_or_default();
        text.push_str("------ Shared Memory Status --------\n");
        line!(text, "segments allocated {}", usage.segments);
        line!(text, "pages allocated {}", usage.pages);
        line!(text, "pages resident  {}", usage.resident_pages);
        line!(text, "pages swapped   {}", usage.swapped_pages);
        line!(text, "Swap performance: 0 attempts\t 0 successes");
        text.push('\n');
    }
    if which.sem {
        let usage = sem::usage().unwrap_or_default();
        text.push_str("------ Semaphore Status --------\n");
        line!(text, "used arrays = {}", usage.sets);
        line!(text, "allocated semaphores = {}", usage.semaphores);
        text.push('\n');
    }
    text
}
