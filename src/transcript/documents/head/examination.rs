//! Tells who asks as `Q` and who answers as `A` in the text of a court.
//!
//! A heading says who asks from there on: `BY MR. STONE:`, `DIRECT EXAMINATION BY MR. STONE:`. One
//! without a name (`CROSS-EXAMINATION`) ends that. A name may also stand before a question:
//! `Q. (By Mr. Stone) Why?`. Whoever answers is the one that the text calls `THE WITNESS` elsewhere.
//! Where nothing says so, the letters are the labels.

use super::marks::{trim, trim_start};

/// The label of the one who answers.
pub(super) const WITNESS: &str = "THE WITNESS";

/// The letters before questions and answers.
pub(super) const ASKS: &str = "Q";
pub(super) const ANSWERS: &str = "A";

/// The most words of a heading.
const MOST_WORDS: usize = 10;

/// Returns whom a heading says to ask; the inner `None` is nobody known.
pub(super) fn examiner(line: &str) -> Option<Option<&str>> {
    const TITLES: [&str; 6] = ["MR", "MS", "MRS", "MISS", "DR", "THE COURT"];
    let has_colon = trim(line).ends_with(':');
    let line = trim(line).trim_end_matches(|c: char| ":.-–— ".contains(c));
    let is_heading = !line.contains(char::is_lowercase)
        && line.contains(char::is_alphabetic)
        && line.split_whitespace().count() <= MOST_WORDS;
    if !is_heading {
        return None;
    }
    if let Some(name) = line.strip_prefix("BY ") {
        let has_title = TITLES.iter().any(|title| name.starts_with(title));
        return (has_colon || has_title).then_some(Some(trim(name)));
    }
    let (_, after) = line.split_once("EXAMINATION")?;
    Some(after.split_once("BY ").map(|(_, name)| trim(name)))
}

/// Cuts `(By Mr. Stone)` off the words of a question. Returns the name and the words after it.
pub(super) fn examiner_in_words(words: &str) -> Option<(&str, &str)> {
    let inner = words
        .strip_prefix('(')
        .or_else(|| words.strip_prefix('['))?;
    let (by, rest) = inner.split_once([')', ']'])?;
    let name = by
        .strip_prefix("By ")
        .or_else(|| by.strip_prefix("BY "))
        .or_else(|| by.strip_prefix("by "))?;
    Some((trim(name.trim_end_matches(':')), trim_start(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_names_who_asks_or_nobody() {
        for (line, name) in [
            ("BY MR. STONE:", Some(Some("MR. STONE"))),
            ("DIRECT EXAMINATION BY MS. REED", Some(Some("MS. REED"))),
            ("CROSS-EXAMINATION", Some(None)),
            ("By the way: no.", None),
            ("MR. STONE:", None),
            ("BY THE RIVER", None),
            ("", None),
        ] {
            assert_eq!(examiner(line), name, "{line}");
        }
    }

    #[test]
    fn a_question_may_begin_with_who_asks() {
        assert_eq!(
            examiner_in_words("(By Mr. Stone) Why?"),
            Some(("Mr. Stone", "Why?"))
        );
        assert_eq!(examiner_in_words("(Pause.) Why?"), None);
    }
}
