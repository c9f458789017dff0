//! Tells a caption or a paragraph that only says what is to be heard (`[door slams]`, `(laughter)`,
//! `♪ la la ♪`) from words of somebody.
//!
//! In: words as written. Out: whether they are a sound alone. Never here: a sound taken out of words.

/// What a description of a sound stands between.
const BRACKETS: [(char, char); 5] = [
    ('[', ']'),
    ('(', ')'),
    ('［', '］'),
    ('（', '）'),
    ('【', '】'),
];

/// Signs of music.
const NOTES: [char; 4] = ['♪', '♫', '♬', '♩'];

/// Returns whether words are nothing but sounds in brackets, or music between notes.
pub(super) fn is_only_a_sound(words: &str) -> bool {
    let words = words.trim();
    if words.starts_with(NOTES) && words.ends_with(NOTES) {
        return true;
    }
    let mut rest = words;
    while !rest.is_empty() {
        match after_brackets(rest) {
            Some(after) => rest = after.trim_start(),
            None => return false,
        }
    }
    !words.is_empty()
}

/// Returns what follows the brackets with which the text begins.
fn after_brackets(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    let &(_, close) = BRACKETS.iter().find(|(open, _)| *open == first)?;
    let (_, after) = text.split_once(close)?;
    let after = after.strip_prefix(['.', ',', '!']).unwrap_or(after);
    Some(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_are_told_from_words() {
        for sound in [
            "[music]",
            "(a door slams).",
            "♪",
            "♪ la ♪",
            "[a] [b]",
            "（笑）",
        ] {
            assert!(is_only_a_sound(sound), "{sound}");
        }
        for words in [
            "",
            "[laughs] yes",
            "[a] yes [b]",
            "♪ la la",
            "(so",
            "...",
            "yes",
        ] {
            assert!(!is_only_a_sound(words), "{words}");
        }
    }
}
