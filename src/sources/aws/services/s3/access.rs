//! Who may reach a bucket: its policy, its access control list, what is blocked for the public and
//! who owns objects.

use aws_sdk_s3::operation::get_bucket_acl::GetBucketAclOutput;
use aws_sdk_s3::types::{Grant, Grantee, Permission};

use super::Bucket;
use crate::model::Value;
use crate::sources::aws::values::{at_most_one, block, flag, list, text, texts};

pub(super) const ACL: &str = "aws_s3_bucket_acl";
pub(super) const OWNERSHIP: &str = "aws_s3_bucket_ownership_controls";
pub(super) const POLICY: &str = "aws_s3_bucket_policy";
pub(super) const PUBLIC_ACCESS: &str = "aws_s3_bucket_public_access_block";

pub(super) async fn policy(bucket: Bucket<'_>) -> Value {
    let Bucket { c, s3, name } = bucket;
    let request = s3.get_bucket_policy().bucket(name).send();
    match c.optional("GetBucketPolicy", &["NoSuchBucketPolicy"], request).await {
        Ok(answer) => {
            let policy = text(answer.and_then(|a| a.policy));
            if !policy.is_null() {
                bucket.keep("GetBucketPolicy", POLICY, [("policy", policy.clone())]);
            }
            policy
        }
        Err(missing) => missing.value(),
    }
}

/// The access control list; back comes what it grants.
pub(super) async fn acl(bucket: Bucket<'_>) -> Value {
    let Bucket { c, s3, name } = bucket;
    let answer = match c.call("GetBucketAcl", s3.get_bucket_acl().bucket(name).send()).await {
        Ok(answer) => answer,
        Err(missing) => return missing.value(),
    };
    let owner = answer
        .owner()
        .map(|o| block([("display_name", text(o.display_name())), ("id", text(o.id()))]));
    let grants = answer.grants().iter().map(|grant| {
        block([
            ("grantee", at_most_one(grant.grantee().map(grantee))),
            ("permission", text(grant.permission())),
        ])
    });
    let set = block([("grant", list(grants)), ("owner", at_most_one(owner))]);
    let canned = canned(&answer);
    let id = match canned {
        Some(canned) => format!("{name},{canned}"),
        None => name.to_owned(),
    };
    let parts = [
        ("access_control_policy", list([set])),
        ("acl", text(canned)),
        ("bucket", Value::text(name)),
    ];
    c.keep("GetBucketAcl", ACL, &id, parts);
    inline(answer.grants())
}

const PRIVATE: &str = "private";
/// What may be set by a name instead of grants, besides [`PRIVATE`]: the group that is granted
/// something, and what.
const CANNED: &[(&str, &str, &[&str])] = &[
    ("authenticated-read", "global/AuthenticatedUsers", &["READ"]),
    ("log-delivery-write", "s3/LogDelivery", &["READ_ACP", "WRITE"]),
    ("public-read", "global/AllUsers", &["READ"]),
    ("public-read-write", "global/AllUsers", &["READ", "WRITE"]),
];

/// The name that stands for a list: the provider has it in the id.
fn canned(acl: &GetBucketAclOutput) -> Option<&'static str> {
    let owner = acl.owner().and_then(|o| o.id());
    let (of_owner, of_others): (Vec<&Grant>, Vec<&Grant>) =
        acl.grants().iter().partition(|g| g.grantee().and_then(Grantee::id) == owner);
    let [own] = of_owner.as_slice() else { return None };
    if owner.is_none() || own.permission() != Some(&Permission::FullControl) {
        return None;
    }
    if of_others.is_empty() {
        return Some(PRIVATE);
    }
    let mut granted: Vec<&str> =
        of_others.iter().filter_map(|g| g.permission()).map(Permission::as_str).collect();
    granted.sort_unstable();
    let to = |group: &str| {
        let is = |uri: &str| uri.strip_prefix("http://acs.amazonaws.com/groups/") == Some(group);
        of_others.iter().all(|g| g.grantee().and_then(Grantee::uri).is_some_and(is))
    };
    let found = CANNED.iter().find(|(_, group, permissions)| granted == *permissions && to(group));
    found.map(|(name, ..)| *name)
}

pub(super) fn grantee(grantee: &Grantee) -> Value {
    block([
        ("display_name", text(grantee.display_name())),
        ("email_address", text(grantee.email_address())),
        ("id", text(grantee.id())),
        ("type", text(Some(grantee.r#type()))),
        ("uri", text(grantee.uri())),
    ])
}

/// The grants by grantee, as `aws_s3_bucket` has them.
fn inline(grants: &[Grant]) -> Value {
    let mut by_grantee: Vec<(&Grantee, Vec<&str>)> = Vec::new();
    for grant in grants {
        let (Some(grantee), Some(permission)) = (grant.grantee(), grant.permission()) else {
            continue;
        };
        match by_grantee.iter_mut().find(|(known, _)| *known == grantee) {
            Some((_, permissions)) => permissions.push(permission.as_str()),
            None => by_grantee.push((grantee, vec![permission.as_str()])),
        }
    }
    list(by_grantee.into_iter().map(|(grantee, permissions)| {
        block([
            ("id", text(grantee.id())),
            ("permissions", texts(permissions)),
            ("type", text(Some(grantee.r#type()))),
            ("uri", text(grantee.uri())),
        ])
    }))
}

pub(super) async fn public_access(bucket: Bucket<'_>) {
    const OPERATION: &str = "GetPublicAccessBlock";
    const NONE: &[&str] = &["NoSuchPublicAccessBlockConfiguration"];
    let Bucket { c, s3, name } = bucket;
    let request = s3.get_public_access_block().bucket(name).send();
    let Ok(Some(answer)) = c.optional(OPERATION, NONE, request).await else { return };
    let Some(set) = answer.public_access_block_configuration() else { return };
    bucket.keep(
        OPERATION,
        PUBLIC_ACCESS,
        [
            ("block_public_acls", flag(set.block_public_acls())),
            ("block_public_policy", flag(set.block_public_policy())),
            ("ignore_public_acls", flag(set.ignore_public_acls())),
            ("restrict_public_buckets", flag(set.restrict_public_buckets())),
        ],
    );
}

pub(super) async fn ownership(bucket: Bucket<'_>) {
    const OPERATION: &str = "GetBucketOwnershipControls";
    const NONE: &[&str] = &["OwnershipControlsNotFoundError"];
    let Bucket { c, s3, name } = bucket;
    let request = s3.get_bucket_ownership_controls().bucket(name).send();
    let Ok(Some(answer)) = c.optional(OPERATION, NONE, request).await else { return };
    let Some(set) = answer.ownership_controls() else { return };
    let rules =
        set.rules().iter().map(|r| block([("object_ownership", text(Some(r.object_ownership())))]));
    bucket.keep(OPERATION, OWNERSHIP, [("rule", list(rules))]);
}

#[cfg(test)]
mod tests {
    use aws_sdk_s3::types::{Owner, Type};

    use super::*;

    fn acl(others: &[(&str, Permission)]) -> GetBucketAclOutput {
        let grant = |grantee: Grantee, permission: &Permission| {
            Grant::builder().grantee(grantee).permission(permission.clone()).build()
        };
        let own = Grantee::builder().r#type(Type::CanonicalUser).id("me").build().unwrap();
        let mut acl = GetBucketAclOutput::builder()
            .owner(Owner::builder().id("me").build())
            .grants(grant(own, &Permission::FullControl));
        for (group, permission) in others {
            let uri = format!("http://acs.amazonaws.com/groups/{group}");
            let group = Grantee::builder().r#type(Type::Group).uri(uri).build().unwrap();
            acl = acl.grants(grant(group, permission));
        }
        acl.build()
    }

    #[test]
    fn lists_that_have_a_name_are_told_by_it() {
        let all = "global/AllUsers";
        assert_eq!(canned(&acl(&[])), Some("private"));
        assert_eq!(canned(&acl(&[(all, Permission::Read)])), Some("public-read"));
        let both = [(all, Permission::Write), (all, Permission::Read)];
        assert_eq!(canned(&acl(&both)), Some("public-read-write"));
        assert_eq!(canned(&acl(&[(all, Permission::Write)])), None);
        assert_eq!(canned(&acl(&[("s3/LogDelivery", Permission::Read)])), None);
    }
}
