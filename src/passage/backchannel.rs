//! Distinguishes backchannels ("yeah", "mm-hmm") from statements.

use crate::english::lexicon::{EXACTLY, HESITATIONS, INTERJECTIONS, PRAISE, YES};
use crate::english::{HasWord, fold, word_classes};

word_classes! {
    /// Words of which a backchannel consists.
    BACKCHANNEL_WORDS = [YES EXACTLY INTERJECTIONS HESITATIONS PRAISE]
        "yup mmhmm uhhuh true no nope well so and but i see like you know of course got it \
         alright thanks definitely";
}

/// The longest backchannel, in words.
const MOST_WORDS: usize = 3;

/// Returns whether a text is a backchannel.
pub(super) fn is_backchannel(text: &str) -> bool {
    let letters = |word: &str| fold(&word.replace(|c: char| !c.is_alphanumeric(), ""));
    let words = text.split_whitespace().map(letters);
    let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    words.len() <= MOST_WORDS && words.iter().all(|word| BACKCHANNEL_WORDS.has(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_answers_are_not_backchannels() {
        assert!(is_backchannel("Yeah. Right."));
        assert!(is_backchannel("Mm-hmm."));
        assert!(!is_backchannel("On Tuesday."));
        assert!(!is_backchannel("Yeah, forty."));
    }
}
