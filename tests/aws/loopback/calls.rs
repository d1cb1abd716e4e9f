//! What goes wrong with single calls: each is a gap, and everything else is read.

use std::sync::atomic::{AtomicBool, Ordering};

use passmuster::model::{Gap, Reason, Side};

use super::errors::{broken, by_header, error};
use super::protocol::{Answer, Behaviour, Protocol, Request};
use super::server::Server;
use super::{Collected, collect};

/// The gaps as `operation action`, each once.
fn lines(gaps: &[Gap]) -> Vec<String> {
    let mut lines: Vec<String> = gaps
        .iter()
        .map(|g| format!("{} {}", g.operation, g.iam_action.as_deref().unwrap_or("-")))
        .collect();
    lines.sort();
    lines.dedup();
    lines
}

/// Queues whose names begin so; the token leads to the page after.
fn queues(request: &Request, names: impl Iterator<Item = usize>, token: Option<&str>) -> Answer {
    let url = |n| format!("https://sqs.{}.amazonaws.com/123456789012/q{n}", request.region);
    let urls: Vec<String> = names.map(url).collect();
    let page = serde_json::json!({ "QueueUrls": urls, "NextToken": token });
    Answer::new(request, &page.to_string())
}

fn count(collected: &Collected, kind: &str, side: Side) -> usize {
    let all = &collected.stored().snapshot.resources;
    all.iter().filter(|r| r.kind == kind && r.side() == side).count()
}

#[test]
fn an_empty_account_is_read_without_gaps_and_only_read() {
    let server = Server::new(|_| None);
    let collected = collect(&server);
    assert_eq!((collected.ran.status, collected.gaps()), (0, Vec::new()), "{}", collected.ran.err);
    let seen = server.seen();
    assert!(seen.len() > 150, "{} calls are not a full collection", seen.len());
    let version = format!("app/passmuster-{}", env!("CARGO_PKG_VERSION"));
    for request in &seen {
        let reads = ["Describe", "List", "Get", "BatchGet"];
        assert!(reads.iter().any(|r| request.operation.starts_with(r)), "{request:?}");
        assert!(request.user_agent.contains(&version), "{request:?}");
    }
}

#[test]
fn calls_that_are_throttled_for_a_while_leave_no_gap() {
    let server = Server::new(|r| match r.region.as_str() {
        "us-east-1" if r.is("sqs:ListQueues") && r.nth < 3 => {
            Some(error(r, 400, "ThrottlingException"))
        }
        "us-west-2" if r.is("ec2:DescribeVpcs") && r.nth < 2 => {
            Some(error(r, 503, "RequestLimitExceeded"))
        }
        _ => None,
    });
    let collected = collect(&server);
    assert_eq!((collected.ran.status, collected.gaps()), (0, Vec::new()), "{}", collected.ran.err);
    let times = |operation: &str, region: &str| {
        server.seen().iter().filter(|r| r.is(operation) && r.region == region).count()
    };
    assert_eq!(times("sqs:ListQueues", "us-east-1"), 4);
    assert_eq!(times("ec2:DescribeVpcs", "us-west-2"), 3);
    // Nothing is asked twice for it.
    assert_eq!(times("sqs:ListQueues", "us-west-2"), 1);
}

#[test]
fn a_call_that_is_always_throttled_is_a_gap_and_the_rest_is_read() {
    let server = Server::new(|r| {
        if r.is("sqs:ListQueues") && r.region == "us-east-1" {
            let mut answer = error(r, 400, "ThrottlingException");
            // The attempts follow each other at once; without it they take most of a minute.
            answer.headers.push(("x-amz-retry-after", "1".to_owned()));
            return Some(answer);
        }
        r.is("kms:ListKeys").then(|| Answer::new(r, r#"{"Keys":[{"KeyId":"k"}]}"#)).or_else(|| {
            let key = r#"{"KeyMetadata":{"KeyId":"k","KeyManager":"CUSTOMER"}}"#;
            r.is("kms:DescribeKey").then(|| Answer::new(r, key))
        })
    });
    let collected = collect(&server);
    assert_eq!(collected.ran.status, 3, "{}", collected.ran.err);
    assert_eq!(lines(&collected.gaps()), ["sqs:ListQueues -"]);
    for gap in collected.gaps() {
        assert_eq!((gap.reason, gap.side), (Reason::Throttled, Some(Side::Primary)), "{gap:?}");
        assert!(gap.detail.contains("at each of 9 attempts"), "{gap:?}");
    }
    let attempts = |region: &str| {
        server.seen().iter().filter(|r| r.is("sqs:ListQueues") && r.region == region).count()
    };
    assert_eq!((attempts("us-east-1"), attempts("us-west-2")), (9, 1));
    for side in [Side::Primary, Side::Dr] {
        assert_eq!(count(&collected, "aws_kms_key", side), 1);
    }
}

#[test]
fn a_denied_call_names_its_action_in_every_protocol() {
    // The call, the code of the service, and the action that allows it where that is not the call.
    const DENIED: &[(&str, &str, &str)] = &[
        ("sns:ListTopics", "AuthorizationError", ""),
        ("rds:DescribeDBClusters", "AccessDenied", ""),
        ("iam:GetAccountAuthorizationDetails", "AccessDenied", ""),
        ("ec2:DescribeSecurityGroups", "UnauthorizedOperation", ""),
        ("sqs:ListQueues", "AccessDeniedException", ""),
        ("dynamodb:ListTables", "AccessDeniedException", ""),
        ("kms:ListKeys", "AccessDeniedException", ""),
        ("secretsmanager:ListSecrets", "AccessDeniedException", ""),
        ("lambda:ListFunctions", "AccessDeniedException", ""),
        ("apigateway:GetApis", "AccessDeniedException", "apigateway:GET"),
        ("route53:ListHostedZones", "AccessDenied", ""),
        ("s3:ListBuckets", "AccessDenied", "s3:ListAllMyBuckets"),
        ("monitoring:DescribeAlarms", "AccessDenied", "cloudwatch:DescribeAlarms"),
    ];
    let server = Server::new(|r| {
        let (_, code, _) = DENIED.iter().find(|(call, ..)| r.is(call))?;
        Some(if r.service == "secretsmanager" {
            by_header(r, 400, code)
        } else {
            error(r, 403, code)
        })
    });
    let collected = collect(&server);
    assert_eq!(collected.ran.status, 3, "{}", collected.ran.err);
    let gaps = collected.gaps();
    let mut actions: Vec<&str> = gaps.iter().filter_map(|g| g.iam_action.as_deref()).collect();
    actions.sort_unstable();
    actions.dedup();
    let mut expected: Vec<&str> = DENIED
        .iter()
        .map(|(call, _, action)| if action.is_empty() { *call } else { *action })
        .collect();
    expected.sort_unstable();
    assert_eq!(actions, expected);
    assert!(gaps.iter().all(|g| g.reason == Reason::Denied), "{gaps:?}");
}

#[test]
fn all_pages_of_a_listing_are_read() {
    let server = Server::new(|r| {
        if r.is("ec2:DescribeVpcs") {
            let (vpc, next) = match r.field("NextToken").as_deref() {
                None => ("vpc-1", "<nextToken>two/+=</nextToken>"),
                Some("two/+=") => ("vpc-2", ""),
                other => panic!("token {other:?}"),
            };
            let inner = format!("<vpcSet><item><vpcId>{vpc}</vpcId></item></vpcSet>{next}");
            return Some(Answer::new(r, &inner));
        }
        if r.is("lambda:ListFunctions") {
            let last = r.target.contains("Marker=next");
            let function = serde_json::json!({ "FunctionName": format!("f-{last}") });
            let next = (!last).then_some("next");
            let page = serde_json::json!({ "Functions": [function], "NextMarker": next });
            return Some(Answer::new(r, &page.to_string()));
        }
        if !r.is("sqs:ListQueues") {
            return None;
        }
        Some(match r.json()["NextToken"].as_str() {
            None => queues(r, 0..10, Some("a")),
            Some("a") => queues(r, 10..20, Some("b")),
            // A page may be empty and not the last.
            Some("b") => queues(r, 0..0, Some("c")),
            Some("c") => queues(r, 20..25, None),
            other => panic!("token {other:?}"),
        })
    });
    let collected = collect(&server);
    assert_eq!((collected.ran.status, collected.gaps()), (0, Vec::new()), "{}", collected.ran.err);
    for side in [Side::Primary, Side::Dr] {
        assert_eq!(count(&collected, "aws_sqs_queue", side), 25);
        assert_eq!(count(&collected, "aws_vpc", side), 2);
        assert_eq!(count(&collected, "aws_lambda_function", side), 2);
    }
}

#[test]
fn a_page_token_that_comes_again_ends_the_listing_as_incomplete() {
    let server = Server::new(|r| {
        let page = r.nth * 10;
        let again = Some(if r.nth % 2 == 0 { "a" } else { "b" });
        (r.is("sqs:ListQueues") && r.region == "us-west-2")
            .then(|| queues(r, page..page + 10, again))
    });
    let collected = collect(&server);
    assert_eq!(collected.ran.status, 3, "{}", collected.ran.err);
    assert_eq!(lines(&collected.gaps()), ["sqs:ListQueues -"]);
    let told = |g: &Gap| g.reason == Reason::Unreadable && g.detail.contains("the same page again");
    assert!(collected.gaps().iter().all(told), "{:?}", collected.gaps());
    // What was listed before is kept.
    assert_eq!(count(&collected, "aws_sqs_queue", Side::Dr), 30);
}

#[test]
fn answers_that_cannot_be_understood_are_gaps() {
    const BROKEN: &[(&str, &[u8])] = &[
        ("ec2:DescribeVpcs", b"<DescribeVpcsResponse><vpcSet><item><vpcId>vpc-1</vpcId>"),
        ("sns:ListTopics", b"<html><body>Sign in to the network</body></html>"),
        ("iam:ListRoles", b"\xFF\xFE"),
        ("kms:ListKeys", b"{\"Keys\":[{\"KeyId\":"),
        ("dynamodb:ListTables", b"<html></html>"),
        ("lambda:ListFunctions", b"[1,2"),
        ("route53:ListHostedZones", b"<ListHostedZonesResponse><HostedZones>"),
        ("s3:ListBuckets", b"<Other/>"),
        ("monitoring:DescribeAlarms", b"\x7F"),
    ];
    let server = Server::new(|r| {
        let (_, body) = BROKEN.iter().find(|(call, _)| r.is(call))?;
        Some(Answer::raw(r, *body))
    });
    let collected = collect(&server);
    assert_eq!(collected.ran.status, 3, "{}", collected.ran.err);
    let mut expected: Vec<String> =
        BROKEN.iter().map(|(call, _)| call.replace("monitoring", "cloudwatch") + " -").collect();
    expected.sort();
    assert_eq!(lines(&collected.gaps()), expected);
    assert!(collected.gaps().iter().all(|g| g.reason == Reason::Unreadable));
}

#[test]
fn a_connection_that_is_dropped_in_an_answer_is_tried_again() {
    let server = Server::new(|r| {
        let dropped = r.is("ec2:DescribeVpcs") || r.is("kms:ListKeys");
        (dropped && r.nth < 1).then(|| broken(r, Behaviour::CutOff))
    });
    let collected = collect(&server);
    assert_eq!((collected.ran.status, collected.gaps()), (0, Vec::new()), "{}", collected.ran.err);
}

#[test]
fn credentials_that_expire_in_the_middle_leave_what_was_read() {
    let expired = AtomicBool::new(false);
    let server = Server::new(move |r| {
        if r.is("sqs:ListQueues") {
            return Some(queues(r, 0..40, None));
        }
        if r.is("sqs:GetQueueAttributes") && r.nth == 10 {
            expired.store(true, Ordering::Relaxed);
        }
        let json = matches!(r.protocol, Protocol::Json | Protocol::RestJson);
        let code = if json { "ExpiredTokenException" } else { "ExpiredToken" };
        expired.load(Ordering::Relaxed).then(|| error(r, 403, code))
    });
    let collected = collect(&server);
    assert_eq!(collected.ran.status, 3, "{}", collected.ran.err);
    let gaps = collected.gaps();
    assert!(lines(&gaps).contains(&"sqs:GetQueueAttributes -".to_owned()), "{gaps:?}");
    for gap in &gaps {
        assert_eq!((gap.reason, &gap.iam_action), (Reason::Denied, &None), "{gap:?}");
        assert!(gap.detail.contains("renew them"), "{gap:?}");
    }
    // The queues are listed though most of them are not told.
    let listed = count(&collected, "aws_sqs_queue", Side::Primary)
        + count(&collected, "aws_sqs_queue", Side::Dr);
    assert!(listed >= 40, "{listed}");
}
