//! `whosaid ask` and `whosaid search`.

use std::io::Write;
use std::time::Instant;

use clap::Args;

use crate::answer::Outcome;
use crate::engine::{AskOutcome, Question, SearchOutcome, Timings};
use crate::index::Plan;
use crate::store::PassageScope;
use crate::transcript::Date;
use crate::wire::{AskResponse, DEFAULT_HITS, Explained, SearchResponse};

use super::console::{Console, FAINT};
use super::escape::escape;
use super::exit_code::{Code, Failure};
use super::passages::{Detail, path_in_words, print_passages, print_quote};
use super::session::{Missing, Session};

/// Answers a question in a speaker's exact words
#[derive(Debug, Args)]
pub(super) struct AskArgs {
    /// The question; quotes around it are not needed
    #[arg(required = true, value_name = "QUESTION")]
    question: Vec<String>,
    #[command(flatten)]
    lookup: LookupArgs,
}

/// Lists the passages nearest to a text
#[derive(Debug, Args)]
pub(super) struct SearchArgs {
    /// The text; quotes around it are not needed
    #[arg(required = true, value_name = "TEXT")]
    text: Vec<String>,
    #[command(flatten)]
    lookup: LookupArgs,
}

#[derive(Debug, Args)]
struct LookupArgs {
    /// How many passages at most
    #[arg(short, value_name = "N", default_value_t = DEFAULT_HITS)]
    k: usize,
    /// Only what this speaker said; may be repeated
    #[arg(long, value_name = "LABEL")]
    speaker: Vec<String>,
    /// Only what was said in this transcript; may be repeated
    #[arg(long, value_name = "ID")]
    transcript: Vec<String>,
    /// Only recordings of this day or later
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: Option<Date>,
    /// Only recordings of this day or earlier
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: Option<Date>,
    /// Say what each score is made of
    #[arg(long)]
    explain: bool,
    /// Walk the graph, whatever it costs
    #[arg(long, conflicts_with = "exact")]
    graph: bool,
    /// Compare every passage, whatever it costs
    #[arg(long)]
    exact: bool,
}

impl LookupArgs {
    fn into_question(self, words: &[String]) -> (Question, Explained) {
        let plan = match (self.graph, self.exact) {
            (true, _) => Plan::Graph,
            (_, true) => Plan::Exact,
            _ => Plan::Cheaper,
        };
        let question = Question {
            text: words.join(" "),
            k: self.k,
            scope: PassageScope {
                transcripts: self.transcript,
                speakers: self.speaker,
                from: self.from,
                to: self.to,
            },
            plan,
        };
        (question, self.explain.into())
    }
}

pub(super) fn run_ask(args: AskArgs, session: &Session) -> Result<Code, Failure> {
    let started = Instant::now();
    let (question, explained) = args.lookup.into_question(&args.question);
    question.check().map_err(Failure::usage)?;
    let mut timings = Timings::default();
    let engine = session.engine(Missing::Refuse, &mut timings)?;
    let outcome = engine.ask(&question)?;
    print_answer(session.console(), &question, &outcome, explained)?;
    finish(session, timings, &outcome.timings, started);
    Ok(match outcome.answer.outcome {
        Outcome::Quotes(_) => Code::Answered,
        Outcome::NotFound(_) => Code::NothingFound,
    })
}

pub(super) fn run_search(args: SearchArgs, session: &Session) -> Result<Code, Failure> {
    let started = Instant::now();
    let (question, explained) = args.lookup.into_question(&args.text);
    question.check().map_err(Failure::usage)?;
    let mut timings = Timings::default();
    let engine = session.engine(Missing::Refuse, &mut timings)?;
    let outcome = engine.search(&question)?;
    print_hits(session.console(), &question, &outcome, explained)?;
    finish(session, timings, &outcome.timings, started);
    Ok(if outcome.passages.is_empty() {
        Code::NothingFound
    } else {
        Code::Answered
    })
}

/// Prints an answer, for people or as JSON.
pub(super) fn print_answer(
    console: &Console,
    question: &Question,
    outcome: &AskOutcome,
    explained: Explained,
) -> Result<(), Failure> {
    if console.is_json() {
        return Ok(console.print_json(&AskResponse::new(question, outcome, explained))?);
    }
    let mut out = console.out();
    let width = console.width();
    let answer = &outcome.answer;
    match &answer.outcome {
        Outcome::Quotes(quotes) => {
            for quote in quotes {
                print_quote(&mut out, quote, width)?;
            }
            writeln!(out, "\nIt rests on (confidence {:.2})", answer.confidence)?;
        }
        Outcome::NotFound(reason) => {
            writeln!(out, "Not found: {}.", escape(&reason.to_string()))?;
            if !answer.passages.is_empty() {
                writeln!(
                    out,
                    "\nThe nearest misses (confidence {:.2})",
                    answer.confidence
                )?;
            }
        }
    }
    print_passages(&mut out, &answer.passages, detail(explained), width)?;
    if explained == Explained::Yes {
        writeln!(out, "{FAINT}{}{FAINT:#}", path_in_words(outcome.path))?;
    }
    Ok(())
}

fn print_hits(
    console: &Console,
    question: &Question,
    outcome: &SearchOutcome,
    explained: Explained,
) -> Result<(), Failure> {
    if console.is_json() {
        return Ok(console.print_json(&SearchResponse::new(question, outcome, explained))?);
    }
    let mut out = console.out();
    match &outcome.reason {
        Some(reason) => writeln!(out, "Not found: {}.", escape(&reason.to_string()))?,
        None if outcome.passages.is_empty() => writeln!(out, "Not found.")?,
        None => {}
    }
    print_passages(
        &mut out,
        &outcome.passages,
        detail(explained),
        console.width(),
    )?;
    if explained == Explained::Yes {
        writeln!(out, "{FAINT}{}{FAINT:#}", path_in_words(outcome.path))?;
    }
    Ok(())
}

fn detail(explained: Explained) -> Detail {
    match explained {
        Explained::Yes => Detail::Explained,
        Explained::No => Detail::Plain,
    }
}

fn finish(session: &Session, mut timings: Timings, work: &Timings, started: Instant) {
    for &(part, duration) in work.parts() {
        timings.add(part, duration);
    }
    session.report(&timings, started);
}
