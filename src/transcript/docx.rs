//! Word documents: a transcript that was copied out of a meeting.
//!
//! In: the bytes of a .docx file, a zip archive. Out: its text, a line for each paragraph and each
//! break in one; which format that text has is told as of any other. Never here: more text than a
//! transcript has, however well it was packed; text that was deleted or moved away, fields, notes.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::ParseError;
use super::encoding;
use super::xml::{Piece, Pieces};

/// Where a Word document has its text.
const DOCUMENT: &str = "word/document.xml";

/// The markup of 100 hours of speech is shorter.
const MOST_BYTES: u64 = 64 << 20;

/// Returns whether the bytes begin like a zip archive.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Returns the text of a document.
///
/// # Errors
/// An archive that is damaged or holds no Word document; one that is packed to be too large.
pub(super) fn text(bytes: &[u8]) -> Result<String, ParseError> {
    let document = unpack(bytes)?;
    let document = encoding::decode(&document, None)?.text;
    let mut pieces = Pieces::of(&document);
    let mut reader = Reader::default();
    loop {
        let piece = pieces.next().map_err(|broken| ParseError::Docx {
            reason: format!("line {} of {DOCUMENT}: {}", broken.line, broken.reason),
        })?;
        match piece {
            Piece::Open(element) => reader.open(element.name()),
            Piece::Close => reader.close(),
            Piece::Text(text) => reader.text(&text),
            Piece::End => return Ok(reader.text),
        }
    }
}

fn unpack(bytes: &[u8]) -> Result<Vec<u8>, ParseError> {
    let damaged = |reason: String| ParseError::Docx { reason };
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(error.to_string()))?;
    let file = match archive.by_name(DOCUMENT) {
        Ok(file) => file,
        Err(ZipError::FileNotFound) => return Err(ParseError::UnknownFormat),
        Err(error) => return Err(damaged(error.to_string())),
    };
    let mut document = Vec::new();
    file.take(MOST_BYTES + 1)
        .read_to_end(&mut document)
        .map_err(|error| damaged(error.to_string()))?;
    if document.len() as u64 > MOST_BYTES {
        return Err(damaged(format!(
            "its text is larger than {} MB, which no transcript is",
            MOST_BYTES >> 20
        )));
    }
    Ok(document)
}

/// The elements that matter.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Paragraph,
    Run,
    Text,
    /// What stands in it was moved away, or stands elsewhere too.
    Left,
    Other,
}

#[derive(Default)]
struct Reader {
    text: String,
    open: Vec<Kind>,
    left: usize,
}

impl Reader {
    fn open(&mut self, name: &str) {
        let in_run = self.open.last() == Some(&Kind::Run);
        let kind = match name {
            "p" => Kind::Paragraph,
            "r" => Kind::Run,
            "t" if in_run => Kind::Text,
            "Fallback" | "moveFrom" | "del" => Kind::Left,
            _ => Kind::Other,
        };
        self.left += usize::from(kind == Kind::Left);
        if in_run && self.left == 0 {
            match name {
                "tab" => self.text.push('\t'),
                "br" | "cr" => self.text.push('\n'),
                "noBreakHyphen" => self.text.push('-'),
                _ => {}
            }
        }
        self.open.push(kind);
    }

    fn close(&mut self) {
        match self.open.pop() {
            Some(Kind::Paragraph) if self.left == 0 => self.text.push('\n'),
            Some(Kind::Left) => self.left -= 1,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.left == 0 && self.open.last() == Some(&Kind::Text) {
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
        assert!(matches!(text(cut), Err(ParseError::Docx { .. })));
        bytes[60] ^= 0xff;
        assert!(matches!(text(&bytes), Err(ParseError::Docx { .. })));
    }

    #[test]
    fn a_document_packed_to_be_too_large_is_refused() {
        let spaces = vec![b' '; MOST_BYTES as usize + 1];
        let Err(ParseError::Docx { reason }) = text(&zipped(DOCUMENT, &spaces)) else {
            panic!("it was read");
        };
        assert!(reason.contains("larger than 64 MB"), "{reason}");
    }
}
