//! The `ipcsh` program: C's `main`, which runs the command line. See [`ipcsh::sys::start`] for why it is not Rust's.

#![no_main]

ipcsh::entry!(ipcsh::cli::run);
