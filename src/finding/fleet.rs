//! Many applications in one report.

use super::AuditReport;

/// The reports of many applications.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fleet {
    /// The applications that were assessed, by name.
    pub reports: Vec<AuditReport>,
    /// What has no report, and why. Never a pass.
    pub absent: Vec<Absent>,
}

/// An application, or a part of a fleet, that has no report.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Absent {
    /// The application; `None` where a whole part is missing and its applications are not known.
    pub app: Option<String>,
    /// The part of the fleet, as `3/8`.
    pub part: Option<String>,
    /// Why there is no report.
    pub why: String,
}

impl From<AuditReport> for Fleet {
    fn from(report: AuditReport) -> Self {
        Self { reports: vec![report], absent: Vec::new() }
    }
}
