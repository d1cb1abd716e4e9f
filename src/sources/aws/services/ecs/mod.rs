//! ECS: clusters and their capacity providers, services, and the task definitions that services
//! use.
//!
//! Listings answer with ARNs only, and the calls that describe them take no more than a hundred
//! clusters or ten services. Task definitions are never deleted and pile up with each deployment,
//! so only the revisions that a service runs are looked at.

mod containers;
mod service;
mod task_definition;

use aws_sdk_ecs::Client;
use aws_sdk_ecs::types::{
    CapacityProvider, CapacityProviderField, CapacityProviderStatus, CapacityProviderStrategyItem,
    Cluster, ClusterConfiguration, ClusterField, Tag,
};
use futures_util::future::join_all;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{at_most_one, block, list, number, tags, text, texts};

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "ecs",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists(
            "ListClusters",
            "ecs:ListClusters",
            &[
                "aws_ecs_cluster",
                "aws_ecs_cluster_capacity_providers",
                "aws_ecs_service",
                "aws_ecs_task_definition",
                service::STATUS,
            ],
        ),
        Operation::lists(
            "DescribeClusters",
            "ecs:DescribeClusters",
            &["aws_ecs_cluster", "aws_ecs_cluster_capacity_providers"],
        ),
        Operation::lists(
            "DescribeCapacityProviders",
            "ecs:DescribeCapacityProviders",
            &["aws_ecs_capacity_provider"],
        ),
        Operation::lists(
            "ListServices",
            "ecs:ListServices",
            &["aws_ecs_service", "aws_ecs_task_definition", service::STATUS],
        ),
        Operation::lists(
            "DescribeServices",
            "ecs:DescribeServices",
            &["aws_ecs_service", "aws_ecs_task_definition", service::STATUS],
        ),
        Operation::lists(
            "DescribeTaskDefinition",
            "ecs:DescribeTaskDefinition",
            &["aws_ecs_task_definition"],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

/// Clusters that one call describes.
const CLUSTERS_AT_ONCE: usize = 100;

async fn collect(c: Collector) {
    let ecs = client!(c, aws_sdk_ecs);
    futures_util::join!(clusters_and_services(&c, &ecs), capacity_providers(&c, &ecs));
}

async fn clusters_and_services(c: &Collector, ecs: &Client) {
    if !c.wants("ListClusters") {
        return;
    }
    let arns = c
        .pages(
            "ListClusters",
            |token| ecs.list_clusters().set_next_token(token).max_results(100).send(),
            |page| (page.cluster_arns.unwrap_or_default(), page.next_token),
        )
        .await;
    futures_util::join!(clusters(c, ecs, &arns), async {
        let used = service::collect(c, ecs, &arns).await;
        task_definition::collect(c, ecs, &used).await;
    });
}

async fn clusters(c: &Collector, ecs: &Client, arns: &[String]) {
    let described = join_all(arns.chunks(CLUSTERS_AT_ONCE).map(|some| {
        let request = ecs
            .describe_clusters()
            .set_clusters(Some(some.to_vec()))
            .include(ClusterField::Configurations)
            .include(ClusterField::Settings)
            .include(ClusterField::Tags);
        c.call("DescribeClusters", request.send())
    }));
    for answer in described.await.into_iter().flatten() {
        for cluster in answer.clusters() {
            // A deleted cluster stays in sight for a while.
            if cluster.status() != Some("INACTIVE") {
                keep_cluster(c, cluster);
            }
        }
    }
}

fn keep_cluster(c: &Collector, cluster: &Cluster) {
    let arn = cluster.cluster_arn().unwrap_or_default();
    let tags = tags_of(cluster.tags());
    c.keep(
        "DescribeClusters",
        "aws_ecs_cluster",
        arn,
        [
            ("arn", text(Some(arn))),
            ("configuration", at_most_one(cluster.configuration().map(configuration))),
            ("name", text(cluster.cluster_name())),
            (
                "service_connect_defaults",
                at_most_one(
                    cluster
                        .service_connect_defaults()
                        .map(|d| block([("namespace", text(d.namespace()))])),
                ),
            ),
            (
                "setting",
                list(
                    cluster
                        .settings()
                        .iter()
                        .map(|s| block([("name", text(s.name())), ("value", text(s.value()))])),
                ),
            ),
            ("tags", tags.clone()),
            ("tags_all", tags),
        ],
    );
    // Every cluster has such lists; without a member there is nothing that is configured.
    let strategy = cluster.default_capacity_provider_strategy();
    if cluster.capacity_providers().is_empty() && strategy.is_empty() {
        return;
    }
    let name = cluster.cluster_name().unwrap_or_default();
    c.keep(
        "DescribeClusters",
        "aws_ecs_cluster_capacity_providers",
        name,
        [
            ("capacity_providers", texts(cluster.capacity_providers())),
            ("cluster_name", text(Some(name))),
            ("default_capacity_provider_strategy", strategy_of(strategy)),
        ],
    );
}

fn configuration(configuration: &ClusterConfiguration) -> Value {
    let command = configuration.execute_command_configuration().map(|command| {
        let log = command.log_configuration().map(|log| {
            block([
                (
                    "cloud_watch_encryption_enabled",
                    Value::Bool(log.cloud_watch_encryption_enabled()),
                ),
                ("cloud_watch_log_group_name", filled(log.cloud_watch_log_group_name())),
                ("s3_bucket_encryption_enabled", Value::Bool(log.s3_encryption_enabled())),
                ("s3_bucket_name", filled(log.s3_bucket_name())),
                ("s3_key_prefix", filled(log.s3_key_prefix())),
            ])
        });
        block([
            ("kms_key_id", filled(command.kms_key_id())),
            ("log_configuration", at_most_one(log)),
            ("logging", filled(command.logging())),
        ])
    });
    let storage = configuration.managed_storage_configuration().map(|storage| {
        block([
            (
                "fargate_ephemeral_storage_kms_key_id",
                filled(storage.fargate_ephemeral_storage_kms_key_id()),
            ),
            ("kms_key_id", filled(storage.kms_key_id())),
        ])
    });
    block([
        ("execute_command_configuration", at_most_one(command)),
        ("managed_storage_configuration", at_most_one(storage)),
    ])
}

async fn capacity_providers(c: &Collector, ecs: &Client) {
    if !c.wants("DescribeCapacityProviders") {
        return;
    }
    let described = c
        .pages(
            "DescribeCapacityProviders",
            |token| {
                ecs.describe_capacity_providers()
                    .include(CapacityProviderField::Tags)
                    .set_next_token(token)
                    .max_results(10)
                    .send()
            },
            |page| (page.capacity_providers.unwrap_or_default(), page.next_token),
        )
        .await;
    for provider in &described {
        if provider.status() != Some(&CapacityProviderStatus::Inactive) {
            keep_capacity_provider(c, provider);
        }
    }
}

fn keep_capacity_provider(c: &Collector, provider: &CapacityProvider) {
    // FARGATE and FARGATE_SPOT are AWS's own and have no group.
    let Some(group) = provider.auto_scaling_group_provider() else { return };
    let scaling = group.managed_scaling().map(|scaling| {
        block([
            ("instance_warmup_period", number(scaling.instance_warmup_period())),
            ("maximum_scaling_step_size", number(scaling.maximum_scaling_step_size())),
            ("minimum_scaling_step_size", number(scaling.minimum_scaling_step_size())),
            ("status", text(scaling.status())),
            ("target_capacity", number(scaling.target_capacity())),
        ])
    });
    let group = block([
        ("auto_scaling_group_arn", text(Some(group.auto_scaling_group_arn()))),
        ("managed_draining", text(group.managed_draining())),
        ("managed_scaling", at_most_one(scaling)),
        ("managed_termination_protection", text(group.managed_termination_protection())),
    ]);
    let arn = provider.capacity_provider_arn().unwrap_or_default();
    let tags = tags_of(provider.tags());
    c.keep(
        "DescribeCapacityProviders",
        "aws_ecs_capacity_provider",
        arn,
        [
            ("arn", text(Some(arn))),
            ("auto_scaling_group_provider", list([group])),
            ("name", text(provider.name())),
            ("tags", tags.clone()),
            ("tags_all", tags),
        ],
    );
}

/// A capacity provider strategy of a cluster or a service.
fn strategy_of(items: &[CapacityProviderStrategyItem]) -> Value {
    list(items.iter().map(|item| {
        block([
            ("base", number(Some(item.base()))),
            ("capacity_provider", text(Some(item.capacity_provider()))),
            ("weight", number(Some(item.weight()))),
        ])
    }))
}

fn tags_of(list: &[Tag]) -> Value {
    tags(list.iter().map(|t| (t.key(), t.value())))
}

/// A text inside a block, where the provider writes an unset one as empty.
fn filled(value: Option<impl AsRef<str>>) -> Value {
    value.map_or_else(|| Value::text(""), |v| Value::text(v.as_ref()))
}
