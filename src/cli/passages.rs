//! Prints quotes and passages for people.

use std::io::{self, Write};

use crate::answer::{Passage, Quote};
use crate::engine::{Detail, Question};
use crate::index::SearchPath;
use crate::passage::Doubts;
use crate::time::{Span, clock};

use super::console::{FAINT, NAME, STRONG};
use super::escape::escape;

/// Prints a quotation with its attribution below it.
pub(super) fn print_quote(out: &mut dyn Write, quote: &Quote, width: usize) -> io::Result<()> {
    let text = format!("“{}”", escape(&quote.text));
    for line in wrap(&text, width, 0) {
        writeln!(out, "{STRONG}{line}{STRONG:#}")?;
    }
    let when = times(quote.span, quote.estimated_times);
    let who = speaker(quote.speaker.as_deref(), quote.name.as_deref());
    writeln!(
        out,
        "  — {NAME}{who}{NAME:#}, {when}, {}",
        recording(&quote.title, quote.chapter())
    )?;
    print_doubts(out, quote.doubts, 4)?;
    print_link(out, quote.link(), 4)
}

/// Says why words may be somebody else's.
fn print_doubts(out: &mut dyn Write, doubts: Doubts, indentation: usize) -> io::Result<()> {
    if doubts.is_empty() {
        return Ok(());
    }
    let reasons: Vec<String> = doubts.iter().map(|doubt| doubt.to_string()).collect();
    let reasons = reasons.join("; ");
    writeln!(
        out,
        "{:indentation$}{FAINT}attribution uncertain: {reasons}{FAINT:#}",
        ""
    )
}

/// Prints a quotation under the time at which it was said.
pub(super) fn print_moment(out: &mut dyn Write, quote: &Quote, width: usize) -> io::Result<()> {
    let when = times(quote.span, quote.estimated_times);
    let title = recording(&quote.title, quote.chapter());
    writeln!(out, "{STRONG}{when}{STRONG:#}, {title}")?;
    let text = format!("“{}”", escape(&quote.text));
    for line in wrap(&text, width, 2) {
        writeln!(out, "  {line}")?;
    }
    let who = speaker(quote.speaker.as_deref(), quote.name.as_deref());
    writeln!(out, "  — {NAME}{who}{NAME:#}")?;
    print_doubts(out, quote.doubts, 4)?;
    print_link(out, quote.link(), 4)
}

/// Prints a link on its own line, whole, so that a terminal can open it.
fn print_link(out: &mut dyn Write, link: Option<String>, indentation: usize) -> io::Result<()> {
    match link {
        Some(link) => writeln!(out, "{:indentation$}{FAINT}{}{FAINT:#}", "", escape(&link)),
        None => Ok(()),
    }
}

/// Prints passages, numbered from 1.
pub(super) fn print_passages(
    out: &mut dyn Write,
    passages: &[Passage],
    question: &Question,
    width: usize,
) -> io::Result<()> {
    for (place, passage) in passages.iter().enumerate() {
        let record = &passage.record;
        writeln!(
            out,
            "{:>3}  {NAME}{}{NAME:#}, {}, {}",
            place + 1,
            speaker(record.speaker.as_deref(), record.name.as_deref()),
            times(record.span, record.estimated_times),
            recording(&record.title, record.chapter()),
        )?;
        if question.detail == Detail::Explained {
            for line in wrap(&explanation(question, passage), width, 5) {
                writeln!(out, "     {FAINT}{line}{FAINT:#}")?;
            }
        }
        for line in wrap(&escape(record.text()), width, 5) {
            writeln!(out, "     {line}")?;
        }
        print_doubts(out, record.doubts, 5)?;
        print_link(out, record.link(), 5)?;
    }
    Ok(())
}

/// Returns which way the vectors were searched, in words.
pub(super) fn path_in_words(path: Option<SearchPath>) -> String {
    match path {
        None => "nothing was searched".into(),
        Some(SearchPath::Graph { compared }) => {
            format!("the graph was walked, comparing {compared} vectors")
        }
        Some(SearchPath::Exact { compared }) => {
            format!("an exact scan compared {compared} vectors")
        }
    }
}

fn explanation(question: &Question, passage: &Passage) -> String {
    let hit = &passage.hit;
    let sums = hit.sums();
    let candidate = &hit.candidate;
    let place = |rank: Option<usize>| rank.map_or("-".into(), |rank| format!("#{rank}"));
    format!(
        "score {:.2} = meaning {:+.2} (cosine {:.3}, {}), words {:+.2} (BM25 {:.2}, {}), tokens \
         {:+.2} (MaxSim {:.3}), neighbours {:+.2}, shape {:+.2}, named {:+.2}, near a better one \
         {:+.2}; {}",
        hit.score,
        sums.meaning,
        candidate.features.meaning,
        place(candidate.meaning_rank),
        sums.words,
        candidate.bm25,
        place(candidate.word_rank),
        sums.late,
        candidate.features.late,
        sums.neighbours,
        sums.shape,
        sums.named,
        0.0 - hit.held_back,
        matched_words(question, passage),
    )
}

/// Returns the question's words with the words that met them: `boat ~ ship .71`.
fn matched_words(question: &Question, passage: &Passage) -> String {
    let asked = question.topic.as_ref().unwrap_or(&question.text);
    let said = &passage.record.turn.text[passage.best_range.clone()];
    let matches = passage.matches.iter().map(|found| {
        let word = asked.get(found.question.clone()).unwrap_or_default();
        let met = match &found.passage {
            Some(range) => said.get(range.clone()).unwrap_or_default(),
            None => "(speaker)",
        };
        format!("{} ~ {} {:.2}", escape(word), escape(met), found.similarity)
    });
    matches.collect::<Vec<_>>().join(", ")
}

/// Returns a recording's title, with the chapter's where there is one, harmless to a terminal.
fn recording(title: &str, chapter: Option<&str>) -> String {
    match chapter {
        Some(chapter) => format!("{}, chapter “{}”", escape(title), escape(chapter)),
        None => escape(title),
    }
}

/// Returns `HH:MM:SS–HH:MM:SS`, with a tilde where a time is interpolated.
fn times(span: Option<Span>, estimated: bool) -> String {
    let tilde = if estimated { "~" } else { "" };
    span.map_or_else(|| "no time given".into(), |span| format!("{tilde}{span}"))
}

/// Returns `HH:MM:SS`, or as many dashes.
pub(super) fn clock_or_dashes(time_ms: Option<u64>) -> String {
    time_ms.map_or_else(|| "--:--:--".into(), clock)
}

/// Returns who speaks, harmless to a terminal: `Label`, or `Name (Label)` where a name was given.
pub(super) fn speaker(label: Option<&str>, name: Option<&str>) -> String {
    match (name, label) {
        (Some(name), Some(label)) => format!("{} ({})", escape(name), escape(label)),
        (_, Some(label)) => escape(label),
        _ => "(no speaker named)".into(),
    }
}

/// Breaks text into lines that fit beside an indentation.
pub(super) fn wrap(text: &str, width: usize, indentation: usize) -> Vec<String> {
    if width == usize::MAX {
        return vec![text.to_owned()];
    }
    textwrap::wrap(text, width.saturating_sub(indentation).max(20))
        .into_iter()
        .map(|line| line.into_owned())
        .collect()
}
