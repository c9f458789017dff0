//! Recognises files that are no transcripts, by their first bytes, and what makes a transcript of
//! them.

use std::fmt;

/// A kind of file that is no transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForeignFile {
    /// A sound recording.
    Audio,
    /// A film.
    Video,
    /// Subtitles that are pictures: VobSub, PGS.
    PictureSubtitles,
    /// Subtitles whose times are frames of a rate that they do not state: MicroDVD.
    FrameSubtitles,
    /// A PDF.
    Pdf,
    /// Rich Text Format.
    RichText,
    /// A document of Word before 2007.
    OldWord,
    /// Compressed with gzip, bzip2, xz or 7-Zip.
    Compressed,
    /// A picture.
    Picture,
    /// A database of SQLite, such as our own store.
    Database,
    /// A podcast's feed.
    Feed,
    /// A web page.
    WebPage,
    /// Who speaks when, without words: Zoom's timeline, or JSON of a program that tells voices apart.
    SpeakerTimes,
}

/// The first bytes of a kind of file: each text with where it stands.
type Signature = (&'static [(usize, &'static [u8])], ForeignFile);

/// What no transcript begins with.
const SIGNATURES: [Signature; 35] = [
    (&[(0, b"\xff\xfb")], ForeignFile::Audio),
    (&[(0, b"\xff\xfa")], ForeignFile::Audio),
    (&[(0, b"\xff\xf3")], ForeignFile::Audio),
    (&[(0, b"\xff\xf2")], ForeignFile::Audio),
    (&[(0, b"\xff\xf1")], ForeignFile::Audio),
    (&[(0, b"\xff\xf9")], ForeignFile::Audio),
    (&[(0, b"fLaC\x00")], ForeignFile::Audio),
    (&[(0, b"OggS\x00")], ForeignFile::Audio),
    (&[(0, b"#!AMR")], ForeignFile::Audio),
    (&[(0, b"ID3\x02")], ForeignFile::Audio),
    (&[(0, b"ID3\x03")], ForeignFile::Audio),
    (&[(0, b"ID3\x04")], ForeignFile::Audio),
    (&[(0, b"FORM"), (8, b"AIF")], ForeignFile::Audio),
    (&[(0, b"RIFF"), (8, b"WAVE")], ForeignFile::Audio),
    (&[(0, b"RIFF"), (8, b"AVI ")], ForeignFile::Video),
    (&[(0, b"RIFF"), (8, b"WEBP")], ForeignFile::Picture),
    (&[(0, b"\x00\x00\x00"), (4, b"ftypM4A")], ForeignFile::Audio),
    (&[(0, b"\x00\x00\x00"), (4, b"ftypM4B")], ForeignFile::Audio),
    (&[(0, b"\x00\x00\x00"), (4, b"ftyp")], ForeignFile::Video),
    (&[(0, b"\x1a\x45\xdf\xa3")], ForeignFile::Video),
    (&[(0, b"FLV\x01")], ForeignFile::Video),
    (
        &[(0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11")],
        ForeignFile::Video,
    ),
    (&[(0, b"\x00\x00\x01\xba")], ForeignFile::PictureSubtitles),
    (&[(0, b"PG\x00")], ForeignFile::PictureSubtitles),
    (
        &[(0, b"# VobSub index file")],
        ForeignFile::PictureSubtitles,
    ),
    (&[(0, b"%PDF-")], ForeignFile::Pdf),
    (&[(0, b"{\\rtf")], ForeignFile::RichText),
    (
        &[(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")],
        ForeignFile::OldWord,
    ),
    (&[(0, b"\x1f\x8b")], ForeignFile::Compressed),
    (&[(0, b"BZh"), (4, b"1AY&SY")], ForeignFile::Compressed),
    (&[(0, b"\xfd7zXZ\x00")], ForeignFile::Compressed),
    (&[(0, b"7z\xbc\xaf\x27\x1c")], ForeignFile::Compressed),
    (&[(0, b"\x89PNG")], ForeignFile::Picture),
    (&[(0, b"\xff\xd8\xff")], ForeignFile::Picture),
    (&[(0, b"SQLite format 3\x00")], ForeignFile::Database),
];

impl ForeignFile {
    /// Returns what the first bytes say that a file is.
    pub(super) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let stands = |&(at, text): &(usize, &[u8])| {
            bytes.get(at..).is_some_and(|bytes| bytes.starts_with(text))
        };
        let mut signatures = SIGNATURES.iter();
        let found = signatures.find(|(texts, _)| texts.iter().all(stands));
        found.map(|&(_, kind)| kind)
    }

    /// Returns what the first words say that a text is, which has the shape of no format.
    pub(super) fn of_text(text: &str) -> Option<Self> {
        const HEAD_BYTES: usize = 2000;
        let first = text.trim_start();
        let mut end = first.len().min(HEAD_BYTES);
        while !first.is_char_boundary(end) {
            end -= 1;
        }
        let head = first[..end].to_ascii_lowercase();
        if is_frame_line(first.lines().next().unwrap_or_default()) {
            Some(Self::FrameSubtitles)
        } else if head.starts_with('<') && (head.contains("<rss") || head.contains("<feed")) {
            Some(Self::Feed)
        } else if head.starts_with("<!doctype html") || head.starts_with("<html") {
            Some(Self::WebPage)
        } else {
            None
        }
    }

    /// Returns whether a file of this kind begins like JSON.
    pub(super) fn begins_like_json(self) -> bool {
        self == Self::FrameSubtitles
    }

    /// Returns what makes a transcript of it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Audio | Self::Video => {
                "a speech recogniser makes its transcript, such as whisper.cpp or WhisperX, whose \
                 JSON, SRT and VTT are read"
            }
            Self::PictureSubtitles => {
                "a program that recognises letters, such as Subtitle Edit, makes SRT of them"
            }
            Self::FrameSubtitles => "convert it to SRT with the film's frame rate, with ffmpeg say",
            Self::Pdf => "`pdftotext -layout FILE` takes the text out, which may be read",
            Self::RichText => "save it as plain text or as .docx",
            Self::OldWord => "save it as .docx",
            Self::Compressed => "unpack it first",
            Self::Picture => "there is no text in it to read",
            Self::Database => {
                "there is no transcript in it; a store is named as the store, not indexed"
            }
            Self::Feed => "give its address, or its file with a name that ends in .xml",
            Self::WebPage => "copy the words of the transcript into a text file",
            Self::SpeakerTimes => {
                "give the transcript that has the words; of a meeting in Zoom, the audio transcript \
                 (.vtt)"
            }
        }
    }
}

/// Returns whether a line begins like MicroDVD: `{25}{50}Good evening.`
fn is_frame_line(line: &str) -> bool {
    let number = |text: &str| -> Option<usize> {
        let (digits, _) = text.strip_prefix('{')?.split_once('}')?;
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then_some(digits.len() + 2)
    };
    number(line).is_some_and(|length| number(&line[length..]).is_some())
}

impl fmt::Display for ForeignFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Audio => "a sound recording",
            Self::Video => "a film",
            Self::PictureSubtitles => "subtitles in pictures",
            Self::FrameSubtitles => "MicroDVD subtitles, whose times are frames of an unknown rate",
            Self::Pdf => "a PDF",
            Self::RichText => "Rich Text",
            Self::OldWord => "a document of an old Word",
            Self::Compressed => "a compressed file",
            Self::Picture => "a picture",
            Self::Database => "a database",
            Self::Feed => "a podcast's feed",
            Self::WebPage => "a web page without a known transcript",
            Self::SpeakerTimes => "a list of who speaks when, without words",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_tell_recordings_documents_and_pictures() {
        for (bytes, kind) in [
            (&b"ID3\x04\x00"[..], ForeignFile::Audio),
            (b"RIFF\x24\x08\x00\x00WAVEfmt ", ForeignFile::Audio),
            (b"\x00\x00\x00\x20ftypM4A ", ForeignFile::Audio),
            (b"\x00\x00\x00\x20ftypisom", ForeignFile::Video),
            (b"%PDF-1.7", ForeignFile::Pdf),
            (b"{\\rtf1\\ansi", ForeignFile::RichText),
            (b"# VobSub index file, v7", ForeignFile::PictureSubtitles),
        ] {
            assert_eq!(ForeignFile::of_bytes(bytes), Some(kind));
        }
        for text in [
            "Ann: hello",
            "FORMER MAYOR: so",
            "CAPTAIN WAVERLY: so",
            "BZhang: so",
        ] {
            assert_eq!(ForeignFile::of_bytes(text.as_bytes()), None, "{text}");
        }
        assert_eq!(ForeignFile::of_bytes(b""), None);
    }

    #[test]
    fn first_words_tell_pages_feeds_and_frames() {
        for (text, kind) in [
            ("{1}{25}Good evening.", ForeignFile::FrameSubtitles),
            (
                "<?xml version=\"1.0\"?>\n<rss version=\"2.0\">",
                ForeignFile::Feed,
            ),
            ("<!DOCTYPE html>\n<html>", ForeignFile::WebPage),
        ] {
            assert_eq!(ForeignFile::of_text(text), Some(kind), "{text}");
        }
        assert_eq!(ForeignFile::of_text("{1} so"), None);
    }
}
