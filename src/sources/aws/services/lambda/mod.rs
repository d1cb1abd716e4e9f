//! Lambda: functions with all that hangs on them, event source mappings and layers.
//!
//! Code is never downloaded: `GetFunction` answers with an address of the code among other things,
//! and that address is dropped.

mod event_source;
mod function;
mod permission;
mod qualified;

use aws_sdk_lambda::Client;
use aws_sdk_lambda::types::{FunctionConfiguration, LayersListItem};
use futures_util::future::join_all;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{number, tags, text, texts};

const ACCOUNT: &str = "status.aws_lambda_account";

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "lambda",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists(
            "ListFunctions",
            "lambda:ListFunctions",
            &[
                "aws_lambda_alias",
                "aws_lambda_function",
                "aws_lambda_function_url",
                "aws_lambda_permission",
                "aws_lambda_provisioned_concurrency_config",
                function::STATUS,
            ],
        ),
        Operation::fills(
            "GetFunction",
            "lambda:GetFunction",
            &[
                (
                    "aws_lambda_function",
                    &["image_uri", "reserved_concurrent_executions", "tags", "tags_all"],
                ),
                (function::STATUS, &function::OF_STATUS),
            ],
        ),
        Operation::fills(
            "GetFunctionCodeSigningConfig",
            "lambda:GetFunctionCodeSigningConfig",
            &[("aws_lambda_function", &["code_signing_config_arn"])],
        ),
        Operation::lists(
            "ListAliases",
            "lambda:ListAliases",
            &["aws_lambda_alias", "aws_lambda_permission"],
        ),
        Operation::lists("GetPolicy", "lambda:GetPolicy", &["aws_lambda_permission"]),
        Operation::lists(
            "ListFunctionUrlConfigs",
            "lambda:ListFunctionUrlConfigs",
            &["aws_lambda_function_url"],
        ),
        Operation::lists(
            "ListProvisionedConcurrencyConfigs",
            "lambda:ListProvisionedConcurrencyConfigs",
            &["aws_lambda_provisioned_concurrency_config"],
        ),
        Operation::lists(
            "ListEventSourceMappings",
            "lambda:ListEventSourceMappings",
            &["aws_lambda_event_source_mapping"],
        ),
        // `GetFunction` leaves the tags out where this is not allowed.
        Operation::fills(
            "ListTags",
            "lambda:ListTags",
            &[
                ("aws_lambda_event_source_mapping", &["tags", "tags_all"]),
                ("aws_lambda_function", &["tags", "tags_all"]),
            ],
        ),
        Operation::lists("ListLayers", "lambda:ListLayers", &["aws_lambda_layer_version"]),
        Operation::lists("GetAccountSettings", "lambda:GetAccountSettings", &[ACCOUNT]),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

/// Members of a page, at most; more are asked for in vain.
const PAGE: i32 = 50;

async fn collect(c: Collector) {
    let lambda = client!(c, aws_sdk_lambda);
    futures_util::join!(
        functions(&c, &lambda),
        event_source::collect(&c, &lambda),
        layers(&c, &lambda),
        account(&c, &lambda),
    );
}

async fn functions(c: &Collector, lambda: &Client) {
    if !c.wants("ListFunctions") {
        return;
    }
    let listed = c
        .pages(
            "ListFunctions",
            |token| lambda.list_functions().set_marker(token).max_items(PAGE).send(),
            |page| (page.functions.unwrap_or_default(), page.next_marker),
        )
        .await;
    join_all(listed.iter().map(|one| of_function(c, lambda, one))).await;
}

async fn of_function(c: &Collector, lambda: &Client, function: &FunctionConfiguration) {
    let name = function.function_name().unwrap_or_default();
    futures_util::join!(
        function::collect(c, lambda, function),
        async {
            let aliases = qualified::aliases(c, lambda, name).await;
            permission::collect(c, lambda, name, &aliases).await;
        },
        qualified::provisioned_concurrency(c, lambda, name),
        qualified::urls(c, lambda, name),
    );
}

/// The latest version of each layer; a new version replaces the one before.
async fn layers(c: &Collector, lambda: &Client) {
    if !c.wants("ListLayers") {
        return;
    }
    let listed = c
        .pages(
            "ListLayers",
            |token| lambda.list_layers().set_marker(token).max_items(PAGE).send(),
            |page| (page.layers.unwrap_or_default(), page.next_marker),
        )
        .await;
    for layer in &listed {
        keep_layer(c, layer);
    }
}

fn keep_layer(c: &Collector, layer: &LayersListItem) {
    let Some(version) = layer.latest_matching_version() else { return };
    let architectures = version.compatible_architectures().iter().map(AsRef::<str>::as_ref);
    let runtimes = version.compatible_runtimes().iter().map(AsRef::<str>::as_ref);
    let arn = version.layer_version_arn().unwrap_or_default();
    c.keep(
        "ListLayers",
        "aws_lambda_layer_version",
        arn,
        [
            ("arn", text(Some(arn))),
            ("compatible_architectures", texts(architectures)),
            ("compatible_runtimes", texts(runtimes)),
            ("created_date", text(version.created_date())),
            ("description", text(version.description())),
            ("layer_arn", text(layer.layer_arn())),
            ("layer_name", text(layer.layer_name())),
            ("license_info", text(version.license_info())),
            ("version", text(Some(version.version().to_string()))),
        ],
    );
}

/// What all functions of the region may run at once.
async fn account(c: &Collector, lambda: &Client) {
    if !c.wants("GetAccountSettings") {
        return;
    }
    let Ok(answer) = c.call("GetAccountSettings", lambda.get_account_settings().send()).await
    else {
        return;
    };
    let Some(limit) = answer.account_limit() else { return };
    c.keep(
        "GetAccountSettings",
        ACCOUNT,
        c.account(),
        [
            ("concurrent_executions", number(Some(limit.concurrent_executions()))),
            ("unreserved_concurrent_executions", number(limit.unreserved_concurrent_executions())),
        ],
    );
}

/// The ARN under which API Gateway calls a function or an alias.
fn invoke_arn(c: &Collector, arn: &str) -> String {
    let partition = arn.split(':').nth(1).unwrap_or("aws");
    let region = c.region();
    format!(
        "arn:{partition}:apigateway:{region}:lambda:path/2015-03-31/functions/{arn}/invocations"
    )
}

/// The alias or version at the end of a function's ARN.
fn qualifier(arn: &str) -> Option<&str> {
    arn.split(':').nth(7)
}

async fn tags_of(c: &Collector, lambda: &Client, arn: Option<&str>) -> Value {
    let request = lambda.list_tags().set_resource(arn.map(str::to_owned)).send();
    match c.call("ListTags", request).await {
        Ok(answer) => {
            let pairs = answer.tags().into_iter().flatten();
            tags(pairs.map(|(k, v)| (Some(k.as_str()), Some(v.as_str()))))
        }
        Err(missing) => missing.value(),
    }
}

/// A text inside a block, where the provider writes an unset one as empty.
fn filled(value: Option<impl AsRef<str>>) -> Value {
    value.map_or_else(|| Value::text(""), |v| Value::text(v.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_may_end_in_a_qualifier() {
        let arn = "arn:aws:lambda:us-east-1:123456789012:function:sync";
        assert_eq!(qualifier(arn), None);
        assert_eq!(qualifier(&format!("{arn}:live")), Some("live"));
    }
}
