//! Reads a question and filters the passages that may be found for it.

use super::interpretation::{Interpretation, Scope};
use super::question::{Question, Understanding};
use crate::answer::Reason;
use crate::embed::Model;
use crate::engine::catalogue::Catalogue;
use crate::engine::similar::similar;
use crate::index::{Index, IndexError, LabelId, PassageFilter, content_words_in};
use crate::language::{Language, recognise};
use crate::question::{self, Reading};
use crate::store::{PassageId, PassageRecord, PassageScope, ReadError};

/// Looks up in a catalogue and an index what a question refers to.
#[derive(Clone, Copy)]
pub(super) struct ScopeResolver<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) index: &'a Index,
    /// The shipped model whose scales the store's model has: that of many languages or of English.
    pub(super) ranked_as: Model,
}

impl ScopeResolver<'_> {
    /// Reads a question by rules, unless it is to be taken literally.
    pub(super) fn read(self, question: &Question) -> Result<Reading, ReadError> {
        Ok(match question.understanding {
            Understanding::ByRules => {
                let names = self.catalogue.known_names(self.index)?;
                question::read(&question.text, &names.known)
            }
            Understanding::Topic | Understanding::Literal => Reading {
                language: question::language_of(&question.text),
                topic: question.text.clone(),
                ..Reading::default()
            },
        })
    }

    /// Returns the passages that may be found, or why there are none. Filters that were read rather
    /// than given are dropped while nothing is left, and the interpretation says so.
    pub(super) fn filter(
        self,
        question: &Question,
        interpretation: &mut Interpretation,
    ) -> Result<Result<PassageFilter, Reason>, IndexError> {
        if self.index.vectors.is_empty() {
            return Ok(Err(Reason::EmptyIndex));
        }
        let with_phrases = self.with_phrases(interpretation)?;
        let phrase_not_found = Reason::PhraseNotFound {
            phrases: interpretation.phrases.clone(),
        };
        if with_phrases.as_ref().is_some_and(Vec::is_empty) {
            return Ok(Err(phrase_not_found));
        }
        loop {
            let allowed = match self.resolve(&interpretation.scope)? {
                Ok(allowed) => allowed,
                Err(reason) => return Ok(Err(reason)),
            };
            let allowed = match &with_phrases {
                None => allowed,
                Some(ids) => {
                    let both = ids.iter().copied().filter(|&id| allowed.admits(id));
                    PassageFilter::Only(both.collect())
                }
            };
            if allowed != PassageFilter::Only(Vec::new()) {
                return Ok(Ok(allowed));
            }
            if !interpretation.drop_one(question) {
                return Ok(Err(if with_phrases.is_some() {
                    phrase_not_found
                } else {
                    Reason::FilterExcludesAll
                }));
            }
        }
    }

    /// Returns the passages in a scope, or why there can be none.
    fn resolve(self, scope: &Scope) -> Result<Result<PassageFilter, Reason>, ReadError> {
        if scope.is_everything() {
            return Ok(Ok(PassageFilter::All));
        }
        let names = self.catalogue.known_names(self.index)?;
        let known = &names.known;
        for asked in &scope.transcripts {
            let mut ids = known.transcripts.iter().map(|transcript| &transcript.id);
            if !ids.any(|id| id == asked) {
                let ids = known.transcripts.iter().map(|known| known.id.clone());
                return Ok(Err(Reason::NoSuchTranscript {
                    asked: asked.clone(),
                    similar: similar(asked, ids),
                }));
            }
        }
        let mut meant = Vec::new();
        for asked in &scope.speakers {
            let voices = names.labels_called(asked);
            if voices.is_empty() {
                return Ok(Err(Reason::NoSuchSpeaker {
                    asked: asked.clone(),
                    similar: similar(asked, known.speakers.clone()),
                }));
            }
            meant.extend(voices);
        }
        let rest = PassageScope {
            transcripts: scope.transcripts.clone(),
            from: scope.from,
            to: scope.to,
        };
        if scope.speakers.is_empty() {
            return Ok(Ok(PassageFilter::Only(
                self.catalogue.store().reader().passages().in_scope(&rest)?,
            )));
        }
        meant.sort_unstable();
        meant.dedup();
        let mut allowed = self.index.passages_of(&meant);
        if !rest.is_everything() {
            let in_scope =
                PassageFilter::Only(self.catalogue.store().reader().passages().in_scope(&rest)?);
            allowed.retain(|&id| in_scope.admits(id));
        }
        Ok(Ok(PassageFilter::Only(allowed)))
    }

    /// Returns the labels that these names refer to, ascending.
    pub(super) fn labels_called(self, names: &[String]) -> Result<Vec<LabelId>, ReadError> {
        let known = self.catalogue.known_names(self.index)?;
        let mut voices: Vec<LabelId> = names
            .iter()
            .flat_map(|name| known.labels_called(name))
            .collect();
        voices.sort_unstable();
        voices.dedup();
        Ok(voices)
    }

    /// Returns the passages with all the phrases, ascending; `None` where no phrase has to be said.
    ///
    /// Where the model reads many languages and some passage is in another one than a phrase, a title
    /// or a name in quotation marks may be said in that, so phrases that nobody says are dropped.
    fn with_phrases(
        self,
        interpretation: &mut Interpretation,
    ) -> Result<Option<Vec<PassageId>>, IndexError> {
        if interpretation.phrases.is_empty() {
            return Ok(None);
        }
        let mut said = self.word_for_word(&interpretation.phrases)?;
        let language = interpretation.language.likely;
        if language != Language::ENGLISH {
            said.extend(self.in_any_form(&interpretation.phrases, language)?);
            said.sort_unstable();
            said.dedup();
        }
        if said.is_empty() && self.may_be_said_otherwise(&interpretation.phrases, language)? {
            interpretation.drop_phrases();
            return Ok(None);
        }
        Ok(Some(said))
    }

    /// Returns whether a phrase of a question in a language may be said in another one.
    fn may_be_said_otherwise(
        self,
        phrases: &[String],
        language: Language,
    ) -> Result<bool, ReadError> {
        if self.ranked_as != Model::Multilingual {
            return Ok(false);
        }
        let spoken = self.catalogue.store().reader().passages().languages()?;
        let is_otherwise = |phrase: &String| {
            let language = recognise(phrase).unwrap_or(language);
            spoken.iter().any(|&spoken| spoken != language)
        };
        Ok(phrases.iter().any(is_otherwise))
    }

    /// Returns the passages with all the phrases, word for word.
    fn word_for_word(self, phrases: &[String]) -> Result<Vec<PassageId>, IndexError> {
        let candidates = self.index.lexical.with_all_words(&phrases.join(" "))?;
        let phrases: Vec<String> = phrases.iter().map(|phrase| plain(phrase)).collect();
        let reader = self.catalogue.store().reader();
        let records = reader.passages().records(&candidates)?.into_iter();
        let has_all = |record: &PassageRecord| {
            let said = plain(record.text());
            phrases.iter().all(|phrase| said.contains(phrase))
        };
        Ok(records.filter(has_all).map(|record| record.id).collect())
    }

    /// Returns the passages with all content words of the phrases in any form, since most languages
    /// inflect a phrase where they quote it; none where there is no such word.
    fn in_any_form(
        self,
        phrases: &[String],
        language: Language,
    ) -> Result<Vec<PassageId>, IndexError> {
        let words = content_words_in(&phrases.join(" "), language);
        match words.is_empty() {
            true => Ok(Vec::new()),
            false => self.index.lexical.with_all(&words),
        }
    }
}

/// Returns the words of a text in lower case, each between single spaces, without punctuation.
pub(super) fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    format!(" {} ", words.join(" "))
}
