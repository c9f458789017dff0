//! Reads well-formed XML as a sequence of events.
//!
//! A document type is refused, so that no file can grow by entities of its own. So are elements that
//! do not close, and elements that nest too deeply.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::line_counter::LineCounter;

/// The deepest nesting of elements. No transcript comes near it.
const MOST_DEPTH: usize = 200;

/// One part of a file.
pub(super) enum XmlEvent<'a> {
    /// An element begins.
    Open(XmlElement<'a>),
    /// A piece of text. A reference is a piece of its own, and resolved.
    Text(Cow<'a, str>),
    /// The innermost open element ends.
    Close,
    /// The file ends.
    End,
}

/// The beginning of an element.
pub(super) struct XmlElement<'a>(BytesStart<'a>);

impl XmlElement<'_> {
    /// Returns its name without the prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// Returns the value of the attribute of that name, whatever its prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        // To find one, they need not be compared with each other.
        let mut attributes = attributes.with_checks(false).flatten();
        let found = attributes.find(|attribute| attribute.key.local_name().into_inner() == name)?;
        let value = unescape(&found.value).unwrap_or(Cow::Borrowed(&found.value));
        Some(value.trim().to_owned())
    }
}

/// What is wrong with a file, and where.
pub(super) struct XmlError {
    /// The line, counted from 1.
    pub line: usize,
    pub reason: String,
}

/// Reads a text event by event.
pub(super) struct XmlReader<'a> {
    reader: Reader<&'a [u8]>,
    lines: LineCounter<'a>,
    depth: usize,
}

impl<'a> XmlReader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        // An ampersand that begins no reference stands for itself.
        reader.config_mut().allow_dangling_amp = true;
        Self {
            reader,
            lines: LineCounter::new(text),
            depth: 0,
        }
    }

    /// Returns the line that the last event ends on, counted from 1.
    pub(super) fn line(&mut self) -> usize {
        self.lines.line_of(self.reader.buffer_position() as usize)
    }

    /// Returns the next event.
    ///
    /// # Errors
    /// Fails where the XML is not well formed, nests too deeply, or declares a document type.
    pub(super) fn next(&mut self) -> Result<XmlEvent<'a>, XmlError> {
        loop {
            return match self.reader.read_event() {
                Ok(Event::Start(start)) => {
                    self.depth += 1;
                    if self.depth > MOST_DEPTH {
                        return Err(self.error("its elements are nested too deeply"));
                    }
                    Ok(XmlEvent::Open(XmlElement(start)))
                }
                Ok(Event::End(_)) => {
                    self.depth -= 1;
                    Ok(XmlEvent::Close)
                }
                Ok(Event::Text(text)) => Ok(XmlEvent::Text(text.into_inner())),
                Ok(Event::CData(text)) => Ok(XmlEvent::Text(text.into_inner())),
                Ok(Event::GeneralRef(reference)) => Ok(XmlEvent::Text(resolve(&reference))),
                Ok(Event::Eof) if self.depth > 0 => {
                    Err(self.error("it ends before its elements do"))
                }
                Ok(Event::Eof) => Ok(XmlEvent::End),
                Ok(Event::DocType(_)) => Err(self.error(
                    "it declares a document type (<!DOCTYPE …>), by which a file can grow without bound; no transcript needs it: delete it and try again",
                )),
                // The reader expands empty elements, so none comes here.
                Ok(Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => continue,
                Err(error) => Err(self.error(&error.to_string())),
            };
        }
    }

    fn error(&mut self, reason: &str) -> XmlError {
        XmlError {
            line: self.line(),
            reason: reason.to_owned(),
        }
    }
}

/// Returns the character of a reference. A reference that XML does not have stays as written.
fn resolve(reference: &BytesRef<'_>) -> Cow<'static, str> {
    let name = reference.xml10_content();
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Cow::Owned(character.to_string());
    }
    match resolve_predefined_entity(&name) {
        Some(text) => Cow::Borrowed(text),
        None => Cow::Owned(format!("&{name};")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, (usize, String)> {
        let mut reader = XmlReader::new(text);
        let mut written = String::new();
        loop {
            match reader.next().map_err(|error| (error.line, error.reason))? {
                XmlEvent::Open(element) => {
                    written += element.name();
                    written += &element
                        .attribute("a")
                        .map_or("(".into(), |a| format!("[{a}]("));
                }
                XmlEvent::Text(text) => written += &text,
                XmlEvent::Close => written.push(')'),
                XmlEvent::End => return Ok(written),
            }
        }
    }

    #[test]
    fn elements_nest_and_references_become_characters() {
        let text = "<?xml version='1.0'?><x:t y:a='1 &lt; 2'>R&amp;D &#233;<!-- no --><b/><![CDATA[<c>]]></x:t>";
        assert_eq!(read(text), Ok("t[1 < 2](R&D éb()<c>)".into()));
    }

    #[test]
    fn a_reference_that_xml_does_not_have_stays_as_written() {
        assert_eq!(read("<t>a&nbsp;b & c</t>"), Ok("t(a&nbsp;b & c)".into()));
    }

    #[test]
    fn what_is_not_well_formed_is_refused_with_its_line() {
        for text in ["<t>\n<p>", "<t>\n</p>", "<t>\n<", "<t>\n<p a='1"] {
            assert_eq!(read(text).map_err(|(line, _)| line), Err(2), "{text}");
        }
    }

    #[test]
    fn a_document_type_is_refused() {
        let bomb = "<!DOCTYPE t [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><t>&b;</t>";
        let (line, reason) = read(bomb).unwrap_err();
        assert_eq!(line, 1);
        assert!(reason.contains("document type"), "{reason}");
    }

    #[test]
    fn elements_nested_without_bound_are_refused() {
        let (_, reason) = read(&"<t>".repeat(100_000)).unwrap_err();
        assert!(reason.contains("too deeply"), "{reason}");
    }
}
