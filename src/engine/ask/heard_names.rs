//! Finds what a speech recogniser made of the names in a question.
//!
//! Spellings that were given for a name are taken, and no others then. Else words of the index that
//! sound like the name are: a word that is not English where the name stands too, or anywhere if it
//! stands nowhere; and a common English word only by its company.

use std::collections::HashSet;

use super::as_heard::{NameAsHeard, Spelling};
use super::passage_filter::plain;
use super::question::{Question, Understanding};
use crate::embed::Embedder;
use crate::engine::catalogue::Catalogue;
use crate::english::{Word, name_words, words};
use crate::index::{Index, IndexError, SoundAlike, content_words};
use crate::speakers::HeardName;
use crate::store::{PassageId, ReadError};

/// The most names of one question whose spellings are looked for.
const MOST_NAMES: usize = 4;
/// The most spellings that are guessed of one name.
const MOST_GUESSED: usize = 8;
/// The most passages whose text is read for one spelling.
const MOST_READ: usize = 500;

/// What a given spelling counts of its name.
const GIVEN: f32 = 1.0;
/// What a guessed spelling that is no English word counts of its name.
const GUESSED: f32 = 0.8;
/// What a common English word counts of the name that it sounds like.
const GUESSED_BY_COMPANY: f32 = 0.6;

/// Endings of English words that have another word before them.
const ENDINGS: [&str; 9] = ["s", "es", "ed", "d", "ing", "er", "ers", "ly", "al"];

/// Finds what names were heard as, in a catalogue and its index.
#[derive(Clone, Copy)]
pub(super) struct HeardNameFinder<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) embedder: &'a Embedder,
    pub(super) index: &'a Index,
}

impl HeardNameFinder<'_> {
    /// Returns the names of a topic that were heard as something else too; none where the question
    /// is to be taken literally.
    pub(super) fn find(
        self,
        question: &Question,
        topic: &str,
    ) -> Result<Vec<NameAsHeard>, IndexError> {
        if question.understanding == Understanding::Literal {
            return Ok(Vec::new());
        }
        let known = self.catalogue.known_names(self.index)?;
        let topic_words: Vec<Word> = words(topic).collect();
        let mut found = Vec::new();
        let mut given = HashSet::new();
        for name in known.heard.names() {
            let of_name: Vec<String> = name_words(&name.name).collect();
            let mut stretches = topic_words.windows(of_name.len().max(1));
            if stretches.any(|stretch| stretch.iter().map(Word::bare).eq(&of_name)) {
                found.extend(self.given(name)?);
                given.extend(of_name);
            }
        }
        let guess = Guess {
            finder: self,
            topic,
            stems: content_words(topic),
            people: known
                .known
                .speakers
                .iter()
                .flat_map(|name| name_words(name))
                .collect(),
        };
        let is_name = |word: &&Word| {
            !given.contains(word.bare()) && guess.looks_like_a_name(word, &question.text)
        };
        for word in topic_words.iter().filter(is_name).take(MOST_NAMES) {
            found.extend(guess.spellings_of(word)?);
        }
        Ok(found)
    }

    /// Returns a name with the spellings that were given for it and stand somewhere.
    fn given(self, heard: &HeardName) -> Result<Option<NameAsHeard>, IndexError> {
        let mut spellings = Vec::new();
        for given in &heard.spellings {
            let mut passages = self.index.lexical.with_all_words(&given.spelling)?;
            let plain_spelling = plain(&given.spelling);
            if plain_spelling.trim().contains(' ') {
                passages.truncate(MOST_READ);
                passages =
                    self.whose_text(&passages, |text| plain(text).contains(&plain_spelling))?;
            }
            spellings.push(Spelling {
                spelling: given.spelling.clone(),
                passages,
                weight: GIVEN,
            });
        }
        Ok(named(heard.name.clone(), spellings))
    }

    /// Returns the passages whose text is such.
    fn whose_text(
        self,
        ids: &[PassageId],
        is_such: impl Fn(&str) -> bool,
    ) -> Result<Vec<PassageId>, ReadError> {
        let records = self.catalogue.store().reader().passages().records(ids)?;
        let such = records.iter().filter(|record| is_such(record.text()));
        Ok(such.map(|record| record.id).collect())
    }
}

/// Guesses the spellings of a topic's names by their sound.
struct Guess<'a> {
    finder: HeardNameFinder<'a>,
    topic: &'a str,
    /// The topic's words, stemmed.
    stems: Vec<String>,
    /// The words of speakers' names and labels: who is known by such a name is somebody else.
    people: HashSet<String>,
}

impl Guess<'_> {
    fn index(&self) -> &Index {
        self.finder.index
    }

    /// Returns whether a word of the topic is a name: it has a capital that no sentence asks for, or
    /// it is no English word.
    fn looks_like_a_name(&self, word: &Word, question: &str) -> bool {
        let written = &self.topic[word.span.clone()];
        let is_capital = |word: &str| word.starts_with(char::is_uppercase);
        let begins = question.trim_start().starts_with(written);
        // In capitals all words look alike.
        let has_small = words(question).any(|word| !is_capital(&question[word.span]));
        let has_capital = is_capital(written) && !begins && has_small;
        has_capital || !is_english(self.finder.embedder, word.bare())
    }

    /// Returns a name with the words of the index that it was probably heard as.
    fn spellings_of(&self, word: &Word) -> Result<Option<NameAsHeard>, IndexError> {
        let name = word.bare();
        let [stem] = &content_words(name)[..] else {
            return Ok(None);
        };
        let mut alike = self.index().lexical.alike_in_sound(name)?;
        // What has a word's stem is found by it, and what is a word of the topic is not another one.
        alike.retain(|other| {
            let stems = content_words(&other.word);
            !self.people.contains(&other.word)
                && stems.iter().all(|stem| !self.stems.contains(stem))
        });
        let (common, rare): (Vec<_>, Vec<_>) = alike
            .into_iter()
            .partition(|other| is_english(self.finder.embedder, &other.word));
        let mut seeds = self.index().lexical.with_all(std::slice::from_ref(stem))?;
        let rare = self.beside_name(rare, &seeds);
        seeds.extend(rare.iter().flat_map(|other| &other.passages));
        let rare = rare.into_iter().map(|other| spelling(other, GUESSED));
        let mut spellings: Vec<Spelling> = rare.collect();
        if !common.is_empty() && !seeds.is_empty() {
            let company = self.company(stem)?;
            for other in common {
                let other = self.by_company(other, &seeds, &company)?;
                spellings.extend(other.map(|other| spelling(other, GUESSED_BY_COMPANY)));
            }
        }
        spellings.truncate(MOST_GUESSED);
        let written = &self.topic[word.span.clone()];
        let written = written
            .strip_suffix("'s")
            .or(written.strip_suffix("’s"))
            .unwrap_or(written);
        Ok(named(written.to_owned(), spellings))
    }

    /// Limits rare words to the transcripts that have the name; where none has it, the words stand
    /// for it wherever they are.
    fn beside_name(&self, mut rare: Vec<SoundAlike>, named: &[PassageId]) -> Vec<SoundAlike> {
        let transcript = |id: &PassageId| self.index().transcript_of(*id);
        let transcripts: HashSet<_> = named.iter().filter_map(transcript).collect();
        if !transcripts.is_empty() {
            for other in &mut rare {
                let is_beside =
                    |id: &PassageId| transcript(id).is_some_and(|of| transcripts.contains(&of));
                other.passages.retain(is_beside);
            }
        }
        rare
    }

    /// Returns the passages that have another word of the topic than a name's.
    fn company(&self, name: &str) -> Result<HashSet<PassageId>, IndexError> {
        let mut company = HashSet::new();
        for stem in self.stems.iter().filter(|stem| *stem != name) {
            company.extend(self.index().lexical.with_all(std::slice::from_ref(stem))?);
        }
        Ok(company)
    }

    /// Limits a common word to the passages where it probably stands for the name: in transcripts
    /// that have the name or a rare spelling of it, and where the word owns something, as people do
    /// (“biology's bet”); of these, the passages that have another word of the topic.
    fn by_company(
        &self,
        other: SoundAlike,
        seeds: &[PassageId],
        company: &HashSet<PassageId>,
    ) -> Result<Option<SoundAlike>, IndexError> {
        let transcript = |id: &PassageId| self.index().transcript_of(*id);
        let seeded: HashSet<_> = seeds.iter().filter_map(transcript).collect();
        let mut passages = other.passages;
        passages.retain(|id| transcript(id).is_some_and(|of| seeded.contains(&of)));
        passages.truncate(MOST_READ);
        let owns = |text: &str| {
            let mut words = words(text);
            words.any(|word| word.bare() == other.word && word.folded != other.word)
        };
        let owning = self.finder.whose_text(&passages, owns)?;
        let owning: HashSet<_> = owning.iter().filter_map(transcript).collect();
        passages.retain(|id| {
            company.contains(id) && transcript(id).is_some_and(|of| owning.contains(&of))
        });
        let word = other.word;
        Ok((!passages.is_empty()).then_some(SoundAlike { word, passages }))
    }
}

fn spelling(alike: SoundAlike, weight: f32) -> Spelling {
    Spelling {
        spelling: alike.word,
        passages: alike.passages,
        weight,
    }
}

/// Returns a name with the spellings that stand somewhere, or nothing where none does.
fn named(name: String, mut spellings: Vec<Spelling>) -> Option<NameAsHeard> {
    spellings.retain(|heard| !heard.passages.is_empty());
    (!spellings.is_empty()).then_some(NameAsHeard { name, spellings })
}

/// Returns whether the model knows a word, or the word that it was made from, as a whole: its
/// vocabulary has the frequent words of English.
fn is_english(embedder: &Embedder, word: &str) -> bool {
    let is_known = |word: &str| embedder.tokens(word).len() == 1;
    let is_base = |base: &str| {
        is_known(base)
            || is_known(&format!("{base}e"))
            || base
                .strip_suffix('i')
                .is_some_and(|base| is_known(&format!("{base}y")))
            || is_doubled(base) && is_known(&base[..base.len() - 1])
    };
    let mut bases = ENDINGS
        .iter()
        .filter_map(|ending| word.strip_suffix(ending));
    is_known(word) || bases.any(|base| base.len() > 2 && is_base(base))
}

/// Returns whether a word ends in a letter twice.
fn is_doubled(word: &str) -> bool {
    let letters = word.as_bytes();
    letters.is_ascii()
        && letters.len() > 1
        && letters[letters.len() - 1] == letters[letters.len() - 2]
}
