//! How the values of `$@`, `$*` and arrays become fields or one text (XCU 2.5.2).

use crate::expand::parameter::Join;
use crate::expand::sink::Sink;
use crate::expand::word::{Quoting, put};
use crate::state::State;

/// What stands between two values.
enum Between<'s> {
    /// The end of a field.
    Fields,
    /// This text.
    Text(&'s [u8]),
}

/// Takes the values of a list one after the other.
pub(in crate::expand) struct List<'s, 'k, S> {
    state: &'s State,
    join: Join,
    quoting: Quoting,
    between: Between<'s>,
    sink: &'k mut S,
    is_empty: bool,
}

impl<'s, 'k, S: Sink> List<'s, 'k, S> {
    /// A list that stands in a place with this quoting.
    pub(in crate::expand) fn new(
        state: &'s State,
        join: Join,
        quoting: Quoting,
        sink: &'k mut S,
    ) -> Self {
        let is_one_field = quoting == Quoting::Double && join == Join::Joined;
        let between = match join {
            _ if S::SPLITS && !is_one_field => Between::Fields,
            Join::Joined => Between::Text(state.vars.ifs().joiner()),
            Join::Separate => Between::Text(b" "),
        };
        Self {
            state,
            join,
            quoting,
            between,
            sink,
            is_empty: true,
        }
    }

    /// The next value.
    pub(in crate::expand) fn add(&mut self, value: &[u8]) {
        if !self.is_empty {
            match self.between {
                Between::Fields => self.sink.boundary(),
                Between::Text(text) => put(self.state, text, self.quoting, self.sink),
            }
        }
        self.is_empty = false;
        put(self.state, value, self.quoting, self.sink);
        if self.quoting == Quoting::Double {
            self.sink.present();
        }
    }

    /// There are no more values.
    pub(in crate::expand) fn end(self) {
        if self.is_empty && self.quoting == Quoting::Double && self.join == Join::Separate {
            self.sink.vanish();
        }
    }
}
