//! Decides which openings of a file are labels, by what comes back.
//!
//! - Where nearly all parts of a file begin `X: ` and the X come back, each X that comes back is a
//!   label, whatever its characters, length or case.
//! - Elsewhere a label has the shape of a name, in a file that names speakers: its first words have
//!   one, or one comes twice, or half of its parts have one. So has what comes back and is no phrase
//!   of speech.
//! - Brackets, `X> `, `X - `, `X:` without a space and `X` on a line of its own delimit labels only
//!   where nearly all parts begin so and the X come back. `[X]: ` always does.
//! - What may be a label otherwise is not understood, so that its words are nobody's: an X that is no
//!   phrase, or comes back, or stands where all parts have a label; where a sentence may begin, with
//!   a capital letter after it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::opening::{Delimiter, MOST_LABEL_CHARACTERS, NEARLY_ALL_PERCENT, Opening};
use super::shape::{
    is_phrase, is_sound, looks_like_a_name, may_be_a_bracketed_speaker, split_bracketed,
};
use crate::transcript::texts::Texts;

/// All parts of a file but for slips, in percent.
const ALL_PERCENT: usize = 95;

/// How often a label must stand again before the same speaker's next words, for each part without a
/// label, for such a part to be nobody's.
const REPEATS_FOR_EACH_UNNAMED: usize = 4;

/// The most parts for each label in a file whose labels stand wherever the speaker changes.
const MOST_PARTS_A_LABEL: usize = 50;

/// The most different openings that are remembered. Further ones count as openings that do not come
/// back, since a hostile file has a new one on each line.
const MOST_OPENINGS: usize = 50_000;

/// What ends a sentence before another speaker's label on the same line.
const STOPS: [char; 8] = ['.', '?', '!', '…', '"', '”', ']', ')'];

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::transcript) enum Position {
    /// It begins a part of a file: a caption or a paragraph. Holds whether a sentence may begin here.
    First { after_stop: bool },
    /// It is a later line of a part, below a line that ends a sentence or does not.
    Later { after_stop: bool },
}

/// The labels of one file.
#[derive(Debug, Clone)]
pub(in crate::transcript) struct Labels {
    names: Coverage,
    delimiter: Delimiter,
    /// How often each opening comes.
    counts: HashMap<String, usize>,
    /// The openings of the first lines of parts.
    firsts: HashSet<String>,
    /// Whether few parts end with a mark that ends a sentence, so that one may begin anywhere.
    is_unpunctuated: bool,
    /// Whether a later line of a part begins with a label that comes back.
    shares_parts: bool,
    /// Whether some label that comes back does not look like a name.
    has_odd_labels: bool,
    /// Whether a part without a label is nobody's: labels are repeated, or stand now and then only.
    repeats: bool,
}

/// How a file names its speakers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Coverage {
    /// Not at all.
    Nowhere,
    /// In tags.
    Voices,
    /// Before some of their words.
    Somewhere,
    /// Before nearly all words.
    Nearly,
    /// Before all words, but for slips.
    Everywhere,
}

impl Labels {
    /// Returns the labels of a file in which whatever looks like a name is a label.
    #[cfg(test)]
    pub(in crate::transcript) fn by_shape() -> Self {
        Self::of_names(Coverage::Somewhere)
    }

    /// Decides from the voice with which each cue begins. A cue without one may still begin with the
    /// name of a voice.
    pub(in crate::transcript) fn of_voices(voices: &[Option<String>]) -> Self {
        let mut labels = Self::of_names(Coverage::Voices);
        let mut repeats = 0;
        for (index, voice) in voices.iter().enumerate() {
            if let Some(voice) = voice {
                repeats += usize::from(index > 0 && voices[index - 1].as_ref() == Some(voice));
                *labels.counts.entry(voice.clone()).or_insert(1) += 1;
            }
        }
        let unnamed = voices.iter().filter(|voice| voice.is_none()).count();
        labels.repeats = repeats >= REPEATS_FOR_EACH_UNNAMED * unnamed.max(1);
        labels
    }

    fn of_names(names: Coverage) -> Self {
        Self {
            names,
            delimiter: Delimiter::Colon,
            counts: HashMap::new(),
            firsts: HashSet::new(),
            is_unpunctuated: false,
            shares_parts: false,
            has_odd_labels: false,
            repeats: false,
        }
    }

    /// Decides from the parts of a file that have speech, each of one line or more, without markup
    /// and signs of a change of speaker.
    pub(in crate::transcript) fn of(parts: &Texts) -> Self {
        let mut tally = Tally::of(parts, Delimiter::Colon);
        let mut names = tally.naming();
        if names < Coverage::Nearly {
            let rare = Delimiter::RARE.into_iter();
            let mut rare = rare.map(|delimiter| Tally::of(parts, delimiter));
            if let Some(found) = rare.find(|tally| tally.naming() >= Coverage::Nearly) {
                (names, tally) = (found.naming(), found);
            }
        }
        let comes_back = |label: &str| tally.counts.get(label).is_some_and(|&count| count > 1);
        let mut back = tally.counts.keys().filter(|label| comes_back(label));
        Self {
            names,
            delimiter: tally.delimiter,
            has_odd_labels: names != Coverage::Nowhere
                && back.any(|label| !looks_like_a_name(label) && !is_phrase(label)),
            shares_parts: tally.later.iter().any(|label| comes_back(label)),
            is_unpunctuated: tally.ended * 4 < tally.parts,
            repeats: tally.names_seldom()
                || tally.repeats >= REPEATS_FOR_EACH_UNNAMED * tally.unnamed().max(1),
            firsts: tally.firsts,
            counts: tally.counts,
        }
    }

    /// Returns whether the file names speakers.
    pub(in crate::transcript) fn names_speakers(&self) -> bool {
        self.names != Coverage::Nowhere
    }

    /// Returns whether a part without a label is nobody's, because the file repeats the label of a
    /// speaker who goes on.
    pub(in crate::transcript) fn repeats_labels(&self) -> bool {
        self.repeats
    }

    /// Reads the start of a line, which has no markup and no sign of a change of speaker.
    pub(in crate::transcript) fn read<'a>(&self, line: &'a str, position: Position) -> Opening<'a> {
        if let Some((label, words)) = split_bracketed(line) {
            return Opening::Label(Cow::Borrowed(label), words);
        }
        let Some((label, words)) = self.delimiter.split(line) else {
            return self.read_bracket(line);
        };
        if self.delimiter.is_bracket() && is_sound(&label) {
            return Opening::Words;
        }
        if self.delimiter == Delimiter::OwnLine {
            let is_first = matches!(position, Position::First { .. });
            let is_name = self.firsts.contains(&*label) && looks_like_a_name(&label);
            return match is_first && is_name {
                true => Opening::Label(label, words),
                false => Opening::Words,
            };
        }
        match self.judge(&label, words, position) {
            Judgement::Label => Opening::Label(label, words),
            Judgement::NotUnderstood => Opening::NotUnderstood,
            Judgement::Words => Opening::Words,
        }
    }

    /// Reads brackets at the start of a line in a file with other labels: `[ANN] So.`
    fn read_bracket<'a>(&self, line: &'a str) -> Opening<'a> {
        let brackets = [Delimiter::Square, Delimiter::Round].into_iter();
        let found = brackets.filter_map(|bracket| bracket.split(line)).next();
        let Some((label, words)) = found.filter(|_| self.names_speakers()) else {
            return Opening::Words;
        };
        if self.firsts.contains(&*label) {
            return Opening::Label(label, words);
        }
        match may_be_a_bracketed_speaker(&label) {
            true => Opening::NotUnderstood,
            false => Opening::Words,
        }
    }

    fn judge(&self, label: &str, words: &str, position: Position) -> Judgement {
        let comes_back = self.counts.get(label).is_some_and(|&count| count > 1);
        let is_name = self.delimiter == Delimiter::Colon && looks_like_a_name(label);
        let is_phrase = is_phrase(label);
        let is_first = matches!(position, Position::First { .. });
        let may_stand_here = is_first || self.shares_parts || is_capital(label);
        let may_begin = (position.may_begin_a_sentence() && self.may_begin(words))
            || (self.is_unpunctuated && is_first);
        let is_known = self.firsts.contains(label) && (is_name || comes_back) && !is_phrase;
        let is_label = match self.names {
            Coverage::Nowhere => return Judgement::Words,
            Coverage::Voices => comes_back && is_first,
            Coverage::Somewhere => comes_back && !is_phrase && may_begin,
            Coverage::Nearly => comes_back,
            Coverage::Everywhere => comes_back || (is_first && !is_phrase && may_begin),
        };
        let in_text = self.names != Coverage::Voices;
        if is_label || (in_text && is_name && may_stand_here) || (!is_first && is_known) {
            Judgement::Label
        } else if (in_text || is_name)
            && (!is_phrase || comes_back || self.names == Coverage::Everywhere)
            && (may_begin || !in_text)
        {
            Judgement::NotUnderstood
        } else {
            Judgement::Words
        }
    }

    /// Returns where the next speaker's label stands in words, after the end of a sentence: one with
    /// which a part of the file begins.
    pub(in crate::transcript) fn next_label(&self, words: &str) -> Option<usize> {
        if self.delimiter != Delimiter::Colon || !self.names_speakers() {
            return None;
        }
        // Not inside a label at the start: `Dr. Ann Lee: So.`
        let own = self.delimiter.split(words);
        let own = own.filter(|(label, _)| self.counts.contains_key(&**label));
        let first = own.map_or(0, |(_, rest)| words.len() - rest.len());
        let mut colons = words.match_indices(": ").map(|(at, _)| at);
        colons.find_map(|colon| {
            let back = words[..colon]
                .char_indices()
                .rev()
                .take(MOST_LABEL_CHARACTERS);
            let mut spaces = back.filter(|&(at, c)| c == ' ' && at >= first);
            let begins = |at: usize| {
                let label = &words[at + 1..colon];
                let is_known = self.firsts.contains(label) && !is_phrase(label);
                is_known && looks_like_a_name(label) && words[..at].trim_end().ends_with(STOPS)
            };
            spaces.find(|&(at, _)| begins(at)).map(|(at, _)| at + 1)
        })
    }

    /// Returns whether somebody's words may begin so.
    fn may_begin(&self, words: &str) -> bool {
        let first = words.chars().find(|c| c.is_alphanumeric());
        self.has_odd_labels || first.is_none_or(|first| !first.is_lowercase())
    }
}

/// What the start of a line is taken for.
enum Judgement {
    Label,
    NotUnderstood,
    Words,
}

impl Position {
    fn may_begin_a_sentence(self) -> bool {
        let (Self::First { after_stop } | Self::Later { after_stop }) = self;
        after_stop
    }
}

/// Returns whether the first line of a part is a name with words below it.
fn stands_on_its_own(part: &str) -> bool {
    let (first, below) = part.split_once('\n').unwrap_or((part, ""));
    !below.trim().is_empty() && looks_like_a_name(first.trim())
}

/// Returns whether a label is in capital letters: `WOMAN`.
fn is_capital(label: &str) -> bool {
    label.contains(char::is_uppercase) && !label.contains(char::is_lowercase)
}

/// Returns whether a sentence may end with a text: it is empty, or its last character is neither a
/// letter, a digit nor one of `,;:-–—&`.
pub(in crate::transcript) fn may_end_a_sentence(text: &str) -> bool {
    let end = text.trim_end().chars().next_back();
    end.is_none_or(|end| !end.is_alphanumeric() && !",;:-–—&".contains(end))
}

/// How the parts of a file begin.
struct Tally {
    delimiter: Delimiter,
    parts: usize,
    labelled: usize,
    /// Whether the first part has a label by its shape.
    first_is_named: bool,
    /// How many parts have a label by its shape, and whether one comes twice.
    named: usize,
    names_come_back: bool,
    counts: HashMap<String, usize>,
    firsts: HashSet<String>,
    /// How many parts end with a mark that ends a sentence.
    ended: usize,
    /// The openings of later lines.
    later: HashSet<String>,
    /// How often a label stands again before the same speaker's next words.
    repeats: usize,
}

impl Tally {
    fn of(parts: &Texts, delimiter: Delimiter) -> Self {
        let mut tally = Self {
            delimiter,
            parts: parts.len(),
            labelled: 0,
            first_is_named: false,
            named: 0,
            names_come_back: false,
            counts: HashMap::new(),
            firsts: HashSet::new(),
            ended: 0,
            later: HashSet::new(),
            repeats: 0,
        };
        let mut before: Option<String> = None;
        for (index, part) in parts.iter().enumerate() {
            let label = tally.part(index, part);
            tally.repeats += usize::from(label.is_some() && label == before);
            before = label;
        }
        tally
    }

    /// Counts the openings of a part. Returns that of its first line.
    fn part(&mut self, index: usize, part: &str) -> Option<String> {
        let mut lines = part.lines();
        let mut above = lines.next().unwrap_or_default();
        let is_colon = self.delimiter == Delimiter::Colon;
        let bracketed = split_bracketed(above).filter(|_| is_colon);
        let first = match bracketed {
            Some((label, _)) => Some(label.to_owned()),
            None if self.delimiter == Delimiter::OwnLine && !stands_on_its_own(part) => None,
            None => self
                .delimiter
                .split(above)
                .map(|(label, _)| label.into_owned()),
        };
        let looks = |label: &String| bracketed.is_some() || looks_like_a_name(label);
        let by_shape = is_colon && first.as_ref().is_some_and(looks);
        self.named += usize::from(by_shape);
        self.first_is_named |= by_shape && index == 0;
        if let Some(label) = &first {
            self.labelled += 1;
            let count = self.count(label);
            self.names_come_back |= by_shape && count > 1;
            if count > 0 && !self.firsts.contains(label) {
                self.firsts.insert(label.clone());
            }
        }
        let delimiter = self.delimiter;
        for line in lines.filter(|_| delimiter != Delimiter::OwnLine) {
            let opening = Some(line).filter(|_| may_end_a_sentence(above));
            if let Some((label, _)) = opening.and_then(|line| delimiter.split(line))
                && self.count(&label) > 0
                && !self.later.contains(&*label)
            {
                self.later.insert(label.into_owned());
            }
            above = line;
        }
        let end = above.trim_end().chars().next_back();
        let is_stop = |end: char| !end.is_alphanumeric() && !",;:-–—&".contains(end);
        self.ended += usize::from(end.is_some_and(is_stop));
        first
    }

    /// Counts an opening. Returns how often it has come, which is 0 where it is not remembered.
    fn count(&mut self, label: &str) -> usize {
        let is_full = self.counts.len() >= MOST_OPENINGS;
        if let Some(count) = self.counts.get_mut(label) {
            *count += 1;
            return *count;
        }
        if !is_full {
            self.counts.insert(label.to_owned(), 1);
        }
        usize::from(!is_full)
    }

    /// Returns whether so few parts have a label, and not the first, that labels cannot stand wherever
    /// the speaker changes: a recogniser writes one now and then.
    fn names_seldom(&self) -> bool {
        !self.first_is_named && self.labelled * MOST_PARTS_A_LABEL < self.parts
    }

    fn unnamed(&self) -> usize {
        self.parts - self.labelled
    }

    fn naming(&self) -> Coverage {
        let comes_back = |&&count: &&usize| count > 1;
        let back: usize = self.counts.values().filter(comes_back).sum();
        let come_back = back * 2 >= self.labelled && self.labelled >= 3 && back > 0;
        let share = |percent| self.labelled * 100 >= self.parts * percent;
        if come_back && share(ALL_PERCENT) {
            Coverage::Everywhere
        } else if come_back && share(NEARLY_ALL_PERCENT) {
            Coverage::Nearly
        } else if self.first_is_named || self.names_come_back || self.has_half() || self.has_few() {
            Coverage::Somewhere
        } else {
            Coverage::Nowhere
        }
    }

    /// Returns whether half of the parts have a label by its shape.
    fn has_half(&self) -> bool {
        self.named > 0 && 2 * self.named >= self.parts
    }

    /// Returns whether two openings or more that are no phrases come back thrice, before a fifth of
    /// the parts.
    fn has_few(&self) -> bool {
        let counts = self.counts.iter();
        let back = counts.filter(|(label, count)| **count > 2 && !is_phrase(label));
        let counts: Vec<usize> = back.map(|(_, &count)| count).collect();
        counts.len() > 1 && counts.iter().sum::<usize>() * 5 >= self.parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Position = Position::First { after_stop: true };

    fn labels(parts: &[&str]) -> Labels {
        Labels::of(&parts.iter().collect())
    }

    fn label(labels: &Labels, line: &str) -> Option<String> {
        match labels.read(line, FIRST) {
            Opening::Label(label, _) => Some(label.into_owned()),
            Opening::NotUnderstood => Some("?".into()),
            Opening::Words => None,
        }
    }

    #[test]
    fn whatever_comes_back_before_nearly_all_words_is_a_label() {
        for name in [
            "bob stone",
            "Bob | Mill Co.",
            "☆ Bo ☆",
            "+1 555 0100",
            "bob@mill.example",
            "we are the mill",
            "The One Who Keeps The Big Wheel Of The Mill",
            "[Guest] Bo",
        ] {
            let said = format!("{name}: So.");
            let all = labels(&["Ann: So.", &said, "Ann: So.", &said, "so on", "Ann: So."]);
            assert_eq!(label(&all, &said).as_deref(), Some(name));
        }
    }

    #[test]
    fn where_all_words_are_labelled_a_label_may_come_once() {
        let all = labels(&["Ann: So.", "bo: So.", "Ann: So.", "bo: So.", "jo (pc): So."]);
        assert_eq!(label(&all, "jo (pc): So.").as_deref(), Some("jo (pc)"));
        assert_eq!(label(&all, "it was so: So.").as_deref(), Some("?"));
    }

    #[test]
    fn brackets_and_dashes_delimit_labels_that_come_back_before_nearly_all_words() {
        for (ann, bo) in [
            ("[Ann] So.", "[bo] So."),
            ("(speaker 0) So.", "(speaker 1) So."),
            ("ann> So.", "bo> So."),
            ("Ann - So.", "Bo - So."),
            ("<ann> So.", "<bo> So."),
        ] {
            let all = labels(&[ann, bo, ann, bo, ann]);
            assert!(label(&all, bo).is_some(), "{bo}");
        }
        let few = labels(&["[music] So.", "It was", "[door] so", "that", "we left."]);
        assert_eq!(label(&few, "[music] So."), None);
    }

    #[test]
    fn what_comes_once_and_may_be_a_label_is_not_understood() {
        let some = labels(&[
            "Ann: So.",
            "and so",
            "Ann: So.",
            "bo stone: So.",
            "and so",
            "so",
        ]);
        assert_eq!(label(&some, "bo stone: So.").as_deref(), Some("?"));
        let inside = Position::First { after_stop: false };
        assert_eq!(some.read("bo stone: So.", inside), Opening::Words);
        for speech in [
            "my point: So.",
            "we had two: So.",
            "bo stone: one",
            "Well, it's this: No.",
            "note: So.",
        ] {
            assert_eq!(label(&some, speech), None, "{speech}");
        }
    }

    #[test]
    fn a_file_names_speakers_where_it_begins_so_or_repeats_a_name_or_half_have_one() {
        for parts in [
            &["Sarah: hello", "and", "welcome"][..],
            &["so", "Sarah: hello", "and", "well", "Sarah: hm"],
            &["so", "Sarah: hello", "Tobias: hm"],
            &["[A]: hello [laughs]", "and", "so", "Sarah: hm", "yes", "no"],
        ] {
            assert!(labels(parts).names_speakers(), "{parts:?}");
        }
    }

    #[test]
    fn a_title_with_a_colon_names_nobody_in_a_file_without_names() {
        let film = "The Godfather: what a film";
        for parts in [
            &["so", film, "yes"][..],
            &["so", film, "Chapter Two: a book", "a", "b"],
            &["so", "yes"],
            &[],
        ] {
            let labels = labels(parts);
            assert!(!labels.names_speakers(), "{parts:?}");
            assert_eq!(label(&labels, film), None);
            assert_eq!(label(&labels, "[Ann]: what a film").as_deref(), Some("Ann"));
        }
    }

    #[test]
    fn a_later_line_of_a_part_has_a_label_that_comes_back_or_is_in_capitals() {
        let later = Position::Later { after_stop: true };
        let all = labels(&["MAN: So?\nWOMAN: So.", "MAN: So.", "Ann: So."]);
        let read = |line| all.read(line, later);
        assert!(matches!(read("WOMAN: So."), Opening::Label(..)));
        assert!(matches!(read("Ann: So."), Opening::Label(..)));
        assert!(matches!(
            read("Zoe: So."),
            Opening::Words | Opening::NotUnderstood
        ));
        assert_eq!(read("so: it is"), Opening::Words);
    }

    #[test]
    fn a_label_now_and_then_is_its_own_parts_only() {
        let mut parts = vec!["and so on."; 150];
        (parts[20], parts[120]) = ("Ann: So.", "Ann: No.");
        assert!(labels(&parts).repeats_labels());
        parts[0] = "Bo: So.";
        assert!(!labels(&parts).repeats_labels());
    }

    #[test]
    fn a_part_without_a_label_is_nobodys_where_labels_are_repeated() {
        let repeated = labels(&[
            "Ann: a", "Ann: b", "Ann: c", "Ann: d", "Bo: e", "Bo: f", "g",
        ]);
        assert!(repeated.repeats_labels());
        assert!(!labels(&["Ann: a", "b", "Bo: c", "d", "Ann: e"]).repeats_labels());
    }
}
