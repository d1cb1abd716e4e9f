//! Answers that do not come or do not end. With the limits of the program these would take
//! minutes, so the library is asked with short ones, in a process of its own that has
//! credentials.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use passmuster::model::{Reason, Region, Side, Snapshot, Text};
use passmuster::sources::DigestKey;
use passmuster::sources::aws::{self, Access, Need, Network, Plan, Progress, Questions, SidePlan};

use super::errors::{broken, error};
use super::protocol::{Answer, Behaviour};
use super::server::Server;
use crate::simulator::credentials;

/// The longest that one attempt may take, and all of them.
const LIMITS: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(3)];

/// Whether this process has credentials; otherwise the test runs again in one that has them.
fn has_credentials(test: &str) -> bool {
    const MARK: &str = "PASSMUSTER_TEST_HAS_CREDENTIALS";
    if std::env::var_os(MARK).is_some() {
        return true;
    }
    let name = format!("{}::{test}", module_path!().split_once("::").expect("a module").1);
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", &name, "--nocapture"])
        .env(MARK, "1")
        .envs(credentials("http://127.0.0.1:1"))
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}\n{errors}");
    false
}

/// Collects everything with short limits.
fn collect(server: &Server) -> (Snapshot, Arc<Progress>) {
    let side = |region: &str| SidePlan {
        region: Region::parse(region).expect("a region"),
        account: None,
        access: Access { endpoint_url: Some(Text::from(server.url())), ..Access::default() },
    };
    let plan = Plan {
        primary: side("us-east-1"),
        dr: side("us-west-2"),
        network: Network {
            attempt_timeout: LIMITS[0],
            operation_timeout: LIMITS[1],
            ..Network::default()
        },
        questions: Questions::default(),
        need: Need::everything(),
        dr_name_suffix: Text::from("-dr"),
        digest_key: DigestKey::new([7; 32]),
        at: Text::from("2026-01-01T00:00:00Z"),
    };
    let progress = Arc::default();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .thread_stack_size(8 << 20)
        .enable_all()
        .build()
        .expect("a runtime");
    let snapshot = runtime.block_on(aws::collect(&plan, &progress)).expect("it is collected");
    (snapshot, progress)
}

#[test]
fn answers_that_do_not_end_are_gaps_after_a_limited_time() {
    if !has_credentials("answers_that_do_not_end_are_gaps_after_a_limited_time") {
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
    if !has_credentials("throttled_attempts_are_counted") {
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
