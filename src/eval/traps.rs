//! Running trap actions (XCU 2.11, 2.14 trap).

use super::Shell;
use crate::builtin::{Divert, Flow};
use crate::source::{Origin, Source, lossless};
use crate::state::{Condition, ExitStatus, Opt, TrapAction};
use crate::sys::signal;

/// The signals that end a shell by default and that `ipcclean` catches.
const CLEANING: [i32; 4] = [
    signal::numbers::SIGHUP,
    signal::numbers::SIGINT,
    signal::numbers::SIGQUIT,
    signal::numbers::SIGTERM,
];

impl Shell {
    /// Runs the actions of the signals that have come, in order of their numbers. `$?` is as before afterwards.
    pub(super) fn run_pending_traps(&mut self) -> Result<(), Divert> {
        if self.explainer.is_some() || self.contained > 0 {
            return Ok(()); // they are for the shell that explains, or for the one around the subshell
        }
        // One at a time: an action may be interrupted by another signal's, which then runs at its next command.
        loop {
            // What is pending is looked at once, and first: an interrupt that comes after this check stays pending
            // for the next one, and is not taken here for a signal without an action.
            let pending = signal::pending();
            self.check_interrupt()?;
            let Some(signal) = pending.iter().next() else {
                break;
            };
            if !signal::take(signal) {
                continue; // it was an interrupt
            }
            let info = signal::next_info(signal);
            self.tell_sender(signal, info);
            self.run_condition_trap(Condition::Signal(signal))?;
            self.end_clean(signal);
        }
        Ok(())
    }

    /// What the kernel told with a signal, for its trap: `SIGINFO_PID`, `SIGINFO_UID`, `SIGINFO_CODE`, `SIGINFO_VALUE`.
    fn tell_sender(&mut self, number: i32, info: signal::SignalInfo) {
        let condition = Condition::Signal(number);
        if !matches!(
            self.state.traps.get(condition),
            Some(TrapAction::Command(_))
        ) {
            return;
        }
        for (name, value) in [
            ("SIGINFO_PID", i64::from(info.pid)),
            ("SIGINFO_UID", i64::from(info.uid)),
            ("SIGINFO_CODE", i64::from(info.code)),
            ("SIGINFO_VALUE", i64::from(info.value)),
        ] {
            let slot = self.state.vars.slot(name.as_bytes());
            let _ = self.state.assign(slot, crate::state::Value::Int(value)); // a readonly one stays
        }
    }

    /// With `ipcclean`, a signal that ends the shell waits until the created objects are removed.
    fn end_clean(&mut self, number: i32) {
        let is_cleaning = self.state.is_on(crate::state::Opt::IpcClean)
            && CLEANING.contains(&number)
            && self.state.traps.get(Condition::Signal(number)).is_none()
            && !self.is_interactive();
        if is_cleaning {
            let status = ExitStatus::from_signal(number);
            let _ = self.run_exit_trap(status); // the signal ends the shell, whatever the trap says
            let _ = self.out.finish(&*self.kernel); // likewise
            if self.state.subshell_depth == 0 {
                crate::builtin::ipc::ledger::clean(&mut self.state);
            }
            signal::die_of(number);
        }
    }

    /// The same at the prompt, where a signal comes while a line is typed.
    ///
    /// # Errors
    /// Where a trap leads, or [`Divert::Interrupt`].
    pub fn attend_signals(&mut self) -> Result<(), Divert> {
        if signal::any_pending() {
            self.run_pending_traps()
        } else {
            Ok(())
        }
    }

    /// Runs the action of `condition`, if it has one.
    pub(super) fn run_condition_trap(&mut self, condition: Condition) -> Result<(), Divert> {
        let Some(TrapAction::Command(text)) = self.state.traps.get(condition).cloned() else {
            return Ok(());
        };
        let is_for_others = self.is_in_trap || self.contained > 0; // a subshell has no traps
        if is_for_others && !matches!(condition, Condition::Signal(_)) {
            return Ok(());
        }
        if !self.reaches_here(condition) {
            return Ok(());
        }
        self.note_command();
        let status = self.state.status;
        if Self::is_too_deep() {
            return self.too_deep().map(drop);
        }
        let was_in_trap = std::mem::replace(&mut self.is_in_trap, true);
        let flow = self.trap_action(condition, &text);
        self.is_in_trap = was_in_trap;
        match flow {
            Ok(_) => {
                self.state.status = status;
                Ok(())
            }
            Err(divert) => Err(divert),
        }
    }

    /// Whether the trap on `condition` counts in the function that is being run: one that was set before the call does
    /// only under `errtrace` or `functrace`.
    fn reaches_here(&self, condition: Condition) -> bool {
        let inherits = match condition {
            Condition::Err => Opt::ErrTrace,
            Condition::Debug | Condition::Return => Opt::FuncTrace,
            Condition::Exit | Condition::Signal(_) => return true,
        };
        self.state.is_on(inherits)
            || self.state.function_depth() <= self.state.traps.level(condition)
    }

    /// `BASH_COMMAND` is the command that is being run, as it is written.
    pub(super) fn note_command(&mut self) {
        if self.is_in_trap {
            return;
        }
        let span = self.state.place.command;
        if span.start == span.end {
            return; // a function has noted its last one
        }
        let text = self.chunk.as_ref().map(|chunk| &*chunk.text);
        let text = text.and_then(|text| text.get(span.start as usize..span.end as usize));
        self.state.trapped_command = lossless::decode(text.unwrap_or_default()).into_owned();
    }

    /// The DEBUG trap, before a simple command.
    #[cold]
    pub(super) fn run_debug_trap(&mut self) -> Result<(), Divert> {
        let line = self.state.place.line;
        let result = self.run_condition_trap(Condition::Debug);
        self.state.place.line = line;
        result
    }

    fn trap_action(&mut self, condition: Condition, text: &[u8]) -> Flow {
        let source = Source::new(
            &self.state.place.source.name,
            Origin::Trap {
                condition: condition_name(condition),
            },
        );
        let (loops, command) = (self.state.loops, self.state.place.command);
        let before = self.state.status_before_trap.replace(self.state.status);
        let flow = self.run_text(&source, text);
        self.state.status_before_trap = before;
        self.state.loops = loops;
        self.state.place.command = command;
        flow
    }

    /// Runs the EXIT trap, once, and gives the status with which the shell ends.
    pub fn run_exit_trap(&mut self, status: ExitStatus) -> ExitStatus {
        if std::mem::replace(&mut self.is_exit_trap_done, true) {
            return status;
        }
        let Some(TrapAction::Command(text)) = self.state.traps.get(Condition::Exit).cloned() else {
            return status;
        };
        self.state.status = status;
        self.state.traps.set(Condition::Exit, None);
        self.is_in_trap = false;
        match self.trap_action(Condition::Exit, &text) {
            Err(Divert::Exit(status) | Divert::Abort(status) | Divert::Refused(status)) => status,
            _ => status,
        }
    }

    /// Brings the kernel's disposition of a signal in line with its trap.
    pub(super) fn sync_signal(&mut self, condition: Condition) {
        let Condition::Signal(number) = condition else {
            return;
        };
        if self.kernel.is_dry() {
            return;
        }
        let result = match self.state.traps.get(condition) {
            // With it ignored the kernel would throw the statuses of children away; programs get it ignored.
            Some(TrapAction::Ignore) if number == signal::numbers::SIGCHLD => {
                signal::set_default(number)
            }
            Some(TrapAction::Ignore) => signal::set_ignored(number),
            Some(TrapAction::Command(_)) => signal::install_flag_handler(number),
            None => self.own_disposition(number),
        };
        let _ = result; // `trap` has refused what cannot be trapped
    }

    /// What the shell itself does with a signal that has no trap: an interactive shell is not ended by the keyboard (XCU 2.11).
    fn own_disposition(&self, number: i32) -> Result<(), crate::sys::Errno> {
        use signal::numbers::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU};
        let is_controlled = self.state.is_on(crate::state::Opt::Monitor);
        if !self.is_interactive() {
            let is_cleaning =
                self.state.is_on(crate::state::Opt::IpcClean) && CLEANING.contains(&number);
            return if is_cleaning && !signal::ignored_at_entry(number) {
                signal::install_flag_handler(number)
            } else {
                signal::set_default(number)
            };
        }
        match number {
            SIGINT | SIGHUP => signal::install_flag_handler(number),
            SIGQUIT | SIGTERM => signal::set_ignored(number),
            SIGTSTP | SIGTTIN | SIGTTOU if is_controlled => signal::set_ignored(number),
            _ => signal::set_default(number),
        }
    }

    /// `set -o ipcclean`: signals that end the shell are caught from now on, or no longer.
    pub(super) fn sync_ipc_clean(&mut self) {
        for number in CLEANING {
            self.sync_signal(Condition::Signal(number));
        }
    }

    /// The dispositions with which a shell begins.
    pub fn set_up_signals(&mut self) {
        use signal::numbers::{
            SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU,
        };
        if self.kernel.is_dry() {
            return;
        }
        // With SIGCHLD ignored the kernel would throw the statuses of children away.
        if signal::ignored_at_entry(SIGCHLD) {
            let _ = signal::set_default(SIGCHLD); // cannot fail for SIGCHLD
        }
        if self.state.is_on(crate::state::Opt::IpcClean) {
            for number in CLEANING {
                self.sync_signal(Condition::Signal(number));
            }
        }
        if self.is_interactive() {
            for number in [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU] {
                self.sync_signal(Condition::Signal(number));
            }
        }
    }
}

fn condition_name(condition: Condition) -> &'static str {
    match condition {
        Condition::Exit => "EXIT",
        Condition::Err => "ERR",
        Condition::Debug => "DEBUG",
        Condition::Return => "RETURN",
        Condition::Signal(number) => signal::signal_name(number).unwrap_or("signal"),
    }
}
