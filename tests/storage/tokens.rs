//! Tests that stored tokens are those of the text, one for one.

use std::collections::BTreeSet;

use whosaid::embed::{DIMENSIONS, EncodedQuestion, QuestionToken, TokenVectors};
use whosaid::index::{QuestionVectors, dot};
use whosaid::passage;

use crate::support::{embedder, samples};

/// How many of the best passages are compared.
const DEPTH: usize = 10;

/// The least share of the passages that whole vectors rank best which signs rank best too; .864 was
/// measured.
const FLOOR: f64 = 0.84;

/// Returns MaxSim with whole vectors on both sides.
fn whole_max_sim(question: &EncodedQuestion, passage: &[QuestionToken]) -> f32 {
    let nearest = question.tokens.iter().map(|asked| {
        let similar = passage.iter().map(|said| dot(&asked.vector, &said.vector));
        similar.fold(f32::MIN, f32::max)
    });
    nearest.sum()
}

/// Returns MaxSim with the signs of the passage's vectors.
fn sign_max_sim(question: &[f32], passage: &TokenVectors) -> f32 {
    let mut nearest = vec![f32::MIN; question.len() / DIMENSIONS];
    QuestionVectors::new(question).compare(passage.signs(), |_, similar| {
        for (best, &similarity) in nearest.iter_mut().zip(similar) {
            *best = best.max(similarity);
        }
    });
    nearest.iter().sum()
}

/// Returns the places of the largest.
fn best(scores: &[f32]) -> BTreeSet<usize> {
    let mut places: Vec<usize> = (0..scores.len()).collect();
    places.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    places.into_iter().take(DEPTH).collect()
}

#[test]
fn the_stored_tokens_of_a_passage_are_those_of_its_line_alone() {
    let embedder = embedder();
    let mut compared = 0;
    for recording in &samples().recordings {
        let turns = &recording.transcript.turns;
        let findable = recording
            .passages
            .iter()
            .filter(|passage| !passage.backchannel);
        for (read, encoded) in findable.zip(&recording.encoded) {
            let speaker = turns[read.turn].speaker.as_deref();
            let line = passage::line(speaker, read.text(turns));
            let of_line = embedder.token_ranges(&line);
            let ids: Vec<u32> = of_line.iter().map(|(id, _)| *id).collect();
            assert_eq!(encoded.tokens.ids(), ids, "{line}");
            for (_, range) in of_line {
                assert!(line[range].chars().any(char::is_alphanumeric), "{line}");
            }
            compared += ids.len();
        }
    }
    assert!(compared > 10_000, "{compared}");
}

#[test]
fn the_tokens_of_a_question_are_its_words_with_unit_vectors() {
    let question = "What's a \u{201c}ballade\u{201d}, [SEP] Zoë — or 1789?!";
    let encoded = embedder().embed_question(question).unwrap();
    let ranges = encoded.tokens.iter().map(|token| token.range.clone());
    let words: Vec<&str> = ranges.map(|range| &question[range]).collect();
    assert_eq!(
        words,
        ["What", "s", "a", "ballad", "e", "Zoë", "or", "1789"]
    );
    for token in encoded.tokens {
        let length: f32 = token.vector.iter().map(|x| x * x).sum();
        assert!((length - 1.0).abs() < 1e-4, "{length}");
    }
}

#[test]
fn overlong_question_gives_the_tokens_that_were_read() {
    let encoded = embedder().embed_question(&"boat ".repeat(300)).unwrap();
    assert_eq!(encoded.tokens.len(), 254);
}

#[test]
#[expect(clippy::print_stderr, reason = "a figure to look at")]
fn signs_rank_the_passages_nearly_as_whole_vectors_do() {
    let embedder = embedder();
    // Read alone, as questions are, a passage's vectors are given whole.
    let mut passages = Vec::new();
    for recording in &samples().recordings {
        let turns = &recording.transcript.turns;
        for read in recording.passages.iter().filter(|read| !read.backchannel) {
            let speaker = turns[read.turn].speaker.as_deref();
            let line = passage::line(speaker, read.text(turns));
            let tokens = embedder.embed_question(&line).unwrap().tokens;
            let mut signs = TokenVectors::default();
            for token in &tokens {
                signs.push(token.id, token.vector.as_slice().try_into().unwrap());
            }
            passages.push((tokens, signs));
        }
    }
    let questions = &samples().questions;
    let mut shared = 0;
    for (_, question) in questions {
        let vectors = question.tokens.iter().map(|token| &token.vector[..]);
        let numbers = vectors.collect::<Vec<_>>().concat();
        let whole: Vec<f32> = passages
            .iter()
            .map(|(tokens, _)| whole_max_sim(question, tokens))
            .collect();
        let signs: Vec<f32> = passages
            .iter()
            .map(|(_, signs)| sign_max_sim(&numbers, signs))
            .collect();
        shared += best(&whole).intersection(&best(&signs)).count();
    }
    let share = shared as f64 / (DEPTH * questions.len()) as f64;
    eprintln!(
        "the signs share {share:.4} of the best {DEPTH} of {} passages",
        passages.len()
    );
    assert!(share >= FLOOR, "{share}");
}
