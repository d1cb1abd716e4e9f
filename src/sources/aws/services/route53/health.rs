//! Whether Route 53 regards what its health checks look at as healthy.
//!
//! The service tells what each of its checkers last saw; the judgement is made of it as Route 53
//! makes it ("How Amazon Route 53 determines whether a health check is healthy", Developer Guide).
//! Of a calculated health check nothing is told: its children are counted.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_sdk_route53::Client;
use aws_sdk_route53::types::{
    HealthCheck, HealthCheckConfig, HealthCheckObservation, HealthCheckType, StatusReport,
};
use futures_util::future::join_all;

use crate::model::{Reason, Unknown, Value};
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{number, text};

pub(super) const STATUS: &str = "status.aws_route53_health_check";

/// What `GetHealthCheckStatus` tells.
pub(super) const OBSERVED: [&str; 4] = ["checkers", "healthy", "healthy_checkers", "last_message"];

/// An endpoint is healthy when more than this share of the checkers, in percent, says so.
const ENOUGH: usize = 18;

/// What is known of one health check.
#[derive(Clone, Debug)]
struct Health {
    healthy: Value,
    checkers: Value,
    healthy_checkers: Value,
    last_message: Value,
}

impl Health {
    /// Where no checkers are asked.
    fn judged(healthy: Value) -> Self {
        Self {
            healthy,
            checkers: Value::Null,
            healthy_checkers: Value::Null,
            last_message: Value::Null,
        }
    }
}

/// Collects the status of health checks.
pub(super) async fn collect(c: &Collector, route53: &Client, checks: &[HealthCheck]) {
    if !c.wants_kind(STATUS) {
        return;
    }
    let configured: Vec<(&str, &HealthCheckConfig)> = checks
        .iter()
        .filter_map(|check| Some((check.id(), check.health_check_config()?)))
        .collect();
    let simple = configured.iter().filter(|(_, config)| {
        config.disabled() == Some(true) || config.r#type() != &HealthCheckType::Calculated
    });
    let found =
        simple.map(|(id, config)| async { (*id, simple_one(c, route53, id, config).await) });
    let known: BTreeMap<&str, Health> = join_all(found).await.into_iter().collect();
    for (id, config) in configured {
        let health = match known.get(id) {
            Some(health) => health.clone(),
            None => Health::judged(calculated(config, &known)),
        };
        let Health { healthy, checkers, healthy_checkers, last_message } = health;
        let values = [checkers, healthy, healthy_checkers, last_message];
        c.keep("ListHealthChecks", STATUS, id, OBSERVED.into_iter().zip(values));
    }
}

/// The health of a check that looks at something itself.
async fn simple_one(
    c: &Collector,
    route53: &Client,
    id: &str,
    config: &HealthCheckConfig,
) -> Health {
    let inverted = config.inverted() == Some(true);
    if config.disabled() == Some(true) {
        // Route 53 takes it for healthy, and for unhealthy where it is inverted.
        return Health::judged(Value::Bool(!inverted));
    }
    let request = route53.get_health_check_status().health_check_id(id).send();
    match c.call("GetHealthCheckStatus", request).await {
        Ok(answer) => judged(answer.health_check_observations(), inverted),
        Err(missing) => Health {
            healthy: missing.value(),
            checkers: missing.value(),
            healthy_checkers: missing.value(),
            last_message: missing.value(),
        },
    }
}

/// What the checkers say.
fn judged(observations: &[HealthCheckObservation], inverted: bool) -> Health {
    let reports: Vec<&StatusReport> =
        observations.iter().filter_map(HealthCheckObservation::status_report).collect();
    let succeeded = |report: &&&StatusReport| {
        report.status().is_some_and(|status| status.trim_start().starts_with("Success"))
    };
    let good = reports.iter().filter(succeeded).count();
    let healthy = if reports.is_empty() {
        unknown("no checker of Route 53 has reported yet: try again in a minute")
    } else {
        Value::Bool((good * 100 > reports.len() * ENOUGH) != inverted)
    };
    // A failure tells more than the successes beside it.
    let newest = reports.iter().max_by_key(|report| {
        let at = report.checked_time().map(|t| (t.secs(), t.subsec_nanos()));
        (!succeeded(report), at)
    });
    let count = |n: usize| number(u32::try_from(n).ok());
    Health {
        healthy,
        checkers: count(reports.len()),
        healthy_checkers: count(good),
        last_message: text(newest.and_then(|report| report.status())),
    }
}

/// Whether enough children are healthy; those that are calculated themselves are not known.
fn calculated(config: &HealthCheckConfig, known: &BTreeMap<&str, Health>) -> Value {
    let children = config.child_health_checks();
    let says = |wanted: bool| {
        let said =
            |id: &&String| known.get(id.as_str()).is_some_and(|h| h.healthy == Value::Bool(wanted));
        children.iter().filter(said).count()
    };
    let (healthy, ill) = (says(true), says(false));
    let needed = usize::try_from(config.health_threshold().unwrap_or_default()).unwrap_or(0);
    let inverted = config.inverted() == Some(true);
    if healthy >= needed {
        Value::Bool(!inverted)
    } else if children.len() - ill < needed {
        Value::Bool(inverted)
    } else {
        unknown("Route 53 does not tell the status of all health checks that it is calculated of")
    }
}

fn unknown(why: &str) -> Value {
    Value::Unknown(Arc::new(Unknown::new(Reason::NotCollected, why)))
}

#[cfg(test)]
mod tests {
    use aws_sdk_route53::primitives::DateTime;

    use super::*;

    fn observations(statuses: &[(&str, i64)]) -> Vec<HealthCheckObservation> {
        let report = |(status, at): &(&str, i64)| {
            let time = DateTime::from_secs(*at);
            StatusReport::builder().status(*status).checked_time(time).build()
        };
        let observation = |s| HealthCheckObservation::builder().status_report(report(s)).build();
        statuses.iter().map(observation).collect()
    }

    #[test]
    fn more_than_18_percent_of_the_checkers_make_an_endpoint_healthy() {
        let of = |good: usize, all: usize| {
            let told: Vec<_> = (0..all)
                .map(|n| {
                    if n < good {
                        ("Success: HTTP Status Code 200, OK", 9)
                    } else {
                        ("Failure: timeout", 1)
                    }
                })
                .collect();
            judged(&observations(&told), false)
        };
        assert_eq!(of(3, 16).healthy, Value::Bool(true));
        assert_eq!(of(2, 16).healthy, Value::Bool(false));
        assert_eq!(of(18, 100).healthy, Value::Bool(false));
        let one_fails = of(15, 16);
        assert_eq!(one_fails.last_message, Value::from("Failure: timeout"));
        assert_eq!(one_fails.healthy_checkers, Value::from(15));
    }

    #[test]
    fn an_inverted_check_is_healthy_when_the_endpoint_is_not() {
        let failing = observations(&[("Failure: connection timed out.", 1)]);
        assert_eq!(judged(&failing, true).healthy, Value::Bool(true));
        assert_eq!(judged(&failing, false).healthy, Value::Bool(false));
    }

    #[test]
    fn without_a_report_nothing_is_known() {
        assert!(matches!(judged(&[], false).healthy, Value::Unknown(_)));
        assert!(matches!(judged(&[], true).healthy, Value::Unknown(_)));
    }

    #[test]
    fn a_calculated_check_counts_its_children() {
        let children = |threshold: i32, ids: &[&str]| {
            HealthCheckConfig::builder()
                .r#type(HealthCheckType::Calculated)
                .health_threshold(threshold)
                .set_child_health_checks(Some(ids.iter().map(ToString::to_string).collect()))
                .build()
                .expect("a type is set")
        };
        let known = BTreeMap::from([
            ("good", Health::judged(Value::Bool(true))),
            ("bad", Health::judged(Value::Bool(false))),
        ]);
        let of = |threshold, ids: &[&str]| calculated(&children(threshold, ids), &known);
        assert_eq!(of(1, &["good", "bad"]), Value::Bool(true));
        assert_eq!(of(2, &["good", "bad"]), Value::Bool(false));
        assert_eq!(of(1, &["good", "elsewhere"]), Value::Bool(true));
        assert!(matches!(of(2, &["good", "elsewhere"]), Value::Unknown(_)));
    }
}
