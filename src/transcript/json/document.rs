//! Reads JSON text as one value.
//!
//! Programs in Python write `NaN` and `Infinity`, which JSON does not have, and some numbers are too
//! large for it. Such a number is read as text. So it counts as an invalid time, and the rest of the
//! file is not lost. A value nested deeper than 127 levels is refused by serde_json.

use super::value::Document;
use crate::transcript::error::ParseError;

/// Returns whether the text begins like JSON: an object, or a list of objects.
pub(super) fn begins(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('{')
        || text
            .strip_prefix('[')
            .is_some_and(|rest| rest.trim_start().starts_with(['{', ']']))
}

/// Reads the text. `quoted` holds the text that is read where some numbers must be put in quotation
/// marks.
pub(super) fn read<'t>(
    text: &'t str,
    quoted: &'t mut Option<String>,
) -> Result<Document<'t>, ParseError> {
    Document::read(text).or_else(|error| {
        *quoted = quote_numbers(text);
        let document = quoted.as_deref().map(Document::read);
        document
            .and_then(Result::ok)
            .ok_or_else(|| ParseError::Json(error.to_string()))
    })
}

/// Returns the text with the numbers that JSON cannot hold in quotation marks, or `None` where there
/// are none.
fn quote_numbers(text: &str) -> Option<String> {
    let mut quoted = String::with_capacity(text.len());
    let mut rest = text;
    let mut changed = false;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => string_length(rest),
            c if is_of_a_token(c) => rest.find(|c| !is_of_a_token(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        if is_of_a_token(first) && token.parse().is_ok_and(|n: f64| !n.is_finite()) {
            quoted.extend(["\"", token, "\""]);
            changed = true;
        } else {
            quoted.push_str(token);
        }
        rest = after;
    }
    changed.then_some(quoted)
}

/// Returns whether a character is part of numbers, or of `true`, `false`, `null`, `NaN`.
fn is_of_a_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')
}

/// Returns the length of the string at the start of the text, with its quotation marks.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'"' if !escaped => return at + 1,
            b'\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_and_lists_of_them_begin_like_json() {
        for text in ["{}", "\n [ {", "[]"] {
            assert!(begins(text), "{text}");
        }
        for text in ["[00:12] Ann: hi", "[SPEAKER_00]: hi", "\"{\"", ""] {
            assert!(!begins(text), "{text}");
        }
    }

    #[test]
    fn numbers_that_json_cannot_hold_are_read_as_text() {
        let text = r#"{"a": NaN, "b": [-Infinity, 1e999, 2.5], "NaN": "NaN \" NaN"}"#;
        let mut quoted = None;
        let document = read(text, &mut quoted).unwrap();
        let expected = r#"{"a":"NaN","b":["-Infinity","1e999",2.5],"NaN":"NaN \" NaN"}"#;
        assert_eq!(document.root().to_string(), expected);
    }

    #[test]
    fn unsound_text_is_refused_with_its_place() {
        let error = read("{\"a\": 1,\n \"b\" 2}", &mut None).unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(read(&deep, &mut None).is_err());
    }
}
