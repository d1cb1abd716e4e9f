//! Secrets Manager, SSM parameters and ACM certificates.

use super::{Document, Kind, Meaning};
use crate::model::Severity;

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    // A replicated secret is declared in the primary region alone; a rule judges the replica.
    Kind {
        name: "aws_secretsmanager_secret",
        inline: &[("policy", &["aws_secretsmanager_secret_policy"])],
        service: "secretsmanager",
        names: &["name"],
        documents: &[("policy", Document::IamPolicy)],
        provider_only: &[
            "force_overwrite_replica_secret",
            "recovery_window_in_days",
            "name_prefix",
        ],
        per_site: &["replica"],
        primary_alone: true,
        severity: Severity::High,
        severities: &[("description", Severity::Info)],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_secretsmanager_secret_version",
        service: "secretsmanager",
        identity: &["secret_id"],
        secrets: &["secret_string", "secret_binary"],
        per_site: &["version_stages", "secret_string", "secret_binary", "secret_string_wo_version"],
        primary_alone: true,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_secretsmanager_secret_policy",
        part_of: Some(("aws_secretsmanager_secret", "secret_arn")),
        service: "secretsmanager",
        identity: &["secret_arn"],
        documents: &[("policy", Document::IamPolicy)],
        provider_only: &["block_public_policy"],
        primary_alone: true,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_secretsmanager_secret_rotation",
        service: "secretsmanager",
        identity: &["secret_id"],
        provider_only: &["rotate_immediately"],
        primary_alone: true,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_ssm_parameter",
        service: "ssm",
        names: &["name"],
        provider_only: &["overwrite"],
        volatile: &["version"],
        secrets: &["value", "value_wo"],
        // The same text in another attribute for insecure values; one of both is enough.
        per_site: &["insecure_value", "value_wo_version"],
        severity: Severity::High,
        severities: &[("description", Severity::Info)],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_acm_certificate",
        service: "acm",
        identity: &["domain_name", "subject_alternative_names"],
        secrets: &["private_key"],
        per_site: &["certificate_authority_arn", "early_renewal_duration"],
        provider_only: &["validation_option"],
        meanings: &[("domain_name", Meaning::DnsName)],
        severity: Severity::High,
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_acm_certificate_validation",
        service: "acm",
        identity: &["certificate_arn"],
        provider_only: &["timeouts", "validation_record_fqdns"],
        ..Kind::PLAIN
    },
];
