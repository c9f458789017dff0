//! Reads XML for feeds, TTML, and Word documents.

mod line_counter;
mod reader;

pub(crate) use line_counter::LineCounter;
pub(crate) use reader::{XmlElement, XmlError, XmlEvent, XmlReader};
