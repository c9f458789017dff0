//! Lists the elements of web pages by what they mean for words, and reads the language of a page.

use html5gum::{Token, Tokenizer};

use crate::language::LanguageTag;

/// Elements whose text is not shown on a page.
pub(super) const UNSPOKEN: &str = "script style title template noscript iframe object svg math textarea \
                        select button xmp noembed";

/// Elements inside a line of text. Any other ends a paragraph.
pub(super) const INLINE: &str = "a abbr b bdi bdo br code del dfn em i img ins kbd mark q s small span \
                      strong sub u";

/// Returns whether a list has the name of an element.
pub(super) fn is_in(list: &str, name: &[u8]) -> bool {
    list.split(' ').any(|listed| listed.as_bytes() == name)
}

/// Returns the language that the `lang` of a page's root states.
pub(super) fn language_of_page(text: &str) -> Option<LanguageTag> {
    let mut tags = Tokenizer::new(text).filter_map(|Ok(token)| match token {
        Token::StartTag(tag) => Some(tag),
        _ => None,
    });
    let root = tags.next().filter(|tag| &**tag.name == b"html")?;
    let lang = root.attributes.get(&b"lang"[..])?;
    LanguageTag::stated(&String::from_utf8_lossy(lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_of_a_page_states_its_language() {
        let page = "<!doctype html>\n<!-- x --><HTML class=a lang='de-ch'><p lang=fr>Oui.</p>";
        let stated = language_of_page(page).map(|tag| tag.to_string());
        assert_eq!(stated.as_deref(), Some("de-CH"));
        assert_eq!(language_of_page("<p lang=fr>Oui.</p>"), None);
    }
}
