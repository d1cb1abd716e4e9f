//! The IAM policy that collecting needs, from the tables of the services.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::need::Need;
use super::services::SERVICES;

/// The actions by the prefix of their service, each once.
#[must_use]
pub fn actions(need: &Need) -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let mut actions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for operation in SERVICES.iter().flat_map(|service| need.calls(service)) {
        let prefix = operation.action.split(':').next().unwrap_or_default();
        actions.entry(prefix).or_default().insert(operation.action);
    }
    // Who asks: allowed to everybody, and listed so that nobody has to wonder.
    actions.entry("sts").or_default().insert("sts:GetCallerIdentity");
    actions
}

/// The statement's name for a service: letters and digits.
fn sid(prefix: &str) -> String {
    let mut sid = String::from("Read");
    let mut upper = true;
    for c in prefix.chars() {
        if c.is_ascii_alphanumeric() {
            sid.push(if upper { c.to_ascii_uppercase() } else { c });
        }
        upper = !c.is_ascii_alphanumeric();
    }
    sid
}

/// The policy document, in JSON.
#[must_use]
pub fn json(need: &Need) -> String {
    let statements: Vec<serde_json::Value> = actions(need)
        .into_iter()
        .map(|(prefix, actions)| {
            serde_json::json!({
                "Sid": sid(prefix),
                "Effect": "Allow",
                "Action": actions,
                "Resource": "*",
            })
        })
        .collect();
    let document = serde_json::json!({ "Version": "2012-10-17", "Statement": statements });
    format!("{document:#}\n")
}

/// The same as a data source of Terraform.
#[must_use]
pub fn terraform(need: &Need) -> String {
    let mut text = String::from("data \"aws_iam_policy_document\" \"passmuster\" {\n");
    for (at, (prefix, actions)) in actions(need).into_iter().enumerate() {
        let gap = if at == 0 { "" } else { "\n" };
        let _ = writeln!(
            text,
            "{gap}  statement {{\n    sid       = \"{}\"\n    resources = [\"*\"]\n    actions = [",
            sid(prefix)
        );
        for action in actions {
            let _ = writeln!(text, "      \"{action}\",");
        }
        text.push_str("    ]\n  }\n");
    }
    text.push_str("}\n");
    text
}
