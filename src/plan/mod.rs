//! Plans: what is going to be done, as plain data.

mod call;

pub use call::{Arg, ArgValue, Call, DATA_HEAD, Note, printable};
