//! Writes a passage as a line of a window.

/// The most characters of a label that the model reads; a longer label is cut.
const MOST_LABEL_CHARACTERS: usize = 48;

/// Returns words as a window has them: `Speaker: words`, or the words alone.
pub fn line(speaker: Option<&str>, words: &str) -> String {
    let Some(speaker) = speaker else {
        return words.to_owned();
    };
    let read: String = speaker.chars().take(MOST_LABEL_CHARACTERS).collect();
    format!("{read}: {words}")
}
