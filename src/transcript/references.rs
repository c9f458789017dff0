//! Decodes the character references of HTML: `&amp;`, `&eacute;`, `&#39;`.

use html5gum::{Token, Tokenizer};

/// More bytes than any reference of HTML has.
pub(super) const MOST_REFERENCE_BYTES: usize = 40;

/// Writes what the reference at the start of a text stands for, or the `&` where there is none.
/// Returns the length of what is taken, in bytes. Control characters are written as spaces.
pub(super) fn push_reference(written: &mut String, text: &str) -> usize {
    let Some(reference) = leading_reference(text) else {
        written.push('&');
        return 1;
    };
    for Ok(token) in Tokenizer::new(reference) {
        if let Token::String(string) = token {
            let text = String::from_utf8_lossy(&string.value);
            written.extend(text.chars().map(|c| if c.is_control() { ' ' } else { c }));
        }
    }
    reference.len()
}

/// Returns the reference at the start of a text, whether or not HTML knows its name.
pub(super) fn leading_reference(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('&')?;
    let end = inner
        .bytes()
        .take(MOST_REFERENCE_BYTES)
        .position(|byte| byte == b';')?;
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'#';
    let is_reference = end > 0 && inner.bytes().take(end).all(is_name);
    is_reference.then(|| &text[..end + 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> (String, usize) {
        let mut written = String::new();
        let length = push_reference(&mut written, text);
        (written, length)
    }

    #[test]
    fn references_of_html_are_characters() {
        for (text, written) in [
            ("&amp;lt;", "&"),
            ("&#39;s", "'"),
            ("&#x2014;", "—"),
            ("&eacute;", "é"),
            ("&mdash;", "—"),
            ("&#10;", " "),
        ] {
            let length = text.find(';').unwrap() + 1;
            assert_eq!(decoded(text), (written.to_owned(), length), "{text}");
        }
    }

    #[test]
    fn other_signs_stay() {
        for text in ["&", "& so;", "&;", "R&D", "&-;"] {
            let at = text.find('&').unwrap();
            assert_eq!(decoded(&text[at..]), ("&".to_owned(), 1), "{text}");
        }
        assert_eq!(decoded("&bogus;").0, "&bogus;");
    }
}
