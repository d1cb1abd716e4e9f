//! Web ACLs and the resources that they protect.

use std::collections::HashMap;

use aws_sdk_wafv2::Client;
use aws_sdk_wafv2::types::{
    AssociationConfig, CustomResponseBody, DataProtection, ImmunityTimeProperty, ResourceType,
    VisibilityConfig, WebAcl, WebAclSummary,
};
use futures_util::future::join_all;

use super::actions::default_action;
use super::{PAGE, REGIONAL, rules, tagged};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{at_most_one, block, list, number, text, texts};

/// What a web ACL of a region can protect.
const PROTECTED: &[ResourceType] = &[
    ResourceType::ApplicationLoadBalancer,
    ResourceType::ApiGateway,
    ResourceType::Appsync,
    ResourceType::CognitioUserPool,
    ResourceType::AppRunnerService,
    ResourceType::VerifiedAccessInstance,
];

pub(super) async fn web_acls(c: &Collector, waf: &Client) {
    if !c.wants("ListWebACLs") {
        return;
    }
    let listed = c
        .pages(
            "ListWebACLs",
            |token| waf.list_web_acls().scope(REGIONAL).set_next_marker(token).limit(PAGE).send(),
            |page| (page.web_acls.unwrap_or_default(), page.next_marker),
        )
        .await;
    futures_util::join!(
        join_all(listed.iter().map(|summary| web_acl(c, waf, summary))),
        join_all(listed.iter().map(|summary| associations(c, waf, summary))),
    );
}

async fn web_acl(c: &Collector, waf: &Client, summary: &WebAclSummary) {
    let arn = summary.arn().unwrap_or_default();
    let request = waf
        .get_web_acl()
        .set_name(summary.name.clone())
        .set_id(summary.id.clone())
        .scope(REGIONAL)
        .send();
    let Ok(answer) = c.call("GetWebACL", request).await else { return };
    let Some(acl) = answer.web_acl() else { return };
    let mut attributes = attributes_of(acl);
    attributes.extend([
        ("application_integration_url", text(answer.application_integration_url())),
        ("lock_token", text(answer.lock_token())),
    ]);
    attributes.extend(tagged(c, waf, arn).await);
    c.keep("GetWebACL", "aws_wafv2_web_acl", acl.id(), attributes);
}

fn attributes_of(acl: &WebAcl) -> Vec<(&'static str, Value)> {
    let captcha = acl.captcha_config().and_then(|config| config.immunity_time_property());
    let challenge = acl.challenge_config().and_then(|config| config.immunity_time_property());
    let protection = acl.data_protection_config().map(|config| {
        block([("data_protection", list(config.data_protections().iter().map(data_protection)))])
    });
    vec![
        ("arn", text(Some(acl.arn()))),
        ("association_config", at_most_one(acl.association_config().and_then(association))),
        ("capacity", Value::from(acl.capacity())),
        ("captcha_config", immunity(captcha)),
        ("challenge_config", immunity(challenge)),
        ("custom_response_body", bodies(acl.custom_response_bodies())),
        ("data_protection_config", at_most_one(protection)),
        ("default_action", at_most_one(acl.default_action().map(default_action))),
        ("description", text(acl.description())),
        ("name", text(Some(acl.name()))),
        ("rule", rules::of_web_acl(acl.rules())),
        ("scope", text(Some(REGIONAL))),
        ("token_domains", texts(acl.token_domains())),
        ("visibility_config", visibility(acl.visibility_config())),
    ]
}

fn data_protection(told: &DataProtection) -> Value {
    let field = told.field().map(|f| {
        block([("field_keys", texts(f.field_keys())), ("field_type", text(Some(f.field_type())))])
    });
    block([
        ("action", text(Some(told.action()))),
        ("exclude_rate_based_details", Value::Bool(told.exclude_rate_based_details())),
        ("exclude_rule_match_details", Value::Bool(told.exclude_rule_match_details())),
        ("field", at_most_one(field)),
    ])
}

/// How much of a body is looked at, by what is protected.
fn association(told: &AssociationConfig) -> Option<Value> {
    let limits = told.request_body()?.iter().map(|(resource, limit)| {
        let limit = text(Some(limit.default_size_inspection_limit()));
        let name = resource.as_str().to_ascii_lowercase();
        (name, Value::list(vec![block([("default_size_inspection_limit", limit)])]))
    });
    Some(block([("request_body", Value::list(vec![Value::map(limits)]))]))
}

/// How long a solved puzzle counts.
pub(super) fn immunity(told: Option<&ImmunityTimeProperty>) -> Value {
    at_most_one(told.map(|property| {
        let time = block([("immunity_time", number(Some(property.immunity_time())))]);
        block([("immunity_time_property", Value::list(vec![time]))])
    }))
}

pub(super) fn bodies(told: Option<&HashMap<String, CustomResponseBody>>) -> Value {
    list(told.into_iter().flatten().map(|(key, body)| {
        block([
            ("content", text(Some(body.content()))),
            ("content_type", text(Some(body.content_type()))),
            ("key", text(Some(key))),
        ])
    }))
}

pub(super) fn visibility(told: Option<&VisibilityConfig>) -> Value {
    at_most_one(told.map(|config| {
        block([
            ("cloudwatch_metrics_enabled", Value::Bool(config.cloud_watch_metrics_enabled())),
            ("metric_name", text(Some(config.metric_name()))),
            ("sampled_requests_enabled", Value::Bool(config.sampled_requests_enabled())),
        ])
    }))
}

async fn associations(c: &Collector, waf: &Client, summary: &WebAclSummary) {
    if !c.wants("ListResourcesForWebACL") {
        return;
    }
    let acl = summary.arn().unwrap_or_default();
    let asked = PROTECTED.iter().map(|resource| async move {
        let request = waf
            .list_resources_for_web_acl()
            .web_acl_arn(acl)
            .resource_type(resource.clone())
            .send();
        let Ok(answer) = c.call("ListResourcesForWebACL", request).await else { return };
        for arn in answer.resource_arns() {
            c.keep(
                "ListResourcesForWebACL",
                "aws_wafv2_web_acl_association",
                &format!("{acl},{arn}"),
                [("resource_arn", text(Some(arn))), ("web_acl_arn", text(Some(acl)))],
            );
        }
    });
    join_all(asked).await;
}
