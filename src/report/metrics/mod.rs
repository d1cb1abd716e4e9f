//! Metrics for Prometheus and for what takes OpenMetrics.
//!
//! Everything is a gauge: a run is a measurement, no process that lives on. Labels name the
//! application, the job and the regions, never a resource, so that the number of series follows
//! the number of applications. What is not known has no sample.

mod measure;
#[cfg(test)]
mod tests;
mod text;

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Options;
use crate::finding::{Absent, AuditReport};

pub use measure::FAMILIES;

/// What one metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Family {
    /// The name, with its unit at the end.
    pub name: &'static str,
    /// The unit, where it has one: a base unit.
    pub unit: Option<&'static str>,
    /// Its labels, in order.
    pub labels: &'static [&'static str],
    /// One line: what is measured.
    pub help: &'static str,
}

/// The labels that every metric of an assessed application has.
const BASE: [&str; 4] = ["app", "job", "primary_region", "dr_region"];

/// Names and values of labels, in order.
type Labels = Vec<(&'static str, String)>;

/// The samples by metric, in the order of [`FAMILIES`], and by labels: no two are the same.
type Samples = BTreeMap<usize, BTreeMap<Labels, f64>>;

/// The text format 0.0.4:
/// <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>.
pub(super) fn prometheus(
    reports: &[AuditReport],
    absent: &[Absent],
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    text::write(&measure::samples(reports, absent, options), false, out)
}

/// OpenMetrics 1.0: <https://prometheus.io/docs/specs/om/open_metrics_spec/>.
pub(super) fn openmetrics(
    reports: &[AuditReport],
    absent: &[Absent],
    options: Options,
    out: &mut dyn Write,
) -> io::Result<()> {
    text::write(&measure::samples(reports, absent, options), true, out)
}
