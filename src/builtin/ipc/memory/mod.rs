//! Memory: what is mapped into the shell, and safe ways to look at it.

mod layout;
