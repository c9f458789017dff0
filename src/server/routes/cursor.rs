//! Writes and reads cursors, which lead from page to page of a list.
//!
//! A cursor names the transcript after which the next page begins, so that paging neither skips nor
//! repeats one where others are added or removed. It also carries a digest of the filters, the
//! order and the place, so that a cursor that was changed, cut or taken to another list is
//! recognised. It is no secret: a caller who forges one sees what they may list anyway.

use sha2::{Digest, Sha256};

use crate::engine::{ListPlace, Listing};

/// How many hexadecimal digits of the digest a cursor carries.
const DIGEST_DIGITS: usize = 16;

/// Returns the cursor of a place in a list.
pub(super) fn write(listing: &Listing, place: &ListPlace) -> String {
    let date = place.date.map(|date| date.to_string()).unwrap_or_default();
    let text = format!("{date} {}", place.id);
    digest(listing, &text) + &hex(text.as_bytes())
}

/// Returns the place of a cursor, or `None` where it is no cursor of this list.
pub(super) fn read(listing: &Listing, cursor: &str) -> Option<ListPlace> {
    let (given, text) = cursor.split_at_checked(DIGEST_DIGITS)?;
    let bytes: Option<Vec<u8>> = text.as_bytes().chunks(2).map(byte_of).collect();
    let text = String::from_utf8(bytes?).ok()?;
    if given != digest(listing, &text) {
        return None;
    }
    let (date, id) = text.split_once(' ')?;
    let date = (!date.is_empty()).then(|| date.parse()).transpose().ok()?;
    let id = id.to_owned();
    Some(ListPlace { date, id })
}

fn digest(listing: &Listing, text: &str) -> String {
    // Each filter is written as a quoted Rust string, so that different filters never give the same
    // text.
    let filters = format!(
        "{:?} {:?} {:?} {:?} {} {text:?}",
        listing.containing,
        listing.speaker,
        listing.from.map(|date| date.to_string()),
        listing.to.map(|date| date.to_string()),
        listing.order.name(),
    );
    hex(&Sha256::digest(filters)[..DIGEST_DIGITS / 2])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the byte of two digits as [`hex`] writes them.
fn byte_of(digits: &[u8]) -> Option<u8> {
    let byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    (hex(&[byte]).as_bytes() == digits).then_some(byte)
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
    fn a_changed_or_cut_cursor_is_none() {
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
    fn a_cursor_holds_for_its_list_with_any_limit() {
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
