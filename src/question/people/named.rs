//! Finds where a question names known speakers, by all or part of a label, and how surely.
//!
//! A word that is also an ordinary word (`will`, `may`, `the`) does not count as a name by itself.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::label::{
    Extent, TITLES, is_only_a_name, is_person_of, names_alone, office_of, parts_of,
};
use crate::english::lexicon::{AUXILIARIES, ROLES_OF_ANY};
use crate::english::{follows_any, is_any};
use crate::question::grammar::words::QuestionWord;

/// A known speaker, or several, named in a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NamedSpeaker {
    /// Its words, a title among them.
    pub(crate) words: Range<usize>,
    /// The labels that it may mean, by their places among the known speakers, rising.
    pub(crate) labels: Vec<usize>,
    /// Whether they are all the same person, by their labels.
    pub(crate) certain: bool,
    /// Whether something of the person's is named rather than the person.
    pub(crate) possessive: bool,
}

/// The least similarity of a name to a misspelt one (Jaro–Winkler, from 0 to 1).
const LIKE_ENOUGH: f64 = 0.93;

/// The fewest letters of a name that may be misspelt.
const FEWEST_LETTERS: usize = 5;

/// Labels that are the same but for titles, remarks in brackets and capitals; or the office of such
/// a person, which names them as a whole only.
#[derive(Debug)]
struct LabelledPerson {
    parts: Vec<String>,
    labels: Vec<usize>,
    is_office: bool,
}

/// All known speakers, by the words of their labels.
#[derive(Debug)]
pub(crate) struct KnownSpeakers {
    persons: Vec<LabelledPerson>,
    /// For each part: the persons who have it, and where.
    by_part: HashMap<String, Vec<(usize, usize)>>,
}

/// Words that agree with a person's label, from some word of it on.
#[derive(Debug, Clone, Copy)]
struct LabelMatch {
    person: usize,
    from: usize,
    length: usize,
}

impl KnownSpeakers {
    /// Groups labels by the persons behind them.
    pub(crate) fn new(labels: &[String]) -> Self {
        let mut people = Self {
            persons: Vec::new(),
            by_part: HashMap::new(),
        };
        let mut known = HashMap::new();
        let mut offices: HashMap<Vec<String>, BTreeSet<usize>> = HashMap::new();
        for (label_idx, label) in labels.iter().enumerate() {
            let parts = parts_of(label);
            if parts.is_empty() {
                continue;
            }
            let person = *known
                .entry(parts.clone())
                .or_insert_with(|| people.add(parts, false));
            people.persons[person].labels.push(label_idx);
            if let Some(office) = office_of(label) {
                offices.entry(office).or_default().insert(person);
            }
        }
        for (office, persons) in offices {
            let labels = persons.iter().map(|&it| people.persons[it].labels.clone());
            let labels: BTreeSet<usize> = labels.flatten().collect();
            if !known.contains_key(&office) {
                let office = people.add(office, true);
                people.persons[office].labels = labels.into_iter().collect();
            }
        }
        people
    }

    /// Adds somebody without labels; returns the place among the persons.
    fn add(&mut self, parts: Vec<String>, is_office: bool) -> usize {
        for (at, part) in parts.iter().enumerate() {
            let places = self.by_part.entry(part.clone()).or_default();
            places.push((self.persons.len(), at));
        }
        self.persons.push(LabelledPerson {
            parts,
            labels: Vec::new(),
            is_office,
        });
        self.persons.len() - 1
    }

    /// Returns every place that names somebody, in order and without overlap.
    pub(crate) fn named_in(&self, words: &[QuestionWord]) -> Vec<NamedSpeaker> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            match self.named_with_title_at(words, at) {
                Some(named) => {
                    at = named.words.end;
                    found.push(named);
                }
                None => at += 1,
            }
        }
        found
    }

    fn named_with_title_at(&self, words: &[QuestionWord], at: usize) -> Option<NamedSpeaker> {
        self.named_at(words, at).or_else(|| {
            if !is_any(words, at, &TITLES) {
                return None;
            }
            let mut named = self.named_at(words, at + 1)?;
            named.words.start = at;
            Some(named)
        })
    }

    fn named_at(&self, words: &[QuestionWord], at: usize) -> Option<NamedSpeaker> {
        let word = words.get(at)?;
        let mut longest = match self.by_part.get(&word.bare) {
            Some(places) => {
                let parts = |person: usize| &self.persons[person].parts;
                let found = places.iter().map(|&(person, from)| LabelMatch {
                    person,
                    from,
                    length: agreement(words, at, &parts(person)[from..]),
                });
                found.collect()
            }
            None => self.misspelt_at(words, at),
        };
        longest.retain(|found| {
            let person = &self.persons[found.person];
            !person.is_office || person.parts.len() == found.length
        });
        let length = longest.iter().map(|found| found.length).max()?;
        longest.retain(|found| found.length == length);
        let is_whole = |found: &LabelMatch| self.persons[found.person].parts.len() == length;
        let any_whole = longest.iter().any(is_whole);
        let part = match any_whole {
            true => Extent::Whole,
            false => Extent::Some,
        };
        if !names_alone(words, at..at + length, part) {
            return None;
        }
        // "Ana" is everybody whose label is or begins with "Ana"; a role is only its own label.
        let is_role = is_any(words, at, &ROLES_OF_ANY);
        longest.retain(|found| !any_whole || is_whole(found) || (found.from == 0 && !is_role));
        let persons: BTreeSet<usize> = longest.iter().map(|found| found.person).collect();
        let labels = persons
            .iter()
            .flat_map(|&person| &self.persons[person].labels);
        let labels: BTreeSet<usize> = labels.copied().collect();
        // "The marketing person" is whoever is labelled "Marketing".
        let person = usize::from(is_person_of(words, &(at..at + length)));
        let end = at + length + person;
        Some(NamedSpeaker {
            words: at..end,
            labels: labels.into_iter().collect(),
            certain: any_whole || persons.len() == 1,
            possessive: words[end - 1].possessive,
        })
    }

    /// Returns the one person whose label has a part almost like this word.
    fn misspelt_at(&self, words: &[QuestionWord], at: usize) -> Vec<LabelMatch> {
        let word = &words[at];
        let may_be_name = (word.capital && at > 0) || follows_any(words, at, &AUXILIARIES);
        if !may_be_name || word.bare.chars().count() < FEWEST_LETTERS {
            return Vec::new();
        }
        let mut found: Vec<LabelMatch> = Vec::new();
        for (part, places) in &self.by_part {
            // Names with another first letter or another length are unlike; both are cheaper to
            // compare than a likeness.
            let is_like = part.len().abs_diff(word.bare.len()) <= 2
                && part.chars().next() == word.bare.chars().next()
                && part.chars().count() >= FEWEST_LETTERS
                && is_only_a_name(part)
                && strsim::jaro_winkler(part, &word.bare) >= LIKE_ENOUGH;
            if is_like {
                found.extend(places.iter().map(|&(person, from)| LabelMatch {
                    person,
                    from,
                    length: 1,
                }));
            }
        }
        let mut pairs = found.windows(2);
        let unique = pairs.all(|pair| pair[0].person == pair[1].person);
        if unique { found } else { Vec::new() }
    }
}

/// Returns how many words from `at` agree with these parts.
fn agreement(words: &[QuestionWord], at: usize, parts: &[String]) -> usize {
    let agree = |&(nth, part): &(usize, &String)| {
        let word = words.get(at + nth);
        word.is_some_and(|word| word.bare == *part) && (nth == 0 || !words[at + nth - 1].possessive)
    };
    parts.iter().enumerate().take_while(agree).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::grammar::words::question_words;

    const LABELS: [&str; 13] = [
        "Speaker A",
        "Speaker B",
        "Dr. Ana Ruiz",
        "Ben Ruiz",
        "Caroline",
        "Will",
        "May",
        "Guest",
        "Host 1",
        "Host 2",
        "Hon. Bill Prior (Minister of Tides)",
        "Hon. Bill Prior",
        "Marketing",
    ];

    /// The labels that each named may mean, and whether it is certain.
    fn named(text: &str) -> Vec<(Vec<&'static str>, bool)> {
        let people = KnownSpeakers::new(&LABELS.map(str::to_owned));
        people
            .named_in(&question_words(text, &[]))
            .into_iter()
            .map(|named| {
                let labels = named.labels.iter().map(|&label| LABELS[label]).collect();
                (labels, named.certain)
            })
            .collect()
    }

    #[test]
    fn whole_labels_and_distinctive_parts_name_a_speaker() {
        for (text, label) in [
            ("what did speaker b want", "Speaker B"),
            ("ask Dr. Ana Ruiz", "Dr. Ana Ruiz"),
            ("ask ana", "Dr. Ana Ruiz"),
            ("ask Doctor Ana", "Dr. Ana Ruiz"),
            ("CAROLINE'S DOG", "Caroline"),
            ("about Carolin’s dog", "Caroline"),
            ("what did the guest bring", "Guest"),
            ("what does host 2 eat", "Host 2"),
            ("is that Will or not", "Will"),
            ("what did will say", "Will"),
            ("is it for May too", "May"),
            ("what did A say", "Speaker A"),
        ] {
            assert_eq!(named(text), [(vec![label], true)], "{text}");
        }
    }

    #[test]
    fn shared_part_of_two_labels_may_name_either() {
        assert_eq!(
            named("ask Ruiz"),
            [(vec!["Dr. Ana Ruiz", "Ben Ruiz"], false)]
        );
        assert_eq!(named("ask the host"), [(vec!["Host 1", "Host 2"], false)]);
    }

    #[test]
    fn titles_and_brackets_do_not_distinguish_people() {
        let both = vec!["Hon. Bill Prior (Minister of Tides)", "Hon. Bill Prior"];
        assert_eq!(named("ask Mr. Prior"), [(both, true)]);
    }

    #[test]
    fn an_office_in_brackets_names_whoever_holds_it_as_a_whole() {
        let both = vec!["Hon. Bill Prior (Minister of Tides)", "Hon. Bill Prior"];
        assert_eq!(named("what did the minister of tides say"), [(both, true)]);
        assert_eq!(named("what did the minister of boats say"), []);
        assert_eq!(named("what did the tides do"), []);
    }

    #[test]
    fn a_person_of_an_office_is_whoever_is_labelled_so() {
        let question = "what does the marketing person think of it";
        assert_eq!(named(question), [(vec!["Marketing"], true)]);
        assert_eq!(named("what is the marketing plan"), []);
        assert_eq!(named("what is a marketing person"), []);
    }

    #[test]
    fn ordinary_word_that_is_spelt_like_a_name_names_nobody() {
        for text in [
            "what will happen",
            "Will it rain",
            "may I",
            "what happened in May",
            "what happened in May 2024",
            "a guest room",
            "a speaker of French",
            "what does a say",
            "is A before B",
            "the bill",
            "a caravan",
            "1 or 2",
        ] {
            assert_eq!(named(text), [], "{text}");
        }
    }
}
