//! ECS, and the Application Auto Scaling that scales its services.

use super::{Document, Kind, Meaning};
use crate::model::Severity;

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "aws_ecs_cluster",
        service: "ecs",
        names: &["name"],
        keyed: &[("setting", &["name"])],
        meanings: &[(
            "configuration.execute_command_configuration.log_configuration.cloud_watch_log_group_name",
            Meaning::CaseInsensitive,
        )],
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_ecs_service",
        service: "ecs",
        names: &["name"],
        identity: &["cluster", "name"],
        provider_only: &[
            "force_delete",
            "force_new_deployment",
            "wait_for_steady_state",
            "timeouts",
            "triggers",
            "propagate_tags",
        ],
        keyed: &[("load_balancer", &["container_name", "container_port"])],
        // Zones differ in number; a rule judges them.
        meanings: &[("network_configuration.subnets", Meaning::Presence)],
        name_references: &[("cluster", "aws_ecs_cluster")],
        meaningful_when_off: &["desired_count", "enable_execute_command"],
        severity: Severity::High,
        severities: &[("desired_count", Severity::High), ("enable_execute_command", Severity::Low)],
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_ecs_task_definition",
        service: "ecs",
        names: &["family"],
        documents: &[("container_definitions", Document::ContainerDefinitions)],
        provider_only: &["skip_destroy", "track_latest"],
        keyed: &[("volume", &["name"])],
        meanings: &[("cpu", Meaning::Number), ("memory", Meaning::Number)],
        severity: Severity::High,
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_ecs_capacity_provider",
        service: "ecs",
        names: &["name"],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_ecs_cluster_capacity_providers",
        service: "ecs",
        identity: &["cluster_name"],
        keyed: &[("default_capacity_provider_strategy", &["capacity_provider"])],
        name_references: &[("cluster_name", "aws_ecs_cluster")],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_appautoscaling_target",
        service: "application-autoscaling",
        identity: &["service_namespace", "resource_id", "scalable_dimension"],
        volatile: &["role_arn"],
        meaningful_when_off: &["min_capacity", "max_capacity"],
        severity: Severity::High,
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_appautoscaling_policy",
        service: "application-autoscaling",
        names: &["name"],
        identity: &["service_namespace", "resource_id", "name"],
        volatile: &["alarm_arns"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_appautoscaling_scheduled_action",
        service: "application-autoscaling",
        names: &["name"],
        identity: &["service_namespace", "resource_id", "name"],
        ..Kind::PLAIN
    },
];
