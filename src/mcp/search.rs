//! `search`: passages near to a text, in the shape that hosted assistants expect.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::links::Place;
use super::tool::{Complaint, Desk, Tool};
use crate::api::{SearchResponse, cite};
use crate::engine::Question;

/// How many passages are listed.
const LISTED: usize = 10;

pub(super) struct Search;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// What to look for, in words.
    query: String,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Output {
    /// The passages, best first.
    results: Vec<Found>,
}

/// A passage that was found.
#[derive(Serialize, JsonSchema)]
struct Found {
    /// Its id, for `fetch`.
    id: String,
    /// Who said it, in which recording, when.
    title: String,
    /// Its address, for a citation.
    url: String,
}

impl Tool for Search {
    const NAME: &'static str = "search";
    const TITLE: &'static str = "Search the recordings";
    const DESCRIPTION: &'static str = "Lists the passages of the recorded conversations that are \
        nearest to a text, best first, however far they are. `fetch` reads one by its id; `ask` \
        answers a question at once.";
    type Arguments = Arguments;
    type Output = Output;

    fn call(desk: &Desk<'_>, arguments: Arguments) -> Result<Output, Complaint> {
        let question = Question {
            text: arguments.query,
            k: LISTED,
            ..Question::default()
        };
        let outcome = desk.engine.search(&question)?;
        let response = SearchResponse::new(&question, &outcome);
        let found = outcome.passages.iter().zip(response.hits);
        let results = found.map(|(passage, hit)| {
            let record = &passage.record;
            let place = Place {
                transcript_id: &record.transcript_id,
                ordinal: record.ordinal,
                span: record.span,
            };
            Found {
                title: cite(record.speaker.as_deref(), &record.title, record.span),
                url: hit.link.unwrap_or_else(|| desk.links.passage(&place)),
                id: hit.passage_id,
            }
        });
        Ok(Output {
            results: results.collect(),
        })
    }
}
