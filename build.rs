//! Turns `grammar/*.pest` into the parser that `src/syntax/grammar.rs` includes.
//!
//! `pest_derive` would do the same from a proc macro, but no proc-macro crate can be built for a
//! statically linked target without an explicit `--target` (see `.cargo/config.toml`).

use std::path::PathBuf;
use std::{env, fs, io};

use quote::quote;

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=grammar/shell.pest");
    let parser = pest_generator::derive_parser(
        quote! {
            #[grammar = "grammar/shell.pest"]
            pub struct ShellGrammar;
        },
        false,
    );
    let directory = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    fs::write(
        PathBuf::from(directory).join("grammar.rs"),
        parser.to_string(),
    )
}
