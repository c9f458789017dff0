//! Makes tantivy's documents of passages, one transcript after the other.
//!
//! The words of a passage are stemmed by its own language where it is sure, else by that of its
//! transcript, which all its passages tell together.

use std::collections::HashMap;

use tantivy::TantivyDocument;
use tantivy::schema::Field;

use super::analysis::indexed_words;
use super::sounds;
use super::stemming::Stemming;
use crate::language::{ConversationLanguages, Language};
use crate::store::PassageId;

/// The fields of a document.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    pub(super) id: Field,
    /// "Speaker: words", stemmed.
    pub(super) text: Field,
    /// The same, as it is spelt.
    pub(super) spelt: Field,
    pub(super) sounds: Field,
}

/// A passage that waits for the rest of its transcript.
struct Passage {
    id: PassageId,
    speaker: String,
    words: String,
}

/// Collects passages, in order, and makes documents of each transcript that is whole.
pub(super) struct DocumentMaker {
    fields: Fields,
    /// The first and the last passage of every transcript, ascending.
    transcripts: Vec<(PassageId, PassageId)>,
    waiting: Vec<Passage>,
    stemmings: HashMap<Language, Stemming>,
}

impl DocumentMaker {
    pub(super) fn new(fields: Fields, transcripts: Vec<(PassageId, PassageId)>) -> Self {
        Self {
            fields,
            transcripts,
            waiting: Vec::new(),
            stemmings: HashMap::new(),
        }
    }

    /// Adds a passage, and returns the documents of the transcript before it where one ended.
    pub(super) fn add(
        &mut self,
        id: PassageId,
        speaker: Option<&str>,
        words: &str,
    ) -> Vec<TantivyDocument> {
        let last = self.waiting.last().map(|passage| passage.id);
        let documents = match last {
            Some(last) if self.transcript_of(last) != self.transcript_of(id) => self.finish(),
            _ => Vec::new(),
        };
        self.waiting.push(Passage {
            id,
            speaker: speaker.unwrap_or_default().to_owned(),
            words: words.to_owned(),
        });
        documents
    }

    /// Returns the documents of the passages that still wait.
    pub(super) fn finish(&mut self) -> Vec<TantivyDocument> {
        let passages = std::mem::take(&mut self.waiting);
        let texts = passages.iter().map(|passage| passage.words.as_str());
        let languages = ConversationLanguages::recognise(texts);
        let passages = passages.iter().enumerate();
        let documents = passages.map(|(place, passage)| {
            let language = languages.of_turn(place).unwrap_or_default();
            self.document(passage, language)
        });
        documents.collect()
    }

    fn transcript_of(&self, id: PassageId) -> usize {
        self.transcripts.partition_point(|&(first, _)| first <= id)
    }

    fn document(&mut self, passage: &Passage, language: Language) -> TantivyDocument {
        let fields = self.fields;
        let mut document = TantivyDocument::default();
        document.add_u64(fields.id, u64::from(passage.id.0));
        for word in sounds::words_by_sound(&passage.words) {
            document.add_text(fields.sounds, word);
        }
        let line = format!("{}: {}", passage.speaker, passage.words);
        if language == Language::ENGLISH {
            document.add_text(fields.spelt, &line);
            document.add_text(fields.text, line);
        } else {
            let stemming = self.stemmings.entry(language);
            let stemming = stemming.or_insert_with(|| Stemming::new(language));
            let words = indexed_words(&line, stemming);
            document.add_pre_tokenized_text(fields.spelt, words.spelt);
            document.add_pre_tokenized_text(fields.text, words.stemmed);
        }
        document
    }
}

#[cfg(test)]
mod tests {
    use tantivy::schema::{INDEXED, Schema, TEXT, Value};

    use super::*;

    fn maker() -> DocumentMaker {
        let mut schema = Schema::builder();
        let fields = Fields {
            id: schema.add_u64_field("id", INDEXED),
            text: schema.add_text_field("text", TEXT),
            spelt: schema.add_text_field("spelt", TEXT),
            sounds: schema.add_text_field("sounds", TEXT),
        };
        let transcripts = [(1, 2), (5, 6)];
        let transcripts = transcripts.map(|(first, last)| (PassageId(first), PassageId(last)));
        DocumentMaker::new(fields, transcripts.to_vec())
    }

    /// Returns the stemmed words of a document in a language other than English.
    fn stems(maker: &DocumentMaker, document: &TantivyDocument) -> Vec<String> {
        let text = document.get_first(maker.fields.text).unwrap();
        let text = text.as_pre_tokenized_text().unwrap();
        text.tokens.iter().map(|token| token.text.clone()).collect()
    }

    #[test]
    fn short_passages_are_stemmed_by_the_language_of_their_transcript() {
        let mut maker = maker();
        let first = "Ich weiß nicht, wer die Brücken gebaut hat.";
        assert!(maker.add(PassageId(1), Some("Ilka"), first).is_empty());
        assert!(maker.add(PassageId(2), None, "Brücken!").is_empty());
        let german = maker.add(PassageId(5), None, "Nobody knows who built the bridges.");
        let english = maker.finish();
        assert_eq!((german.len(), english.len()), (2, 1));
        assert!(stems(&maker, &german[0]).contains(&"bruck".to_owned()));
        assert!(stems(&maker, &german[1]).contains(&"bruck".to_owned()));
        let text = english[0].get_first(maker.fields.text).unwrap();
        assert_eq!(text.as_str(), Some(": Nobody knows who built the bridges."));
    }
}
