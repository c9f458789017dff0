//! Defines an embedding: a unit vector of finite numbers, checked when it is made.

use thiserror::Error;

/// How many numbers an embedding of all-MiniLM-L6-v2 has.
pub const DIMENSIONS: usize = 384;

/// A unit vector of [`DIMENSIONS`] finite numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding(Vec<f32>);

impl Embedding {
    /// Returns the vector scaled to unit length.
    ///
    /// # Errors
    /// A vector of another dimension, with a number that is not finite, or without length.
    pub fn new(mut vector: Vec<f32>) -> Result<Self, VectorError> {
        if vector.len() != DIMENSIONS {
            return Err(VectorError::Dimensions {
                expected: DIMENSIONS,
                received: vector.len(),
            });
        }
        if let Some(at) = vector.iter().position(|number| !number.is_finite()) {
            return Err(VectorError::NotFinite { at });
        }
        let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        if !(length.is_finite() && length > f32::EPSILON) {
            return Err(VectorError::NoLength);
        }
        vector.iter_mut().for_each(|x| *x /= length);
        Ok(Self(vector))
    }

    /// Returns the numbers.
    pub fn as_slice(&self) -> &[f32] {
        &self.0
    }

    pub(super) fn into_numbers(self) -> Vec<f32> {
        self.0
    }
}

/// Why a vector is no valid embedding.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum VectorError {
    /// Too few or too many numbers.
    #[error("expected {expected} dimensions, received {received}")]
    Dimensions {
        /// What the model gives.
        expected: usize,
        /// The number found.
        received: usize,
    },
    /// Not a number, or infinite.
    #[error("dimension {at} is not a finite number")]
    NotFinite {
        /// The first such dimension, from 0.
        at: usize,
    },
    /// All zeros, or too large to measure.
    #[error("the vector has no length")]
    NoLength,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_of_another_dimension_or_without_length_are_refused() {
        assert_eq!(
            Embedding::new(vec![1.0; 100]),
            Err(VectorError::Dimensions {
                expected: DIMENSIONS,
                received: 100
            })
        );
        assert_eq!(
            Embedding::new(vec![0.0; DIMENSIONS]),
            Err(VectorError::NoLength)
        );
    }

    #[test]
    fn vectors_that_are_not_finite_are_refused() {
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let mut vector = vec![1.0; DIMENSIONS];
            vector[7] = bad;
            assert_eq!(
                Embedding::new(vector),
                Err(VectorError::NotFinite { at: 7 })
            );
        }
    }

    #[test]
    fn an_embedding_has_unit_length() {
        let embedding = Embedding::new(vec![3.0; DIMENSIONS]).unwrap();
        let length: f32 = embedding.as_slice().iter().map(|x| x * x).sum();
        assert!((length - 1.0).abs() < 1e-5);
    }
}
