//! Whose names the clues have: spellings of one name are one person.
//!
//! In: clues and known people. Out: persons, each with the name to suggest, and for each clue the
//! person it is about. A first name alone belongs to the one person whose full name has it, and to
//! nobody where two have it. Never here: which label a person is.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::super::spelling::{are_alike, fold};
use super::clue::Clue;
use super::scene::{PARTICLES, Scene};
use super::words::{TITLES, Word};
use crate::transcript::{self, Turn};

/// More different names than this are looked at in no transcript; the rarest are left out.
const MOST_FORMS: usize = 400;

/// A spelling counts as one of the name's own from this share of the most frequent one's uses on.
const SELDOM: u32 = 4;

/// Somebody who is named in a transcript, or known to be in it.
#[derive(Debug, Default)]
pub(super) struct Person {
    /// The name to suggest.
    pub(super) name: String,
    /// Whether it was given from outside.
    pub(super) is_known: bool,
    /// The parts of the fullest name, folded.
    parts: Vec<String>,
    /// All spellings, with how often each is written.
    forms: Vec<(Form, u32)>,
}

/// A name as it is written somewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Form {
    /// Its words, folded, without a title.
    parts: Vec<String>,
    /// As written; with its title where there is but one part.
    text: String,
    titled: bool,
}

/// Everybody who is named.
#[derive(Debug)]
pub(super) struct Cast {
    /// In a fixed order.
    pub(super) persons: Vec<Person>,
    by_parts: HashMap<(Vec<String>, bool), Option<usize>>,
    by_word: HashMap<String, Option<usize>>,
}

impl Cast {
    /// Returns the persons behind the clues.
    pub(super) fn of(
        turns: &[Turn],
        scene: &Scene<'_>,
        clues: &[Clue],
        known: &[transcript::Person],
    ) -> Self {
        let mut cast = Self {
            persons: known.iter().filter_map(Person::known).collect(),
            by_parts: HashMap::new(),
            by_word: HashMap::new(),
        };
        let forms = forms(turns, scene, clues);
        let together = Together::of(scene, &forms);
        for (form, uses) in forms {
            let person = cast.place_of(&form, &together);
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
    fn place_of(&mut self, form: &Form, together: &Together) -> Option<usize> {
        let fits = |test: &dyn Fn(&Person) -> bool| -> Vec<usize> {
            let places = 0..self.persons.len();
            places.filter(|&place| test(&self.persons[place])).collect()
        };
        let mut found = fits(&|person| person.has_exactly(form));
        if found.is_empty() {
            found = fits(&|person| person.is_like(form) && !together.apart(person, form));
        }
        match found[..] {
            [] => {
                self.persons.push(Person {
                    parts: form.parts.clone(),
                    ..Person::default()
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
    pub(super) fn person_of(&self, words: &[Word]) -> Option<usize> {
        let (parts, titled) = parts_of(words);
        let key = (parts, titled);
        let key = (key.0.clone(), key.1 && key.0.len() == 1);
        *self.by_parts.get(&key)?
    }

    /// Returns the only person whose name has this folded word.
    pub(super) fn person_with(&self, folded: &str) -> Option<usize> {
        *self.by_word.get(folded)?
    }

    /// Returns the persons whom a label may name that is a name already.
    pub(super) fn named_by(&self, label: &str) -> Vec<usize> {
        let words = label.split(|c: char| !c.is_alphabetic() && c != '\'' && c != '’');
        let words: Vec<String> = words.map(fold).filter(|word| !word.is_empty()).collect();
        let fits = |person: &Person| {
            let mut forms = person.forms.iter().map(|(form, _)| &form.parts);
            let is_in = |part: &String| words.iter().any(|word| are_alike(word, part));
            forms.any(|parts| parts.iter().all(is_in)) || person.parts.iter().all(is_in)
        };
        let places = 0..self.persons.len();
        places.filter(|&place| fits(&self.persons[place])).collect()
    }
}

impl Person {
    fn known(known: &transcript::Person) -> Option<Self> {
        let words = known
            .name
            .split(|c: char| !c.is_alphabetic() && c != '\'' && c != '’');
        let parts: Vec<String> = words
            .map(fold)
            .filter(|part| part.chars().count() > 1 && !TITLES.contains(&part.as_str()))
            .collect();
        (!parts.is_empty()).then(|| Self {
            name: known.name.trim().to_owned(),
            is_known: true,
            parts,
            forms: Vec::new(),
        })
    }

    fn has_exactly(&self, form: &Form) -> bool {
        match &form.parts[..] {
            [part] if form.titled && self.parts.len() > 1 => self.parts.last() == Some(part),
            [part] => self.parts.contains(part),
            parts => self.parts == parts,
        }
    }

    fn is_like(&self, form: &Form) -> bool {
        match &form.parts[..] {
            [part] if form.titled && self.parts.len() > 1 => {
                self.parts.last().is_some_and(|last| are_alike(last, part))
            }
            [part] => self.parts.iter().any(|own| are_alike(own, part)),
            parts => {
                let pairs = || parts.iter().zip(&self.parts);
                parts.len() == self.parts.len() && pairs().all(|(a, b)| are_alike(a, b))
            }
        }
    }

    /// Chooses the most frequent spelling, or a fuller one that has it whole ("Mel", "Melanie").
    fn choose_name(&mut self) {
        if self.is_known {
            return;
        }
        let by_use = |(form, uses): &&(Form, u32)| (*uses, std::cmp::Reverse(form.clone()));
        let Some((usual, most)) = self.forms.iter().max_by_key(by_use) else {
            return;
        };
        // "Tom Ash" is heard for "Tomasz" where nobody is called Tom or Ash.
        let fills = |form: &Form, uses: u32| match (&form.parts[..], &usual.parts[..]) {
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

/// Returns the folded parts of a name without its title, and whether it has one.
fn parts_of(words: &[Word]) -> (Vec<String>, bool) {
    let titled = words.len() > 1 && TITLES.contains(&words[0].folded.as_str());
    let parts = words[usize::from(titled)..]
        .iter()
        .map(|word| word.folded.clone());
    (parts.collect(), titled)
}

/// Returns the names of the clues, full ones first, then by how often they are written.
fn forms(turns: &[Turn], scene: &Scene<'_>, clues: &[Clue]) -> Vec<(Form, u32)> {
    let mut counts: BTreeMap<(Vec<String>, bool), (Form, u32)> = BTreeMap::new();
    for clue in clues {
        let words = &scene.speeches[clue.speech].words.all[clue.name.clone()];
        let (parts, titled) = parts_of(words);
        let alone = parts.len() == 1;
        let has_first_name = !alone && !PARTICLES.contains(&parts[0].as_str());
        let from = usize::from(titled && has_first_name);
        let text = &turns[clue.speech].text;
        let key = (parts.clone(), titled && alone);
        let entry = counts.entry(key).or_insert_with(|| {
            let uses = if alone {
                scene.capitals_of(&parts[0])
            } else {
                0
            };
            let text = written(
                text,
                words[from].span.start..words[words.len() - 1].span.end,
            );
            (
                Form {
                    parts,
                    text,
                    titled: titled && alone,
                },
                uses,
            )
        });
        entry.1 += 1;
    }
    let mut forms: Vec<(Form, u32)> = counts.into_values().collect();
    forms.sort_by(|(a, uses_a), (b, uses_b)| {
        let full = (b.parts.len() > 1).cmp(&(a.parts.len() > 1));
        full.then(uses_b.cmp(uses_a)).then_with(|| a.cmp(b))
    });
    forms.truncate(MOST_FORMS);
    forms
}

/// Returns a stretch of text without a closing `'s`, and with a space after its title's point
/// (`Mr.Odum`).
fn written(text: &str, span: Range<usize>) -> String {
    let text = &text[span];
    let text = text
        .strip_suffix("'s")
        .or_else(|| text.strip_suffix("’s"))
        .unwrap_or(text);
    match text.split_once('.') {
        Some((title, name)) if TITLES.contains(&fold(title).as_str()) => {
            format!("{title}. {}", name.trim_start())
        }
        _ => text.to_owned(),
    }
}

/// Which words of names stand in one sentence: who says two spellings in one breath means two.
struct Together {
    sentences: HashMap<String, BTreeSet<(usize, usize)>>,
}

impl Together {
    fn of(scene: &Scene<'_>, forms: &[(Form, u32)]) -> Self {
        let wanted = forms
            .iter()
            .flat_map(|(form, _)| form.parts.iter().cloned());
        let mut sentences: HashMap<String, BTreeSet<(usize, usize)>> =
            wanted.map(|word| (word, BTreeSet::new())).collect();
        for (at, speech) in scene.speeches.iter().enumerate() {
            for word in speech.words.all.iter().filter(|word| word.capital) {
                if let Some(places) = sentences.get_mut(&word.folded) {
                    places.insert((at, word.sentence));
                }
            }
        }
        Self { sentences }
    }

    /// Whether a single name is said in one sentence with another spelling of the person's.
    fn apart(&self, person: &Person, form: &Form) -> bool {
        let [part] = &form.parts[..] else {
            return false;
        };
        let Some(own) = self.sentences.get(part) else {
            return false;
        };
        let spellings = person
            .forms
            .iter()
            .filter(|(form, _)| form.parts.len() == 1);
        let mut others = spellings.flat_map(|(form, _)| self.sentences.get(&form.parts[0]));
        others.any(|places| !places.is_disjoint(own))
    }
}
