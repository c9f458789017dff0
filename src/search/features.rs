//! Names the features of a score: one list for a candidate's values and for their weights.
//!
//! A score is the weighted sum of these features and of nothing else. `examples/fit` makes the
//! weights from labelled questions.

use serde::Serialize;

macro_rules! features {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// One number for each feature of a score: a candidate's value, its weight, or their product.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
        pub struct Features {
            $($(#[$doc])* pub $name: f32,)+
        }

        impl Features {
            /// The names, in order.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),+];

            /// Returns the numbers in the order of the names.
            pub fn to_array(self) -> [f32; Self::NAMES.len()] {
                [$(self.$name),+]
            }

            /// Returns the features with these numbers, in the order of the names.
            pub fn from_array(numbers: [f32; Self::NAMES.len()]) -> Self {
                let [$($name),+] = numbers;
                Self { $($name),+ }
            }
        }
    };
}

features! {
    /// The cosine of the topic's embedding and the passage's.
    meaning,
    /// BM25 of the topic's words, as a share of the most there could be.
    bm25,
    /// MaxSim of the topic's tokens and the passage's.
    max_sim,
    /// MaxSim where a token may also match in the passage before: the host asks, the guest answers.
    max_sim_with_one_before,
    /// MaxSim where a token may also match in the two passages before.
    max_sim_with_two_before,
    /// The mean similarity of the topic's words in these three passages, without the word that
    /// matches best: a name alone says little.
    max_sim_beside_best,
    /// `meaning` of the passage before.
    meaning_before,
    /// `meaning` of the passage after.
    meaning_after,
    /// `bm25` of the passage before.
    bm25_before,
    /// `bm25` of the passage after.
    bm25_after,
    /// `max_sim` of the passage before.
    max_sim_before,
    /// The logarithm of the passage's length as a share of 60 words, where it is shorter: a few
    /// words are easily near to anything.
    brevity,
    /// The logarithm of the passage's length as a share of 60 words, where it is longer: many words
    /// easily include one that is near to anything.
    length,
    /// 1 where the question asks for a number and the passage has one.
    counts,
    /// 1 where the question asks for a time and the passage has one.
    dates,
    /// 1 where the passage ends with a question: questions resemble questions.
    asks,
    /// 1 where the passage before ends with a question.
    replies,
    /// `max_sim` of the passage before, where that ends with a question: this one may answer it.
    replies_to,
    /// 1 where the question names the speaker, -1 where it asks what is said about the speaker.
    named,
    /// How near the passage is to the end of the recording that the question asks for, from 0 to 1.
    edge,
}

/// The weight of each feature.
pub type Weights = Features;

impl Features {
    /// Returns what each feature adds to the score under these weights.
    pub fn weighted(&self, weights: &Weights) -> Features {
        let (values, weights) = (self.to_array(), weights.to_array());
        Features::from_array(std::array::from_fn(|at| weights[at] * values[at]))
    }

    /// Returns the sum of all.
    pub fn sum(&self) -> f32 {
        self.to_array().iter().sum()
    }
}
