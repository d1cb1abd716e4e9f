use super::*;
use crate::finding::{
    CheckCounts, Finding, Impact, Outcome, RuleLine, Severity, SideLine, Subject,
};

/// The day of a weekly run.
fn day(week: usize) -> String {
    let begin: jiff::Timestamp = "2026-10-01T06:00:00Z".parse().unwrap();
    let week = i64::try_from(week).unwrap();
    jiff::Timestamp::from_second(begin.as_second() + week * 7 * SECONDS_A_DAY).unwrap().to_string()
}

fn finding(name: &str, outcome: Outcome) -> Finding {
    Finding {
        fingerprint: Fingerprint::from(format!("v1:{name}")),
        rule: name.split('.').next().unwrap().to_owned(),
        area: "data".to_owned(),
        assert: "a".to_owned(),
        outcome,
        severity: Severity::High,
        impact: Impact::Blocks,
        steps: Vec::new(),
        subjects: vec![Subject { address: format!("aws_vpc.{name}"), ..Subject::default() }],
        location: None,
        places: Vec::new(),
        class: None,
        past: None,
        message: String::new(),
        evidence: BTreeMap::new(),
        differences: Vec::new(),
        remediation: String::new(),
    }
}

fn report(week: usize, rules: &[&str], findings: Vec<Finding>) -> AuditReport {
    let line = |id: &&str| RuleLine { id: (*id).to_owned(), ..RuleLine::default() };
    AuditReport {
        app: "checkout".to_owned(),
        job: "audit".to_owned(),
        assessed_at: day(week),
        rules: rules.iter().map(line).collect(),
        sides: vec![SideLine { side: "primary".to_owned(), ..SideLine::default() }],
        checks: CheckCounts { failed: findings.len(), ..CheckCounts::default() },
        findings,
        ..AuditReport::default()
    }
}

/// What the last of several reports is told by those before.
fn told(mut reports: Vec<AuditReport>) -> AuditReport {
    let mut last = reports.pop().unwrap();
    let runs: Vec<(Run, Ledger)> = reports.iter().map(|r| (Run::of(r), Ledger::of(r))).collect();
    let earlier: Vec<(&Run, Option<&Ledger>)> = runs.iter().map(|(r, l)| (r, Some(l))).collect();
    let this = Run::of(&last);
    tell(&mut last, &this, &earlier);
    last
}

/// One finding `r.x` over weeks: `o`pen, `m`ended, `a`ccepted, `u`ntold, `-` its rule did not run,
/// `b`lind: its rule could not see all subjects.
fn story(weeks: &str) -> AuditReport {
    let reports = weeks.chars().enumerate().map(|(week, letter)| {
        let rules: &[&str] = if letter == '-' { &["other"] } else { &["other", "r"] };
        let because = vec!["denied".to_owned()];
        let findings = match letter {
            'o' => vec![finding("r.x", Outcome::Fail)],
            'a' => vec![finding("r.x", Outcome::Expected { by: "reason".to_owned() })],
            'u' => vec![finding("r.x", Outcome::Unassessed { because })],
            'b' => {
                let mut blind = finding("r.all", Outcome::Unassessed { because });
                blind.subjects.clear();
                vec![blind]
            }
            _ => Vec::new(),
        };
        report(week, rules, findings)
    });
    told(reports.collect())
}

#[test]
fn a_finding_has_a_course() {
    for (weeks, course) in [
        ("mo", Course::New),
        ("uo", Course::New),
        ("-o", Course::RuleNew),
        ("--o", Course::RuleNew),
        ("-mo", Course::New),
        ("oo", Course::Persisting),
        ("ouo", Course::Persisting),
        ("obo", Course::Persisting),
        ("o-o", Course::Persisting),
        ("omo", Course::Reopened),
        ("ao", Course::Reopened),
        ("oao", Course::Reopened),
        ("omuo", Course::Reopened),
        ("momo", Course::Reopened),
        ("momomo", Course::Flapping),
        ("omomo", Course::Flapping),
        ("omomoo", Course::Flapping),
        ("omomooooooooo", Course::Persisting),
    ] {
        let report = story(weeks);
        let past = report.findings[0].past.as_ref().expect("the past is told");
        assert_eq!(past.course, course, "{weeks}");
        assert!(report.trend.unwrap().gone.is_empty(), "{weeks}");
    }
}

#[test]
fn what_is_gone_has_a_course_too() {
    for (weeks, course) in [
        ("om", Some(Course::Resolved)),
        ("oa", Some(Course::Accepted)),
        ("ou", Some(Course::Lost)),
        ("ob", Some(Course::Lost)),
        ("o-", Some(Course::Lost)),
        ("omom", Some(Course::Flapping)),
        ("oum", Some(Course::Resolved)),
        ("oua", Some(Course::Accepted)),
        ("ouu", None),
        ("mm", None),
        ("omm", None),
        ("am", None),
    ] {
        let trend = story(weeks).trend.unwrap();
        assert_eq!(trend.gone.first().map(|g| g.course), course, "{weeks}");
    }
}

#[test]
fn ages_count_from_the_last_opening() {
    let past = |weeks: &str| story(weeks).findings[0].past.clone().unwrap();
    let long = past("oooooooo");
    assert_eq!((long.age_days, long.open_runs, long.changes), (49, 8, 0));
    assert_eq!((long.first_seen.as_str(), &long.since), (day(0).as_str(), &long.first_seen));
    let again = past("moomoo");
    assert_eq!((again.age_days, again.open_runs, again.changes), (7, 4, 2));
    assert_eq!((again.first_seen, again.since), (day(1), day(4)));
    let untold = past("ouuo");
    assert_eq!((untold.age_days, untold.open_runs), (21, 2));
    let gone = story("mooom").trend.unwrap().gone;
    assert_eq!((gone[0].age_days, gone[0].first_seen.as_str()), (21, day(1).as_str()));
    assert_eq!(gone[0].subject, "aws_vpc.r.x");
}

#[test]
fn the_first_run_has_no_past() {
    let report = told(vec![report(0, &["r"], vec![finding("r.x", Outcome::Fail)])]);
    assert_eq!(report.findings[0].past, None);
    let trend = report.trend.unwrap();
    assert_eq!((trend.since_run, trend.runs.len()), (None, 1));
    assert_eq!(trend.runs[0].open_total(), 1);
}

#[test]
fn a_clock_that_went_backwards_is_said_and_harms_nobody() {
    let open = || vec![finding("r.x", Outcome::Fail)];
    let report = told(vec![report(5, &["r"], open()), report(2, &["r"], open())]);
    let past = report.findings[0].past.clone().unwrap();
    assert_eq!((past.course, past.age_days), (Course::Persisting, 0));
    let notes = report.trend.unwrap().notes;
    assert!(notes[0].contains("clock went backwards"), "{notes:?}");
}

#[test]
fn what_could_not_be_read_is_said() {
    let earlier = report(0, &["r"], Vec::new());
    let run = Run::of(&earlier);
    let mut last = report(1, &["r"], vec![finding("r.x", Outcome::Fail)]);
    let this = Run::of(&last);
    tell(&mut last, &this, &[(&run, None)]);
    let trend = last.trend.unwrap();
    assert_eq!((trend.since_run, trend.runs.len()), (None, 2));
    assert!(trend.notes[0].contains("could not be read"), "{:?}", trend.notes);
}
