//! Finds the phrases that a question puts in double quotation marks, straight, curly or angular.
//!
//! Single quotation marks are ignored, since they may be apostrophes. So is a mark without its
//! partner.

use std::ops::Range;

/// Returns where the phrases stand, in order, without their marks and the spaces and full stops
/// inside them.
pub(crate) fn quoted_phrases(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // The mark that closes, and where the phrase begins.
    let mut open: Option<(&[char], usize)> = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match open {
            Some((closing, start)) if closing.contains(&c) => {
                found.extend(within(text, start..at));
                open = None;
            }
            Some(_) => {}
            None => {
                let closing: Option<&[char]> = match c {
                    // After a digit it means inches.
                    '"' if !before.is_alphanumeric() => Some(&['"']),
                    '“' => Some(&['”']),
                    '„' => Some(&['“', '”']),
                    '«' => Some(&['»']),
                    _ => None,
                };
                open = closing.map(|closing| (closing, at + c.len_utf8()));
            }
        }
        before = c;
    }
    found
}

/// Returns the range without the spaces and full stops at its ends; nothing where no word is in it.
fn within(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let phrase = text[range.clone()].trim_start();
    let start = range.end - phrase.len();
    let phrase = phrase.trim_end_matches(|c: char| c.is_whitespace() || ",.;:?!".contains(c));
    let has_word = phrase.contains(char::is_alphanumeric);
    has_word.then_some(start..start + phrase.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paired_double_quotes_make_a_phrase() {
        for (text, expected) in [
            ("who said \"a wet spring\"?", &["a wet spring"][..]),
            (
                "“one,” and «two» and \" three. \"",
                &["one", "two", "three"],
            ),
            ("wer sagte „zu spät“ und „nie”?", &["zu spät", "nie"]),
            ("don't say it's 'this'", &[]),
            ("\"unbalanced", &[]),
            ("a 5\" pipe and \"a bucket\"", &["a bucket"]),
            ("\"\" \"  \" \"?!\"", &[]),
            ("“open \"inner\" close”", &["open \"inner\" close"]),
        ] {
            let found: Vec<&str> = quoted_phrases(text)
                .into_iter()
                .map(|range| &text[range])
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
