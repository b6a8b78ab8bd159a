//! The heart: plumbing as data. A plan is a list of steps; the executor runs it, `explain` prints it.
//!
//! Comes in: a command whose words are expanded (or, for a sketch, not), and the facts it depends on.
//! Goes out: steps with symbolic pipes, children and descriptors. Pure: nothing here asks the kernel.

mod call;
mod check;
mod explanation;
mod fdtable;
mod hole;
mod json;
mod lower;
mod redirect;
mod row;
mod step;
mod warn;

pub use call::{Arg, ArgValue, Call, DATA_HEAD, Note, printable};
pub use check::{PlanFault, check};
pub use explanation::{Explanation, Holders, Item, Reordering};
pub use fdtable::{Entry, FdTable};
pub use hole::{fill, hole, holes, is_open_question};
pub use json::Json;
pub use lower::{
    StagePlan, background, coprocess, pipeline, pipeline_into_shell, process_substitution, spawn,
    substitution,
};
pub use redirect::{Action, Redirect, RedirectPlan, Target, Where, lower_redirections};
pub use row::{Cause, Row};
pub use step::{ChildId, FileMode, ForkKind, PipeId, Program, Slot, Step};
