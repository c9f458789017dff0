//! Reads sidecars, the files that describe a recording beside its transcript.
//!
//! The text of `talk.toml`, which stands beside `talk.srt`, becomes [`Metadata`]. Every key may be left
//! out, and an unknown key is an error:
//!
//! ```toml
//! title = "The winter the canal froze"
//! date = 2024-03-02
//! url = "https://example.com/canal.mp3"       # the recording, or the page it is played on
//! link = "https://example.com/play?at={s}"    # a link to a moment, where it is not the usual one
//! offset = 12.5                               # seconds from the transcript to the recording
//! language = "de-AT"                          # the language that is spoken
//! people = ["Agnes", { name = "Walter", role = "guest" }]
//! ```

use serde::de::{Error, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};
use thiserror::Error;

use super::identifier::as_title;
use super::link::{link_template, media_url};
use super::model::{Date, Media, Metadata, Person};
use crate::english::probably_meant;
use crate::language::LanguageTag;
use crate::time::LATEST_MS;

/// Why a sidecar cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{line}: {message}")]
pub struct SidecarError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there, and what to do.
    pub message: String,
}

/// The keys, as they are written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    #[serde(default, deserialize_with = "checked_title")]
    title: Option<String>,
    #[serde(default, deserialize_with = "day")]
    date: Option<Date>,
    #[serde(default, deserialize_with = "checked_url")]
    url: Option<String>,
    #[serde(default, deserialize_with = "checked_template")]
    link: Option<String>,
    #[serde(default, deserialize_with = "seconds")]
    offset: Option<i64>,
    #[serde(default, deserialize_with = "told_language")]
    language: Option<LanguageTag>,
    people: Option<Vec<Person>>,
}

/// Reads the text of a sidecar.
///
/// # Errors
/// Text that is not TOML, unknown keys, values that are not what the key asks for.
pub fn read_sidecar(text: &str) -> Result<Metadata, SidecarError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let keys: Keys = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let before = text.as_bytes().iter().take(at);
        SidecarError {
            line: 1 + before.filter(|&&byte| byte == b'\n').count(),
            message: explain(error.message()),
        }
    })?;
    Ok(Metadata {
        title: keys.title,
        date: keys.date,
        media: Media {
            url: keys.url,
            link_template: keys.link,
            offset_ms: keys.offset,
        },
        language: keys.language,
        people: keys.people,
    })
}

/// Returns the milliseconds of a signed number of seconds, or `None` where the number is larger
/// than any recording's length.
pub fn offset_ms(seconds: f64) -> Option<i64> {
    let offset_ms = (seconds * 1000.0).round();
    let longest = LATEST_MS as f64;
    (-longest..=longest)
        .contains(&offset_ms)
        .then_some(offset_ms as i64)
}

/// Adds the key that was probably meant to serde's "unknown field `x`, expected one of `a`, `b`".
fn explain(message: &str) -> String {
    let message = message.trim().replace('\n', "; ");
    let unknown = message.strip_prefix("unknown field `");
    let Some((unknown, expected)) = unknown.and_then(|rest| rest.rsplit_once("`, expected "))
    else {
        return message;
    };
    let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    let meant = probably_meant(unknown, known.iter().copied());
    let meant = meant.map_or_else(|| ".".into(), |name| format!("; did you mean `{name}`?"));
    format!(
        "there is no key `{unknown}`{meant} The keys here are {}.",
        known.join(", ")
    )
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NameAndRole {
    name: String,
    role: Option<String>,
}

/// A person is a name, or a table with a name and a role.
impl<'de> Deserialize<'de> for Person {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameOrTable)
    }
}

struct NameOrTable;

impl<'de> Visitor<'de> for NameOrTable {
    type Value = Person;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a name, or { name = \"…\", role = \"…\" }")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Person, E> {
        if name.trim().is_empty() {
            return Err(E::custom("a person needs a name"));
        }
        Ok(Person {
            name: name.into(),
            role: None,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Person, A::Error> {
        let NameAndRole { name, role } = Deserialize::deserialize(MapAccessDeserializer::new(map))?;
        let person = self.visit_str(&name)?;
        Ok(Person { role, ..person })
    }
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let text = match toml::Value::deserialize(deserializer)? {
        toml::Value::Datetime(day) if day.time.is_none() => day.to_string(),
        toml::Value::String(text) => text,
        _ => String::new(),
    };
    let day = text.parse().map(Some);
    day.map_err(|_| D::Error::custom("expected a day, such as 2024-05-31"))
}

fn checked_title<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    as_title(&text).map(Some).map_err(D::Error::custom)
}

fn checked_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    media_url(&text).map(Some).map_err(D::Error::custom)
}

fn checked_template<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    link_template(&text).map(Some).map_err(D::Error::custom)
}

fn told_language<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<LanguageTag>, D::Error> {
    let text = String::deserialize(deserializer)?;
    LanguageTag::recommended(&text)
        .map(Some)
        .map_err(D::Error::custom)
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let offset = offset_ms(f64::deserialize(deserializer)?);
    let of_a_recording = || D::Error::custom("expected seconds, such as -12.5");
    offset.ok_or_else(of_a_recording).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, line: usize, part: &str) {
        let error = read_sidecar(text).unwrap_err();
        assert_eq!(error.line, line, "{error}");
        assert!(error.message.contains(part), "{error}");
    }

    #[test]
    fn every_key_is_read() {
        let about = read_sidecar(
            "title = \"The winter\"\ndate = 2024-03-02\nurl = \"https://example.com/a b.mp3\"\n\
             link = \"{url}?t={s}\"\noffset = -12.5\nlanguage = \"EN_gb\"\n\
             people = [\"Agnes\", { name = \"Walter\", role = \"guest\" }]\n",
        );
        let person = |name: &str, role: Option<&str>| Person {
            name: name.into(),
            role: role.map(str::to_owned),
        };
        let told = Metadata {
            title: Some("The winter".into()),
            date: Some("2024-03-02".parse().unwrap()),
            media: Media {
                url: Some("https://example.com/a%20b.mp3".into()),
                link_template: Some("{url}?t={s}".into()),
                offset_ms: Some(-12_500),
            },
            language: LanguageTag::recommended("en-GB").ok(),
            people: Some(vec![person("Agnes", None), person("Walter", Some("guest"))]),
        };
        assert_eq!(about, Ok(told));
    }

    #[test]
    fn every_key_may_be_left_out() {
        assert_eq!(read_sidecar("\u{feff}# later\n"), Ok(Metadata::default()));
    }

    #[test]
    fn a_day_may_be_text_and_an_offset_whole() {
        let about = read_sidecar("date = \"2024-03-02\"\noffset = 3\n").unwrap();
        assert_eq!(about.date, "2024-03-02".parse().ok());
        assert_eq!(about.media.offset_ms, Some(3000));
    }

    #[test]
    fn people_may_be_tables_of_their_own() {
        let about = read_sidecar("title = \"T\"\n[[people]]\nname = \"Agnes\"\n").unwrap();
        assert_eq!(about.people.unwrap()[0].name, "Agnes");
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line_and_the_one_that_was_meant() {
        refused("title = \"T\"\n\nurls = \"x\"\n", 3, "did you mean `url`?");
        refused("Title = \"T\"", 1, "did you mean `title`?");
        refused(
            "zzz = 1",
            1,
            "there is no key `zzz`. The keys here are title,",
        );
        refused(
            "people = [\n  { name = \"A\", rolle = \"x\" },\n]",
            2,
            "did you mean `role`?",
        );
    }

    #[test]
    fn a_value_that_does_not_fit_is_refused_with_its_line() {
        refused("\ntitle = 3", 2, "expected a string");
        refused("\ntitle = \" \"", 2, "a title on one line");
        refused("\ndate = \"May\"", 2, "such as 2024-05-31");
        refused("\ndate = 2024-05-31T10:00:00", 2, "such as 2024-05-31");
        refused("\nurl = \"javascript:x\"", 2, "only http and https");
        refused(
            "\nlink = \"https://e.com/{x}\"",
            2,
            "{x} stands for nothing",
        );
        refused("\noffset = nan", 2, "such as -12.5");
        refused("\noffset = 1e300", 2, "such as -12.5");
        refused("\nlanguage = \"German\"", 2, "; write de");
        refused("\npeople = [3]", 2, "a name, or {");
        refused("\npeople = [\"A\",\n\" \"]", 3, "needs a name");
    }

    #[test]
    fn text_that_is_not_toml_is_refused_with_its_line() {
        refused("title = \"T\"\ntitle", 2, "");
        refused("title = \"T\"\ntitle = \"U\"", 2, "duplicate key");
        refused(&"[".repeat(100_000), 1, "");
    }
}
