//! DynamoDB: tables with their indexes, and their replicas.
//!
//! The replicas of a global table are equal to the service: each region's table names all the
//! others. Every one is kept as a table with its replicas, and once more, for each other region,
//! as a replica of the table there, as Terraform declares it from the receiving side. What only
//! another region's endpoint tells of a replica (its stream, its recovery) is left out.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    BillingMode, ContinuousBackupsDescription, GlobalSecondaryIndexDescription, KeySchemaElement,
    KeyType, LocalSecondaryIndexDescription, OnDemandThroughput, PointInTimeRecoveryDescription,
    PointInTimeRecoveryStatus, Projection, ProvisionedThroughputDescription, ReplicaDescription,
    SseDescription, SseStatus, StreamSpecification, TableClass, TableClassSummary,
    TableDescription, TableStatus, TimeToLiveStatus,
};
use futures_util::future::join_all;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::gap::Missing;
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{at_most_one, block, flag, list, number, tags, text, texts};

const STATUS: &str = "status.aws_dynamodb_table";
const TABLES: &[&str] = &["aws_dynamodb_table", "aws_dynamodb_table_replica", STATUS];
const RECOVERY: &[&str] = &["point_in_time_recovery"];
const TAGS: &[&str] = &["tags", "tags_all"];

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "dynamodb",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists("ListTables", "dynamodb:ListTables", TABLES),
        Operation::lists("DescribeTable", "dynamodb:DescribeTable", TABLES),
        Operation::fills(
            "DescribeContinuousBackups",
            "dynamodb:DescribeContinuousBackups",
            &[("aws_dynamodb_table", RECOVERY), ("aws_dynamodb_table_replica", RECOVERY)],
        ),
        Operation::fills(
            "DescribeTimeToLive",
            "dynamodb:DescribeTimeToLive",
            &[("aws_dynamodb_table", &["ttl"])],
        ),
        Operation::fills(
            "ListTagsOfResource",
            "dynamodb:ListTagsOfResource",
            &[("aws_dynamodb_table", TAGS), ("aws_dynamodb_table_replica", TAGS)],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

type Attributes = Vec<(&'static str, Value)>;

async fn collect(c: Collector) {
    let dynamodb = client!(c, aws_sdk_dynamodb);
    if !c.wants("ListTables") {
        return;
    }
    let names = c
        .pages(
            "ListTables",
            |token| dynamodb.list_tables().set_exclusive_start_table_name(token).limit(100).send(),
            |page| (page.table_names.unwrap_or_default(), page.last_evaluated_table_name),
        )
        .await;
    join_all(names.iter().map(|name| table(&c, &dynamodb, name))).await;
}

async fn table(c: &Collector, dynamodb: &Client, name: &str) {
    let request = dynamodb.describe_table().table_name(name).send();
    let Ok(answer) = c.call("DescribeTable", request).await else { return };
    let Some(table) = answer.table() else { return };
    let elsewhere: Vec<&ReplicaDescription> =
        table.replicas().iter().filter(|r| r.region_name() != Some(c.region())).collect();
    keep_status(c, table, &elsewhere);
    if table.table_status() == Some(&TableStatus::Deleting) {
        return;
    }
    let (recovery, ttl, tags) = futures_util::join!(
        recovery(c, dynamodb, name),
        time_to_live(c, dynamodb, name),
        tags_of(c, dynamodb, table.table_arn()),
    );
    let mut attributes = schema(table);
    attributes.extend(operation(table));
    let replicas = elsewhere.iter().map(|r| replica(r, table.table_arn()));
    attributes.extend([
        ("point_in_time_recovery", recovery_block(&recovery)),
        ("replica", list(replicas)),
        ("tags", tags.clone()),
        ("tags_all", tags.clone()),
        ("ttl", ttl),
    ]);
    c.keep("DescribeTable", "aws_dynamodb_table", name, attributes);

    for other in elsewhere {
        keep_as_replica(c, table, other, &recovery, &tags);
    }
}

fn keep_status(c: &Collector, table: &TableDescription, elsewhere: &[&ReplicaDescription]) {
    let replicas = elsewhere.iter().map(|replica| {
        block([
            ("region", text(replica.region_name())),
            ("status", text(replica.replica_status())),
            ("status_description", text(replica.replica_status_description())),
        ])
    });
    c.keep(
        "DescribeTable",
        STATUS,
        table.table_name().unwrap_or_default(),
        [
            ("arn", text(table.table_arn())),
            ("global_table_version", text(table.global_table_version())),
            ("name", text(table.table_name())),
            ("replicas", list(replicas)),
            ("status", text(table.table_status())),
        ],
    );
}

fn schema(table: &TableDescription) -> Attributes {
    let definitions = table.attribute_definitions().iter().map(|a| {
        block([("name", text(Some(a.attribute_name()))), ("type", text(Some(a.attribute_type())))])
    });
    let locals = table.local_secondary_indexes().iter().map(local_index);
    let globals = table.global_secondary_indexes().iter().map(global_index);
    vec![
        ("attribute", list(definitions)),
        ("global_secondary_index", list(globals)),
        ("hash_key", key(table.key_schema(), &KeyType::Hash)),
        ("local_secondary_index", list(locals)),
        ("name", text(table.table_name())),
        ("range_key", key(table.key_schema(), &KeyType::Range)),
    ]
}

fn key(schema: &[KeySchemaElement], kind: &KeyType) -> Value {
    let element = schema.iter().find(|k| k.key_type() == kind);
    text(element.map(KeySchemaElement::attribute_name))
}

fn local_index(index: &LocalSecondaryIndexDescription) -> Value {
    let projection = index.projection();
    block([
        ("name", text(index.index_name())),
        ("non_key_attributes", projected(projection)),
        ("projection_type", text(projection.and_then(Projection::projection_type))),
        ("range_key", key(index.key_schema(), &KeyType::Range)),
    ])
}

fn global_index(index: &GlobalSecondaryIndexDescription) -> Value {
    let projection = index.projection();
    let capacity = index.provisioned_throughput();
    block([
        ("hash_key", key(index.key_schema(), &KeyType::Hash)),
        ("name", text(index.index_name())),
        ("non_key_attributes", projected(projection)),
        ("on_demand_throughput", on_demand(index.on_demand_throughput())),
        ("projection_type", text(projection.and_then(Projection::projection_type))),
        ("range_key", key(index.key_schema(), &KeyType::Range)),
        ("read_capacity", reads(capacity)),
        ("write_capacity", writes(capacity)),
    ])
}

fn projected(projection: Option<&Projection>) -> Value {
    texts(projection.map(Projection::non_key_attributes).unwrap_or_default())
}

fn on_demand(limits: Option<&OnDemandThroughput>) -> Value {
    at_most_one(limits.map(|limits| {
        block([
            ("max_read_request_units", number(limits.max_read_request_units().or(Some(0)))),
            ("max_write_request_units", number(limits.max_write_request_units().or(Some(0)))),
        ])
    }))
}

fn operation(table: &TableDescription) -> Attributes {
    // Unset is what the service writes for the older of two modes and classes.
    let billing = table.billing_mode_summary().and_then(|b| b.billing_mode());
    let class = table.table_class_summary().and_then(TableClassSummary::table_class);
    let capacity = table.provisioned_throughput();
    let stream = table.stream_specification();
    vec![
        ("arn", text(table.table_arn())),
        ("billing_mode", text(billing.or(Some(&BillingMode::Provisioned)))),
        ("deletion_protection_enabled", protected(table)),
        ("on_demand_throughput", on_demand(table.on_demand_throughput())),
        ("read_capacity", reads(capacity)),
        ("server_side_encryption", at_most_one(table.sse_description().map(encryption))),
        ("stream_arn", text(table.latest_stream_arn())),
        ("stream_enabled", Value::Bool(stream.is_some_and(StreamSpecification::stream_enabled))),
        ("stream_label", text(table.latest_stream_label())),
        ("stream_view_type", text(stream.and_then(StreamSpecification::stream_view_type))),
        ("table_class", text(class.or(Some(&TableClass::Standard)))),
        ("write_capacity", writes(capacity)),
    ]
}

fn reads(capacity: Option<&ProvisionedThroughputDescription>) -> Value {
    number(capacity.and_then(ProvisionedThroughputDescription::read_capacity_units).or(Some(0)))
}

fn writes(capacity: Option<&ProvisionedThroughputDescription>) -> Value {
    number(capacity.and_then(ProvisionedThroughputDescription::write_capacity_units).or(Some(0)))
}

fn protected(table: &TableDescription) -> Value {
    flag(table.deletion_protection_enabled().or(Some(false)))
}

fn encryption(encryption: &SseDescription) -> Value {
    block([
        ("enabled", Value::Bool(encryption.status() == Some(&SseStatus::Enabled))),
        ("kms_key_arn", text(encryption.kms_master_key_arn())),
    ])
}

fn replica(replica: &ReplicaDescription, table: Option<&str>) -> Value {
    block([
        ("arn", arn_in(table, replica.region_name())),
        ("kms_key_arn", text(replica.kms_master_key_id())),
        ("region_name", text(replica.region_name())),
    ])
}

/// The ARN of the same table in another region.
fn arn_in(table: Option<&str>, region: Option<&str>) -> Value {
    let (Some(table), Some(region)) = (table, region) else { return Value::Null };
    let parts = table.split(':').enumerate();
    let parts: Vec<&str> = parts.map(|(at, part)| if at == 3 { region } else { part }).collect();
    text(Some(parts.join(":")))
}

fn keep_as_replica(
    c: &Collector,
    table: &TableDescription,
    other: &ReplicaDescription,
    recovery: &Result<Option<PointInTimeRecoveryDescription>, Missing>,
    tags: &Value,
) {
    let name = table.table_name().unwrap_or_default();
    let region = other.region_name().unwrap_or_default();
    let class = table.table_class_summary().and_then(TableClassSummary::table_class);
    let recovery = match recovery {
        Ok(recovery) => Value::Bool(recovers(recovery.as_ref())),
        Err(missing) => missing.value(),
    };
    let key = table.sse_description().and_then(SseDescription::kms_master_key_arn);
    c.keep(
        "DescribeTable",
        "aws_dynamodb_table_replica",
        &format!("{name}:{region}"),
        [
            ("arn", text(table.table_arn())),
            ("deletion_protection_enabled", protected(table)),
            ("global_table_arn", arn_in(table.table_arn(), Some(region))),
            ("kms_key_arn", text(key)),
            ("point_in_time_recovery", recovery),
            ("table_class_override", text(class)),
            ("tags", tags.clone()),
            ("tags_all", tags.clone()),
        ],
    );
}

async fn recovery(
    c: &Collector,
    dynamodb: &Client,
    name: &str,
) -> Result<Option<PointInTimeRecoveryDescription>, Missing> {
    let request = dynamodb.describe_continuous_backups().table_name(name).send();
    let answer = c.call("DescribeContinuousBackups", request).await?;
    let backups: Option<ContinuousBackupsDescription> = answer.continuous_backups_description;
    Ok(backups.and_then(|b| b.point_in_time_recovery_description))
}

fn recovers(recovery: Option<&PointInTimeRecoveryDescription>) -> bool {
    recovery.and_then(PointInTimeRecoveryDescription::point_in_time_recovery_status)
        == Some(&PointInTimeRecoveryStatus::Enabled)
}

fn recovery_block(recovery: &Result<Option<PointInTimeRecoveryDescription>, Missing>) -> Value {
    let recovery = match recovery {
        Ok(recovery) => recovery.as_ref(),
        Err(missing) => return missing.value(),
    };
    let days = recovery.and_then(PointInTimeRecoveryDescription::recovery_period_in_days);
    list([block([
        ("enabled", Value::Bool(recovers(recovery))),
        ("recovery_period_in_days", number(days.or(Some(0)))),
    ])])
}

async fn time_to_live(c: &Collector, dynamodb: &Client, name: &str) -> Value {
    let request = dynamodb.describe_time_to_live().table_name(name).send();
    let answer = match c.call("DescribeTimeToLive", request).await {
        Ok(answer) => answer,
        Err(missing) => return missing.value(),
    };
    let told = answer.time_to_live_description();
    let status = told.and_then(|t| t.time_to_live_status());
    list([block([
        ("attribute_name", text(told.and_then(|t| t.attribute_name()))),
        ("enabled", Value::Bool(status == Some(&TimeToLiveStatus::Enabled))),
    ])])
}

async fn tags_of(c: &Collector, dynamodb: &Client, arn: Option<&str>) -> Value {
    let arn = arn.unwrap_or_default();
    let listed = c
        .whole(
            "ListTagsOfResource",
            |token| dynamodb.list_tags_of_resource().resource_arn(arn).set_next_token(token).send(),
            |page| (page.tags.unwrap_or_default(), page.next_token),
        )
        .await;
    match listed {
        Ok(list) => tags(list.iter().map(|t| (Some(t.key()), Some(t.value())))),
        Err(missing) => missing.value(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_table_elsewhere() {
        let here = Some("arn:aws:dynamodb:us-east-1:111122223333:table/orders");
        let there = "arn:aws:dynamodb:us-west-2:111122223333:table/orders";
        assert_eq!(arn_in(here, Some("us-west-2")), Value::from(there));
        assert_eq!(arn_in(here, None), Value::Null);
    }
}
