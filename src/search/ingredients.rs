//! What a score is made of: the same names for a candidate's numbers and for their weights.
//!
//! In: numbers. Out: their weighted sum. The list below is the whole recipe; `whosaid eval --fit`
//! re-makes the weights from labelled questions. Never here: how a number comes about (see
//! [`super::features`]).

use serde::Serialize;

macro_rules! ingredients {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// One number for each ingredient of a score: what a candidate has of it, or its weight.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
        pub struct Ingredients {
            $($(#[$doc])* pub $name: f32,)+
        }

        impl Ingredients {
            /// The names, in order.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name)),+];

            /// Returns the numbers in the order of the names.
            pub fn to_array(self) -> [f32; Self::NAMES.len()] {
                [$(self.$name),+]
            }

            /// Returns the ingredients of these numbers, in the order of the names.
            pub fn from_array(numbers: [f32; Self::NAMES.len()]) -> Self {
                let [$($name),+] = numbers;
                Self { $($name),+ }
            }
        }
    };
}

ingredients! {
    /// The cosine of the topic's embedding and the passage's.
    meaning,
    /// BM25 of the topic's words, as a share of the most there could be.
    words,
    /// MaxSim of the topic's tokens.
    late,
    /// MaxSim where each token may also be met in the passage before: the host asks, the guest
    /// answers.
    late_with_one_before,
    /// MaxSim where each token may also be met in the two passages before.
    late_with_two_before,
    /// The mean of how well the topic's words are met in these three passages, but for the word
    /// that is met best: a name alone says little.
    late_beside_best,
    /// `meaning` of the passage before.
    meaning_before,
    /// `meaning` of the passage after.
    meaning_after,
    /// `words` of the passage before.
    words_before,
    /// `words` of the passage after.
    words_after,
    /// `late` of the passage before.
    late_before,
    /// The logarithm of the passage's length as a share of 60 words, where it is shorter: a few
    /// words are easily near to anything.
    brevity,
    /// The logarithm of the passage's length as a share of 60 words, where it is longer: many words
    /// easily have one that is near to anything.
    length,
    /// 1 where a number is asked for and the passage has one.
    counts,
    /// 1 where a time is asked for and the passage has one.
    dates,
    /// 1 where the passage ends with a question: questions resemble questions.
    asks,
    /// 1 where the passage before ends with a question.
    replies,
    /// `late` of the passage before, where that ends with a question: an answer to what is asked.
    replies_to,
    /// 1 where the question names the speaker, -1 where it asks what is said about the speaker.
    named,
    /// How near the passage is to the end of the recording that the question asks for, from 0 to 1.
    edge,
}

/// What each ingredient counts.
pub type Weights = Ingredients;

/// What a candidate has of each ingredient.
pub type Features = Ingredients;

impl Ingredients {
    /// Returns each ingredient's part of the score.
    pub fn parts(&self, features: &Features) -> Ingredients {
        let mut parts = self.to_array();
        for (part, feature) in parts.iter_mut().zip(features.to_array()) {
            *part *= feature;
        }
        Ingredients::from_array(parts)
    }

    /// Returns the sum of all.
    pub fn sum(&self) -> f32 {
        self.to_array().iter().sum()
    }
}
