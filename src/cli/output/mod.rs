//! Prints answers, tables, notes and errors, for people and as JSON.

pub(crate) mod answer;
pub(crate) mod column;
pub(crate) mod console;
pub(crate) mod file;
pub(crate) mod passages;
pub(crate) mod remedy;
pub(crate) mod text;
pub(crate) mod undated;
