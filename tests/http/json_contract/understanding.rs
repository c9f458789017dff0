//! Tests the JSON of readings, explanations and groups of quotes.

use std::collections::BTreeSet;

use super::*;

const QUESTIONS: [&str; 4] = [
    ANSWERED,
    OFF_TOPIC,
    "What did Walter say about the lock keepers?",
    "Who complained about invoices in the billing meeting?",
];

/// Returns the problem that a body is refused with.
async fn refused(path: &str, body: Value) -> Value {
    let problem = http(path, body).await;
    assert_eq!(problem["status"], 400, "{problem}");
    problem
}

#[test]
fn every_response_says_how_the_request_was_understood() {
    for question in QUESTIONS {
        let answer: AskResponse = read(&cli(&["ask", question]));
        let found: SearchResponse = read(&cli(&["search", question]));
        for understood in [answer.interpreted_as, found.interpreted_as] {
            assert!(question.contains(&understood.topic), "{understood:?}");
            assert!(!understood.kind.is_empty());
            assert!(understood.dropped.is_empty());
        }
    }
}

#[test]
fn a_response_without_hits_says_how_the_request_was_understood() {
    let refusal: AskResponse = read(&cli(&["ask", "Who said \"no such words here\"?"]));
    assert_eq!(refusal.reason.as_deref(), Some("phrase_not_found"));
    assert!(refusal.hits.is_empty() && refusal.quotes.is_empty());
    assert_eq!(refusal.interpreted_as.phrases, ["no such words here"]);
    assert_eq!(refusal.interpreted_as.kind, "who_said");
}

#[tokio::test]
async fn read_filters_can_be_given_instead() {
    let question = "What did Walter say about Agnes and the lock?";
    let ask = async |filter: Value| -> AskResponse {
        let body = json!({ "question": question, "filter": filter });
        read(&http("/v1/ask", body).await)
    };
    let read = ask(json!({})).await;
    let of = |response: &AskResponse| json!(response.interpreted_as.filter);
    assert_eq!(of(&read), json!({ "speakers": ["Walter"] }));
    assert_eq!(read.interpreted_as.mentioned, ["Agnes"]);
    let walter = |hit: &Hit| hit.speaker.as_deref() == Some("Walter");
    assert!(!read.hits.is_empty() && read.hits.iter().all(walter));
    let given = ask(json!({ "speakers": ["agnes"] })).await;
    assert_eq!(of(&given), json!({ "speakers": ["agnes"] }));
    assert!(!given.hits.is_empty() && !given.hits.iter().any(walter));
    let anybody = ask(json!({ "speakers": [] })).await;
    assert_eq!(of(&anybody), json!({}));
}

#[tokio::test]
async fn a_filter_that_is_read_and_leaves_nothing_is_named_as_dropped() {
    let question = "What did Walter say in the meeting on 2024-05-05?";
    let answer: AskResponse = read(&http("/v1/ask", json!({ "question": question })).await);
    let dropped = "the days 2024-05-05 to 2024-05-05";
    assert_eq!(answer.interpreted_as.dropped, [dropped]);
    assert!(!answer.hits.is_empty());
}

#[tokio::test]
async fn a_topic_and_a_kind_that_are_given_hold() {
    let body = json!({ "question": ANSWERED, "topic": "bread", "kind": "list" });
    let answer: AskResponse = read(&http("/v1/ask", body).await);
    assert_eq!(answer.interpreted_as.topic, "bread");
    assert_eq!(answer.interpreted_as.kind, "list");
}

#[tokio::test]
async fn a_literal_question_is_its_own_topic_and_has_no_filter() {
    let question = "What did Walter say about \"the lock\"?";
    let body = json!({ "query": question, "literal": true });
    let found: SearchResponse = read(&http("/v1/search", body).await);
    let understood = found.interpreted_as;
    assert_eq!(understood.topic, question);
    assert!(understood.filter.is_empty() && understood.phrases.is_empty());
    assert!(!found.hits.is_empty());
}

#[tokio::test]
async fn an_unknown_kind_is_a_problem_with_its_field_and_all_kinds() {
    let problem = refused("/v1/ask", json!({ "question": "x", "kind": "whose" })).await;
    assert_eq!(problem["field"], "kind");
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.contains("`kind`: \"whose\" was given; expected one of what"),
        "{detail}"
    );
    for kind in [
        "what",
        "when",
        "when_said",
        "where",
        "who",
        "who_said",
        "how_many",
        "why",
        "how",
        "list",
    ] {
        assert!(detail.contains(kind), "{kind} is not in {detail}");
    }
}

#[tokio::test]
async fn empty_and_endless_topics_are_refused_by_field() {
    for (path, field) in [("/v1/ask", "question"), ("/v1/search", "query")] {
        for (topic, reason) in [
            (" ".to_owned(), "the topic is empty"),
            ("why ".repeat(2000), "the topic has 8000 bytes"),
        ] {
            let problem = refused(path, json!({ field: "x", "topic": topic })).await;
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.contains(reason), "{detail}");
            assert_eq!(problem["field"], "topic");
        }
    }
}

#[tokio::test]
async fn the_parts_of_a_score_add_up_to_it() {
    for question in QUESTIONS {
        let body = json!({ "query": question, "k": 20, "explain": true });
        let found: SearchResponse = read(&http("/v1/search", body).await);
        let mut held_back = 0;
        for hit in &found.hits {
            let parts = hit.explain.as_ref().unwrap();
            let added = parts.meaning + parts.words + parts.late + parts.neighbours;
            let sum = added + parts.shape + parts.named - parts.held_back;
            assert!((sum - hit.score).abs() < 0.002, "{hit:?}");
            held_back += usize::from(parts.held_back > 0.0);
        }
        assert!(
            held_back > 0,
            "twenty hits of two recordings are near each other"
        );
    }
}

#[tokio::test]
async fn matched_words_are_words_of_the_question_and_of_the_hit() {
    for question in QUESTIONS {
        let body = json!({ "query": question, "k": 20, "explain": true });
        let found: SearchResponse = read(&http("/v1/search", body).await);
        let mut in_text = 0;
        for hit in &found.hits {
            let matched = &hit.explain.as_ref().unwrap().matched_words;
            let mut shares = 0.0;
            for word in matched {
                assert!(!word.question.is_empty() && question.contains(&word.question));
                if let Some(met) = &word.passage {
                    assert!(!met.is_empty() && hit.text.contains(met.as_str()), "{met}");
                    in_text += 1;
                }
                assert!((-1.001..=1.001).contains(&word.similarity));
                shares += word.share;
            }
            assert!((shares - 1.0).abs() < 0.01, "{shares}");
        }
        assert!(in_text > found.hits.len());
    }
}

#[tokio::test]
async fn a_word_that_was_said_is_matched_by_itself() {
    let body = json!({ "query": ANSWERED, "k": 1, "explain": true });
    let found: SearchResponse = read(&http("/v1/search", body).await);
    let matched = &found.hits[0].explain.as_ref().unwrap().matched_words;
    let keeper = matched.iter().find(|word| word.question == "keeper");
    let met = keeper.unwrap().passage.as_deref().unwrap();
    assert!(met.to_lowercase().starts_with("keep"), "{met}");
}

#[tokio::test]
async fn the_words_of_a_given_topic_are_the_ones_that_are_matched() {
    let topic = "frozen boats";
    let body = json!({ "query": ANSWERED, "topic": topic, "explain": true });
    let found: SearchResponse = read(&http("/v1/search", body).await);
    for hit in &found.hits {
        for word in &hit.explain.as_ref().unwrap().matched_words {
            assert!(topic.contains(&word.question), "{word:?}");
        }
    }
}

#[tokio::test]
async fn groups_hold_every_quote_once_by_transcript_and_speaker() {
    let mut quoted = 0;
    for question in QUESTIONS {
        for kind in ["who_said", "list"] {
            let body = json!({ "question": question, "kind": kind });
            let answer: AskResponse = read(&http("/v1/ask", body).await);
            let places = answer.groups.iter().flat_map(|group| &group.quotes);
            let mut places: Vec<usize> = places.copied().collect();
            places.sort_unstable();
            assert!(places.iter().copied().eq(0..answer.quotes.len()));
            let mut keys = BTreeSet::new();
            for group in &answer.groups {
                let id = &group.transcript_id;
                assert!(keys.insert((id, &group.speaker)), "{group:?}");
                for &place in &group.quotes {
                    let quote = &answer.quotes[place];
                    assert_eq!((&quote.transcript_id, &quote.speaker), (id, &group.speaker));
                }
            }
            if kind == "who_said" {
                let speakers = answer.quotes.iter().map(|quote| &quote.speaker);
                let different: BTreeSet<_> = speakers.clone().collect();
                assert_eq!(different.len(), speakers.count(), "one quote a speaker");
            }
            quoted += answer.quotes.len();
        }
    }
    assert!(quoted > 0);
}

#[tokio::test]
async fn quotes_of_other_kinds_have_no_groups() {
    let body = json!({ "question": ANSWERED, "kind": "what" });
    let answer: AskResponse = read(&http("/v1/ask", body).await);
    assert_eq!((answer.quotes.len(), answer.groups.len()), (1, 0));
}
