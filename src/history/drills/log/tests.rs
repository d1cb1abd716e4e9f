use super::*;
use crate::history::drills::{Date, Direction, Kind, Outcome};

fn record(note: &str) -> Record {
    Record {
        app: "checkout".to_owned(),
        date: Date::parse("2026-11-20").unwrap(),
        direction: Direction::Failover,
        kind: Kind::Drill,
        regions: None,
        rto_seconds: Some(840),
        rpo_seconds: None,
        outcome: Outcome::Succeeded,
        open_findings: Vec::new(),
        evidence: None,
        note: note.to_owned(),
        recorded_at: "2026-11-20T16:00:00Z".to_owned(),
        tool_version: "0.1.0".to_owned(),
    }
}

struct Kept(tempfile::TempDir);

impl Kept {
    fn new(content: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("log"), content).unwrap();
        Self(directory)
    }

    fn path(&self) -> std::path::PathBuf {
        self.0.path().join("log")
    }

    fn text(&self) -> String {
        fs::read_to_string(self.path()).unwrap()
    }
}

#[test]
fn what_is_appended_is_read_back() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("log");
    assert_eq!(read(&path).unwrap(), Log::default());
    let notes = ["one", "two\nlines, \"quoted\"", "\u{202e}three"];
    for (at, note) in notes.iter().enumerate() {
        assert_eq!(append(&path, &record(note)).unwrap(), at + 1);
    }
    let found = read(&path).unwrap();
    let read: Vec<&str> = found.entries.iter().map(|e| e.record.note.as_str()).collect();
    assert_eq!(read, notes);
    assert_eq!(found.entries[1].record, record(notes[1]));
    assert!(found.damages.is_empty());
}

#[test]
fn a_torn_line_is_told_and_stays_when_more_is_recorded() {
    let kept = Kept::new("");
    append(&kept.path(), &record("whole")).unwrap();
    let torn = format!("{}{{\"passmuster_drill\":1,\"rec", kept.text());
    fs::write(kept.path(), &torn).unwrap();
    let found = read(&kept.path()).unwrap();
    assert_eq!(found.entries.len(), 1);
    assert_eq!(found.damages, [Damage { line: 2, flaw: Flaw::Torn(26) }]);
    assert_eq!(append(&kept.path(), &record("next")).unwrap(), 3);
    assert!(kept.text().starts_with(&torn));
    let found = read(&kept.path()).unwrap();
    let lines: Vec<usize> = found.entries.iter().map(|e| e.line).collect();
    assert_eq!(lines, [1, 3]);
    assert!(matches!(&found.damages[..], [Damage { line: 2, flaw: Flaw::Malformed(_) }]));
}

#[test]
fn a_record_without_its_line_break_is_a_record() {
    let kept = Kept::new("");
    append(&kept.path(), &record("one")).unwrap();
    fs::write(kept.path(), kept.text().trim_end()).unwrap();
    assert_eq!(append(&kept.path(), &record("two")).unwrap(), 2);
    let found = read(&kept.path()).unwrap();
    assert_eq!((found.entries.len(), found.damages.len()), (2, 0));
}

#[test]
fn a_later_version_is_refused_and_left_alone() {
    let text = "{\"passmuster_drill\":2,\"what\":\"ever\"}\n";
    let kept = Kept::new(text);
    for error in [read(&kept.path()).unwrap_err(), append(&kept.path(), &record("x")).unwrap_err()]
    {
        assert!(matches!(error, LogError::Newer { line: 1, version: 2 }), "{error}");
        assert!(error.to_string().contains("use the passmuster that wrote it"), "{error}");
    }
    assert_eq!(kept.text(), text);
}

#[test]
fn nothing_is_appended_to_another_sort_of_file() {
    let text = "# Notes\n\n- call Bob\n";
    let kept = Kept::new(text);
    let error = append(&kept.path(), &record("x")).unwrap_err();
    assert!(matches!(error, LogError::NotALog(1)), "{error}");
    assert_eq!(kept.text(), text);
    let error = append(kept.0.path(), &record("x")).unwrap_err();
    assert!(matches!(error, LogError::NotAFile), "{error}");
}

#[test]
fn lines_that_are_no_records_are_told_with_the_reason() {
    let good = serde_json::to_string(&Line { passmuster_drill: 1, record: &record("") }).unwrap();
    let bad = [
        ("\u{0}\u{0}", "expected value"),
        ("[]", "invalid"),
        ("{\"passmuster_drill\":0,\"record\":{}}", "version 0"),
        ("{\"passmuster_drill\":1,\"record\":{}}", "missing field `app`"),
        (&good.replace("2026-11-20\"", "someday\""), "is no date"),
        (&good.replace("\"drill\"", "\"rehearsal\""), "unknown variant `rehearsal`"),
        (&good.replace("\"note\"", "\"nota\""), "unknown field `nota`"),
        (&good.replace("840", "-1"), "invalid value"),
    ];
    for (line, why) in bad {
        let kept = Kept::new(&format!("{good}\n\n{line}\n{good}\n"));
        let found = read(&kept.path()).unwrap();
        let lines: Vec<usize> = found.entries.iter().map(|e| e.line).collect();
        assert_eq!(lines, [1, 4], "{line}");
        let [damage] = &found.damages[..] else { panic!("{line}: {:?}", found.damages) };
        assert!(damage.line == 3 && damage.to_string().contains(why), "{line}: {damage}");
    }
}
