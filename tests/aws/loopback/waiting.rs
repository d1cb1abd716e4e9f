//! Answers that do not come or do not end. With the limits of the program these would take
//! minutes, so the library is asked with short ones, in a process of its own that has
//! credentials.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use passmuster::model::{Reason, Side, Snapshot};
use passmuster::sources::aws::{Need, Progress, Questions};

use super::errors::{broken, error};
use super::library;
use super::protocol::{Answer, Behaviour};
use super::server::Server;

/// The longest that one attempt may take, and all of them.
const LIMITS: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(3)];

/// Collects everything with short limits.
fn collect(server: &Server) -> (Snapshot, Arc<Progress>) {
    library::collect(server, LIMITS, Need::everything(), Questions::default())
}

#[test]
fn answers_that_do_not_end_are_gaps_after_a_limited_time() {
    if !library::has_credentials(
        module_path!(),
        "answers_that_do_not_end_are_gaps_after_a_limited_time",
    ) {
        return;
    }
    let server = Server::new(|r| {
        let primary = r.region == "us-east-1";
        if r.is("ec2:DescribeVpcs") && primary {
            Some(broken(r, Behaviour::NeverEnds))
        } else if r.is("kms:ListKeys") && primary {
            Some(broken(r, Behaviour::Held))
        } else if r.is("sns:ListTopics") && primary {
            Some(broken(r, Behaviour::CutOff))
        } else {
            r.is("sqs:ListQueues").then(|| Answer::new(r, r#"{"QueueUrls":["https://x/q"]}"#))
        }
    });
    let begun = Instant::now();
    let (snapshot, _) = collect(&server);
    // All wait at the same time, and the other region waits for none of them.
    assert!(begun.elapsed() < LIMITS[1] * 3, "{:?}", begun.elapsed());
    let gaps = snapshot.coverage.gaps();
    let mut operations: Vec<&str> = gaps.iter().map(|g| g.operation.as_str()).collect();
    operations.sort_unstable();
    operations.dedup();
    assert_eq!(operations, ["ec2:DescribeVpcs", "kms:ListKeys", "sns:ListTopics"]);
    for gap in gaps {
        assert_eq!(gap.side, Some(Side::Primary), "{gap:?}");
        let timed_out = gap.reason == Reason::TimedOut;
        assert!(timed_out || gap.operation == "sns:ListTopics", "{gap:?}");
    }
    let queues = snapshot.resources.iter().filter(|r| r.kind == "aws_sqs_queue").count();
    assert_eq!(queues, 2);
}

#[test]
fn throttled_attempts_are_counted() {
    if !library::has_credentials(module_path!(), "throttled_attempts_are_counted") {
        return;
    }
    // How JSON, EC2, S3 and REST services say it.
    let server = Server::new(|r| {
        let (code, status) = match r.service.as_str() {
            "sqs" if r.is("sqs:ListQueues") => ("ThrottlingException", 400),
            "ec2" if r.is("ec2:DescribeVpcs") => ("RequestLimitExceeded", 503),
            "s3" => ("SlowDown", 503),
            "lambda" if r.is("lambda:ListFunctions") => ("TooManyRequestsException", 429),
            _ => return None,
        };
        let mut answer = error(r, status, code);
        answer.headers.push(("x-amz-retry-after", "1".to_owned()));
        (r.nth < 2).then_some(answer)
    });
    let (snapshot, progress) = collect(&server);
    assert_eq!(snapshot.coverage.gaps(), []);
    // Two attempts of four calls in two regions.
    assert_eq!(progress.throttled.load(Ordering::Relaxed), 16);
}
