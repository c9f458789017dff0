//! Turns the bytes of a transcript file into what each speaker said, and when.
//!
//! [`parse()`] takes the bytes of one file and recognises the format by its content. It returns
//! [`Parsed`]: the turns in file order, and a warning for everything it could not read. [`write()`]
//! turns the turns into a file again.
//!
//! Formats stand by family: `captions`, `documents`, `tables`, `json`. Each format's file opens
//! with its grammar. All of them feed the one `Assembler`, which joins lines into turns.

mod assemble;
mod captions;
mod columns;
mod detect;
mod diarisation;
mod documents;
mod encoding;
mod error;
mod foreign;
mod format;
mod hidden;
mod identifier;
mod json;
mod label;
mod link;
mod model;
mod near_miss;
mod options;
mod parse;
mod raw_time;
mod references;
mod sidecar;
mod spoken;
mod tables;
mod texts;
mod warning;
mod write;

pub use columns::{Columns, ColumnsError};
pub use diarisation::Diarisation;
pub use encoding::Encoding;
pub use error::{NearMiss, ParseError};
pub use foreign::ForeignFile;
pub use format::Format;
pub use hidden::{is_hidden, is_invisible};
pub use identifier::{IdentifierError, MOST_ID_CHARACTERS, as_title, check_id, id_of_name};
pub use link::{LinkError, link_template, media_url};
pub use model::{
    Cue, Date, Detail, LanguageSource, Media, Metadata, Person, SpokenLanguage, Transcript, Turn,
};
pub use options::ParseOptions;
pub use parse::{Parsed, parse};
pub use raw_time::TimeUnit;
pub use sidecar::{SidecarError, offset_ms, read_sidecar};
pub use spoken::TurnLanguages;
pub use tables::rttm::{RttmError, parse_rttm};
pub use warning::{Place, Warning, WarningKind};
pub use write::{
    Cut, Target, WEBVTT_HEADER, WriteError, recut, srt_caption, webvtt_cue, webvtt_in_language,
    write,
};
