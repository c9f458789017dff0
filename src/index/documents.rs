//! Makes tantivy's documents of passages, whose words are cut and stemmed by their language.

use std::collections::HashMap;

use tantivy::TantivyDocument;
use tantivy::schema::Field;
use tantivy::tokenizer::TextAnalyzer;

use super::analysis::{analyzer, indexed_words};
use super::sounds;
use super::stemming::Stemming;
use crate::language::Language;
use crate::store::PassageText;

/// The fields of a document.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    pub(super) id: Field,
    /// How many words the passage has, as `text` has them.
    pub(super) length: Field,
    /// "Speaker: words", stemmed.
    pub(super) text: Field,
    /// The same, as it is spelt.
    pub(super) spelt: Field,
    pub(super) sounds: Field,
}

/// Makes documents of passages.
pub(super) struct DocumentMaker {
    fields: Fields,
    english: TextAnalyzer,
    stemmings: HashMap<Language, Stemming>,
}

impl DocumentMaker {
    pub(super) fn new(fields: Fields) -> Self {
        Self {
            fields,
            english: analyzer(),
            stemmings: HashMap::new(),
        }
    }

    /// Returns the document of a passage.
    pub(super) fn document(&mut self, passage: &PassageText<'_>) -> TantivyDocument {
        let fields = self.fields;
        let mut document = TantivyDocument::default();
        document.add_u64(fields.id, u64::from(passage.id.0));
        for word in sounds::words_by_sound(passage.words) {
            document.add_text(fields.sounds, word);
        }
        let line = format!("{}: {}", passage.speaker.unwrap_or_default(), passage.words);
        if passage.language == Language::ENGLISH {
            let mut length = 0;
            self.english
                .token_stream(&line)
                .process(&mut |_| length += 1);
            document.add_u64(fields.length, length);
            document.add_text(fields.spelt, &line);
            document.add_text(fields.text, line);
        } else {
            let stemming = self.stemmings.entry(passage.language);
            let stemming = stemming.or_insert_with(|| Stemming::new(passage.language));
            let words = indexed_words(&line, stemming);
            document.add_u64(fields.length, words.stemmed.tokens.len() as u64);
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
    use crate::store::PassageId;

    fn maker() -> DocumentMaker {
        let mut schema = Schema::builder();
        DocumentMaker::new(Fields {
            id: schema.add_u64_field("id", INDEXED),
            length: schema.add_u64_field("length", INDEXED),
            text: schema.add_text_field("text", TEXT),
            spelt: schema.add_text_field("spelt", TEXT),
            sounds: schema.add_text_field("sounds", TEXT),
        })
    }

    #[test]
    fn words_are_stemmed_by_the_language_that_is_kept() {
        let mut maker = maker();
        let mut passage = PassageText {
            id: PassageId(1),
            speaker: Some("Ilka"),
            words: "Brücken!",
            language: "de".parse().unwrap(),
        };
        let german = maker.document(&passage);
        let text = german.get_first(maker.fields.text).unwrap();
        let tokens = text.as_pre_tokenized_text().unwrap().tokens;
        let stems: Vec<&str> = tokens.iter().map(|token| &*token.text).collect();
        assert!(stems.contains(&"bruck"), "{stems:?}");
        passage.language = Language::ENGLISH;
        let english = maker.document(&passage);
        let text = english.get_first(maker.fields.text).unwrap();
        assert_eq!(text.as_str(), Some("Ilka: Brücken!"));
    }
}
