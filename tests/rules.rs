//! The cases of every built-in rule, one named test each, and what every rule's cases must cover.

use std::collections::BTreeSet;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use passmuster::rules::testing::{self, Case};
use passmuster::rules::{Catalogue, Rule, RuleFile};

fn main() {
    let arguments = Arguments::from_args();
    let catalogue = match Catalogue::load(RuleFile::builtin()) {
        Ok(catalogue) => catalogue,
        Err(problems) => {
            let text: Vec<String> = problems.iter().map(ToString::to_string).collect();
            let broken =
                Trial::test("the built-in rules load", move || Err(text.join("\n").into()));
            libtest_mimic::run(&arguments, vec![broken]).exit();
        }
    };
    let mut trials = Vec::new();
    for file in catalogue.files() {
        let slug = file.slug.to_string();
        let Some(rule) = catalogue.get(&slug).cloned() else { continue };
        let cases = match file.tests.as_ref().map(testing::cases) {
            Some(Ok(cases)) => cases,
            Some(Err(problems)) => {
                let text: Vec<String> = problems.iter().map(ToString::to_string).collect();
                trials.push(Trial::test(format!("{slug}: its tests can be read"), move || {
                    Err(text.join("\n").into())
                }));
                continue;
            }
            None => Vec::new(),
        };
        let cases: Vec<Arc<Case>> = cases.into_iter().map(Arc::new).collect();
        for case in &cases {
            let (rule, case) = (Arc::clone(&rule), Arc::clone(case));
            trials.push(Trial::test(format!("{slug}: {}", case.name), move || holds(&rule, &case)));
        }
        trials.push(Trial::test(format!("{slug}: cases cover the rule"), move || {
            covered(&rule, &cases)
        }));
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn holds(rule: &Rule, case: &Case) -> Result<(), Failed> {
    let complaints = testing::check(rule, case).complaints;
    if complaints.is_empty() { Ok(()) } else { Err(complaints.join("\n").into()) }
}

/// At least one failing, passing and unassessed case, and every assert seen to fail.
fn covered(rule: &Rule, cases: &[Arc<Case>]) -> Result<(), Failed> {
    let outcomes: BTreeSet<&str> = cases.iter().map(|c| c.expected.outcome()).collect();
    let failing: BTreeSet<&str> = cases.iter().flat_map(|c| c.expected.failing_asserts()).collect();
    let mut missing: Vec<String> = Vec::new();
    for outcome in ["fail", "unassessed", "pass"] {
        // A rule that only tells what is absent has no check that passes.
        let outcome = match outcome {
            "pass" if rule.asserts.is_empty() => "not-applicable",
            other => other,
        };
        if !outcomes.contains(outcome) {
            missing.push(format!("no case is {outcome}"));
        }
    }
    for assert in &rule.asserts {
        if !failing.contains(assert.label.as_str()) {
            missing.push(format!("no case fails assert {}", assert.label));
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(missing.join("\n").into()) }
}
