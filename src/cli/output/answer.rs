//! Prints answers and search results, for people or as JSON.

use std::io::{Result, Write};

use crate::answer::{Certainty, Outcome, Reason};
use crate::api::{AskResponse, SearchResponse};
use crate::cli::output::console::{Console, FAINT};
use crate::cli::output::passages::{
    print_asked, print_moment, print_passages, print_path, print_quote,
};
use crate::cli::output::remedy::reason_in_words;
use crate::cli::output::text::{counted, escape};
use crate::engine::{AskOutcome, Interpretation, Question, SearchOutcome};
use crate::question::QuestionKind;

/// Prints an answer.
pub(crate) fn print_answer(
    console: &Console,
    question: &Question,
    outcome: &AskOutcome,
) -> Result<()> {
    let (answer, width) = (&outcome.answer, console.width());
    let response = || AskResponse::new(question, outcome);
    console.print(response, |out| {
        print_interpretation(out, &outcome.interpretation)?;
        match &answer.outcome {
            Outcome::Quotes(quotes) => {
                let certainty = Certainty::of(answer.confidence);
                if certainty == Certainty::Guess {
                    writeln!(out, "Not sure, but:")?;
                }
                for (place, quote) in quotes.iter().enumerate() {
                    match outcome.interpretation.kind {
                        QuestionKind::WhenSaid => print_moment(out, quote, width)?,
                        _ => print_quote(out, quote, width)?,
                    }
                    if let (0, Some(asked)) = (place, &answer.asked) {
                        print_asked(out, asked, width)?;
                    }
                }
                print_coverage(out, outcome)?;
                writeln!(
                    out,
                    "\nIt rests on ({}, confidence {:.2})",
                    certainty_in_words(certainty),
                    answer.confidence
                )?;
            }
            Outcome::NotFound(reason) => {
                print_not_found(out, reason)?;
                if !outcome.never_said.is_empty() {
                    let words = outcome.never_said.join("”, “");
                    writeln!(out, "Nobody says “{}”.", escape(&words))?;
                }
                if !answer.passages.is_empty() {
                    writeln!(
                        out,
                        "\nThe nearest misses (confidence {:.2})",
                        answer.confidence
                    )?;
                }
            }
        }
        print_passages(out, &answer.passages, question, width)?;
        print_path(out, question, outcome.path)
    })
}

/// Prints how many speakers or passages have the words and are not quoted, and how to see them.
fn print_coverage(out: &mut dyn Write, outcome: &AskOutcome) -> Result<()> {
    let Some(coverage) = &outcome.coverage else {
        return Ok(());
    };
    if coverage.passages == 0 {
        let note = "No passage has all words of the question; these are near in meaning.";
        return Ok(writeln!(out, "\n{note}")?);
    }
    let (more, noun) = match outcome.interpretation.kind {
        QuestionKind::WhoSaid => (coverage.more_speakers, "more speaker"),
        _ => (coverage.more_passages, "more passage"),
    };
    let more = match (more, coverage.complete) {
        (0, true) => return Ok(()),
        (more, true) => counted(more, noun),
        (more, false) => format!("At least {}", counted(more, noun)),
    };
    writeln!(out, "\n{more} with these words; a larger -k quotes more")
}

/// Prints the passages of a search.
pub(crate) fn print_hits(
    console: &Console,
    question: &Question,
    outcome: &SearchOutcome,
) -> Result<()> {
    let response = || SearchResponse::new(question, outcome);
    console.print(response, |out| {
        print_interpretation(out, &outcome.interpretation)?;
        match &outcome.reason {
            Some(reason) => print_not_found(out, reason)?,
            None if outcome.passages.is_empty() => writeln!(out, "Not found.")?,
            None => {}
        }
        print_passages(out, &outcome.passages, question, console.width())?;
        print_path(out, question, outcome.path)
    })
}

fn certainty_in_words(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Sure => "sure",
        Certainty::Likely => "likely",
        Certainty::Guess => "a guess",
    }
}

fn print_not_found(out: &mut dyn Write, reason: &Reason) -> Result<()> {
    writeln!(out, "Not found: {}.", escape(&reason_in_words(reason)))
}

fn print_interpretation(out: &mut dyn Write, interpretation: &Interpretation) -> Result<()> {
    let mut lines = interpretation_in_words(interpretation).into_iter();
    lines.try_for_each(|line| writeln!(out, "{FAINT}{line}{FAINT:#}"))
}

/// Returns the limits that the interpretation of the question puts on the search, in lines of
/// words.
pub(crate) fn interpretation_in_words(interpretation: &Interpretation) -> Vec<String> {
    let scope = &interpretation.scope;
    let mut limits = Vec::new();
    if !scope.speakers.is_empty() {
        limits.push(format!("by {}", scope.speakers.join(" or ")));
    }
    if !scope.transcripts.is_empty() {
        limits.push(format!("in {}", scope.transcripts.join(" or ")));
    }
    limits.extend(scope.from.map(|from| format!("from {from}")));
    limits.extend(scope.to.map(|to| format!("up to {to}")));
    if !interpretation.phrases.is_empty() {
        let phrases = interpretation.phrases.join("” and “");
        limits.push(format!("with the words “{phrases}”"));
    }
    let corrections = interpretation.corrections.iter();
    let mut lines: Vec<String> = corrections.map(|it| escape(&it.to_string())).collect();
    if !limits.is_empty() {
        let limits = escape(&limits.join(", "));
        lines.push(format!("looking for what was said {limits}"));
    }
    lines.extend(interpretation.dropped.iter().map(|dropped| {
        let why = dropped.why();
        format!("not limited to {}, {why}", escape(&dropped.to_string()))
    }));
    lines.extend(interpretation.heard.iter().map(|heard| {
        let spelt: Vec<&str> = heard.spelt().collect();
        let spelt = spelt.join("”, “");
        escape(&format!("“{}”: also heard as “{spelt}”", heard.name))
    }));
    lines
}
