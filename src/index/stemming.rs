//! Writes the words of a text as they are indexed and looked up, in the way of its language.
//!
//! English words lose case and accents before they are stemmed, those of other languages after it,
//! since their endings have accents (`-ción`).

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language as Algorithm, RawTokenizer, Stemmer, TextAnalyzer, Token,
};

use super::joined_words::words_of;
use crate::language::{Language, fold_letters, is_sign, small_letters};

/// The longest word that is indexed; longer runs of letters are noise, and would fill the
/// dictionary.
pub(super) const MOST_WORD_BYTES: usize = 64;

/// The algorithms of Snowball (snowballstem.org) by the codes of their languages.
const ALGORITHMS: [(&str, Algorithm); 20] = [
    ("ar", Algorithm::Arabic),
    ("da", Algorithm::Danish),
    ("de", Algorithm::German),
    ("el", Algorithm::Greek),
    ("en", Algorithm::English),
    ("es", Algorithm::Spanish),
    ("fi", Algorithm::Finnish),
    ("fr", Algorithm::French),
    ("hu", Algorithm::Hungarian),
    ("it", Algorithm::Italian),
    ("nb", Algorithm::Norwegian),
    ("nl", Algorithm::Dutch),
    ("nn", Algorithm::Norwegian),
    ("no", Algorithm::Norwegian),
    ("pt", Algorithm::Portuguese),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("sv", Algorithm::Swedish),
    ("ta", Algorithm::Tamil),
    ("tr", Algorithm::Turkish),
];

/// How a language other than English writes its words.
pub(super) struct Stemming {
    language: Language,
    stem: Option<TextAnalyzer>,
    /// Names keep their forms in every language, and questions in English ask for them.
    english: TextAnalyzer,
    ascii: TextAnalyzer,
}

/// A word in small letters, with its accents.
pub(super) struct SmallWord {
    pub(super) token: Token,
}

impl Stemming {
    pub(super) fn new(language: Language) -> Self {
        let algorithm = ALGORITHMS.iter().find(|(code, _)| *code == language.code());
        let stemmer = |algorithm| {
            let whole = TextAnalyzer::builder(RawTokenizer::default());
            whole.filter(Stemmer::new(algorithm)).build()
        };
        let ascii = TextAnalyzer::builder(RawTokenizer::default()).filter(AsciiFoldingFilter);
        Self {
            language,
            stem: algorithm.map(|&(_, algorithm)| stemmer(algorithm)),
            english: stemmer(Algorithm::English),
            ascii: ascii.build(),
        }
    }

    /// Returns the words of a text in small letters.
    pub(super) fn small_words(&self, text: &str) -> Vec<SmallWord> {
        let words = words_of(text).into_iter();
        let short = words.filter(|token| token.text.len() < MOST_WORD_BYTES);
        let small = short.map(|mut token| {
            token.text = small_letters(&token.text, self.language);
            SmallWord { token }
        });
        small.collect()
    }

    /// Returns a word without accents, not stemmed.
    pub(super) fn spelt(&mut self, small: &SmallWord) -> String {
        self.fold(&small.token.text)
    }

    /// Returns the stem of a word, without accents.
    pub(super) fn stem(&mut self, small: &SmallWord) -> String {
        let stem = match &mut self.stem {
            Some(stemmer) => only_token(stemmer, &small.token.text),
            None => small.token.text.clone(),
        };
        self.fold(&stem)
    }

    /// Returns the words of a text, not stemmed.
    pub(super) fn spelt_tokens(&mut self, text: &str) -> Vec<Token> {
        let words = self.small_words(text).into_iter();
        let spelt = words.map(|word| Token {
            text: self.spelt(&word),
            ..word.token
        });
        spelt.collect()
    }

    /// Returns the stemmed words of a text. Behind a word in Latin letters stands its English stem,
    /// where that is another.
    pub(super) fn stemmed_tokens(&mut self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        for word in self.small_words(text) {
            let stem = self.stem(&word);
            let spelt = self.spelt(&word);
            let is_latin = spelt.starts_with(|c: char| c.is_ascii_lowercase()) && spelt.is_ascii();
            let english = is_latin.then(|| only_token(&mut self.english, &spelt));
            let stems = [
                Some(stem.clone()),
                english.filter(|english| *english != stem),
            ];
            tokens.extend(stems.into_iter().flatten().map(|text| Token {
                text,
                ..word.token.clone()
            }));
        }
        tokens
    }

    fn fold(&mut self, word: &str) -> String {
        let folded = fold_letters(word, self.language);
        // Vietnamese letters stay, but for đ the ASCII filter would take them all.
        match folded.is_ascii() || self.language.code() == "vi" {
            true => folded,
            false => only_token(&mut self.ascii, &folded),
        }
    }
}

/// Returns whether a token is a pair of Chinese, Japanese or Korean signs.
pub(super) fn is_pair_of_signs(token: &Token) -> bool {
    token.position_length > 1 && token.text.starts_with(is_sign)
}

/// Returns what an analyzer makes of a word that it takes as a whole.
fn only_token(analyzer: &mut TextAnalyzer, word: &str) -> String {
    let mut only = String::new();
    let mut stream = analyzer.token_stream(word);
    stream.process(&mut |token| only.clone_from(&token.text));
    only
}
