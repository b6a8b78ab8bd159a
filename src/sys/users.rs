//! Users by name: `~alice`, completion, the owner column of listings.
//!
//! A static program has no name service switch, so `/etc/passwd` is read here; what is not there (LDAP, systemd) is asked
//! of `getent passwd NAME`, which every glibc system has.

use super::getent;

const PASSWD: &str = "/etc/passwd";

/// One line of the user database (passwd(5)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The login name.
    pub name: Vec<u8>,
    /// The user's number.
    pub id: u32,
    /// The number of the user's first group.
    pub group: u32,
    /// The home directory.
    pub home: Vec<u8>,
}

/// The home directory of a user (XCU 2.6.1).
#[must_use]
pub fn home(name: &[u8]) -> Option<Vec<u8>> {
    by_name(name).map(|user| user.home)
}

/// The user with this name.
#[must_use]
pub fn by_name(name: &[u8]) -> Option<User> {
    if name.is_empty() || name.iter().any(|byte| matches!(byte, b':' | b'\n' | 0)) {
        return None;
    }
    find(|user| user.name == name).or_else(|| ask(name).filter(|user| user.name == name))
}

/// The user with this number.
#[must_use]
pub fn by_id(id: u32) -> Option<User> {
    find(|user| user.id == id).or_else(|| {
        let digits = id.to_string();
        ask(digits.as_bytes()).filter(|user| user.id == id)
    })
}

/// The name of a group (group(5)); what only a name service knows has none here.
#[must_use]
pub fn group_name(id: u32) -> Option<Vec<u8>> {
    let database = std::fs::read("/etc/group").ok()?;
    lines(&database).find_map(|line| {
        let mut fields = line.split(|byte| *byte == b':');
        let name = fields.next()?;
        (number(fields.nth(1)?)? == id).then(|| name.to_vec())
    })
}

/// The login names in `/etc/passwd`, in its order: for completion.
#[must_use]
pub fn names() -> Vec<Vec<u8>> {
    let database = std::fs::read(PASSWD).unwrap_or_default();
    lines(&database)
        .filter_map(parse)
        .map(|user| user.name)
        .collect()
}

fn find(matches: impl Fn(&User) -> bool) -> Option<User> {
    let database = std::fs::read(PASSWD).ok()?;
    lines(&database).filter_map(parse).find(matches)
}

fn lines(database: &[u8]) -> impl Iterator<Item = &[u8]> {
    database.split(|byte| *byte == b'\n')
}

/// `name:password:uid:gid:comment:home:shell`
fn parse(line: &[u8]) -> Option<User> {
    let mut fields = line.split(|byte| *byte == b':');
    let name = fields.next().filter(|name| !name.is_empty())?;
    let id = number(fields.nth(1)?)?;
    let group = number(fields.next()?)?;
    let home = fields.nth(1)?;
    Some(User {
        name: name.to_vec(),
        id,
        group,
        home: home.to_vec(),
    })
}

fn number(digits: &[u8]) -> Option<u32> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// Asks `getent passwd KEY`.
fn ask(key: &[u8]) -> Option<User> {
    let answer = getent::ask(c"passwd", key)?;
    parse(lines(&answer).next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_lives_in_root() {
        assert_eq!(home(b"root"), Some(b"/root".to_vec()));
        assert_eq!(by_id(0).map(|user| user.name), Some(b"root".to_vec()));
        assert!(names().contains(&b"root".to_vec()));
        assert_eq!(group_name(0), Some(b"root".to_vec()));
    }

    #[test]
    fn nobody_of_that_name_has_no_home() {
        for name in [
            b"".as_slice(),
            b"no-such-user",
            b"root:x",
            b"ro\0ot",
            b"--help",
            b"0",
            b"\xff",
        ] {
            assert_eq!(home(name), None, "{name:?}");
        }
    }

    #[test]
    fn getent_is_asked() {
        assert_eq!(ask(b"root").map(|user| user.home), Some(b"/root".to_vec()));
        assert_eq!(ask(b"no-such-user"), None);
    }

    #[test]
    fn malformed_lines_are_passed_over() {
        assert_eq!(parse(b""), None);
        assert_eq!(parse(b"alice:x:1"), None);
        assert_eq!(parse(b"alice:x:one:1::/home/alice:/bin/sh"), None);
        assert_eq!(parse(b"+::::::"), None);
        let alice = parse(b"alice:x:1000:100:A:/home/al\xffce:/bin/sh").unwrap();
        assert_eq!((alice.id, alice.group), (1000, 100));
        assert_eq!(alice.home, b"/home/al\xffce");
    }
}
