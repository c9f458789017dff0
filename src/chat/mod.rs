//! How does a chat get its answer? As text, piece by piece, out of what was found.
//!
//! In: a question, the engine, and a language model's server where the user named one. Out: the
//! speakers' own words with who said them and when; or, with a model, sentences that each name
//! their passages and whose quotations were compared with the store, word for word. Waits for the
//! model's server, and so looks at the clock. Never here: a quotation that was not said, a failure
//! of the model that is kept quiet.

mod check;
mod events;
mod extract;
mod markdown;
mod model;
mod prose;
mod sentence;

pub use model::{LanguageModel, ModelConfig, ModelError};

use crate::answer::Outcome;
use crate::api::AskResponse;
use crate::engine::{AskError, AskOutcome, Engine, Question};
use crate::prompt::{Pack, pack};

/// How many passages are looked at for an answer.
const PASSAGES: usize = 12;

/// How many tokens of passages a language model is given.
const MODEL_TOKENS: usize = 3_000;

/// What was found for a question, before anything is said.
pub struct Found {
    question: Question,
    outcome: AskOutcome,
    pack: Pack,
    /// Whether the user had asked before.
    earlier: Earlier,
}

/// Whether there were questions before this one, which is read without them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Earlier {
    /// This is the first.
    None,
    /// There were some.
    Questions,
}

/// Looks a question up.
///
/// # Errors
/// A question that cannot be used, or an index that cannot be read.
pub fn look_up(engine: &Engine, text: String, earlier: Earlier) -> Result<Found, AskError> {
    let question = Question {
        text,
        k: PASSAGES,
        ..Question::default()
    };
    let outcome = engine.ask(&question)?;
    let records = outcome.answer.passages.iter();
    let records: Vec<_> = records.map(|passage| &passage.record).collect();
    let pack = pack(&records, MODEL_TOKENS, &|text| engine.count_tokens(text));
    Ok(Found {
        question,
        outcome,
        pack,
        earlier,
    })
}

impl Found {
    /// Returns the answer as data.
    pub fn response(&self) -> AskResponse {
        AskResponse::new(&self.question, &self.outcome)
    }

    /// Says the answer piece by piece. `say` returns whether anybody still listens.
    ///
    /// A model is asked only where there is an answer: what was not found, it would have to invent.
    pub fn tell(&self, model: Option<&LanguageModel>, say: &mut dyn FnMut(&str) -> bool) {
        match (model, &self.outcome.answer.outcome) {
            (Some(model), Outcome::Quotes(_)) => prose::tell(self, model, say),
            _ => extract::tell(self, say),
        }
    }
}
