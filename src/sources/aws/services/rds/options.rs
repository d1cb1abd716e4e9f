//! Option groups.
//!
//! The service answers with every setting that an option knows. Terraform keeps those that differ
//! from the default, and so does this. An option's version is left out: the service always has
//! one, a configuration seldom.

use aws_sdk_rds::Client;
use aws_sdk_rds::types::{DbSecurityGroupMembership, Option as GroupOption, OptionGroup};
use futures_util::future::join_all;

use super::{security_groups, tags_of};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{block, list, number, text, texts};

pub(super) async fn groups(c: &Collector, rds: &Client) {
    if !c.wants("DescribeOptionGroups") {
        return;
    }
    let listed = c
        .pages(
            "DescribeOptionGroups",
            |token| rds.describe_option_groups().set_marker(token).max_records(100).send(),
            |page| (page.option_groups_list.unwrap_or_default(), page.marker),
        )
        .await;
    let own = |g: &&OptionGroup| g.option_group_name().is_some_and(|n| !n.starts_with("default:"));
    join_all(listed.iter().filter(own).map(|group| keep(c, rds, group))).await;
}

async fn keep(c: &Collector, rds: &Client, group: &OptionGroup) {
    let name = group.option_group_name().unwrap_or_default();
    let tags = tags_of(c, rds, group.option_group_arn()).await;
    c.keep(
        "DescribeOptionGroups",
        "aws_db_option_group",
        name,
        [
            ("arn", text(group.option_group_arn())),
            ("engine_name", text(group.engine_name())),
            ("major_engine_version", text(group.major_engine_version())),
            ("name", text(Some(name))),
            ("option", list(group.options().iter().map(option))),
            ("option_group_description", text(group.option_group_description())),
            ("tags", tags.clone()),
            ("tags_all", tags),
        ],
    );
}

fn option(option: &GroupOption) -> Value {
    let settings = option.option_settings().iter().filter(|s| s.value() != s.default_value());
    let settings = settings.map(|s| block([("name", text(s.name())), ("value", text(s.value()))]));
    let groups = option.db_security_group_memberships();
    let groups = groups.iter().filter_map(DbSecurityGroupMembership::db_security_group_name);
    block([
        ("db_security_group_memberships", texts(groups)),
        ("option_name", text(option.option_name())),
        ("option_settings", list(settings)),
        ("port", number(option.port().or(Some(0)))),
        (
            "vpc_security_group_memberships",
            security_groups(option.vpc_security_group_memberships()),
        ),
    ])
}
