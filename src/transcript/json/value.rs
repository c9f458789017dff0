//! Holds JSON text as a flat list of nodes, which takes at most eight bytes for each byte of the text.
//!
//! `serde_json::Value` takes 700 bytes for `{"a":0}`, so a small file of useless values would fill the
//! memory. Here a value, or the name of a field, is one node of eight bytes. A list or an object is
//! followed by its content, and knows where that ends. Strings stay in the text unless they have
//! escapes.

use std::fmt::{self, Write as _};
use std::iter;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// JSON text that was read.
#[derive(Debug)]
pub(super) struct Document<'t> {
    text: &'t str,
    nodes: Vec<Node>,
    /// Strings that have escapes in the text, one after the other.
    unescaped: String,
    /// Where each of those strings ends.
    ends: Vec<usize>,
    /// Whole numbers that do not fit into a node.
    large: Vec<u64>,
    /// Negative numbers and fractions.
    floats: Vec<f64>,
}

/// A value, or the name of a field. Numbers are indices of nodes, bytes or lists of the document.
#[derive(Debug, Clone, Copy)]
enum Node {
    Null,
    Bool(bool),
    Whole(u32),
    Large(u32),
    Float(u32),
    /// Begins at this byte of the text, and ends at the next quotation mark.
    Text(u32),
    Unescaped(u32),
    /// Ends before this node.
    List(u32),
    Object(u32),
}

/// A value of a document.
#[derive(Clone, Copy)]
pub(super) struct Value<'d> {
    document: &'d Document<'d>,
    at: u32,
}

/// Names a value inside its document.
#[derive(Clone, Copy)]
pub(super) struct ValueId(u32);

/// What a value is.
#[derive(Clone, Copy)]
pub(super) enum Kind<'d> {
    Null,
    Bool(bool),
    Whole(u64),
    Float(f64),
    Text(&'d str),
    List(List<'d>),
    Object(Fields<'d>),
}

/// Values that stand side by side in a document, such as those of a list.
#[derive(Clone, Copy)]
pub(super) struct List<'d> {
    document: &'d Document<'d>,
    at: u32,
    end: u32,
}

/// The fields of an object: each name with its value.
#[derive(Clone, Copy)]
pub(super) struct Fields<'d>(List<'d>);

impl<'t> Document<'t> {
    /// Reads the text.
    ///
    /// # Errors
    /// Fails for text that is not JSON, that is nested deeper than 127 levels, or has 4 GiB.
    pub(super) fn read(text: &'t str) -> Result<Self, serde_json::Error> {
        if u32::try_from(text.len()).is_err() {
            return Err(Error::custom("the text has more than 4 GiB"));
        }
        // One of these stands before each value but the first.
        let before_value = |byte: &u8| matches!(byte, b',' | b':' | b'[' | b'{');
        let most_nodes = 1 + text.bytes().filter(|byte| before_value(byte)).count();
        let mut document = Document {
            text,
            nodes: Vec::with_capacity(most_nodes),
            unescaped: String::new(),
            ends: Vec::new(),
            large: Vec::new(),
            floats: Vec::new(),
        };
        let mut reader = serde_json::Deserializer::from_str(text);
        ValueReader(&mut document).deserialize(&mut reader)?;
        reader.end()?;
        Ok(document)
    }

    /// Returns the value that holds all others.
    pub(super) fn root(&self) -> Value<'_> {
        Value {
            document: self,
            at: 0,
        }
    }

    /// Returns the node behind a value and its content.
    fn after(&self, at: u32) -> u32 {
        match self.nodes[at as usize] {
            Node::List(end) | Node::Object(end) => end,
            _ => at + 1,
        }
    }

    fn string(&self, node: Node) -> Option<&str> {
        match node {
            Node::Text(start) => {
                let rest = &self.text[start as usize..];
                Some(&rest[..rest.find('"').unwrap_or(rest.len())])
            }
            Node::Unescaped(index) => {
                let index = index as usize;
                let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
                Some(&self.unescaped[start..self.ends[index]])
            }
            _ => None,
        }
    }
}

impl<'d> Value<'d> {
    pub(super) fn kind(self) -> Kind<'d> {
        let document = self.document;
        let (at, list) = (self.at + 1, |at, end| List { document, at, end });
        match document.nodes[self.at as usize] {
            Node::Null => Kind::Null,
            Node::Bool(value) => Kind::Bool(value),
            Node::Whole(number) => Kind::Whole(number.into()),
            Node::Large(index) => Kind::Whole(document.large[index as usize]),
            Node::Float(index) => Kind::Float(document.floats[index as usize]),
            Node::List(end) => Kind::List(list(at, end)),
            Node::Object(end) => Kind::Object(Fields(list(at, end))),
            node @ (Node::Text(_) | Node::Unescaped(_)) => {
                Kind::Text(document.string(node).unwrap_or_default())
            }
        }
    }

    /// Returns the value in a field: the last of that name.
    pub(super) fn get(self, name: &str) -> Option<Value<'d>> {
        let mut found = None;
        for (field, value) in self.as_object()?.iter() {
            if field == name {
                found = Some(value);
            }
        }
        found
    }

    pub(super) fn as_object(self) -> Option<Fields<'d>> {
        match self.kind() {
            Kind::Object(fields) => Some(fields),
            _ => None,
        }
    }

    pub(super) fn as_list(self) -> Option<List<'d>> {
        match self.kind() {
            Kind::List(list) => Some(list),
            _ => None,
        }
    }

    pub(super) fn as_str(self) -> Option<&'d str> {
        match self.kind() {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn as_u64(self) -> Option<u64> {
        match self.kind() {
            Kind::Whole(number) => Some(number),
            _ => None,
        }
    }

    pub(super) fn as_f64(self) -> Option<f64> {
        match self.kind() {
            Kind::Whole(number) => Some(number as f64),
            Kind::Float(number) => Some(number),
            _ => None,
        }
    }

    pub(super) fn is_null(self) -> bool {
        matches!(self.kind(), Kind::Null)
    }

    pub(super) fn id(self) -> ValueId {
        ValueId(self.at)
    }

    /// Returns another value of this document.
    pub(super) fn other(self, ValueId(at): ValueId) -> Value<'d> {
        Value { at, ..self }
    }

    /// Returns a list without values.
    pub(super) fn no_values(self) -> List<'d> {
        let (document, at, end) = (self.document, 0, 0);
        List { document, at, end }
    }

    /// Returns about the first `most` bytes of its JSON.
    pub(super) fn beginning(self, most: usize) -> String {
        let mut beginning = Beginning {
            text: String::new(),
            most,
        };
        // Fails where the beginning is full.
        let _ = write!(beginning, "{self}");
        beginning.text
    }
}

impl<'d> List<'d> {
    pub(super) fn is_empty(self) -> bool {
        self.at == self.end
    }

    pub(super) fn first(self) -> Option<Value<'d>> {
        self.iter().next()
    }

    pub(super) fn iter(self) -> impl Iterator<Item = Value<'d>> + Clone {
        let List { document, end, .. } = self;
        let value = move |at| (at < end).then_some(Value { document, at });
        iter::successors(value(self.at), move |last| value(document.after(last.at)))
    }
}

impl<'d> Fields<'d> {
    pub(super) fn iter(self) -> impl Iterator<Item = (&'d str, Value<'d>)> {
        let mut values = self.0.iter();
        iter::from_fn(move || {
            let name = values.next()?.as_str()?;
            Some((name, values.next()?))
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        Document::read(text).unwrap().root().to_string()
    }

    #[test]
    fn every_value_is_read() {
        let text = r#"{"a":[null,true,0,4294967296,18446744073709551615,-3,0.25,"","so\n"],"b\"":{},"c":[]}"#;
        assert_eq!(shown(text), text);
        assert_eq!(shown(" 7 "), "7");
    }

    #[test]
    fn the_last_of_several_fields_of_a_name_counts() {
        let document = Document::read(r#"{"a": 1, "b": {"a": 3}, "a": 2}"#).unwrap();
        let value = document.root().get("a").unwrap();
        assert_eq!(value.as_u64(), Some(2));
        assert!(document.root().get("c").is_none());
        assert!(value.get("a").is_none());
    }

    #[test]
    fn a_long_value_is_shown_by_its_beginning() {
        let text = format!("[{}1]", "\"été\",".repeat(100_000));
        let document = Document::read(&text).unwrap();
        assert_eq!(document.root().beginning(8), "[\"été\"");
        assert_eq!(Document::read("[1]").unwrap().root().beginning(8), "[1]");
    }

    #[test]
    fn a_node_takes_eight_bytes_and_none_is_made_in_vain() {
        assert_eq!(size_of::<Node>(), 8);
        for text in ["[0,0,0]", "[[],[],{}]", r#"{"a":0,"b":{"a":0}}"#, "7"] {
            let document = Document::read(text).unwrap();
            assert!(document.nodes.capacity() <= text.len(), "{text}");
        }
    }
}
