//! Counts the turns, words and time of each speaker label.

use rusqlite::Connection;

use super::error::ReadError;
use super::rows::select;

/// How much a label of a transcript talks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talk {
    /// The transcript's id.
    pub transcript_id: String,
    /// The label in the file.
    pub label: String,
    /// How many turns it has.
    pub turns: u64,
    /// How many words.
    pub words: u64,
    /// How long it talks, in milliseconds; `None` where no turn of it has a time.
    pub talk_ms: Option<u64>,
}

/// Counts talk by label. Words are summed by turn before turns are read: SQLite reads the whole of
/// a long turn to find it by its ordinal, and a join from passages would do so for each passage.
const TALKS: &str = "
    WITH worded AS MATERIALIZED (
        SELECT transcript, turn, sum(words) AS words FROM passages GROUP BY transcript, turn
    )
    SELECT t.id, u.speaker, count(*), coalesce(sum(w.words), 0), sum(u.end_ms - u.start_ms)
    FROM turns u CROSS JOIN transcripts t ON t.key = u.transcript
    LEFT JOIN worded w ON w.transcript = u.transcript AND w.turn = u.ordinal
    WHERE u.speaker IS NOT NULL
    GROUP BY t.id, u.speaker ORDER BY t.id, u.speaker";

/// Returns how much each label talks, by transcript and label.
pub(super) fn read_all(connection: &Connection) -> Result<Vec<Talk>, ReadError> {
    select(connection, TALKS, [], |row| {
        Ok(Talk {
            transcript_id: row.get(0)?,
            label: row.get(1)?,
            turns: row.get(2)?,
            words: row.get(3)?,
            talk_ms: row.get(4)?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::tests::{commit, temporary, transcript};

    const TEXT: &str = "00:00:00.000 - 00:00:02.000, Ann: The boat left at nine.\n\
                        00:00:02.000 - 00:00:03.000, Ben: Yeah.\n\
                        00:00:03.000 - 00:00:05.500, Ann: I missed it. By a minute.\n";

    fn talk(transcript_id: &str, label: &str, turns: u64, words: u64, ms: Option<u64>) -> Talk {
        Talk {
            transcript_id: transcript_id.into(),
            label: label.into(),
            turns,
            words,
            talk_ms: ms,
        }
    }

    #[test]
    fn turns_words_and_time_count_by_label_and_transcript() {
        let (_folder, mut store) = temporary();
        commit(&mut store, &transcript("boat", "boat.txt", TEXT)).unwrap();
        let mut untimed = transcript("train", "train.txt", TEXT);
        untimed.turns[0].speaker = None;
        untimed.turns[1].span = None;
        commit(&mut store, &untimed).unwrap();
        let boat = [
            talk("boat", "Ann", 2, 11, Some(4500)),
            talk("boat", "Ben", 1, 1, Some(1000)),
        ];
        let train = [
            talk("train", "Ann", 1, 6, Some(2500)),
            talk("train", "Ben", 1, 1, None),
        ];
        assert_eq!(
            store.transcripts().talks().unwrap(),
            [&boat[..], &train].concat()
        );
    }

    #[test]
    fn long_turn_has_the_words_of_all_its_passages() {
        let (_folder, mut store) = temporary();
        let said = "The boat left at nine and nobody saw it go. ".repeat(300);
        let line = format!("00:00:00.000 - 01:00:00.000, Ann: {said}\n");
        commit(&mut store, &transcript("long", "long.txt", &line)).unwrap();
        let talks = store.transcripts().talks().unwrap();
        assert_eq!(talks, [talk("long", "Ann", 1, 3000, Some(3_600_000))]);
    }

    /// A search in the turns for each passage would read a long turn once for each of its passages.
    #[test]
    fn no_turn_is_looked_up_for_a_passage() {
        let (_folder, store) = temporary();
        let plan = format!("EXPLAIN QUERY PLAN {TALKS}");
        let mut plan = store.connection.prepare(&plan).unwrap();
        let steps = plan.query_map([], |row| row.get(3)).unwrap();
        let steps: Vec<String> = steps.map(Result::unwrap).collect();
        assert!(steps.iter().any(|step| step == "SCAN u"), "{steps:?}");
        let looked_up = |step: &String| step.starts_with("SEARCH u ");
        assert!(!steps.iter().any(looked_up), "{steps:?}");
    }
}
