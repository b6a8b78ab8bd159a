//! The promises of a plan: no pipe end leaks, every saved descriptor is restored, every child is awaited or meant to run on.

use super::redirect::RedirectPlan;
use super::step::{ChildId, Slot, Step};

/// A broken promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlanFault {
    /// This slot is still open when the steps are through.
    Leaked(Slot),
    /// This slot is used before it exists or after it was closed.
    NotOpen(Slot),
    /// This child is awaited but was never started.
    UnknownChild(ChildId),
    /// This descriptor is saved but never restored.
    NeverRestored(i32),
}

/// Checks the steps of one process and, below them, of its children. Slots in `kept` may stay open: the caller uses them.
///
/// # Errors
/// The first promise that is broken.
pub fn check<W>(steps: &[Step<W>], kept: &[Slot]) -> Result<(), PlanFault> {
    let open = walk(steps, Vec::new())?;
    open.into_iter()
        .find(|slot| !kept.contains(slot))
        .map_or(Ok(()), |slot| Err(PlanFault::Leaked(slot)))
}

impl<W> RedirectPlan<W> {
    /// Checks that every saved descriptor is restored and nothing opened stays behind.
    ///
    /// # Errors
    /// The first promise that is broken.
    pub fn check(&self) -> Result<(), PlanFault> {
        let saved = self.perform.iter().filter_map(|step| {
            if let Step::Save { fd, .. } = step {
                Some(*fd)
            } else {
                None
            }
        });
        let is_restored = |fd: &i32| {
            self.undo
                .iter()
                .any(|step| matches!(step, Step::Restore { fd: f, .. } if f == fd))
        };
        let kept: Vec<Slot> = self.perform.iter().filter_map(kept_slot).collect();
        let lost = saved.into_iter().find(|fd| !is_restored(fd));
        lost.map_or_else(
            || check(&self.perform, &kept),
            |fd| Err(PlanFault::NeverRestored(fd)),
        )
    }
}

fn kept_slot<W>(step: &Step<W>) -> Option<Slot> {
    match step {
        Step::Save { into, .. } | Step::Allocate { into, .. } => Some(*into),
        _ => None,
    }
}

fn walk<W>(steps: &[Step<W>], mut open: Vec<Slot>) -> Result<Vec<Slot>, PlanFault> {
    let mut children = Vec::new();
    for step in steps {
        match step {
            Step::Pipe { pipe } => open.extend([Slot::Read(*pipe), Slot::Write(*pipe)]),
            Step::Open { into, .. } | Step::Document { into, .. } | Step::Save { into, .. } => {
                open.push(*into);
            }
            Step::Allocate { from, into, .. } => {
                require(&open, *from)?;
                open.push(*into);
            }
            Step::Dup { from, .. } => require(&open, *from)?,
            Step::Close { slot, .. } => close(&mut open, *slot)?,
            Step::Restore { from, .. } => close(&mut open, *from)?,
            Step::Fork { child, steps, .. } => {
                check_child(steps, &open)?;
                children.push(*child);
            }
            Step::Wait { child } if !children.contains(child) => {
                return Err(PlanFault::UnknownChild(*child));
            }
            Step::Wait { .. } | Step::Exec { .. } | Step::Interpret { .. } => {}
        }
    }
    Ok(open)
}

/// A child starts with all its parent's ends and must get rid of them before it executes or interprets.
fn check_child<W>(steps: &[Step<W>], inherited: &[Slot]) -> Result<(), PlanFault> {
    let left = walk(steps, inherited.to_vec())?;
    left.into_iter()
        .find(|slot| matches!(slot, Slot::Read(_) | Slot::Write(_)))
        .map_or(Ok(()), |slot| Err(PlanFault::Leaked(slot)))
}

fn require(open: &[Slot], slot: Slot) -> Result<(), PlanFault> {
    if matches!(slot, Slot::Fd(_)) || open.contains(&slot) {
        Ok(())
    } else {
        Err(PlanFault::NotOpen(slot))
    }
}

fn close(open: &mut Vec<Slot>, slot: Slot) -> Result<(), PlanFault> {
    require(open, slot)?;
    open.retain(|other| *other != slot);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{StagePlan, background, pipeline, substitution};
    use super::*;

    #[test]
    fn every_pipeline_keeps_its_promises() {
        for count in 2..6 {
            let stages = vec![StagePlan::<()>::Interpreted; count];
            assert_eq!(
                check(&pipeline(stages, &[true; 6], Vec::new(), true), &[]),
                Ok(())
            );
        }
    }

    #[test]
    fn a_substitution_leaves_only_the_callers_end() {
        let mine = Slot::Read(super::super::PipeId(0));
        assert_eq!(check(&substitution::<()>(), &[mine]), Ok(()));
        assert_eq!(
            check(&substitution::<()>(), &[]),
            Err(PlanFault::Leaked(mine))
        );
    }

    #[test]
    fn a_background_list_needs_no_wait() {
        assert_eq!(check(&background::<()>(Vec::new(), false), &[]), Ok(()));
    }
}
