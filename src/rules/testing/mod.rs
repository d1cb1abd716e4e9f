//! Rule tests: small worlds with what a rule must say of them.
//!
//! A case describes resources as HCL and the expected outcome. Matching goes both ways: a finding
//! that was not expected fails the case as one that is missing does. Attributes that a case does
//! not give are null and blocks empty, as a state carries them; `unknown("why")` is a value that
//! could not be known.

mod expect;
mod world;

use std::sync::Arc;

use super::engine::{RuleRun, Verdict, run};
use super::natives::Natives;
use super::rule::Rule;
use super::world::World;
use crate::lang::{self, Attribute, Block, Diagnostic, Label, Source};
use crate::model::{Coverage, Map, MapFlavour, Resource, Side, Text, View};

pub use expect::Expected;
pub use world::{TestWorld, site};

/// Terraform configuration in a case.
#[derive(Clone, Debug)]
pub struct Written {
    /// The side that it is for; `None` for one root that serves both.
    pub side: Option<Side>,
    /// The directory that it is read as: empty, or the side's name where there are several.
    pub dir: Text,
    /// Names and texts of its files.
    pub files: Vec<(Text, Text)>,
}

/// Evaluates the configuration of a case. Rules do not know sources; whoever runs cases does.
pub type Evaluate = dyn Fn(&[Written]) -> (Vec<Arc<Resource>>, Coverage);

/// A case of a rule test file.
#[derive(Debug)]
pub struct Case {
    /// Its name.
    pub name: Text,
    /// The world.
    pub world: TestWorld,
    /// Values for the rule's inputs.
    pub inputs: Map,
    /// What must come out.
    pub expected: Expected,
}

/// What became of a case.
#[derive(Debug)]
pub struct Checked {
    /// What came out.
    pub run: RuleRun,
    /// What is wrong, in words; empty when the case holds.
    pub complaints: Vec<String>,
}

/// Reads the cases of a test file.
///
/// # Errors
///
/// Everything that is wrong with the file, with its place.
pub fn cases(source: &Arc<Source>, evaluate: &Evaluate) -> Result<Vec<Case>, Vec<Diagnostic>> {
    let body = lang::parse_body(source)?;
    let mut reader = Reader { source, evaluate, problems: Vec::new() };
    let cases: Vec<Case> = body
        .blocks
        .iter()
        .filter_map(|block| {
            if block.kind.as_str() == "case" {
                reader.case(block)
            } else {
                reader.unknown_block(block, "case");
                None
            }
        })
        .collect();
    for attribute in &body.attributes {
        reader.unknown_key(attribute, "a test file", "case");
    }
    if reader.problems.is_empty() { Ok(cases) } else { Err(reader.problems) }
}

/// Runs a case.
#[must_use]
pub fn check(rule: &Rule, case: &Case) -> Checked {
    let run = judge(rule, &case.world, &case.inputs);
    let complaints = case.expected.complaints(&run);
    Checked { run, complaints }
}

/// Runs a rule over a world.
#[must_use]
pub fn judge(rule: &Rule, world: &TestWorld, given: &Map) -> RuleRun {
    let (estate, inventory, comparison, drift) = world.build();
    let time = Text::from("2026-01-01T00:00:00Z");
    let view = if drift.is_some() { View::Live } else { View::State };
    let world = World::new(&estate, view, &inventory, &comparison, time)
        .beside(drift.as_ref())
        .turned(world.turned);
    let natives = Natives::new(&world);
    run(rule, &world, &natives, &inputs(rule, given))
}

/// The rule's inputs: their defaults under the given values.
#[must_use]
pub fn inputs(rule: &Rule, given: &Map) -> Arc<Map> {
    let value = |i: &super::rule::Input| given.get(&i.name).unwrap_or(&i.default).clone();
    let entries = rule.inputs.iter().map(|i| (i.name.clone(), value(i))).collect();
    Arc::new(Map::new(entries, MapFlavour::Object))
}

/// The outcome of a whole run: the worst of its checks.
#[must_use]
pub fn outcome(run: &RuleRun) -> &'static str {
    let failed = run.raised.iter().any(|r| r.verdict == Verdict::Fail);
    match (run.errors.is_empty(), failed, run.raised.is_empty(), run.passed) {
        (false, ..) => "error",
        (true, true, ..) => "fail",
        (true, false, false, _) => "unassessed",
        (true, false, true, 0) => "not-applicable",
        (true, false, true, _) => "pass",
    }
}

/// Reads blocks and gathers what is wrong with them.
struct Reader<'a> {
    source: &'a Arc<Source>,
    evaluate: &'a Evaluate,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn report(&mut self, span: lang::Span, message: String) {
        self.problems.push(Diagnostic::new(self.source, span, message));
    }

    fn unknown_block(&mut self, block: &Block, known: &str) {
        let message = format!("there is no block {} here; known: {known}", block.kind);
        self.report(block.kind_span, message);
    }

    fn unknown_key(&mut self, attribute: &Attribute, what: &str, known: &str) {
        let message = format!("{what} has no {}; known: {known}", attribute.name);
        self.report(attribute.name_span, message);
    }

    fn labels(&mut self, block: &Block, count: usize) -> Vec<Text> {
        if block.labels.len() != count {
            self.report(block.kind_span, format!("{} takes {count} label(s)", block.kind));
        }
        let texts = block.labels.iter().map(|l: &Label| l.text.clone());
        texts.chain(std::iter::repeat(Text::new())).take(count).collect()
    }

    fn case(&mut self, block: &Block) -> Option<Case> {
        let name = self.labels(block, 1).into_iter().next()?;
        let (mut world, mut expected) = (None, None);
        for inner in &block.body.blocks {
            match inner.kind.as_str() {
                "world" => world = Some(self.world(inner)),
                "expect" => expected = Some(self.expected(inner)),
                _ => self.unknown_block(inner, "world, expect"),
            }
        }
        let mut inputs = Map::default();
        for attribute in &block.body.attributes {
            match (attribute.name.as_str(), self.value(attribute)) {
                ("inputs", Some(crate::model::Value::Map(map))) => inputs = map.as_ref().clone(),
                ("inputs", _) => self.report(attribute.name_span, "inputs is an object".to_owned()),
                _ => self.unknown_key(attribute, "a case", "inputs"),
            }
        }
        if world.is_none() {
            self.report(block.kind_span, format!("case {name:?} has no world"));
        }
        if expected.is_none() {
            self.report(block.kind_span, format!("case {name:?} expects nothing"));
        }
        Some(Case { name, world: world?, inputs, expected: expected? })
    }
}
