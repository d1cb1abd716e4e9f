//! What a listener or a rule does with a request.
//!
//! A forward to one target group has two spellings in Terraform, and the service answers with
//! both at once. We tell the short one (`target_group_arn`) where it says everything, and the
//! `forward` block elsewhere, as a configuration would.

use aws_sdk_elasticloadbalancingv2::types::{
    Action, AuthenticateCognitoActionConfig, AuthenticateOidcActionConfig, ForwardActionConfig,
    RedirectActionConfig, TargetGroupStickinessConfig,
};
use std::collections::HashMap;

use crate::model::Value;
use crate::sources::aws::values::{at_most_one, block, flag, list, number, text};

/// The actions in their order.
pub(super) fn actions(told: &[Action]) -> Value {
    let mut sorted: Vec<&Action> = told.iter().collect();
    sorted.sort_by_key(|action| action.order());
    list(sorted.into_iter().map(action))
}

fn action(told: &Action) -> Value {
    let fixed = told.fixed_response_config().map(|f| {
        block([
            ("content_type", text(f.content_type())),
            ("message_body", text(f.message_body())),
            ("status_code", text(f.status_code())),
        ])
    });
    let (target, forward) = forward(told);
    block([
        ("authenticate_cognito", at_most_one(told.authenticate_cognito_config().map(cognito))),
        ("authenticate_oidc", at_most_one(told.authenticate_oidc_config().map(oidc))),
        ("fixed_response", at_most_one(fixed)),
        ("forward", at_most_one(forward)),
        ("order", number(told.order())),
        ("redirect", at_most_one(told.redirect_config().map(redirect))),
        ("target_group_arn", text(target)),
        ("type", text(told.r#type())),
    ])
}

/// Either the one target group or the block.
fn forward(told: &Action) -> (Option<&str>, Option<Value>) {
    let config = told.forward_config();
    let target = told.target_group_arn();
    match config {
        Some(config) if target.is_none() || !is_plain(config) => {
            (None, Some(forward_block(config)))
        }
        _ => (target, None),
    }
}

/// Whether the block says no more than its target group's ARN. The weight of a group that is alone
/// means nothing, unless it is zero.
fn is_plain(config: &ForwardActionConfig) -> bool {
    let sticky =
        config.target_group_stickiness_config().and_then(TargetGroupStickinessConfig::enabled);
    matches!(config.target_groups(), [] | [_])
        && sticky != Some(true)
        && config.target_groups().iter().all(|group| group.weight() != Some(0))
}

fn forward_block(config: &ForwardActionConfig) -> Value {
    let groups = config.target_groups().iter().map(|group| {
        block([("arn", text(group.target_group_arn())), ("weight", number(group.weight()))])
    });
    let stickiness = config.target_group_stickiness_config().map(|s| {
        block([
            ("duration", number(s.duration_seconds().or(Some(0)))),
            ("enabled", flag(s.enabled())),
        ])
    });
    block([("stickiness", at_most_one(stickiness)), ("target_group", list(groups))])
}

fn redirect(told: &RedirectActionConfig) -> Value {
    block([
        ("host", text(told.host())),
        ("path", text(told.path())),
        ("port", text(told.port())),
        ("protocol", text(told.protocol())),
        ("query", text(told.query())),
        ("status_code", text(told.status_code())),
    ])
}

/// The client secret is never told, so it is left out.
fn oidc(told: &AuthenticateOidcActionConfig) -> Value {
    block([
        ("authentication_request_extra_params", params(told.authentication_request_extra_params())),
        ("authorization_endpoint", text(told.authorization_endpoint())),
        ("client_id", text(told.client_id())),
        ("issuer", text(told.issuer())),
        ("on_unauthenticated_request", text(told.on_unauthenticated_request())),
        ("scope", text(told.scope())),
        ("session_cookie_name", text(told.session_cookie_name())),
        ("session_timeout", number(told.session_timeout().or(Some(0)))),
        ("token_endpoint", text(told.token_endpoint())),
        ("user_info_endpoint", text(told.user_info_endpoint())),
    ])
}

fn cognito(told: &AuthenticateCognitoActionConfig) -> Value {
    block([
        ("authentication_request_extra_params", params(told.authentication_request_extra_params())),
        ("on_unauthenticated_request", text(told.on_unauthenticated_request())),
        ("scope", text(told.scope())),
        ("session_cookie_name", text(told.session_cookie_name())),
        ("session_timeout", number(told.session_timeout().or(Some(0)))),
        ("user_pool_arn", text(told.user_pool_arn())),
        ("user_pool_client_id", text(told.user_pool_client_id())),
        ("user_pool_domain", text(told.user_pool_domain())),
    ])
}

fn params(told: Option<&HashMap<String, String>>) -> Value {
    told.map_or(Value::Null, |map| Value::map(map.iter().map(|(k, v)| (k, Value::text(v)))))
}
