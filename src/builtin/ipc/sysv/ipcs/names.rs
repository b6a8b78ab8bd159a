//! Names of users and groups, each asked once; sizes for people.

use std::collections::BTreeMap;

use crate::sys::users;

/// Names that were asked for.
#[derive(Default)]
pub(super) struct Names {
    users: BTreeMap<u32, String>,
    groups: BTreeMap<u32, String>,
}

impl Names {
    /// The name of a user, or the number.
    pub(super) fn user(&mut self, id: u32) -> String {
        self.users
            .entry(id)
            .or_insert_with(|| {
                users::by_id(id).map_or_else(|| id.to_string(), |user| lossy(&user.name))
            })
            .clone()
    }

    /// The name of a group, or the number.
    pub(super) fn group(&mut self, id: u32) -> String {
        self.groups
            .entry(id)
            .or_insert_with(|| {
                users::group_name(id).map_or_else(|| id.to_string(), |name| lossy(&name))
            })
            .clone()
    }
}

fn lossy(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

/// A size with one letter and at most one decimal: `1.5K`, `4K`, `12B`.
pub(in crate::builtin::ipc) fn human(bytes: u64) -> String {
    const LETTERS: [char; 7] = ['B', 'K', 'M', 'G', 'T', 'P', 'E'];
    let power = bytes.checked_ilog2().unwrap_or(0) / 10;
    let letter = usize::try_from(power)
        .ok()
        .and_then(|p| LETTERS.get(p))
        .copied();
    let unit = u128::from(1_u64 << (power * 10));
    let tenths = (u128::from(bytes) * 100 / unit + 5) / 10;
    let letter = letter.unwrap_or('E');
    match tenths % 10 {
        0 => format!("{}{letter}", tenths / 10),
        fraction => format!("{}.{fraction}{letter}", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_for_people() {
        let pairs = [
            (0, "0B"),
            (12, "12B"),
            (1023, "1023B"),
            (1536, "1.5K"),
            (3003, "2.9K"),
            (1_047_000, "1022.5K"),
            (10_485_760, "10M"),
            (18_446_744_073_692_774_399, "16E"),
        ];
        for (bytes, text) in pairs {
            assert_eq!(human(bytes), text);
        }
    }
}
