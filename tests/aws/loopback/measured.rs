//! Measurements of CloudWatch: what is read, and what silence, age and refusals become.

use std::time::Duration;

use passmuster::model::{Completeness, Reason, Resource, Side, Snapshot, Text, Value};
use passmuster::sources::aws::{Attributes, Need, Questions};

use super::cbor::Cbor;
use super::errors::error;
use super::library::{self, AT_SECONDS};
use super::protocol::{Answer, Request};
use super::server::Server;

const KIND: &str = "metric.aws_rds_cluster";
const LIMITS: [Duration; 2] = [Duration::from_secs(10), Duration::from_secs(20)];

/// What a rule over the lag of clusters needs.
fn need() -> Need {
    let kinds = [(Text::from(KIND), Attributes::All)].into_iter().collect();
    Need { everything: false, kinds }.with_what_is_asked_about()
}

/// Two clusters of one global database; the one in us-east-1 writes.
fn clusters(request: &Request) -> Option<Answer> {
    let arn = |region: &str| format!("arn:aws:rds:{region}:123456789012:cluster:orders-{region}");
    let member = |region: &str, writes: bool| {
        format!(
            "<GlobalClusterMember><DBClusterArn>{}</DBClusterArn><IsWriter>{writes}</IsWriter>\
             </GlobalClusterMember>",
            arn(region)
        )
    };
    if request.is("rds:DescribeDBClusters") {
        let region = &request.region;
        return Some(Answer::new(
            request,
            &format!(
                "<DBClusters><DBCluster><DBClusterIdentifier>orders-{region}</DBClusterIdentifier>\
                 <DBClusterArn>{}</DBClusterArn><Engine>aurora-postgresql</Engine></DBCluster>\
                 </DBClusters>",
                arn(region)
            ),
        ));
    }
    request.is("rds:DescribeGlobalClusters").then(|| {
        let members = [member("us-east-1", true), member("us-west-2", false)].concat();
        Answer::new(
            request,
            &format!(
                "<GlobalClusters><GlobalClusterMember>\
                 <GlobalClusterIdentifier>orders</GlobalClusterIdentifier>\
                 <GlobalClusterMembers>{members}</GlobalClusterMembers>\
                 </GlobalClusterMember></GlobalClusters>"
            ),
        )
    })
}

/// One result: readings by the seconds before the moment of the run.
fn result(id: &str, status: &str, readings: &[(i64, f64)]) -> Cbor {
    Cbor::map([
        ("Id", Cbor::text(id)),
        ("Label", Cbor::text("x")),
        ("StatusCode", Cbor::text(status)),
        ("Timestamps", Cbor::list(readings.iter().map(|(ago, _)| Cbor::time(AT_SECONDS - ago)))),
        ("Values", Cbor::list(readings.iter().map(|(_, value)| Cbor::double(*value)))),
    ])
}

/// The queries of the two metrics, each under three sets of dimensions.
const QUERIES: [&str; 6] = ["m0_0", "m0_1", "m0_2", "m1_0", "m1_1", "m1_2"];

/// A query's id, how its result ends, and its readings.
type Told<'t> = (&'t str, &'t str, &'t [(i64, f64)]);

/// An answer to all queries: nothing but the given results.
fn page(request: &Request, told: &[Told<'_>], next: Option<&str>) -> Answer {
    let results = Cbor::list(QUERIES.iter().map(|id| {
        let found = told.iter().find(|(asked, ..)| asked == id);
        found.map_or_else(
            || result(id, "Complete", &[]),
            |(id, status, readings)| result(id, status, readings),
        )
    }));
    let body = match next {
        None => Cbor::map([("MetricDataResults", results)]),
        Some(token) => {
            Cbor::map([("MetricDataResults", results), ("NextToken", Cbor::text(token))])
        }
    };
    Answer::raw(request, body.bytes())
}

fn collect(server: &Server) -> Snapshot {
    library::collect(server, LIMITS, need(), Questions::default()).0
}

/// The measurements of the DR side by the name of their metric.
fn measured<'s>(snapshot: &'s Snapshot, metric: &str) -> Option<&'s Resource> {
    let of_metric =
        |r: &Resource| r.attributes.get("metric_name").and_then(Value::as_str) == Some(metric);
    let mut found = snapshot.resources.iter().filter(|r| r.kind == KIND);
    assert!(found.clone().all(|r| r.side() == Side::Dr), "the writer has no lag");
    found.find(|r| of_metric(r)).map(AsRef::as_ref)
}

fn value<'r>(resource: &'r Resource, name: &str) -> &'r Value {
    resource.attributes.get(name).expect("the attribute is told")
}

fn number(text: &str) -> Value {
    Value::Number(text.parse().expect("a number"))
}

/// Why the worst of a metric is not known.
fn unknown(snapshot: &Snapshot, metric: &str) -> (Reason, String) {
    let resource = measured(snapshot, metric).expect("it is kept");
    for name in ["latest", "worst"] {
        assert!(value(resource, name).as_unknown().is_some(), "{resource:?}");
    }
    let why = value(resource, "worst").as_unknown().expect("not known");
    (why.reason, why.detail.to_string())
}

const RPO: &str = "AuroraGlobalDBRPOLag";
const STORAGE: &str = "AuroraGlobalDBReplicationLag";

#[test]
fn the_worst_lag_of_the_window_is_told_in_seconds() {
    let test = "the_worst_lag_of_the_window_is_told_in_seconds";
    if !library::has_credentials(module_path!(), test) {
        return;
    }
    let server = Server::new(|r| {
        if !r.is("monitoring:GetMetricData") {
            return clusters(r);
        }
        let body = String::from_utf8_lossy(&r.body);
        for part in [RPO, STORAGE, "DBClusterIdentifier", "orders-us-west-2", "Maximum", "AWS/RDS"]
        {
            assert!(body.contains(part), "{part}");
        }
        // The answer is in two parts; the readings of a metric may be under either dimension.
        Some(if r.nth == 0 {
            page(r, &[("m0_0", "PartialData", &[(60, 412.5), (120, 90.0)])], Some("more"))
        } else {
            let readings: [Told<'_>; 2] = [
                ("m0_0", "Complete", &[(180, 12_000.0), (5000, 900_000.0)]),
                ("m1_1", "Complete", &[(60, 250.0)]),
            ];
            page(r, &readings, None)
        })
    });
    let snapshot = collect(&server);
    assert_eq!(snapshot.coverage.gaps(), []);
    let lag = measured(&snapshot, RPO).expect("it is kept");
    for (name, expected) in [
        ("worst", number("12")),
        ("latest", number("0.4125")),
        ("datapoints", number("3")),
        ("window_seconds", number("900")),
        ("latest_at", Value::from("2025-12-31T23:59:00Z")),
        ("cluster_identifier", Value::from("orders-us-west-2")),
        ("source_region", Value::from("us-east-1")),
    ] {
        assert_eq!(value(lag, name), &expected, "{name}");
    }
    let storage = measured(&snapshot, STORAGE).expect("it is kept");
    assert_eq!(value(storage, "worst"), &number("0.25"));
    // One call for all, of two pages, and none where there is nothing to measure.
    let asked: Vec<_> =
        server.seen().into_iter().filter(|r| r.is("monitoring:GetMetricData")).collect();
    assert_eq!(asked.len(), 2);
    assert!(asked.iter().all(|r| r.region == "us-west-2"), "{asked:?}");
}

#[test]
fn silence_age_and_a_wrong_clock_are_unknown() {
    if !library::has_credentials(module_path!(), "silence_age_and_a_wrong_clock_are_unknown") {
        return;
    }
    let told = |told: &'static [Told<'static>]| {
        let server = Server::new(move |r| {
            if r.is("monitoring:GetMetricData") { Some(page(r, told, None)) } else { clusters(r) }
        });
        let snapshot = collect(&server);
        // The listing is whole: nothing failed.
        assert_eq!(snapshot.coverage.gaps(), []);
        snapshot
    };
    let silent = told(&[]);
    for metric in [RPO, STORAGE] {
        let (reason, why) = unknown(&silent, metric);
        assert_eq!(reason, Reason::NotCollected);
        assert!(
            why.contains(&format!("no datapoints of {metric} since 2025-12-31T23:45")),
            "{why}"
        );
    }
    // An engine that has only one of the two tells the lag all the same.
    let one = told(&[("m1_0", "Complete", &[(60, 400.0)])]);
    assert!(measured(&one, RPO).is_none());
    assert_eq!(value(measured(&one, STORAGE).expect("it is kept"), "worst"), &number("0.4"));

    let stopped = told(&[
        ("m0_0", "Complete", &[(420, 400.0), (480, 400.0)]),
        ("m1_0", "Complete", &[(60, 400.0)]),
    ]);
    let (reason, why) = unknown(&stopped, RPO);
    assert_eq!(reason, Reason::Stale);
    assert!(why.contains("is of 2025-12-31T23:53:00Z"), "{why}");
    assert_eq!(value(measured(&stopped, STORAGE).expect("it is kept"), "worst"), &number("0.4"));

    let ahead = told(&[("m0_0", "Complete", &[(-600, 400.0), (60, 400.0)])]);
    let (reason, why) = unknown(&ahead, RPO);
    assert_eq!(reason, Reason::Stale);
    assert!(why.contains("the clock of this machine is behind"), "{why}");
}

#[test]
fn what_cloudwatch_does_not_tell_in_full_is_unknown() {
    let test = "what_cloudwatch_does_not_tell_in_full_is_unknown";
    if !library::has_credentials(module_path!(), test) {
        return;
    }
    for (status, reason) in [
        ("PartialData", Reason::Unreadable),
        ("InternalError", Reason::Unreadable),
        ("Forbidden", Reason::Denied),
    ] {
        let server = Server::new(move |r| {
            if !r.is("monitoring:GetMetricData") {
                return clusters(r);
            }
            let readings: [Told<'_>; 2] =
                [("m0_1", status, &[(60, 1.0)]), ("m1_0", "Complete", &[(60, 1.0)])];
            Some(page(r, &readings, None))
        });
        let snapshot = collect(&server);
        assert_eq!(unknown(&snapshot, RPO).0, reason, "{status}");
        let storage = measured(&snapshot, STORAGE).expect("it is kept");
        assert_eq!(value(storage, "worst"), &number("0.001"));
    }
}

#[test]
fn refused_measurements_are_a_gap_and_so_are_those_of_refused_listings() {
    let test = "refused_measurements_are_a_gap_and_so_are_those_of_refused_listings";
    if !library::has_credentials(module_path!(), test) {
        return;
    }
    let server = Server::new(|r| {
        if r.is("monitoring:GetMetricData") {
            return Some(error(r, 403, "AccessDenied"));
        }
        clusters(r)
    });
    let snapshot = collect(&server);
    let gaps = snapshot.coverage.gaps();
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert_eq!(gaps[0].iam_action.as_deref(), Some("cloudwatch:GetMetricData"));
    assert_eq!((gaps[0].side, gaps[0].kind.as_deref()), (Some(Side::Dr), Some(KIND)));
    assert_eq!(unknown(&snapshot, RPO).0, Reason::Denied);

    // Who may not see what there is to measure does not know that nothing is.
    let server = Server::new(|r| {
        if r.is("rds:DescribeGlobalClusters") && r.region == "us-west-2" {
            return Some(error(r, 403, "AccessDenied"));
        }
        clusters(r)
    });
    let snapshot = collect(&server);
    assert!(server.seen().iter().all(|r| !r.is("monitoring:GetMetricData")));
    let coverage = &snapshot.coverage;
    assert!(matches!(coverage.of(Side::Primary, KIND), Completeness::Complete));
    match coverage.of(Side::Dr, KIND) {
        Completeness::Complete => panic!("the lag looks as if there were none"),
        _ => assert!(coverage.gaps().iter().any(|g| {
            g.kind.as_deref() == Some(KIND)
                && g.iam_action.as_deref() == Some("rds:DescribeGlobalClusters")
        })),
    }
}

#[test]
fn nothing_is_measured_unless_a_rule_asks_for_it() {
    if !library::has_credentials(module_path!(), "nothing_is_measured_unless_a_rule_asks_for_it") {
        return;
    }
    let server = Server::new(clusters);
    let all = library::collect(&server, LIMITS, Need::everything(), Questions::default()).0;
    assert!(all.resources.iter().any(|r| r.kind == "aws_rds_cluster"));
    assert!(all.resources.iter().all(|r| !r.kind.contains('.') || r.kind.starts_with("data.")));
    let observed = [
        "monitoring:GetMetricData",
        "iam:SimulatePrincipalPolicy",
        "rds:DescribeOrderableDBInstanceOptions",
        "rds:DescribePendingMaintenanceActions",
        "rds:DescribeDBClusterSnapshots",
        "ecr:DescribeImages",
    ];
    for request in server.seen() {
        assert!(!observed.iter().any(|o| request.is(o)), "{request:?}");
    }
}
