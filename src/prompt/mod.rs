//! Packs the passages about a question into text for a language model.
//!
//! Every passage stands between delimiters that no transcript can forge, with its speaker and times.

mod context;
mod hidden;
mod pack;

pub use context::{ContextError, context};
pub use hidden::{visible, visible_json};
pub use pack::{Pack, pack};
