//! Parameter groups of clusters and of instances, with the parameters that somebody set.

use aws_sdk_rds::Client;
use aws_sdk_rds::types::{DbClusterParameterGroup, DbParameterGroup, Parameter};
use futures_util::future::join_all;

use super::{foreign, tags_of};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::gap::Missing;
use crate::sources::aws::values::{block, list, text};

/// The parameters that differ from what the engine or RDS would take.
const USER: &str = "user";

pub(super) async fn cluster_groups(c: &Collector, rds: &Client) {
    if !c.wants("DescribeDBClusterParameterGroups") {
        return;
    }
    let listed = c
        .pages(
            "DescribeDBClusterParameterGroups",
            |token| {
                rds.describe_db_cluster_parameter_groups().set_marker(token).max_records(100).send()
            },
            |page| (page.db_cluster_parameter_groups.unwrap_or_default(), page.marker),
        )
        .await;
    let own = |g: &&DbClusterParameterGroup| {
        is_own(g.db_cluster_parameter_group_name(), g.db_parameter_group_family())
    };
    join_all(listed.iter().filter(own).map(|group| cluster_group(c, rds, group))).await;
}

async fn cluster_group(c: &Collector, rds: &Client, group: &DbClusterParameterGroup) {
    let name = group.db_cluster_parameter_group_name().unwrap_or_default();
    let parameters = c.whole(
        "DescribeDBClusterParameters",
        |token| {
            rds.describe_db_cluster_parameters()
                .db_cluster_parameter_group_name(name)
                .source(USER)
                .set_marker(token)
                .max_records(100)
                .send()
        },
        |page| (page.parameters.unwrap_or_default(), page.marker),
    );
    let arn = group.db_cluster_parameter_group_arn();
    let (parameters, tags) = futures_util::join!(parameters, tags_of(c, rds, arn));
    c.keep(
        "DescribeDBClusterParameterGroups",
        "aws_rds_cluster_parameter_group",
        name,
        [
            ("arn", text(arn)),
            ("description", text(group.description())),
            ("family", text(group.db_parameter_group_family())),
            ("name", text(Some(name))),
            ("parameter", blocks(parameters)),
            ("tags", tags.clone()),
            ("tags_all", tags),
        ],
    );
}

pub(super) async fn instance_groups(c: &Collector, rds: &Client) {
    if !c.wants("DescribeDBParameterGroups") {
        return;
    }
    let listed = c
        .pages(
            "DescribeDBParameterGroups",
            |token| rds.describe_db_parameter_groups().set_marker(token).max_records(100).send(),
            |page| (page.db_parameter_groups.unwrap_or_default(), page.marker),
        )
        .await;
    let own =
        |g: &&DbParameterGroup| is_own(g.db_parameter_group_name(), g.db_parameter_group_family());
    join_all(listed.iter().filter(own).map(|group| instance_group(c, rds, group))).await;
}

async fn instance_group(c: &Collector, rds: &Client, group: &DbParameterGroup) {
    let name = group.db_parameter_group_name().unwrap_or_default();
    let parameters = c.whole(
        "DescribeDBParameters",
        |token| {
            rds.describe_db_parameters()
                .db_parameter_group_name(name)
                .source(USER)
                .set_marker(token)
                .max_records(100)
                .send()
        },
        |page| (page.parameters.unwrap_or_default(), page.marker),
    );
    let arn = group.db_parameter_group_arn();
    let (parameters, tags) = futures_util::join!(parameters, tags_of(c, rds, arn));
    c.keep(
        "DescribeDBParameterGroups",
        "aws_db_parameter_group",
        name,
        [
            ("arn", text(arn)),
            ("description", text(group.description())),
            ("family", text(group.db_parameter_group_family())),
            ("name", text(Some(name))),
            ("parameter", blocks(parameters)),
            ("tags", tags.clone()),
            ("tags_all", tags),
        ],
    );
}

fn is_own(name: Option<&str>, family: Option<&str>) -> bool {
    !foreign(family) && name.is_some_and(|n| !n.starts_with("default."))
}

/// Names and methods in lower case, as Terraform writes them.
fn blocks(parameters: Result<Vec<Parameter>, Missing>) -> Value {
    let parameters = match parameters {
        Ok(parameters) => parameters,
        Err(missing) => return missing.value(),
    };
    list(parameters.iter().map(|p| {
        block([
            ("apply_method", text(p.apply_method().map(|m| m.as_str().to_ascii_lowercase()))),
            ("name", text(p.parameter_name().map(str::to_ascii_lowercase))),
            ("value", text(Some(p.parameter_value().unwrap_or_default()))),
        ])
    }))
}
