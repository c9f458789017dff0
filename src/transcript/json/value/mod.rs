//! Holds JSON text as a flat list of nodes, which takes at most eight bytes for each byte of the text.
//!
//! `serde_json::Value` takes 700 bytes for `{"a":0}`, so a small file of useless values would fill the
//! memory. Here a value, or the name of a field, is one node of eight bytes. A list or an object is
//! followed by its content, and knows where that ends. Strings stay in the text unless they have
//! escapes.

mod display;
mod document;
mod reader;
#[cfg(test)]
mod tests;

pub(super) use document::{Document, Fields, Kind, List, Value, ValueId};
