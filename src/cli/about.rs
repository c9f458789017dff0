//! What is told of a recording beside its file: on the command line, and in its sidecar.
//!
//! In: arguments, and the path of a transcript, whose sidecar has its name with `.toml` at the end.
//! Out: what is told. Never here: a sidecar that is half read; one that cannot be read is an error
//! of its transcript.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;

use super::day::day;
use super::exit_code::Failure;
use super::inputs::Input;
use crate::transcript::{
    About, Date, Media, as_title, link_template, media_url, offset_ms, read_sidecar,
};

/// No sidecar is this long: a name for everybody in a parliament is 100 KB.
const MOST_SIDECAR_BYTES: u64 = 1 << 20;

#[derive(Debug, Args)]
pub(super) struct AboutArgs {
    /// Its title [default: its id, with spaces for underscores]
    #[arg(long, value_parser = title)]
    title: Option<String>,
    /// The day it was recorded, for --from and --to
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    date: Option<Date>,
    /// Where the recording can be heard, or the page it is played on
    #[arg(long, value_name = "URL", value_parser = media_url)]
    url: Option<String>,
    /// How a link to a moment is made, where it is not the usual one for the URL: an address with
    /// {s}, {ms} or {hms} for the moment, and {url} for the recording
    #[arg(long, value_name = "TEMPLATE", value_parser = link_template)]
    link: Option<String>,
    /// Seconds from a moment of the transcript to the same moment of the recording
    #[arg(long, value_name = "SECONDS", value_parser = offset, allow_negative_numbers = true)]
    offset: Option<i64>,
}

fn title(text: &str) -> Result<String, String> {
    as_title(text).map_err(|error| format!("{error}; without --title it is the file's name"))
}

fn offset(text: &str) -> Result<i64, String> {
    let seconds = text.parse().ok().and_then(offset_ms);
    seconds.ok_or_else(|| "expected seconds, such as 12.5 or -30".into())
}

impl AboutArgs {
    /// Returns whether something is told that can be true of one recording only.
    pub(super) fn is_of_one(&self) -> bool {
        let leads_to_one = |link: &String| !link.contains("{url}");
        self.title.is_some()
            || self.date.is_some()
            || self.url.is_some()
            || self.link.as_ref().is_some_and(leads_to_one)
            || self.offset.is_some()
    }

    /// Returns what is told here.
    pub(super) fn about(&self) -> About {
        About {
            title: self.title.clone(),
            date: self.date,
            media: Media {
                url: self.url.clone(),
                link_template: self.link.clone(),
                offset_ms: self.offset,
            },
            people: None,
        }
    }
}

/// Returns where the sidecar of a transcript is, if it has one.
pub(super) fn sidecar_of(transcript: &Path) -> PathBuf {
    transcript.with_extension("toml")
}

/// Returns whether a file is called what sidecars are called.
pub(super) fn is_called_sidecar(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("toml"))
}

/// Returns what the sidecar of a transcript tells; nothing where there is none.
pub(super) fn told_beside(transcript: &Path) -> Result<About, Failure> {
    let path = sidecar_of(transcript);
    if path == transcript || !path.is_file() {
        return Ok(About::default());
    }
    let name = path.display();
    let of_sidecar = |failure: Failure| failure.context(format!("its sidecar {name}"));
    let mut bytes = Vec::new();
    std::fs::File::open(&path)
        .and_then(|file| file.take(MOST_SIDECAR_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| of_sidecar(Failure::input(error)))?;
    if bytes.len() as u64 > MOST_SIDECAR_BYTES {
        let most = MOST_SIDECAR_BYTES >> 20;
        return Err(of_sidecar(Failure::input(format!("larger than {most} MB"))));
    }
    let text =
        String::from_utf8(bytes).map_err(|_| of_sidecar(Failure::input("it is not UTF-8 text")))?;
    read_sidecar(&text).map_err(|error| Failure::input(format!("its sidecar {name}:{error}")))
}

/// Leaves out the sidecars of files that are read themselves.
pub(super) fn without_sidecars(inputs: Vec<Input>) -> Vec<Input> {
    let is_sidecar = |path: &PathBuf| is_called_sidecar(path);
    let paths = inputs.iter().filter_map(|input| input.path.as_ref());
    let sidecars: BTreeSet<PathBuf> = paths
        .filter(|path| !is_sidecar(path))
        .map(|path| sidecar_of(path))
        .collect();
    let mut inputs = inputs;
    inputs.retain(|input| {
        let path = input.path.as_ref();
        !path.is_some_and(|path| is_sidecar(path) && sidecars.contains(path))
    });
    inputs
}
