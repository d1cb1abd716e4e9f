//! What to do next: the few steps that close most of what matters.

use std::collections::{BTreeMap, BTreeSet};

use super::{Options, counted, listed, obstacles};
use crate::finding::{AuditReport, Finding, Outcome, Severity};

/// Steps that are told.
const TOLD: usize = 5;

/// A concrete step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NextStep {
    /// What to do.
    pub(super) action: String,
    /// What it is for: `vpc-cidr-overlap`, or what it gives back.
    pub(super) about: String,
    /// A rule's id stands in `about`.
    pub(super) rule: bool,
    /// The worst severity that it closes.
    pub(super) severity: Severity,
    /// Findings that it closes.
    pub(super) findings: usize,
    /// Checks that it makes assessable.
    pub(super) checks: usize,
    /// All of them by severity, in the order of [`Severity::ALL`].
    pub(super) by_severity: [usize; 5],
}

impl NextStep {
    /// "closes 3 critical findings", "lets 12 checks be assessed".
    pub(super) fn closes(&self) -> String {
        let mut parts = Vec::new();
        if self.findings > 0 {
            let alike = self.by_severity.iter().filter(|n| **n > 0).count() == 1;
            let all = counted(self.findings, "finding");
            parts.push(match all.split_once(' ') {
                Some((n, noun)) if alike => format!("closes {n} {} {noun}", self.severity),
                _ => format!("closes {all}, the worst {}", self.severity),
            });
        }
        if self.checks > 0 {
            parts.push(format!("lets {} be assessed", counted(self.checks, "check")));
        }
        parts.join(", ")
    }

    /// Severity times count, summed: one critical finding weighs as much as four high ones.
    fn weight(&self) -> u128 {
        let each = |(severity, n): (u32, &usize)| 4_u128.pow(severity) * *n as u128;
        (0..).zip(&self.by_severity).map(each).sum()
    }

    fn count(&mut self, severity: Severity) {
        self.severity = self.severity.max(severity);
        if let Some(count) = self.by_severity.get_mut(severity as usize) {
            *count += 1;
        }
    }
}

/// The steps, the one that closes most first.
pub(super) fn steps(report: &AuditReport, options: Options) -> Vec<NextStep> {
    let mut all = mending(report, options);
    all.extend(looking(report));
    all.extend(renewing(report));
    all.sort_by(|a, b| {
        let key = |s: &NextStep| (s.weight(), s.severity);
        key(b).cmp(&key(a)).then_with(|| (&a.about, &a.action).cmp(&(&b.about, &b.action)))
    });
    all.truncate(TOLD);
    all
}

/// What rules say to do about their findings.
fn mending(report: &AuditReport, options: Options) -> Vec<NextStep> {
    let mut by_remedy: BTreeMap<(&str, &str), NextStep> = BTreeMap::new();
    for finding in listed(report, options).filter(|f| f.outcome == Outcome::Fail) {
        let own = report.rules.iter().find(|r| r.id == finding.rule);
        let remedy = match finding.remediation.as_str() {
            "" => own.map_or("", |r| r.remediation.as_str()),
            given => given,
        };
        if remedy.is_empty() {
            continue;
        }
        let step = by_remedy.entry((&finding.rule, remedy)).or_insert_with(|| NextStep {
            action: remedy.to_owned(),
            about: finding.rule.clone(),
            rule: true,
            severity: finding.severity,
            findings: 0,
            checks: 0,
            by_severity: [0; 5],
        });
        step.count(finding.severity);
        step.findings += 1;
    }
    by_remedy.into_values().collect()
}

/// What would let more be looked at: permissions first, all in one step, then the rest by what
/// is in the way.
fn looking(report: &AuditReport) -> Vec<NextStep> {
    let denied: BTreeSet<&str> =
        report.gaps.iter().filter_map(|g| g.iam_action.as_deref()).collect();
    let mut steps = Vec::new();
    if !denied.is_empty() {
        let names: Vec<&str> = denied.iter().copied().collect();
        let wanted: Vec<&str> = report
            .gaps
            .iter()
            .filter(|g| g.iam_action.is_some())
            .flat_map(|g| [Some(g.operation.as_str()), g.iam_action.as_deref()])
            .flatten()
            .collect();
        let action =
            format!("Allow {}; `passmuster iam-policy` prints the whole policy.", names.join(", "));
        steps.push(look(report, action, counted(names.len(), "missing permission"), &wanted));
    }
    for obstacle in obstacles(report).iter().filter(|o| o.gap.iam_action.is_none()) {
        let gap = obstacle.gap;
        if gap.detail.is_empty() {
            continue;
        }
        let about = format!("{} ({})", gap.operation, gap.reason);
        steps.push(look(report, gap.detail.clone(), about, &[&gap.operation, &gap.detail]));
    }
    steps
}

/// A step that lets those checks be assessed whose reasons name one of these.
fn look(report: &AuditReport, action: String, about: String, wanted: &[&str]) -> NextStep {
    let names = |f: &&Finding| match &f.outcome {
        Outcome::Unassessed { because } => {
            because.iter().any(|reason| wanted.iter().any(|w| !w.is_empty() && reason.contains(w)))
        }
        _ => false,
    };
    let found: Vec<&Finding> = report.findings.iter().filter(names).collect();
    let mut step = NextStep {
        action,
        about,
        rule: false,
        severity: Severity::Info,
        findings: 0,
        checks: found.len(),
        by_severity: [0; 5],
    };
    for finding in found {
        step.count(finding.severity);
    }
    step
}

/// Agreements that are past their day. Where a finding says so, its remedy is the step.
fn renewing(report: &AuditReport) -> Vec<NextStep> {
    let today = report.assessed_at.get(..10).unwrap_or_default();
    let mut steps = Vec::new();
    for line in &report.agreements {
        let over = !line.until.is_empty() && !today.is_empty() && line.until.as_str() < today;
        let told =
            |f: &Finding| f.outcome == Outcome::Fail && f.rule == format!("{}-expired", line.kind);
        if !over || report.findings.iter().any(told) {
            continue;
        }
        let owner =
            if line.owner.is_empty() { String::new() } else { format!(", ask {}", line.owner) };
        let mut step = NextStep {
            action: format!(
                "Renew or remove the {} for {} in {}: it ended on {}{owner}.",
                line.kind, line.about, line.origin, line.until
            ),
            about: format!("expired {}", line.kind),
            rule: false,
            severity: Severity::Medium,
            findings: 0,
            checks: 0,
            by_severity: [0; 5],
        };
        step.count(Severity::Medium);
        steps.push(step);
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{AgreementKind, AgreementLine};
    use crate::report::tests::{finding, gap, report};

    fn of(rule: &str, severity: Severity) -> Finding {
        Finding {
            rule: rule.into(),
            severity,
            remediation: format!("Mend {rule}."),
            ..finding(rule, Outcome::Fail)
        }
    }

    #[test]
    fn what_closes_most_comes_first() {
        let denied =
            Outcome::Unassessed { because: vec!["access denied: ec2:DescribeVpcs".into()] };
        let unseen = Finding { severity: Severity::Critical, ..finding("a", denied) };
        let mut findings = vec![of("one-critical", Severity::Critical)];
        findings.extend((0..3).map(|_| of("three-high", Severity::High)));
        findings.extend((0..5).map(|_| of("five-high", Severity::High)));
        findings.extend((0..2).map(|_| of("two-low", Severity::Low)));
        findings.extend(vec![unseen; 3]);
        let mut closed = gap("ec2:DescribeVpcs");
        closed.iam_action = Some("ec2:DescribeVpcs".into());
        let mut made = report(findings, vec![closed]);
        let told = |made: &AuditReport| -> Vec<String> {
            steps(made, Options::default()).into_iter().map(|s| s.about).collect()
        };
        let order = ["1 missing permission", "five-high", "one-critical", "three-high", "two-low"];
        assert_eq!(told(&made), order);
        let first = steps(&made, Options::default()).remove(0);
        assert!(first.action.contains("ec2:DescribeVpcs; `passmuster iam-policy`"), "{first:?}");
        assert_eq!(first.closes(), "lets 3 checks be assessed");
        // An agreement past its day is heavier than two low findings.
        made.agreements = vec![AgreementLine {
            kind: AgreementKind::Waiver,
            about: "a-rule".into(),
            subject: String::new(),
            terms: String::new(),
            reason: "r".into(),
            owner: "network".into(),
            until: "2025-12-31".into(),
            origin: "passmuster.hcl:3".into(),
            preset: false,
            settled: 1,
        }];
        assert_eq!(told(&made).last().map(String::as_str), Some("expired waiver"));
        made.agreements.iter_mut().for_each(|a| a.until = "2026-01-01".into());
        assert_eq!(told(&made), order, "its last day is not over");
    }
}
