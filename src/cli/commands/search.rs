//! Runs `whosaid search`, which lists the passages nearest to a text.

use clap::Args;

use crate::answer::Reason;
use crate::cli::exit_code::{Code, Failure};
use crate::cli::input::question::QuestionArgs;
use crate::cli::output::answer::print_hits;
use crate::cli::output::undated::note_undated;
use crate::cli::session::Session;
use crate::engine::ReaderUse;

/// Lists the passages nearest to a text
#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// The text; quotes around it are not needed
    #[arg(required = true, value_name = "TEXT")]
    text: Vec<String>,
    /// Read the best passages and rank them anew; slower and better
    #[arg(long)]
    rerank: bool,
    #[command(flatten)]
    search: QuestionArgs,
}

pub(crate) fn run(args: SearchArgs, session: &Session) -> Result<Code, Failure> {
    let reader = match args.rerank {
        true => ReaderUse::Required,
        false => ReaderUse::Off,
    };
    let question = args.search.question(&args.text, None, reader)?;
    let engine = session.engine(reader)?;
    let outcome = engine.search(&question)?;
    print_hits(session.console(), &question, &outcome)?;
    if outcome.reason == Some(Reason::FilterExcludesAll) {
        let days = (question.filter.from, question.filter.to);
        note_undated(days, engine.catalogue(), session.console())?;
    }
    session.add_timings(&outcome.timings);
    session.print_timings();
    Ok(Code::found(outcome.passages.len()))
}
