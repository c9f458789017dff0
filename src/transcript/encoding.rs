//! Decodes the bytes of a file to text, in the encoding that is given or detected.
//!
//! An encoding that the user names is tried alone. Otherwise a byte order mark decides; then UTF-16
//! where the zero bytes stand on one side of every pair; then UTF-8. Other bytes without control
//! characters are read as Windows-1252, which includes Latin-1, with a warning. The text has no
//! byte order mark and no replacement character, and binary data is refused.

use std::borrow::Cow;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::error::ParseError;
use super::warning::{Place, Warning, WarningKind};

/// A way to write characters as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl Encoding {
    /// Returns the encoding of that name, as the WHATWG Encoding Standard lists them: `utf-8`,
    /// `utf-16le`, `latin1`, `windows-1252`, `shift_jis`.
    pub fn from_name(name: &str) -> Option<Encoding> {
        encoding_rs::Encoding::for_label_no_replacement(name.as_bytes()).map(Encoding)
    }

    /// Returns its name in that standard.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Returns the text, all of it or an error.
    fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>, ParseError> {
        self.0
            .decode_without_bom_handling_and_without_replacement(bytes)
            .ok_or(ParseError::NotInEncoding(self.name()))
    }
}

/// Returns the text that the bytes are, without a byte order mark, and a warning where the encoding
/// was guessed.
///
/// # Errors
/// Bytes that the encoding does not have; UTF-8 with damage; binary data.
pub(super) fn decode(
    bytes: &[u8],
    given: Option<Encoding>,
) -> Result<(Cow<'_, str>, Option<Warning>), ParseError> {
    let marked = encoding_rs::Encoding::for_bom(bytes);
    let (marked, unmarked) = match marked {
        Some((encoding, length)) => (Some(Encoding(encoding)), &bytes[length..]),
        None => (None, bytes),
    };
    let certain = match given {
        // The byte order mark of another encoding counts as characters.
        Some(given) if marked != Some(given) => Some((given, bytes)),
        Some(given) => Some((given, unmarked)),
        None => marked
            .or_else(|| utf16_by_zero_bytes(bytes))
            .map(|encoding| (encoding, unmarked)),
    };
    if let Some((encoding, bytes)) = certain.filter(|(encoding, _)| encoding.0 != UTF_8) {
        return Ok((encoding.decode(bytes)?, None));
    }
    match std::str::from_utf8(unmarked) {
        Ok(text) => Ok((text.into(), None)),
        Err(error) => {
            let line = line_at(unmarked, error.valid_up_to());
            if certain.is_some() {
                return Err(ParseError::NotUtf8(line));
            }
            let (text, warning) = as_windows_1252(unmarked, line)?;
            Ok((text, Some(warning)))
        }
    }
}

/// Reads bytes that are not UTF-8 from this line on.
fn as_windows_1252(bytes: &[u8], line: usize) -> Result<(Cow<'_, str>, Warning), ParseError> {
    if let Some(at) = bytes.iter().position(|&byte| is_control(byte)) {
        return Err(ParseError::NotText(line_at(bytes, at)));
    }
    if is_mostly_utf8(bytes) {
        return Err(ParseError::NotUtf8(line));
    }
    let warning = Warning::new(Place::Line(line), WarningKind::TakenAsWindows1252);
    Ok((Encoding(WINDOWS_1252).decode(bytes)?, warning))
}

/// Text has no control characters but tabs, line ends, form feeds and escapes.
fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f)
}

/// Returns whether more characters beyond ASCII are whole than broken: Windows-1252 hardly ever
/// looks like UTF-8, so the file is UTF-8 and damaged.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > broken
}

/// Returns the UTF-16 encoding where zero bytes show it: in the pairs of bytes at the file's
/// beginning they stand on one side only, and in at least one pair of eight. Other text has no zero
/// bytes.
fn utf16_by_zero_bytes(bytes: &[u8]) -> Option<Encoding> {
    const MOST_PAIRS: usize = 4096;
    let pairs = &bytes.as_chunks::<2>().0;
    let pairs = &pairs[..pairs.len().min(MOST_PAIRS)];
    let first = pairs.iter().filter(|pair| pair[0] == 0).count();
    let second = pairs.iter().filter(|pair| pair[1] == 0).count();
    let enough = (pairs.len() / 8).max(2);
    match (first, second) {
        (0, second) if second >= enough => Some(Encoding(UTF_16LE)),
        (first, 0) if first >= enough => Some(Encoding(UTF_16BE)),
        _ => None,
    }
}

/// Returns the line of a byte, counted from 1.
fn line_at(bytes: &[u8], at: usize) -> usize {
    1 + bytes[..at].iter().filter(|&&byte| byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn text(bytes: &[u8]) -> String {
        decode(bytes, None).unwrap().0.into_owned()
    }

    #[test]
    fn a_byte_order_mark_decides_and_is_not_a_word() {
        assert_eq!(text("\u{feff}né".as_bytes()), "né");
        assert_eq!(text(&utf16("\u{feff}né 日本", u16::to_le_bytes)), "né 日本");
        assert_eq!(text(&utf16("\u{feff}né 日本", u16::to_be_bytes)), "né 日本");
    }

    #[test]
    fn utf16_without_a_mark_is_known_by_its_zeros() {
        let line = "00:00:01.000 - 00:00:02.000, 山田: こんにちは";
        assert_eq!(text(&utf16(line, u16::to_le_bytes)), line);
        assert_eq!(text(&utf16(line, u16::to_be_bytes)), line);
    }

    #[test]
    fn a_single_zero_byte_is_no_utf16() {
        assert_eq!(text(b"abc\0defghijklmnop"), "abc\0defghijklmnop");
    }

    #[test]
    fn bytes_of_old_programs_are_taken_as_windows_1252_with_their_line() {
        let (text, warning) = decode(b"A: one\nB: caf\xe9 \x93so\x94", None).unwrap();
        assert_eq!(text, "A: one\nB: café “so”");
        let warning = warning.unwrap();
        assert_eq!(warning.place, Place::Line(2));
        assert_eq!(warning.kind, WarningKind::TakenAsWindows1252);
    }

    #[test]
    fn binary_data_is_refused() {
        let error = decode(b"ID3\x04\x00\n\xff\xfb\x90", None).err();
        assert_eq!(error, Some(ParseError::NotText(1)));
    }

    #[test]
    fn damaged_utf8_is_refused_with_its_line_and_not_read_as_something_else() {
        let error = decode(b"\xc3\xa9 \xc3\xa9\n\xc3\xa9 \xff", None).err();
        assert_eq!(error, Some(ParseError::NotUtf8(2)));
    }

    #[test]
    fn a_given_encoding_is_tried_alone() {
        let given = Encoding::from_name("shift_jis");
        let (text, warning) = decode(b"\x93\xfa\x96\x7b", given).unwrap();
        assert_eq!((&*text, warning), ("日本", None));
        let refused = decode(b"\xff\xff", given).err();
        assert_eq!(refused, Some(ParseError::NotInEncoding("Shift_JIS")));
    }

    #[test]
    fn a_cut_utf16_file_is_refused_and_not_patched() {
        let bytes = utf16("\u{feff}so", u16::to_le_bytes);
        let refused = decode(&bytes[..bytes.len() - 1], None).err();
        assert_eq!(refused, Some(ParseError::NotInEncoding("UTF-16LE")));
    }
}
