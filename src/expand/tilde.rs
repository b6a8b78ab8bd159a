//! Tilde expansion (XCU 2.6.1): `~`, `~user`, and the extensions `~+` and `~-`.
//!
//! Comes in: the name after the tilde. Goes out: the directory, which nothing expands further; the prefix
//! itself if there is no such user, or `HOME` is unset.

use super::sink::Sink;
use crate::state::State;
use crate::sys::users;

/// Expands one tilde-prefix. `is_before_slash`: a slash follows, so that one at the end of the directory is
/// left out.
pub(super) fn expand<S: Sink>(state: &State, user: &[u8], is_before_slash: bool, sink: &mut S) {
    let variable = |name: &[u8]| state.vars.text(name).map(std::borrow::Cow::into_owned);
    let directory = match user {
        b"" => variable(b"HOME"),
        b"+" => variable(b"PWD"),
        b"-" => variable(b"OLDPWD"),
        name => users::home(name),
    };
    sink.present();
    let Some(directory) = directory else {
        sink.quoted(b"~");
        sink.quoted(user);
        return;
    };
    match directory.strip_suffix(b"/") {
        Some(without) if is_before_slash => sink.quoted(without),
        _ => sink.quoted(&directory),
    }
}
