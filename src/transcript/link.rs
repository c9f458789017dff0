//! Makes links that open a recording at a given time.
//!
//! A template says how a link is made, with `{s}` for whole seconds, rounded down so that no word
//! is missed, `{ms}` for milliseconds, `{hms}` for `1h2m3s`, and `{url}` for the recording's own
//! address ([`Media`]): as it is where the template begins with it, percent-encoded elsewhere.
//! Without a template the link is made as the player at that address reads it: a parameter `t` for
//! YouTube (`start` where it is embedded) and for episodes on Spotify, a fragment `#t=12s` for
//! Vimeo, and elsewhere the fragment `#t=12` (W3C Media Fragments 1.0), which players of audio and
//! video files know and other pages ignore. Only `http` and `https` addresses become links, and a
//! time before the beginning counts as the beginning.

use thiserror::Error;
use url::{Url, form_urlencoded};

use super::model::Media;

/// What a template may hold, as messages say it.
const PLACEHOLDERS: &str = "{s}, {ms}, {hms} and {url}";

/// Why an address or a template is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LinkError {
    /// It is no address at all. Holds what was given, and what is wrong with it.
    #[error("“{0}” is no address: {1}; one looks like https://example.com/talk.mp3")]
    NotAnAddress(String, url::ParseError),
    /// It is an address that no link may lead to. Holds what was given, and its scheme.
    #[error("“{0}” begins with {1}: and only http and https addresses are linked to")]
    Scheme(String, String),
    /// The template has an unknown placeholder: this text in braces.
    #[error("{{{0}}} stands for nothing in a link template, which knows {PLACEHOLDERS}")]
    UnknownPlaceholder(String),
    /// The template has a brace without its other half. Holds what was given.
    #[error("the link template “{0}” has a single brace; it knows {PLACEHOLDERS}")]
    SingleBrace(String),
}

impl Media {
    /// Returns the moment of the recording, in milliseconds, that a moment of the transcript is.
    pub fn moment_ms(&self, time_ms: u64) -> u64 {
        time_ms.saturating_add_signed(self.offset_ms.unwrap_or(0))
    }

    /// Returns a link to a moment of the transcript, in milliseconds; without one, to the
    /// recording; `None` where it is not known where that is.
    pub fn link(&self, time_ms: Option<u64>) -> Option<String> {
        let url = self.url.as_deref().and_then(|url| address(url).ok());
        let Some(time_ms) = time_ms else {
            return url.map(String::from);
        };
        let time_ms = self.moment_ms(time_ms);
        match (&self.link_template, url) {
            (Some(template), url) => fill(template, url.as_ref(), time_ms).ok().flatten(),
            (None, Some(url)) => Some(usual(url, time_ms).into()),
            (None, None) => None,
        }
    }
}

/// Returns the address of a recording, written as browsers do.
///
/// # Errors
/// Text that is no `http` or `https` address.
pub fn media_url(text: &str) -> Result<String, LinkError> {
    address(text).map(String::from)
}

/// Returns a link template that can be filled.
///
/// # Errors
/// Unknown placeholders, and a template that gives no `http` or `https` address.
pub fn link_template(text: &str) -> Result<String, LinkError> {
    let text = text.trim();
    fill(text, Url::parse("https://example.com/").ok().as_ref(), 0)?;
    Ok(text.to_owned())
}

fn address(text: &str) -> Result<Url, LinkError> {
    let url = Url::parse(text).map_err(|error| LinkError::NotAnAddress(text.into(), error))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        scheme => Err(LinkError::Scheme(text.into(), scheme.into())),
    }
}

/// Fills a template; `None` where it needs an address that is not known.
fn fill(template: &str, url: Option<&Url>, time_ms: u64) -> Result<Option<String>, LinkError> {
    let mut filled = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from_brace) = rest.split_at(at);
        filled.push_str(before);
        let inside = from_brace.strip_prefix('{');
        let Some((name, after)) = inside.and_then(|inside| inside.split_once('}')) else {
            return Err(LinkError::SingleBrace(template.into()));
        };
        match (name, url) {
            ("s", _) => filled.push_str(&(time_ms / 1000).to_string()),
            ("ms", _) => filled.push_str(&time_ms.to_string()),
            ("hms", _) => filled.push_str(&hours_minutes_seconds(time_ms)),
            ("url", None) => return Ok(None),
            ("url", Some(url)) if filled.is_empty() => filled.push_str(url.as_str()),
            ("url", Some(url)) => {
                filled.extend(form_urlencoded::byte_serialize(url.as_str().as_bytes()));
            }
            _ => return Err(LinkError::UnknownPlaceholder(name.into())),
        }
        rest = after;
    }
    filled.push_str(rest);
    Ok(Some(address(&filled)?.into()))
}

/// Returns `1h2m3s`, without hours and minutes where there are none.
fn hours_minutes_seconds(time_ms: u64) -> String {
    let seconds = time_ms / 1000;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds}s"),
        (0, minutes, seconds) => format!("{minutes}m{seconds}s"),
        (hours, minutes, seconds) => format!("{hours}h{minutes}m{seconds}s"),
    }
}

/// Returns the address at a moment as its player reads it.
fn usual(url: Url, time_ms: u64) -> Url {
    let seconds = time_ms / 1000;
    let host = url.host_str().unwrap_or_default();
    let of = |domain: &str| host == domain || host.ends_with(&format!(".{domain}"));
    let is_in = |folder: &str| {
        let mut folders = url.path_segments().into_iter().flatten();
        folders.any(|name| name == folder)
    };
    if of("youtube.com") || of("youtube-nocookie.com") {
        let name = if is_in("embed") { "start" } else { "t" };
        with_parameter(url, name, seconds)
    } else if host == "youtu.be" || (host == "open.spotify.com" && is_in("episode")) {
        with_parameter(url, "t", seconds)
    } else if of("vimeo.com") {
        with_fragment(url, &format!("t={seconds}s"))
    } else {
        with_fragment(url, &format!("t={seconds}"))
    }
}

/// Sets one parameter of a query and leaves the others as they are written.
fn with_parameter(mut url: Url, name: &str, value: u64) -> Url {
    let query = url.query().unwrap_or_default().to_owned();
    let is_other = |part: &&str| !part.is_empty() && part.split('=').next() != Some(name);
    let mut parts: Vec<&str> = query.split('&').filter(is_other).collect();
    let own = format!("{name}={value}");
    parts.push(&own);
    url.set_query(Some(&parts.join("&")));
    url
}

/// Sets the fragment, unless the page uses it as a path (`#/talks/3`).
fn with_fragment(mut url: Url, fragment: &str) -> Url {
    let is_path = |fragment: &str| fragment.starts_with(['/', '!']);
    if !url.fragment().is_some_and(is_path) {
        url.set_fragment(Some(fragment));
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str, time_ms: u64) -> String {
        let media = Media {
            url: Some(url.into()),
            ..Media::default()
        };
        media.link(Some(time_ms)).unwrap_or_default()
    }

    fn templated(template: &str, url: Option<&str>) -> Option<String> {
        let media = Media {
            url: url.map(str::to_owned),
            link_template: Some(template.into()),
            offset_ms: None,
        };
        media.link(Some(3_723_456))
    }

    #[test]
    fn each_player_gets_the_moment_as_it_reads_it() {
        for (url, link) in [
            (
                "https://www.youtube.com/watch?v=abc",
                "https://www.youtube.com/watch?v=abc&t=83",
            ),
            (
                "https://youtube.com/watch?t=5s&v=abc&list=x%20y",
                "https://youtube.com/watch?v=abc&list=x%20y&t=83",
            ),
            (
                "https://www.youtube.com/embed/abc",
                "https://www.youtube.com/embed/abc?start=83",
            ),
            ("https://youtu.be/abc", "https://youtu.be/abc?t=83"),
            (
                "https://youtu.be/abc?si=q#x",
                "https://youtu.be/abc?si=q&t=83#x",
            ),
            (
                "https://vimeo.com/76979871",
                "https://vimeo.com/76979871#t=83s",
            ),
            (
                "https://open.spotify.com/intl-de/episode/4rOo",
                "https://open.spotify.com/intl-de/episode/4rOo?t=83",
            ),
            (
                "https://example.com/talk.mp3",
                "https://example.com/talk.mp3#t=83",
            ),
            (
                "http://example.com/a?b=c#t=1",
                "http://example.com/a?b=c#t=83",
            ),
            (
                "https://example.com/#/talks/3",
                "https://example.com/#/talks/3",
            ),
            (
                "https://notyoutube.com/watch?v=a",
                "https://notyoutube.com/watch?v=a#t=83",
            ),
        ] {
            assert_eq!(at(url, 83_999), link);
        }
    }

    #[test]
    fn a_template_takes_the_place_of_what_is_usual() {
        let url = Some("https://example.com/a.mp3?x=1&y=2");
        for (template, link) in [
            ("https://play.er/7?t={s}", "https://play.er/7?t=3723"),
            ("https://play.er/7/{ms}", "https://play.er/7/3723456"),
            (
                "{url}&at={hms}",
                "https://example.com/a.mp3?x=1&y=2&at=1h2m3s",
            ),
            (
                "https://play.er/?src={url}&t={s}",
                "https://play.er/?src=https%3A%2F%2Fexample.com%2Fa.mp3%3Fx%3D1%26y%3D2&t=3723",
            ),
        ] {
            assert_eq!(templated(template, url).as_deref(), Some(link));
        }
    }

    #[test]
    fn a_template_that_needs_an_address_makes_no_link_without_one() {
        assert_eq!(templated("{url}#t={s}", None), None);
        assert!(templated("https://play.er/7?t={s}", None).is_some());
    }

    #[test]
    fn hours_and_minutes_are_left_out_where_there_are_none() {
        let cases = [(0, "0s"), (61_000, "1m1s"), (3_600_000, "1h0m0s")];
        for (time_ms, text) in cases {
            assert_eq!(hours_minutes_seconds(time_ms), text);
        }
    }

    #[test]
    fn an_offset_moves_the_moment_and_never_before_the_beginning() {
        let moved = |offset_ms, time_ms| {
            let media = Media {
                url: Some("https://example.com/a".into()),
                offset_ms: Some(offset_ms),
                link_template: None,
            };
            media.link(Some(time_ms)).unwrap()
        };
        assert_eq!(moved(30_500, 1000), "https://example.com/a#t=31");
        assert_eq!(moved(-30_000, 1000), "https://example.com/a#t=0");
        assert_eq!(moved(i64::MIN, u64::MAX >> 1), "https://example.com/a#t=0");
    }

    #[test]
    fn without_a_time_the_link_is_the_recording() {
        let media = Media {
            url: Some("https://youtu.be/abc".into()),
            link_template: Some("{url}?t={s}".into()),
            offset_ms: Some(1000),
        };
        assert_eq!(media.link(None).as_deref(), Some("https://youtu.be/abc"));
        assert_eq!(Media::default().link(Some(1)), None);
    }

    #[test]
    fn only_http_is_ever_linked_to_even_where_a_store_says_otherwise() {
        let hostile = "javascript:alert(1)";
        assert_eq!(at(hostile, 0), "");
        assert_eq!(templated("javascript:{s}", Some(hostile)), None);
        assert_eq!(templated("{url}", Some(hostile)), None);
        for text in [
            hostile,
            "data:text/html,x",
            "file:///etc/passwd",
            "JavaScript:x",
        ] {
            assert!(matches!(media_url(text), Err(LinkError::Scheme(..))));
            assert!(matches!(link_template(text), Err(LinkError::Scheme(..))));
        }
    }

    #[test]
    fn addresses_and_templates_that_cannot_be_used_are_refused_with_a_reason() {
        for (text, reason) in [
            ("talk.mp3", "is no address"),
            ("", "is no address"),
            ("https://", "is no address"),
        ] {
            let error = media_url(text).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
        for (text, reason) in [
            ("https://e.com/{seconds}", "{seconds} stands for nothing"),
            ("https://e.com/{s", "a single brace"),
            ("https://e.com/s}", "a single brace"),
            ("{s}", "is no address"),
        ] {
            let error = link_template(text).unwrap_err().to_string();
            assert!(error.contains(reason), "{error}");
        }
    }

    #[test]
    fn an_address_loses_what_could_command_a_terminal() {
        let url = media_url("https://example.com/a\u{1b}[2J\nb\u{202e}").unwrap();
        assert!(url.is_ascii() && !url.contains(char::is_control), "{url}");
    }
}
