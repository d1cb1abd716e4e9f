//! Users and their groups. Passwords are never told, only how many there are.

use aws_sdk_elasticache::Client;
use aws_sdk_elasticache::types::{User, UserGroup};
use futures_util::future::join_all;

use super::tags_of;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{at_most_one, block, number, text, texts};

pub(super) async fn users(c: &Collector, cache: &Client) {
    if !c.wants("DescribeUsers") {
        return;
    }
    let listed = c
        .pages(
            "DescribeUsers",
            |token| cache.describe_users().set_marker(token).max_records(100).send(),
            |page| (page.users.unwrap_or_default(), page.marker),
        )
        .await;
    join_all(listed.iter().map(|user| keep(c, cache, user))).await;
}

async fn keep(c: &Collector, cache: &Client, user: &User) {
    let tags = tags_of(c, cache, user.arn()).await;
    let id = user.user_id().unwrap_or_default();
    let authentication = user.authentication().map(|a| {
        block([
            ("password_count", number(a.password_count().or(Some(0)))),
            ("type", text(a.r#type())),
        ])
    });
    c.keep(
        "DescribeUsers",
        "aws_elasticache_user",
        id,
        [
            ("access_string", text(user.access_string())),
            ("arn", text(user.arn())),
            ("authentication_mode", at_most_one(authentication)),
            ("engine", text(user.engine())),
            ("tags", tags.clone()),
            ("tags_all", tags),
            ("user_id", text(Some(id))),
            ("user_name", text(user.user_name())),
        ],
    );
}

pub(super) async fn groups(c: &Collector, cache: &Client) {
    if !c.wants("DescribeUserGroups") {
        return;
    }
    let listed = c
        .pages(
            "DescribeUserGroups",
            |token| cache.describe_user_groups().set_marker(token).max_records(100).send(),
            |page| (page.user_groups.unwrap_or_default(), page.marker),
        )
        .await;
    join_all(listed.iter().map(|group| keep_group(c, cache, group))).await;
}

async fn keep_group(c: &Collector, cache: &Client, group: &UserGroup) {
    let tags = tags_of(c, cache, group.arn()).await;
    let id = group.user_group_id().unwrap_or_default();
    c.keep(
        "DescribeUserGroups",
        "aws_elasticache_user_group",
        id,
        [
            ("arn", text(group.arn())),
            ("engine", text(group.engine())),
            ("tags", tags.clone()),
            ("tags_all", tags),
            ("user_group_id", text(Some(id))),
            ("user_ids", texts(group.user_ids())),
        ],
    );
}
