use serde_json::Value;

use super::{slack, webhook};
use crate::finding::{
    Absent, AuditReport, CheckCounts, Course, Evidence, Finding, Fingerprint, Fleet, GapLine, Gone,
    Impact, Outcome, Past, Severity, Subject, Trend,
};
use crate::report::{Format, Options, render_fleet};

const HOSTILE: &str =
    "\u{1b}[31m<!channel> <@U1> @here #123 <https://evil.example|x> `*b*` ~s~ \u{202e}\n& \"q\"";

fn finding(at: usize, severity: Severity) -> Finding {
    Finding {
        rule: "vpc-cidr-overlap".into(),
        area: "network".into(),
        assert: "disjoint".into(),
        outcome: Outcome::Fail,
        severity,
        impact: Impact::Blocks,
        steps: Vec::new(),
        subjects: vec![Subject { address: format!("{HOSTILE}{at}"), ..Subject::default() }],
        location: None,
        places: Vec::new(),
        class: None,
        past: Some(Past {
            course: Course::New,
            first_seen: String::new(),
            since: String::new(),
            age_days: 0,
            open_runs: 1,
            changes: 0,
        }),
        message: HOSTILE.repeat(20),
        evidence: Evidence::new(),
        differences: Vec::new(),
        remediation: String::new(),
        fingerprint: Fingerprint::new("r", "a", &[&at.to_string()], ""),
    }
}

fn fleet(findings: usize) -> Fleet {
    let mut all = vec![finding(0, Severity::Critical)];
    all.extend((1..findings).map(|at| finding(at, Severity::Low)));
    let gone = Gone {
        fingerprint: Fingerprint::new("r", "a", &["gone"], ""),
        rule: "gone-rule".into(),
        severity: Severity::High,
        subject: HOSTILE.into(),
        course: Course::Resolved,
        first_seen: String::new(),
        age_days: 3,
    };
    let gap = GapLine { operation: "rds:X".into(), reason: HOSTILE.into(), ..GapLine::default() };
    Fleet {
        reports: vec![AuditReport {
            app: HOSTILE.into(),
            job: "audit".into(),
            checks: CheckCounts { failed: findings, unassessed: 2, ..CheckCounts::default() },
            gaps: vec![gap],
            findings: all,
            trend: Some(Trend {
                since_run: Some("run".into()),
                gone: vec![gone],
                ..Trend::default()
            }),
            ..AuditReport::default()
        }],
        absent: vec![Absent { app: Some("lost".into()), part: None, why: HOSTILE.into() }],
    }
}

fn text(fleet: &Fleet, format: Format) -> String {
    let mut out = Vec::new();
    render_fleet(fleet, format, Options::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_slack_message_mentions_nobody_and_keeps_its_limits() {
    let message: Value = serde_json::from_slice(&slack(&fleet(400), 1)).unwrap();
    let blocks = message["blocks"].as_array().unwrap();
    assert!(blocks.len() <= 50);
    let mut whole = String::new();
    for block in &blocks[1..] {
        let text = block["text"]["text"].as_str().unwrap();
        assert!(text.chars().count() <= 3_000, "{}", text.chars().count());
        assert_eq!(block["text"]["verbatim"], true);
        whole.push_str(text);
    }
    assert!(blocks[0]["text"]["text"].as_str().unwrap().chars().count() <= 150);
    for harm in ["<", "://", "@here", "#123", "\u{1b}", "\u{202e}", "*b*", "~s~"] {
        assert!(!whole.contains(harm), "{harm:?} in {whole}");
    }
    for said in
        ["400 new, 0 re-opened, 1 resolved", "395 more", "rds:X", "lost", "critical", "1 rule"]
    {
        assert!(whole.contains(said), "{said} is not in {whole}");
    }
}

#[test]
fn a_webhook_notice_counts_what_it_does_not_list() {
    let notice: Value = serde_json::from_slice(&webhook(&fleet(8), 0)).unwrap();
    assert_eq!((&notice["format"], &notice["version"]), (&"passmuster-notice".into(), &1.into()));
    let app = &notice["apps"][0];
    assert_eq!(app["app"], HOSTILE);
    assert_eq!((&app["counts"]["critical"], &app["counts"]["low"]), (&1.into(), &7.into()));
    assert_eq!((&app["courses"]["new"], &app["courses"]["resolved"]), (&8.into(), &1.into()));
    assert_eq!((&app["coverage"]["unassessed"], &app["coverage"]["gaps"]), (&2.into(), &1.into()));
    assert_eq!(app["worst"].as_array().unwrap().len(), 5);
    assert_eq!(app["worst"][0]["severity"], "critical");
    assert_eq!(notice["absent"][0]["app"], "lost");
}

#[test]
fn an_issue_is_never_too_long_and_says_what_it_lacks() {
    let body = text(&fleet(1_000), Format::Issue);
    assert!(body.chars().count() <= 65_536, "{}", body.chars().count());
    let listed = body.matches("- [ ] ").count();
    assert!(body.contains(&format!("Left out for length: {} findings", 1_000 - listed)));
    assert!(body.find("**critical**").unwrap() < body.find("**low**").unwrap());
    assert!(body.contains("#### Could not be read") && body.contains("#### Not assessed at all"));
}

#[test]
fn an_issue_and_an_email_mention_nobody() {
    for format in [Format::Issue, Format::Email] {
        let body = text(&fleet(2), format);
        // Code spans mention nobody.
        let outside: String = body.split('`').step_by(2).collect();
        // A word joiner ends what would be a mention.
        assert!(outside.contains("@\u{2060}"), "{outside}");
        let outside = outside.replace("@\u{2060}", "");
        for harm in ["<", "@", "#123", "\u{1b}", "\u{202e}", " *b*"] {
            assert!(!outside.contains(harm), "{harm:?} in {outside}");
        }
    }
}

#[test]
fn the_first_line_of_an_email_is_a_subject() {
    let mut one = fleet(12);
    one.absent.clear();
    let body = text(&one, Format::Email);
    let subject = body.lines().next().unwrap();
    assert!(subject.starts_with("passmuster audit of ") && subject.chars().count() <= 121);
    assert!(!subject.contains(['<', '@', '`', '*', '\u{1b}']), "{subject}");
    assert!(body.contains("and 2 more in the full report") && body.contains("## Resolved"));
}
