//! Cuts turns into passages, and packs passages into the windows that a model reads.
//!
//! [`Passage`]s are ranked and shown; [`Window`]s are embedded and not shown. A passage has the
//! words of one speaker, and every word of a transcript is in exactly one passage.

mod asks;
mod backchannel;
mod counting;
mod divide;
mod doubt;
mod find_doubts;
mod model;
mod times;
mod traits;
mod window;

pub use divide::{MOST_CHARACTERS, divide};
pub use doubt::{Doubt, Doubts};
pub use find_doubts::doubts;
pub use model::{Passage, PassageConfig};
pub use times::span_of;
pub use traits::PassageTraits;
pub use window::{Window, WindowPart, line, pack};
