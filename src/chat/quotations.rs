//! Writes a chat's answer without a language model: quotations, or the nearest misses.
//!
//! The words of a transcript stay as they are, except that Markdown is escaped.

use super::findings::{ChatFindings, EarlierQuestions};
use super::markdown::inert;
use crate::answer::{Certainty, Outcome};
use crate::api::AttributedQuote;

/// How many nearest misses are shown.
const MOST_MISSES: usize = 3;

/// Writes the answer. `write` returns whether anybody still reads.
pub(super) fn write_quotations(findings: &ChatFindings, write: &mut dyn FnMut(&str) -> bool) {
    let mut paragraphs = paragraphs(findings).into_iter();
    let first = paragraphs.next().unwrap_or_default();
    let _ = write(&first) && paragraphs.all(|paragraph| write(&format!("\n\n{paragraph}")));
}

fn paragraphs(findings: &ChatFindings) -> Vec<String> {
    let response = findings.response();
    let mut paragraphs = Vec::new();
    match &findings.outcome.answer.outcome {
        Outcome::Quotes(_) => {
            if findings.outcome.answer.certainty() == Some(Certainty::Guess) {
                paragraphs.push("Not sure, but:".into());
            }
            paragraphs.extend(response.quotes.iter().map(quotation));
            if let Some(asked) = &response.asked {
                let who = inert(asked.speaker.as_deref().unwrap_or("somebody"));
                let asked = inert(&asked.text);
                paragraphs.insert(
                    paragraphs.len() + 1 - response.quotes.len(),
                    format!("In reply to {who}: “{asked}”"),
                );
            }
        }
        Outcome::NotFound(reason) => {
            paragraphs.push(format!("Not found: {}.", inert(&reason.to_string())));
            let misses = response.hits.iter().take(MOST_MISSES);
            if misses.len() > 0 {
                paragraphs.push("The nearest passages, none of which answers it:".into());
            }
            paragraphs.extend(misses.map(|hit| quotation(&hit.quote)));
            if findings.earlier == EarlierQuestions::Present {
                paragraphs.push(
                    "Earlier questions are not remembered: repeat the names and the topic.".into(),
                );
            }
        }
    }
    paragraphs
}

/// Returns a quotation with its source below it.
fn quotation(quote: &AttributedQuote) -> String {
    let source = source(&quote.cite, quote.link.as_deref());
    format!("> “{}”\n>\n> — {source}", inert(&quote.text))
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
    let is_plain = |c: char| c.is_ascii_graphic() && !"<>\\".contains(c);
    web && link.chars().all(is_plain)
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
