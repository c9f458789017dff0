//! Writes a line of a window.

/// How much of a label the model reads; the rest of a longer one is no name.
const MOST_LABEL_CHARACTERS: usize = 48;

/// Returns words as a window has them: `Speaker: words`, or the words alone.
pub fn line(speaker: Option<&str>, words: &str) -> String {
    let Some(speaker) = speaker else {
        return words.to_owned();
    };
    let read: String = speaker.chars().take(MOST_LABEL_CHARACTERS).collect();
    format!("{read}: {words}")
}
