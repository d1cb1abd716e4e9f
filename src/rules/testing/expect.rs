//! What a rule test expects.

use super::{Reader, outcome};
use crate::finding::Severity;
use crate::lang::Block;
use crate::model::{Provenance, Text, Value, fits};
use crate::rules::engine::{Raised, RuleRun, Verdict};

/// What must come out of a case.
#[derive(Debug)]
pub struct Expected {
    outcome: Text,
    because: Option<Text>,
    findings: Vec<ExpectedFinding>,
}

#[derive(Debug)]
struct ExpectedFinding {
    assert: Text,
    subjects: Option<Vec<Text>>,
    message: Option<Text>,
    severity: Option<Severity>,
    at: Option<Text>,
}

const OUTCOMES: &[&str] = &["pass", "fail", "unassessed", "not-applicable"];

impl Reader<'_> {
    pub(super) fn expected(&mut self, block: &Block) -> Expected {
        self.only(block, &["outcome", "because"]);
        let outcome = self.text(block, "outcome").unwrap_or_default();
        if !OUTCOMES.contains(&outcome.as_str()) {
            self.report(block.kind_span, format!("outcome is one of {}", OUTCOMES.join(", ")));
        }
        let mut findings = Vec::new();
        for inner in &block.body.blocks {
            if inner.kind.as_str() != "finding" {
                self.unknown_block(inner, "finding");
                continue;
            }
            self.only(inner, &["subjects", "message", "severity", "at"]);
            let subjects = inner.body.attribute("subjects").and_then(|a| self.value(a)).map(|v| {
                let items = v.as_list().unwrap_or_default().iter();
                items.filter_map(Value::as_str).map(Text::from).collect()
            });
            findings.push(ExpectedFinding {
                assert: self.labels(inner, 1).into_iter().next().unwrap_or_default(),
                subjects,
                message: self.text(inner, "message"),
                severity: self.text(inner, "severity").and_then(|s| s.parse().ok()),
                at: self.text(inner, "at"),
            });
        }
        if outcome.as_str() == "fail" && findings.is_empty() {
            self.report(block.kind_span, "a failing case lists its findings".to_owned());
        }
        Expected { outcome, because: self.text(block, "because"), findings }
    }
}

impl Expected {
    /// The outcome that the case expects.
    #[must_use]
    pub fn outcome(&self) -> &str {
        &self.outcome
    }

    /// The asserts that the case expects to fail.
    pub fn failing_asserts(&self) -> impl Iterator<Item = &str> {
        self.findings.iter().map(|f| f.assert.as_str())
    }

    /// What is wrong with a run, in words; empty when it is as expected.
    #[must_use]
    pub fn complaints(&self, run: &RuleRun) -> Vec<String> {
        let mut complaints: Vec<String> =
            run.errors.iter().map(|e| format!("rule error: {e}")).collect();
        let was = outcome(run);
        if was != self.outcome.as_str() {
            complaints.push(format!("expected {}, but the outcome was {was}", self.outcome));
        }
        let mut left: Vec<&Raised> =
            run.raised.iter().filter(|r| r.verdict == Verdict::Fail).collect();
        for finding in &self.findings {
            match left.iter().position(|r| finding.fits(r)) {
                Some(at) => {
                    left.remove(at);
                }
                None => complaints.push(format!("expected and not found: {}", finding.describe())),
            }
        }
        complaints
            .extend(left.into_iter().map(|r| format!("found and not expected: {}", describe(r))));
        if let Some(because) = &self.because {
            let reasons: Vec<&String> = run
                .raised
                .iter()
                .filter_map(|r| match &r.verdict {
                    Verdict::Unassessed(reasons) => Some(reasons),
                    Verdict::Fail => None,
                })
                .flatten()
                .collect();
            if !reasons.iter().any(|r| fits(because, r)) {
                complaints.push(format!("no reason fits {because:?}; there were {reasons:?}"));
            }
        }
        complaints
    }
}

impl ExpectedFinding {
    fn fits(&self, raised: &Raised) -> bool {
        let subjects = self.subjects.as_ref().is_none_or(|wanted| {
            let mut found: Vec<String> =
                raised.subjects.iter().map(|s| s.address.to_string()).collect();
            found.sort();
            found.dedup();
            let mut wanted: Vec<String> = wanted.iter().map(ToString::to_string).collect();
            wanted.sort();
            wanted.dedup();
            found == wanted
        });
        let at = raised.place.as_ref().map(|p| p.path.as_str()).unwrap_or_default();
        raised.assert == self.assert
            && subjects
            && self.message.as_ref().is_none_or(|m| fits(m, &raised.message))
            && self.severity.is_none_or(|s| s == raised.severity)
            && self.at.as_ref().is_none_or(|a| a == at || written(raised).as_ref() == Some(a))
    }

    fn describe(&self) -> String {
        let mut out = format!("finding {:?}", self.assert.as_str());
        if let Some(subjects) = &self.subjects {
            let list: Vec<&str> = subjects.iter().map(Text::as_str).collect();
            out.push_str(&format!(" on {}", list.join(", ")));
        }
        if let Some(message) = &self.message {
            out.push_str(&format!(" saying {:?}", message.as_str()));
        }
        if let Some(severity) = self.severity {
            out.push_str(&format!(" of severity {severity}"));
        }
        if let Some(at) = &self.at {
            out.push_str(&format!(" at {at}"));
        }
        out
    }
}

/// The place in the text, as `main.tf:3:16`, where the finding is about a configuration.
fn written(raised: &Raised) -> Option<Text> {
    let place = raised.place.as_ref()?;
    let Provenance::Config(places) = &place.resource.provenance else { return None };
    let own = places.of(&place.path).and_then(<[_]>::first).unwrap_or(&places.block);
    Some(Text::from(own.to_string()))
}

fn describe(raised: &Raised) -> String {
    let subjects: Vec<String> = raised.subjects.iter().map(|s| s.address.to_string()).collect();
    let at = raised.place.as_ref().map(|p| format!(" at {}", p.path)).unwrap_or_default();
    let at = written(raised).map_or(at, |place| format!(" at {place}"));
    format!(
        "finding {:?} on {} of severity {}{at} saying {:?}",
        raised.assert.as_str(),
        subjects.join(", "),
        raised.severity,
        raised.message
    )
}
