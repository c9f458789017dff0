//! Decides which texts of a document are names of speakers: by their shape, and by how often they
//! come back.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::line::{Site, is_voice, may_be_a_name};
use super::marks::{clean_name, trim};
use super::words::{Marks, spoken_text};
use crate::english::{HasWord, fold, word_classes};
use crate::transcript::captions::non_speech::is_non_speech;
use crate::transcript::label::NEARLY_ALL_PERCENT;
use crate::transcript::label::shape::{is_opening, is_phrase, split_speaker};

/// The most different texts that are counted.
const MOST_TEXTS: usize = 200_000;

word_classes! {
    /// Words that stand with a colon above a transcript, in a log or in a reference, and are no
    /// names.
    FIELDS = [LOG_LEVELS]
        "title date time duration recorded from to cc subject author name version description \
         type status source location place attendees participants present recording default \
         required optional example examples usage returns parameters url link website email phone \
         address tags category keywords price key value id ingredients method serves step \
         start end by transcript transcribed transcription completed reviewed edited media \
         sponsorship tweet slides video audio added changed fixed removed deprecated";

    /// Levels of a log.
    LOG_LEVELS = "info error debug warn warning trace fatal notice critical";
}

/// Returns whether a label is a field of a form, of one word or more, with a number or without:
/// `Start time`, `Step 2`. So is a common opening of a paragraph, such as `Note`.
pub(super) fn is_field(name: &str) -> bool {
    let name = fold(name);
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let mut words = name.split(|c: char| !c.is_alphanumeric());
    let has_field = words.clone().any(|word| FIELDS.has(word));
    is_opening(&name) || (has_field && words.all(|word| FIELDS.has(word) || is_number(word)))
}

/// Returns whether words begin with the level of a log: `ERROR no such file`.
pub(super) fn is_log(words: &str) -> bool {
    let words = words.trim_start_matches(['[', '<', '*', ' ']);
    let mut parts = words.split(|c: char| !c.is_alphanumeric());
    let level = parts.next().unwrap_or_default();
    let is_capital = !level.contains(char::is_lowercase);
    is_capital && LOG_LEVELS.has(&fold(level))
}

/// Returns whether a text has the shape of a name.
pub(super) fn looks_like_a_name(text: &str) -> bool {
    let name = clean_name(&spoken_text(text, Marks::Markdown));
    let is_open = !name.ends_with(['.', '?', '!', ',']) || is_abbreviated(&name);
    is_open && !is_non_speech(&name) && split_speaker(&format!("{name}:")).is_some()
}

/// Returns whether a text without the shape of a name may be one at the place of a name: it is short,
/// ends no sentence and is no phrase.
pub(super) fn may_be_an_odd_name(text: &str) -> bool {
    const MOST_WORDS: usize = 6;
    let name = clean_name(&spoken_text(text, Marks::Markdown));
    let is_open = !name.ends_with(|c: char| ".?!…,;:-–—\"”".contains(c)) || is_abbreviated(&name);
    let is_short = name.split_whitespace().count() <= MOST_WORDS;
    is_open && is_short && may_be_a_name(&name) && !is_phrase(&name) && !is_non_speech(&name)
}

/// Returns whether the last word is an initial or a title: `Ann B.`, `Ann Lee Jr.`
fn is_abbreviated(name: &str) -> bool {
    let last = name.split_whitespace().next_back().unwrap_or_default();
    name.contains(' ') && last.ends_with('.') && last.chars().count() <= 4
}

/// Returns whether a voice is not told apart: `speaker ?`.
pub(super) fn is_unknown_voice(text: &str) -> bool {
    is_voice(text) && trim(text).ends_with('?')
}

/// Returns whether a text alone may be a name without coming back: speech of one word looks the same.
fn is_full_name(text: &str) -> bool {
    is_voice(text) || (text.contains(' ') && looks_like_a_name(text))
}

/// How the texts of one site look.
#[derive(Debug, Default, Clone, Copy)]
struct Looks {
    count: usize,
    /// Those with the shape of a name, and of one with several words.
    shaped: usize,
    full: usize,
}

/// Counts what may be names, by the site where they stand.
///
/// Holds hashes of the first texts, since a hostile file has a new text on each line.
#[derive(Debug, Default)]
pub(super) struct Naming {
    counts: HashMap<(Site, u64), u32>,
    looks: HashMap<Site, Looks>,
}

impl Naming {
    /// Counts a text, unless it is too long for a name.
    pub(super) fn count(&mut self, name: &str, site: Site) {
        let looks = self.looks.entry(site).or_default();
        looks.count += 1;
        if !may_be_a_name(name) {
            return;
        }
        looks.shaped += usize::from(looks_like_a_name(name));
        looks.full += usize::from(is_full_name(name));
        let is_full = self.counts.len() >= MOST_TEXTS;
        match self.counts.entry((site, hash(name))) {
            Entry::Occupied(mut count) => *count.get_mut() += 1,
            Entry::Vacant(_) if is_full => {}
            Entry::Vacant(count) => {
                count.insert(1);
            }
        }
    }

    /// Returns whether a text stands at a site.
    pub(super) fn stands(&self, name: &str, site: Site) -> bool {
        self.counts.contains_key(&(site, hash(name)))
    }

    /// Returns whether a text comes more than once at a site.
    pub(super) fn comes_back(&self, name: &str, site: Site) -> bool {
        self.counts
            .get(&(site, hash(name)))
            .is_some_and(|&count| count > 1)
    }

    /// Returns how many texts of a site come more than once.
    pub(super) fn texts_that_come_back(&self, site: Site) -> usize {
        let counts = self.counts.iter();
        let back = counts.filter(|((of, _), count)| *of == site && **count > 1);
        back.count()
    }

    /// Returns how many places of a site there are.
    pub(super) fn places(&self, site: Site) -> usize {
        self.looks.get(&site).map_or(0, |looks| looks.count)
    }

    /// Returns how many places of a site have a text that comes back.
    pub(super) fn places_that_come_back(&self, site: Site) -> usize {
        let of_site = self.counts.iter().filter(|((of, _), _)| *of == site);
        let counts = of_site.map(|(_, &count)| count as usize);
        counts.filter(|&count| count > 1).sum()
    }

    /// Returns whether nearly all texts of a site look like names, or come back. Without a sign, a
    /// single word is a name only where half of the texts come back.
    pub(super) fn are_names(&self, site: Site) -> bool {
        let looks = self.looks.get(&site).copied().unwrap_or_default();
        let is_bare = matches!(
            site,
            Site::AfterTime | Site::AboveTime | Site::BelowTime | Site::Alone | Site::Heading
        );
        let shaped = match is_bare && !self.come_back(site, 50) {
            true => looks.full,
            false => looks.shaped,
        };
        let most = shaped.max(self.places_that_come_back(site));
        looks.count > 0 && most * 100 >= looks.count * NEARLY_ALL_PERCENT
    }

    /// Returns whether nearly all texts of a site have the shape of a name.
    pub(super) fn are_shaped(&self, site: Site) -> bool {
        let looks = self.looks.get(&site).copied().unwrap_or_default();
        looks.count > 0 && looks.shaped * 100 >= looks.count * NEARLY_ALL_PERCENT
    }

    /// Returns whether half of the texts of a site are names of several words.
    pub(super) fn are_full_names(&self, site: Site) -> bool {
        let looks = self.looks.get(&site).copied().unwrap_or_default();
        looks.full * 2 >= looks.count
    }

    /// Returns whether at least this share of the places, in percent, comes back.
    pub(super) fn come_back(&self, site: Site, percent: usize) -> bool {
        let back = self.places_that_come_back(site);
        back > 0 && back * 100 >= self.places(site) * percent
    }
}

fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    for word in name.split_whitespace() {
        word.hash(&mut hasher);
    }
    hasher.finish()
}
