//! Differences that are meant.

use std::collections::{BTreeMap, HashMap};

use super::{Judged, Settings};
use crate::compare::Comparison;
use crate::finding::{Evidence, Finding, Fingerprint, Impact, Location, Outcome, Severity, show};
use crate::kinds;
use crate::lang::{Tri, convert, equals};
use crate::model::{Coverage, Number, Resource, Side, Text, Value, fits, without_members};
use crate::rules::Verdict;

/// An intended difference with the value that it pins.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// The Terraform type; `*` stands for anything.
    pub kind: Text,
    /// The attribute path without members: `desired_count`; `None` for the whole resource.
    pub path: Option<Text>,
    /// The address of the subject; `*` stands for anything.
    pub subject: Text,
    /// What is expected.
    pub pin: Pin,
    /// Why.
    pub reason: Text,
    /// The last day, as `2027-01-31`; empty when there is none.
    pub until: Text,
    /// Where it is written: `passmuster.hcl:12`; of a preset the strategy's name.
    pub origin: Text,
    /// Comes with a strategy: nobody is told when nothing needs it.
    pub preset: bool,
}

/// What is expected of a difference.
#[derive(Clone, Debug, PartialEq)]
pub enum Pin {
    /// The DR side has this value.
    Dr(Value),
    /// The DR side has at least this.
    DrAtLeast(Share),
    /// The DR side is at most this part away from the primary.
    DrWithin(Share),
    /// Each primary value has its DR value.
    Mapped(BTreeMap<Text, Value>),
    /// Only that side has the resource.
    Only(Side),
    /// What runs may differ from the state: somebody else owns it.
    Ignored,
}

/// A number, or a part of the primary's.
#[derive(Clone, Debug, PartialEq)]
pub enum Share {
    /// As it stands.
    Absolute(f64),
    /// Hundredths of the primary's value.
    Percent(f64),
}

impl Pin {
    /// The expectation in words.
    #[must_use]
    pub fn words(&self) -> String {
        let share = |s: &Share| match s {
            Share::Absolute(n) => n.to_string(),
            Share::Percent(n) => format!("{n}%"),
        };
        match self {
            Self::Dr(value) => format!("dr = {}", show(value)),
            Self::DrAtLeast(s) => format!("dr_at_least = {}", share(s)),
            Self::DrWithin(s) => format!("dr_within = {}", share(s)),
            Self::Mapped(map) => {
                let entries: Vec<_> =
                    map.iter().map(|(k, v)| format!("{k} → {}", show(v))).collect();
                format!("mapped: {}", entries.join(", "))
            }
            Self::Only(side) => format!("only = {side}"),
            Self::Ignored => "ignore = true".to_owned(),
        }
    }

    /// Whether two values are as expected; `None` when that cannot be told.
    fn holds(&self, primary: &Value, dr: &Value) -> Option<bool> {
        match self {
            Self::Dr(wanted) => same(wanted, dr),
            Self::DrAtLeast(share) => {
                let needed = match share {
                    Share::Absolute(n) => *n,
                    Share::Percent(p) => number(primary)? * p / 100.0,
                };
                Some(number(dr)? >= needed)
            }
            Self::DrWithin(share) => {
                let (a, b) = (number(primary)?, number(dr)?);
                let allowed = match share {
                    Share::Absolute(n) => *n,
                    Share::Percent(p) => (a * p / 100.0).abs(),
                };
                Some((a - b).abs() <= allowed)
            }
            Self::Mapped(map) => {
                let Value::String(text) = convert::to_string(primary).ok()? else { return None };
                match map.get(&text) {
                    Some(wanted) => same(wanted, dr),
                    None => Some(false),
                }
            }
            Self::Only(_) | Self::Ignored => Some(false),
        }
    }
}

/// Equality in which text and number, text and truth value may be one.
fn same(wanted: &Value, found: &Value) -> Option<bool> {
    match equals(wanted, found) {
        Tri::True => Some(true),
        Tri::Unknown(_) => None,
        Tri::False => {
            let text = |v: &Value| convert::text(v).ok();
            Some(matches!((text(wanted), text(found)), (Some(a), Some(b)) if a == b))
        }
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(n) => n.to_string().parse().ok(),
        Value::String(s) => s.parse::<Number>().ok()?.to_string().parse().ok(),
        _ => None,
    }
}

impl Expectation {
    /// The type, with the attribute where one is meant.
    pub(super) fn about(&self) -> String {
        match &self.path {
            Some(path) => format!("{} {path}", self.kind),
            None => self.kind.to_string(),
        }
    }

    fn concerns(&self, resource: &Resource) -> bool {
        let kind = fits(&self.kind, &resource.kind)
            || kinds::kind(&resource.kind).is_some_and(|k| k.name == self.kind.as_str());
        kind && (self.subject.is_empty() || fits(&self.subject, resource.address.as_str()))
    }

    fn names(&self, path: &str) -> bool {
        self.path.as_ref().is_some_and(|own| {
            let plain = without_members(path);
            plain == own.as_str() || path == own.as_str()
        })
    }
}

/// Marks what is expected; returns what is wrong with the expectations.
pub(super) fn apply(
    judged: &mut [Judged],
    comparison: &Comparison,
    coverage: &Coverage,
    settings: &Settings,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let spots = spots(judged);
    // Where not all was read, what an expectation concerns may be there unseen.
    let read = |kind: &str| {
        let gaps = coverage.gaps().iter().filter(|g| g.attributes.is_empty());
        !gaps.into_iter().any(|g| g.kind.as_ref().is_none_or(|k| fits(kind, k)))
    };
    for (at, expectation) in settings.expectations.iter().enumerate() {
        let label = expectation.about();
        let key = format!("{label} {}", expectation.subject);
        if settings.is_past(&expectation.until) {
            let message = format!(
                "The expectation of {label} ended on {}: {}.",
                expectation.until, expectation.reason
            );
            let origin = &expectation.origin;
            findings.push(about("expectation-expired", Severity::Medium, message, origin, &key));
            continue;
        }
        let used = match &expectation.pin {
            Pin::Only(side) => only(expectation, at, *side, judged),
            Pin::Ignored => ignored(expectation, at, judged),
            _ => pinned(expectation, at, judged, &spots, comparison, &mut findings),
        };
        if !used && !expectation.preset && read(&expectation.kind) {
            let message = format!(
                "The expectation of {label} ({}) concerns nothing that is there.",
                expectation.pin.words()
            );
            let origin = &expectation.origin;
            findings.push(about("expectation-unused", Severity::Info, message, origin, &key));
        }
    }
    findings
}

/// Marks absences as expected; tells whether there were any.
fn only(expectation: &Expectation, at: usize, side: Side, judged: &mut [Judged]) -> bool {
    let mut used = false;
    for one in judged.iter_mut().filter(|one| !one.is_drift()) {
        // A finding about a resource as a whole says that its counterpart is not there.
        let whole = one.raised.place.as_ref().filter(|p| p.path.is_empty());
        if whole.is_some_and(|p| p.resource.side() == side && expectation.concerns(&p.resource)) {
            used = true;
            one.settle(Outcome::Expected { by: expectation.reason.to_string() }, at);
        }
    }
    used
}

/// Marks what runs otherwise than recorded as expected; tells whether there was any.
fn ignored(expectation: &Expectation, at: usize, judged: &mut [Judged]) -> bool {
    let mut used = false;
    for one in judged.iter_mut().filter(|one| one.is_drift()) {
        let Some(place) = &one.raised.place else { continue };
        let here = match &expectation.path {
            None => true,
            Some(_) => expectation.names(&place.path),
        };
        if here && expectation.concerns(&place.resource) {
            used = true;
            one.settle(Outcome::Expected { by: expectation.reason.to_string() }, at);
        }
    }
    used
}

/// What was said of each resource, by kind and address.
type Spots = HashMap<(Text, Text), Vec<usize>, foldhash::fast::RandomState>;

fn spots(judged: &[Judged]) -> Spots {
    let mut spots = Spots::default();
    // What differs between a state and what runs is no matter of both sides.
    for (at, one) in judged.iter().enumerate().filter(|(_, one)| !one.is_drift()) {
        if let Some(place) = &one.raised.place {
            let key = (place.resource.kind.clone(), place.resource.address.text().clone());
            spots.entry(key).or_default().push(at);
        }
    }
    spots
}

/// Checks the pinned value on every pair of the kind; tells whether there were any.
fn pinned(
    expectation: &Expectation,
    nth: usize,
    judged: &mut [Judged],
    spots: &Spots,
    comparison: &Comparison,
    findings: &mut Vec<Finding>,
) -> bool {
    let Some(path) = &expectation.path else { return false };
    let mut concerned = false;
    for pair in comparison.pairs().iter().filter(|p| expectation.concerns(&p.primary)) {
        let mut seen = false;
        let mut said: Vec<usize> = [&pair.primary, &pair.dr]
            .into_iter()
            .filter_map(|r| spots.get(&(r.kind.clone(), r.address.text().clone())))
            .flatten()
            .copied()
            .collect();
        said.sort_unstable();
        said.dedup();
        for at in said {
            let Some(one) = judged.get_mut(at) else { continue };
            if !one.raised.place.as_ref().is_some_and(|p| expectation.names(&p.path)) {
                continue;
            }
            (seen, concerned) = (true, true);
            let (primary, dr) = match &one.raised.difference {
                Some(d) => (d.left.clone(), d.right.clone()),
                None => (value_at(&pair.primary, path), value_at(&pair.dr, path)),
            };
            let (primary, dr) = (primary.unwrap_or(Value::Null), dr.unwrap_or(Value::Null));
            match expectation.pin.holds(&primary, &dr) {
                Some(true) => {
                    one.settle(Outcome::Expected { by: expectation.reason.to_string() }, nth);
                }
                Some(false) if one.raised.verdict == Verdict::Fail => {
                    one.raised.message.push_str(&format!(
                        " The configuration expects {} ({}).",
                        expectation.pin.words(),
                        expectation.reason
                    ));
                }
                _ => {}
            }
        }
        let (Some(primary), Some(dr)) = (value_at(&pair.primary, path), value_at(&pair.dr, path))
        else {
            continue;
        };
        concerned = true;
        if !seen && expectation.pin.holds(&primary, &dr) == Some(false) {
            let severity =
                kinds::kind(&pair.dr.kind).map_or(Severity::Medium, |k| k.severity_of(path));
            let message = format!(
                "{} has {path} {}, but the configuration expects {} ({}).",
                pair.dr.address,
                show(&dr),
                expectation.pin.words(),
                expectation.reason
            );
            let label = comparison.canonical_label(&pair.dr);
            let mut finding = about(
                "expectation-unmet",
                severity,
                message,
                &expectation.origin,
                &format!("{label} {path}"),
            );
            finding.subjects = vec![super::shown::subject(&pair.dr)];
            findings.push(finding);
        }
    }
    concerned
}

/// The value at a path of names; single blocks are passed through.
fn value_at(resource: &Resource, path: &str) -> Option<Value> {
    let mut names = path.split('.');
    let mut value = resource.attribute(names.next()?)?.clone();
    for name in names {
        let inner = match &value {
            Value::List(list) => match list.items() {
                [single] => single.clone(),
                _ => return None,
            },
            other => other.clone(),
        };
        value = inner.as_map()?.get(name)?.clone();
    }
    Some(value)
}

/// A finding about the configuration itself.
pub(super) fn about(
    rule: &str,
    severity: Severity,
    message: String,
    origin: &str,
    key: &str,
) -> Finding {
    let (file, line) = match origin.rsplit_once(':') {
        Some((file, line)) => (file, line.parse().ok()),
        None => (origin, None),
    };
    Finding {
        rule: rule.to_owned(),
        area: "configuration".to_owned(),
        assert: "configuration".to_owned(),
        outcome: Outcome::Fail,
        severity,
        impact: Impact::None,
        steps: Vec::new(),
        subjects: Vec::new(),
        location: Some(Location { file: file.to_owned(), line, ..Location::default() }),
        places: Vec::new(),
        class: None,
        past: None,
        message,
        evidence: Evidence::new(),
        differences: Vec::new(),
        remediation: "Correct the block in the configuration, or remove it.".to_owned(),
        fingerprint: Fingerprint::new(rule, "configuration", &[], key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_the_primary() {
        let at_least = Pin::DrAtLeast(Share::Percent(50.0));
        assert_eq!(at_least.holds(&Value::from(10), &Value::from(5)), Some(true));
        assert_eq!(at_least.holds(&Value::from(10), &Value::from(4)), Some(false));
        assert_eq!(at_least.holds(&Value::from(10), &Value::Null), None);
        let within = Pin::DrWithin(Share::Percent(20.0));
        assert_eq!(within.holds(&Value::from(10), &Value::from(12)), Some(true));
        assert_eq!(within.holds(&Value::from(10), &Value::from(13)), Some(false));
        assert_eq!(Pin::Dr(Value::from(1)).holds(&Value::Null, &Value::text("1")), Some(true));
    }
}
