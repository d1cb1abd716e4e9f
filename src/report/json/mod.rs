//! The report for machines, in versions.

pub mod readiness;
pub mod v1;

use std::io::{self, Write};

use crate::finding::AuditReport;

/// Writes the newest version.
pub(super) fn render(report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &v1::Report::from(report))?;
    writeln!(out)
}

/// Reads a report of any version.
///
/// # Errors
///
/// A message with line and column when the text is not such a report, or of a newer version.
pub fn read(text: &str) -> Result<AuditReport, String> {
    #[derive(serde::Deserialize)]
    struct Head {
        format: String,
        version: u32,
    }
    let head: Head = serde_json::from_str(text)
        .map_err(|e| format!("not a passmuster report: {e}; write one with --output json"))?;
    if head.format != v1::FORMAT || head.version != v1::VERSION {
        return Err(format!(
            "the report has format {} version {}, this passmuster reads {} version {}; use the passmuster that wrote it",
            head.format,
            head.version,
            v1::FORMAT,
            v1::VERSION
        ));
    }
    let report: v1::Report = serde_json::from_str(text).map_err(|e| e.to_string())?;
    report.try_into()
}
