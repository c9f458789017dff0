//! Reads RTTM: who speaks when in a recording whose words stand in another file.
//!
//! ```text
//! file = { line }
//! line = "SPEAKER" recording channel start duration "<NA>" "<NA>" speaker "<NA>" [ "<NA>" ]
//!      | another type and anything | ";;" comment
//! ```
//!
//! Example: `SPEAKER bell 1 0.480 8.440 <NA> <NA> SPEAKER_00 <NA> <NA>`. Both times are seconds; the
//! second is a *duration*. Lines of other types than `SPEAKER` are ignored. The speakers are added to
//! a transcript by [`diarisation`](super::super::diarisation).

use thiserror::Error;

use crate::time::Span;
use crate::transcript::diarisation::Diarisation;
use crate::transcript::raw_time::{RawTime, TimeUnit};
use crate::transcript::warning::{Place, Warning};

/// Why a file does not say who speaks when.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RttmError {
    /// No line of it can be read.
    #[error(
        "no line says who speaks when; expected RTTM, for example `SPEAKER talk 1 0.48 8.44 <NA> <NA> ANN <NA> <NA>`"
    )]
    NoSpeech,
    /// It is of several recordings. Holds the first two.
    #[error("it is of several recordings, `{0}` and `{1}` among them; keep the lines of one")]
    SeveralRecordings(String, String),
    /// It has more speakers than a recording can have.
    #[error(
        "it has more than {} speakers, which no recording has",
        Diarisation::MOST_SPEAKERS
    )]
    TooManySpeakers,
}

/// Returns whether the first line that is no comment is one of RTTM.
pub(crate) fn is_rttm(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    lines
        .find(|line| !line.is_empty() && !line.starts_with(";;"))
        .is_some_and(|line| line.starts_with("SPKR-INFO ") || read_line(line).is_some())
}

/// Reads who speaks when, with a warning for each line that cannot be read.
///
/// # Errors
/// Fails where no line can be read, for several recordings, and for too many speakers.
pub fn parse_rttm(bytes: &[u8]) -> Result<(Diarisation, Vec<Warning>), RttmError> {
    let text = String::from_utf8_lossy(bytes);
    let mut recording: Option<&str> = None;
    let mut spans = Vec::new();
    let mut warnings = Vec::new();
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if line.split_whitespace().next() != Some("SPEAKER") {
            continue;
        }
        let Some((name, span)) = read_line(line) else {
            warnings.push(Warning::unreadable(Place::Line(index + 1), line));
            continue;
        };
        let first = *recording.get_or_insert(name);
        if name != first {
            return Err(RttmError::SeveralRecordings(first.into(), name.into()));
        }
        spans.push(span);
    }
    if spans.is_empty() {
        return Err(RttmError::NoSpeech);
    }
    let diarisation = Diarisation::new(spans).ok_or(RttmError::TooManySpeakers)?;
    Ok((diarisation, warnings))
}

/// Returns the recording of a line, and who speaks in it when.
fn read_line(line: &str) -> Option<(&str, (String, Span))> {
    let fields: Vec<&str> = line.split_whitespace().take(8).collect();
    let ["SPEAKER", recording, _, start, duration, _, _, speaker] = fields[..] else {
        return None;
    };
    let start_ms = RawTime::from_number_text(start, TimeUnit::Seconds).ms()?;
    let duration_ms = RawTime::from_number_text(duration, TimeUnit::Seconds).ms()?;
    let end_ms = RawTime::from_ms(start_ms + duration_ms).ms()?;
    let span = Span::new(start_ms, end_ms);
    Some((recording, (speaker.to_owned(), span)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_start_and_a_duration() {
        let text = b";; made by hand\nSPKR-INFO bell 1 <NA> <NA> <NA> unknown ANN <NA> <NA>\n\
            SPEAKER bell 1 0.480 8.440 <NA> <NA> ANN <NA> <NA>\n";
        let (diarisation, warnings) = parse_rttm(text).unwrap();
        assert_eq!(diarisation.speaker_of(&Span::new(0, 8920)), Some("ANN"));
        assert_eq!(diarisation.speaker_of(&Span::new(8920, 9000)), None);
        assert!(warnings.is_empty());
    }

    #[test]
    fn a_line_that_cannot_be_read_is_a_warning_with_its_number() {
        let text =
            b"SPEAKER bell 1 0.5 -1 <NA> <NA> ANN\nSPEAKER bell\nSPEAKER bell 1 0 1 <NA> <NA> BEN";
        let (_, warnings) = parse_rttm(text).unwrap();
        let places: Vec<Place> = warnings.iter().map(|warning| warning.place).collect();
        assert_eq!(places, [Place::Line(1), Place::Line(2)]);
    }

    #[test]
    fn files_that_say_nothing_or_too_much_are_refused() {
        assert_eq!(parse_rttm(b"dear diary"), Err(RttmError::NoSpeech));
        let two = b"SPEAKER a 1 0 1 <NA> <NA> ANN\nSPEAKER b 1 0 1 <NA> <NA> ANN";
        assert_eq!(
            parse_rttm(two),
            Err(RttmError::SeveralRecordings("a".into(), "b".into()))
        );
        let many: String = (0..2000)
            .map(|n| format!("SPEAKER a 1 0 1 <NA> <NA> S{n}\n"))
            .collect();
        assert_eq!(parse_rttm(many.as_bytes()), Err(RttmError::TooManySpeakers));
    }
}
