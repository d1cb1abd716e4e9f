//! IAM. Names are unique in the account, over all regions
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>).

use super::{Document, Kind, NameScope, Scope};
use crate::model::Severity;

const GLOBAL: Kind = Kind {
    service: "iam",
    scope: Scope::Global,
    name_scope: NameScope::Account,
    severity: Severity::High,
    missing: Severity::High,
    ..Kind::PLAIN
};
const ATTACHED: Kind = Kind { name_scope: NameScope::None, ..GLOBAL };

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "aws_iam_role",
        inline: &[
            ("inline_policy", &["aws_iam_role_policy"]),
            ("managed_policy_arns", &["aws_iam_role_policy_attachment"]),
        ],
        names: &["name"],
        documents: &[
            ("assume_role_policy", Document::IamPolicy),
            ("inline_policy.policy", Document::IamPolicy),
        ],
        provider_only: &["force_detach_policies", "name_prefix"],
        keyed: &[("inline_policy", &["name"])],
        severities: &[("description", Severity::Info), ("max_session_duration", Severity::Low)],
        missing: Severity::Critical,
        ..GLOBAL
    },
    Kind {
        name: "aws_iam_policy",
        names: &["name"],
        documents: &[("policy", Document::IamPolicy)],
        provider_only: &["name_prefix"],
        volatile: &["attachment_count"],
        severities: &[("description", Severity::Info)],
        ..GLOBAL
    },
    Kind {
        name: "aws_iam_role_policy",
        part_of: Some(("aws_iam_role", "role")),
        names: &["name"],
        identity: &["role", "name"],
        documents: &[("policy", Document::IamPolicy)],
        provider_only: &["name_prefix"],
        name_references: &[("role", "aws_iam_role")],
        ..ATTACHED
    },
    Kind {
        name: "aws_iam_role_policy_attachment",
        part_of: Some(("aws_iam_role", "role")),
        identity: &["role", "policy_arn"],
        name_references: &[("role", "aws_iam_role")],
        ..ATTACHED
    },
    Kind { name: "aws_iam_policy_attachment", names: &["name"], ..ATTACHED },
    Kind {
        name: "aws_iam_instance_profile",
        names: &["name"],
        provider_only: &["name_prefix"],
        name_references: &[("role", "aws_iam_role")],
        ..GLOBAL
    },
    Kind { name: "aws_iam_user", names: &["name"], provider_only: &["force_destroy"], ..GLOBAL },
    Kind {
        name: "aws_iam_user_policy",
        names: &["name"],
        identity: &["user", "name"],
        documents: &[("policy", Document::IamPolicy)],
        provider_only: &["name_prefix"],
        name_references: &[("user", "aws_iam_user")],
        ..ATTACHED
    },
    Kind {
        name: "aws_iam_user_policy_attachment",
        identity: &["user", "policy_arn"],
        name_references: &[("user", "aws_iam_user")],
        ..ATTACHED
    },
    Kind { name: "aws_iam_group", names: &["name"], ..GLOBAL },
    Kind {
        name: "aws_iam_group_policy",
        names: &["name"],
        identity: &["group", "name"],
        documents: &[("policy", Document::IamPolicy)],
        provider_only: &["name_prefix"],
        name_references: &[("group", "aws_iam_group")],
        ..ATTACHED
    },
    Kind {
        name: "aws_iam_group_policy_attachment",
        identity: &["group", "policy_arn"],
        name_references: &[("group", "aws_iam_group")],
        ..ATTACHED
    },
    Kind { name: "aws_iam_group_membership", names: &["name"], ..ATTACHED },
    Kind { name: "aws_iam_user_group_membership", identity: &["user"], ..ATTACHED },
    Kind {
        name: "aws_iam_access_key",
        identity: &["user"],
        secrets: &["secret", "ses_smtp_password_v4"],
        ..ATTACHED
    },
    Kind { name: "aws_iam_openid_connect_provider", identity: &["url"], ..ATTACHED },
    // Made by AWS, one per service and account.
    Kind {
        name: "aws_iam_service_linked_role",
        identity: &["aws_service_name"],
        primary_alone: true,
        ..ATTACHED
    },
];
