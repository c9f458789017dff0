//! Finds the labels that say who speaks, in captions and in documents.
//!
//! A label stands at the start of a line: `Sarah: hello`. Speech has colons too ("The Godfather: what
//! a film"), and people call themselves anything ("Bob | Mill Co.: hello"). So [`Labels`] decides
//! from all openings of a file, by what comes back. `shape.rs` tells what a name looks like.

mod labels;
mod opening;
pub(super) mod shape;

pub(super) use labels::{Labels, Position, may_end_a_sentence};
pub(super) use opening::{NEARLY_ALL_PERCENT, Opening, is_blank, split_at_colon};
