//! Names of sockets: what C keeps in a `sockaddr` of a size and layout for each family.

use std::mem::MaybeUninit;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

use crate::sys::Errno;

/// The name of a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A Unix socket without a name: not bound, or one of a pair.
    Unnamed,
    /// A Unix socket in the file system.
    Path(Vec<u8>),
    /// A Unix socket in the abstract name space: the name without its leading NUL; it may hold any bytes.
    Abstract(Vec<u8>),
    /// A socket of the internet.
    Internet(SocketAddr),
    /// One of another family, by its number.
    Other(i32),
}

/// Where the path of a `sockaddr_un` begins.
const PATH_AT: usize = std::mem::offset_of!(libc::sockaddr_un, sun_path);
/// How long it may be: a path of that length has no NUL at its end (unix(7)).
const PATH_MOST: usize = size_of::<libc::sockaddr_un>() - PATH_AT;

/// An address as C has it.
pub(super) struct Raw {
    storage: libc::sockaddr_storage,
    length: libc::socklen_t,
}

impl Address {
    pub(super) fn in_c(&self) -> Result<Raw, Errno> {
        match self {
            Self::Unnamed => Ok(Raw::of_family(libc::AF_UNIX, PATH_AT)),
            Self::Path(path) if path.is_empty() => Err(Errno::ENOENT),
            Self::Path(path) if path.contains(&0) => Err(Errno::EINVAL),
            Self::Path(path) => unix(&[], path, usize::from(path.len() < PATH_MOST)),
            Self::Abstract(name) => unix(b"\0", name, 0),
            Self::Internet(SocketAddr::V4(address)) => Ok(internet4(address)),
            Self::Internet(SocketAddr::V6(address)) => Ok(internet6(address)),
            Self::Other(_) => Err(Errno::EAFNOSUPPORT),
        }
    }

    /// The family that a socket for this address must have.
    #[must_use]
    pub const fn family(&self) -> i32 {
        match self {
            Self::Unnamed | Self::Path(_) | Self::Abstract(_) => libc::AF_UNIX,
            Self::Internet(SocketAddr::V4(_)) => libc::AF_INET,
            Self::Internet(SocketAddr::V6(_)) => libc::AF_INET6,
            Self::Other(family) => *family,
        }
    }
}

/// A Unix address: lead, name, and as many NULs at its end as are counted in the length.
fn unix(lead: &[u8], name: &[u8], nuls: usize) -> Result<Raw, Errno> {
    let length = lead.len() + name.len();
    if length > PATH_MOST {
        return Err(Errno::ENAMETOOLONG);
    }
    let mut raw = Raw::of_family(libc::AF_UNIX, PATH_AT + length + nuls);
    let bytes = raw.bytes_mut().iter_mut().skip(PATH_AT);
    for (to, from) in bytes.zip(lead.iter().chain(name)) {
        *to = *from;
    }
    Ok(raw)
}

fn internet4(address: &SocketAddrV4) -> Raw {
    let mut raw = Raw::of_family(libc::AF_INET, size_of::<libc::sockaddr_in>());
    // SAFETY: a sockaddr_in fits into the storage, which is aligned for every address; all of it is initialised.
    let inner = unsafe { &mut *(&raw mut raw.storage).cast::<libc::sockaddr_in>() };
    inner.sin_port = address.port().to_be();
    inner.sin_addr.s_addr = u32::from_ne_bytes(address.ip().octets());
    raw
}

fn internet6(address: &SocketAddrV6) -> Raw {
    let mut raw = Raw::of_family(libc::AF_INET6, size_of::<libc::sockaddr_in6>());
    // SAFETY: a sockaddr_in6 fits into the storage, which is aligned for every address; all of it is initialised.
    let inner = unsafe { &mut *(&raw mut raw.storage).cast::<libc::sockaddr_in6>() };
    inner.sin6_port = address.port().to_be();
    inner.sin6_flowinfo = address.flowinfo();
    inner.sin6_addr.s6_addr = address.ip().octets();
    inner.sin6_scope_id = address.scope_id();
    raw
}

impl Raw {
    /// Room for an answer.
    pub(super) fn empty() -> Self {
        Self::of_family(libc::AF_UNSPEC, size_of::<libc::sockaddr_storage>())
    }

    fn of_family(family: i32, length: usize) -> Self {
        // SAFETY: all-zero is a valid sockaddr_storage: bytes.
        let mut storage: libc::sockaddr_storage = unsafe { MaybeUninit::zeroed().assume_init() };
        storage.ss_family = libc::sa_family_t::try_from(family).unwrap_or(0);
        Self {
            storage,
            length: libc::socklen_t::try_from(length).unwrap_or(0),
        }
    }

    pub(super) const fn pointer(&self) -> *const libc::sockaddr {
        (&raw const self.storage).cast()
    }

    pub(super) const fn length(&self) -> libc::socklen_t {
        self.length
    }

    /// Where an answer goes: the storage and its length, which the kernel changes.
    pub(super) const fn room(&mut self) -> (*mut libc::sockaddr, *mut libc::socklen_t) {
        ((&raw mut self.storage).cast(), &raw mut self.length)
    }

    /// Tells how long an answer was that came through a `msghdr`.
    pub(super) const fn set_length(&mut self, length: libc::socklen_t) {
        self.length = length;
    }

    /// What an answer means.
    pub(super) fn address(&self) -> Address {
        let length = usize::try_from(self.length).unwrap_or(0);
        match i32::from(self.storage.ss_family) {
            libc::AF_UNIX => self.unix_name(length),
            libc::AF_UNSPEC => Address::Unnamed, // nothing was told
            libc::AF_INET => self.internet4(),
            libc::AF_INET6 => self.internet6(),
            other => Address::Other(other),
        }
    }

    fn unix_name(&self, length: usize) -> Address {
        let name = self
            .bytes()
            .get(PATH_AT..length.min(PATH_AT + PATH_MOST))
            .unwrap_or_default();
        match name.split_first() {
            None => Address::Unnamed,
            Some((0, name)) => Address::Abstract(name.to_vec()),
            Some(_) => {
                let end = memchr::memchr(0, name).unwrap_or(name.len());
                Address::Path(name.get(..end).unwrap_or_default().to_vec())
            }
        }
    }

    fn internet4(&self) -> Address {
        // SAFETY: a sockaddr_in fits into the storage, which is aligned for every address; all of it is initialised.
        let inner = unsafe { &*(&raw const self.storage).cast::<libc::sockaddr_in>() };
        let ip = Ipv4Addr::from(inner.sin_addr.s_addr.to_ne_bytes());
        Address::Internet(SocketAddrV4::new(ip, u16::from_be(inner.sin_port)).into())
    }

    fn internet6(&self) -> Address {
        // SAFETY: a sockaddr_in6 fits into the storage, which is aligned for every address; all of it is initialised.
        let inner = unsafe { &*(&raw const self.storage).cast::<libc::sockaddr_in6>() };
        let ip = Ipv6Addr::from(inner.sin6_addr.s6_addr);
        let port = u16::from_be(inner.sin6_port);
        Address::Internet(
            SocketAddrV6::new(ip, port, inner.sin6_flowinfo, inner.sin6_scope_id).into(),
        )
    }

    const fn bytes(&self) -> &[u8; size_of::<libc::sockaddr_storage>()] {
        // SAFETY: all bytes of the storage are initialised: it began as zeros.
        unsafe { &*(&raw const self.storage).cast() }
    }

    const fn bytes_mut(&mut self) -> &mut [u8; size_of::<libc::sockaddr_storage>()] {
        // SAFETY: as above, and any bytes are valid.
        unsafe { &mut *(&raw mut self.storage).cast() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there_and_back(address: &Address) -> Result<Address, Errno> {
        address.in_c().map(|raw| raw.address())
    }

    #[test]
    fn every_address_survives() {
        let longest = vec![b'p'; 108];
        for address in [
            Address::Unnamed,
            Address::Path(b"/tmp/s".to_vec()),
            Address::Path(longest),
            Address::Abstract(b"a\0b".to_vec()),
            Address::Abstract(Vec::new()),
            Address::Internet("127.0.0.1:80".parse().unwrap()),
            Address::Internet("[fe80::1%3]:65535".parse().unwrap()),
        ] {
            assert_eq!(there_and_back(&address), Ok(address));
        }
    }

    #[test]
    fn what_cannot_be_a_name_is_refused() {
        assert_eq!(
            there_and_back(&Address::Path(vec![b'p'; 109])),
            Err(Errno::ENAMETOOLONG)
        );
        assert_eq!(
            there_and_back(&Address::Abstract(vec![b'p'; 108])),
            Err(Errno::ENAMETOOLONG)
        );
        assert_eq!(
            there_and_back(&Address::Path(b"a\0b".to_vec())),
            Err(Errno::EINVAL)
        );
        assert_eq!(
            there_and_back(&Address::Path(Vec::new())),
            Err(Errno::ENOENT)
        );
        assert_eq!(
            there_and_back(&Address::Other(16)),
            Err(Errno::EAFNOSUPPORT)
        );
    }
}
