//! Keeps a set of a graph's nodes as one bit a node.

/// Some of the nodes `0..nodes`.
#[derive(Debug, Clone, Default)]
pub(super) struct NodeSet {
    bits: Vec<u64>,
    count: usize,
}

impl NodeSet {
    /// Returns an empty set that takes nodes below `nodes`.
    pub(super) fn empty(nodes: usize) -> Self {
        let mut set = Self::default();
        set.clear(nodes);
        set
    }

    /// Empties the set, keeping its memory, and makes it take nodes below `nodes`.
    pub(super) fn clear(&mut self, nodes: usize) {
        self.bits.clear();
        self.bits.resize(nodes.div_ceil(64), 0);
        self.count = 0;
    }

    /// Adds a node, and returns whether it was not in the set.
    pub(super) fn insert(&mut self, node: u32) -> bool {
        let bits = &mut self.bits[node as usize / 64];
        let bit = 1 << (node % 64);
        let is_new = *bits & bit == 0;
        *bits |= bit;
        self.count += usize::from(is_new);
        is_new
    }

    pub(super) fn contains(&self, node: u32) -> bool {
        self.bits[node as usize / 64] >> (node % 64) & 1 == 1
    }

    /// Returns how many nodes are in the set.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Returns the nodes, ascending.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        self.bits.iter().enumerate().flat_map(|(place, &bits)| {
            let mut left = bits;
            std::iter::from_fn(move || {
                let next = left.trailing_zeros();
                left &= left.wrapping_sub(1);
                (next < 64).then_some(place as u32 * 64 + next)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_lists_each_node_once_and_ascending() {
        let mut set = NodeSet::empty(130);
        let is_new = [129, 0, 64, 63, 64].map(|node| set.insert(node));
        assert_eq!(is_new, [true, true, true, true, false]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 63, 64, 129]);
        assert_eq!(set.len(), 4);
        assert!(set.contains(63) && !set.contains(62));
        set.clear(130);
        assert_eq!((set.len(), set.iter().count()), (0, 0));
    }
}
