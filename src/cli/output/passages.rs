//! Prints quotes and passages for people.

use std::io::{self, Write};

use crate::answer::Passage;
use crate::api::{AttributedHit, HitExplanation};
use crate::cli::output::console::{FAINT, NAME, STRONG};
use crate::cli::output::text::{escape, print_indented, speaker, wrap};
use crate::engine::{Detail, Question};
use crate::index::SearchPath;
use crate::passage::Doubts;
use crate::store::PassageRecord;
use crate::time::Span;

/// Prints a quotation with its attribution below it.
pub(crate) fn print_quote(
    out: &mut dyn Write,
    quote: &PassageRecord,
    width: usize,
) -> io::Result<()> {
    for line in wrap(&format!("“{}”", escape(quote.text())), width, 0) {
        writeln!(out, "{STRONG}{line}{STRONG:#}")?;
    }
    let when = times(quote.span, quote.estimated_times);
    let who = speaker(quote.speaker.as_deref(), quote.name.as_deref());
    let recording = recording(&quote.title, quote.chapter());
    writeln!(out, "  — {NAME}{who}{NAME:#}, {when}, {recording}")?;
    print_remarks(out, quote.doubts, quote.link(), 4)
}

/// Prints a quotation under the time at which it was said.
pub(crate) fn print_moment(
    out: &mut dyn Write,
    quote: &PassageRecord,
    width: usize,
) -> io::Result<()> {
    let when = times(quote.span, quote.estimated_times);
    let recording = recording(&quote.title, quote.chapter());
    writeln!(out, "{STRONG}{when}{STRONG:#}, {recording}")?;
    print_indented(out, &format!("“{}”", quote.text()), 2, width)?;
    let who = speaker(quote.speaker.as_deref(), quote.name.as_deref());
    writeln!(out, "  — {NAME}{who}{NAME:#}")?;
    print_remarks(out, quote.doubts, quote.link(), 4)
}

/// Prints why words may be somebody else's, and the link to them: whole, so that a terminal can
/// open it.
fn print_remarks(
    out: &mut dyn Write,
    doubts: Doubts,
    link: Option<String>,
    indentation: usize,
) -> io::Result<()> {
    let reasons: Vec<String> = doubts.iter().map(|doubt| doubt.to_string()).collect();
    let doubt =
        (!reasons.is_empty()).then(|| format!("attribution uncertain: {}", reasons.join("; ")));
    for remark in doubt.iter().chain(&link) {
        writeln!(out, "{:indentation$}{FAINT}{}{FAINT:#}", "", escape(remark))?;
    }
    Ok(())
}

/// Prints passages, numbered from 1, with what their scores are made of where that is asked for.
pub(crate) fn print_passages(
    out: &mut dyn Write,
    passages: &[Passage],
    question: &Question,
    width: usize,
) -> io::Result<()> {
    for (number, passage) in (1..).zip(passages) {
        let record = &passage.record;
        let who = speaker(record.speaker.as_deref(), record.name.as_deref());
        let when = times(record.span, record.estimated_times);
        let recording = recording(&record.title, record.chapter());
        writeln!(out, "{number:>3}  {NAME}{who}{NAME:#}, {when}, {recording}")?;
        let hit = AttributedHit::new(question, passage);
        if let Some(explain) = &hit.explain {
            for line in wrap(&explanation(hit.score, explain), width, 5) {
                writeln!(out, "     {FAINT}{line}{FAINT:#}")?;
            }
        }
        print_indented(out, &hit.quote.text, 5, width)?;
        print_remarks(out, record.doubts, hit.quote.link, 5)?;
    }
    Ok(())
}

/// Prints which way the vectors were searched, where the question asks for explanations.
pub(crate) fn print_path(
    out: &mut dyn Write,
    question: &Question,
    path: Option<SearchPath>,
) -> io::Result<()> {
    let words = match path {
        _ if question.detail == Detail::Plain => return Ok(()),
        None => "nothing was searched".into(),
        Some(SearchPath::Graph { compared }) => {
            format!("the graph was walked, comparing {compared} vectors")
        }
        Some(SearchPath::Exact { compared }) => {
            format!("an exact scan compared {compared} vectors")
        }
    };
    writeln!(out, "{FAINT}{words}{FAINT:#}")
}

fn explanation(score: f64, explain: &HitExplanation) -> String {
    let place = |rank: Option<usize>| rank.map_or("-".into(), |rank| format!("#{rank}"));
    // The question's words with the words that met them: `boat ~ ship 0.71`.
    let words = explain.matched_words.iter().map(|word| {
        let met = word.passage.as_deref().unwrap_or("(speaker)");
        let (asked, met) = (escape(&word.question), escape(met));
        format!("{asked} ~ {met} {:.2}", word.similarity)
    });
    format!(
        "score {score:.2} = meaning {:+.2} (cosine {:.3}, {}), words {:+.2} (BM25 {:.2}, {}), \
         tokens {:+.2} (MaxSim {:.3}), neighbours {:+.2}, shape {:+.2}, named {:+.2}, near a better \
         one {:+.2}; {}",
        explain.meaning,
        explain.cosine,
        place(explain.meaning_rank),
        explain.words,
        explain.bm25,
        place(explain.word_rank),
        explain.late,
        explain.max_sim,
        explain.neighbours,
        explain.shape,
        explain.named,
        0.0 - explain.held_back,
        words.collect::<Vec<_>>().join(", "),
    )
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
