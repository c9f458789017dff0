//! Defines the nodes of a document and the values that they are.

use std::iter;

/// JSON text that was read.
#[derive(Debug)]
pub(in crate::transcript::json) struct Document<'t> {
    pub(super) text: &'t str,
    pub(super) nodes: Vec<Node>,
    /// The node that holds all others: the first, a list, where the text has several values.
    pub(super) root: u32,
    /// Strings that have escapes in the text, one after the other.
    pub(super) unescaped: String,
    /// Where each of those strings ends.
    pub(super) ends: Vec<usize>,
    /// Whole numbers that do not fit into a node.
    pub(super) large: Vec<u64>,
    /// Negative numbers and fractions.
    pub(super) floats: Vec<f64>,
}

/// A value, or the name of a field. Numbers are indices of nodes, bytes or lists of the document.
#[derive(Debug, Clone, Copy)]
pub(super) enum Node {
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
pub(in crate::transcript::json) struct Value<'d> {
    document: &'d Document<'d>,
    at: u32,
}

/// Names a value inside its document.
#[derive(Clone, Copy)]
pub(in crate::transcript::json) struct ValueId(u32);

/// What a value is.
#[derive(Clone, Copy)]
pub(in crate::transcript::json) enum Kind<'d> {
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
pub(in crate::transcript::json) struct List<'d> {
    document: &'d Document<'d>,
    at: u32,
    end: u32,
}

/// The fields of an object: each name with its value.
#[derive(Clone, Copy)]
pub(in crate::transcript::json) struct Fields<'d>(List<'d>);

impl<'t> Document<'t> {
    /// Returns the value that holds all others.
    pub(in crate::transcript::json) fn root(&self) -> Value<'_> {
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
    pub(in crate::transcript::json) fn kind(self) -> Kind<'d> {
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
    pub(in crate::transcript::json) fn get(self, name: &str) -> Option<Value<'d>> {
        let mut found = None;
        for (field, value) in self.as_object()?.iter() {
            if field == name {
                found = Some(value);
            }
        }
        found
    }

    pub(in crate::transcript::json) fn as_object(self) -> Option<Fields<'d>> {
        match self.kind() {
            Kind::Object(fields) => Some(fields),
            _ => None,
        }
    }

    pub(in crate::transcript::json) fn as_list(self) -> Option<List<'d>> {
        match self.kind() {
            Kind::List(list) => Some(list),
            _ => None,
        }
    }

    pub(in crate::transcript::json) fn as_str(self) -> Option<&'d str> {
        match self.kind() {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(in crate::transcript::json) fn as_u64(self) -> Option<u64> {
        match self.kind() {
            Kind::Whole(number) => Some(number),
            _ => None,
        }
    }

    pub(in crate::transcript::json) fn is_null(self) -> bool {
        matches!(self.kind(), Kind::Null)
    }

    pub(in crate::transcript::json) fn id(self) -> ValueId {
        ValueId(self.at)
    }

    /// Returns another value of this document.
    pub(in crate::transcript::json) fn other(self, ValueId(at): ValueId) -> Value<'d> {
        Value { at, ..self }
    }

    /// Returns a list without values.
    pub(in crate::transcript::json) fn no_values(self) -> List<'d> {
        let (document, at, end) = (self.document, 0, 0);
        List { document, at, end }
    }
}

impl<'d> List<'d> {
    pub(in crate::transcript::json) fn is_empty(self) -> bool {
        self.at == self.end
    }

    pub(in crate::transcript::json) fn first(self) -> Option<Value<'d>> {
        self.iter().next()
    }

    pub(in crate::transcript::json) fn iter(self) -> impl Iterator<Item = Value<'d>> + Clone {
        let List { document, end, .. } = self;
        let value = move |at| (at < end).then_some(Value { document, at });
        iter::successors(value(self.at), move |last| value(document.after(last.at)))
    }
}

impl<'d> Fields<'d> {
    pub(in crate::transcript::json) fn iter(self) -> impl Iterator<Item = (&'d str, Value<'d>)> {
        let mut values = self.0.iter();
        iter::from_fn(move || {
            let name = values.next()?.as_str()?;
            Some((name, values.next()?))
        })
    }
}
