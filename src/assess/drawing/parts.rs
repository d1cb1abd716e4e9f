//! What runs in a region.

use super::flows::Members;
use crate::assess::readiness::facts::{Fact, label, text};
use crate::finding::PartDrawn;
use crate::model::{Inventory, Resource, Side, Value};

/// Parts of a kind that are drawn one by one; more become one line.
const SINGLE: usize = 12;

/// How large something is.
enum Size {
    /// In words.
    Words(String),
    /// A count, where it is known, and of what.
    Count(Option<i64>, &'static str),
}

/// How the size of one is read.
type Sized = fn(&Resource, &Members<'_>) -> Size;

/// What is drawn: the kinds, one in words, its size.
const DRAWN: &[(&[&str], &str, Sized)] = &[
    (&["aws_lb", "aws_alb"], "Load balancer", |r, _| word(r, "load_balancer_type")),
    (&["aws_apigatewayv2_api"], "API Gateway API", |r, _| word(r, "protocol_type")),
    (&["aws_api_gateway_rest_api"], "API Gateway REST API", |_, _| Size::Words(String::new())),
    (&["aws_ecs_service"], "ECS service", |r, _| count(r, "desired_count", "task")),
    (&["aws_autoscaling_group"], "Auto Scaling group", |r, _| {
        count(r, "desired_capacity", "instance")
    }),
    (&["aws_lambda_function"], "Lambda function", |_, _| Size::Words(String::new())),
    (&["aws_rds_cluster"], "RDS cluster", cluster),
    (&["aws_db_instance"], "RDS instance", instance),
    (&["aws_dynamodb_table"], "DynamoDB table", |_, _| Size::Words(String::new())),
    (&["aws_elasticache_replication_group"], "ElastiCache group", |r, _| {
        count(r, "num_cache_clusters", "node")
    }),
    (&["aws_s3_bucket_replication_configuration"], "S3 bucket", |_, _| {
        Size::Words("is replicated".to_owned())
    }),
];

/// The parts of a side.
pub(super) fn parts(inventory: &Inventory, side: Side, members: &Members<'_>) -> Vec<PartDrawn> {
    let mut parts = Vec::new();
    for (kinds, what, size) in DRAWN {
        for kind in *kinds {
            let all = || inventory.of_kind_on(kind, side).map(AsRef::as_ref);
            let total = all().count();
            if total <= SINGLE {
                parts.extend(all().map(|r| one(r, what, &size(r, members))));
            } else {
                let sizes = all().map(|r| size(r, members));
                parts.push(many(kind, what, total, sizes));
            }
        }
    }
    parts
}

fn one(resource: &Resource, what: &str, size: &Size) -> PartDrawn {
    let aurora = resource.text("engine").is_some_and(|e| e.starts_with("aurora"));
    let what = if aurora && what == "RDS cluster" { "Aurora cluster" } else { what };
    let bucket = (what == "S3 bucket").then(|| resource.text("bucket")).flatten();
    PartDrawn {
        what: what.to_owned(),
        kind: resource.kind.to_string(),
        name: bucket.unwrap_or_else(|| label(resource)).to_owned(),
        size: match size {
            Size::Words(words) => words.clone(),
            Size::Count(count, unit) => counted(*count, unit),
        },
    }
}

fn many(kind: &str, what: &str, total: usize, sizes: impl Iterator<Item = Size>) -> PartDrawn {
    let mut sum = Some(0_i64);
    let mut unit = None;
    for size in sizes {
        if let Size::Count(count, of) = size {
            unit = Some(of);
            sum = sum.zip(count).and_then(|(a, b)| a.checked_add(b));
        }
    }
    PartDrawn {
        what: format!("{total} {what}s"),
        kind: kind.to_owned(),
        name: String::new(),
        size: unit.map_or_else(String::new, |unit| counted(sum, unit)),
    }
}

/// `1 task`, `2 tasks`, `tasks not known`.
fn counted(count: Option<i64>, unit: &str) -> String {
    match count {
        Some(1) => format!("1 {unit}"),
        Some(n) => format!("{n} {unit}s"),
        None => format!("{unit}s not known"),
    }
}

fn count(resource: &Resource, name: &str, unit: &'static str) -> Size {
    let number = resource.attribute(name).and_then(Value::as_number);
    Size::Count(number.and_then(|n| n.as_i64()), unit)
}

fn word(resource: &Resource, name: &str) -> Size {
    Size::Words(resource.text(name).unwrap_or_default().to_owned())
}

/// The role of a cluster in its global database.
fn cluster(resource: &Resource, members: &Members<'_>) -> Size {
    let role = match resource.arn().and_then(|arn| members.writes(arn)) {
        Some(true) => "writer",
        Some(false) => "reader",
        None => match text(resource, "global_cluster_identifier") {
            Ok(None) => "",
            Ok(Some(_)) | Err(_) => "role not known",
        },
    };
    Size::Words(role.to_owned())
}

/// The role of an instance; those of a cluster have the cluster's.
fn instance(resource: &Resource, _: &Members<'_>) -> Size {
    let source: Fact<Option<&str>> = text(resource, "replicate_source_db");
    let role = match source {
        Ok(Some(_)) => "replica",
        Ok(None) => "writer",
        Err(_) => "role not known",
    };
    Size::Words(role.to_owned())
}
