//! The cases of every built-in rule, one named test each, and what every rule's cases must cover.

use std::collections::BTreeSet;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use passmuster::app::evaluate_texts;
use passmuster::model::{Map, Reason, Unknown, Value};
use passmuster::rules::testing::{self, Case, TestWorld};
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
    let mut everything = Vec::new();
    for file in catalogue.files() {
        let slug = file.slug.to_string();
        let Some(rule) = catalogue.get(&slug).cloned() else { continue };
        let cases = match file.tests.as_ref().map(|t| testing::cases(t, &evaluate_texts)) {
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
        let (of, list) = (Arc::clone(&rule), cases.clone());
        trials.push(Trial::test(format!("{slug}: cases cover the rule"), move || {
            covered(&of, &list)
        }));
        let (of, list) = (Arc::clone(&rule), cases.clone());
        trials.push(Trial::test(format!("{slug}: an unknown never turns the answer"), move || {
            list.iter().try_for_each(|case| monotone(&of, case))
        }));
        let (of, list) = (Arc::clone(&rule), cases.clone());
        trials.push(Trial::test(format!("{slug}: order does not matter"), move || {
            list.iter().try_for_each(|case| unordered(&of, case))
        }));
        everything.push((rule, cases));
    }
    let everything = Arc::new(everything);
    for (rule, _) in everything.iter() {
        let (rule, all) = (Arc::clone(rule), Arc::clone(&everything));
        trials.push(Trial::test(format!("{}: judges every other world", rule.id), move || {
            let worlds = all.iter().flat_map(|(_, cases)| cases);
            for case in worlds {
                let run = testing::judge(&rule, &case.world, &Map::default());
                if let Some(error) = run.errors.first() {
                    return Err(format!("case {:?}: {error}", case.name.as_str()).into());
                }
            }
            Ok(())
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

/// What a world comes to.
fn outcome(rule: &Rule, world: &TestWorld, case: &Case) -> &'static str {
    testing::outcome(&testing::judge(rule, world, &case.inputs))
}

/// Making an attribute unknown or a listing incomplete may only take the answer away.
fn monotone(rule: &Rule, case: &Case) -> Result<(), Failed> {
    let before = outcome(rule, &case.world, case);
    let may = |after: &str| after == before || after == "unassessed" || before == "unassessed";
    for (at, resource) in case.world.resources().iter().enumerate() {
        for (name, value) in resource.attributes.iter().filter(|(_, v)| !v.is_null()) {
            let unknown = Value::unknown(Unknown::new(Reason::ComputedAtApply, "made unknown"));
            let mut changed = resource.as_ref().clone();
            changed.attributes = Arc::new(changed.attributes.with(name, unknown));
            let mut resources = case.world.resources().to_vec();
            resources[at] = Arc::new(changed);
            let after = outcome(rule, &case.world.with_resources(resources), case);
            if !may(after) {
                let what = format!("{}.{name} = {value:?}", resource.address);
                return Err(format!("{:?}: {what}: {before} became {after}", case.name).into());
            }
        }
        let after = outcome(rule, &case.world.incomplete(&resource.kind), case);
        if !may(after) {
            let what = format!("{} perhaps more", resource.kind);
            return Err(format!("{:?}: {what}: {before} became {after}", case.name).into());
        }
    }
    Ok(())
}

/// The same findings whatever the order of the resources.
fn unordered(rule: &Rule, case: &Case) -> Result<(), Failed> {
    let said = |world: &TestWorld| -> Vec<String> {
        let run = testing::judge(rule, world, &case.inputs);
        run.raised.iter().map(|r| format!("{} {:?} {}", r.assert, r.verdict, r.message)).collect()
    };
    let mut turned = case.world.resources().to_vec();
    turned.reverse();
    let (there, back) = (said(&case.world), said(&case.world.with_resources(turned)));
    if there == back { Ok(()) } else { Err(format!("{there:#?}\n{back:#?}").into()) }
}
