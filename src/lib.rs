//! `ipcsh`: a shell whose speciality is inter-process communication.
//!
//! The rooms are listed in the order in which a command line passes through them;
//! `tests/layers.rs` holds the walls between them.
//!
//! | room | job |
//! |---|---|
//! | [`source`] | where text comes from, spans, reports with carets |
//! | [`syntax`] | text → tree |
//! | [`state`] | what the shell remembers; no system calls |
//! | [`sys`] | the kernel, and the only `unsafe` |
//! | [`expand`] | words → fields |
//! | [`plan`] | expanded commands → a list of steps; pure |
//! | [`exec`] | run a plan |
//! | [`builtin`] | the table of builtins |
//! | [`eval`] | the meaning of the tree |
//! | [`show`] | plans and events → text, JSON, pictures |
//! | [`look`] | what is there now, read from `/proc` |
//! | [`interactive`] | the prompt |

pub mod source;
pub mod syntax;

pub mod state;
pub mod sys;

pub mod expand;

pub mod plan;

pub mod exec;

pub mod builtin;

pub mod eval;

pub mod show;

pub mod look;

pub mod interactive;

pub mod cli;
