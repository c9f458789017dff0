//! Recognises questions by the signs and particles that languages close them with.

use crate::language::{Language, WordList, lexicon};

/// Signs at the end of a question.
const MARKS: [char; 6] = ['?', '？', '؟', '\u{37e}', '፧', '‽'];

/// Signs at the end of a sentence that asks or tells.
const ENDS: &str = ".。．｡…!！։";

/// What may stand behind the end of a sentence.
const CLOSINGS: &str = "」』”»）)\"";

/// Returns whether a text in a language ends with a question.
pub(super) fn asks(text: &str, language: Language) -> bool {
    let text = text.trim_end();
    text.ends_with(MARKS)
        || ends_with_greek_mark(text)
        || is_open(text, '¿')
        // Armenian puts its mark on the vowel that asks.
        || is_open(text, '՞')
        || ends_with_particle(text, language)
}

/// Returns whether a text ends with a semicolon behind a Greek letter.
fn ends_with_greek_mark(text: &str) -> bool {
    let before = text
        .strip_suffix(';')
        .and_then(|before| before.chars().next_back());
    before.is_some_and(|c| matches!(c, '\u{370}'..'\u{400}' | '\u{1f00}'..'\u{2000}'))
}

/// Returns whether the last sentence has a sign that only questions have.
fn is_open(text: &str, sign: char) -> bool {
    let is_end = |c| MARKS.contains(&c) || ENDS.contains(c);
    let last = text.trim_end_matches(is_end).rsplit(is_end).next();
    text.contains(sign) && last.is_some_and(|last| last.contains(sign))
}

/// Returns whether a text ends as a question of its language does without a mark: か。, 吗。
fn ends_with_particle(text: &str, language: Language) -> bool {
    let Some(lexicon) = lexicon(language).filter(|it| it.has_any(WordList::QuestionEnd)) else {
        return false;
    };
    let bare = text.trim_end_matches(|c| ENDS.contains(c) || CLOSINGS.contains(c));
    let last = bare
        .rsplit(|c| ENDS.contains(c) || MARKS.contains(&c))
        .next();
    let words = lexicon.folded(last.unwrap_or(bare));
    // "そうですか。" only listens.
    let listens = lexicon.longest(WordList::Backchannel, &words, 0) == Some(words.len());
    !listens && lexicon.ends_with(WordList::QuestionEnd, &words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::likely;

    fn is_question(text: &str) -> bool {
        asks(text, likely(text))
    }

    #[test]
    fn questions_end_with_the_signs_of_their_scripts() {
        for text in [
            "Did the canal freeze? ",
            "谁建了这座桥？",
            "من بنى الجسر؟",
            "Ποιος έχτισε τη γέφυρα;",
            "Ո՞վ կառուցեց կամուրջը։",
            "Bueno, ¿quién construyó el puente",
            "¿Lo sabes.",
        ] {
            assert!(is_question(text), "{text}");
        }
        for text in [
            "It froze.",
            "Gebaut; und dann verkauft;",
            "¿Vienes? Sí, claro.",
            "Δεν ξέρω.",
            "Ո՞վ։ Չգիտեմ։",
        ] {
            assert!(!is_question(text), "{text}");
        }
    }

    #[test]
    fn japanese_and_chinese_particles_ask_without_a_mark() {
        for text in [
            "誰が橋を作りましたか。",
            "舟はもう出たんですか",
            "「どこで作るのか。」",
            "你去过渡口吗。",
        ] {
            assert!(is_question(text), "{text}");
        }
        for text in [
            "舟とか橋とか。",
            "そうですか。",
            "誰が作ったか知りません。",
            "他不知道桥在哪里。",
        ] {
            assert!(!is_question(text), "{text}");
        }
    }
}
