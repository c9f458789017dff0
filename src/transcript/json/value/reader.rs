//! Adds the values of a JSON text to a document, as serde_json reads them.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::document::{Document, Node};

impl<'t> Document<'t> {
    /// Reads the text. Several values, one after the other as in JSON Lines, are read as a list.
    ///
    /// # Errors
    /// Fails for text that is not JSON, that is nested deeper than 127 levels, or has 4 GiB.
    pub(in crate::transcript::json) fn read(text: &'t str) -> Result<Self, serde_json::Error> {
        if u32::try_from(text.len()).is_err() {
            return Err(Error::custom("the text has more than 4 GiB"));
        }
        // One of these stands before each value but the first.
        let before_value = |byte: &u8| matches!(byte, b',' | b':' | b'[' | b'{');
        let most_nodes = 2 + text.bytes().filter(|byte| before_value(byte)).count();
        let mut document = Document {
            text,
            nodes: Vec::with_capacity(most_nodes),
            root: 1,
            unescaped: String::new(),
            ends: Vec::new(),
            large: Vec::new(),
            floats: Vec::new(),
        };
        let mut reader = serde_json::Deserializer::from_str(text);
        // The place of a list of all values, where there are several.
        document.nodes.push(Node::Null);
        ValueReader(&mut document).deserialize(&mut reader)?;
        if reader.end().is_err() {
            document.read_others()?;
            document.root = 0;
        }
        document.nodes[0] = Node::List(index(document.nodes.len())?);
        Ok(document)
    }

    /// Reads the values behind the first.
    fn read_others(&mut self) -> Result<(), serde_json::Error> {
        let text = self.text;
        // Finds where values end. The reader that makes nodes can say so only by an error, for
        // which it counts all lines before.
        let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
        values.next().transpose()?;
        let mut start = values.byte_offset();
        while values.next().transpose()?.is_some() {
            let value = &text[start..values.byte_offset()];
            let mut reader = serde_json::Deserializer::from_str(value);
            let read = ValueReader(self).deserialize(&mut reader);
            read.map_err(|error| below(&text[..start], &error))?;
            start = values.byte_offset();
        }
        Ok(())
    }
}

/// Returns the error of a value with its line in the file, where this text stands above it.
fn below(above: &str, error: &serde_json::Error) -> serde_json::Error {
    let line = error.line() + above.matches('\n').count();
    let told = error.to_string();
    let reason = told
        .rsplit_once(" at line ")
        .map_or(&*told, |(reason, _)| reason);
    Error::custom(format!("{reason} at line {line} column {}", error.column()))
}

/// Adds the next value of a text to a document.
struct ValueReader<'a, 't>(&'a mut Document<'t>);

/// Returns a length as nodes hold it.
fn index<E: Error>(length: usize) -> Result<u32, E> {
    u32::try_from(length).map_err(|_| E::custom("the text has more than 4 GiB"))
}

impl ValueReader<'_, '_> {
    fn push<E>(self, node: Node) -> Result<(), E> {
        self.0.nodes.push(node);
        Ok(())
    }

    /// Adds a list or an object, with the content that `read` adds.
    fn push_around<E: Error>(
        self,
        node: fn(u32) -> Node,
        read: impl FnOnce(&mut Self) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut reader = self;
        let at = reader.0.nodes.len();
        reader.0.nodes.push(Node::Null);
        read(&mut reader)?;
        reader.0.nodes[at] = node(index(reader.0.nodes.len())?);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for ValueReader<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueReader<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.push(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.push(Node::Bool(value))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        if let Ok(number) = u32::try_from(number) {
            return self.push(Node::Whole(number));
        }
        let node = Node::Large(index(self.0.large.len())?);
        self.0.large.push(number);
        self.push(node)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.visit_f64(number as f64)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        let node = Node::Float(index(self.0.floats.len())?);
        self.0.floats.push(number);
        self.push(node)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<(), E> {
        // The string is a part of the text, so that its address says where it begins.
        let start = text.as_ptr().addr() - self.0.text.as_ptr().addr();
        self.push(Node::Text(index(start)?))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        let node = Node::Unescaped(index(self.0.ends.len())?);
        self.0.unescaped.push_str(text);
        self.0.ends.push(self.0.unescaped.len());
        self.push(node)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.push_around(Node::List, |reader| {
            while list.next_element_seed(ValueReader(reader.0))?.is_some() {}
            Ok(())
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        self.push_around(Node::Object, |reader| {
            while fields.next_key_seed(ValueReader(reader.0))?.is_some() {
                fields.next_value_seed(ValueReader(reader.0))?;
            }
            Ok(())
        })
    }
}
