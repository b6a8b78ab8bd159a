//! Text → tree. `ast` is plain data; `print` gives the text back; `reader` hands over one complete
//! command at a time. One file only, `grammar`, names pest.

pub mod arith;
pub mod ast;
mod grammar;
