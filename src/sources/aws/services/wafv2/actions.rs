//! What a rule or a web ACL does with a request.

use aws_sdk_wafv2::types::{
    BlockAction, CustomHttpHeader, CustomRequestHandling, CustomResponse, DefaultAction,
    OverrideAction, RuleAction, RuleActionOverride,
};

use super::empty_block;
use crate::model::Value;
use crate::sources::aws::values::{at_most_one, block, list, number, text};

pub(super) fn rule_action(told: &RuleAction) -> Value {
    let allow = told.allow().map(|a| handled(a.custom_request_handling()));
    let captcha = told.captcha().map(|a| handled(a.custom_request_handling()));
    let challenge = told.challenge().map(|a| handled(a.custom_request_handling()));
    let count = told.count().map(|a| handled(a.custom_request_handling()));
    block([
        ("allow", at_most_one(allow)),
        ("block", at_most_one(told.block().map(blocked))),
        ("captcha", at_most_one(captcha)),
        ("challenge", at_most_one(challenge)),
        ("count", at_most_one(count)),
    ])
}

pub(super) fn default_action(told: &DefaultAction) -> Value {
    let allow = told.allow().map(|a| handled(a.custom_request_handling()));
    block([("allow", at_most_one(allow)), ("block", at_most_one(told.block().map(blocked)))])
}

pub(super) fn override_action(told: &OverrideAction) -> Value {
    block([("count", empty_block(told.count())), ("none", empty_block(told.none()))])
}

/// What is done instead with single rules of a group.
pub(super) fn overrides(told: &[RuleActionOverride]) -> Value {
    list(told.iter().map(|one| {
        block([
            ("action_to_use", at_most_one(one.action_to_use().map(rule_action))),
            ("name", text(Some(one.name()))),
        ])
    }))
}

fn handled(told: Option<&CustomRequestHandling>) -> Value {
    let handling = told.map(|h| block([("insert_header", headers(h.insert_headers()))]));
    block([("custom_request_handling", at_most_one(handling))])
}

fn blocked(told: &BlockAction) -> Value {
    block([("custom_response", at_most_one(told.custom_response().map(response)))])
}

fn response(told: &CustomResponse) -> Value {
    block([
        ("custom_response_body_key", text(told.custom_response_body_key())),
        ("response_code", number(Some(told.response_code()))),
        ("response_header", headers(told.response_headers())),
    ])
}

fn headers(told: &[CustomHttpHeader]) -> Value {
    list(told.iter().map(|header| {
        block([("name", text(Some(header.name()))), ("value", text(Some(header.value())))])
    }))
}
