//! Exit statuses (XCU 2.8.2) by name.

/// The exit status of a command, 0 to 255 (`return` and traps may see larger numbers before they are cut).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExitStatus(pub i32);

impl ExitStatus {
    /// It went well.
    pub const SUCCESS: Self = Self(0);
    /// It did not.
    pub const FAILURE: Self = Self(1);
    /// Usage or syntax error; nothing was done.
    pub const USAGE: Self = Self(2);
    /// End of file, or the peer closed (IPC builtins).
    pub const END_OF_FILE: Self = Self(3);
    /// It would block (IPC builtins with `-n`).
    pub const WOULD_BLOCK: Self = Self(4);
    /// A timeout expired (IPC builtins with `-t`).
    pub const TIMED_OUT: Self = Self(124);
    /// Found but not executable.
    pub const NOT_EXECUTABLE: Self = Self(126);
    /// Command not found.
    pub const NOT_FOUND: Self = Self(127);

    /// The status of a command that signal number `signal` ended: 128 + n.
    #[must_use]
    pub const fn from_signal(signal: i32) -> Self {
        Self(128 + signal)
    }

    /// Whether it is 0.
    #[must_use]
    pub const fn is_success(self) -> bool {
        self.0 == 0
    }

    /// 0 for true, 1 for false.
    #[must_use]
    pub const fn from_bool(truth: bool) -> Self {
        if truth { Self::SUCCESS } else { Self::FAILURE }
    }

    /// What the kernel keeps of it: the low eight bits.
    #[must_use]
    pub const fn low_byte(self) -> i32 {
        self.0 & 0xff
    }
}
