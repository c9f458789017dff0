//! The answer without a language model: quotations, or that nothing was found and what came near.
//!
//! In: what was found. Out: Markdown, piece by piece. Never here: a word of a transcript that was
//! changed, but for marks that keep it from being read as markup.

use super::markdown::inert;
use super::{Earlier, Found};
use crate::answer::Outcome;

/// How many nearest misses are shown.
const MOST_MISSES: usize = 3;

/// Below this an answer is called unsure.
const SURE_FROM: f64 = 0.5;

/// Says the answer. `say` returns whether anybody still listens.
pub(super) fn tell(found: &Found, say: &mut dyn FnMut(&str) -> bool) {
    for piece in pieces(found) {
        if !say(&piece) {
            return;
        }
    }
}

fn pieces(found: &Found) -> Vec<String> {
    let response = found.response();
    let mut pieces = Vec::new();
    match &found.outcome.answer.outcome {
        Outcome::Quotes(_) => {
            let quotes = response.quotes.iter();
            pieces.extend(quotes.map(|it| block(&it.text, &it.cite, it.link.as_deref())));
            if response.confidence < SURE_FROM {
                pieces.push(format!(
                    "Whether this answers the question is doubtful (confidence {:.2}).",
                    response.confidence
                ));
            }
        }
        Outcome::NotFound(reason) => {
            pieces.push(format!("Not found: {}.", inert(&reason.to_string())));
            let misses = response.hits.iter().take(MOST_MISSES);
            let misses = misses.map(|it| block(&it.text, &it.cite, it.link.as_deref()));
            pieces.extend(misses);
            if pieces.len() > 1 {
                pieces.insert(1, "What comes nearest, without answering it:".into());
            }
            if found.earlier == Earlier::Questions {
                pieces.push(
                    "Each question is read by itself: name again what stood in an earlier one."
                        .into(),
                );
            }
        }
    }
    let last = pieces.len().saturating_sub(1);
    for piece in &mut pieces[..last] {
        piece.push_str("\n\n");
    }
    pieces
}

/// Returns a quotation with its source.
fn block(words: &str, cite: &str, link: Option<&str>) -> String {
    format!("> “{}”\n>\n> — {}", inert(words), source(cite, link))
}

/// Returns a line to cite, and the link to the moment where there is one.
pub(super) fn source(cite: &str, link: Option<&str>) -> String {
    let cite = inert(cite);
    match link.filter(|link| is_plain(link)) {
        Some(link) => format!("{cite} <{link}>"),
        None => cite,
    }
}

/// Whether a link can stand between angle brackets.
fn is_plain(link: &str) -> bool {
    let web = link.starts_with("https://") || link.starts_with("http://");
    web && link
        .chars()
        .all(|c| c.is_ascii_graphic() && !"<>\\".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_address_of_the_web_becomes_a_link() {
        let link = "https://youtu.be/x?t=12";
        assert_eq!(source("Ann", Some(link)), "Ann <https://youtu.be/x?t=12>");
        for link in [
            "javascript:alert(1)",
            "https://a b",
            "https://a>b",
            "file:///x",
        ] {
            assert_eq!(source("Ann", Some(link)), "Ann");
        }
    }
}
