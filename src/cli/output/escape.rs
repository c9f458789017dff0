//! Makes text of transcripts harmless to a terminal.
//!
//! No character moves the cursor, changes colours, reverses the direction of reading or hides; each
//! is written out instead. JSON keeps its meaning. The prompts of language models use the same
//! rules.

pub(crate) use crate::prompt::{visible as escape, visible_json as escape_json};

/// Escapes a text and keeps its lines.
pub(crate) fn escape_lines(text: &str) -> String {
    text.lines().map(escape).collect::<Vec<_>>().join("\n")
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
    fn json_stays_the_same_json_without_terminal_commands() {
        let json = serde_json::to_string("a\u{9b}31m\u{202e}b").unwrap();
        assert_eq!(escape_json(&json), r#""a\u009b31m\u202eb""#);
    }
}
