//! `attachments` and `maps`: what is mapped into the shell by its user, and into any process at all.

use crate::builtin::ipc::args::Args;
use crate::builtin::ipc::number;
use crate::builtin::ipc::record::{Cell, Record};
use crate::builtin::ipc::run::{Done, OK, plain};
use crate::builtin::ipc::spec::{J, flag, optional};
use crate::builtin::{Arguments, Body, Builtin, Ctx, Kind, What};
use crate::look::maps::{self, Mapping};
use crate::plan::{Call, Json, printable};
use crate::state::ipc::{Backing, Region};
use crate::sys::{Errno, process};

const ATTACHMENTS_ARGUMENTS: Arguments = Arguments {
    options: &[J],
    operands: &[],
};

/// `attachments`
pub(in crate::builtin::ipc) const ATTACHMENTS: Builtin = Builtin {
    name: "attachments",
    kind: Kind::Extension,
    synopsis: "attachments [-j]",
    help: "\
Shows what shmat and mmap brought into this shell: address, size, protection, and what stands behind it. peek and poke
reach this memory and no other.
  -j   JSON

Status: 0.

Example:
    mmap -v a -a 4K
    attachments
    munmap $a
",
    arguments: ATTACHMENTS_ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &ATTACHMENTS_ARGUMENTS, attachments)),
};

fn attachments(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let regions: Vec<Region> = ctx.state.ipc.regions.iter().cloned().collect();
    if args.has("j") {
        let mut json = Json::new();
        json.list(|list| {
            for region in &regions {
                record(region).write_json(list);
            }
        });
        ctx.print(json.finish() + "\n");
        return OK;
    }
    let (address, size, access, offset, what) = ("address", "size", "access", "offset", "what");
    ctx.print(format!(
        "{address:<18} {size:>10} {access:<7} {offset:>10} {what}\n"
    ));
    for region in &regions {
        let access = region.protection.letters();
        let (start, len, offset) = (region.start, region.len, region.offset);
        ctx.print(format!(
            "{start:<#18x} {len:>10} {access:<7} {offset:>10} {}\n",
            what_text(region)
        ));
    }
    OK
}

fn what_text(region: &Region) -> String {
    match &region.backing {
        Backing::Segment { id, size } => format!("segment {id} ({size} bytes)"),
        Backing::File { path, is_shared } => {
            format!("{} {}", shared(*is_shared), printable(path))
        }
        Backing::Anonymous { is_shared } => format!("{} anonymous", shared(*is_shared)),
    }
}

const fn shared(is_shared: bool) -> &'static str {
    if is_shared { "shared" } else { "private" }
}

fn record(region: &Region) -> Record {
    let record = Record::new()
        .with("address", Cell::Address(region.start as u64))
        .size("size", region.len)
        .text("access", region.protection.letters())
        .number("offset", region.offset);
    match &region.backing {
        Backing::Segment { id, size } => record
            .text("kind", "segment")
            .number("shmid", *id)
            .size("shm_segsz", *size),
        Backing::File { path, is_shared } => record
            .text("kind", "file")
            .text("path", path.clone())
            .with("shared", Cell::Truth(*is_shared)),
        Backing::Anonymous { is_shared } => record
            .text("kind", "anonymous")
            .with("shared", Cell::Truth(*is_shared)),
    }
}

const MAPS_ARGUMENTS: Arguments = Arguments {
    options: &[J, flag(b'v', "verbose")],
    operands: &[optional("PID", What::Process)],
};

/// `maps`
pub(in crate::builtin::ipc) const MAPS: Builtin = Builtin {
    name: "maps",
    kind: Kind::Extension,
    synopsis: "maps [-v] [-j] [PID]",
    help: "\
Shows the address space of a process (of this shell unless told otherwise), from /proc/PID/maps: where, how large, what may
be done with it, and what it is: code, data, heap, stack, files, System V segments by their id, and what shmat and mmap of
this shell made (marked with *).
  -v   also how much of it is in memory (Rss), and the size of the file behind it
  -j   JSON

Status: 0; 1 when the process may not be looked at.

Example:
    maps | head -n 3
",
    arguments: MAPS_ARGUMENTS,
    body: Body::Plain(|ctx, fields| plain(ctx, fields, &MAPS_ARGUMENTS, maps)),
};

fn maps(ctx: &mut Ctx<'_>, args: &Args<'_>) -> Done {
    let own = process::id();
    let pid = args
        .get(0)
        .map_or(Ok(own), |word| number::int_in("PID", word, 1, i32::MAX))?;
    let mut mappings = Vec::new();
    ctx.syscall(
        || {
            Call::new("open")
                .text("pathname", format!("/proc/{pid}/maps").as_bytes())
                .told()
                .names("flags", "O_RDONLY")
        },
        || {
            mappings = maps::of(pid)
                .map_err(|error| error.raw_os_error().map_or(Errno::EIO, Errno::from_raw))?;
            Ok(())
        },
    )?;
    let resident = args.has("v").then(|| maps::resident(pid));
    if args.has("j") {
        let mut json = Json::new();
        json.list(|list| {
            for mapping in &mappings {
                let mut record = mapping_record(mapping);
                if let Some(kilobytes) = resident.as_ref().and_then(|r| r.get(&mapping.start)) {
                    record = record.number("rss", kilobytes * 1024);
                }
                record.write_json(list);
            }
        });
        ctx.print(json.finish() + "\n");
        return OK;
    }
    for mapping in &mappings {
        let is_users = pid == own
            && usize::try_from(mapping.start)
                .is_ok_and(|start| ctx.state.ipc.regions.at(start).is_some());
        let mut line = line(mapping, is_users);
        if let Some(resident) = &resident {
            let kilobytes = resident.get(&mapping.start).copied().unwrap_or(0);
            line.push_str(&details(mapping, kilobytes));
        }
        ctx.print(line + "\n");
    }
    OK
}

fn line(mapping: &Mapping, is_users: bool) -> String {
    let size = (mapping.end - mapping.start) / 1024;
    let permissions = String::from_utf8_lossy(&mapping.permissions);
    format!(
        "{:012x}-{:012x} {size:>8}K {permissions} {}{}",
        mapping.start,
        mapping.end,
        if is_users { "*" } else { " " },
        owner(mapping)
    )
}

/// What a mapping is, in words.
fn owner(mapping: &Mapping) -> String {
    if let Some(id) = mapping.segment() {
        let key = printable(&mapping.path);
        return format!("System V segment {id} {key}");
    }
    let path = printable(&mapping.path);
    let is_executable = mapping.permissions.get(2) == Some(&b'x');
    let is_writable = mapping.permissions.get(1) == Some(&b'w');
    match (&*path, is_executable, is_writable) {
        ("", _, _) if mapping.is_shared() => "anonymous, shared".to_owned(),
        ("", _, _) => "anonymous".to_owned(),
        (text, ..) if text.starts_with('[') => text.to_owned(),
        (text, true, _) => format!("{text} (code)"),
        (text, false, true) if !mapping.is_shared() => format!("{text} (data)"),
        (text, false, _) => text.to_owned(),
    }
}

fn details(mapping: &Mapping, kilobytes: u64) -> String {
    let size = (!mapping.path.is_empty())
        .then(|| crate::sys::file::status(&mapping.path).ok())
        .flatten()
        .map_or_else(String::new, |status| {
            format!(", file has {} bytes", status.size)
        });
    format!("  (in memory {kilobytes}K{size})")
}

fn mapping_record(mapping: &Mapping) -> Record {
    let record = Record::new()
        .with("start", Cell::Address(mapping.start))
        .with("end", Cell::Address(mapping.end))
        .text("permissions", mapping.permissions.to_vec())
        .number("offset", mapping.offset)
        .number("inode", mapping.inode)
        .text("path", mapping.path.clone());
    match mapping.segment() {
        Some(id) => record.number("shmid", id),
        None => record,
    }
}
