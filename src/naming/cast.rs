//! Groups the names of the clues by person: spellings of one name are one person.
//!
//! A first name alone belongs to the one person whose full name has it, and to nobody where two
//! have it.

use std::collections::{BTreeSet, HashMap};

use super::clue::Clue;
use super::scene::Scene;
use super::spelling::are_alike;
use super::spelt_names::{SaidTogether, SpeltName, parts_of, spelt_names};
use super::turn_words::TurnWord;
use crate::english::lexicon::TITLES;
use crate::english::{HasWord, name_words};
use crate::transcript::{Person, Turn};

/// A short form counts if it is used at least a quarter as often as the most frequent spelling.
const SELDOM: u32 = 4;

/// Somebody who is named in a transcript, or known to be in it.
#[derive(Debug, Default)]
pub(super) struct NamedPerson {
    /// The name to suggest.
    pub(super) name: String,
    /// Whether it was given from outside.
    pub(super) is_known: bool,
    /// The parts of the fullest name, folded.
    parts: Vec<String>,
    /// All spellings, with how often each is written.
    forms: Vec<(SpeltName, u32)>,
}

/// Everybody who is named.
#[derive(Debug)]
pub(super) struct Cast {
    /// In a fixed order.
    pub(super) persons: Vec<NamedPerson>,
    by_parts: HashMap<(Vec<String>, bool), Option<usize>>,
    by_word: HashMap<String, Option<usize>>,
}

impl Cast {
    /// Finds the persons behind the clues.
    pub(super) fn new(turns: &[Turn], scene: &Scene<'_>, clues: &[Clue], known: &[Person]) -> Self {
        let mut cast = Self {
            persons: known.iter().filter_map(NamedPerson::from_known).collect(),
            by_parts: HashMap::new(),
            by_word: HashMap::new(),
        };
        let forms = spelt_names(turns, scene, clues);
        let together = SaidTogether::new(scene, &forms);
        for (form, uses) in forms {
            let person = cast.person_for(&form, &together);
            let key = (form.parts.clone(), form.titled && form.parts.len() == 1);
            if let Some(person) = person {
                cast.persons[person].forms.push((form, uses));
            }
            cast.by_parts.insert(key, person);
        }
        cast.finish();
        cast
    }

    /// Returns the person a name is of, a new one where nobody fits; nothing where two fit.
    fn person_for(&mut self, form: &SpeltName, together: &SaidTogether) -> Option<usize> {
        let fits = |test: &dyn Fn(&NamedPerson) -> bool| -> Vec<usize> {
            let places = 0..self.persons.len();
            places.filter(|&place| test(&self.persons[place])).collect()
        };
        let mut found = fits(&|person| person.has(form, |a, b| a == b));
        if found.is_empty() {
            found = fits(&|person| {
                person.has(form, are_alike) && !together.are_apart(&person.forms, form)
            });
        }
        match found[..] {
            [] => {
                self.persons.push(NamedPerson {
                    parts: form.parts.clone(),
                    ..NamedPerson::default()
                });
                Some(self.persons.len() - 1)
            }
            [one] => Some(one),
            _ => None,
        }
    }

    fn finish(&mut self) {
        for (place, person) in self.persons.iter_mut().enumerate() {
            person.choose_name();
            let forms = person.forms.iter().map(|(form, _)| &form.parts);
            let words: BTreeSet<&String> = forms.chain([&person.parts]).flatten().collect();
            for word in words {
                let whose = self.by_word.entry(word.clone()).or_insert(Some(place));
                if *whose != Some(place) {
                    *whose = None;
                }
            }
        }
    }

    /// Returns the person whom these words name in a clue.
    pub(super) fn person_of(&self, words: &[TurnWord]) -> Option<usize> {
        let (parts, titled) = parts_of(words);
        let alone = parts.len() == 1;
        *self.by_parts.get(&(parts, titled && alone))?
    }

    /// Returns the only person whose name has this folded word.
    pub(super) fn person_with(&self, bare: &str) -> Option<usize> {
        *self.by_word.get(bare)?
    }

    /// Returns the persons whom a label may name that is a name already.
    pub(super) fn named_by(&self, label: &str) -> Vec<usize> {
        let words: Vec<String> = name_words(label).collect();
        let fits = |person: &NamedPerson| {
            let mut forms = person.forms.iter().map(|(form, _)| &form.parts);
            let is_in = |part: &String| words.iter().any(|word| are_alike(word, part));
            forms.any(|parts| parts.iter().all(is_in)) || person.parts.iter().all(is_in)
        };
        let places = 0..self.persons.len();
        places.filter(|&place| fits(&self.persons[place])).collect()
    }
}

impl NamedPerson {
    fn from_known(known: &Person) -> Option<Self> {
        let is_name = |part: &String| part.chars().count() > 1 && !TITLES.has(part);
        let parts: Vec<String> = name_words(&known.name).filter(is_name).collect();
        (!parts.is_empty()).then(|| Self {
            name: known.name.trim().to_owned(),
            is_known: true,
            parts,
            forms: Vec::new(),
        })
    }

    /// Returns whether the person has this name, where `is_same` compares its words.
    fn has(&self, form: &SpeltName, is_same: fn(&str, &str) -> bool) -> bool {
        match &form.parts[..] {
            [part] if form.titled && self.parts.len() > 1 => {
                self.parts.last().is_some_and(|last| is_same(last, part))
            }
            [part] => self.parts.iter().any(|own| is_same(own, part)),
            parts => {
                let mut pairs = parts.iter().zip(&self.parts);
                parts.len() == self.parts.len() && pairs.all(|(a, b)| is_same(a, b))
            }
        }
    }

    /// Chooses the most frequent spelling, or a fuller one that has it whole ("Mel", "Melanie").
    fn choose_name(&mut self) {
        if self.is_known {
            return;
        }
        let by_use = |(form, uses): &&(SpeltName, u32)| (*uses, std::cmp::Reverse(form.clone()));
        let Some((usual, most)) = self.forms.iter().max_by_key(by_use) else {
            return;
        };
        // "Tom Ash" is heard for "Tomasz" where nobody is called Tom or Ash.
        let fills = |form: &SpeltName, uses: u32| match (&form.parts[..], &usual.parts[..]) {
            ([part], [short]) => part.starts_with(short) && uses.saturating_mul(SELDOM) >= *most,
            (parts, shorter) => shorter.iter().all(|part| parts.contains(part)),
        };
        let fuller = self.forms.iter().filter(|(form, uses)| fills(form, *uses));
        let fullest = fuller.max_by_key(|(form, uses)| {
            let letters: usize = form.parts.iter().map(String::len).sum();
            (
                form.parts.len(),
                letters,
                *uses,
                std::cmp::Reverse(&form.text),
            )
        });
        if let Some((form, _)) = fullest {
            self.name.clone_from(&form.text);
        }
    }
}
