//! Reduces an encoded question to the tokens of its topic.
//!
//! The model reads the whole question, since a word's vector depends on the words around it. Then
//! only the tokens of the topic are compared.

use super::interpretation::Interpretation;
use crate::embed::{DIMENSIONS, Embedding, EncodedQuestion, QuestionToken};
use crate::index::carries_topic;

/// A topic's embedding and tokens, for the dense retriever and MaxSim.
pub(super) struct TopicVectors {
    pub embedding: Embedding,
    pub tokens: Vec<QuestionToken>,
}

impl TopicVectors {
    /// Returns the tokens of the question `text` that stand in the topic and carry it, and their
    /// unit mean; those of the whole question where the topic has none.
    pub(super) fn new(question: EncodedQuestion, text: &str, understood: &Interpretation) -> Self {
        let topic_words: Vec<String> = words(&understood.topic).map(str::to_lowercase).collect();
        let chosen: Vec<QuestionToken> = question
            .tokens
            .iter()
            .filter(|token| {
                let word = word_around(text, token.range.start);
                topic_words.contains(&word.to_lowercase())
                    && carries_topic(word, understood.language.likely)
            })
            .cloned()
            .collect();
        let mut sum = vec![0.0; DIMENSIONS];
        for token in &chosen {
            sum.iter_mut()
                .zip(&token.vector)
                .for_each(|(sum, x)| *sum += x);
        }
        match Embedding::new(sum) {
            Ok(embedding) => Self {
                embedding,
                tokens: chosen,
            },
            Err(_) => Self {
                embedding: question.embedding,
                tokens: question.tokens,
            },
        }
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty())
}

/// Returns the run of letters and digits around a byte of the text.
fn word_around(text: &str, at: usize) -> &str {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let is_end = |c: char| !c.is_alphanumeric();
    let start = before
        .char_indices()
        .rev()
        .find(|(_, c)| is_end(*c))
        .map_or(0, |(at, c)| at + c.len_utf8());
    let end = at + after.find(is_end).unwrap_or(after.len());
    &text[start..end.min(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(text: &str) -> EncodedQuestion {
        let mut at = 0;
        let tokens = text.split(' ').enumerate().map(|(place, word)| {
            let range = at..at + word.len();
            at = range.end + 1;
            let mut vector = vec![0.0; DIMENSIONS];
            vector[place] = 1.0;
            QuestionToken {
                id: 2000,
                vector,
                range,
            }
        });
        EncodedQuestion {
            tokens: tokens.collect(),
            embedding: Embedding::new(vec![1.0; DIMENSIONS]).unwrap(),
        }
    }

    fn chosen(text: &str, topic: &str) -> Vec<String> {
        let understood = Interpretation {
            topic: topic.to_owned(),
            ..Interpretation::default()
        };
        let topic = TopicVectors::new(question(text), text, &understood);
        let words = topic
            .tokens
            .iter()
            .map(|token| text[token.range.clone()].to_owned());
        words.collect()
    }

    #[test]
    fn words_of_asking_and_the_person_asked_are_left_out() {
        let text = "what did Ana say about flying banks";
        assert_eq!(chosen(text, "flying banks"), ["flying", "banks"]);
    }

    #[test]
    fn question_without_a_topic_is_compared_whole() {
        let text = "who is it";
        assert_eq!(chosen(text, text), ["who", "is", "it"]);
    }

    #[test]
    fn token_inside_a_word_belongs_to_the_word() {
        assert_eq!(word_around("the Schnürboot sank", 8), "Schnürboot");
        assert_eq!(word_around("end", 3), "end");
    }
}
