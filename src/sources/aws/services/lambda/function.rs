//! Functions.
//!
//! The listing tells most; the image, the reserved concurrency and the tags are told for one
//! function at a time. What belongs to the last published version (`version`, `qualified_arn`) is
//! not asked for.

use aws_sdk_lambda::Client;
use aws_sdk_lambda::types::{
    Concurrency, FunctionConfiguration, ImageConfig, LoggingConfig, PackageType, SnapStartApplyOn,
    SnapStartResponse, VpcConfigResponse,
};

use super::{filled, invoke_arn, tags_of};
use crate::model::{Reason, Value};
use crate::sources::aws::collector::Collector;
use crate::sources::aws::gap;
use crate::sources::aws::values::{at_most_one, block, list, number, tags, text, texts};

pub(super) const STATUS: &str = "status.aws_lambda_function";

/// What only `GetFunction` tells of the state: the listing leaves it out.
pub(super) const OF_STATUS: [&str; 2] = ["last_update_status", "state"];

/// What only the call for one function tells.
struct Details {
    image_uri: Value,
    reserved_concurrent_executions: Value,
    tags: Value,
    status: [Value; OF_STATUS.len()],
}

/// Collects a function.
pub(super) async fn collect(c: &Collector, lambda: &Client, function: &FunctionConfiguration) {
    if !c.wants_kind("aws_lambda_function") && !c.wants_kind(STATUS) {
        return;
    }
    let (details, signing) =
        futures_util::join!(details(c, lambda, function), code_signing(c, lambda, function));
    let mut attributes = settings(c, function);
    attributes.extend(blocks(function));
    attributes.extend([
        ("code_signing_config_arn", signing),
        ("image_uri", details.image_uri),
        ("reserved_concurrent_executions", details.reserved_concurrent_executions),
        ("tags", details.tags.clone()),
        ("tags_all", details.tags),
    ]);
    let name = function.function_name().unwrap_or_default();
    c.keep("ListFunctions", "aws_lambda_function", name, attributes);
    let own =
        [("arn", text(function.function_arn())), ("function_name", text(function.function_name()))];
    let status = OF_STATUS.into_iter().zip(details.status);
    c.keep("ListFunctions", STATUS, name, own.into_iter().chain(status));
}

async fn details(c: &Collector, lambda: &Client, function: &FunctionConfiguration) -> Details {
    let name = function.function_name().unwrap_or_default();
    let answer = match c.call("GetFunction", lambda.get_function().function_name(name).send()).await
    {
        Ok(answer) => answer,
        Err(missing) => {
            return Details {
                image_uri: missing.value(),
                reserved_concurrent_executions: missing.value(),
                tags: missing.value(),
                status: OF_STATUS.map(|_| missing.value()),
            };
        }
    };
    // The tags may be withheld from who may read the function; asking for them tells why.
    let tags = if answer.tags_error().is_some() {
        tags_of(c, lambda, function.function_arn()).await
    } else {
        let pairs = answer.tags().into_iter().flatten();
        tags(pairs.map(|(k, v)| (Some(k.as_str()), Some(v.as_str()))))
    };
    let told = answer.configuration();
    let reserved = answer.concurrency().and_then(Concurrency::reserved_concurrent_executions);
    Details {
        image_uri: text(answer.code().and_then(|code| code.image_uri())),
        // The provider's word for no reservation.
        reserved_concurrent_executions: number(Some(reserved.unwrap_or(-1))),
        tags,
        status: [
            text(told.and_then(|f| f.last_update_status())),
            text(told.and_then(|f| f.state())),
        ],
    }
}

async fn code_signing(c: &Collector, lambda: &Client, function: &FunctionConfiguration) -> Value {
    // Images are signed in their registry.
    if function.package_type() == Some(&PackageType::Image) {
        return Value::text("");
    }
    let name = function.function_name().unwrap_or_default();
    let request = lambda.get_function_code_signing_config().function_name(name).send();
    let absent = &["ResourceNotFoundException"];
    match c.optional("GetFunctionCodeSigningConfig", absent, request).await {
        Ok(answer) => text(Some(answer.as_ref().map_or("", |a| a.code_signing_config_arn()))),
        Err(missing) => missing.value(),
    }
}

fn settings(c: &Collector, function: &FunctionConfiguration) -> Vec<(&'static str, Value)> {
    let arn = function.function_arn().unwrap_or_default();
    let architectures = function.architectures().iter().map(AsRef::<str>::as_ref);
    vec![
        ("architectures", texts(architectures)),
        ("arn", text(Some(arn))),
        ("code_sha256", text(function.code_sha256())),
        ("description", text(function.description())),
        ("function_name", text(function.function_name())),
        ("handler", text(function.handler())),
        ("invoke_arn", text(Some(invoke_arn(c, arn)))),
        ("kms_key_arn", text(function.kms_key_arn())),
        ("last_modified", text(function.last_modified())),
        ("layers", texts(function.layers().iter().filter_map(|l| l.arn()))),
        ("memory_size", number(function.memory_size())),
        ("package_type", text(function.package_type())),
        ("role", text(function.role())),
        ("runtime", text(function.runtime())),
        ("signing_job_arn", text(function.signing_job_arn())),
        ("signing_profile_version_arn", text(function.signing_profile_version_arn())),
        ("source_code_size", number(Some(function.code_size()))),
        ("timeout", number(function.timeout())),
    ]
}

fn blocks(function: &FunctionConfiguration) -> [(&'static str, Value); 9] {
    let letters = function.dead_letter_config().and_then(|d| d.target_arn());
    let storage = function.ephemeral_storage();
    let image = function.image_config_response().and_then(|i| i.image_config());
    let tracing = function.tracing_config().and_then(|t| t.mode());
    [
        (
            "dead_letter_config",
            at_most_one(letters.map(|arn| block([("target_arn", text(Some(arn)))]))),
        ),
        ("environment", environment(function)),
        (
            "ephemeral_storage",
            at_most_one(storage.map(|s| block([("size", number(Some(s.size())))]))),
        ),
        (
            "file_system_config",
            list(function.file_system_configs().iter().map(|f| {
                block([
                    ("arn", text(Some(f.arn()))),
                    ("local_mount_path", text(Some(f.local_mount_path()))),
                ])
            })),
        ),
        ("image_config", at_most_one(image.map(image_config))),
        ("logging_config", at_most_one(function.logging_config().map(logging_config))),
        ("snap_start", at_most_one(function.snap_start().and_then(snap_start))),
        (
            "tracing_config",
            list([block([("mode", text(Some(tracing.map_or("PassThrough", |m| m.as_str()))))])]),
        ),
        ("vpc_config", at_most_one(function.vpc_config().and_then(vpc_config))),
    ]
}

fn environment(function: &FunctionConfiguration) -> Value {
    let Some(environment) = function.environment() else { return list([]) };
    // Answered in place of variables that whoever asks may not decrypt.
    if let Some(error) = environment.error() {
        let code = error.error_code().unwrap_or("no code");
        let why = format!(
            "lambda:ListFunctions cannot decrypt the environment ({code}): grant kms:Decrypt on \
             the function's key to the role that collects"
        );
        return gap::unknown(Reason::Denied, &why, "lambda:ListFunctions").value();
    }
    let variables = environment.variables().into_iter().flatten();
    list([block([("variables", Value::map(variables.map(|(k, v)| (k, Value::text(v)))))])])
}

fn image_config(image: &ImageConfig) -> Value {
    block([
        ("command", texts(image.command())),
        ("entry_point", texts(image.entry_point())),
        ("working_directory", filled(image.working_directory())),
    ])
}

fn logging_config(logging: &LoggingConfig) -> Value {
    block([
        ("application_log_level", filled(logging.application_log_level())),
        ("log_format", text(logging.log_format())),
        ("log_group", text(logging.log_group())),
        ("system_log_level", filled(logging.system_log_level())),
    ])
}

fn snap_start(snap: &SnapStartResponse) -> Option<Value> {
    let apply_on = snap.apply_on().filter(|a| **a != SnapStartApplyOn::None)?;
    Some(block([
        ("apply_on", text(Some(apply_on))),
        ("optimization_status", text(snap.optimization_status())),
    ]))
}

fn vpc_config(vpc: &VpcConfigResponse) -> Option<Value> {
    let id = vpc.vpc_id().unwrap_or_default();
    // A function that left its VPC is answered with an empty block.
    if id.is_empty() && vpc.security_group_ids().is_empty() && vpc.subnet_ids().is_empty() {
        return None;
    }
    let ipv6 = vpc.ipv6_allowed_for_dual_stack().unwrap_or_default();
    Some(block([
        ("ipv6_allowed_for_dual_stack", Value::Bool(ipv6)),
        ("security_group_ids", texts(vpc.security_group_ids())),
        ("subnet_ids", texts(vpc.subnet_ids())),
        ("vpc_id", text(Some(id))),
    ]))
}
