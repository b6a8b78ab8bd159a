//! Names of hosts and ports: numbers, `localhost`, `/etc/hosts`, `/etc/services`, and for the rest `getent`.
//!
//! A static program has no name service switch, so DNS is asked through `getent ahosts NAME`, which every glibc system has.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::sys::getent;

/// The addresses of a host, in the order in which they should be tried; empty if there are none.
#[must_use]
pub fn host(name: &[u8]) -> Vec<IpAddr> {
    if let Some(address) = ip(name) {
        return vec![address];
    }
    if name.eq_ignore_ascii_case(b"localhost") {
        return vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
    }
    let database = std::fs::read("/etc/hosts").unwrap_or_default();
    let known: Vec<IpAddr> = lines(&database)
        .filter_map(|line| host_line(line, name))
        .collect();
    if known.is_empty() { ask(name) } else { known }
}

/// The number of a port: a number from 0 to 65535, or a name that `/etc/services` has for the protocol (`tcp`, `udp`).
#[must_use]
pub fn port(word: &[u8], protocol: &[u8]) -> Option<u16> {
    let text = std::str::from_utf8(word).ok()?;
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let database = std::fs::read("/etc/services").ok()?;
    lines(&database).find_map(|line| service_line(line, word, protocol))
}

/// An address in numbers; IPv6 also in brackets.
fn ip(name: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(name).ok()?;
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    bare.unwrap_or(text).parse().ok()
}

/// Lines without comments.
fn lines(database: &[u8]) -> impl Iterator<Item = &[u8]> {
    database
        .split(|byte| *byte == b'\n')
        .map(|line| line.split(|byte| *byte == b'#').next().unwrap_or_default())
}

fn words(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty())
}

/// `127.0.0.1 name alias…`
fn host_line(line: &[u8], name: &[u8]) -> Option<IpAddr> {
    let mut words = words(line);
    let address = ip(words.next()?)?;
    words
        .any(|word| word.eq_ignore_ascii_case(name))
        .then_some(address)
}

/// `name port/protocol alias…`
fn service_line(line: &[u8], name: &[u8], protocol: &[u8]) -> Option<u16> {
    let mut words = words(line);
    let first = words.next()?;
    let (port, of) = std::str::from_utf8(words.next()?).ok()?.split_once('/')?;
    let is_named = first == name || words.any(|word| word == name);
    (is_named && of.as_bytes() == protocol)
        .then(|| port.parse().ok())
        .flatten()
}

/// `getent ahosts NAME` tells each address once for each type of socket.
fn ask(name: &[u8]) -> Vec<IpAddr> {
    let answer = getent::ask(c"ahosts", name).unwrap_or_default();
    let mut found: Vec<IpAddr> = Vec::new();
    for address in lines(&answer).filter_map(|line| ip(words(line).next()?)) {
        if !found.contains(&address) {
            found.push(address);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_as_they_are() {
        assert_eq!(host(b"127.0.0.2"), ["127.0.0.2".parse::<IpAddr>().unwrap()]);
        assert_eq!(host(b"[::1]"), ["::1".parse::<IpAddr>().unwrap()]);
        assert_eq!(port(b"65535", b"tcp"), Some(65535));
        assert_eq!(port(b"65536", b"tcp"), None);
        assert_eq!(port(b"-1", b"tcp"), None);
    }

    #[test]
    fn localhost_needs_no_file() {
        let names: Vec<String> = host(b"LocalHost").iter().map(IpAddr::to_string).collect();
        assert_eq!(names, ["127.0.0.1", "::1"]);
    }

    #[test]
    fn lines_of_the_databases() {
        assert_eq!(
            host_line(b"10.0.0.1\ta.example a", b"A"),
            Some(IpAddr::from([10, 0, 0, 1]))
        );
        assert_eq!(host_line(b"10.0.0.1 a", b"10.0.0.1"), None);
        assert_eq!(service_line(b"http 80/tcp www", b"www", b"tcp"), Some(80));
        assert_eq!(service_line(b"http 80/tcp www", b"http", b"udp"), None);
        assert_eq!(service_line(b"", b"http", b"tcp"), None);
    }

    #[test]
    fn nobody_has_no_address() {
        assert_eq!(host(b"no such host"), [] as [IpAddr; 0]);
        assert_eq!(host(b"a\0b"), [] as [IpAddr; 0]);
    }
}
