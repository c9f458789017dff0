//! Runs `whosaid convert`, which writes a transcript in another format.

mod untimed;

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use crate::cli::exit_code::{Code, Failure};
use crate::cli::input::choice::one_of;
use crate::cli::input::file::Input;
use crate::cli::input::options::ParsingArgs;
use crate::cli::input::pipe::Waiting;
use crate::cli::output::console::Console;
use crate::cli::output::file::{Overwrite, write_whole};
use crate::cli::output::remedy::warning_in_words;
use crate::cli::output::text::{counted, path_name};
use crate::cli::session::Session;
use crate::transcript::{
    Cut, Detail, ParseOptions, Target, Turn, parse, recut, webvtt_in_language, write,
};

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
    #[arg(long, value_name = "FORMAT", value_parser = one_of(Target::ALL, Target::name))]
    to: Option<Target>,
    /// Replace OUT if it is there
    #[arg(long)]
    force: bool,
    /// Leave out turns that have no time and list them, instead of refusing
    #[arg(long)]
    leave_out_untimed: bool,
    #[command(flatten)]
    parsing: ParsingArgs,
}

/// What `--json` says of a file.
#[derive(Serialize)]
struct ConvertedFile<'a> {
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
    let name = input.name();
    let (turns, text, mut warnings) = args
        .convert(&input, target, &options, console)
        .map_err(|failure| failure.context(&name))?;
    warnings.extend(reads_back_differently(&turns, &text));
    for warning in &warnings {
        console.note(warning);
    }
    if args.out == Path::new("-") {
        console.print_text(&text)?;
        return Ok(Code::Answered);
    }
    write_whole(&args.out, &text, Overwrite::with_force(args.force))?;
    let report = || ConvertedFile {
        out: &args.out,
        format: target.name(),
        turns: turns.len(),
        warnings,
    };
    let path = path_name(&args.out);
    let count = counted(turns.len(), "turn");
    console.print(report, |out| writeln!(out, "{path}: {count}"))?;
    Ok(Code::Answered)
}

impl ConvertArgs {
    fn target(&self) -> Result<Target, Failure> {
        let extension = self.out.extension();
        let extension = extension.and_then(|extension| extension.to_str());
        let target = self.to.or(extension.and_then(Target::of_extension));
        target.ok_or_else(|| {
            let names = Target::ALL.map(Target::name).join(", ");
            let out = self.out.display();
            Failure::usage(format!(
                "{out}: say what to write with --to, one of {names}"
            ))
        })
    }

    /// Returns the turns, the text of the new file, and warnings. A failure does not name the file.
    fn convert(
        &self,
        input: &Input,
        target: Target,
        options: &ParseOptions,
        console: &Console,
    ) -> Result<(Vec<Turn>, String, Vec<String>), Failure> {
        let bytes = input.read(&Waiting::forever(console))?;
        let mut parsed = parse(&bytes, options)?;
        let left_out = if self.leave_out_untimed {
            untimed::leave_out(&mut parsed, target)?
        } else {
            untimed::refuse(&parsed, target)?;
            None
        };
        let name = input.name();
        let warnings = parsed.warnings.iter();
        let warnings = warnings.map(|warning| warning_in_words(&name, warning));
        let left_out = left_out.map(|left_out| format!("{name}: {left_out}"));
        let warnings = warnings.chain(left_out).collect();
        let turns = match (parsed.detail, target) {
            (Detail::Lines, _) => parsed.turns,
            (Detail::Words, Target::PodcastJson) => recut(&parsed.turns, Cut::Words),
            (Detail::Words, _) => recut(&parsed.turns, Cut::Captions),
        };
        let text = write(&turns, target).map_err(Failure::input)?;
        let text = match (&parsed.language, target) {
            (Some(language), Target::WebVtt) => webvtt_in_language(&text, language),
            _ => text,
        };
        Ok((turns, text, warnings))
    }
}

/// Returns a warning where parsing the text gives other turns. In a file without speakers, this
/// program and others may take words that look like a name for a label.
fn reads_back_differently(turns: &[Turn], text: &str) -> Option<String> {
    let again = parse(text.as_bytes(), &ParseOptions::default());
    let again = again.map(|parsed| parsed.turns).unwrap_or_default();
    let pairs = turns.iter().zip(&again);
    let same = |(turn, again): &(&Turn, &Turn)| {
        (&turn.speaker, &turn.text) == (&again.speaker, &again.text)
    };
    let same = pairs.take_while(same).count();
    if same == turns.len() && same == again.len() {
        return None;
    }
    let words = &turns.get(same).or(turns.last())?.text;
    let words: String = words.chars().take(40).collect();
    Some(format!(
        "readers may take words in it for a speaker's name, as in the turn that begins “{words}”"
    ))
}
