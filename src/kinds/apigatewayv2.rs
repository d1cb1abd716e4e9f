//! API Gateway HTTP and WebSocket APIs.

use super::{Document, Kind, Meaning};
use crate::model::Severity;

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "aws_apigatewayv2_api",
        service: "apigateway",
        names: &["name"],
        documents: &[("body", Document::Json)],
        provider_only: &["fail_on_warnings"],
        severity: Severity::High,
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_apigatewayv2_stage",
        service: "apigateway",
        names: &["name"],
        identity: &["api_id", "name"],
        meanings: &[("access_log_settings.destination_arn", Meaning::LogGroupArn)],
        volatile: &["deployment_id"],
        severity: Severity::High,
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_apigatewayv2_route",
        service: "apigateway",
        identity: &["api_id", "route_key"],
        severity: Severity::High,
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_apigatewayv2_integration",
        service: "apigateway",
        identity: &["api_id", "integration_uri", "integration_type", "integration_method"],
        severity: Severity::High,
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_apigatewayv2_vpc_link",
        service: "apigateway",
        names: &["name"],
        meanings: &[("subnet_ids", Meaning::Presence)],
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_apigatewayv2_domain_name",
        service: "apigateway",
        identity: &["domain_name"],
        provider_only: &["timeouts"],
        severity: Severity::High,
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_apigatewayv2_api_mapping",
        service: "apigateway",
        identity: &["domain_name", "api_mapping_key"],
        severity: Severity::High,
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_apigatewayv2_authorizer",
        service: "apigateway",
        names: &["name"],
        identity: &["api_id", "name"],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_apigatewayv2_deployment",
        service: "apigateway",
        identity: &["api_id"],
        provider_only: &["triggers"],
        ..Kind::PLAIN
    },
];
