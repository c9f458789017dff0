//! Recognises numbers and times in the languages that have a lexicon.

use std::ops::Range;

use crate::language::{Language, Lexicon, WordList, small_letters};

/// The most letters of a number that is written as one word.
const MOST_LETTERS: usize = 48;

/// The numbers of four digits that count as years.
const YEARS: Range<u32> = 1000..2200;

/// Returns whether words, folded, have a number.
pub(super) fn have_number(words: &[String], lexicon: &Lexicon) -> bool {
    let places = 0..words.len();
    places.into_iter().any(|at| {
        has_digit(&words[at])
            || lexicon.longest(WordList::Number, words, at).is_some()
            || is_counted(words, at, WordList::Counter, lexicon)
            || is_compound(&words[at], lexicon)
    })
}

/// Returns whether words, folded, have a date, a year, a day of the week or a stretch of time.
pub(super) fn have_time(words: &[String], lexicon: &Lexicon) -> bool {
    let places = 0..words.len();
    places.into_iter().any(|at| {
        is_year(&words[at])
            || lexicon.longest(WordList::Time, words, at).is_some()
            || is_counted(words, at, WordList::DateCounter, lexicon)
    })
}

/// Returns whether a word has a digit of any script.
pub(super) fn has_digit(word: &str) -> bool {
    word.contains(char::is_numeric)
}

/// Returns whether a word is the digits of a year, of any script.
pub(super) fn is_year(word: &str) -> bool {
    let digits = small_letters(word, Language::ENGLISH);
    digits.len() == 4 && digits.parse().is_ok_and(|year| YEARS.contains(&year))
}

/// Returns whether a number stands before a counter of a list: 三年, 3年.
fn is_counted(words: &[String], at: usize, counters: WordList, lexicon: &Lexicon) -> bool {
    let is_number = has_digit(&words[at]) || lexicon.has(WordList::Numeral, &words[at]);
    is_number && lexicon.longest(counters, words, at + 1).is_some()
}

/// Returns whether a word is numbers written as one: `einundzwanzig`, `ventitré`.
fn is_compound(word: &str, lexicon: &Lexicon) -> bool {
    word.len() <= MOST_LETTERS
        && lexicon.has_any(WordList::NumberPart)
        && is_made_of_numbers(word, lexicon, false)
}

fn is_made_of_numbers(rest: &str, lexicon: &Lexicon, any_number: bool) -> bool {
    if rest.is_empty() {
        return any_number;
    }
    let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.into_iter().any(|end| {
        let (part, rest) = rest.split_at(end);
        let is_number = lexicon.has(WordList::Number, part);
        (is_number || lexicon.has(WordList::NumberPart, part))
            && is_made_of_numbers(rest, lexicon, any_number || is_number)
    })
}

#[cfg(test)]
mod tests {
    use super::super::traits::PassageTraits;

    fn traits(code: &str, text: &str) -> PassageTraits {
        PassageTraits::in_language(text, code.parse().unwrap())
    }

    #[test]
    fn numbers_are_words_of_the_language() {
        for (code, text) in [
            ("de", "einundzwanzig Schiffe"),
            ("de", "etwa dreihundert Euro"),
            ("es", "veintidós barcos"),
            ("fr", "il y avait douze moulins"),
            ("it", "ventitré barche"),
            ("pt", "duzentos barcos"),
            ("nl", "vijfentwintig boten"),
            ("ru", "было пятнадцать лодок"),
            ("zh", "一共有三条船。"),
            ("ja", "船が五艘、人が三人いました。"),
            ("ar", "كان هناك ١٢ قاربا"),
        ] {
            assert!(traits(code, text).has_number, "{text}");
        }
        for (code, text) in [
            ("de", "das ist ein Schiff"),
            ("es", "era una barca"),
            ("it", "tu sei la persona"),
            ("ru", "это была наша лодка"),
            ("zh", "这是一个很好的问题。"),
            ("ja", "千夏さんの人形はとてもきれいでした。"),
        ] {
            assert!(!traits(code, text).has_number, "{text}");
        }
    }

    #[test]
    fn times_are_words_of_the_language() {
        for (code, text) in [
            ("de", "das war am Dienstag"),
            ("es", "hace tres años, en otoño"),
            ("fr", "au mois de février"),
            ("it", "la settimana scorsa"),
            ("pt", "na segunda-feira de manhã"),
            ("nl", "in het voorjaar gebouwd"),
            ("ru", "прошлой осенью, в октябре"),
            ("zh", "桥是去年建的。"),
            ("ja", "橋は三年前に作られました。"),
            ("ar", "في سنة ١٩٤٧"),
        ] {
            assert!(traits(code, text).has_date, "{text}");
        }
        for (code, text) in [
            ("de", "das ist die neue Fähre"),
            ("es", "el faro es muy alto"),
            ("zh", "这座桥很长。"),
            ("ja", "橋はとても長いです。"),
        ] {
            assert!(!traits(code, text).has_date, "{text}");
        }
    }
}
