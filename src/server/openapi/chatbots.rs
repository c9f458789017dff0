//! The doors for chatbots. They follow others' protocols, whose clients may add parameters of their
//! own to an address: those are passed over.
//!
//! In: the types of their handlers. Out: [`Operation`]s. Never here: a protocol; it is told by those
//! whose it is.

use serde_json::json;

use super::super::chatbots::openai::{ChatRequest, Completion, Model, ModelList};
use super::super::problem;
use super::Operation;
use super::operation::{SchemaOf, anything, object};

pub(super) fn operations() -> Vec<Operation> {
    let completion = schemars::SchemaGenerator::subschema_for::<Completion> as SchemaOf;
    vec![
        Operation::post("/v1/chat/completions", "completeChat")
            .says(
                "Chat",
                "OpenAI's shape: the last message of the user is answered with cited quotations, or \
                 in prose from them where the server has a language model. Settings of a model that \
                 writes are passed over. With `stream`, the answer comes as events.",
            )
            .reads()
            .takes_any_query()
            .takes_json::<ChatRequest>(vec![
                (
                    "A question",
                    json!({
                        "model": "whosaid-extractive",
                        "messages": [{ "role": "user", "content": "What froze?" }],
                    }),
                ),
                (
                    "As events",
                    json!({
                        "stream": true,
                        "messages": [{ "role": "user", "content": "What froze?" }],
                    }),
                ),
            ])
            .fails_in_openai_shape()
            .returns_content(
                200,
                "The answer",
                vec![("application/json", completion), ("text/event-stream", anything)],
            ),
        Operation::get("/v1/models", "listModels")
            .says("List models", "OpenAI's shape.")
            .reads()
            .takes_any_query()
            .fails_in_openai_shape()
            .returns::<ModelList>(200, "The models"),
        Operation::get("/v1/models/{id}", "getModel")
            .says("Look up a model", "OpenAI's shape.")
            .reads()
            .takes_any_query()
            .of("whosaid-extractive")
            .fails_in_openai_shape()
            .returns::<Model>(200, "The model"),
        Operation::post("/mcp", "mcp")
            .says(
                "Model Context Protocol",
                "A message of JSON-RPC, as clients of the protocol send it; its errors are the \
                 protocol's own. Without sessions and without streams.",
            )
            .reads()
            .takes_any_query()
            .takes(
                &["application/json"],
                object,
                vec![(
                    "List the tools",
                    json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" }),
                )],
            )
            .fails(&[&problem::MEDIA_TYPE])
            .returns_content(200, "The answer", vec![("application/json", object as SchemaOf)])
            .returns_content(202, "A notification was taken", Vec::new()),
    ]
}
