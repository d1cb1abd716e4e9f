//! Users with their policies, groups and access keys; groups with their policies.
//!
//! `aws_iam_group_membership` is not told: its name is the configuration's alone. The groups of a
//! user are `aws_iam_user_group_membership`.

use aws_sdk_iam::Client;
use aws_sdk_iam::types::{GroupDetail, UserDetail};

use super::{DETAILS, Owner, tag_map, time};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{text, texts};

/// Keeps a user and what hangs on it.
pub(super) async fn keep(c: &Collector, iam: &Client, user: &UserDetail) {
    let name = user.user_name().unwrap_or_default();
    let tags = tag_map(user.tags());
    let boundary = user.permissions_boundary().and_then(|b| b.permissions_boundary_arn());
    c.keep(
        DETAILS,
        "aws_iam_user",
        name,
        [
            ("arn", text(user.arn())),
            ("name", text(user.user_name())),
            ("path", text(user.path())),
            ("permissions_boundary", text(boundary)),
            ("tags", tags.clone()),
            ("tags_all", tags),
            ("unique_id", text(user.user_id())),
        ],
    );
    let owner = Owner {
        attribute: "user",
        name,
        policy: "aws_iam_user_policy",
        attachment: "aws_iam_user_policy_attachment",
    };
    owner.keep(c, user.user_policy_list(), user.attached_managed_policies());
    if !user.group_list().is_empty() {
        let groups = texts(user.group_list());
        let attributes = [("groups", groups), ("user", Value::text(name))];
        // Terraform makes an id up.
        c.keep(DETAILS, "aws_iam_user_group_membership", name, attributes);
    }
    access_keys(c, iam, name).await;
}

async fn access_keys(c: &Collector, iam: &Client, user: &str) {
    if !c.wants("ListAccessKeys") {
        return;
    }
    let keys = c
        .pages(
            "ListAccessKeys",
            |marker| {
                iam.list_access_keys().user_name(user).set_marker(marker).max_items(1000).send()
            },
            |page| (page.access_key_metadata, page.marker.filter(|_| page.is_truncated)),
        )
        .await;
    for key in keys {
        c.keep(
            "ListAccessKeys",
            "aws_iam_access_key",
            key.access_key_id().unwrap_or_default(),
            [
                ("create_date", time(key.create_date())),
                ("status", text(key.status())),
                ("user", Value::text(user)),
            ],
        );
    }
}

/// Keeps a group and what hangs on it.
pub(super) fn keep_group(c: &Collector, group: &GroupDetail) {
    let name = group.group_name().unwrap_or_default();
    c.keep(
        DETAILS,
        "aws_iam_group",
        name,
        [
            ("arn", text(group.arn())),
            ("name", text(group.group_name())),
            ("path", text(group.path())),
            ("unique_id", text(group.group_id())),
        ],
    );
    let owner = Owner {
        attribute: "group",
        name,
        policy: "aws_iam_group_policy",
        attachment: "aws_iam_group_policy_attachment",
    };
    owner.keep(c, group.group_policy_list(), group.attached_managed_policies());
}
