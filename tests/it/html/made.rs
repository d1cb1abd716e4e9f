//! A report that has everything in it, with one text wherever texts come from outside.

use passmuster::finding::{
    Accepted, AgreementKind, AgreementLine, AuditReport, CapacityLine, Change, CheckCounts, Course,
    DataLoss, Decisive, Drawing, Evidence, Finding, Fingerprint, Flow, GapLine, Gone, Impact,
    KindLine, Level, Location, NetworkDrawn, Outcome, PairCounts, PartDrawn, Past, Readiness,
    RecoveryTime, RegionDrawn, RuleLine, RunPoint, Severity, ShownDifference, SideLine, SourceLine,
    Step, StepLine, StoreLag, Subject, TimePart, Topology, TopologyState, Trend,
};

/// Names that would act if they could.
pub(super) const HOSTILE: &str = "</title></style><script>document.title='owned';alert(1)</script>\
    <img src=x onerror=alert(1)>\"' onmouseover=alert(1) javascript:alert(1) \u{1b}[31m\u{7}\u{202e}\
    \r\n&lt;b&gt;<!-- ]]> --><svg onload=alert(1)><a href=//evil.example>";

fn subject(text: &str, side: &str) -> Subject {
    Subject {
        side: side.to_owned(),
        region: Some(text.to_owned()),
        kind: "aws_ecs_service".to_owned(),
        address: format!("aws_ecs_service.{text}"),
        name: Some(format!("n {text}!")),
        id: Some(text.to_owned()),
        source: None,
    }
}

/// A finding about a pair.
pub(super) fn finding(text: &str, severity: Severity, outcome: Outcome) -> Finding {
    Finding {
        rule: text.to_owned(),
        area: text.to_owned(),
        assert: text.to_owned(),
        outcome,
        severity,
        impact: Impact::Blocks,
        steps: vec![Step::Promote, Step::Dns],
        subjects: vec![subject(text, "primary"), subject(text, "dr")],
        location: None,
        places: vec![Location {
            file: text.to_owned(),
            line: Some(3),
            excerpt: Some(text.to_owned()),
            path: Some(text.to_owned()),
            ..Location::default()
        }],
        class: None,
        past: Some(Past {
            course: Course::Persisting,
            first_seen: "2026-01-01T00:00:00Z".to_owned(),
            since: "2026-01-08T00:00:00Z".to_owned(),
            age_days: 21,
            open_runs: 4,
            changes: 1,
        }),
        message: format!("{text} differs"),
        evidence: Evidence::from([(text.to_owned(), text.to_owned())]),
        differences: vec![
            ShownDifference {
                path: text.to_owned(),
                left: Some(format!("{text} left")),
                right: Some(format!("{text} right")),
                lines: Vec::new(),
            },
            ShownDifference {
                path: text.to_owned(),
                lines: vec![format!("-{text}"), format!("+{text}"), format!(" {text}")],
                ..ShownDifference::default()
            },
        ],
        remediation: text.to_owned(),
        fingerprint: Fingerprint::new(text, text, &[text], severity.name()),
    }
}

/// Everything at once.
pub(super) fn report(text: &str) -> AuditReport {
    let alone = Finding {
        subjects: vec![subject(text, "dr")],
        area: "drift".to_owned(),
        ..finding(text, Severity::Low, Outcome::Fail)
    };
    AuditReport {
        tool_version: text.to_owned(),
        assessed_at: "2026-02-01T03:00:00Z".to_owned(),
        app: text.to_owned(),
        job: "gate".to_owned(),
        view: "live".to_owned(),
        sides: ["primary", "dr"].map(|side| side_line(text, side)).to_vec(),
        sources: vec![SourceLine {
            path: text.to_owned(),
            side: text.to_owned(),
            serial: Some(4),
            terraform_version: Some(text.to_owned()),
            resources: 3,
        }],
        checks: CheckCounts { passed: 10, failed: 3, unassessed: 1, expected: 1, waived: 1 },
        pairs: PairCounts { paired: 3, ..PairCounts::default() },
        gaps: vec![GapLine {
            side: Some("dr".to_owned()),
            kind: Some(text.to_owned()),
            attributes: vec![text.to_owned()],
            operation: text.to_owned(),
            reason: text.to_owned(),
            detail: text.to_owned(),
            iam_action: Some(text.to_owned()),
        }],
        rules: vec![RuleLine {
            id: text.to_owned(),
            area: text.to_owned(),
            title: format!("title {text}"),
            rationale: text.to_owned(),
            remediation: "otherwise".to_owned(),
            refs: vec![
                text.to_owned(),
                format!("https://docs.example/{text}"),
                "javascript:alert(1)".to_owned(),
            ],
            ..RuleLine::default()
        }],
        findings: vec![
            finding(text, Severity::Critical, Outcome::Fail),
            finding(text, Severity::Medium, Outcome::Fail),
            alone,
            finding(text, Severity::High, Outcome::Unassessed { because: vec![text.to_owned()] }),
            finding(text, Severity::High, Outcome::Expected { by: text.to_owned() }),
            finding(
                text,
                Severity::Info,
                Outcome::Waived { by: text.to_owned(), until: text.to_owned() },
            ),
        ],
        change: Some(Change {
            base: text.to_owned(),
            head: Some(text.to_owned()),
            fixed: vec![finding(text, Severity::Low, Outcome::Fail)],
            known_gaps: 0,
            exceptions: vec![text.to_owned()],
        }),
        readiness: Some(readiness(text)),
        kinds: vec![KindLine {
            kind: "aws_ecs_service".to_owned(),
            service: text.to_owned(),
            paired: 1,
            only_primary: 1,
            only_dr: 0,
            ambiguous: 0,
        }],
        agreements: agreements(text),
        drawing: Some(drawing(text)),
        trend: Some(trend(text)),
    }
}

fn side_line(text: &str, side: &str) -> SideLine {
    SideLine {
        side: side.to_owned(),
        region: text.to_owned(),
        account: Some(text.to_owned()),
        resources: 3,
    }
}

fn agreements(text: &str) -> Vec<AgreementLine> {
    let line = |kind, until: &str, preset| AgreementLine {
        kind,
        about: text.to_owned(),
        subject: text.to_owned(),
        terms: text.to_owned(),
        reason: text.to_owned(),
        owner: text.to_owned(),
        until: until.to_owned(),
        origin: text.to_owned(),
        preset,
        settled: 2,
    };
    vec![
        line(AgreementKind::Waiver, "2026-01-31", false),
        line(AgreementKind::Waiver, "2026-02-01", false),
        line(AgreementKind::Acceptance, "2026-03-03", false),
        line(AgreementKind::Expectation, "2026-03-04", false),
        line(AgreementKind::Expectation, "", true),
    ]
}

fn drawing(text: &str) -> Drawing {
    let region = |side: &str| RegionDrawn {
        side: side.to_owned(),
        region: text.to_owned(),
        networks: vec![NetworkDrawn {
            name: text.to_owned(),
            ranges: vec![text.to_owned()],
            subnets: 2,
            zones: None,
        }],
        parts: vec![PartDrawn {
            what: text.to_owned(),
            kind: text.to_owned(),
            name: text.to_owned(),
            size: text.to_owned(),
        }],
    };
    let flow = |from: &str, to: &str, lag_seconds| Flow {
        from: from.to_owned(),
        to: to.to_owned(),
        what: text.to_owned(),
        lag_seconds,
    };
    Drawing {
        regions: vec![region("primary"), region("dr")],
        flows: vec![
            flow("primary", "dr", Some(0.4)),
            flow("dr", "primary", None),
            flow("clients", "primary", None),
            flow("clients", "dr", None),
        ],
    }
}

/// Eight runs.
pub(super) fn trend(text: &str) -> Trend {
    let point = |week: usize| RunPoint {
        run: text.to_owned(),
        at: format!("2026-01-{:02}T03:00:00Z", week * 3 + 1),
        open: [week, 3, 8 - week, 9 - week, (week + 1) % 3],
        assessed: 400,
        checks: 431,
        gaps: week,
        level: Level::ALL.get(week / 2).copied(),
        lag_seconds: Some(1.5),
    };
    Trend {
        since_run: Some(text.to_owned()),
        runs: (0..8).map(point).collect(),
        gone: vec![Gone {
            fingerprint: Fingerprint::new(text, text, &[], ""),
            rule: text.to_owned(),
            severity: Severity::High,
            subject: text.to_owned(),
            course: Course::Resolved,
            first_seen: text.to_owned(),
            age_days: 1,
        }],
        notes: vec![text.to_owned()],
    }
}

fn readiness(text: &str) -> Readiness {
    Readiness {
        level: Level::NotReady,
        incomplete: false,
        decisive: vec![Decisive {
            level: Level::NotReady,
            rule: text.to_owned(),
            unassessed: false,
            steps: vec![Step::Promote],
            message: text.to_owned(),
        }],
        topology: Topology {
            state: TopologyState::Steady,
            evidence: vec![text.to_owned()],
            turned: true,
        },
        steps: Step::ALL
            .into_iter()
            .map(|step| StepLine {
                step,
                level: if step == Step::Promote { Level::NotReady } else { Level::FullyReady },
                unassessed: false,
                supported_by: 4,
                against: if step == Step::Promote {
                    vec![text.to_owned(), text.to_owned()]
                } else {
                    Vec::new()
                },
            })
            .collect(),
        data_loss: DataLoss {
            stores: vec![StoreLag {
                store: text.to_owned(),
                name: text.to_owned(),
                seconds: Some(0.4),
                measured_by: text.to_owned(),
                ..StoreLag::default()
            }],
            objective_seconds: Some(5),
        },
        recovery_time: RecoveryTime {
            parts: vec![TimePart {
                what: text.to_owned(),
                step: Some(Step::Promote),
                range_seconds: Some((60, 120)),
                because: text.to_owned(),
            }],
            objective_seconds: Some(600),
            shorten: Some(text.to_owned()),
        },
        capacity: vec![CapacityLine {
            what: text.to_owned(),
            subject: text.to_owned(),
            unit: text.to_owned(),
            need: Some(text.to_owned()),
            have: None,
            missing: Some(text.to_owned()),
            unknown: Some(text.to_owned()),
            command: Some(text.to_owned()),
        }],
        accepted: vec![Accepted {
            rule: text.to_owned(),
            checks: 1,
            reason: text.to_owned(),
            owner: text.to_owned(),
            until: text.to_owned(),
        }],
        not_visible: vec![text.to_owned()],
    }
}
