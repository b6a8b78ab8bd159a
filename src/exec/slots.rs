//! From the symbolic descriptors of a plan to numbers.

use crate::plan::Slot;
use crate::sys::Fd;

/// The numbers of the slots of one running plan.
#[derive(Clone, Debug, Default)]
pub struct Slots {
    known: Vec<(Slot, Option<Fd>)>,
}

impl Slots {
    /// No slots.
    #[must_use]
    pub const fn empty() -> Self {
        Self { known: Vec::new() }
    }

    /// The slot, if any, whose descriptor has this number.
    #[must_use]
    pub fn private_at(&self, fd: Fd) -> Option<Slot> {
        self.known
            .iter()
            .find(|(_, number)| *number == Some(fd))
            .map(|(slot, _)| *slot)
    }

    /// Notes the number of a slot; `None` for a saved descriptor that was closed.
    pub fn set(&mut self, slot: Slot, fd: Option<Fd>) {
        self.known.retain(|(other, _)| *other != slot);
        self.known.push((slot, fd));
    }

    /// The number behind a slot.
    #[must_use]
    pub fn fd(&self, slot: Slot) -> Option<Fd> {
        match slot {
            Slot::Fd(fd) => Some(fd),
            _ => self
                .known
                .iter()
                .find(|(other, _)| *other == slot)
                .and_then(|(_, fd)| *fd),
        }
    }

    /// Forgets a slot: it was closed, moved, or overwritten.
    pub fn forget(&mut self, slot: Slot) -> Option<Fd> {
        let position = self.known.iter().position(|(other, _)| *other == slot)?;
        self.known.remove(position).1
    }

    /// Forgets whatever slot has this number: the number means something else now.
    pub fn forget_number(&mut self, fd: Fd) {
        self.known.retain(|(_, number)| *number != Some(fd));
    }

    /// The numbers that the plan itself opened and has not closed: what a failure must close.
    pub fn opened(&self) -> impl Iterator<Item = Fd> {
        self.known
            .iter()
            .filter(|(slot, _)| !matches!(slot, Slot::Saved(_)))
            .filter_map(|(_, fd)| *fd)
    }

    /// The numbers at which the plan keeps saved descriptors.
    pub fn saved(&self) -> impl Iterator<Item = Fd> {
        self.known
            .iter()
            .filter(|(slot, _)| matches!(slot, Slot::Saved(_)))
            .filter_map(|(_, fd)| *fd)
    }

    /// Saved descriptors have moved: their numbers now, in the order of [`saved`](Self::saved).
    pub fn find_saved(&mut self, mut numbers: impl Iterator<Item = Fd>) {
        let saved = self
            .known
            .iter_mut()
            .filter(|(slot, number)| matches!(slot, Slot::Saved(_)) && number.is_some());
        for ((_, number), now) in saved.zip(&mut numbers) {
            *number = Some(now);
        }
    }

    /// The allocated numbers in order (`{name}>`).
    pub fn allocated(&self) -> impl Iterator<Item = Fd> {
        self.known
            .iter()
            .filter(|(slot, _)| matches!(slot, Slot::Allocated(_)))
            .filter_map(|(_, fd)| *fd)
    }
}
