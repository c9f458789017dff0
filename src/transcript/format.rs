//! Defines the formats that can be read, and their names.

use std::fmt;

use crate::named::named_enum;

named_enum! {
    /// A format that can be read. A file's content decides it, not its extension.
    ///
    /// The formats are tried in this order.
    pub enum Format {
        /// Deepgram's JSON.
        Deepgram = "deepgram",
        /// Amazon Transcribe's JSON.
        AwsTranscribe = "aws-transcribe",
        /// The JSON of Azure's batch transcription.
        Azure = "azure",
        /// Rev.ai's JSON.
        RevAi = "rev-ai",
        /// IBM Watson's JSON.
        Watson = "watson",
        /// Speechmatics' JSON.
        Speechmatics = "speechmatics",
        /// Gladia's JSON.
        Gladia = "gladia",
        /// JSON of Google Speech-to-Text and of NVIDIA Riva.
        Google = "google",
        /// YouTube's json3.
        YouTube = "youtube",
        /// Oyez's JSON: oral arguments of the Supreme Court of the United States.
        Oyez = "oyez",
        /// Recall.ai's JSON.
        Recall = "recall",
        /// Fireflies' JSON.
        Fireflies = "fireflies",
        /// Gong's JSON.
        Gong = "gong",
        /// Otter's JSON.
        OtterJson = "otter-json",
        /// JSON of Adobe Premiere Pro.
        Adobe = "adobe",
        /// whisper.cpp's JSON.
        WhisperCpp = "whisper-cpp",
        /// JSON of Hugging Face's pipelines, such as insanely-fast-whisper.
        HuggingFace = "hugging-face",
        /// Soniox's JSON.
        Soniox = "soniox",
        /// ElevenLabs Scribe's JSON.
        ElevenLabs = "elevenlabs",
        /// JSON of the BBC's Digital Paper Edit.
        PaperEdit = "digital-paper-edit",
        /// JSON of Vosk and of the BBC's Kaldi.
        Kaldi = "kaldi",
        /// Podcasting 2.0 JSON.
        PodcastJson = "podcast-json",
        /// JSON of Whisper, of the OpenAI API and of WhisperX.
        Whisper = "whisper",
        /// AssemblyAI's JSON.
        AssemblyAi = "assemblyai",
        /// Sonix's JSON.
        Sonix = "sonix",
        /// pyannoteAI's JSON.
        PyannoteAi = "pyannote-ai",
        /// JSON of Microsoft Stream, in which Teams keeps recordings.
        MicrosoftStream = "microsoft-stream",
        /// JSON of Amazon Transcribe's call analytics and of Amazon Connect.
        AwsCallAnalytics = "aws-call-analytics",
        /// Happy Scribe's JSON.
        HappyScribe = "happy-scribe",
        /// JSON of Chorus.
        Chorus = "chorus",
        /// Any other JSON list with one object a line of speech.
        JsonList = "json-list",
        /// WebVTT.
        WebVtt = "webvtt",
        /// The tab-separated table of Whisper and WhisperX.
        WhisperTsv = "whisper-tsv",
        /// A table with a header: CSV and the like.
        Table = "table",
        /// Advanced SubStation Alpha, and SSA.
        Ass = "ass",
        /// SubRip.
        Srt = "srt",
        /// `00:00:01.000 - 00:00:02.500, Speaker: text`
        Lines = "lines",
        /// SubViewer, as YouTube once exported it.
        Sbv = "sbv",
        /// TTML as Apple Podcasts writes it.
        Ttml = "ttml",
        /// Podcasting 2.0 HTML.
        PodcastHtml = "podcast-html",
        /// Label tracks of Audacity.
        Audacity = "audacity",
        /// `[SPEAKER_00]: text`
        WhisperXText = "whisperx-text",
        /// Google Meet.
        Meet = "meet",
        /// Microsoft Teams.
        Teams = "teams",
        /// Otter.
        Otter = "otter",
        /// `**Name** (0:12)` over text.
        SpokenMarkdown = "spoken-markdown",
        /// `[00:12:34] Name: text`, `Name: text` and the like.
        Plain = "plain",
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
