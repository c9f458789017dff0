//! Combines what the caller of a question gave with what the rules read.
//!
//! What the caller gave replaces what was read. A filter that the caller gave is not dropped.

use std::fmt;

use super::as_heard::NameAsHeard;
use super::question::Question;
use crate::language::QuestionLanguage;
use crate::question::{Extreme, QuestionKind, Reading, RecordingEdge};
use crate::transcript::Date;

/// How a question was understood; every part can be given instead.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Interpretation {
    /// The language of the question.
    pub language: QuestionLanguage,
    /// What is looked for.
    pub topic: String,
    /// What is asked for.
    pub kind: QuestionKind,
    /// Which passages are looked at.
    pub scope: Scope,
    /// Speakers that are named without being the ones to have said it.
    pub mentioned: Vec<String>,
    /// Those of them of whom somebody speaks.
    pub(in crate::engine) spoken_of: Vec<String>,
    /// What must occur word for word.
    pub phrases: Vec<String>,
    /// The end of the recording that is asked for.
    pub edge: Option<RecordingEdge>,
    /// Filters that were read from the question and dropped, since they left nothing or cannot be
    /// looked up.
    pub dropped: Vec<DroppedFilter>,
    /// Names in the topic that were heard as something else too.
    pub heard: Vec<NameAsHeard>,
    /// Mistyped words, with those that they were read as.
    pub corrections: Vec<Correction>,
}

/// Which passages are searched. Empty lists and `None` leave no passage out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scope {
    /// Ids of transcripts; a passage is of one of them.
    pub transcripts: Vec<String>,
    /// Labels and names of speakers; a passage is by one of them.
    pub speakers: Vec<String>,
    /// The first day of a recording; one without a date is left out.
    pub from: Option<Date>,
    /// The last day of a recording; one without a date is left out.
    pub to: Option<Date>,
}

impl Scope {
    /// Returns whether every passage is in it.
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }
}

/// A word of a question that was read as another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The word, as typed.
    pub typed: String,
    /// The word that it was read as.
    pub read: String,
}

impl fmt::Display for Correction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "read “{}” as “{}”", self.typed, self.read)
    }
}

/// A filter that was read from the question and left nothing, or cannot be looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DroppedFilter {
    /// Who said it.
    Speakers(Vec<String>),
    /// In which recording.
    Transcripts(Vec<String>),
    /// When it was recorded.
    Days(Option<Date>, Option<Date>),
    /// The earliest or the latest recording, where none has a date.
    Undated(Extreme),
    /// Words in quotation marks.
    Phrases(Vec<String>),
}

impl DroppedFilter {
    /// Returns why it was dropped, as the end of a sentence.
    pub fn why(&self) -> &'static str {
        match self {
            DroppedFilter::Undated(_) => "since no recording has a date",
            DroppedFilter::Phrases(_) => "since nobody says that in these words",
            _ => "which would leave nothing",
        }
    }
}

impl fmt::Display for DroppedFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DroppedFilter::Speakers(labels) => write!(f, "the speaker {}", labels.join(", ")),
            DroppedFilter::Transcripts(ids) => write!(f, "the transcript {}", ids.join(", ")),
            DroppedFilter::Days(from, to) => {
                let day = |day: &Option<Date>| day.map_or("…".into(), |day| day.to_string());
                write!(f, "the days {} to {}", day(from), day(to))
            }
            DroppedFilter::Phrases(phrases) => {
                write!(f, "the phrase “{}”", phrases.join("” and “"))
            }
            DroppedFilter::Undated(Extreme::First) => f.write_str("the first recording"),
            DroppedFilter::Undated(Extreme::Last) => f.write_str("the latest recording"),
        }
    }
}

impl Interpretation {
    /// Joins what was given and what was read.
    pub fn new(question: &Question, reading: Reading) -> Self {
        let given = &question.filter;
        let (from, to) = match (given.from, given.to) {
            (None, None) => (reading.from, reading.to),
            days => days,
        };
        Self {
            language: reading.language,
            topic: question.topic.clone().unwrap_or(reading.topic),
            kind: question.kind.unwrap_or(reading.kind),
            scope: Scope {
                transcripts: given.transcripts.clone().unwrap_or(reading.transcripts),
                speakers: given.speakers.clone().unwrap_or(reading.speakers),
                from,
                to,
            },
            mentioned: reading.mentioned,
            spoken_of: reading.spoken_of,
            phrases: match question.topic {
                None => reading.phrases,
                Some(_) => Vec::new(),
            },
            edge: reading.edge,
            dropped: match (&given.transcripts, reading.undated) {
                (None, Some(extreme)) => vec![DroppedFilter::Undated(extreme)],
                _ => Vec::new(),
            },
            heard: Vec::new(),
            corrections: Vec::new(),
        }
    }

    /// Drops one filter that was read and not given, the vaguest first: days, then the recording,
    /// then the speaker. Returns whether there was one.
    pub(super) fn drop_one(&mut self, question: &Question) -> bool {
        let given = &question.filter;
        let scope = &mut self.scope;
        let dropped =
            if (given.from, given.to) == (None, None) && (scope.from, scope.to) != (None, None) {
                DroppedFilter::Days(scope.from.take(), scope.to.take())
            } else if given.transcripts.is_none() && !scope.transcripts.is_empty() {
                DroppedFilter::Transcripts(std::mem::take(&mut scope.transcripts))
            } else if given.speakers.is_none() && !scope.speakers.is_empty() {
                DroppedFilter::Speakers(std::mem::take(&mut scope.speakers))
            } else {
                return false;
            };
        self.dropped.push(dropped);
        true
    }

    /// Drops the phrases: nobody says them.
    pub(super) fn drop_phrases(&mut self) {
        let phrases = std::mem::take(&mut self.phrases);
        self.dropped.push(DroppedFilter::Phrases(phrases));
    }

    /// Returns the speakers whose words are preferred: those that the question names, without those
    /// of whom somebody speaks.
    pub(super) fn named(&self) -> Vec<String> {
        let spoken_of = |label: &&String| self.spoken_of.contains(label);
        let mentioned = self.mentioned.iter().filter(|label| !spoken_of(label));
        self.scope
            .speakers
            .iter()
            .chain(mentioned)
            .cloned()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::ask::question::Filter;

    fn reading() -> Reading {
        Reading {
            topic: "boats".into(),
            kind: QuestionKind::When,
            speakers: vec!["Ana".into()],
            transcripts: vec!["harbour".into()],
            ..Reading::default()
        }
    }

    #[test]
    fn what_is_given_replaces_what_is_read() {
        let question = Question {
            topic: Some("ships".into()),
            kind: Some(QuestionKind::List),
            filter: Filter {
                speakers: Some(Vec::new()),
                transcripts: Some(vec!["quay".into()]),
                ..Filter::default()
            },
            ..Question::default()
        };
        let understood = Interpretation::new(&question, reading());
        assert_eq!(understood.topic, "ships");
        assert_eq!(understood.kind, QuestionKind::List);
        assert!(understood.scope.speakers.is_empty());
        assert_eq!(understood.scope.transcripts, ["quay"]);
    }

    #[test]
    fn read_filters_are_dropped_one_by_one_speaker_last() {
        let question = Question::default();
        let mut understood = Interpretation::new(&question, reading());
        assert!(understood.drop_one(&question));
        assert!(understood.drop_one(&question));
        assert!(!understood.drop_one(&question));
        assert!(understood.scope.is_everything());
        assert_eq!(
            understood.dropped,
            [
                DroppedFilter::Transcripts(vec!["harbour".into()]),
                DroppedFilter::Speakers(vec!["Ana".into()])
            ]
        );
    }

    #[test]
    fn undated_latest_recording_is_reported_unless_recordings_are_given() {
        let undated = || Reading {
            undated: Some(Extreme::Last),
            ..Reading::default()
        };
        let understood = Interpretation::new(&Question::default(), undated());
        assert_eq!(understood.dropped, [DroppedFilter::Undated(Extreme::Last)]);
        let given = Question {
            filter: Filter {
                transcripts: Some(vec!["quay".into()]),
                ..Filter::default()
            },
            ..Question::default()
        };
        assert_eq!(Interpretation::new(&given, undated()).dropped, []);
    }

    #[test]
    fn speaker_spoken_of_is_not_preferred() {
        let reading = Reading {
            mentioned: vec!["Ben".into(), "Eve".into()],
            spoken_of: vec!["Ben".into()],
            ..reading()
        };
        let understood = Interpretation::new(&Question::default(), reading);
        assert_eq!(understood.named(), ["Ana", "Eve"]);
    }

    #[test]
    fn given_filter_is_never_dropped() {
        let question = Question {
            filter: Filter {
                speakers: Some(vec!["Ben".into()]),
                transcripts: Some(vec!["quay".into()]),
                ..Filter::default()
            },
            ..Question::default()
        };
        let mut understood = Interpretation::new(&question, reading());
        assert!(!understood.drop_one(&question));
    }
}
