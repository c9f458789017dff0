//! `whosaid ask` and `whosaid search`.

use std::io::Write;
use std::time::Instant;

use clap::Args;

use crate::answer::{Outcome, Reason};
use crate::api::{AskResponse, DEFAULT_HITS, KindName, SearchResponse};
use crate::engine::{
    AskOutcome, Detail, Filter, Interpretation, Question, SearchOutcome, Timings, Understanding,
};
use crate::index::Plan;
use crate::question::Kind;
use crate::transcript::Date;

use super::console::{Console, FAINT};
use super::day::{day, tell_undated};
use super::escape::escape;
use super::exit_code::{Code, Failure};
use super::passages::{path_in_words, print_moment, print_passages, print_quote};
use super::session::{Missing, Session};

/// Answers a question in a speaker's exact words
#[derive(Debug, Args)]
pub(super) struct AskArgs {
    /// The question; quotes around it are not needed
    #[arg(required = true, value_name = "QUESTION")]
    question: Vec<String>,
    /// What is asked for, in place of what is read in the question: what, when, when_said,
    /// where, who, who_said, how_many, why, how or list
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<Kind>,
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
pub(super) struct LookupArgs {
    /// How many passages at most
    #[arg(short, value_name = "N", default_value_t = DEFAULT_HITS)]
    k: usize,
    /// Only what this speaker said; may be repeated
    #[arg(long, value_name = "NAME")]
    speaker: Vec<String>,
    /// Only what was said in this transcript; may be repeated
    #[arg(long, value_name = "ID")]
    transcript: Vec<String>,
    /// Only recordings of this day or later
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    from: Option<Date>,
    /// Only recordings of this day or earlier
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    to: Option<Date>,
    /// Look for this, in place of the topic that is read in the question
    #[arg(long, value_name = "TEXT")]
    topic: Option<String>,
    /// Read nothing into the words: no speaker, recording or date, no carrier phrase taken off
    #[arg(long)]
    literal: bool,
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
    /// Returns the question that the words and the flags make.
    pub(super) fn into_question(self, words: &[String], kind: Option<Kind>) -> Question {
        let plan = match (self.graph, self.exact) {
            (true, _) => Plan::Graph,
            (_, true) => Plan::Exact,
            _ => Plan::Cheaper,
        };
        let given = |names: Vec<String>| (!names.is_empty()).then_some(names);
        Question {
            text: words.join(" "),
            k: self.k,
            filter: Filter {
                transcripts: given(self.transcript),
                speakers: given(self.speaker),
                from: self.from,
                to: self.to,
            },
            topic: self.topic,
            kind,
            understanding: if self.literal {
                Understanding::Literal
            } else {
                Understanding::ByRules
            },
            detail: self.explain.into(),
            plan,
        }
    }
}

pub(super) fn kind(name: &str) -> Result<Kind, String> {
    KindName::try_from(name.to_owned()).map(|kind| kind.0)
}

pub(super) fn run_ask(args: AskArgs, session: &Session) -> Result<Code, Failure> {
    let started = Instant::now();
    let question = args.lookup.into_question(&args.question, args.kind);
    question.check().map_err(Failure::usage)?;
    let mut timings = Timings::default();
    let engine = session.engine(Missing::Refuse, &mut timings)?;
    let outcome = engine.ask(&question)?;
    print_answer(session.console(), &question, &outcome)?;
    if outcome.answer.outcome == Outcome::NotFound(Reason::FilterExcludesAll) {
        let days = (question.filter.from, question.filter.to);
        tell_undated(days, engine.catalogue(), session.console())?;
    }
    finish(session, timings, &outcome.timings, started);
    Ok(match outcome.answer.outcome {
        Outcome::Quotes(_) => Code::Answered,
        Outcome::NotFound(_) => Code::NothingFound,
    })
}

pub(super) fn run_search(args: SearchArgs, session: &Session) -> Result<Code, Failure> {
    let started = Instant::now();
    let question = args.lookup.into_question(&args.text, None);
    question.check().map_err(Failure::usage)?;
    let mut timings = Timings::default();
    let engine = session.engine(Missing::Refuse, &mut timings)?;
    let outcome = engine.search(&question)?;
    print_hits(session.console(), &question, &outcome)?;
    if outcome.reason == Some(Reason::FilterExcludesAll) {
        let days = (question.filter.from, question.filter.to);
        tell_undated(days, engine.catalogue(), session.console())?;
    }
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
) -> Result<(), Failure> {
    if console.is_json() {
        return Ok(console.print_json(&AskResponse::new(question, outcome))?);
    }
    let mut out = console.out();
    let width = console.width();
    let answer = &outcome.answer;
    print_interpretation(&mut out, &outcome.interpretation)?;
    match &answer.outcome {
        Outcome::Quotes(quotes) => {
            for quote in quotes {
                match outcome.interpretation.kind {
                    Kind::WhenSaid => print_moment(&mut out, quote, width)?,
                    _ => print_quote(&mut out, quote, width)?,
                }
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
    print_passages(&mut out, &answer.passages, question, width)?;
    if question.detail == Detail::Explained {
        writeln!(out, "{FAINT}{}{FAINT:#}", path_in_words(outcome.path))?;
    }
    Ok(())
}

fn print_hits(
    console: &Console,
    question: &Question,
    outcome: &SearchOutcome,
) -> Result<(), Failure> {
    if console.is_json() {
        return Ok(console.print_json(&SearchResponse::new(question, outcome))?);
    }
    let mut out = console.out();
    print_interpretation(&mut out, &outcome.interpretation)?;
    match &outcome.reason {
        Some(reason) => writeln!(out, "Not found: {}.", escape(&reason.to_string()))?,
        None if outcome.passages.is_empty() => writeln!(out, "Not found.")?,
        None => {}
    }
    print_passages(&mut out, &outcome.passages, question, console.width())?;
    if question.detail == Detail::Explained {
        writeln!(out, "{FAINT}{}{FAINT:#}", path_in_words(outcome.path))?;
    }
    Ok(())
}

/// Says what was read into the words, where that narrows the search.
fn print_interpretation(out: &mut dyn Write, understood: &Interpretation) -> Result<(), Failure> {
    for line in interpretation(understood) {
        writeln!(out, "{FAINT}{line}{FAINT:#}")?;
    }
    Ok(())
}

/// Returns what was read into the words, where that narrows the search, line by line.
pub(super) fn interpretation(understood: &Interpretation) -> Vec<String> {
    let scope = &understood.scope;
    let mut read = Vec::new();
    if !scope.speakers.is_empty() {
        read.push(format!("by {}", scope.speakers.join(" or ")));
    }
    if !scope.transcripts.is_empty() {
        read.push(format!("in {}", scope.transcripts.join(" or ")));
    }
    if let Some(from) = scope.from {
        read.push(format!("from {from}"));
    }
    if let Some(to) = scope.to {
        read.push(format!("up to {to}"));
    }
    if !understood.phrases.is_empty() {
        read.push(format!(
            "with the words “{}”",
            understood.phrases.join("” and “")
        ));
    }
    let mut lines = Vec::new();
    if !read.is_empty() {
        let read = escape(&read.join(", "));
        lines.push(format!("looking for what was said {read}"));
    }
    lines.extend(understood.dropped.iter().map(|dropped| {
        let why = dropped.why();
        format!("not limited to {}, {why}", escape(&dropped.to_string()))
    }));
    lines
}

fn finish(session: &Session, mut timings: Timings, work: &Timings, started: Instant) {
    for &(part, duration) in work.parts() {
        timings.add(part, duration);
    }
    session.report(&timings, started);
}
