//! Finds the known speakers whom a question names.

mod label;
pub(super) mod named;
