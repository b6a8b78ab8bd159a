//! The vocabulary of plans. The doc of a variant is its lesson.

use crate::source::Span;

/// A pipe that a plan makes, before the kernel has numbered its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PipeId(pub u32);

/// A child that a plan starts, before the kernel has numbered it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChildId(pub u32);

/// A descriptor in a plan: a number the user knows, or one that the kernel will choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The descriptor with this very number.
    Fd(i32),
    /// The read end of a pipe.
    Read(PipeId),
    /// The write end of a pipe.
    Write(PipeId),
    /// The result of the n-th open (or here-document) of this plan.
    Opened(u32),
    /// Where the n-th saved descriptor is kept, ≥ 10.
    Saved(u32),
    /// The n-th descriptor ≥ 10 that is allocated for `{name}>`.
    Allocated(u32),
}

/// How a redirection opens its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileMode {
    /// `<`: `O_RDONLY`.
    Read,
    /// `>`, `>|`: `O_WRONLY|O_CREAT|O_TRUNC`.
    Write,
    /// `>` under `set -C`: `O_WRONLY|O_CREAT|O_EXCL`; what exists and is no regular file is opened as it is.
    WriteNew,
    /// `>>`: `O_WRONLY|O_CREAT|O_APPEND`.
    Append,
    /// `<>`: `O_RDWR|O_CREAT`.
    ReadWrite,
}

/// How a child comes to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForkKind {
    /// A copy of the shell (copy-on-write): it goes on interpreting.
    Fork,
    /// A child that borrows the shell's memory until it executes a program: no page tables are copied.
    Vfork,
}

/// What a child executes: an index into the programs handed to the executor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Program(pub usize);

/// One step. `W` is a word: expanded bytes in a plan that is run, the word as written in a sketch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<W> {
    /// `pipe2`: a buffer in the kernel with a read end and a write end. Bytes written to one come out of the
    /// other; the reader sees the end when *every* copy of the write end is closed.
    Pipe {
        /// Which pipe of the plan.
        pipe: PipeId,
    },
    /// `open`: makes an open file description (offset, flags) and a descriptor for it.
    Open {
        /// The pathname.
        path: W,
        /// With which flags.
        mode: FileMode,
        /// Where the new descriptor is remembered.
        into: Slot,
        /// The redirection that asks for it.
        cause: Span,
    },
    /// A here-document: its text is put into a pipe if it fits, else into a memory file, and a descriptor to read
    /// it from results. Nothing is written to disk.
    Document {
        /// The text.
        text: W,
        /// Where the new descriptor is remembered.
        into: Slot,
        /// The redirection that asks for it.
        cause: Span,
    },
    /// `dup2`: makes the number `to` another name of the open file description behind `from`. What `to` was before
    /// is closed. The copy points where `from` points *now*; later changes of `from` do not move it.
    Dup {
        /// What is copied.
        from: Slot,
        /// The number that becomes a copy.
        to: i32,
        /// The redirection that asks for it; empty for the wiring of a pipeline.
        cause: Span,
    },
    /// `fcntl(F_DUPFD)`: a copy with the lowest free number ≥ 10, inheritable: for `{name}>`.
    Allocate {
        /// What is copied.
        from: Slot,
        /// Where the number is remembered.
        into: Slot,
        /// The redirection that asks for it.
        cause: Span,
    },
    /// `close`: gives the descriptor back. A pipe end that a process forgets to close keeps the other side waiting.
    Close {
        /// Which.
        slot: Slot,
        /// The redirection that asks for it; empty for the wiring of a pipeline.
        cause: Span,
    },
    /// `fcntl(F_DUPFD_CLOEXEC)`: keeps a copy of a descriptor out of the way, ≥ 10, to restore it later; remembers it when
    /// there was none.
    Save {
        /// The user's number.
        fd: i32,
        /// Where the copy is remembered.
        into: Slot,
    },
    /// `dup2` back and `close` of the copy; or just `close` where there was nothing to save.
    Restore {
        /// The copy.
        from: Slot,
        /// The user's number.
        fd: i32,
    },
    /// `fork` or `vfork`: a child with a copy of the descriptor table runs `steps`; the parent goes on at once (after a
    /// vfork: when the child has executed its program).
    Fork {
        /// Which child of the plan.
        child: ChildId,
        /// How.
        kind: ForkKind,
        /// What the child does.
        steps: Vec<Step<W>>,
    },
    /// In a child: `execve`. The program replaces the process; descriptors that are not close-on-exec stay open.
    Exec {
        /// Which program.
        program: Program,
    },
    /// In a forked child: goes on as a shell with stage number `stage` and exits with its status.
    Interpret {
        /// Which command of the pipeline.
        stage: usize,
    },
    /// `wait4`: collects the child's status; until then it stays a zombie.
    Wait {
        /// Which child.
        child: ChildId,
    },
}
