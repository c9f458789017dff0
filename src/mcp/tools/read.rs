//! Returns a passage in its context, or a transcript, with the tool `fetch`, in the form that hosted
//! assistants expect, and what was said around a time, with the tool `get_segment`.

use percent_encoding::percent_decode_str;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::tool::{ToolContext, ToolError, UNTRUSTED, checked};
use crate::api::{
    AROUND_S, AttributedQuote, ClockTimes, MOST_AROUND_S, NOTE, TranscriptExcerpt, passage_id,
    whole,
};
use crate::engine::ExcerptRequest;
use crate::prompt::visible;
use crate::time::{Span, clock, parse_time};
use crate::transcript::Date;

/// How many passages stand before and after the requested one.
const AROUND: u32 = 2;

/// A transcript is cut after this length, in bytes: some 50,000 tokens.
const MOST_BYTES: usize = 200_000;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FetchArguments {
    /// The id of a passage as `search` gives it, such as `canal_history#12`, or of a transcript,
    /// such as `canal_history`.
    id: String,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct FetchOutput {
    /// The id that was asked for.
    id: String,
    /// Who said it, in which recording, when; or the recording's title.
    title: String,
    /// What was said, one line a passage or turn: `[HH:MM:SS] Speaker: words`.
    text: String,
    /// An address to cite.
    url: String,
    /// What else is known.
    metadata: FetchMetadata,
}

#[derive(Serialize, JsonSchema)]
struct FetchMetadata {
    /// The transcript's id.
    transcript_id: String,
    /// `YYYY-MM-DD`; null where unknown.
    date: Option<Date>,
    /// The passage that was asked for, without what stands around it; null for a transcript.
    passage: Option<FetchedPassage>,
    /// Whether the text ends before the transcript does; `get_segment` reads on.
    truncated: bool,
    /// Always `untrusted`: the words are those of whoever was recorded.
    trust: &'static str,
    /// How to take the texts.
    note: &'static str,
}

#[derive(Serialize, JsonSchema)]
struct FetchedPassage {
    /// The words, verbatim.
    text: String,
    /// Who speaks; null where the file names nobody.
    speaker: Option<String>,
    /// When the words are said.
    #[serde(flatten)]
    times: ClockTimes,
    /// Whether a time was interpolated inside a timed line of the file.
    estimated_times: bool,
    /// A ready line to cite.
    cite: String,
}

pub(super) fn fetch(
    context: &ToolContext<'_>,
    arguments: FetchArguments,
) -> Result<FetchOutput, ToolError> {
    // An address that this program made contains the id.
    let id = match arguments.id.strip_prefix("whosaid:") {
        Some(encoded) => percent_decode_str(encoded).decode_utf8_lossy(),
        None => arguments.id.as_str().into(),
    };
    if let Some(output) = transcript(context, &id)? {
        return Ok(output);
    }
    let (transcript_id, ordinal) = id.rsplit_once('#').unwrap_or((&id, ""));
    if let Ok(ordinal) = ordinal.parse()
        && let Some(output) = passage(context, transcript_id, ordinal)?
    {
        return Ok(output);
    }
    let catalogue = context.engine.catalogue();
    let similar = match &catalogue.library().similar_ids(transcript_id)?[..] {
        [] => String::new(),
        ids => format!(" There is {}.", ids.join(", ")),
    };
    Err(ToolError(format!(
        "nothing has the id {:?}; take one from `search` or `list_transcripts`.{similar}",
        arguments.id
    )))
}

fn transcript(context: &ToolContext<'_>, id: &str) -> Result<Option<FetchOutput>, ToolError> {
    let catalogue = context.engine.catalogue();
    let Some(transcript) = catalogue.library().transcript(id)? else {
        return Ok(None);
    };
    let names = catalogue.speakers().names()?;
    let mut text = String::new();
    let mut truncated = false;
    for turn in &transcript.turns {
        let speaker = turn.speaker.as_deref().map(|label| names.called(id, label));
        let line = line(speaker.as_deref(), turn.span, &turn.text);
        truncated = text.len() + line.len() > MOST_BYTES;
        if truncated {
            break;
        }
        text.push_str(&line);
    }
    Ok(Some(FetchOutput {
        url: context.links.transcript(id),
        metadata: FetchMetadata {
            transcript_id: id.to_owned(),
            date: transcript.date,
            passage: None,
            truncated,
            trust: UNTRUSTED,
            note: NOTE,
        },
        id: transcript.id,
        title: transcript.title,
        text,
    }))
}

fn passage(
    context: &ToolContext<'_>,
    transcript_id: &str,
    ordinal: u32,
) -> Result<Option<FetchOutput>, ToolError> {
    let catalogue = context.engine.catalogue();
    let Some(record) = catalogue.library().passage(transcript_id, ordinal)? else {
        return Ok(None);
    };
    let mut text = String::new();
    for near in ordinal.saturating_sub(AROUND)..=ordinal.saturating_add(AROUND) {
        if let Some(near) = catalogue.library().passage(transcript_id, near)? {
            text.push_str(&line(near.called(), near.span, near.text()));
        }
    }
    let summary = catalogue.library().summary(transcript_id)?;
    let quote = AttributedQuote::from(&record);
    Ok(Some(FetchOutput {
        id: passage_id(&record),
        title: quote.cite.clone(),
        text,
        url: context.links.passage(transcript_id, ordinal, record.span),
        metadata: FetchMetadata {
            transcript_id: transcript_id.to_owned(),
            date: summary.and_then(|summary| summary.date),
            passage: Some(FetchedPassage {
                text: quote.text,
                speaker: quote.speaker,
                times: quote.times,
                estimated_times: quote.estimated_times,
                cite: quote.cite,
            }),
            truncated: false,
            trust: UNTRUSTED,
            note: NOTE,
        },
    }))
}

/// Returns `[HH:MM:SS] Speaker: words` on one line: no transcript begins a line of its own.
fn line(speaker: Option<&str>, span: Option<Span>, words: &str) -> String {
    let time = span.map(|span| format!("[{}] ", clock(span.start_ms)));
    let speaker = speaker.map(|speaker| format!("{}: ", visible(speaker)));
    let (time, speaker) = (time.unwrap_or_default(), speaker.unwrap_or_default());
    format!("{time}{speaker}{}\n", visible(words))
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SegmentArguments {
    /// The transcript's id, as `list_transcripts` gives it.
    transcript: String,
    /// The time: `HH:MM:SS` (`00:12:30` is twelve and a half minutes), or seconds (`750`).
    at: String,
    /// How many seconds before and after it, at most 600; 60 where it is left out.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(range(max = 600))]
    around_s: Option<u32>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct SegmentOutput {
    #[serde(flatten)]
    excerpt: TranscriptExcerpt,
    /// Always `untrusted`: the words are those of whoever was recorded.
    trust: &'static str,
}

pub(super) fn segment(
    context: &ToolContext<'_>,
    arguments: SegmentArguments,
) -> Result<SegmentOutput, ToolError> {
    let around_s = arguments.around_s.unwrap_or(AROUND_S);
    let around_ms = u64::from(checked("around_s", around_s, 0..=MOST_AROUND_S)?) * 1000;
    let at_ms = parse_time(&arguments.at).ok_or_else(|| {
        let at = &arguments.at;
        ToolError(format!(
            "`at` is {at:?}; expected a time such as 00:12:30, or seconds such as 750"
        ))
    })?;
    let request = ExcerptRequest {
        at_ms,
        transcript_id: arguments.transcript,
        before_ms: around_ms,
        after_ms: around_ms,
    };
    let excerpt = context.engine.catalogue().library().excerpt(&request)?;
    Ok(SegmentOutput {
        excerpt: TranscriptExcerpt::new(&request, &excerpt),
        trust: UNTRUSTED,
    })
}
