//! Pairs labels with names, as far as the clues decide.
//!
//! No name is given to two labels and no label gets two names. A pair stays undecided where another
//! fits nearly as well.

use std::collections::{BTreeMap, HashSet};

use super::cast::Cast;
use super::clue::{Clue, NamingRule, Weight};
use super::scene::Scene;
use super::votes::{Votes, keep_one_a_turn};
use crate::speakers::is_placeholder;

/// The least weight of a claim that is settled.
const LIKELY: Weight = 3.25;

/// The least lead over every rival: every other claim on its label or on its name.
const LEAD: Weight = 1.5;

/// The largest share of its weight that a rival may have.
const MOST_OF_A_RIVAL: f64 = 0.6;

/// The weight of the rival in a score where there is no rival.
const NOBODY: Weight = 1.0;

/// The weight added where the person is known to take part.
const TAKES_PART: Weight = 1.0;

/// The weight added to the claim of the only label left on the only name left.
const LAST_LEFT: Weight = 2.5;

/// The least weight of that claim without this addition.
const LEAST_OF_THE_LAST: Weight = 0.5;

/// The least share of all words that an introduced person says.
const LEAST_SHARE: f64 = 0.01;

/// A label and a person that may belong together, and the evidence.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Claim {
    /// The label, by its place in the scene.
    pub(super) label: usize,
    /// The person, by their place in the cast.
    pub(super) person: usize,
    /// The sum of the weights of all clues.
    pub(super) weight: Weight,
    /// The clues that speak for it, by their places, the strongest first, and last the one that
    /// introduces the person.
    pub(super) clues: Vec<(usize, NamingRule)>,
}

/// The claims that are settled, and those that contradict each other.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// Each with its score, from 0 to 1.
    pub(super) settled: Vec<(Claim, f64)>,
    /// Groups of claims that contradict each other.
    pub(super) conflicts: Vec<Vec<Claim>>,
}

/// Settles the claims that the clues make.
pub(super) fn judge(scene: &Scene<'_>, clues: &[Clue], cast: &Cast) -> Verdict {
    let votes = Votes::new(scene, clues, cast);
    let mut table = OpenClaims::new(scene, clues, cast, &votes);
    let mut verdict = Verdict::default();
    table.settle(&mut verdict);
    if table.add_the_last_left(scene, clues, &votes, &verdict) {
        table.settle(&mut verdict);
    }
    verdict.conflicts = table.conflicts();
    verdict
}

/// The claims that are not settled.
struct OpenClaims {
    claims: Vec<Claim>,
}

impl OpenClaims {
    fn new(scene: &Scene<'_>, clues: &[Clue], cast: &Cast, all: &Votes) -> Self {
        let mut votes: BTreeMap<(usize, usize), Vec<(Weight, usize)>> = BTreeMap::new();
        for &(at, person) in &all.counted {
            for &(label, weight) in &clues[at].votes {
                votes.entry((label, person)).or_default().push((weight, at));
            }
        }
        let named = scene.labels.iter().filter(|label| !is_placeholder(label));
        let taken: HashSet<usize> = named.flat_map(|label| cast.named_by(label)).collect();
        let claims = votes
            .into_iter()
            .filter_map(|((label, person), mut votes)| {
                if !is_placeholder(scene.labels[label]) || taken.contains(&person) {
                    return None;
                }
                votes.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                keep_one_a_turn(&mut votes, clues);
                let mut weight: Weight = votes.iter().map(|(weight, _)| weight).sum();
                weight += all.against(label, person);
                let is_introduced = all.introduced.contains_key(&person);
                let takes_part = is_introduced || cast.persons[person].is_known;
                if takes_part && weight > 0.0 {
                    weight += TAKES_PART;
                }
                let speaking = votes.iter().filter(|(weight, _)| *weight > 0.0);
                let speaking = speaking.map(|&(_, at)| at);
                // The introduction shows how the name is spelt where it is called by another one.
                let shown = speaking.chain(all.introduced.get(&person).copied());
                let clues = shown.map(|at| (at, clues[at].rule)).collect();
                (weight > 0.0).then_some(Claim {
                    label,
                    person,
                    weight,
                    clues,
                })
            });
        Self {
            claims: claims.collect(),
        }
    }

    /// Settles the clearest claim, removes its label and its name from the others, and repeats.
    fn settle(&mut self, verdict: &mut Verdict) {
        while let Some((place, rival)) = self.clearest() {
            let claim = self.claims.swap_remove(place);
            self.claims
                .retain(|other| other.label != claim.label && other.person != claim.person);
            let score = 1.0 / (1.0 + (rival.max(NOBODY) - claim.weight).exp());
            verdict.settled.push((claim, score));
        }
    }

    /// Returns the heaviest claim that may be settled, with the weight of its strongest rival.
    fn clearest(&self) -> Option<(usize, Weight)> {
        let clear = self.claims.iter().enumerate().filter_map(|(place, claim)| {
            let rival = self.rival_of(claim);
            let is_clear = claim.weight >= LIKELY
                && claim.weight - rival >= LEAD
                && rival <= MOST_OF_A_RIVAL * claim.weight;
            is_clear.then_some((place, rival))
        });
        clear.max_by(|&(a, _), &(b, _)| {
            let (a, b) = (&self.claims[a], &self.claims[b]);
            let by_place = (b.label, b.person).cmp(&(a.label, a.person));
            a.weight.total_cmp(&b.weight).then(by_place)
        })
    }

    fn rival_of(&self, claim: &Claim) -> Weight {
        let is_rival =
            |other: &&Claim| (other.label == claim.label) != (other.person == claim.person);
        let rivals = self.claims.iter().filter(is_rival);
        rivals.map(|other| other.weight).fold(0.0, f64::max)
    }

    /// Strengthens the claim of the only label left on the only introduced person left, and returns
    /// whether there is one. Labels that speak of the person as somebody else do not count.
    fn add_the_last_left(
        &mut self,
        scene: &Scene<'_>,
        clues: &[Clue],
        votes: &Votes,
        verdict: &Verdict,
    ) -> bool {
        let settled = verdict.settled.iter().map(|(claim, _)| claim);
        let is_open = |person: &&usize| settled.clone().all(|claim| claim.person != **person);
        let mut names = votes.introduced.keys().filter(is_open);
        let (Some(&person), None) = (names.next(), names.next()) else {
            return false;
        };
        let counts = scene.words_by_label();
        let all: usize = counts.iter().sum();
        let others = votes.speaking_of_another(clues, person);
        let is_left = |label: &usize| {
            counts[*label] as f64 >= LEAST_SHARE * all as f64
                && is_placeholder(scene.labels[*label])
                && !others.contains(label)
                && settled.clone().all(|claim| claim.label != *label)
        };
        let mut labels = (0..counts.len()).filter(is_left);
        let (Some(label), None) = (labels.next(), labels.next()) else {
            return false;
        };
        let mut claims = self.claims.iter_mut();
        let claim = claims.find(|claim| claim.label == label && claim.person == person);
        let Some(claim) = claim.filter(|claim| claim.weight - TAKES_PART >= LEAST_OF_THE_LAST)
        else {
            return false;
        };
        claim.weight += LAST_LEFT;
        let introduction = votes.introduced[&person];
        claim.clues.retain(|&(at, _)| at != introduction);
        claim.clues.push((introduction, NamingRule::LastLeft));
        true
    }

    /// Returns the likely claims that are left, each in a group with its rivals.
    fn conflicts(self) -> Vec<Vec<Claim>> {
        let mut open = self.claims;
        open.retain(|claim| claim.weight >= LIKELY - LEAD);
        open.sort_by_key(|claim| (claim.label, claim.person));
        let mut conflicts = Vec::new();
        while let Some(first) = open.pop() {
            let mut group = vec![first];
            let mut at = 0;
            while at < group.len() {
                let (label, person) = (group[at].label, group[at].person);
                let (joined, rest): (Vec<Claim>, Vec<Claim>) = open
                    .into_iter()
                    .partition(|claim| claim.label == label || claim.person == person);
                group.extend(joined);
                open = rest;
                at += 1;
            }
            if group.len() > 1 && group.iter().any(|claim| claim.weight >= LIKELY) {
                group.sort_by_key(|claim| (claim.label, claim.person));
                conflicts.push(group);
            }
        }
        conflicts.reverse();
        conflicts
    }
}
