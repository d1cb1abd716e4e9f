//! Rule groups that AWS or a vendor manages, and how they are set up.

use aws_sdk_wafv2::types::{
    AddressField, AwsManagedRulesAcfpRuleSet, AwsManagedRulesAtpRuleSet, EmailField,
    ManagedRuleGroupConfig, ManagedRuleGroupStatement, PasswordField, PhoneNumberField,
    RequestInspection, RequestInspectionAcfp, ResponseInspection, UsernameField,
};

use super::actions::overrides;
use super::statements::nested;
use crate::model::Value;
use crate::sources::aws::values::{at_most_one, block, list, number, text, texts};

pub(super) fn managed(told: &ManagedRuleGroupStatement, depth: usize) -> Value {
    let scope = told.scope_down_statement().map(|s| nested(s, depth));
    block([
        ("managed_rule_group_configs", list(told.managed_rule_group_configs().iter().map(config))),
        ("name", text(Some(told.name()))),
        ("rule_action_override", overrides(told.rule_action_overrides())),
        ("scope_down_statement", at_most_one(scope)),
        ("vendor_name", text(Some(told.vendor_name()))),
        ("version", text(told.version())),
    ])
}

/// Some of these attributes are the older spelling of others.
#[expect(deprecated, reason = "Terraform still has the attributes")]
fn config(told: &ManagedRuleGroupConfig) -> Value {
    let bots = told.aws_managed_rules_bot_control_rule_set().map(|set| {
        block([
            ("enable_machine_learning", Value::Bool(set.enable_machine_learning())),
            ("inspection_level", text(Some(set.inspection_level()))),
        ])
    });
    block([
        (
            "aws_managed_rules_acfp_rule_set",
            at_most_one(told.aws_managed_rules_acfp_rule_set().map(account_creation)),
        ),
        (
            "aws_managed_rules_atp_rule_set",
            at_most_one(told.aws_managed_rules_atp_rule_set().map(account_takeover)),
        ),
        ("aws_managed_rules_bot_control_rule_set", at_most_one(bots)),
        ("login_path", text(told.login_path())),
        ("password_field", identified(told.password_field().map(PasswordField::identifier))),
        ("payload_type", text(told.payload_type())),
        ("username_field", identified(told.username_field().map(UsernameField::identifier))),
    ])
}

fn account_creation(told: &AwsManagedRulesAcfpRuleSet) -> Value {
    block([
        ("creation_path", text(Some(told.creation_path()))),
        ("enable_regex_in_path", Value::Bool(told.enable_regex_in_path())),
        ("registration_page_path", text(Some(told.registration_page_path()))),
        ("request_inspection", at_most_one(told.request_inspection().map(creation_request))),
        ("response_inspection", at_most_one(told.response_inspection().map(response))),
    ])
}

fn account_takeover(told: &AwsManagedRulesAtpRuleSet) -> Value {
    block([
        ("enable_regex_in_path", Value::Bool(told.enable_regex_in_path())),
        ("login_path", text(Some(told.login_path()))),
        ("request_inspection", at_most_one(told.request_inspection().map(login_request))),
        ("response_inspection", at_most_one(told.response_inspection().map(response))),
    ])
}

fn creation_request(told: &RequestInspectionAcfp) -> Value {
    let addresses = told.address_fields().iter().map(AddressField::identifier).collect();
    let phones = told.phone_number_fields().iter().map(PhoneNumberField::identifier).collect();
    block([
        ("address_fields", all_identified(addresses)),
        ("email_field", identified(told.email_field().map(EmailField::identifier))),
        ("password_field", identified(told.password_field().map(PasswordField::identifier))),
        ("payload_type", text(Some(told.payload_type()))),
        ("phone_number_fields", all_identified(phones)),
        ("username_field", identified(told.username_field().map(UsernameField::identifier))),
    ])
}

fn login_request(told: &RequestInspection) -> Value {
    block([
        ("password_field", identified(told.password_field().map(PasswordField::identifier))),
        ("payload_type", text(Some(told.payload_type()))),
        ("username_field", identified(told.username_field().map(UsernameField::identifier))),
    ])
}

fn identified(identifier: Option<&str>) -> Value {
    at_most_one(identifier.map(|identifier| block([("identifier", text(Some(identifier)))])))
}

fn all_identified(identifiers: Vec<&str>) -> Value {
    let some = Some(identifiers).filter(|all| !all.is_empty());
    at_most_one(some.map(|all| block([("identifiers", texts(all))])))
}

fn response(told: &ResponseInspection) -> Value {
    let body = told.body_contains().map(|b| {
        block([
            ("failure_strings", texts(b.failure_strings())),
            ("success_strings", texts(b.success_strings())),
        ])
    });
    let header = told.header().map(|h| {
        block([
            ("failure_values", texts(h.failure_values())),
            ("name", text(Some(h.name()))),
            ("success_values", texts(h.success_values())),
        ])
    });
    let json = told.json().map(|j| {
        block([
            ("failure_values", texts(j.failure_values())),
            ("identifier", text(Some(j.identifier()))),
            ("success_values", texts(j.success_values())),
        ])
    });
    let codes = |codes: &[i32]| list(codes.iter().map(|code| number(Some(*code))));
    let status = told.status_code().map(|s| {
        block([
            ("failure_codes", codes(s.failure_codes())),
            ("success_codes", codes(s.success_codes())),
        ])
    });
    block([
        ("body_contains", at_most_one(body)),
        ("header", at_most_one(header)),
        ("json", at_most_one(json)),
        ("status_code", at_most_one(status)),
    ])
}
