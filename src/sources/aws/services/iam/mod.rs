//! IAM: roles, users, groups and policies of the account, instance profiles, identity providers.
//!
//! One paged answer, GetAccountAuthorizationDetails, holds nearly everything with all documents
//! (percent-encoded) and attachments; only the entities that are looked at are asked for. It leaves
//! out the description and session duration of roles, which ListRoles tells for all roles at once,
//! and the description and tags of policies.

mod permissions;
mod policies;
mod profiles;
mod providers;
mod roles;
mod users;

pub(super) use permissions::PERMISSIONS;

use aws_sdk_iam::Client;
use aws_sdk_iam::operation::get_account_authorization_details::GetAccountAuthorizationDetailsOutput as Details;
use aws_sdk_iam::types::{AttachedPolicy, EntityType, PolicyDetail, Tag};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use futures_util::future::join_all;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{percent_decoded, tags, text};

/// The call that lists most kinds.
const DETAILS: &str = "GetAccountAuthorizationDetails";

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "iam",
    asked: Asked::PerAccount,
    operations: &[
        Operation::lists(
            DETAILS,
            "iam:GetAccountAuthorizationDetails",
            &[
                "aws_iam_access_key",
                "aws_iam_group",
                "aws_iam_group_policy",
                "aws_iam_group_policy_attachment",
                "aws_iam_policy",
                "aws_iam_role",
                "aws_iam_role_policy",
                "aws_iam_role_policy_attachment",
                "aws_iam_service_linked_role",
                "aws_iam_user",
                "aws_iam_user_group_membership",
                "aws_iam_user_policy",
                "aws_iam_user_policy_attachment",
            ],
        ),
        Operation::fills(
            "ListRoles",
            "iam:ListRoles",
            &[
                ("aws_iam_role", &["description", "max_session_duration"]),
                ("aws_iam_service_linked_role", &["description"]),
            ],
        ),
        Operation::fills(
            "GetPolicy",
            "iam:GetPolicy",
            &[("aws_iam_policy", &["description", "tags", "tags_all"])],
        ),
        Operation::lists("ListAccessKeys", "iam:ListAccessKeys", &["aws_iam_access_key"]),
        Operation::lists(
            "ListInstanceProfiles",
            "iam:ListInstanceProfiles",
            &["aws_iam_instance_profile"],
        ),
        Operation::fills(
            "GetInstanceProfile",
            "iam:GetInstanceProfile",
            &[("aws_iam_instance_profile", &["tags", "tags_all"])],
        ),
        Operation::lists(
            "ListOpenIDConnectProviders",
            "iam:ListOpenIDConnectProviders",
            &["aws_iam_openid_connect_provider"],
        ),
        Operation::lists(
            "GetOpenIDConnectProvider",
            "iam:GetOpenIDConnectProvider",
            &["aws_iam_openid_connect_provider"],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

/// The entities of the account, with the kinds that are read from each.
const ENTITIES: &[(EntityType, &[&str])] = &[
    (
        EntityType::Role,
        &[
            "aws_iam_role",
            "aws_iam_role_policy",
            "aws_iam_role_policy_attachment",
            "aws_iam_service_linked_role",
        ],
    ),
    (
        EntityType::User,
        &[
            "aws_iam_access_key",
            "aws_iam_user",
            "aws_iam_user_group_membership",
            "aws_iam_user_policy",
            "aws_iam_user_policy_attachment",
        ],
    ),
    (
        EntityType::Group,
        &["aws_iam_group", "aws_iam_group_policy", "aws_iam_group_policy_attachment"],
    ),
    (EntityType::LocalManagedPolicy, &["aws_iam_policy"]),
];

async fn collect(c: Collector) {
    let iam = client!(c, aws_sdk_iam);
    futures_util::join!(
        account(&c, &iam),
        profiles::collect(&c, &iam),
        providers::collect(&c, &iam),
    );
}

async fn account(c: &Collector, iam: &Client) {
    if !c.wants(DETAILS) {
        return;
    }
    let (pages, told) = futures_util::join!(details(c, iam), roles::told(c, iam));
    for role in pages.iter().flat_map(Details::role_detail_list) {
        roles::keep(c, role, &told);
    }
    for group in pages.iter().flat_map(Details::group_detail_list) {
        users::keep_group(c, group);
    }
    let users = pages.iter().flat_map(Details::user_detail_list);
    let policies = pages.iter().flat_map(Details::policies);
    futures_util::join!(
        join_all(users.map(|user| users::keep(c, iam, user))),
        join_all(policies.map(|policy| policies::keep(c, iam, policy))),
    );
}

async fn details(c: &Collector, iam: &Client) -> Vec<Details> {
    let looked_at = |kinds: &[&str]| kinds.iter().any(|kind| c.wants_kind(kind));
    let entities: Vec<EntityType> = ENTITIES
        .iter()
        .filter(|(_, kinds)| looked_at(kinds))
        .map(|(entity, _)| entity.clone())
        .collect();
    c.pages(
        DETAILS,
        |marker| {
            iam.get_account_authorization_details()
                .set_filter(Some(entities.clone()))
                .set_marker(marker)
                .max_items(1000)
                .send()
        },
        |page| {
            let next = page.marker.clone().filter(|_| page.is_truncated);
            (vec![page], next)
        },
    )
    .await
}

/// The kinds of what hangs on a role, a user or a group, with the attribute that names the owner.
struct Owner<'a> {
    attribute: &'static str,
    name: &'a str,
    policy: &'static str,
    attachment: &'static str,
}

impl Owner<'_> {
    /// Keeps the inline policies and the attachments, each as a resource of its own.
    fn keep(&self, c: &Collector, inline: &[PolicyDetail], attached: &[AttachedPolicy]) {
        for policy in inline {
            let id = format!("{}:{}", self.name, policy.policy_name().unwrap_or_default());
            c.keep(
                DETAILS,
                self.policy,
                &id,
                [
                    ("name", text(policy.policy_name())),
                    ("policy", document(policy.policy_document())),
                    (self.attribute, Value::text(self.name)),
                ],
            );
        }
        for arn in attached.iter().filter_map(AttachedPolicy::policy_arn) {
            // As an import makes it; one that Terraform attached ends in a time of its own.
            let id = format!("{}-{arn}", self.name);
            let attributes =
                [("policy_arn", Value::text(arn)), (self.attribute, Value::text(self.name))];
            c.keep(DETAILS, self.attachment, &id, attributes);
        }
    }
}

/// A JSON document.
fn document(encoded: Option<&str>) -> Value {
    text(encoded.map(percent_decoded))
}

fn tag_map(list: &[Tag]) -> Value {
    tags(list.iter().map(|t| (Some(t.key()), Some(t.value()))))
}

/// A time in whole seconds, as Terraform writes it.
fn time(at: Option<&DateTime>) -> Value {
    text(at.and_then(|at| DateTime::from_secs(at.secs()).fmt(Format::DateTime).ok()))
}
