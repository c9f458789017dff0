//! Tests that the files of all lexicons can be read.

use super::*;

#[test]
fn every_file_is_read() {
    for (code, file) in FILES {
        let language = Language::known(code);
        assert!(Lexicon::read(file, language).is_some(), "{code}");
        assert!(lexicon(language).is_some(), "{code}");
    }
    assert!(lexicon(Language::ENGLISH).is_none());
}

#[test]
fn slots_of_patterns_are_lists_of_their_language() {
    for (code, _) in FILES {
        let lexicon = lexicon(Language::known(code)).unwrap();
        let patterns = &lexicon.patterns;
        let all = [
            &patterns.who_said,
            &patterns.when_said,
            &patterns.what_said,
            &patterns.according_to,
        ];
        for pattern in all.into_iter().flatten() {
            let is_whole = |step: &str| step.starts_with('[') == step.ends_with(']');
            assert!(pattern.split(' ').all(is_whole), "{code}: {pattern}");
            for slot in pattern
                .split(['<', '[', ' ', ']'])
                .filter_map(|it| it.strip_suffix('>'))
            {
                let list = WordList::from_name(slot);
                let is_list = list.is_some_and(|list| lexicon.lists.contains_key(&list));
                let is_other = ["asks", "speaker", "sayer", "topic"].contains(&slot);
                assert!(is_list || is_other, "{code}: {pattern}");
            }
        }
    }
}

#[test]
fn an_accent_counts_where_another_word_has_none() {
    let words = |code, text| lexicon(Language::known(code)).unwrap().folded(text);
    assert_eq!(words("fr", "Où est l’été ?"), ["où", "est", "l", "ete"]);
    assert_eq!(words("es", "¿CUÁNDO"), ["cuando"]);
    assert_eq!(words("ja", "橋は？"), ["橋", "は"]);
}

#[test]
fn the_longest_phrase_of_a_list_is_found() {
    let german = lexicon(Language::known("de")).unwrap();
    let words = german.folded("Nun, wie viele Jahre?");
    assert_eq!(german.longest(WordList::HowMany, &words, 1), Some(2));
    assert_eq!(german.longest(WordList::HowLong, &words, 1), Some(3));
    assert_eq!(german.longest(WordList::Who, &words, 1), None);
}
