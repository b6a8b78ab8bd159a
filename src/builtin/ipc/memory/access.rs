//! Reading and writing at an address: checked against the shell's own table first, then copied by a call that tells a
//! bad address where a plain load would kill. Every refusal says which signal it spared.

use crate::builtin::{BuiltinError, Ctx};
use crate::plan::{Call, printable};
use crate::state::State;
use crate::state::ipc::{Backing, Region};
use crate::sys::ipc::map::access;
use crate::sys::{Errno, file, memory};

/// As much as `--explain` gives in place of bytes that it does not read.
const PRETENDED: usize = 4096;

/// `length` bytes from `address` on.
pub(super) fn read(
    ctx: &mut Ctx<'_>,
    address: usize,
    length: usize,
) -> Result<Vec<u8>, BuiltinError> {
    if ctx.is_explaining() {
        ctx.attempt(|| load_call(address, length), || Ok(0_usize))
            .ok();
        return Ok(vec![0; length.min(PRETENDED)]);
    }
    // Before memory is taken for the answer: gigabytes that are not there are refused at once.
    check(ctx, address, length, false)?;
    let Ok(mut bytes) = memory::zeroed(length) else {
        return Err(ctx.call_error(&describe("load", address, length), Errno::ENOMEM));
    };
    match access::read(address, &mut bytes) {
        Ok(count) if count == length => Ok(bytes),
        Ok(count) => Err(fault(ctx, address.saturating_add(count), false)),
        Err(Errno::EFAULT) => Err(fault(ctx, address, false)),
        Err(errno) => Err(ctx.call_error(&load_call(address, length), errno)),
    }
}

/// Writes `bytes` to `address`.
pub(super) fn write(ctx: &mut Ctx<'_>, address: usize, bytes: &[u8]) -> Result<(), BuiltinError> {
    let call = || {
        Call::new("process_vm_writev")
            .names("pid", "self")
            .data("local", bytes)
            .address("remote", address)
            .told()
            .size("length", bytes.len())
    };
    if ctx.is_explaining() {
        ctx.attempt(call, || Ok(0_usize)).ok();
        return Ok(());
    }
    check(ctx, address, bytes.len(), true)?;
    match access::write(address, bytes) {
        Ok(count) if count == bytes.len() => Ok(()),
        Ok(count) => Err(fault(ctx, address.saturating_add(count), true)),
        Err(Errno::EFAULT) => Err(fault(ctx, address, true)),
        Err(errno) => Err(ctx.call_error(&call(), errno)),
    }
}

fn load_call(address: usize, length: usize) -> Call {
    Call::new("process_vm_readv")
        .names("pid", "self")
        .out("local", "buf")
        .address("remote", address)
        .told()
        .size("length", length)
}

fn describe(name: &'static str, address: usize, length: usize) -> Call {
    Call::new(name)
        .address("address", address)
        .told()
        .size("length", length)
        .told()
}

/// That every byte lies in the table, with the protection that is needed.
pub(super) fn check(
    ctx: &mut Ctx<'_>,
    address: usize,
    length: usize,
    is_store: bool,
) -> Result<(), BuiltinError> {
    let end = address.saturating_add(length.max(1));
    let mut at = address;
    while at < end {
        let problem = match ctx.state.ipc.regions.at(at) {
            None => Some(not_mapped(ctx.state, at)),
            Some(region) => protection_problem(region, at, is_store),
        };
        if let Some(text) = problem {
            return Err(spared(ctx, "SIGSEGV", &text));
        }
        at = ctx.state.ipc.regions.at(at).map_or(end, Region::end);
    }
    Ok(())
}

fn not_mapped(state: &State, address: usize) -> String {
    let before = state
        .ipc
        .regions
        .iter()
        .take_while(|region| region.start <= address)
        .last();
    match before {
        Some(region) if address == region.end() || address - region.end() < 0x10000 => format!(
            "{address:#x} is {} past the end of {} (attachments lists what is mapped)",
            bytes(address - region.end() + 1),
            name(region)
        ),
        _ => format!("{address:#x} is not mapped by this shell (attachments lists what is)"),
    }
}

fn bytes(count: usize) -> String {
    match count {
        1 => "1 byte".to_owned(),
        count => format!("{count} bytes"),
    }
}

fn protection_problem(region: &Region, address: usize, is_store: bool) -> Option<String> {
    let allowed = if is_store {
        region.protection.write
    } else {
        region.protection.read
    };
    if allowed {
        return None;
    }
    let how = match (&region.backing, is_store) {
        (Backing::Segment { .. }, true) => "attached SHM_RDONLY".to_owned(),
        _ => format!("mapped {}", region.protection.letters()),
    };
    Some(format!("{address:#x} in {} is {how}", name(region)))
}

/// What stands behind a region, in words.
pub(super) fn name(region: &Region) -> String {
    match &region.backing {
        Backing::Segment { id, .. } => format!("segment {id}"),
        Backing::File { path, .. } => printable(path),
        Backing::Anonymous { .. } => "anonymous memory".to_owned(),
    }
}

/// The kernel would not: the table permits it, so the file is shorter than its mapping.
fn fault(ctx: &mut Ctx<'_>, address: usize, is_store: bool) -> BuiltinError {
    let Some(region) = ctx.state.ipc.regions.at(address).cloned() else {
        let text = format!("{address:#x} is not mapped");
        return spared(ctx, "SIGSEGV", &text);
    };
    let Backing::File { path, .. } = &region.backing else {
        let text = format!("{address:#x} in {} cannot be used", name(&region));
        return spared(ctx, "SIGSEGV", &text);
    };
    let offset = region.offset + (address - region.start) as u64;
    let mapping: usize = ctx
        .state
        .ipc
        .regions
        .of_origin(region.origin)
        .map(|part| part.len)
        .sum();
    let size = file::status(path).ok().map(|status| status.size);
    let text = match size {
        Some(size) if size <= offset => format!(
            "offset {offset} is past the end of {} ({size} bytes; mapping {mapping})",
            printable(path)
        ),
        _ => format!(
            "offset {offset} of {} cannot be {} (mapping {mapping})",
            printable(path),
            if is_store { "written" } else { "read" }
        ),
    };
    spared(ctx, "SIGBUS", &text)
}

/// The error of an access that was not made: the signal that it would have been.
pub(super) fn spared(ctx: &mut Ctx<'_>, signal: &str, text: &str) -> BuiltinError {
    let error = ctx.errno_error("access", Errno::EFAULT, "");
    BuiltinError {
        call: None,
        message: format!("EFAULT: {signal} avoided: {text}").into_bytes(),
        ..error
    }
}
