//! Decides the language of a transcript, and that of each turn that is clearly in another.
//!
//! What is told of a recording counts before what its file states, and that before what its words
//! show. A turn keeps a language of its own whatever is told of the whole.

use super::model::{LanguageSource, SpokenLanguage, Transcript, Turn};
use crate::language::{ConversationLanguages, Language, LanguageTag};

/// The languages of a transcript's turns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnLanguages {
    /// That of the transcript; `None` where nobody tells and no turn shows it.
    pub main: Option<SpokenLanguage>,
    /// For each turn its language, where it is clearly another.
    pub turns: Vec<Option<Language>>,
}

impl TurnLanguages {
    /// Recognises the languages of turns, given their texts in order. What is known is kept.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>, known: Option<SpokenLanguage>) -> Self {
        let main = known.as_ref().and_then(|known| known.tag.language());
        let languages = match main {
            Some(main) => ConversationLanguages::with_main(texts, main),
            None => ConversationLanguages::recognise(texts),
        };
        let recognised = languages.main.map(LanguageTag::from);
        let source = LanguageSource::Recognised;
        Self {
            main: known.or_else(|| SpokenLanguage::known(recognised, source)),
            turns: languages.turns,
        }
    }
}

impl Transcript {
    /// Sets the languages of the transcript and of its turns. What is known is kept.
    pub fn set_languages(&mut self, known: Option<SpokenLanguage>) {
        let texts = self.turns.iter().map(|turn| &*turn.text);
        let languages = TurnLanguages::of(texts, known);
        self.language = languages.main;
        for (turn, language) in self.turns.iter_mut().zip(languages.turns) {
            turn.language = language;
        }
    }

    /// Returns the language of most of it, where that is known.
    pub fn main_language(&self) -> Option<Language> {
        let known = self.language.as_ref();
        known.and_then(|known| known.tag.language())
    }

    /// Returns the language of a turn: its own, or that of the transcript.
    pub fn language_of(&self, turn: &Turn) -> Option<Language> {
        turn.language.or_else(|| self.main_language())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TURNS: [&str; 3] = [
        "Ich weiß nicht mehr, wer die alten Brücken über den Fluss gebaut hat.",
        "Ja.",
        "I think that they should have told us before.",
    ];

    fn told(tag: &str) -> Option<SpokenLanguage> {
        SpokenLanguage::known(LanguageTag::recommended(tag).ok(), LanguageSource::Told)
    }

    #[test]
    fn a_turn_keeps_its_language_whatever_is_told() {
        let languages = TurnLanguages::of(TURNS, told("de-AT"));
        assert_eq!(languages.main.unwrap().tag.to_string(), "de-AT");
        let english = Some(Language::ENGLISH);
        assert_eq!(languages.turns, [None, None, english]);
    }

    #[test]
    fn what_nobody_tells_is_recognised() {
        let main = TurnLanguages::of(TURNS, None).main.unwrap();
        assert_eq!(main.source, LanguageSource::Recognised);
        assert_eq!(main.tag.to_string(), "de");
        assert_eq!(TurnLanguages::of(["Hm.", "1947"], None).main, None);
    }

    #[test]
    fn turns_in_a_language_that_is_not_recognised_are_in_the_one_that_is_told() {
        let cantonese = [
            "我哋今日講下水車",
            "佢哋話唔知道嗰座橋係邊個起嘅，我哋都冇問過",
            "Well, I think that this is what they said.",
        ];
        let languages = TurnLanguages::of(cantonese, told("yue"));
        assert_eq!(languages.turns[..2], [None, None]);
        assert_eq!(languages.turns[2], Some(Language::ENGLISH));
    }
}
