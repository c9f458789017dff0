//! The operations on transcripts.
//!
//! In: the types of their handlers. Out: [`Operation`]s. Never here: what a field means; that stands on
//! the type.

use serde_json::json;

use super::super::problem;
use super::super::transcripts::{ListParameters, SegmentParameters};
use super::super::uploads::{Put, Told};
use super::Operation;
use super::operation::text;
use crate::api::{TranscriptDetail, TranscriptList, TranscriptSegment};

const UPLOADED: &str =
    "1\n00:00:01,000 --> 00:00:06,000\nPetra: The quince tree gave ninety pounds.\n";

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/v1/transcripts", "listTranscripts")
            .says(
                "List transcripts",
                "Returns the transcripts that all filters leave, in order. With a `limit`, \
                 `next_cursor` leads to the next page; a transcript that is added or removed \
                 meanwhile shifts nothing.",
            )
            .reads()
            .takes_parameters::<ListParameters>(
                json!({ "q": "canal", "speaker": "Agnes", "from": "2024-01-01", "sort": "newest", "limit": 20 }),
            )
            .fails(&[&problem::CURSOR])
            .returns::<TranscriptList>(200, "A page of the list"),
        Operation::get("/v1/transcripts/{id}", "getTranscript")
            .says("Read a transcript", "Returns every turn, verbatim.")
            .reads()
            .of("canal_history")
            .returns::<TranscriptDetail>(200, "The transcript"),
        Operation::get("/v1/transcripts/{id}/segment", "getSegment")
            .says(
                "Read around a time",
                "Returns the turns that touch a stretch around a time, each whole. What a hit or a \
                 quote says of its time leads here.",
            )
            .reads()
            .of("canal_history")
            .takes_parameters::<SegmentParameters>(json!({ "at": "00:05:00", "around_s": 30 }))
            .returns::<TranscriptSegment>(200, "The turns"),
        Operation::put("/v1/transcripts/{id}", "putTranscript")
            .says(
                "Store a transcript",
                "Reads a file of any format that `whosaid index` reads, whatever its Content-Type \
                 says, and stores it whole or not at all. At most 64 MiB, in two minutes. A caller who \
                 goes away, or is told that it took too long, finds it stored all the same where it \
                 was being stored already.",
            )
            .writes()
            .of("garden")
            .takes_parameters::<Told>(json!({
                "title": "The garden",
                "date": "2024-05-31",
                "url": "https://example.org/garden.mp3",
                "format": "srt",
            }))
            .takes(
                &["text/plain", "application/octet-stream"],
                text,
                vec![("Captions", json!(UPLOADED))],
            )
            .fails(&[&problem::UNREADABLE, &problem::CONFLICT])
            .returns::<Put>(200, "It was there: replaced, described anew, or unchanged")
            .returns::<Put>(201, "It is new"),
        Operation::delete("/v1/transcripts/{id}", "deleteTranscript")
            .says("Remove a transcript", "Removes it with its passages and all that was made of it.")
            .writes()
            .of("garden")
            .returns_content(204, "It is gone", Vec::new()),
    ]
}
