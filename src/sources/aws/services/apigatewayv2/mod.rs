//! API Gateway HTTP and WebSocket APIs, with their custom domains and VPC links.
//!
//! Every read is one IAM action, `apigateway:GET`. ARNs are not told and have no account. The
//! custom domains are shared with REST APIs, so those with another endpoint than a regional one,
//! which only REST APIs can have, are left out.

mod apis;
mod domains;

use std::collections::HashMap;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{tags, text};

const GET: &str = "apigateway:GET";
const APIS: &[&str] = &[
    "aws_apigatewayv2_api",
    "aws_apigatewayv2_authorizer",
    "aws_apigatewayv2_deployment",
    "aws_apigatewayv2_integration",
    "aws_apigatewayv2_route",
    "aws_apigatewayv2_stage",
];
/// The largest page of every listing here.
const PAGE: &str = "500";

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "apigatewayv2",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists("GetApis", GET, APIS),
        Operation::lists("GetStages", GET, &["aws_apigatewayv2_stage"]),
        Operation::lists("GetRoutes", GET, &["aws_apigatewayv2_route"]),
        Operation::lists("GetIntegrations", GET, &["aws_apigatewayv2_integration"]),
        Operation::lists("GetAuthorizers", GET, &["aws_apigatewayv2_authorizer"]),
        Operation::lists("GetDeployments", GET, &["aws_apigatewayv2_deployment"]),
        Operation::lists("GetVpcLinks", GET, &["aws_apigatewayv2_vpc_link"]),
        Operation::lists(
            "GetDomainNames",
            GET,
            &["aws_apigatewayv2_api_mapping", "aws_apigatewayv2_domain_name"],
        ),
        Operation::lists("GetApiMappings", GET, &["aws_apigatewayv2_api_mapping"]),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

async fn collect(c: Collector) {
    let api = client!(c, aws_sdk_apigatewayv2);
    futures_util::join!(apis::apis(&c, &api), domains::domains(&c, &api), domains::links(&c, &api));
}

type Texts = HashMap<String, String>;

/// `tags` and `tags_all`.
fn tagged(told: Option<&Texts>) -> [(&'static str, Value); 2] {
    let pairs = told.into_iter().flatten();
    let value = tags(pairs.map(|(k, v)| (Some(k.as_str()), Some(v.as_str()))));
    [("tags", value.clone()), ("tags_all", value)]
}

/// A map of texts.
fn map(told: Option<&Texts>) -> Value {
    told.map_or(Value::Null, |map| Value::map(map.iter().map(|(k, v)| (k, Value::text(v)))))
}

/// The ARN of something of API Gateway: without an account.
fn arn(c: &Collector, resource: &str) -> Value {
    let with_account = c.arn("apigateway", "");
    let partition = with_account.split(':').nth(1).unwrap_or_default();
    text(Some(format!("arn:{partition}:apigateway:{}::{resource}", c.region())))
}
