//! Finds the speakers that a given name refers to.
//!
//! Capitals and accents do not count. A part of a name is whole words of it: "Thwaite" is one of
//! "Agnes Thwaite-Marsh (host)". A spelling that is only similar matches nobody.

use crate::english::{fold, name_words};

/// Returns whether a name, or whole words of it that stand side by side, are what is asked for.
pub fn has_name(name: &str, asked: &str) -> bool {
    is_whole(name, asked) || has_part(name, asked)
}

/// Returns the places of those who are meant: of all who are called so; else of those who have it
/// as a part of a name, where that is one person.
///
/// `called` has for each everything that they are called, last the name that is shown.
pub fn meant<S: AsRef<str>>(asked: &str, called: &[Vec<S>]) -> Vec<usize> {
    let those = |test: fn(&str, &str) -> bool| -> Vec<usize> {
        let has = |names: &Vec<S>| names.iter().any(|name| test(name.as_ref(), asked));
        let places = called.iter().enumerate();
        let found = places.filter(|(_, names)| has(names));
        found.map(|(place, _)| place).collect()
    };
    let found = those(is_whole);
    if !found.is_empty() {
        return found;
    }
    let found = those(has_part);
    let shown = |place: usize| called[place].last().map(|name| fold(name.as_ref()));
    match found.split_first() {
        Some((&first, rest)) if rest.iter().all(|&other| shown(other) == shown(first)) => found,
        _ => Vec::new(),
    }
}

fn is_whole(name: &str, asked: &str) -> bool {
    fold(name.trim()) == fold(asked.trim())
}

fn has_part(name: &str, asked: &str) -> bool {
    let name: Vec<String> = name_words(name).collect();
    let asked: Vec<String> = name_words(asked).collect();
    !asked.is_empty() && name.windows(asked.len()).any(|part| part == asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn part_of_a_name_is_whole_words_of_it() {
        let name = "Agnès Thwaite-Marsh (host)";
        for part in [
            "agnes",
            " AGNES  thwaite-marsh ",
            "Thwaite",
            "Marsh",
            "host",
            name,
        ] {
            assert!(has_name(name, part), "{part}");
        }
        for other in ["Agn", "Agnes Marsh", " ", "-", ""] {
            assert!(!has_name(name, other), "{other:?}");
        }
        assert!(has_name("?", "?"));
    }

    #[test]
    fn part_of_a_name_must_be_of_one_person() {
        let called = [
            vec!["S1", "Agnes Thwaite"],
            vec!["Agnes Thwaite"],
            vec!["Walter Thwaite"],
            vec!["Walter"],
        ];
        assert_eq!(meant("agnes", &called), [0, 1]);
        assert_eq!(meant("s1", &called), [0]);
        assert_eq!(meant("walter", &called), [3]);
        assert!(meant("Thwaite", &called).is_empty());
        assert!(meant("Ben", &called).is_empty());
    }
}
