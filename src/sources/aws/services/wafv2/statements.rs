//! Statements: which requests a rule is about.
//!
//! Statements are nested in each other. WAF and Terraform allow few levels; deeper than
//! [`DEEPEST`] what is told is unknown.

use aws_sdk_wafv2::types::{
    ForwardedIpConfig, IpSetReferenceStatement, RateBasedStatement, RateBasedStatementCustomKey,
    RateLimitJa3Fingerprint, RateLimitJa4Fingerprint, RuleGroupReferenceStatement, Statement,
    TextTransformation,
};

use super::actions::overrides;
use super::empty_block;
use super::managed::managed;
use super::matching::{fallback, field, transformations};
use crate::model::{Reason, Value};
use crate::sources::aws::gap;
use crate::sources::aws::values::{at_most_one, block, list, number, text, texts};

/// Levels of statements that are read.
const DEEPEST: usize = 16;

/// Where a statement stands, and with it which statements it may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A rule of a web ACL.
    WebAcl,
    /// A rule of a rule group.
    RuleGroup,
    /// Another statement.
    Nested,
}

/// The statement of a rule.
pub(super) fn root(told: &Statement, place: Place) -> Value {
    statement(told, place, 0)
}

pub(super) fn nested(told: &Statement, depth: usize) -> Value {
    if depth >= DEEPEST {
        let why = "a statement is nested too deep to be read";
        return gap::unknown(Reason::Unsupported, why, "wafv2:GetWebACL").value();
    }
    statement(told, Place::Nested, depth)
}

fn statement(told: &Statement, place: Place, depth: usize) -> Value {
    let mut blocks = matches(told).to_vec();
    blocks.extend(compounds(told, depth + 1));
    if place != Place::Nested {
        let rate = told.rate_based_statement().map(|r| rate_based(r, depth + 1));
        blocks.push(("rate_based_statement", at_most_one(rate)));
    }
    if place == Place::WebAcl {
        let group = told.rule_group_reference_statement().map(group_reference);
        let managed = told.managed_rule_group_statement().map(|m| managed(m, depth + 1));
        blocks.push(("managed_rule_group_statement", at_most_one(managed)));
        blocks.push(("rule_group_reference_statement", at_most_one(group)));
    }
    Value::map(blocks)
}

/// Statements about statements.
fn compounds(told: &Statement, depth: usize) -> [(&'static str, Value); 3] {
    let all = |statements: &[Statement]| {
        block([("statement", list(statements.iter().map(|s| nested(s, depth))))])
    };
    let not = told
        .not_statement()
        .map(|n| block([("statement", at_most_one(n.statement().map(|s| nested(s, depth))))]));
    [
        ("and_statement", at_most_one(told.and_statement().map(|a| all(a.statements())))),
        ("not_statement", at_most_one(not)),
        ("or_statement", at_most_one(told.or_statement().map(|o| all(o.statements())))),
    ]
}

/// Statements about a request.
fn matches(told: &Statement) -> [(&'static str, Value); 10] {
    let asn = told.asn_match_statement().map(|s| {
        block([
            ("asn_list", list(s.asn_list().iter().map(|asn| Value::from(*asn)))),
            ("forwarded_ip_config", forwarded(s.forwarded_ip_config())),
        ])
    });
    let bytes = told.byte_match_statement().map(|s| {
        block([
            ("field_to_match", field(s.field_to_match())),
            ("positional_constraint", text(Some(s.positional_constraint()))),
            ("search_string", text(Some(String::from_utf8_lossy(s.search_string().as_ref())))),
            ("text_transformation", transformations(s.text_transformations())),
        ])
    });
    let geo = told.geo_match_statement().map(|s| {
        block([
            ("country_codes", texts(s.country_codes())),
            ("forwarded_ip_config", forwarded(s.forwarded_ip_config())),
        ])
    });
    let label = told
        .label_match_statement()
        .map(|s| block([("key", text(Some(s.key()))), ("scope", text(Some(s.scope())))]));
    let [regex, pattern, size, sql, scripts] = inspections(told);
    [
        ("asn_match_statement", at_most_one(asn)),
        ("byte_match_statement", at_most_one(bytes)),
        ("geo_match_statement", at_most_one(geo)),
        ("ip_set_reference_statement", at_most_one(told.ip_set_reference_statement().map(ip_set))),
        ("label_match_statement", at_most_one(label)),
        regex,
        pattern,
        size,
        sql,
        scripts,
    ]
}

fn inspections(told: &Statement) -> [(&'static str, Value); 5] {
    let regex = told.regex_match_statement().map(|s| {
        block([
            ("field_to_match", field(s.field_to_match())),
            ("regex_string", text(Some(s.regex_string()))),
            ("text_transformation", transformations(s.text_transformations())),
        ])
    });
    let pattern = told.regex_pattern_set_reference_statement().map(|s| {
        block([
            ("arn", text(Some(s.arn()))),
            ("field_to_match", field(s.field_to_match())),
            ("text_transformation", transformations(s.text_transformations())),
        ])
    });
    let size = told.size_constraint_statement().map(|s| {
        block([
            ("comparison_operator", text(Some(s.comparison_operator()))),
            ("field_to_match", field(s.field_to_match())),
            ("size", Value::from(s.size())),
            ("text_transformation", transformations(s.text_transformations())),
        ])
    });
    let sql = told.sqli_match_statement().map(|s| {
        block([
            ("field_to_match", field(s.field_to_match())),
            ("sensitivity_level", text(s.sensitivity_level())),
            ("text_transformation", transformations(s.text_transformations())),
        ])
    });
    let scripts = told.xss_match_statement().map(|s| {
        block([
            ("field_to_match", field(s.field_to_match())),
            ("text_transformation", transformations(s.text_transformations())),
        ])
    });
    [
        ("regex_match_statement", at_most_one(regex)),
        ("regex_pattern_set_reference_statement", at_most_one(pattern)),
        ("size_constraint_statement", at_most_one(size)),
        ("sqli_match_statement", at_most_one(sql)),
        ("xss_match_statement", at_most_one(scripts)),
    ]
}

fn forwarded(told: Option<&ForwardedIpConfig>) -> Value {
    at_most_one(told.map(|config| {
        block([
            ("fallback_behavior", text(Some(config.fallback_behavior()))),
            ("header_name", text(Some(config.header_name()))),
        ])
    }))
}

fn ip_set(told: &IpSetReferenceStatement) -> Value {
    let forwarded = told.ip_set_forwarded_ip_config().map(|config| {
        block([
            ("fallback_behavior", text(Some(config.fallback_behavior()))),
            ("header_name", text(Some(config.header_name()))),
            ("position", text(Some(config.position()))),
        ])
    });
    block([("arn", text(Some(told.arn()))), ("ip_set_forwarded_ip_config", at_most_one(forwarded))])
}

fn group_reference(told: &RuleGroupReferenceStatement) -> Value {
    block([
        ("arn", text(Some(told.arn()))),
        ("rule_action_override", overrides(told.rule_action_overrides())),
    ])
}

fn rate_based(told: &RateBasedStatement, depth: usize) -> Value {
    let scope = told.scope_down_statement().map(|s| nested(s, depth));
    block([
        ("aggregate_key_type", text(Some(told.aggregate_key_type()))),
        ("custom_key", list(told.custom_keys().iter().map(custom_key))),
        ("evaluation_window_sec", number(Some(told.evaluation_window_sec()))),
        ("forwarded_ip_config", forwarded(told.forwarded_ip_config())),
        ("limit", number(Some(told.limit()))),
        ("scope_down_statement", at_most_one(scope)),
    ])
}

/// What requests are counted by.
fn custom_key(told: &RateBasedStatementCustomKey) -> Value {
    let named = |name: &str, changed: &[TextTransformation]| {
        block([("name", text(Some(name))), ("text_transformation", transformations(changed))])
    };
    let whole =
        |changed: &[TextTransformation]| block([("text_transformation", transformations(changed))]);
    let cookie = told.cookie().map(|c| named(c.name(), c.text_transformations()));
    let header = told.header().map(|h| named(h.name(), h.text_transformations()));
    let argument = told.query_argument().map(|a| named(a.name(), a.text_transformations()));
    let label = told.label_namespace().map(|l| block([("namespace", text(Some(l.namespace())))]));
    let query = told.query_string().map(|q| whole(q.text_transformations()));
    let path = told.uri_path().map(|u| whole(u.text_transformations()));
    block([
        ("cookie", at_most_one(cookie)),
        ("forwarded_ip", empty_block(told.forwarded_ip())),
        ("header", at_most_one(header)),
        ("http_method", empty_block(told.http_method())),
        ("ip", empty_block(told.ip())),
        (
            "ja3_fingerprint",
            fallback(told.ja3_fingerprint().map(RateLimitJa3Fingerprint::fallback_behavior)),
        ),
        (
            "ja4_fingerprint",
            fallback(told.ja4_fingerprint().map(RateLimitJa4Fingerprint::fallback_behavior)),
        ),
        ("label_namespace", at_most_one(label)),
        ("query_argument", at_most_one(argument)),
        ("query_string", at_most_one(query)),
        ("uri_path", at_most_one(path)),
    ])
}

#[cfg(test)]
mod tests {
    use aws_sdk_wafv2::types::{LabelMatchScope, LabelMatchStatement, NotStatement};

    use super::*;

    fn not(inner: Statement) -> Statement {
        let not = NotStatement::builder().statement(inner).build();
        Statement::builder().not_statement(not).build()
    }

    fn label() -> Statement {
        let label = LabelMatchStatement::builder().scope(LabelMatchScope::Label).key("bad").build();
        Statement::builder().set_label_match_statement(label.ok()).build()
    }

    fn inner<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
        value.as_map()?.get(name)?.as_list()?.first()
    }

    #[test]
    fn statements_are_nested() {
        let value = root(&not(label()), Place::RuleGroup);
        let label = inner(&value, "not_statement")
            .and_then(|n| inner(n, "statement"))
            .and_then(|s| inner(s, "label_match_statement"));
        let key = label.and_then(Value::as_map).and_then(|m| m.get("key"));
        assert_eq!(key, Some(&Value::from("bad")));
    }

    #[test]
    fn too_deep_is_unknown() {
        let deep = (0..DEEPEST + 5).fold(label(), |inside, _| not(inside));
        assert!(!root(&deep, Place::WebAcl).is_wholly_known());
        let allowed = (0..DEEPEST - 1).fold(label(), |inside, _| not(inside));
        assert!(root(&allowed, Place::WebAcl).is_wholly_known());
    }
}
