//! Analyses text for the lexical index: words in lower case, without accents, stemmed.
//!
//! A function that is given no language takes the text for English. The content words of a question
//! leave out the words of asking ("what did … say about") and function words.

use tantivy::tokenizer::{
    AsciiFoldingFilter, LowerCaser, PreTokenizedString, RemoveLongFilter, Stemmer, TextAnalyzer,
    TextAnalyzerBuilder, Token, Tokenizer,
};

use super::joined_words::JoiningTokenizer;
use super::stemming::{MOST_WORD_BYTES, SmallWord, Stemming, each_once, is_pair_of_signs};
use crate::english::lexicon::{FUNCTION_WORDS, SAYING, SUMMARIZE, WILL_AND_CAN};
use crate::english::{HasWord, word_classes};
use crate::language::{Language, is_content_word};

word_classes! {
    /// English function words, and the words of asking and reporting, which stand in questions about
    /// conversations and say nothing of the topic.
    STOP_WORDS = [FUNCTION_WORDS SAYING SUMMARIZE WILL_AND_CAN]
        "above after again against all also am any as because before being below between both \
         doing don down during each ever few further having here hers herself himself if into it \
         itself just kind let ll lot many might more most much must myself no nor not now off \
         once only other ours ourselves out over own re really s same shall should so some such t \
         than that theirs themselves then there these this those through too under until up upon \
         ve very while yours yourself yourselves according ask asked asks describe described \
         describes discuss discussed discusses explain explained explains mention mentioned \
         mentions speaker speakers talk talked talking talks tell telling tells think thinks \
         thought give gave gives get gets got guest host kinds sort sorts thing things summary \
         discussion discussions opinion opinions regarding conclude concluded conclusion overall \
         topic topics call calls called calling claim claims claimed believe believes believed \
         argue argues argued";
}

/// Returns the analyzer of the lexical index.
pub(super) fn analyzer() -> TextAnalyzer {
    let unstemmed = builder();
    unstemmed.filter(Stemmer::default()).build()
}

/// Returns the analyzer that leaves words as they are spelt.
pub(super) fn unstemmed_analyzer() -> TextAnalyzer {
    builder().build()
}

fn builder() -> TextAnalyzerBuilder<impl Tokenizer> {
    TextAnalyzer::builder(JoiningTokenizer)
        .filter(RemoveLongFilter::limit(MOST_WORD_BYTES))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
}

/// Returns the stemmed words of a text that carry its topic, each once, in order; none of a text
/// of function words and single letters alone.
pub fn content_words(text: &str) -> Vec<String> {
    let words = unstemmed(text).into_iter();
    stem(words.filter(carries).map(|token| token.text))
}

/// Returns the content words of a text in a language, as its passages are indexed: those of
/// [`content_words`] where it is English.
pub fn content_words_in(text: &str, language: Language) -> Vec<String> {
    if language == Language::ENGLISH {
        return content_words(text);
    }
    let mut stemming = Stemming::new(language);
    let words = stemming.small_words(text).into_iter();
    let words: Vec<SmallWord> = words
        .filter(|word| carries_in(&word.token, language))
        .collect();
    each_once(words.iter().map(|word| stemming.stem(&word.token)))
}

/// Returns the words of [`content_words`] without the parts of joined words: what is written apart
/// here ("H 100") may be one word elsewhere. Pairs of signs are left out, since they cross words.
fn required_words(text: &str) -> Vec<String> {
    let words = unstemmed(text).into_iter();
    let whole = without_parts(words.collect());
    stem(whole.into_iter().filter(carries).map(|token| token.text))
}

/// Returns the required words of a text in a language: those of [`required_words`] where it is
/// English.
fn required_words_in(text: &str, language: Language) -> Vec<String> {
    if language == Language::ENGLISH {
        return required_words(text);
    }
    let mut stemming = Stemming::new(language);
    let words = stemming.small_words(text).into_iter();
    let whole = without_parts(words.map(|word| word.token).collect()).into_iter();
    let words: Vec<Token> = whole.filter(|token| carries_in(token, language)).collect();
    each_once(words.iter().map(|word| stemming.stem(word)))
}

/// Returns the words without the parts of joined ones, and without pairs of signs.
fn without_parts(words: Vec<Token>) -> Vec<Token> {
    let words = words.into_iter().filter(|token| !is_pair_of_signs(token));
    let words: Vec<Token> = words.collect();
    let joined: Vec<Token> = words.iter().filter(is_joined).cloned().collect();
    let is_part = |token: &Token| {
        let within = |joined: &Token| {
            joined.offset_from <= token.offset_from && token.offset_to <= joined.offset_to
        };
        !is_joined(&token) && joined.iter().any(within)
    };
    words.into_iter().filter(|token| !is_part(token)).collect()
}

/// Returns whether a word in small letters carries a topic in a language other than English.
fn carries_in(token: &Token, language: Language) -> bool {
    let word = &token.text;
    let is_letter = word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    !is_letter && is_content_word(word, language)
}

fn carries(token: &Token) -> bool {
    let word = &token.text;
    let letter = word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
    !letter && !STOP_WORDS.has(word)
}

fn is_joined(token: &&Token) -> bool {
    token.position_length > 1
}

/// Returns the words of a text as they are spelt, folded.
pub(super) fn unstemmed(text: &str) -> Vec<Token> {
    let mut words = Vec::new();
    let mut analyzer = unstemmed_analyzer();
    let mut take = |token: &Token| words.push(token.clone());
    analyzer.token_stream(text).process(&mut take);
    words
}

/// Returns all stemmed words of a text, each once, in order, without joined ones.
pub(super) fn words(text: &str) -> Vec<String> {
    let words = unstemmed(text).into_iter();
    stem(
        words
            .filter(|token| !is_joined(&token))
            .map(|token| token.text),
    )
}

/// Returns how many of these stemmed words a text has.
fn count_words_in(text: &str, stems: &[String]) -> usize {
    let there = stem([text.to_owned()]);
    stems.iter().filter(|stem| there.contains(stem)).count()
}

/// Returns how many of these stems a text in a language has, as it is indexed.
fn count_words_in_language(text: &str, stems: &[String], language: Language) -> usize {
    if language == Language::ENGLISH {
        return count_words_in(text, stems);
    }
    let there = Stemming::new(language).stemmed_tokens(text);
    let has = |stem: &&String| there.iter().any(|token| token.text == **stem);
    stems.iter().filter(has).count()
}

/// The words that a passage must have to be about a topic.
#[derive(Debug, Clone, Default)]
pub struct RequiredWords {
    stems: Vec<String>,
}

impl RequiredWords {
    /// Returns the words of a topic that carry it.
    pub fn new(topic: &str, language: Language) -> Self {
        let stems = required_words_in(topic, language);
        Self { stems }
    }

    /// Returns the words, stemmed.
    pub fn stems(&self) -> &[String] {
        &self.stems
    }

    /// Returns whether the topic has no such word.
    pub fn is_empty(&self) -> bool {
        self.stems.is_empty()
    }

    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.stems.len()
    }

    /// Returns how many of them a text in a language has.
    pub fn count_in(&self, text: &str, language: Language) -> usize {
        count_words_in_language(text, &self.stems, language)
    }
}

/// The words of a passage, for both fields of the index.
pub(super) struct IndexedWords {
    pub(super) stemmed: PreTokenizedString,
    pub(super) spelt: PreTokenizedString,
}

/// Returns the words of a passage in a language other than English; the analyzers of the fields do
/// those of English.
pub(super) fn indexed_words(line: &str, stemming: &mut Stemming) -> IndexedWords {
    let pretokenized = |tokens| PreTokenizedString {
        text: String::new(),
        tokens,
    };
    IndexedWords {
        stemmed: pretokenized(stemming.stemmed_tokens(line)),
        spelt: pretokenized(stemming.spelt_tokens(line)),
    }
}

/// Returns whether a word, as typed, carries a topic: it is not a function word, a word of asking, or
/// a single letter.
pub fn carries_topic(word: &str, language: Language) -> bool {
    !content_words_in(word, language).is_empty()
}

fn stem(words: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut analyzer = analyzer();
    let mut stems: Vec<String> = Vec::new();
    for word in words {
        let mut stream = analyzer.token_stream(&word);
        stream.process(&mut |token| stems.push(token.text.clone()));
    }
    each_once(stems)
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

    #[test]
    fn abbreviations_and_numbered_names_are_one_word_however_they_are_spelt() {
        for text in ["L_C_D_", "L. C. D.", "l.c.d.", "LCD"] {
            assert_eq!(required_words(text), ["lcd"], "{text}");
            assert_eq!(count_words_in(text, &["lcd".to_owned()]), 1, "{text}");
        }
        for text in ["H 100", "H-100", "h 100", "H100"] {
            assert_eq!(required_words(text), ["h100"], "{text}");
            assert_eq!(count_words_in(text, &["h100".to_owned()]), 1, "{text}");
        }
        assert_eq!(required_words("the GPT 4 price"), ["gpt4", "price"]);
        assert_eq!(
            content_words("the GPT-4 price"),
            ["gpt", "4", "gpt4", "price"]
        );
        assert_eq!(words("GPT-4"), ["gpt", "4"]);
    }

    fn language(code: &str) -> Language {
        code.parse().unwrap()
    }

    #[test]
    fn words_of_a_question_are_found_in_every_form_that_its_language_gives_them() {
        for (code, question, passage, count) in [
            ("da", "Hvem har bådene?", "Båden er væk.", 1),
            (
                "de",
                "Wer hat die Brücken gebaut?",
                "Die Brücke ist gebaut.",
                2,
            ),
            (
                "de",
                "Was kostet die Muehle?",
                "Die Mühlen kosten nichts.",
                2,
            ),
            (
                "es",
                "¿Quién construyó los puentes?",
                "El puente se construyó.",
                2,
            ),
            (
                "fr",
                "Qui a construit les ponts ?",
                "Le pont fut construit.",
                2,
            ),
            (
                "it",
                "Chi ha costruito i ponti?",
                "Il ponte è costruito.",
                2,
            ),
            (
                "nl",
                "Wie heeft de bruggen gezien?",
                "De brug is gezien.",
                2,
            ),
            ("pt", "Quem viu as pontes?", "Viu a ponte.", 2),
            ("ro", "Cine a văzut podurile?", "A văzut podul.", 1),
            ("ru", "Кто построил мосты?", "Мост построили ещё тогда.", 2),
            ("tr", "Tekneler nerede?", "TEKNE limanda.", 1),
            ("el", "Πού είναι οι βάρκες;", "Η βάρκα.", 1),
            ("ar", "أين القوارب؟", "قوارب", 1),
            ("hi", "नाव कहाँ है?", "नाव बंदरगाह में है।", 1),
            ("th", "เรืออยู่ที่ไหน", "เรือจอดที่ท่า", 1),
            ("uk", "Хто збудував МІСТ?", "міст", 1),
        ] {
            let words = content_words_in(question, language(code));
            let found = count_words_in_language(passage, &words, language(code));
            assert_eq!(found, count, "{words:?} {passage}");
            assert!(words.len() <= 2, "{words:?}");
        }
    }

    #[test]
    fn signs_are_looked_for_in_pairs_and_required_alone() {
        for (code, question, content, required) in [
            (
                "zh",
                "谁建桥？",
                &["谁建", "建", "建桥", "桥"][..],
                &["建", "桥"][..],
            ),
            (
                "ja",
                "水車は？",
                &["水", "水車", "車", "車は"],
                &["水", "車"],
            ),
            ("ko", "다리를", &["다", "다리", "리", "리를"], &["다", "리"]),
        ] {
            assert_eq!(content_words_in(question, language(code)), content);
            assert_eq!(
                RequiredWords::new(question, language(code)).stems(),
                required
            );
        }
    }

    #[test]
    fn english_questions_find_words_as_they_are_written_in_other_languages() {
        for (code, said, question) in [
            (
                "de",
                "Die Harbours von Odum-Müller",
                "What are the Harbours of Odum-Müller?",
            ),
            ("de", "Mueller und Michael", "Who are Müller and Michael?"),
            ("de", "Samuel, Zoe", "Is Samuel with Zoe?"),
            ("de", "die aktuellen Zahlen", "aktuellen Zahlen"),
            ("ru", "Мы мосты построили", "мосты построили"),
            ("ru", "Ещё Йод", "ещё йод"),
            ("vi", "Cây cầu", "cây cầu"),
            ("el", "της Γέφυρας", "Γέφυρας"),
            ("ar", "في الإسكندرية", "الإسكندرية"),
            ("hi", "हिन्दी में", "हिन्दी"),
            ("tr", "ISPARTA", "isparta"),
            ("ja", "水車は", "水車"),
        ] {
            let tokens = Stemming::new(language(code)).stemmed_tokens(said);
            let has = |word: &String| tokens.iter().any(|token| token.text == *word);
            let words = content_words(question);
            assert!(
                !words.is_empty() && words.iter().all(has),
                "{words:?} {said}"
            );
        }
    }

    #[test]
    fn numbers_and_names_survive_in_every_language() {
        for code in ["de", "ru", "zh", "ar", "vi", "yue"] {
            let words = content_words_in("GPT-4 1947 Odum", language(code));
            assert!(words.contains(&"gpt4".to_owned()), "{words:?}");
            assert!(words.contains(&"1947".to_owned()), "{words:?}");
        }
    }
}
