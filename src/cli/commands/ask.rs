//! Runs `whosaid ask`, which answers a question.

use clap::Args;

use crate::answer::{Outcome, Reason};
use crate::cli::exit_code::{Code, Failure};
use crate::cli::input::question::{QuestionArgs, kind};
use crate::cli::output::answer::print_answer;
use crate::cli::output::undated::note_undated;
use crate::cli::session::Session;
use crate::engine::ReaderUse;
use crate::question::QuestionKind;

/// Answers a question in a speaker's exact words
#[derive(Debug, Args)]
pub(crate) struct AskArgs {
    /// The question; quotes around it are not needed
    #[arg(required = true, value_name = "QUESTION")]
    question: Vec<String>,
    /// The kind of question, instead of the one read from it: what, when, when_said, where, who,
    /// who_said, how_many, why, how or list
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<QuestionKind>,
    #[command(flatten)]
    search: QuestionArgs,
}

pub(crate) fn run(args: AskArgs, session: &Session) -> Result<Code, Failure> {
    let question = args
        .search
        .question(&args.question, args.kind, ReaderUse::On)?;
    let engine = session.engine(ReaderUse::On)?;
    let outcome = engine.ask(&question)?;
    print_answer(session.console(), &question, &outcome)?;
    if outcome.answer.outcome == Outcome::NotFound(Reason::FilterExcludesAll) {
        let days = (question.filter.from, question.filter.to);
        note_undated(days, engine.catalogue(), session.console())?;
    }
    session.add_timings(&outcome.timings);
    session.print_timings();
    Ok(match outcome.answer.outcome {
        Outcome::Quotes(_) => Code::Answered,
        Outcome::NotFound(_) => Code::NothingFound,
    })
}
