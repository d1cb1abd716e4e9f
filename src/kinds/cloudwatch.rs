//! CloudWatch alarms, events and logs.

use super::{Document, Kind, Scope};
use crate::model::Severity;

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "aws_cloudwatch_metric_alarm",
        service: "monitoring",
        names: &["alarm_name"],
        keyed: &[("metric_query", &["id"])],
        severities: &[("alarm_description", Severity::Info)],
        missing: Severity::Medium,
        meaningful_when_off: &["actions_enabled", "threshold"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_cloudwatch_composite_alarm",
        service: "monitoring",
        names: &["alarm_name"],
        missing: Severity::Medium,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_cloudwatch_dashboard",
        scope: Scope::Global,
        service: "monitoring",
        names: &["dashboard_name"],
        documents: &[("dashboard_body", Document::Json)],
        severity: Severity::Low,
        missing: Severity::Low,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_cloudwatch_event_rule",
        service: "events",
        names: &["name"],
        documents: &[("event_pattern", Document::Json)],
        provider_only: &["name_prefix", "force_destroy"],
        severities: &[("description", Severity::Info)],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_cloudwatch_event_target",
        service: "events",
        identity: &["rule", "target_id"],
        name_references: &[("rule", "aws_cloudwatch_event_rule")],
        provider_only: &["force_destroy"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_cloudwatch_log_group",
        service: "logs",
        names: &["name"],
        provider_only: &["name_prefix", "skip_destroy"],
        severity: Severity::Low,
        missing: Severity::Medium,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_cloudwatch_log_metric_filter",
        service: "logs",
        names: &["name"],
        name_references: &[("log_group_name", "aws_cloudwatch_log_group")],
        missing: Severity::Medium,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_cloudwatch_log_subscription_filter",
        service: "logs",
        names: &["name"],
        name_references: &[("log_group_name", "aws_cloudwatch_log_group")],
        missing: Severity::Medium,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_cloudwatch_log_resource_policy",
        service: "logs",
        names: &["policy_name"],
        documents: &[("policy_document", Document::IamPolicy)],
        ..Kind::PLAIN
    },
];
