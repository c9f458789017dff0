//! Tests many clients at once while the server stops or the store changes.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use whosaid::server::{KeyFile, KeyScope};

use super::serving::{Server, read_head, wait_until};
use super::*;

const CLIENTS: usize = 12;

/// A server told to stop ends connections that ask nothing for this long. A client that a busy
/// machine kept from asking may meet that, and its request was not accepted.
const SLOW: Duration = Duration::from_millis(500);

/// Clients that ask the same over and over, each on one connection.
struct Crowd {
    enough: Arc<AtomicBool>,
    answered: Arc<AtomicUsize>,
    clients: Vec<JoinHandle<Asked>>,
}

/// How a client's requests ended.
#[derive(Debug, Default)]
struct Asked {
    statuses: Vec<String>,
    lost: usize,
    was_told_to_close: bool,
}

impl Crowd {
    fn asks(server: &Server, question: &str) -> Self {
        let body = json!({ "question": question }).to_string();
        let request = format!(
            "POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: {JSON}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let (enough, answered) = (Arc::<AtomicBool>::default(), Arc::<AtomicUsize>::default());
        let clients = (0..CLIENTS).map(|_| {
            let mut stream = server.connect();
            let (enough, answered, request) = (enough.clone(), answered.clone(), request.clone());
            std::thread::spawn(move || {
                let mut asked = Asked::default();
                while !asked.was_told_to_close && !enough.load(Ordering::Relaxed) {
                    let begun = Instant::now();
                    let sent = stream.write_all(request.as_bytes());
                    let was_slow = begun.elapsed() > SLOW;
                    match sent.and_then(|()| read_response(&mut stream)) {
                        Ok(head) => {
                            asked.statuses.push(head[9..12].to_owned());
                            asked.was_told_to_close = head.contains("connection: close");
                            answered.fetch_add(1, Ordering::Relaxed);
                        }
                        Err(_) if was_slow => break,
                        Err(_) => {
                            asked.lost += 1;
                            break;
                        }
                    }
                }
                asked
            })
        });
        let clients = clients.collect();
        Self {
            enough,
            answered,
            clients,
        }
    }

    fn answered(&self) -> usize {
        self.answered.load(Ordering::Relaxed)
    }

    /// Waits until each client can have got two more answers.
    fn wait_for_more_answers(&self) {
        let before = self.answered();
        wait_until("the clients are answered", || {
            self.answered() >= before + 2 * CLIENTS
        });
    }

    fn leave(self) -> Vec<Asked> {
        let clients = self.clients.into_iter();
        clients.map(|client| client.join().unwrap()).collect()
    }
}

/// Reads a response whole and returns its head.
fn read_response(stream: &mut std::net::TcpStream) -> std::io::Result<String> {
    let mut first = [0];
    stream.read_exact(&mut first)?;
    let head = read_head(stream);
    let length = head.split("content-length: ").nth(1).unwrap();
    let length: usize = length.lines().next().unwrap().parse().unwrap();
    stream.read_exact(&mut vec![0; length])?;
    Ok(format!("H{head}"))
}

#[track_caller]
fn assert_all_answered(asked: &[Asked]) {
    for client in asked {
        assert_eq!(client.lost, 0, "{client:?}");
        let all = client.statuses.iter().all(|status| status == "200");
        assert!(all, "{client:?}");
    }
}

#[test]
fn a_stop_under_load_loses_no_request_that_was_accepted() {
    let mut server = Server::start(&[]);
    let crowd = Crowd::asks(&server, QUESTION);
    crowd.wait_for_more_answers();
    server.stop();
    // Each client asks until a response says that the connection closes.
    let asked = crowd.leave();
    assert_all_answered(&asked);
    assert!(asked.iter().any(|client| client.was_told_to_close));
    assert_eq!(server.exit_code(), Some(0));
}

fn index(store: &Path, file: &str) {
    let mut command = whosaid(store);
    let path = data().join("transcripts").join(file);
    let ran = run(command.arg("index").arg(path));
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

/// Returns the transcripts of the hits.
fn found(server: &Server, question: &str) -> Vec<String> {
    let body = json!({ "question": question }).to_string();
    let response = server.send("POST", "/v1/ask", JSON, body.as_bytes());
    let (_, body) = response.split_once("\r\n\r\n").unwrap();
    let answer: Value = serde_json::from_str(body).unwrap();
    let hits = answer["hits"].as_array().unwrap().iter();
    let hits = hits.map(|hit| hit["transcript_id"].as_str().unwrap().to_owned());
    hits.collect()
}

#[test]
fn newer_transcripts_under_load_fail_no_request_and_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.db");
    index(&store, "canal_history.srt");
    let keys = folder.path().join("keys.toml");
    let key = KeyFile::at(keys.clone())
        .add("test", KeyScope::Write)
        .unwrap();
    let server = Server::over(&store, &["--no-keys", "--keys", keys.to_str().unwrap()]);
    let crowd = Crowd::asks(&server, QUESTION);
    crowd.wait_for_more_answers();
    index(&store, "sunday_kitchen.txt");
    wait_until("what another process indexed is found", || {
        found(&server, "What went wrong with the bread?").contains(&"sunday_kitchen".into())
    });
    let talk = std::fs::read(data().join("transcripts/peatland.vtt")).unwrap();
    let authorization = format!("{JSON}\r\nAuthorization: Bearer {}", key.reveal());
    for status in ["201", "200"] {
        let path = "/v1/transcripts/peatland";
        let put = server.send("PUT", path, &authorization, &talk);
        assert!(put.starts_with(&format!("HTTP/1.1 {status}")), "{put}");
        // Whoever was told that it is stored finds it.
        let hits = found(&server, "How deep is the peat at Kjelmyra?");
        assert!(hits.contains(&"peatland".into()), "{hits:?}");
    }
    crowd.wait_for_more_answers();
    crowd.enough.store(true, Ordering::Relaxed);
    assert_all_answered(&crowd.leave());
}

#[test]
fn an_upload_that_its_caller_gave_up_leaves_the_store_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.db");
    index(&store, "canal_history.srt");
    let keys = folder.path().join("keys.toml");
    let key = KeyFile::at(keys.clone())
        .add("test", KeyScope::Write)
        .unwrap();
    let server = Server::over(&store, &["--no-keys", "--keys", keys.to_str().unwrap()]);
    let lines = (0..20_000).map(|line| {
        format!(
            "Speaker {}: Line {line} of a long talk about locks and boats.\n",
            line % 2
        )
    });
    let talk: String = lines.collect();
    let mut stream = server.connect();
    write!(
        stream,
        "PUT /v1/transcripts/long HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n\r\n{talk}",
        key.reveal(),
        talk.len()
    )
    .unwrap();
    let uploads = |number: &str| {
        server
            .get("/metrics", "")
            .contains(&format!("\nwhosaid_uploads {number}\n"))
    };
    wait_until("the upload begins", || uploads("1"));
    drop(stream);
    wait_until("the upload ends", || uploads("0"));
    let listed = server.get("/v1/status", "");
    assert!(listed.contains("\"transcripts\":1,"), "{listed}");
}

/// Returns an answer without timings and scores, and with a rounded confidence.
fn without_noise(mut answer: Value) -> Value {
    answer["took_ms"] = Value::Null;
    let round = |number: &mut Value| {
        *number = json!((number.as_f64().unwrap() * 100.0).round() / 100.0);
    };
    round(&mut answer["confidence"]);
    for hit in answer["hits"].as_array_mut().unwrap() {
        hit["score"] = Value::Null;
    }
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn questions_asked_at_once_get_the_answers_that_they_get_alone() {
    let questions = [
        QUESTION,
        "How long was the canal frozen?",
        "What did Walter say about the boats?",
        "Which accounts did not come across in the rehearsal?",
        "Who pays the invoices?",
        "Which country won the 1990 football World Cup?",
        "When does the billing system change?",
        "Where was the keeper's cottage, and who lived in it before the war, if anybody did?",
    ];
    let app = app();
    let ask = |question: &'static str| {
        let body = Body::from(json!({ "question": question }).to_string());
        send(app.clone(), Method::POST, "/v1/ask", JSON, body)
    };
    let mut alone = Vec::new();
    for question in questions {
        alone.push(without_noise(ask(question).await.answer()));
    }
    let together = (0..4 * questions.len()).map(|place| {
        let place = place % questions.len();
        (place, tokio::spawn(ask(questions[place])))
    });
    let together: Vec<_> = together.collect();
    for (place, asked) in together {
        let answer = without_noise(asked.await.unwrap().answer());
        assert_eq!(answer, alone[place], "{}", questions[place]);
    }
}
