//! Defines what a question wants to have quoted.

use crate::embed::Model;
use crate::language::Language;
use crate::question::QuestionKind;

/// What a question wants to have quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// What it asks for.
    pub kind: QuestionKind,
    /// What becomes of questions in the recording.
    pub asked: AskedOnTape,
    /// The model that the passages were found with, whose numbers have a scale of their own.
    pub model: Model,
    /// The language that it is asked in, where it is sure.
    pub language: Option<Language>,
}

impl Wanted {
    /// Returns what a question of this kind wants where all that was said counts.
    pub fn all_of(kind: QuestionKind, model: Model, language: Option<Language>) -> Self {
        Self {
            kind,
            asked: AskedOnTape::Quoted,
            model,
            language,
        }
    }
}

/// What becomes of questions that somebody asks in the recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedOnTape {
    /// They answer nothing: others are quoted, where there are any.
    LeftOut,
    /// They are quoted like other words: the question is about what was asked, or about all that was
    /// said.
    Quoted,
}
