//! DynamoDB.

use super::Kind;
use crate::model::Severity;

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    // A global table is declared once and replicated; a rule judges the replica.
    Kind {
        name: "aws_dynamodb_table",
        inline: &[("replica", &["aws_dynamodb_table_replica"])],
        service: "dynamodb",
        names: &["name"],
        keyed: &[
            ("attribute", &["name"]),
            ("global_secondary_index", &["name"]),
            ("local_secondary_index", &["name"]),
        ],
        provider_only: &[
            "timeouts",
            "restore_date_time",
            "restore_source_name",
            "restore_source_table_arn",
            "restore_to_latest_time",
            "import_table",
        ],
        per_site: &["replica"],
        primary_alone: true,
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_dynamodb_table_replica",
        part_of: Some(("aws_dynamodb_table", "global_table_arn")),
        service: "dynamodb",
        identity: &["global_table_arn"],
        primary_alone: true,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_dynamodb_global_table",
        service: "dynamodb",
        names: &["name"],
        primary_alone: true,
        ..Kind::PLAIN
    },
];
