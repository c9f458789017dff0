//! Stores the distinct vectors of some passages, and the graph over them, in one file.
//!
//! ```text
//! words (u32, this machine's byte order)
//!   0  magic "WSsg"           5  vectors (distinct)
//!   1  format version         6  nodes that the graph does not reach
//!   2  crc32 of the payload   7  0 with a graph, 1 without
//!   3  dimensions             8… payload
//!   4  passages
//! payload: eight zeros, so that the vectors begin with a cache line
//!          vectors[vectors × dimensions] as f32 bits
//!          with a graph: the vectors at a byte a number (see `rounded`); the graph (see `graph`);
//!          the unreached vectors
//!          passage ids[passages], ascending; the vector of each[passages]; the shape of
//!          each[passages], words in the low half; above them a bit each: question, number, date
//!          member offsets[vectors + 1]; member ids[passages], by vector
//! ```
//!
//! Equal vectors are stored once and shared. A segment so small that scanning is faster than
//! walking a graph has no graph in its file; the first walk builds one in memory. A file never
//! changes once it is written, and its checksum is verified before use.

mod links;

use std::collections::HashMap;
use std::io::Write;
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

use tantivy::directory::OwnedBytes;

use links::{Links, LinksLayout};

use super::dot::{dot, dot_rows};
use super::error::IndexError;
use super::files;
use super::filter::Removed;
use super::graph::Cursor;
use super::node_set::NodeSet;
use super::rounded::{RoundedQuestion, RoundedRow};
use super::scored::Scored;
use super::walk::WalkMemory;
use crate::embed::DIMENSIONS;
use crate::passage::PassageTraits;
use crate::store::PassageId;

const MAGIC: u32 = u32::from_be_bytes(*b"WSsg");
const FORMAT: u32 = 3;
const HEADER_WORDS: usize = 8;

/// With the header, the words of a cache line.
const PADDING: [u32; 8] = [0; 8];

/// The words of a vector at a byte a number.
const ROUNDED_WORDS: usize = DIMENSIONS / 4;

/// The header's last word in a segment without a graph.
const WITHOUT_GRAPH: u32 = 1;

/// Passages with their embeddings, as columns of one length.
#[derive(Default)]
pub(super) struct Embedded {
    pub ids: Vec<PassageId>,
    pub shapes: Vec<PassageTraits>,
    /// [`DIMENSIONS`] numbers for each passage.
    pub numbers: Vec<f32>,
}

impl Embedded {
    pub(super) fn push(&mut self, id: PassageId, shape: PassageTraits, numbers: &[f32]) {
        self.ids.push(id);
        self.shapes.push(shape);
        self.numbers.extend_from_slice(numbers);
    }

    pub(super) fn row(&self, place: usize) -> &[f32] {
        &self.numbers[place * DIMENSIONS..][..DIMENSIONS]
    }

    /// Returns the same passages in ascending order.
    pub(super) fn sorted(self) -> Self {
        if self.ids.is_sorted() {
            return self;
        }
        let mut order: Vec<usize> = (0..self.ids.len()).collect();
        order.sort_unstable_by_key(|&place| self.ids[place]);
        let mut sorted = Self::default();
        for place in order {
            sorted.push(self.ids[place], self.shapes[place], self.row(place));
        }
        sorted
    }
}

/// A mapped segment.
pub(super) struct VectorSegment {
    /// Its file's name.
    pub(super) name: String,
    bytes: OwnedBytes,
    layout: SegmentLayout,
    /// The graph that was made in memory, where the file has none.
    made: OnceLock<Links>,
    /// For each walk that goes on at one time.
    memories: Mutex<Vec<WalkMemory>>,
}

/// A graph with its vectors, in a file or made in memory.
struct LinksView<'a> {
    rows: &'a [RoundedRow],
    words: &'a [u32],
    layout: &'a LinksLayout,
}

impl VectorSegment {
    /// Writes the file of a segment of ascending passages and maps it. It has a graph where it has
    /// at least `graph_from` vectors.
    pub(super) fn build(
        folder: &Path,
        name: &str,
        passages: &Embedded,
        graph_from: usize,
    ) -> Result<Self, IndexError> {
        let ids = &passages.ids;
        let (vectors, vector_of_id) = distinct(&passages.numbers);
        let count = vectors.len() / DIMENSIONS;
        let links = (count >= graph_from).then(|| Links::make(&vectors));
        let (offsets, members) = group(ids, &vector_of_id, count);
        let numbers: Vec<u32> = ids.iter().map(|id| id.0).collect();
        let shapes: Vec<u32> = passages.shapes.iter().map(|it| shape_word(*it)).collect();
        let made = links.as_ref();
        let (rounded, words) = made.map_or((&[][..], &[][..]), |made| (&made.rows, &made.words));
        // The vectors, almost all of it, are not copied.
        let payload: [&[u8]; 9] = [
            bytemuck::cast_slice(&PADDING),
            bytemuck::cast_slice(&vectors),
            bytemuck::cast_slice(rounded.as_flattened()),
            bytemuck::cast_slice(words),
            bytemuck::cast_slice(&numbers),
            bytemuck::cast_slice(&vector_of_id),
            bytemuck::cast_slice(&shapes),
            bytemuck::cast_slice(&offsets),
            bytemuck::cast_slice(&members),
        ];
        let mut checksum = crc32fast::Hasher::new();
        payload.iter().for_each(|part| checksum.update(part));
        let unreached = links
            .as_ref()
            .map_or(0, |links| links.layout.unreached.len());
        let header = [
            MAGIC,
            FORMAT,
            checksum.finalize(),
            DIMENSIONS as u32,
            ids.len() as u32,
            count as u32,
            unreached as u32,
            if links.is_some() { 0 } else { WITHOUT_GRAPH },
        ];
        let path = folder.join(name);
        files::write_with(&path, |file| {
            let mut parts = std::iter::once(bytemuck::cast_slice(&header)).chain(payload);
            parts
                .try_for_each(|part| file.write_all(part))
                .map_err(IndexError::file(&path))
        })?;
        Self::open(folder, name).map_err(|reason| IndexError::File { path, reason })
    }

    /// Maps a segment's file and checks all of it.
    pub(super) fn open(folder: &Path, name: &str) -> Result<Self, String> {
        let bytes = files::map(folder, name)?;
        let words: &[u32] = bytemuck::try_cast_slice(&bytes)
            .map_err(|_| format!("{name} is cut off in the middle of a word"))?;
        let header = words.get(..HEADER_WORDS);
        let header = header.ok_or(format!("{name} is too short"))?;
        if header[0] != MAGIC
            || header[1] != FORMAT
            || header[3] as usize != DIMENSIONS
            || header[7] > WITHOUT_GRAPH
        {
            return Err(format!("{name} has another format"));
        }
        if crc32fast::hash(bytemuck::cast_slice(&words[HEADER_WORDS..])) != header[2] {
            return Err(format!("the checksum of {name} does not match"));
        }
        let [passages, vectors, unreached] = [4, 5, 6].map(|place| header[place] as usize);
        let misfit = || format!("the numbers of {name} do not fit together");
        let unreached = match (header[7], unreached) {
            (WITHOUT_GRAPH, 0) => None,
            (WITHOUT_GRAPH, _) => return Err(misfit()),
            (_, unreached) => Some(unreached),
        };
        let layout = SegmentLayout::read(words, passages, vectors, unreached).ok_or_else(misfit)?;
        Ok(Self {
            name: name.into(),
            bytes,
            layout,
            made: OnceLock::new(),
            memories: Mutex::default(),
        })
    }

    /// Returns whether the file has a graph.
    pub(super) fn has_graph(&self) -> bool {
        self.layout.links.is_some()
    }

    /// Returns the passages' numbers, ascending, with those of removed passages.
    pub(super) fn ids(&self) -> &[u32] {
        &self.words()[self.layout.ids.clone()]
    }

    /// Returns the passages that were not removed, ascending.
    pub(super) fn live_ids(&self, removed: &Removed) -> impl Iterator<Item = PassageId> {
        let ids = self.ids().iter().map(|&id| PassageId(id));
        ids.filter(|&id| !removed.contains(id))
    }

    /// Returns a passage's embedding, where it is in this segment.
    pub(super) fn embedding(&self, id: PassageId) -> Option<&[f32]> {
        let place = self.ids().binary_search(&id.0).ok()?;
        let vector = self.words()[self.layout.vector_of_id.clone()][place];
        Some(self.vector(vector))
    }

    /// Returns a passage's shape, where it is in this segment.
    pub(super) fn shape(&self, id: PassageId) -> Option<PassageTraits> {
        let place = self.ids().binary_search(&id.0).ok()?;
        let word = self.words()[self.layout.shapes.clone()][place];
        Some(PassageTraits {
            words: word as u16,
            is_question: word >> 16 & 1 == 1,
            has_number: word >> 17 & 1 == 1,
            has_date: word >> 18 & 1 == 1,
        })
    }

    /// Returns the passages of the `candidates` vectors that are nearest to the question, as far as
    /// `admits` lets them through, by walking the graph; and how many vectors were compared. Where
    /// the file has no graph, the first walk makes one.
    ///
    /// `admitted` has the vectors of the passages that are let through, and is `None` where all are.
    pub(super) fn graph_search(
        &self,
        question: &[f32],
        candidates: usize,
        admitted: Option<&NodeSet>,
        admits: impl Fn(PassageId) -> bool,
    ) -> (Vec<Scored>, usize) {
        let links = self.links();
        let graph = links.layout.graph.graph(links.words, links.rows);
        let mut memory = self.take_memory();
        let rounded = RoundedQuestion::new(question);
        let nearest = graph.search(&rounded, candidates, admitted, &mut memory);
        let mut found: Vec<u32> = nearest.iter().map(|(_, vector)| vector).collect();
        let unreached = &links.words[links.layout.unreached.clone()];
        found.extend(unreached);
        found.sort_unstable();
        found.dedup();
        let compared = memory.compared + unreached.len();
        self.give_back(memory);
        let passages = found.iter().flat_map(|&vector| {
            let score = dot(question, self.vector(vector));
            let members = self.members_of(vector).iter().map(|&id| PassageId(id));
            let admitted = members.filter(|&id| admits(id));
            admitted.map(move |id| Scored { id, score })
        });
        (passages.collect(), compared)
    }

    /// Returns the vectors of these passages, as far as they are in this segment and not removed.
    pub(super) fn vectors_of(&self, ids: &[PassageId], removed: &Removed) -> NodeSet {
        let mut vectors = NodeSet::empty(self.layout.vector_count());
        let vector_of_id = &self.words()[self.layout.vector_of_id.clone()];
        let mut left = self.ids();
        for &id in &ids[ids.partition_point(|id| Some(&id.0) < left.first())..] {
            let Some(&first) = left.first() else {
                break;
            };
            let Some(ahead) = id.0.checked_sub(first) else {
                continue;
            };
            let ahead = ahead as usize;
            // The numbers ascend, so the passage is at most that far ahead, and just there where
            // none between is missing.
            let place = match left.get(ahead) {
                Some(&number) if number == id.0 => ahead,
                _ => left[..left.len().min(ahead + 1)].partition_point(|&number| number < id.0),
            };
            left = &left[place..];
            if left.first() == Some(&id.0) && !removed.contains(id) {
                vectors.insert(vector_of_id[vector_of_id.len() - left.len()]);
            }
        }
        vectors
    }

    fn take_memory(&self) -> WalkMemory {
        let mut memories = self.memories.lock().unwrap_or_else(PoisonError::into_inner);
        let mut memory = memories.pop().unwrap_or_default();
        memory.compared = 0;
        memory
    }

    fn give_back(&self, memory: WalkMemory) {
        let mut memories = self.memories.lock().unwrap_or_else(PoisonError::into_inner);
        memories.push(memory);
    }

    /// Calls `take` with every passage that was not removed, scored by its similarity to the question.
    pub(super) fn scan(&self, question: &[f32], removed: &Removed, mut take: impl FnMut(Scored)) {
        dot_rows(question, self.vectors(), |vector, score| {
            for &id in self.members_of(vector as u32) {
                let id = PassageId(id);
                if !removed.contains(id) {
                    take(Scored { id, score });
                }
            }
        });
    }

    fn links(&self) -> LinksView<'_> {
        if let Some(layout) = &self.layout.links {
            let bytes: &[i8] = bytemuck::cast_slice(&self.words()[self.layout.rounded.clone()]);
            return LinksView {
                rows: bytes.as_chunks().0,
                words: self.words(),
                layout,
            };
        }
        let made = self.made.get_or_init(|| Links::make(self.vectors()));
        LinksView {
            rows: &made.rows,
            words: &made.words,
            layout: &made.layout,
        }
    }

    fn words(&self) -> &[u32] {
        // The map begins on a page boundary and its length was checked when it was opened.
        bytemuck::cast_slice(&self.bytes)
    }

    fn vectors(&self) -> &[f32] {
        bytemuck::cast_slice(&self.words()[self.layout.vectors.clone()])
    }

    fn vector(&self, vector: u32) -> &[f32] {
        &self.vectors()[vector as usize * DIMENSIONS..][..DIMENSIONS]
    }

    fn members_of(&self, vector: u32) -> &[u32] {
        let offsets = &self.words()[self.layout.member_offsets.clone()];
        let range = offsets[vector as usize] as usize..offsets[vector as usize + 1] as usize;
        &self.words()[self.layout.members.clone()][range]
    }
}

/// Where a segment's arrays lie among its words.
struct SegmentLayout {
    vectors: Range<usize>,
    /// Empty where there is no graph.
    rounded: Range<usize>,
    links: Option<LinksLayout>,
    ids: Range<usize>,
    vector_of_id: Range<usize>,
    shapes: Range<usize>,
    member_offsets: Range<usize>,
    members: Range<usize>,
}

impl SegmentLayout {
    /// Finds the arrays and checks that every number points inside them. `unreached` is `None`
    /// where there is no graph.
    fn read(
        words: &[u32],
        passages: usize,
        vectors: usize,
        unreached: Option<usize>,
    ) -> Option<Self> {
        let mut cursor = Cursor {
            words,
            at: HEADER_WORDS,
        };
        cursor.range(PADDING.len())?;
        let rounded_words = if unreached.is_some() {
            ROUNDED_WORDS
        } else {
            0
        };
        let layout = Self {
            vectors: cursor.range(vectors.checked_mul(DIMENSIONS)?)?,
            rounded: cursor.range(vectors.checked_mul(rounded_words)?)?,
            links: match unreached {
                Some(unreached) => Some(LinksLayout::read(&mut cursor, vectors, unreached)?),
                None => None,
            },
            ids: cursor.range(passages)?,
            vector_of_id: cursor.range(passages)?,
            shapes: cursor.range(passages)?,
            member_offsets: cursor.range(vectors + 1)?,
            members: cursor.range(passages)?,
        };
        let inside = |range: &Range<usize>| {
            let mut listed = words[range.clone()].iter();
            listed.all(|&vector| (vector as usize) < vectors)
        };
        let offsets = &words[layout.member_offsets.clone()];
        let sound = cursor.at == words.len()
            && words[layout.ids.clone()].is_sorted_by(|a, b| a < b)
            && inside(&layout.vector_of_id)
            && offsets.is_sorted()
            && offsets.last() == Some(&(passages as u32));
        sound.then_some(layout)
    }

    fn vector_count(&self) -> usize {
        self.vectors.len() / DIMENSIONS
    }
}

fn shape_word(shape: PassageTraits) -> u32 {
    let flags = [shape.is_question, shape.has_number, shape.has_date];
    let [question, number, date] = flags.map(u32::from);
    u32::from(shape.words) | question << 16 | number << 17 | date << 18
}

/// Returns each different row once, and for every row which of them it is.
fn distinct(embeddings: &[f32]) -> (Vec<f32>, Vec<u32>) {
    let mut seen: HashMap<&[u8], u32> = HashMap::new();
    let mut vectors = Vec::with_capacity(embeddings.len());
    let vector_of_row = embeddings.chunks_exact(DIMENSIONS).map(|row| {
        let next = seen.len() as u32;
        *seen.entry(bytemuck::cast_slice(row)).or_insert_with(|| {
            vectors.extend_from_slice(row);
            next
        })
    });
    let vector_of_row = vector_of_row.collect();
    (vectors, vector_of_row)
}

/// Groups passages by vector: offsets, and the passages' numbers in that order.
fn group(ids: &[PassageId], vector_of_id: &[u32], vectors: usize) -> (Vec<u32>, Vec<u32>) {
    let by_vector = vector_of_id.iter().zip(ids);
    let mut by_vector: Vec<_> = by_vector.map(|(&vector, id)| (vector, id.0)).collect();
    by_vector.sort_unstable();
    let first_of = |vector| by_vector.partition_point(|&(of, _)| of < vector) as u32;
    let offsets = (0..=vectors as u32).map(first_of).collect();
    (offsets, by_vector.into_iter().map(|(_, id)| id).collect())
}

#[cfg(test)]
mod tests;
