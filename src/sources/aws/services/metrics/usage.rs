//! How much of a quota is used, by the metric that Service Quotas names for it.

use super::{Measure, Scale, blocks, inner, part, told};
use crate::model::Value;
use crate::sources::aws::collector::Collector;

pub(super) const QUOTA: &str = "metric.aws_servicequotas_service_quota";

/// The metric of quotas that count things; the others count calls.
const COUNT: &str = "ResourceCount";
/// Seconds between two counts of things.
const PERIOD: i32 = 300;
/// The dimensions of such metrics, with their names among the attributes of a quota.
const DIMENSIONS: &[(&str, &str)] =
    &[("Class", "class"), ("Resource", "resource"), ("Service", "service"), ("Type", "type")];

pub(super) fn quotas(c: &Collector) -> Vec<Measure> {
    c.listed("aws_servicequotas_service_quota")
        .filter_map(|quota| {
            let usage = blocks(quota, "usage_metric").first()?;
            let metric = part(usage, "metric_name").filter(|name| *name == COUNT)?;
            let (service, code) = (told(quota, "service_code")?, told(quota, "quota_code")?);
            let chosen = inner(usage, "metric_dimensions")?;
            let dimension =
                |(name, key): &(&'static str, &str)| Some((*name, part(chosen, key)?.to_owned()));
            Some(Measure {
                kind: QUOTA,
                id: format!("{service}/{code}"),
                known_by: vec![
                    ("quota_code", Value::text(code)),
                    ("service_code", Value::text(service)),
                ],
                namespace: part(usage, "metric_namespace")?.to_owned(),
                metric: metric.to_owned(),
                dimensions: vec![DIMENSIONS.iter().filter_map(dimension).collect()],
                scale: Scale::Plain,
                period: PERIOD,
                alternative: false,
            })
        })
        .collect()
}
