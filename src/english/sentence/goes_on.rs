//! Decides whether a sentence goes on after an abbreviation, an initial or an ellipsis.
//!
//! The rules of English stand in [`RULES`], each for one kind of word with a point. Where none applies, the
//! sentence ends. In doubt a sentence goes on, since a quote may be too long but not torn.

use crate::english::lexicon::{
    ARTICLES, BE, CONJUNCTIONS, DO, GREETINGS, INTERJECTIONS, MONTHS_IN_ORDER, POSSESSIVES,
    PREPOSITIONS, PRONOUNS_WITH_BE, PRONOUNS_WITH_HAVE, PRONOUNS_WITH_WILL, QUESTION_WORDS,
    SHORT_TITLES, SUBJECT_PRONOUNS, TIME_PREPOSITIONS, WEEKDAYS_IN_ORDER, YES,
};
use crate::english::word_class::{HasWord, word_classes};
use crate::english::{fold, lexicon};
use crate::language::{Language, leads_on, may_lead_on};

/// The most characters of a word that the rules look at: no abbreviation and no opening word is
/// longer, and an endless word is not read again and again.
const MOST_CHARACTERS: usize = 24;

/// The fewest letters of a short month or day (`jan`, `sept`, `thurs`).
const FEWEST_LETTERS_OF_DATE: usize = 3;

word_classes! {
    /// Abbreviations that always have something behind them.
    LEADING = [SHORT_TITLES] "vs v e.g i.e cf viz approx messrs a.k.a";

    /// Abbreviations before a number. Most of them are ordinary words elsewhere.
    NUMBERED = "no nos fig figs vol vols ch sec art pt p pp c ca eq ver para";

    /// Abbreviations inside names and at the end of them.
    CLOSING =
        "inc ltd co corp bros llc jr sr esq st mt ft ave blvd rd dept assn univ gen sen rep gov \
         col capt cmdr lt sgt maj hon rev pres ph.d ed.d m.sc b.sc";

    /// Times of day.
    TIMES_OF_DAY = "a.m p.m";

    /// Words for time zones behind a time of day.
    ZONES = "eastern pacific central mountain greenwich zulu";

    /// Words that begin a sentence with a capital and are hardly ever names.
    OPENERS = [
        ARTICLES BE CONJUNCTIONS DO GREETINGS INTERJECTIONS POSSESSIVES PREPOSITIONS
        PRONOUNS_WITH_BE PRONOUNS_WITH_HAVE PRONOUNS_WITH_WILL QUESTION_WORDS SUBJECT_PRONOUNS
        TIME_PREPOSITIONS YES
    ] "it this that these those there here then so now no not if while because although though \
       however also thus maybe perhaps after before once let's" without "i i'm i've i'll";

    /// Words before a phrase that opens a sentence: `At 5 p.m. I left`.
    BEFORE_PHRASES = [PREPOSITIONS TIME_PREPOSITIONS] "before after around";
}

/// A word with a point behind it, and what stands around it.
struct PointedWord<'a> {
    /// Folded, without the last point and the brackets and quotation marks around it.
    folded: String,
    /// As it is written.
    raw: &'a str,
    /// The word before it.
    before: &'a str,
    next: NextWord<'a>,
    /// Whether the sentence begins with a phrase of time or place.
    opens_with_phrase: bool,
}

/// The word behind a point.
struct NextWord<'a> {
    raw: &'a str,
    folded: String,
    /// Whether it has a point itself, as an initial has.
    has_point: bool,
}

/// What a kind of word with a point says about the sentence.
struct Rule {
    is_kind: fn(&PointedWord) -> bool,
    goes_on: fn(&PointedWord) -> bool,
}

/// The rules; the first whose kind the word is decides.
const RULES: [Rule; 7] = [
    // `Dr. Lee`, `Smith v. Jones`, `e.g. Lee`
    Rule {
        is_kind: |word| LEADING.has(&word.folded) && !is_capital_letter(word.raw),
        goes_on: |_| true,
    },
    // `No. 5`, `Vol. II`; but "No. Then we left."
    Rule {
        is_kind: |word| NUMBERED.has(&word.folded) && !is_capital_letter(word.raw),
        goes_on: |word| word.next.is_number(),
    },
    // `Jan. 5`, `Mon. Jan. 5`; but "The sun. It shone."
    Rule {
        is_kind: |word| is_short_date(&word.folded),
        goes_on: |word| word.next.is_number() || word.next.is_date(),
    },
    // `5 p.m. Monday`, `9 a.m. EST`, `At 5 p.m. Ann left`; but "at 5 p.m. Then we left."
    Rule {
        is_kind: |word| TIMES_OF_DAY.has(&word.folded),
        goes_on: |word| {
            let goes_on = word.next.is_date() || word.next.is_zone() || word.opens_with_phrase;
            goes_on && !word.next.opens_sentence()
        },
    },
    // "So did I. Ann left."
    Rule {
        is_kind: |word| word.raw == "I" && word.before.starts_with(char::is_lowercase),
        goes_on: |_| false,
    },
    // `G.I. Joes`, `J. Lee`, `Acme Inc. Bought`; but "in the U.S. Then we left."
    Rule {
        is_kind: |word| {
            CLOSING.has(&word.folded)
                || is_initials(word.raw)
                || (word.raw == "al" && word.before == "et")
        },
        goes_on: |word| match word.next.is_i() {
            true => word.opens_with_phrase,
            false => !word.next.opens_sentence(),
        },
    },
    // `Well... I think`: the capital of "I" does not open a sentence.
    Rule {
        is_kind: |word| word.raw.ends_with('.') || word.raw.is_empty(),
        goes_on: |word| word.next.is_i(),
    },
];

/// Returns whether the sentence that has these words so far goes on with what follows.
///
/// The language is only asked for where an abbreviation of another one may stand.
pub(super) fn goes_on(
    sentence: &str,
    following: &str,
    language: impl FnOnce() -> Language,
) -> bool {
    let sentence = sentence.trim_end_matches(|c: char| is_closing(c) || c.is_whitespace());
    let Some(stem) = sentence.strip_suffix('.') else {
        return false;
    };
    let (before, raw) = last_word(stem);
    let (_, before) = last_word(before.trim_end());
    let first = first_word(sentence);
    let word = PointedWord {
        folded: fold(raw),
        raw,
        before,
        next: NextWord::of(following),
        opens_with_phrase: BEFORE_PHRASES.has(&fold(first)),
    };
    let rule = RULES.iter().find(|rule| (rule.is_kind)(&word));
    rule.is_some_and(|rule| word.next.is_small() || (rule.goes_on)(&word))
        || (may_lead_on(raw) && leads_on(before, raw, language()))
}

impl<'a> NextWord<'a> {
    fn of(text: &'a str) -> Self {
        let raw = first_word(text);
        let behind = &text[raw.as_ptr().addr() + raw.len() - text.as_ptr().addr()..];
        Self {
            raw,
            folded: fold(raw),
            has_point: behind.starts_with('.'),
        }
    }

    fn is_small(&self) -> bool {
        self.raw.starts_with(char::is_lowercase)
    }

    /// Returns whether it is a number: `5`, `5th`, `II`, a single capital as in `Fig. B`.
    fn is_number(&self) -> bool {
        let is_roman = self.raw.len() > 1 && self.raw.chars().all(|c| "IVXLC".contains(c));
        let is_letter = is_capital_letter(self.raw) && !self.is_i() && !OPENERS.has(&self.folded);
        self.raw.starts_with(char::is_numeric) || is_roman || is_letter
    }

    fn is_date(&self) -> bool {
        is_short_date(&self.folded)
            || lexicon::MONTHS.has(&self.folded)
            || lexicon::WEEKDAYS.has(&self.folded)
    }

    /// Returns whether it is a time zone: `EST`, `Pacific`.
    fn is_zone(&self) -> bool {
        let is_short = (2..=4).contains(&self.raw.len());
        (is_short && self.raw.chars().all(|c| c.is_ascii_uppercase())) || ZONES.has(&self.folded)
    }

    /// Returns whether it is "I", which has its capital everywhere.
    fn is_i(&self) -> bool {
        (self.folded == "i" || self.folded.starts_with("i'")) && !self.has_point
    }

    /// Returns whether its capital opens a sentence.
    fn opens_sentence(&self) -> bool {
        let is_initial = self.has_point && is_capital_letter(self.raw);
        OPENERS.has(&self.folded) && !is_initial
    }
}

/// Returns whether a word is letters with points between them: `J`, `G.I`, `J.R.R`.
fn is_initials(word: &str) -> bool {
    let has_letters = word.starts_with(char::is_uppercase) || word.contains('.');
    let is_letter = |letter: &str| {
        let mut letters = letter.chars();
        letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
    };
    has_letters && word.split('.').all(is_letter)
}

fn is_capital_letter(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
}

/// Returns whether a word is a month or a day of the week, cut short.
fn is_short_date(word: &str) -> bool {
    let names = MONTHS_IN_ORDER
        .split(' ')
        .chain(WEEKDAYS_IN_ORDER.split(' '));
    let is_short = |name: &str| word.len() < name.len() && name.starts_with(word);
    word.len() >= FEWEST_LETTERS_OF_DATE && names.into_iter().any(is_short)
}

/// Splits off the last word, without the brackets and marks before it.
fn last_word(text: &str) -> (&str, &str) {
    let letters = text.char_indices().rev().take(MOST_CHARACTERS);
    let word = letters.take_while(|(_, c)| !c.is_whitespace());
    let start = word.last().map_or(text.len(), |(at, _)| at);
    let word = text[start..].trim_start_matches(|c: char| !c.is_alphanumeric());
    text.split_at(text.len() - word.len())
}

/// Returns the first word, with an apostrophe inside, without the marks before it.
fn first_word(text: &str) -> &str {
    let is_letter = |c: char| c.is_alphanumeric() || c == '\'' || c == '’';
    let marks = text.chars().take(MOST_CHARACTERS);
    let marks = marks.take_while(|c| !c.is_alphanumeric());
    let text = &text[marks.map(char::len_utf8).sum()..];
    let letters = text.chars().take(MOST_CHARACTERS);
    let letters = letters.take_while(|&c| is_letter(c));
    &text[..letters.map(char::len_utf8).sum()]
}

/// Returns whether a sign closes a quotation or a bracket.
fn is_closing(c: char) -> bool {
    ")]}\"'”’»".contains(c)
}
