//! The descriptors that programs really find, beside those that the trace claimed when they were executed.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{ended, place, rows, shell};

/// Lists its descriptors: how they are open, which numbers they have, where they lead.
const LEAF: &str = "#!/bin/sh\n/usr/bin/find /proc/$$/fd -type l -fprintf \"$PLACE/leaf.$$\" '%m %f -> %l\\n'\n:\n";

/// What differs in `line`, with every `cat` replaced by a program that looks at its descriptors.
pub fn fault(line: &str, compared: &AtomicUsize) -> Option<String> {
    let place = place();
    let program = place.path().join("leaf");
    std::fs::write(&program, LEAF).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&program, mode).unwrap();
    let line = line.replace("cat", "./leaf");
    let mut command = shell(place.path(), &["--trace=json", "--trace-file", "T"], &line);
    command.env("PLACE", place.path());
    if ended(command).is_none() {
        return Some(format!("{line}\n  does not end"));
    }
    let text = std::fs::read_to_string(place.path().join("T")).unwrap();
    let mut pipes = Pipes::default();
    for row in rows(&text)
        .iter()
        .filter(|row| row.call == "execve" && row.arg("path") == "./leaf" && row.ret == "null")
    {
        let Ok(found) = std::fs::read_to_string(place.path().join(format!("leaf.{}", row.pid)))
        else {
            return Some(format!("{line}\n  {} did not tell", row.who));
        };
        let (claimed, found) = (claimed(&row.fds), found_by(&found));
        let is_equal = claimed.len() == found.len()
            && claimed
                .iter()
                .zip(&found)
                .all(|(a, b)| a.0 == b.0 && pipes.are_same(a.1, b.1));
        if !is_equal {
            return Some(format!(
                "{line:.200}\n  {}\n  claimed {claimed:?}\n  found   {found:?}",
                row.who
            ));
        }
        compared.fetch_add(1, Ordering::Relaxed);
    }
    None
}

/// Which pipe of the trace is which pipe of the kernel: each has one partner.
#[derive(Default)]
struct Pipes(BTreeMap<String, String>, BTreeMap<String, String>);

impl Pipes {
    fn are_same(&mut self, claimed: &str, found: &str) -> bool {
        let (Some(name), Some(inode)) =
            (claimed.strip_prefix("pipe "), found.strip_prefix("pipe "))
        else {
            return claimed == found;
        };
        let (Some((name, end)), Some((inode, other))) =
            (name.rsplit_once('.'), inode.rsplit_once('.'))
        else {
            return name == inode.trim_end_matches(".r").trim_end_matches(".w"); // a pipe from before, with its real name
        };
        let partner = self
            .0
            .entry(name.to_owned())
            .or_insert_with(|| inode.to_owned());
        let back = self
            .1
            .entry(inode.to_owned())
            .or_insert_with(|| name.to_owned());
        end == other && *partner == inode && *back == name
    }
}

/// Numbers, and for files the last part of the name, for pipes which one and which end.
fn claimed(fds: &str) -> BTreeMap<i32, String> {
    let pairs = fds
        .trim_matches(['{', '}'])
        .split(',')
        .filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| {
        let (fd, object) = pair.split_once("\":\"").unwrap();
        let (kind, name) = object.trim_matches('"').split_once(':').unwrap();
        (
            fd.trim_matches('"').parse().unwrap(),
            kind_and_name(kind, name),
        )
    });
    pairs.collect()
}

fn found_by(listing: &str) -> BTreeMap<i32, String> {
    let links = listing.lines().filter_map(|line| {
        let (left, target) = line.split_once(" -> ")?;
        let (mode, fd) = left.split_once(' ')?;
        let fd: i32 = fd.parse().ok()?;
        let is_its_script = fd >= 10 && target.ends_with("/leaf");
        (!is_its_script).then(|| {
            let (kind, name) = match target.split_once(':') {
                Some((kind, name)) if !target.starts_with('/') => (kind, name),
                _ if target.starts_with("/memfd") => ("memfd", ""),
                _ => ("file", target),
            };
            let end = match (kind, mode) {
                ("pipe", "500") => ".r",
                ("pipe", "300") => ".w",
                _ => "",
            };
            (fd, kind_and_name(kind, &format!("{name}{end}")))
        })
    });
    links.collect()
}

fn kind_and_name(kind: &str, name: &str) -> String {
    match kind {
        "file" => format!(
            "file {}",
            name.trim_end_matches(" (deleted)")
                .rsplit('/')
                .next()
                .unwrap()
        ),
        "pipe" => format!("pipe {name}"),
        kind => kind.to_owned(),
    }
}
