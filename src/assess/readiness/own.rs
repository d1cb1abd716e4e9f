//! What the verdict itself finds: the state of the whole estate, and the recovery time against the
//! objective. No rule file holds these two.

use std::collections::BTreeMap;

use crate::assess::Settings;
use crate::finding::{
    CheckCounts, Finding, Fingerprint, Impact, Outcome, RecoveryTime, RuleLine, Severity, Step,
    Topology, TopologyState,
};

/// The rule that stands for the state of the whole estate.
pub const TOPOLOGY: &str = "topology-not-steady";
/// The rule that stands for the estimated recovery time.
pub const RECOVERY_TIME: &str = "recovery-time-over-objective";
/// The area of both.
const AREA: &str = "topology";

/// What the verdict itself finds: the state of the estate, and the time against the objective.
pub(super) fn findings(
    topology: &Topology,
    time: &RecoveryTime,
    found: &[Finding],
    settings: &Settings,
) -> (Vec<Finding>, Vec<RuleLine>) {
    let mut findings = Vec::new();
    let mut rules = Vec::new();
    let mut judge = |rule: OwnRule, judged: Option<(Outcome, String, Impact)>| {
        if settings.disabled.contains(rule.id) {
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
            past: None,
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
