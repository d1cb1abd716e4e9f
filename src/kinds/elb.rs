//! Load balancers.

use super::{Kind, Meaning};
use crate::model::Severity;

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "aws_lb",
        service: "elasticloadbalancing",
        names: &["name"],
        provider_only: &["timeouts", "name_prefix"],
        // Zones and addresses differ; how many zones there are is judged by a rule.
        per_site: &["subnet_mapping", "subnets", "customer_owned_ipv4_pool"],
        meaningful_when_off: &[
            "enable_deletion_protection",
            "enable_http2",
            "enable_cross_zone_load_balancing",
        ],
        severity: Severity::Medium,
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind { name: "aws_alb", service: "elasticloadbalancing", alias_of: "aws_lb", ..Kind::PLAIN },
    Kind {
        name: "aws_lb_listener",
        service: "elasticloadbalancing",
        identity: &["load_balancer_arn", "port", "protocol"],
        provider_only: &["timeouts"],
        severity: Severity::High,
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_alb_listener",
        service: "elasticloadbalancing",
        alias_of: "aws_lb_listener",
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_lb_listener_certificate",
        service: "elasticloadbalancing",
        identity: &["listener_arn", "certificate_arn"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_lb_listener_rule",
        service: "elasticloadbalancing",
        identity: &["listener_arn", "condition"],
        severity: Severity::High,
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_alb_listener_rule",
        service: "elasticloadbalancing",
        alias_of: "aws_lb_listener_rule",
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_lb_target_group",
        service: "elasticloadbalancing",
        names: &["name"],
        provider_only: &["name_prefix"],
        volatile: &["load_balancer_arns"],
        meanings: &[
            ("deregistration_delay", Meaning::Number),
            ("slow_start", Meaning::Number),
            ("health_check.port", Meaning::CaseInsensitive),
            ("lambda_multi_value_headers_enabled", Meaning::Bool),
            ("load_balancing_cross_zone_enabled", Meaning::CaseInsensitive),
        ],
        severity: Severity::High,
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_alb_target_group",
        service: "elasticloadbalancing",
        alias_of: "aws_lb_target_group",
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_lb_target_group_attachment",
        service: "elasticloadbalancing",
        identity: &["target_group_arn", "target_id", "port"],
        per_site: &["availability_zone"],
        ..Kind::PLAIN
    },
];
