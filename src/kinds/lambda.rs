//! Lambda.

use super::{Kind, Meaning};
use crate::model::Severity;

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "aws_lambda_function",
        service: "lambda",
        names: &["function_name"],
        compared_though_computed: &["code_sha256"],
        provider_only: &[
            "filename",
            "publish",
            "skip_destroy",
            "source_code_hash",
            "timeouts",
            "s3_object_version",
            "replace_security_groups_on_destroy",
            "replacement_security_group_ids",
        ],
        meanings: &[("image_uri", Meaning::Image), ("vpc_config.subnet_ids", Meaning::Presence)],
        severity: Severity::High,
        severities: &[("description", Severity::Info)],
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_lambda_alias",
        service: "lambda",
        names: &["name"],
        identity: &["function_name", "name"],
        volatile: &["function_version"],
        name_references: &[("function_name", "aws_lambda_function")],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_lambda_permission",
        service: "lambda",
        identity: &["function_name", "statement_id"],
        provider_only: &["statement_id_prefix"],
        name_references: &[("function_name", "aws_lambda_function")],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_lambda_event_source_mapping",
        service: "lambda",
        identity: &["function_name", "event_source_arn"],
        volatile: &["last_processing_result"],
        name_references: &[("function_name", "aws_lambda_function")],
        severity: Severity::High,
        meaningful_when_off: &["enabled"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_lambda_layer_version",
        service: "lambda",
        names: &["layer_name"],
        provider_only: &["filename", "skip_destroy", "source_code_hash", "s3_object_version"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_lambda_provisioned_concurrency_config",
        service: "lambda",
        identity: &["function_name", "qualifier"],
        name_references: &[("function_name", "aws_lambda_function")],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_lambda_function_url",
        service: "lambda",
        identity: &["function_name", "qualifier"],
        name_references: &[("function_name", "aws_lambda_function")],
        severity: Severity::High,
        ..Kind::PLAIN
    },
];
