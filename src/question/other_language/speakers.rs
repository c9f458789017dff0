//! Finds known speakers in a question of a language with a lexicon.
//!
//! All of a label names somebody, or a part of it that one person alone has.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::language::{Lexicon, LexiconWord, WordList, is_sign};

/// The fewest letters of a name whose ending may change.
const FEWEST_LETTERS: usize = 3;

/// The labels that words name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NamedLabels {
    /// By their places among the known speakers.
    pub(super) labels: BTreeSet<usize>,
    /// Whether they are all the same person.
    pub(super) certain: bool,
}

/// A label as it may be said.
struct Label {
    place: usize,
    /// Its words, without titles; those of each part between spaces together.
    parts: Vec<Vec<String>>,
}

/// All known speakers.
pub(super) struct Speakers<'a> {
    lexicon: &'a Lexicon,
    labels: Vec<Label>,
    /// For the first word of each part, in every form: the labels that have it, and where.
    by_part: HashMap<String, BTreeSet<(usize, usize)>>,
}

/// In which form a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameForm {
    /// As the label has it: the subject of a sentence.
    AsLabelled,
    /// With whatever ending a case gives it.
    Inflected,
}

/// Words that name somebody.
struct Name {
    end: usize,
    named: NamedLabels,
}

impl<'a> Speakers<'a> {
    /// Cuts labels into their parts.
    pub(super) fn new(labels: &[String], lexicon: &'a Lexicon) -> Self {
        let labels = labels.iter().enumerate().map(|(place, label)| {
            let outside = label.split(['(', '（']).next();
            let outside = outside.filter(|outside| !outside.trim().is_empty());
            let parts = outside.unwrap_or(label).split_whitespace();
            let parts = parts.map(|part| lexicon.folded(part));
            let parts: Vec<Vec<String>> = parts.filter(|part| !part.is_empty()).collect();
            let is_title = |part: &&Vec<String>| {
                lexicon.longest(WordList::BeforeName, part, 0) == Some(part.len())
            };
            let titles = parts.iter().take_while(is_title).count();
            let from = if titles < parts.len() { titles } else { 0 };
            Label {
                place,
                parts: parts[from..].to_vec(),
            }
        });
        let mut speakers = Self {
            lexicon,
            labels: labels.filter(|label| !label.parts.is_empty()).collect(),
            by_part: HashMap::new(),
        };
        speakers.by_part = speakers.places_of_parts();
        speakers
    }

    fn places_of_parts(&self) -> HashMap<String, BTreeSet<(usize, usize)>> {
        let mut places: HashMap<String, BTreeSet<(usize, usize)>> = HashMap::new();
        for (label_idx, label) in self.labels.iter().enumerate() {
            for (from, part) in label.parts.iter().enumerate() {
                for form in self.forms(&part[0]) {
                    let of_form = places.entry(form.to_owned()).or_default();
                    of_form.insert((label_idx, from));
                }
            }
        }
        places
    }

    /// Returns where the names end that stand at `at`, the longest first.
    pub(super) fn ends_at(&self, words: &[LexiconWord], at: usize, form: NameForm) -> Vec<usize> {
        let mut starts = vec![at];
        starts.extend(self.after_titles(words, at));
        let mut ends = Vec::new();
        for start in starts {
            if let Some(name) = self.name_at(words, start, form) {
                let after = self.lexicon.longest(WordList::AfterName, words, name.end);
                ends.extend(after.map(|length| name.end + length));
                ends.push(name.end);
            }
        }
        ends
    }

    /// Returns whom the words of a range name, titles and what follows a name among them.
    pub(super) fn named_between(
        &self,
        words: &[LexiconWord],
        range: Range<usize>,
        form: NameForm,
    ) -> Option<NamedLabels> {
        let titles = self.after_titles(words, range.start);
        let mut starts = [range.start].into_iter().chain(titles);
        let name = starts.find_map(|start| self.name_at(words, start, form))?;
        (name.end <= range.end).then_some(name.named)
    }

    /// Returns everybody whom words name with a capital, where their letters have one.
    pub(super) fn named_in(&self, text: &str, words: &[LexiconWord]) -> Vec<NamedLabels> {
        let mut named = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let is_small = text[words[at].span.clone()].starts_with(char::is_lowercase);
            match self
                .name_at(words, at, NameForm::Inflected)
                .filter(|_| !is_small)
            {
                Some(name) => {
                    at = name.end;
                    named.push(name.named);
                }
                None => at += 1,
            }
        }
        named
    }

    fn after_titles(&self, words: &[LexiconWord], at: usize) -> Option<usize> {
        let mut end = at;
        while let Some(length) = self.lexicon.longest(WordList::BeforeName, words, end) {
            end += length;
        }
        (end > at).then_some(end)
    }

    /// Returns the longest name that stands at `at`.
    fn name_at(&self, words: &[LexiconWord], at: usize, form: NameForm) -> Option<Name> {
        let longest = |parts: &[Vec<String>]| {
            let mut end = at;
            for part in parts {
                if !self.stands_at(part, words.get(end..end + part.len()), form) {
                    break;
                }
                end += part.len();
            }
            end
        };
        let is_alone = |part: &Vec<String>| match &part[..] {
            [word] => word.chars().count() > 1 && !self.lexicon.is_function_word(word),
            _ => true,
        };
        // Where each label ends that has a part here, from which part on.
        let mut found: Vec<(usize, usize, &Label)> = Vec::new();
        let word = words.get(at)?;
        let places = self.forms(&word.folded).into_iter();
        let places = places.filter_map(|form| self.by_part.get(form));
        let places: BTreeSet<(usize, usize)> = places.flatten().copied().collect();
        for (label_idx, from) in places {
            let label = &self.labels[label_idx];
            let end = longest(&label.parts[from..]);
            let is_whole = is_whole(label, from, end - at);
            if end > at && (is_whole || is_alone(&label.parts[from])) {
                found.push((end, from, label));
            }
        }
        let end = found.iter().map(|&(end, _, _)| end).max()?;
        found.retain(|&(other, _, _)| other == end);
        let is_as_written = |&(_, from, label): &(usize, usize, &Label)| {
            let said = words[at..end].iter().map(|word| &word.folded);
            words_of(label, from).take(end - at).eq(said)
        };
        // "Hans" is Hans where there is one, and else the genitive of "Han".
        if found.iter().any(is_as_written) {
            found.retain(is_as_written);
        }
        let any_whole = found
            .iter()
            .any(|&(_, from, label)| is_whole(label, from, end - at));
        // "Anna" is everybody whose label is or begins with "Anna".
        found.retain(|&(_, from, _)| !any_whole || from == 0);
        let persons: BTreeSet<&Vec<Vec<String>>> =
            found.iter().map(|(_, _, label)| &label.parts).collect();
        let names = found.iter();
        let names = names.map(|&(_, from, label)| words_of(label, from).take(end - at).collect());
        let names: BTreeSet<Vec<&String>> = names.collect();
        Some(Name {
            end,
            named: NamedLabels {
                certain: persons.len() == 1 || (any_whole && names.len() == 1),
                labels: found.iter().map(|(_, _, label)| label.place).collect(),
            },
        })
    }

    /// Returns whether words are a part of a label.
    fn stands_at(&self, part: &[String], words: Option<&[LexiconWord]>, form: NameForm) -> bool {
        let is_same = |(word, name): (&LexiconWord, &String)| {
            let is_inflected = || self.is_inflected(&word.folded, name);
            word.folded == *name || (form == NameForm::Inflected && is_inflected())
        };
        words.is_some_and(|words| words.iter().zip(part).all(is_same))
    }

    /// Returns whether a word without its ending is a name, whose own ending may change with it.
    fn is_inflected(&self, word: &str, name: &str) -> bool {
        let of_name = self.forms(name);
        let stems = &self.forms(word)[1..];
        stems.iter().any(|stem| of_name.contains(stem))
    }

    /// Returns a word, and what is left of it without each ending that a name takes.
    fn forms<'w>(&self, word: &'w str) -> Vec<&'w str> {
        let endings = self.lexicon.entries(WordList::NameEnding);
        let stems = endings.filter_map(|ending| word.strip_suffix(ending));
        let mut forms = vec![word];
        if !word.contains(is_sign) {
            forms.extend(stems.filter(|stem| stem.chars().count() >= FEWEST_LETTERS));
        }
        forms
    }
}

/// Returns the words of a label from a part on.
fn words_of(label: &Label, from: usize) -> impl Iterator<Item = &String> {
    label.parts[from..].iter().flatten()
}

/// Returns whether so many words from a part on are all of a label.
fn is_whole(label: &Label, from: usize, words: usize) -> bool {
    from == 0 && label.parts.iter().map(Vec::len).sum::<usize>() == words
}
