//! Finds every passage that has all words of a topic, by the lexical index alone.

use std::ops::Range;

use super::interpretation::Interpretation;
use super::outcome::AskError;
use super::ranked_text;
use super::search_run::Searcher;
use crate::answer::{self, Answer, Coverage, RankedPassage, ScoresSentences, Wanted, WithWords};
use crate::engine::catalogue::Catalogue;
use crate::english::words;
use crate::index::{Bm25, Index, PassageFilter, RequiredWords, Scored, best};
use crate::language::{Language, QuestionLanguage, is_function_word, is_written_in, normalise};
use crate::question::QuestionKind;
use crate::store::PassageRecord;

/// The most passages that are read for one topic. More than these have the words of the most common
/// ones only.
pub(super) const MOST_READ: usize = 2000;

/// How many are read at once.
const READ_AT_ONCE: usize = 250;

/// What is added to the score of a sentence that has all words of the topic.
const WORDS_BONUS: f32 = 2.0;

/// The passages that have all words of a topic.
#[derive(Debug, Default)]
pub(super) struct FoundByWords {
    /// The topic's words.
    pub(super) words: RequiredWords,
    /// The passages, best BM25 first.
    pub(super) records: Vec<PassageRecord>,
    /// Whether there are no others.
    pub(super) complete: bool,
}

/// Returns the passages with the words of the topic, where the question asks for all of them.
pub(super) fn of_kind(
    searcher: Searcher<'_>,
    index: &Index,
    interpretation: &Interpretation,
    filter: &PassageFilter,
) -> Result<Option<FoundByWords>, AskError> {
    if !matches!(
        interpretation.kind,
        QuestionKind::WhoSaid | QuestionKind::List
    ) {
        return Ok(None);
    }
    let found = find(
        searcher.catalogue,
        index,
        RequiredWords::new(&interpretation.topic, interpretation.language.likely),
        filter,
        &searcher.config.bm25,
    )?;
    Ok((!found.words.is_empty()).then_some(found))
}

/// Returns the passages of a filter that have all words of a topic in what is said; none where it has
/// no words.
pub(super) fn find(
    catalogue: &Catalogue,
    index: &Index,
    words: RequiredWords,
    filter: &PassageFilter,
    bm25: &Bm25,
) -> Result<FoundByWords, AskError> {
    if words.is_empty() {
        return Ok(FoundByWords {
            complete: true,
            ..FoundByWords::default()
        });
    }
    let ids = index.lexical.with_all(words.stems())?;
    let scores = index.lexical.score(words.stems(), &[], bm25)?.scores;
    let admitted = ids.into_iter().filter(|&id| filter.admits(id));
    let admitted: Vec<Scored> = admitted
        .map(|id| Scored {
            id,
            score: scores.get(&id).copied().unwrap_or(0.0),
        })
        .collect();
    let complete = admitted.len() <= MOST_READ;
    let ids: Vec<_> = best(admitted, MOST_READ).iter().map(|it| it.id).collect();
    let mut records = Vec::new();
    for some in ids.chunks(READ_AT_ONCE) {
        let read = ranked_text::named_records(catalogue, index, some)?;
        records.extend(read.into_iter().filter(|record| says(record, &words)));
    }
    Ok(FoundByWords {
        words,
        records,
        complete,
    })
}

/// Returns the content words of a topic that no passage of a filter has, as the topic spells them.
///
/// Words that are not of the question's language are left out: those of another script, which may be
/// said in other letters, and English function words.
pub(super) fn never_said(
    index: &Index,
    topic: &str,
    language: QuestionLanguage,
    filter: &PassageFilter,
) -> Result<Vec<String>, AskError> {
    let mut unsaid: Vec<String> = Vec::new();
    let is_foreign = |word: &str| {
        let english = Language::ENGLISH;
        let is_english = || is_function_word(&normalise(word, english), english);
        !is_written_in(word, language.likely) || (!language.is_english() && is_english())
    };
    for word in words(topic) {
        let spelt = &topic[word.span];
        if is_foreign(spelt) {
            continue;
        }
        let required = RequiredWords::new(spelt, language.likely);
        let said = index.lexical.with_all(required.stems())?;
        let is_said = required.is_empty() || said.into_iter().any(|id| filter.admits(id));
        if !is_said && !unsaid.iter().any(|other| other == spelt) {
            unsaid.push(spelt.to_owned());
        }
    }
    Ok(unsaid)
}

/// Returns whether the passage itself has the words: the lexical index has labels with them.
fn says(record: &PassageRecord, words: &RequiredWords) -> bool {
    let label = record.speaker.as_deref().unwrap_or_default();
    let count = |text: &str| words.count_in(text, record.spoken_in());
    count(label) == 0 || count(record.text()) == words.len()
}

impl FoundByWords {
    /// Returns the passages, without ranks.
    pub(super) fn take_passages(&mut self) -> Vec<RankedPassage> {
        let records = std::mem::take(&mut self.records).into_iter();
        records.map(RankedPassage::unranked).collect()
    }

    /// Adds their quotes to an answer, and returns how much is quoted then.
    pub(super) fn quote(
        mut self,
        answer: &mut Answer,
        wanted: Wanted,
        scorer: &dyn ScoresSentences,
        asked: usize,
    ) -> Coverage {
        let with_words = WithWords {
            passages: self.take_passages(),
            complete: self.complete,
            scorer: &WordsFirst {
                scorer,
                words: &self.words,
            },
        };
        answer::quote_with_words(answer, with_words, wanted, asked)
    }
}

/// Scores sentences as another does, and prefers those that have the words.
pub(super) struct WordsFirst<'a> {
    pub(super) scorer: &'a dyn ScoresSentences,
    pub(super) words: &'a RequiredWords,
}

impl ScoresSentences for WordsFirst<'_> {
    fn scores(&self, passage: &RankedPassage, sentences: &[Range<usize>]) -> Vec<f32> {
        let text = &passage.record.turn.text[passage.best_range.clone()];
        let mut scores = self.scorer.scores(passage, sentences);
        for (score, sentence) in scores.iter_mut().zip(sentences) {
            let language = passage.record.spoken_in();
            let having = self.words.count_in(&text[sentence.clone()], language);
            *score += WORDS_BONUS * having as f32 / self.words.len().max(1) as f32;
        }
        scores
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::engine::ask::tests::Invented;
    use crate::store::PassageId;

    const WORDS: [&str; 7] = ["peat", "mill", "tide", "reed", "lock", "canal", "boat"];
    const SPEAKERS: [&str; 4] = ["Ilka", "Peat Miller", "Orla", "Speaker A"];

    /// Returns a transcript of turns of made-up words, some of them in the plural.
    fn made_up(turns: u64, seed: u64) -> String {
        let mut state = seed;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(99991);
            (state >> 33) as usize % below
        };
        let turn = |at: u64| {
            let speaker = SPEAKERS[next(SPEAKERS.len())];
            let words: Vec<String> = (0..1 + next(8))
                .map(|_| format!("{}{}", WORDS[next(WORDS.len())], ["", "s"][next(2)]))
                .collect();
            let (minute, second) = (at / 60, at % 60);
            format!(
                "00:{minute:02}:{second:02}.000 {speaker}: We saw {}.\n",
                words.join(" ")
            )
        };
        (0..turns).map(turn).collect()
    }

    fn made_up_store() -> Invented {
        let texts = [made_up(150, 1), made_up(90, 2)];
        let days = [("marsh", "2024-05-01"), ("quay", "2024-06-02")];
        let transcripts: Vec<_> = days
            .iter()
            .zip(&texts)
            .map(|((id, day), text)| (*id, *day, &**text))
            .collect();
        Invented::of(&transcripts, 60)
    }

    fn found(store: &Invented, topic: &str, filter: &PassageFilter) -> FoundByWords {
        let index = store.catalogue.index().unwrap();
        let words = RequiredWords::new(topic, Language::ENGLISH);
        find(&store.catalogue, &index, words, filter, &Bm25::default()).unwrap()
    }

    fn ids(records: &[PassageRecord]) -> BTreeSet<PassageId> {
        records.iter().map(|record| record.id).collect()
    }

    #[test]
    fn exactly_the_passages_that_say_all_words_are_found_in_every_filter() {
        let store = made_up_store();
        let records = store.records();
        let thirds = records
            .iter()
            .map(|record| record.id)
            .filter(|id| id.0 % 3 == 0);
        let filters = [PassageFilter::All, PassageFilter::Only(thirds.collect())];
        let pairs = WORDS.iter().flat_map(|a| WORDS.map(|b| (*a, b)));
        let mut total = 0;
        for ((a, b), filter) in pairs.flat_map(|pair| filters.iter().map(move |it| (pair, it))) {
            let says = |record: &&PassageRecord| {
                let words = record.text().split(|c: char| !c.is_alphanumeric());
                let words: Vec<&str> = words.map(|it| it.trim_end_matches('s')).collect();
                words.contains(&a) && words.contains(&b)
            };
            let scanned = records
                .iter()
                .filter(|record| filter.admits(record.id))
                .filter(says);
            let scanned: BTreeSet<PassageId> = scanned.map(|record| record.id).collect();
            let found = found(&store, &format!("the {a} and {b}s"), filter);
            assert_eq!(ids(&found.records), scanned, "{a} {b}");
            assert!(found.complete);
            total += scanned.len();
        }
        assert!(total > 500, "{total}");
    }

    #[test]
    fn word_of_a_label_is_not_said() {
        let store = Invented::two();
        let said = |topic| found(&store, topic, &PassageFilter::All).records.len();
        assert_eq!((said("Ilka"), said("mill"), said("Ilka mill")), (0, 1, 0));
    }

    #[test]
    fn topic_without_content_words_finds_nothing_and_says_so() {
        let store = Invented::two();
        let found = found(&store, "what they said of it", &PassageFilter::All);
        assert!(found.words.is_empty() && found.records.is_empty() && found.complete);
    }

    #[test]
    fn words_that_no_passage_of_the_filter_has_are_never_said() {
        let store = Invented::two();
        let index = store.catalogue.index().unwrap();
        let unsaid = |filter: &PassageFilter| {
            let topic = "the MILLS and a Marathon, or a marathon and Marathon";
            never_said(&index, topic, QuestionLanguage::of("What is it?"), filter).unwrap()
        };
        assert_eq!(unsaid(&PassageFilter::All), ["Marathon", "marathon"]);
        let nothing = PassageFilter::Only(Vec::new());
        assert_eq!(unsaid(&nothing), ["MILLS", "Marathon", "marathon"]);
    }

    #[test]
    fn words_of_another_script_and_english_ones_are_not_reported_as_unsaid() {
        let store = Invented::two();
        let index = store.catalogue.index().unwrap();
        let russian = QuestionLanguage::of("паром уже ушёл");
        let unsaid = |topic| never_said(&index, topic, russian, &PassageFilter::All).unwrap();
        assert_eq!(
            unsaid("Who said паром и мельница, Marathon"),
            ["паром", "мельница"]
        );
        let german = QuestionLanguage::of("Wer hat das gesagt?");
        let topic = "who said Marathon";
        let unsaid = never_said(&index, topic, german, &PassageFilter::All).unwrap();
        assert_eq!(unsaid, ["Marathon"]);
    }

    /// Scores every sentence alike.
    struct Alike;

    impl ScoresSentences for Alike {
        fn scores(&self, _passage: &RankedPassage, sentences: &[Range<usize>]) -> Vec<f32> {
            vec![0.5; sentences.len()]
        }
    }

    #[test]
    fn sentence_with_the_words_is_preferred() {
        let store = Invented::two();
        let mut found = found(&store, "the old mills", &PassageFilter::All);
        let passage = found.take_passages().remove(0);
        let words = WordsFirst {
            scorer: &Alike,
            words: &found.words,
        };
        let text = passage.record.text();
        let of = text.find("of").unwrap();
        let scores = words.scores(&passage, &[0..of, of..text.len()]);
        assert_eq!(scores, [0.5, 0.5 + WORDS_BONUS]);
    }
}
