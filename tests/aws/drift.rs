//! States beside what runs: nothing right after an apply, and each change by hand once.

use crate::program::{Place, failed};
use crate::simulator::Simulator;

/// What each change by hand is found as: between state and live, and between the sides. `*` stands
/// for an id that AWS makes up.
const CHANGES: &[(&str, &str, &str)] = &[
    (
        "queue_visibility",
        "changed-outside-terraform dr aws_sqs_queue.orders visibility_timeout_seconds",
        "config-drift dr aws_sqs_queue.orders visibility_timeout_seconds",
    ),
    (
        "queue_retention",
        "changed-outside-terraform dr aws_sqs_queue.dead_letters message_retention_seconds",
        "config-drift dr aws_sqs_queue.dead_letters message_retention_seconds",
    ),
    (
        "queue_tagged",
        "changed-outside-terraform dr aws_sqs_queue.orders tags_all.owner",
        "config-drift dr aws_sqs_queue.orders tags.owner",
    ),
    (
        "topic_name",
        "changed-outside-terraform dr aws_sns_topic.alerts display_name",
        "config-drift dr aws_sns_topic.alerts display_name",
    ),
    (
        "parameter_value",
        "changed-outside-terraform dr aws_ssm_parameter.feature_flags value",
        "config-drift dr aws_ssm_parameter.feature_flags value",
    ),
    (
        "secret_description",
        "changed-outside-terraform dr aws_secretsmanager_secret.webhooks description",
        "config-drift dr aws_secretsmanager_secret.webhooks description",
    ),
    (
        "log_retention",
        "changed-outside-terraform dr aws_cloudwatch_log_group.api retention_in_days",
        "config-drift dr aws_cloudwatch_log_group.api retention_in_days",
    ),
    (
        "alarm_threshold",
        "changed-outside-terraform dr aws_cloudwatch_metric_alarm.orders_age threshold",
        "config-drift dr aws_cloudwatch_metric_alarm.orders_age threshold",
    ),
    (
        "vpc_names",
        "changed-outside-terraform dr module.network.aws_vpc.this enable_dns_hostnames",
        "config-drift dr module.network.aws_vpc.this enable_dns_hostnames",
    ),
    (
        "subnet_addresses",
        "changed-outside-terraform dr module.network.aws_subnet.private[0] map_public_ip_on_launch",
        "config-drift dr module.network.aws_subnet.private[0] map_public_ip_on_launch",
    ),
    (
        "balancer_idle",
        "changed-outside-terraform dr aws_lb.internal idle_timeout",
        "config-drift dr aws_lb.internal idle_timeout",
    ),
    (
        "target_deregistration",
        "changed-outside-terraform dr aws_lb_target_group.api deregistration_delay",
        "config-drift dr aws_lb_target_group.api deregistration_delay",
    ),
    (
        "target_health",
        "changed-outside-terraform dr aws_lb_target_group.api health_check.path",
        "config-drift dr aws_lb_target_group.api health_check.path",
    ),
    (
        "listener_policy",
        "changed-outside-terraform dr aws_lb_listener.https ssl_policy",
        "config-drift dr aws_lb_listener.https ssl_policy",
    ),
    (
        "integration_timeout",
        "changed-outside-terraform dr aws_apigatewayv2_integration.alb timeout_milliseconds",
        "config-drift dr aws_apigatewayv2_integration.alb timeout_milliseconds",
    ),
    (
        "cluster_backups",
        "changed-outside-terraform dr aws_rds_cluster.aurora backup_retention_period",
        "config-drift dr aws_rds_cluster.aurora backup_retention_period",
    ),
    (
        "instance_class",
        "changed-outside-terraform dr aws_rds_cluster_instance.aurora[0] instance_class",
        "config-drift dr aws_rds_cluster_instance.aurora[0] instance_class",
    ),
    (
        "role_duration",
        "changed-outside-terraform dr aws_iam_role.task max_session_duration",
        "config-drift dr aws_iam_role.task max_session_duration",
    ),
    (
        "role_policy",
        "changed-outside-terraform dr aws_iam_role_policy.orders policy.Statement.Resource",
        "config-drift dr aws_iam_role_policy.orders policy.Statement.Resource",
    ),
    (
        "role_trust",
        "changed-outside-terraform dr aws_iam_role.execution assume_role_policy.Statement.Principal.Service",
        "config-drift dr aws_iam_role.execution assume_role_policy.Statement.Principal.Service",
    ),
    (
        "bucket_versioning",
        "changed-outside-terraform dr aws_s3_bucket_versioning.receipts versioning_configuration.status",
        "config-drift dr aws_s3_bucket_versioning.receipts versioning_configuration.status",
    ),
    (
        "bucket_public",
        "changed-outside-terraform dr aws_s3_bucket_public_access_block.receipts block_public_acls",
        "config-drift dr aws_s3_bucket_public_access_block.receipts block_public_acls",
    ),
    (
        "key_rotation",
        "changed-outside-terraform dr aws_kms_key.data enable_key_rotation",
        "config-drift dr aws_kms_key.data enable_key_rotation",
    ),
    (
        "repository_tags",
        "changed-outside-terraform dr aws_ecr_repository.api image_tag_mutability",
        "config-drift dr aws_ecr_repository.api image_tag_mutability",
    ),
    (
        "scaling_limit",
        "changed-outside-terraform dr aws_appautoscaling_target.api max_capacity",
        "config-drift dr aws_appautoscaling_target.api max_capacity",
    ),
    (
        "service_grace",
        "changed-outside-terraform dr aws_ecs_service.api health_check_grace_period_seconds",
        "config-drift dr aws_ecs_service.api health_check_grace_period_seconds",
    ),
    (
        "listener_rule_deleted",
        "deleted-outside-terraform dr aws_lb_listener_rule.webhooks",
        "listener-rule-missing primary aws_lb_listener_rule.webhooks",
    ),
    (
        "route_deleted",
        "deleted-outside-terraform dr module.network.aws_route.nat",
        "missing-in-dr primary module.network.aws_route.nat",
    ),
    (
        "group_opened",
        "created-outside-terraform dr aws_vpc_security_group_ingress_rule.*",
        "security-group-rule-missing dr aws_security_group.data ingress tcp 22 0.0.0.0/0",
    ),
];

#[test]
fn right_after_an_apply_nothing_differs() {
    let simulator = Simulator::with_estate();
    let place = Place::new(&simulator.url());
    let (report, status) = place.audit(&[]);
    assert_eq!(failed(&report), Vec::<String>::new());
    assert_eq!(report["gaps"], serde_json::json!([]));
    assert_eq!((report["checks"]["unassessed"].as_u64(), status), (Some(0), 0));
}

#[test]
fn each_change_by_hand_is_found_once_on_either_axis() {
    let simulator = Simulator::with_estate();
    let place = Place::new(&simulator.url());
    let mut before = failed(&place.audit(&[]).0);
    for (change, drift, parity) in CHANGES {
        simulator.change(change);
        let after = failed(&place.audit(&[]).0);
        let new: Vec<&String> = after.iter().filter(|f| !before.contains(f)).collect();
        let fits = |found: &str, wanted: &str| match wanted.strip_suffix('*') {
            Some(beginning) => found.starts_with(beginning),
            None => found == wanted,
        };
        let found = |wanted: &str| new.iter().any(|f| fits(f, wanted));
        assert!(new.len() == 2 && found(drift) && found(parity), "{change}: {new:#?}");
        assert!(before.iter().all(|f| after.contains(f)), "{change} hides what was found before");
        before = after;
    }
}

#[test]
fn what_is_made_by_hand_is_found_and_what_aws_makes_is_not() {
    let simulator = Simulator::with_estate();
    let place = Place::new(&simulator.url());
    simulator.change("queue_created");
    let found = failed(&place.audit(&[]).0);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].starts_with("created-outside-terraform dr aws_sqs_queue.https://"),
        "{found:?}"
    );
}

#[test]
fn a_snapshot_gives_the_same_report_as_the_moment_it_was_taken() {
    let simulator = Simulator::with_estate();
    let place = Place::new(&simulator.url());
    simulator.change("log_retention");
    let (live, _) = place.audit(&[]);
    let ran = place.run(&["collect", "--output", "then.snapshot"]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    drop(simulator);
    let ran = place.run(&["audit", "--snapshot", "then.snapshot", "--output", "json"]);
    let stored: serde_json::Value = serde_json::from_str(&ran.out).expect("a report");
    assert_eq!(failed(&stored), failed(&live));
    assert_eq!(stored["checks"], live["checks"]);
}

#[test]
fn no_secret_in_clear_is_anywhere() {
    let simulator = Simulator::with_estate();
    let place = Place::new(&simulator.url());
    simulator.change("parameter_value");
    let mut said = String::new();
    for format in ["table", "json", "markdown", "sarif", "junit"] {
        let ran = place.run(&["audit", "--live", "--all", "--output", format]);
        said.push_str(&ran.out);
        said.push_str(&ran.err);
    }
    let ran = place.run(&["collect", "--output", "all.snapshot"]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    let bytes = std::fs::read(place.path("all.snapshot")).expect("the snapshot");
    let mut plain = String::new();
    let mut decoder = ruzstd::decoding::StreamingDecoder::new(bytes.as_slice()).expect("zstd");
    std::io::Read::read_to_string(&mut decoder, &mut plain).expect("text");
    assert!(plain.contains("aws_ssm_parameter"), "the snapshot can be searched");
    said.push_str(&plain);
    assert!(!said.contains("planted-secret"), "a planted secret was told");
}

#[test]
fn a_dark_primary_leaves_the_dr_side_assessed() {
    let simulator = Simulator::with_estate();
    let place = Place::new(&simulator.url());
    let file = place.path("passmuster.hcl");
    let text = std::fs::read_to_string(&file).expect("the configuration");
    // Nobody listens on the discard port.
    let dark = "region = \"us-east-1\"\n    endpoint_url = \"http://127.0.0.1:9\"";
    std::fs::write(&file, text.replacen("region = \"us-east-1\"", dark, 1)).expect("written");
    let (report, status) = place.audit(&[]);
    assert_eq!((failed(&report), status), (Vec::new(), 3));
    let table = place.run(&["audit", "--live"]);
    let first = table.out.lines().next().unwrap_or_default();
    assert!(first.contains("PRIMARY us-east-1 could not be read at all"), "{first}");
    simulator.change("queue_visibility");
    let found = failed(&place.audit(&[]).0);
    let expected = [
        "changed-outside-terraform dr aws_sqs_queue.orders visibility_timeout_seconds",
        "config-drift dr aws_sqs_queue.orders visibility_timeout_seconds",
    ];
    assert_eq!(found, expected);
}
