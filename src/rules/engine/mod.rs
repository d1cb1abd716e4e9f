//! Judging: one rule over a world.

mod judge;
mod scope;
mod select;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::natives::Natives;
use super::rule::{Mode, Rule};
use super::world::World;
use crate::finding::{Impact, Severity};
use crate::lang::Diagnostic;
use crate::model::{Difference, Map, Resource, Text};

use judge::Judge;
use select::{Element, Selected};

/// Elements that one task judges: small enough to share, large enough to be worth it.
const CHUNK: usize = 256;
/// Errors of one rule that are kept; they are mostly the same one.
const MAX_ERRORS: usize = 10;

/// What became of a rule.
#[derive(Debug, Default)]
pub struct RuleRun {
    /// Checks that held.
    pub passed: usize,
    /// Checks that did not hold or could not be told.
    pub raised: Vec<Raised>,
    /// Evaluation errors: the rule is wrong. Never a pass.
    pub errors: Vec<Diagnostic>,
}

/// A check that did not hold or could not be told.
#[derive(Clone, Debug)]
pub struct Raised {
    /// The assert's label; `missing` and `only-in-dr` for absent counterparts.
    pub assert: Text,
    /// Which of both.
    pub verdict: Verdict,
    /// How much it matters.
    pub severity: Severity,
    /// What it does to a failover.
    pub impact: Impact,
    /// The resources concerned, the one to act on first.
    pub subjects: Vec<Arc<Resource>>,
    /// Where to act.
    pub place: Option<Place>,
    /// One or two sentences with the values.
    pub message: String,
    /// Named values.
    pub evidence: BTreeMap<String, String>,
    /// The difference behind it.
    pub difference: Option<Difference>,
    /// Tells several of one assert on the same subjects apart; often empty.
    pub key: String,
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The condition does not hold.
    Fail,
    /// It could not be told, for these reasons, the nearest first.
    Unassessed(Vec<String>),
}

/// A resource, or an attribute of one.
#[derive(Clone, Debug)]
pub struct Place {
    /// The resource.
    pub resource: Arc<Resource>,
    /// The attribute path; empty when the whole resource is meant.
    pub path: Text,
}

impl RuleRun {
    fn merge(mut self, other: Self) -> Self {
        self.passed += other.passed;
        self.raised.extend(other.raised);
        for error in other.errors {
            if self.errors.len() < MAX_ERRORS && !self.errors.contains(&error) {
                self.errors.push(error);
            }
        }
        self
    }
}

/// Runs a rule. `inputs` holds a value for each of its inputs.
#[must_use]
pub fn run(rule: &Rule, world: &World<'_>, natives: &Natives<'_>, inputs: &Arc<Map>) -> RuleRun {
    let mut judge = Judge::new(rule, world, natives, inputs);
    for selector in rule.selectors.iter().filter(|s| s.mode == Mode::All) {
        match select::list(&judge, selector) {
            Ok(list) => judge.bind(&selector.name, list),
            Err(error) => return failed(error),
        }
    }
    let Some(selector) = rule.selectors.iter().find(|s| s.mode != Mode::All) else {
        return judge.element(&Element::default());
    };
    let Selected { elements, open } = match select::elements(&judge, selector) {
        Ok(selected) => selected,
        Err(error) => return failed(error),
    };
    let judged: Vec<(RuleRun, usize)> = elements
        .par_chunks(CHUNK)
        .map(|chunk| {
            let mut whole = RuleRun::default();
            let mut taken = 0;
            for element in chunk {
                if let Some(run) = judge.candidate(selector, element) {
                    taken += 1;
                    whole = whole.merge(run);
                }
            }
            (whole, taken)
        })
        .collect();
    let mut taken = 0;
    let mut whole = RuleRun::default();
    for (part, count) in judged {
        taken += count;
        whole = whole.merge(part);
    }
    if let Some(why) = open.filter(|_| taken == 0 && whole.errors.is_empty()) {
        whole.raised.push(judge.nothing_seen(&why));
    }
    whole
}

fn failed(error: Diagnostic) -> RuleRun {
    RuleRun { errors: vec![error], ..RuleRun::default() }
}
