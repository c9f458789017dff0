//! Reads the options that describe a recording: title, day, address.

use clap::Args;

use crate::cli::input::day::day;
use crate::language::LanguageTag;
use crate::transcript::{Date, Media, Metadata, as_title, link_template, media_url, offset_ms};

#[derive(Debug, Args)]
pub(crate) struct MetadataArgs {
    /// The recording's title [default: its id, with spaces for underscores]
    #[arg(long, value_parser = title)]
    title: Option<String>,
    /// The day it was recorded, for --from and --to
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    date: Option<Date>,
    /// Where the recording can be heard, or the page it is played on
    #[arg(long, value_name = "URL", value_parser = media_url)]
    url: Option<String>,
    /// The form of links to a moment, where the usual one for the URL does not work: an address with
    /// {s}, {ms} or {hms} for the moment, and {url} for the recording
    #[arg(long, value_name = "TEMPLATE", value_parser = link_template)]
    link: Option<String>,
    /// Seconds to add to the transcript's times to get the recording's
    #[arg(long, value_name = "SECONDS", value_parser = offset, allow_negative_numbers = true)]
    offset: Option<i64>,
    /// The language that is spoken, such as en or pt-BR; of a feed's transcripts only those in it
    /// [default: what sidecar, feed or file say, else what the words show]
    #[arg(long, value_name = "TAG", value_parser = LanguageTag::recommended)]
    language: Option<LanguageTag>,
}

fn title(text: &str) -> Result<String, String> {
    as_title(text).map_err(|error| format!("{error}; without --title it is the file's name"))
}

fn offset(text: &str) -> Result<i64, String> {
    let seconds = text.parse().ok().and_then(offset_ms);
    seconds.ok_or_else(|| "expected seconds, such as 12.5 or -30".into())
}

impl MetadataArgs {
    /// Returns whether an option can be true of one recording only.
    pub(crate) fn is_of_one(&self) -> bool {
        let leads_to_one = |link: &String| !link.contains("{url}");
        self.title.is_some()
            || self.date.is_some()
            || self.url.is_some()
            || self.link.as_ref().is_some_and(leads_to_one)
            || self.offset.is_some()
    }

    /// Returns the language that is asked for.
    pub(crate) fn language(&self) -> Option<&LanguageTag> {
        self.language.as_ref()
    }

    /// Returns what the options say.
    pub(crate) fn metadata(&self) -> Metadata {
        Metadata {
            title: self.title.clone(),
            date: self.date,
            media: Media {
                url: self.url.clone(),
                link_template: self.link.clone(),
                offset_ms: self.offset,
            },
            language: self.language.clone(),
            people: None,
        }
    }
}
