//! How databases are reached: subnet groups and proxies.

use aws_sdk_rds::Client;
use aws_sdk_rds::types::{DbProxy, DbSubnetGroup, Subnet, UserAuthConfigInfo};
use futures_util::future::join_all;

use super::tags_of;
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{block, flag, list, number, text, texts};

pub(super) async fn subnet_groups(c: &Collector, rds: &Client) {
    if !c.wants("DescribeDBSubnetGroups") {
        return;
    }
    let listed = c
        .pages(
            "DescribeDBSubnetGroups",
            |token| rds.describe_db_subnet_groups().set_marker(token).max_records(100).send(),
            |page| (page.db_subnet_groups.unwrap_or_default(), page.marker),
        )
        .await;
    join_all(listed.iter().map(|group| subnet_group(c, rds, group))).await;
}

async fn subnet_group(c: &Collector, rds: &Client, group: &DbSubnetGroup) {
    let name = group.db_subnet_group_name().unwrap_or_default();
    let tags = tags_of(c, rds, group.db_subnet_group_arn()).await;
    let subnets = group.subnets().iter().filter_map(Subnet::subnet_identifier);
    c.keep(
        "DescribeDBSubnetGroups",
        "aws_db_subnet_group",
        name,
        [
            ("arn", text(group.db_subnet_group_arn())),
            ("description", text(group.db_subnet_group_description())),
            ("name", text(Some(name))),
            ("subnet_ids", texts(subnets)),
            ("supported_network_types", texts(group.supported_network_types())),
            ("tags", tags.clone()),
            ("tags_all", tags),
            ("vpc_id", text(group.vpc_id())),
        ],
    );
}

pub(super) async fn proxies(c: &Collector, rds: &Client) {
    if !c.wants("DescribeDBProxies") {
        return;
    }
    let listed = c
        .pages(
            "DescribeDBProxies",
            |token| rds.describe_db_proxies().set_marker(token).max_records(100).send(),
            |page| (page.db_proxies.unwrap_or_default(), page.marker),
        )
        .await;
    join_all(listed.iter().map(|proxy| keep_proxy(c, rds, proxy))).await;
}

async fn keep_proxy(c: &Collector, rds: &Client, proxy: &DbProxy) {
    let name = proxy.db_proxy_name().unwrap_or_default();
    let tags = tags_of(c, rds, proxy.db_proxy_arn()).await;
    c.keep(
        "DescribeDBProxies",
        "aws_db_proxy",
        name,
        [
            ("arn", text(proxy.db_proxy_arn())),
            ("auth", list(proxy.auth().iter().map(auth))),
            ("debug_logging", flag(proxy.debug_logging().or(Some(false)))),
            ("endpoint", text(proxy.endpoint())),
            ("engine_family", text(proxy.engine_family())),
            ("idle_client_timeout", number(proxy.idle_client_timeout())),
            ("name", text(Some(name))),
            ("require_tls", flag(proxy.require_tls().or(Some(false)))),
            ("role_arn", text(proxy.role_arn())),
            ("tags", tags.clone()),
            ("tags_all", tags),
            ("vpc_security_group_ids", texts(proxy.vpc_security_group_ids())),
            ("vpc_subnet_ids", texts(proxy.vpc_subnet_ids())),
        ],
    );
}

fn auth(auth: &UserAuthConfigInfo) -> Value {
    block([
        ("auth_scheme", text(auth.auth_scheme())),
        ("client_password_auth_type", text(auth.client_password_auth_type())),
        ("description", text(auth.description())),
        ("iam_auth", text(auth.iam_auth())),
        ("secret_arn", text(auth.secret_arn())),
        ("username", text(auth.user_name())),
    ])
}
