//! Secrets Manager: secrets with their policy, rotation, replicas and current version. The secrets
//! themselves are never read.
//!
//! The listing tells nearly all, even which version is current; secrets that are to be deleted are
//! not among them. Only the policy and the replicas are told secret by secret.

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretOutput;
use aws_sdk_secretsmanager::types::{ReplicationStatusType, RotationRulesType, SecretListEntry};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use futures_util::future::join_all;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::gap::Missing;
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{at_most_one, block, list, number, tags, text, texts};

const STATUS: &str = "status.aws_secretsmanager_secret";
/// The label of the version that is handed out.
const CURRENT: &str = "AWSCURRENT";

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "secretsmanager",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists(
            "ListSecrets",
            "secretsmanager:ListSecrets",
            &[
                "aws_secretsmanager_secret",
                "aws_secretsmanager_secret_policy",
                "aws_secretsmanager_secret_rotation",
                "aws_secretsmanager_secret_version",
                STATUS,
            ],
        ),
        Operation::fills(
            "DescribeSecret",
            "secretsmanager:DescribeSecret",
            &[
                ("aws_secretsmanager_secret", &["replica"]),
                (STATUS, &["primary_region", "replicas"]),
            ],
        ),
        Operation {
            name: "GetResourcePolicy",
            action: "secretsmanager:GetResourcePolicy",
            lists: &["aws_secretsmanager_secret_policy"],
            fills: &[("aws_secretsmanager_secret", &["policy"])],
        },
    ],
    collect: |collector| Box::pin(collect(collector)),
};

async fn collect(c: Collector) {
    if !c.wants("ListSecrets") {
        return;
    }
    let manager = client!(c, aws_sdk_secretsmanager);
    let secrets = c
        .pages(
            "ListSecrets",
            |token| manager.list_secrets().set_next_token(token).max_results(100).send(),
            |page| (page.secret_list.unwrap_or_default(), page.next_token),
        )
        .await;
    join_all(secrets.iter().map(|entry| secret(&c, &manager, entry))).await;
}

async fn secret(c: &Collector, manager: &Client, secret: &SecretListEntry) {
    let arn = secret.arn().unwrap_or_default();
    let (policy, told) = futures_util::join!(policy(c, manager, arn), described(c, manager, arn));
    keep_status(c, secret, &told);
    let replica = match &told {
        Ok(told) => list(told.replication_status().iter().map(status)),
        Err(missing) => missing.value(),
    };
    let own = tags(secret.tags().iter().map(|t| (t.key(), t.value())));
    c.keep(
        "ListSecrets",
        "aws_secretsmanager_secret",
        arn,
        [
            ("arn", Value::text(arn)),
            ("description", text(secret.description())),
            ("kms_key_id", text(secret.kms_key_id())),
            ("name", text(secret.name())),
            ("policy", policy),
            ("replica", replica),
            ("tags", own.clone()),
            ("tags_all", own),
        ],
    );
    rotation(c, arn, secret);
    version(c, arn, secret);
}

/// The policy of a secret, which is a resource of its own too.
async fn policy(c: &Collector, manager: &Client, arn: &str) -> Value {
    let request = manager.get_resource_policy().secret_id(arn).send();
    let answer = match c.call("GetResourcePolicy", request).await {
        Ok(answer) => answer,
        Err(missing) => return missing.value(),
    };
    let policy = text(answer.resource_policy());
    if answer.resource_policy().is_some_and(|p| !p.is_empty()) {
        c.keep(
            "GetResourcePolicy",
            "aws_secretsmanager_secret_policy",
            arn,
            [("policy", policy.clone()), ("secret_arn", Value::text(arn))],
        );
    }
    policy
}

async fn described(
    c: &Collector,
    manager: &Client,
    arn: &str,
) -> Result<DescribeSecretOutput, Missing> {
    c.call("DescribeSecret", manager.describe_secret().secret_id(arn).send()).await
}

fn keep_status(
    c: &Collector,
    secret: &SecretListEntry,
    told: &Result<DescribeSecretOutput, Missing>,
) {
    let replica = |replica: &ReplicationStatusType| {
        block([
            ("region", text(replica.region())),
            ("status", text(replica.status())),
            ("status_message", text(replica.status_message())),
        ])
    };
    let (primary, replicas) = match told {
        Ok(told) => {
            (text(told.primary_region()), list(told.replication_status().iter().map(replica)))
        }
        Err(missing) => (missing.value(), missing.value()),
    };
    c.keep(
        "ListSecrets",
        STATUS,
        secret.arn().unwrap_or_default(),
        [
            ("arn", text(secret.arn())),
            ("name", text(secret.name())),
            ("primary_region", primary),
            ("replicas", replicas),
        ],
    );
}

fn status(replica: &ReplicationStatusType) -> Value {
    block([
        ("kms_key_id", text(replica.kms_key_id())),
        ("last_accessed_date", time(replica.last_accessed_date())),
        ("region", text(replica.region())),
        ("status", text(replica.status())),
        ("status_message", text(replica.status_message())),
    ])
}

fn rotation(c: &Collector, arn: &str, secret: &SecretListEntry) {
    if secret.rotation_enabled() != Some(true) {
        return;
    }
    c.keep(
        "ListSecrets",
        "aws_secretsmanager_secret_rotation",
        arn,
        [
            ("rotation_enabled", Value::Bool(true)),
            ("rotation_lambda_arn", text(secret.rotation_lambda_arn())),
            ("rotation_rules", at_most_one(secret.rotation_rules().map(rules))),
            ("secret_id", Value::text(arn)),
        ],
    );
}

fn rules(rules: &RotationRulesType) -> Value {
    let schedule = rules.schedule_expression().filter(|s| !s.is_empty());
    // The service works the days out of a schedule; a configuration has one or the other.
    let days = rules.automatically_after_days().filter(|_| schedule.is_none());
    block([
        ("automatically_after_days", number(days.or(Some(0)))),
        ("duration", text(rules.duration())),
        ("schedule_expression", text(schedule)),
    ])
}

/// Which version is current.
fn version(c: &Collector, arn: &str, secret: &SecretListEntry) {
    let versions = secret.secret_versions_to_stages().into_iter().flatten();
    let current = versions.filter(|(_, stages)| stages.iter().any(|s| s == CURRENT)).min();
    let Some((version, stages)) = current else { return };
    let mut stages: Vec<&str> = stages.iter().map(String::as_str).collect();
    stages.sort_unstable();
    c.keep(
        "ListSecrets",
        "aws_secretsmanager_secret_version",
        &format!("{arn}|{version}"),
        [
            ("arn", Value::text(arn)),
            ("secret_id", Value::text(arn)),
            ("version_id", Value::text(version)),
            ("version_stages", texts(stages)),
        ],
    );
}

/// A time in whole seconds, as Terraform writes it.
fn time(at: Option<&DateTime>) -> Value {
    text(at.and_then(|at| DateTime::from_secs(at.secs()).fmt(Format::DateTime).ok()))
}
