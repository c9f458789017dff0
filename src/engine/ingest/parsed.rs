//! Parses the sources that the store does not have yet, without a model.

use super::source::{IngestError, Ingested, Source};
use crate::engine::connections::StoreConnections;
use crate::store::FeedItem;
use crate::transcript::{
    self, LanguageSource, Metadata, Person, SpokenLanguage, Transcript, Warning,
};

/// A source as the store knows it.
pub(super) enum Recognised<'a> {
    /// The store has it, with this metadata.
    Known(Ingested),
    /// The store does not have it, or has another version.
    New(Box<ParsedTranscript<'a>>),
}

/// A transcript that was parsed and is not stored yet.
pub(super) struct ParsedTranscript<'a> {
    pub(super) transcript: Transcript,
    pub(super) people: Option<Vec<Person>>,
    /// What was told of it, without what was kept of its former version.
    told: Metadata,
    pub(super) content_hash: [u8; 32],
    pub(super) warnings: Vec<Warning>,
    /// The item of a feed that it comes from.
    pub(super) item: Option<FeedItem<'a>>,
}

impl ParsedTranscript<'_> {
    /// Returns how many bytes its words have.
    pub(super) fn bytes(&self) -> usize {
        let turns = self.transcript.turns.iter();
        turns.map(|turn| turn.text.len()).sum()
    }

    /// Looks again whether the store has this very file, since another process may have stored it
    /// meanwhile; then stores its metadata.
    pub(super) fn known_meanwhile(
        &self,
        store: &StoreConnections,
    ) -> Result<Option<Ingested>, IngestError> {
        let id = &self.transcript.id;
        if !store.reader().transcripts().holds(id, &self.content_hash)? {
            return Ok(None);
        }
        let changed = store.change(|store| store.describe(id, &self.told, self.item.as_ref()))?;
        Ok(Some(Ingested::known(changed)))
    }
}

/// Parses a source, unless the store has this very file under this id; then stores its metadata.
pub(super) fn recognise<'a>(
    store: &StoreConnections,
    source: Source,
    item: Option<FeedItem<'a>>,
) -> Result<Recognised<'a>, IngestError> {
    let content_hash = source.content_hash();
    let (id, about) = (&source.id, &source.about);
    if store.reader().transcripts().holds(id, &content_hash)? {
        let changed = store.change(|store| store.describe(id, about, item.as_ref()))?;
        return Ok(Recognised::Known(Ingested::known(changed)));
    }
    let parsed = transcript::parse(&source.bytes, &source.options)?;
    let former = store.reader().transcripts().metadata(id, &source.path)?;
    let given = source.about.clone();
    let about = source.about.or(former);
    let told = SpokenLanguage::known(about.language, LanguageSource::Told);
    let stated = || SpokenLanguage::known(parsed.language, LanguageSource::File);
    let mut transcript = Transcript {
        // `chopping_block` becomes `chopping block`.
        title: about.title.unwrap_or_else(|| source.id.replace('_', " ")),
        id: source.id,
        date: about.date,
        media: about.media,
        language: None,
        source: source.path,
        format: parsed.format,
        turns: parsed.turns,
    };
    transcript.set_languages(told.or_else(stated));
    Ok(Recognised::New(Box::new(ParsedTranscript {
        transcript,
        people: about.people,
        told: given,
        content_hash,
        warnings: parsed.warnings,
        item,
    })))
}
