//! From plans and events to text, JSON, SVG, HTML. The only colours are in `theme`.

mod c_program;
mod explanation;
mod line;
mod speech;
mod theme;

pub use c_program::c_program;
pub use explanation::{explanation, explanation_json};
pub use line::line;
pub use theme::{Accent, Style, Theme};
