//! Says which of an episode's transcripts was taken, and which languages there are.

use crate::feed::{Item, Offer};

/// Returns which transcript was taken, the one from this address, and which others there were:
/// `took en text; also offered: es VTT`. Returns `None` where there was no other.
pub(super) fn choice_of(item: &Item, from: &str) -> Option<String> {
    let is_taken = |offer: &&Offer| offer.at.to_string() == from;
    let (taken, others): (Vec<&Offer>, Vec<&Offer>) = item.transcripts.iter().partition(is_taken);
    let taken = taken.first()?;
    let others = listed(item, &others)?;
    let taken = described(item, taken);
    Some(format!("took {taken}; also offered: {others}"))
}

/// Returns what there is in other languages, where nothing is in the one that was asked for.
pub(super) fn offered_instead(item: &Item) -> Option<String> {
    let offers: Vec<&Offer> = item.in_other_languages.iter().collect();
    item.transcripts.is_empty().then(|| listed(item, &offers))?
}

/// Returns the offers, each kind once: `es VTT, text`.
fn listed(item: &Item, offers: &[&Offer]) -> Option<String> {
    let mut kinds: Vec<String> = Vec::new();
    for offer in offers {
        let kind = described(item, offer);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    (!kinds.is_empty()).then(|| kinds.join(", "))
}

/// Returns the language, where it is known, and the format.
fn described(item: &Item, offer: &Offer) -> String {
    let format = offer.format_name();
    match item.language_of(offer) {
        Some(language) => format!("{language} {format}"),
        None => format.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::{Base, read};

    /// An item of an English feed that offers a text and a Spanish VTT.
    fn item() -> Item {
        let feed = "<rss><channel><language>en</language><item><guid>g</guid>\
            <podcast:transcript url='a.txt' type='text/plain'/>\
            <podcast:transcript url='b.vtt' type='text/vtt' language='es'/>\
            </item></channel></rss>";
        let base = Base::Web("https://pod.example/".parse().unwrap());
        read(feed.as_bytes(), &base).unwrap().items.remove(0)
    }

    #[test]
    fn a_choice_names_what_was_taken_and_what_else_there_was() {
        let choice = choice_of(&item(), "https://pod.example/a.txt").unwrap();
        assert_eq!(choice, "took en text; also offered: es VTT");
    }

    #[test]
    fn one_transcript_alone_is_no_choice() {
        let mut item = item();
        item.keep_language(&"es".parse().unwrap());
        assert_eq!(choice_of(&item, "https://pod.example/b.vtt"), None);
        assert_eq!(offered_instead(&item), None);
    }

    #[test]
    fn other_languages_are_named_where_the_one_asked_for_is_missing() {
        let mut item = item();
        item.keep_language(&"fr".parse().unwrap());
        assert_eq!(offered_instead(&item).as_deref(), Some("en text, es VTT"));
    }
}
