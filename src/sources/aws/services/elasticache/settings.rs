//! Parameter groups, with the parameters that somebody set, and subnet groups.

use aws_sdk_elasticache::Client;
use aws_sdk_elasticache::types::{CacheParameterGroup, CacheSubnetGroup, Parameter, Subnet};
use futures_util::future::join_all;

use super::tags_of;
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::gap::Missing;
use crate::sources::aws::values::{block, list, text, texts};

pub(super) async fn parameter_groups(c: &Collector, cache: &Client) {
    if !c.wants("DescribeCacheParameterGroups") {
        return;
    }
    let listed = c
        .pages(
            "DescribeCacheParameterGroups",
            |token| {
                cache.describe_cache_parameter_groups().set_marker(token).max_records(100).send()
            },
            |page| (page.cache_parameter_groups.unwrap_or_default(), page.marker),
        )
        .await;
    let own = |g: &&CacheParameterGroup| {
        g.cache_parameter_group_name().is_some_and(|n| !n.starts_with("default."))
    };
    join_all(listed.iter().filter(own).map(|group| parameter_group(c, cache, group))).await;
}

async fn parameter_group(c: &Collector, cache: &Client, group: &CacheParameterGroup) {
    let name = group.cache_parameter_group_name().unwrap_or_default();
    let parameters = c.whole(
        "DescribeCacheParameters",
        |token| {
            cache
                .describe_cache_parameters()
                .cache_parameter_group_name(name)
                .source("user")
                .set_marker(token)
                .max_records(100)
                .send()
        },
        |page| (page.parameters.unwrap_or_default(), page.marker),
    );
    let (parameters, tags) = futures_util::join!(parameters, tags_of(c, cache, group.arn()));
    c.keep(
        "DescribeCacheParameterGroups",
        "aws_elasticache_parameter_group",
        name,
        [
            ("arn", text(group.arn())),
            ("description", text(group.description())),
            ("family", text(group.cache_parameter_group_family())),
            ("name", text(Some(name))),
            ("parameter", blocks(parameters)),
            ("tags", tags.clone()),
            ("tags_all", tags),
        ],
    );
}

fn blocks(parameters: Result<Vec<Parameter>, Missing>) -> Value {
    let parameters = match parameters {
        Ok(parameters) => parameters,
        Err(missing) => return missing.value(),
    };
    list(parameters.iter().filter(|p| p.parameter_value().is_some()).map(|p| {
        block([
            ("name", text(p.parameter_name().map(str::to_ascii_lowercase))),
            ("value", text(p.parameter_value())),
        ])
    }))
}

pub(super) async fn subnet_groups(c: &Collector, cache: &Client) {
    if !c.wants("DescribeCacheSubnetGroups") {
        return;
    }
    let listed = c
        .pages(
            "DescribeCacheSubnetGroups",
            |token| cache.describe_cache_subnet_groups().set_marker(token).max_records(100).send(),
            |page| (page.cache_subnet_groups.unwrap_or_default(), page.marker),
        )
        .await;
    join_all(listed.iter().map(|group| subnet_group(c, cache, group))).await;
}

async fn subnet_group(c: &Collector, cache: &Client, group: &CacheSubnetGroup) {
    let name = group.cache_subnet_group_name().unwrap_or_default();
    let tags = tags_of(c, cache, group.arn()).await;
    let subnets = group.subnets().iter().filter_map(Subnet::subnet_identifier);
    c.keep(
        "DescribeCacheSubnetGroups",
        "aws_elasticache_subnet_group",
        name,
        [
            ("arn", text(group.arn())),
            ("description", text(group.cache_subnet_group_description())),
            ("name", text(Some(name))),
            ("subnet_ids", texts(subnets)),
            ("tags", tags.clone()),
            ("tags_all", tags),
            ("vpc_id", text(group.vpc_id())),
        ],
    );
}
