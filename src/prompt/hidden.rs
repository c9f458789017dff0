//! Escapes invisible and control characters, which could hide instructions.
//!
//! No character is dropped and no word is changed.

use std::fmt::Write;

use crate::transcript::is_hidden;

/// Returns the text on one line: white space as spaces, other control and invisible characters as
/// `\u{1b}`.
pub fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => visible.push(' '),
            c if is_hidden(c) => visible.extend(c.escape_unicode()),
            c => visible.push(c),
        }
    }
    visible
}

/// Returns the same JSON with control and invisible characters written as `\u…`.
pub fn visible_json(json: &str) -> String {
    let mut visible = String::with_capacity(json.len());
    for c in json.chars() {
        if !is_hidden(c) || c.is_ascii_whitespace() {
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
        assert!(!json.chars().any(crate::transcript::is_invisible), "{json}");
        assert!(json.contains(r"\u202eb\udb40\udc41\u007f\n"), "{json}");
        assert_eq!(
            serde_json::from_str::<[String; 1]>(&json).unwrap(),
            [hidden]
        );
    }
}
