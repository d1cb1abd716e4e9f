//! What is shown of kept runs.

use serde::Serialize;

use crate::finding::{RunPoint, Severity};
use crate::history::runs::Run;

/// Which runs are meant.
#[derive(Clone, Debug, Default)]
pub struct RunFilter {
    /// Those of this application.
    pub app: Option<String>,
    /// Those of this job: `audit` or `gate`.
    pub job: Option<String>,
}

impl RunFilter {
    pub(super) fn takes(&self, run: &Run) -> bool {
        let is = |wanted: &Option<String>, own: &str| wanted.as_ref().is_none_or(|w| w == own);
        is(&self.app, &run.app) && is(&self.job, &run.job)
    }
}

/// One run in a listing.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RunView {
    /// Its name.
    pub id: String,
    /// When it was assessed, in RFC 3339.
    pub at: String,
    /// The application.
    pub app: String,
    /// `audit` or `gate`.
    pub job: String,
    /// The view that was assessed.
    pub view: String,
    /// Open findings by severity, the worst first.
    pub open: Vec<(String, usize)>,
    /// Checks that could be decided.
    pub assessed: usize,
    /// All checks.
    pub checks: usize,
    /// Things that could not be read.
    pub gaps: usize,
    /// The verdict of the gate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Only some rules ran.
    pub partial: bool,
    /// Whether its live facts were kept.
    pub snapshot: bool,
    /// The version of passmuster that assessed.
    pub tool_version: String,
}

impl RunView {
    pub(super) fn of(run: &Run) -> Self {
        let open = Severity::ALL.into_iter().zip(run.open).rev();
        Self {
            id: run.id.clone(),
            at: run.at.clone(),
            app: run.app.clone(),
            job: run.job.clone(),
            view: run.view.clone(),
            open: open.filter(|(_, n)| *n > 0).map(|(s, n)| (s.name().to_owned(), n)).collect(),
            assessed: run.assessed,
            checks: run.checks,
            gaps: run.gaps,
            level: run.level.clone(),
            partial: run.partial,
            snapshot: run.snapshot.is_some(),
            tool_version: run.tool_version.clone(),
        }
    }
}

/// The runs of one application, job and view.
#[derive(Clone, Debug, Default)]
pub struct SeriesView {
    /// The application.
    pub app: String,
    /// `audit` or `gate`.
    pub job: String,
    /// The view that was assessed.
    pub view: String,
    /// The runs, the oldest first.
    pub points: Vec<RunPoint>,
}

/// What changed from one run to a later one.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ComparisonView {
    /// The earlier run.
    pub old: RunView,
    /// The later run.
    pub new: RunView,
    /// Each finding that is open in one of them.
    pub findings: Vec<ComparedView>,
}

/// A finding in two runs.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ComparedView {
    /// `new`, `re-opened`, `rule-new`, `persisting`, `lost`, `accepted` or `resolved`.
    pub course: String,
    /// Its severity.
    pub severity: String,
    /// The rule's id.
    pub rule: String,
    /// The address of the resource to act on first.
    pub subject: String,
    /// What was found; of findings that are gone nothing.
    pub message: String,
    /// Its identity.
    pub fingerprint: String,
}
