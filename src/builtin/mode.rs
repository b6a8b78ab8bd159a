//! Symbolic modes, `u=rw,go-w`: what `umask`, `mkfifo -m` and their like take.
//!
//! Clauses and the mode that they start from come in, the new permission bits go out.

/// Which bits `g=u` copies when an earlier clause has changed them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Copied {
    /// Those from before all clauses: what `umask` does in every shell.
    Before,
    /// Those of now, clause after clause: chmod, `mkfifo -m`.
    Now,
}

/// The permission bits after `clauses` (XCU chmod, symbolic mode) have changed `mode`; `None` if they make no sense.
/// Set-id and sticky bits are not in a mask and are passed over.
pub(super) fn symbolic(clauses: &[u8], before: u32, copied: Copied) -> Option<u32> {
    let mut mode = before;
    for clause in clauses.split(|byte| *byte == b',') {
        let who_length = clause.iter().take_while(|b| b"ugoa".contains(b)).count();
        let (who, mut actions) = clause.split_at_checked(who_length)?;
        let who = who_bits(who);
        if actions.is_empty() {
            return None;
        }
        while let Some((operator, rest)) = actions.split_first() {
            let length = rest
                .iter()
                .take_while(|b| !matches!(b, b'+' | b'-' | b'='))
                .count();
            let (permissions, next) = rest.split_at_checked(length)?;
            let source = match copied {
                Copied::Before => before,
                Copied::Now => mode,
            };
            let bits = permission_bits(permissions, source)? & who;
            mode = match operator {
                b'+' => mode | bits,
                b'-' => mode & !bits,
                b'=' => mode & !who | bits,
                _ => return None,
            };
            actions = next;
        }
    }
    Some(mode)
}

fn who_bits(who: &[u8]) -> u32 {
    let bits = who.iter().map(|letter| match letter {
        b'u' => 0o700,
        b'g' => 0o070,
        b'o' => 0o007,
        _ => 0o777,
    });
    if who.is_empty() {
        0o777
    } else {
        bits.fold(0, |all, bits| all | bits)
    }
}

fn permission_bits(permissions: &[u8], mode: u32) -> Option<u32> {
    let copied = |shift: u32| (mode >> shift & 7) * 0o111;
    match permissions {
        b"u" => return Some(copied(6)),
        b"g" => return Some(copied(3)),
        b"o" => return Some(copied(0)),
        _ => {}
    }
    permissions.iter().try_fold(0, |bits, letter| {
        Some(
            bits | match letter {
                b'r' => 0o444,
                b'w' => 0o222,
                b'x' => 0o111,
                b'X' if mode & 0o111 != 0 => 0o111,
                b'X' | b's' | b't' => 0,
                _ => return None,
            },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_as_in_chmod() {
        let of = |text: &str| symbolic(text.as_bytes(), 0o666, Copied::Now);
        assert_eq!(of("u=rw,go="), Some(0o600));
        assert_eq!(of("go-w"), Some(0o644));
        assert_eq!(of("u=rwx,g=u"), Some(0o776));
        assert_eq!(of("=r"), Some(0o444));
        assert_eq!(of("a-r+x"), Some(0o333));
        for text in ["", "u", "u=q", "z=r", "u=rw,", "8"] {
            assert_eq!(of(text), None, "{text}");
        }
        assert_eq!(symbolic(b"u=rwx,g=u", 0o666, Copied::Before), Some(0o766));
    }
}
