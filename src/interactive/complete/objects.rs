//! Objects of the kernel: System V and POSIX objects, descriptors, processes, addresses.

use super::World;
use super::offer::Offer;
use crate::builtin::What;
use crate::interactive::visible;
use crate::look::{fds, posix, process, sysv};
use crate::state::ipc::Backing;
use crate::state::{Job, JobState};
use crate::sys::{process as own_process, users};

/// How many processes are offered.
const MOST_PROCESSES: usize = 2000;

impl World<'_> {
    /// The name of a user, asked for once.
    fn owner(&self, id: u32) -> String {
        let mut owners = self.memory.owners.borrow_mut();
        let name = owners.entry(id).or_insert_with(|| {
            let user = users::by_id(id);
            user.map_or_else(|| id.to_string(), |user| visible::shown(&user.name))
        });
        name.clone()
    }
}

fn key(key: i32) -> String {
    if key == 0 {
        "private".to_owned()
    } else {
        format!("key {key:#x}")
    }
}

/// The segments of shared memory.
#[must_use]
pub fn shm(world: &World<'_>) -> Vec<Offer> {
    let mut all = sysv::shm().unwrap_or_default();
    all.sort_unstable_by_key(|segment| segment.perm.id);
    all.iter()
        .map(|segment| {
            let about = format!(
                "{}, {} bytes, {}, {} attached",
                key(segment.perm.key),
                segment.size,
                world.owner(segment.perm.uid),
                segment.nattch
            );
            Offer::new(segment.perm.id.to_string(), about)
        })
        .collect()
}

/// The message queues.
#[must_use]
pub fn msg(world: &World<'_>) -> Vec<Offer> {
    let mut all = sysv::msg().unwrap_or_default();
    all.sort_unstable_by_key(|queue| queue.perm.id);
    all.iter()
        .map(|queue| {
            let about = format!(
                "{}, {} messages, {} bytes, {}",
                key(queue.perm.key),
                queue.qnum,
                queue.cbytes,
                world.owner(queue.perm.uid)
            );
            Offer::new(queue.perm.id.to_string(), about)
        })
        .collect()
}

/// The sets of semaphores.
#[must_use]
pub fn sem(world: &World<'_>) -> Vec<Offer> {
    let mut all = sysv::sem().unwrap_or_default();
    all.sort_unstable_by_key(|set| set.perm.id);
    all.iter()
        .map(|set| {
            let about = format!(
                "{}, {} semaphores, {}",
                key(set.perm.key),
                set.nsems,
                world.owner(set.perm.uid)
            );
            Offer::new(set.perm.id.to_string(), about)
        })
        .collect()
}

/// The keys in use; those of one sort of object, or of all, and then also what else can be a key.
#[must_use]
pub fn keys(world: &World<'_>, of: Option<&What>) -> Vec<Offer> {
    let mut found = Vec::new();
    if of.is_none() {
        found.push(Offer::new("IPC_PRIVATE", "always a new object"));
        found.push(Offer::open("ftok:", "made from a pathname"));
    }
    let mut add = |key: i32, sort: &str, id: i32, owner: u32| {
        if key != 0 {
            let about = format!("{sort} {id}, {}", world.owner(owner));
            found.push(Offer::new(format!("{key:#x}"), about));
        }
    };
    if matches!(of, None | Some(What::ShmId)) {
        let all = sysv::shm().unwrap_or_default();
        all.iter()
            .for_each(|each| add(each.perm.key, "shm", each.perm.id, each.perm.uid));
    }
    if matches!(of, None | Some(What::MsgId)) {
        let all = sysv::msg().unwrap_or_default();
        all.iter()
            .for_each(|each| add(each.perm.key, "msg", each.perm.id, each.perm.uid));
    }
    if matches!(of, None | Some(What::SemId)) {
        let all = sysv::sem().unwrap_or_default();
        all.iter()
            .for_each(|each| add(each.perm.key, "sem", each.perm.id, each.perm.uid));
    }
    found
}

/// The shell's own descriptors, without those that it keeps for itself.
#[must_use]
pub fn descriptors(world: &World<'_>) -> Vec<Offer> {
    let all = fds::of(own_process::id()).unwrap_or_default();
    all.iter()
        .filter(|each| !world.state.keeps(each.fd))
        .map(|each| {
            let target = visible::shown(&each.target);
            Offer::new(
                each.fd.to_string(),
                format!("{}  {target}", each.kind.name()),
            )
        })
        .collect()
}

/// The jobs; and processes, when the beginning of a number was typed.
#[must_use]
pub fn processes(world: &World<'_>, typed: &[u8]) -> Vec<Offer> {
    let jobs = world.state.jobs.iter();
    let mut found: Vec<Offer> = jobs
        .map(|job| Offer {
            is_raw: true,
            ..Offer::new(format!("%{}", job.number), about_job(job))
        })
        .collect();
    if typed.first().is_some_and(u8::is_ascii_digit) || found.is_empty() {
        let pids = process::all().into_iter();
        let begins = |pid: &i32| pid.to_string().as_bytes().starts_with(typed);
        found.extend(
            pids.filter(begins)
                .take(MOST_PROCESSES)
                .map(|pid| Offer::new(pid.to_string(), visible::shown(&process::name(pid)))),
        );
    }
    found
}

fn about_job(job: &Job) -> String {
    let state = match job.state() {
        JobState::Running => "running",
        JobState::Stopped(_) => "stopped",
        JobState::Done(_) | JobState::Signaled(..) => "ended",
    };
    format!("{state}  {}", visible::shown(&job.text))
}

/// The attachments and mappings of the shell.
#[must_use]
pub fn addresses(world: &World<'_>) -> Vec<Offer> {
    let regions = world.state.ipc.regions.iter();
    regions
        .map(|region| {
            let behind = match &region.backing {
                Backing::Segment { id, .. } => format!("shm {id}"),
                Backing::File { path, .. } => visible::shown(path),
                Backing::Anonymous { .. } => "anonymous".to_owned(),
            };
            let about = format!(
                "{behind}, {} bytes, {}",
                region.len,
                region.protection.letters()
            );
            Offer::new(format!("{:#x}", region.start), about)
        })
        .collect()
}

fn names(world: &World<'_>, objects: Vec<posix::Object>, unit: &str) -> Vec<Offer> {
    let about = |object: &posix::Object| {
        let value = match object.value {
            Some(value) => format!("{value} {unit}, "),
            None => String::new(),
        };
        format!("{value}{}", world.owner(object.status.user))
    };
    objects
        .iter()
        .map(|object| Offer::new(&*object.name, about(object)))
        .collect()
}

/// POSIX message queues.
#[must_use]
pub fn mq_names(world: &World<'_>) -> Vec<Offer> {
    names(world, posix::queues().unwrap_or_default(), "bytes")
}

/// POSIX semaphores.
#[must_use]
pub fn sem_names(world: &World<'_>) -> Vec<Offer> {
    names(world, posix::semaphores(), "is its value")
}

/// POSIX shared memory.
#[must_use]
pub fn shm_names(world: &World<'_>) -> Vec<Offer> {
    let all = posix::shared_memory();
    all.iter()
        .map(|object| {
            let about = format!(
                "{} bytes, {}",
                object.status.size,
                world.owner(object.status.user)
            );
            Offer::new(&*object.name, about)
        })
        .collect()
}
