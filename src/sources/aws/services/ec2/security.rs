//! Security groups with their rules in both styles, and network ACLs.
//!
//! EC2 keeps the rules of a group by protocol and ports, with all peers of them together; the
//! provider parts them by description too. The separate rules have ids of their own and come from
//! another call.

mod network_acls;

use std::collections::BTreeMap;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{IpPermission, SecurityGroup, SecurityGroupRule, Tag, UserIdGroupPair};

use super::shared::{OfVpc, listing};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::spec::Operation;
use crate::sources::aws::values::{block, list, number, tags, text, texts};

/// The calls of this file.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        name: "DescribeSecurityGroups",
        action: "ec2:DescribeSecurityGroups",
        lists: &["aws_security_group", "aws_default_security_group"],
        fills: &[("aws_vpc", &["default_security_group_id"])],
    },
    Operation::lists(
        "DescribeSecurityGroupRules",
        "ec2:DescribeSecurityGroupRules",
        &["aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"],
    ),
    Operation {
        name: "DescribeNetworkAcls",
        action: "ec2:DescribeNetworkAcls",
        lists: &[
            "aws_network_acl",
            "aws_default_network_acl",
            "aws_network_acl_rule",
            "aws_network_acl_association",
        ],
        fills: &[("aws_vpc", &["default_network_acl_id"])],
    },
];

/// Keeps them and tells the default group and the default ACL of each VPC.
pub(super) async fn collect(c: &Collector, ec2: &Client) -> (OfVpc, OfVpc) {
    let (groups, acls, ()) =
        futures_util::join!(groups(c, ec2), network_acls::collect(c, ec2), rules(c, ec2));
    (groups, acls)
}

/// Whether this account owns it. Participants of a shared VPC see what its owner made too.
fn own(c: &Collector, owner: Option<&str>) -> bool {
    c.account().is_empty() || owner.is_none_or(|o| o == c.account())
}

pub(super) fn tags_of(list: &[Tag]) -> Value {
    tags(list.iter().map(|t| (t.key(), t.value())))
}

async fn groups(c: &Collector, ec2: &Client) -> OfVpc {
    let listed = listing(
        c,
        "DescribeSecurityGroups",
        |token| ec2.describe_security_groups().set_next_token(token).max_results(1000).send(),
        |page| (page.security_groups.unwrap_or_default(), page.next_token),
    )
    .await;
    for group in listed.members.iter().filter(|g| own(c, g.owner_id())) {
        keep_group(c, group);
    }
    OfVpc::new(listed, |group| is_default(&group).then_some((group.vpc_id, group.group_id)))
}

/// The name is reserved for the group that each VPC begins with.
fn is_default(group: &SecurityGroup) -> bool {
    group.group_name() == Some("default") && group.vpc_id().is_some()
}

fn keep_group(c: &Collector, group: &SecurityGroup) {
    let id = group.group_id().unwrap_or_default();
    let tags = tags_of(group.tags());
    let attributes = [
        ("arn", text(Some(c.arn("ec2", format!("security-group/{id}"))))),
        ("description", text(group.description())),
        ("egress", inline_rules(group, group.ip_permissions_egress())),
        ("ingress", inline_rules(group, group.ip_permissions())),
        ("name", text(group.group_name())),
        ("owner_id", text(group.owner_id())),
        ("tags", tags.clone()),
        ("tags_all", tags),
        ("vpc_id", text(group.vpc_id())),
    ];
    let kind = if is_default(group) { "aws_default_security_group" } else { "aws_security_group" };
    c.keep("DescribeSecurityGroups", kind, id, attributes);
}

/// What the rules of one inline block have in common. Without ports (all traffic) the provider
/// writes 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Traffic<'a> {
    protocol: &'a str,
    from: i32,
    to: i32,
    description: &'a str,
}

impl<'a> Traffic<'a> {
    fn of(permission: &'a IpPermission, description: Option<&'a str>) -> Self {
        Self {
            protocol: permission.ip_protocol().unwrap_or_default(),
            from: permission.from_port().unwrap_or_default(),
            to: permission.to_port().unwrap_or_default(),
            description: description.unwrap_or_default(),
        }
    }
}

/// Whom the rules of one inline block let through.
#[derive(Default)]
struct Peers<'a> {
    ipv4: Vec<&'a str>,
    ipv6: Vec<&'a str>,
    prefix_lists: Vec<&'a str>,
    groups: Vec<String>,
    itself: bool,
}

/// The rules of one direction.
fn inline_rules(group: &SecurityGroup, permissions: &[IpPermission]) -> Value {
    let mut rules: BTreeMap<Traffic<'_>, Peers<'_>> = BTreeMap::new();
    for permission in permissions {
        for range in permission.ip_ranges() {
            let peers = rules.entry(Traffic::of(permission, range.description())).or_default();
            peers.ipv4.extend(range.cidr_ip());
        }
        for range in permission.ipv6_ranges() {
            let peers = rules.entry(Traffic::of(permission, range.description())).or_default();
            peers.ipv6.extend(range.cidr_ipv6());
        }
        for prefixes in permission.prefix_list_ids() {
            let peers = rules.entry(Traffic::of(permission, prefixes.description())).or_default();
            peers.prefix_lists.extend(prefixes.prefix_list_id());
        }
        for pair in permission.user_id_group_pairs() {
            let peers = rules.entry(Traffic::of(permission, pair.description())).or_default();
            let peer = group_of(pair, group.owner_id());
            if Some(peer.as_str()) == group.group_id() {
                peers.itself = true;
            } else {
                peers.groups.push(peer);
            }
        }
    }
    list(rules.into_iter().map(|(traffic, peers)| inline_rule(traffic, &peers)))
}

/// A group as a peer: `account/group` when it is another account's.
fn group_of(pair: &UserIdGroupPair, owner: Option<&str>) -> String {
    let id = pair.group_id().unwrap_or_default();
    match pair.user_id().filter(|u| !u.is_empty() && Some(*u) != owner) {
        Some(user) => format!("{user}/{id}"),
        None => id.to_owned(),
    }
}

fn inline_rule(traffic: Traffic<'_>, peers: &Peers<'_>) -> Value {
    block([
        ("cidr_blocks", texts(&peers.ipv4)),
        ("description", Value::from(traffic.description)),
        ("from_port", number(Some(traffic.from))),
        ("ipv6_cidr_blocks", texts(&peers.ipv6)),
        ("prefix_list_ids", texts(&peers.prefix_lists)),
        ("protocol", Value::from(traffic.protocol)),
        ("security_groups", texts(&peers.groups)),
        ("self", Value::Bool(peers.itself)),
        ("to_port", number(Some(traffic.to))),
    ])
}

async fn rules(c: &Collector, ec2: &Client) {
    if !c.wants("DescribeSecurityGroupRules") {
        return;
    }
    let listed = c
        .pages(
            "DescribeSecurityGroupRules",
            |token| {
                ec2.describe_security_group_rules().set_next_token(token).max_results(1000).send()
            },
            |page| (page.security_group_rules.unwrap_or_default(), page.next_token),
        )
        .await;
    for rule in listed.iter().filter(|r| own(c, r.group_owner_id())) {
        keep_rule(c, rule);
    }
}

fn keep_rule(c: &Collector, rule: &SecurityGroupRule) {
    let id = rule.security_group_rule_id().unwrap_or_default();
    let protocol = rule.ip_protocol();
    // All traffic has no ports. EC2 says -1, which nobody can configure.
    let port = |port: Option<i32>| number(port.filter(|_| protocol != Some("-1")));
    let tags = tags_of(rule.tags());
    let attributes = [
        ("arn", text(Some(c.arn("ec2", format!("security-group-rule/{id}"))))),
        ("cidr_ipv4", text(rule.cidr_ipv4())),
        ("cidr_ipv6", text(rule.cidr_ipv6())),
        ("description", text(rule.description())),
        ("from_port", port(rule.from_port())),
        ("ip_protocol", text(protocol)),
        ("prefix_list_id", text(rule.prefix_list_id())),
        ("referenced_security_group_id", referenced_group(c, rule)),
        ("security_group_id", text(rule.group_id())),
        ("security_group_rule_id", text(rule.security_group_rule_id())),
        ("tags", tags.clone()),
        ("tags_all", tags),
        ("to_port", port(rule.to_port())),
    ];
    let kind = if rule.is_egress().unwrap_or_default() {
        "aws_vpc_security_group_egress_rule"
    } else {
        "aws_vpc_security_group_ingress_rule"
    };
    c.keep("DescribeSecurityGroupRules", kind, id, attributes);
}

/// The group as a peer: `account/group` when it is another account's.
fn referenced_group(c: &Collector, rule: &SecurityGroupRule) -> Value {
    let Some(group) = rule.referenced_group_info() else { return Value::Null };
    match group.user_id().filter(|user| !own(c, Some(*user))) {
        Some(user) => text(Some(format!("{user}/{}", group.group_id().unwrap_or_default()))),
        None => text(group.group_id()),
    }
}
