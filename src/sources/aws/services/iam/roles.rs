//! Roles with their policies, and the roles that AWS services made for themselves.

use std::collections::HashMap;

use aws_sdk_iam::Client;
use aws_sdk_iam::types::{AttachedPolicy, Role, RoleDetail};

use super::{DETAILS, Owner, document, tag_map, time};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::gap::Missing;
use crate::sources::aws::values::{block, list, number, text, texts};

/// Below this path are the roles that services made: they cannot be changed, nor can their
/// policies.
const SERVICE_LINKED: &str = "/aws-service-role/";

/// What only ListRoles tells: roles by name.
pub(super) struct Told(Result<HashMap<String, Role>, Missing>);

/// Asks for all roles.
pub(super) async fn told(c: &Collector, iam: &Client) -> Told {
    let roles = c
        .whole(
            "ListRoles",
            |marker| iam.list_roles().set_marker(marker).max_items(1000).send(),
            |page| (page.roles, page.marker.filter(|_| page.is_truncated)),
        )
        .await;
    Told(roles.map(|all| all.into_iter().map(|r| (r.role_name.clone(), r)).collect()))
}

impl Told {
    fn value(&self, role: &RoleDetail, of: impl Fn(&Role) -> Value) -> Option<Value> {
        match &self.0 {
            Ok(roles) => roles.get(role.role_name().unwrap_or_default()).map(of),
            Err(missing) => Some(missing.value()),
        }
    }
}

/// Keeps a role and what hangs on it.
pub(super) fn keep(c: &Collector, role: &RoleDetail, told: &Told) {
    let name = role.role_name().unwrap_or_default();
    let tags = tag_map(role.tags());
    let mut attributes = vec![
        ("arn", text(role.arn())),
        ("create_date", time(role.create_date())),
        ("name", text(role.role_name())),
        ("path", text(role.path())),
        ("tags", tags.clone()),
        ("tags_all", tags),
        ("unique_id", text(role.role_id())),
    ];
    let description = told.value(role, |r| text(r.description()));
    attributes.extend(description.map(|d| ("description", d)));
    if let Some(below) = role.path().and_then(|p| p.strip_prefix(SERVICE_LINKED)) {
        let service = below.split('/').next();
        attributes.extend([
            ("aws_service_name", text(service)),
            ("custom_suffix", text(custom_suffix(name))),
        ]);
        let id = role.arn().unwrap_or_default();
        c.keep(DETAILS, "aws_iam_service_linked_role", id, attributes);
        return;
    }
    let attached = role.attached_managed_policies();
    let inline = role.role_policy_list().iter().map(|policy| {
        block([
            ("name", text(policy.policy_name())),
            ("policy", document(policy.policy_document())),
        ])
    });
    let boundary = role.permissions_boundary().and_then(|b| b.permissions_boundary_arn());
    attributes.extend([
        ("assume_role_policy", document(role.assume_role_policy_document())),
        ("inline_policy", list(inline)),
        ("managed_policy_arns", texts(attached.iter().filter_map(AttachedPolicy::policy_arn))),
        ("permissions_boundary", text(boundary)),
    ]);
    let duration = told.value(role, |r| number(r.max_session_duration()));
    attributes.extend(duration.map(|d| ("max_session_duration", d)));
    c.keep(DETAILS, "aws_iam_role", name, attributes);
    let owner = Owner {
        attribute: "role",
        name,
        policy: "aws_iam_role_policy",
        attachment: "aws_iam_role_policy_attachment",
    };
    owner.keep(c, role.role_policy_list(), attached);
}

/// What was appended to the name of a service-linked role: `AWSServiceRoleForAutoScaling_suffix`.
fn custom_suffix(name: &str) -> Option<&str> {
    let (_, suffix) = name.split_once('_')?;
    Some(suffix).filter(|s| !s.contains('_'))
}

#[cfg(test)]
mod tests {
    use super::custom_suffix;

    #[test]
    fn one_underscore_begins_a_suffix() {
        assert_eq!(custom_suffix("AWSServiceRoleForAutoScaling_blue"), Some("blue"));
        assert_eq!(custom_suffix("AWSServiceRoleForECS"), None);
        assert_eq!(custom_suffix("AWSServiceRoleForApplicationAutoScaling_ECSService_x"), None);
    }
}
