//! What is set for an alias or a version of a function.

use aws_sdk_lambda::Client;
use aws_sdk_lambda::types::{AliasConfiguration, Cors, FunctionUrlConfig};

use super::{PAGE, invoke_arn, qualifier};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{at_most_one, block, decimal, number, text, texts};

/// Collects the aliases of a function; tells their names.
pub(super) async fn aliases(c: &Collector, lambda: &Client, function: &str) -> Vec<String> {
    if !c.wants("ListAliases") {
        return Vec::new();
    }
    let listed = c
        .pages(
            "ListAliases",
            |token| {
                lambda
                    .list_aliases()
                    .function_name(function)
                    .set_marker(token)
                    .max_items(10_000)
                    .send()
            },
            |page| (page.aliases.unwrap_or_default(), page.next_marker),
        )
        .await;
    for alias in &listed {
        keep_alias(c, function, alias);
    }
    listed.into_iter().filter_map(|alias| alias.name).collect()
}

fn keep_alias(c: &Collector, function: &str, alias: &AliasConfiguration) {
    let arn = alias.alias_arn().unwrap_or_default();
    let routing = alias.routing_config().map(|r| {
        let weights = r.additional_version_weights().into_iter().flatten();
        block([(
            "additional_version_weights",
            Value::map(weights.map(|(version, weight)| (version, decimal(Some(*weight))))),
        )])
    });
    c.keep(
        "ListAliases",
        "aws_lambda_alias",
        arn,
        [
            ("arn", text(Some(arn))),
            ("description", text(alias.description())),
            ("function_name", text(Some(function))),
            ("function_version", text(alias.function_version())),
            ("invoke_arn", text(Some(invoke_arn(c, arn)))),
            ("name", text(alias.name())),
            ("routing_config", at_most_one(routing)),
        ],
    );
}

/// Collects the provisioned concurrency of a function.
pub(super) async fn provisioned_concurrency(c: &Collector, lambda: &Client, function: &str) {
    if !c.wants("ListProvisionedConcurrencyConfigs") {
        return;
    }
    let listed = c
        .pages(
            "ListProvisionedConcurrencyConfigs",
            |token| {
                lambda
                    .list_provisioned_concurrency_configs()
                    .function_name(function)
                    .set_marker(token)
                    .max_items(PAGE)
                    .send()
            },
            |page| (page.provisioned_concurrency_configs.unwrap_or_default(), page.next_marker),
        )
        .await;
    for config in &listed {
        let qualifier = config.function_arn().and_then(qualifier).unwrap_or_default();
        c.keep(
            "ListProvisionedConcurrencyConfigs",
            "aws_lambda_provisioned_concurrency_config",
            &format!("{function},{qualifier}"),
            [
                ("function_name", text(Some(function))),
                (
                    "provisioned_concurrent_executions",
                    number(config.requested_provisioned_concurrent_executions()),
                ),
                ("qualifier", text(Some(qualifier))),
            ],
        );
    }
}

/// Collects the URLs of a function.
pub(super) async fn urls(c: &Collector, lambda: &Client, function: &str) {
    if !c.wants("ListFunctionUrlConfigs") {
        return;
    }
    let listed = c
        .pages(
            "ListFunctionUrlConfigs",
            |token| {
                lambda
                    .list_function_url_configs()
                    .function_name(function)
                    .set_marker(token)
                    .max_items(PAGE)
                    .send()
            },
            |page| (page.function_url_configs, page.next_marker),
        )
        .await;
    for config in &listed {
        keep_url(c, function, config);
    }
}

fn keep_url(c: &Collector, function: &str, config: &FunctionUrlConfig) {
    let url = config.function_url();
    let host = url.split_once("://").map_or(url, |(_, host)| host);
    let url_id = host.split('.').next().unwrap_or_default();
    let qualifier = qualifier(config.function_arn()).unwrap_or_default();
    let id =
        if qualifier.is_empty() { function.to_owned() } else { format!("{function}/{qualifier}") };
    c.keep(
        "ListFunctionUrlConfigs",
        "aws_lambda_function_url",
        &id,
        [
            ("authorization_type", text(Some(config.auth_type()))),
            ("cors", at_most_one(config.cors().map(cors))),
            ("function_arn", text(Some(config.function_arn()))),
            ("function_name", text(Some(function))),
            ("function_url", text(Some(url))),
            ("invoke_mode", text(Some(config.invoke_mode().map_or("BUFFERED", |m| m.as_str())))),
            ("qualifier", text(Some(qualifier))),
            ("url_id", text(Some(url_id))),
        ],
    );
}

fn cors(cors: &Cors) -> Value {
    block([
        ("allow_credentials", Value::Bool(cors.allow_credentials().unwrap_or_default())),
        ("allow_headers", texts(cors.allow_headers())),
        ("allow_methods", texts(cors.allow_methods())),
        ("allow_origins", texts(cors.allow_origins())),
        ("expose_headers", texts(cors.expose_headers())),
        ("max_age", number(Some(cors.max_age().unwrap_or_default()))),
    ])
}
