//! Extracts the text of a Word document that holds a meeting's transcript.
//!
//! The text has a line for each paragraph and each break. Its format is recognised afterwards, as for
//! any text. Deleted and moved text, fields and notes are left out. A document whose text is larger
//! than any transcript is refused, however small its packed size.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::transcript::encoding;
use crate::transcript::error::ParseError;
use crate::xml::{XmlEvent, XmlReader};

/// The part of a Word document that holds its text.
const DOCUMENT: &str = "word/document.xml";

/// The largest text. The markup of 100 hours of speech is smaller.
const MOST_BYTES: u64 = 64 << 20;

/// Returns whether the bytes begin like a zip archive.
pub(crate) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Returns the text of a document.
///
/// # Errors
/// Fails for an archive that is damaged, holds no Word document, or holds too large a one.
pub(crate) fn text(bytes: &[u8]) -> Result<String, ParseError> {
    let document = unpack(bytes)?;
    let (document, _) = encoding::decode(&document, None)?;
    let mut xml = XmlReader::strict(&document);
    let mut reader = WordReader::default();
    loop {
        let event = xml.next().map_err(|error| {
            let reason = format!("line {} of {DOCUMENT}: {}", error.line, error.reason);
            ParseError::Docx(reason)
        });
        match event? {
            XmlEvent::Open(element) => reader.open(element.name()),
            XmlEvent::Close => reader.close(),
            XmlEvent::Text(text) => reader.text(&text),
            XmlEvent::End => return Ok(reader.text),
        }
    }
}

fn unpack(bytes: &[u8]) -> Result<Vec<u8>, ParseError> {
    let damaged = |error: ZipError| match error {
        ZipError::FileNotFound => ParseError::UnknownFormat,
        error => ParseError::Docx(error.to_string()),
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let file = archive.by_name(DOCUMENT).map_err(damaged)?;
    let mut document = Vec::new();
    file.take(MOST_BYTES + 1)
        .read_to_end(&mut document)
        .map_err(|error| ParseError::Docx(error.to_string()))?;
    if document.len() as u64 > MOST_BYTES {
        let most = MOST_BYTES >> 20;
        let reason = format!("its text is larger than {most} MB, which no transcript is");
        return Err(ParseError::Docx(reason));
    }
    Ok(document)
}

/// The elements that matter.
#[derive(Clone, Copy, PartialEq)]
enum WordElement {
    Paragraph,
    Run,
    Text,
    /// Its text was deleted or moved away, or is repeated elsewhere.
    LeftOut,
    Other,
}

#[derive(Default)]
struct WordReader {
    text: String,
    open: Vec<WordElement>,
    /// How many open elements are left out.
    n_left_out: usize,
}

impl WordReader {
    fn open(&mut self, name: &str) {
        let in_run = self.open.last() == Some(&WordElement::Run);
        let element = match name {
            "p" => WordElement::Paragraph,
            "r" => WordElement::Run,
            "t" if in_run => WordElement::Text,
            "Fallback" | "moveFrom" | "del" => WordElement::LeftOut,
            _ => WordElement::Other,
        };
        self.n_left_out += usize::from(element == WordElement::LeftOut);
        if in_run && self.n_left_out == 0 {
            match name {
                "tab" => self.text.push('\t'),
                "br" | "cr" => self.text.push('\n'),
                "noBreakHyphen" => self.text.push('-'),
                _ => {}
            }
        }
        self.open.push(element);
    }

    fn close(&mut self) {
        match self.open.pop() {
            Some(WordElement::Paragraph) if self.n_left_out == 0 => self.text.push('\n'),
            Some(WordElement::LeftOut) => self.n_left_out -= 1,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.n_left_out == 0 && self.open.last() == Some(&WordElement::Text) {
            self.text.push_str(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn zipped(name: &str, content: &[u8]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
        zip.finish().unwrap().into_inner()
    }

    fn document(body: &str) -> Vec<u8> {
        let xml = format!("<w:document xmlns:w='w'><w:body>{body}</w:body></w:document>");
        zipped(DOCUMENT, xml.as_bytes())
    }

    #[test]
    fn paragraphs_and_breaks_are_lines() {
        let body = "<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>\
            <w:r><w:t>Ana   </w:t><w:t>0:04</w:t><w:br/><w:t xml:space='preserve'>R&amp;D </w:t></w:r>\
            <w:r><w:tab/><w:t>so</w:t></w:r></w:p>\n<w:p/><w:p><w:hyperlink><w:r><w:t>there</w:t></w:r></w:hyperlink></w:p>";
        let bytes = document(body);
        assert!(is_zip(&bytes));
        assert_eq!(text(&bytes), Ok("Ana   0:04\nR&D \tso\n\nthere\n".into()));
    }

    #[test]
    fn what_was_moved_deleted_or_stands_twice_is_left_out() {
        let run = "<w:r><w:t>no</w:t></w:r>";
        let body = format!(
            "<w:p><w:moveFrom>{run}</w:moveFrom><w:del>{run}<w:p>{run}</w:p></w:del><mc:Fallback>{run}</mc:Fallback>\
             <w:r><w:instrText>no</w:instrText><w:t>yes</w:t></w:r></w:p>"
        );
        assert_eq!(text(&document(&body)), Ok("yes\n".into()));
    }

    #[test]
    fn an_archive_without_a_document_is_no_transcript() {
        assert_eq!(
            text(&zipped("xl/workbook.xml", b"<x/>")),
            Err(ParseError::UnknownFormat)
        );
    }

    #[test]
    fn a_damaged_archive_is_refused() {
        let mut bytes = document("<w:p><w:r><w:t>so</w:t></w:r></w:p>");
        let cut = &bytes[..bytes.len() / 2];
        assert!(matches!(text(cut), Err(ParseError::Docx(_))));
        bytes[60] ^= 0xff;
        assert!(matches!(text(&bytes), Err(ParseError::Docx(_))));
    }

    #[test]
    fn a_document_packed_to_be_too_large_is_refused() {
        let spaces = vec![b' '; MOST_BYTES as usize + 1];
        let Err(ParseError::Docx(reason)) = text(&zipped(DOCUMENT, &spaces)) else {
            panic!("it was read");
        };
        assert!(reason.contains("larger than 64 MB"), "{reason}");
    }
}
