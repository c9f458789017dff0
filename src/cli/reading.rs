//! How files are to be read, where that is not left to their content.
//!
//! In: arguments, and the file that `--speakers` names. Out: options of the library. Never here: a
//! transcript.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::console::Console;
use super::exit_code::Failure;
use super::inputs::Input;
use super::stream::Waiting;
use crate::transcript::{
    Columns, Diarisation, Encoding, Format, ParseOptions, TimeUnit, parse_rttm,
};

#[derive(Debug, Args)]
pub(super) struct ReadingArgs {
    /// The format of the files [default: told by their content]
    #[arg(long, value_name = "NAME", value_parser = formats())]
    format: Option<Format>,
    /// Their encoding, such as utf-16le or windows-1252 [default: told by their content]
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<Encoding>,
    /// What the columns of a table or the fields of a JSON list are called, where not as usual:
    /// start=BEGIN,end=END,speaker=WHO,text=WORDS
    #[arg(long, value_name = "ROLE=NAME,…")]
    columns: Option<Columns>,
    /// What numbers in a column of times count, where its name does not say it: s or ms
    #[arg(long, value_name = "UNIT", value_parser = time_unit())]
    time_unit: Option<TimeUnit>,
    /// Who speaks when, as RTTM, for the one transcript that is read and names nobody
    #[arg(long, value_name = "FILE")]
    speakers: Option<PathBuf>,
}

fn formats() -> impl TypedValueParser<Value = Format> {
    let names = Format::ALL.map(Format::name);
    PossibleValuesParser::new(names)
        .try_map(|name| Format::from_name(&name).ok_or("no such format"))
}

fn encoding(name: &str) -> Result<Encoding, &'static str> {
    Encoding::from_name(name).ok_or("no encoding has this name")
}

fn time_unit() -> impl TypedValueParser<Value = TimeUnit> {
    PossibleValuesParser::new(["s", "ms"]).map(|name| match name.as_str() {
        "s" => TimeUnit::Seconds,
        _ => TimeUnit::Milliseconds,
    })
}

impl ReadingArgs {
    /// Returns whether something is told that can be true of one recording only.
    pub(super) fn is_of_one(&self) -> bool {
        self.speakers.is_some()
    }

    /// Returns the options, with a note on each line of `--speakers` that cannot be read.
    pub(super) fn options(&self, console: &Console) -> Result<ParseOptions, Failure> {
        let speakers = self.speakers.as_deref().map(|path| speakers(path, console));
        Ok(ParseOptions {
            format: self.format,
            encoding: self.encoding,
            columns: self.columns.clone(),
            time_unit: self.time_unit,
            speakers: speakers.transpose()?,
        })
    }
}

fn speakers(path: &Path, console: &Console) -> Result<Diarisation, Failure> {
    let name = path.display();
    let of_file = |failure: Failure| failure.context(format!("--speakers {name}"));
    let bytes = Input::at(path)
        .read(&Waiting::with(console))
        .map_err(of_file)?;
    let (speakers, warnings) =
        parse_rttm(&bytes).map_err(|error| of_file(Failure::input(error)))?;
    for warning in warnings {
        console.note(&format!("{name}:{}: {warning}", warning.place));
    }
    Ok(speakers)
}
