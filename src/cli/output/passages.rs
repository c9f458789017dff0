//! Prints quotes and passages for people.

use std::io::{Result, Write};

use crate::answer::RankedPassage;
use crate::api::{AttributedHit, HitExplanation};
use crate::cli::output::console::{FAINT, NAME, STRONG};
use crate::cli::output::text::{escape, isolate, print_indented, speaker, wrap};
use crate::engine::{Detail, Question};
use crate::index::SearchPath;
use crate::store::PassageRecord;

/// Prints a quotation with its attribution below it.
pub(crate) fn print_quote(out: &mut dyn Write, quote: &PassageRecord, width: usize) -> Result<()> {
    for line in wrap(&format!("“{}”", escape(quote.text())), width, 0) {
        writeln!(out, "{STRONG}{}{STRONG:#}", isolate(&line, width))?;
    }
    let (who, when, recording) = attribution(quote, width);
    writeln!(out, "  — {NAME}{who}{NAME:#}, {when}, {recording}")?;
    print_remarks(out, quote, 4)
}

/// Prints the question that a quotation replies to.
pub(crate) fn print_asked(out: &mut dyn Write, asked: &PassageRecord, width: usize) -> Result<()> {
    let (who, when, _) = attribution(asked, width);
    let asked = format!("in reply to {who}, {when}: “{}”", escape(asked.text()));
    for line in wrap(&asked, width, 4) {
        writeln!(out, "    {FAINT}{}{FAINT:#}", isolate(&line, width))?;
    }
    Ok(())
}

/// Prints a quotation under the time at which it was said.
pub(crate) fn print_moment(out: &mut dyn Write, quote: &PassageRecord, width: usize) -> Result<()> {
    let (who, when, recording) = attribution(quote, width);
    writeln!(out, "{STRONG}{when}{STRONG:#}, {recording}")?;
    print_indented(out, &format!("“{}”", quote.text()), 2, width)?;
    writeln!(out, "  — {NAME}{who}{NAME:#}")?;
    print_remarks(out, quote, 4)
}

/// Prints passages, numbered from 1, with the parts of their scores where the question asks for
/// explanations.
pub(crate) fn print_passages(
    out: &mut dyn Write,
    passages: &[RankedPassage],
    question: &Question,
    width: usize,
) -> Result<()> {
    for (number, passage) in (1..).zip(passages) {
        let (who, when, recording) = attribution(&passage.record, width);
        writeln!(out, "{number:>3}  {NAME}{who}{NAME:#}, {when}, {recording}")?;
        let hit = AttributedHit::new(question, passage);
        if let Some(explain) = &hit.explain {
            for line in wrap(&explanation(hit.score, explain), width, 5) {
                writeln!(out, "     {FAINT}{line}{FAINT:#}")?;
            }
        }
        print_indented(out, passage.record.text(), 5, width)?;
        print_remarks(out, &passage.record, 5)?;
    }
    Ok(())
}

/// Returns the speaker, the time and the recording, escaped for a terminal. A tilde precedes an
/// interpolated time.
fn attribution(record: &PassageRecord, width: usize) -> (String, String, String) {
    let who = speaker(record.speaker.as_deref(), record.name.as_deref());
    let who = isolate(&who, width);
    let tilde = if record.estimated_times { "~" } else { "" };
    let when = record.span.map(|span| format!("{tilde}{span}"));
    let mut recording = isolate(&escape(&record.title), width);
    if let Some(chapter) = record.chapter() {
        let chapter = isolate(&escape(chapter), width);
        recording += &format!(", chapter “{chapter}”");
    }
    (who, when.unwrap_or("no time given".into()), recording)
}

/// Prints why the words may be another speaker's, and the link to them, unbroken so that a terminal
/// can open it.
fn print_remarks(out: &mut dyn Write, record: &PassageRecord, indentation: usize) -> Result<()> {
    let reasons: Vec<String> = record.doubts.iter().map(|one| one.to_string()).collect();
    let reasons = reasons.join("; ");
    let doubt = (!reasons.is_empty()).then(|| format!("attribution uncertain: {reasons}"));
    for remark in doubt.into_iter().chain(record.link()) {
        writeln!(
            out,
            "{:indentation$}{FAINT}{}{FAINT:#}",
            "",
            escape(&remark)
        )?;
    }
    Ok(())
}

/// Prints how the vectors were searched, where the question asks for explanations.
pub(crate) fn print_path(
    out: &mut dyn Write,
    question: &Question,
    path: Option<SearchPath>,
) -> Result<()> {
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
    // The question's words with the passage's words that match them: `boat ~ ship 0.71`.
    let words = explain.matched_words.iter().map(|word| {
        let met = word.passage.as_deref().unwrap_or("(speaker)");
        let (asked, met) = (escape(&word.question), escape(met));
        format!("{asked} ~ {met} {:.2}", word.similarity)
    });
    let reading = explain
        .reading
        .map(|reading| format!(", reading {reading:+.2}"));
    format!(
        "score {score:.2} = meaning {:+.2} (cosine {:.3}, {}), words {:+.2} (BM25 {:.2}, {}), \
         tokens {:+.2} (MaxSim {:.3}), neighbours {:+.2}, shape {:+.2}, named {:+.2}{}, near a better \
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
        reading.unwrap_or_default(),
        0.0 - explain.held_back,
        words.collect::<Vec<_>>().join(", "),
    )
}
