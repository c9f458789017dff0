//! Reads tantivy's postings: which documents have a term, and which passages these are.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocSet, SegmentReader, TERMINATED, TantivyError};

use crate::store::PassageId;

/// Returns how a segment's documents are numbered as passages.
pub(super) fn ids(reader: &SegmentReader) -> Result<impl Fn(u32) -> PassageId, TantivyError> {
    let ids = reader.fast_fields().u64("id")?;
    Ok(move |doc| PassageId(ids.values.get_val(doc) as u32))
}

/// Calls `take` with each document of the postings and how often it has the term.
pub(super) fn each_document(mut postings: SegmentPostings, mut take: impl FnMut(u32, u32)) {
    let mut doc = postings.doc();
    while doc != TERMINATED {
        take(doc, postings.term_freq());
        doc = postings.advance();
    }
}
