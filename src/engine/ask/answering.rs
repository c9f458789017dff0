//! Answers questions, or lists the passages nearest to them.

use super::asked_before::asked_before;
use super::outcome::{AskError, AskOutcome, ReaderState, SearchOutcome};
use super::question::Question;
use super::search_run::{RankedPassages, Searcher};
use super::token_matcher::TokenMatcher;
use super::words_search::{self, FoundByWords, WordsFirst};
use crate::answer::{
    self, Answer, AskedOnTape, Evidence, Outcome, Reason, ScoresSentences, Wanted,
};
use crate::embed::Model;
use crate::engine::timings::Timings;
use crate::english::{HasWord, word_classes, words};
use crate::index::Index;

word_classes! {
    /// Words of a question about what was asked.
    ASKING = "ask asks asked asking question questions wondered";
}

/// Returns the passages nearest to a text, best first, however far they are.
pub(in crate::engine) fn search(
    searcher: Searcher<'_>,
    question: &Question,
) -> Result<SearchOutcome, AskError> {
    let mut timings = Timings::default();
    let run = searcher.run(question, &mut timings)?;
    let (passages, reason, path, reader) = match run.outcome {
        Err(reason) => (Vec::new(), Some(reason), None, ReaderState::Off),
        Ok(mut ranked) => {
            ranked.passages.truncate(question.k);
            let are_gone = ranked.passages.is_empty() && searcher.is_behind(&run.index)?;
            let reason = are_gone.then_some(Reason::IndexBehind);
            let path = Some(ranked.found.path);
            (ranked.passages, reason, path, ranked.reader)
        }
    };
    Ok(SearchOutcome {
        passages,
        reason,
        interpretation: run.interpretation,
        path,
        reader,
        timings,
    })
}

/// Answers a question in the words of a transcript, or returns why there is no answer.
pub(in crate::engine) fn ask(
    searcher: Searcher<'_>,
    question: &Question,
) -> Result<AskOutcome, AskError> {
    let mut timings = Timings::default();
    let run = searcher.run(question, &mut timings)?;
    let mut outcome = AskOutcome {
        answer: Answer::not_found(Reason::TopicNotFound),
        coverage: None,
        never_said: Vec::new(),
        interpretation: run.interpretation,
        path: None,
        reader: ReaderState::Off,
        timings,
    };
    match run.outcome {
        Err(reason) => outcome.answer = Answer::not_found(reason),
        Ok(ranked) => answer_from(searcher, question, &run.index, ranked, &mut outcome)?,
    }
    Ok(outcome)
}

/// Composes the answer of the ranked passages.
fn answer_from(
    searcher: Searcher<'_>,
    question: &Question,
    index: &Index,
    ranked: RankedPassages,
    outcome: &mut AskOutcome,
) -> Result<(), AskError> {
    let (interpretation, filter) = (&outcome.interpretation, &ranked.filter);
    let timings = &mut outcome.timings;
    let by_words = || words_search::of_kind(searcher, index, interpretation, filter);
    let by_words = timings.measure("search", by_words)?;
    let matcher = TokenMatcher::new(searcher.embedder, index, &ranked.found.tokens);
    let wanted = Wanted {
        kind: interpretation.kind,
        model: searcher.embedder.ranked_as(),
        language: interpretation.language.sure(),
        asked: match by_words {
            // Whoever asks about it speaks of it too.
            Some(_) => AskedOnTape::Quoted,
            None => asked_on_tape(&question.text),
        },
    };
    let words = by_words.as_ref().map(|found| WordsFirst {
        scorer: &matcher,
        words: &found.words,
    });
    let scorer: &dyn ScoresSentences = match &words {
        Some(words) => words,
        None => &matcher,
    };
    let compose = || answer::compose(ranked.passages, wanted, scorer);
    let mut answer = timings.measure("answer", compose);
    let quote_words = |found: FoundByWords| found.quote(&mut answer, wanted, &matcher, question.k);
    outcome.coverage = timings.measure("answer", || by_words.map(quote_words));
    answer.passages.truncate(question.k);
    match &mut answer.outcome {
        Outcome::Quotes(quotes) => {
            answer.asked = asked_before(searcher.catalogue, index, &quotes[0], &matcher)?;
        }
        Outcome::NotFound(reason) => {
            *reason = searcher.reason_of(reason.clone(), index)?;
            // Of course nobody says words of another language.
            let across_languages = |it: Evidence| it.across_languages && it.model != Model::English;
            if !answer.evidence.is_some_and(across_languages) {
                outcome.never_said = words_search::never_said(
                    index,
                    &interpretation.topic,
                    interpretation.language,
                    filter,
                )?;
            }
        }
    }
    outcome.answer = answer;
    outcome.path = Some(ranked.found.path);
    outcome.reader = ranked.reader;
    Ok(())
}

/// Returns what becomes of questions in the recording for a question of these words.
fn asked_on_tape(question: &str) -> AskedOnTape {
    if words(question).any(|word| ASKING.has(&word.folded)) {
        AskedOnTape::Quoted
    } else {
        AskedOnTape::LeftOut
    }
}
