//! States of an estate from what its stores and records say.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::topology;
use crate::finding::TopologyState;
use crate::model::{
    Address, Condition, Coverage, Estate, Gap, Inventory, Map, MapFlavour, Objectives, Provenance,
    Reason, Region, RegionEvidence, Resource, Side, Site, Text, Value,
};

fn site(side: Side) -> Site {
    let region = match side {
        Side::Primary => Region::parse("us-east-1"),
        Side::Dr => Region::parse("us-west-2"),
        Side::Global => None,
    };
    Site { side, region, account: None }
}

fn resource(kind: &str, side: Side, id: &str, attributes: &[(&str, Value)]) -> Arc<Resource> {
    let entries = attributes.iter().map(|(n, v)| (Text::from(*n), v.clone())).collect();
    Arc::new(Resource {
        kind: Text::from(kind),
        id: Some(Text::from(id)),
        address: Address::new(format!("{kind}.{id}")),
        name: Some(Text::from(id)),
        site: Arc::new(site(side)),
        region_evidence: RegionEvidence::Side,
        attributes: Arc::new(Map::new(entries, MapFlavour::Any)),
        condition: Condition::Current,
        provenance: Provenance::Made,
    })
}

const PRIMARY: &str = "arn:aws:rds:us-east-1:111122223333:cluster:shop-use1";
const DR: &str = "arn:aws:rds:us-west-2:111122223333:cluster:shop-usw2";

/// A global database with these members.
fn global(members: &[(&str, bool)]) -> Arc<Resource> {
    let member = |(arn, writer): &(&str, bool)| {
        Value::map([("db_cluster_arn", Value::text(arn)), ("is_writer", Value::Bool(*writer))])
    };
    let members = Value::list(members.iter().map(member).collect());
    let attributes = [("global_cluster_members", members)];
    resource("aws_rds_global_cluster", Side::Primary, "shop", &attributes)
}

/// A cluster, in the global database or by itself.
fn cluster(side: Side, arn: &str, member: bool) -> Arc<Resource> {
    let id = arn.rsplit(':').next().unwrap_or_default();
    let of = if member { Value::text("shop") } else { Value::Null };
    let attributes = [
        ("arn", Value::text(arn)),
        ("engine", Value::text("aurora-postgresql")),
        ("global_cluster_identifier", of),
    ];
    resource("aws_rds_cluster", side, id, &attributes)
}

/// A record that leads to the load balancer of a region.
fn record(region: &str) -> Arc<Resource> {
    let target = format!("shop-1.{region}.elb.amazonaws.com");
    let attributes = [
        ("type", Value::text("CNAME")),
        ("fqdn", Value::text("shop.example.com")),
        ("records", Value::list(vec![Value::text(&target)])),
    ];
    resource("aws_route53_record", Side::Global, "shop.example.com", &attributes)
}

fn server(side: Side, in_recovery: Value) -> Arc<Resource> {
    let attributes = [("label", Value::text("orders")), ("in_recovery", in_recovery)];
    resource("postgres.server", side, "orders", &attributes)
}

fn state(resources: Vec<Arc<Resource>>) -> TopologyState {
    state_with(resources, Vec::new())
}

fn state_with(resources: Vec<Arc<Resource>>, gaps: Vec<Gap>) -> TopologyState {
    let mut coverage = Coverage::default();
    coverage.looked_at(Side::Primary);
    coverage.looked_at(Side::Dr);
    for gap in gaps {
        coverage.add(gap);
    }
    let estate = Estate {
        name: Text::from("shop"),
        primary: site(Side::Primary),
        dr: site(Side::Dr),
        views: BTreeMap::new(),
        networks: BTreeMap::new(),
        dr_name_suffix: Text::new(),
        primary_name_suffix: Text::new(),
        objectives: Objectives::default(),
    };
    let found = topology(&estate, &Inventory::new(resources, coverage, Vec::new()));
    let turned = matches!(found.state, TopologyState::FailedOver | TopologyState::FailingBack);
    assert_eq!(found.turned, turned);
    assert!(!found.evidence.is_empty());
    found.state
}

#[test]
fn members_and_records_tell_the_states_apart() {
    use TopologyState as T;
    let steady = || global(&[(PRIMARY, true), (DR, false)]);
    let failed_over = || global(&[(DR, true)]);
    let old = || cluster(Side::Primary, PRIMARY, false);
    assert_eq!(state(vec![steady()]), T::Steady);
    assert_eq!(state(vec![steady(), record("us-east-1")]), T::Steady);
    assert_eq!(state(vec![steady(), record("us-west-2")]), T::Broken);
    assert_eq!(state(vec![global(&[(PRIMARY, true)])]), T::Broken);
    assert_eq!(state(vec![global(&[(PRIMARY, false), (DR, false)])]), T::Broken);
    assert_eq!(state(vec![global(&[(PRIMARY, false), (DR, true)])]), T::FailingBack);
    assert_eq!(state(vec![failed_over(), record("us-west-2")]), T::FailedOver);
    assert_eq!(state(vec![failed_over(), old(), record("us-west-2")]), T::FailedOver);
    // The former writer still takes what clients send it.
    assert_eq!(state(vec![failed_over(), old(), record("us-east-1")]), T::SplitBrain);
    assert_eq!(state(vec![failed_over(), record("us-east-1")]), T::Broken);
}

#[test]
fn what_is_not_known_is_no_state() {
    use TopologyState as T;
    let unknown = Value::unknown(crate::model::Unknown::new(Reason::Denied, "denied"));
    let members = [("global_cluster_members", unknown.clone())];
    let hidden = resource("aws_rds_global_cluster", Side::Primary, "shop", &members);
    assert_eq!(state(vec![hidden.clone()]), T::Unknown);
    // The other region tells.
    let told = global(&[(PRIMARY, true), (DR, false)]);
    let mut other = told.as_ref().clone();
    other.site = Arc::new(site(Side::Dr));
    assert_eq!(state(vec![hidden, Arc::new(other)]), T::Steady);
    let gap = |side| Gap {
        side: Some(side),
        kind: Some(Text::from("aws_rds_global_cluster")),
        attributes: Vec::new(),
        operation: Text::from("rds:DescribeGlobalClusters"),
        iam_action: None,
        reason: Reason::Denied,
        detail: Text::from("denied"),
    };
    let both = vec![gap(Side::Primary), gap(Side::Dr)];
    assert_eq!(state_with(vec![record("us-east-1")], both), T::Unknown);
    assert_eq!(
        state(vec![server(Side::Primary, unknown), server(Side::Dr, Value::Bool(true))]),
        T::Unknown
    );
    assert_eq!(state(Vec::new()), T::Unknown);
}

#[test]
fn servers_and_replicas_tell_too() {
    use TopologyState as T;
    let pair = |primary: bool, dr: bool| {
        vec![server(Side::Primary, Value::Bool(primary)), server(Side::Dr, Value::Bool(dr))]
    };
    assert_eq!(state(pair(false, true)), T::Steady);
    assert_eq!(state(pair(false, false)), T::SplitBrain);
    assert_eq!(state(pair(true, true)), T::Broken);
    assert_eq!(state(pair(true, false)), T::FailingBack);
    assert_eq!(state(vec![server(Side::Dr, Value::Bool(false))]), T::Unknown);
    let source = |arn: &str| [("replicate_source_db", Value::text(arn))];
    let replica = source("arn:aws:rds:us-east-1:111122223333:db:orders");
    assert_eq!(state(vec![resource("aws_db_instance", Side::Dr, "orders", &replica)]), T::Steady);
    let alone = [("replicate_source_db", Value::Null)];
    let alone = resource("aws_db_instance", Side::Primary, "orders", &alone);
    assert_eq!(state(vec![alone]), T::Broken);
    // Two stores that do not agree.
    let mut mixed = pair(true, false);
    mixed.push(global(&[(PRIMARY, true), (DR, false)]));
    assert_eq!(state(mixed), T::Broken);
}

#[test]
fn without_stores_only_the_primary_is_told_by_records() {
    use TopologyState as T;
    assert_eq!(state(vec![record("us-east-1")]), T::Steady);
    // It may be the record of a test.
    assert_eq!(state(vec![record("us-west-2")]), T::Unknown);
    assert_eq!(state(vec![record("us-east-1"), record("us-west-2")]), T::Unknown);
    // A record of something else says nothing.
    assert_eq!(state(vec![record("eu-west-1")]), T::Unknown);
    let gap = Gap {
        side: None,
        kind: Some(Text::from("aws_route53_record")),
        attributes: Vec::new(),
        operation: Text::from("route53:ListResourceRecordSets"),
        iam_action: None,
        reason: Reason::Denied,
        detail: Text::from("denied"),
    };
    assert_eq!(state_with(vec![record("us-east-1")], vec![gap]), T::Unknown);
}

#[test]
fn databases_that_follow_nobody_serve_where_the_traffic_is() {
    use TopologyState as T;
    let alone =
        |side| resource("aws_db_instance", side, "orders", &[("replicate_source_db", Value::Null)]);
    let both = || vec![alone(Side::Primary), alone(Side::Dr)];
    let with = |region: &str| both().into_iter().chain([record(region)]).collect();
    assert_eq!(state(with("us-west-2")), T::FailedOver);
    assert_eq!(state(with("us-east-1")), T::Broken);
    assert_eq!(state(both()), T::Broken);
}

/// One of a failover pair.
fn routed(region: &str, part: &str, check: &str) -> Arc<Resource> {
    let mut record = record(region).as_ref().clone();
    let policy = Value::list(vec![Value::map([("type", Value::text(part))])]);
    let attributes = record.attributes.with("failover_routing_policy", policy);
    record.attributes = Arc::new(attributes.with("health_check_id", Value::text(check)));
    record.address = Address::new(format!("aws_route53_record.{part}"));
    Arc::new(record)
}

#[test]
fn of_a_failover_pair_the_one_that_answers_counts() {
    use TopologyState as T;
    let check = |healthy| {
        let attributes = [("healthy", Value::Bool(healthy))];
        resource("status.aws_route53_health_check", Side::Global, "check", &attributes)
    };
    let pair =
        || vec![routed("us-east-1", "PRIMARY", "check"), routed("us-west-2", "SECONDARY", "x")];
    let with = |more: Vec<Arc<Resource>>| pair().into_iter().chain(more).collect::<Vec<_>>();
    assert_eq!(state(with(vec![check(true)])), T::Steady);
    let failed_over = || global(&[(DR, true)]);
    let old = || cluster(Side::Primary, PRIMARY, false);
    assert_eq!(state(with(vec![check(false), failed_over(), old()])), T::FailedOver);
    assert_eq!(state(with(vec![check(true), failed_over(), old()])), T::SplitBrain);
}

#[test]
fn stores_that_are_all_written_in_dr_are_failed_over() {
    use TopologyState as T;
    let mut other = global(&[(PRIMARY, false), (DR, true)]).as_ref().clone();
    other.id = Some(Text::from("other"));
    let stores = vec![global(&[(DR, true)]), Arc::new(other)];
    assert_eq!(state(stores), T::FailedOver);
}

#[test]
fn a_server_that_refuses_us_may_still_be_written_to() {
    use TopologyState as T;
    let gap = |reason| Gap {
        side: Some(Side::Primary),
        kind: Some(Text::from("postgres.server")),
        attributes: Vec::new(),
        operation: Text::from("connect"),
        iam_action: None,
        reason,
        detail: Text::from("why"),
    };
    let dr = || vec![server(Side::Dr, Value::Bool(false))];
    assert_eq!(state_with(dr(), vec![gap(Reason::Unreachable)]), T::FailedOver);
    assert_eq!(state_with(dr(), vec![gap(Reason::Denied)]), T::Unknown);
}
