//! What each way does, in its order.

use super::world::*;
use crate::finding::Step;
use crate::model::{Side, Value};
use crate::runbook::{Direction, script};

#[test]
fn a_failover_needs_the_lost_region_for_nothing_that_it_waits_for() {
    let book = planned(Direction::Failover, whole());
    assert!(book.missing.is_empty(), "{}", lacking(&book));
    let steps: Vec<Step> = book.phases.iter().map(|p| p.step).collect();
    assert_eq!(steps, Step::ALL);
    for phase in &book.phases {
        for command in &phase.commands {
            let lines = command.verify.iter().chain(&command.unless).map(|c| &c.line);
            for line in lines.chain([&command.line]) {
                let lost = line.place.region.as_str() == "eu-central-1";
                assert!(!lost || command.best_effort, "{}: {}", phase.name, line.shell());
            }
        }
    }
    let promotion = named(&book, "promote");
    assert!(promotion.point_of_no_return);
    assert_eq!(promotion.confirm, ["shop"]);
    assert_eq!(book.phases.iter().filter(|p| p.point_of_no_return).count(), 1);
    let budgets: Vec<u32> = book.phases.iter().filter_map(|p| p.budget_seconds).collect();
    assert_eq!(budgets, [60, 300, 120, 60, 300, 30, 120]);
}

#[test]
fn the_changes_of_a_failover_in_their_order() {
    let book = planned(Direction::Failover, whole());
    let ids = "--service-namespace ecs --scalable-dimension ecs:service:DesiredCount \
               --resource-id service/shop/web";
    let expected = [
        format!(
            "isolate: aws application-autoscaling register-scalable-target --region eu-central-1 \
             {ids} --min-capacity 0 --max-capacity 0 --output json"
        ),
        "isolate: aws ecs update-service --region eu-central-1 --cluster \
         arn:aws:ecs:eu-central-1:123456789012:cluster/shop --service web --desired-count 0 \
         --query service.desiredCount --output text"
            .to_owned(),
        "promote: aws rds failover-global-cluster --region eu-west-1 --global-cluster-identifier \
         shop --target-db-cluster-identifier \
         arn:aws:rds:eu-west-1:123456789012:cluster:shop-eu-west-1 --allow-data-loss --output json"
            .to_owned(),
        // The ceiling of DR is too low for the size of the primary, so it is raised.
        format!(
            "scale: aws application-autoscaling register-scalable-target --region eu-west-1 {ids} \
             --min-capacity 4 --max-capacity 10 --output json"
        ),
        "scale: aws ecs update-service --region eu-west-1 --cluster \
         arn:aws:ecs:eu-west-1:123456789012:cluster/shop --service web --desired-count 4 \
         --query service.desiredCount --output text"
            .to_owned(),
        r#"dns: aws route53 change-resource-record-sets --region eu-west-1 --hosted-zone-id ZONE --change-batch '{"Changes":[{"Action":"UPSERT","ResourceRecordSet":{"AliasTarget":{"DNSName":"dualstack.shop-1.eu-west-1.elb.amazonaws.com","EvaluateTargetHealth":true,"HostedZoneId":"ZDR"},"Name":"shop.example.com","Type":"A"}}],"Comment":"the DR side takes over"}' --query ChangeInfo.Id --output text"#
            .to_owned(),
    ];
    assert_eq!(changes(&book), expected);
}

#[test]
fn what_undoes_a_step_restores_what_was_read() {
    let book = planned(Direction::Failover, whole());
    let undone = |name: &str| -> String {
        let commands = named(&book, name).commands.iter();
        commands.flat_map(|c| &c.rollback).map(|l| format!("{}\n", l.shell())).collect()
    };
    assert!(undone("isolate").contains("--min-capacity 4 --max-capacity 10"));
    assert!(undone("isolate").contains("--desired-count 4"));
    assert!(undone("scale").contains("--min-capacity 1 --max-capacity 2"));
    assert!(undone("dns").contains("dualstack.shop-1.eu-central-1.elb.amazonaws.com"));
    assert_eq!(undone("promote"), "");
}

#[test]
fn a_switchover_stops_the_primary_and_asks_its_region() {
    let book = planned(Direction::Switchover, whole());
    let all = changes(&book).join("\n");
    assert!(
        all.contains("promote: aws rds switchover-global-cluster --region eu-central-1"),
        "{all}"
    );
    assert!(!all.contains("allow-data-loss"));
    let stop = named(&book, "isolate");
    assert!(stop.commands.iter().all(|c| !c.best_effort));
    assert!(stop.commands.iter().any(|c| !c.verify.is_empty()), "nobody looks whether it stopped");
    let waits = named(&book, "replication").commands.iter().any(|c| !c.verify.is_empty());
    assert!(waits, "nobody waits for the replication");
}

#[test]
fn a_failback_deletes_only_what_is_no_member_and_is_kept() {
    let book = planned(Direction::Failback, whole());
    assert!(book.missing.is_empty(), "{}", lacking(&book));
    let names: Vec<&str> = book.phases.iter().map(|p| p.name).collect();
    assert_eq!(names[..5], ["look", "snapshot", "delete", "recreate", "pre-flight"]);
    assert_eq!(names[names.len() - 2..], ["idle", "reconcile"]);
    let deletion = named(&book, "delete");
    assert!(deletion.destroys && deletion.point_of_no_return);
    assert_eq!(deletion.confirm, ["shop-eu-central-1"]);
    assert!(deletion.commands.iter().all(|c| !c.unless.is_empty()));
    // Whatever is given again on the way: nothing is made or deleted twice.
    for phase in &book.phases[..4] {
        for command in phase.commands.iter().filter(|c| !c.grants.is_empty()) {
            let counted = command.unless.iter().any(|c| c.line.shell().contains("length("));
            assert!(counted, "{}: {}", phase.name, command.purpose);
        }
    }
    let guard = &deletion.commands[0];
    assert!(guard.grants.is_empty());
    let checked: Vec<String> = guard.verify.iter().map(|c| c.line.shell()).collect();
    assert!(checked[0].contains("IsWriter") && checked[0].contains("cluster:shop-eu-west-1"));
    assert!(checked[1].contains("describe-db-cluster-snapshots"));
    let all = changes(&book).join("\n");
    for line in all.lines().filter(|l| l.contains("delete-db-")) {
        assert!(line.contains("--region eu-central-1"), "{line}");
    }
    assert!(all.contains("recreate: aws rds create-db-cluster --region eu-central-1"), "{all}");
    assert!(all.contains("promote: aws rds switchover-global-cluster --region eu-west-1"), "{all}");
    assert!(all.contains("idle: aws ecs update-service --region eu-west-1"), "{all}");
}

#[test]
fn each_database_is_named_before_it_is_promoted_or_deleted() {
    let book = planned(Direction::Failback, [whole(), second()].concat());
    assert!(book.missing.is_empty(), "{}", lacking(&book));
    assert_eq!(named(&book, "delete").confirm, ["orders-eu-central-1", "shop-eu-central-1"]);
    assert_eq!(named(&book, "promote").confirm, ["orders", "shop"]);
    let text = script(&book);
    assert!(text.contains(" orders-eu-central-1 shop-eu-central-1\n"), "{text}");
}

#[test]
fn health_checks_of_the_side_that_was_left_are_not_waited_for() {
    let mut listed = whole();
    for (id, host) in [
        ("old", "shop-1.eu-central-1.elb.amazonaws.com"),
        ("new", "shop-1.eu-west-1.elb.amazonaws.com"),
        ("name", "shop.example.com"),
    ] {
        let attributes = vec![("id", Value::from(id)), ("fqdn", Value::from(host))];
        listed.push(resource(Side::Primary, "aws_route53_health_check", id, attributes));
    }
    let asked = |direction| -> Vec<String> {
        let book = planned(direction, listed.clone());
        let lines = named(&book, "verify").commands.iter().map(|c| c.line.shell());
        lines.filter(|l| l.contains("get-health-check-status")).collect()
    };
    let has = |lines: &[String], id: &str| lines.iter().any(|l| l.contains(&format!("-id {id} ")));
    let failover = asked(Direction::Failover);
    assert!(
        !has(&failover, "old") && has(&failover, "new") && has(&failover, "name"),
        "{failover:?}"
    );
    let failback = asked(Direction::Failback);
    assert!(has(&failback, "old") && !has(&failback, "new"), "{failback:?}");
}
