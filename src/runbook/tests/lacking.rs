//! What is not known, and what the sources hold besides the usual.

use std::sync::Arc;

use super::world::*;
use crate::model::{Coverage, Gap, Inventory, Reason, Resource, Side, Text, Value};
use crate::runbook::{Direction, Options, markdown, plan};

#[test]
fn what_is_not_known_is_missing_and_never_guessed() {
    type Case = (&'static str, Direction, Vec<Arc<Resource>>, &'static str);
    let with = |kind: &str, side: Side, attribute: &str, value: Value| {
        let mut listed = whole();
        for found in &mut listed {
            if found.kind.as_str() == kind && found.side() == side {
                let mut changed = found.as_ref().clone();
                changed.attributes = Arc::new(changed.attributes.with(attribute, value.clone()));
                *found = Arc::new(changed);
            }
        }
        listed
    };
    let twice = || {
        let mut listed = whole();
        listed.push(service(Side::Dr, 1));
        listed
    };
    let written = |side: Side| {
        let member = |s: Side| {
            Value::map([
                ("db_cluster_arn", cluster(s).attribute("arn").cloned().unwrap_or(Value::Null)),
                ("is_writer", Value::from(s == side)),
            ])
        };
        let mut listed = whole();
        let members = Value::list(vec![member(Side::Primary), member(Side::Dr)]);
        let attributes = vec![
            ("global_cluster_identifier", Value::from("shop")),
            ("global_cluster_members", members),
        ];
        listed.push(resource(Side::Primary, "aws_rds_global_cluster", "shop", attributes));
        listed
    };
    let grown = || {
        let mut listed = without("aws_ecs_service", Side::Primary);
        listed.retain(|r| r.kind.as_str() != "aws_ecs_service");
        listed.extend([service(Side::Primary, 0), service(Side::Dr, 4)]);
        listed
    };
    let failover = Direction::Failover;
    let cases: Vec<Case> = vec![
        (
            "no DR cluster",
            failover,
            without("aws_rds_cluster", Side::Dr),
            "no cluster on the DR side",
        ),
        (
            "no DR service",
            failover,
            without("aws_ecs_service", Side::Dr),
            "has no counterpart in DR",
        ),
        ("no DR address", failover, without("aws_lb", Side::Dr), "no counterpart with an address"),
        ("two DR services", failover, twice(), "2 possible counterparts"),
        (
            "unread size",
            failover,
            with("aws_ecs_service", Side::Primary, "desired_count", unknown()),
            "desired_count of aws_ecs_service.main (the primary side) is not known: access denied",
        ),
        (
            "unread member",
            failover,
            with("aws_rds_cluster", Side::Dr, "global_cluster_identifier", unknown()),
            "access denied",
        ),
        (
            "unread zone",
            failover,
            with("aws_route53_record", Side::Primary, "zone_id", unknown()),
            "zone_id of aws_route53_record.main",
        ),
        (
            "an option",
            failover,
            with("aws_rds_cluster", Side::Dr, "cluster_identifier", Value::from("--profile")),
            "not a value that AWS allows",
        ),
        (
            "a file",
            failover,
            with("aws_ecs_service", Side::Dr, "name", Value::from("file:///etc/passwd")),
            "not a value that AWS allows",
        ),
        (
            "failed over already",
            failover,
            written(Side::Dr),
            "DR is the writer of \"shop\" already",
        ),
        ("nothing", failover, Vec::new(), "could change hands"),
        (
            "no instances to recreate",
            Direction::Failback,
            without("aws_rds_cluster_instance", Side::Primary),
            "the instances of shop-eu-central-1 are not known",
        ),
        ("idle size", Direction::Failback, grown(), "the waiting size of web is not known"),
    ];
    for (what, direction, listed, expected) in cases {
        let book = planned(direction, listed);
        assert!(lacking(&book).contains(expected), "{what}: {}", lacking(&book));
        assert!(markdown(&book).contains("**MISSING**"), "{what}");
    }
    assert!(planned(failover, written(Side::Primary)).missing.is_empty());
}

#[test]
fn a_listing_that_is_not_complete_leaves_the_runbook_incomplete() {
    let gap = |kind: &str, attributes: &[&str]| Gap {
        side: Some(Side::Dr),
        kind: Some(Text::from(kind)),
        attributes: attributes.iter().map(|a| Text::from(*a)).collect(),
        operation: Text::from("ecs:DescribeServices"),
        iam_action: None,
        reason: Reason::Denied,
        detail: Text::from("grant it"),
    };
    let of = |gap| planned_with(Direction::Failover, whole(), vec![gap]);
    assert!(lacking(&of(gap("aws_ecs_service", &[]))).contains("could not be read"));
    assert_eq!(lacking(&of(gap("aws_ecs_service", &["tags"]))), "");
    assert_eq!(lacking(&of(gap("aws_sqs_queue", &[]))), "");
}

#[test]
fn a_cluster_without_instances_gets_one_before_it_is_promoted() {
    let book = planned(Direction::Failover, without("aws_rds_cluster_instance", Side::Dr));
    let all = changes(&book);
    let at = |text: &str| all.iter().position(|l| l.contains(text)).expect(text);
    assert!(at("create-db-instance") < at("failover-global-cluster"));
    assert!(all[at("create-db-instance")].contains("--db-instance-class db.r6g.large"));
}

#[test]
fn replicas_in_another_region_are_promoted() {
    let mut listed = whole();
    let source = arn(Side::Primary, "rds", "db:orders");
    let database = |side: Side, name: &str, more: Vec<(&'static str, Value)>| {
        let mut attributes = vec![
            ("identifier", Value::text(name)),
            ("arn", Value::text(arn(side, "rds", &format!("db:{name}")))),
        ];
        attributes.extend(more);
        resource(side, "aws_db_instance", name, attributes)
    };
    listed.push(database(Side::Primary, "orders", Vec::new()));
    let alone = planned(Direction::Failover, listed.clone());
    assert!(lacking(&alone).contains("neither a replica nor a counterpart"), "{}", lacking(&alone));
    let follows = vec![("replicate_source_db", Value::text(&source))];
    listed.push(database(Side::Dr, "orders-replica", follows));
    let book = planned(Direction::Failover, listed.clone());
    assert_eq!(lacking(&book), "");
    let all = changes(&book).join("\n");
    assert!(
        all.contains(
            "promote-read-replica --region eu-west-1 --db-instance-identifier orders-replica"
        ),
        "{all}"
    );
    assert!(lacking(&planned(Direction::Failback, listed)).contains("orders-replica"));
}

#[test]
fn a_promoted_replica_has_no_way_back_here() {
    let database = |side: Side, more: Vec<(&'static str, Value)>| {
        let mut attributes = vec![
            ("identifier", Value::from("orders")),
            ("arn", Value::text(arn(side, "rds", "db:orders"))),
        ];
        attributes.extend(more);
        resource(side, "aws_db_instance", "orders", attributes)
    };
    let mut listed = whole();
    listed.extend([database(Side::Primary, Vec::new()), database(Side::Dr, Vec::new())]);
    let back = planned(Direction::Failback, listed.clone());
    assert!(lacking(&back).contains("replicate nothing to each other: if the latter"));
    let over = planned(Direction::Failover, listed);
    assert_eq!(lacking(&over), "");
    assert!(over.notes.iter().any(|n| n.contains("each keeps its own data")), "{:?}", over.notes);

    // The primary follows DR: what is written here would promote nothing.
    let follows = vec![("replicate_source_db", Value::text(arn(Side::Dr, "rds", "db:orders")))];
    let mut listed = whole();
    listed.extend([database(Side::Primary, follows), database(Side::Dr, Vec::new())]);
    for direction in [Direction::Failback, Direction::Failover] {
        let book = planned(direction, listed.clone());
        assert!(lacking(&book).contains("follows a database in DR"), "{}", lacking(&book));
    }
}

#[test]
fn self_managed_servers_have_no_steps_and_traffic_waits_for_them() {
    let mut coverage = Coverage::default();
    coverage.looked_at(Side::Primary);
    coverage.looked_at(Side::Dr);
    let inventory = Inventory::new(whole(), coverage, Vec::new());
    let options = Options { postgres: vec![Text::from("orders")], ..Options::default() };
    for direction in [Direction::Failover, Direction::Switchover, Direction::Failback] {
        let book = plan(direction, &estate(), &inventory, &options);
        let said = lacking(&book);
        assert!(said.contains("self-managed PostgreSQL \"orders\" has no steps here"), "{said}");
        assert!(said.contains("promote its standby by hand before traffic moves"), "{said}");
    }
}
