//! What the test programs share: the case format, sandboxes, and the other shells.
#![allow(dead_code, reason = "each test program uses a part of it")]

pub mod case;
pub mod generate;
pub mod random;
pub mod run;
pub mod sandbox;
pub mod shells;
pub mod table;
