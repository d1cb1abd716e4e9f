//! ElastiCache.

use super::{Kind, Meaning};
use crate::model::Severity;

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "aws_elasticache_replication_group",
        service: "elasticache",
        names: &["replication_group_id"],
        provider_only: &[
            "apply_immediately",
            "final_snapshot_identifier",
            "timeouts",
            "auth_token_update_strategy",
        ],
        per_site: &[
            "preferred_cache_cluster_azs",
            "maintenance_window",
            "snapshot_window",
            "global_replication_group_id",
            "snapshot_arns",
            "snapshot_name",
        ],
        volatile: &["member_clusters", "engine_version_actual"],
        meanings: &[("engine_version", Meaning::VersionPrefix)],
        name_references: &[
            ("parameter_group_name", "aws_elasticache_parameter_group"),
            ("subnet_group_name", "aws_elasticache_subnet_group"),
        ],
        secrets: &["auth_token"],
        meaningful_when_off: &[
            "at_rest_encryption_enabled",
            "transit_encryption_enabled",
            "automatic_failover_enabled",
            "multi_az_enabled",
        ],
        severities: &[
            ("engine_version", Severity::High),
            ("transit_encryption_enabled", Severity::High),
            ("description", Severity::Low),
        ],
        missing: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_elasticache_cluster",
        service: "elasticache",
        names: &["cluster_id"],
        provider_only: &["apply_immediately", "final_snapshot_identifier", "timeouts"],
        per_site: &[
            "availability_zone",
            "preferred_availability_zones",
            "maintenance_window",
            "snapshot_window",
            "snapshot_arns",
            "snapshot_name",
        ],
        meanings: &[("engine_version", Meaning::VersionPrefix)],
        name_references: &[
            ("parameter_group_name", "aws_elasticache_parameter_group"),
            ("subnet_group_name", "aws_elasticache_subnet_group"),
        ],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_elasticache_parameter_group",
        service: "elasticache",
        names: &["name"],
        keyed: &[("parameter", &["name"])],
        severity: Severity::High,
        severities: &[("description", Severity::Low)],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_elasticache_subnet_group",
        service: "elasticache",
        names: &["name"],
        meanings: &[("subnet_ids", Meaning::Presence)],
        severities: &[("description", Severity::Low)],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_elasticache_user",
        service: "elasticache",
        names: &["user_id"],
        secrets: &["passwords", "authentication_mode.passwords"],
        provider_only: &["timeouts", "no_password_required"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_elasticache_user_group",
        service: "elasticache",
        names: &["user_group_id"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_elasticache_global_replication_group",
        service: "elasticache",
        names: &["global_replication_group_id_suffix"],
        primary_alone: true,
        provider_only: &["timeouts"],
        ..Kind::PLAIN
    },
];
