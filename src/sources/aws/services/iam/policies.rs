//! Managed policies of the account, with the document of their default version.

use aws_sdk_iam::Client;
use aws_sdk_iam::types::{ManagedPolicyDetail, Policy};

use super::{DETAILS, document, tag_map};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{number, text};

/// Keeps a managed policy. Listings hold neither description nor tags; one call tells both.
pub(super) async fn keep(c: &Collector, iam: &Client, policy: &ManagedPolicyDetail) {
    let arn = policy.arn().unwrap_or_default();
    let told = c.call("GetPolicy", iam.get_policy().policy_arn(arn).send()).await;
    let told = told.map(|answer| answer.policy);
    let value = |of: &dyn Fn(&Policy) -> Value| match &told {
        Ok(policy) => policy.as_ref().map_or(Value::Null, of),
        Err(missing) => missing.value(),
    };
    let tags = value(&|p| tag_map(p.tags()));
    let id = match policy.policy_id() {
        Some(id) => Value::text(id),
        None => value(&|p| text(p.policy_id())),
    };
    let current = policy.policy_version_list().iter().find(|v| v.is_default_version());
    c.keep(
        DETAILS,
        "aws_iam_policy",
        arn,
        [
            ("arn", text(policy.arn())),
            ("attachment_count", number(policy.attachment_count())),
            ("description", value(&|p| text(p.description()))),
            // An ARN ends in the name.
            ("name", text(policy.policy_name().or(arn.rsplit('/').next()))),
            ("path", text(policy.path())),
            ("policy", document(current.and_then(|v| v.document()))),
            ("policy_id", id),
            ("tags", tags.clone()),
            ("tags_all", tags),
        ],
    );
}
