//! Tests storing and removing transcripts over HTTP.

use std::fs::{self, File};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use whosaid::embed::EmbedError;
use whosaid::engine::{Engine, IngestError, Progress, Source, Upkeep};
use whosaid::server::{Access, KeyFile, KeyRing, KeyScope, Timeouts};
use whosaid::transcript::{Metadata, ParseOptions};

use super::serving::PATIENCE;
use super::*;

const TALK: &str = "1\n00:00:01,000 --> 00:00:06,000\nPetra: The quince tree gave ninety pounds.\n";

const QUINCES: &str = "How much fruit did the quince tree give?";

const CHUNK: usize = 16 << 10;

/// A service over an engine, and a key that may write.
struct Service {
    folder: tempfile::TempDir,
    app: Router,
    key: String,
}

impl Service {
    fn empty() -> Self {
        let Temporary { engine, folder } = Temporary::empty();
        Self::over(Arc::new(engine), folder)
    }

    fn over(engine: Arc<Engine>, folder: tempfile::TempDir) -> Self {
        Self::with(engine, folder, ServeConfig::default())
    }

    /// One whose index is brought up to date beside the questions, until the upkeep is dropped.
    fn kept(timeouts: Timeouts) -> (Self, Upkeep) {
        let Temporary { engine, folder } = Temporary::empty();
        let engine = Arc::new(engine);
        let config = ServeConfig {
            timeouts,
            ..ServeConfig::default()
        };
        let upkeep = engine.catalogue().keep_up_to_date().unwrap();
        (Self::with(engine, folder, config), upkeep)
    }

    fn with(engine: Arc<Engine>, folder: tempfile::TempDir, config: ServeConfig) -> Self {
        let file = KeyFile::at(folder.path().join("keys.toml"));
        let key = file.add("test", KeyScope::Write).unwrap();
        let access = Access {
            keys: Some(KeyRing::open(file).unwrap()),
            ..Access::default()
        };
        let state = AppState::new(engine, config);
        Self {
            folder,
            app: router(state.with_access(access)),
            key: key.reveal().to_owned(),
        }
    }

    async fn send(&self, method: Method, path: &str, body: impl Into<Body>) -> Reply {
        let request = Request::builder().method(method).uri(path);
        let request = request
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, JSON)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.key));
        let request = request.body(body.into()).unwrap();
        Reply::read(self.app.clone().oneshot(request).await.unwrap()).await
    }

    async fn put(&self, path: &str, body: impl Into<Body>) -> Reply {
        self.send(Method::PUT, path, body).await
    }

    async fn ask(&self, question: Value) -> Value {
        let asked = self.send(Method::POST, "/v1/ask", question.to_string());
        asked.await.answer()
    }

    /// Puts a transcript over and over until it can be found.
    async fn put_until_found(&self, path: &str, body: &str) {
        let found = async {
            while self.put(path, body.to_owned()).await.json()["findable"] != true {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, found).await.unwrap();
    }
}

#[tokio::test]
async fn a_transcript_that_is_put_can_be_asked_and_taken_out_again() {
    let service = Service::empty();
    let stored = service
        .put(
            "/v1/transcripts/garden?title=The+garden&date=2024-05-31",
            TALK,
        )
        .await;
    assert_eq!(stored.status, 201, "{stored:?}");
    assert_eq!(stored.json()["turns"], 1);
    assert_eq!(
        service.put("/v1/transcripts/garden", TALK).await.status,
        200
    );
    let body = json!({ "question": "How much fruit did the quince tree give?" }).to_string();
    let asked = service.send(Method::POST, "/v1/ask", body).await;
    let answer = asked.answer();
    assert_eq!(answer["quotes"][0]["speaker"], "Petra");
    assert_eq!(answer["hits"][0]["title"], "The garden");
    let gone = service
        .send(Method::DELETE, "/v1/transcripts/garden", Body::empty())
        .await;
    assert_eq!(gone.status, 204, "{gone:?}");
    let again = service
        .send(Method::DELETE, "/v1/transcripts/garden", Body::empty())
        .await;
    again.problem(404, "not_found");
}

#[tokio::test]
async fn what_is_unchanged_is_told_with_all_that_there_is_of_it() {
    let service = Service::empty();
    let first = service.put("/v1/transcripts/garden", TALK).await.json();
    assert_eq!(
        (&first["turns"], &first["passages"]),
        (&json!(1), &json!(1))
    );
    for (query, status) in [("", "unchanged"), ("?title=Garden", "described")] {
        let path = format!("/v1/transcripts/garden{query}");
        let again = service.put(&path, TALK).await.answer();
        assert_eq!(again["status"], status);
        for size in ["turns", "passages"] {
            assert_eq!(again[size], first[size], "{status} {size}");
        }
    }
}

#[tokio::test]
async fn what_is_no_transcript_is_refused_and_changes_nothing() {
    let service = Service::empty();
    let refused = service
        .put("/v1/transcripts/diary", "dear diary, today it rained")
        .await;
    refused.problem(422, "unreadable_transcript");
    let listed = service
        .send(Method::GET, "/v1/transcripts", Body::empty())
        .await;
    assert_eq!(listed.answer()["transcripts"], json!([]));
}

#[tokio::test]
async fn an_id_of_a_file_that_was_indexed_is_not_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::over(library().engine.clone(), folder);
    let taken = service.put("/v1/transcripts/canal_history", TALK).await;
    taken.problem(409, "conflict");
}

#[tokio::test]
async fn parameters_of_an_upload_are_strict() {
    let service = Service::empty();
    let unknown = service.put("/v1/transcripts/garden?titel=x", TALK).await;
    let problem = unknown.problem(400, "invalid_request");
    assert_detail(&problem, "did you mean `title`?");
    assert_eq!(problem["field"], "titel");
    for (query, field) in [
        ("format=morse", "format"),
        ("url=javascript:alert(1)", "url"),
        ("date=yesterday", "date"),
        ("title=%1b%5b31mred", "title"),
        ("title=", "title"),
    ] {
        let refused = service
            .put(&format!("/v1/transcripts/garden?{query}"), TALK)
            .await;
        let problem = refused.problem(400, "invalid_request");
        assert_eq!(problem["field"], field, "{problem}");
    }
}

#[tokio::test]
async fn an_id_that_cannot_be_shown_is_not_given() {
    let service = Service::empty();
    for (id, reason) in [
        (&*"y".repeat(201), "at most 200 characters"),
        ("%E2%80%AE", "U+202E"),
        ("talk%E2%80%8B", "U+200B"),
        ("%1b", "U+001B"),
    ] {
        let refused = service.put(&format!("/v1/transcripts/{id}"), TALK).await;
        let problem = refused.problem(400, "invalid_request");
        assert_detail(&problem, reason);
        assert_eq!(problem["field"], "id", "{problem}");
    }
    let longest = format!("/v1/transcripts/{}", "y".repeat(200));
    assert_eq!(service.put(&longest, TALK).await.status, 201);
}

#[tokio::test]
async fn an_upload_that_is_too_large_is_refused_with_the_limit() {
    let service = Service::empty();
    let flood = service
        .put("/v1/transcripts/flood", vec![b'x'; (64 << 20) + 1])
        .await;
    flood.problem(413, "body_too_large");
}

#[tokio::test]
async fn without_a_key_that_may_write_nothing_is_put_or_taken_out() {
    for method in [Method::PUT, Method::DELETE] {
        let refused = send(
            app(),
            method,
            "/v1/transcripts/canal_history",
            "",
            TALK.into(),
        )
        .await;
        refused.problem(401, "unauthorized");
    }
    let body = json!({ "label": "Walter", "name": "Walt" }).to_string();
    let refused = send(app(), Method::POST, "/v1/speakers/name", JSON, body.into()).await;
    refused.problem(401, "unauthorized");
}

#[tokio::test]
async fn a_speaker_gets_a_name_and_answers_use_it() {
    let service = Service::empty();
    service.put("/v1/transcripts/garden", TALK).await;
    let body = json!({ "label": "Petra", "name": "Petra Lind", "reason": "she said so" });
    let named = service
        .send(Method::POST, "/v1/speakers/name", body.to_string())
        .await;
    assert_eq!(named.answer()["speakers"][0]["name"], "Petra Lind");
    let body = json!({ "question": "How much fruit did the quince tree give?" });
    let asked = service
        .send(Method::POST, "/v1/ask", body.to_string())
        .await;
    let quote = &asked.answer()["quotes"][0];
    assert_eq!(
        (&quote["speaker"], &quote["speaker_label"]),
        (&json!("Petra Lind"), &json!("Petra"))
    );
    let body = json!({ "label": "Nobody", "name": "X" });
    let unknown = service
        .send(Method::POST, "/v1/speakers/name", body.to_string())
        .await;
    assert_eq!(unknown.problem(404, "not_found")["field"], "label");
}

#[tokio::test]
async fn a_reason_is_no_book() {
    let service = Service::empty();
    service.put("/v1/transcripts/garden", TALK).await;
    for (characters, status) in [(1001, 400), (1000, 200)] {
        let reason = "é".repeat(characters);
        let body = json!({ "label": "Petra", "name": "Petra Lind", "reason": reason });
        let body = body.to_string();
        let named = service.send(Method::POST, "/v1/speakers/name", body).await;
        assert_eq!(named.status, status, "{named:?}");
        if status == 400 {
            assert_eq!(named.problem(400, "invalid_request")["field"], "reason");
        }
    }
}

/// A body without an end and without a length, which counts what was taken of it.
fn endless(taken: Arc<AtomicUsize>) -> Body {
    let chunks = std::iter::repeat_with(move || {
        taken.fetch_add(CHUNK, Ordering::Relaxed);
        Ok::<_, std::io::Error>(vec![b'x'; CHUNK])
    });
    Body::from_stream(tokio_stream::iter(chunks))
}

#[tokio::test]
async fn a_body_without_an_end_is_read_up_to_the_limit_and_no_further() {
    let service = Service::empty();
    for (method, path, most) in [
        (Method::PUT, "/v1/transcripts/flood", 64 << 20),
        (
            Method::POST,
            "/v1/ask",
            ServeConfig::default().most_body_bytes,
        ),
    ] {
        let taken = Arc::new(AtomicUsize::new(0));
        let reply = service.send(method, path, endless(taken.clone())).await;
        let problem = reply.problem(413, "body_too_large");
        let words = match most {
            size if size % (1 << 20) == 0 => format!("at most {} MiB", size >> 20),
            size => format!("at most {} KiB", size >> 10),
        };
        assert_detail(&problem, &words);
        assert!(taken.load(Ordering::Relaxed) <= most + 2 * CHUNK);
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_not_called_too_large() {
    let service = Service::empty();
    let broken = [Ok(TALK.as_bytes()), Err(std::io::Error::other("gone"))];
    let body = Body::from_stream(tokio_stream::iter(broken));
    let reply = service.put("/v1/transcripts/garden", body).await;
    assert_detail(
        &reply.problem(400, "invalid_request"),
        "ended before it was whole",
    );
    let listed = service
        .send(Method::GET, "/v1/transcripts", Body::empty())
        .await;
    assert_eq!(listed.answer()["transcripts"], json!([]));
}

#[tokio::test]
async fn a_name_is_taken_back_by_its_number_and_the_history_has_both() {
    let service = Service::empty();
    service.put("/v1/transcripts/garden", TALK).await;
    for name in ["Petra Lind", "Petra Lindqvist"] {
        let body = json!({ "label": "Petra", "name": name }).to_string();
        let named = service.send(Method::POST, "/v1/speakers/name", body).await;
        assert_eq!(named.status, 200, "{named:?}");
    }
    let body = json!({ "change": 2, "reason": "misheard" }).to_string();
    let undone = service
        .send(Method::POST, "/v1/speakers/undo", body.clone())
        .await;
    assert_eq!(undone.answer()["speakers"][0]["name"], "Petra Lind");
    let again = service.send(Method::POST, "/v1/speakers/undo", body).await;
    assert_eq!(again.problem(409, "conflict")["field"], "change");
    let history = service
        .send(Method::GET, "/v1/speakers/history", Body::empty())
        .await;
    let history = history.json();
    let changes = history["changes"].as_array().unwrap();
    let undone: Vec<&Value> = changes.iter().map(|change| &change["undone"]).collect();
    assert_eq!(undone, [false, true, false]);
    assert_eq!(changes[2]["undoes"], 2);
    assert_eq!(changes[2]["reason"], "misheard");
}

#[tokio::test]
async fn undo_without_a_number_takes_back_the_last_name() {
    let service = Service::empty();
    service.put("/v1/transcripts/garden", TALK).await;
    let body = json!({ "label": "Petra", "name": "Petra Lind" }).to_string();
    service.send(Method::POST, "/v1/speakers/name", body).await;
    let undone = service.send(Method::POST, "/v1/speakers/undo", "{}").await;
    assert_eq!(undone.answer()["speakers"][0]["name"], Value::Null);
    let nothing = service.send(Method::POST, "/v1/speakers/undo", "{}").await;
    nothing.problem(409, "conflict");
}

#[tokio::test]
async fn waiting_change_does_not_delay_questions() {
    let service = Service::empty();
    service.put("/v1/transcripts/garden", TALK).await;
    let store = service.folder.path().join("store.db");
    let named = json!({ "label": "Petra", "name": "Petra Lind" }).to_string();
    for (method, path, body) in [
        (Method::PUT, "/v1/transcripts/orchard", TALK),
        (Method::POST, "/v1/speakers/name", &named),
        (Method::PUT, "/v1/transcripts/garden?title=A+garden", TALK),
        (Method::DELETE, "/v1/transcripts/orchard", ""),
    ] {
        let other = rusqlite::Connection::open(&store).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let changed = service.send(method, path, body.to_owned());
        let asked = async {
            // So many that the change has come to its commit long before the last.
            for _ in 0..20 {
                let answer = service.ask(json!({ "question": QUINCES })).await;
                assert_eq!(answer["answerable"], true);
                for path in ["/readyz", "/v1/status"] {
                    let looked = service.send(Method::GET, path, Body::empty()).await;
                    assert_eq!(looked.status, 200, "{looked:?}");
                }
            }
            other.execute_batch("ROLLBACK").unwrap();
        };
        // A change that a question waited for has waited for too long itself.
        let (changed, ()) = tokio::join!(changed, asked);
        assert!(changed.status.is_success(), "{path}: {changed:?}");
    }
}

#[tokio::test]
async fn index_behind_is_reported_by_uploads_and_questions() {
    let (service, _upkeep) = Service::kept(Timeouts {
        show: Duration::from_millis(50),
        ..Timeouts::default()
    });
    let path = "/v1/transcripts/garden";
    service.put_until_found(path, TALK).await;
    let lock = service.folder.path().join("store.db.index/lock");
    let building = File::create(lock).unwrap();
    building.lock().unwrap();
    let newer = TALK.replace("ninety pounds", "ninety pounds of fruit");
    for (path, talk, status) in [
        (path, newer.as_str(), "replaced"),
        ("/v1/transcripts/orchard", TALK, "stored"),
    ] {
        let put = service.put(path, talk.to_owned()).await.json();
        assert_eq!(
            (&put["status"], &put["findable"]),
            (&json!(status), &json!(false))
        );
    }
    // The index has the former version alone, and the store the newer ones.
    for filter in [
        json!({}),
        json!({ "transcripts": ["orchard"] }),
        json!({ "transcripts": ["garden"] }),
        json!({ "speakers": ["Orla"] }),
    ] {
        let question = json!({ "question": QUINCES, "filter": filter });
        let answer = service.ask(question).await;
        assert_eq!(answer["reason"], "index_behind", "{answer}");
        assert_eq!(answer["answerable"], false);
    }
    let body = json!({ "query": QUINCES }).to_string();
    let found = service.send(Method::POST, "/v1/search", body).await;
    assert_eq!(found.answer()["reason"], "index_behind");
    let nowhere = json!({ "question": QUINCES, "filter": { "transcripts": ["nowhere"] } });
    assert_eq!(service.ask(nowhere).await["reason"], "no_such_transcript");
    drop(building);
    service.put_until_found(path, &newer).await;
    let answer = service.ask(json!({ "question": QUINCES })).await;
    assert_eq!(answer["answerable"], true, "{answer}");
}

#[tokio::test]
async fn an_upload_after_a_failure_waits_for_the_next_try() {
    let (service, _upkeep) = Service::kept(Timeouts {
        show: PATIENCE,
        ..Timeouts::default()
    });
    service
        .put_until_found("/v1/transcripts/garden", TALK)
        .await;
    let index = service.folder.path().join("store.db.index");
    fs::remove_dir_all(&index).unwrap();
    fs::write(&index, "in the way").unwrap();
    let pears = TALK.replace("quince", "pear");
    let put = service.put("/v1/transcripts/pears", pears).await.json();
    assert_eq!(put["findable"], false, "{put}");
    fs::remove_file(&index).unwrap();
    let plums = TALK.replace("quince tree gave", "plum tree never gave");
    let put = service.put("/v1/transcripts/plums", plums).await.json();
    assert_eq!(put["findable"], true, "{put}");
    let question = json!({ "question": "What did the plum tree never give?" });
    let answer = service.ask(question).await;
    assert_eq!(answer["quotes"][0]["transcript_id"], "plums", "{answer}");
}

fn source(title: &str, words: &str) -> Source {
    Source {
        id: "talk".into(),
        about: Metadata {
            title: Some(title.into()),
            ..Metadata::default()
        },
        options: ParseOptions::default(),
        path: "talk.srt".into(),
        bytes: TALK.replace("quince", words).into_bytes(),
    }
}

#[test]
fn abandoned_upload_is_noticed_before_the_commit() {
    let Temporary { engine, folder } = Temporary::empty();
    let mut left = 0;
    let ended = engine.ingest(source("Pears", "pear"), &mut |progress| match progress {
        Progress::Begin(passages) => {
            left = passages;
            true
        }
        // Its caller goes away as soon as all of it is embedded.
        Progress::Embedded(passages) => {
            let was_left = left;
            left = left.saturating_sub(passages);
            was_left > 0
        }
    });
    let cancelled = matches!(ended, Err(IngestError::Embed(EmbedError::Cancelled)));
    assert!(cancelled, "{ended:?}");
    assert!(engine.catalogue().library().summaries().unwrap().is_empty());
    drop(folder);
}

#[tokio::test]
async fn what_the_numbers_of_a_table_count_is_told_with_a_parameter() {
    let service = Service::empty();
    let table = "speaker,start,text\nPetra,12,The quince tree gave ninety pounds.\n";
    let refused = service.put("/v1/transcripts/garden", table).await;
    let problem = refused.problem(422, "unreadable_transcript");
    assert_detail(&problem, "the parameter time_unit=s or time_unit=ms");
    assert_eq!(problem["field"], "time_unit");
    let put = service
        .put("/v1/transcripts/garden?time_unit=s", table)
        .await;
    assert_eq!(put.status, 201, "{put:?}");
    let path = "/v1/transcripts/garden";
    let given = service.send(Method::GET, path, Body::empty()).await;
    assert_eq!(given.answer()["turns_text"][0]["start_s"], 12.0);
    // What HTTP has no parameter for.
    let refused = service.put("/v1/transcripts/garden", vec![0xe9, 1]).await;
    let problem = refused.problem(422, "unreadable_transcript");
    assert_detail(&problem, "an option of `whosaid index`");
    let unknown = service
        .put("/v1/transcripts/garden?time_unit=min", table)
        .await;
    let problem = unknown.problem(400, "invalid_request");
    assert_eq!(problem["field"], "time_unit", "{problem}");
}

#[test]
fn reading_during_a_replacement_returns_one_whole_version() {
    let Temporary { engine, folder } = Temporary::empty();
    let versions = [("Pears", "pear"), ("Plums", "plum")];
    let put = |place: usize| {
        let (title, words) = versions[place % 2];
        engine.ingest(source(title, words), &mut |_| true).unwrap();
    };
    put(0);
    std::thread::scope(|scope| {
        let replacing = scope.spawn(|| (1..60).for_each(put));
        while !replacing.is_finished() {
            let whole = engine
                .catalogue()
                .library()
                .full_transcript("talk")
                .unwrap()
                .unwrap();
            let mut known = versions.iter();
            let (_, words) = known
                .find(|(title, _)| *title == whole.summary.title)
                .unwrap();
            let said = &whole.turns[0].text;
            assert!(said.contains(words), "{}: {said}", whole.summary.title);
            // The one who writes reads too, over the same connection.
            std::thread::yield_now();
        }
    });
    drop(folder);
}

#[tokio::test]
async fn language_of_an_upload_is_told_with_a_parameter() {
    let service = Service::empty();
    let path = "/v1/transcripts/garden";
    let put = service.put(&format!("{path}?language=EN_gb"), TALK).await;
    assert_eq!(put.status, 201, "{put:?}");
    let given = service.send(Method::GET, path, Body::empty()).await;
    assert_eq!(given.answer()["language"], "en-GB");
    let put = service.put(&format!("{path}?language=nl"), TALK).await;
    assert_eq!(put.json()["status"], "described");
    let refused = service.put(&format!("{path}?language=dutch"), TALK).await;
    let problem = refused.problem(400, "invalid_request");
    assert_eq!(problem["field"], "language", "{problem}");
    assert_detail(&problem, "write nl");
}
