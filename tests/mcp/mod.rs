//! Tests `mcp` as an assistant starts it: a process with standard input and output.

mod injections;
mod malformed_messages;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};

use crate::support::{data, library, run, whosaid};

const QUESTION: &str = "Was Tully Sandiford the keeper at Top Lock?";
const NEWEST: &str = "2026-07-28";
const BEFORE: &str = "2025-11-25";

/// A process that speaks the protocol, killed when a test ends before it does.
pub(crate) struct Assistant {
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Drop for Assistant {
    fn drop(&mut self) {
        // It has ended where all went well.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Assistant {
    fn start(store: &std::path::Path) -> Self {
        let mut command = whosaid(store);
        command
            .arg("mcp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut process = command.stderr(Stdio::null()).spawn().unwrap();
        Self {
            input: process.stdin.take(),
            output: BufReader::new(process.stdout.take().unwrap()),
            process,
        }
    }

    /// Starts one and says hello as clients before 2026-07-28 do.
    pub(crate) fn greeted(store: &std::path::Path) -> Self {
        let mut assistant = Self::start(store);
        let client = json!({ "name": "test", "version": "1" });
        let hello = json!({ "protocolVersion": BEFORE, "capabilities": {}, "clientInfo": client });
        let greeting = assistant.ask("initialize", hello);
        assert_eq!(greeting["result"]["protocolVersion"], BEFORE);
        assistant
            .send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }).to_string());
        assistant
    }

    fn send(&mut self, line: &str) {
        let input = self.input.as_mut().unwrap();
        writeln!(input, "{line}").unwrap();
        input.flush().unwrap();
    }

    fn receive(&mut self) -> Value {
        let mut line = String::new();
        assert!(self.output.read_line(&mut line).unwrap() > 0, "it ended");
        message(&line)
    }

    /// Sends one request and returns its response.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        self.send(&request.to_string());
        self.receive()
    }

    /// Calls a tool and returns its result.
    fn call(&mut self, name: &str, arguments: Value) -> Value {
        let response = self.ask(
            "tools/call",
            json!({ "name": name, "arguments": arguments }),
        );
        response["result"].clone()
    }

    /// Closes its input and returns what it still says, line by line, and how it ended.
    fn finish(mut self) -> (Vec<Value>, Option<i32>) {
        drop(self.input.take());
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        let messages = rest.lines().map(message).collect();
        (messages, self.process.wait().unwrap().code())
    }
}

/// Reads a line as a message of JSON-RPC.
#[track_caller]
fn message(line: &str) -> Value {
    let value: Value =
        serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
    assert_eq!(value["jsonrpc"], "2.0", "{line}");
    value
}

/// What a request of 2026-07-28 says of itself.
fn meta() -> Value {
    json!({
        "io.modelcontextprotocol/protocolVersion": NEWEST,
        "io.modelcontextprotocol/clientInfo": { "name": "test", "version": "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
    })
}

#[test]
fn a_client_that_says_hello_is_answered() {
    let mut assistant = Assistant::greeted(&library().store);
    let answer = assistant.call("ask", json!({ "question": QUESTION }));
    assert_eq!(answer["structuredContent"]["answerable"], true);
    assert_eq!(assistant.finish(), (vec![], Some(0)));
}

#[test]
fn a_client_of_the_newest_revision_is_answered_without_a_greeting() {
    let mut assistant = Assistant::start(&library().store);
    let found = assistant.ask("server/discover", json!({ "_meta": meta() }));
    let versions = found["result"]["supportedVersions"].as_array().unwrap();
    assert!(versions.contains(&json!(NEWEST)) && versions.contains(&json!(BEFORE)));
    let arguments = json!({ "question": QUESTION });
    let call = json!({ "name": "ask", "arguments": arguments, "_meta": meta() });
    let answer = assistant.ask("tools/call", call);
    assert_eq!(answer["result"]["resultType"], "complete");
    assert_eq!(answer["result"]["structuredContent"]["answerable"], true);
}

#[test]
fn structured_content_and_text_are_the_same() {
    let mut assistant = Assistant::greeted(&library().store);
    for (tool, arguments) in [
        ("ask", json!({ "question": QUESTION })),
        ("search", json!({ "query": QUESTION })),
        ("fetch", json!({ "id": "canal_history" })),
        (
            "get_segment",
            json!({ "transcript": "billing_meeting", "at": "90" }),
        ),
        ("list_transcripts", json!({})),
        ("list_speakers", json!({})),
        ("status", json!({})),
    ] {
        let result = assistant.call(tool, arguments);
        assert_eq!(result["isError"], false, "{tool}");
        let [text] = &result["content"].as_array().unwrap()[..] else {
            panic!("{tool}: {result}");
        };
        let text: Value = serde_json::from_str(text["text"].as_str().unwrap()).unwrap();
        assert_eq!(text, result["structuredContent"], "{tool}");
    }
}

#[test]
fn status_shows_what_was_indexed_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.db");
    let mut assistant = None;
    for (file, transcripts) in [("canal_history.srt", 1), ("peatland.vtt", 2)] {
        let path = data().join("transcripts").join(file);
        let indexed = run(whosaid(&store).arg("index").arg(path));
        assert_eq!(indexed.code, Some(0), "{indexed:?}");
        let assistant = assistant.get_or_insert_with(|| Assistant::greeted(&store));
        let status = assistant.call("status", json!({}))["structuredContent"].clone();
        assert_eq!(status["transcripts"], transcripts, "{status}");
        assert_eq!(status["behind"], 0, "{status}");
        assert_eq!(status["indexed_passages"], status["passages"], "{status}");
    }
}

#[test]
fn a_citation_has_an_address_that_fetch_takes() {
    let mut assistant = Assistant::greeted(&library().store);
    let found = assistant.call("search", json!({ "query": QUESTION }));
    let results = found["structuredContent"]["results"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(results.len(), 10);
    for result in results {
        assert_eq!(result.as_object().unwrap().len(), 3, "{result}");
        let url = result["url"].as_str().unwrap();
        assert!(url.starts_with("whosaid:"), "{url}");
        let read = assistant.call("fetch", json!({ "id": url }));
        assert_eq!(read["structuredContent"]["id"], result["id"]);
        assert_eq!(read["structuredContent"]["url"], result["url"]);
    }
}

#[test]
fn a_list_of_transcripts_goes_on_where_it_ended() {
    let mut assistant = Assistant::greeted(&library().store);
    let first = assistant.call("list_transcripts", json!({ "limit": 1 }));
    let next = &first["structuredContent"]["next"];
    assert_eq!(*next, "billing_meeting");
    let second = assistant.call("list_transcripts", json!({ "limit": 1, "after": next }));
    assert_eq!(
        second["structuredContent"]["transcripts"][0]["id"],
        "canal_history"
    );
    assert_eq!(second["structuredContent"]["next"], Value::Null);
}

#[test]
fn a_call_that_cannot_be_carried_out_says_what_to_do() {
    let mut assistant = Assistant::greeted(&library().store);
    for (tool, arguments, advice) in [
        ("ask", json!({}), "missing argument `question`"),
        (
            "ask",
            json!({ "question": QUESTION, "k": 0 }),
            "between 1 and 20",
        ),
        (
            "ask",
            json!({ "question": QUESTION, "k": -1 }),
            "`k`: -1 was given; expected a whole number from 1 to 20",
        ),
        (
            "ask",
            json!({ "question": QUESTION, "speaker": ["Agnes"] }),
            "there is no argument `speaker`; did you mean `speakers`?",
        ),
        (
            "ask",
            json!({ "question": QUESTION, "from": "May" }),
            "`from`: \"May\" was given; expected a day, such as",
        ),
        (
            "ask",
            json!({ "question": "why ".repeat(2000) }),
            "at most 4096",
        ),
        (
            "search",
            json!({ "query": QUESTION, "k": 3 }),
            "there is no argument `k`. The arguments here are query.",
        ),
        (
            "status",
            json!({ "verbose": true }),
            "there is no argument `verbose`; this takes none",
        ),
        (
            "fetch",
            json!({ "id": "canal_history#9999" }),
            "There is canal_history.",
        ),
        (
            "get_segment",
            json!({ "transcript": "canal_history", "at": "99:00:00" }),
            "ends at 00:17:30",
        ),
        (
            "list_transcripts",
            json!({ "limit": 0 }),
            "between 1 and 500",
        ),
    ] {
        let result = assistant.call(tool, arguments);
        assert_eq!(result["isError"], true, "{tool}: {result}");
        let text = result["content"][0]["text"].as_str().unwrap();
        assert!(text.contains(advice), "{tool}: {text}");
    }
}

#[test]
fn a_name_that_nobody_has_comes_back_with_those_like_it() {
    let mut assistant = Assistant::greeted(&library().store);
    let arguments = json!({ "question": QUESTION, "speakers": ["Agnez"] });
    let answer = &assistant.call("ask", arguments)["structuredContent"];
    assert_eq!(answer["reason"], "no_such_speaker");
    assert_eq!(
        answer["explanation"],
        "no speaker is called “Agnez” (there is Agnes)"
    );
}

#[test]
fn unknown_tool_is_an_error_that_lists_the_tools() {
    let mut assistant = Assistant::greeted(&library().store);
    let response = assistant.ask("tools/call", json!({ "name": "delete" }));
    let message = response["error"]["message"].as_str().unwrap();
    assert!(message.contains("ask, search, fetch"), "{message}");
}

#[test]
fn silent_client_is_no_failure_a_babbling_one_is() {
    assert_eq!(
        Assistant::start(&library().store).finish(),
        (vec![], Some(0))
    );
    let mut assistant = Assistant::start(&library().store);
    assistant.send(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
    assert_eq!(assistant.finish(), (vec![], Some(4)));
}

/// A request of a kind, by its number: most are well, some are wrong in each way there is.
fn request(number: usize) -> String {
    let call = |name: &str, arguments: Value| {
        let params = json!({ "name": name, "arguments": arguments });
        json!({ "jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params })
            .to_string()
    };
    match number % 10 {
        0 => call(
            "ask",
            json!({ "question": format!("What happened in {number}?") }),
        ),
        1 => call("search", json!({ "query": "the lock" })),
        2 => call("fetch", json!({ "id": format!("canal_history#{number}") })),
        3 => call("status", json!({})),
        4 => call("ask", json!({ "question": "\u{0}\u{202e}" })),
        5 => call("nothing", json!({ "n": number })),
        6 => call(
            "get_segment",
            json!({ "transcript": "canal_history", "at": "x\ny" }),
        ),
        7 => json!({ "jsonrpc": "2.0", "id": number, "method": "no/such/method" }).to_string(),
        8 => call("ask", json!(["no", "object"])),
        _ => json!({ "jsonrpc": "2.0", "id": number, "method": "tools/list" }).to_string(),
    }
}

/// Lines that are no request at all; all but the empty one are answered without an id.
const RUBBISH: [&str; 7] = [
    "",
    "{",
    "not JSON",
    "[]",
    "[[[[[[[[",
    "{\"jsonrpc\":\"2.0\"}",
    "\u{1b}[2J\u{0}",
];

#[test]
fn standard_output_is_the_protocol_alone_over_a_thousand_calls() {
    const CALLS: usize = 1000;
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.db");
    let index = |file: &str| {
        let file = data().join("transcripts").join(file);
        assert_eq!(run(whosaid(&store).arg("index").arg(file)).code, Some(0));
    };
    index("canal_history.srt");
    let mut assistant = Assistant::greeted(&store);
    let mut input = assistant.input.take().unwrap();
    // Written beside the reading: both pipes are smaller than what is said.
    let writer = std::thread::spawn(move || {
        for number in 0..CALLS / 2 {
            writeln!(input, "{}", request(number)).unwrap();
            writeln!(input, "{}", RUBBISH[number % RUBBISH.len()]).unwrap();
        }
        input
    });
    let mut answered: BTreeMap<u64, usize> = BTreeMap::new();
    let mut rubbish = 0;
    let mut count = |message: Value| {
        if let Some(id) = message["id"].as_u64() {
            assert!(message.get("result").is_some() != message.get("error").is_some());
            *answered.entry(id).or_default() += 1;
        } else {
            let code = message["error"]["code"].as_i64();
            assert!([Some(-32600), Some(-32700)].contains(&code), "{message}");
            assert_eq!(message.get("id"), Some(&Value::Null));
            rubbish += 1;
        }
        answered.len()
    };
    while count(assistant.receive()) < CALLS / 2 {}
    let mut input = writer.join().unwrap();
    // The index is built in this process now, by a library that prints.
    index("peatland.vtt");
    for number in CALLS / 2..CALLS {
        writeln!(input, "{}", request(number)).unwrap();
        while count(assistant.receive()) <= number {}
    }
    drop(input);
    let (rest, code) = assistant.finish();
    assert_eq!(code, Some(0));
    for message in rest {
        count(message);
    }
    assert_eq!(answered.len(), CALLS);
    assert!(answered.values().all(|&times| times == 1), "{answered:?}");
    let sent = (0..CALLS / 2).map(|number| RUBBISH[number % RUBBISH.len()]);
    assert_eq!(rubbish, sent.filter(|line| !line.is_empty()).count());
}
