//! Gathers what speaks for an answer: numbers of the best passages, and what the reader says of the
//! first.

use super::passage::RankedPassage;
use super::wanted::Wanted;
use crate::embed::Model;
use crate::language::LanguageTag;

/// How many of the best passages count as evidence.
const BEST_PASSAGES: usize = 3;

/// A passage at least this near to an end of the recording counts as standing there: within three
/// passages.
const AT_EDGE: f32 = 0.36;

/// The largest log-odds and margin that count, and the largest lead; larger ones are rare, and say
/// no more.
const MOST_PRESENCE: f32 = 6.0;
const MOST_MARGIN: f32 = 12.0;
const MOST_LEAD: f32 = 5.0;

/// What speaks for an answer, in the best three passages.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// The model that the numbers come from.
    pub model: Model,
    /// The largest cosine of the topic's embedding and a passage's, or 0 where none is above.
    pub meaning: f32,
    /// The largest MaxSim of the topic's tokens with the two passages before, or 0 where none is
    /// above.
    pub max_sim: f32,
    /// The largest similarity of the topic's words, without the word that matches best, or 0 where
    /// none is above: a passage that only names the person does not answer.
    pub beside_best: f32,
    /// How much the best passages stand out from all candidates: the sum of their shares, from 0 to
    /// 1.
    pub standing_out: f32,
    /// The largest score without what reading adds, or 0 where none is above.
    pub score: f32,
    /// Whether the first passage is in another language than the question: the same meaning is less
    /// alike then. Not where either language is unsure.
    pub across_languages: bool,
    /// What the reader says; `None` where the passage that is quoted first was not read.
    pub read: Option<ReadEvidence>,
    /// Whether the first passage stands at the end of the recording that the question asks for; the
    /// other passages do not count.
    pub at_edge: bool,
}

/// What reading says for an answer, of the passage that is quoted first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReadEvidence {
    /// The log-odds that the answer is in it, from -6 to 6.
    pub presence: f32,
    /// How much better its best words score than "not here", from -12 to 12.
    pub margin: f32,
    /// How much better it scores than the best other, from 0 to 5.
    pub lead: f32,
}

impl Evidence {
    /// The names of the numbers, in order; those of reading are 0 where nothing was read.
    pub const NAMES: [&str; 9] = [
        "meaning",
        "max_sim",
        "beside_best",
        "standing_out",
        "score",
        "across_languages",
        "presence",
        "margin",
        "lead",
    ];

    /// Returns the numbers in the order of the names.
    pub fn to_array(self) -> [f32; Self::NAMES.len()] {
        let read = self.read.map(|it| [it.presence, it.margin, it.lead]);
        let [presence, margin, lead] = read.unwrap_or_default();
        [
            self.meaning,
            self.max_sim,
            self.beside_best,
            self.standing_out,
            self.score,
            f32::from(u8::from(self.across_languages)),
            presence,
            margin,
            lead,
        ]
    }

    /// Returns the evidence in the passages, best first, of which the one at the place `first` is
    /// quoted first.
    pub fn of(passages: &[RankedPassage], first: usize, wanted: Wanted) -> Self {
        let best = &passages[..passages.len().min(BEST_PASSAGES)];
        let most =
            |number: &dyn Fn(&RankedPassage) -> f32| best.iter().map(number).fold(0.0, f32::max);
        let features = |passage: &RankedPassage| passage.hit.candidate.features;
        Self {
            model: wanted.model,
            meaning: most(&|passage| features(passage).meaning),
            max_sim: most(&|passage| features(passage).max_sim_with_two_before),
            beside_best: most(&|passage| features(passage).max_sim_beside_best),
            standing_out: best.iter().map(|passage| passage.hit.share).sum(),
            score: most(&|passage| passage.hit.score - passage.hit.reading),
            across_languages: best.first().is_some_and(|passage| {
                let spoken = passage.record.language.as_ref();
                let spoken = spoken.and_then(LanguageTag::language);
                let pair = spoken.zip(wanted.language);
                pair.is_some_and(|(spoken, asked)| spoken != asked)
            }),
            read: ReadEvidence::of(passages, first),
            at_edge: best
                .first()
                .is_some_and(|passage| features(passage).edge >= AT_EDGE),
        }
    }
}

impl ReadEvidence {
    fn of(passages: &[RankedPassage], first: usize) -> Option<Self> {
        let quoted = passages.get(first)?;
        let reading = quoted.reading.as_ref()?;
        let others = passages.iter().enumerate().filter(|(at, _)| *at != first);
        let best_other = others
            .map(|(_, other)| other.hit.score)
            .max_by(f32::total_cmp);
        let lead = best_other.map_or(MOST_LEAD, |other| quoted.hit.score - other);
        Some(Self {
            presence: reading.presence.clamp(-MOST_PRESENCE, MOST_PRESENCE),
            margin: reading.margin.clamp(-MOST_MARGIN, MOST_MARGIN),
            lead: lead.clamp(0.0, MOST_LEAD),
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::answer::tests::{passage, reading, wanted};
    use crate::question::QuestionKind;

    pub(in crate::answer) const NO_EVIDENCE: Evidence = Evidence {
        model: Model::English,
        meaning: 0.0,
        max_sim: 0.0,
        beside_best: 0.0,
        standing_out: 0.0,
        score: 0.0,
        across_languages: false,
        read: None,
        at_edge: false,
    };

    #[test]
    fn evidence_is_the_largest_of_the_best_three_and_their_shares_summed() {
        let passages = [0.25, 0.5, 0.125, 1.0].map(|value| {
            let mut passage = passage("moor", "Ana", 1, 8.0 * value);
            let features = &mut passage.hit.candidate.features;
            features.meaning = value;
            features.max_sim_with_two_before = 2.0 * value;
            features.max_sim_beside_best = 4.0 * value;
            passage.hit.share = value;
            passage
        });
        let evidence = Evidence::of(&passages, 0, wanted(QuestionKind::What)).to_array();
        assert_eq!(evidence, [0.5, 1.0, 2.0, 0.875, 4.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(
            Evidence::of(&[], 0, wanted(QuestionKind::What)),
            NO_EVIDENCE
        );
    }

    #[test]
    fn a_passage_in_another_language_than_the_question_is_told() {
        let across = |spoken: Option<&str>| {
            let mut passage = passage("moor", "Ana", 1, 5.0);
            passage.record.language = spoken.map(|tag| LanguageTag::recommended(tag).unwrap());
            Evidence::of(&[passage], 0, wanted(QuestionKind::What)).across_languages
        };
        assert!(across(Some("ru")));
        assert!(!across(Some("en-GB")) && !across(None));
    }

    #[test]
    fn a_question_in_an_unsure_language_is_across_none() {
        let mut passage = passage("moor", "Ana", 1, 5.0);
        passage.record.language = LanguageTag::recommended("ru").ok();
        let unsure = Wanted {
            language: None,
            ..wanted(QuestionKind::What)
        };
        assert!(!Evidence::of(&[passage], 0, unsure).across_languages);
    }

    #[test]
    fn a_passage_stands_at_the_edge_up_to_three_passages_from_it() {
        let at_edge = |passages: i16| {
            let mut passage = passage("moor", "Ana", 1, 5.0);
            passage.hit.candidate.features.edge = (-f32::from(passages) / 3.0).exp();
            Evidence::of(&[passage], 0, wanted(QuestionKind::What)).at_edge
        };
        assert!(at_edge(0) && at_edge(3) && !at_edge(4));
    }

    #[test]
    fn reading_counts_of_the_first_passage_with_its_lead_and_apart_from_the_score() {
        let mut passages = [7.5, 5.0].map(|score| passage("moor", "Ana", 1, score));
        passages[0].hit.reading = 2.0;
        passages[0].reading = Some(reading(1.5, 0..4));
        let evidence = Evidence::of(&passages, 0, wanted(QuestionKind::What));
        let read = evidence.read.unwrap();
        assert_eq!((read.presence, read.lead), (1.5, 2.5));
        assert_eq!(read.margin, passages[0].reading.as_ref().unwrap().margin);
        assert_eq!(evidence.score, 5.5);
        passages.swap(0, 1);
        assert_eq!(
            Evidence::of(&passages, 0, wanted(QuestionKind::What)).read,
            None
        );
    }

    #[test]
    fn a_passage_quoted_before_a_better_one_has_no_lead() {
        let mut passages = [7.5, 5.0].map(|score| passage("moor", "Ana", 1, score));
        passages[1].reading = Some(reading(1.5, 0..4));
        let read = Evidence::of(&passages, 1, wanted(QuestionKind::What))
            .read
            .unwrap();
        assert_eq!((read.presence, read.lead), (1.5, 0.0));
    }

    #[test]
    fn the_numbers_of_reading_are_bounded() {
        let mut only = passage("moor", "Ana", 1, 5.0);
        only.reading = Some(reading(9.0, 0..0));
        let read = Evidence::of(&[only], 0, wanted(QuestionKind::What))
            .read
            .unwrap();
        assert_eq!((read.presence, read.margin, read.lead), (6.0, -12.0, 5.0));
    }
}
