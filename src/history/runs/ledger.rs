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
    /// Kinds of which not all resources were listed; `*` stands for anything.
    pub unlisted: BTreeSet<String>,
    /// Rules and subjects of which something could not be told.
    doubts: BTreeSet<(String, String)>,
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
    #[serde(default)]
    unlisted: BTreeSet<String>,
    findings: Vec<(String, usize, usize, Standing, String)>,
}

impl Ledger {
    /// What a report says.
    #[must_use]
    pub fn of(report: &AuditReport) -> Self {
        let ran = report.rules.iter().map(|r| r.id.clone());
        // These come from no rule file, and are looked for in every run.
        let rules = ran.chain(ABOUT_SETTINGS.map(str::to_owned)).collect();
        // A gap that names attributes hides values, not resources.
        let listings = report.gaps.iter().filter(|gap| gap.attributes.is_empty());
        let unlisted = listings.map(|gap| gap.kind.clone().unwrap_or_else(|| "*".to_owned()));
        let mut ledger = Self { rules, unlisted: unlisted.collect(), ..Self::default() };
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
        ledger.doubting()
    }

    fn doubting(mut self) -> Self {
        let untold = self.lines.values().filter(|line| line.standing == Standing::Untold);
        self.doubts = untold.map(|line| (line.rule.clone(), line.subject.clone())).collect();
        self
    }

    /// Whether the run would have told this finding, had it been there.
    #[must_use]
    pub fn saw(&self, finding: &Line) -> bool {
        let ran = self.rules.contains(&finding.rule) && !self.blind.contains(&finding.rule);
        let hidden = |kind: &String| match kind.split_once('*') {
            Some((head, _)) => head.is_empty() || finding.subject.contains(head),
            None => finding.subject.contains(&format!("{kind}.")),
        };
        // Of a subject that could not wholly be looked at, single findings may hide in that.
        let doubt = (finding.rule.clone(), finding.subject.clone());
        ran && !self.unlisted.iter().any(hidden) && !self.doubts.contains(&doubt)
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
            unlisted: self.unlisted.clone(),
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
        let rules = file.rules.iter().cloned().collect();
        Ok(Self { rules, blind, unlisted: file.unlisted, lines, ..Self::default() }.doubting())
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
            unlisted: ["aws_vpc".to_owned()].into(),
            lines: [
                ("v1:1".to_owned(), line("a", Standing::Open)),
                ("v1:2".to_owned(), line("c", Standing::Accepted)),
                ("v1:3".to_owned(), line("b", Standing::Untold)),
            ]
            .into(),
            ..Ledger::default()
        }
        .doubting();
        assert_eq!(Ledger::parse(&ledger.bytes()), Ok(ledger));
    }

    #[test]
    fn what_was_not_looked_at_was_not_seen() {
        let line = |subject: &str, standing| Line {
            rule: "a".to_owned(),
            severity: Severity::High,
            standing,
            subject: subject.to_owned(),
        };
        let vpc = line("module.x.aws_vpc.main", Standing::Open);
        let ledger = Ledger { rules: ["a".to_owned()].into(), ..Ledger::default() };
        assert!(ledger.saw(&vpc));
        for unlisted in ["aws_vpc", "*", "aws_*"] {
            let ledger = Ledger { unlisted: [unlisted.to_owned()].into(), ..ledger.clone() };
            assert!(!ledger.saw(&vpc), "{unlisted}");
        }
        let other = Ledger { unlisted: ["aws_subnet".to_owned()].into(), ..ledger.clone() };
        assert!(other.saw(&vpc));
        let untold = line("module.x.aws_vpc.main", Standing::Untold);
        let lines = [("v1:1".to_owned(), untold)].into();
        let doubtful = Ledger { lines, ..ledger }.doubting();
        assert!(!doubtful.saw(&vpc));
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
