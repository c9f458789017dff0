//! Reads XML text as a sequence of events: elements begin, text, elements end.
//!
//! References are resolved; an unknown one stays as it is written. Entities that a file defines are
//! never expanded. Time and memory are proportional to the size of the text.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::line_counter::LineCounter;

/// The deepest nesting of elements that is read, far more than any transcript or feed has.
const MOST_DEPTH: usize = 500;

/// One event of a text.
pub(crate) enum XmlEvent<'a> {
    /// An element begins.
    Open(XmlElement<'a>),
    /// A piece of text. A reference is a piece of its own, and resolved.
    Text(Cow<'a, str>),
    /// The innermost open element ends.
    Close,
    /// The text ends.
    End,
}

/// The beginning of an element.
#[derive(Debug)]
pub(crate) struct XmlElement<'a>(BytesStart<'a>);

impl XmlElement<'_> {
    /// Returns its name as written, with a prefix where it has one.
    pub(crate) fn tag(&self) -> &str {
        self.0.name().into_inner()
    }

    /// Returns its name without a prefix.
    pub(crate) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// Returns the value of the attribute of that name, whatever its prefix.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        // Duplicate attributes are not checked for, which would take quadratic time.
        let mut attributes = attributes.with_checks(false).flatten();
        let found = attributes.find(|attribute| attribute.key.local_name().into_inner() == name)?;
        // An ampersand that begins no reference is common in addresses, and is taken literally.
        let value = unescape(&found.value).unwrap_or(Cow::Borrowed(&found.value));
        Some(value.trim().to_owned())
    }

    /// Returns the prefixes that it declares, each with its namespace.
    pub(crate) fn prefixes(&self) -> Vec<(String, String)> {
        let mut attributes = self.0.attributes();
        let attributes = attributes.with_checks(false).flatten();
        let prefixes = attributes.filter_map(|attribute| {
            let prefix = attribute.key.as_ref().strip_prefix("xmlns:")?.to_owned();
            Some((prefix, attribute.value.into_owned()))
        });
        prefixes.collect()
    }
}

/// An error in XML, with its place.
#[derive(Debug)]
pub(crate) struct XmlError {
    /// The line, counted from 1.
    pub(crate) line: usize,
    /// The byte of the text.
    pub(crate) at: usize,
    /// The reason, in words for people.
    pub(crate) reason: String,
}

/// Reads a text event by event.
pub(crate) struct XmlReader<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// Whether every element must close, and a document type is an error: its entities can make a
    /// small file expand without bound.
    is_strict: bool,
    /// The byte of the text at which `reader` began.
    start: usize,
    depth: usize,
    lines: LineCounter<'a>,
}

impl<'a> XmlReader<'a> {
    /// Returns a reader that refuses whatever XML does not allow, and any document type.
    pub(crate) fn strict(text: &'a str) -> Self {
        Self::new(text, true)
    }

    /// Returns a reader that accepts elements that do not close and end tags without a start tag.
    pub(crate) fn lenient(text: &'a str) -> Self {
        Self::new(text, false)
    }

    fn new(text: &'a str, is_strict: bool) -> Self {
        let mut reader = Self {
            text,
            reader: Reader::from_str(text),
            is_strict,
            start: 0,
            depth: 0,
            lines: LineCounter::new(text),
        };
        reader.restart_at(0, 0);
        reader
    }

    /// Continues at a byte of the text, inside `depth` open elements.
    pub(crate) fn restart_at(&mut self, start: usize, depth: usize) {
        self.reader = Reader::from_str(&self.text[start..]);
        let config = self.reader.config_mut();
        config.expand_empty_elements = true;
        // An ampersand that begins no reference stands for itself.
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = !self.is_strict;
        (self.start, self.depth) = (start, depth);
    }

    /// Returns the byte at which the reader last began.
    pub(crate) fn start(&self) -> usize {
        self.start
    }

    /// Returns how many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// Returns the byte at which the last event ends.
    pub(crate) fn position(&self) -> usize {
        (self.start + self.reader.buffer_position() as usize).min(self.text.len())
    }

    /// Returns the line on which the last event ends, counted from 1.
    pub(crate) fn line(&mut self) -> usize {
        self.lines.line_of(self.position())
    }

    /// Returns the next event; after the end, the end again.
    ///
    /// # Errors
    /// Fails where the text is not well formed or nests too deeply.
    pub(crate) fn next(&mut self) -> Result<XmlEvent<'a>, XmlError> {
        loop {
            return Ok(match self.reader.read_event() {
                Ok(Event::Start(start)) => {
                    self.depth += 1;
                    if self.depth > MOST_DEPTH {
                        return Err(self.error("its elements are nested too deeply"));
                    }
                    XmlEvent::Open(XmlElement(start))
                }
                Ok(Event::End(_)) => {
                    self.depth = self.depth.saturating_sub(1);
                    XmlEvent::Close
                }
                Ok(Event::Text(text)) => XmlEvent::Text(text.into_inner()),
                Ok(Event::CData(text)) => XmlEvent::Text(text.into_inner()),
                Ok(Event::GeneralRef(reference)) => XmlEvent::Text(resolved(&reference)),
                Ok(Event::Eof) if self.is_strict && self.depth > 0 => {
                    return Err(self.error("it ends before its elements do"));
                }
                Ok(Event::Eof) => XmlEvent::End,
                Ok(Event::DocType(_)) if self.is_strict => {
                    return Err(self.error(
                        "it declares a document type (<!DOCTYPE …>), by which a file can grow without bound; no transcript needs it: delete it and try again",
                    ));
                }
                // Cannot happen: the reader expands empty elements into a start and an end.
                Ok(
                    Event::Empty(_)
                    | Event::Comment(_)
                    | Event::Decl(_)
                    | Event::PI(_)
                    | Event::DocType(_),
                ) => continue,
                Err(error) => {
                    let at = self.start + self.reader.error_position() as usize;
                    let error = self.error(&error.to_string());
                    return Err(XmlError { at, ..error });
                }
            });
        }
    }

    fn error(&mut self, reason: &str) -> XmlError {
        XmlError {
            line: self.line(),
            at: self.position(),
            reason: reason.to_owned(),
        }
    }
}

/// Returns the text of a reference; an unknown one stays as it is written.
fn resolved(reference: &BytesRef<'_>) -> Cow<'static, str> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Cow::Owned(character.into());
    }
    match resolve_predefined_entity(reference) {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(format!("&{};", &**reference)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(mut reader: XmlReader<'_>) -> Result<String, XmlError> {
        let mut written = String::new();
        loop {
            match reader.next()? {
                XmlEvent::Open(element) => {
                    let a = element.attribute("a");
                    written += element.name();
                    written += &a.map_or("(".into(), |a| format!("[{a}]("));
                }
                XmlEvent::Text(text) => written += &text,
                XmlEvent::Close => written.push(')'),
                XmlEvent::End => return Ok(written),
            }
        }
    }

    fn read_strictly(text: &str) -> Result<String, (usize, String)> {
        read(XmlReader::strict(text)).map_err(|error| (error.line, error.reason))
    }

    #[test]
    fn elements_nest_and_references_become_characters() {
        let text = "<?xml version='1.0'?><x:t y:a='1 &lt; 2'>R&amp;D &#233;<!-- no --><b/><![CDATA[<c>]]></x:t>";
        assert_eq!(read_strictly(text), Ok("t[1 < 2](R&D éb()<c>)".into()));
    }

    #[test]
    fn a_reference_that_xml_does_not_have_stays_as_written() {
        let text = "<t>a&nbsp;b & c</t>";
        assert_eq!(read_strictly(text), Ok("t(a&nbsp;b & c)".into()));
    }

    #[test]
    fn what_is_not_well_formed_is_refused_with_its_line() {
        for text in ["<t>\n<p>", "<t>\n</p>", "<t>\n<", "<t>\n<p a='1"] {
            let error = read_strictly(text).map_err(|(line, _)| line);
            assert_eq!(error, Err(2), "{text}");
        }
    }

    #[test]
    fn a_strict_reader_refuses_a_document_type_and_a_lenient_one_follows_none_of_its_entities() {
        let bomb = "<!DOCTYPE t [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><t>&b;</t>";
        let (line, reason) = read_strictly(bomb).unwrap_err();
        assert_eq!(line, 1);
        assert!(reason.contains("document type"), "{reason}");
        assert_eq!(read(XmlReader::lenient(bomb)).unwrap(), "t(&b;)");
    }

    #[test]
    fn elements_nested_without_bound_are_refused() {
        let (_, reason) = read_strictly(&"<t>".repeat(100_000)).unwrap_err();
        assert!(reason.contains("too deeply"), "{reason}");
    }
}
