//! `whosaid speakers suggest`: names that transcripts suggest, with the words that do.

use std::io::Write;

use clap::Args;

use super::PlaceArgs;
use crate::api::SuggestionList;
use crate::cli::console::{Console, FAINT, NAME, STRONG};
use crate::cli::escape::escape;
use crate::cli::exit_code::{Code, Failure};
use crate::cli::index::counted;
use crate::cli::passages::{clock_or_dashes, speaker, wrap};
use crate::engine::{Catalogue, NameSuggestions, SuggestedName};

/// Shows the names that transcripts suggest for their labels, with the words that do
///
/// Nothing is changed without --accept. Where two names fit a label, or two labels a name, none is
/// suggested, and the doubt is told.
#[derive(Debug, Args)]
pub(super) struct SuggestArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Give the suggested names; `whosaid speakers undo` takes one back
    #[arg(long)]
    accept: bool,
}

pub(super) fn run(
    args: &SuggestArgs,
    catalogue: &Catalogue,
    console: &Console,
) -> Result<Code, Failure> {
    let transcript = args.place.transcript.as_deref();
    let found = if args.accept {
        catalogue.accept_suggestions(transcript)?.0
    } else {
        catalogue.suggest_names(transcript)?
    };
    if console.is_json() {
        console.print_json(&SuggestionList::from(&found))?;
    } else {
        print(&found, console)?;
    }
    if found.certain.is_empty() {
        console.note("no name is suggested; `whosaid speakers name LABEL NAME` gives one");
        return Ok(Code::NothingFound);
    }
    console.note(&if args.accept {
        format!("{} given", counted(found.certain.len(), "name"))
    } else {
        "nothing was changed; --accept gives these names".to_owned()
    });
    Ok(Code::Answered)
}

fn print(found: &NameSuggestions, console: &Console) -> Result<(), Failure> {
    let mut out = console.out();
    for suggested in &found.certain {
        writeln!(
            out,
            "{NAME}{}{NAME:#} may be {STRONG}{}{STRONG:#}, in {}  {FAINT}{:.2}{FAINT:#}",
            escape(&suggested.label),
            escape(&suggested.name),
            escape(&suggested.transcript_id),
            suggested.score,
        )?;
        print_evidence(&mut out, suggested, console.width())?;
    }
    for doubt in &found.doubts {
        let claims = doubt.claims.iter();
        let claims = claims.map(|claim| format!("{} as {}", claim.label, claim.name));
        let claims = claims.collect::<Vec<_>>().join(", ");
        let id = &doubt.transcript_id;
        writeln!(
            out,
            "more than one fits in {}: {}",
            escape(id),
            escape(&claims)
        )?;
        for claim in &doubt.claims {
            print_evidence(&mut out, claim, console.width())?;
        }
    }
    Ok(())
}

fn print_evidence(
    out: &mut dyn Write,
    suggested: &SuggestedName,
    width: usize,
) -> Result<(), Failure> {
    for quote in &suggested.evidence {
        let text = format!("“{}”", escape(&quote.text));
        for line in wrap(&text, width, 4) {
            writeln!(out, "    {line}")?;
        }
        let tilde = if quote.estimated_times { "~" } else { "" };
        writeln!(
            out,
            "      — {}, {tilde}{}  {FAINT}{}{FAINT:#}",
            speaker(quote.speaker.as_deref(), quote.name.as_deref()),
            clock_or_dashes(quote.span.map(|span| span.start_ms)),
            quote.rule.name().replace('_', " "),
        )?;
    }
    Ok(())
}
