//! Transcripts in and out: `PUT` and `DELETE /v1/transcripts/{id}`.
//!
//! In: the bytes of a file in any format that can be read, of which the path says the id and the
//! query the rest. Out: what was stored of it, and whether questions find it already. Never here:
//! half of a file. Whatever fails, the store is as it was; a caller who goes away while the file is
//! being stored does not keep it from being stored.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json as JsonResponse;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::extract::{IdInPath, NewId, arrive};
use super::long_work::Wanted;
use super::query::Parameters;
use super::speakers::NAME;
use super::{AppState, Problem};
use crate::embed::EmbedError;
use crate::engine::{Engine, Extent, IngestError, Ingested, Source};
use crate::store::{CommitError, Replaced};
use crate::transcript::{
    Date, Format, Media, Metadata, ParseError, ParseOptions, TimeUnit, Warning, as_title, media_url,
};

/// No transcript is longer: 100 hours of speech are about 6 MB.
const MOST_UPLOAD_BYTES: usize = 64 << 20;

/// Where a transcript comes from that was put here, whoever put it.
const SOURCE: &str = "upload";

/// What is told of a transcript beside its bytes.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Told {
    /// Its title, on one line; made of the id where it is left out.
    #[schemars(regex(pattern = NAME))]
    title: Option<String>,
    /// The day of the recording, `YYYY-MM-DD`.
    date: Option<Date>,
    /// Where the recording can be heard: an address of the web.
    #[schemars(url, regex(pattern = "^https?://[A-Za-z0-9]"))]
    url: Option<String>,
    /// The format of the file, such as `srt`; told from its content where it is left out.
    #[schemars(schema_with = "formats")]
    format: Option<String>,
    /// What the numbers in a table's columns of times count, where the columns' names do not say it:
    /// seconds or milliseconds.
    time_unit: Option<Unit>,
}

/// What a number that stands for a time counts.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum Unit {
    S,
    Ms,
}

impl From<Unit> for TimeUnit {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::S => Self::Seconds,
            Unit::Ms => Self::Milliseconds,
        }
    }
}

fn formats(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": Format::ALL.map(Format::name) })
}

/// What was stored of a transcript.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Put {
    /// The transcript's id.
    id: String,
    /// `stored`, `replaced`, `described` or `unchanged`.
    status: &'static str,
    /// How many turns it has, also where it is unchanged.
    turns: usize,
    /// How many of its passages can be found, also where it is unchanged.
    passages: usize,
    /// Whether questions find it already. Where not, the index could not be brought up to date in
    /// time; that is tried again until they do.
    findable: bool,
    /// What could not be read as it stood, each with its place.
    warnings: Vec<String>,
}

/// `PUT /v1/transcripts/{id}`.
pub(super) async fn put(
    State(state): State<AppState>,
    NewId(id): NewId,
    Parameters(told): Parameters<Told>,
    body: Body,
) -> Result<(StatusCode, JsonResponse<Put>), Problem> {
    let within = state.config().patience.arrive;
    let place = state.enter_long(within).await?;
    let bytes = arrive(body, MOST_UPLOAD_BYTES, within).await?;
    let source = told.source(id.clone(), bytes.into())?;
    let work = move |engine: &Engine, wanted: &Wanted| {
        let id = source.id.clone();
        let ingested = engine.ingest(source, &mut |_| wanted.is_still())?;
        let extent = match &ingested {
            Ingested::Stored(stored) => stored.extent(),
            Ingested::Unchanged | Ingested::Described => engine.catalogue().extent(&id)?,
        };
        Ok((ingested, extent))
    };
    let (ingested, extent) = state.run_long(place, work).await?;
    let put = Put::of(id, ingested, extent, state.await_shown().await);
    Ok((put.code(), JsonResponse(put)))
}

/// `DELETE /v1/transcripts/{id}`.
pub(super) async fn delete(
    State(state): State<AppState>,
    IdInPath(id): IdInPath,
) -> Result<StatusCode, Problem> {
    let work = move |engine: &Engine| Ok(engine.catalogue().remove(&id)?);
    state.run(work).await?;
    // What is gone from the store is not found, whatever the index shows.
    state.await_shown().await;
    Ok(StatusCode::NO_CONTENT)
}

impl Put {
    fn of(id: String, ingested: Ingested, extent: Extent, findable: bool) -> Self {
        let put = |status| Self {
            id,
            status,
            turns: extent.turns,
            passages: extent.passages,
            findable,
            warnings: Vec::new(),
        };
        let stored = match ingested {
            Ingested::Unchanged => return put("unchanged"),
            Ingested::Described => return put("described"),
            Ingested::Stored(stored) => stored,
        };
        let said = |warning: &Warning| format!("{}: {warning}", warning.place);
        Self {
            warnings: stored.warnings.iter().map(said).collect(),
            ..put(match stored.replaced {
                Replaced::Nothing => "stored",
                Replaced::Former => "replaced",
            })
        }
    }

    fn code(&self) -> StatusCode {
        match self.status {
            "stored" => StatusCode::CREATED,
            _ => StatusCode::OK,
        }
    }
}

impl Told {
    fn source(self, id: String, bytes: Vec<u8>) -> Result<Source, Problem> {
        let wrong = |field: &str, reason: String| Problem::invalid(reason, Some(field.into()));
        let format = self.format.as_deref().map(|name| {
            let names = Format::ALL.map(Format::name).join(", ");
            let reason = format!("`{name}` is no format; there are {names}");
            Format::from_name(name).ok_or_else(|| wrong("format", reason))
        });
        let title = self.title.as_deref().map(as_title);
        let title = title.transpose();
        let url = self.url.as_deref().map(media_url);
        let url = url.transpose();
        Ok(Source {
            id,
            about: Metadata {
                title: title.map_err(|error| wrong("title", error.to_string()))?,
                date: self.date,
                media: Media {
                    url: url.map_err(|error| wrong("url", error.to_string()))?,
                    ..Media::default()
                },
                ..Metadata::default()
            },
            options: ParseOptions {
                format: format.transpose()?,
                time_unit: self.time_unit.map(TimeUnit::from),
                ..ParseOptions::default()
            },
            path: SOURCE.into(),
            bytes,
        })
    }
}

/// Says why a file gave no transcript, with parameters in the place of the command line's options.
fn unreadable(error: &ParseError) -> Problem {
    match error {
        ParseError::NoTimeUnit { column } => Problem::unreadable(format!(
            "the numbers of `{column}` may be seconds or milliseconds; say which with the parameter \
             time_unit=s or time_unit=ms"
        ))
        .at("time_unit"),
        ParseError::UnknownFormat => {
            let names = Format::ALL.map(Format::name).join(", ");
            Problem::unreadable(format!(
                "no known transcript format; expected one of {names}; the parameter format forces one, \
                 such as format=plain for text of a few lines"
            ))
        }
        error => {
            let said = error.to_string();
            let whose = match said.contains("`--") {
                true => "; that is an option of `whosaid index`, which can read it beside the server",
                false => "",
            };
            Problem::unreadable(format!("{said}{whose}"))
        }
    }
}

impl From<IngestError> for Problem {
    fn from(error: IngestError) -> Self {
        match error {
            IngestError::Parse(error) => unreadable(&error),
            IngestError::Commit(error) => error.into(),
            IngestError::Read(error) => error.into(),
            // Nobody waits to be told.
            IngestError::Embed(EmbedError::Cancelled) => Self::given_up(),
            IngestError::Embed(_) => Self::internal("the model failed"),
        }
    }
}

impl From<CommitError> for Problem {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::IdTaken { id, .. } => Self::conflict(format!(
                "the id {id} belongs to a transcript from elsewhere; put this one under another id, \
                 or delete that one first"
            )),
            CommitError::Unknown { id } => Self::not_found(format!(
                "there is no transcript {id}; GET /v1/transcripts lists them"
            )),
            _ => Self::internal("the store cannot be written"),
        }
    }
}
