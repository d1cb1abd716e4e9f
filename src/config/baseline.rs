//! `passmuster.baseline.hcl`: findings that were there when checks began, each with its reason.

use std::fmt::Write as _;
use std::sync::Arc;

use super::read::Reader;
use crate::assess::{Accepts, Waiver};
use crate::finding::{AuditReport, Outcome};
use crate::lang::{Diagnostic, Source, parse_body};

/// Reads a baseline. What could be read is returned together with all problems.
#[must_use]
pub fn parse_baseline(source: &Arc<Source>) -> (Vec<Waiver>, Vec<Diagnostic>) {
    let body = match parse_body(source) {
        Ok(body) => body,
        Err(problems) => return (Vec::new(), problems),
    };
    let mut reader = Reader { source, problems: Vec::new() };
    reader.known(&body, "baseline", "a baseline");
    let mut waivers = Vec::new();
    for block in body.blocks_of("accept") {
        reader.known(&block.body, "baseline accept", "accept");
        let Some(fingerprint) = reader.labels(block, 1, 1).into_iter().next() else { continue };
        if !fingerprint.starts_with("v1:") {
            let span = block.labels.first().map_or(block.kind_span, |l| l.span);
            let message = format!("{:?} is no fingerprint", fingerprint.as_str());
            reader.report(span, message, Some("write it like v1:0123456789abcdef".to_owned()));
        }
        let rule = reader.needed(block, "rule");
        let reason = reader.needed(block, "reason");
        let owner = reader.needed(block, "owner");
        if block.body.attribute("until").is_none() {
            let mend = Some("add until = \"2027-01-31\"".to_owned());
            reader.report(block.kind_span, "until is missing".to_owned(), mend);
        }
        let Some(until) = reader.day(block, "until") else { continue };
        let origin = reader.origin(block.span);
        let accepts = Accepts::Finding(fingerprint);
        waivers.push(Waiver { rule, accepts, reason, owner, until, origin });
    }
    (waivers, reader.problems)
}

/// A baseline of the failed findings of a report, sorted.
#[must_use]
pub fn write_baseline(report: &AuditReport, reason: &str, owner: &str, until: &str) -> String {
    let quoted = |text: &str| -> String {
        let value = hcl::Value::from(text);
        hcl::format::to_string(&hcl::Expression::from(value)).unwrap_or_default()
    };
    let mut entries: Vec<_> = report
        .findings
        .iter()
        // What is wrong with the agreements themselves cannot be agreed upon.
        .filter(|f| f.outcome == Outcome::Fail && f.area != "configuration")
        .map(|f| {
            let subjects: Vec<String> = f.subjects.iter().map(|s| quoted(&s.address)).collect();
            (f.rule.as_str(), subjects.join(", "), f.fingerprint.as_str())
        })
        .collect();
    entries.sort_unstable();
    let mut out = String::new();
    for (rule, subjects, fingerprint) in entries {
        let _ = writeln!(out, "accept {} {{", quoted(fingerprint));
        let _ = writeln!(out, "  rule     = {}", quoted(rule));
        let _ = writeln!(out, "  subjects = [{subjects}]");
        let _ = writeln!(out, "  reason   = {}", quoted(reason));
        let _ = writeln!(out, "  owner    = {}", quoted(owner));
        let _ = writeln!(out, "  until    = {}\n}}\n", quoted(until));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_told() {
        let text = "accept \"x\" {\n  rule = \"r\"\n}\nother {}\n";
        let (waivers, problems) = parse_baseline(&Arc::new(Source::of("b.hcl", text)));
        assert!(waivers.is_empty());
        assert!(problems.len() >= 5, "{problems:?}");
    }
}
