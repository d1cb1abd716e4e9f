//! JUnit XML: a suite for each area, a case for each rule and each of its findings.
//!
//! What could not be assessed is skipped with its reason, never a success.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::escape::terminal;
use crate::finding::{AuditReport, Finding, Fleet, Outcome, RuleLine};

pub(super) fn render(report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
    let mut whole = Report::new(format!("passmuster {}", terminal(&report.app)));
    whole.add_test_suites(suites(report, "").into_values());
    write(&whole, out)
}

/// The suites of all applications, and one for what has no report.
pub(super) fn render_fleet(fleet: &Fleet, out: &mut dyn Write) -> io::Result<()> {
    let mut whole = Report::new("passmuster");
    for report in &fleet.reports {
        let app = format!("{}: ", terminal(&report.app));
        whole.add_test_suites(suites(report, &app).into_values());
    }
    if !fleet.absent.is_empty() {
        let mut suite = TestSuite::new("not assessed");
        for absent in &fleet.absent {
            let name = absent.app.as_ref().or(absent.part.as_ref()).map_or("", String::as_str);
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(terminal(&super::absent(absent)));
            suite.add_test_case(TestCase::new(terminal(name), status));
        }
        whole.add_test_suite(suite);
    }
    write(&whole, out)
}

fn write(whole: &Report, out: &mut dyn Write) -> io::Result<()> {
    let text = whole.to_string().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

/// The suites of a report; their names begin so.
fn suites<'a>(report: &'a AuditReport, app: &str) -> BTreeMap<&'a str, TestSuite> {
    let named = |area: &str| TestSuite::new(format!("{app}{area}"));
    let mut suites: BTreeMap<&str, TestSuite> = BTreeMap::new();
    for rule in &report.rules {
        let own = || report.findings.iter().filter(|f| f.rule == rule.id);
        let cases: Vec<TestCase> = own().filter_map(of_finding).collect();
        let suite = suites.entry(&rule.area).or_insert_with(|| named(&rule.area));
        if cases.is_empty() {
            suite.add_test_case(of_rule(rule));
        }
        suite.add_test_cases(cases);
    }
    // Findings about the configuration itself belong to no rule file.
    let others = report.findings.iter().filter(|f| report.rules.iter().all(|r| r.id != f.rule));
    for finding in others {
        let suite = suites.entry(&finding.area).or_insert_with(|| named(&finding.area));
        suite.add_test_cases(of_finding(finding));
    }
    if !report.gaps.is_empty() {
        let suite = suites.entry("gaps").or_insert_with(|| named("gaps"));
        for gap in &report.gaps {
            let mut status = TestCaseStatus::skipped();
            status.set_message(terminal(&gap.detail));
            suite.add_test_case(TestCase::new(terminal(&gap.operation), status));
        }
    }
    suites
}

/// A rule all of whose checks passed, or that had nothing to check.
fn of_rule(rule: &RuleLine) -> TestCase {
    let mut status = TestCaseStatus::success();
    if rule.checks.total() == 0 {
        status = TestCaseStatus::skipped();
        status.set_message("nothing to check");
    }
    let mut case = TestCase::new(rule.id.as_str(), status);
    case.set_classname(rule.area.as_str());
    case
}

fn of_finding(finding: &Finding) -> Option<TestCase> {
    let status = match &finding.outcome {
        Outcome::Fail => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type(finding.severity.name());
            status.set_message(terminal(&finding.message));
            status.set_description(terminal(&finding.remediation));
            status
        }
        Outcome::Unassessed { because } => skipped(&because.join("; ")),
        Outcome::Expected { by } => skipped(&format!("expected: {by}")),
        Outcome::Waived { by, until } => skipped(&format!("waived until {until}: {by}")),
        Outcome::Pass | Outcome::NotApplicable => return None,
    };
    let subject = finding.subjects.first().map_or("", |s| s.address.as_str());
    let name = format!("{} {} {}", finding.rule, finding.assert, subject);
    let mut case = TestCase::new(terminal(name.trim_end()), status);
    case.set_classname(finding.rule.as_str());
    Some(case)
}

fn skipped(why: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_message(terminal(why));
    status
}
