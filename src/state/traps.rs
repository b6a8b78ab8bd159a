//! Traps (XCU 2.14 trap): what is to be done on signals and at exit.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What a trap is set on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// `EXIT`, `0`: when the shell ends.
    Exit,
    /// A signal's number.
    Signal(i32),
    /// `ERR` (extension): where `set -e` would end the shell.
    Err,
    /// `DEBUG` (extension): before each simple command.
    Debug,
    /// `RETURN` (extension): when a function or dot script is left.
    Return,
}

/// What happens on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrapAction {
    /// Nothing: the signal is ignored (`trap '' INT`).
    Ignore,
    /// This text is run.
    Command(Rc<[u8]>),
}

/// The traps of a shell. A condition without an entry has its default action.
#[derive(Clone, Debug, Default)]
pub struct Traps {
    actions: BTreeMap<Condition, TrapAction>,
    /// In a subshell: what the parent's traps were, shown by `trap` until this subshell sets one.
    inherited: Option<BTreeMap<Condition, TrapAction>>,
    /// For `ERR`, `DEBUG` and `RETURN`: how many functions were being run when it was set.
    levels: BTreeMap<Condition, usize>,
    /// Whether there is a `DEBUG` trap.
    has_debug: bool,
    /// Ignored only because the list is asynchronous: nobody set that, and `trap` does not show it.
    background: BTreeSet<Condition>,
}

impl Traps {
    /// The action set on `condition`.
    #[must_use]
    pub fn get(&self, condition: Condition) -> Option<&TrapAction> {
        self.actions.get(&condition)
    }

    /// Sets the action on `condition`; `None` resets it to the default.
    pub fn set(&mut self, condition: Condition, action: Option<TrapAction>) {
        self.inherited = None;
        self.background.remove(&condition);
        match action {
            Some(action) => self.actions.insert(condition, action),
            None => self.actions.remove(&condition),
        };
        self.has_debug = self.actions.contains_key(&Condition::Debug);
    }

    /// Notes that the trap on `condition` was set while `functions` were being run.
    pub fn set_level(&mut self, condition: Condition, functions: usize) {
        self.levels.insert(condition, functions);
    }

    /// How many functions were being run when the trap on `condition` was set.
    #[must_use]
    pub fn level(&self, condition: Condition) -> usize {
        self.levels.get(&condition).copied().unwrap_or(0)
    }

    /// Whether there is a `DEBUG` trap.
    #[inline]
    #[must_use]
    pub const fn has_debug(&self) -> bool {
        self.has_debug
    }

    /// What a subshell starts with (XCU 2.12): ignored ones stay, the others go back to the default.
    /// Returns the conditions that were reset, whose signals need their default disposition.
    /// `inherits` tells which stay although they have a command.
    pub fn enter_subshell(&mut self, inherits: impl Fn(Condition) -> bool) -> Vec<Condition> {
        let (kept, reset): (BTreeMap<_, _>, BTreeMap<_, _>) = self
            .actions
            .clone()
            .into_iter()
            .partition(|(condition, action)| *action == TrapAction::Ignore || inherits(*condition));
        let conditions = reset.keys().copied().collect();
        let shown = self
            .inherited
            .take()
            .unwrap_or_else(|| self.set_ones().map(|(c, a)| (c, a.clone())).collect());
        self.inherited = Some(shown);
        self.actions = kept;
        self.has_debug = self.actions.contains_key(&Condition::Debug);
        conditions
    }

    /// Ignores the signal of `condition` in an asynchronous list, without a trace in what `trap` shows.
    pub fn ignore_for_background(&mut self, condition: Condition) {
        self.actions.insert(condition, TrapAction::Ignore);
        self.background.insert(condition);
    }

    fn set_ones(&self) -> impl Iterator<Item = (Condition, &TrapAction)> {
        self.iter()
            .filter(|(condition, _)| !self.background.contains(condition))
    }

    /// The actions in force, in order of their conditions.
    pub fn iter(&self) -> impl Iterator<Item = (Condition, &TrapAction)> {
        self.actions
            .iter()
            .map(|(condition, action)| (*condition, action))
    }

    /// What `trap` without operands shows, in order.
    pub fn shown(&self) -> impl Iterator<Item = (Condition, &TrapAction)> {
        let inherited = self.inherited.iter().flatten();
        let own = self.inherited.is_none().then(|| self.set_ones());
        inherited
            .map(|(condition, action)| (*condition, action))
            .chain(own.into_iter().flatten())
    }

    /// Whether any signal has a command to run.
    #[must_use]
    pub fn has_signal_commands(&self) -> bool {
        self.actions.iter().any(|(condition, action)| {
            matches!(condition, Condition::Signal(_)) && matches!(action, TrapAction::Command(_))
        })
    }

    /// Whether any condition has a command.
    #[must_use]
    pub fn has_commands(&self) -> bool {
        self.actions
            .values()
            .any(|action| matches!(action, TrapAction::Command(_)))
    }
}
