//! Who holds the other ends: of pipes, FIFOs and connected Unix sockets.

use std::collections::BTreeMap;

use super::fds::{self, Descriptor, ObjectKind};
use super::process;
use crate::sys::c;
use crate::sys::ipc::socket::diag;

/// One end that somebody has open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// The process.
    pub pid: i32,
    /// Its descriptor.
    pub fd: i32,
    /// Whether it can read.
    pub reads: bool,
    /// Whether it can write.
    pub writes: bool,
}

/// Every pipe, FIFO and socket that any process has open, as far as one may look.
pub struct Ends {
    by_object: BTreeMap<(u64, u64), Vec<End>>,
    by_inode: BTreeMap<u64, Vec<End>>,
    socket_peers: BTreeMap<u64, u64>,
    /// How many processes may not be looked at.
    pub unseen: usize,
}

impl Ends {
    /// Looks at all processes. Only links and text are read; nothing is opened.
    #[must_use]
    pub fn read() -> Self {
        let mut ends = Self {
            by_object: BTreeMap::new(),
            by_inode: BTreeMap::new(),
            socket_peers: BTreeMap::new(),
            unseen: 0,
        };
        for pid in process::all() {
            match fds::of(pid) {
                Ok(descriptors) => descriptors.iter().for_each(|d| ends.add(d)),
                Err(_) => ends.unseen += 1,
            }
        }
        for socket in diag::unix_sockets().unwrap_or_default() {
            if let Some(peer) = socket.peer {
                ends.socket_peers
                    .insert(u64::from(socket.inode), u64::from(peer));
            }
        }
        ends
    }

    fn add(&mut self, descriptor: &Descriptor) {
        let access = descriptor.flags & c::O_ACCMODE;
        let end = End {
            pid: descriptor.pid,
            fd: descriptor.fd,
            reads: access != c::O_WRONLY,
            writes: access != c::O_RDONLY,
        };
        match (descriptor.kind, descriptor.identity) {
            (ObjectKind::Pipe | ObjectKind::Fifo, Some(identity)) => {
                self.by_object.entry(identity).or_default().push(end);
            }
            (ObjectKind::Socket, Some((_, inode))) => {
                self.by_inode.entry(inode).or_default().push(end);
            }
            _ => {}
        }
    }

    /// The ends opposite to a descriptor: who can write what it reads, and read what it writes. `None` for what has none.
    #[must_use]
    pub fn opposite(&self, descriptor: &Descriptor) -> Option<Vec<End>> {
        let access = descriptor.flags & c::O_ACCMODE;
        match (descriptor.kind, descriptor.identity?) {
            (ObjectKind::Pipe | ObjectKind::Fifo, identity) => {
                let all = self.by_object.get(&identity)?;
                let is_opposite = |end: &&End| {
                    access != c::O_WRONLY && end.writes || access != c::O_RDONLY && end.reads
                };
                Some(all.iter().filter(is_opposite).cloned().collect())
            }
            (ObjectKind::Socket, (_, inode)) => {
                let peer = self.socket_peers.get(&inode)?;
                Some(self.by_inode.get(peer).cloned().unwrap_or_default())
            }
            _ => None,
        }
    }
}
