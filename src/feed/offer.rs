//! Ranks the transcripts that a feed offers for an item by how much their formats can say.
//!
//! The media type or the file extension in the address tells the format. The real format is known
//! only after fetching.

use super::location::Location;

/// A `podcast:transcript` of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Where it is.
    pub at: Location,
    /// Its media type, as given.
    pub media_type: Option<String>,
    /// Its language, as given.
    pub language: Option<String>,
    /// Its kind, as given: `captions`.
    pub rel: Option<String>,
}

/// How much a format can say, from the most to the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum OfferRank {
    /// Speakers in a field of their own, exact times.
    Json,
    /// Speakers in voice tags, exact times.
    Vtt,
    /// Exact times, speakers at most as a prefix.
    SubRip,
    /// Speakers, and times in whole seconds.
    Html,
    /// Plain text.
    Plain,
    /// An unknown media type and an unknown extension.
    Unknown,
}

impl Offer {
    /// Returns how much the format can say: by its media type, else by the end of its address.
    pub(super) fn rank(&self) -> OfferRank {
        let by_type = self.media_type.as_deref().and_then(rank_of_type);
        let by_extension = || rank_of_extension(&self.at.extension()?);
        by_type.or_else(by_extension).unwrap_or(OfferRank::Unknown)
    }
}

fn rank_of_type(media_type: &str) -> Option<OfferRank> {
    let (essence, _parameters) = media_type.split_once(';').unwrap_or((media_type, ""));
    Some(match essence.trim().to_ascii_lowercase().as_str() {
        "application/json" | "text/json" => OfferRank::Json,
        "text/vtt" | "text/webvtt" | "application/vtt" => OfferRank::Vtt,
        "application/x-subrip"
        | "application/srt"
        | "text/srt"
        | "application/x-srt"
        | "text/x-srt" => OfferRank::SubRip,
        "text/html" => OfferRank::Html,
        "text/plain" => OfferRank::Plain,
        _ => return None,
    })
}

fn rank_of_extension(extension: &str) -> Option<OfferRank> {
    Some(match extension {
        "json" => OfferRank::Json,
        "vtt" => OfferRank::Vtt,
        "srt" => OfferRank::SubRip,
        "html" | "htm" => OfferRank::Html,
        "txt" => OfferRank::Plain,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank(media_type: Option<&str>, path: &str) -> OfferRank {
        let offer = Offer {
            at: Location::File(path.into()),
            media_type: media_type.map(Into::into),
            language: None,
            rel: None,
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
        let ranks: Vec<OfferRank> = types.iter().map(|name| rank(Some(name), "t")).collect();
        assert!(ranks.is_sorted_by(|a, b| a < b), "{ranks:?}");
        assert_eq!(rank(Some("application/srt"), "t"), OfferRank::SubRip);
        assert_eq!(rank(Some("text/srt"), "t"), OfferRank::SubRip);
    }

    #[test]
    fn an_unknown_type_gives_way_to_the_extension_and_a_known_one_does_not() {
        assert_eq!(
            rank(Some("application/octet-stream"), "a/t.VTT"),
            OfferRank::Vtt
        );
        assert_eq!(rank(None, "t.srt"), OfferRank::SubRip);
        assert_eq!(rank(Some("text/html"), "t.vtt"), OfferRank::Html);
        assert_eq!(rank(None, "t"), OfferRank::Unknown);
    }
}
