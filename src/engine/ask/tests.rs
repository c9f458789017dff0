//! Tests filters, phrases and the passages of hits, without a model.

use std::collections::HashSet;

use super::interpretation::{DroppedFilter, Interpretation};
use super::passage_filter::{ScopeResolver, plain};
use super::question::{Filter, Question, Understanding};
use super::ranked_text::{self, MOST_JOINED_WORDS};
use super::rereading::words_before;
use crate::answer::{RankedPassage, Reason};
use crate::embed::{DIMENSIONS, Embedding, Encoded, Model, TokenVectors};
use crate::engine::catalogue::Catalogue;
use crate::engine::identity;
use crate::passage::{Passage as Part, PassageConfig, divide};
use crate::search::{Candidate, Features, Hit};
use crate::store::{Encodings, PassageId, PassageRecord, PassageScope, Record, StoreWriter};
use crate::transcript::{Media, ParseOptions, Transcript, parse};

const MARSH: &str = "00:00:01.000 - 00:00:09.000, Ilka: The tide was the end of the old mill.\n\
                     00:00:09.000 - 00:00:14.000, Tarun: To be or not to be a miller, they asked.\n\
                     00:00:14.000 - 00:00:19.000, Ilka: Geese came, and the reeds grew tall.\n";
const QUAY: &str = "00:00:01.000 - 00:00:06.000, Orla: The ferry carries nobody in winter.\n\
                    00:00:06.000 - 00:00:11.000, Tarun: A ferry is a bridge that moves.\n";

/// A throw-away catalogue with made-up embeddings.
pub(super) struct Invented {
    pub(super) catalogue: Catalogue,
    ranked_as: Model,
    _folder: tempfile::TempDir,
}

impl Invented {
    /// Holds transcripts of these ids, days and texts, their turns cut at so many words.
    pub(super) fn of(transcripts: &[(&str, &str, &str)], most_words: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        let mut store = StoreWriter::open(&path, identity(Model::English)).unwrap();
        for (id, day, text) in transcripts {
            commit(&mut store, id, day, text, most_words);
        }
        Self {
            catalogue: Catalogue::open(&path, Box::new(|_| {})).unwrap(),
            ranked_as: Model::English,
            _folder: folder,
        }
    }

    pub(super) fn two() -> Self {
        let transcripts = [("marsh", "2024-05-01", MARSH), ("quay", "2024-06-02", QUAY)];
        Self::of(&transcripts, 60)
    }

    fn read(&self, question: &Question) -> (Interpretation, Result<Vec<String>, Reason>) {
        let index = self.catalogue.index().unwrap();
        let resolver = ScopeResolver {
            catalogue: &self.catalogue,
            index: &index,
            ranked_as: self.ranked_as,
        };
        let reading = resolver.read(question).unwrap();
        let mut understood = Interpretation::new(question, reading);
        let allowed = resolver.filter(question, &mut understood).unwrap();
        let all = self.records();
        let admitted = allowed.map(|allowed| {
            let admitted = all.iter().filter(|record| allowed.admits(record.id));
            admitted.map(|record| record.text().to_owned()).collect()
        });
        (understood, admitted)
    }

    pub(super) fn records(&self) -> Vec<PassageRecord> {
        let store = self.catalogue.store().reader();
        let ids = store.passages().in_scope(&PassageScope::default()).unwrap();
        store.passages().records(&ids).unwrap()
    }

    fn shown(&self, hits: Vec<Hit>, k: usize) -> Vec<RankedPassage> {
        let index = self.catalogue.index().unwrap();
        let passages = ranked_text::read(&self.catalogue, &index, hits).unwrap();
        ranked_text::join_adjoining(passages, k)
    }

    /// Returns the words that may be found, each passage by its first.
    #[track_caller]
    fn admitted(&self, question: &Question) -> Vec<String> {
        let (_, admitted) = self.read(question);
        let firsts = admitted.unwrap().into_iter();
        firsts
            .map(|text| text.split(' ').take(2).collect::<Vec<_>>().join(" "))
            .collect()
    }
}

fn commit(store: &mut StoreWriter, id: &str, day: &str, text: &str, most_words: usize) {
    let parsed = parse(text.as_bytes(), &ParseOptions::default()).unwrap();
    let mut transcript = Transcript {
        id: id.into(),
        title: id.into(),
        date: Some(day.parse().unwrap()),
        source: format!("{id}.txt"),
        format: parsed.format,
        media: Media::default(),
        language: None,
        turns: parsed.turns,
    };
    transcript.set_languages(None);
    let config = PassageConfig {
        most_words,
        ..PassageConfig::default()
    };
    let passages: Vec<Part> = divide(&transcript.turns, None, &config, &str::len);
    let made_up = |_| Encoded {
        embedding: Embedding::new(vec![1.0; DIMENSIONS]).unwrap(),
        tokens: TokenVectors::default(),
    };
    let findable = passages.iter().filter(|passage| !passage.backchannel);
    let encoded: Vec<Encoded> = findable.map(made_up).collect();
    let encoded = Encodings::from(encoded);
    let record = Record {
        transcript: &transcript,
        people: None,
        content_hash: [0; 32],
        passages: &passages,
        encoded: &encoded,
        item: None,
    };
    store.commit(&record).unwrap();
}

fn question(text: &str) -> Question {
    Question {
        text: text.into(),
        k: 5,
        ..Question::default()
    }
}

fn under(text: &str, filter: Filter) -> Question {
    Question {
        filter,
        ..question(text)
    }
}

#[test]
fn speaker_asked_for_is_the_only_one_found() {
    let invented = Invented::two();
    let asked = question("What did Ilka say about the tide?");
    assert_eq!(invented.admitted(&asked), ["The tide", "Geese came,"]);
    let (understood, _) = invented.read(&asked);
    assert_eq!(understood.scope.speakers, ["Ilka"]);
    assert_eq!(understood.dropped, []);
}

#[test]
fn mentioned_speaker_filters_nothing() {
    let invented = Invented::two();
    let asked = question("What did they say about Ilka?");
    assert_eq!(invented.admitted(&asked).len(), 5);
    let (understood, _) = invented.read(&asked);
    assert_eq!(understood.mentioned, ["Ilka"]);
    assert!(understood.scope.speakers.is_empty());
}

#[test]
fn empty_list_of_speakers_drops_the_one_read() {
    let everybody = Filter {
        speakers: Some(Vec::new()),
        ..Filter::default()
    };
    let asked = under("What did Ilka say about the tide?", everybody);
    assert_eq!(Invented::two().admitted(&asked).len(), 5);
}

#[test]
fn literal_question_filters_nothing() {
    let asked = Question {
        understanding: Understanding::Literal,
        ..question("What did Ilka say about \"the tide\"?")
    };
    let invented = Invented::two();
    assert_eq!(invented.admitted(&asked).len(), 5);
    assert_eq!(invented.read(&asked).0.topic, asked.text);
}

#[test]
fn read_filter_that_leaves_nothing_is_dropped_and_reported() {
    // Nothing was recorded on this day.
    let asked = question("What did Ilka say in the meeting on 2024-07-07?");
    let invented = Invented::two();
    let (understood, admitted) = invented.read(&asked);
    assert_eq!(admitted.unwrap().len(), 2, "Ilka still holds");
    let day = Some("2024-07-07".parse().unwrap());
    assert_eq!(understood.dropped, [DroppedFilter::Days(day, day)]);
    assert_eq!(understood.scope.speakers, ["Ilka"]);
    assert_eq!((understood.scope.from, understood.scope.to), (None, None));
}

#[test]
fn given_filter_is_never_dropped() {
    let quay = || Some(vec!["quay".to_owned()]);
    let invented = Invented::two();
    let day = Some("2024-07-07".parse().unwrap());
    for filter in [
        Filter {
            from: day,
            ..Filter::default()
        },
        Filter {
            speakers: Some(vec!["Ilka".into()]),
            transcripts: quay(),
            ..Filter::default()
        },
    ] {
        let (understood, admitted) = invented.read(&under("What of the tide?", filter));
        assert_eq!(admitted, Err(Reason::FilterExcludesAll));
        assert_eq!(understood.dropped, []);
    }
    // The given transcript stays, the speaker that was read goes.
    let filter = Filter {
        transcripts: quay(),
        ..Filter::default()
    };
    let asked = under("What did Ilka say about ferries?", filter);
    let (understood, admitted) = invented.read(&asked);
    assert_eq!(admitted.unwrap().len(), 2);
    assert_eq!(understood.scope.transcripts, ["quay"]);
    assert_eq!(
        understood.dropped,
        [DroppedFilter::Speakers(vec!["Ilka".into()])]
    );
}

#[test]
fn quoted_phrase_must_occur_verbatim() {
    let invented = Invented::two();
    let with = |phrase: &str| question(&format!("Who spoke of \"{phrase}\"?"));
    assert_eq!(invented.admitted(&with("OLD MILL")), ["The tide"]);
    for absent in ["mill old", "old mil", "ferry tide"] {
        let (understood, admitted) = invented.read(&with(absent));
        let phrases = vec![absent.to_owned()];
        assert_eq!(admitted, Err(Reason::PhraseNotFound { phrases }));
        assert_eq!(understood.phrases, [absent]);
    }
}

#[test]
fn phrase_of_function_words_is_found() {
    let asked = question("Who said \"to be or not to be\"?");
    assert_eq!(Invented::two().admitted(&asked), ["To be"]);
}

#[test]
fn phrase_in_a_question_of_another_language_may_have_other_endings() {
    let german = "00:00:01.000 - 00:00:06.000, Ilka: Wir haben damals nicht gewusst, wem die alte \
                  Brücke über den Fluss gehört.\n";
    let transcripts = [
        ("bridge", "2024-05-01", german),
        ("marsh", "2024-05-01", MARSH),
    ];
    let invented = Invented::of(&transcripts, 60);
    let inflected = question("Wer hat von den „alten Brücken“ erzählt, und warum?");
    assert_eq!(invented.admitted(&inflected), ["Wir haben"]);
    let verbatim = question("Wer hat „reeds grew“ gesagt, und warum?");
    assert_eq!(invented.admitted(&verbatim), ["Geese came,"]);
}

#[test]
fn all_phrases_must_occur_in_one_passage() {
    let invented = Invented::two();
    let asked = question("Who said \"a ferry\" and \"a bridge\"?");
    assert_eq!(invented.admitted(&asked), ["A ferry"]);
    let asked = question("Who said \"a ferry\" and \"in winter\"?");
    let (_, admitted) = invented.read(&asked);
    assert!(matches!(admitted, Err(Reason::PhraseNotFound { .. })));
}

#[test]
fn read_speaker_yields_to_a_phrase_of_others() {
    let asked = question("What did Ilka say about \"ferry\"?");
    let (understood, admitted) = Invented::two().read(&asked);
    assert!(admitted.is_ok_and(|passages| !passages.is_empty()));
    assert_eq!(
        understood.dropped,
        [DroppedFilter::Speakers(vec!["Ilka".into()])]
    );
}

#[test]
fn given_speaker_does_not_yield_to_a_phrase() {
    let mut asked = question("What did they say about \"ferry\"?");
    asked.filter.speakers = Some(vec!["Ilka".into()]);
    let (understood, admitted) = Invented::two().read(&asked);
    assert!(matches!(admitted, Err(Reason::PhraseNotFound { .. })));
    assert!(understood.dropped.is_empty());
}

#[test]
fn phrase_matches_whole_words_regardless_of_case_and_punctuation() {
    let said = plain("The Liberty Bell, of Leeds -- it rang.");
    assert!(said.contains(&plain("liberty bell of leeds")));
    assert!(!said.contains(&plain("bell of lee")));
}

/// One turn of so many sentences of ten words, a second each, then another speaker's.
fn long_turn(sentences: usize) -> Invented {
    let line = |at: usize| {
        format!(
            "00:{:02}:{:02}.000 - 00:{:02}:{:02}.000, Ilka: Wave {at} rolled over the old grey \
                 stones of wall {at}.\n",
            at / 60,
            at % 60,
            (at + 1) / 60,
            (at + 1) % 60
        )
    };
    let mut text: String = (0..sentences).map(line).collect();
    text += "00:09:00.000 - 00:09:09.000, Orla: And then the sea went out.\n";
    Invented::of(&[("wall", "2024-05-01", &text)], 20)
}

/// Returns hits of these passages, the first the best.
fn hits(ids: &[PassageId]) -> Vec<Hit> {
    let hit = |(place, &id): (usize, &PassageId)| Hit {
        id,
        score: -(place as f32),
        parts: Features::default(),
        diversity_penalty: 0.0,
        reading: 0.0,
        share: 0.0,
        candidate: Candidate {
            id,
            transcript: PassageId(1),
            features: Features::default(),
            bm25: 0.0,
            meaning_rank: None,
            word_rank: None,
        },
    };
    ids.iter().enumerate().map(hit).collect()
}

fn adjoin(a: &PassageRecord, b: &PassageRecord) -> bool {
    let between = |a: &PassageRecord, b: &PassageRecord| {
        let gap = a.turn.text.get(a.text_range.end..b.text_range.start);
        gap.is_some_and(|gap| gap.trim().is_empty())
    };
    a.turn_ordinal == b.turn_ordinal && (between(a, b) || between(b, a))
}

#[test]
fn adjoining_hits_of_one_turn_are_joined() {
    let invented = long_turn(8);
    let records = invented.records();
    let ids: Vec<_> = records.iter().map(|record| record.id).collect();
    assert!(ids.len() >= 5, "{}", ids.len());
    let found = [ids[2], ids[1], ids[0]];
    let passages = invented.shown(hits(&found), 5);
    assert_eq!(passages.len(), 1);
    let (passage, turn) = (&passages[0], &records[0].turn);
    let whole = records[0].text_range.start..records[2].text_range.end;
    assert_eq!(passage.record.text_range, whole);
    assert_eq!(passage.record.text(), &turn.text[whole]);
    assert_eq!(
        passage.record.span.map(|span| span.start_ms),
        records[0].span.map(|span| span.start_ms)
    );
    assert_eq!(
        passage.record.span.map(|span| span.end_ms),
        records[2].span.map(|span| span.end_ms)
    );
    // The ranked passage is still known.
    assert_eq!((passage.hit.id, passage.record.id), (ids[2], ids[2]));
    assert_eq!(passage.best_range, records[2].text_range);
}

#[test]
fn separated_hits_stay_apart() {
    let invented = long_turn(8);
    let ids: Vec<_> = invented.records().iter().map(|record| record.id).collect();
    let last_two = [ids[ids.len() - 2], ids[ids.len() - 1]];
    for apart in [[ids[0], ids[2]], last_two] {
        let passages = invented.shown(hits(&apart), 5);
        assert_eq!(passages.len(), 2);
    }
}

#[test]
fn no_two_passages_adjoin_in_any_order_of_hits() {
    let invented = long_turn(12);
    let records = invented.records();
    let mut ids: Vec<_> = records.iter().map(|record| record.id).collect();
    let mut random = fastrand::Rng::with_seed(11);
    for _ in 0..50 {
        random.shuffle(&mut ids);
        let found = &ids[..random.usize(1..=ids.len())];
        let passages = invented.shown(hits(found), 50);
        for (at, a) in passages.iter().enumerate() {
            let others = &passages[at + 1..];
            assert!(!others.iter().any(|b| adjoin(&a.record, &b.record)));
        }
        assert!(passages.is_sorted_by(|a, b| a.hit.score > b.hit.score));
        // Every hit is shown, once.
        let shown = |record: &&PassageRecord| {
            let holds = |passage: &&RankedPassage| {
                let (outer, inner) = (&passage.record.text_range, &record.text_range);
                passage.record.turn_ordinal == record.turn_ordinal
                    && outer.start <= inner.start
                    && inner.end <= outer.end
            };
            passages.iter().filter(holds).count() == 1
        };
        let found: HashSet<PassageId> = found.iter().copied().collect();
        let all_shown: HashSet<PassageId> = records.iter().filter(shown).map(|it| it.id).collect();
        assert_eq!(all_shown, found);
    }
}

#[test]
fn joined_passages_have_a_readable_length() {
    let invented = long_turn(60);
    let ids: Vec<_> = invented.records().iter().map(|record| record.id).collect();
    let passages = invented.shown(hits(&ids), 50);
    assert!(passages.len() > 2, "{}", passages.len());
    for passage in passages {
        let words = passage.record.text().split_whitespace().count();
        assert!(words <= MOST_JOINED_WORDS, "{words}");
    }
}

#[test]
fn joining_returns_at_most_k_passages() {
    let invented = long_turn(12);
    let ids: Vec<_> = invented.records().iter().map(|record| record.id).collect();
    // Every other one, so that nothing is joined, then the one that joins the first two.
    let found = [ids[0], ids[2], ids[4], ids[1]];
    for (k, expected) in [(1, 1), (2, 2), (5, 2)] {
        let passages = invented.shown(hits(&found), k);
        assert_eq!(passages.len(), expected, "{k}");
    }
}

/// Returns the words that are read before the last passage of a transcript.
fn before_last(transcript: (&str, &str, &str)) -> String {
    let records = Invented::of(&[transcript], 60).records();
    let (last, former) = records.split_last().unwrap();
    words_before(last, former.iter().rev())
}

#[test]
fn words_before_a_passage_are_those_of_the_turns_before_with_their_speakers() {
    let before = before_last(("quay", "2024-05-01", QUAY));
    assert_eq!(before, "Orla: The ferry carries nobody in winter.");
}

#[test]
fn words_before_a_passage_are_the_nearest_ones() {
    let long = format!(
        "00:00:01.000 - 00:00:06.000, Orla: {}last words.\n\
         00:00:06.000 - 00:00:11.000, Tarun: A ferry is a bridge that moves.\n",
        "many ".repeat(50)
    );
    let before = before_last(("quay", "2024-05-01", &long));
    assert_eq!(before.split(' ').count(), 1 + 32);
    assert!(before.starts_with("Orla: many") && before.ends_with("last words."));
}

#[test]
fn words_before_a_passage_begin_with_those_of_its_own_turn() {
    let records = long_turn(8).records();
    let before = words_before(&records[1], records[..1].iter());
    assert_eq!(before, format!("Ilka: {}", records[0].text()));
}

const GERMAN: &str = "00:00:01.000 - 00:00:09.000, Jörg: Michael hat mir gesagt, dass die aktuellen Zahlen nicht stimmen.\n";
const RUSSIAN: &str =
    "00:00:01.000 - 00:00:09.000, Глеб: Мы тут мосты построили, и паром уже никому не нужен.\n";

#[test]
fn words_are_found_as_they_were_said_in_another_language() {
    let transcripts = [
        ("zahlen", "2024-05-01", GERMAN),
        ("most", "2024-06-02", RUSSIAN),
    ];
    let store = Invented::of(&transcripts, 60);
    for (asked, first) in [
        ("Who said \"Michael hat mir gesagt\"?", "Michael hat"),
        ("Who said \"aktuellen Zahlen\"?", "Michael hat"),
        ("Who said \"мосты построили\"?", "Мы тут"),
    ] {
        assert_eq!(store.admitted(&question(asked)), [first], "{asked}");
    }
}

#[test]
fn an_unsaid_phrase_is_dropped_where_another_language_may_have_it() {
    let with = |transcripts: &[(&str, &str, &str)], ranked_as| {
        let mut store = Invented::of(transcripts, 60);
        store.ranked_as = ranked_as;
        let (understood, admitted) = store.read(&question("Who said \"the bear ate it\"?"));
        (understood.phrases.is_empty(), admitted.is_ok())
    };
    let english = [("marsh", "2024-05-01", MARSH), ("quay", "2024-06-02", QUAY)];
    let mixed = [
        ("marsh", "2024-05-01", MARSH),
        ("most", "2024-06-02", RUSSIAN),
    ];
    assert_eq!(with(&mixed, Model::Multilingual), (true, true));
    assert_eq!(with(&english, Model::Multilingual), (false, false));
    assert_eq!(with(&mixed, Model::English), (false, false));
}
