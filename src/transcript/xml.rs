//! Well-formed XML as a sequence of pieces.
//!
//! In: the text of a file. Out: elements that open and close, and the text in them, with its
//! references resolved. Never here: a document type (it is refused, so no entity of a file's own can
//! grow), an element that does not close, elements nested without bound, a meaning of any of them.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};

/// No transcript nests its elements deeper.
const MOST_DEPTH: usize = 200;

/// One piece of a file.
pub(super) enum Piece<'a> {
    /// An element begins.
    Open(Element<'a>),
    /// Text, as far as it has no reference in it.
    Text(Cow<'a, str>),
    /// The element that opened last, and has not closed, ends.
    Close,
    /// There is no more.
    End,
}

/// The beginning of an element.
pub(super) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    /// Returns its name without a prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// Returns the value of the attribute of that name, whatever its prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        // Comparing each with all others is not needed to find one.
        let mut attributes = attributes.with_checks(false).flatten();
        let found = attributes.find(|attribute| attribute.key.local_name().into_inner() == name)?;
        let value = unescape(&found.value).unwrap_or(Cow::Borrowed(&found.value));
        Some(value.trim().to_owned())
    }
}

/// Where XML is broken, and how.
pub(super) struct Broken {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong, for people.
    pub reason: String,
}

/// The pieces of a text.
pub(super) struct Pieces<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    depth: usize,
    /// How many lines end before this byte.
    counted: (usize, usize),
}

impl<'a> Pieces<'a> {
    /// Returns the pieces of this text.
    pub(super) fn of(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        // An ampersand that begins no reference can only be meant.
        reader.config_mut().allow_dangling_amp = true;
        Self {
            text,
            reader,
            depth: 0,
            counted: (0, 0),
        }
    }

    /// Returns the line that the last piece ends on, counted from 1.
    pub(super) fn line(&mut self) -> usize {
        let (lines, from) = self.counted;
        let end = (self.reader.buffer_position() as usize).clamp(from, self.text.len().max(from));
        let new = self.text.as_bytes()[from..end].iter();
        let lines = lines + new.filter(|&&byte| byte == b'\n').count();
        self.counted = (lines, end);
        lines + 1
    }

    /// Returns the next piece.
    ///
    /// # Errors
    /// What is not well formed, too deep, or a document type.
    pub(super) fn next(&mut self) -> Result<Piece<'a>, Broken> {
        loop {
            return match self.reader.read_event() {
                Ok(Event::Start(start)) => {
                    self.depth += 1;
                    if self.depth > MOST_DEPTH {
                        return Err(self.broken("its elements are nested too deeply"));
                    }
                    Ok(Piece::Open(Element(start)))
                }
                Ok(Event::End(_)) => {
                    self.depth -= 1;
                    Ok(Piece::Close)
                }
                Ok(Event::Text(text)) => Ok(Piece::Text(text.into_inner())),
                Ok(Event::CData(text)) => Ok(Piece::Text(text.into_inner())),
                Ok(Event::GeneralRef(reference)) => Ok(Piece::Text(resolved(&reference))),
                Ok(Event::Eof) if self.depth > 0 => {
                    Err(self.broken("it ends before its elements do"))
                }
                Ok(Event::Eof) => Ok(Piece::End),
                Ok(Event::DocType(_)) => {
                    Err(self.broken("it declares a document type (<!DOCTYPE …>), by which a file can grow without bound; no transcript needs it: delete it and try again"))
                }
                // The reader makes no empty elements while it expands them.
                Ok(Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => continue,
                Err(error) => Err(self.broken(&error.to_string())),
            };
        }
    }

    fn broken(&mut self, reason: &str) -> Broken {
        Broken {
            line: self.line(),
            reason: reason.to_owned(),
        }
    }
}

/// Returns the character that a reference stands for; one that XML does not have stays as written.
fn resolved(reference: &BytesRef<'_>) -> Cow<'static, str> {
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
        let mut pieces = Pieces::of(text);
        let mut written = String::new();
        loop {
            match pieces
                .next()
                .map_err(|broken| (broken.line, broken.reason))?
            {
                Piece::Open(element) => {
                    written += element.name();
                    written += &element
                        .attribute("a")
                        .map_or("(".into(), |a| format!("[{a}]("));
                }
                Piece::Text(text) => written += &text,
                Piece::Close => written.push(')'),
                Piece::End => return Ok(written),
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
