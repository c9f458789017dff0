//! The known speakers that a question names.
//!
//! In: words and labels. Out: where a label is named, by all or part of it, and how surely. Never
//! here: a word that is a name only by chance (`will`, `may`, `the`), or a judgement what the
//! person does in the question.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use super::grammar::{AUXILIARIES, ROLES};
use super::labels::{ALSO_WORDS, NEVER_ALONE, OFFICES, Part, TITLES, names_alone, parts_of};
use super::words::{Word, follows_any, is_any};

/// A place where a question names somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Naming {
    /// Its words, a title among them.
    pub(super) words: Range<usize>,
    /// The labels that it may mean, by their places in [`super::Known::speakers`], rising.
    pub(super) labels: Vec<usize>,
    /// Whether they are all the same person, as far as labels tell.
    pub(super) certain: bool,
    /// Whether something of the person's is named rather than the person.
    pub(super) possessive: bool,
}

/// How like a name a misspelt one must be (Jaro–Winkler), and how long both must be.
const LIKE_ENOUGH: f64 = 0.93;

const FEWEST_LETTERS: usize = 5;

/// Labels that are the same but for titles, remarks in brackets and capitals.
#[derive(Debug)]
struct Person {
    parts: Vec<String>,
    labels: Vec<usize>,
}

/// All known speakers, by the words of their labels.
#[derive(Debug)]
pub(super) struct People {
    persons: Vec<Person>,
    /// For each part: the persons who have it, and where.
    by_part: HashMap<String, Vec<(usize, usize)>>,
}

/// Words that agree with a person's label, from some word of it on.
#[derive(Debug, Clone, Copy)]
struct Match {
    person: usize,
    from: usize,
    length: usize,
}

impl People {
    /// Returns the persons behind the labels.
    pub(super) fn of(labels: &[String]) -> Self {
        let mut people = Self {
            persons: Vec::new(),
            by_part: HashMap::new(),
        };
        let mut known = HashMap::new();
        for (label_idx, label) in labels.iter().enumerate() {
            let parts = parts_of(label);
            if parts.is_empty() {
                continue;
            }
            let person = *known.entry(parts.clone()).or_insert_with(|| {
                for (at, part) in parts.iter().enumerate() {
                    let places = people.by_part.entry(part.clone()).or_default();
                    places.push((people.persons.len(), at));
                }
                people.persons.push(Person {
                    parts,
                    labels: Vec::new(),
                });
                people.persons.len() - 1
            });
            people.persons[person].labels.push(label_idx);
        }
        people
    }

    /// Returns every place that names somebody, in order and without overlap.
    pub(super) fn named_in(&self, words: &[Word]) -> Vec<Naming> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            match self.naming_at(words, at) {
                Some(naming) => {
                    at = naming.words.end;
                    found.push(naming);
                }
                None => at += 1,
            }
        }
        found
    }

    fn naming_at(&self, words: &[Word], at: usize) -> Option<Naming> {
        self.named_from(words, at).or_else(|| {
            if !is_any(words, at, &TITLES) {
                return None;
            }
            let mut naming = self.named_from(words, at + 1)?;
            naming.words.start = at;
            Some(naming)
        })
    }

    fn named_from(&self, words: &[Word], at: usize) -> Option<Naming> {
        let word = words.get(at)?;
        let matches = match self.by_part.get(&word.bare) {
            Some(places) => places
                .iter()
                .map(|&(person, from)| Match {
                    person,
                    from,
                    length: agreement(words, at, &self.persons[person].parts[from..]),
                })
                .collect(),
            None => self.almost(words, at),
        };
        let length = matches.iter().map(|found| found.length).max()?;
        let longest: Vec<Match> = matches
            .into_iter()
            .filter(|found| found.length == length)
            .collect();
        let is_whole = |found: &Match| self.persons[found.person].parts.len() == length;
        let any_whole = longest.iter().any(is_whole);
        let part = if any_whole { Part::Whole } else { Part::Some };
        if !names_alone(words, at..at + length, part) {
            return None;
        }
        // "Ana" is whoever is labelled so, and whoever's label begins so; a role is not shared.
        let is_role = is_any(words, at, &ROLES);
        let meant = longest
            .iter()
            .filter(|found| !any_whole || is_whole(found) || (found.from == 0 && !is_role));
        let persons: BTreeSet<usize> = meant.map(|found| found.person).collect();
        let labels = persons
            .iter()
            .flat_map(|&person| self.persons[person].labels.iter().copied());
        let labels: BTreeSet<usize> = labels.collect();
        Some(Naming {
            words: at..at + length,
            labels: labels.into_iter().collect(),
            certain: any_whole || persons.len() == 1,
            possessive: words[at + length - 1].possessive,
        })
    }

    /// Returns the one person whose label has a part almost like this word.
    fn almost(&self, words: &[Word], at: usize) -> Vec<Match> {
        let word = &words[at];
        let may_be_name = (word.capital && at > 0) || follows_any(words, at, &AUXILIARIES);
        if !may_be_name || word.bare.chars().count() < FEWEST_LETTERS {
            return Vec::new();
        }
        let mut found: Vec<Match> = Vec::new();
        for (part, places) in &self.by_part {
            // Two letters more or fewer are not almost the same, nor is another first letter; both
            // are cheaper to see than a likeness.
            let may_be = part.len().abs_diff(word.bare.len()) <= 2
                && part.chars().next() == word.bare.chars().next();
            if !may_be {
                continue;
            }
            let is_name = part.chars().count() >= FEWEST_LETTERS
                && ![&NEVER_ALONE[..], &ROLES, &OFFICES, &ALSO_WORDS, &TITLES]
                    .iter()
                    .any(|list| list.contains(&part.as_str()));
            if is_name && strsim::jaro_winkler(part, &word.bare) >= LIKE_ENOUGH {
                found.extend(places.iter().map(|&(person, from)| Match {
                    person,
                    from,
                    length: 1,
                }));
            }
        }
        let unique = found
            .windows(2)
            .all(|pair| pair[0].person == pair[1].person);
        if unique { found } else { Vec::new() }
    }
}

/// Returns how many words from `at` agree with these parts.
fn agreement(words: &[Word], at: usize, parts: &[String]) -> usize {
    let mut length = 0;
    for (word, part) in words[at..].iter().zip(parts) {
        if word.bare != *part || (length > 0 && words[at + length - 1].possessive) {
            break;
        }
        length += 1;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::super::words::words;
    use super::*;

    const LABELS: [&str; 12] = [
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
    ];

    /// The labels that each naming may mean, and whether it is certain.
    fn named(text: &str) -> Vec<(Vec<&'static str>, bool)> {
        let people = People::of(&LABELS.map(str::to_owned));
        people
            .named_in(&words(text, &[]))
            .into_iter()
            .map(|naming| {
                let labels = naming.labels.iter().map(|&label| LABELS[label]).collect();
                (labels, naming.certain)
            })
            .collect()
    }

    #[test]
    fn a_label_is_named_by_all_of_it_or_by_a_part_that_only_one_has() {
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
    fn a_part_that_two_have_may_mean_both() {
        assert_eq!(
            named("ask Ruiz"),
            [(vec!["Dr. Ana Ruiz", "Ben Ruiz"], false)]
        );
        assert_eq!(named("ask the host"), [(vec!["Host 1", "Host 2"], false)]);
    }

    #[test]
    fn labels_that_differ_in_title_and_brackets_are_one_person() {
        let both = vec!["Hon. Bill Prior (Minister of Tides)", "Hon. Bill Prior"];
        assert_eq!(named("ask Mr. Prior"), [(both, true)]);
    }

    #[test]
    fn a_word_that_only_looks_like_a_name_is_none() {
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
