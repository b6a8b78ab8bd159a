//! Which builtins could notice that `read` has read ahead ([`Kernel::keep_ahead`]).

use crate::source::Fields;
use crate::sys::Kernel;

/// What a builtin has to do with descriptors and files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sight {
    /// Nothing, or only by methods of [`Kernel`].
    None,
    /// It asks the kernel about files: another process could tell the shell that way that it has changed one.
    Files,
    /// It may do anything, or is not known.
    All,
}

/// Gives back what was read ahead if the builtin could look.
pub(super) fn before_builtin(kernel: &dyn Kernel, name: &str, fields: &Fields) {
    match sight(name, fields) {
        Sight::None => {}
        Sight::Files => kernel.give_back(),
        Sight::All => kernel.forget_descriptors(),
    }
}

fn sight(name: &str, fields: &Fields) -> Sight {
    match name {
        ":" | "true" | "false" | "read" | "echo" | "printf" | "let" | "set" | "shift" | "break"
        | "continue" | "return" | "local" | "declare" | "typeset" | "export" | "readonly"
        | "unset" | "eval" | "builtin" | "getopts" => Sight::None,
        "test" | "[" if !asks_for_files(fields) => Sight::None,
        "test" | "[" | "." | "source" | "command" | "type" | "hash" | "exec" | "exit" | "trap"
        | "cd" | "pwd" | "alias" | "unalias" | "umask" | "times" => Sight::Files,
        _ => Sight::All,
    }
}

/// Whether `-x`, or `-nt` and its like, is among the arguments of `test`: not `-n`, `-z` and the comparisons of numbers.
fn asks_for_files(fields: &Fields) -> bool {
    fields.iter().skip(1).any(|field| match field {
        [b'-', letter] => !matches!(letter, b'n' | b'z'),
        [b'-', letters @ ..] => matches!(letters, b"nt" | b"ot" | b"ef"),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sight_of(words: &[&str]) -> Sight {
        let fields = words.iter().map(|word| word.as_bytes()).collect();
        sight(words[0], &fields)
    }

    #[test]
    fn what_touches_files_is_told_from_what_does_not() {
        assert_eq!(sight_of(&["[", "-n", "x", "]"]), Sight::None);
        assert_eq!(sight_of(&["test", "1", "-lt", "2"]), Sight::None);
        assert_eq!(sight_of(&["[", "-e", "x", "]"]), Sight::Files);
        assert_eq!(sight_of(&["[", "a", "-nt", "b", "]"]), Sight::Files);
        assert_eq!(sight_of(&["exec"]), Sight::Files);
        assert_eq!(sight_of(&["echo", "-e"]), Sight::None);
        assert_eq!(sight_of(&["fds"]), Sight::All);
    }
}
