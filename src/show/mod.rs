//! From plans and events to text, JSON, SVG, HTML. The only colours are in `theme`.

mod line;
mod theme;

pub use line::line;
pub use theme::{Style, Theme};
