//! Lags of stores, and what makes one of them unknown.

use std::sync::Arc;

use super::{MEASURED, data_loss};
use crate::assess::readiness::built::{coverage, denied, gap, resource, within};
use crate::kinds::attribute_names;
use crate::model::{Coverage, Gap, Resource, Side, Text, Value};

/// Store, name, and seconds or the reason.
type Line = (String, String, Result<i64, String>);

fn lines_of(resources: Vec<Arc<Resource>>, coverage: Coverage) -> Vec<Line> {
    let lines = within(resources, coverage, |world| data_loss(world).stores);
    lines
        .into_iter()
        .map(|line| {
            #[expect(clippy::cast_possible_truncation, reason = "small whole numbers")]
            let told = match (line.seconds, line.unknown) {
                (Some(seconds), None) => Ok(seconds as i64),
                (None, Some(why)) => Err(why),
                both => panic!("a lag and a reason, or neither: {both:?}"),
            };
            (line.store, line.name, told)
        })
        .collect()
}

fn lines(resources: Vec<Arc<Resource>>, gaps: Vec<Gap>) -> Vec<Line> {
    lines_of(resources, coverage(gaps))
}

fn known(store: &str, name: &str, seconds: i64) -> Line {
    (store.to_owned(), name.to_owned(), Ok(seconds))
}

fn unknown(store: &str, name: &str, why: &str) -> Line {
    (store.to_owned(), name.to_owned(), Err(why.to_owned()))
}

/// A measurement with what it is known by.
fn metric(kind: &str, side: Side, named: &str, worst: Value, by: &[(&str, &str)]) -> Arc<Resource> {
    let id: Vec<&str> = by.iter().map(|(_, value)| *value).chain([named]).collect();
    let mut attributes = vec![("metric_name", Value::text(named)), ("worst", worst)];
    attributes.extend(by.iter().map(|(name, value)| (*name, Value::text(value))));
    resource(kind, side, &id.join("/"), &attributes)
}

fn aurora(named: &str, worst: Value) -> Arc<Resource> {
    let by = [("cluster_identifier", "orders")];
    metric("metric.aws_rds_cluster", Side::Dr, named, worst, &by)
}

fn table(region: &str, worst: Value) -> Arc<Resource> {
    let by = [("name", "carts"), ("receiving_region", region)];
    metric("metric.aws_dynamodb_table", Side::Primary, "ReplicationLatency", worst, &by)
}

fn arrived(bucket: &str, rule: &str, worst: Value) -> Arc<Resource> {
    let by = [("bucket", bucket), ("destination", "media-usw2"), ("rule", rule)];
    metric("metric.aws_s3_bucket", Side::Dr, "ReplicationLatency", worst, &by)
}

fn bucket(side: Side, name: &str) -> Arc<Resource> {
    resource("aws_s3_bucket", side, name, &[("bucket", Value::text(name))])
}

fn rule(id: &str, status: Value, to: &str, metrics: Option<Value>) -> Value {
    let metrics = metrics.map(|status| Value::map([("status", status)]));
    let destination = Value::map([
        ("bucket", Value::text(format!("arn:aws:s3:::{to}"))),
        ("metrics", Value::list(metrics.into_iter().collect())),
    ]);
    Value::map([
        ("destination", Value::list(vec![destination])),
        ("id", Value::text(id)),
        ("status", status),
    ])
}

fn replication(name: &str, rules: Value) -> Arc<Resource> {
    let attributes = [("bucket", Value::text(name)), ("rule", rules)];
    resource("aws_s3_bucket_replication_configuration", Side::Primary, name, &attributes)
}

fn on() -> Value {
    Value::text("Enabled")
}

fn whole(n: i64) -> Value {
    Value::from(n)
}

#[test]
fn stores_are_known_by_names_that_are_collected() {
    for measured in MEASURED {
        for attribute in [measured.name, "metric_name", "worst", "window_seconds"] {
            let kind = measured.kind;
            let known = attribute_names(kind).any(|known| known == attribute);
            assert!(known, "{kind} has no {attribute}");
        }
    }
}

#[test]
fn of_one_metric_the_worst_counts_and_what_is_not_known_is_worse() {
    let one = || arrived("media", "a", whole(3));
    let worse = || arrived("media", "b", whole(9));
    let dark = || arrived("media", "c", denied());
    for both in [vec![one(), worse()], vec![worse(), one()]] {
        assert_eq!(lines(both, Vec::new()), [known("S3", "media", 9)]);
    }
    for all in [vec![dark(), worse()], vec![one(), worse(), dark()]] {
        let why = "access denied: not for you";
        assert_eq!(lines(all, Vec::new()), [unknown("S3", "media", why)]);
    }
    let null = vec![arrived("media", "a", Value::Null)];
    let why = "CloudWatch has no ReplicationLatency of it";
    assert_eq!(lines(null, Vec::new()), [unknown("S3", "media", why)]);
}

#[test]
fn the_better_metric_counts_unless_only_the_other_is_known() {
    let (best, other) = ("AuroraGlobalDBRPOLag", "AuroraGlobalDBReplicationLag");
    let both = vec![aurora(best, whole(2)), aurora(other, whole(5))];
    assert_eq!(lines(both, Vec::new()), [known("Aurora", "orders", 2)]);
    let half = vec![aurora(best, denied()), aurora(other, whole(5))];
    assert_eq!(lines(half, Vec::new()), [known("Aurora", "orders", 5)]);
    let none = vec![aurora(best, denied()), aurora(other, denied())];
    let why = "access denied: not for you";
    assert_eq!(lines(none, Vec::new()), [unknown("Aurora", "orders", why)]);
}

#[test]
fn of_a_table_only_the_replica_in_dr_counts() {
    let all = vec![table("us-west-2", whole(1)), table("eu-west-1", whole(400))];
    assert_eq!(lines(all, Vec::new()), [known("DynamoDB", "carts", 1)]);
    assert_eq!(lines(vec![table("eu-west-1", denied())], Vec::new()), []);
    let replicated = |region: Value| {
        let replica = Value::list(vec![Value::map([("region_name", region)])]);
        let attributes = [("name", Value::text("carts")), ("replica", replica)];
        resource("aws_dynamodb_table", Side::Primary, "carts", &attributes)
    };
    // A line of another region is none of this one.
    let other = vec![replicated(Value::text("us-west-2")), table("eu-west-1", whole(1))];
    let why = "CloudWatch has no metric of it";
    assert_eq!(lines(other, Vec::new()), [unknown("DynamoDB", "carts", why)]);
    let both = vec![replicated(Value::text("us-west-2")), table("us-west-2", whole(1))];
    assert_eq!(lines(both, Vec::new()), [known("DynamoDB", "carts", 1)]);
    let why = "whether it is replicated is not known: access denied: not for you";
    let dark = vec![replicated(denied())];
    assert_eq!(lines(dark, Vec::new()), [unknown("DynamoDB", "carts", why)]);
    assert_eq!(lines(vec![replicated(Value::text("eu-west-1"))], Vec::new()), []);
}

#[test]
fn a_replica_that_stands_still_has_no_lag() {
    let lag = |worst| {
        let by = [("identifier", "reports")];
        vec![metric("metric.aws_db_instance", Side::Dr, "ReplicaLag", worst, &by)]
    };
    assert_eq!(lines(lag(whole(0)), Vec::new()), [known("RDS", "reports", 0)]);
    let why = "not replicating: ReplicaLag is -1";
    assert_eq!(lines(lag(whole(-1)), Vec::new()), [unknown("RDS", "reports", why)]);
}

#[test]
fn a_replicated_bucket_has_a_line_with_and_without_metrics() {
    let buckets = || vec![bucket(Side::Primary, "media-use1"), bucket(Side::Dr, "media-usw2")];
    let with = |rules: Value, more: Vec<Arc<Resource>>, gaps: Vec<Gap>| {
        let mut all = buckets();
        all.push(replication("media-use1", rules));
        all.extend(more);
        lines(all, gaps)
    };
    let rules = |rules: Vec<Value>| Value::list(rules);
    let here = |id: &str, metrics| rule(id, on(), "media-usw2", metrics);
    let line = |why: &str| vec![unknown("S3", "media-use1", why)];
    let nobody = line("the rule all has no metrics: nobody can tell");
    assert_eq!(with(rules(vec![here("all", None)]), vec![], vec![]), nobody);
    let off = Some(Value::text("Disabled"));
    assert_eq!(with(rules(vec![here("all", off)]), vec![], vec![]), nobody);
    // A rule that is measured does not speak for one that is not.
    let measured = || vec![arrived("media-use1", "new", whole(4))];
    let both = rules(vec![here("all", None), here("new", Some(on()))]);
    assert_eq!(with(both, measured(), vec![]), nobody);
    let one = || rules(vec![here("new", Some(on()))]);
    assert_eq!(with(one(), measured(), vec![]), [known("S3", "media-use1", 4)]);
    assert_eq!(with(one(), vec![], vec![]), line("CloudWatch has no metric of it"));
    let gaps = vec![gap(Side::Dr, "metric.aws_s3_bucket")];
    assert_eq!(with(one(), vec![], gaps), line("no metric.aws_s3_bucket for you"));
    // What is switched off or goes elsewhere is no copy in DR.
    let others = rules(vec![
        rule("off", Value::text("Disabled"), "media-usw2", None),
        rule("logs", on(), "logs-use1", None),
    ]);
    assert_eq!(with(others, vec![], vec![]), []);
    let dark = line("what is replicated is not known: access denied: not for you");
    assert_eq!(with(denied(), vec![], vec![]), dark);
    let dark = line("its rules are not known: access denied: not for you");
    assert_eq!(with(rules(vec![rule("all", denied(), "x", None)]), vec![], vec![]), dark);
    let hidden = rules(vec![rule("all", on(), "elsewhere", None)]);
    let gaps = vec![gap(Side::Dr, "aws_s3_bucket")];
    let dark = line("whether elsewhere lies in DR is not known: no aws_s3_bucket for you");
    assert_eq!(with(hidden, vec![], gaps), dark);
    // A copy of DR's own data tells nothing of the primary's.
    let mut own = buckets();
    own.push(arrived("media-usw2", "back", whole(700)));
    assert_eq!(lines(own, Vec::new()), []);
}

#[test]
fn stores_that_could_not_be_listed_are_not_known() {
    for (side, kind, store) in [
        (Side::Dr, "aws_rds_cluster", "Aurora"),
        (Side::Dr, "aws_db_instance", "RDS"),
        (Side::Primary, "aws_dynamodb_table", "DynamoDB"),
        (Side::Primary, "aws_s3_bucket_replication_configuration", "S3"),
        (Side::Dr, "status.aws_elasticache_global_replication_group", "ElastiCache"),
        (Side::Dr, "postgres.replication", "PostgreSQL"),
    ] {
        let why = format!("no {kind} for you");
        let expected = [unknown(store, "(not all listed)", &why)];
        assert_eq!(lines(Vec::new(), vec![gap(side, kind)]), expected);
    }
    assert_eq!(lines(Vec::new(), Vec::new()), []);
    // A run of single rules does not look at all.
    let mut few = Coverage::default();
    for side in [Side::Primary, Side::Dr] {
        few.looked_for(side, [Text::from("aws_vpc")]);
    }
    assert_eq!(lines_of(Vec::new(), few), []);
    let mut half = Coverage::default();
    half.looked_at(Side::Primary);
    let dr = lines_of(Vec::new(), half);
    assert!(dr.contains(&unknown("RDS", "(not all listed)", "nothing was read for the dr side")));
}
