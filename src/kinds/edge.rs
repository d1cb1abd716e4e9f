//! WAF, Cloud Map, CloudFront, Global Accelerator.

use super::{Kind, NameScope, Scope};
use crate::model::Severity;

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "aws_wafv2_web_acl",
        service: "wafv2",
        names: &["name"],
        keyed: &[("rule", &["name"])],
        // The block says which action it is; there is often nothing in it.
        meaningful_when_off: &["default_action.allow", "default_action.block"],
        volatile: &["lock_token"],
        provider_only: &["name_prefix"],
        severity: Severity::High,
        severities: &[("description", Severity::Info)],
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_wafv2_web_acl_association",
        service: "wafv2",
        identity: &["resource_arn"],
        provider_only: &["timeouts"],
        severity: Severity::High,
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_wafv2_web_acl_logging_configuration",
        service: "wafv2",
        identity: &["resource_arn"],
        severity: Severity::Low,
        missing: Severity::Low,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_wafv2_ip_set",
        service: "wafv2",
        names: &["name"],
        volatile: &["lock_token"],
        provider_only: &["name_prefix"],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_wafv2_regex_pattern_set",
        service: "wafv2",
        names: &["name"],
        volatile: &["lock_token"],
        provider_only: &["name_prefix"],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_wafv2_rule_group",
        service: "wafv2",
        names: &["name"],
        keyed: &[("rule", &["name"])],
        volatile: &["lock_token"],
        provider_only: &["name_prefix"],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_service_discovery_private_dns_namespace",
        service: "servicediscovery",
        names: &["name"],
        severities: &[("description", Severity::Info)],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_service_discovery_public_dns_namespace",
        service: "servicediscovery",
        names: &["name"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_service_discovery_http_namespace",
        service: "servicediscovery",
        names: &["name"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_service_discovery_service",
        service: "servicediscovery",
        names: &["name"],
        identity: &["namespace_id", "name"],
        provider_only: &["force_destroy"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_service_discovery_instance",
        service: "servicediscovery",
        identity: &["service_id", "instance_id"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_cloudfront_distribution",
        service: "cloudfront",
        scope: Scope::Global,
        name_scope: NameScope::None,
        identity: &["aliases"],
        provider_only: &["retain_on_delete", "wait_for_deployment"],
        volatile: &["in_progress_validation_batches"],
        primary_alone: true,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_globalaccelerator_accelerator",
        service: "globalaccelerator",
        scope: Scope::Global,
        names: &["name"],
        provider_only: &["timeouts"],
        primary_alone: true,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_globalaccelerator_listener",
        service: "globalaccelerator",
        scope: Scope::Global,
        identity: &["accelerator_arn", "port_range"],
        provider_only: &["timeouts"],
        primary_alone: true,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_globalaccelerator_endpoint_group",
        service: "globalaccelerator",
        identity: &["listener_arn", "endpoint_group_region"],
        provider_only: &["timeouts"],
        primary_alone: true,
        ..Kind::PLAIN
    },
];
