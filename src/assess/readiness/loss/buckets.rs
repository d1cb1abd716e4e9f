//! Buckets that are replicated to DR, as far as no metric tells of it.

use std::collections::HashSet;

use super::{Dr, Seen, no_metric};
use crate::assess::readiness::facts::{Fact, incomplete, label, list};
use crate::model::{Inventory, Side, Unknown, Value};

pub(super) const S3: &str = "S3";
pub(super) const METRIC: &str = "metric.aws_s3_bucket";
pub(super) const LATENCY: &str = "ReplicationLatency";
pub(super) const CONFIGURATION: &str = "aws_s3_bucket_replication_configuration";

/// Rules of the primary's buckets that copy to DR and are not measured there. S3 measures a rule
/// only where its metrics are turned on
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html>).
pub(super) fn unmeasured(inventory: &Inventory, dr: &Dr<'_>) -> Vec<Seen> {
    let measured: HashSet<(&str, &str)> = inventory
        .of_kind_on(METRIC, Side::Dr)
        .filter(|m| m.text("metric_name") == Some(LATENCY))
        .filter_map(|m| Some((m.text("bucket")?, m.text("rule")?)))
        .collect();
    let others = Others::new(inventory);
    let no_metric = no_metric(inventory, Side::Dr, METRIC);
    let mut lines = Vec::new();
    for configuration in inventory.of_kind_on(CONFIGURATION, Side::Primary) {
        let bucket = configuration.text("bucket").unwrap_or_else(|| label(configuration));
        let rules = match list(configuration, "rule") {
            Ok(rules) => rules,
            Err(why) => {
                let why = format!("what is replicated is not known: {why}");
                lines.push(Seen::unknown(S3, bucket, why));
                continue;
            }
        };
        for rule in rules {
            let id = rule.as_map().and_then(|r| r.get("id")).and_then(Value::as_str);
            let id = id.unwrap_or_default();
            let why = match to_dr(rule, dr, &others) {
                Ok(None) => continue,
                Ok(Some(Metrics::Off)) => {
                    format!("the rule {id} has no metrics: nobody can tell")
                }
                Ok(Some(Metrics::On)) if measured.contains(&(bucket, id)) => continue,
                Ok(Some(Metrics::On)) => no_metric.clone(),
                Err(why) => why,
            };
            lines.push(Seen::unknown(S3, bucket, why));
        }
    }
    lines
}

/// Whether a rule is measured.
#[derive(Clone, Copy)]
enum Metrics {
    On,
    Off,
}

/// Buckets outside DR, for destinations that are not known to lie there.
struct Others<'i> {
    primary: HashSet<&'i str>,
    /// Why DR may have more buckets.
    more: Option<String>,
}

impl<'i> Others<'i> {
    fn new(inventory: &'i Inventory) -> Self {
        const KIND: &str = "aws_s3_bucket";
        let primary = inventory.of_kind_on(KIND, Side::Primary);
        Self {
            primary: primary.filter_map(|b| b.text("bucket")).collect(),
            more: incomplete(inventory, Side::Dr, KIND),
        }
    }
}

/// How a rule that copies to DR is measured; `None` where it does not.
fn to_dr(rule: &Value, dr: &Dr<'_>, others: &Others<'_>) -> Fact<Option<Metrics>> {
    if text(rule, "status")? != Some("Enabled") {
        return Ok(None);
    }
    let Some(destination) = block(rule, "destination")? else { return Ok(None) };
    let Some(arn) = text(destination, "bucket")? else { return Ok(None) };
    // arn:aws:s3:::name
    let name = arn.rsplit(':').next().unwrap_or(arn);
    if !dr.buckets.contains(name) {
        return match &others.more {
            Some(why) if !others.primary.contains(name) => {
                Err(format!("whether {name} lies in DR is not known: {why}"))
            }
            _ => Ok(None),
        };
    }
    let status = block(destination, "metrics")?.map(|m| text(m, "status")).transpose()?.flatten();
    Ok(Some(if status == Some("Enabled") { Metrics::On } else { Metrics::Off }))
}

/// An attribute of a block; `None` where it is unset.
fn attribute<'v>(block: &'v Value, name: &str) -> Fact<Option<&'v Value>> {
    let unknown = |why: &Unknown| format!("its rules are not known: {}", why.because());
    let value = match block {
        Value::Unknown(why) => return Err(unknown(why)),
        _ => block.as_map().and_then(|b| b.get(name)),
    };
    match value {
        Some(Value::Unknown(why)) => Err(unknown(why)),
        Some(Value::Null) | None => Ok(None),
        Some(value) => Ok(Some(value)),
    }
}

fn text<'v>(block: &'v Value, name: &str) -> Fact<Option<&'v str>> {
    Ok(attribute(block, name)?.and_then(Value::as_str))
}

/// The one block within a block.
fn block<'v>(outer: &'v Value, name: &str) -> Fact<Option<&'v Value>> {
    Ok(attribute(outer, name)?.and_then(Value::as_list).and_then(|blocks| blocks.first()))
}
