//! The shapes of OpenAI's chat completions, as far as they mean something here.
//!
//! In: JSON of any client. Out: what is asked, or what is wrong with it; and completions, whole or
//! in chunks. Clients send many settings of a model that writes (`temperature`, `max_tokens`,
//! `tools`, …): they are taken and passed over, since a quotation has none of them. What a client
//! would miss is refused: more than one choice, an answer in JSON, a question in a picture.
//! Never here: an answer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::Problem;
use crate::api::{AskResponse, whole};
use crate::chat::Earlier;

/// The model that quotes.
pub(super) const EXTRACTIVE: &str = "whosaid-extractive";

/// The model that writes sentences with a language model's help.
pub(super) const PROSE: &str = "whosaid-prose";

/// `POST /v1/chat/completions`.
#[derive(Deserialize, JsonSchema)]
pub(in super::super) struct ChatRequest {
    #[serde(default)]
    pub(super) model: Option<String>,
    /// At least one is of the role `user`; the last of those is the question.
    #[schemars(length(min = 1))]
    messages: Vec<Message>,
    #[serde(default)]
    pub(super) stream: Option<bool>,
    #[serde(default)]
    stream_options: Option<StreamOptions>,
    #[serde(default, deserialize_with = "whole")]
    #[schemars(range(min = 1, max = 1))]
    n: Option<u32>,
    #[serde(default)]
    response_format: Option<Typed>,
}

#[derive(Deserialize, JsonSchema)]
struct StreamOptions {
    #[serde(default)]
    include_usage: Option<bool>,
}

#[derive(Deserialize, JsonSchema)]
struct Typed {
    /// `text`.
    #[serde(rename = "type")]
    #[schemars(regex(pattern = "^text$"))]
    kind: String,
}

#[derive(Deserialize, JsonSchema)]
struct Message {
    role: String,
    #[serde(default)]
    content: Option<Content>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(untagged)]
enum Content {
    Text(String),
    Parts(Vec<ContentPart>),
}

#[derive(Deserialize, JsonSchema)]
struct ContentPart {
    /// `text`.
    #[serde(rename = "type")]
    #[schemars(regex(pattern = "^text$"))]
    kind: String,
    #[serde(default)]
    text: Option<String>,
}

/// What a conversation asks: its last question. The turns before it are not looked at.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) text: String,
    pub(super) earlier: Earlier,
}

impl ChatRequest {
    /// Returns what is asked.
    pub(super) fn asked(&self) -> Result<Asked, Problem> {
        let refuse = |detail: &str, field: &str| Problem::invalid(detail, Some(field.into()));
        if self.n.is_some_and(|n| n != 1) {
            return Err(refuse("there is one answer; leave `n` out or send 1", "n"));
        }
        if self
            .response_format
            .as_ref()
            .is_some_and(|format| format.kind != "text")
        {
            let detail = "answers are text; POST /v1/ask answers in JSON";
            return Err(refuse(detail, "response_format"));
        }
        let mut questions = self
            .messages
            .iter()
            .filter(|message| message.role == "user");
        let Some(last) = questions.next_back() else {
            return Err(refuse("no message is of the role `user`", "messages"));
        };
        Ok(Asked {
            text: last.text()?,
            earlier: match questions.next() {
                None => Earlier::None,
                Some(_) => Earlier::Questions,
            },
        })
    }

    /// Returns all that was written, to be counted.
    pub(super) fn written(&self) -> String {
        let texts = self
            .messages
            .iter()
            .filter_map(|message| message.text().ok());
        texts.collect::<Vec<_>>().join("\n")
    }

    /// Returns whether a stream tells what it took.
    pub(super) fn told_usage(&self) -> ToldUsage {
        let options = self.stream_options.as_ref();
        match options.and_then(|options| options.include_usage) {
            Some(true) => ToldUsage::AtTheEnd,
            _ => ToldUsage::Nowhere,
        }
    }
}

impl Message {
    fn text(&self) -> Result<String, Problem> {
        let parts = match &self.content {
            None => return Ok(String::new()),
            Some(Content::Text(text)) => return Ok(text.clone()),
            Some(Content::Parts(parts)) => parts,
        };
        let texts = parts.iter().map(|part| match (&*part.kind, &part.text) {
            ("text", Some(text)) => Ok(text.as_str()),
            (kind, _) => Err(Problem::invalid(
                format!("a question is text; a part of it is `{kind}`"),
                Some("messages".into()),
            )),
        });
        Ok(texts.collect::<Result<Vec<_>, _>>()?.join("\n"))
    }
}

/// Whether a stream tells what it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ToldUsage {
    /// It does not.
    Nowhere,
    /// In a chunk of its own after the last.
    AtTheEnd,
}

/// What a request took, in tokens of the embedding model.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub(super) struct Usage {
    prompt_tokens: usize,
    completion_tokens: usize,
    total_tokens: usize,
}

impl Usage {
    pub(super) fn new(prompt_tokens: usize, completion_tokens: usize) -> Self {
        Self {
            prompt_tokens,
            completion_tokens,
            total_tokens: prompt_tokens + completion_tokens,
        }
    }
}

/// What every completion and every chunk of one begins with.
#[derive(Clone, Serialize, JsonSchema)]
pub(super) struct Head {
    pub(super) id: String,
    pub(super) object: &'static str,
    /// Seconds since 1970.
    pub(super) created: i64,
    pub(super) model: &'static str,
}

/// A whole answer.
#[derive(Serialize, JsonSchema)]
pub(in super::super) struct Completion {
    #[serde(flatten)]
    pub(super) head: Head,
    pub(super) choices: [Choice; 1],
    pub(super) usage: Usage,
    /// The answer as data; no part of OpenAI's protocol.
    pub(super) whosaid: AskResponse,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Choice {
    pub(super) index: u32,
    pub(super) message: Spoken,
    pub(super) logprobs: (),
    pub(super) finish_reason: &'static str,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct Spoken {
    pub(super) role: &'static str,
    pub(super) content: String,
    pub(super) refusal: (),
}

/// A part of an answer.
#[derive(Serialize)]
pub(super) struct Chunk {
    #[serde(flatten)]
    pub(super) head: Head,
    pub(super) choices: Vec<ChunkChoice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) usage: Option<Usage>,
    /// The answer as data, with the last part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) whosaid: Option<AskResponse>,
}

#[derive(Serialize)]
pub(super) struct ChunkChoice {
    pub(super) index: u32,
    pub(super) delta: Delta,
    pub(super) logprobs: (),
    pub(super) finish_reason: Option<&'static str>,
}

#[derive(Default, Serialize)]
pub(super) struct Delta {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) role: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content: Option<String>,
}

/// `GET /v1/models`.
#[derive(Serialize, JsonSchema)]
pub(in super::super) struct ModelList {
    pub(super) object: &'static str,
    pub(super) data: Vec<Model>,
}

/// `GET /v1/models/{id}`.
#[derive(Serialize, JsonSchema)]
pub(in super::super) struct Model {
    id: &'static str,
    object: &'static str,
    created: i64,
    owned_by: &'static str,
}

impl Model {
    pub(super) fn new(id: &'static str) -> Self {
        Self {
            id,
            object: "model",
            created: 0,
            owned_by: "whosaid",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn asked(request: Value) -> Result<Asked, Problem> {
        serde_json::from_value::<ChatRequest>(request)
            .unwrap()
            .asked()
    }

    #[test]
    fn the_last_question_is_asked_and_earlier_ones_are_noted() {
        let messages = json!([
            { "role": "system", "content": "Be brief." },
            { "role": "user", "content": "What froze?" },
            { "role": "assistant", "content": "The lock.", "tool_calls": [] },
            { "role": "user", "content": [
                { "type": "text", "text": "For how" }, { "type": "text", "text": "long?" },
            ] },
            { "role": "assistant", "content": null },
        ]);
        let asked =
            asked(json!({ "messages": messages, "temperature": 0.2, "tools": [] })).unwrap();
        assert_eq!(asked.text, "For how\nlong?");
        assert_eq!(asked.earlier, Earlier::Questions);
    }

    #[test]
    fn what_a_client_would_miss_is_refused() {
        let user = json!([{ "role": "user", "content": "What froze?" }]);
        let picture = json!([{ "role": "user", "content": [{ "type": "image_url" }] }]);
        for (request, field) in [
            (json!({ "messages": user, "n": 2 }), "n"),
            (
                json!({ "messages": user, "response_format": { "type": "json_object" } }),
                "response_format",
            ),
            (json!({ "messages": [] }), "messages"),
            (json!({ "messages": picture }), "messages"),
        ] {
            let problem =
                serde_json::from_slice::<serde_json::Value>(&asked(request).unwrap_err().to_json())
                    .unwrap();
            assert_eq!(problem["field"], field);
        }
    }
}
