//! The index of a store: one line of facts for each run.
//!
//! A version has two numbers. Another first number means another format: the index can be neither
//! read nor written. A higher second number means that later versions added something: the index
//! can be read, but is not written, since what was added would be lost.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::finding::{AuditReport, Level, Outcome, RunPoint, Severity};

/// The version that is written.
pub const VERSION: IndexVersion = IndexVersion { major: 1, minor: 0 };

/// The version of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexVersion {
    /// Another one cannot be read.
    pub major: u32,
    /// A higher one cannot be written.
    pub minor: u32,
}

/// Why an index cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// It is no index.
    #[error("its index is damaged ({0}); `passmuster history rebuild` makes it anew")]
    Damaged(String),
    /// Another format.
    #[error(
        "its format is {}.{}, and this passmuster reads {}.x; use the passmuster that wrote it",
        .0.major, .0.minor, VERSION.major
    )]
    Unreadable(IndexVersion),
    /// A later version added something.
    #[error(
        "its format is {}.{}, and this passmuster writes {}.{}: it can be read, but nothing is kept \
         in it; use the passmuster that wrote it",
        .0.major, .0.minor, VERSION.major, VERSION.minor
    )]
    Unwritable(IndexVersion),
}

/// The index of a store.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// The version.
    pub passmuster_history: IndexVersion,
    /// The runs, in the order in which they were kept.
    pub runs: Vec<Run>,
    /// What the parts of fleets left.
    #[serde(default)]
    pub parts: Vec<PartLine>,
}

impl Default for Index {
    fn default() -> Self {
        Self { passmuster_history: VERSION, runs: Vec::new(), parts: Vec::new() }
    }
}

/// What a part of a fleet left: it came to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartLine {
    /// The run of the fleet, as its engine names it.
    pub run_id: String,
    /// The part.
    pub part: Part,
    /// `audit` or `gate`.
    #[serde(default)]
    pub job: String,
    /// When it ended, in RFC 3339.
    pub at: String,
    /// The runs that it kept.
    pub runs: Vec<String>,
    /// Its applications without a report, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<(String, String)>,
}

/// One kept run of one application.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Its name: when it was assessed, and a part of the digest of what was found.
    pub id: String,
    /// The application.
    pub app: String,
    /// `audit` or `gate`.
    pub job: String,
    /// The view that was assessed.
    pub view: String,
    /// When it was assessed, in RFC 3339.
    pub at: String,
    /// The version of passmuster that assessed.
    pub tool_version: String,
    /// The primary region.
    pub primary: String,
    /// The DR region.
    pub dr: String,
    /// Open findings by severity, `info` first.
    pub open: [usize; 5],
    /// Checks that could be decided.
    pub assessed: usize,
    /// All checks.
    pub checks: usize,
    /// Things that could not be read.
    pub gaps: usize,
    /// The verdict of the gate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// The worst replication lag in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lag_seconds: Option<f64>,
    /// What tells estates apart that no configuration names; empty where one does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub estate: String,
    /// Only some rules ran: the run is in no trend.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// The run of a fleet that it belongs to, as its engine names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_id: Option<String>,
    /// The part of that run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
    /// The object with the whole report.
    pub report: String,
    /// The object with what the trend needs.
    pub findings: String,
    /// The object with the live facts, without their time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<String>,
    /// When the live facts were collected, in RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot_at: Option<String>,
}

impl PartLine {
    /// What tells it from other parts.
    #[must_use]
    pub fn key(&self) -> (&str, &str, Part) {
        (&self.run_id, &self.job, self.part)
    }
}

/// A part of a fleet: `number` of `of`, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Part {
    /// Which, from 1.
    pub number: u32,
    /// Of how many.
    pub of: u32,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl Index {
    /// Reads an index, of this version or an earlier one, or of a later one that can be read.
    ///
    /// # Errors
    ///
    /// It is damaged, or of another format.
    pub fn parse(bytes: &[u8]) -> Result<Self, IndexError> {
        #[derive(Deserialize)]
        struct Head {
            passmuster_history: IndexVersion,
        }
        let damaged = |error: serde_json::Error| IndexError::Damaged(error.to_string());
        let head: Head = serde_json::from_slice(bytes).map_err(damaged)?;
        if head.passmuster_history.major != VERSION.major {
            return Err(IndexError::Unreadable(head.passmuster_history));
        }
        serde_json::from_slice(bytes).map_err(damaged)
    }

    /// Whether this passmuster may write over it.
    ///
    /// # Errors
    ///
    /// A later version added something.
    pub fn may_be_written(&self) -> Result<(), IndexError> {
        let version = self.passmuster_history;
        if version.minor > VERSION.minor { Err(IndexError::Unwritable(version)) } else { Ok(()) }
    }

    /// The index as text: a line for each run and part.
    #[must_use]
    pub fn text(&self) -> Vec<u8> {
        fn lines<T: Serialize>(all: &[T]) -> String {
            let lines: Vec<String> =
                all.iter().filter_map(|one| serde_json::to_string(one).ok()).collect();
            lines.join(",\n")
        }
        let version = serde_json::to_string(&self.passmuster_history).unwrap_or_default();
        let (runs, parts) = (lines(&self.runs), lines(&self.parts));
        format!(
            "{{\"passmuster_history\":{version},\"runs\":[\n{runs}\n],\"parts\":[\n{parts}\n]}}\n"
        )
        .into_bytes()
    }

    /// The objects that runs refer to.
    #[must_use]
    pub fn objects(&self) -> BTreeSet<&str> {
        let main = self.runs.iter().flat_map(|r| [r.report.as_str(), r.findings.as_str()]);
        main.chain(self.runs.iter().filter_map(|r| r.snapshot.as_deref())).collect()
    }

    /// The whole runs that can be compared with one, in the order in which they were kept: those of
    /// its application, job, view and pair of regions, whichever of them served.
    #[must_use]
    pub fn series(&self, of: &Run) -> Vec<&Run> {
        let key = of.series_key();
        self.runs.iter().filter(|run| !run.partial && run.series_key() == key).collect()
    }

    /// What the parts of a run of a fleet left, by their numbers.
    pub fn parts_of<'a>(&'a self, run_id: &'a str) -> impl Iterator<Item = &'a PartLine> {
        self.parts.iter().filter(move |p| p.run_id == run_id)
    }

    /// The runs that a name means: an id or its beginning, `latest`, `latest~2`.
    #[must_use]
    pub fn named(&self, name: &str) -> Vec<&Run> {
        if let Some(back) = name.strip_prefix("latest") {
            let back = match back.strip_prefix('~') {
                None if back.is_empty() => Some(0),
                None => None,
                Some(count) => count.parse::<usize>().ok(),
            };
            return back.and_then(|n| self.runs.iter().rev().nth(n)).into_iter().collect();
        }
        self.runs.iter().filter(|r| !name.is_empty() && r.id.starts_with(name)).collect()
    }
}

impl Run {
    /// The facts of a report, without what says where it is kept.
    #[must_use]
    pub fn of(report: &AuditReport) -> Self {
        let region = |side: &str| {
            report
                .sides
                .iter()
                .find(|s| s.side == side)
                .map(|s| s.region.clone())
                .unwrap_or_default()
        };
        let open = |severity: Severity| {
            let failed = |f: &&crate::finding::Finding| f.outcome == Outcome::Fail;
            report.findings.iter().filter(failed).filter(|f| f.severity == severity).count()
        };
        Self {
            app: report.app.clone(),
            job: report.job.clone(),
            view: report.view.clone(),
            at: report.assessed_at.clone(),
            tool_version: report.tool_version.clone(),
            primary: region("primary"),
            dr: region("dr"),
            open: Severity::ALL.map(open),
            assessed: report.checks.assessed(),
            checks: report.checks.total(),
            gaps: report.gaps.len(),
            level: report.readiness.as_ref().map(|r| r.level.name().to_owned()),
            lag_seconds: report.readiness.as_ref().and_then(|r| r.data_loss.worst_seconds()),
            ..Self::default()
        }
    }

    /// What runs have in common that can be compared.
    #[must_use]
    pub fn series_key(&self) -> [&str; 6] {
        let mut regions = [self.primary.as_str(), self.dr.as_str()];
        regions.sort_unstable();
        [&self.app, &self.estate, &self.job, &self.view, regions[0], regions[1]]
    }

    /// The run as a point of a trend.
    #[must_use]
    pub fn point(&self) -> RunPoint {
        RunPoint {
            run: self.id.clone(),
            at: self.at.clone(),
            open: self.open,
            assessed: self.assessed,
            checks: self.checks,
            gaps: self.gaps,
            level: self.level.as_deref().and_then(|l| l.parse::<Level>().ok()),
            lag_seconds: self.lag_seconds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(id: &str) -> Run {
        Run { id: id.to_owned(), app: "checkout".to_owned(), ..Run::default() }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let part = Some(Part { number: 2, of: 8 });
        let runs = vec![run("a"), Run { part, lag_seconds: Some(0.4), ..run("b") }];
        let index = Index { runs, ..Index::default() };
        assert_eq!(Index::parse(&index.text()), Ok(index));
        assert_eq!(Index::parse(&Index::default().text()), Ok(Index::default()));
    }

    #[test]
    fn a_later_index_is_read_but_not_written_and_another_format_is_neither() {
        let text = |major: u32, minor: u32| {
            let head = format!("{{\"major\":{major},\"minor\":{minor},\"more\":1}}");
            format!("{{\"passmuster_history\":{head},\"runs\":[],\"further\":[]}}").into_bytes()
        };
        let later = Index::parse(&text(1, 7)).unwrap();
        assert!(matches!(later.may_be_written(), Err(IndexError::Unwritable(_))));
        assert!(matches!(Index::parse(&text(2, 0)), Err(IndexError::Unreadable(_))));
        assert!(matches!(Index::parse(b"{\"pass"), Err(IndexError::Damaged(_))));
        assert_eq!(Index::parse(&text(1, 0)).unwrap().may_be_written(), Ok(()));
    }

    #[test]
    fn runs_are_named_by_their_beginning_or_from_the_end() {
        let index = Index { runs: vec![run("aa1"), run("aa2"), run("b")], ..Index::default() };
        let ids =
            |name: &str| -> Vec<&str> { index.named(name).iter().map(|r| r.id.as_str()).collect() };
        assert_eq!(ids("aa"), ["aa1", "aa2"]);
        assert_eq!(ids("latest"), ["b"]);
        assert_eq!(ids("latest~2"), ["aa1"]);
        assert!(ids("latest~3").is_empty() && ids("latest~x").is_empty() && ids("").is_empty());
    }
}
