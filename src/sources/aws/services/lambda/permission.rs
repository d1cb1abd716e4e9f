//! Permissions: the statements of the policies of a function and of its aliases.

use aws_sdk_lambda::Client;
use futures_util::future::join_all;
use serde_json::Value as Json;

use super::qualifier;
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::text;

/// Collects the permissions of a function.
pub(super) async fn collect(c: &Collector, lambda: &Client, function: &str, aliases: &[String]) {
    let qualifiers = std::iter::once(None).chain(aliases.iter().map(Some));
    join_all(qualifiers.map(|qualifier| of_policy(c, lambda, function, qualifier))).await;
}

async fn of_policy(c: &Collector, lambda: &Client, function: &str, qualifier: Option<&String>) {
    let request =
        lambda.get_policy().function_name(function).set_qualifier(qualifier.cloned()).send();
    let absent = &["ResourceNotFoundException"];
    let Ok(Some(answer)) = c.optional("GetPolicy", absent, request).await else { return };
    for statement in statements(answer.policy().unwrap_or_default()) {
        let id = statement.get("Sid").and_then(Json::as_str).unwrap_or_default();
        c.keep("GetPolicy", "aws_lambda_permission", id, permission(function, &statement));
    }
}

fn statements(policy: &str) -> Vec<Json> {
    let mut policy: Json = serde_json::from_str(policy).unwrap_or_default();
    match policy.get_mut("Statement").map(Json::take) {
        Some(Json::Array(statements)) => statements,
        Some(one @ Json::Object(_)) => vec![one],
        _ => Vec::new(),
    }
}

fn permission(function: &str, statement: &Json) -> [(&'static str, Value); 10] {
    let of = |name: &str| text(statement.get(name).and_then(Json::as_str));
    let condition = |operator: &str, key: &str| {
        let value = statement.get("Condition").and_then(|c| c.get(operator)?.get(key));
        text(value.and_then(Json::as_str))
    };
    let resource = statement.get("Resource").and_then(Json::as_str).unwrap_or_default();
    [
        ("action", of("Action")),
        ("event_source_token", condition("StringEquals", "lambda:EventSourceToken")),
        ("function_name", text(Some(function))),
        ("function_url_auth_type", condition("StringEquals", "lambda:FunctionUrlAuthType")),
        ("principal", principal(statement)),
        ("principal_org_id", condition("StringEquals", "aws:PrincipalOrgID")),
        ("qualifier", text(Some(qualifier(resource).unwrap_or_default()))),
        ("source_account", condition("StringEquals", "AWS:SourceAccount")),
        ("source_arn", condition("ArnLike", "AWS:SourceArn")),
        ("statement_id", of("Sid")),
    ]
}

/// A service, an account or `*`: the kind of principal is not written.
fn principal(statement: &Json) -> Value {
    let principal = statement.get("Principal");
    let named = principal.and_then(|p| p.get("AWS").or_else(|| p.get("Service")));
    text(named.or(principal).and_then(Json::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_a_permission() {
        let policy = r#"{"Version":"2012-10-17","Statement":[{"Sid":"bus","Effect":"Allow",
            "Principal":{"Service":"events.amazonaws.com"},"Action":"lambda:InvokeFunction",
            "Resource":"arn:aws:lambda:us-east-1:123456789012:function:sync:live",
            "Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:events:us-east-1:123456789012:rule/a"},
            "StringEquals":{"AWS:SourceAccount":"123456789012"}}},
            {"Sid":"all","Principal":"*"}]}"#;
        let found = statements(policy);
        let of = |at: usize, name: &str| {
            let made = found.get(at).map(|s| permission("sync", s));
            made.into_iter().flatten().find(|(n, _)| *n == name).map(|(_, v)| v)
        };
        assert_eq!(of(0, "principal"), Some(Value::from("events.amazonaws.com")));
        assert_eq!(of(0, "qualifier"), Some(Value::from("live")));
        assert_eq!(of(0, "source_account"), Some(Value::from("123456789012")));
        assert_eq!(
            of(0, "source_arn"),
            Some(Value::from("arn:aws:events:us-east-1:123456789012:rule/a"))
        );
        assert_eq!(of(1, "principal"), Some(Value::from("*")));
        assert_eq!(of(1, "source_arn"), Some(Value::Null));
    }

    #[test]
    fn what_is_no_policy_has_no_statements() {
        assert!(statements("").is_empty());
        assert!(statements("{\"Statement\": 1}").is_empty());
    }
}
