//! The text of a function, to be shown and read back: `declare -f`, `type`.

use crate::syntax::ast::Function;

/// The definition as it was written, with a newline at its end.
pub(super) fn text(function: &Function) -> Vec<u8> {
    let mut text = function.name.to_vec();
    text.extend_from_slice(b"() ");
    text.extend_from_slice(function.chunk.slice(function.body.span).as_bytes());
    text.push(b'\n');
    text
}
