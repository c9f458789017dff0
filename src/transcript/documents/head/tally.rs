//! Counts the lines of a document, for the decisions of `layout.rs`.

use super::clock::TimeStyle;
use super::line::{Line, Site};
use super::marks::{HEADING_LEVELS, heading_level, is_rule};
use super::naming::{Naming, is_field, is_log};
use super::placed::{Placed, placed};
use crate::transcript::texts::Texts;

/// The slowest speech in words a second, pauses included. Agendas and lists of chapters are slower.
const SLOWEST_WORDS_PER_SECOND: f64 = 0.4;

/// The words from which a line may be speech without a mark at its end.
const SPOKEN_WORDS: usize = 4;

/// Counts of a document.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub naming: Naming,
    /// How each paragraph and each line with `X:` begins; without a colon, nothing.
    pub openings: Texts,
    pub paragraphs: usize,
    pub lines: usize,
    /// Lines with neither a name nor a time.
    pub bare: usize,
    /// The lines before the first label.
    pub before_labels: usize,
    /// Times at the start of a line without a label: before words, and alone.
    pub times_before_words: usize,
    pub times_alone: usize,
    /// Those of bare minutes and seconds.
    pub short_times: usize,
    /// Those in words.
    pub spoken_times: usize,
    /// Whether a line without a name and a time stands before the first time alone.
    pub begins_bare: bool,
    /// Those after which somebody can say the words until the next, and all that have a next.
    pub speakable: usize,
    pub measured: usize,
    /// Labels that are no fields, those with words that may be speech, and those without words.
    pub labels: usize,
    pub spoken_labels: usize,
    pub empty_labels: usize,
    pub labels_after_blank: usize,
    /// Labels that are fields.
    pub fields: usize,
    /// Labels with a time.
    pub timed_labels: usize,
    /// Lines of a log.
    pub logs: usize,
    /// Lines of a list.
    pub bullets: usize,
    /// Lines after a blank line, directly above a line that is neither a name nor a time: those that
    /// are a name by a sign, and those without any sign.
    pub heads_above_words: usize,
    pub bare_above_words: usize,
    /// Lines after a blank line, directly above a time.
    pub names_above_times: usize,
    /// How many headings each level has.
    pub heading_levels: [usize; HEADING_LEVELS],
    /// Lines with neither a name nor a time that may be speech.
    pub spoken_bare: usize,
    /// Signs of Markdown.
    pub markdown: usize,
}

impl Tally {
    /// Counts every line of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut tally = Self::default();
        let mut pace = Pace::default();
        let mut lines = placed(text).peekable();
        let mut above: Option<Placed<'_>> = None;
        while let Some(placed) = lines.next() {
            let line = placed.line;
            tally.lines += 1;
            tally.paragraphs += usize::from(placed.after_blank);
            tally.line(&line, placed.after_blank);
            tally.time(&line, &mut pace);
            tally.opening(&line, placed.after_blank);
            let next = lines.peek().filter(|next| next.line.is_bare());
            if let Some(next) = next {
                tally.bare_names(&line, next.line, placed.after_blank);
                tally.above_words(&placed, !next.after_blank);
            }
            let name = above.filter(|above| line.is_time_alone() && above.line.is_bare());
            if let Some(name) = name {
                tally.naming.count(name.line.text, Site::AboveTime);
                tally.names_above_times += usize::from(name.after_blank);
            }
            above = Some(placed);
        }
        tally
    }

    fn line(&mut self, line: &Line<'_>, after_blank: bool) {
        self.bare += usize::from(line.is_bare());
        self.spoken_bare += usize::from(line.is_bare() && may_be_speech(line.text));
        if let Some(weak) = line
            .weak
            .filter(|weak| may_be_speech(weak.words) || weak.site == Site::Letter)
        {
            self.naming.count(weak.name, weak.site);
        }
        if let Some(name) = line.heading_alone().filter(|name| !is_field(name)) {
            self.naming.count(name, Site::Heading);
            if let Some(level) = self.heading_levels.get_mut(heading_level(line.text)) {
                *level += 1;
            }
        }
        self.begins_bare |= line.is_bare() && self.times_alone == 0;
        self.logs += usize::from(is_log(line.rest) || is_log(line.words));
        let bullets = ["- ", "* ", "+ ", "• ", "| "];
        let is_bullet = bullets.iter().any(|bullet| line.text.starts_with(bullet));
        self.bullets += usize::from(is_bullet && line.label.is_none());
        let is_markdown = line.is_heading || line.text.contains("\\[") || line.text.contains("](");
        self.markdown += usize::from(is_markdown);
        let Some((name, site)) = line.label else {
            self.before_labels += usize::from(self.labels == 0);
            return;
        };
        self.markdown += usize::from(matches!(site, Site::Emphasis | Site::EmphasisAlone));
        if is_field(name) && line.time.is_none() && !is_initials(name) {
            self.fields += 1;
            return;
        }
        self.naming.count(name, site);
        self.timed_labels += usize::from(line.time.is_some());
        if matches!(site, Site::BeforeWords | Site::EmphasisAlone | Site::Link) {
            return;
        }
        self.labels += 1;
        self.labels_after_blank += usize::from(after_blank);
        self.empty_labels += usize::from(line.words.is_empty());
        self.spoken_labels += usize::from(may_be_speech(line.words));
    }

    /// Counts a line directly above words.
    fn above_words(&mut self, placed: &Placed<'_>, is_directly: bool) {
        let line = placed.line;
        if !placed.after_blank || !is_directly {
            return;
        }
        let is_alone = line.label.is_some() && line.words.is_empty();
        self.heads_above_words += usize::from(is_alone);
        self.bare_above_words += usize::from(line.is_bare());
    }

    fn opening(&mut self, line: &Line<'_>, after_blank: bool) {
        match line.label {
            Some((name, Site::Colon)) => self.openings.push(&opening(name, line.words)),
            None if (after_blank || line.time.is_some())
                && !line.words.is_empty()
                && !line.is_heading =>
            {
                self.openings.push("");
            }
            _ => {}
        }
    }

    fn time(&mut self, line: &Line<'_>, pace: &mut Pace) {
        let words = line.words.split_whitespace().count();
        let Some((times, style)) = line.time.filter(|_| line.label.is_none()) else {
            pace.words += words;
            return;
        };
        self.times_alone += usize::from(line.words.is_empty());
        self.times_before_words += usize::from(!line.words.is_empty());
        self.short_times += usize::from(style == TimeStyle::Short);
        self.spoken_times += usize::from(style == TimeStyle::Spoken);
        let Some(start_ms) = times.start_ms else {
            return;
        };
        if let Some(before_ms) = pace.start_ms.filter(|&before_ms| before_ms < start_ms) {
            let seconds = (start_ms - before_ms) as f64 / 1000.0;
            self.measured += 1;
            self.speakable += usize::from(pace.words as f64 >= seconds * SLOWEST_WORDS_PER_SECOND);
        }
        (pace.start_ms, pace.words) = (Some(start_ms), words);
    }

    /// Counts what may be a name without a sign, by the bare line below.
    fn bare_names(&mut self, line: &Line<'_>, below: Line<'_>, after_blank: bool) {
        if line.is_time_alone() {
            self.naming.count(below.text, Site::BelowTime);
        } else if line.time.is_some() && line.label.is_none() {
            self.naming.count(line.words, Site::AfterTime);
        } else if line.is_bare() && after_blank && !is_rule(line.text) {
            self.naming.count(line.text, Site::Alone);
        }
    }
}

/// Returns a label with the first of its words, by which `Labels` tells whether it is one.
pub(super) fn opening(name: &str, words: &str) -> String {
    const FIRST_CHARACTERS: usize = 20;
    let words: String = words.chars().take(FIRST_CHARACTERS).collect();
    format!("{name}: {words}")
}

/// Returns whether a label may be the initials of a person: `RE`.
fn is_initials(name: &str) -> bool {
    (2..=3).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The last time, and how many words stand since.
#[derive(Default)]
struct Pace {
    start_ms: Option<u64>,
    words: usize,
}

/// Returns whether a text may be speech: a sentence, or several words. Settings are in Latin script.
fn may_be_speech(words: &str) -> bool {
    const FIRST_BEYOND_LATIN: char = '\u{370}';
    if words.contains(|c: char| c >= FIRST_BEYOND_LATIN && c.is_alphabetic()) {
        return true;
    }
    let end = words.trim_end().chars().next_back();
    let is_sentence = end.is_some_and(|end| ".?!…。？！\"”)]-—*_".contains(end));
    is_sentence || words.split_whitespace().nth(SPOKEN_WORDS - 1).is_some()
}
