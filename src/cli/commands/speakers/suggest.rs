//! Runs `whosaid speakers suggest`, which shows likely names for speaker labels, with the words in
//! transcripts that suggest them.

use std::io::{self, Write};

use clap::Args;

use super::place::PlaceArgs;
use crate::api::SuggestionList;
use crate::cli::exit_code::{Code, Failure};
use crate::cli::output::console::{Console, FAINT, NAME, STRONG};
use crate::cli::output::text::{clock_or_dashes, counted, escape, print_indented, speaker};
use crate::engine::{Catalogue, NameSuggestions, SuggestedName};

/// Shows the names that transcripts suggest for their labels, with the words that do
///
/// Nothing is changed without --accept. Where two names fit a label, or two labels a name, neither
/// is suggested and both are shown.
#[derive(Debug, Args)]
pub(crate) struct SuggestArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// Give the suggested names; `whosaid speakers undo` takes one back
    #[arg(long)]
    accept: bool,
}

pub(crate) fn run(
    args: &SuggestArgs,
    catalogue: &Catalogue,
    console: &Console,
) -> Result<Code, Failure> {
    let transcript = args.place.transcript.as_deref();
    let found = if args.accept {
        catalogue.speakers().accept_suggestions(transcript)?.0
    } else {
        catalogue.speakers().suggest(transcript)?
    };
    console.print(
        || SuggestionList::from(&found),
        |out| print_suggestions(out, &found, console.width()),
    )?;
    console.note(&match (found.certain.len(), args.accept) {
        (0, _) => "no name is suggested; `whosaid speakers name LABEL NAME` gives one".into(),
        (count, true) => format!("{} given", counted(count, "name")),
        (_, false) => "nothing was changed; --accept gives these names".into(),
    });
    Ok(Code::found(found.certain.len()))
}

fn print_suggestions(out: &mut dyn Write, found: &NameSuggestions, width: usize) -> io::Result<()> {
    for suggested in &found.certain {
        writeln!(
            out,
            "{NAME}{}{NAME:#} may be {STRONG}{}{STRONG:#}, in {}  {FAINT}{:.2}{FAINT:#}",
            escape(&suggested.label),
            escape(&suggested.name),
            escape(&suggested.transcript_id),
            suggested.score,
        )?;
        print_evidence(out, suggested, width)?;
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
            print_evidence(out, claim, width)?;
        }
    }
    Ok(())
}

fn print_evidence(out: &mut dyn Write, suggested: &SuggestedName, width: usize) -> io::Result<()> {
    for quote in &suggested.evidence {
        print_indented(out, &format!("“{}”", quote.text), 4, width)?;
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
