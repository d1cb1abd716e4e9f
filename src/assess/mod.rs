//! The assessment: all rules over an estate, less what was agreed, as a report.
//!
//! Rules say what is there. Here it is weighed: an *expectation* declares an intended difference
//! with its value and turns a finding into `expected` only while the value holds; a *waiver*
//! accepts a finding until a day; of several rules that see one thing the most specific speaks.
//! An expectation or waiver that is expired, or that nothing needs, is a finding itself.

mod agreements;
mod drawing;
mod expectations;
mod parity;
mod readiness;
mod settings;
mod shown;
mod waivers;
mod yielding;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::compare::{Comparison, Drift};
use crate::finding::{
    AuditReport, CheckCounts, Finding, Fingerprint, GapLine, Outcome, PairCounts, RuleLine,
    Severity, SideLine, SourceLine,
};
use crate::lang::Diagnostic;
use crate::model::{Estate, Inventory, Map, Resource, Side, Text, is_managed_kind};
use crate::rules::{Catalogue, Natives, Raised, Rule, RuleRun, Verdict, World, run, testing};

pub use expectations::{Expectation, Pin, Share};
pub use readiness::{Acceptance, GateSettings, LOOKS, RECOVERY_TIME, TOPOLOGY, topology};
pub use settings::Settings;
pub use waivers::{Accepts, Waiver};

/// A finished assessment.
#[derive(Debug)]
pub struct Assessment {
    /// The report.
    pub report: AuditReport,
    /// Rules that could not be evaluated: they are wrong. Never a pass.
    pub errors: Vec<Diagnostic>,
}

/// One check that did not simply pass, on its way into the report.
struct Judged {
    rule: Arc<Rule>,
    raised: Raised,
    outcome: Outcome,
    /// The agreement that settled it: expectations are counted first, then waivers.
    settled_by: Option<usize>,
}

/// The job that ends in a verdict.
const GATE: &str = "gate";

/// The area of the rules that compare a state with what runs.
const DRIFT: &str = "drift";

impl Judged {
    /// An agreement settles the check; the last one counts.
    fn settle(&mut self, outcome: Outcome, agreement: usize) {
        self.outcome = outcome;
        self.settled_by = Some(agreement);
    }

    /// Whether this is about a state and what runs, not about both sides.
    fn is_drift(&self) -> bool {
        self.rule.area.as_str() == DRIFT
    }
}

/// Assesses one view of an estate. `drift` is what the states record beside what runs.
#[must_use]
pub fn assess(
    estate: &Estate,
    inventory: &Inventory,
    comparison: &Comparison,
    drift: Option<&Drift>,
    catalogue: &Catalogue,
    settings: &Settings,
) -> Assessment {
    let time = settings.assessed_at.clone();
    let topology = settings.gate.as_ref().and_then(|g| g.topology.as_ref());
    let world = World::new(estate, settings.view, inventory, comparison, time)
        .beside(drift)
        .turned(topology.is_some_and(|t| t.turned));
    let natives = Natives::new(&world);
    let enabled: Vec<&Arc<Rule>> =
        catalogue.rules().iter().filter(|r| settings.enables(r)).collect();
    let runs: Vec<RuleRun> = enabled
        .par_iter()
        .map(|rule| {
            if rule.views.contains(&settings.view) {
                let none = Map::default();
                let given = settings.inputs.get(&rule.id).unwrap_or(&none);
                run(rule, &world, &natives, &testing::inputs(rule, given))
            } else {
                RuleRun { raised: vec![view_missing(rule, settings)], ..RuleRun::default() }
            }
        })
        .collect();
    let mut counts: BTreeMap<&str, CheckCounts> = BTreeMap::new();
    let mut errors = Vec::new();
    let mut judged = Vec::new();
    for (rule, run) in enabled.iter().zip(runs) {
        counts.entry(&rule.id).or_default().passed = run.passed;
        // A rule that is wrong tells nothing, least of all that all is well.
        let wrong = run.errors.first().map(|error| errored(rule, error));
        errors.extend(run.errors);
        judged.extend(run.raised.into_iter().chain(wrong).map(|raised| Judged {
            rule: Arc::clone(rule),
            outcome: match &raised.verdict {
                Verdict::Fail => Outcome::Fail,
                Verdict::Unassessed(because) => Outcome::Unassessed { because: because.clone() },
            },
            raised,
            settled_by: None,
        }));
    }
    yielding::drop_superfluous(&mut judged, comparison);
    for one in &mut judged {
        if let Some(severity) = settings.severities.get(&one.rule.id) {
            one.raised.severity = *severity;
        }
    }
    let mut about_settings =
        expectations::apply(&mut judged, comparison, inventory.coverage(), settings);
    about_settings.extend(waivers::apply(&mut judged, comparison, settings));
    about_settings.extend(readiness::expired(settings));
    let settled = agreements::settled(&judged, settings);
    let mut findings: Vec<Finding> =
        judged.into_iter().map(|one| finding(one, comparison)).collect();
    findings.extend(about_settings);
    for found in &findings {
        let count = counts.entry(&found.rule).or_default();
        match found.outcome {
            Outcome::Fail => count.failed += 1,
            Outcome::Unassessed { .. } => count.unassessed += 1,
            Outcome::Expected { .. } => count.expected += 1,
            Outcome::Waived { .. } => count.waived += 1,
            Outcome::Pass => count.passed += 1,
            Outcome::NotApplicable => {}
        }
    }
    let mut report = head(estate, inventory, comparison, settings);
    report.rules = enabled.iter().map(|rule| rule_line(rule, &counts)).collect();
    // Some rules alone say nothing of the whole.
    let verdict = (settings.job.as_str() == GATE && settings.only.is_empty())
        .then(|| readiness::verdict(&world, &findings, &enabled, &counts, settings));
    let own = verdict.iter().flat_map(|v| v.rules.iter().map(|r| &r.checks));
    report.checks = counts.values().chain(own).fold(CheckCounts::default(), |all, c| CheckCounts {
        passed: all.passed + c.passed,
        failed: all.failed + c.failed,
        unassessed: all.unassessed + c.unassessed,
        expected: all.expected + c.expected,
        waived: all.waived + c.waived,
    });
    let accepted = verdict.as_ref().map_or(&[][..], |v| v.accepted.as_slice());
    report.agreements = agreements::lines(settings, &settled, accepted);
    if let Some(verdict) = verdict {
        report.readiness = Some(verdict.readiness);
        report.rules.extend(verdict.rules);
        findings.extend(verdict.findings);
    }
    report.kinds = parity::kinds(inventory, comparison);
    report.drawing = drawing::drawing(estate, inventory, report.readiness.as_ref());
    sort(&mut findings);
    tell_apart(&mut findings);
    report.findings = findings;
    Assessment { report, errors }
}

fn view_missing(rule: &Rule, settings: &Settings) -> Raised {
    let views: Vec<&str> = rule.views.iter().map(|v| v.name()).collect();
    let because =
        format!("the rule needs one of {}, not {}", views.join(", "), settings.view.name());
    untold(rule, "view", because)
}

fn errored(rule: &Rule, error: &Diagnostic) -> Raised {
    untold(rule, "error", format!("the rule could not be evaluated: {}", error.message))
}

/// Nothing of a rule could be told.
fn untold(rule: &Rule, assert: &str, because: String) -> Raised {
    Raised {
        assert: assert.into(),
        verdict: Verdict::Unassessed(vec![because]),
        severity: rule.severity,
        impact: rule.worst_impact(),
        subjects: Vec::new(),
        place: None,
        message: format!("{}: could not be told.", rule.title),
        evidence: BTreeMap::new(),
        difference: None,
        key: String::new(),
    }
}

fn fingerprint(rule: &Rule, raised: &Raised, comparison: &Comparison) -> Fingerprint {
    let labels: Vec<_> = raised.subjects.iter().map(|s| comparison.canonical_label(s)).collect();
    let labels: Vec<&str> = labels.iter().map(Text::as_str).collect();
    Fingerprint::new(&rule.id, &raised.assert, &labels, &raised.key)
}

fn finding(judged: Judged, comparison: &Comparison) -> Finding {
    let Judged { rule, raised, outcome, settled_by: _ } = judged;
    let places = shown::places(&raised);
    Finding {
        fingerprint: fingerprint(&rule, &raised, comparison),
        rule: rule.id.to_string(),
        area: rule.area.to_string(),
        assert: raised.assert.to_string(),
        outcome,
        severity: raised.severity,
        impact: raised.impact,
        steps: rule.steps.clone(),
        location: places.first().cloned(),
        places,
        class: None,
        past: None,
        subjects: raised.subjects.iter().map(|s| shown::subject(s)).collect(),
        message: raised.message,
        evidence: raised.evidence,
        differences: raised.difference.iter().map(shown::difference).collect(),
        remediation: rule.remediation.to_string(),
    }
}

fn rule_line(rule: &Rule, counts: &BTreeMap<&str, CheckCounts>) -> RuleLine {
    RuleLine {
        id: rule.id.to_string(),
        area: rule.area.to_string(),
        title: rule.title.to_string(),
        rationale: rule.rationale.to_string(),
        remediation: rule.remediation.to_string(),
        refs: rule.refs.iter().map(ToString::to_string).collect(),
        checks: counts.get(rule.id.as_str()).copied().unwrap_or_default(),
    }
}

/// All but rules and findings.
fn head(
    estate: &Estate,
    inventory: &Inventory,
    comparison: &Comparison,
    settings: &Settings,
) -> AuditReport {
    let managed = |r: &&Arc<Resource>| is_managed_kind(&r.kind);
    let mut by_file: BTreeMap<(&str, Side), usize> = BTreeMap::new();
    let mut by_side: BTreeMap<Side, usize> = BTreeMap::new();
    for resource in inventory.resources().iter().filter(managed) {
        *by_side.entry(resource.side()).or_default() += 1;
        if let Some(file) = resource.provenance.source() {
            *by_file.entry((file, resource.side())).or_default() += 1;
        }
    }
    let side = |side: Side| {
        let site = estate.site(side);
        SideLine {
            side: side.name().to_owned(),
            region: site
                .and_then(|s| s.region.as_ref())
                .map(ToString::to_string)
                .unwrap_or_default(),
            account: site.and_then(|s| s.account.as_ref()).map(ToString::to_string),
            resources: by_side.get(&side).copied().unwrap_or_default(),
        }
    };
    let sources = inventory.files().iter().map(|file| {
        let of = |side| by_file.get(&(file.path.as_str(), side)).copied().unwrap_or_default();
        // A file plays for the side that most of its resources play for.
        let sides = [Side::Primary, Side::Dr, Side::Global];
        let most = sides.into_iter().rev().max_by_key(|s| of(*s)).unwrap_or(Side::Primary);
        SourceLine {
            path: file.path.to_string(),
            side: most.name().to_owned(),
            serial: file.serial,
            terraform_version: file.terraform_version.as_ref().map(ToString::to_string),
            resources: sides.into_iter().map(of).sum(),
        }
    });
    AuditReport {
        tool_version: settings.tool_version.to_string(),
        assessed_at: settings.assessed_at.to_string(),
        app: estate.name.to_string(),
        job: settings.job.to_string(),
        view: settings.view.name().to_owned(),
        sides: vec![side(Side::Primary), side(Side::Dr)],
        sources: sources.collect(),
        pairs: PairCounts {
            paired: comparison.pairs().len(),
            only_primary: comparison.unpaired(Side::Primary).len(),
            only_dr: comparison.unpaired(Side::Dr).len(),
            ambiguous: comparison.ambiguous().len(),
        },
        gaps: inventory.coverage().gaps().iter().map(gap).collect(),
        ..AuditReport::default()
    }
}

fn gap(gap: &crate::model::Gap) -> GapLine {
    GapLine {
        side: gap.side.map(|s| s.name().to_owned()),
        kind: gap.kind.as_ref().map(ToString::to_string),
        attributes: gap.attributes.iter().map(ToString::to_string).collect(),
        operation: gap.operation.to_string(),
        reason: gap.reason.words().to_owned(),
        detail: gap.detail.to_string(),
        iam_action: gap.iam_action.as_ref().map(ToString::to_string),
    }
}

fn rank(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::Fail => 0,
        Outcome::Unassessed { .. } => 1,
        Outcome::Expected { .. } => 2,
        Outcome::Waived { .. } => 3,
        Outcome::Pass | Outcome::NotApplicable => 4,
    }
}

fn sort(findings: &mut [Finding]) {
    let key = |f: &Finding| -> (u8, std::cmp::Reverse<Severity>) {
        (rank(&f.outcome), std::cmp::Reverse(f.severity))
    };
    findings.sort_by(|a, b| {
        key(a)
            .cmp(&key(b))
            .then_with(|| a.area.cmp(&b.area))
            .then_with(|| a.rule.cmp(&b.rule))
            .then_with(|| a.subjects.cmp(&b.subjects))
            .then_with(|| a.assert.cmp(&b.assert))
            .then_with(|| a.message.cmp(&b.message))
    });
}

/// One address may occur in several states of a side: their findings get distinct fingerprints,
/// by order.
fn tell_apart(findings: &mut [Finding]) {
    let mut seen: BTreeMap<Fingerprint, usize> = BTreeMap::new();
    for finding in findings {
        let count = seen.entry(finding.fingerprint.clone()).or_default();
        *count += 1;
        if *count > 1 {
            let nth = count.to_string();
            let base = finding.fingerprint.as_str().to_owned();
            finding.fingerprint = Fingerprint::new(&finding.rule, &finding.assert, &[&base], &nth);
        }
    }
}
