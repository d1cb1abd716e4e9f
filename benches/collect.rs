//! How long a live collection takes, beside the shortest time that its calls leave it.
//!
//! A server on a loopback port answers for an estate; a process of its own, which has credentials
//! and whose memory is only its own, collects both regions from it. `cargo bench --bench collect`.

#![expect(clippy::print_stdout, reason = "it prints figures")]

#[path = "../tests/aws/loopback/protocol.rs"]
#[expect(dead_code, reason = "the tests look at more of a request")]
mod protocol;
#[path = "../tests/aws/loopback/server.rs"]
#[expect(dead_code, reason = "the tests have servers without latency")]
mod server;
mod services;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use passmuster::model::{Region, Side, Text};
use passmuster::sources::DigestKey;
use passmuster::sources::aws::{self, Access, Need, Network, Plan, Questions, SidePlan};
use passmuster::sources::snapshot_file::{self, Stored};

use protocol::Request;
use server::Server;
use services::Estate;

/// What each call takes.
const LATENCY: Duration = Duration::from_millis(50);
/// Calls to one service in one region that are under way at once.
const AT_ONCE: usize = 4;
/// The most that a collection may take of the shortest time.
const MOST: f64 = 1.5;
/// How much faster than one call after the other it must be.
const FASTER: f64 = 10.0;
/// The longest that a large snapshot may take to read.
const LOADED: Duration = Duration::from_secs(2);
/// Where the collecting process finds the server.
const URL: &str = "PASSMUSTER_BENCH_URL";

/// Listings whose pages follow each other, and how many calls follow the last page.
const CHAINS: &[(&str, &[&str], usize)] = &[
    ("dynamodb", &["ListTables"], 2),
    ("ec2", &["DescribeSecurityGroups", "DescribeVpcs"], 1),
    ("ecr", &["DescribeRepositories"], 1),
    ("ecs", &["ListClusters", "ListServices"], 2),
    ("elasticloadbalancing", &["DescribeLoadBalancers"], 3),
    ("iam", &["GetAccountAuthorizationDetails"], 0),
    ("kms", &["ListKeys"], 2),
    ("lambda", &["ListFunctions"], 2),
    ("logs", &["DescribeLogGroups"], 1),
    ("rds", &["DescribeDBSubnetGroups"], 1),
    ("route53", &["ListHostedZones", "ListResourceRecordSets"], 0),
    ("secretsmanager", &["ListSecrets"], 1),
    ("sns", &["ListTopics"], 1),
    ("sqs", &["ListQueues"], 1),
    ("ssm", &["DescribeParameters"], 1),
];

/// What the collecting process said of itself.
type Said = BTreeMap<String, f64>;

fn main() {
    // Tests of all targets start this too, without the word.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    if let Ok(url) = std::env::var(URL) {
        collected(&url);
        return;
    }
    println!("1,000 resources per region, {} ms per call", LATENCY.as_millis());
    let (said, seen) = run(Estate { scale: 1 }, LATENCY);
    pace(&said, &seen);
    println!("\n10,000 resources per region, no latency");
    let (said, seen) = run(Estate { scale: 10 }, Duration::ZERO);
    size(&said, seen.len());
}

/// Has another process collect an estate.
fn run(estate: Estate, latency: Duration) -> (Said, Vec<Arc<Request>>) {
    let server = Server::slow(latency, move |request| estate.answer(request));
    let output = Command::new(std::env::current_exe().expect("this program"))
        .arg("--bench")
        .env(URL, server.url())
        .env("AWS_ACCESS_KEY_ID", "testing")
        .env("AWS_SECRET_ACCESS_KEY", "testing")
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        .output()
        .expect("it runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the collection failed: {errors}");
    let text = String::from_utf8_lossy(&output.stdout);
    let said = text.lines().filter_map(|line| {
        let (name, value) = line.split_once(' ')?;
        Some((name.to_owned(), value.parse().ok()?))
    });
    (said.collect(), server.seen())
}

/// The time beside the calls.
fn pace(said: &Said, seen: &[Arc<Request>]) {
    let wall = Duration::from_secs_f64(said["seconds"]);
    let (bound, of) = bound(seen);
    let sequential = LATENCY * u32::try_from(seen.len()).expect("few calls");
    let ratio = wall.as_secs_f64() / bound.as_secs_f64();
    let faster = sequential.as_secs_f64() / wall.as_secs_f64();
    let used: BTreeSet<&str> = seen.iter().map(|r| r.service.as_str()).collect();
    println!("resources       {}", said["resources"]);
    println!("calls           {} to {} services", seen.len(), used.len());
    println!("wall            {:.2} s", wall.as_secs_f64());
    println!("lower bound     {:.2} s ({of})", bound.as_secs_f64());
    println!("ratio           {ratio:.2} (at most {MOST})");
    println!("sequential      {:.1} s", sequential.as_secs_f64());
    println!("faster by       {faster:.1} (at least {FASTER})");
    assert!(said["resources"] >= 2000.0, "the estate is too small");
    assert!(ratio <= MOST, "the collection waits more than it must");
    assert!(faster >= FASTER, "the collection is too much one call after the other");
}

/// The shortest time that the calls leave, and the service that takes it.
fn bound(seen: &[Arc<Request>]) -> (Duration, String) {
    let mut counts: BTreeMap<(&str, &str), BTreeMap<&str, usize>> = BTreeMap::new();
    for request in seen.iter().filter(|r| r.service != "sts") {
        let key = (request.service.as_str(), request.region.as_str());
        *counts.entry(key).or_default().entry(&request.operation).or_default() += 1;
    }
    let steps = counts.iter().map(|((service, region), operations)| {
        let calls: usize = operations.values().sum();
        let chain =
            CHAINS.iter().find(|(name, ..)| name == service).map_or(1, |(_, pages, after)| {
                pages.iter().filter_map(|o| operations.get(o)).sum::<usize>() + after
            });
        (chain.max(calls.div_ceil(AT_ONCE)), format!("{service} in {region}"))
    });
    let (steps, of) = steps.max().expect("there are calls");
    // Who asks must be known first.
    (LATENCY * u32::try_from(steps + 1).expect("few steps"), of)
}

/// Memory and file of a large estate.
fn size(said: &Said, calls: usize) {
    println!("resources       {}", said["resources"]);
    println!("calls           {calls}");
    println!("wall            {:.1} s", said["seconds"]);
    println!("peak memory     {:.0} MiB", said["peak_kib"] / 1024.0);
    println!("snapshot file   {:.0} KiB", said["bytes"] / 1024.0);
    println!("read in         {:.2} s (at most {} s)", said["read_seconds"], LOADED.as_secs());
    assert!(said["resources"] >= 20_000.0, "the estate is too small");
    assert!(said["read_seconds"] < LOADED.as_secs_f64(), "the snapshot takes too long to read");
}

/// Collects everything from a server and says how it was.
fn collected(url: &str) {
    let side = |region: &str| SidePlan {
        region: Region::parse(region).expect("a region"),
        account: None,
        access: Access { endpoint_url: Some(Text::from(url)), ..Access::default() },
    };
    let plan = Plan {
        primary: side("us-east-1"),
        dr: side("us-west-2"),
        network: Network::default(),
        questions: Questions::default(),
        need: Need::everything(),
        dr_name_suffix: Text::from("-dr"),
        digest_key: DigestKey::new([7; 32]),
        at: Text::from("2026-01-01T00:00:00Z"),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .thread_stack_size(8 << 20)
        .enable_all()
        .build()
        .expect("a runtime");
    let begun = Instant::now();
    let snapshot =
        runtime.block_on(aws::collect(&plan, &Arc::default())).expect("both sides answer");
    let seconds = begun.elapsed().as_secs_f64();
    assert_eq!(snapshot.coverage.gaps(), [], "the server does not answer everything");
    println!("seconds {seconds}");
    println!("resources {}", snapshot.resources.len());
    println!("peak_kib {}", peak());
    let stored = Stored {
        app: Text::from("bench"),
        tool_version: Text::from(env!("CARGO_PKG_VERSION")),
        sites: [(Side::Primary, &plan.primary), (Side::Dr, &plan.dr)]
            .map(|(side, plan)| (side, Some(plan.region.clone()), None)),
        key: snapshot_file::key_name(&plan.digest_key),
        snapshot,
    };
    let directory = tempfile::tempdir().expect("a directory");
    file(&stored, &directory.path().join("s.snapshot"));
}

fn file(stored: &Stored, path: &Path) {
    snapshot_file::write(stored, path).expect("the snapshot is written");
    println!("bytes {}", std::fs::metadata(path).expect("it is there").len());
    let begun = Instant::now();
    let read = snapshot_file::read(path).expect("the snapshot is read");
    println!("read_seconds {}", begun.elapsed().as_secs_f64());
    assert_eq!(read.snapshot.resources.len(), stored.snapshot.resources.len());
}

/// The most memory that this process had, in KiB; 0 where the system does not say.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
