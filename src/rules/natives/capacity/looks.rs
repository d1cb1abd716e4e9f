//! The kinds that each topic looks at, with their attributes.

use crate::rules::reads::Looks;

const QUOTA: (&str, &[&str]) =
    ("aws_servicequotas_service_quota", &["quota_code", "service_code", "value", "usage_metric"]);
const USAGE: (&str, &[&str]) =
    ("metric.aws_servicequotas_service_quota", &["quota_code", "service_code", "worst"]);
const TASKS_NOW: (&str, &[&str]) = ("status.aws_ecs_service", &["running_count"]);
const TARGETS: (&str, &[&str]) = ("aws_appautoscaling_target", &["max_capacity", "resource_id"]);
const GROUPS_NOW: (&str, &[&str]) = ("status.aws_autoscaling_group", &["in_service"]);
const TEMPLATES: (&str, &[&str]) = (
    "aws_launch_template",
    &[
        "default_version",
        "instance_market_options",
        "instance_requirements",
        "instance_type",
        "latest_version",
        "name",
    ],
);
const CONFIGURATIONS: (&str, &[&str]) =
    ("aws_launch_configuration", &["instance_type", "name", "spot_price"]);
const ZONES: (&str, &[&str]) = ("aws_subnet", &["availability_zone", "cidr_block"]);
const FARGATE: Looks = &[
    QUOTA,
    USAGE,
    TASKS_NOW,
    TARGETS,
    (
        "aws_ecs_service",
        &[
            "capacity_provider_strategy",
            "cluster",
            "desired_count",
            "launch_type",
            "name",
            "scheduling_strategy",
            "task_definition",
        ],
    ),
    ("aws_ecs_task_definition", &["cpu", "family"]),
];

/// By topic what it looks at: from this come the calls of a live collection.
pub(in crate::rules) const LOOKS: &[(&str, Looks)] = &[
    (
        "ecs-max",
        &[
            TASKS_NOW,
            TARGETS,
            ("aws_ecs_service", &["cluster", "desired_count", "name", "scheduling_strategy"]),
        ],
    ),
    (
        "capacity-providers",
        &[
            ("aws_ecs_cluster_capacity_providers", &["capacity_providers", "cluster_name"]),
            ("aws_ecs_service", &["capacity_provider_strategy", "cluster", "name"]),
        ],
    ),
    (
        "subnet-addresses",
        &[
            TASKS_NOW,
            GROUPS_NOW,
            ZONES,
            ("status.aws_subnet", &["available_ip_address_count"]),
            (
                "aws_ecs_service",
                &[
                    "cluster",
                    "deployment_maximum_percent",
                    "desired_count",
                    "name",
                    "network_configuration",
                    "scheduling_strategy",
                ],
            ),
            ("aws_lb", &["load_balancer_type", "name", "subnet_mapping", "subnets"]),
            ("aws_autoscaling_group", &["desired_capacity", "name", "vpc_zone_identifier"]),
        ],
    ),
    ("fargate-vcpu", FARGATE),
    ("fargate-spot-vcpu", FARGATE),
    (
        "ec2-vcpu",
        &[
            QUOTA,
            USAGE,
            GROUPS_NOW,
            TEMPLATES,
            CONFIGURATIONS,
            (
                "aws_autoscaling_group",
                &[
                    "desired_capacity",
                    "launch_configuration",
                    "launch_template",
                    "mixed_instances_policy",
                    "name",
                ],
            ),
        ],
    ),
    (
        "instance-offering",
        &[
            GROUPS_NOW,
            TEMPLATES,
            CONFIGURATIONS,
            ZONES,
            ("offering.aws_instance", &["availability_zones", "instance_type"]),
            (
                "aws_autoscaling_group",
                &[
                    "availability_zones",
                    "desired_capacity",
                    "launch_configuration",
                    "launch_template",
                    "mixed_instances_policy",
                    "name",
                    "vpc_zone_identifier",
                ],
            ),
        ],
    ),
    (
        "database-offering",
        &[
            ("aws_db_instance", &["engine", "engine_version", "instance_class"]),
            ("aws_rds_cluster_instance", &["engine", "engine_version", "instance_class"]),
            (
                "offering.aws_rds_cluster_instance",
                &["availability_zones", "engine", "engine_version", "instance_class"],
            ),
        ],
    ),
    ("eip", &[QUOTA, ("aws_eip", &["allocation_id"])]),
    ("nat", &[QUOTA, ZONES, ("aws_nat_gateway", &["subnet_id"])]),
    (
        "lambda-concurrency",
        &[
            QUOTA,
            ("aws_lambda_function", &["function_name", "reserved_concurrent_executions"]),
            ("status.aws_lambda_account", &["concurrent_executions"]),
        ],
    ),
    ("api-throttle", &[QUOTA, ("aws_apigatewayv2_api", &["name"])]),
    (
        "target-health",
        &[
            GROUPS_NOW,
            ("status.aws_lb_target_group", &["healthy", "reasons"]),
            ("aws_lb_target_group", &["name", "target_type"]),
            ("aws_lb_listener", &["default_action"]),
            ("aws_lb_listener_rule", &["action"]),
            ("aws_ecs_service", &["cluster", "desired_count", "load_balancer", "name"]),
            ("aws_autoscaling_group", &["desired_capacity", "name", "target_group_arns"]),
        ],
    ),
    (
        "database-quota",
        &[
            QUOTA,
            ("aws_db_instance", &["identifier"]),
            ("aws_rds_cluster", &["cluster_identifier"]),
            ("aws_rds_cluster_instance", &["identifier"]),
            ("status.aws_docdb_cluster_instance", &["identifier"]),
            ("status.aws_neptune_cluster_instance", &["identifier"]),
        ],
    ),
    ("quota-parity", &[QUOTA]),
];
