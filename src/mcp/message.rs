//! One message of JSON-RPC, read from bytes.
//!
//! In: bytes. Out: a message of the protocol, or a [`Misread`] that says what is wrong with it, with
//! JSON-RPC's code: -32700 for what is no JSON, -32600 for JSON that is no request, -32602 for a
//! request of ours whose `params` are not. Never here: a message that is passed over in silence
//! though its sender waits.

use rmcp::model::{ClientJsonRpcMessage, ClientRequest, ErrorCode, JsonRpcMessage};
use serde_json::{Map, Value, json};

use crate::api::place_of;

/// May stand before JSON and is none of it (RFC 8259, section 8.1).
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What is wrong with a message.
#[derive(Debug, PartialEq)]
pub(super) struct Misread {
    /// The request's id as it was sent; null where it cannot be read.
    id: Value,
    code: ErrorCode,
    message: String,
    sender: Sender,
}

/// Whether whoever sent a message waits for an answer.
#[derive(Debug, PartialEq, Eq)]
enum Sender {
    Waits,
    /// Notifications and responses are never answered.
    GoesOn,
}

/// Reads a message.
pub(super) fn read(bytes: &[u8]) -> Result<ClientJsonRpcMessage, Misread> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let message = match serde_json::from_slice(bytes) {
        Ok(message) => message,
        Err(_) => return Err(Misread::of(bytes)),
    };
    match wrong_params(&message) {
        Some(misread) => Err(misread),
        None => Ok(message),
    }
}

/// Returns what is wrong with a message, as the answer to it, where something is.
pub fn answer_to_misread(bytes: &[u8]) -> Option<String> {
    read(bytes).err().map(|misread| misread.to_json())
}

/// A request of ours that `rmcp` did not know again is one whose `params` are wrong.
fn wrong_params(message: &ClientJsonRpcMessage) -> Option<Misread> {
    let JsonRpcMessage::Request(request) = message else {
        return None;
    };
    let ClientRequest::CustomRequest(unknown) = &request.request else {
        return None;
    };
    let takes = match &*unknown.method {
        "initialize" => "`protocolVersion`, a text, `capabilities` and `clientInfo`, JSON objects",
        "tools/call" => "`name`, the name of a tool, and `arguments`, a JSON object",
        _ => return None,
    };
    let id = serde_json::to_value(&request.id).unwrap_or_default();
    let message = format!("the params of {} are {takes}", unknown.method);
    Some(Misread::new(id, ErrorCode::INVALID_PARAMS, message))
}

impl Misread {
    fn new(id: Value, code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            id,
            code,
            message: message.into(),
            sender: Sender::Waits,
        }
    }

    /// A message that is longer than any may be.
    pub(super) fn too_long(most_bytes: usize) -> Self {
        let message = format!("a message has at most {most_bytes} bytes");
        Self::new(Value::Null, ErrorCode::INVALID_REQUEST, message)
    }

    fn of(bytes: &[u8]) -> Self {
        let object = match serde_json::from_slice(bytes) {
            Ok(Value::Object(object)) => object,
            Ok(Value::Array(_)) => {
                return Self::no_request("send one message at a time, not a list");
            }
            Ok(_) => return Self::no_request("a message is a JSON object"),
            Err(error) => {
                let message = format!("the message is not JSON: {}", place_of(&error));
                return Self::new(Value::Null, ErrorCode::PARSE_ERROR, message);
            }
        };
        let (code, reason) = reason(&object);
        Self {
            sender: sender_of(&object),
            ..Self::new(id_of(&object).cloned().unwrap_or_default(), code, reason)
        }
    }

    fn no_request(message: &str) -> Self {
        Self::new(Value::Null, ErrorCode::INVALID_REQUEST, message)
    }

    /// Returns what its sender is told; nothing where it does not wait.
    pub(super) fn answer(&self) -> Option<String> {
        (self.sender == Sender::Waits).then(|| self.to_json())
    }

    fn to_json(&self) -> String {
        let error = json!({ "code": self.code.0, "message": self.message });
        json!({ "jsonrpc": "2.0", "id": self.id, "error": error }).to_string()
    }
}

fn id_of(object: &Map<String, Value>) -> Option<&Value> {
    let is_id = |id: &&Value| id.is_string() || id.is_i64();
    object.get("id").filter(is_id)
}

fn sender_of(object: &Map<String, Value>) -> Sender {
    let has = |name| object.contains_key(name);
    let is_notification = object.get("method").is_some_and(Value::is_string) && !has("id");
    let is_response = !has("method") && (has("result") || has("error"));
    if is_notification || is_response {
        Sender::GoesOn
    } else {
        Sender::Waits
    }
}

fn reason(object: &Map<String, Value>) -> (ErrorCode, &'static str) {
    let params = object.get("params");
    let reason = if object.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
        "`jsonrpc` is missing or not \"2.0\""
    } else if !object.get("method").is_some_and(Value::is_string) {
        "`method` is missing or no text"
    } else if object.contains_key("id") && id_of(object).is_none() {
        "`id` is no text and no whole number"
    } else if params.is_some_and(|params| !params.is_object()) {
        return (ErrorCode::INVALID_PARAMS, "`params` is no JSON object");
    } else {
        "the message is none of the Model Context Protocol"
    };
    (ErrorCode::INVALID_REQUEST, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn misread(bytes: impl AsRef<[u8]>) -> (Value, i32, String) {
        let misread = read(bytes.as_ref()).unwrap_err();
        (misread.id, misread.code.0, misread.message)
    }

    #[test]
    fn what_is_no_json_is_a_parse_error_with_its_place() {
        for text in [
            "not JSON",
            "{",
            r#"{"jsonrpc":"2.0","id":1,"method":"ping"}{"jsonrpc":"2.0"}"#,
            r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"\ud800"}}"#,
            "\u{1b}[2J\u{0}",
        ] {
            let (id, code, message) = misread(text);
            assert_eq!((id, code), (Value::Null, -32700), "{text}: {message}");
            assert!(message.contains("at line 1 column "), "{message}");
        }
        assert_eq!(misread(b"\"\xff\"").1, -32700);
        assert_eq!(misread("[".repeat(100_000)).1, -32700);
    }

    #[test]
    fn json_that_is_no_request_is_an_invalid_request_with_its_id() {
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
            let found = misread(text);
            assert_eq!((found.0, found.1), (id, -32600), "{text}");
            assert!(found.2.contains(said), "{text}: {}", found.2);
        }
    }

    #[test]
    fn params_that_a_method_of_ours_does_not_take_are_named() {
        for (method, params, said) in [
            ("tools/call", json!(null), "`name`, the name of a tool"),
            ("tools/call", json!({ "name": 5 }), "`name`"),
            (
                "tools/call",
                json!({ "name": "ask", "arguments": [] }),
                "`arguments`",
            ),
            ("initialize", json!({}), "`protocolVersion`"),
            ("tools/call", json!([]), "`params` is no JSON object"),
            ("tools/list", json!(5), "`params` is no JSON object"),
        ] {
            let request = json!({ "jsonrpc": "2.0", "id": 3, "method": method, "params": params });
            let (id, code, message) = misread(request.to_string());
            assert_eq!((id, code), (json!(3), -32602), "{request}");
            assert!(message.contains(said), "{message}");
        }
        let request = json!({ "jsonrpc": "2.0", "id": 3, "method": "tools/call" });
        assert_eq!(misread(request.to_string()).1, -32602);
    }

    #[test]
    fn notifications_and_responses_are_never_answered() {
        for text in [
            r#"{"jsonrpc":"1.0","method":"notifications/initialized"}"#,
            r#"{"method":"$/cancelRequest"}"#,
            r#"{"jsonrpc":"2.0","id":[],"error":{"code":-32700,"message":"what?"}}"#,
        ] {
            assert_eq!(read(text.as_bytes()).unwrap_err().answer(), None, "{text}");
        }
        assert!(read(b"{}").unwrap_err().answer().is_some());
    }

    #[test]
    fn what_is_a_message_is_read_with_or_without_a_byte_order_mark() {
        let ping = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
        assert!(read(ping.as_bytes()).is_ok());
        assert!(read(format!("\u{feff}{ping}").as_bytes()).is_ok());
        let other = r#"{"jsonrpc":"2.0","id":1,"method":"no/such","params":{"x":5}}"#;
        assert!(read(other.as_bytes()).is_ok());
    }
}
