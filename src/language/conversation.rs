//! Finds the language of a transcript, and those of its turns that are in another.

use std::collections::BTreeMap;

use super::recognise::{is_recognised, recognise, recognise_by};
use super::script::weigh_letters;
use super::subtag::Language;

/// How many different words of a turn must tell that it is in another language than the
/// conversation: words of many languages look like words of another ("um so", "take care").
const FEWEST_SIGNS: usize = 4;

/// The languages of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConversationLanguages {
    /// The language of most of it; none where no turn tells.
    pub main: Option<Language>,
    /// For each turn its language where it is sure and another.
    pub turns: Vec<Option<Language>>,
}

impl ConversationLanguages {
    /// Recognises them from the texts of all turns, in order.
    pub fn recognise<'a>(turns: impl IntoIterator<Item = &'a str>) -> Self {
        Self::of_turns_within(turns, None)
    }

    /// Recognises the languages of turns that are in another than the known one of the transcript.
    pub fn with_main<'a>(turns: impl IntoIterator<Item = &'a str>, main: Language) -> Self {
        Self::of_turns_within(turns, Some(main))
    }

    fn of_turns_within<'a>(
        turns: impl IntoIterator<Item = &'a str>,
        main: Option<Language>,
    ) -> Self {
        let mut letters: BTreeMap<Language, usize> = BTreeMap::new();
        let mut unsure = String::new();
        let mut sure = Vec::new();
        for text in turns {
            match recognise(text) {
                Some(language) => *letters.entry(language).or_default() += weigh_letters(text),
                None => unsure.extend([text, "\n"]),
            }
            sure.push(recognise_by(text, FEWEST_SIGNS));
        }
        let most = letters.into_iter().max_by_key(|&(_, count)| count);
        let most = most.map(|(language, _)| language);
        // Text in a language that is not recognised looks like one that is: Cantonese like Chinese.
        let looks_like_main = most.filter(|_| main.is_some_and(|main| !is_recognised(main)));
        let main = main
            .or(most)
            // Many short turns tell what none of them does.
            .or_else(|| recognise(&unsure));
        let other = |language: Option<Language>| {
            language.filter(|&it| Some(it) != main && Some(it) != looks_like_main)
        };
        Self {
            main,
            turns: sure.into_iter().map(other).collect(),
        }
    }
}
