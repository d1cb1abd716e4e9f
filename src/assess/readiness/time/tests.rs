//! Parts of the recovery time, and what makes one of them unknown.

use std::sync::Arc;

use super::recovery_time;
use crate::assess::readiness::built::{coverage, denied, gap, resource, within};
use crate::finding::TimePart;
use crate::model::{Gap, Resource, Side, Value};

const HOST: &str = "111122223333.dkr.ecr.us-west-2.amazonaws.com";
const TARGET: &str = "arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/api/1";

fn whole(n: i64) -> Value {
    Value::from(n)
}

fn service(side: Side, name: &str, tasks: i64) -> Arc<Resource> {
    let balancer = Value::map([("target_group_arn", Value::text(TARGET))]);
    let definition = format!("arn:aws:ecs:us-west-2:111122223333:task-definition/{name}:7");
    let attributes = [
        ("desired_count", whole(tasks)),
        ("health_check_grace_period_seconds", Value::Null),
        ("load_balancer", Value::list(vec![balancer])),
        ("name", Value::text(name)),
        ("task_definition", Value::text(&definition)),
    ];
    resource("aws_ecs_service", side, name, &attributes)
}

/// A task definition in DR with its image, of 60 MB.
fn task(name: &str) -> [Arc<Resource>; 2] {
    let containers = format!(r#"[{{"name":"c","image":"{HOST}/{name}:1"}}]"#);
    let arn = format!("arn:aws:ecs:us-west-2:111122223333:task-definition/{name}:7");
    let definition = [
        ("arn", Value::text(&arn)),
        ("container_definitions", Value::text(&containers)),
        ("family", Value::text(name)),
    ];
    let image = [
        ("image_digest", Value::text("sha256:ab")),
        ("image_size_bytes", whole(60_000_000)),
        ("image_tags", Value::list(vec![Value::text("1")])),
        ("repository_name", Value::text(name)),
    ];
    [
        resource("aws_ecs_task_definition", Side::Dr, name, &definition),
        resource("status.aws_ecr_image", Side::Dr, name, &image),
    ]
}

fn target_group(check: Value) -> Arc<Resource> {
    let attributes = [("arn", Value::text(TARGET)), ("health_check", check)];
    resource("aws_lb_target_group", Side::Dr, "api", &attributes)
}

/// Healthy after 3 answers, 10 s apart.
fn check() -> Value {
    Value::list(vec![Value::map([("healthy_threshold", whole(3)), ("interval", whole(10))])])
}

fn group(side: Side, instances: i64) -> Arc<Resource> {
    resource("aws_autoscaling_group", side, "workers", &[("desired_capacity", whole(instances))])
}

fn cluster(name: &str, global: Value, members: Value) -> Arc<Resource> {
    let attributes = [("cluster_members", members), ("global_cluster_identifier", global)];
    resource("aws_rds_cluster", Side::Dr, name, &attributes)
}

fn members(names: &[&str]) -> Value {
    Value::list(names.iter().map(Value::text).collect())
}

fn replica(source: Value) -> Arc<Resource> {
    resource("aws_db_instance", Side::Dr, "reports", &[("replicate_source_db", source)])
}

/// An estate of which every part is known; scaling starts 8 tasks.
fn estate() -> Vec<Arc<Resource>> {
    let health = [
        ("failure_threshold", whole(3)),
        ("fqdn", Value::text("shop.example.com")),
        ("request_interval", whole(10)),
        ("type", Value::text("HTTPS")),
    ];
    let record = [
        ("alias", Value::list(Vec::new())),
        ("fqdn", Value::text("shop.example.com")),
        ("records", Value::list(vec![Value::text("shop-1.us-east-1.elb.amazonaws.com")])),
        ("ttl", whole(60)),
        ("type", Value::text("CNAME")),
    ];
    let mut all = vec![
        resource("aws_route53_health_check", Side::Global, "shop", &health),
        resource("aws_route53_record", Side::Global, "shop", &record),
        service(Side::Primary, "api", 10),
        service(Side::Dr, "api", 2),
        target_group(check()),
        group(Side::Primary, 2),
        group(Side::Dr, 2),
        cluster("orders", Value::text("global"), members(&["orders-1"])),
        replica(Value::text("arn:aws:rds:us-east-1:111122223333:db:reports")),
    ];
    all.extend(task("api"));
    all
}

fn parts(resources: Vec<Arc<Resource>>, gaps: Vec<Gap>) -> Vec<TimePart> {
    within(resources, coverage(gaps), |world| recovery_time(world, None).parts)
}

/// Range and reason of a part.
fn told(parts: &[TimePart], what: &str) -> (Option<(u64, u64)>, String) {
    let part = parts.iter().find(|p| p.what == what);
    let part = part.unwrap_or_else(|| panic!("no {what} in {parts:#?}"));
    (part.range_seconds, part.because.clone())
}

#[test]
fn a_whole_estate_has_a_range_for_every_part() {
    let parts = parts(estate(), Vec::new());
    let is = |what: &str, range, because: &str| {
        assert_eq!(told(&parts, what), (Some(range), because.to_owned()));
    };
    let detected = "health check of shop.example.com: every 10 s, 3 failures";
    is("Detect the failure", (30, 30), detected);
    is("Promote Aurora", (60, 120), "managed failover of a global database");
    is("Promote RDS replicas", (120, 900), "promotion reboots the replica");
    let scaled = "8 more tasks, image of 60 MB, 30 s until the target is healthy";
    is("Scale api", (30 + 2 + 30, 60 + 5 + 30), scaled);
    is("Move the DNS record", (65, 120), "shop.example.com has a TTL of 60 s");
    assert!(parts.iter().all(|p| p.range_seconds.is_some()));
}

#[test]
fn what_is_not_wholly_listed_is_not_known() {
    for (side, kind, what) in [
        (Side::Global, "aws_route53_health_check", "Detect the failure"),
        (Side::Dr, "aws_rds_cluster", "Promote Aurora"),
        (Side::Dr, "aws_db_instance", "Promote RDS replicas"),
        (Side::Primary, "aws_ecs_service", "Scale services"),
        (Side::Dr, "aws_ecs_service", "Scale services"),
        (Side::Primary, "aws_autoscaling_group", "Scale Auto Scaling groups"),
        (Side::Dr, "aws_autoscaling_group", "Scale Auto Scaling groups"),
        (Side::Global, "aws_route53_record", "Move the DNS record"),
    ] {
        // What was listed all the same is only a part.
        for resources in [estate(), Vec::new()] {
            let (range, because) = told(&parts(resources, vec![gap(side, kind)]), what);
            assert_eq!(range, None, "{side} {kind}");
            let why = format!("could not be listed: no {kind} for you");
            assert!(because.ends_with(&why), "{because}");
        }
    }
    let none = parts(Vec::new(), Vec::new());
    let nobody = (None, "no health check watches the primary".to_owned());
    assert_eq!(told(&none, "Detect the failure"), nobody);
    assert!(!none.iter().any(|p| p.what.starts_with("Promote") || p.what.starts_with("Scale")));
}

#[test]
fn databases_that_are_not_known_have_no_range() {
    let aurora =
        |clusters: Vec<Arc<Resource>>| told(&parts(clusters, Vec::new()), "Promote Aurora");
    let global = || Value::text("global");
    let whole = cluster("a", global(), members(&["a-1"]));
    let (range, because) = aurora(vec![whole.clone(), cluster("b", global(), denied())]);
    assert_eq!(range, None);
    assert!(because.starts_with("the instances of b are not known: "), "{because}");
    let (range, because) = aurora(vec![whole.clone(), cluster("b", denied(), members(&["b-1"]))]);
    assert_eq!(range, None);
    assert!(because.starts_with("the global database of b is not known: "), "{because}");
    // One that has to be made takes as long as any may.
    let headless = cluster("c", global(), members(&[]));
    let (range, because) = aurora(vec![whole, cluster("b", global(), denied()), headless]);
    assert_eq!(range, Some((360, 1020)));
    assert_eq!(because, "c has no instance: one must be made first");
    let (range, because) =
        told(&parts(vec![replica(denied())], Vec::new()), "Promote RDS replicas");
    assert_eq!(range, None);
    assert!(because.starts_with("what reports replicates is not known: "), "{because}");
}

#[test]
fn servers_that_could_not_be_asked_are_promoted_too() {
    let gaps = vec![gap(Side::Dr, "postgres.server")];
    let (range, _) = told(&parts(Vec::new(), gaps), "Promote PostgreSQL");
    assert_eq!(range, Some((5, 30)));
}

#[test]
fn a_target_group_that_is_not_known_is_not_healthy_at_once() {
    let with = |target: Option<Arc<Resource>>, gaps: Vec<Gap>| {
        let mut all = estate();
        all.retain(|r| r.kind.as_str() != "aws_lb_target_group");
        all.extend(target);
        told(&parts(all, gaps), "Scale api")
    };
    let (range, because) = with(Some(target_group(denied())), Vec::new());
    assert_eq!(range, None);
    assert!(because.starts_with("the health check of api is not known: "), "{because}");
    let (range, because) = with(None, vec![gap(Side::Dr, "aws_lb_target_group")]);
    assert_eq!(range, None);
    assert!(because.starts_with("target groups could not be listed: "), "{because}");
    let (range, _) = with(None, Vec::new());
    assert_eq!(range, Some((32, 65)));
}

#[test]
fn thousands_of_services_find_their_images() {
    let mut all = vec![target_group(check())];
    for n in 0..4000 {
        let name = format!("s{n}");
        all.extend([service(Side::Primary, &name, 2), service(Side::Dr, &name, 1)]);
        all.extend(task(&name));
    }
    let parts = parts(all, Vec::new());
    let scaled = "1 more tasks, image of 60 MB, 30 s until the target is healthy";
    assert_eq!(told(&parts, "Scale s0"), (Some((62, 95)), scaled.to_owned()));
}
