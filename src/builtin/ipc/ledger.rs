//! The ledger: what this session created, whether it still exists, and how it is removed.
//!
//! Objects that were only opened are never in it. A session that ends leaves them, unless `set -o ipcclean` is on.

use crate::builtin::{BuiltinError, Ctx};
use crate::look::{posix, sysv};
use crate::plan::{Call, printable};
use crate::state::State;
use crate::state::ipc::Created;
use crate::sys::ipc::{mq, msg, posix as sys_posix, sem, shared_log, shm};
use crate::sys::{Errno, file};

/// Notes what was made. What a subshell makes its parent learns through the shared log.
pub(crate) fn note(state: &mut State, object: Created) {
    if state.subshell_depth > 0 {
        shared_log::append(&record(b'+', &object)); // a full log forgets; the object can still be removed by id
    }
    state.ipc.ledger.add(object);
}

/// Strikes out what was removed.
pub(crate) fn strike(state: &mut State, object: &Created) {
    if state.subshell_depth > 0 {
        shared_log::append(&record(b'-', object)); // as above
    }
    state.ipc.ledger.strike(object);
}

/// Takes over what subshells have written.
pub(crate) fn refresh(state: &mut State) {
    let own = shared_log::writer();
    for record in shared_log::read_new() {
        if let Some((_, sign, object)) = parse(&record).filter(|(writer, ..)| *writer != own) {
            match sign {
                b'+' => state.ipc.ledger.add(object),
                _ => state.ipc.ledger.strike(&object),
            }
        }
    }
}

/// Writer, sign, kind, id or name.
fn record(sign: u8, object: &Created) -> Vec<u8> {
    let mut record = shared_log::writer().to_ne_bytes().to_vec();
    record.push(sign);
    match object {
        Created::Shm(id) => push(&mut record, b's', &id.to_ne_bytes()),
        Created::Msg(id) => push(&mut record, b'q', &id.to_ne_bytes()),
        Created::Sem(id) => push(&mut record, b'S', &id.to_ne_bytes()),
        Created::MqName(name) => push(&mut record, b'Q', name),
        Created::ShmName(name) => push(&mut record, b'm', name),
        Created::SemName(name) => push(&mut record, b'M', name),
        Created::Fifo(path) => push(&mut record, b'f', path),
        Created::Socket(path) => push(&mut record, b'u', path),
    }
    record
}

fn push(record: &mut Vec<u8>, kind: u8, rest: &[u8]) {
    record.push(kind);
    record.extend_from_slice(rest);
}

fn parse(record: &[u8]) -> Option<(u32, u8, Created)> {
    let (writer, rest) = record.split_first_chunk::<4>()?;
    let [sign, kind, rest @ ..] = rest else {
        return None;
    };
    let id = || rest.first_chunk::<4>().map(|id| i32::from_ne_bytes(*id));
    let object = match kind {
        b's' => Created::Shm(id()?),
        b'q' => Created::Msg(id()?),
        b'S' => Created::Sem(id()?),
        b'Q' => Created::MqName(rest.to_vec()),
        b'm' => Created::ShmName(rest.to_vec()),
        b'M' => Created::SemName(rest.to_vec()),
        b'f' => Created::Fifo(rest.to_vec()),
        b'u' => Created::Socket(rest.to_vec()),
        _ => return None,
    };
    Some((u32::from_ne_bytes(*writer), *sign, object))
}

/// What an object is called: `shm 5`, `/q1`.
pub(crate) fn name(object: &Created) -> String {
    match object {
        Created::Shm(id) => format!("shm {id}"),
        Created::Msg(id) => format!("msg {id}"),
        Created::Sem(id) => format!("sem {id}"),
        Created::MqName(name) | Created::ShmName(name) | Created::SemName(name) => printable(name),
        Created::Fifo(path) | Created::Socket(path) => printable(path),
    }
}

/// Whether an object is still there.
pub(crate) fn exists(object: &Created) -> bool {
    let named = |objects: Vec<posix::Object>, name: &[u8]| objects.iter().any(|o| o.name == name);
    let has_kind = |path: &[u8], kind| file::link_status(path).is_ok_and(|s| s.kind == kind);
    match object {
        Created::Shm(id) => sysv::shm().is_ok_and(|all| {
            // One that only waits for the last detach has been removed already.
            all.iter()
                .any(|o| o.perm.id == *id && o.perm.mode & shm::DEST == 0)
        }),
        Created::Msg(id) => sysv::msg().is_ok_and(|all| all.iter().any(|o| o.perm.id == *id)),
        Created::Sem(id) => sysv::sem().is_ok_and(|all| all.iter().any(|o| o.perm.id == *id)),
        // Where queues are not seen as files, opening one tells.
        Created::MqName(name) => match posix::queues() {
            Some(queues) => named(queues, name),
            None => mq::exists(name),
        },
        Created::ShmName(name) => named(posix::shared_memory(), name),
        Created::SemName(name) => named(posix::semaphores(), name),
        Created::Fifo(path) => has_kind(path, file::Kind::Fifo),
        Created::Socket(path) => has_kind(path, file::Kind::Socket),
    }
}

/// Removes an object and strikes it from the ledger.
pub(crate) fn remove(ctx: &mut Ctx<'_>, object: &Created) -> Result<(), BuiltinError> {
    let call = || describe(object);
    ctx.syscall_because(call, || remove_now(object), |errno| why(object, errno))?;
    if !ctx.is_explaining() {
        strike(ctx.state, object);
    }
    Ok(())
}

fn why(object: &Created, errno: Errno) -> String {
    match (object, errno) {
        (Created::Shm(_) | Created::Msg(_) | Created::Sem(_), Errno::EINVAL | Errno::EIDRM) => {
            "no object has this id".to_owned()
        }
        _ => String::new(),
    }
}

fn describe(object: &Created) -> Call {
    let by_id = |call: &'static str, name: &'static str, id: i32| {
        Call::new(call)
            .int(name, id)
            .told()
            .names("cmd", "IPC_RMID")
    };
    let by_name = |call: &'static str, name: &[u8]| Call::new(call).text("name", name).told();
    match object {
        Created::Shm(id) => by_id("shmctl", "shmid", *id),
        Created::Msg(id) => by_id("msgctl", "msqid", *id),
        Created::Sem(id) => by_id("semctl", "semid", *id),
        Created::MqName(name) => by_name("mq_unlink", name),
        Created::ShmName(name) => by_name("shm_unlink", name),
        Created::SemName(name) => by_name("sem_unlink", name),
        Created::Fifo(path) | Created::Socket(path) => by_name("unlink", path),
    }
}

fn remove_now(object: &Created) -> Result<(), Errno> {
    match object {
        Created::Shm(id) => shm::remove(*id),
        Created::Msg(id) => msg::remove(*id),
        Created::Sem(id) => sem::remove(*id),
        Created::MqName(name) => mq::unlink(name),
        Created::ShmName(name) => sys_posix::shm_unlink(name),
        Created::SemName(name) => sys_posix::sem_unlink(name),
        Created::Fifo(path) | Created::Socket(path) => file::remove(path),
    }
}

/// The end of an interactive session: which created objects still exist, in one line, or nothing.
#[must_use]
pub fn exit_notice(state: &mut State) -> Option<String> {
    let left: Vec<String> = leftovers(state).iter().map(name).collect();
    match left.len() {
        0 => None,
        1 => Some(format!(
            "1 IPC object created here still exists ({}): ipcrm --session removes it",
            left.concat()
        )),
        count => Some(format!(
            "{count} IPC objects created here still exist ({}): ipcrm --session removes them",
            left.join(", ")
        )),
    }
}

/// `set -o ipcclean`: removes what this session created, silently, as a shell that ends must be.
pub fn clean(state: &mut State) {
    for object in leftovers(state) {
        let _ = remove_now(&object); // nobody is there to be told any more
        state.ipc.ledger.strike(&object);
    }
}

fn leftovers(state: &mut State) -> Vec<Created> {
    refresh(state);
    state
        .ipc
        .ledger
        .iter()
        .filter(|object| exists(object))
        .cloned()
        .collect()
}

/// Says what went wrong with one object while the others are still to be removed.
pub(crate) fn tell(ctx: &mut Ctx<'_>, error: &BuiltinError) {
    let name = error.call.map_or(ctx.name, str::as_bytes).to_vec();
    crate::builtin::complain(ctx.state, ctx.kernel, &name, &error.message);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back() {
        for object in [
            Created::Shm(0),
            Created::Sem(i32::MAX),
            Created::MqName(b"/q".to_vec()),
            Created::Fifo(b"/tmp/a b".to_vec()),
        ] {
            let parsed = parse(&record(b'+', &object));
            assert_eq!(parsed, Some((shared_log::writer(), b'+', object)));
        }
        assert_eq!(parse(b""), None);
        assert_eq!(parse(b"1234+s12"), None);
    }
}
