//! One JSON object a line: <https://github.com/ndjson/ndjson-spec>.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

use super::rows::{self, COLUMNS, Cell};
use crate::finding::{AuditReport, Fleet};

pub(super) fn render(report: &AuditReport, out: &mut dyn Write) -> io::Result<()> {
    write(rows::of_report(report), out)
}

pub(super) fn render_fleet(fleet: &Fleet, out: &mut dyn Write) -> io::Result<()> {
    write(rows::of_fleet(fleet), out)
}

fn write<'a>(rows: impl Iterator<Item = Vec<Cell<'a>>>, out: &mut dyn Write) -> io::Result<()> {
    for row in rows {
        serde_json::to_writer(&mut *out, &Line(row))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// One row: every key in every line, in the order of the columns.
struct Line<'a>(Vec<Cell<'a>>);

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(COLUMNS.len()))?;
        for (name, cell) in COLUMNS.iter().zip(&self.0) {
            match cell {
                Cell::Nothing => map.serialize_entry(name, &None::<()>)?,
                Cell::Text(text) => map.serialize_entry(name, text)?,
                Cell::Count(count) => map.serialize_entry(name, count)?,
                Cell::List(list) => map.serialize_entry(name, list)?,
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::finding::{Absent, AuditReport, Course, Fleet, Outcome, Past, Trend};
    use crate::report::tests::{HOSTILE, finding, gap, rendered, report, reports};
    use crate::report::{COLUMNS, Format, Options, render_fleet};

    fn lines(text: &str) -> Vec<Value> {
        assert!(text.ends_with('\n'), "{text}");
        text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
    }

    #[test]
    fn every_line_has_every_key_and_nothing_is_lost() {
        for (name, report) in reports() {
            let lines = lines(&rendered(&report, Format::Ndjson, 80));
            assert_eq!(lines.len(), 1 + report.findings.len() + report.gaps.len(), "{name}");
            for line in &lines {
                let keys = line.as_object().unwrap();
                assert_eq!(keys.len(), COLUMNS.len());
                assert!(COLUMNS.iter().all(|c| keys.contains_key(*c)));
            }
            let told: Vec<_> = lines.iter().filter(|l| l["record"] == "finding").collect();
            for (line, finding) in told.into_iter().zip(&report.findings) {
                assert_eq!(line["message"], finding.message.as_str());
                assert_eq!(line["outcome"], finding.outcome.name());
                assert_eq!(line["line"], 3);
                assert_eq!(line["path"], "cidr_block");
                assert!(line["course"].is_null() && line["age_days"].is_null());
                assert!(line["other_subjects"].as_array().unwrap().is_empty());
            }
        }
    }

    #[test]
    fn ages_are_numbers_and_what_is_absent_is_a_line() {
        let mut found = finding("main", Outcome::Fail);
        let at = "2026-01-01T00:00:00Z".to_owned();
        found.past = Some(Past {
            course: Course::Persisting,
            first_seen: at.clone(),
            since: at,
            age_days: 12,
            open_runs: 3,
            changes: 0,
        });
        let trend = Trend {
            gone: vec![crate::finding::Gone {
                fingerprint: found.fingerprint.clone(),
                rule: "a".into(),
                severity: crate::finding::Severity::Low,
                subject: HOSTILE.into(),
                course: Course::Resolved,
                first_seen: "2026-01-01T00:00:00Z".into(),
                age_days: 4,
            }],
            ..Trend::default()
        };
        let fleet = Fleet {
            reports: vec![AuditReport {
                trend: Some(trend),
                ..report(vec![found], vec![gap("ecs:ListServices")])
            }],
            absent: vec![Absent {
                app: Some("billing".into()),
                part: None,
                why: "no state".into(),
            }],
        };
        let mut out = Vec::new();
        render_fleet(&fleet, Format::Ndjson, Options::default(), &mut out).unwrap();
        let lines = lines(std::str::from_utf8(&out).unwrap());
        let records: Vec<&str> = lines.iter().filter_map(|l| l["record"].as_str()).collect();
        assert_eq!(records, ["run", "finding", "gap", "gone", "absent"]);
        assert_eq!((&lines[0]["checks"], &lines[0]["gaps"]), (&11.into(), &1.into()));
        assert_eq!(
            (&lines[1]["age_days"], &lines[1]["course"]),
            (&12.into(), &"persisting".into())
        );
        assert_eq!(lines[2]["region"], "us-west-2");
        assert_eq!(lines[3]["address"], HOSTILE);
        assert_eq!(
            (&lines[4]["app"], &lines[4]["because"]),
            (&"billing".into(), &"no state".into())
        );
    }
}
