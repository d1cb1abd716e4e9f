//! Every format over the same reports.

use super::*;
use crate::finding::{
    Absent, CheckCounts, Course, Evidence, Finding, Fingerprint, GapLine, Gone, Impact, Location,
    PairCounts, Past, RuleLine, RunPoint, ShownDifference, SideLine, Step, Subject, Trend,
};

pub(super) const HOSTILE: &str = "\u{1b}[31mx\u{7}|`<script>alert(1)</script>\u{202e}\n::error file=a,line=1::own\n@team *b*\r]]>";

fn side(side: &str, region: &str) -> SideLine {
    SideLine {
        side: side.into(),
        region: region.into(),
        account: Some("111122223333".into()),
        resources: 3,
    }
}

pub(super) fn finding(name: &str, outcome: Outcome) -> Finding {
    Finding {
        rule: "vpc-cidr-overlap".into(),
        area: "network".into(),
        assert: "disjoint".into(),
        outcome,
        severity: Severity::Critical,
        impact: Impact::Blocks,
        steps: vec![Step::Promote],
        subjects: vec![Subject {
            side: "dr".into(),
            region: Some("us-west-2".into()),
            kind: "aws_vpc".into(),
            address: format!("aws_vpc.{name}"),
            name: Some(name.into()),
            id: Some("vpc-1".into()),
            source: None,
        }],
        location: Some(Location {
            file: name.into(),
            line: Some(3),
            column: Some(1),
            ..Location::default()
        }),
        places: Vec::new(),
        class: None,
        past: None,
        message: format!("{name} overlaps another range"),
        evidence: Evidence::from([("name".to_owned(), name.to_owned())]),
        differences: vec![ShownDifference {
            path: "cidr_block".into(),
            left: Some(name.into()),
            right: None,
            lines: Vec::new(),
        }],
        remediation: "Re-address one of them".into(),
        fingerprint: Fingerprint::new("vpc-cidr-overlap", "disjoint", &[name], ""),
    }
}

pub(super) fn report(findings: Vec<Finding>, gaps: Vec<GapLine>) -> AuditReport {
    let count = |o: &str| findings.iter().filter(|f| f.outcome.name() == o).count();
    AuditReport {
        tool_version: "0.0.0".into(),
        assessed_at: "2026-01-01T00:00:00Z".into(),
        app: "checkout".into(),
        job: "audit".into(),
        view: "state".into(),
        sides: vec![side("primary", "us-east-1"), side("dr", "us-west-2")],
        sources: Vec::new(),
        checks: CheckCounts {
            passed: 10,
            failed: count("fail"),
            unassessed: count("unassessed"),
            expected: count("expected"),
            waived: count("waived"),
        },
        pairs: PairCounts { paired: 3, ..PairCounts::default() },
        gaps,
        rules: vec![RuleLine {
            id: "vpc-cidr-overlap".into(),
            area: "network".into(),
            title: "Ranges overlap".into(),
            remediation: "Re-address one of them".into(),
            ..RuleLine::default()
        }],
        findings,
        ..AuditReport::default()
    }
}

pub(super) fn gap(text: &str) -> GapLine {
    GapLine {
        attributes: Vec::new(),
        side: Some("dr".into()),
        operation: text.into(),
        reason: "unreadable".into(),
        detail: text.into(),
        ..GapLine::default()
    }
}

pub(super) fn reports() -> Vec<(&'static str, AuditReport)> {
    let unassessed = || Outcome::Unassessed { because: vec!["known after apply: IPAM".into()] };
    vec![
        ("clean", report(Vec::new(), Vec::new())),
        ("drifted", report(vec![finding("main", Outcome::Fail)], Vec::new())),
        ("incomplete", report(vec![finding("main", unassessed())], vec![gap("dr.tfstate")])),
        (
            "hostile",
            report(
                vec![
                    finding(HOSTILE, Outcome::Fail),
                    finding(HOSTILE, unassessed()),
                    finding(HOSTILE, Outcome::Expected { by: HOSTILE.into() }),
                    finding(
                        HOSTILE,
                        Outcome::Waived { by: HOSTILE.into(), until: "2027-01-01".into() },
                    ),
                ],
                vec![gap(HOSTILE)],
            ),
        ),
    ]
}

pub(super) fn rendered(report: &AuditReport, format: Format, width: usize) -> String {
    let mut out = Vec::new();
    let options = Options { width, all: true, ..Options::default() };
    render(report, format, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn no_format_lets_a_name_act() {
    for (name, report) in reports() {
        for format in Format::ALL {
            let text = rendered(&report, format, 80);
            assert!(!text.contains(['\u{1b}', '\u{7}']), "{name} {}", format.name());
            if format == Format::Markdown {
                // Inside a code span nothing acts.
                let prose: String = text.replace("\\`", "").split('`').step_by(2).collect();
                assert!(!prose.contains("<script") && !prose.contains("@team"), "{text}");
                let cells: Vec<_> = text.lines().filter(|l| l.starts_with("| critical")).collect();
                for line in cells {
                    assert_eq!(line.replace("\\|", "").matches('|').count(), 5, "{line}");
                }
            }
        }
    }
}

#[test]
fn coverage_and_verdict_come_first() {
    for (name, report) in reports() {
        for format in [Format::Table, Format::Markdown] {
            let text = rendered(&report, format, 80);
            let at = text.lines().position(|l| l.contains("checks assessed"));
            assert!(at.is_some_and(|at| at <= 2), "{name}: {text}");
        }
    }
}

/// Names that are hostile, wide, or very long, with everything that a terminal shows.
fn wide_reports() -> Vec<AuditReport> {
    let names = [
        HOSTILE.to_owned(),
        "東京リージョンの決済サービス用キュー".repeat(4),
        "👩‍👩‍👧‍👦🇩🇪e\u{301}".repeat(20),
        "very-long-name-without-a-space".repeat(20),
    ];
    let made = |name: &String| {
        let mut open = finding(name, Outcome::Fail);
        open.differences = vec![
            ShownDifference {
                path: name.clone(),
                left: Some(format!("{name} us-east-1 same")),
                right: Some(format!("{name} us-west-2 same")),
                lines: Vec::new(),
            },
            ShownDifference {
                path: "policy".into(),
                lines: vec![format!("-{name}"), format!("+{name}"), " same".into()],
                ..ShownDifference::default()
            },
        ];
        open.past = Some(past(Course::Persisting, 41));
        if let Some(location) = &mut open.location {
            location.excerpt = Some(format!("  cidr_block = {name}"));
        }
        let told = Outcome::Unassessed { because: vec![name.clone(), name.clone()] };
        let agreed = Outcome::Waived { by: name.clone(), until: "2027-01-01".into() };
        let mut findings = vec![open; 7];
        findings.push(finding(name, told));
        findings.push(finding(name, agreed));
        let mut made = report(findings, vec![gap(name)]);
        made.app.clone_from(name);
        made.assessed_at.clone_from(name);
        made.rules[0].refs = vec![format!("https://docs.example/{name}")];
        made.trend = Some(trend());
        made
    };
    names.iter().map(made).collect()
}

fn past(course: Course, age_days: u64) -> Past {
    let day = || "2026-10-15T00:00:00Z".to_owned();
    Past { course, first_seen: day(), since: day(), age_days, open_runs: 6, changes: 4 }
}

fn trend() -> Trend {
    let run = |run: &str, at: &str, high: usize| RunPoint {
        run: run.into(),
        at: at.into(),
        open: [0, 0, 0, high, 0],
        ..RunPoint::default()
    };
    Trend {
        since_run: Some("b".into()),
        runs: vec![
            run("a", "2026-11-11T06:00:00Z", 14),
            run("b", "2026-11-18T06:00:00Z", 9),
            run("c", "2026-11-25T06:00:00Z", 7),
        ],
        gone: vec![Gone {
            fingerprint: Fingerprint::new("r", "a", &[], ""),
            rule: "secret-not-replicated".into(),
            severity: Severity::High,
            subject: HOSTILE.into(),
            course: Course::Resolved,
            first_seen: "2026-11-01T00:00:00Z".into(),
            age_days: 17,
        }],
        notes: vec![HOSTILE.into()],
    }
}

/// What a terminal shows of a text: without colours and links.
fn seen(text: &str) -> String {
    let link = regex::Regex::new("\u{1b}\\]8;;[!-~]*\u{1b}\\\\").unwrap();
    let colour = regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap();
    colour.replace_all(&link.replace_all(text, ""), "").into_owned()
}

#[test]
fn no_line_of_a_terminal_report_is_wider_than_the_terminal() {
    use unicode_width::UnicodeWidthStr as _;
    let mut all: Vec<AuditReport> = reports().into_iter().map(|(_, r)| r).collect();
    all.extend(wide_reports());
    let absent =
        Absent { app: Some(HOSTILE.into()), part: Some("3/8".into()), why: HOSTILE.into() };
    let fleet = Fleet { reports: all.clone(), absent: vec![absent] };
    for width in [40, 41, 60, 79, 80, 100, 133, 160, 200] {
        for format in [Format::Table, Format::Wide, Format::Tree] {
            for (colour, links, whole) in [(false, false, true), (true, true, false)] {
                let options = Options { width, colour, links, all: whole, run_seconds: None };
                let mut texts: Vec<Vec<u8>> = Vec::new();
                for report in &all {
                    let mut out = Vec::new();
                    render(report, format, options, &mut out).unwrap();
                    texts.push(out);
                }
                let mut out = Vec::new();
                render_fleet(&fleet, format, options, &mut out).unwrap();
                texts.push(out);
                for text in texts {
                    let text = seen(&String::from_utf8(text).unwrap());
                    assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{text}");
                    for line in text.lines() {
                        assert!(line.width() <= width, "{} {width}: {line}", format.name());
                    }
                }
            }
        }
    }
}

#[test]
fn a_name_begins_no_line_of_its_own() {
    for format in [Format::Table, Format::Wide, Format::Tree] {
        let text = rendered(&wide_reports()[0], format, 200);
        assert!(!text.lines().any(|l| l.trim_start().starts_with("::error")), "{text}");
    }
}

#[test]
fn what_changed_since_the_run_before_is_said() {
    let mut findings = vec![finding("a", Outcome::Fail), finding("b", Outcome::Fail)];
    findings[0].past = Some(past(Course::New, 0));
    findings[1].past = Some(past(Course::Persisting, 41));
    let made = AuditReport { trend: Some(trend()), ..report(findings, Vec::new()) };
    let text = rendered(&made, Format::Table, 160);
    let line =
        "since 2026-11-18: 1 new, 1 persisting (oldest 41 days), 1 resolved · open 14 → 9 → 7";
    assert!(text.lines().any(|l| l == line), "{text}");
    assert!(text.contains("another range · open 41 days"), "{text}");
    assert!(text.contains("✓ secret-not-replicated"), "{text}");
}

#[test]
fn of_many_findings_of_a_rule_every_subject_is_named() {
    let findings: Vec<Finding> =
        (0..40).map(|n| finding(&format!("vpc{n}x"), Outcome::Fail)).collect();
    let made = report(findings, Vec::new());
    let mut out = Vec::new();
    render(&made, Format::Table, Options { width: 80, ..Options::default() }, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    for n in 0..40 {
        assert!(text.contains(&format!("aws_vpc.vpc{n}x")), "{n}: {text}");
    }
    assert!(text.contains("and 37 more: ") && text.contains("37 of them by subject"), "{text}");
    let whole = rendered(&made, Format::Table, 80);
    assert_eq!(whole.matches("overlaps another range").count(), 40);
}

#[test]
fn the_worst_application_comes_first_and_none_is_passed_over() {
    let named =
        |app: &str, findings| AuditReport { app: app.into(), ..report(findings, Vec::new()) };
    let mut bad = named("zebra", vec![finding("a", Outcome::Fail)]);
    bad.findings[0].past = Some(past(Course::New, 3));
    bad.trend = Some(trend());
    let fleet = Fleet {
        reports: vec![named("alpha", Vec::new()), bad],
        absent: vec![Absent { app: Some("payments".into()), part: None, why: "no state".into() }],
    };
    for format in [Format::Table, Format::Wide, Format::Tree] {
        let mut out = Vec::new();
        render_fleet(&fleet, format, Options::default(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let first = text.lines().next().unwrap();
        assert_eq!(
            first,
            "1 of 2 applications with problems, the worst critical; 1 NOT ASSESSED at all"
        );
        let at = |word: &str| text.find(word).unwrap_or_else(|| panic!("{word}: {text}"));
        assert!(
            at("\nzebra") < at("\nalpha") && at("\nalpha") < at("? payments: no state"),
            "{text}"
        );
        let row = text.lines().find(|l| l.starts_with("zebra")).unwrap();
        assert!(row.trim_end().ends_with("3 days"), "{row}");
    }
}

#[test]
fn a_page_says_trend_areas_next_steps_and_the_fleet() {
    let mut open = finding("a", Outcome::Fail);
    open.past = Some(past(Course::New, 0));
    let made = AuditReport { trend: Some(trend()), ..report(vec![open], Vec::new()) };
    let text = rendered(&made, Format::Markdown, 80);
    for part in [
        "since 2026-11-18: 1 new, 1 resolved · open █▆▅ 14 → 9 → 7",
        "| Area | critical | not assessed |\n|---|---:|---:|\n| network | 1 | 0 |",
        "### What to do next\n\n1. Re-address one of them (`vpc-cidr-overlap`, closes 1 critical finding)",
        "### No longer open\n\n- `secret-not-replicated` ",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let absent = Absent { app: Some(HOSTILE.into()), part: None, why: HOSTILE.into() };
    let fleet = Fleet { reports: vec![made], absent: vec![absent] };
    let mut out = Vec::new();
    render_fleet(&fleet, Format::Markdown, Options::default(), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.starts_with("# 1 of 1 application with problems, the worst critical; 1 NOT"));
    assert!(text.contains("## NOT ASSESSED\n\n- ") && text.contains("## checkout: 1 problem"));
    let prose: String = text.replace("\\`", "").split('`').step_by(2).collect();
    assert!(!prose.contains("<script") && !prose.contains("@team"), "{text}");
}

#[test]
fn differences_are_marked_word_by_word_without_colour() {
    let mut one = finding("a", Outcome::Fail);
    one.differences[0].left = Some("key in us-east-1".into());
    one.differences[0].right = Some("key in us-west-2".into());
    let text = rendered(&report(vec![one], Vec::new()), Format::Table, 100);
    assert!(text.contains("primary key in us-[-east-1-]   dr key in us-{+west-2+}"), "{text}");
}

#[test]
fn a_json_report_reads_back_and_follows_its_schema() {
    let schema: serde_json::Value = serde_json::from_str(&json::v1::schema()).unwrap();
    for (name, report) in reports() {
        let text = rendered(&report, Format::Json, 80);
        assert_eq!(json::read_one(&text).unwrap(), report, "{name}");
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(jsonschema::is_valid(&schema, &value), "{name}");
    }
    assert!(json::read("{}").is_err());
    assert!(
        json::read("{\"format\":\"passmuster-report\",\"version\":99}").unwrap_err().contains("99")
    );
}

/// What a change brings, with hostile names.
fn changed(count: usize) -> AuditReport {
    let findings = (0..count).map(|at| {
        let mut made = finding(&format!("{HOSTILE}{at}"), Outcome::Fail);
        made.class = Some(ChangeClass::New);
        made.message = format!("{HOSTILE} {}", "long ".repeat(300));
        made
    });
    let fixed = finding(HOSTILE, Outcome::Fail);
    let change = crate::finding::Change {
        base: "0123456789abcdef".into(),
        head: None,
        fixed: vec![fixed; count],
        known_gaps: 0,
        exceptions: vec![HOSTILE.into(); count],
    };
    AuditReport { change: Some(change), ..report(findings.collect(), vec![gap(HOSTILE); count]) }
}

#[test]
fn a_workflow_sees_no_command_but_ours() {
    let text = rendered(&changed(30), Format::Github, 80);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 11, "ten annotations and the count: {text}");
    for line in &lines[..10] {
        assert!(line.starts_with("::error file="), "{line}");
        // One head, and the text behind it: nothing else can begin.
        let (head, _) = line[2..].split_once("::").unwrap();
        assert!(!head.contains("::") && head.matches(",line=").count() == 1, "{head}");
    }
    assert!(
        lines[10].starts_with("::notice title=passmuster checkout::30 new problems"),
        "{}",
        lines[10]
    );
    assert!(lines[10].contains("20 of them not shown"), "{}", lines[10]);
}

#[test]
fn a_comment_fits_and_keeps_its_mark() {
    for count in [0, 1, 30, 3_000] {
        let text = rendered(&changed(count), Format::Comment, 80);
        assert!(text.len() <= 60_000, "{count}: {}", text.len());
        assert!(text.starts_with("<!-- passmuster:v1:key=checkout -->\n### DR readiness: "));
        assert!(text.lines().nth(3).unwrap().contains("checks assessed"), "{text}");
        assert_eq!(text.matches("<!--").count(), 1);
        // Inside a code span nothing acts.
        let prose: String = text.replace("\\`", "").split('`').step_by(2).collect();
        assert!(!prose.contains("<script") && !prose.contains("@team"), "{text:.400}");
        assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
    }
    let mut report = changed(1);
    report.app = "x --> <b>".into();
    assert!(
        rendered(&report, Format::Comment, 80).starts_with("<!-- passmuster:v1:key=x_--___b_ -->")
    );
}

#[test]
fn junit_is_xml_and_counts_what_was_not_assessed_as_skipped() {
    for (name, report) in reports() {
        let text = rendered(&report, Format::Junit, 80);
        let read = quick_junit::Report::deserialize_from_str(&text);
        assert!(read.is_ok(), "{name}: {text}");
        let skipped = text.matches("<skipped").count();
        let open = report.checks.unassessed + report.checks.expected + report.checks.waived;
        assert!(skipped >= open + report.gaps.len(), "{name}: {text}");
    }
}

#[test]
fn sarif_stays_below_what_github_takes() {
    let text = rendered(&changed(20_000), Format::Sarif, 80);
    let sarif: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 25_000);
}
