//! Runs `whosaid speakers`, which lists how much each speaker talks.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::place::PlaceArgs;
use crate::api::SpeakerList;
use crate::cli::exit_code::{Code, Failure};
use crate::cli::output::column::Column;
use crate::cli::output::console::{Console, FAINT, NAME};
use crate::cli::output::text::{clock_or_dashes, counted, escape, plural};
use crate::engine::{Catalogue, Speaker};

/// Everything that one person, or one unnamed label, says.
#[derive(Default)]
struct SpeakerLine {
    labels: Vec<String>,
    transcripts: BTreeSet<String>,
    turns: u64,
    words: u64,
    talk_ms: Option<u64>,
}

pub(crate) fn run(
    place: &PlaceArgs,
    catalogue: &Catalogue,
    console: &Console,
) -> Result<Code, Failure> {
    let speakers = catalogue.speakers().list(place.transcript.as_deref())?;
    console.print(
        || SpeakerList::new(&speakers),
        |out| print_table(out, &speakers, console.width()),
    )?;
    if speakers.is_empty() {
        console.note("there are no speakers: the files name none, or nothing is indexed");
    }
    Ok(Code::found(speakers.len()))
}

fn print_table(out: &mut dyn Write, speakers: &[Speaker], width: usize) -> io::Result<()> {
    let lines = lines(speakers);
    let column = Column::new(lines.iter().map(|(who, _)| who.as_str()), width);
    for (who, line) in &lines {
        writeln!(
            out,
            "{NAME}{}{NAME:#}  {}  {:>5} {:<5}  {:>7} {:<5}  {FAINT}{}{FAINT:#}",
            column.pad(who),
            clock_or_dashes(line.talk_ms),
            line.turns,
            plural(line.turns, "turn"),
            line.words,
            plural(line.words, "word"),
            counted(line.transcripts.len(), "transcript"),
        )?;
    }
    Ok(())
}

/// Returns a line for each name and for each label without one, longest speaking first.
fn lines(speakers: &[Speaker]) -> Vec<(String, SpeakerLine)> {
    let mut lines: BTreeMap<(&str, bool), SpeakerLine> = BTreeMap::new();
    for speaker in speakers {
        let talk = &speaker.talk;
        let key = match &speaker.name {
            Some(name) => (name.as_str(), true),
            None => (talk.label.as_str(), false),
        };
        let line = lines.entry(key).or_default();
        if !line.labels.contains(&talk.label) {
            line.labels.push(talk.label.clone());
        }
        line.transcripts.insert(talk.transcript_id.clone());
        line.turns += talk.turns;
        line.words += talk.words;
        if let Some(talk_ms) = talk.talk_ms {
            line.talk_ms = Some(line.talk_ms.unwrap_or_default() + talk_ms);
        }
    }
    let mut lines: Vec<(String, SpeakerLine)> = lines
        .into_iter()
        .map(|((called, is_name), line)| {
            let labels = line.labels.join(", ");
            let who = if is_name {
                format!("{called} ({labels})")
            } else {
                labels
            };
            (escape(&who), line)
        })
        .collect();
    lines.sort_by_key(|(_, line)| std::cmp::Reverse((line.talk_ms, line.words)));
    lines
}
