//! Finds the speakers that WebVTT files name beside the words: in the identifiers of cues, or in JSON.
//!
//! ```text
//! 3 "Ann Stone" (1234567)        Zoom's, with a number of the user
//! 3 - Ann Stone
//! Ann Stone-3
//! {"speakerName": "Ann Stone", "spokenText": "It rang."}       the words of Microsoft Graph
//! ```
//!
//! An identifier is a name only where nearly all cues of a file have the same shape, their numbers
//! rise, and the names come back. Elsewhere it says nothing.

use std::collections::HashMap;

use serde_json::Value;

use super::timing::is_number;
use crate::transcript::label::NEARLY_ALL_PERCENT;

/// Where a name stands in an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum IdShape {
    /// `3 "Ann Stone" (1234567)`
    Quoted,
    /// `3 - Ann Stone`
    AfterNumber,
    /// `Ann Stone-3`
    BeforeNumber,
}

/// Returns the name in each identifier, or nothing where they name nobody.
pub(super) fn names_in_ids<'a>(ids: &[Option<&'a str>]) -> Option<Vec<Option<&'a str>>> {
    let shapes = [IdShape::Quoted, IdShape::AfterNumber, IdShape::BeforeNumber];
    shapes.into_iter().find_map(|shape| {
        let parts: Vec<_> = ids.iter().map(|id| shape.split((*id)?)).collect();
        let found: Vec<_> = parts.iter().flatten().collect();
        let are_nearly_all = found.len() * 100 >= ids.len() * NEARLY_ALL_PERCENT;
        let rise = found.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let names = found.iter().map(|(_, name)| *name);
        let is_found = !found.is_empty() && are_nearly_all && rise && shape.come_back(names);
        is_found.then(|| {
            parts
                .iter()
                .map(|part| part.map(|(_, name)| name))
                .collect()
        })
    })
}

impl IdShape {
    /// Returns the number and the name of an identifier.
    fn split(self, id: &str) -> Option<(u64, &str)> {
        let id = id.trim();
        let (number, name) = match self {
            Self::Quoted => {
                let (number, rest) = id.split_once(" \"")?;
                let (name, rest) = rest.rsplit_once('"')?;
                let rest = rest.trim().trim_matches(['(', ')']);
                (rest.is_empty() || is_number(rest)).then_some((number, name))?
            }
            Self::AfterNumber => id.split_once(" - ")?,
            Self::BeforeNumber => {
                let (name, number) = id.rsplit_once('-')?;
                (number, name)
            }
        };
        let name = name.trim();
        let is_name = name.contains(char::is_alphabetic);
        let number = Some(number.trim()).filter(|number| is_number(number))?;
        Some((number.parse().ok()?, name)).filter(|_| is_name)
    }

    /// Returns whether names come back, or their shape says that they are names.
    fn come_back<'a>(self, names: impl Iterator<Item = &'a str>) -> bool {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for name in names {
            *counts.entry(name).or_default() += 1;
        }
        let all: usize = counts.values().sum();
        let back: usize = counts.values().filter(|&&count| count > 1).sum();
        let are_names = || {
            counts
                .keys()
                .all(|name| name.starts_with(char::is_uppercase))
        };
        match self {
            Self::Quoted => true,
            Self::AfterNumber => all >= 3 && back * 2 >= all,
            // `cue-3` is no name, and `Cue-3` in every cue is none either.
            Self::BeforeNumber => all >= 3 && back * 2 >= all && counts.len() > 1 && are_names(),
        }
    }
}

/// Returns the name and the words of a cue that is JSON of Microsoft Graph.
pub(super) fn in_json(text: &str) -> Option<(Option<String>, String)> {
    let cue: Value = Some(text)
        .filter(|text| text.starts_with('{') && text.contains("\"spokenText\""))
        .and_then(|text| serde_json::from_str(text).ok())?;
    let field = |name: &str| Some(cue.get(name)?.as_str()?.trim().to_owned());
    let name = field("speakerName").filter(|name| !name.is_empty());
    Some((name, field("spokenText")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(ids: &[&'static str]) -> Option<Vec<Option<&'static str>>> {
        let ids: Vec<_> = ids.iter().copied().map(Some).collect();
        names_in_ids(&ids)
    }

    #[test]
    fn identifiers_of_one_shape_name_speakers() {
        for ids in [
            [
                "1 \"Ann Stone\" (16778240)",
                "2 \"Bo\" (16778241)",
                "3 \"Ann Stone\"",
            ],
            ["1 - Ann Stone", "2 - Bo", "4 - Ann Stone"],
            ["Ann Stone-1", "Bo-2", "Ann Stone-3"],
        ] {
            let expected = vec![Some("Ann Stone"), Some("Bo"), Some("Ann Stone")];
            assert_eq!(names(&ids), Some(expected), "{ids:?}");
        }
    }

    #[test]
    fn other_identifiers_name_nobody() {
        for ids in [
            ["1", "2", "3"],
            ["cue-1", "cue-2", "cue-3"],
            ["intro-1", "talk-2", "talk-3"],
            ["Cue-1", "Cue-2", "Cue-3"],
            ["1 - The mill", "2 - The wheel", "3 - The end"],
            ["Ann-3", "Bo-1", "Ann-2"],
            ["7f3a-1", "7f3a-2", "80bc-3"],
            ["1 - Ann Stone", "id", "x"],
        ] {
            assert_eq!(names(&ids), None, "{ids:?}");
        }
    }

    #[test]
    fn the_json_of_a_cue_has_a_name_and_words() {
        let cue =
            r#"{"speakerName": "Ann", "spokenText": "It <rang>.", "spokenLanguage": "en-us"}"#;
        assert_eq!(
            in_json(cue),
            Some((Some("Ann".into()), "It <rang>.".into()))
        );
        assert_eq!(in_json("{so}"), None);
    }
}
