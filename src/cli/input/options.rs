//! Reads the options that say how to parse files: format, encoding, columns, speakers.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::exit_code::Failure;
use crate::cli::input::choice::one_of;
use crate::cli::input::file::Input;
use crate::cli::input::pipe::Waiting;
use crate::cli::output::console::Console;
use crate::cli::output::remedy::warning_in_words;
use crate::transcript::{
    Columns, Diarisation, Encoding, Format, ParseOptions, TimeUnit, parse_rttm,
};

#[derive(Debug, Args)]
pub(crate) struct ParsingArgs {
    /// The format of the files [default: detected from their content]
    #[arg(long, value_name = "NAME", value_parser = one_of(Format::ALL, Format::name))]
    format: Option<Format>,
    /// Their encoding, such as utf-16le or windows-1252 [default: detected from their content]
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<Encoding>,
    /// The names of a table's columns or a JSON list's fields, where they are unusual:
    /// start=BEGIN,end=END,speaker=WHO,text=WORDS
    #[arg(long, value_name = "ROLE=NAME,…")]
    columns: Option<Columns>,
    /// The unit of numbers in a column of times whose name does not say it
    #[arg(long, value_name = "UNIT", value_parser = one_of([TimeUnit::Seconds, TimeUnit::Milliseconds], unit_name))]
    time_unit: Option<TimeUnit>,
    /// An RTTM file that says who speaks when, for one transcript that names no speakers
    #[arg(long, value_name = "FILE")]
    speakers: Option<PathBuf>,
}

fn encoding(name: &str) -> Result<Encoding, &'static str> {
    Encoding::from_name(name).ok_or("no encoding has this name")
}

fn unit_name(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Seconds => "s",
        _ => "ms",
    }
}

impl ParsingArgs {
    /// Returns whether an option can be true of one recording only.
    pub(crate) fn is_of_one(&self) -> bool {
        self.speakers.is_some()
    }

    /// Returns the options, with a note on each line of `--speakers` that cannot be read.
    pub(crate) fn options(&self, console: &Console) -> Result<ParseOptions, Failure> {
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
        .read(&Waiting::forever(console))
        .map_err(of_file)?;
    let (speakers, warnings) =
        parse_rttm(&bytes).map_err(|error| of_file(Failure::input(error)))?;
    for warning in warnings {
        console.note(&warning_in_words(&name.to_string(), &warning));
    }
    Ok(speakers)
}
