//! Reads the requests and writes the responses of OpenAI's chat completions.
//!
//! Clients send many settings for text generation (`temperature`, `max_tokens`, `tools`, …); they
//! are ignored, since quotations are not generated. Requests that cannot be met are refused: more
//! than one choice, an answer in JSON, a question in a picture.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::{AskResponse, whole};
use crate::chat::EarlierQuestions;
use crate::server::http::Problem;

/// The model that quotes.
pub(super) const EXTRACTIVE: &str = "whosaid-extractive";

/// The model that writes sentences with a language model's help.
pub(super) const PROSE: &str = "whosaid-prose";

/// The body of `POST /v1/chat/completions`.
#[derive(Deserialize, JsonSchema)]
pub(super) struct ChatRequest {
    #[serde(default)]
    pub(super) model: Option<String>,
    /// At least one is of the role `user`; the last of those is the question.
    #[schemars(length(min = 1))]
    messages: Vec<ChatMessage>,
    #[serde(default)]
    pub(super) stream: Option<bool>,
    #[serde(default)]
    pub(super) stream_options: Option<StreamOptions>,
    #[serde(default, deserialize_with = "whole")]
    #[schemars(range(min = 1, max = 1))]
    n: Option<u32>,
    #[serde(default)]
    response_format: Option<ResponseFormat>,
}

#[derive(Deserialize, JsonSchema)]
pub(super) struct StreamOptions {
    #[serde(default)]
    pub(super) include_usage: Option<bool>,
}

#[derive(Deserialize, JsonSchema)]
struct ResponseFormat {
    /// `text`.
    #[serde(rename = "type")]
    #[schemars(regex(pattern = "^text$"))]
    kind: String,
}

#[derive(Deserialize, JsonSchema)]
struct ChatMessage {
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

impl ChatRequest {
    /// Returns the question, and whether there are earlier ones.
    ///
    /// # Errors
    /// Fails for a request that cannot be met.
    pub(super) fn question(&self) -> Result<(String, EarlierQuestions), Problem> {
        if self.n.is_some_and(|n| n != 1) {
            let detail = "there is one answer; leave `n` out or send 1";
            return Err(Problem::invalid(detail).in_field("n"));
        }
        let format = self.response_format.as_ref();
        if format.is_some_and(|format| format.kind != "text") {
            let detail = "answers are text; POST /v1/ask answers in JSON";
            return Err(Problem::invalid(detail).in_field("response_format"));
        }
        let messages = self.messages.iter();
        let mut questions = messages.filter(|message| message.role == "user");
        let Some(last) = questions.next_back() else {
            return Err(Problem::invalid("no message has the role `user`").in_field("messages"));
        };
        let earlier = match questions.next() {
            None => EarlierQuestions::Absent,
            Some(_) => EarlierQuestions::Present,
        };
        Ok((last.text()?, earlier))
    }

    /// Returns the text of all messages, to be counted.
    pub(super) fn all_text(&self) -> String {
        let messages = self.messages.iter();
        let texts: Vec<String> = messages.filter_map(|message| message.text().ok()).collect();
        texts.join("\n")
    }
}

impl ChatMessage {
    fn text(&self) -> Result<String, Problem> {
        let parts = match &self.content {
            None => return Ok(String::new()),
            Some(Content::Text(text)) => return Ok(text.clone()),
            Some(Content::Parts(parts)) => parts,
        };
        let texts = parts.iter().map(|part| match (&*part.kind, &part.text) {
            ("text", Some(text)) => Ok(text.as_str()),
            (kind, _) => {
                let detail = format!("a question is text; a part of this one is `{kind}`");
                Err(Problem::invalid(detail).in_field("messages"))
            }
        });
        Ok(texts.collect::<Result<Vec<_>, _>>()?.join("\n"))
    }
}

/// What a request used, in tokens of the embedding model.
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

/// The fields that every completion and every chunk begins with.
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
pub(super) struct Completion {
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
    pub(super) message: CompletionMessage,
    pub(super) logprobs: (),
    pub(super) finish_reason: &'static str,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct CompletionMessage {
    pub(super) role: &'static str,
    pub(super) content: String,
    pub(super) refusal: (),
}

/// The response of `GET /v1/models`.
#[derive(Serialize, JsonSchema)]
pub(super) struct ModelList {
    pub(super) object: &'static str,
    pub(super) data: Vec<Model>,
}

/// The response of `GET /v1/models/{id}`.
#[derive(Serialize, JsonSchema)]
pub(super) struct Model {
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

    fn question(request: Value) -> Result<(String, EarlierQuestions), Problem> {
        serde_json::from_value::<ChatRequest>(request)
            .unwrap()
            .question()
    }

    #[test]
    fn the_last_question_counts_and_earlier_ones_are_noted() {
        let messages = json!([
            { "role": "system", "content": "Be brief." },
            { "role": "user", "content": "What froze?" },
            { "role": "assistant", "content": "The lock.", "tool_calls": [] },
            { "role": "user", "content": [
                { "type": "text", "text": "For how" }, { "type": "text", "text": "long?" },
            ] },
            { "role": "assistant", "content": null },
        ]);
        let request = json!({ "messages": messages, "temperature": 0.2, "tools": [] });
        let (text, earlier) = question(request).unwrap();
        assert_eq!(text, "For how\nlong?");
        assert_eq!(earlier, EarlierQuestions::Present);
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
            let problem = question(request).unwrap_err();
            assert_eq!(problem.field.as_deref(), Some(field));
        }
    }
}
