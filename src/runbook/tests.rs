//! The plan of small estates.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::parts::{Call, Direction, Options, Phase, Runbook};
use super::{Word, calls, markdown, plan, script};
use crate::finding::Step;
use crate::model::{
    AccountId, Address, Condition, Coverage, Estate, Gap, Inventory, Map, MapFlavour, Objectives,
    Provenance, Reason, Region, RegionEvidence, Resource, Side, Site, Text, Unknown, Value,
};

const ACCOUNT: &str = "123456789012";

fn region(side: Side) -> &'static str {
    if side == Side::Dr { "eu-west-1" } else { "eu-central-1" }
}

fn site(side: Side) -> Site {
    Site { side, region: Region::parse(region(side)), account: AccountId::parse(ACCOUNT) }
}

fn resource(side: Side, kind: &str, name: &str, attributes: Vec<(&str, Value)>) -> Arc<Resource> {
    let attributes = attributes.into_iter().map(|(k, v)| (Text::from(k), v)).collect();
    Arc::new(Resource {
        kind: Text::from(kind),
        id: Some(Text::from(name)),
        address: Address::new(format!("{kind}.main")),
        name: Some(Text::from(name)),
        site: Arc::new(site(side)),
        region_evidence: RegionEvidence::Side,
        attributes: Arc::new(Map::new(attributes, MapFlavour::Object)),
        condition: Condition::Current,
        provenance: Provenance::Made,
    })
}

fn unknown() -> Value {
    Value::unknown(Unknown {
        reason: Reason::Denied,
        detail: Text::from("rds:DescribeDBClusters"),
        origin: None,
        refs: Vec::new(),
        bounds: crate::model::Bounds::default(),
        symbol: None,
    })
}

fn arn(side: Side, service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:{}:{ACCOUNT}:{resource}", region(side))
}

fn cluster(side: Side) -> Arc<Resource> {
    let name = format!("shop-{}", region(side));
    resource(
        side,
        "aws_rds_cluster",
        &name,
        vec![
            ("cluster_identifier", Value::text(&name)),
            ("arn", Value::text(arn(side, "rds", &format!("cluster:{name}")))),
            ("global_cluster_identifier", Value::from("shop")),
            ("engine", Value::from("aurora-postgresql")),
            ("engine_version", Value::from("16.4")),
            ("db_subnet_group_name", Value::from("shop")),
            ("db_cluster_parameter_group_name", Value::from("shop")),
            ("endpoint", Value::text(format!("{name}.cluster-x.rds.amazonaws.com"))),
        ],
    )
}

fn instance(side: Side) -> Arc<Resource> {
    let cluster = format!("shop-{}", region(side));
    let name = format!("{cluster}-0");
    resource(
        side,
        "aws_rds_cluster_instance",
        &name,
        vec![
            ("identifier", Value::text(&name)),
            ("arn", Value::text(arn(side, "rds", &format!("db:{name}")))),
            ("cluster_identifier", Value::text(&cluster)),
            ("instance_class", Value::from("db.r6g.large")),
        ],
    )
}

fn service(side: Side, desired: i64) -> Arc<Resource> {
    resource(
        side,
        "aws_ecs_service",
        "web",
        vec![
            ("name", Value::from("web")),
            ("id", Value::text(arn(side, "ecs", "service/shop/web"))),
            ("cluster", Value::text(arn(side, "ecs", "cluster/shop"))),
            ("desired_count", Value::from(desired)),
        ],
    )
}

fn target(side: Side, low: i64, high: i64) -> Arc<Resource> {
    resource(
        side,
        "aws_appautoscaling_target",
        "service/shop/web",
        vec![
            ("resource_id", Value::from("service/shop/web")),
            ("scalable_dimension", Value::from("ecs:service:DesiredCount")),
            ("min_capacity", Value::from(low)),
            ("max_capacity", Value::from(high)),
        ],
    )
}

fn balancer(side: Side) -> Arc<Resource> {
    let host = format!("shop-1.{}.elb.amazonaws.com", region(side));
    let zone = format!("Z{}", if side == Side::Dr { "DR" } else { "PRIMARY" });
    let attributes = vec![("dns_name", Value::text(host)), ("zone_id", Value::text(zone))];
    resource(side, "aws_lb", "shop", attributes)
}

fn record(more: Vec<(&str, Value)>) -> Arc<Resource> {
    let alias = Value::map([
        ("name", Value::from("dualstack.shop-1.eu-central-1.elb.amazonaws.com.")),
        ("zone_id", Value::from("ZPRIMARY")),
        ("evaluate_target_health", Value::from(true)),
    ]);
    let mut attributes = vec![
        ("zone_id", Value::from("ZONE")),
        ("name", Value::from("shop.example.com")),
        ("type", Value::from("A")),
        ("alias", Value::list(vec![alias])),
    ];
    attributes.extend(more);
    resource(Side::Primary, "aws_route53_record", "shop.example.com", attributes)
}

fn whole() -> Vec<Arc<Resource>> {
    let (primary, dr) = (Side::Primary, Side::Dr);
    vec![
        cluster(primary),
        instance(primary),
        service(primary, 4),
        target(primary, 4, 10),
        balancer(primary),
        record(Vec::new()),
        cluster(dr),
        instance(dr),
        service(dr, 1),
        target(dr, 1, 2),
        balancer(dr),
    ]
}

fn estate() -> Estate {
    Estate {
        name: Text::from("shop"),
        primary: site(Side::Primary),
        dr: site(Side::Dr),
        views: BTreeMap::new(),
        networks: BTreeMap::new(),
        dr_name_suffix: Text::new(),
        objectives: Objectives::default(),
    }
}

fn planned_with(direction: Direction, listed: Vec<Arc<Resource>>, gaps: Vec<Gap>) -> Runbook {
    let mut coverage = Coverage::default();
    coverage.looked_at(Side::Primary);
    coverage.looked_at(Side::Dr);
    gaps.into_iter().for_each(|gap| coverage.add(gap));
    let inventory = Inventory::new(listed, coverage, Vec::new());
    let options = Options { made_at: Text::from("2026-01-02T03:04:05Z"), ..Options::default() };
    plan(direction, &estate(), &inventory, &options)
}

fn planned(direction: Direction, listed: Vec<Arc<Resource>>) -> Runbook {
    planned_with(direction, listed, Vec::new())
}

fn named<'a>(book: &'a Runbook, name: &str) -> &'a Phase {
    book.phases.iter().find(|p| p.name == name).expect("the phase is there")
}

/// The changing commands as `phase: line`.
fn changes(book: &Runbook) -> Vec<String> {
    let commands = book.phases.iter().flat_map(|p| p.commands.iter().map(move |c| (p, c)));
    commands
        .filter(|(_, c)| !c.grants.is_empty())
        .map(|(p, c)| format!("{}: {}", p.name, c.line.shell()))
        .collect()
}

fn lacking(book: &Runbook) -> String {
    book.missing.iter().map(|m| format!("{} / {}\n", m.what, m.mend)).collect()
}

/// The estate without the resource of that kind on that side.
fn without(kind: &str, side: Side) -> Vec<Arc<Resource>> {
    let mut listed = whole();
    listed.retain(|r| r.kind.as_str() != kind || r.side() != side);
    assert!(listed.len() < whole().len(), "there is no {kind}");
    listed
}

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
    assert_eq!(promotion.confirm.as_deref(), Some("shop"));
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
    assert_eq!(deletion.confirm.as_deref(), Some("shop-eu-central-1"));
    assert!(deletion.commands.iter().all(|c| c.unless.is_some()));
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

#[test]
fn parameters_and_environments_that_name_the_other_side() {
    let host = "shop-eu-central-1.cluster-x.rds.amazonaws.com";
    let mut listed = whole();
    listed.push(resource(
        Side::Dr,
        "aws_ssm_parameter",
        "/shop/dsn",
        vec![
            ("name", Value::from("/shop/dsn")),
            ("value", Value::text(format!("postgres://app@{host}:5432/shop"))),
        ],
    ));
    let book = planned(Direction::Failover, listed.clone());
    let line = changes(&book).into_iter().find(|l| l.contains("put-parameter")).expect("a change");
    assert!(line.contains("app@shop-eu-west-1.cluster-x.rds.amazonaws.com:5432"), "{line}");

    let definition = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3";
    let containers =
        format!(r#"[{{"name":"app","environment":[{{"name":"DB","value":"{host}"}}]}}]"#);
    let attributes =
        vec![("arn", Value::from(definition)), ("container_definitions", Value::text(containers))];
    listed.push(resource(Side::Dr, "aws_ecs_task_definition", "web", attributes));
    for found in &mut listed {
        if found.kind.as_str() == "aws_ecs_service" && found.side() == Side::Dr {
            let mut changed = found.as_ref().clone();
            let with = changed.attributes.with("task_definition", Value::from(definition));
            changed.attributes = Arc::new(with);
            *found = Arc::new(changed);
        }
    }
    let book = planned(Direction::Failover, listed);
    assert!(lacking(&book).contains("DB of container app of service web"), "{}", lacking(&book));
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
fn calls_are_the_changes_of_both_ways_to_dr() {
    let listed = whole();
    let made: BTreeSet<Call> =
        calls(&listed, &site(Side::Primary), &site(Side::Dr)).into_iter().collect();
    let mut expected = BTreeSet::new();
    for direction in [Direction::Failover, Direction::Switchover] {
        for phase in &planned(direction, whole()).phases {
            for command in &phase.commands {
                for (action, resource_arn) in &command.grants {
                    expected.insert(Call {
                        step: phase.step,
                        action,
                        resource_arn: resource_arn.clone(),
                        region: command.line.place.region.clone(),
                    });
                }
            }
        }
    }
    assert_eq!(made, expected);
    let shown: Vec<String> =
        made.iter().map(|c| format!("{} {} {}", c.step, c.action, c.resource_arn)).collect();
    for wanted in [
        "promote rds:FailoverGlobalCluster arn:aws:rds::123456789012:global-cluster:shop",
        "promote rds:FailoverGlobalCluster arn:aws:rds:eu-west-1:123456789012:cluster:shop-eu-west-1",
        "promote rds:SwitchoverGlobalCluster arn:aws:rds::123456789012:global-cluster:shop",
        "scale ecs:UpdateService arn:aws:ecs:eu-west-1:123456789012:service/shop/web",
        "scale application-autoscaling:RegisterScalableTarget *",
        "dns route53:ChangeResourceRecordSets arn:aws:route53:::hostedzone/ZONE",
    ] {
        assert!(shown.iter().any(|s| s == wanted), "{wanted} is not in {shown:#?}");
    }
}

#[test]
fn every_command_names_its_region_and_its_output() {
    for direction in [Direction::Failover, Direction::Switchover, Direction::Failback] {
        for command in planned(direction, whole()).phases.iter().flat_map(|p| &p.commands) {
            let checks = command.verify.iter().chain(&command.unless).map(|c| &c.line);
            for line in checks.chain(&command.rollback).chain([&command.line]) {
                let words = line.words();
                for option in ["--region", "--output"] {
                    let named = words.iter().filter(|w| **w == Word::Text(option.to_owned()));
                    assert_eq!(named.count(), 1, "{option}: {}", line.shell());
                }
            }
        }
    }
}

#[test]
fn hostile_names_stay_names() {
    let mut book = planned(Direction::Failover, whole());
    book.app = Text::from("a\n# <img src=x> `id` $(id) \u{1b}[31m\u{202e}");
    book.sources = vec!["x|y\n- [z](javascript:1)".to_owned()];
    let text = markdown(&book);
    for bad in ["<img", "\u{1b}", "\u{202e}", "\n# &lt;", "z](java"] {
        assert!(!text.contains(bad), "{bad:?} is in it");
    }
    let text = script(&book);
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'));
    assert!(
        text.lines()
            .any(|l| l.starts_with("readonly app='a") && l.contains("$(id)") && l.ends_with('\''))
    );
}

#[test]
fn two_accounts_need_a_profile_each() {
    let mut inventory = whole();
    let other = Arc::new(Site { account: AccountId::parse("210987654321"), ..site(Side::Dr) });
    for found in inventory.iter_mut().filter(|r| r.side() == Side::Dr) {
        let mut changed = found.as_ref().clone();
        changed.site = Arc::clone(&other);
        *found = Arc::new(changed);
    }
    let mut coverage = Coverage::default();
    coverage.looked_at(Side::Primary);
    coverage.looked_at(Side::Dr);
    let estate = Estate { dr: other.as_ref().clone(), ..estate() };
    let inventory = Inventory::new(inventory, coverage, Vec::new());
    let book = plan(Direction::Failover, &estate, &inventory, &Options::default());
    let all = changes(&book);
    let of = |text: &str| all.iter().find(|l| l.contains(text)).expect("a change");
    assert!(of("failover-global-cluster").contains("--profile \"$dr_profile\""));
    assert!(of("--desired-count 0").contains("--profile \"$primary_profile\""));
    // The hosted zone is the primary account's.
    assert!(of("route53").contains("--profile \"$primary_profile\""));
    assert!(script(&book).contains("${DR_PROFILE:?"));
}
