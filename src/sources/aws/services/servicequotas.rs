//! Service Quotas: what the account may have of the things that a recovery starts.
//!
//! The service lists quotas with a value of the account and quotas with a default apart; one that
//! is in the second list only has its default as its value, as the provider reads it.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_sdk_servicequotas::Client;
use aws_sdk_servicequotas::error::SdkError;
use aws_sdk_servicequotas::operation::list_aws_default_service_quotas::ListAwsDefaultServiceQuotasOutput;
use aws_sdk_servicequotas::operation::list_service_quotas::ListServiceQuotasOutput;
use aws_sdk_servicequotas::types::{ErrorCode, MetricInfo, ServiceQuota};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use futures_util::future::join_all;

use crate::model::{Reason, Unknown, Value};
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::gap;
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{at_most_one, block, decimal, text};

const KIND: &str = "aws_servicequotas_service_quota";

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "servicequotas",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists("ListServiceQuotas", "servicequotas:ListServiceQuotas", &[KIND]),
        Operation::lists(
            "ListAWSDefaultServiceQuotas",
            "servicequotas:ListAWSDefaultServiceQuotas",
            &[KIND],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

/// The services of whose things a recovery starts more than were there before, and whose quotas
/// it may so meet. Two listings are asked for each, in each region.
const SERVICE_CODES: &[&str] =
    &["apigateway", "ec2", "elasticloadbalancing", "fargate", "lambda", "rds", "vpc"];
/// The largest page that the service gives.
const PAGE: i32 = 100;

async fn collect(c: Collector) {
    if !c.wants("ListServiceQuotas") {
        return;
    }
    let quotas = client!(c, aws_sdk_servicequotas);
    join_all(SERVICE_CODES.iter().map(|code| of_service(&c, &quotas, code))).await;
}

async fn of_service(c: &Collector, quotas: &Client, service: &str) {
    let applied = c.whole(
        "ListServiceQuotas",
        |token| {
            let request = quotas.list_service_quotas().service_code(service);
            let request = request.set_next_token(token).max_results(PAGE).send();
            async {
                match request.await {
                    Err(error) if is_absent(&error) => {
                        Ok(ListServiceQuotasOutput::builder().build())
                    }
                    answer => answer,
                }
            }
        },
        |page| (page.quotas.unwrap_or_default(), page.next_token),
    );
    let defaults = c.whole(
        "ListAWSDefaultServiceQuotas",
        |token| {
            let request = quotas.list_aws_default_service_quotas().service_code(service);
            let request = request.set_next_token(token).max_results(PAGE).send();
            async {
                match request.await {
                    Err(error) if is_absent(&error) => {
                        Ok(ListAwsDefaultServiceQuotasOutput::builder().build())
                    }
                    answer => answer,
                }
            }
        },
        |page| (page.quotas.unwrap_or_default(), page.next_token),
    );
    let (applied, defaults) = futures_util::join!(applied, defaults);
    let of_account = applied.as_deref().unwrap_or_default();
    let unread = unread(of_account);
    let mut of_account = by_code(of_account);
    match &defaults {
        Ok(defaults) => {
            for (code, default) in by_code(defaults) {
                let own = of_account.remove(code);
                let value = match &applied {
                    // A default would hide that the account has more, or less.
                    Err(missing) => missing.value(),
                    Ok(_) => {
                        let known = || decimal(own.unwrap_or(default).value());
                        unread.get(code).cloned().unwrap_or_else(known)
                    }
                };
                keep(c, own.unwrap_or(default), value, decimal(default.value()));
            }
            // Quotas without a default.
            for quota in of_account.values() {
                keep(c, quota, decimal(quota.value()), Value::Null);
            }
        }
        Err(missing) => {
            for quota in of_account.values() {
                keep(c, quota, decimal(quota.value()), missing.value());
            }
        }
    }
}

/// A region that does not have a service has none of its quotas.
fn is_absent<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> bool {
    gap::code(error) == Some("NoSuchResourceException")
}

/// Why the service itself could not read what the account has of some quotas.
fn unread(quotas: &[ServiceQuota]) -> BTreeMap<&str, Value> {
    let why = |quota: &ServiceQuota| {
        let reason = quota.error_reason()?;
        // Of these there is the default alone.
        if reason.error_code() == Some(&ErrorCode::ServiceQuotaNotAvailableError) {
            return None;
        }
        let code = reason.error_code().map_or("an error", ErrorCode::as_str);
        let detail =
            format!("servicequotas:ListServiceQuotas: the value could not be read ({code})");
        Some(Value::Unknown(Arc::new(Unknown::new(Reason::Unreadable, detail))))
    };
    quotas.iter().filter_map(|q| Some((q.quota_code()?, why(q)?))).collect()
}

/// The quotas by their code, without those that the service could not read: it answers with the
/// reason in their place.
fn by_code(quotas: &[ServiceQuota]) -> BTreeMap<&str, &ServiceQuota> {
    let read = quotas.iter().filter(|q| q.error_reason().is_none());
    read.filter_map(|q| Some((q.quota_code()?, q))).collect()
}

fn keep(c: &Collector, quota: &ServiceQuota, value: Value, default: Value) {
    let service = quota.service_code().unwrap_or_default();
    let code = quota.quota_code().unwrap_or_default();
    c.keep(
        "ListServiceQuotas",
        KIND,
        &format!("{service}/{code}"),
        [
            ("adjustable", Value::Bool(quota.adjustable())),
            ("arn", text(quota.quota_arn())),
            ("default_value", default),
            ("quota_code", text(quota.quota_code())),
            ("quota_name", text(quota.quota_name())),
            ("service_code", text(quota.service_code())),
            ("service_name", text(quota.service_name())),
            ("usage_metric", at_most_one(quota.usage_metric().and_then(metric))),
            ("value", value),
        ],
    );
}

/// Where the usage of a quota is measured.
fn metric(metric: &MetricInfo) -> Option<Value> {
    let name = metric.metric_name().filter(|n| !n.is_empty())?;
    let of = |dimension: &str| text(metric.metric_dimensions().and_then(|d| d.get(dimension)));
    let dimensions = block([
        ("class", of("Class")),
        ("resource", of("Resource")),
        ("service", of("Service")),
        ("type", of("Type")),
    ]);
    Some(block([
        ("metric_dimensions", at_most_one(Some(dimensions))),
        ("metric_name", text(Some(name))),
        ("metric_namespace", text(metric.metric_namespace())),
        ("metric_statistic_recommendation", text(metric.metric_statistic_recommendation())),
    ]))
}
