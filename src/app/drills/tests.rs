use super::*;
use crate::history::drills::{Date, Direction, Kind, Outcome};

fn record(app: &str, open: Vec<OpenFinding>) -> Record {
    Record {
        app: app.to_owned(),
        date: Date::parse("2026-11-20").unwrap(),
        direction: Direction::Failover,
        kind: Kind::Drill,
        regions: None,
        rto_seconds: Some(840),
        rpo_seconds: None,
        outcome: Outcome::Succeeded,
        open_findings: open,
        evidence: None,
        note: String::new(),
        recorded_at: "2026-11-20T16:00:00Z".to_owned(),
        tool_version: "0.1.0".to_owned(),
    }
}

fn open(rule: &str, severity: Option<Severity>) -> OpenFinding {
    OpenFinding { rule: Some(rule.to_owned()), severity, ..OpenFinding::default() }
}

#[test]
fn records_are_facts_of_their_app() {
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join("log");
    assert_eq!(drill_resources(&log, "a"), (Vec::new(), Vec::new()));
    for app in ["a", "b", "a"] {
        drills::append(&log, &record(app, vec![open("r", Some(Severity::High))])).unwrap();
    }
    let (found, gaps) = drill_resources(&log, "a");
    assert!(gaps.is_empty());
    let addresses: Vec<&str> = found.iter().map(|r| r.address.as_str()).collect();
    assert_eq!(addresses, ["drill.record.1", "drill.record.3"]);
    let first = &found[0];
    assert_eq!(first.text("date"), Some("2026-11-20T00:00:00Z"));
    assert_eq!(first.attribute("rto_seconds"), Some(&Value::from(840_i64)));
    assert_eq!(first.attribute("rpo_seconds"), Some(&Value::Null));
    assert_eq!(first.text("open_worst"), Some("high"));
    // Rules may name what the schema has, and nothing else is told.
    let schema = crate::kinds::schema::of(KIND).unwrap();
    for (name, _) in first.attributes.iter() {
        assert!(schema.attributes.iter().any(|a| a.name == name.as_str()), "{name}");
    }
    assert_eq!(schema.attributes.len(), first.attributes.len());
}

#[test]
fn what_cannot_be_read_is_a_gap_and_no_empty_log() {
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join("log");
    drills::append(&log, &record("a", Vec::new())).unwrap();
    let mut text = fs::read_to_string(&log).unwrap();
    text.push_str("{\"passmuster_drill\":1,");
    fs::write(&log, &text).unwrap();
    let (found, gaps) = drill_resources(&log, "a");
    assert_eq!(found.len(), 1);
    let [gap] = &gaps[..] else { panic!("{gaps:?}") };
    assert_eq!((gap.side, gap.kind.as_deref()), (None, Some(KIND)));
    assert!(gap.detail.contains("line 2") && gap.attributes.is_empty(), "{}", gap.detail);
    fs::write(&log, "{\"passmuster_drill\":7}\n").unwrap();
    let (found, gaps) = drill_resources(&log, "a");
    assert!(found.is_empty() && gaps[0].detail.contains("version 7"), "{gaps:?}");
}

#[test]
fn the_worst_that_is_open_is_not_guessed() {
    let (high, critical) = (Some(Severity::High), Some(Severity::Critical));
    assert_eq!(worst(&[]), Value::Null);
    assert_eq!(worst(&[open("a", high), open("b", critical)]), Value::text("critical"));
    assert_eq!(worst(&[open("a", None), open("b", critical)]), Value::text("critical"));
    assert!(worst(&[open("a", None), open("b", high)]).as_unknown().is_some());
}
