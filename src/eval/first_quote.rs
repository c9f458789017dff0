//! Judges the first quote of an answer.

use super::dataset::LabelledQuestion;
use super::metrics::{holds_phrase, lies_in};
use crate::answer::{Answer, Outcome};
use crate::time::Span;

/// The quote that an answer begins with, which is what people read.
#[derive(Debug, Clone, Copy)]
pub(super) struct FirstQuote<'a> {
    text: &'a str,
    span: Option<Span>,
}

impl<'a> FirstQuote<'a> {
    /// Returns the first quote of an answer; `None` where it has none.
    pub(super) fn of(answer: &'a Answer) -> Option<Self> {
        let Outcome::Quotes(quotes) = &answer.outcome else {
            return None;
        };
        let first = quotes.first()?;
        Some(Self {
            text: first.text(),
            span: first.span,
        })
    }

    /// Returns whether it has the words of one of the answers, or, where the question has none, lies
    /// in a gold span.
    pub(super) fn answers(&self, labelled: &LabelledQuestion) -> bool {
        match &labelled.answers[..] {
            [] => lies_in(self.span, &labelled.gold()),
            answers => answers.iter().any(|answer| holds_phrase(self.text, answer)),
        }
    }

    /// Returns whether it lies in the turn that asks the question on tape, and not in a gold span.
    pub(super) fn asks(&self, labelled: &LabelledQuestion) -> bool {
        lies_in(self.span, &labelled.asking()) && !lies_in(self.span, &labelled.gold())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::Reason;
    use crate::eval::read;

    /// Returns a question that is asked from 10 to 12 s and answered from 12 to 20 s.
    fn labelled(answers: &[&str]) -> LabelledQuestion {
        let line = serde_json::json!({
            "id": "q", "transcript": "t", "question": "How many loaves?", "category": "number",
            "answerable": true, "spans": [[12, 20]], "asked": [[10, 12]], "answers": answers,
        });
        read(&line.to_string()).unwrap().remove(0)
    }

    fn quote(text: &str, start_ms: u64, end_ms: u64) -> FirstQuote<'_> {
        FirstQuote {
            text,
            span: Some(Span::new(start_ms, end_ms)),
        }
    }

    #[test]
    fn a_quote_is_right_with_the_words_of_one_of_the_answers_wherever_they_were_said() {
        let labelled = labelled(&["forty loaves", "Four dozen"]);
        assert!(quote("It was four dozen, all told.", 70_000, 72_000).answers(&labelled));
        assert!(!quote("The bread was good.", 13_000, 15_000).answers(&labelled));
    }

    #[test]
    fn a_quote_is_right_in_a_gold_span_where_nobody_chose_the_words() {
        let labelled = labelled(&[]);
        assert!(quote("The bread was good.", 13_000, 15_000).answers(&labelled));
        assert!(!quote("Forty loaves.", 70_000, 72_000).answers(&labelled));
    }

    #[test]
    fn a_quote_asks_in_the_turn_that_asks_unless_it_lies_in_a_gold_span_too() {
        let labelled = labelled(&[]);
        assert!(quote("How many loaves?", 10_000, 12_300).asks(&labelled));
        assert!(!quote("How many loaves? Forty.", 10_000, 12_301).asks(&labelled));
        assert!(!quote("Forty.", 12_000, 13_000).asks(&labelled));
    }

    #[test]
    fn an_answer_without_quotes_has_no_first_quote() {
        let answer = Answer::not_found(Reason::TopicNotFound);
        assert!(FirstQuote::of(&answer).is_none());
    }
}
