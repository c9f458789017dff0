//! Distinguishes backchannels ("yeah", "mm-hmm") from statements.

use crate::english::lexicon::{EXACTLY, HESITATIONS, INTERJECTIONS, PRAISE, YES};
use crate::english::{HasWord, fold, word_classes};
use crate::language::{Language, Lexicon, WordList, lexicon};

word_classes! {
    /// Words of which a backchannel consists.
    BACKCHANNEL_WORDS = [YES EXACTLY INTERJECTIONS HESITATIONS PRAISE]
        "yup mmhmm uhhuh true no nope well so and but i see like you know of course got it \
         alright thanks definitely";
}

/// The longest backchannel, in words.
const MOST_WORDS: usize = 3;

/// Returns whether a text in a language is a backchannel. A language without a lexicon has those of
/// English.
pub(super) fn is_backchannel(text: &str, language: Language) -> bool {
    if let Some(lexicon) = lexicon(language) {
        return is_made_of_backchannels(&lexicon.folded(text), lexicon);
    }
    let letters = |word: &str| fold(&word.replace(|c: char| !c.is_alphanumeric(), ""));
    let words = text.split_whitespace().map(letters);
    let words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    words.len() <= MOST_WORDS && words.iter().all(|word| BACKCHANNEL_WORDS.has(word))
}

fn is_made_of_backchannels(words: &[String], lexicon: &Lexicon) -> bool {
    let mut at = 0;
    for _ in 0..MOST_WORDS {
        at += lexicon
            .longest(WordList::Backchannel, words, at)
            .unwrap_or_default();
    }
    at == words.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_answers_are_not_backchannels() {
        for (code, agreeing, answering) in [
            ("en", "Yeah. Right.", "Yeah, forty."),
            ("en", "Mm-hmm.", "On Tuesday."),
            ("de", "Ja, genau.", "Ja, vierzig."),
            ("es", "Claro, claro.", "El martes."),
            ("fr", "Ah oui, d'accord.", "Oui, mardi."),
            ("it", "Sì, esatto.", "Sì, domani."),
            ("nl", "Ja, precies.", "Ja, morgen."),
            ("pt", "Pois, claro.", "Sim, quarenta."),
            ("ru", "Ну да, конечно.", "Да, сорок."),
            ("zh", "嗯，对对对。", "对，三条。"),
            ("ja", "はい、なるほど。", "はい、三艘です。"),
        ] {
            let language = code.parse().unwrap();
            assert!(is_backchannel(agreeing, language), "{agreeing}");
            assert!(!is_backchannel(answering, language), "{answering}");
        }
    }
}
