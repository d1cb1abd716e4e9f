//! The verdict of the gate.
//!
//! Rules judge; here their outcomes become a level, a line for each step of a failover, the loss
//! of data and the time that it would take. A check that could not be assessed counts as the worst
//! that it could be, unless the configuration accepts it by the rule's name. The gate never says
//! that a failover will work: it says that nothing is known against it, and what it could not see.

#[cfg(test)]
pub(super) mod built;
pub(super) mod facts;
pub(super) mod loss;
mod own;
#[cfg(test)]
mod tests;
mod time;
mod topology;
pub(super) mod traffic;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::Settings;
use super::expectations::about;
use crate::finding::{
    Accepted, CapacityLine, CheckCounts, Decisive, Finding, Impact, Level, Outcome, Readiness,
    RuleLine, Severity, Step, StepLine, Topology,
};
use crate::model::Text;
use crate::rules::{CapacityLine as Needed, Rule, World, capacity_lines};

use facts::label;
pub use own::{RECOVERY_TIME, TOPOLOGY};
pub use topology::topology;

/// The kinds and attributes that the verdict looks at besides the rules.
pub const LOOKS: &[(&str, &[&str])] = &[
    ("aws_api_gateway_domain_name", &["regional_domain_name"]),
    ("aws_apigatewayv2_domain_name", &["domain_name_configuration"]),
    ("aws_autoscaling_group", &["desired_capacity", "name"]),
    ("aws_db_instance", &["identifier", "replicate_source_db"]),
    ("aws_dynamodb_table", &["name", "replica"]),
    (
        "aws_ecs_service",
        &[
            "cluster",
            "desired_count",
            "health_check_grace_period_seconds",
            "load_balancer",
            "name",
            "task_definition",
        ],
    ),
    ("aws_ecs_task_definition", &["container_definitions", "family"]),
    ("aws_eip", &["public_dns", "public_ip"]),
    ("aws_lb", &["dns_name"]),
    ("aws_lb_target_group", &["health_check"]),
    (
        "aws_rds_cluster",
        &["cluster_identifier", "cluster_members", "engine", "global_cluster_identifier"],
    ),
    ("aws_rds_global_cluster", &["global_cluster_members"]),
    ("aws_route53_health_check", &["failure_threshold", "fqdn", "request_interval", "type"]),
    (
        "aws_route53_record",
        &[
            "alias",
            "failover_routing_policy",
            "fqdn",
            "health_check_id",
            "records",
            "ttl",
            "type",
            "weighted_routing_policy",
            "zone_id",
        ],
    ),
    ("aws_route53_zone", &["vpc", "zone_id"]),
    ("aws_s3_bucket", &["bucket"]),
    ("aws_s3_bucket_replication_configuration", &["bucket", "rule"]),
    (
        "status.aws_ecr_image",
        &["image_digest", "image_size_bytes", "image_tags", "repository_name"],
    ),
    ("status.aws_route53_health_check", &["healthy"]),
];

/// How the gate is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GateSettings {
    /// Rules whose unassessed checks are accepted.
    pub accepted: Vec<Acceptance>,
    /// Seconds that people take to decide; counted into the recovery time.
    pub decision_seconds: Option<u64>,
    /// Who serves and who waits, by the configured sides.
    pub topology: Option<Topology>,
    /// What no source of the gate can show.
    pub not_visible: Vec<String>,
}

/// A rule whose unassessed checks are accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Acceptance {
    /// The rule.
    pub rule: Text,
    /// Why.
    pub reason: Text,
    /// Who.
    pub owner: Text,
    /// The last day, as `2027-01-31`.
    pub until: Text,
    /// Where it is written.
    pub origin: Text,
}

/// Acceptances whose last day has passed: they accept nothing any more.
pub(super) fn expired(settings: &Settings) -> Vec<Finding> {
    let past = |a: &&Acceptance| settings.is_past(&a.until);
    let told = |a: &Acceptance| {
        let message = format!("The acceptance of {} ended on {}: {}.", a.rule, a.until, a.reason);
        about("acceptance-expired", Severity::Medium, message, &a.origin, &a.rule)
    };
    settings.gate.iter().flat_map(|g| &g.accepted).filter(past).map(told).collect()
}

/// What the verdict adds to the report.
pub(super) struct Verdict {
    pub(super) readiness: Readiness,
    /// Findings that no rule file makes.
    pub(super) findings: Vec<Finding>,
    /// Their rules.
    pub(super) rules: Vec<RuleLine>,
    /// How many checks each acceptance took, in the order of the settings.
    pub(super) accepted: Vec<usize>,
}

/// The level that a check allows when it fails, or when it cannot be told that it does not.
fn allowed(impact: Impact, severity: Severity) -> Level {
    match impact {
        Impact::Blocks => Level::NotReady,
        Impact::Degrades if severity >= Severity::High => Level::Degraded,
        Impact::Degrades | Impact::Delays => Level::ReadyWithWarnings,
        Impact::None => Level::FullyReady,
    }
}

/// The verdict from what the rules found.
pub(super) fn verdict(
    world: &World<'_>,
    found: &[Finding],
    enabled: &[&Arc<Rule>],
    counts: &BTreeMap<&str, CheckCounts>,
    settings: &Settings,
) -> Verdict {
    let gate = settings.gate.clone().unwrap_or_default();
    let topology = gate.topology.clone().unwrap_or_else(|| topology(world.estate, world.inventory));
    let recovery_time = time::recovery_time(world, gate.decision_seconds);
    let (own, rules) = own::findings(&topology, &recovery_time, found, settings);
    let accepts = |f: &Finding| {
        let unassessed = matches!(f.outcome, Outcome::Unassessed { .. });
        let mut named = gate.accepted.iter().enumerate();
        named.find(|(_, a)| unassessed && a.rule.as_str() == f.rule && !settings.is_past(&a.until))
    };
    let mut taken = vec![0; gate.accepted.len()];
    let mut accepted: BTreeMap<&str, Accepted> = BTreeMap::new();
    let mut against: Vec<(Level, &Finding)> = Vec::new();
    for finding in found.iter().chain(&own) {
        if !matches!(finding.outcome, Outcome::Fail | Outcome::Unassessed { .. }) {
            continue;
        }
        if let Some((at, acceptance)) = accepts(finding) {
            taken[at] += 1;
            let line = accepted.entry(acceptance.rule.as_str()).or_insert_with(|| Accepted {
                rule: acceptance.rule.to_string(),
                checks: 0,
                reason: acceptance.reason.to_string(),
                owner: acceptance.owner.to_string(),
                until: acceptance.until.to_string(),
            });
            line.checks += 1;
            continue;
        }
        against.push((allowed(finding.impact, finding.severity), finding));
    }
    // The worst first, and what is known before what is not.
    let told = |f: &Finding| f.outcome == Outcome::Fail;
    against.sort_by_key(|(level, f)| (*level, !told(f), Reverse(f.severity)));
    // An accepted gap is not a good sign either.
    let ceiling = if accepted.is_empty() { Level::FullyReady } else { Level::ReadyWithWarnings };
    let level = against.iter().map(|(level, _)| *level).fold(ceiling, Level::min);
    let failed = against.iter().filter(|(_, f)| told(f)).map(|(level, _)| *level);
    let by_failures = failed.fold(ceiling, Level::min);
    let incomplete = !level.may_start() && by_failures > level;
    let steps = steps(&against, enabled, counts);
    let decisive: Vec<Decisive> = against
        .iter()
        .filter(|(l, _)| *l == level && level != Level::FullyReady)
        .map(|(level, f)| Decisive {
            level: *level,
            rule: f.rule.clone(),
            unassessed: !told(f),
            steps: f.steps.clone(),
            message: said(f),
        })
        .collect();
    let needed = capacity_lines(world);
    let readiness = Readiness {
        level,
        incomplete,
        decisive,
        topology,
        steps,
        data_loss: loss::data_loss(world),
        recovery_time,
        capacity: needed.iter().filter(|line| tells(line)).map(capacity).collect(),
        accepted: accepted.into_values().collect(),
        not_visible: gate.not_visible.clone(),
    };
    Verdict { readiness, findings: own, rules, accepted: taken }
}

/// What is wrong, or what could not be told and why.
fn said(finding: &Finding) -> String {
    let because = match &finding.outcome {
        Outcome::Unassessed { because } => because.first(),
        _ => None,
    };
    let message = &finding.message;
    because
        .map_or_else(|| message.clone(), |why| format!("{} ({why})", message.trim_end_matches('.')))
}

/// The capacity topic that holds quotas of DR against the primary's.
const PARITY: &str = "quota-parity";

/// Whether a line says more than that DR may have as much as the primary.
fn tells(line: &Needed) -> bool {
    line.topic != PARITY || !matches!(line.short(), Ok(false))
}

/// A line of the capacity table.
fn capacity(line: &Needed) -> CapacityLine {
    let short = matches!(line.short(), Ok(true));
    let like = if line.topic == PARITY { ", as in the primary" } else { "" };
    CapacityLine {
        what: format!("{}{like}", line.what),
        subject: line.subject.as_ref().map_or_else(String::new, |s| label(s).to_owned()),
        unit: line.unit_of_need().to_owned(),
        need: line.need.text(),
        have: line.have.text(),
        missing: short.then(|| line.missing().to_string()),
        unknown: line.undecided(),
        command: line.command.clone(),
    }
}

/// One line for each step of a failover; what stands against it comes sorted, the worst first.
fn steps(
    against: &[(Level, &Finding)],
    enabled: &[&Arc<Rule>],
    counts: &BTreeMap<&str, CheckCounts>,
) -> Vec<StepLine> {
    let line = |step: Step| {
        let concerned: Vec<&(Level, &Finding)> = against
            .iter()
            .filter(|(l, f)| f.steps.contains(&step) && *l < Level::FullyReady)
            .collect();
        let level = concerned.first().map_or(Level::FullyReady, |(level, _)| *level);
        let decided = concerned.iter().any(|(l, f)| *l == level && f.outcome == Outcome::Fail);
        let rules = enabled.iter().filter(|r| r.steps.contains(&step));
        let passed = rules.filter_map(|r| counts.get(r.id.as_str())).map(|c| c.passed + c.expected);
        StepLine {
            step,
            level,
            unassessed: !concerned.is_empty() && !decided,
            supported_by: passed.sum(),
            against: concerned.iter().map(|(_, f)| f.message.clone()).collect(),
        }
    };
    Step::ALL.into_iter().map(line).collect()
}
