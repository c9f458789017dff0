//! Finds the recordings that a question points to: by date, title, number, and which end of them.

pub(super) mod dates;
pub(super) mod edge;
pub(super) mod scope;
mod titles;
