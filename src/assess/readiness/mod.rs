//! The verdict of the gate.
//!
//! Rules judge; here their outcomes become a level, a line for each step of a failover, the loss
//! of data and the time that it would take. A check that could not be assessed counts as the worst
//! that it could be, unless the configuration accepts it by the rule's name. The gate never says
//! that a failover will work: it says that nothing is known against it, and what it could not see.

mod facts;
mod loss;
#[cfg(test)]
mod tests;
mod time;
mod topology;
mod traffic;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Settings;
use crate::finding::{
    Accepted, CapacityLine, CheckCounts, Decisive, Finding, Fingerprint, Impact, Level, Outcome,
    Readiness, RecoveryTime, RuleLine, Severity, Step, StepLine, Topology, TopologyState,
};
use crate::model::Text;
use crate::rules::{CapacityLine as Needed, Rule, World, capacity_lines};

use facts::label;
pub use topology::topology;

/// The rule that stands for the state of the whole estate.
pub const TOPOLOGY: &str = "topology-not-steady";
/// The rule that stands for the estimated recovery time.
pub const RECOVERY_TIME: &str = "recovery-time-over-objective";
/// The area of both.
const AREA: &str = "topology";

/// The kinds and attributes that the verdict looks at besides the rules.
pub const LOOKS: &[(&str, &[&str])] = &[
    ("aws_api_gateway_domain_name", &["regional_domain_name"]),
    ("aws_apigatewayv2_domain_name", &["domain_name_configuration"]),
    ("aws_autoscaling_group", &["desired_capacity", "name"]),
    ("aws_db_instance", &["identifier", "replicate_source_db"]),
    ("aws_dynamodb_table", &["name", "replica"]),
    ("aws_ecs_service", &["cluster", "desired_count", "load_balancer", "name", "task_definition"]),
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
    ("aws_route53_record", &["alias", "fqdn", "records", "ttl", "type", "zone_id"]),
    ("aws_route53_zone", &["vpc", "zone_id"]),
    ("status.aws_ecr_image", &["image_size_bytes"]),
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
    /// The last day, as `2027-01-31`; empty for ever.
    pub until: Text,
}

/// What the verdict adds to the report.
pub(super) struct Verdict {
    pub(super) readiness: Readiness,
    /// Findings that no rule file makes.
    pub(super) findings: Vec<Finding>,
    /// Their rules.
    pub(super) rules: Vec<RuleLine>,
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
    let (own, rules) = own_findings(&topology, &recovery_time, found, settings);
    let accepts = |f: &Finding| {
        let unassessed = matches!(f.outcome, Outcome::Unassessed { .. });
        let mut named = gate.accepted.iter().filter(|a| a.rule.as_str() == f.rule);
        named.find(|a| unassessed && !settings.is_past(&a.until))
    };
    let mut accepted: BTreeMap<&str, Accepted> = BTreeMap::new();
    let mut against: Vec<(Level, &Finding)> = Vec::new();
    for finding in found.iter().chain(&own) {
        if !matches!(finding.outcome, Outcome::Fail | Outcome::Unassessed { .. }) {
            continue;
        }
        if let Some(acceptance) = accepts(finding) {
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
    // An accepted gap is not a good sign either.
    let ceiling = if accepted.is_empty() { Level::FullyReady } else { Level::ReadyWithWarnings };
    let level = against.iter().map(|(level, _)| *level).fold(ceiling, Level::min);
    let told = |f: &Finding| f.outcome == Outcome::Fail;
    let failed = against.iter().filter(|(_, f)| told(f)).map(|(level, _)| *level);
    let by_failures = failed.fold(ceiling, Level::min);
    let incomplete = !level.may_start() && by_failures.may_start();
    let steps = steps(&against, enabled, counts);
    let mut decisive: Vec<Decisive> = against
        .iter()
        .filter(|(l, _)| *l == level && level != Level::FullyReady)
        .map(|(level, f)| Decisive {
            level: *level,
            rule: f.rule.clone(),
            unassessed: !told(f),
            steps: f.steps.clone(),
            message: f.message.clone(),
        })
        .collect();
    // What is known comes before what is not.
    decisive.sort_by_key(|d| d.unassessed);
    // Where single rules run, only what these look at was read.
    let needed = if settings.only.is_empty() { capacity_lines(world) } else { Vec::new() };
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
    Verdict { readiness, findings: own, rules }
}

/// Whether a line says more than that DR may have as much as the primary.
fn tells(line: &Needed) -> bool {
    line.topic != "quota-parity" || !matches!(line.short(), Ok(false))
}

/// A line of the capacity table.
fn capacity(line: &Needed) -> CapacityLine {
    let short = matches!(line.short(), Ok(true));
    CapacityLine {
        what: line.what.clone(),
        subject: line.subject.as_ref().map_or_else(String::new, |s| label(s).to_owned()),
        unit: line.unit.to_owned(),
        need: line.need.text(),
        have: line.have.text(),
        missing: short.then(|| line.missing().to_string()),
        unknown: line.undecided(),
        command: line.command.clone(),
    }
}

/// One line for each step of a failover.
fn steps(
    against: &[(Level, &Finding)],
    enabled: &[&Arc<Rule>],
    counts: &BTreeMap<&str, CheckCounts>,
) -> Vec<StepLine> {
    let line = |step: Step| {
        let mut concerned: Vec<&(Level, &Finding)> = against
            .iter()
            .filter(|(l, f)| f.steps.contains(&step) && *l < Level::FullyReady)
            .collect();
        concerned.sort_by_key(|(level, f)| (*level, f.outcome != Outcome::Fail));
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

/// What the verdict itself finds: the state of the estate, and the time against the objective.
fn own_findings(
    topology: &Topology,
    time: &RecoveryTime,
    found: &[Finding],
    settings: &Settings,
) -> (Vec<Finding>, Vec<RuleLine>) {
    let mut findings = Vec::new();
    let mut rules = Vec::new();
    let mut judge = |rule: OwnRule, judged: Option<(Outcome, String, Impact)>| {
        if settings.disabled.contains(rule.id)
            || !settings.only.is_empty() && !settings.only.contains(rule.id)
        {
            return;
        }
        let mut checks = CheckCounts::default();
        match judged {
            None => checks.passed = 1,
            Some((outcome, message, impact)) => {
                let failed = outcome == Outcome::Fail;
                checks.failed = usize::from(failed);
                checks.unassessed = usize::from(!failed);
                findings.push(rule.finding(outcome, message, impact, settings));
            }
        }
        rules.push(rule.line(checks));
    };
    // A rule that names what is broken says more.
    let told = found.iter().any(|f| {
        f.outcome == Outcome::Fail && f.impact == Impact::Blocks && f.steps.contains(&Step::Promote)
    });
    if topology.state != TopologyState::Broken || !told {
        judge(OwnRule::TOPOLOGY, judged_topology(topology));
    }
    if time.objective_seconds.is_some() {
        judge(OwnRule::RECOVERY_TIME, judged_time(time));
    }
    (findings, rules)
}

fn judged_topology(topology: &Topology) -> Option<(Outcome, String, Impact)> {
    use TopologyState as T;
    let because = topology.evidence.join("; ");
    match topology.state {
        T::Steady | T::FailedOver | T::FailingBack => None,
        T::SplitBrain | T::Broken => {
            let message = format!("The estate is in the state {}: {because}.", topology.state);
            Some((Outcome::Fail, message, Impact::Blocks))
        }
        T::Unknown => {
            let message = "Who writes could not be told.".to_owned();
            Some((
                Outcome::Unassessed { because: topology.evidence.clone() },
                message,
                Impact::Blocks,
            ))
        }
    }
}

fn judged_time(time: &RecoveryTime) -> Option<(Outcome, String, Impact)> {
    let objective = time.objective_seconds?;
    match time.range_seconds() {
        None => {
            let missing: Vec<String> = time
                .parts
                .iter()
                .filter(|p| p.range_seconds.is_none())
                .map(|p| format!("{}: {}", p.what, p.because))
                .collect();
            let message = "The recovery time could not be estimated.".to_owned();
            Some((Outcome::Unassessed { because: missing }, message, Impact::Delays))
        }
        Some((least, _)) if least > objective => Some((
            Outcome::Fail,
            format!("A failover takes at least {least} s; the objective is {objective} s."),
            Impact::Degrades,
        )),
        Some((_, most)) if most > objective => Some((
            Outcome::Fail,
            format!("A failover may take {most} s; the objective is {objective} s."),
            Impact::Delays,
        )),
        Some(_) => None,
    }
}

/// A rule that no file holds.
#[derive(Clone, Copy)]
struct OwnRule {
    id: &'static str,
    title: &'static str,
    severity: Severity,
    steps: &'static [Step],
    rationale: &'static str,
    remediation: &'static str,
}

impl OwnRule {
    const TOPOLOGY: Self = Self {
        id: TOPOLOGY,
        title: "Neither region could take over from the other",
        severity: Severity::Critical,
        steps: &[Step::PreFlight, Step::Promote],
        rationale: "A failover needs one region that writes and another that follows. Two writers \
                    diverge with every request, and without a follower there is nothing to promote.",
        remediation: "Fence one writer, or rebuild the follower, before anything else is done.",
    };
    const RECOVERY_TIME: Self = Self {
        id: RECOVERY_TIME,
        title: "A failover would take longer than the objective allows",
        severity: Severity::High,
        steps: &[Step::Verify],
        rationale: "The time is added up from the estate's own configuration: health checks, \
                    promotion, scaling, TTL.",
        remediation: "Shorten the longest part first, or agree on another objective.",
    };

    fn finding(
        self,
        outcome: Outcome,
        message: String,
        impact: Impact,
        settings: &Settings,
    ) -> Finding {
        Finding {
            fingerprint: Fingerprint::new(self.id, "estate", &[], ""),
            rule: self.id.to_owned(),
            area: AREA.to_owned(),
            assert: "estate".to_owned(),
            outcome,
            severity: settings.severities.get(self.id).copied().unwrap_or(self.severity),
            impact,
            steps: self.steps.to_vec(),
            subjects: Vec::new(),
            location: None,
            places: Vec::new(),
            class: None,
            message,
            evidence: BTreeMap::new(),
            differences: Vec::new(),
            remediation: self.remediation.to_owned(),
        }
    }

    fn line(self, checks: CheckCounts) -> RuleLine {
        RuleLine {
            id: self.id.to_owned(),
            area: AREA.to_owned(),
            title: self.title.to_owned(),
            rationale: self.rationale.to_owned(),
            remediation: self.remediation.to_owned(),
            refs: Vec::new(),
            checks,
        }
    }
}
