//! The part of a request that a statement looks at, and how it is changed before.

use aws_sdk_wafv2::types::{
    CookieMatchPattern, Cookies, FieldToMatch, HeaderMatchPattern, Headers, Ja3Fingerprint,
    Ja4Fingerprint, JsonBody, JsonMatchPattern, SingleHeader, SingleQueryArgument,
    TextTransformation,
};

use super::empty_block;
use crate::model::Value;
use crate::sources::aws::values::{at_most_one, block, list, number, text, texts};

/// The block of the looked-at part.
pub(super) fn field(told: Option<&FieldToMatch>) -> Value {
    at_most_one(told.map(of_field))
}

fn of_field(told: &FieldToMatch) -> Value {
    let body = told.body().map(|b| block([("oversize_handling", text(b.oversize_handling()))]));
    let order = told
        .header_order()
        .map(|h| block([("oversize_handling", text(Some(h.oversize_handling())))]));
    block([
        ("all_query_arguments", empty_block(told.all_query_arguments())),
        ("body", at_most_one(body)),
        ("cookies", at_most_one(told.cookies().map(cookies))),
        ("header_order", at_most_one(order)),
        ("headers", at_most_one(told.headers().map(headers))),
        (
            "ja3_fingerprint",
            fallback(told.ja3_fingerprint().map(Ja3Fingerprint::fallback_behavior)),
        ),
        (
            "ja4_fingerprint",
            fallback(told.ja4_fingerprint().map(Ja4Fingerprint::fallback_behavior)),
        ),
        ("json_body", at_most_one(told.json_body().map(json_body))),
        ("method", empty_block(told.method())),
        ("query_string", empty_block(told.query_string())),
        ("single_header", named(told.single_header().map(SingleHeader::name))),
        (
            "single_query_argument",
            named(told.single_query_argument().map(SingleQueryArgument::name)),
        ),
        (
            "uri_fragment",
            at_most_one(
                told.uri_fragment()
                    .map(|f| block([("fallback_behavior", text(f.fallback_behavior()))])),
            ),
        ),
        ("uri_path", empty_block(told.uri_path())),
    ])
}

/// A block with nothing but a name.
pub(super) fn named(name: Option<&str>) -> Value {
    at_most_one(name.map(|name| block([("name", text(Some(name)))])))
}

/// A block with nothing but what is done where there is no such part.
pub(super) fn fallback(behavior: Option<impl AsRef<str>>) -> Value {
    at_most_one(behavior.map(|b| block([("fallback_behavior", text(Some(b)))])))
}

fn cookies(told: &Cookies) -> Value {
    let pattern = |pattern: &CookieMatchPattern| {
        block([
            ("all", empty_block(pattern.all())),
            ("excluded_cookies", texts(pattern.excluded_cookies())),
            ("included_cookies", texts(pattern.included_cookies())),
        ])
    };
    block([
        ("match_pattern", at_most_one(told.match_pattern().map(pattern))),
        ("match_scope", text(Some(told.match_scope()))),
        ("oversize_handling", text(Some(told.oversize_handling()))),
    ])
}

fn headers(told: &Headers) -> Value {
    let pattern = |pattern: &HeaderMatchPattern| {
        block([
            ("all", empty_block(pattern.all())),
            ("excluded_headers", texts(pattern.excluded_headers())),
            ("included_headers", texts(pattern.included_headers())),
        ])
    };
    block([
        ("match_pattern", at_most_one(told.match_pattern().map(pattern))),
        ("match_scope", text(Some(told.match_scope()))),
        ("oversize_handling", text(Some(told.oversize_handling()))),
    ])
}

fn json_body(told: &JsonBody) -> Value {
    let pattern = |pattern: &JsonMatchPattern| {
        block([
            ("all", empty_block(pattern.all())),
            ("included_paths", texts(pattern.included_paths())),
        ])
    };
    block([
        ("invalid_fallback_behavior", text(told.invalid_fallback_behavior())),
        ("match_pattern", at_most_one(told.match_pattern().map(pattern))),
        ("match_scope", text(Some(told.match_scope()))),
        ("oversize_handling", text(told.oversize_handling())),
    ])
}

/// What is done to the looked-at part first.
pub(super) fn transformations(told: &[TextTransformation]) -> Value {
    list(told.iter().map(|one| {
        block([("priority", number(Some(one.priority()))), ("type", text(Some(one.r#type())))])
    }))
}
