//! Where a list goes on, as a caller carries it from page to page.
//!
//! In: a listing and the place where its page ended. Out: text that means nothing to a caller, and
//! from such text the place again. It also carries a digest of filters, order and place, so that one
//! that was changed, cut or taken to another list is told. It is no secret: a caller who forges one
//! sees what they may list anyway. Never here: a number of transcripts, which would point elsewhere
//! after one is added or removed.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::engine::{ListPlace, Listing};

/// How much of the digest is carried, in bytes.
const DIGEST_BYTES: usize = 8;

/// Returns the cursor of a place.
pub(super) fn write(listing: &Listing, place: &ListPlace) -> String {
    let text = text_of(place);
    let digest = digest(listing, &text);
    let bytes = digest.iter().chain(text.as_bytes());
    bytes.fold(String::new(), |mut cursor, byte| {
        // Writing to a string cannot fail.
        let _ = write!(cursor, "{byte:02x}");
        cursor
    })
}

/// Returns the place of a cursor, or `None` where it is no cursor of this listing.
pub(super) fn read(listing: &Listing, cursor: &str) -> Option<ListPlace> {
    let bytes = bytes_of(cursor)?;
    let (told, text) = bytes.split_at_checked(DIGEST_BYTES)?;
    let text = std::str::from_utf8(text).ok()?;
    if told != digest(listing, text) {
        return None;
    }
    let (date, id) = text.split_once(' ')?;
    let date = (!date.is_empty()).then(|| date.parse()).transpose().ok()?;
    let id = id.to_owned();
    Some(ListPlace { date, id })
}

fn text_of(place: &ListPlace) -> String {
    let date = place.date.map(|date| date.to_string()).unwrap_or_default();
    format!("{date} {}", place.id)
}

fn digest(listing: &Listing, text: &str) -> [u8; DIGEST_BYTES] {
    // Escaped as Rust writes strings, so that no filter can end before its end.
    let filters = format!(
        "{:?} {:?} {:?} {:?} {} {text:?}",
        listing.containing,
        listing.speaker,
        listing.from.map(|date| date.to_string()),
        listing.to.map(|date| date.to_string()),
        listing.order.name(),
    );
    let digest = Sha256::digest(filters);
    std::array::from_fn(|place| digest[place])
}

/// Returns the bytes of text in hexadecimal, as [`write()`] writes it.
fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .bytes()
        .map(|byte| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        })
        .collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(
        digits
            .chunks(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::ListOrder;

    fn listing() -> Listing {
        Listing {
            speaker: Some("Ana".into()),
            ..Listing::default()
        }
    }

    fn places() -> [ListPlace; 2] {
        let date = Some("2024-05-31".parse().unwrap());
        let id = "a b\nc é".to_owned();
        [
            ListPlace { date, id },
            ListPlace {
                date: None,
                id: String::new(),
            },
        ]
    }

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        for place in places() {
            let cursor = write(&listing(), &place);
            assert!(cursor.bytes().all(|byte| byte.is_ascii_alphanumeric()));
            assert_eq!(read(&listing(), &cursor), Some(place));
        }
    }

    #[test]
    fn a_cursor_with_any_character_changed_or_cut_is_none() {
        let cursor = write(&listing(), &places()[0]);
        for at in 0..cursor.len() {
            let mut changed = cursor.clone();
            let other = if &cursor[at..=at] == "0" { "1" } else { "0" };
            changed.replace_range(at..=at, other);
            assert_eq!(read(&listing(), &changed), None, "{changed}");
            assert_eq!(read(&listing(), &cursor[..at]), None);
        }
        for nonsense in ["zz", "é", "00", &"0".repeat(1000), &format!("{cursor}00")] {
            assert_eq!(read(&listing(), nonsense), None);
        }
    }

    #[test]
    fn a_cursor_of_another_list_is_none_and_another_limit_is_the_same_list() {
        let place = &places()[0];
        let cursor = write(&listing(), place);
        let newest = Listing {
            order: ListOrder::Newest,
            ..listing()
        };
        assert_eq!(read(&newest, &cursor), None);
        assert_eq!(read(&Listing::default(), &cursor), None);
        let shorter = Listing {
            limit: Some(1),
            ..listing()
        };
        assert_eq!(read(&shorter, &cursor).as_ref(), Some(place));
    }
}
