//! Findings that somebody accepted for a time.

use super::expectations::about;
use super::{Judged, Settings};
use crate::finding::{Finding, Outcome, Severity};
use crate::model::{Text, fits};

/// A finding that somebody accepted for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The rule's id.
    pub rule: Text,
    /// The address of the subject; `*` stands for anything.
    pub subject: Text,
    /// Why.
    pub reason: Text,
    /// Who answers for it.
    pub owner: Text,
    /// The last day, as `2027-01-31`.
    pub until: Text,
    /// Where it is written: `passmuster.hcl:12`.
    pub origin: Text,
}

/// Marks what is waived; returns what is wrong with the waivers.
pub(super) fn apply(judged: &mut [Judged], settings: &Settings) -> Vec<Finding> {
    let mut findings = Vec::new();
    for waiver in &settings.waivers {
        let mut hit = false;
        let past = settings.is_past(&waiver.until);
        for one in judged.iter_mut() {
            let named = one.rule.id == waiver.rule || one.rule.aliases.contains(&waiver.rule);
            let subject = |address: &str| fits(&waiver.subject, address);
            if !named
                || one.outcome != Outcome::Fail
                || !one.raised.subjects.iter().any(|s| subject(s.address.as_str()))
            {
                continue;
            }
            hit = true;
            if !past {
                let by = format!("{} ({})", waiver.reason, waiver.owner);
                one.outcome = Outcome::Waived { by, until: waiver.until.to_string() };
            }
        }
        let what = format!("{} for {}", waiver.rule, waiver.subject);
        let key = format!("{} {}", waiver.rule, waiver.subject);
        if past {
            let message =
                format!("The waiver of {what} ended on {}: {}.", waiver.until, waiver.reason);
            findings.push(about("waiver-expired", Severity::Medium, message, &waiver.origin, &key));
        } else if !hit {
            let message = format!("The waiver of {what} accepts nothing that is there.");
            findings.push(about("waiver-unused", Severity::Info, message, &waiver.origin, &key));
        }
    }
    findings
}
