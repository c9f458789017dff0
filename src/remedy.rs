//! Names what helps against an error, so that each door can word it.
//!
//! The library says what is wrong and which [`Remedy`] helps. The command line words it as an
//! option or a command, the HTTP API as a parameter, and the tools as an argument.

use std::path::PathBuf;

/// What helps against an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Index transcripts: the store is missing or empty.
    IndexFirst,
    /// Check the store and its index.
    CheckStore,
    /// Use another store file.
    OtherStore,
    /// Make the folder of the store writable, or use another store file.
    WritableFolder,
    /// Index the transcripts again into a new store.
    IndexIntoNewStore,
    /// Embed the passages of this store anew with the model of this name or in this folder.
    Reembed {
        /// The store's file.
        store: PathBuf,
        /// The name or the folder.
        model: String,
    },
    /// Say where the folder of the user's model is.
    NameBroughtModel,
    /// See what the folder of a user's model has to hold.
    DescribeModel,
    /// Try again once the process has ended that writes the store.
    TryLater,
    /// Start the program again: another process has changed what it loaded.
    StartAgain,
    /// Use a newer version of this program, which wrote the store.
    UpdateProgram,
    /// Put the store or its newest copy back, or delete this folder of an index to go on with what is
    /// there.
    RemoveIndex(PathBuf),
    /// Move this log away to go on with the store as its file is, or put the former file back.
    SetLogAside(PathBuf),
    /// Read what can be read of this store into a new one.
    Salvage(PathBuf),
    /// Put a copy of the store back, or index the transcripts again into a new one.
    RestoreStore,
    /// Index this transcript alone under another id, or remove the one that has the id.
    OtherIdOrRemove(String),
    /// List the transcripts: the id is unknown.
    ListTranscripts,
    /// List the changes of names: the number is unknown, or undone already.
    ListNameChanges,
    /// List the spellings that are kept of names.
    ListHeard,
    /// Name the encoding of the file.
    NameEncoding,
    /// Name the format of the file.
    NameFormat,
    /// Make a transcript of the file with another program: how, in words for every door.
    MakeTranscript(&'static str),
    /// Name the columns or fields that count.
    NameColumns,
    /// Say whether numbers are seconds or milliseconds.
    NameTimeUnit,
    /// Give the RTTM file beside the transcript it belongs to.
    GiveWithTranscript,
    /// Read the transcript without the file of speakers.
    OmitSpeakers,
    /// Give the file of speakers that belongs to this recording.
    OtherSpeakers,
    /// Allow addresses inside the own network.
    AllowPrivateAddresses,
    /// Name the ONNX Runtime library of this machine.
    NameRuntime,
    /// Name the folder of the model.
    NameModel,
    /// Name a model and an ONNX Runtime that are on this machine already.
    NameModelAndRuntime,
    /// Give the process more memory, or load less into it.
    MoreMemory,
    /// Check the model's files.
    CheckModel,
    /// Give the folder that holds the transcripts of the questions.
    NameTranscripts,
}
