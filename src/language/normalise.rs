//! Writes words as they are compared: case and marks folded as the language does.
//!
//! It takes two steps, so that a stemmer may stand between them: [`small_letters`] keeps the letters
//! that a language's endings are made of (`-ción`), [`fold_letters`] takes their accents off.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::subtag::Language;

/// Signs that join or part letters without being seen.
const UNSEEN: [char; 5] = ['\u{200c}', '\u{200d}', '\u{ad}', '\u{640}', '\u{feff}'];

/// The digits nought of scripts, whose other digits follow them.
const NOUGHTS: [u32; 13] = [
    0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xe50, 0xed0, 0x17e0,
];

/// Returns a word as [`small_letters`] and then [`fold_letters`] write it.
pub fn normalise(word: &str, language: Language) -> String {
    fold_letters(&small_letters(word, language), language)
}

/// Returns a word in small letters, with every letter in its usual form and digits from 0 to 9.
pub fn small_letters(word: &str, language: Language) -> String {
    if word.is_ascii() && language.code() != "tr" {
        return word.to_ascii_lowercase();
    }
    let usual = in_usual_form(word);
    let usual = usual.chars().filter(|c| !UNSEEN.contains(c)).map(digit);
    let usual: String = match language.code() {
        "tr" | "az" => usual.map(turkish_i).collect(),
        _ => usual.collect(),
    };
    let small = usual.chars().flat_map(char::to_lowercase);
    small.filter(|&c| !is_reading_mark(c)).map(letter).collect()
}

/// Writes letters of full or half width and Arabic ones joined for print as they are usually written,
/// and letters with their marks as one.
fn in_usual_form(word: &str) -> String {
    let is_variant = |c: char| matches!(c, '\u{ff00}'..='\u{ffef}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    match word.contains(is_variant) {
        true => word.nfkc().collect(),
        false => word.nfc().collect(),
    }
}

/// Returns a small letter without the difference that many writers do not make.
fn letter(c: char) -> char {
    match c {
        'ё' => 'е',
        'ς' => 'σ',
        // Romanian is written with commas, and with cedillas where a keyboard has no others;
        // stemmers know these.
        'ș' => 'ş',
        'ț' => 'ţ',
        // Persian and Urdu letters that look like Arabic ones, and are typed for each other.
        'ک' => 'ك',
        'ی' => 'ي',
        'ہ' | 'ھ' => 'ه',
        '’' => '\'',
        other => other,
    }
}

/// Returns a small or capital i of Turkish as a small one or as itself: `I` is the capital of `ı`.
fn turkish_i(c: char) -> char {
    match c {
        'I' => 'ı',
        'İ' => 'i',
        other => other,
    }
}

fn digit(c: char) -> char {
    let code = u32::from(c);
    let nought = NOUGHTS
        .iter()
        .find(|&&nought| (nought..nought + 10).contains(&code));
    let digit = nought.and_then(|nought| char::from_digit(code - nought, 10));
    digit.unwrap_or(c)
}

/// Returns whether a mark only helps to read: Arabic vowel signs, Hebrew points.
fn is_reading_mark(c: char) -> bool {
    matches!(c, '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{591}'..='\u{5c7}')
}

/// Returns a word in small letters without the marks that the language's writers leave out.
///
/// Latin, Greek and Cyrillic letters lose their accents, but for й, and but for Vietnamese, where
/// they are most of a word. The forms of the Arabic alef count as one. German ä is a, whether it is
/// written ä or ae.
pub fn fold_letters(word: &str, language: Language) -> String {
    if word.is_ascii() && language.code() != "de" {
        return word.to_owned();
    }
    if language.code() == "vi" {
        return word.to_owned();
    }
    let bare = without_accents(word);
    let bare: String = bare.chars().map(fold_letter).collect();
    let bare = bare.replace('ß', "ss");
    match language.code() {
        "de" => with_short_umlauts(&bare),
        _ => bare,
    }
}

fn fold_letter(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' => 'ي',
        'ة' => 'ه',
        other => other,
    }
}

/// Returns text without the accents of Latin, Greek and Cyrillic letters; й is a letter of its own.
pub(crate) fn without_accents(text: &str) -> String {
    let is_accent = |c: char| ('\u{300}'..='\u{36f}').contains(&c);
    let mut bare = String::with_capacity(text.len());
    for c in text.nfc() {
        match c {
            'й' | 'Й' => bare.push(c),
            _ => bare.extend([c].into_iter().nfd().filter(|&c| !is_accent(c))),
        }
    }
    // What stays decomposed is composed again: Korean syllables, Indian letters.
    bare.nfc().collect()
}

/// Writes `ae`, `oe` and `ue` as the umlauts that they stand for are written, without their dots;
/// `ue` behind a vowel or a q is none (`neue`, `Quelle`).
fn with_short_umlauts(word: &str) -> String {
    let mut short = String::with_capacity(word.len());
    let mut before = ' ';
    for c in word.chars() {
        let is_umlaut = c == 'e'
            && match before {
                'a' | 'o' => true,
                'u' => !short[..short.len() - 1].ends_with(['a', 'e', 'i', 'o', 'u', 'q']),
                _ => false,
            };
        if !is_umlaut {
            short.push(c);
        }
        before = c;
    }
    short
}

/// Returns whether a sign goes on with the letter before it: a vowel sign, an accent, a joiner.
pub(super) fn continues_letter(c: char) -> bool {
    !c.is_ascii() && (is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}' | '\u{ad}'))
}
