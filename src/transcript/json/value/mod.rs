//! Holds JSON text as a flat list of nodes, which takes at most eight bytes for each byte of the text.
//!
//! `serde_json::Value` takes 700 bytes for `{"a":0}`, so a small file of useless values would fill the
//! memory. Here a value, or the name of a field, is one node of eight bytes. A list or an object is
//! followed by its content, and knows where that ends. Strings stay in the text unless they have
//! escapes.

mod display;
mod reader;

use std::iter;

use serde::de::{DeserializeSeed, Error, IgnoredAny};

use self::reader::{ValueReader, index};

/// JSON text that was read.
#[derive(Debug)]
pub(super) struct Document<'t> {
    text: &'t str,
    nodes: Vec<Node>,
    /// The node that holds all others: the first, a list, where the text has several values.
    root: u32,
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
    /// Reads the text. Several values, one after the other as in JSON Lines, are read as a list.
    ///
    /// # Errors
    /// Fails for text that is not JSON, that is nested deeper than 127 levels, or has 4 GiB.
    pub(super) fn read(text: &'t str) -> Result<Self, serde_json::Error> {
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
            ValueReader(self).deserialize(&mut reader)?;
            start = values.byte_offset();
        }
        Ok(())
    }

    /// Returns the value that holds all others.
    pub(super) fn root(&self) -> Value<'_> {
        Value {
            document: self,
            at: self.root,
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
    fn several_values_are_a_list() {
        assert_eq!(shown("{\"a\": 1}\n{}\n7\n"), "[{\"a\":1},{},7]");
        for text in ["{} x", "{\"a\": 1}\n{\"a\"", "[1],"] {
            assert!(Document::read(text).is_err(), "{text}");
        }
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
            assert!(document.nodes.capacity() <= text.len() + 1, "{text}");
        }
    }
}
