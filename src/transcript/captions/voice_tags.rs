//! Finds the voice tags of WebVTT: `<v Ann>`, `<v.loud Ann>`, `</v>`.

use std::iter;

use super::markup::{leading_tag, strip_markup};

/// Cuts the text of a cue at its voice tags. Words before the first tag, and after the end of a voice,
/// have no voice. There is at least one piece.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = (Option<&str>, &str)> {
    let mut next = Some((None, text));
    iter::from_fn(move || {
        let (voice, words) = next?;
        let Some((at, length, name)) = next_voice(words) else {
            next = None;
            return Some((voice, words));
        };
        next = Some((name, &words[at + length..]));
        Some((voice, &words[..at]))
    })
}

/// Returns where the next voice tag stands, its length, and the name, which is `None` where the tag
/// ends a voice.
fn next_voice(text: &str) -> Option<(usize, usize, Option<&str>)> {
    let mut at = 0;
    loop {
        at += text[at..].find('<')?;
        let tag = leading_tag(&text[at..]);
        match tag {
            Some((length, inner)) if inner.trim_end() == "/v" => return Some((at, length, None)),
            Some((length, inner)) => match voice_name(inner) {
                Some(name) => return Some((at, length, Some(name))),
                None => at += length,
            },
            None => at += 1,
        }
    }
}

/// Returns the name of `v Name` or `v.class Name`, which may be empty.
fn voice_name(inner: &str) -> Option<&str> {
    let rest = inner.strip_prefix('v')?;
    if !rest.is_empty() && !rest.starts_with(['.', ' ', '\t', '\n']) {
        return None;
    }
    let name = rest.split_once([' ', '\t', '\n']);
    Some(name.map_or("", |(_, name)| name.trim()))
}

/// Returns the name of a voice as people read it.
pub(super) fn voice_in_words(voice: &str) -> String {
    let name = strip_markup(voice);
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}
