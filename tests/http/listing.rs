//! Tests lists page by page, segments and mentions.

use whosaid::engine::{Engine, Source};
use whosaid::transcript::{Metadata, ParseOptions};

use super::*;

/// A store with five short recordings, `a` to `e`, of which `c` has no date.
struct Shelf {
    app: Router,
    engine: Arc<Engine>,
    _folder: tempfile::TempDir,
}

impl Shelf {
    fn new() -> Self {
        let Temporary { engine, folder } = Temporary::empty();
        for (id, date) in [
            ("a", Some("2024-05-03")),
            ("b", Some("2024-05-01")),
            ("c", None),
            ("d", Some("2024-05-02")),
            ("e", Some("2024-05-01")),
        ] {
            put(&engine, id, date);
        }
        let engine = Arc::new(engine);
        let app = router(AppState::new(engine.clone(), ServeConfig::default()));
        Self {
            app,
            engine,
            _folder: folder,
        }
    }

    async fn page(&self, query: &str) -> Value {
        let path = format!("/v1/transcripts?{query}");
        self.get(&path).await.answer()
    }

    async fn get(&self, path: &str) -> Reply {
        send(self.app.clone(), Method::GET, path, "", Body::empty()).await
    }
}

fn put(engine: &Engine, id: &str, date: Option<&str>) {
    let text = format!("00:00:01.000 - 00:00:04.000, Ann {id}: The kettle boils at dawn.\n");
    let source = Source {
        id: id.into(),
        about: Metadata {
            date: date.map(|date| date.parse().unwrap()),
            ..Metadata::default()
        },
        options: ParseOptions::default(),
        path: id.into(),
        bytes: text.into_bytes(),
    };
    engine.ingest(source, &mut |_| true).unwrap();
}

fn ids(page: &Value) -> Vec<&str> {
    let transcripts = page["transcripts"].as_array().unwrap().iter();
    transcripts.map(|it| it["id"].as_str().unwrap()).collect()
}

/// Reads page after page, and what came of them all.
async fn all_pages(shelf: &Shelf, query: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = shelf.page(&format!("{query}&limit=2{cursor}")).await;
        found.extend(ids(&page).into_iter().map(str::to_owned));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

#[tokio::test]
async fn pages_together_are_the_whole_list_in_every_order() {
    let shelf = Shelf::new();
    for (sort, expected) in [
        ("id", ["a", "b", "c", "d", "e"]),
        ("newest", ["a", "d", "b", "e", "c"]),
        ("oldest", ["b", "e", "d", "a", "c"]),
    ] {
        assert_eq!(all_pages(&shelf, &format!("sort={sort}")).await, expected);
    }
    let whole = shelf.page("").await;
    assert_eq!(ids(&whole), ["a", "b", "c", "d", "e"]);
    assert_eq!(
        (&whole["total"], &whole["next_cursor"]),
        (&json!(5), &Value::Null)
    );
}

#[tokio::test]
async fn what_is_added_or_removed_between_pages_shifts_nothing() {
    let shelf = Shelf::new();
    let first = shelf.page("sort=id&limit=2").await;
    assert_eq!(ids(&first), ["a", "b"]);
    put(&shelf.engine, "aa", None);
    shelf.engine.catalogue().library().remove("b").unwrap();
    let next = first["next_cursor"].as_str().unwrap();
    let second = shelf.page(&format!("sort=id&limit=2&cursor={next}")).await;
    assert_eq!(ids(&second), ["c", "d"]);
}

#[tokio::test]
async fn filters_leave_what_fits_all_of_them() {
    let shelf = Shelf::new();
    for (query, expected) in [
        ("speaker=ann+d", &["d"][..]),
        ("speaker=Ann", &["a", "b", "c", "d", "e"]),
        ("speaker=An", &[]),
        ("q=NN+E", &["e"]),
        ("from=2024-05-02", &["a", "d"]),
        ("from=2024-05-01&to=2024-05-01", &["b", "e"]),
        ("to=2024-05-01&q=b", &["b"]),
        ("q=nothing", &[]),
    ] {
        let page = shelf.page(query).await;
        assert_eq!(ids(&page), expected, "{query}");
        assert_eq!(page["total"], expected.len(), "{query}");
    }
}

#[tokio::test]
async fn changed_or_foreign_cursor_is_refused() {
    let shelf = Shelf::new();
    let page = shelf.page("limit=2&speaker=Ann").await;
    let cursor = page["next_cursor"].as_str().unwrap();
    for query in [
        format!("speaker=Ann&cursor={cursor}00"),
        format!("speaker=Ann&cursor={}", &cursor[2..]),
        format!("cursor={cursor}"),
        format!("speaker=Ann&sort=newest&cursor={cursor}"),
        "cursor=".into(),
        "cursor=%F0%9F%92%A9".into(),
    ] {
        let reply = shelf.get(&format!("/v1/transcripts?{query}")).await;
        assert_eq!(reply.problem(400, "invalid_cursor")["field"], "cursor");
    }
    let goes_on = format!("speaker=Ann&limit=3&cursor={cursor}");
    assert_eq!(ids(&shelf.page(&goes_on).await), ["c", "d", "e"]);
}

#[tokio::test]
async fn a_parameter_that_cannot_be_is_a_problem_with_its_name() {
    for (path, field, reason) in [
        ("/v1/transcripts?limit=0", "limit", "between 1 and 1000"),
        ("/v1/transcripts?limit=-1", "limit", "whole number"),
        ("/v1/transcripts?limit=", "limit", "whole number"),
        ("/v1/transcripts?from=May", "from", "2024-05-31"),
        ("/v1/transcripts?sort=best", "sort", "`newest`"),
        (
            "/v1/transcripts?from=2024-03-02&to=2024-03-01",
            "from",
            "lies after",
        ),
        ("/v1/transcripts?speakr=x", "speakr", "`speaker`"),
        ("/v1/transcripts?q=a&q=b", "q", "given twice"),
        ("/v1/transcripts/canal_history/segment", "at", "missing"),
        (
            "/v1/transcripts/canal_history/segment?at=noon",
            "at",
            "00:12:30",
        ),
        (
            "/v1/transcripts/canal_history/segment?at=1&around_s=601",
            "around_s",
            "at most 600",
        ),
        ("/v1/mentions", "topic", "missing"),
        ("/v1/mentions?topic=+", "topic", "empty"),
        ("/v1/mentions?topic=x&k=0", "k", "between 1 and 1000"),
        (
            "/v1/mentions?topic=x&quotes=21",
            "quotes",
            "between 1 and 20",
        ),
        ("/v1/speakers?transcirpt=x", "transcirpt", "`transcript`"),
    ] {
        let problem = get(path).await.problem(400, "invalid_request");
        assert_eq!(problem["field"], field, "{path}: {problem}");
        assert_detail(&problem, reason);
    }
}

#[tokio::test]
async fn routes_without_parameters_take_none() {
    for path in [
        "/healthz?x=1",
        "/v1/transcripts/canal_history?full=1",
        "/docs?x",
    ] {
        let problem = get(path).await.problem(400, "invalid_request");
        assert_detail(&problem, "this takes none");
    }
    let reply = post("/v1/ask?k=3", json!({ "question": QUESTION })).await;
    assert_eq!(reply.problem(400, "invalid_request")["field"], "k");
    // Clients of others' protocols add their own.
    let model = get("/v1/models?api-version=2024-10-21").await;
    assert_eq!(model.status, StatusCode::OK);
}

#[tokio::test]
async fn a_query_that_is_not_utf8_is_a_problem() {
    let reply = get("/v1/transcripts?q=%FF").await;
    assert_detail(&reply.problem(400, "invalid_request"), "UTF-8");
}

#[tokio::test]
async fn segment_holds_the_turns_around_a_time() {
    let whole = get("/v1/transcripts/canal_history").await.answer();
    let path = "/v1/transcripts/canal_history/segment?at=00:05:00&before_s=0&after_s=30";
    let part = get(path).await.answer();
    let near = |turn: &&Value| {
        turn["start_s"].as_f64().unwrap() <= 330.0 && turn["end_s"].as_f64().unwrap() >= 300.0
    };
    let turns = whole["turns_text"].as_array().unwrap();
    let expected: Vec<&Value> = turns.iter().filter(near).collect();
    let shown: Vec<&Value> = part["turns_text"].as_array().unwrap().iter().collect();
    assert!(!shown.is_empty());
    assert_eq!(shown, expected);
    let counted = |name: &str| part[name].as_u64().unwrap() as usize;
    assert_eq!(
        counted("turns_before") + shown.len() + counted("turns_after"),
        turns.len()
    );
    assert_eq!(
        (&part["at"], &part["at_s"]),
        (&json!("00:05:00"), &json!(300.0))
    );
    let same = get("/v1/transcripts/canal_history/segment?at=300&before_s=0&after_s=30").await;
    assert_eq!(same.answer(), part);
}

#[tokio::test]
async fn segment_of_unknown_transcript_names_the_nearest_id() {
    let reply = get("/v1/transcripts/canal_histroy/segment?at=1").await;
    assert_detail(&reply.problem(404, "not_found"), "canal_history");
    let reply = get("/v1/transcripts/canal_history/segment?at=99:00:00").await;
    let problem = reply.problem(404, "not_found");
    assert_detail(&problem, "ends at");
    assert_eq!(problem["field"], "at");
}

#[tokio::test]
async fn who_spoke_of_a_topic_is_told_with_their_words() {
    let found = get("/v1/mentions?topic=the+keeper+at+Top+Lock&quotes=1")
        .await
        .answer();
    assert_eq!(
        (&found["answerable"], &found["reason"]),
        (&json!(true), &Value::Null)
    );
    let speakers = found["speakers"].as_array().unwrap();
    assert!(!speakers.is_empty());
    let mut passages = 0;
    for speaker in speakers {
        let quotes = speaker["quotes"].as_array().unwrap();
        assert_eq!(quotes.len(), 1);
        assert_eq!(quotes[0]["speaker"], speaker["speaker"]);
        passages += speaker["passages"].as_u64().unwrap();
    }
    let transcripts = found["transcripts"].as_array().unwrap().iter();
    let there: u64 = transcripts.map(|it| it["passages"].as_u64().unwrap()).sum();
    assert_eq!(there, passages);
    assert!(found["looked_at"].as_u64().unwrap() >= passages);
}

/// Returns how many passages of whom there are.
fn counted(found: &Value) -> Vec<(&str, u64)> {
    let speakers = found["speakers"].as_array().unwrap().iter();
    let counted = speakers.map(|it| {
        let speaker = it["speaker"].as_str().unwrap();
        (speaker, it["passages"].as_u64().unwrap())
    });
    counted.collect()
}

#[tokio::test]
async fn mentions_include_everybody_who_said_the_words() {
    let found = get("/v1/mentions?topic=ink&transcript=canal_history").await;
    let found = found.answer();
    let speakers = counted(&found);
    for speaker in ["Walter", "Agnes", "Interviewer"] {
        let is_there = speakers.iter().any(|(there, _)| *there == speaker);
        assert!(is_there, "{speaker}: {speakers:?}");
    }
    assert_eq!(found["complete"], true);
}

#[tokio::test]
async fn mentions_are_complete_only_where_looking_further_finds_no_more() {
    let sum = |found: &Value| -> u64 { counted(found).iter().map(|(_, passages)| passages).sum() };
    let mut complete = 0;
    for topic in ["lock", "ink", "invoice", "cold+weather", "wintering+frost"] {
        let few = get(&format!("/v1/mentions?topic={topic}&k=1"))
            .await
            .answer();
        let all = get(&format!("/v1/mentions?topic={topic}&k=500"))
            .await
            .answer();
        assert_eq!(all["complete"], true, "{topic}");
        if few["complete"] == true {
            complete += 1;
            assert_eq!(sum(&few), sum(&all), "{topic}");
        }
    }
    assert!(complete > 0);
}

#[tokio::test]
async fn mentions_count_every_passage_with_the_word_however_few_are_looked_at() {
    let sum = |found: &Value, list: &str| -> u64 {
        let parts = found[list].as_array().unwrap().iter();
        parts.map(|it| it["passages"].as_u64().unwrap()).sum()
    };
    for topic in ["lock", "boat"] {
        let few = get(&format!("/v1/mentions?topic={topic}&k=1"))
            .await
            .answer();
        let many = get(&format!("/v1/mentions?topic={topic}&k=500"))
            .await
            .answer();
        assert_eq!(few["with_words"], many["with_words"]);
        let with_words = few["with_words"].as_u64().unwrap();
        assert!(with_words > 5, "{topic}");
        for found in [&few, &many] {
            let passages = sum(found, "speakers");
            assert!(passages >= with_words, "{found}");
            assert_eq!(
                (sum(found, "transcripts"), sum(found, "days")),
                (passages, passages)
            );
            for transcript in found["transcripts"].as_array().unwrap() {
                let starts: Vec<f64> =
                    serde_json::from_value(transcript["starts_s"].clone()).unwrap();
                assert_eq!(
                    starts.len() as u64,
                    transcript["passages"].as_u64().unwrap()
                );
                assert!(starts.is_sorted());
            }
        }
    }
}

#[tokio::test]
async fn who_mentioned_a_word_leaves_out_nobody_who_did() {
    let found = get("/v1/mentions?topic=lock&k=500").await.answer();
    let has_word = |speaker: &&Value| {
        let quotes = speaker["quotes"].as_array().unwrap();
        let text = |quote: &Value| quote["text"].as_str().unwrap().to_lowercase();
        quotes.iter().any(|quote| text(quote).contains("lock"))
    };
    let speakers = found["speakers"].as_array().unwrap();
    let expected: Vec<&Value> = speakers.iter().filter(has_word).collect();
    assert!(expected.len() >= 3, "{found}");
    let question = json!({ "question": "Who mentioned a lock?" });
    let answer = post("/v1/ask", question).await.answer();
    for speaker in expected {
        let quotes = answer["quotes"].as_array().unwrap();
        let is_quoted = quotes
            .iter()
            .any(|quote| quote["speaker"] == speaker["speaker"]);
        assert!(is_quoted, "{speaker} {answer}");
    }
    let coverage = &answer["coverage"];
    assert_eq!(
        (&coverage["more_speakers"], &coverage["complete"]),
        (&json!(0), &json!(true))
    );
    assert_eq!(coverage["passages"], found["with_words"]);
}

#[tokio::test]
async fn list_quotes_every_passage_with_the_words_and_counts_them() {
    let question = json!({ "question": "List everything they said about the lock", "k": 1 });
    let answer = post("/v1/ask", question).await.answer();
    let quotes = answer["quotes"].as_array().unwrap().iter();
    let text = |quote: &Value| quote["text"].as_str().unwrap().to_lowercase();
    let having = quotes.filter(|quote| text(quote).contains("lock")).count();
    let coverage = &answer["coverage"];
    assert_eq!(coverage["passages"], having);
    assert_eq!(
        (&coverage["more_passages"], &coverage["complete"]),
        (&json!(0), &json!(true))
    );
}

#[tokio::test]
async fn mistyped_word_is_read_as_the_word_that_was_meant_unless_it_is_quoted_or_literal() {
    let ask = async |question: Value| post("/v1/ask", question).await.answer();
    let meant = ask(json!({ "question": "Who mentioned the invoice?" })).await;
    let read = ask(json!({ "question": "Who mentioned the invoicce?", "explain": true })).await;
    let expected = json!([{ "typed": "invoicce", "read": "invoice" }]);
    assert_eq!(read["interpreted_as"]["corrections"], expected);
    assert_eq!(read["interpreted_as"]["topic"], "the invoice");
    assert_eq!(read["quotes"], meant["quotes"]);
    let words = read["hits"][0]["explain"]["matched_words"]
        .as_array()
        .unwrap();
    assert!(
        words.iter().all(|word| word["question"] == "invoicce"),
        "{words:?}"
    );
    let mentions = get("/v1/mentions?topic=invoicce").await.answer();
    assert_eq!(mentions["interpreted_as"]["corrections"], expected);
    for kept in [
        json!({ "question": "Who mentioned the invoicce?", "literal": true }),
        json!({ "question": "Who mentioned \"the invoicce\"?" }),
        json!({ "question": "Who mentioned the goat?" }),
        json!({ "question": "Wer hat das Schleusentor erwähnt?" }),
        json!({ "question": "Who mentioned invoice 1947b?" }),
    ] {
        let read = ask(kept.clone()).await;
        assert_eq!(read["interpreted_as"]["corrections"], Value::Null, "{kept}");
    }
}

#[tokio::test]
async fn as_many_hits_as_asked_for_are_returned() {
    let request = json!({ "query": "the winter the lock froze", "k": 150 });
    let found = post("/v1/search", request).await.answer();
    assert_eq!(found["hits"].as_array().unwrap().len(), 150);
}

#[tokio::test]
async fn nobody_spoke_of_what_nobody_spoke_of() {
    let found = get("/v1/mentions?topic=the+1990+football+World+Cup").await;
    let found = found.answer();
    assert_eq!(found["reason"], "topic_not_found");
    assert_eq!(found["speakers"], json!([]));
    let found = get("/v1/mentions?topic=peat&speaker=Zoltan").await.answer();
    assert_eq!(found["reason"], "no_such_speaker");
}
