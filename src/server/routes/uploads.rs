//! Stores and removes transcripts: `PUT` and `DELETE /v1/transcripts/{id}`.
//!
//! A file is stored whole or not at all. A caller who goes away while the file is being stored does not
//! keep it from being stored.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Json as JsonResponse;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::engine::{Engine, Extent, Ingested, Source};
use crate::language::LanguageTag;
use crate::server::http::long_body::LongBody;
use crate::server::http::{IdInPath, Parameters, Problem, problem, warning_in_words};
use crate::server::openapi::route::Route;
use crate::server::openapi::schemas::{NAME, known_id, new_id, text};
use crate::server::state::AppState;
use crate::store::Replaced;
use crate::transcript::{
    Date, Format, Media, Metadata, ParseOptions, TimeUnit, as_title, check_id, media_url,
};

/// The longest transcript, in bytes; 100 hours of speech are about 6 MB.
const MOST_UPLOAD_BYTES: usize = 64 << 20;

/// The source of every uploaded transcript.
const SOURCE: &str = "upload";

/// What a caller says of a transcript beside its bytes.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UploadParameters {
    /// Its title, on one line; made of the id where it is left out.
    #[schemars(regex(pattern = NAME))]
    title: Option<String>,
    /// The day of the recording, `YYYY-MM-DD`.
    date: Option<Date>,
    /// Where the recording can be heard: an address of the web.
    #[schemars(url, regex(pattern = "^https?://[A-Za-z0-9]"))]
    url: Option<String>,
    /// The language that is spoken, a tag such as `en` or `pt-BR`; where it is left out, what the file
    /// states or its words show.
    #[schemars(regex(pattern = "^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$"))]
    language: Option<String>,
    /// The format of the file, such as `srt`; detected from its content where it is left out.
    #[serde(default)]
    #[schemars(schema_with = "formats")]
    format: Option<String>,
    /// The unit of the numbers in a table's columns of times, where the columns' names do not say it:
    /// seconds or milliseconds.
    time_unit: Option<Unit>,
}

/// The unit of a number that stands for a time.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum Unit {
    S,
    Ms,
}

fn formats(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": Format::ALL.map(Format::name).as_slice() })
}

/// What was stored of a transcript.
#[derive(Debug, Serialize, JsonSchema)]
struct UploadResponse {
    /// The transcript's id.
    id: String,
    /// `stored`, `replaced`, `described` or `unchanged`.
    status: &'static str,
    /// How many turns it has, also where it is unchanged.
    turns: usize,
    /// How many of its passages can be found, also where it is unchanged.
    passages: usize,
    /// Whether questions find it already. Where not, the index could not be brought up to date in
    /// time; the server tries again until it is.
    findable: bool,
    /// What could not be read as it is written, each with its place.
    warnings: Vec<String>,
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::new("PUT /v1/transcripts/{id}", put)
            .writes()
            .has_in_path(new_id)
            .takes_parameters::<UploadParameters>()
            .takes(&[("text/plain", text), ("application/octet-stream", text)])
            .fails(&[&problem::UNREADABLE, &problem::CONFLICT])
            .returns::<UploadResponse>(200)
            .returns::<UploadResponse>(201),
        Route::new("DELETE /v1/transcripts/{id}", delete)
            .writes()
            .has_in_path(known_id)
            .returns_content(204, &[]),
    ]
}

async fn put(
    State(state): State<AppState>,
    IdInPath(id): IdInPath,
    Parameters(parameters): Parameters<UploadParameters>,
    body: Body,
) -> Result<(StatusCode, JsonResponse<UploadResponse>), Problem> {
    check_id(&id).map_err(|error| Problem::invalid(error.to_string()).in_field("id"))?;
    let LongBody { bytes, room } = state.receive_upload(body, MOST_UPLOAD_BYTES).await?;
    let source = parameters.into_source(id, bytes)?;
    // Taken now and not before, so that a client that sends nothing keeps nobody waiting.
    let permit = state.enter_long().await?;
    let work = move |engine: &Engine, wanted: &dyn Fn() -> bool| store(engine, source, wanted);
    let mut response = state.run_long((permit, room), work).await?;
    response.findable = state.await_shown().await;
    let code = match response.status {
        "stored" => StatusCode::CREATED,
        _ => StatusCode::OK,
    };
    Ok((code, JsonResponse(response)))
}

/// Stores a transcript. Whether questions find it is left open.
fn store(
    engine: &Engine,
    source: Source,
    wanted: &dyn Fn() -> bool,
) -> Result<UploadResponse, Problem> {
    let id = source.id.clone();
    let extent = || engine.catalogue().library().extent(&id);
    let (status, extent, warnings) = match engine.ingest(source, &mut |_| wanted())? {
        Ingested::Unchanged => ("unchanged", extent()?, Vec::new()),
        Ingested::Described => ("described", extent()?, Vec::new()),
        Ingested::Stored(stored) => {
            let (turns, passages) = (stored.turns, stored.passages);
            let status = match stored.replaced {
                Replaced::Nothing => "stored",
                Replaced::Former => "replaced",
            };
            let warnings = stored.warnings.iter().map(warning_in_words).collect();
            (status, Extent { turns, passages }, warnings)
        }
    };
    Ok(UploadResponse {
        id,
        status,
        turns: extent.turns,
        passages: extent.passages,
        findable: false,
        warnings,
    })
}

async fn delete(
    State(state): State<AppState>,
    IdInPath(id): IdInPath,
) -> Result<StatusCode, Problem> {
    let work = move |engine: &Engine| Ok(engine.catalogue().library().remove(&id)?);
    state.run(work).await?;
    // A removed transcript is not found, even before the index is up to date.
    state.await_shown().await;
    Ok(StatusCode::NO_CONTENT)
}

impl UploadParameters {
    fn into_source(self, id: String, bytes: Vec<u8>) -> Result<Source, Problem> {
        let title = self.title.as_deref().map(as_title).transpose();
        let title = title.map_err(|error| Problem::invalid(error.to_string()).in_field("title"))?;
        let url = self.url.as_deref().map(media_url).transpose();
        let url = url.map_err(|error| Problem::invalid(error.to_string()).in_field("url"))?;
        let language = self
            .language
            .as_deref()
            .map(LanguageTag::recommended)
            .transpose();
        let language =
            language.map_err(|error| Problem::invalid(error.to_string()).in_field("language"))?;
        let time_unit = self.time_unit.map(|unit| match unit {
            Unit::S => TimeUnit::Seconds,
            Unit::Ms => TimeUnit::Milliseconds,
        });
        Ok(Source {
            id,
            about: Metadata {
                title,
                date: self.date,
                media: Media {
                    url,
                    ..Media::default()
                },
                language,
                ..Metadata::default()
            },
            options: ParseOptions {
                format: self.format.as_deref().map(format_named).transpose()?,
                time_unit,
                ..ParseOptions::default()
            },
            path: SOURCE.into(),
            bytes,
        })
    }
}

fn format_named(name: &str) -> Result<Format, Problem> {
    Format::from_name(name).ok_or_else(|| {
        let names = Format::ALL.map(Format::name).join(", ");
        Problem::invalid(format!("`{name}` is not a format; use one of {names}")).in_field("format")
    })
}
