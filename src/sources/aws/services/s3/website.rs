//! Buckets that browsers read: websites and rules for other origins.

use aws_sdk_s3::operation::get_bucket_website::GetBucketWebsiteOutput;
use aws_sdk_s3::types::{
    Condition, ErrorDocument, IndexDocument, Redirect, RedirectAllRequestsTo, RoutingRule,
};
use serde_json::{Map as JsonMap, Value as Json};

use super::bucket::dns_suffix;
use super::{Bucket, Inline, or_zero, unread};
use crate::model::Value;
use crate::sources::aws::values::{at_most_one, block, list, text, texts};

pub(super) const KIND: &str = "aws_s3_bucket_website_configuration";
pub(super) const INLINE: &[&str] = &["website", "website_domain", "website_endpoint"];
pub(super) const CORS: &str = "aws_s3_bucket_cors_configuration";
pub(super) const INLINE_CORS: &[&str] = &["cors_rule"];

/// Regions whose websites have a dash before the region; all later ones have a dot.
const DASHED: &[&str] = &[
    "ap-northeast-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "eu-west-1",
    "sa-east-1",
    "us-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

pub(super) async fn all(bucket: Bucket<'_>) -> Inline {
    const OPERATION: &str = "GetBucketWebsite";
    let Bucket { c, s3, name } = bucket;
    let request = s3.get_bucket_website().bucket(name).send();
    let set = match c.optional(OPERATION, &["NoSuchWebsiteConfiguration"], request).await {
        Ok(Some(set)) => set,
        Ok(None) => {
            return vec![
                ("website", list([])),
                ("website_domain", Value::Null),
                ("website_endpoint", Value::Null),
            ];
        }
        Err(missing) => return unread(INLINE, &missing),
    };
    let domain = domain(c.region());
    let endpoint = format!("{name}.{domain}");
    let error = set.error_document().map(|e| block([("key", text(Some(e.key())))]));
    let index = set.index_document().map(|i| block([("suffix", text(Some(i.suffix())))]));
    let redirect = set.redirect_all_requests_to().map(|to| {
        block([("host_name", text(Some(to.host_name()))), ("protocol", text(to.protocol()))])
    });
    bucket.keep(
        OPERATION,
        KIND,
        [
            ("error_document", at_most_one(error)),
            ("index_document", at_most_one(index)),
            ("redirect_all_requests_to", at_most_one(redirect)),
            ("routing_rule", list(set.routing_rules().iter().map(routing_rule))),
            ("routing_rules", text(routing_rules(set.routing_rules()))),
            ("website_domain", Value::text(&domain)),
            ("website_endpoint", Value::text(&endpoint)),
        ],
    );
    vec![
        ("website", list([inline(&set)])),
        ("website_domain", Value::text(&domain)),
        ("website_endpoint", Value::text(&endpoint)),
    ]
}

fn domain(region: &str) -> String {
    let between = if DASHED.contains(&region) { '-' } else { '.' };
    format!("s3-website{between}{region}.{}", dns_suffix(region))
}

fn routing_rule(rule: &RoutingRule) -> Value {
    block([
        ("condition", at_most_one(rule.condition().map(condition))),
        ("redirect", at_most_one(rule.redirect().map(redirect))),
    ])
}

fn condition(condition: &Condition) -> Value {
    block([
        ("http_error_code_returned_equals", text(condition.http_error_code_returned_equals())),
        ("key_prefix_equals", text(condition.key_prefix_equals())),
    ])
}

fn redirect(redirect: &Redirect) -> Value {
    block([
        ("host_name", text(redirect.host_name())),
        ("http_redirect_code", text(redirect.http_redirect_code())),
        ("protocol", text(redirect.protocol())),
        ("replace_key_prefix_with", text(redirect.replace_key_prefix_with())),
        ("replace_key_with", text(redirect.replace_key_with())),
    ])
}

/// The routing rules as a document in the service's words.
fn routing_rules(rules: &[RoutingRule]) -> Option<String> {
    let all = rules.iter().map(|rule| {
        let condition = rule.condition().map(|c| {
            object([
                (
                    "HttpErrorCodeReturnedEquals",
                    c.http_error_code_returned_equals().map(Json::from),
                ),
                ("KeyPrefixEquals", c.key_prefix_equals().map(Json::from)),
            ])
        });
        let redirect = rule.redirect().map(|r| {
            object([
                ("HostName", r.host_name().map(Json::from)),
                ("HttpRedirectCode", r.http_redirect_code().map(Json::from)),
                ("Protocol", r.protocol().map(|p| Json::from(p.as_str()))),
                ("ReplaceKeyPrefixWith", r.replace_key_prefix_with().map(Json::from)),
                ("ReplaceKeyWith", r.replace_key_with().map(Json::from)),
            ])
        });
        object([("Condition", condition), ("Redirect", redirect)])
    });
    (!rules.is_empty()).then(|| Json::Array(all.collect()).to_string())
}

/// An object of what is set.
fn object<const N: usize>(members: [(&str, Option<Json>); N]) -> Json {
    let set = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Json::Object(set.collect::<JsonMap<_, _>>())
}

/// The website as `aws_s3_bucket` has it.
fn inline(set: &GetBucketWebsiteOutput) -> Value {
    block([
        ("error_document", text(set.error_document().map(ErrorDocument::key))),
        ("index_document", text(set.index_document().map(IndexDocument::suffix))),
        ("redirect_all_requests_to", text(set.redirect_all_requests_to().map(target))),
        ("routing_rules", text(routing_rules(set.routing_rules()))),
    ])
}

fn target(to: &RedirectAllRequestsTo) -> String {
    match to.protocol() {
        Some(protocol) => format!("{}://{}", protocol.as_str(), to.host_name()),
        None => to.host_name().to_owned(),
    }
}

pub(super) async fn cors(bucket: Bucket<'_>) -> Inline {
    const OPERATION: &str = "GetBucketCors";
    let Bucket { c, s3, name } = bucket;
    let request = s3.get_bucket_cors().bucket(name).send();
    let rules = match c.optional(OPERATION, &["NoSuchCORSConfiguration"], request).await {
        Ok(answer) => answer.and_then(|a| a.cors_rules).unwrap_or_default(),
        Err(missing) => return unread(INLINE_CORS, &missing),
    };
    let (mut apart, mut inline) = (Vec::new(), Vec::new());
    for rule in &rules {
        let parts = [
            ("allowed_headers", texts(rule.allowed_headers())),
            ("allowed_methods", texts(rule.allowed_methods())),
            ("allowed_origins", texts(rule.allowed_origins())),
            ("expose_headers", texts(rule.expose_headers())),
            ("max_age_seconds", or_zero(rule.max_age_seconds())),
        ];
        inline.push(block(parts.clone()));
        apart.push(Value::map(parts.into_iter().chain([("id", text(rule.id()))])));
    }
    if !apart.is_empty() {
        bucket.keep(OPERATION, CORS, [("cors_rule", list(apart))]);
    }
    vec![("cors_rule", list(inline))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_websites_have_a_dash_or_a_dot_before_the_region() {
        assert_eq!(domain("us-west-2"), "s3-website-us-west-2.amazonaws.com");
        assert_eq!(domain("eu-central-1"), "s3-website.eu-central-1.amazonaws.com");
        assert_eq!(domain("cn-north-1"), "s3-website.cn-north-1.amazonaws.com.cn");
    }

    #[test]
    fn routing_rules_are_written_without_what_is_not_set() {
        let rule = RoutingRule::builder()
            .condition(Condition::builder().key_prefix_equals("docs/").build())
            .redirect(Redirect::builder().replace_key_prefix_with("").build())
            .build();
        let document =
            r#"[{"Condition":{"KeyPrefixEquals":"docs/"},"Redirect":{"ReplaceKeyPrefixWith":""}}]"#;
        assert_eq!(routing_rules(&[rule]).as_deref(), Some(document));
        assert_eq!(routing_rules(&[]), None);
    }
}
