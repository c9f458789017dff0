//! The operations on speakers and their names.
//!
//! In: the types of their handlers. Out: [`Operation`]s. Never here: what a field means; that stands on
//! the type.

use serde_json::json;

use super::super::problem;
use super::super::speakers::{Given, TakenBack, Where};
use super::Operation;
use crate::api::{NameHistory, SpeakerList, SuggestionList};

pub(super) fn operations() -> Vec<Operation> {
    let missing = &[&problem::NOT_FOUND][..];
    let against = &[&problem::NOT_FOUND, &problem::CONFLICT][..];
    let place = || json!({ "transcript": "canal_history" });
    vec![
        Operation::get("/v1/speakers", "listSpeakers")
            .says(
                "List speakers",
                "Returns every label of every transcript with its name, turns, words and talk time.",
            )
            .reads()
            .takes_parameters::<Where>(place())
            .fails(missing)
            .returns::<SpeakerList>(200, "The speakers"),
        Operation::get("/v1/speakers/suggestions", "suggestNames")
            .says(
                "Names that transcripts suggest",
                "Returns names for labels with the sentences that speak for them. None is given by \
                 that; `POST /v1/speakers/name` gives one.",
            )
            .reads()
            .takes_parameters::<Where>(place())
            .fails(missing)
            .returns::<SuggestionList>(200, "The suggestions"),
        Operation::get("/v1/speakers/history", "nameHistory")
            .says("Every change of names", "Returns the log of names, with when and why.")
            .reads()
            .returns::<NameHistory>(200, "The changes, the first one first"),
        Operation::post("/v1/speakers/name", "nameSpeaker")
            .says(
                "Name a speaker",
                "Gives a label a name, in one transcript or in all. Files are never changed.",
            )
            .writes()
            .fails(against)
            .takes_json::<Given>(vec![(
                "A name",
                json!({
                    "label": "Agnes",
                    "name": "Agnes Thwaite",
                    "transcript": "canal_history",
                    "reason": "she says so",
                }),
            )])
            .returns::<SpeakerList>(200, "The speakers as they are called now"),
        Operation::post("/v1/speakers/merge", "mergeSpeakers")
            .says(
                "Make two labels one person",
                "`label` is from now on called as `name` is, which may be a label itself.",
            )
            .writes()
            .fails(against)
            .takes_json::<Given>(vec![(
                "Two labels",
                json!({ "label": "Interviewer", "name": "Walter", "transcript": "canal_history" }),
            )])
            .returns::<SpeakerList>(200, "The speakers as they are called now"),
        Operation::post("/v1/speakers/undo", "undoNaming")
            .says(
                "Take a change of names back",
                "The last one that still holds, or the one of a number. The log keeps both.",
            )
            .writes()
            .fails(against)
            .takes_json::<TakenBack>(vec![
                ("The last", json!({ "reason": "it was somebody else" })),
                ("One of the log", json!({ "change": 1 })),
            ])
            .returns::<SpeakerList>(200, "The speakers as they are called now"),
    ]
}
