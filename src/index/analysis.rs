//! Words as the lexical index sees them: lower case, without accents, stemmed.
//!
//! In: any text. Out: its words. A question's content words leave out the words that ask
//! ("what did … say about") and the words that every sentence has.

use std::collections::HashSet;
use std::sync::LazyLock;

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer,
    TextAnalyzer,
};

/// Longer runs of letters are noise, not words, and would fill the dictionary.
const MOST_WORD_BYTES: usize = 64;

/// English function words, and the words of asking and reporting, which stand in questions
/// about conversations and say nothing of the topic.
const STOP_WORDS: &str = "a about above after again against all also am an and any are as at be \
    because been before being below between both but by can could did do does doing don down \
    during each ever few for from further had has have having he her here hers herself him himself \
    his how i if in into is it its itself just kind let ll lot many me might more most much must my \
    myself no nor not now of off on once only or other our ours ourselves out over own re really s \
    same shall she should so some such t than that the their theirs them themselves then there \
    these they this those through to too under until up upon us ve very was we were what when \
    where which while who whom whose why will with would you your yours yourself yourselves \
    according ask asked asks describe described describes discuss discussed discusses explain \
    explained explains mention mentioned mentions said say saying says speaker speakers talk talked \
    talking talks tell telling tells think thinks thought told give gave gives get gets got guest \
    host kinds sort sorts thing things summarize summarise summary discussion discussions opinion \
    opinions regarding conclude concluded conclusion overall topic topics call calls called calling claim \
    claims claimed believe believes believed argue argues argued";

static STOP: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| STOP_WORDS.split_whitespace().collect());

/// Returns the analyzer of the lexical index.
pub(super) fn analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(MOST_WORD_BYTES))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .filter(Stemmer::new(Language::English))
        .build()
}

/// Returns the stemmed words of a text that carry its topic, each once, in order; none of a text
/// of function words and single letters alone.
pub fn content_words(text: &str) -> Vec<String> {
    let mut unstemmed = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(MOST_WORD_BYTES))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build();
    let mut words = Vec::new();
    unstemmed.token_stream(text).process(&mut |token| {
        let word = &token.text;
        let letter = word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        if !letter && !STOP.contains(word.as_str()) {
            words.push(word.clone());
        }
    });
    stem(words)
}

/// Returns all stemmed words of a text, each once, in order.
pub(super) fn words(text: &str) -> Vec<String> {
    stem(vec![text.to_owned()])
}

/// Returns whether a word, as typed, carries a topic: it is no function word, no word of asking, and
/// no single letter.
pub fn carries_topic(word: &str) -> bool {
    !content_words(word).is_empty()
}

fn stem(words: Vec<String>) -> Vec<String> {
    let mut analyzer = analyzer();
    let mut stems: Vec<String> = Vec::new();
    for word in words {
        analyzer.token_stream(&word).process(&mut |token| {
            if !stems.contains(&token.text) {
                stems.push(token.text.clone());
            }
        });
    }
    stems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_asking_are_left_out() {
        assert_eq!(
            content_words("What did the guest say about flying banks?"),
            ["fli", "bank"]
        );
    }

    #[test]
    fn function_words_and_single_letters_carry_no_topic() {
        assert!(content_words("Who is it? e").is_empty());
        assert_eq!(content_words("7"), ["7"]);
    }

    #[test]
    fn accents_and_case_do_not_matter() {
        assert_eq!(content_words("Café CAFE cafés"), ["cafe"]);
    }
}
