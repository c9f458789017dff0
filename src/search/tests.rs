//! Compares candidates' features with plain sums over whole arrays, on made-up tokens.

use std::path::Path;

use super::*;
use crate::embed::{DIMENSIONS, Embedding, Encoded, QuestionToken, TokenVectors};
use crate::index::{Bm25, LabelId, OtherSpelling, PassageFilter, Plan, content_words};
use crate::passage::{PassageConfig, divide};
use crate::question::{QuestionKind, RecordingEdge};
use crate::store::{
    Encodings, Identity, PassageId, PassageScope, Record, StoreReader, StoreWriter,
};
use crate::transcript::{Media, ParseOptions, Transcript, parse};

type Vector = [f32; DIMENSIONS];

const HARBOUR: [&str; 5] = [
    "Ilka: The harbour froze in the year of the long winter.",
    "Orla: Did any boat get out of the harbour at all?",
    "Ilka: One boat did, with bread under its boards.",
    "Orla: Nobody sold bread to the islands that year.",
    "Ilka: They boiled weed and waited for the thaw.",
];
const OVEN: [&str; 3] = [
    "Tarun: The oven takes forty loaves of bread.",
    "Orla: Who lights the oven before the others come?",
    "Tarun: My sister lights it with straw from the boat.",
];

/// Returns the identity of a model that nobody has.
fn made_up() -> Identity {
    Identity {
        formerly: None,
        model: "made up".into(),
        passages: PassageConfig::default(),
    }
}

/// A passage as it was made, to be compared with what the index says of it.
struct Made {
    embedding: Vec<f32>,
    /// Each token's number and whole vector.
    tokens: Vec<(u32, Vector)>,
    asks: bool,
    /// The place of the passage in its transcript, and how many there are.
    place: usize,
    of: usize,
}

/// A throw-away index of two transcripts with made-up vectors.
struct Invented {
    index: Index,
    /// In the order of their numbers.
    passages: Vec<(PassageId, Made)>,
    question: Vec<QuestionToken>,
    embedding: Embedding,
    _folder: tempfile::TempDir,
}

impl Invented {
    fn new(seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let folder = tempfile::tempdir().unwrap();
        let mut store = StoreWriter::open(&folder.path().join("store.db"), made_up()).unwrap();
        let mut made = commit(&mut store, "harbour", &HARBOUR, &mut random);
        made.extend(commit(&mut store, "oven", &OVEN, &mut random));
        let ids = store.passages().in_scope(&PassageScope::default()).unwrap();
        assert_eq!(ids.len(), made.len(), "a passage a line");
        // Four words, the last of two pieces.
        let ranges = [0..2, 3..5, 6..8, 9..11, 11..13];
        let question = (0..5u32).zip(ranges).map(|(at, range)| QuestionToken {
            id: 1000 + 2 * at,
            vector: vector(&mut random).to_vec(),
            range,
        });
        Self {
            index: open(&store, folder.path()),
            passages: ids.into_iter().zip(made).collect(),
            question: question.collect(),
            embedding: Embedding::new(vector(&mut random).to_vec()).unwrap(),
            _folder: folder,
        }
    }

    /// Gathers every passage, with these words, names and edge.
    fn gather(
        &self,
        words: &[&str],
        named: &[&str],
        edge: Option<RecordingEdge>,
    ) -> Vec<Candidate> {
        self.gather_as(QuestionKind::What, words, named, edge)
    }

    /// Returns these speaker labels, ascending.
    fn labels(&self, wanted: &[&str]) -> Vec<LabelId> {
        let labels = (0..).zip(self.index.speakers.labels());
        let called = labels.filter(|(_, label)| wanted.contains(&label.label.as_str()));
        called.map(|(place, _)| LabelId(place)).collect()
    }

    fn gather_as(
        &self,
        kind: QuestionKind,
        words: &[&str],
        named: &[&str],
        edge: Option<RecordingEdge>,
    ) -> Vec<Candidate> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        self.gather_all(&Query {
            words: &words,
            spellings: &[],
            named: &self.labels(named),
            edge,
            kind,
            ..self.query()
        })
    }

    fn query(&self) -> Query<'_> {
        Query {
            words: &[],
            spellings: &[],
            embedding: &self.embedding,
            tokens: &self.question,
            named: &[],
            spoken_of: &[],
            edge: None,
            kind: QuestionKind::What,
            k: 5,
            filter: &PassageFilter::All,
            plan: Plan::Exact,
        }
    }

    fn gather_all(&self, query: &Query<'_>) -> Vec<Candidate> {
        let gathered = gather(&self.index, query, &SearchConfig::default());
        let candidates = gathered.unwrap().candidates;
        let ids: Vec<PassageId> = candidates.iter().map(|it| it.id).collect();
        assert!(ids.iter().eq(self.passages.iter().map(|(id, _)| id)));
        candidates
    }

    /// Returns the inverse document frequency by counting.
    fn idf(&self, token: u32) -> f32 {
        let has = |made: &Made| made.tokens.iter().any(|(id, _)| *id == token);
        let having = self.passages.iter().filter(|(_, made)| has(made)).count() as f32;
        let all = self.passages.len() as f32;
        (1.0 + (all - having + 0.5) / (having + 0.5)).ln()
    }

    /// Returns MaxSim over the tokens of these passages, by comparing all with all.
    fn max_sim(&self, places: &[usize]) -> f32 {
        self.max_sim_of(&self.question, places)
    }

    /// Returns the same for some of the question's tokens.
    fn max_sim_of(&self, question: &[QuestionToken], places: &[usize]) -> f32 {
        let (mut sum, mut weights) = (0.0, 0.0);
        for asked in question {
            let tokens = places
                .iter()
                .flat_map(|&place| &self.passages[place].1.tokens);
            let nearest = tokens
                .map(|(_, vector)| {
                    let pairs = asked.vector.iter().zip(vector);
                    let root = (DIMENSIONS as f32).sqrt();
                    pairs.map(|(q, p)| q * p.signum() / root).sum::<f32>()
                })
                .fold(f32::MIN, f32::max);
            let weight = self.idf(asked.id);
            sum += weight * nearest;
            weights += weight;
        }
        sum / weights
    }

    fn before(&self, at: usize) -> Option<usize> {
        (self.passages[at].1.place > 0).then(|| at - 1)
    }

    fn after(&self, at: usize) -> Option<usize> {
        let made = &self.passages[at].1;
        (made.place + 1 < made.of).then_some(at + 1)
    }
}

fn vector(random: &mut fastrand::Rng) -> Vector {
    let vector: Vector = std::array::from_fn(|_| random.f32() - 0.5);
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    vector.map(|x| x / length)
}

fn commit(
    store: &mut StoreWriter,
    id: &str,
    lines: &[&str],
    random: &mut fastrand::Rng,
) -> Vec<Made> {
    let lines = lines.iter().enumerate();
    let text: String = lines
        .map(|(at, line)| format!("00:00:0{at}.000 - 00:00:0{at}.900, {line}\n"))
        .collect();
    let parsed = parse(text.as_bytes(), &ParseOptions::default()).unwrap();
    let transcript = Transcript {
        id: id.into(),
        title: id.into(),
        date: None,
        source: id.into(),
        format: parsed.format,
        media: Media::default(),
        language: None,
        turns: parsed.turns,
    };
    let passages = divide(&transcript.turns, None, &made_up().passages, &str::len);
    let made = passages.iter().enumerate().map(|(place, passage)| Made {
        embedding: vector(random).to_vec(),
        tokens: (0..random.usize(3..9))
            .map(|_| (random.u32(1000..1012), vector(random)))
            .collect(),
        asks: passage.text(&transcript.turns).ends_with('?'),
        place,
        of: passages.len(),
    });
    let made: Vec<Made> = made.collect();
    let encoded: Vec<Encoded> = made
        .iter()
        .map(|made| {
            let mut tokens = TokenVectors::default();
            for (id, vector) in &made.tokens {
                tokens.push(*id, vector);
            }
            Encoded {
                embedding: Embedding::new(made.embedding.clone()).unwrap(),
                tokens,
            }
        })
        .collect();
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
    made
}

fn open(store: &StoreReader, folder: &Path) -> Index {
    Index::open(store, &folder.join("index"), &mut |_| {}).unwrap()
}

#[track_caller]
fn expect_near(got: f32, expected: f32) {
    assert!((got - expected).abs() < 1e-4, "{got}, not {expected}");
}

#[test]
fn max_sim_is_the_mean_of_the_nearest_tokens_by_their_rarity() {
    for seed in 0..3 {
        let invented = Invented::new(seed);
        for (at, candidate) in invented.gather(&["boat"], &[], None).iter().enumerate() {
            expect_near(candidate.features.max_sim, invented.max_sim(&[at]));
        }
    }
}

#[test]
fn max_sim_with_passages_before_takes_the_nearest_of_any_of_them() {
    for seed in 0..3 {
        let invented = Invented::new(seed);
        for (at, candidate) in invented.gather(&["boat"], &[], None).iter().enumerate() {
            let before = invented.before(at);
            let two_before = before.and_then(|before| invented.before(before));
            let one: Vec<usize> = [Some(at), before].into_iter().flatten().collect();
            let two: Vec<usize> = one.iter().copied().chain(two_before).collect();
            let features = &candidate.features;
            expect_near(features.max_sim_with_one_before, invented.max_sim(&one));
            expect_near(features.max_sim_with_two_before, invented.max_sim(&two));
        }
    }
}

#[test]
fn beside_the_best_matching_word_the_others_count_alike() {
    for seed in 0..3 {
        let invented = Invented::new(seed);
        for (at, candidate) in invented.gather(&[], &[], None).iter().enumerate() {
            let before = invented.before(at);
            let two_before = before.and_then(|before| invented.before(before));
            let places: Vec<usize> = [Some(at), before, two_before]
                .into_iter()
                .flatten()
                .collect();
            let words = [0..1, 1..2, 2..3, 3..5];
            let met = words.map(|word| invented.max_sim_of(&invented.question[word], &places));
            let best = met.into_iter().fold(f32::MIN, f32::max);
            let others = (met.iter().sum::<f32>() - best) / 3.0;
            expect_near(candidate.features.max_sim_beside_best, others);
        }
    }
}

#[test]
fn passages_before_never_take_from_max_sim() {
    for seed in 0..4 {
        for candidate in Invented::new(seed).gather(&[], &[], None) {
            let features = candidate.features;
            assert!(features.max_sim_with_one_before >= features.max_sim);
            assert!(features.max_sim_with_two_before >= features.max_sim_with_one_before);
        }
    }
}

#[test]
fn a_neighbours_features_are_its_own_and_none_is_of_another_transcript() {
    let invented = Invented::new(3);
    let candidates = invented.gather(&["boat", "bread"], &[], None);
    for (at, candidate) in candidates.iter().enumerate() {
        let of = |place: Option<usize>| {
            place.map_or_else(Features::default, |place| candidates[place].features)
        };
        let (before, after) = (of(invented.before(at)), of(invented.after(at)));
        let own = candidate.features;
        assert_eq!(
            [own.meaning_before, own.bm25_before, own.max_sim_before],
            [before.meaning, before.bm25, before.max_sim],
        );
        assert_eq!(
            [own.meaning_after, own.bm25_after],
            [after.meaning, after.bm25],
        );
    }
    assert!(candidates.iter().any(|it| it.features.bm25_before > 0.0));
}

#[test]
fn a_passage_replies_where_the_one_before_it_asks() {
    let invented = Invented::new(4);
    let candidates = invented.gather(&["boat"], &[], None);
    for (at, candidate) in candidates.iter().enumerate() {
        let before = invented.before(at);
        let asked = before.filter(|&before| invented.passages[before].1.asks);
        let features = candidate.features;
        let asks = invented.passages[at].1.asks;
        assert_eq!(features.asks, f32::from(u8::from(asks)));
        assert_eq!(features.replies, f32::from(u8::from(asked.is_some())));
        let late = asked.map_or(0.0, |asked| candidates[asked].features.max_sim);
        assert_eq!(features.replies_to, late);
    }
    let replies = candidates.iter().filter(|it| it.features.replies == 1.0);
    assert_eq!(replies.count(), 2);
}

#[test]
fn a_passage_is_named_where_its_speaker_is() {
    let invented = Invented::new(5);
    let candidates = invented.gather(&[], &["Orla", "Tarun"], None);
    let named: Vec<f32> = candidates.iter().map(|it| it.features.named).collect();
    assert_eq!(named, [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0]);
}

#[test]
fn a_passage_by_somebody_of_whom_others_speak_counts_less() {
    let invented = Invented::new(5);
    let candidates = invented.gather_all(&Query {
        named: &invented.labels(&["Orla"]),
        spoken_of: &invented.labels(&["Tarun"]),
        ..invented.query()
    });
    let named: Vec<f32> = candidates.iter().map(|it| it.features.named).collect();
    let of_both = [0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.0];
    assert!(named.contains(&1.0) && named.contains(&-1.0), "{named:?}");
    assert!(named.iter().map(|value| value.abs()).eq(of_both));
}

#[test]
fn numbers_and_dates_count_where_one_is_asked_for() {
    let invented = Invented::new(6);
    let having = |kind| {
        let candidates = invented.gather_as(kind, &[], &[], None);
        let counts = |it: &Candidate| (it.features.counts, it.features.dates);
        candidates.iter().map(counts).collect::<Vec<_>>()
    };
    assert_eq!(having(QuestionKind::Why), [(0.0, 0.0); 8]);
    // "The oven takes forty loaves of bread."
    let (how_many, when) = (having(QuestionKind::HowMany), having(QuestionKind::When));
    assert_eq!((how_many[5], when[5]), ((1.0, 0.0), (0.0, 0.0)));
    assert_eq!((how_many[4], when[4]), ((0.0, 0.0), (0.0, 0.0)));
    assert!(how_many.iter().all(|(_, dates)| *dates == 0.0));
    assert!(when.iter().all(|(counts, _)| *counts == 0.0));
}

#[test]
fn the_end_that_is_asked_for_is_near_in_every_transcript() {
    let invented = Invented::new(6);
    let edges = |edge| -> Vec<f32> {
        let candidates = invented.gather(&[], &[], edge);
        candidates.iter().map(|it| it.features.edge).collect()
    };
    let falls = |edges: &[f32]| edges[0] == 1.0 && edges.is_sorted_by(|a, b| a > b);
    let opening = edges(Some(RecordingEdge::Opening));
    assert!(falls(&opening[..5]) && falls(&opening[5..]), "{opening:?}");
    let mut closing = edges(Some(RecordingEdge::Closing));
    closing.reverse();
    assert!(falls(&closing[..3]) && falls(&closing[3..]), "{closing:?}");
    assert_eq!(edges(None), [0.0; 8]);
}

#[test]
fn words_are_a_share_of_the_most_that_any_passage_could_have() {
    let invented = Invented::new(7);
    let candidates = invented.gather(&["boat", "bread"], &[], None);
    for candidate in &candidates {
        assert!((0.0..=1.0).contains(&candidate.features.bm25));
        assert_eq!(candidate.features.bm25 > 0.0, candidate.bm25 > 0.0);
        assert_eq!(candidate.word_rank.is_some(), candidate.bm25 > 0.0);
    }
    let best = |a: &&Candidate, b: &&Candidate| a.bm25.total_cmp(&b.bm25);
    let best = candidates.iter().max_by(best).unwrap();
    // "One boat did, with bread under its boards."
    assert_eq!(best.id, invented.passages[2].0);
    assert_eq!(best.word_rank, Some(1));
}

#[test]
fn another_spelling_counts_as_the_word_and_not_more() {
    let invented = Invented::new(7);
    let at = |place: usize| invented.passages[place].0;
    let other = |passages: Vec<PassageId>| OtherSpelling {
        word: "boat".into(),
        ranges: Vec::new(),
        passages,
        weight: 0.8,
    };
    let spellings = [other(vec![at(0)]), other(vec![at(2)])];
    let lexical = &invented.index.lexical;
    let scored = lexical.score(&["boat".into()], &spellings, &Bm25::default());
    let scored = scored.unwrap();
    assert!(scored.scores[&at(0)] > 0.0);
    assert!(scored.scores[&at(0)] < scored.scores[&at(2)]);
    assert!(scored.scores.values().all(|score| *score < scored.most));
}

/// Returns what one candidate of each retriever brings.
fn narrow(invented: &Invented, filter: &PassageFilter) -> Vec<Candidate> {
    let query = Query {
        words: &content_words("islands"),
        spellings: &[],
        embedding: &Embedding::new(invented.passages[0].1.embedding.clone()).unwrap(),
        tokens: &invented.question,
        named: &[],
        spoken_of: &[],
        edge: None,
        kind: QuestionKind::What,
        k: 1,
        filter,
        plan: Plan::Exact,
    };
    let config = SearchConfig {
        candidates: 1,
        ..SearchConfig::default()
    };
    gather(&invented.index, &query, &config).unwrap().candidates
}

#[test]
fn a_retrievers_passages_bring_the_ones_after_them_where_those_may_be_found() {
    let invented = Invented::new(8);
    let ids: Vec<PassageId> = invented.passages.iter().map(|(id, _)| *id).collect();
    let brought = |filter| -> Vec<PassageId> {
        let candidates = narrow(&invented, filter).into_iter();
        candidates.map(|candidate| candidate.id).collect()
    };
    let with_words = narrow(&invented, &PassageFilter::All);
    let by_words = with_words.iter().find(|it| it.word_rank.is_some());
    assert_eq!(by_words.map(|it| it.id), Some(ids[3]));
    assert_eq!(
        brought(&PassageFilter::All),
        [ids[0], ids[1], ids[3], ids[4]]
    );
    let some = PassageFilter::Only(vec![ids[0], ids[3], ids[4]]);
    assert_eq!(brought(&some), [ids[0], ids[3], ids[4]]);
}

#[test]
fn a_token_matches_best_where_the_similarity_is_the_largest_within_the_range() {
    let invented = Invented::new(9);
    let question = QuestionTokens::new(&invented.question, &invented.index.tokens);
    for (id, made) in &invented.passages {
        let row = invented.index.tokens.of(*id).unwrap();
        let all = question.matches(row, 0..row.ids.len());
        assert_eq!(all.len(), invented.question.len());
        let sum: f32 = all.iter().map(|found| found.share * found.similarity).sum();
        expect_near(sum, question.max_sim(&question.best_similarities(row)));
        let shares: f32 = all.iter().map(|found| found.share).sum();
        expect_near(shares, 1.0);
        let part = 1..made.tokens.len() - 1;
        for (found, asked) in question
            .matches(row, part.clone())
            .iter()
            .zip(&invented.question)
        {
            let near = |place: &usize| {
                let pairs = asked.vector.iter().zip(&made.tokens[*place].1);
                pairs.map(|(q, p)| q * p.signum()).sum::<f32>()
            };
            let best = part.clone().max_by(|a, b| near(a).total_cmp(&near(b)));
            assert_eq!((Some(found.token), &found.question), (best, &asked.range));
        }
        assert_eq!(question.matches(row, 0..0), []);
    }
}

#[test]
fn bm25_is_its_formula_over_plain_counts() {
    let invented = Invented::new(7);
    let bm25 = SearchConfig::default().bm25;
    let words_of = |line: &str| -> Vec<String> {
        let words = line.split(|c: char| !c.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let lines = HARBOUR.iter().chain(&OVEN);
    let passages: Vec<Vec<String>> = lines.map(|line| words_of(line)).collect();
    let all = passages.len() as f32;
    let average = passages.iter().map(Vec::len).sum::<usize>() as f32 / all;
    let asked = ["the", "boat"];
    let count = |passage: &[String], word: &str| passage.iter().filter(|it| *it == word).count();
    let expected = |passage: &[String]| -> f32 {
        let length = passage.len() as f32 / average;
        let of_word = asked.map(|word| {
            let having = passages.iter().filter(|it| count(it, word) > 0).count() as f32;
            let idf = (1.0 + (all - having + 0.5) / (having + 0.5)).ln();
            let times = count(passage, word) as f32;
            let saturation = bm25.k1 * (1.0 - bm25.b + bm25.b * length);
            idf * times * (bm25.k1 + 1.0) / (times + saturation)
        });
        of_word.iter().sum()
    };
    let candidates = invented.gather(&asked, &[], None);
    for (candidate, passage) in candidates.iter().zip(&passages) {
        expect_near(candidate.bm25, expected(passage));
    }
    assert!(count(&passages[0], "the") > 1);
}

#[test]
fn brevity_is_the_logarithm_of_the_share_of_sixty_words() {
    let candidates = Invented::new(7).gather(&[], &[], None);
    let lines = HARBOUR.iter().chain(&OVEN);
    for (candidate, line) in candidates.iter().zip(lines) {
        let words = line.split_whitespace().skip(1).count();
        expect_near(candidate.features.brevity, (words as f32 / 60.0).ln());
        assert_eq!(candidate.features.length, 0.0);
    }
}

#[test]
fn nearness_to_an_edge_falls_by_a_factor_of_e_every_three_passages() {
    let opening = Some(RecordingEdge::Opening);
    let candidates = Invented::new(6).gather(&[], &[], opening);
    expect_near(candidates[3].features.edge, (-1.0f32).exp());
}

#[test]
fn of_more_passages_than_are_compared_those_with_the_words_stay() {
    let mut random = fastrand::Rng::with_seed(10);
    let folder = tempfile::tempdir().unwrap();
    let mut store = StoreWriter::open(&folder.path().join("store.db"), made_up()).unwrap();
    commit(&mut store, "harbour", &HARBOUR, &mut random);
    for at in 0..40 {
        commit(&mut store, &format!("oven{at}"), &OVEN, &mut random);
    }
    let many = Invented {
        index: open(&store, folder.path()),
        passages: Vec::new(),
        question: Vec::new(),
        embedding: Embedding::new(vector(&mut random).to_vec()).unwrap(),
        _folder: folder,
    };
    let islands = content_words("islands");
    let compared = |k: usize| -> Vec<Candidate> {
        let query = Query {
            words: &islands,
            spellings: &[],
            k,
            ..many.query()
        };
        let gathered = gather(&many.index, &query, &SearchConfig::default());
        gathered.unwrap().candidates
    };
    let few = compared(5);
    assert_eq!(few.len(), 100);
    assert!(few.iter().any(|candidate| candidate.bm25 > 0.0));
    assert_eq!(compared(200).len(), 125);
}
