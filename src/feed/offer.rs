//! Ranks the transcripts that a feed offers for an item by how much their formats can say.
//!
//! The media type or the file extension in the address tells the format. The real format is known
//! only after fetching.

use super::location::Location;
use crate::language::LanguageTag;

/// A `podcast:transcript` of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Where it is.
    pub at: Location,
    /// Its media type, as given.
    pub media_type: Option<String>,
    /// Its language, where one is given.
    pub language: Option<LanguageTag>,
}

/// The media types, extensions and names of formats, from the one that can say the most to the
/// least.
const FORMATS: [(&str, &str, &str); 5] = [
    // Speakers in a field of their own, exact times.
    ("application/json text/json", "json", "JSON"),
    // Speakers in voice tags, exact times.
    ("text/vtt text/webvtt application/vtt", "vtt", "VTT"),
    // Exact times, speakers at most as a prefix.
    (
        "application/x-subrip application/srt text/srt application/x-srt text/x-srt",
        "srt",
        "SRT",
    ),
    // Speakers, and times in whole seconds.
    ("text/html", "html htm", "HTML"),
    ("text/plain", "txt", "text"),
];

impl Offer {
    /// Returns the place of its format in [`FORMATS`], by its media type, else by the end of its
    /// address. An unknown one comes last.
    pub(super) fn rank(&self) -> usize {
        let has = |names: &str, name: &str| names.split(' ').any(|one| one == name);
        let media_type = self.media_type.as_deref().unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default();
        let media_type = media_type.trim().to_ascii_lowercase();
        let extension = self.at.extension().unwrap_or_default();
        let by_type = FORMATS
            .iter()
            .position(|(types, _, _)| has(types, &media_type));
        let by_extension = || {
            FORMATS
                .iter()
                .position(|(_, names, _)| has(names, &extension))
        };
        by_type.or_else(by_extension).unwrap_or(FORMATS.len())
    }

    /// Returns what its format is called: `VTT`; "another format" for an unknown one.
    pub fn format_name(&self) -> &'static str {
        let format = FORMATS.get(self.rank());
        format.map_or("another format", |(_, _, name)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VTT: usize = 1;
    const SUB_RIP: usize = 2;
    const HTML: usize = 3;
    const UNKNOWN: usize = 5;

    fn rank(media_type: Option<&str>, path: &str) -> usize {
        let offer = Offer {
            at: Location::File(path.into()),
            media_type: media_type.map(Into::into),
            language: None,
        };
        offer.rank()
    }

    #[test]
    fn the_more_a_format_can_say_the_better_it_is() {
        let types = [
            "application/json",
            "text/vtt; charset=utf-8",
            "Application/X-SubRip",
            "text/html",
            "text/plain",
            "application/pdf",
        ];
        let ranks: Vec<usize> = types.iter().map(|name| rank(Some(name), "t")).collect();
        assert!(ranks.is_sorted_by(|a, b| a < b), "{ranks:?}");
        assert_eq!(rank(Some("application/srt"), "t"), SUB_RIP);
        assert_eq!(rank(Some("text/srt"), "t"), SUB_RIP);
    }

    #[test]
    fn an_unknown_type_gives_way_to_the_extension_and_a_known_one_does_not() {
        assert_eq!(rank(Some("application/octet-stream"), "a/t.VTT"), VTT);
        assert_eq!(rank(None, "t.srt"), SUB_RIP);
        assert_eq!(rank(Some("text/html"), "t.vtt"), HTML);
        assert_eq!(rank(None, "t"), UNKNOWN);
    }
}
