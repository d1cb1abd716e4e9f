//! Laws of the comparison, over every kind that the tables describe.

mod made;

use std::collections::BTreeMap;
use std::sync::Arc;

use passmuster::assess::{Settings, assess};
use passmuster::compare::Comparison;
use passmuster::finding::Outcome;
use passmuster::kinds::Kind;
use passmuster::kinds::schema::{Attribute, Schema, Type};
use passmuster::model::{Difference, Reason, Resource, Side, Text, Unknown, Value};
use passmuster::rules::{Catalogue, RuleFile};

use made::{AT_DR, AT_PRIMARY, Dice, Place, attributes, compared, is_compared, resource, tables};

/// Each kind is made that often, each time otherwise.
const SEEDS: u64 = 3;

fn pair(kind: &Kind, schema: &Schema, seed: u64) -> [Arc<Resource>; 2] {
    [
        resource(kind, Side::Primary, attributes(kind, schema, seed, AT_PRIMARY)),
        resource(kind, Side::Dr, attributes(kind, schema, seed, AT_DR)),
    ]
}

fn differences(pair: &[Arc<Resource>; 2]) -> Vec<Difference> {
    let comparison = compared(pair.to_vec());
    assert_eq!(comparison.pairs().len(), 1, "{} is not paired", pair[0].kind);
    comparison.differences(&comparison.pairs()[0])
}

fn with(of: &Arc<Resource>, name: &str, value: Value) -> Arc<Resource> {
    let mut changed = of.as_ref().clone();
    changed.attributes = Arc::new(changed.attributes.with(name, value));
    Arc::new(changed)
}

/// The attribute's value, changed in one thing.
fn changed(kind: &Kind, attribute: &Attribute, at: usize, seed: u64, place: Place) -> Value {
    let mut dice = Dice::new(seed.wrapping_add(1 + at as u64));
    made::value(kind, attribute.name, &attribute.ty, place, &mut dice, 1)
}

fn shown(found: &[Difference]) -> Vec<String> {
    found.iter().map(|d| format!("{}: {:?} / {:?}", d.path, d.left, d.right)).collect()
}

#[test]
fn an_estate_moved_to_the_other_region_has_an_empty_diff() {
    let mut kinds = 0;
    for (kind, schema) in tables() {
        for seed in 1..=SEEDS {
            let found = differences(&pair(kind, schema, seed));
            assert!(found.is_empty(), "{} {seed}: {:#?}", kind.name, shown(&found));
        }
        kinds += 1;
    }
    assert!(kinds > 150, "only {kinds} kinds");
}

#[test]
fn one_mutation_gives_exactly_one_difference() {
    let (mut mutated, mut left_out, mut wrong) = (0, 0, Vec::new());
    for (kind, schema) in tables() {
        for (at, attribute) in schema.attributes.iter().enumerate() {
            if !is_compared(kind, attribute.name, attribute) {
                left_out += 1;
                continue;
            }
            for seed in 1..=SEEDS {
                let [primary, dr] = pair(kind, schema, seed);
                let value = changed(kind, attribute, at, seed, AT_DR);
                if dr.attribute(attribute.name) == Some(&value) {
                    continue;
                }
                mutated += 1;
                let found = differences(&[primary, with(&dr, attribute.name, value)]);
                let one = found.len() == 1 && found[0].path.starts_with(attribute.name);
                if !one || found[0].undecided.is_some() {
                    wrong.push(format!("{}.{}: {:?}", kind.name, attribute.name, shown(&found)));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {mutated}:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(25)].join("\n")
    );
    // What the tables leave out must not grow unseen.
    assert!(mutated > 4_400, "only {mutated} mutations, {left_out} attributes left out");
}

/// The fingerprints of what all built-in rules find wrong.
fn findings(catalogue: &Catalogue, pair: &[Arc<Resource>; 2]) -> BTreeMap<String, String> {
    let (estate, inventory) = made::estate(pair.to_vec());
    let settings = Settings {
        job: "audit".into(),
        assessed_at: "2026-01-01T00:00:00Z".into(),
        ..Settings::default()
    };
    let comparison = Comparison::new(&estate, &inventory, &settings.pairing);
    let assessment = assess(&estate, &inventory, &comparison, None, catalogue, &settings);
    let failed = assessment.report.findings.into_iter().filter(|f| f.outcome == Outcome::Fail);
    failed.map(|f| (f.fingerprint.to_string(), format!("{}: {}", f.rule, f.message))).collect()
}

#[test]
fn one_mutation_gives_exactly_one_finding() {
    let catalogue = Catalogue::load(RuleFile::builtin()).unwrap();
    let (mut mutated, mut wrong) = (0, Vec::new());
    for (kind, schema) in tables() {
        let [primary, dr] = pair(kind, schema, 1);
        let before = findings(&catalogue, &[Arc::clone(&primary), Arc::clone(&dr)]);
        for (at, attribute) in schema.attributes.iter().enumerate() {
            if !is_compared(kind, attribute.name, attribute) {
                continue;
            }
            let value = changed(kind, attribute, at, 1, AT_DR);
            if dr.attribute(attribute.name) == Some(&value) {
                continue;
            }
            mutated += 1;
            let after =
                findings(&catalogue, &[Arc::clone(&primary), with(&dr, attribute.name, value)]);
            let new: Vec<&String> =
                after.iter().filter(|(k, _)| !before.contains_key(*k)).map(|(_, v)| v).collect();
            if new.len() != 1 {
                wrong.push(format!("{}.{}: {new:?}", kind.name, attribute.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {mutated}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(mutated > 1_400, "only {mutated} mutations");
}

#[test]
fn swapping_the_sides_mirrors_the_result() {
    for (kind, schema) in tables() {
        let plain = Place { suffix: "", ..AT_DR };
        for (at, attribute) in schema.attributes.iter().enumerate() {
            if !is_compared(kind, attribute.name, attribute) {
                continue;
            }
            let primary = attributes(kind, schema, 1, AT_PRIMARY);
            let dr = attributes(kind, schema, 1, plain);
            let there = differences(&[
                resource(kind, Side::Primary, primary.clone()),
                with(
                    &resource(kind, Side::Dr, dr.clone()),
                    attribute.name,
                    changed(kind, attribute, at, 1, plain),
                ),
            ]);
            let back = differences(&[
                with(
                    &resource(kind, Side::Primary, primary),
                    attribute.name,
                    changed(kind, attribute, at, 1, AT_PRIMARY),
                ),
                resource(kind, Side::Dr, dr),
            ]);
            let paths = |found: &[Difference]| -> Vec<Text> {
                found.iter().map(|d| d.path.clone()).collect()
            };
            assert_eq!(paths(&there), paths(&back), "{}.{}", kind.name, attribute.name);
            for (a, b) in there.iter().zip(&back) {
                assert_eq!(a.left.is_some(), b.right.is_some(), "{}.{}", kind.name, attribute.name);
            }
        }
    }
}

#[test]
fn the_order_of_collections_does_not_matter() {
    let reversed = Place { reversed: true, ..AT_DR };
    let mut sets = 0;
    for (kind, schema) in tables() {
        sets += schema.attributes.iter().filter(|a| matches!(a.ty, Type::Set(_))).count();
        let primary = resource(kind, Side::Primary, attributes(kind, schema, 2, AT_PRIMARY));
        let mut turned = attributes(kind, schema, 2, reversed);
        turned.reverse();
        let found = differences(&[primary, resource(kind, Side::Dr, turned)]);
        assert!(found.is_empty(), "{}: {:#?}", kind.name, shown(&found));
    }
    assert!(sets > 80, "only {sets} sets");
}

#[test]
fn a_dr_value_that_names_the_primary_region_survives() {
    let mut tried = 0;
    for (kind, schema) in tables() {
        for attribute in &schema.attributes {
            let plain = matches!(attribute.ty, Type::String)
                && !kind.documents.iter().any(|(p, _)| *p == attribute.name)
                && !kind.meanings.iter().any(|(p, _)| *p == attribute.name)
                && !kind.names.contains(&attribute.name);
            if !plain || !is_compared(kind, attribute.name, attribute) {
                continue;
            }
            let [primary, dr] = pair(kind, schema, 1);
            let literal = || Value::text("arn:aws:sns:us-east-1:111122223333:alerts");
            let found = differences(&[
                with(&primary, attribute.name, literal()),
                with(&dr, attribute.name, literal()),
            ]);
            tried += 1;
            assert!(
                matches!(found.as_slice(), [one] if one.peer && one.path == attribute.name),
                "{}.{}: {:?}",
                kind.name,
                attribute.name,
                shown(&found)
            );
        }
    }
    assert!(tried > 650, "only {tried} attributes");
}

#[test]
fn an_unknown_value_is_neither_a_difference_nor_none() {
    let mut tried = 0;
    for (kind, schema) in tables() {
        for attribute in &schema.attributes {
            if !is_compared(kind, attribute.name, attribute) {
                continue;
            }
            let [primary, dr] = pair(kind, schema, 1);
            let unknown = Value::unknown(Unknown::new(Reason::ComputedAtApply, "made"));
            let found = differences(&[primary, with(&dr, attribute.name, unknown)]);
            tried += 1;
            assert!(
                matches!(found.as_slice(), [one] if one.undecided.is_some() && one.path == attribute.name),
                "{}.{}: {:?}",
                kind.name,
                attribute.name,
                shown(&found)
            );
        }
    }
    assert!(tried > 1_450, "only {tried} attributes");
}
