//! Writes the words of a text as they are indexed and looked up, in the way of its language.
//!
//! English words lose case and accents before they are stemmed, those of other languages after it,
//! since their endings have accents (`-ción`).

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language as Algorithm, LowerCaser, RawTokenizer, Stemmer, TextAnalyzer,
    Token,
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
    /// Makes of a word what the analyzer of English text makes of it.
    as_written: TextAnalyzer,
    ascii: TextAnalyzer,
}

/// A word in small letters, with its accents.
pub(super) struct SmallWord {
    pub(super) token: Token,
    /// As the text has it.
    written: String,
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
            as_written: TextAnalyzer::builder(RawTokenizer::default())
                .filter(LowerCaser)
                .filter(AsciiFoldingFilter)
                .filter(Stemmer::new(Algorithm::English))
                .build(),
            ascii: ascii.build(),
        }
    }

    /// Returns the words of a text in small letters.
    pub(super) fn small_words(&self, text: &str) -> Vec<SmallWord> {
        let words = words_of(text).into_iter();
        let short = words.filter(|token| token.text.len() < MOST_WORD_BYTES);
        let small = short.map(|mut token| {
            let small = small_letters(&token.text, self.language);
            let written = std::mem::replace(&mut token.text, small);
            SmallWord { token, written }
        });
        small.collect()
    }

    /// Returns a word in small letters without accents, not stemmed.
    pub(super) fn spelt(&mut self, small: &Token) -> String {
        self.fold(&small.text)
    }

    /// Returns the stem of a word in small letters, without accents.
    pub(super) fn stem(&mut self, small: &Token) -> String {
        let stem = match &mut self.stem {
            Some(stemmer) => only_token(stemmer, &small.text),
            None => small.text.clone(),
        };
        self.fold(&stem)
    }

    /// Returns the words of a text, not stemmed.
    pub(super) fn spelt_tokens(&mut self, text: &str) -> Vec<Token> {
        let words = self.small_words(text).into_iter();
        let spelt = words.map(|word| Token {
            text: self.spelt(&word.token),
            ..word.token
        });
        spelt.collect()
    }

    /// Returns the stemmed words of a text. Behind each stands what questions and phrases in English
    /// look for, where that is another: the word as it is written (`Michael`, where German folds `ae`
    /// to `a`), and its English stem.
    pub(super) fn stemmed_tokens(&mut self, text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        for word in self.small_words(text) {
            let stem = self.stem(&word.token);
            let spelt = self.spelt(&word.token);
            let is_latin = spelt.starts_with(|c: char| c.is_ascii_lowercase()) && spelt.is_ascii();
            let english = is_latin.then(|| only_token(&mut self.english, &spelt));
            let mut stems = vec![stem, only_token(&mut self.as_written, &word.written)];
            stems.extend(english);
            tokens.extend(each_once(stems).into_iter().map(|text| Token {
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

/// Returns words, each once, in order.
pub(super) fn each_once(words: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for word in words {
        if !once.contains(&word) {
            once.push(word);
        }
    }
    once
}

/// Returns what an analyzer makes of a word that it takes as a whole.
fn only_token(analyzer: &mut TextAnalyzer, word: &str) -> String {
    let mut only = String::new();
    let mut stream = analyzer.token_stream(word);
    stream.process(&mut |token| only.clone_from(&token.text));
    only
}
