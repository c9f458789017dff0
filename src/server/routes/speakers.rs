//! Handles requests about speakers: list them, suggest names, change names.

use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::names::NAME;
use crate::api::{NameHistory, SpeakerList, SuggestionList, whole};
use crate::engine::{Engine, Naming, NamingError};
use crate::server::http::extract::Json;
use crate::server::http::problem;
use crate::server::http::query::Parameters;
use crate::server::openapi::route::Route;
use crate::server::state::{AppState, Reply};
use crate::speakers::{Change, NameScope};

/// Whose speakers.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SpeakerParameters {
    /// A transcript's id; all of them where it is left out.
    transcript: Option<String>,
}

/// A name for a label, or a label of the same person.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NameRequest {
    /// The label in the file.
    label: String,
    /// What it is called from now on, or who it is; on one line.
    #[schemars(length(min = 1, max = 200), regex(pattern = NAME))]
    name: String,
    /// The transcript in which that holds; all of them where it is left out.
    #[serde(default)]
    transcript: Option<String>,
    /// Why, for the log.
    #[serde(default)]
    #[schemars(length(max = 1000))]
    reason: Option<String>,
}

/// Which change to undo.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UndoRequest {
    /// Its number, as `GET /v1/speakers/history` gives it; the last one that still holds where it is
    /// left out.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(range(max = 9_007_199_254_740_991_u64))]
    change: Option<u64>,
    /// Why, for the log.
    #[serde(default)]
    #[schemars(length(max = 1000))]
    reason: Option<String>,
}

pub(super) fn routes() -> Vec<Route> {
    const NAMED: &str = "The speakers as they are called now";
    let transcript = || json!({ "transcript": "canal_history" });
    let conflicts = &[&problem::NOT_FOUND, &problem::CONFLICT][..];
    vec![
        Route::new("GET /v1/speakers", "listSpeakers", list)
            .described_as(
                "List speakers",
                "Returns every label of every transcript with its name, turns, words and talk time.",
            )
            .reads()
            .takes_parameters::<SpeakerParameters>(transcript())
            .fails(&[&problem::NOT_FOUND])
            .returns::<SpeakerList>(200, "The speakers"),
        Route::new("GET /v1/speakers/suggestions", "suggestNames", suggestions)
            .described_as(
                "Names that transcripts suggest",
                "Returns names for labels with the sentences that speak for them. It gives no name; \
                 `POST /v1/speakers/name` does.",
            )
            .reads()
            .takes_parameters::<SpeakerParameters>(transcript())
            .fails(&[&problem::NOT_FOUND])
            .returns::<SuggestionList>(200, "The suggestions"),
        Route::new("GET /v1/speakers/history", "nameHistory", history)
            .described_as("Every change of names", "Returns the log of names, with when and why.")
            .reads()
            .returns::<NameHistory>(200, "The changes, the first one first"),
        Route::new("POST /v1/speakers/name", "nameSpeaker", name)
            .described_as(
                "Name a speaker",
                "Gives a label a name, in one transcript or in all. Files are never changed.",
            )
            .writes()
            .fails(conflicts)
            .takes_json::<NameRequest>(vec![("A name", json!({
                "label": "Agnes",
                "name": "Agnes Thwaite",
                "transcript": "canal_history",
                "reason": "she says so",
            }))])
            .returns::<SpeakerList>(200, NAMED),
        Route::new("POST /v1/speakers/merge", "mergeSpeakers", merge)
            .described_as(
                "Make two labels one person",
                "From now on `label` is called as `name` is, which may be a label itself.",
            )
            .writes()
            .fails(conflicts)
            .takes_json::<NameRequest>(vec![("Two labels", json!({
                "label": "Interviewer", "name": "Walter", "transcript": "canal_history",
            }))])
            .returns::<SpeakerList>(200, NAMED),
        Route::new("POST /v1/speakers/undo", "undoNaming", undo)
            .described_as(
                "Undo a change of names",
                "Undoes the last change that still holds, or the one of a number. The log keeps both.",
            )
            .writes()
            .fails(conflicts)
            .takes_json::<UndoRequest>(vec![
                ("The last", json!({ "reason": "it was somebody else" })),
                ("One of the log", json!({ "change": 1 })),
            ])
            .returns::<SpeakerList>(200, NAMED),
    ]
}

async fn list(
    State(state): State<AppState>,
    Parameters(of): Parameters<SpeakerParameters>,
) -> Reply<SpeakerList> {
    let work = move |engine: &Engine| {
        let speakers = engine
            .catalogue()
            .speakers()
            .list(of.transcript.as_deref())?;
        Ok(SpeakerList::new(&speakers))
    };
    state.reply(work).await
}

async fn suggestions(
    State(state): State<AppState>,
    Parameters(of): Parameters<SpeakerParameters>,
) -> Reply<SuggestionList> {
    let work = move |engine: &Engine| {
        let catalogue = engine.catalogue();
        let suggestions = catalogue.speakers().suggest(of.transcript.as_deref())?;
        Ok(SuggestionList::from(&suggestions))
    };
    state.reply(work).await
}

async fn history(State(state): State<AppState>) -> Reply<NameHistory> {
    let work = |engine: &Engine| Ok(NameHistory::new(&engine.catalogue().speakers().history()?));
    state.reply(work).await
}

async fn name(
    State(state): State<AppState>,
    Json(request): Json<NameRequest>,
) -> Reply<SpeakerList> {
    let name = |engine: &Engine, naming| engine.catalogue().speakers().name(naming);
    change(state, request, name).await
}

async fn merge(
    State(state): State<AppState>,
    Json(request): Json<NameRequest>,
) -> Reply<SpeakerList> {
    let merge = |engine: &Engine, naming| engine.catalogue().speakers().merge(naming);
    change(state, request, merge).await
}

async fn undo(
    State(state): State<AppState>,
    Json(request): Json<UndoRequest>,
) -> Reply<SpeakerList> {
    let work = move |engine: &Engine| {
        let catalogue = engine.catalogue();
        catalogue.speakers().undo(request.change, request.reason)?;
        Ok(SpeakerList::new(&catalogue.speakers().list(None)?))
    };
    state.reply(work).await
}

/// Changes names and returns the speakers as they are called then.
async fn change(
    state: AppState,
    request: NameRequest,
    change: impl FnOnce(&Engine, Naming) -> Result<Change, NamingError> + Send + 'static,
) -> Reply<SpeakerList> {
    let work = move |engine: &Engine| {
        let transcript = request.transcript.clone();
        change(engine, request.into())?;
        let speakers = engine.catalogue().speakers().list(transcript.as_deref())?;
        Ok(SpeakerList::new(&speakers))
    };
    state.reply(work).await
}

impl From<NameRequest> for Naming {
    fn from(request: NameRequest) -> Self {
        Self {
            scope: request
                .transcript
                .map_or(NameScope::All, NameScope::Transcript),
            label: request.label,
            name: request.name,
            reason: request.reason,
        }
    }
}
