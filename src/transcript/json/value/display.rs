//! Writes values as JSON.

use std::fmt::{self, Write as _};

use super::document::{Kind, Value};

impl Value<'_> {
    /// Returns about the first `most` bytes of its JSON.
    pub(in crate::transcript::json) fn beginning(self, most: usize) -> String {
        let mut beginning = Beginning {
            text: String::new(),
            most,
        };
        // Fails where the beginning is full.
        let _ = write!(beginning, "{self}");
        beginning.text
    }
}

impl fmt::Display for Value<'_> {
    /// Writes JSON without spaces.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            Kind::Null => f.write_str("null"),
            Kind::Bool(value) => write!(f, "{value}"),
            Kind::Whole(number) => write!(f, "{number}"),
            Kind::Float(number) => write!(f, "{number}"),
            Kind::Text(text) => write!(f, "{text:?}"),
            Kind::List(list) => {
                f.write_char('[')?;
                for (index, value) in list.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    write!(f, "{comma}{value}")?;
                }
                f.write_char(']')
            }
            Kind::Object(fields) => {
                f.write_char('{')?;
                for (index, (name, value)) in fields.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    write!(f, "{comma}{name:?}:{value}")?;
                }
                f.write_char('}')
            }
        }
    }
}

/// Takes the first bytes that are written to it.
struct Beginning {
    text: String,
    most: usize,
}

impl fmt::Write for Beginning {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = self.most.saturating_sub(self.text.len());
        let (taken, rest) = text.split_at(text.floor_char_boundary(room));
        self.text.push_str(taken);
        if rest.is_empty() {
            Ok(())
        } else {
            Err(fmt::Error)
        }
    }
}
