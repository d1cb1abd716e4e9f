//! ECR: repositories with their policies and images, and what is set for the registry.
//!
//! A region has one registry for each account, so what is set for it has the account as its id.

use aws_sdk_ecr::Client;
use aws_sdk_ecr::types::{ReplicationConfiguration, ReplicationRule, Repository};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use futures_util::future::join_all;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{at_most_one, block, list, number, tags, text, texts};

const IMAGE: &str = "status.aws_ecr_image";

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "ecr",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists(
            "DescribeRepositories",
            "ecr:DescribeRepositories",
            &["aws_ecr_repository", "aws_ecr_repository_policy", "aws_ecr_lifecycle_policy", IMAGE],
        ),
        Operation::lists("DescribeImages", "ecr:DescribeImages", &[IMAGE]),
        Operation::fills(
            "ListTagsForResource",
            "ecr:ListTagsForResource",
            &[("aws_ecr_repository", &["tags", "tags_all"])],
        ),
        Operation::lists(
            "GetRepositoryPolicy",
            "ecr:GetRepositoryPolicy",
            &["aws_ecr_repository_policy"],
        ),
        Operation::lists(
            "GetLifecyclePolicy",
            "ecr:GetLifecyclePolicy",
            &["aws_ecr_lifecycle_policy"],
        ),
        Operation::lists(
            "DescribeRegistry",
            "ecr:DescribeRegistry",
            &["aws_ecr_replication_configuration"],
        ),
        Operation::lists(
            "GetRegistryPolicy",
            "ecr:GetRegistryPolicy",
            &["aws_ecr_registry_policy"],
        ),
        Operation::lists(
            "DescribePullThroughCacheRules",
            "ecr:DescribePullThroughCacheRules",
            &["aws_ecr_pull_through_cache_rule"],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

async fn collect(c: Collector) {
    let ecr = client!(c, aws_sdk_ecr);
    futures_util::join!(
        repositories(&c, &ecr),
        replication(&c, &ecr),
        registry_policy(&c, &ecr),
        pull_through_cache_rules(&c, &ecr),
    );
}

async fn repositories(c: &Collector, ecr: &Client) {
    if !c.wants("DescribeRepositories") {
        return;
    }
    let listed = c
        .pages(
            "DescribeRepositories",
            |token| ecr.describe_repositories().set_next_token(token).max_results(1000).send(),
            |page| (page.repositories.unwrap_or_default(), page.next_token),
        )
        .await;
    join_all(listed.iter().map(|one| async {
        futures_util::join!(
            repository(c, ecr, one),
            repository_policy(c, ecr, one),
            lifecycle_policy(c, ecr, one),
            images(c, ecr, one),
        );
    }))
    .await;
}

async fn repository(c: &Collector, ecr: &Client, repository: &Repository) {
    if !c.wants_kind("aws_ecr_repository") {
        return;
    }
    let name = repository.repository_name().unwrap_or_default();
    let tags = tags_of(c, ecr, repository.repository_arn().unwrap_or_default()).await;
    let encryption = repository.encryption_configuration().map(|e| {
        block([
            ("encryption_type", text(Some(e.encryption_type()))),
            ("kms_key", text(Some(e.kms_key().unwrap_or_default()))),
        ])
    });
    let scanning = repository
        .image_scanning_configuration()
        .map(|s| block([("scan_on_push", Value::Bool(s.scan_on_push()))]));
    c.keep(
        "DescribeRepositories",
        "aws_ecr_repository",
        name,
        [
            ("arn", text(repository.repository_arn())),
            ("encryption_configuration", at_most_one(encryption)),
            ("image_scanning_configuration", at_most_one(scanning)),
            ("image_tag_mutability", text(repository.image_tag_mutability())),
            ("name", text(Some(name))),
            ("registry_id", text(repository.registry_id())),
            ("repository_url", text(repository.repository_uri())),
            ("tags", tags.clone()),
            ("tags_all", tags),
        ],
    );
}

/// What can be pulled from a repository, by digest: a tag may be on another image tomorrow.
async fn images(c: &Collector, ecr: &Client, repository: &Repository) {
    if !c.wants_kind(IMAGE) {
        return;
    }
    let name = repository.repository_name().unwrap_or_default();
    let listed = c
        .pages(
            "DescribeImages",
            |token| {
                ecr.describe_images()
                    .repository_name(name)
                    .set_next_token(token)
                    .max_results(1000)
                    .send()
            },
            |page| (page.image_details.unwrap_or_default(), page.next_token),
        )
        .await;
    for image in &listed {
        let digest = image.image_digest().unwrap_or_default();
        let pushed = image
            .image_pushed_at()
            .and_then(|at| DateTime::from_secs(at.secs()).fmt(Format::DateTime).ok());
        let mut attributes = vec![
            ("image_digest", text(Some(digest))),
            ("image_size_bytes", number(image.image_size_in_bytes())),
            ("image_tags", texts(image.image_tags())),
            ("pushed_at", text(pushed)),
            ("repository_name", text(Some(name))),
        ];
        // Archived images cannot be pulled; not every region tells.
        attributes.extend(image.image_status().map(|s| ("image_status", text(Some(s)))));
        c.keep("DescribeImages", IMAGE, &format!("{name}@{digest}"), attributes);
    }
}

async fn tags_of(c: &Collector, ecr: &Client, arn: &str) -> Value {
    let request = ecr.list_tags_for_resource().resource_arn(arn).send();
    match c.call("ListTagsForResource", request).await {
        Ok(answer) => tags(answer.tags().iter().map(|t| (Some(t.key()), Some(t.value())))),
        Err(missing) => missing.value(),
    }
}

async fn repository_policy(c: &Collector, ecr: &Client, repository: &Repository) {
    let name = repository.repository_name().unwrap_or_default();
    let request = ecr.get_repository_policy().repository_name(name).send();
    let absent = &["RepositoryPolicyNotFoundException"];
    let Ok(Some(answer)) = c.optional("GetRepositoryPolicy", absent, request).await else {
        return;
    };
    c.keep(
        "GetRepositoryPolicy",
        "aws_ecr_repository_policy",
        name,
        [
            ("policy", text(answer.policy_text())),
            ("registry_id", text(repository.registry_id())),
            ("repository", text(Some(name))),
        ],
    );
}

async fn lifecycle_policy(c: &Collector, ecr: &Client, repository: &Repository) {
    let name = repository.repository_name().unwrap_or_default();
    let request = ecr.get_lifecycle_policy().repository_name(name).send();
    let absent = &["LifecyclePolicyNotFoundException"];
    let Ok(Some(answer)) = c.optional("GetLifecyclePolicy", absent, request).await else {
        return;
    };
    c.keep(
        "GetLifecyclePolicy",
        "aws_ecr_lifecycle_policy",
        name,
        [
            ("policy", text(answer.lifecycle_policy_text())),
            ("registry_id", text(repository.registry_id())),
            ("repository", text(Some(name))),
        ],
    );
}

async fn replication(c: &Collector, ecr: &Client) {
    let Ok(answer) = c.call("DescribeRegistry", ecr.describe_registry().send()).await else {
        return;
    };
    // Every registry has a configuration; without a rule nothing is configured.
    let rules =
        answer.replication_configuration().map(ReplicationConfiguration::rules).unwrap_or_default();
    if rules.is_empty() {
        return;
    }
    let configuration = block([("rule", list(rules.iter().map(replication_rule)))]);
    c.keep(
        "DescribeRegistry",
        "aws_ecr_replication_configuration",
        answer.registry_id().unwrap_or_default(),
        [
            ("registry_id", text(answer.registry_id())),
            ("replication_configuration", list([configuration])),
        ],
    );
}

fn replication_rule(rule: &ReplicationRule) -> Value {
    block([
        (
            "destination",
            list(rule.destinations().iter().map(|d| {
                block([
                    ("region", text(Some(d.region()))),
                    ("registry_id", text(Some(d.registry_id()))),
                ])
            })),
        ),
        (
            "repository_filter",
            list(rule.repository_filters().iter().map(|f| {
                block([
                    ("filter", text(Some(f.filter()))),
                    ("filter_type", text(Some(f.filter_type()))),
                ])
            })),
        ),
    ])
}

async fn registry_policy(c: &Collector, ecr: &Client) {
    let request = ecr.get_registry_policy().send();
    let absent = &["RegistryPolicyNotFoundException"];
    let Ok(Some(answer)) = c.optional("GetRegistryPolicy", absent, request).await else {
        return;
    };
    c.keep(
        "GetRegistryPolicy",
        "aws_ecr_registry_policy",
        answer.registry_id().unwrap_or_default(),
        [("policy", text(answer.policy_text())), ("registry_id", text(answer.registry_id()))],
    );
}

async fn pull_through_cache_rules(c: &Collector, ecr: &Client) {
    if !c.wants("DescribePullThroughCacheRules") {
        return;
    }
    let listed = c
        .pages(
            "DescribePullThroughCacheRules",
            |token| {
                ecr.describe_pull_through_cache_rules()
                    .set_next_token(token)
                    .max_results(1000)
                    .send()
            },
            |page| (page.pull_through_cache_rules.unwrap_or_default(), page.next_token),
        )
        .await;
    for rule in &listed {
        c.keep(
            "DescribePullThroughCacheRules",
            "aws_ecr_pull_through_cache_rule",
            rule.ecr_repository_prefix().unwrap_or_default(),
            [
                ("credential_arn", text(rule.credential_arn())),
                ("custom_role_arn", text(rule.custom_role_arn())),
                ("ecr_repository_prefix", text(rule.ecr_repository_prefix())),
                ("registry_id", text(rule.registry_id())),
                ("upstream_registry_url", text(rule.upstream_registry_url())),
                ("upstream_repository_prefix", text(rule.upstream_repository_prefix())),
            ],
        );
    }
}
