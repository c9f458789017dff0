//! Reads the arguments of a question, which `ask`, `search` and `export` share.

use clap::Args;

use crate::api::{DEFAULT_HITS, KindName};
use crate::cli::exit_code::Failure;
use crate::cli::input::day::day;
use crate::engine::{Filter, Question, ReaderUse, Understanding};
use crate::index::Plan;
use crate::question::QuestionKind;
use crate::transcript::Date;

#[derive(Debug, Args)]
pub(crate) struct QuestionArgs {
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
    /// Look for this topic instead of the one read from the question
    #[arg(long, value_name = "TEXT")]
    topic: Option<String>,
    /// Take the words as they are: read no speaker, recording or date from them
    #[arg(long)]
    literal: bool,
    /// Explain each score
    #[arg(long)]
    explain: bool,
    /// Search the graph, even where comparing every passage is cheaper
    #[arg(long, conflicts_with = "exact")]
    graph: bool,
    /// Compare every passage, even where searching the graph is cheaper
    #[arg(long)]
    exact: bool,
}

impl QuestionArgs {
    /// Returns the question that the words and the options make.
    pub(crate) fn question(
        &self,
        words: &[String],
        kind: Option<QuestionKind>,
        reader: ReaderUse,
    ) -> Result<Question, Failure> {
        let plan = match (self.graph, self.exact) {
            (true, _) => Plan::Graph,
            (_, true) => Plan::Exact,
            _ => Plan::Cheaper,
        };
        let given = |names: &[String]| (!names.is_empty()).then(|| names.to_vec());
        let question = Question {
            text: words.join(" "),
            k: self.k,
            filter: Filter {
                transcripts: given(&self.transcript),
                speakers: given(&self.speaker),
                from: self.from,
                to: self.to,
            },
            topic: self.topic.clone(),
            kind,
            understanding: if self.literal {
                Understanding::Literal
            } else {
                Understanding::ByRules
            },
            detail: self.explain.into(),
            plan,
            reader,
        };
        question.check()?;
        Ok(question)
    }
}

pub(crate) fn kind(name: &str) -> Result<QuestionKind, String> {
    KindName::try_from(name.to_owned()).map(|kind| kind.0)
}
