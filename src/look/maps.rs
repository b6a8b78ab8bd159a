//! `/proc/PID/maps`: what is mapped into a process.

use std::collections::BTreeMap;
use std::io;

use super::{hexadecimal, number, words};

/// One line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// The first address.
    pub start: u64,
    /// The address after the last.
    pub end: u64,
    /// `rw-s`
    pub permissions: [u8; 4],
    /// The offset in the file.
    pub offset: u64,
    /// The device, `00:01`.
    pub device: Vec<u8>,
    /// The inode: of a System V segment, its id.
    pub inode: u64,
    /// The pathname, or what stands in its place.
    pub path: Vec<u8>,
}

impl Mapping {
    /// Whether stores are seen by others.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.permissions.get(3) == Some(&b's')
    }

    /// The id of the System V segment that is attached here.
    #[must_use]
    pub fn segment(&self) -> Option<i32> {
        let is_segment = self.path.starts_with(b"/SYSV") && self.path.ends_with(b" (deleted)");
        (is_segment && self.device == b"00:01")
            .then(|| i32::try_from(self.inode).ok())
            .flatten()
    }
}

/// The mappings of a process.
///
/// # Errors
/// That it is gone, or may not be looked at.
pub fn of(pid: i32) -> io::Result<Vec<Mapping>> {
    Ok(parse(&std::fs::read(format!("/proc/{pid}/maps"))?))
}

/// How many kilobytes of each mapping are in memory, by start address (`Rss` of `/proc/PID/smaps`).
#[must_use]
pub fn resident(pid: i32) -> BTreeMap<u64, u64> {
    let text = std::fs::read(format!("/proc/{pid}/smaps")).unwrap_or_default();
    let mut sizes = BTreeMap::new();
    let mut start = None;
    for text in text.split(|b| *b == b'\n') {
        match text.strip_prefix(b"Rss:") {
            Some(rest) => {
                let kilobytes = words(rest).next().and_then(number);
                if let (Some(start), Some(kilobytes)) = (start, kilobytes) {
                    sizes.insert(start, kilobytes);
                }
            }
            None => start = line(text).map(|mapping| mapping.start).or(start),
        }
    }
    sizes
}

fn parse(text: &[u8]) -> Vec<Mapping> {
    text.split(|b| *b == b'\n').filter_map(line).collect()
}

fn line(line: &[u8]) -> Option<Mapping> {
    let mut fields = words(line);
    let mut range = fields.next()?.split(|b| *b == b'-');
    let permissions = *fields.next()?.first_chunk()?;
    let offset = hexadecimal(fields.next()?)?;
    let device = fields.next()?;
    let inode = fields.next()?;
    // The pathname may hold blanks: it is what follows the inode, which ends at a known place.
    let after = inode.as_ptr_range().end as usize - line.as_ptr() as usize;
    Some(Mapping {
        start: hexadecimal(range.next()?)?,
        end: hexadecimal(range.next()?)?,
        permissions,
        offset,
        device: device.to_vec(),
        inode: number(inode)?,
        path: line.get(after..)?.trim_ascii_start().to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_known_by_its_inode() {
        let text = b"7f0000000000-7f0000001000 rw-s 00000000 00:01 32769                      /SYSV0000002a (deleted)\n\
                     7f0000001000-7f0000002000 r--p 00001000 08:01 12                         /tmp/a b\n\
                     7f0000002000-7f0000003000 rw-p 00000000 00:00 0 \n";
        let maps = parse(text);
        assert_eq!(maps.len(), 3);
        assert_eq!(maps[0].segment(), Some(32769));
        assert!(maps[0].is_shared());
        assert_eq!(maps[1].path, b"/tmp/a b");
        assert_eq!((maps[1].offset, maps[1].segment()), (4096, None));
        assert_eq!(maps[2].path, b"");
    }
}
