//! Recognises invisible characters.

/// Returns whether a character is invisible: direction marks and overrides, zero-width and tag
/// characters, format marks of shorthand and music, line and paragraph separators. Control characters
/// are not among them.
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Returns whether a character is invisible or a control character.
pub fn is_hidden(c: char) -> bool {
    c.is_control() || is_invisible(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_turns_the_direction_of_writing_is_invisible() {
        let marks = "\u{61c}\u{200e}\u{200f}".chars();
        let all = marks
            .chain('\u{202a}'..='\u{202e}')
            .chain('\u{2066}'..='\u{2069}');
        for c in all {
            assert!(is_invisible(c), "{}", c.escape_unicode());
        }
    }

    #[test]
    fn letters_accents_and_emoji_are_seen() {
        for c in "aé日ش\u{301}\u{fe0f}🎻 ".chars() {
            assert!(!is_invisible(c), "{}", c.escape_unicode());
        }
    }
}
