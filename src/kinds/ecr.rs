//! ECR.

use super::{Document, Kind};
use crate::model::Severity;

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "aws_ecr_repository",
        service: "ecr",
        names: &["name"],
        provider_only: &["force_delete", "timeouts"],
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    // Declared where images are pushed; the other region receives.
    Kind {
        name: "aws_ecr_replication_configuration",
        service: "ecr",
        primary_alone: true,
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_ecr_repository_policy",
        service: "ecr",
        identity: &["repository"],
        documents: &[("policy", Document::IamPolicy)],
        name_references: &[("repository", "aws_ecr_repository")],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_ecr_lifecycle_policy",
        service: "ecr",
        identity: &["repository"],
        documents: &[("policy", Document::Json)],
        name_references: &[("repository", "aws_ecr_repository")],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_ecr_registry_policy",
        service: "ecr",
        documents: &[("policy", Document::IamPolicy)],
        primary_alone: true,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_ecr_pull_through_cache_rule",
        service: "ecr",
        identity: &["ecr_repository_prefix"],
        ..Kind::PLAIN
    },
];
