//! Systems Manager: parameters. What is encrypted is never read, and of other values only digests
//! are kept.

use std::collections::HashMap;

use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::{ParameterMetadata, ParameterType, ResourceTypeForTagging};
use futures_util::future::join_all;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{tags, text};

const PARAMETER: &str = "aws_ssm_parameter";
/// Parameters whose values are read with one call.
const READ_AT_ONCE: usize = 10;

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "ssm",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists("DescribeParameters", "ssm:DescribeParameters", &[PARAMETER]),
        Operation::fills("GetParameters", "ssm:GetParameters", &[(PARAMETER, &["value"])]),
        Operation::fills(
            "ListTagsForResource",
            "ssm:ListTagsForResource",
            &[(PARAMETER, &["tags", "tags_all"])],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

async fn collect(c: Collector) {
    if !c.wants("DescribeParameters") {
        return;
    }
    let ssm = client!(c, aws_sdk_ssm);
    let parameters = c
        .pages(
            "DescribeParameters",
            |token| ssm.describe_parameters().set_next_token(token).max_results(50).send(),
            |page| (page.parameters.unwrap_or_default(), page.next_token),
        )
        .await;
    let mut values = values(&c, &ssm, &parameters).await;
    let kept = parameters.iter().map(|parameter| {
        let value = parameter.name().and_then(|name| values.remove(name));
        keep(&c, &ssm, parameter, value)
    });
    join_all(kept).await;
}

/// The values of parameters that are not encrypted, by name.
async fn values(
    c: &Collector,
    ssm: &Client,
    parameters: &[ParameterMetadata],
) -> HashMap<String, Value> {
    let plain: Vec<&str> = parameters
        .iter()
        .filter(|p| matches!(p.r#type(), Some(ParameterType::String | ParameterType::StringList)))
        .filter_map(ParameterMetadata::name)
        .collect();
    let batches = plain.chunks(READ_AT_ONCE).map(|batch| async move {
        let names = batch.iter().map(|name| (*name).to_owned()).collect();
        let request = ssm.get_parameters().set_names(Some(names)).with_decryption(false).send();
        match c.call("GetParameters", request).await {
            Ok(answer) => answer
                .parameters()
                .iter()
                // One that became a secret since it was listed holds its encrypted text.
                .filter(|p| p.r#type() != Some(&ParameterType::SecureString))
                .filter_map(|p| Some((p.name()?.to_owned(), text(p.value()))))
                .collect(),
            Err(missing) => {
                batch.iter().map(|name| ((*name).to_owned(), missing.value())).collect()
            }
        }
    });
    let told: Vec<Vec<(String, Value)>> = join_all(batches).await;
    told.into_iter().flatten().collect()
}

async fn keep(c: &Collector, ssm: &Client, parameter: &ParameterMetadata, value: Option<Value>) {
    let name = parameter.name().unwrap_or_default();
    let tags = tags_of(c, ssm, name).await;
    let arn = parameter.arn().map_or_else(|| arn(c, name), str::to_owned);
    let mut attributes = vec![
        ("allowed_pattern", text(parameter.allowed_pattern())),
        ("arn", text(Some(arn))),
        ("data_type", text(parameter.data_type())),
        ("description", text(parameter.description())),
        ("key_id", text(parameter.key_id())),
        ("name", text(parameter.name())),
        ("tags", tags.clone()),
        ("tags_all", tags),
        ("tier", text(parameter.tier())),
        ("type", text(parameter.r#type())),
        ("version", Value::from(parameter.version())),
    ];
    attributes.extend(value.map(|v| ("value", v)));
    c.keep("DescribeParameters", PARAMETER, name, attributes);
}

/// A name that is a path brings the slash along.
fn arn(c: &Collector, name: &str) -> String {
    c.arn("ssm", format!("parameter/{}", name.strip_prefix('/').unwrap_or(name)))
}

async fn tags_of(c: &Collector, ssm: &Client, name: &str) -> Value {
    let request = ssm
        .list_tags_for_resource()
        .resource_type(ResourceTypeForTagging::Parameter)
        .resource_id(name)
        .send();
    match c.call("ListTagsForResource", request).await {
        Ok(answer) => tags(answer.tag_list().iter().map(|t| (Some(t.key()), Some(t.value())))),
        Err(missing) => missing.value(),
    }
}
