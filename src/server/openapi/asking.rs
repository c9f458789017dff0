//! The operations that look something up.
//!
//! In: the types of their handlers. Out: [`Operation`]s. Never here: what a field means; that stands on
//! the type.

use serde_json::json;

use super::super::mentions::MentionParameters;
use super::Operation;
use crate::api::{
    AskRequest, AskResponse, ContextRequest, ContextResponse, MentionsResponse, SearchRequest,
    SearchResponse,
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::post("/v1/ask", "ask")
            .says(
                "Ask a question",
                "Answers in the words of whoever said it, with speaker, time and recording, or says \
                 that nobody did (`answerable` is false, `reason` says why). Speakers, recordings and \
                 days that the question names are looked for; `interpreted_as` says what was read, \
                 and every part of it can be given instead.",
            )
            .reads()
            .takes_json::<AskRequest>(vec![
                (
                    "A question",
                    json!({ "question": "Was Tully Sandiford the keeper at Top Lock?" }),
                ),
                (
                    "With filters",
                    json!({
                        "question": "What froze?",
                        "k": 3,
                        "filter": { "speakers": ["Agnes"], "from": "2024-01-01" },
                    }),
                ),
                (
                    "As it stands",
                    json!({ "question": "the frozen lock", "kind": "list", "literal": true, "explain": true }),
                ),
            ])
            .returns::<AskResponse>(200, "The answer, or why there is none"),
        Operation::post("/v1/search", "search")
            .says(
                "Find passages",
                "Returns the passages nearest to a text, best first, however far they are.",
            )
            .reads()
            .takes_json::<SearchRequest>(vec![
                ("A text", json!({ "query": "the winter the lock froze", "k": 3 })),
                (
                    "One recording",
                    json!({ "query": "invoices", "filter": { "transcripts": ["billing_meeting"] } }),
                ),
            ])
            .returns::<SearchResponse>(200, "The passages"),
        Operation::get("/v1/mentions", "mentions")
            .says(
                "Who spoke of a topic",
                "Returns who spoke of a topic, how many passages about it are theirs, in which \
                 recordings, and their words. A passage is about it if it has all words of the topic, \
                 or comes about as near to it as the nearest; `complete` says whether all of them \
                 are counted.",
            )
            .reads()
            .takes_parameters::<MentionParameters>(json!({ "topic": "the frozen lock", "quotes": 2 }))
            .returns::<MentionsResponse>(200, "Who spoke of it, or why nobody is known to have"),
        Operation::post("/v1/context", "context")
            .says(
                "Passages for a prompt",
                "Packs cited passages about a question into a budget of tokens, as one text for the \
                 prompt of a language model.",
            )
            .reads()
            .takes_json::<ContextRequest>(vec![(
                "A budget",
                json!({ "question": "What froze in 1947?", "max_tokens": 500 }),
            )])
            .returns::<ContextResponse>(200, "The text, and the same passages as data"),
    ]
}
