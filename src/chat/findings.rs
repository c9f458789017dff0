//! Finds the passages for a chat's answer.

use crate::api::AskResponse;
use crate::engine::{AskError, AskOutcome, Engine, Question};
use crate::prompt::{Pack, pack};

/// How many passages are found for an answer.
const PASSAGES: usize = 12;

/// How many tokens of passages a language model is given.
const MODEL_TOKENS: usize = 3_000;

/// What was found for a question of a chat.
pub struct ChatFindings {
    pub(super) question: Question,
    pub(super) outcome: AskOutcome,
    /// The passages for a language model.
    pub(super) pack: Pack,
    pub(super) earlier: EarlierQuestions,
}

/// Whether the chat had earlier questions; they are not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EarlierQuestions {
    /// This question is the first.
    Absent,
    /// There are earlier questions.
    Present,
}

impl ChatFindings {
    /// Finds the passages for a question.
    ///
    /// # Errors
    /// An invalid question, or an index that cannot be read.
    pub fn new(engine: &Engine, text: String, earlier: EarlierQuestions) -> Result<Self, AskError> {
        let question = Question {
            text,
            k: PASSAGES,
            ..Question::default()
        };
        let outcome = engine.ask(&question)?;
        let records = outcome.answer.passages.iter();
        let records: Vec<_> = records.map(|passage| &passage.record).collect();
        let pack = pack(&records, MODEL_TOKENS, &|text| {
            engine.embedder().count_all_tokens(text)
        });
        Ok(Self {
            question,
            outcome,
            pack,
            earlier,
        })
    }

    /// Returns the answer as data.
    pub fn response(&self) -> AskResponse {
        AskResponse::new(&self.question, &self.outcome)
    }
}
