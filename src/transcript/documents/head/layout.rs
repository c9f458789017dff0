//! Decides how a document names its speakers and writes its times, by the shapes that its lines
//! repeat.

use super::clock::TimeStyle;
use super::examination::{ANSWERS, ASKS};
use super::line::{Line, Site, WeakLabel, is_voice, may_be_a_name};
use super::marks::heading_level;
use super::naming::{Naming, is_field, is_unknown_voice, looks_like_a_name, may_be_an_odd_name};
use super::tally::{Tally, opening};
use crate::english::fold;
use crate::transcript::label::shape::{is_opening, may_be_a_bracketed_speaker};
use crate::transcript::label::{Labels, NEARLY_ALL_PERCENT, Opening, Position};

/// How a document names its speakers and writes its times.
#[derive(Debug)]
pub(super) struct Layout {
    naming: Naming,
    /// Where names without a sign stand.
    pub bare_names: Option<Site>,
    /// Whether bare minutes and seconds at the start of a line are times.
    has_short_times: bool,
    names_before_words: bool,
    emphasis_alone: bool,
    /// The labels before a colon.
    labels: Labels,
    /// Whether names beside a time are as usual as other labels.
    names_beside_times: bool,
    /// Whether nearly all texts at a wide space before a time are names.
    wide_names: bool,
    /// Whether `Name:` stands so seldom beside times without a name that it is speech.
    colons_are_rare: bool,
    /// Whether labels in emphasis are so usual that `Name:` without is speech.
    emphasises: bool,
    /// Whether nearly all paragraphs begin with a head alone on its line, the words directly below.
    pub heads_open_paragraphs: bool,
    /// Whether names above times stand below a blank line.
    pub names_follow_blanks: bool,
    /// Whether nearly all lines have a label.
    labels_nearly_all: bool,
    /// Whether labels stand at the start of paragraphs only.
    labels_begin_paragraphs: bool,
    /// The sign of labels that words have too, where it separates nearly all words from names.
    weak_site: Option<Site>,
    /// Whether single letters are labels: `Q.`, `A.`
    has_letters: bool,
    /// Whether links are labels.
    has_links: bool,
    /// The level of the headings that are labels.
    heading_level: Option<usize>,
    /// Whether the words are Markdown.
    pub is_markdown: bool,
    pub is_transcript: bool,
}

/// Who a label says speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The one it names.
    Name,
    /// A label that is not understood: nobody is known to speak.
    NotUnderstood,
    /// A field of a form, which nobody says.
    Field,
    /// A note such as `Question: who paid?`, which somebody unknown writes or says.
    Aside,
    /// It is no label.
    Words,
}

impl Layout {
    /// Decides from all lines of a text.
    pub(super) fn of(text: &str) -> Self {
        let tally = Tally::of(text);
        let naming = &tally.naming;
        let lines_with_times = tally.times_before_words + tally.times_alone;
        let before_words = naming.places(Site::BeforeWords);
        let emphasised = naming.places_that_come_back(Site::Emphasis);
        let colons_back = naming.places_that_come_back(Site::Colon);
        let alone_back = naming.places_that_come_back(Site::EmphasisAlone);
        // An agenda has its times beside the words.
        let are_alone = tally.times_alone >= 3
            && tally.times_alone * 10 >= lines_with_times * 9
            && tally.bare >= tally.times_alone;
        let has_short_times = tally.short_times * 10 >= lines_with_times - tally.spoken_times
            && tally.short_times * 4 >= tally.paragraphs
            && (tally.speakable * 2 >= tally.measured.max(1) || are_alone);
        Self {
            bare_names: bare_names(&tally),
            has_short_times,
            names_before_words: naming.come_back(Site::BeforeWords, 50)
                && before_words * 100
                    >= tally.lines.min(lines_with_times + before_words) * NEARLY_ALL_PERCENT,
            emphasis_alone: alone_back >= 3 && naming.come_back(Site::EmphasisAlone, 50),
            labels: Labels::of(&tally.openings),
            names_beside_times: naming.places(Site::BesideTime) * 3 >= tally.labels
                && naming.are_names(Site::BesideTime),
            wide_names: naming.are_names(Site::WideSpace),
            colons_are_rare: tally.labels * 20 < lines_with_times
                && naming.texts_that_come_back(Site::Colon) < 2,
            emphasises: emphasised >= 2 && emphasised > colons_back,
            heads_open_paragraphs: heads_open_paragraphs(&tally),
            names_follow_blanks: tally.names_above_times * 100
                >= naming.places(Site::AboveTime) * NEARLY_ALL_PERCENT,
            labels_nearly_all: tally.labels > 2
                && (tally.labels + tally.fields + before_words) * 100
                    >= tally.lines * NEARLY_ALL_PERCENT,
            labels_begin_paragraphs: tally.labels_after_blank * 100 >= tally.labels * 95
                && tally.labels > 2,
            weak_site: weak_site(&tally),
            has_letters: has_letters(naming),
            has_links: has_links(naming),
            heading_level: heading_level_of_names(&tally),
            is_markdown: tally.markdown > 0,
            is_transcript: is_transcript(&tally, has_short_times),
            naming: tally.naming,
        }
    }

    /// Returns who a label says speaks.
    pub(super) fn judge(&self, line: &Line<'_>, after_blank: bool) -> Verdict {
        let Some((name, site)) = line.label else {
            return Verdict::Words;
        };
        let comes_back = self.naming.comes_back(name, site);
        if is_unknown_voice(name) {
            return Verdict::NotUnderstood;
        }
        let is_shaped = || looks_like_a_name(name) || is_voice(name);
        match site {
            Site::Colon | Site::Emphasis if is_opening(&fold(name)) && !comes_back => {
                match (after_blank, self.labels_nearly_all) {
                    (_, true) => Verdict::NotUnderstood,
                    (true, false) => Verdict::Aside,
                    (false, false) => Verdict::Words,
                }
            }
            Site::Colon | Site::Emphasis if is_field(name) && !comes_back => match after_blank {
                true => Verdict::Field,
                false => Verdict::Words,
            },
            Site::Colon => self.judge_colon(name, line, after_blank),
            Site::Emphasis if comes_back || is_shaped() => Verdict::Name,
            Site::Emphasis => Verdict::NotUnderstood,
            Site::EmphasisAlone if self.emphasis_alone && (comes_back || is_shaped()) => {
                Verdict::Name
            }
            Site::EmphasisAlone if !self.emphasis_alone && after_blank && line.time.is_none() => {
                Verdict::Aside
            }
            Site::EmphasisAlone
                if self.emphasis_alone && after_blank && may_be_an_odd_name(name) =>
            {
                Verdict::NotUnderstood
            }
            Site::BeforeWords if is_voice(name) => Verdict::Name,
            Site::BeforeWords if line.begins_with_time() && self.is_known(name) => Verdict::Name,
            Site::BeforeWords
                if !self.names_before_words
                    && line.text.starts_with('[')
                    && (after_blank || self.labels_nearly_all)
                    && may_be_a_bracketed_speaker(name) =>
            {
                Verdict::NotUnderstood
            }
            Site::BeforeWords if self.names_before_words && (comes_back || is_shaped()) => {
                Verdict::Name
            }
            Site::Bracket => Verdict::Name,
            Site::BesideTime if self.names_beside_times && (comes_back || is_shaped()) => {
                Verdict::Name
            }
            Site::BesideTime if self.names_beside_times && after_blank => Verdict::NotUnderstood,
            Site::Link if comes_back || (line.time.is_some() && is_shaped()) => Verdict::Name,
            Site::Link if self.has_links && is_shaped() => Verdict::NotUnderstood,
            Site::WideSpace if comes_back || is_shaped() || self.wide_names => Verdict::Name,
            Site::WideSpace => Verdict::NotUnderstood,
            _ => Verdict::Words,
        }
    }

    fn judge_colon(&self, name: &str, line: &Line<'_>, after_blank: bool) -> Verdict {
        let comes_back = self.naming.comes_back(name, Site::Colon);
        let is_timed = line.time.is_some();
        let is_known = self.naming.comes_back(name, Site::Emphasis);
        let is_beside_time = is_timed && !line.begins_with_time();
        if is_known || (is_beside_time && looks_like_a_name(name)) {
            return Verdict::Name;
        }
        let may_stand_here = after_blank || !self.labels_begin_paragraphs || comes_back;
        if self.emphasises || self.colons_are_rare || !may_stand_here {
            return Verdict::Words;
        }
        let position = Position::First { after_stop: true };
        match self.labels.read(&opening(name, line.words), position) {
            Opening::Label(..) => Verdict::Name,
            Opening::NotUnderstood => Verdict::NotUnderstood,
            Opening::Words => Verdict::Words,
        }
    }

    /// Returns whose words stand after a label by a sign that words have too.
    pub(super) fn judge_weak(&self, weak: &WeakLabel<'_>) -> Verdict {
        let comes_back = self.naming.comes_back(weak.name, weak.site);
        match weak.site {
            Site::Letter if self.has_letters && comes_back => Verdict::Name,
            // One question among labels.
            Site::Letter if self.asks_once() && [ASKS, ANSWERS].contains(&weak.name) => {
                Verdict::Name
            }
            site if self.weak_site != Some(site) => Verdict::Words,
            _ if is_field(weak.name) && !comes_back => Verdict::Field,
            _ if comes_back || looks_like_a_name(weak.name) => Verdict::Name,
            _ => Verdict::NotUnderstood,
        }
    }

    /// Returns whether letters stand for those who ask and answer.
    pub(super) fn asks_by_letter(&self) -> bool {
        self.has_letters || self.asks_once() || self.naming.comes_back(ASKS, Site::Colon)
    }

    /// Returns whether a letter asks in a text with other labels.
    fn asks_once(&self) -> bool {
        self.labels.names_speakers() && self.naming.stands(ASKS, Site::Letter)
    }

    /// Returns whether a text stands as a label before a colon.
    pub(super) fn is_label(&self, text: &str) -> bool {
        self.naming.stands(text, Site::Colon)
    }

    /// Returns who a heading says speaks. Of the level that names speakers, one that comes once may be
    /// a chapter.
    pub(super) fn judge_heading(&self, line: &Line<'_>) -> Verdict {
        let Some(name) = line.heading_alone() else {
            return Verdict::Words;
        };
        let names_speakers = self.heading_level == Some(heading_level(line.text));
        match names_speakers {
            _ if self.is_known(name) => Verdict::Name,
            true if self.naming.comes_back(name, Site::Heading) => Verdict::Name,
            true => Verdict::NotUnderstood,
            false => Verdict::Words,
        }
    }

    /// Returns whether a heading of Markdown is a head: a name with a time, or one that comes back.
    pub(super) fn is_head(&self, heading: &Line<'_>) -> bool {
        heading.time.is_some() || self.comes_back(heading)
    }

    /// Returns whether the label of a line comes back.
    pub(super) fn comes_back(&self, line: &Line<'_>) -> bool {
        let comes_back = |(name, site)| self.naming.comes_back(name, site);
        line.label.is_some_and(comes_back)
    }

    /// Returns whether a text is a name that stands as a label somewhere else.
    pub(super) fn is_known(&self, text: &str) -> bool {
        const SITES: [Site; 6] = [
            Site::Colon,
            Site::Emphasis,
            Site::EmphasisAlone,
            Site::Bracket,
            Site::BesideTime,
            Site::WideSpace,
        ];
        let mut sites = SITES.into_iter().chain(self.weak_site);
        looks_like_a_name(text) && sites.any(|site| self.naming.stands(text, site))
    }

    /// Returns whether a text alone is a name, at the place where the document has bare names.
    pub(super) fn is_bare_name(&self, text: &str) -> bool {
        let is_name = |site| {
            let is_usual = site != Site::Alone && looks_like_a_name(text);
            may_be_a_name(text) && (is_usual || self.naming.comes_back(text, site))
        };
        self.bare_names.is_some_and(is_name)
    }

    /// Returns whether the time at the start of a line without a label is a time.
    pub(super) fn is_time(&self, style: TimeStyle) -> bool {
        match style {
            TimeStyle::Bracketed | TimeStyle::Full | TimeStyle::Spoken => true,
            TimeStyle::Short => self.has_short_times || self.bare_names.is_some(),
        }
    }
}

/// Returns where names without a sign stand: at nearly every time, with words besides.
fn bare_names(tally: &Tally) -> Option<Site> {
    let naming = &tally.naming;
    let nearly_all = |site, of: usize| {
        let places = naming.places(site);
        places >= 2 && places * 100 >= of * NEARLY_ALL_PERCENT && naming.are_names(site)
    };
    // Beside a name alone there are words alone.
    let has_words = |site| tally.bare * 100 >= naming.places(site) * 2 * NEARLY_ALL_PERCENT;
    let has_times = tally.times_alone + tally.times_before_words + tally.timed_labels > 1;
    let alone = naming.places(Site::Alone);
    if nearly_all(Site::AfterTime, tally.times_before_words) {
        Some(Site::AfterTime)
    } else if tally.begins_bare
        && nearly_all(Site::AboveTime, tally.times_alone - tally.spoken_times)
        && has_words(Site::AboveTime)
    {
        Some(Site::AboveTime)
    } else if nearly_all(Site::BelowTime, tally.times_alone) && has_words(Site::BelowTime) {
        Some(Site::BelowTime)
    } else if !has_times
        && tally.labels == 0
        && alone >= 4
        && alone * 3 >= tally.paragraphs
        && naming.come_back(Site::Alone, 60)
        && naming.are_names(Site::Alone)
        && naming.are_full_names(Site::Alone)
    {
        Some(Site::Alone)
    } else {
        None
    }
}

/// Returns the sign of words too that separates nearly all words from names that come back.
fn weak_site(tally: &Tally) -> Option<Site> {
    let naming = &tally.naming;
    let mut sites = [Site::Column, Site::EmphasisBeforeWords].into_iter();
    sites.find(|&site| {
        let are_timed = naming.places(site) > 2 && tally.times_before_words >= naming.places(site);
        let are_many =
            naming.places_that_come_back(site) >= 4 && naming.texts_that_come_back(site) >= 2;
        (are_timed || are_many)
            && naming.come_back(site, 50)
            && naming.are_shaped(site)
            && naming.places(site) * 100 >= tally.lines * NEARLY_ALL_PERCENT
    })
}

/// Returns whether two single letters or more come back, and one asks.
fn has_letters(naming: &Naming) -> bool {
    naming.texts_that_come_back(Site::Letter) >= 2 && naming.comes_back(ASKS, Site::Letter)
}

/// Returns whether links stand before words as labels do.
fn has_links(naming: &Naming) -> bool {
    naming.places_that_come_back(Site::Link) >= 3
        && naming.texts_that_come_back(Site::Link) >= 2
        && naming.come_back(Site::Link, 50)
}

/// Returns the level of headings that are names: two come back, before words and not before lists.
fn heading_level_of_names(tally: &Tally) -> Option<usize> {
    let naming = &tally.naming;
    let are_names = naming.places_that_come_back(Site::Heading) >= 4
        && naming.texts_that_come_back(Site::Heading) >= 2
        && naming.come_back(Site::Heading, 60)
        && naming.are_names(Site::Heading)
        && tally.bullets * 4 < tally.lines
        && tally.spoken_bare * 2 >= tally.bare;
    let levels = tally.heading_levels.iter().enumerate();
    let usual = levels.max_by_key(|(_, count)| **count);
    usual.map(|(level, _)| level).filter(|_| are_names)
}

/// Returns whether nearly all paragraphs begin with a head alone on its line.
fn heads_open_paragraphs(tally: &Tally) -> bool {
    let heads = match bare_names(tally) {
        Some(Site::Alone) => tally.bare_above_words,
        _ => tally.heads_above_words,
    };
    heads > 2 && heads * 100 >= tally.paragraphs * NEARLY_ALL_PERCENT
}

/// Returns whether nearly all lines begin with a name in brackets that comes back.
fn brackets_name(tally: &Tally) -> bool {
    let naming = &tally.naming;
    naming.places_that_come_back(Site::BeforeWords) >= 3
        && naming.texts_that_come_back(Site::BeforeWords) >= 2
        && naming.come_back(Site::BeforeWords, 50)
        && naming.are_names(Site::BeforeWords)
        && naming.places(Site::BeforeWords) * 100 >= tally.lines * NEARLY_ALL_PERCENT
}

/// Returns whether a text has the shape of a transcript.
fn is_transcript(tally: &Tally, has_short_times: bool) -> bool {
    let naming = &tally.naming;
    if tally.logs * 2 > tally.lines {
        return false;
    }
    let clear_times = (tally.times_before_words + tally.times_alone) - tally.short_times;
    let short_times = if has_short_times {
        tally.short_times
    } else {
        0
    };
    let beside = naming.places(Site::BesideTime);
    let loose = if naming.are_names(Site::BesideTime) {
        0
    } else {
        beside
    };
    let times = clear_times + short_times + tally.timed_labels.saturating_sub(loose);
    if (times >= 2 && times * 20 >= tally.paragraphs) || bare_names(tally).is_some() {
        return true;
    }
    let by_sign = weak_site(tally).is_some()
        || has_letters(naming)
        || has_links(naming)
        || heading_level_of_names(tally).is_some()
        || brackets_name(tally);
    if by_sign {
        return true;
    }
    let sites = [Site::Colon, Site::Emphasis, Site::Bracket];
    let back: usize = sites
        .iter()
        .map(|&site| naming.places_that_come_back(site))
        .sum();
    let alone_back = naming.places_that_come_back(Site::EmphasisAlone);
    if alone_back >= 3
        && naming.come_back(Site::EmphasisAlone, 50)
        && tally.bullets * 2 < tally.lines
    {
        return alone_back * 12 >= tally.paragraphs;
    }
    // Fields and settings have short values; a label without words stands above them.
    let speech = tally.spoken_labels + tally.empty_labels;
    let is_speech =
        speech * 3 >= tally.labels && tally.bullets * 2 < tally.lines.max(tally.labels * 2);
    let is_dense = tally.labels * 4 >= tally.paragraphs;
    let begins_early = tally.before_labels * 5 <= tally.lines
        && (naming.places_that_come_back(Site::Emphasis) > 0
            || tally.labels * 12 >= tally.paragraphs);
    tally.labels >= 3
        && back * 2 > tally.labels
        && is_speech
        && (is_dense || (back >= 3 && begins_early))
}
