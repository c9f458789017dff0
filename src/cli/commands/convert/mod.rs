//! `whosaid convert`: writes a transcript in another format.

mod untimed;

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde::Serialize;

use crate::cli::exit_code::{Code, Failure};
use crate::cli::input::file::Input;
use crate::cli::input::options::ParsingArgs;
use crate::cli::input::pipe::Waiting;
use crate::cli::output::console::Console;
use crate::cli::output::escape::escape;
use crate::cli::output::file::{Overwrite, write_whole};
use crate::cli::output::remedy::warning_in_words;
use crate::cli::output::text::counted;
use crate::cli::session::Session;
use crate::engine::IngestError;
use crate::transcript::{Cut, Detail, ParseOptions, Parsed, Target, Turn, parse, recut, write};
use untimed::Untimed;

/// Writes a transcript as lines, SRT, WebVTT or Podcasting 2.0 JSON
///
/// Words with times of their own are joined to captions, except in JSON, which keeps them. What the
/// format cannot hold is refused: no turn is written without times (--leave-out-untimed writes the
/// others), and no line without a name.
#[derive(Debug, Args)]
pub(crate) struct ConvertArgs {
    /// The transcript, in any format that can be read, or - for standard input
    #[arg(value_name = "IN")]
    from: PathBuf,
    /// The file, written whole or not at all, or - for standard output
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// What to write [default: by OUT's extension: .txt is lines]
    #[arg(long, value_name = "FORMAT", value_parser = targets())]
    to: Option<Target>,
    /// Replace OUT if it is there
    #[arg(long)]
    force: bool,
    /// Leave out turns that have no time, and say which, where otherwise nothing is written
    #[arg(long)]
    leave_out_untimed: bool,
    #[command(flatten)]
    parsing: ParsingArgs,
}

fn targets() -> impl TypedValueParser<Value = Target> {
    PossibleValuesParser::new(Target::ALL.map(Target::name)).try_map(|name| {
        let mut targets = Target::ALL.into_iter();
        targets
            .find(|target| target.name() == name)
            .ok_or("no such format")
    })
}

/// What `--json` says of a file.
#[derive(Serialize)]
struct Report<'a> {
    out: &'a Path,
    format: &'static str,
    turns: usize,
    warnings: Vec<String>,
}

pub(crate) fn run(args: ConvertArgs, session: &Session) -> Result<Code, Failure> {
    let console = session.console();
    let target = args.target()?;
    let options = args.parsing.options(console)?;
    let input = Input::at(&args.from);
    let named = |failure: Failure| failure.context(input.name());
    let bytes = input.read(&Waiting::forever(console)).map_err(named)?;
    let mut parsed =
        parse(&bytes, &options).map_err(|error| named(IngestError::from(error).into()))?;
    let left_out = untimed::take_out(&mut parsed, args.untimed(), target).map_err(named)?;
    let turns = cut(&parsed, target);
    let text = write(&turns, target).map_err(|error| named(Failure::input(error)))?;
    let mut report = Report {
        out: &args.out,
        format: target.name(),
        turns: turns.len(),
        warnings: Vec::new(),
    };
    for warning in &parsed.warnings {
        report
            .warnings
            .push(warning_in_words(&input.name(), warning));
    }
    let left_out = left_out.map(|left_out| format!("{}: {left_out}", input.name()));
    report.warnings.extend(left_out);
    report.warnings.extend(read_otherwise(&turns, &text));
    for warning in &report.warnings {
        console.note(warning);
    }
    args.put(&text, console, &report)
}

impl ConvertArgs {
    fn untimed(&self) -> Untimed {
        if self.leave_out_untimed {
            Untimed::LeftOut
        } else {
            Untimed::Refused
        }
    }

    fn target(&self) -> Result<Target, Failure> {
        let extension = self
            .out
            .extension()
            .and_then(|extension| extension.to_str());
        self.to
            .or(extension.and_then(Target::of_extension))
            .ok_or_else(|| {
                let names = Target::ALL.map(Target::name).join(", ");
                let out = self.out.display();
                Failure::usage(format!(
                    "{out}: say what to write with --to, one of {names}"
                ))
            })
    }

    fn put(&self, text: &str, console: &Console, report: &Report<'_>) -> Result<Code, Failure> {
        if self.out == Path::new("-") {
            console.print_text(text)?;
            return Ok(Code::Answered);
        }
        write_whole(&self.out, text, Overwrite::with_force(self.force))?;
        let path = escape(&self.out.display().to_string());
        let turns = counted(report.turns, "turn");
        console.print(|| report, |out| writeln!(out, "{path}: {turns}"))?;
        Ok(Code::Answered)
    }
}

/// Returns the turns with the times that the format is to have.
fn cut(parsed: &Parsed, target: Target) -> Vec<Turn> {
    match (parsed.detail, target) {
        (Detail::Lines, _) => parsed.turns.clone(),
        (Detail::Words, Target::PodcastJson) => recut(&parsed.turns, Cut::Words),
        (Detail::Words, _) => recut(&parsed.turns, Cut::Captions),
    }
}

/// Returns what is worth knowing of a text that reads back as something else: where nobody is
/// named, words that look like a name are taken for one, by this program as by others.
fn read_otherwise(turns: &[Turn], text: &str) -> Option<String> {
    let said = |turns: &[Turn]| -> Vec<(Option<String>, String)> {
        let turns = turns.iter();
        turns
            .map(|turn| (turn.speaker.clone(), turn.text.clone()))
            .collect()
    };
    let again = parse(text.as_bytes(), &ParseOptions::default());
    let again = again.map(|parsed| said(&parsed.turns)).unwrap_or_default();
    let differs = said(turns)
        .iter()
        .zip(&again)
        .position(|(turn, again)| turn != again);
    let differs =
        differs.or((turns.len() != again.len()).then_some(again.len().min(turns.len())))?;
    let words = &turns.get(differs).or(turns.last())?.text;
    let words: String = words.chars().take(40).collect();
    Some(format!(
        "readers may take words in it for a speaker's name, as in the turn that begins “{words}”"
    ))
}
