//! Phrases remedies as parameters and routes of the HTTP API.

use super::problem::Problem;
use crate::remedy::Remedy;
use crate::transcript::Warning;

impl Problem {
    /// Says what helps. What a caller can do goes into the detail, with the parameter that does it;
    /// that the operator should check the store goes into the log.
    pub(crate) fn with_remedy(mut self, remedy: Option<Remedy>) -> Self {
        if remedy == Some(Remedy::CheckStore)
            && let Some(cause) = &mut self.cause
        {
            cause.push_str("; `whosaid doctor` checks the store");
        }
        if let Some((advice, parameter)) = remedy.as_ref().and_then(advice) {
            self.detail = format!("{}; {advice}", self.detail);
            self.field = parameter.map(Box::from).or(self.field);
        }
        self
    }
}

/// Returns a warning about an upload with its place and what helps: `12: …`.
pub(crate) fn warning_in_words(warning: &Warning) -> String {
    let words = format!("{}: {warning}", warning.place);
    match warning.remedy().as_ref().and_then(advice) {
        Some((advice, _)) => format!("{words}; {advice}"),
        None => words,
    }
}

/// What has no parameter over HTTP.
const BESIDE_THE_SERVER: &str =
    "an option of `whosaid index`, which can read the file beside the server";

/// Returns what to do, with the parameter that does it, or `None` where only the operator can do it.
fn advice(remedy: &Remedy) -> Option<(String, Option<&'static str>)> {
    let option = |name| Some((format!("{name} is {BESIDE_THE_SERVER}"), None));
    match remedy {
        Remedy::NameFormat => {
            let advice =
                "the parameter format names one, such as format=plain for text of a few lines";
            Some((advice.into(), Some("format")))
        }
        Remedy::MakeTranscript(how) => Some(((*how).into(), None)),
        Remedy::NameTimeUnit => {
            let advice = "say which with the parameter time_unit=s or time_unit=ms";
            Some((advice.into(), Some("time_unit")))
        }
        Remedy::NameEncoding => {
            let when = "if it is a transcript in another encoding, name that with `--encoding`";
            Some((format!("{when}, {BESIDE_THE_SERVER}"), None))
        }
        Remedy::NameColumns => option("`--columns`"),
        Remedy::GiveWithTranscript | Remedy::OmitSpeakers | Remedy::OtherSpeakers => {
            option("`--speakers`")
        }
        Remedy::OtherIdOrRemove(id) => {
            let advice = format!("use another id, or delete the transcript {id} first");
            Some((advice, None))
        }
        Remedy::ListTranscripts => Some(("GET /v1/transcripts lists them".into(), None)),
        Remedy::ListNameChanges => {
            Some(("GET /v1/speakers/history lists all changes".into(), None))
        }
        _ => None,
    }
}
