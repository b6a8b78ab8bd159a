//! The options of `set` (XCU 2.14 set), and those of the bash `shopt` kind that ipcsh sets the same way.

/// An option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Opt {
    /// `-a`: assigned variables are exported.
    AllExport,
    /// `-B`: brace expansion (extension, on by default).
    BraceExpand,
    /// `dotglob`: patterns match names that begin with a dot too (extension).
    DotGlob,
    /// `emacs`: emacs editing.
    Emacs,
    /// `-e`: a failing command ends the shell.
    ErrExit,
    /// `-E`: functions and subshells inherit the ERR trap (extension).
    ErrTrace,
    /// `extglob`: extended patterns `@(a|b)` (extension).
    ExtGlob,
    /// `failglob`: a pattern without matches is an error (extension).
    FailGlob,
    /// `-T`: functions and subshells inherit the DEBUG and RETURN traps (extension).
    FuncTrace,
    /// `globstar`: `**` matches any number of directories (extension).
    GlobStar,
    /// `-h`: remember the commands of functions when they are defined.
    HashAll,
    /// `ignoreeof`: `^D` does not end an interactive shell.
    IgnoreEof,
    /// `-i`: interactive.
    Interactive,
    /// `ipcclean`: remove the IPC objects that this shell created when it ends (extension).
    IpcClean,
    /// `lastpipe`: run the last stage of a pipeline in the shell itself (extension).
    LastPipe,
    /// `-l`: login shell.
    Login,
    /// `-m`: job control.
    Monitor,
    /// `nocaseglob`: pathname expansion does not tell lower from upper case (extension).
    NoCaseGlob,
    /// `nocasematch`: neither do `case` and `[[ ]]` (extension).
    NoCaseMatch,
    /// `-C`: `>` does not overwrite.
    NoClobber,
    /// `-n`: read commands but do not run them.
    NoExec,
    /// `-f`: no pathname expansion.
    NoGlob,
    /// `nolog`: accepted without effect, as POSIX allows.
    NoLog,
    /// `-b`: tell at once when a job ends.
    Notify,
    /// `-u`: an unset parameter is an error.
    NoUnset,
    /// `nullglob`: a pattern without matches yields nothing (extension).
    NullGlob,
    /// `-P`: `cd` resolves symbolic links (extension).
    Physical,
    /// `pipefail`: a pipeline fails with its last failing stage (POSIX.1-2024).
    PipeFail,
    /// `posix`: extensions that change a conforming script are off.
    Posix,
    /// `-p`: privileged.
    Privileged,
    /// `shortcuts`: no process where none can be observed (on by default).
    Shortcuts,
    /// `-s`: commands come from standard input.
    Stdin,
    /// `trace`: show the plumbing as it happens (extension).
    Trace,
    /// `-v`: print input lines as they are read.
    Verbose,
    /// `vi`: vi editing.
    Vi,
    /// `-x`: print commands as they are run.
    XTrace,
}

/// One row of the table: the option, its long name, its letter, and whether `set -o` shows it.
pub struct OptionRow {
    /// Which.
    pub opt: Opt,
    /// The name for `set -o`.
    pub name: &'static str,
    /// The letter for `set -`, if it has one.
    pub letter: Option<u8>,
}

const fn row(opt: Opt, name: &'static str, letter: u8) -> OptionRow {
    OptionRow {
        opt,
        name,
        letter: if letter == 0 { None } else { Some(letter) },
    }
}

/// All options in the order of their names.
pub const TABLE: [OptionRow; 36] = [
    row(Opt::AllExport, "allexport", b'a'),
    row(Opt::BraceExpand, "braceexpand", b'B'),
    row(Opt::DotGlob, "dotglob", 0),
    row(Opt::Emacs, "emacs", 0),
    row(Opt::ErrExit, "errexit", b'e'),
    row(Opt::ErrTrace, "errtrace", b'E'),
    row(Opt::ExtGlob, "extglob", 0),
    row(Opt::FailGlob, "failglob", 0),
    row(Opt::FuncTrace, "functrace", b'T'),
    row(Opt::GlobStar, "globstar", 0),
    row(Opt::HashAll, "hashall", b'h'),
    row(Opt::IgnoreEof, "ignoreeof", 0),
    row(Opt::Interactive, "interactive", b'i'),
    row(Opt::IpcClean, "ipcclean", 0),
    row(Opt::LastPipe, "lastpipe", 0),
    row(Opt::Login, "login", b'l'),
    row(Opt::Monitor, "monitor", b'm'),
    row(Opt::NoCaseGlob, "nocaseglob", 0),
    row(Opt::NoCaseMatch, "nocasematch", 0),
    row(Opt::NoClobber, "noclobber", b'C'),
    row(Opt::NoExec, "noexec", b'n'),
    row(Opt::NoGlob, "noglob", b'f'),
    row(Opt::NoLog, "nolog", 0),
    row(Opt::Notify, "notify", b'b'),
    row(Opt::NoUnset, "nounset", b'u'),
    row(Opt::NullGlob, "nullglob", 0),
    row(Opt::Physical, "physical", b'P'),
    row(Opt::PipeFail, "pipefail", 0),
    row(Opt::Posix, "posix", 0),
    row(Opt::Privileged, "privileged", b'p'),
    row(Opt::Shortcuts, "shortcuts", 0),
    row(Opt::Stdin, "stdin", b's'),
    row(Opt::Trace, "trace", 0),
    row(Opt::Verbose, "verbose", b'v'),
    row(Opt::Vi, "vi", 0),
    row(Opt::XTrace, "xtrace", b'x'),
];

/// Which options are on: a bit for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options(u64);

impl Default for Options {
    fn default() -> Self {
        let mut options = Self(0);
        options.set(Opt::BraceExpand, true);
        options.set(Opt::Shortcuts, true);
        options
    }
}

impl Options {
    /// Whether `opt` is on.
    #[must_use]
    pub const fn is_on(self, opt: Opt) -> bool {
        self.0 & (1 << opt as u8) != 0
    }

    /// Turns `opt` on or off.
    pub const fn set(&mut self, opt: Opt, on: bool) {
        let bit = 1 << opt as u8;
        self.0 = if on { self.0 | bit } else { self.0 & !bit };
    }

    /// The option called `name` (as in `set -o name`).
    #[must_use]
    pub fn by_name(name: &[u8]) -> Option<Opt> {
        TABLE
            .iter()
            .find(|row| row.name.as_bytes() == name)
            .map(|row| row.opt)
    }

    /// The option with this letter.
    #[must_use]
    pub fn by_letter(letter: u8) -> Option<Opt> {
        TABLE
            .iter()
            .find(|row| row.letter == Some(letter))
            .map(|row| row.opt)
    }

    /// The letters of the options that are on: the value of `$-`.
    #[must_use]
    pub fn letters(self) -> Vec<u8> {
        TABLE
            .iter()
            .filter(|row| self.is_on(row.opt))
            .filter_map(|row| row.letter)
            .collect()
    }

    /// The rows that `set -o` shows: those that `set` can change.
    pub fn settable() -> impl Iterator<Item = &'static OptionRow> {
        TABLE
            .iter()
            .filter(|row| !matches!(row.opt, Opt::Interactive | Opt::Login | Opt::Stdin))
    }
}
