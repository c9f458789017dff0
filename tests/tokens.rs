//! Stored tokens are those of the text, one for one.

use whosaid::passage;

use crate::support::{embedder, samples};

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
            let ids: Vec<u16> = of_line.iter().map(|(id, _)| *id).collect();
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
fn a_question_longer_than_the_model_reads_gives_the_tokens_that_are_read() {
    let encoded = embedder().embed_question(&"boat ".repeat(300)).unwrap();
    assert_eq!(encoded.tokens.len(), 254);
}
