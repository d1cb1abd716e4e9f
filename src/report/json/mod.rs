//! The report for machines, in versions.

pub mod estate;
pub mod fleet;
pub mod over_time;
pub mod readiness;
pub mod v1;

use std::io::{self, Write};

use crate::finding::{AuditReport, Fleet};

/// Both directions between a type of the report and its form here, field by field.
macro_rules! same_fields {
    ($($here:ident = $there:ident { $($field:ident),* $(,)? })*) => {$(
        impl From<$crate::finding::$there> for $here {
            fn from(from: $crate::finding::$there) -> Self {
                Self { $($field: from.$field.into()),* }
            }
        }
        impl From<$here> for $crate::finding::$there {
            fn from(from: $here) -> Self {
                Self { $($field: from.$field.into()),* }
            }
        }
    )*};
}

use same_fields;

/// Writes the newest version.
pub(super) fn render(report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &v1::Report::from(report))?;
    writeln!(out)
}

/// Writes the newest version of a fleet.
pub(super) fn render_fleet(fleet: &Fleet, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &fleet::Fleet::from(fleet))?;
    writeln!(out)
}

/// Reads a report, or a fleet of them, of any version.
///
/// # Errors
///
/// A message with line and column when the text is not such a report, or of a newer version.
pub fn read(text: &str) -> Result<Fleet, String> {
    #[derive(serde::Deserialize)]
    struct Head {
        format: String,
        version: u32,
    }
    let head: Head = serde_json::from_str(text)
        .map_err(|e| format!("not a passmuster report: {e}; write one with --output json"))?;
    match (head.format.as_str(), head.version) {
        (v1::FORMAT, v1::VERSION) => {
            let report: v1::Report = serde_json::from_str(text).map_err(|e| e.to_string())?;
            AuditReport::try_from(report).map(Fleet::from)
        }
        (fleet::FORMAT, fleet::VERSION) => {
            let fleet: fleet::Fleet = serde_json::from_str(text).map_err(|e| e.to_string())?;
            fleet.try_into()
        }
        (format, version) => Err(format!(
            "the report has format {format} version {version}, this passmuster reads {} version \
             {} and {} version {}; use the passmuster that wrote it",
            v1::FORMAT,
            v1::VERSION,
            fleet::FORMAT,
            fleet::VERSION,
        )),
    }
}

/// Reads a report of one application.
///
/// # Errors
///
/// As of [`read`], and where it holds several.
pub fn read_one(text: &str) -> Result<AuditReport, String> {
    let Fleet { mut reports, absent } = read(text)?;
    match reports.pop() {
        Some(report) if reports.is_empty() && absent.is_empty() => Ok(report),
        _ => Err("the report is of several applications; give that of one".to_owned()),
    }
}
