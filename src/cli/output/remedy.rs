//! Phrases remedies as options and commands of the command line.

use crate::answer::Reason;
use crate::remedy::Remedy;
use crate::transcript::Warning;

/// Default for error types without a `remedy()` of their own; an inherent method wins over this
/// one.
pub(crate) trait NamesRemedy {
    fn remedy(&self) -> Option<Remedy> {
        None
    }
}

/// Returns a warning about a file with what helps: `talk.srt:12: …`.
pub(crate) fn warning_in_words(file: &str, warning: &Warning) -> String {
    let remedy = with_semicolon(warning.remedy());
    format!("{file}:{}: {warning}{remedy}", warning.place)
}

/// Returns why nothing was found, with what helps.
pub(crate) fn reason_in_words(reason: &Reason) -> String {
    format!("{reason}{}", with_semicolon(reason.remedy()))
}

/// Returns a remedy as the end of a message.
pub(crate) fn with_semicolon(remedy: Option<Remedy>) -> String {
    remedy.map_or_else(String::new, |remedy| format!("; {}", in_words(&remedy)))
}

/// Returns what to do.
pub(crate) fn in_words(remedy: &Remedy) -> String {
    let words = match remedy {
        Remedy::IndexFirst => "index transcripts with `whosaid index PATH…`",
        Remedy::CheckStore => "`whosaid doctor` checks the store",
        Remedy::OtherStore => "choose another file with --store PATH",
        Remedy::WritableFolder => {
            "see that its folder can be written, or choose another file with --store PATH"
        }
        Remedy::IndexIntoNewStore => {
            "index the transcripts again into a new store with --store PATH"
        }
        Remedy::Reembed { store, model } => {
            let (store, model) = (in_shell(&store.to_string_lossy()), in_shell(model));
            return format!(
                "`whosaid reembed --store {store} --model {model}` embeds its passages anew"
            );
        }
        Remedy::NameBroughtModel => "--model DIR names where it is now",
        Remedy::DescribeModel => "docs/models.md says what the folder of a model holds",
        Remedy::TryLater => "another process is writing it; try again when that has ended",
        Remedy::StartAgain => "start this command again",
        Remedy::UpdateProgram => "update whosaid: a newer version wrote it",
        Remedy::RemoveIndex(folder) => {
            let folder = in_shell(&folder.to_string_lossy());
            return format!(
                "put the store or its newest copy back (`whosaid restore COPY`), or delete {folder} to go \
                 on with what is there"
            );
        }
        Remedy::SetLogAside(log) => {
            let log = in_shell(&log.to_string_lossy());
            return format!(
                "move {log} away to go on with the file that is there, or put the former file back"
            );
        }
        Remedy::Salvage(store) => {
            let store = in_shell(&store.to_string_lossy());
            return format!("`whosaid salvage {store} --into NEW` reads what can be read of it");
        }
        Remedy::RestoreStore => {
            "`whosaid restore COPY` puts a copy of it back, and `whosaid salvage` reads what can be \
             read of it into a new store"
        }
        Remedy::OtherIdOrRemove(id) => {
            return format!(
                "index this one alone with --id NAME, or remove that one with `whosaid remove {id}`"
            );
        }
        Remedy::ListTranscripts => "`whosaid list` shows what there is",
        Remedy::ListHeard => "`whosaid heard list` lists them",
        Remedy::ListNameChanges => "`whosaid speakers history` lists them",
        Remedy::NameEncoding => "name the file's encoding with --encoding NAME",
        Remedy::NameFormat => {
            "--format NAME forces one; text of a few lines such as `Ann: hi` is read with --format plain"
        }
        Remedy::MakeTranscript(how) => how,
        Remedy::NameColumns => "name them with --columns start=BEGIN,speaker=WHO,text=WORDS",
        Remedy::NameTimeUnit => "say which with --time-unit s or --time-unit ms",
        Remedy::GiveWithTranscript => {
            "give it beside the transcript it belongs to: `whosaid index TRANSCRIPT --speakers FILE`"
        }
        Remedy::OmitSpeakers => "read it without --speakers",
        Remedy::OtherSpeakers => "give the RTTM file of this recording with --speakers FILE",
        Remedy::AllowPrivateAddresses => {
            "if you trust this feed to reach into your network, run again with --allow-private"
        }
        Remedy::NameRuntime => "--onnxruntime or ORT_DYLIB_PATH names your own",
        Remedy::NameModel => "--model-dir or WHOSAID_MODEL_DIR names that folder",
        Remedy::NameModelAndRuntime => {
            "or name files you have: --model-dir (or WHOSAID_MODEL_DIR) for the model, \
             --onnxruntime (or ORT_DYLIB_PATH) for ONNX Runtime, WHOSAID_HOME for the folder of both"
        }
        Remedy::MoreMemory => {
            "raise the limit on it (`ulimit -v`), or try --reader off and --threads 1"
        }
        Remedy::CheckModel => "`whosaid doctor` checks the model's files",
        Remedy::NameTranscripts => "--transcripts must name the folder with the transcripts' files",
    };
    words.to_owned()
}

/// Returns a text as a shell reads it as one argument.
pub(crate) fn in_shell(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+:@%,".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_spaces_and_quotes_is_one_argument() {
        assert_eq!(in_shell("/data/talks.db"), "/data/talks.db");
        assert_eq!(in_shell("my talks.db"), "'my talks.db'");
        assert_eq!(in_shell("Ann's.db"), r"'Ann'\''s.db'");
    }
}
