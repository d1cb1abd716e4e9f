//! Instance profiles. The roles' own details hold them too, but not those without a role.

use aws_sdk_iam::Client;
use aws_sdk_iam::types::InstanceProfile;
use futures_util::future::join_all;

use super::{tag_map, time};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::text;

/// Collects the instance profiles.
pub(super) async fn collect(c: &Collector, iam: &Client) {
    if !c.wants("ListInstanceProfiles") {
        return;
    }
    let profiles = c
        .pages(
            "ListInstanceProfiles",
            |marker| iam.list_instance_profiles().set_marker(marker).max_items(1000).send(),
            |page| (page.instance_profiles, page.marker.filter(|_| page.is_truncated)),
        )
        .await;
    join_all(profiles.iter().map(|profile| keep(c, iam, profile))).await;
}

async fn keep(c: &Collector, iam: &Client, profile: &InstanceProfile) {
    let name = profile.instance_profile_name();
    let tags = tags_of(c, iam, name).await;
    c.keep(
        "ListInstanceProfiles",
        "aws_iam_instance_profile",
        name,
        [
            ("arn", Value::text(profile.arn())),
            ("create_date", time(Some(profile.create_date()))),
            ("name", Value::text(name)),
            ("path", Value::text(profile.path())),
            ("role", text(profile.roles().first().map(|r| r.role_name()))),
            ("tags", tags.clone()),
            ("tags_all", tags),
            ("unique_id", Value::text(profile.instance_profile_id())),
        ],
    );
}

/// Tags are in no listing.
async fn tags_of(c: &Collector, iam: &Client, name: &str) -> Value {
    let request = iam.get_instance_profile().instance_profile_name(name).send();
    match c.call("GetInstanceProfile", request).await {
        Ok(answer) => answer.instance_profile().map_or(Value::Null, |p| tag_map(p.tags())),
        Err(missing) => missing.value(),
    }
}
