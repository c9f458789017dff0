//! Stored tokens are those of the text, one for one, and a question's lie near a passage's.

use whosaid::embed::{Encoded, SIGN_BYTES};

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
        for (passage, encoded) in findable.zip(&recording.encoded) {
            let speaker = turns[passage.turn].speaker.as_ref();
            let label = speaker.map_or(String::new(), |speaker| format!("{speaker}: "));
            let line = format!("{label}{}", passage.text(turns));
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
