//! Characters that nobody sees.
//!
//! In: a character. Out: whether it is one. Never here: what is done about it.

/// Returns whether a character is invisible: direction marks and overrides, zero-width and tag
/// characters, line and paragraph separators. Control characters are a class of their own.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}'
        | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}
