//! Makes text of transcripts harmless to a terminal.
//!
//! In: any text. Out: one line of it in which no character moves the cursor, changes colours,
//! reverses the direction of reading or hides. JSON keeps its meaning.
//! Never here: a character that is dropped.

/// Returns the text with white space as single spaces' worth and the rest of the control,
/// direction and invisible characters written out, as `\u{1b}`.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => escaped.push(' '),
            c if c.is_control() || is_invisible(c) => escaped.extend(c.escape_unicode()),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Direction marks and overrides, zero-width and tag characters, line and paragraph separators.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}'
        | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// Returns the same JSON with the characters that could command a terminal written as `\u…`. JSON
/// itself asks for that below U+0020 only, and above U+FFFF there are none.
pub(super) fn escape_json(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '\u{7f}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                escaped.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{escape, escape_json};

    #[test]
    fn what_a_terminal_would_obey_is_written_out() {
        assert_eq!(escape("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(escape("a\u{202e}b\u{200b}"), "a\\u{202e}b\\u{200b}");
        assert_eq!(escape("a\r\nb\u{7}"), "a  b\\u{7}");
    }

    #[test]
    fn words_of_any_script_stay() {
        assert_eq!(escape("é 日本 🎻 “x”"), "é 日本 🎻 “x”");
    }

    #[test]
    fn json_stays_the_same_json_without_terminal_commands() {
        let json = serde_json::to_string("a\u{9b}31m\u{202e}b").unwrap();
        let escaped = escape_json(&json);
        assert_eq!(escaped, r#""a\u009b31m\u202eb""#);
        assert_eq!(
            serde_json::from_str::<String>(&escaped).unwrap(),
            "a\u{9b}31m\u{202e}b"
        );
    }
}
