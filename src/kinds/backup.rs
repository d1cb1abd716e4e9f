//! AWS Backup.

use super::{Document, Kind};
use crate::model::Severity;

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "aws_backup_vault",
        service: "backup",
        names: &["name"],
        provider_only: &["force_destroy", "timeouts"],
        volatile: &["recovery_points"],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_backup_vault_policy",
        service: "backup",
        identity: &["backup_vault_name"],
        documents: &[("policy", Document::IamPolicy)],
        name_references: &[("backup_vault_name", "aws_backup_vault")],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_backup_plan",
        service: "backup",
        names: &["name"],
        keyed: &[("rule", &["rule_name"])],
        volatile: &["version"],
        severity: Severity::High,
        primary_alone: true,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_backup_selection",
        service: "backup",
        names: &["name"],
        primary_alone: true,
        ..Kind::PLAIN
    },
];
