//! Records, parameters and environments.

use std::sync::Arc;

use super::world::*;
use crate::model::{Resource, Side, Value};
use crate::runbook::{Direction, Runbook, markdown, script};

#[test]
fn records_that_route_53_moves_are_left_to_it() {
    let policy = |name: &'static str, check: bool| {
        let mut more =
            vec![(name, Value::list(vec![Value::map([("type", Value::from("PRIMARY"))])]))];
        if check {
            more.push(("health_check_id", Value::from("hc")));
        }
        let mut listed = without("aws_route53_record", Side::Primary);
        listed.push(record(more));
        planned(Direction::Failover, listed)
    };
    let book = policy("failover_routing_policy", true);
    assert!(book.missing.is_empty() && named(&book, "dns").commands.is_empty());
    assert!(book.notes.iter().any(|n| n.contains("Route 53 moves it")));
    assert!(lacking(&policy("weighted_routing_policy", true)).contains("weighted_routing_policy"));
}

/// The estate with these records instead of its own.
fn with_records(records: Vec<Arc<Resource>>) -> Runbook {
    let mut listed = without("aws_route53_record", Side::Primary);
    listed.extend(records);
    planned(Direction::Failover, listed)
}

fn moves(book: &Runbook) -> usize {
    changes(book).iter().filter(|l| l.contains("change-resource-record-sets")).count()
}

/// The record as DR's state has it.
fn in_dr(record: &Arc<Resource>) -> Arc<Resource> {
    let mut changed = record.as_ref().clone();
    changed.site = Arc::new(site(Side::Dr));
    Arc::new(changed)
}

#[test]
fn records_of_either_state_change_hands_once() {
    let own = record(Vec::new());
    for records in [vec![own.clone()], vec![in_dr(&own)], vec![own.clone(), in_dr(&own)]] {
        let book = with_records(records);
        assert_eq!((moves(&book), lacking(&book)), (1, String::new()));
    }
    // The states say different things.
    let mut other = in_dr(&own).as_ref().clone();
    let alias = Value::map([
        ("name", Value::from("shop-1.eu-west-1.elb.amazonaws.com")),
        ("zone_id", Value::from("ZDR")),
        ("evaluate_target_health", Value::from(true)),
    ]);
    other.attributes = Arc::new(other.attributes.with("alias", Value::list(vec![alias])));
    let other = Arc::new(other);
    let book = with_records(vec![own, other.clone()]);
    assert!(lacking(&book).contains("say different things of one record"), "{}", lacking(&book));
    // A record of DR's own stays, and is said.
    let book = with_records(vec![other]);
    assert_eq!((moves(&book), lacking(&book)), (0, String::new()));
    assert!(book.notes.iter().any(|n| n.contains("points at DR already")), "{:?}", book.notes);
}

#[test]
fn what_an_upsert_would_take_away_is_missing() {
    for (attribute, value, expected) in [
        ("set_identifier", Value::from("one"), "one of several of its name"),
        ("multivalue_answer_routing_policy", Value::from(true), "one of several of its name"),
        ("set_identifier", unknown(), "set_identifier of aws_route53_record.main"),
        ("health_check_id", unknown(), "health_check_id of aws_route53_record.main"),
        ("weighted_routing_policy", unknown(), "weighted_routing_policy of"),
        (
            "geoproximity_routing_policy",
            Value::list(vec![Value::map([("bias", Value::from(1))])]),
            "geoproximity_routing_policy",
        ),
    ] {
        let book = with_records(vec![record(vec![(attribute, value)])]);
        assert!(lacking(&book).contains(expected), "{attribute}: {}", lacking(&book));
        assert_eq!(moves(&book), 0, "{attribute}");
    }
}

const SECRET: &str = "planted-secret-do-not-leak";

/// The estate with a parameter of DR and a variable of its container.
fn with_values(parameter: &str, variable: &str) -> Runbook {
    let mut listed = whole();
    let attributes = vec![("name", Value::from("/shop/db")), ("value", Value::text(parameter))];
    listed.push(resource(Side::Dr, "aws_ssm_parameter", "/shop/db", attributes));
    let definition = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3";
    let containers = serde_json::json!([
        { "name": "app", "environment": [{ "name": "DB", "value": variable }] }
    ]);
    let attributes = vec![
        ("arn", Value::from(definition)),
        ("container_definitions", Value::text(containers.to_string())),
    ];
    listed.push(resource(Side::Dr, "aws_ecs_task_definition", "web", attributes));
    for found in &mut listed {
        if found.kind.as_str() == "aws_ecs_service" && found.side() == Side::Dr {
            let mut changed = found.as_ref().clone();
            let with = changed.attributes.with("task_definition", Value::from(definition));
            changed.attributes = Arc::new(with);
            *found = Arc::new(changed);
        }
    }
    planned(Direction::Failover, listed)
}

#[test]
fn parameters_and_environments_that_name_the_other_side() {
    let host = "shop-eu-central-1.cluster-x.rds.amazonaws.com";
    let own = "shop-eu-west-1.cluster-x.rds.amazonaws.com";
    let book = with_values(host, "nothing");
    assert_eq!(lacking(&book), "");
    let line = changes(&book).into_iter().find(|l| l.contains("put-parameter")).expect("a change");
    assert!(line.contains(own), "{line}");

    let dsn = format!("postgres://app:{SECRET}@{host}:5432/shop");
    let book = with_values(&dsn, &dsn);
    let said = lacking(&book);
    for wanted in [
        "DB of container app of service web",
        &format!("deploy a task definition whose DB names {own} instead"),
        "the parameter /shop/db (the DR side) names",
        &format!("put {own} in its place by hand"),
    ] {
        assert!(said.contains(wanted), "{wanted}: {said}");
    }
    assert!(!changes(&book).iter().any(|l| l.contains("put-parameter")));
    for text in [said, markdown(&book), script(&book)] {
        assert!(!text.contains(SECRET), "{text}");
    }
}

#[test]
fn a_host_is_named_whole_or_not_at_all() {
    let host = "shop-eu-central-1.cluster-x.rds.amazonaws.com";
    let named = |text: String| lacking(&with_values("", &text)).contains("DB of container");
    assert!(named(host.to_uppercase()) && named(format!("tcp://{host}.:5432")));
    assert!(!named(format!("old-{host}")) && !named(format!("{host}.example.com")));
}
