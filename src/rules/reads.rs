//! What a rule looks at: from this come the calls that a live audit makes, and their IAM actions.

use std::collections::{BTreeMap, BTreeSet};

use super::natives::capacity;
use super::natives::names::globally_named;
use super::rule::{Judgement, Mode, Rule};
use crate::kinds;
use crate::lang::Expression;
use crate::model::{Text, is_observed_kind};

/// The kinds that a rule looks at, with the attributes of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// Any attribute of any kind that Terraform manages.
    pub everything: bool,
    /// The kinds that it names.
    pub kinds: BTreeMap<Text, BTreeSet<Text>>,
}

/// Native functions that look at resources which the rule does not name, with their kinds and the
/// attributes of those.
const IMPLIED: &[(&str, Looks)] = &[
    ("azs", &[("aws_subnet", &["availability_zone", "availability_zone_id", "vpc_id"])]),
    ("cidr_overlaps", RANGES),
    ("cidr_within", RANGES),
    ("vpc_cidrs", RANGES),
    ("vpc_ranges", RANGES),
    (
        "image_mismatches",
        &[
            ("aws_ecs_task_definition", &["container_definitions", "family", "arn"]),
            ("aws_lambda_function", &["image_uri", "package_type"]),
        ],
    ),
    ("containers", &[("aws_ecs_task_definition", &["container_definitions"])]),
    (
        "replicated",
        &[
            ("aws_dynamodb_table", &["replica"]),
            ("aws_ecr_replication_configuration", &["replication_configuration"]),
            ("aws_ecr_repository", &["name"]),
            ("aws_secretsmanager_secret", &["replica"]),
        ],
    ),
];

/// Kinds with the attributes that are looked at.
pub(super) type Looks = &'static [(&'static str, &'static [&'static str])];

const RANGES: Looks = &[
    ("aws_vpc", &["cidr_block"]),
    ("aws_vpc_ipv4_cidr_block_association", &["cidr_block", "vpc_id"]),
];

/// Native functions that compare whatever there is: values are resolved against every kind.
const COMPARING: &[&str] =
    &["differences", "peer_references", "recorded", "rule_differences", "running"];
/// Native functions that need pairs.
const PAIRING: &[&str] = &["counterpart"];
/// Attributes by which every kind is known.
const ALWAYS: &[&str] = &["arn", "id"];

/// What a rule looks at.
///
/// An attribute counts for every kind of the rule that has one of its name: the rule may hand a
/// resource on through locals and functions.
#[must_use]
pub fn reads(rule: &Rule) -> Reads {
    let expressions = expressions(rule);
    let words: BTreeSet<Text> = expressions.iter().flat_map(|e| e.words()).collect();
    let calls: BTreeSet<Text> =
        expressions.iter().flat_map(|e| e.calls()).map(|(name, _)| name).collect();
    let called = |names: &[&str]| names.iter().any(|n| calls.contains(*n));
    let everything = words.contains("*") || called(COMPARING);
    let paired = called(PAIRING) || rule.selectors.iter().any(|s| s.mode == Mode::Pair);
    let mut reads: BTreeMap<Text, BTreeSet<Text>> = BTreeMap::new();
    for kind in words.iter().filter(|w| is_kind(w)) {
        reads.insert(kind.clone(), attributes(kind, &words, paired));
    }
    let implied = IMPLIED.iter().filter(|(native, _)| calls.contains(*native));
    let topics = capacity::LOOKS.iter().filter(|(topic, _)| words.contains(*topic));
    let topics = topics.filter(|_| calls.contains("capacity"));
    for (_, looks) in implied.chain(topics) {
        for (kind, names) in *looks {
            let known = reads.entry(Text::from(*kind)).or_default();
            known.extend(names.iter().chain(ALWAYS).map(|n| Text::from(*n)));
        }
    }
    if calls.contains("global_names") {
        for kind in globally_named() {
            let known = reads.entry(Text::from(kind.name)).or_default();
            known.extend(kind.names.iter().chain(ALWAYS).map(|n| Text::from(*n)));
        }
    }
    Reads { everything, kinds: reads }
}

fn is_kind(word: &str) -> bool {
    if is_observed_kind(word) {
        return kinds::schema::of(word).is_some();
    }
    let plain = crate::model::plain_kind(word);
    plain.starts_with("aws_")
        && (kinds::kind(plain).is_some() || kinds::schema::of(plain).is_some())
}

/// The attributes of a kind that a rule may look at.
fn attributes(kind: &str, words: &BTreeSet<Text>, paired: bool) -> BTreeSet<Text> {
    let plain = if is_observed_kind(kind) { kind } else { crate::model::plain_kind(kind) };
    let known = |name: &str| kinds::has_attribute(plain, name);
    let mut names: BTreeSet<Text> = words.iter().filter(|w| known(w)).cloned().collect();
    names.extend(ALWAYS.iter().map(|n| Text::from(*n)));
    if let Some(table) = kinds::kind(plain).filter(|_| paired) {
        names.extend(table.names.iter().chain(table.identity).map(|n| Text::from(*n)));
    }
    names
}

/// Every expression of a rule.
fn expressions(rule: &Rule) -> Vec<&Expression> {
    let mut all: Vec<&Expression> = Vec::new();
    for selector in &rule.selectors {
        all.push(&selector.of);
        all.extend([&selector.condition, &selector.by].into_iter().flatten());
        for absence in [&selector.missing_dr, &selector.only_in_dr].into_iter().flatten() {
            all.extend([&absence.message, &absence.severity].into_iter().flatten());
        }
    }
    all.extend(rule.locals.iter().map(|(_, local)| local));
    for assert in &rule.asserts {
        let (Judgement::Condition(judged) | Judgement::None(judged)) = &assert.judgement;
        all.extend([judged, &assert.message]);
        let rest = [&assert.subjects, &assert.at, &assert.evidence, &assert.severity, &assert.fix];
        all.extend(rest.into_iter().flatten());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Catalogue, RuleFile};

    fn reads_of(id: &str) -> Reads {
        let files: Vec<RuleFile> = RuleFile::builtin().collect();
        let catalogue = Catalogue::load(files).unwrap();
        reads(catalogue.get(id).unwrap())
    }

    #[test]
    fn a_rule_looks_at_what_it_names_and_at_what_its_functions_imply() {
        let Reads { kinds, everything } = reads_of("vpc-cidr-overlap");
        assert!(!everything);
        assert!(kinds.contains_key("aws_vpc"), "{kinds:?}");
        assert!(kinds["aws_vpc"].contains("cidr_block"));
        assert!(!kinds["aws_vpc"].contains("enable_dns_support"));
    }

    #[test]
    fn a_capacity_rule_looks_at_what_its_topic_needs() {
        let Reads { kinds, everything } = reads_of("fargate-vcpu-quota-short");
        assert!(!everything);
        for kind in ["aws_ecs_service", "status.aws_ecs_service", "aws_ecs_task_definition"] {
            assert!(kinds.contains_key(kind), "{kinds:?}");
        }
        assert!(kinds["aws_servicequotas_service_quota"].contains("value"));
        assert!(kinds.contains_key("metric.aws_servicequotas_service_quota"));
        assert!(!kinds.contains_key("aws_autoscaling_group"));
    }

    #[test]
    fn what_compares_everything_reads_everything() {
        for id in ["config-drift", "changed-outside-terraform", "created-outside-terraform"] {
            assert!(reads_of(id).everything, "{id}");
        }
    }
}
