//! Compares texts with the scripts that languages are written in.

use super::function_words::LANGUAGES;
use super::script::{Script, ScriptCounts, is_alone_in_script};
use super::subtag::Language;

/// Returns whether a text may be in a language, by its letters. A text without letters may be in any
/// language, and any text in a language whose script is not known.
pub fn is_written_in(text: &str, language: Language) -> bool {
    // Serbian is written in two alphabets.
    let script = match LANGUAGES.iter().find(|known| known.language == language) {
        Some(known) if language.code() != "sr" => known.script,
        None if is_alone_in_script(language) => Script::Of(language),
        _ => return true,
    };
    let of_text = ScriptCounts::new(text).main();
    of_text.is_none_or(|of_text| of_text.written_with() == script.written_with())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_in_no_language_of_another_script() {
        for (code, text, is_written) in [
            ("en", "The mill.", true),
            ("en", "الطاحونة", false),
            ("en", "1947", true),
            ("ru", "Мельница H100", true),
            ("ru", "The mill.", false),
            ("ja", "水車", true),
            ("ja", "みず", true),
            ("zh", "水车", true),
            ("he", "טחנה", true),
            ("he", "الطاحونة", false),
            ("sr", "Vodenica", true),
            ("kk", "الطاحونة", true),
        ] {
            let language = code.parse().unwrap();
            assert_eq!(is_written_in(text, language), is_written, "{code} {text}");
        }
    }
}
