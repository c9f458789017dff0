//! Characters that nobody sees and that machines may obey.
//!
//! In: any text. Out: the same text with such characters written out, so that whoever reads it,
//! person or model, sees that they are there. Never here: a character that is dropped, or a word
//! that is changed.

use std::fmt::Write;

pub use crate::transcript::is_invisible;

/// Returns the text with white space as spaces and other control and invisible characters as
/// `\u{1b}`: one line that shows what it has.
pub fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => visible.push(' '),
            c if c.is_control() || is_invisible(c) => visible.extend(c.escape_unicode()),
            c => visible.push(c),
        }
    }
    visible
}

/// Returns the same JSON with control and invisible characters as `\u…`: it reads as what it was,
/// and shows what it has.
pub fn visible_json(json: &str) -> String {
    let mut visible = String::with_capacity(json.len());
    for c in json.chars() {
        if !(c.is_control() || is_invisible(c)) || c.is_ascii_whitespace() {
            visible.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a string does not fail.
            let _ = write!(visible, "\\u{unit:04x}");
        }
    }
    visible
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_written_out_and_none_is_lost() {
        let hidden = "a\u{1b}[31m\u{202e}b\u{200b}\u{e0041}";
        assert_eq!(visible(hidden), "a\\u{1b}[31m\\u{202e}b\\u{200b}\\u{e0041}");
    }

    #[test]
    fn words_of_any_script_stay() {
        let words = "é 日本 🎻 “x”";
        assert_eq!(visible(words), words);
        assert_eq!(visible_json(words), words);
    }

    #[test]
    fn json_stays_the_same_json() {
        let hidden = "a\u{9b}31m\u{202e}b\u{e0041}\u{7f}\n";
        let json = visible_json(&serde_json::to_string_pretty(&[hidden]).unwrap());
        assert!(!json.chars().any(is_invisible), "{json}");
        assert!(json.contains(r"\u202eb\udb40\udc41\u007f\n"), "{json}");
        assert_eq!(
            serde_json::from_str::<[String; 1]>(&json).unwrap(),
            [hidden]
        );
    }
}
