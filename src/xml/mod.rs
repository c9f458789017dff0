//! Reads XML as a sequence of elements and texts.

mod line_counter;
mod reader;

pub(crate) use line_counter::LineCounter;
pub(crate) use reader::{XmlElement, XmlError, XmlEvent, XmlReader};
