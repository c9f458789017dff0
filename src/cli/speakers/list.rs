//! `whosaid speakers`: who talks how much.

use std::collections::BTreeMap;
use std::io::Write;

use super::PlaceArgs;
use crate::api::SpeakerList;
use crate::cli::column::Column;
use crate::cli::console::{Console, FAINT, NAME};
use crate::cli::escape::escape;
use crate::cli::exit_code::{Code, Failure};
use crate::cli::index::{counted, noun};
use crate::cli::passages::clock_or_dashes;
use crate::engine::{Catalogue, Speaker};

/// Everything that one person, or one unnamed label, says.
#[derive(Default)]
struct Line {
    labels: Vec<String>,
    transcripts: Vec<String>,
    turns: u64,
    words: u64,
    talk_ms: Option<u64>,
}

pub(super) fn run(
    place: &PlaceArgs,
    catalogue: &Catalogue,
    console: &Console,
) -> Result<Code, Failure> {
    let speakers = catalogue.speakers(place.transcript.as_deref())?;
    if console.is_json() {
        console.print_json(&SpeakerList::new(&speakers))?;
    } else {
        print(&speakers, console)?;
    }
    if speakers.is_empty() {
        console.note("nobody is labelled; the files name no speakers, or nothing is indexed");
        return Ok(Code::NothingFound);
    }
    Ok(Code::Answered)
}

fn print(speakers: &[Speaker], console: &Console) -> Result<(), Failure> {
    let lines = lines(speakers);
    let column = Column::of(lines.iter().map(|(who, _)| who.as_str()), console.width());
    let mut out = console.out();
    for (who, line) in &lines {
        writeln!(
            out,
            "{NAME}{}{NAME:#}  {}  {:>5} {:<5}  {:>7} {:<5}  {FAINT}{}{FAINT:#}",
            column.pad(who),
            clock_or_dashes(line.talk_ms),
            line.turns,
            noun(line.turns, "turn"),
            line.words,
            noun(line.words, "word"),
            counted(line.transcripts.len(), "transcript"),
        )?;
    }
    Ok(())
}

/// Returns a line for each name and for each label without one, longest speaking first.
fn lines(speakers: &[Speaker]) -> Vec<(String, Line)> {
    let mut lines: BTreeMap<(&str, bool), Line> = BTreeMap::new();
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
        if !line.transcripts.contains(&talk.transcript_id) {
            line.transcripts.push(talk.transcript_id.clone());
        }
        line.turns += talk.turns;
        line.words += talk.words;
        if let Some(talk_ms) = talk.talk_ms {
            line.talk_ms = Some(line.talk_ms.unwrap_or_default() + talk_ms);
        }
    }
    let mut lines: Vec<(String, Line)> = lines
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
