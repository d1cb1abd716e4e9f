//! SQS and SNS.

use super::{Document, Kind};
use crate::model::Severity;

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "aws_sqs_queue",
        inline: &[
            ("policy", &["aws_sqs_queue_policy"]),
            ("redrive_policy", &["aws_sqs_queue_redrive_policy"]),
            ("redrive_allow_policy", &["aws_sqs_queue_redrive_allow_policy"]),
        ],
        service: "sqs",
        names: &["name"],
        documents: &[
            ("policy", Document::IamPolicy),
            ("redrive_policy", Document::Json),
            ("redrive_allow_policy", Document::Json),
        ],
        provider_only: &["name_prefix", "timeouts"],
        severity: Severity::Medium,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_sqs_queue_policy",
        part_of: Some(("aws_sqs_queue", "queue_url")),
        service: "sqs",
        identity: &["queue_url"],
        documents: &[("policy", Document::IamPolicy)],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_sqs_queue_redrive_policy",
        part_of: Some(("aws_sqs_queue", "queue_url")),
        service: "sqs",
        identity: &["queue_url"],
        documents: &[("redrive_policy", Document::Json)],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_sqs_queue_redrive_allow_policy",
        part_of: Some(("aws_sqs_queue", "queue_url")),
        service: "sqs",
        identity: &["queue_url"],
        documents: &[("redrive_allow_policy", Document::Json)],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_sns_topic",
        inline: &[("policy", &["aws_sns_topic_policy"])],
        service: "sns",
        names: &["name"],
        documents: &[
            ("policy", Document::IamPolicy),
            ("delivery_policy", Document::Json),
            ("archive_policy", Document::Json),
        ],
        provider_only: &["name_prefix"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_sns_topic_policy",
        part_of: Some(("aws_sns_topic", "arn")),
        service: "sns",
        identity: &["arn"],
        documents: &[("policy", Document::IamPolicy)],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_sns_topic_subscription",
        service: "sns",
        identity: &["topic_arn", "protocol", "endpoint"],
        documents: &[
            ("filter_policy", Document::Json),
            ("redrive_policy", Document::Json),
            ("delivery_policy", Document::Json),
        ],
        provider_only: &["confirmation_timeout_in_minutes", "endpoint_auto_confirms"],
        severity: Severity::High,
        ..Kind::PLAIN
    },
];
