//! Characters that nobody sees.
//!
//! In: a character. Out: whether it is one. Never here: what is done about it.

/// Returns whether a character is invisible: direction marks and overrides, zero-width and tag
/// characters, marks of shorthand and music that only format, line and paragraph separators.
/// Control characters are a class of their own.
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
