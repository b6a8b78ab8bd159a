//! The one place through which an IPC builtin makes a system call.
//!
//! A builtin hands over two closures: one describes the call as a [`Call`], one makes it. When plumbing is explained,
//! only the first is used and the builtin goes on with a placeholder for the result; when it is traced, both are used
//! and somebody is told; otherwise only the second, and the description costs nothing.

use super::{BuiltinError, Ctx};
use crate::plan::Call;
use crate::sys::{Errno, ipc};

/// Whether system calls are made, and who is told about them.
#[derive(Default)]
pub enum Calls<'a> {
    /// They are made.
    #[default]
    Run,
    /// They are not made but shown on standard output: `NAME --explain`.
    Explain,
    /// Somebody is told.
    Observed {
        /// Whether they are not made.
        is_explaining: bool,
        /// Who is told.
        observer: &'a mut dyn CallObserver,
    },
}

/// Who is told about the system calls of builtins: `explain` and `trace`.
pub trait CallObserver {
    /// A call is about to be made.
    fn begin(&mut self) {}

    /// One call and what became of it.
    fn call(&mut self, call: &Call, outcome: Outcome);

    /// The result that a call would have, if that can be told: then it has been told of, too.
    fn foresee(&mut self, _call: &Call) -> Vec<i64> {
        Vec::new()
    }

    /// What the variable `name` is given instead of the placeholders `values`.
    fn given(&mut self, _name: &[u8], values: &[Vec<u8>]) -> Vec<Vec<u8>> {
        values.to_vec()
    }

    /// What the builtin gives instead of printing or assigning it, when it is only explained: `id=<shmid>`.
    fn effect(&mut self, text: &str);
}

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was not made.
    Planned,
    /// It was made and returned this.
    Returned(i64),
    /// It failed.
    Failed(Errno),
}

/// A result of a system call: what `explain` puts in its place, and the number that `trace` shows.
pub trait CallResult {
    /// The value that stands for the result of a call that was not made.
    fn placeholder() -> Self;

    /// What the call returned, as a number.
    fn number(&self) -> i64;

    /// The value for a result that could be foreseen.
    #[must_use]
    fn foreseen(_numbers: &[i64]) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }
}

impl CallResult for () {
    fn placeholder() -> Self {}

    fn number(&self) -> i64 {
        0
    }
}

macro_rules! number_results {
    ($($type:ty),*) => {$(
        impl CallResult for $type {
            fn placeholder() -> Self {
                0
            }

            fn number(&self) -> i64 {
                i64::try_from(*self).unwrap_or(i64::MAX)
            }

            fn foreseen(numbers: &[i64]) -> Option<Self> {
                Self::try_from(*numbers.first()?).ok()
            }
        }
    )*};
}
number_results!(i32, i64, u32, u64, usize);

impl<T: CallResult> CallResult for Option<T> {
    fn placeholder() -> Self {
        Some(T::placeholder())
    }

    fn number(&self) -> i64 {
        self.as_ref().map_or(0, CallResult::number)
    }
}

impl CallResult for (i32, i32) {
    fn placeholder() -> Self {
        (-1, -1)
    }

    fn foreseen(numbers: &[i64]) -> Option<Self> {
        match numbers {
            [first, second] => Some((i32::try_from(*first).ok()?, i32::try_from(*second).ok()?)),
            _ => None,
        }
    }

    fn number(&self) -> i64 {
        0
    }
}

macro_rules! default_results {
    ($($type:ty),*) => {$(
        impl CallResult for $type {
            fn placeholder() -> Self {
                Self::default()
            }

            fn number(&self) -> i64 {
                0
            }
        }
    )*};
}
default_results!(
    ipc::shm::Segment,
    ipc::shm::Limits,
    ipc::shm::Usage,
    ipc::msg::Queue,
    ipc::msg::Limits,
    ipc::msg::Usage,
    ipc::sem::Set,
    ipc::sem::Limits,
    ipc::sem::Usage,
    Vec<u16>,
    Vec<i32>
);

impl CallResult for ipc::msg::Message {
    fn placeholder() -> Self {
        Self {
            kind: 1,
            data: Vec::new(),
        }
    }

    fn number(&self) -> i64 {
        self.data.number()
    }
}

impl CallResult for Vec<u8> {
    fn placeholder() -> Self {
        Self::new()
    }

    fn number(&self) -> i64 {
        i64::try_from(self.len()).unwrap_or(i64::MAX)
    }
}

impl Ctx<'_> {
    /// Whether system calls are only shown, not made.
    #[must_use]
    pub const fn is_explaining(&self) -> bool {
        matches!(
            self.calls,
            Calls::Explain
                | Calls::Observed {
                    is_explaining: true,
                    ..
                }
        )
    }

    /// Makes a system call, or only shows it.
    ///
    /// # Errors
    /// That of the call; nobody has been told but an observer.
    pub fn attempt<T: CallResult>(
        &mut self,
        describe: impl FnOnce() -> Call,
        act: impl FnOnce() -> Result<T, Errno>,
    ) -> Result<T, Errno> {
        match &mut self.calls {
            Calls::Run => act(),
            Calls::Explain => {
                self.show_planned(&describe());
                Ok(T::placeholder())
            }
            Calls::Observed {
                is_explaining: true,
                observer,
            } => {
                let call = describe();
                let numbers = observer.foresee(&call);
                if numbers.is_empty() {
                    observer.call(&call, Outcome::Planned);
                }
                Ok(T::foreseen(&numbers).unwrap_or_else(T::placeholder))
            }
            Calls::Observed { observer, .. } => {
                observer.begin();
                let result = act();
                self.report(describe, result.as_ref().map_err(|errno| *errno));
                result
            }
        }
    }

    /// Makes a system call, or only shows it; a failure becomes the error of the builtin, and `ERRNO` and its
    /// companions are set.
    ///
    /// # Errors
    /// That of the call, with the operands that its description tells.
    pub fn syscall<T: CallResult>(
        &mut self,
        describe: impl Fn() -> Call,
        act: impl FnOnce() -> Result<T, Errno>,
    ) -> Result<T, BuiltinError> {
        self.attempt(&describe, act)
            .map_err(|errno| self.call_error(&describe(), errno))
    }

    /// As [`syscall`](Self::syscall); `why` says what the errno alone does not tell, or nothing.
    ///
    /// # Errors
    /// As there.
    pub fn syscall_because<T: CallResult>(
        &mut self,
        describe: impl Fn() -> Call,
        act: impl FnOnce() -> Result<T, Errno>,
        why: impl FnOnce(Errno) -> String,
    ) -> Result<T, BuiltinError> {
        self.attempt(&describe, act)
            .map_err(|errno| self.call_error(&describe().because(why(errno)), errno))
    }

    /// The error of a call that failed.
    pub fn call_error(&mut self, call: &Call, errno: Errno) -> BuiltinError {
        self.errno_error(call.name, errno, &call.operands())
    }

    /// Tells an observer what became of a call that was made.
    pub fn report<T: CallResult>(
        &mut self,
        describe: impl FnOnce() -> Call,
        result: Result<&T, Errno>,
    ) {
        if let Calls::Observed {
            is_explaining: false,
            observer,
        } = &mut self.calls
        {
            let outcome = match result {
                Ok(value) => Outcome::Returned(value.number()),
                Err(errno) => Outcome::Failed(errno),
            };
            observer.call(&describe(), outcome);
        }
    }

    /// Tells an observer of a call that somebody else made for the builtin.
    pub fn tell_call(&mut self, call: &Call, outcome: Outcome) {
        if let Calls::Observed { observer, .. } = &mut self.calls {
            observer.call(call, outcome);
        }
    }

    /// When plumbing is only explained: says what the builtin would give or do besides its system calls.
    pub fn tell_effect(&mut self, text: &str) {
        match &mut self.calls {
            Calls::Run => {}
            Calls::Explain => {
                self.print(text);
                self.print("\n");
            }
            Calls::Observed { observer, .. } => observer.effect(text),
        }
    }

    fn show_planned(&mut self, call: &Call) {
        use crate::plan::Note;
        self.print(call.in_c());
        self.print("\n");
        for note in &call.notes {
            let line = match note {
                Note::Info(text) => format!("    {text}\n"),
                Note::Warning(text) => format!("    warning: {text}\n"),
                Note::WouldFail(text) => format!("    now it would fail: {text}\n"),
            };
            self.print(line);
        }
    }
}
