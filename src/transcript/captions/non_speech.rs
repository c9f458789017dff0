//! Recognises text that only describes a sound: `[door slams]`, `(laughter)`, `♪ la la ♪`.

/// The brackets around a description of a sound.
const BRACKETS: [(char, char); 5] = [
    ('[', ']'),
    ('(', ')'),
    ('［', '］'),
    ('（', '）'),
    ('【', '】'),
];

/// Signs of music.
const NOTES: [char; 4] = ['♪', '♫', '♬', '♩'];

/// Returns whether a text consists of sounds in brackets, or of music between notes.
pub(crate) fn is_non_speech(text: &str) -> bool {
    let text = text.trim();
    if text.starts_with(NOTES) && text.ends_with(NOTES) {
        return true;
    }
    let mut rest = text;
    while !rest.is_empty() {
        match after_brackets(rest) {
            Some(after) => rest = after.trim_start(),
            None => return false,
        }
    }
    !text.is_empty()
}

/// Returns the text after the brackets at its start.
fn after_brackets(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    let &(_, close) = BRACKETS.iter().find(|(open, _)| *open == first)?;
    let (_, after) = text.split_once(close)?;
    Some(after.strip_prefix(['.', ',', '!']).unwrap_or(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_differ_from_words() {
        for sound in [
            "[music]",
            "(a door slams).",
            "♪",
            "♪ la ♪",
            "[a] [b]",
            "（笑）",
        ] {
            assert!(is_non_speech(sound), "{sound}");
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
            assert!(!is_non_speech(words), "{words}");
        }
    }
}
