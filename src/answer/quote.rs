//! Quotes the sentences of a passage that answer best, verbatim.
//!
//! A quote is one or more whole sentences that stand side by side, with their own time span.

use std::ops::Range;

use super::passage::RankedPassage;
use super::wanted::{AskedOnTape, Wanted};
use crate::english::lexicon::{ARTICLES, HESITATIONS, INTERJECTIONS, YES};
use crate::english::{HasWord, sentences, word_classes, words};
use crate::passage::{Doubt, PassageTraits, span_of};
use crate::question::QuestionKind;
use crate::reader::PassageReading;
use crate::store::PassageRecord;

/// A sentence with fewer words than this says little alone, and is quoted with a neighbour.
const FEW_WORDS: usize = 12;

/// The most words of a quote of several sentences.
const ENOUGH_WORDS: usize = 50;

/// What is added to the score of a sentence with a number where the question asks for one.
const NUMBER_BONUS: f32 = 0.1;

/// What is added to the score of the sentences with the words that the reader takes for the answer.
/// Other sentences get as much less as their own words are less likely to be it.
const READ_BONUS: f32 = 1.0;

/// What is taken from the score of a sentence that is a question, since it seldom answers.
const QUESTION_PENALTY: f32 = 0.3;

word_classes! {
    /// Words before a sentence's first that matters.
    LEADS_IN = [YES INTERJECTIONS HESITATIONS] "and but so because no then";

    /// Words that something else follows.
    LEADS_ON = [ARTICLES] "called named and or because";

    /// Words that stand for something that was named before.
    REFERRING = "it its that this these those they their he his she her";
}

/// Scores the sentences of passages for one question.
pub trait ScoresSentences {
    /// Returns how well each of the sentences, as bytes of the passage's best range, matches the
    /// question, from -1 to 1.
    fn scores(&self, passage: &RankedPassage, sentences: &[Range<usize>]) -> Vec<f32>;
}

/// Returns the passage narrowed to the sentences that answer best, lengthened by neighbours until
/// they can be understood alone, with the time and the doubts of those words.
pub(super) fn quote(
    passage: &RankedPassage,
    wanted: Wanted,
    scorer: &dyn ScoresSentences,
) -> PassageRecord {
    let record = &passage.record;
    let text = &record.turn.text[passage.best_range.clone()];
    let sentences = sentences(text);
    let mut worth = scorer.scores(passage, &sentences);
    for (worth, sentence) in worth.iter_mut().zip(&sentences) {
        *worth += bonus_for_form(&text[sentence.clone()], wanted.kind);
    }
    let asks = |place: usize| {
        wanted.asked == AskedOnTape::LeftOut
            && PassageTraits::of_text(&text[sentences[place].clone()]).is_question
    };
    let read = match &passage.reading {
        Some(reading) => add_reading(reading, &sentences, &asks, &mut worth),
        None => 0..0,
    };
    let range = best_range(text, &sentences, &worth, read);
    let start = passage.best_range.start;
    let in_turn = start + range.start..start + range.end;
    let (span, estimated_times) = span_of(&record.turn, &in_turn);
    let mut doubts = record.doubts;
    if in_turn.start > 0 {
        doubts = doubts.without(Doubt::BeginsMidSentence);
    }
    if in_turn.end < record.turn.text.len() {
        doubts = doubts.without(Doubt::EndsMidSentence);
    }
    PassageRecord {
        text_range: in_turn,
        span,
        estimated_times,
        doubts,
        ..record.clone()
    }
}

/// Adds what the reader makes of each sentence; returns the places of those with the words that it
/// takes for the answer. Sentences that ask get nothing.
fn add_reading(
    reading: &PassageReading,
    sentences: &[Range<usize>],
    asks: &dyn Fn(usize) -> bool,
    worth: &mut [f32],
) -> Range<usize> {
    let span = &reading.span;
    let first = sentences.partition_point(|sentence| sentence.end <= span.start);
    let after = sentences.partition_point(|sentence| sentence.start < span.end);
    if span.is_empty() || first >= after {
        return 0..0;
    }
    for (place, (worth, sentence)) in worth.iter_mut().zip(sentences).enumerate() {
        let behind = || reading.margin_in(sentence) - reading.margin;
        *worth += READ_BONUS
            * match (asks(place), (first..after).contains(&place)) {
                (true, _) => 0.0,
                (false, true) => 1.0,
                (false, false) => behind().exp(),
            };
    }
    first..after
}

/// Returns what is added to the score of a sentence for its form.
fn bonus_for_form(sentence: &str, kind: QuestionKind) -> f32 {
    let shape = PassageTraits::of_text(sentence);
    let counted = match kind {
        QuestionKind::HowMany => shape.has_number,
        QuestionKind::When => shape.has_date || shape.has_number,
        _ => false,
    };
    f32::from(u8::from(counted)) * NUMBER_BONUS
        - f32::from(u8::from(shape.is_question)) * QUESTION_PENALTY
}

/// Returns the sentences to quote: the best, with those beside it that have the rest of the answer's
/// words, `read`, and neighbours that they need.
fn best_range(
    text: &str,
    sentences: &[Range<usize>],
    worth: &[f32],
    read: Range<usize>,
) -> Range<usize> {
    let places = 0..sentences.len();
    let Some(best) = places.rev().max_by(|&a, &b| worth[a].total_cmp(&worth[b])) else {
        return 0..text.len();
    };
    let words = |first: usize, last: usize| &text[sentences[first].start..sentences[last].end];
    let count = |first: usize, last: usize| words(first, last).split_whitespace().count();
    let (mut first, mut last) = (best, best);
    if read.contains(&best) && count(read.start, read.end - 1) <= ENOUGH_WORDS {
        (first, last) = (read.start, read.end - 1);
    }
    while count(first, last) < FEW_WORDS {
        let after = (last + 1 < sentences.len() && count(first, last + 1) <= ENOUGH_WORDS)
            .then(|| worth[last + 1]);
        let before =
            (first > 0 && count(first - 1, last) <= ENOUGH_WORDS).then(|| worth[first - 1]);
        match (before, after) {
            (None, None) => break,
            (Some(before), Some(after)) if before > after => first -= 1,
            (_, Some(_)) => last += 1,
            (Some(_), None) => first -= 1,
        }
    }
    let refers = refers_back(words(first, first));
    if refers && first > 0 && count(first - 1, last) <= ENOUGH_WORDS {
        first -= 1;
    }
    while leads_on(words(last, last))
        && last + 1 < sentences.len()
        && count(first, last + 1) <= ENOUGH_WORDS
    {
        last += 1;
    }
    sentences[first].start..sentences[last].end
}

/// Returns whether a recogniser ended a sentence after a word that something else follows.
fn leads_on(sentence: &str) -> bool {
    words(sentence)
        .last()
        .is_some_and(|word| LEADS_ON.has(&word.folded))
}

/// Returns whether a sentence begins with a word for something that was named before it.
fn refers_back(sentence: &str) -> bool {
    let mut opening = words(sentence).skip_while(|word| LEADS_IN.has(&word.folded));
    opening.next().is_some_and(|word| {
        let pronoun = word.folded.split(['\'', '’']).next();
        pronoun.is_some_and(|pronoun| REFERRING.has(pronoun))
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::answer::tests::{Alike, passage, wanted};
    use crate::passage::Doubts;

    fn range<'a>(text: &'a str, worth: &[f32]) -> &'a str {
        let sentences = sentences(text);
        assert_eq!(sentences.len(), worth.len());
        &text[best_range(text, &sentences, worth, 0..0)]
    }

    #[test]
    fn the_best_sentence_is_quoted_alone_where_it_says_enough() {
        let long = "The canal froze so hard in March that carts could cross it at the mill.";
        let text = format!("We walked. {long} Nobody minded.");
        assert_eq!(range(&text, &[0.1, 0.9, 0.8]), long);
    }

    #[test]
    fn a_short_sentence_brings_its_better_neighbour_until_it_says_enough() {
        let text = "We had skates made of bone in those years, all of us did. It froze. Nobody \
                    minded the cold at all.";
        let quoted = range(text, &[0.5, 0.9, 0.1]);
        assert!(quoted.starts_with("We had skates") && quoted.ends_with("froze."));
    }

    #[test]
    fn a_passage_without_sentences_is_quoted_whole() {
        assert_eq!(best_range("", &[], &[], 0..0), 0..0);
    }

    #[test]
    fn a_sentence_with_a_number_is_preferred_where_one_is_asked_for() {
        assert!(bonus_for_form("It took nine nights.", QuestionKind::HowMany) > 0.0);
        assert!(bonus_for_form("It was in 1947.", QuestionKind::When) > 0.0);
        assert_eq!(
            bonus_for_form("It took nine nights.", QuestionKind::Why),
            0.0
        );
        assert_eq!(bonus_for_form("It took ages.", QuestionKind::HowMany), 0.0);
    }

    #[test]
    fn a_sentence_that_asks_is_worth_less_than_one_that_does_not() {
        assert!(bonus_for_form("Did it take nights?", QuestionKind::Why) < 0.0);
        let both = bonus_for_form("Did it take nine nights?", QuestionKind::HowMany);
        assert!(both < bonus_for_form("It took nine nights.", QuestionKind::HowMany));
    }

    #[test]
    fn of_equal_sentences_the_first_is_quoted() {
        let long = "The canal froze so hard in March that carts could cross it at the mill.";
        let text =
            format!("{long} Nobody said that they minded the cold in any of those years, then.");
        assert_eq!(range(&text, &[0.5, 0.5]), long);
    }

    #[test]
    fn a_short_sentence_stays_alone_beside_one_that_is_too_long() {
        let long = format!("They {} walked.", "slowly ".repeat(ENOUGH_WORDS));
        assert_eq!(
            range(&format!("It froze. {long}"), &[0.9, 0.1]),
            "It froze."
        );
        assert_eq!(
            range(&format!("{long} It froze."), &[0.1, 0.9]),
            "It froze."
        );
    }

    /// Scores a sentence by its length.
    struct Longest;

    impl ScoresSentences for Longest {
        fn scores(&self, _passage: &RankedPassage, sentences: &[Range<usize>]) -> Vec<f32> {
            let lengths = sentences.iter().map(|sentence| sentence.len() as f32);
            lengths.collect()
        }
    }

    /// A turn with every doubt, of which this part was ranked.
    fn ranked_part(text: &str, best_range: Range<usize>) -> RankedPassage {
        let mut passage = passage("moor", "Ana", 1, 5.0);
        let mut turn = (*passage.record.turn).clone();
        turn.text = text.to_owned();
        passage.record.turn = Arc::new(turn);
        passage.record.doubts = Doubts::from_bits(u8::MAX);
        passage.best_range = best_range;
        passage
    }

    #[test]
    fn a_quote_keeps_its_place_in_the_turn_and_only_the_doubts_of_its_own_ends() {
        let long = "The canal froze so hard in March that carts could cross it at the mill.";
        let text = format!("We walked. It was late. {long} Nobody minded.");
        let all = Doubts::from_bits(u8::MAX);
        let passage = ranked_part(&text, 11..text.len());
        let inside = quote(&passage, wanted(QuestionKind::What), &Longest);
        assert_eq!(inside.text(), long);
        let of_ends = [Doubt::BeginsMidSentence, Doubt::EndsMidSentence];
        let without = of_ends.iter().fold(all, |left, end| left.without(*end));
        assert_eq!(inside.doubts, without);
        let whole = quote(
            &ranked_part(long, 0..long.len()),
            wanted(QuestionKind::What),
            &Longest,
        );
        assert_eq!((whole.text(), whole.doubts), (long, all));
    }

    #[test]
    fn of_sentences_alike_the_one_with_a_number_is_quoted_where_one_is_asked_for() {
        let first = "The canal froze so hard in March that carts could cross it easily.";
        let second = "The ice took all of nine nights to bear the weight of loaded carts.";
        let text = format!("{first} {second}");
        let quoted = |kind| {
            let passage = ranked_part(&text, 0..text.len());
            quote(&passage, wanted(kind), &Alike).text().to_owned()
        };
        assert_eq!(quoted(QuestionKind::HowMany), second);
        assert_eq!(quoted(QuestionKind::What), first);
    }

    #[test]
    fn a_short_sentence_brings_the_one_after_it_where_that_is_better() {
        let text = "We had skates made of bone in those years, all of us did. Ice came. Nobody \
                    minded the cold at all in any of those long years.";
        let quoted = range(text, &[0.1, 0.9, 0.5]);
        assert!(quoted.starts_with("Ice came.") && quoted.ends_with("long years."));
    }

    #[test]
    fn a_sentence_that_refers_back_brings_the_one_before_it() {
        let long = "The canal froze so hard in March that carts could cross it at the mill.";
        let back = "And that was the coldest month that anybody in our street could remember.";
        let text = format!("Nobody minded. {long} {back}");
        assert_eq!(range(&text, &[0.1, 0.2, 0.9]), format!("{long} {back}"));
        assert_eq!(range(&text, &[0.1, 0.9, 0.2]), long);
    }

    #[test]
    fn a_sentence_that_leads_on_brings_the_one_after_it() {
        let lead = "There is one way that I know of to get across in winter, and it is called.";
        let text = format!("We walked. {lead} The ice road. Nobody minded.");
        let quoted = range(&text, &[0.1, 0.9, 0.2, 0.1]);
        assert_eq!(quoted, format!("{lead} The ice road."));
        let text = format!("We walked. {lead}");
        assert_eq!(range(&text, &[0.1, 0.9]), lead);
    }

    #[test]
    fn a_sentence_that_refers_back_stays_alone_beside_one_that_is_too_long() {
        let long = format!("They {} walked.", "slowly ".repeat(ENOUGH_WORDS));
        let back = "It was the coldest month that anybody in our street could remember.";
        assert_eq!(range(&format!("{long} {back}"), &[0.1, 0.9]), back);
    }

    #[test]
    fn all_sentences_with_the_answers_words_are_quoted_where_they_are_not_too_long() {
        let text = "The pool has a roof now. The town paid a half of all that. A baker paid the \
                    rest. Nobody swims.";
        let sentences = sentences(text);
        let worth = [0.1, 0.9, 0.8, 0.2];
        let quoted = &text[best_range(text, &sentences, &worth, 1..3)];
        assert_eq!(
            quoted,
            "The town paid a half of all that. A baker paid the rest."
        );
        let other = &text[best_range(text, &sentences, &[0.9, 0.1, 0.1, 0.1], 1..3)];
        assert!(other.starts_with("The pool"));
    }
}
