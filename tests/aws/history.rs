//! Runs that are kept in a bucket.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::{Place, Ran};
use crate::simulator::{Simulator, credentials, python};

const AUDIT: [&str; 5] = ["audit", "--history", "s3://acme-runs/prod", "--output", "json"];

/// Makes a bucket in a region.
fn bucket(simulator: &Simulator, name: &str, region: &str) {
    const SCRIPT: &str = "
import sys, boto3
s3 = boto3.client('s3', region_name=sys.argv[2])
s3.create_bucket(Bucket=sys.argv[1], CreateBucketConfiguration={'LocationConstraint': sys.argv[2]})
";
    let mut command = Command::new(python());
    command.args(["-c", SCRIPT, name, region]).envs(credentials(&simulator.url()));
    let done = command.output().expect("the bucket is made");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// An audit of the states as of a day.
fn audit(place: &Place, day: u64) -> (Value, Ran) {
    let now = (1_790_000_000 + day * 86_400).to_string();
    let ran = place.run_with(&AUDIT, &[("SOURCE_DATE_EPOCH", &now)]);
    let report = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}", ran.err));
    (report, ran)
}

fn runs(report: &Value) -> usize {
    report["trend"]["runs"].as_array().map_or(0, Vec::len)
}

#[test]
fn runs_are_kept_in_a_bucket_wherever_it_lies() {
    let simulator = Simulator::empty();
    let place = Place::new(&simulator.url());
    bucket(&simulator, "acme-runs", "us-west-2");
    let (first, ran) = audit(&place, 0);
    assert_eq!((ran.status, ran.err.as_str(), runs(&first)), (0, "", 1));
    let (second, _) = audit(&place, 7);
    assert_eq!(runs(&second), 2);
    assert_eq!(second["trend"]["runs"][0], first["trend"]["runs"][0]);
    let history = ["--history", "s3://acme-runs/prod"];
    let shown = place.run(&[["history", "show", "--output", "json"].as_slice(), &history].concat());
    assert_eq!(serde_json::from_str::<Value>(&shown.out).ok(), Some(second));
    let keep = ["history", "prune", "--keep", "1d"];
    let later = (1_790_000_000 + 30 * 86_400).to_string();
    let pruned =
        place.run_with(&[keep.as_slice(), &history].concat(), &[("SOURCE_DATE_EPOCH", &later)]);
    assert!(pruned.out.contains("1 runs"), "{}{}", pruned.out, pruned.err);
    assert_eq!(runs(&audit(&place, 31).0), 2);
}

#[test]
fn writers_of_one_bucket_lose_nothing() {
    let simulator = Simulator::empty();
    let place = Place::new(&simulator.url());
    bucket(&simulator, "acme-runs", "us-west-2");
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..5)
            .map(|day| {
                scope.spawn({
                    let place = &place;
                    move || audit(place, day)
                })
            })
            .collect();
        for one in running {
            let (_, ran) = one.join().expect("an audit");
            assert_eq!((ran.status, ran.err.as_str()), (0, ""));
        }
    });
    assert_eq!(runs(&audit(&place, 9).0), 6);
}

#[test]
fn a_bucket_that_is_denied_or_not_there_harms_no_report() {
    let simulator = Simulator::empty();
    let place = Place::new(&simulator.url());
    let (report, ran) = audit(&place, 0);
    assert!(ran.err.contains("there is no such bucket"), "{}", ran.err);
    assert_eq!((ran.status, runs(&report)), (0, 0));
    bucket(&simulator, "acme-runs", "us-west-2");
    for (action, says) in [
        ("GetObject", "s3:GetObject is denied: grant s3:GetObject"),
        ("PutObject", "s3:PutObject is denied: grant s3:PutObject"),
    ] {
        simulator.fault(&serde_json::json!({
            "kind": "access_denied", "service": "s3", "action": action,
        }));
        let (denied, ran) = audit(&place, 1);
        simulator.no_faults();
        assert!(ran.err.contains(says), "{action}: {}", ran.err);
        assert_eq!((ran.status, &denied["checks"]), (0, &report["checks"]));
    }
    let (report, ran) = audit(&place, 2);
    assert_eq!((ran.err.as_str(), runs(&report)), ("", 1), "nothing half-written was left");
}

#[test]
fn a_bucket_that_does_not_answer_is_waited_for_a_limited_time() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let place = Place::new(&url);
    let begun = Instant::now();
    let (report, ran) = audit(&place, 0);
    let took = begun.elapsed();
    assert!(ran.err.contains("did not answer within 20 s"), "{}", ran.err);
    assert_eq!((ran.status, runs(&report)), (0, 0));
    assert!(took < Duration::from_secs(40), "{took:?}");
}
