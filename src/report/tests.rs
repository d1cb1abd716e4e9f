//! Every format over the same reports.

use super::*;
use crate::finding::{
    CheckCounts, Evidence, Finding, Fingerprint, GapLine, Impact, Location, PairCounts, RuleLine,
    ShownDifference, SideLine, Step, Subject,
};

pub(super) const HOSTILE: &str = "\u{1b}[31mx\u{7}|`<script>alert(1)</script>\u{202e}\n::error file=a,line=1::own\n@team *b*\r]]>";

fn side(side: &str, region: &str) -> SideLine {
    SideLine { side: side.into(), region: region.into(), account: None, resources: 3 }
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
    render(
        report,
        format,
        Options { width, colour: false, all: true, ..Options::default() },
        &mut out,
    )
    .unwrap();
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

#[test]
fn no_line_of_a_table_is_wider_than_the_terminal() {
    use unicode_width::UnicodeWidthStr as _;
    for width in [60, 80, 160] {
        for (name, report) in reports() {
            for line in rendered(&report, Format::Table, width).lines().skip(3) {
                assert!(line.width() <= width, "{name} {width}: {line}");
            }
        }
    }
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
