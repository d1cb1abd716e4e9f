//! What the trend needs of a run: which rules ran, and what they found.
//!
//! An object of its own, much smaller than the report. Two runs that found the same have the same
//! ledger, which is kept once.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::finding::{ABOUT_SETTINGS, AuditReport, Outcome, Severity};

/// The version of the format that is written, and the newest that is read.
const FORMAT: u32 = 1;

/// What one run found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The rules that ran.
    pub rules: BTreeSet<String>,
    /// Rules of which some subjects were not even seen: a finding of theirs that is not listed
    /// may be there all the same.
    pub blind: BTreeSet<String>,
    /// Checks that did not simply pass, by fingerprint.
    pub lines: BTreeMap<String, Line>,
}

/// One check that did not simply pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The rule's id.
    pub rule: String,
    /// How much it matters.
    pub severity: Severity,
    /// What became of it.
    pub standing: Standing,
    /// The address of the resource to act on first; empty where there is none.
    pub subject: String,
}

/// How a check stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// The condition does not hold.
    #[serde(rename = "o")]
    Open,
    /// It could not be told.
    #[serde(rename = "u")]
    Untold,
    /// It does not hold, which is declared or accepted.
    #[serde(rename = "a")]
    Accepted,
}

#[derive(Serialize, Deserialize)]
struct File {
    passmuster_findings: u32,
    rules: Vec<String>,
    blind: Vec<usize>,
    findings: Vec<(String, usize, usize, Standing, String)>,
}

impl Ledger {
    /// What a report says.
    #[must_use]
    pub fn of(report: &AuditReport) -> Self {
        let ran = report.rules.iter().map(|r| r.id.clone());
        // These come from no rule file, and are looked for in every run.
        let rules = ran.chain(ABOUT_SETTINGS.map(str::to_owned)).collect();
        let mut ledger = Self { rules, ..Self::default() };
        for finding in &report.findings {
            let standing = match finding.outcome {
                Outcome::Fail => Standing::Open,
                Outcome::Unassessed { .. } => Standing::Untold,
                Outcome::Expected { .. } | Outcome::Waived { .. } => Standing::Accepted,
                Outcome::Pass | Outcome::NotApplicable => continue,
            };
            if standing == Standing::Untold && finding.subjects.is_empty() {
                ledger.blind.insert(finding.rule.clone());
            }
            ledger.rules.insert(finding.rule.clone());
            let subject = finding.subjects.first().map(|s| s.address.clone()).unwrap_or_default();
            let line =
                Line { rule: finding.rule.clone(), severity: finding.severity, standing, subject };
            ledger.lines.insert(finding.fingerprint.as_str().to_owned(), line);
        }
        ledger
    }

    /// The bytes of the object.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let rules: Vec<String> = self.rules.iter().cloned().collect();
        let at = |rule: &String| rules.binary_search(rule).unwrap_or_default();
        let findings = self.lines.iter().map(|(fingerprint, line)| {
            let severity = line.severity as usize;
            let subject = line.subject.clone();
            (fingerprint.clone(), at(&line.rule), severity, line.standing, subject)
        });
        let file = File {
            passmuster_findings: FORMAT,
            findings: findings.collect(),
            blind: self.blind.iter().map(at).collect(),
            rules: rules.clone(),
        };
        serde_json::to_vec(&file).unwrap_or_default()
    }

    /// Reads the object.
    ///
    /// # Errors
    ///
    /// It is damaged, or of a later version.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Head {
            passmuster_findings: u32,
        }
        let head: Head = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
        if head.passmuster_findings != FORMAT {
            return Err(format!("it is of version {}", head.passmuster_findings));
        }
        let file: File = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
        let rule =
            |at: usize| file.rules.get(at).cloned().ok_or("it names a rule that is not there");
        let mut lines = BTreeMap::new();
        for (fingerprint, at, severity, standing, subject) in file.findings {
            let severity =
                Severity::ALL.get(severity).copied().ok_or("there is no such severity")?;
            lines.insert(fingerprint, Line { rule: rule(at)?, severity, standing, subject });
        }
        let blind = file.blind.iter().map(|at| rule(*at)).collect::<Result<_, _>>()?;
        Ok(Self { rules: file.rules.iter().cloned().collect(), blind, lines })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let line = |rule: &str, standing| Line {
            rule: rule.to_owned(),
            severity: Severity::High,
            standing,
            subject: "aws_vpc.main".to_owned(),
        };
        let ledger = Ledger {
            rules: ["a", "b", "c"].map(str::to_owned).into(),
            blind: ["b".to_owned()].into(),
            lines: [
                ("v1:1".to_owned(), line("a", Standing::Open)),
                ("v1:2".to_owned(), line("c", Standing::Accepted)),
                ("v1:3".to_owned(), line("b", Standing::Untold)),
            ]
            .into(),
        };
        assert_eq!(Ledger::parse(&ledger.bytes()), Ok(ledger));
    }

    #[test]
    fn what_is_damaged_or_of_a_later_version_is_an_error() {
        for text in [
            "",
            "{}",
            "{\"passmuster_findings\":2}",
            "{\"passmuster_findings\":1,\"rules\":[],\"blind\":[],\"findings\":[[\"v\",0,0,\"o\",\"\"]]}",
            "{\"passmuster_findings\":1,\"rules\":[\"a\"],\"blind\":[],\"findings\":[[\"v\",0,9,\"o\",\"\"]]}",
            "{\"passmuster_findings\":1,\"rules\":[\"a\"],\"blind\":[3],\"findings\":[]}",
        ] {
            assert!(Ledger::parse(text.as_bytes()).is_err(), "{text}");
        }
    }
}
