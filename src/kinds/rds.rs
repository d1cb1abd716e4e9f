//! RDS and Aurora.
//!
//! In a Global Database the secondary cluster takes user, database name and password from the
//! primary, so these are unset on one side by design.

use super::{Kind, Meaning};
use crate::model::Severity;

/// What the writer has and a secondary has not.
const WRITER_ONLY: &[&str] = &[
    "availability_zones",
    "cluster_members",
    "database_name",
    "global_cluster_identifier",
    "master_username",
    "master_password",
    "manage_master_user_password",
    "master_user_secret_kms_key_id",
    "preferred_backup_window",
    "preferred_maintenance_window",
    "replication_source_identifier",
    "snapshot_identifier",
    "source_region",
    "restore_to_point_in_time",
    "enable_global_write_forwarding",
];

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "aws_rds_cluster",
        volatile: &["cluster_members"],
        service: "rds",
        names: &["cluster_identifier"],
        provider_only: &[
            "allow_major_version_upgrade",
            "apply_immediately",
            "cluster_identifier_prefix",
            "delete_automated_backups",
            "final_snapshot_identifier",
            "skip_final_snapshot",
            "timeouts",
            "enable_http_endpoint",
        ],
        per_site: WRITER_ONLY,
        meanings: &[("engine_version", Meaning::VersionPrefix)],
        name_references: &[
            ("db_subnet_group_name", "aws_db_subnet_group"),
            ("db_cluster_parameter_group_name", "aws_rds_cluster_parameter_group"),
            ("db_instance_parameter_group_name", "aws_db_parameter_group"),
        ],
        meaningful_when_off: &[
            "deletion_protection",
            "storage_encrypted",
            "copy_tags_to_snapshot",
            "iam_database_authentication_enabled",
        ],
        severity: Severity::High,
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    // One for both regions, declared once.
    Kind {
        name: "aws_rds_global_cluster",
        service: "rds",
        names: &["global_cluster_identifier"],
        scope: super::Scope::Global,
        provider_only: &["force_destroy", "timeouts"],
        volatile: &["global_cluster_members", "global_cluster_members"],
        primary_alone: true,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_rds_cluster_instance",
        service: "rds",
        names: &["identifier"],
        identity: &["cluster_identifier", "promotion_tier"],
        provider_only: &["apply_immediately", "identifier_prefix", "force_destroy", "timeouts"],
        per_site: &[
            "availability_zone",
            "preferred_backup_window",
            "preferred_maintenance_window",
            "ca_cert_identifier",
        ],
        volatile: &["writer"],
        meanings: &[("engine_version", Meaning::VersionPrefix)],
        name_references: &[
            ("cluster_identifier", "aws_rds_cluster"),
            ("db_subnet_group_name", "aws_db_subnet_group"),
            ("db_parameter_group_name", "aws_db_parameter_group"),
        ],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_rds_cluster_parameter_group",
        service: "rds",
        names: &["name"],
        provider_only: &["name_prefix"],
        keyed: &[("parameter", &["name"])],
        severity: Severity::High,
        severities: &[("description", Severity::Low)],
        missing: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_rds_cluster_endpoint",
        service: "rds",
        names: &["cluster_endpoint_identifier"],
        name_references: &[("cluster_identifier", "aws_rds_cluster")],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_rds_cluster_role_association",
        service: "rds",
        identity: &["db_cluster_identifier", "feature_name"],
        name_references: &[("db_cluster_identifier", "aws_rds_cluster")],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_db_instance",
        service: "rds",
        names: &["identifier"],
        provider_only: &[
            "allow_major_version_upgrade",
            "apply_immediately",
            "delete_automated_backups",
            "final_snapshot_identifier",
            "identifier_prefix",
            "skip_final_snapshot",
            "timeouts",
        ],
        per_site: &[
            "availability_zone",
            "backup_window",
            "maintenance_window",
            "replicate_source_db",
            "db_name",
            "username",
            "password",
            "manage_master_user_password",
            "snapshot_identifier",
            "ca_cert_identifier",
            "restore_to_point_in_time",
        ],
        volatile: &["latest_restorable_time"],
        meanings: &[("engine_version", Meaning::VersionPrefix)],
        name_references: &[
            ("db_subnet_group_name", "aws_db_subnet_group"),
            ("parameter_group_name", "aws_db_parameter_group"),
            ("option_group_name", "aws_db_option_group"),
        ],
        meaningful_when_off: &[
            "deletion_protection",
            "storage_encrypted",
            "multi_az",
            "iam_database_authentication_enabled",
        ],
        severity: Severity::High,
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_db_parameter_group",
        service: "rds",
        names: &["name"],
        provider_only: &["name_prefix", "skip_destroy"],
        keyed: &[("parameter", &["name"])],
        severity: Severity::High,
        severities: &[("description", Severity::Low)],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_db_option_group",
        service: "rds",
        names: &["name"],
        provider_only: &["name_prefix", "skip_destroy", "timeouts"],
        keyed: &[("option", &["option_name"])],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_db_subnet_group",
        service: "rds",
        names: &["name"],
        provider_only: &["name_prefix"],
        meanings: &[("subnet_ids", Meaning::Presence)],
        severities: &[("description", Severity::Low)],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_db_proxy",
        service: "rds",
        names: &["name"],
        meanings: &[("vpc_subnet_ids", Meaning::Presence)],
        provider_only: &["timeouts"],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_db_instance_automated_backups_replication",
        service: "rds",
        primary_alone: true,
        provider_only: &["timeouts"],
        ..Kind::PLAIN
    },
];
