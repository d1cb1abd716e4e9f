//! KMS. Keys are regional; a multi-Region key shares only its id and material with its replica.

use super::{Document, Kind, NameScope};
use crate::model::Severity;

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "aws_kms_key",
        inline: &[("policy", &["aws_kms_key_policy"])],
        service: "kms",
        documents: &[("policy", Document::IamPolicy)],
        provider_only: &["bypass_policy_lockout_safety_check", "timeouts"],
        per_site: &["custom_key_store_id", "xks_key_id"],
        meaningful_when_off: &["enable_key_rotation", "is_enabled", "multi_region"],
        severity: Severity::High,
        severities: &[
            ("description", Severity::Info),
            ("enable_key_rotation", Severity::Medium),
            ("deletion_window_in_days", Severity::Low),
        ],
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_kms_alias",
        service: "kms",
        names: &["name"],
        provider_only: &["name_prefix"],
        name_scope: NameScope::Region,
        ..Kind::PLAIN
    },
    // The replica lies in DR, its original in the primary region.
    Kind {
        name: "aws_kms_replica_key",
        service: "kms",
        documents: &[("policy", Document::IamPolicy)],
        provider_only: &["bypass_policy_lockout_safety_check"],
        primary_alone: true,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_kms_key_policy",
        part_of: Some(("aws_kms_key", "key_id")),
        service: "kms",
        identity: &["key_id"],
        documents: &[("policy", Document::IamPolicy)],
        provider_only: &["bypass_policy_lockout_safety_check"],
        severity: Severity::High,
        ..Kind::PLAIN
    },
];
