//! Addresses of sockets as words: `unix:/path`, `unix:@name`, `tcp:HOST:PORT`, `udp:HOST:PORT`.

use std::net::SocketAddr;

use crate::builtin::ipc::number::bad;
use crate::builtin::{BuiltinError, Ctx};
use crate::plan::{Call, printable};
use crate::sys::ipc::socket::{Address, option, resolve};
use crate::sys::{Fd, c};

/// Where to meet, and what sort of socket the word asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The addresses that the word stands for: a host can have several.
    pub(super) addresses: Vec<Address>,
    /// `SOCK_STREAM` or `SOCK_DGRAM` when the word says it.
    pub(super) kind: Option<i32>,
}

/// What the word means. `/path`, `./path` and `@name` need no `unix:`.
pub(super) fn parse(word: &[u8]) -> Result<Place, BuiltinError> {
    let unix = |address: Address| Place {
        addresses: vec![address],
        kind: None,
    };
    if let Some(rest) = word.strip_prefix(b"unix:") {
        return unix_name(rest)
            .map(unix)
            .ok_or_else(|| bad("ADDR", word, "the name is empty"));
    }
    if let Some(rest) = word.strip_prefix(b"tcp:") {
        return internet(word, rest, b"tcp").map(|addresses| Place {
            addresses,
            kind: Some(c::SOCK_STREAM),
        });
    }
    if let Some(rest) = word.strip_prefix(b"udp:") {
        return internet(word, rest, b"udp").map(|addresses| Place {
            addresses,
            kind: Some(c::SOCK_DGRAM),
        });
    }
    let is_path = matches!(word, [b'/', ..] | [b'@', _, ..] | [b'.', b'/', ..]);
    unix_name(word)
        .filter(|_| is_path)
        .map(unix)
        .ok_or_else(|| {
            bad(
                "ADDR",
                word,
                "not unix:/path, unix:@name, tcp:HOST:PORT or udp:HOST:PORT",
            )
        })
}

fn unix_name(name: &[u8]) -> Option<Address> {
    match name {
        [] | [b'@'] => None,
        [b'@', name @ ..] => Some(Address::Abstract(name.to_vec())),
        path => Some(Address::Path(path.to_vec())),
    }
}

/// `HOST:PORT`, `[::1]:PORT`, `PORT` (this machine).
fn internet(word: &[u8], rest: &[u8], protocol: &[u8]) -> Result<Vec<Address>, BuiltinError> {
    let (host, port) = match memchr::memrchr(b':', rest) {
        Some(at) => (
            rest.get(..at).unwrap_or_default(),
            rest.get(at + 1..).unwrap_or_default(),
        ),
        None => (&b"127.0.0.1"[..], rest),
    };
    let host = host
        .strip_prefix(b"[")
        .and_then(|inner| inner.strip_suffix(b"]"))
        .unwrap_or(host);
    let host = match host {
        b"" | b"*" => &b"0.0.0.0"[..],
        host => host,
    };
    let port = resolve::port(port, protocol)
        .ok_or_else(|| bad("ADDR", word, "the port is no number and no known service"))?;
    let hosts = resolve::host(host);
    if hosts.is_empty() {
        return Err(bad("ADDR", word, "the host is not known"));
    }
    Ok(hosts
        .into_iter()
        .map(|host| Address::Internet(SocketAddr::new(host, port)))
        .collect())
}

/// An address in words that can be typed.
pub(super) fn shown(address: &Address) -> String {
    match address {
        Address::Unnamed => "unnamed".to_owned(),
        Address::Path(path) => format!("unix:{}", printable(path)),
        Address::Abstract(name) => format!("unix:@{}", printable(name)),
        Address::Internet(address) => address.to_string(),
        Address::Other(family) => format!("address family {family}"),
    }
}

/// The address as a word for `connect` and `sendto`: where `fd`, a socket of the same protocol, has it from.
pub(super) fn reachable(ctx: &mut Ctx<'_>, fd: Fd, address: &Address) -> String {
    if !matches!(address, Address::Internet(_)) {
        return shown(address);
    }
    let describe = || {
        Call::new("getsockopt")
            .int("sockfd", fd)
            .told()
            .names("optname", "SO_TYPE")
    };
    let kind = ctx.attempt(describe, || option::number(fd, c::SOL_SOCKET, c::SO_TYPE));
    let protocol = match kind {
        Ok(c::SOCK_STREAM) => "tcp:",
        Ok(c::SOCK_DGRAM) => "udp:",
        _ => "",
    };
    format!("{protocol}{}", shown(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(word: &str) -> Option<(String, Option<i32>)> {
        let place = parse(word.as_bytes()).ok()?;
        Some((place.addresses.first().map(shown)?, place.kind))
    }

    #[test]
    fn words_and_addresses() {
        assert_eq!(first("unix:/run/x"), Some(("unix:/run/x".into(), None)));
        assert_eq!(first("unix:rel"), Some(("unix:rel".into(), None)));
        assert_eq!(first("@demo"), Some(("unix:@demo".into(), None)));
        assert_eq!(
            first("tcp:127.0.0.1:80"),
            Some(("127.0.0.1:80".into(), Some(c::SOCK_STREAM)))
        );
        assert_eq!(
            first("udp:[::1]:53"),
            Some(("[::1]:53".into(), Some(c::SOCK_DGRAM)))
        );
        assert_eq!(
            first("tcp:8080"),
            Some(("127.0.0.1:8080".into(), Some(c::SOCK_STREAM)))
        );
        for word in [
            "",
            "x",
            "unix:",
            "unix:@",
            "@",
            "tcp:",
            "tcp:h:99999",
            "udp:127.0.0.1:x!",
        ] {
            assert_eq!(first(word), None, "{word}");
        }
    }
}
