//! Reads one message of JSON-RPC, and makes the error response to a malformed one.
//!
//! The code is -32700 for text that is not JSON, -32600 for JSON that is not a request, and -32602
//! for a known request with wrong `params`. Every request gets a response.

use rmcp::model::{ClientJsonRpcMessage, ClientRequest, ErrorCode, JsonRpcMessage};
use serde_json::{Value, json};

/// The byte order mark, which may stand before JSON and is ignored (RFC 8259, section 8.1).
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What is wrong with a message.
#[derive(Debug, PartialEq)]
pub(super) struct MalformedMessage {
    /// The request's id as it was sent; null where it cannot be read.
    id: Value,
    code: ErrorCode,
    reason: String,
    /// Notifications and responses are never answered.
    is_answered: bool,
}

/// Reads a message.
pub(super) fn parse_message(bytes: &[u8]) -> Result<ClientJsonRpcMessage, MalformedMessage> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    match serde_json::from_slice(bytes) {
        Ok(message) => check_params(message),
        Err(_) => Err(MalformedMessage::diagnose(bytes)),
    }
}

/// Returns the error response to a malformed message; `None` where the message is well formed.
pub fn error_response(bytes: &[u8]) -> Option<String> {
    parse_message(bytes)
        .err()
        .map(|malformed| malformed.to_json())
}

/// Returns the error response to a message that is refused for another reason than its content.
pub fn refusal(bytes: &[u8], reason: &str) -> String {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let message: Value = serde_json::from_slice(bytes).unwrap_or_default();
    let id = message.get("id").filter(|id| is_id(id));
    let refused = MalformedMessage {
        id: id.cloned().unwrap_or_default(),
        ..MalformedMessage::without_id(ErrorCode::INVALID_REQUEST, reason)
    };
    refused.to_json()
}

/// Returns whether a request may have this id.
fn is_id(id: &Value) -> bool {
    id.is_string() || id.is_i64()
}

/// Refuses a known request that `rmcp` does not recognise: its `params` are wrong.
fn check_params(message: ClientJsonRpcMessage) -> Result<ClientJsonRpcMessage, MalformedMessage> {
    let JsonRpcMessage::Request(request) = &message else {
        return Ok(message);
    };
    let ClientRequest::CustomRequest(unknown) = &request.request else {
        return Ok(message);
    };
    let params = match &*unknown.method {
        "initialize" => "`protocolVersion`, a text, `capabilities` and `clientInfo`, JSON objects",
        "tools/call" => "`name`, the name of a tool, and `arguments`, a JSON object",
        _ => return Ok(message),
    };
    let reason = format!("the params of {} are {params}", unknown.method);
    Err(MalformedMessage {
        id: serde_json::to_value(&request.id).unwrap_or_default(),
        code: ErrorCode::INVALID_PARAMS,
        reason,
        is_answered: true,
    })
}

impl MalformedMessage {
    /// Returns the error of a message that is longer than any may be.
    pub(super) fn too_long(most_bytes: usize) -> Self {
        let reason = format!("a message has at most {most_bytes} bytes");
        Self::without_id(ErrorCode::INVALID_REQUEST, reason)
    }

    fn without_id(code: ErrorCode, reason: impl Into<String>) -> Self {
        Self {
            id: Value::Null,
            code,
            reason: reason.into(),
            is_answered: true,
        }
    }

    /// Finds the error in bytes that are not a message.
    fn diagnose(bytes: &[u8]) -> Self {
        let invalid = |reason: &str| Self::without_id(ErrorCode::INVALID_REQUEST, reason);
        let object = match serde_json::from_slice(bytes) {
            Ok(Value::Object(object)) => object,
            Ok(Value::Array(_)) => return invalid("send one message at a time, not a list"),
            Ok(_) => return invalid("a message is a JSON object"),
            Err(error) => {
                let reason = format!("the message is not JSON: {error}");
                return Self::without_id(ErrorCode::PARSE_ERROR, reason);
            }
        };
        let has = |name| object.contains_key(name);
        let has_method = object.get("method").is_some_and(Value::is_string);
        let id = object.get("id").filter(|id| is_id(id));
        let params = object.get("params");
        let mut code = ErrorCode::INVALID_REQUEST;
        let is_notification = has_method && !has("id");
        let is_response = !has("method") && (has("result") || has("error"));
        let reason = if object.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
            "`jsonrpc` is missing or not \"2.0\""
        } else if !has_method {
            "`method` is missing or no text"
        } else if has("id") && id.is_none() {
            "`id` is neither text nor a whole number"
        } else if params.is_some_and(|params| !params.is_object()) {
            code = ErrorCode::INVALID_PARAMS;
            "`params` is not a JSON object"
        } else {
            "the message is not one of the Model Context Protocol"
        };
        Self {
            id: id.cloned().unwrap_or_default(),
            is_answered: !is_notification && !is_response,
            ..Self::without_id(code, reason)
        }
    }

    /// Returns the error response; `None` where the sender waits for none.
    pub(super) fn answer(&self) -> Option<String> {
        self.is_answered.then(|| self.to_json())
    }

    fn to_json(&self) -> String {
        let error = json!({ "code": self.code.0, "message": self.reason });
        json!({ "jsonrpc": "2.0", "id": self.id, "error": error }).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(bytes: impl AsRef<[u8]>) -> (Value, i32, String) {
        let malformed = parse_message(bytes.as_ref()).unwrap_err();
        (malformed.id, malformed.code.0, malformed.reason)
    }

    #[test]
    fn text_that_is_not_json_is_a_parse_error_with_its_place() {
        for text in [
            "not JSON",
            "{",
            r#"{"jsonrpc":"2.0","id":1,"method":"ping"}{"jsonrpc":"2.0"}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"\ud800"}}"#,
            "\u{1b}[2J\u{0}",
        ] {
            let (id, code, message) = error_of(text);
            assert_eq!((id, code), (Value::Null, -32700), "{text}: {message}");
            assert!(message.contains("at line 1 column "), "{message}");
        }
        assert_eq!(error_of(b"\"\xff\"").1, -32700);
        assert_eq!(error_of("[".repeat(100_000)).1, -32700);
    }

    #[test]
    fn json_that_is_not_a_request_is_an_invalid_request_with_its_id() {
        for (text, id, said) in [
            ("5", json!(null), "a JSON object"),
            ("null", json!(null), "a JSON object"),
            (
                r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#,
                json!(null),
                "one message at a time",
            ),
            ("{}", json!(null), "`jsonrpc`"),
            (r#"{"jsonrpc":"2.0"}"#, json!(null), "`method`"),
            (r#"{"id":"a","method":"ping"}"#, json!("a"), "`jsonrpc`"),
            (r#"{"jsonrpc":"2.0","id":7}"#, json!(7), "`method`"),
            (
                r#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#,
                json!(null),
                "`id`",
            ),
            (
                r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#,
                json!(null),
                "`id`",
            ),
        ] {
            let found = error_of(text);
            assert_eq!((found.0, found.1), (id, -32600), "{text}");
            assert!(found.2.contains(said), "{text}: {}", found.2);
        }
    }

    #[test]
    fn wrong_params_of_a_known_method_are_named() {
        for (method, params, said) in [
            ("tools/call", json!(null), "`name`, the name of a tool"),
            ("tools/call", json!({ "name": 5 }), "`name`"),
            (
                "tools/call",
                json!({ "name": "ask", "arguments": [] }),
                "`arguments`",
            ),
            ("initialize", json!({}), "`protocolVersion`"),
            ("tools/call", json!([]), "`params` is not a JSON object"),
            ("tools/list", json!(5), "`params` is not a JSON object"),
        ] {
            let request = json!({ "jsonrpc": "2.0", "id": 3, "method": method, "params": params });
            let (id, code, message) = error_of(request.to_string());
            assert_eq!((id, code), (json!(3), -32602), "{request}");
            assert!(message.contains(said), "{message}");
        }
        let request = json!({ "jsonrpc": "2.0", "id": 3, "method": "tools/call" });
        assert_eq!(error_of(request.to_string()).1, -32602);
    }

    #[test]
    fn notifications_and_responses_are_never_answered() {
        for text in [
            r#"{"jsonrpc":"1.0","method":"notifications/initialized"}"#,
            r#"{"method":"$/cancelRequest"}"#,
            r#"{"jsonrpc":"2.0","id":[],"error":{"code":-32700,"message":"what?"}}"#,
        ] {
            assert_eq!(
                parse_message(text.as_bytes()).unwrap_err().answer(),
                None,
                "{text}"
            );
        }
        assert!(parse_message(b"{}").unwrap_err().answer().is_some());
    }

    #[test]
    fn message_is_read_with_or_without_a_byte_order_mark() {
        let ping = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
        assert!(parse_message(ping.as_bytes()).is_ok());
        assert!(parse_message(format!("\u{feff}{ping}").as_bytes()).is_ok());
        let other = r#"{"jsonrpc":"2.0","id":1,"method":"no/such","params":{"x":5}}"#;
        assert!(parse_message(other.as_bytes()).is_ok());
    }
}
