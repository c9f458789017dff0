//! Lists the elements of web pages by what they mean for words.

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
