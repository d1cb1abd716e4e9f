//! Elastic Load Balancing: load balancers, listeners, rules, target groups and their targets.
//!
//! The aliases (`aws_alb`, …) are not told: a load balancer has one kind. Tags of all kinds come
//! from one call for twenty ARNs, so resources wait for their tags until everything is listed.

mod actions;
mod listeners;
mod load_balancers;
mod target_groups;
mod targets;

use aws_sdk_elasticloadbalancingv2::Client;
use aws_sdk_elasticloadbalancingv2::types::TagDescription;
use futures_util::future::join_all;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::gap::Missing;
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{parsed, tags, text, truth};

const BALANCERS: &[&str] = &[
    "aws_lb",
    "aws_lb_listener",
    "aws_lb_listener_certificate",
    "aws_lb_listener_rule",
    load_balancers::STATUS,
];
const LISTENERS: &[&str] =
    &["aws_lb_listener", "aws_lb_listener_certificate", "aws_lb_listener_rule"];
const TAGS: &[&str] = &["tags", "tags_all"];
/// ARNs that one `DescribeTags` takes.
const TAGGED_AT_ONCE: usize = 20;
/// The largest page of every listing here.
const PAGE: i32 = 400;

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "elasticloadbalancing",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists(
            "DescribeLoadBalancers",
            "elasticloadbalancing:DescribeLoadBalancers",
            BALANCERS,
        ),
        Operation::lists("DescribeListeners", "elasticloadbalancing:DescribeListeners", LISTENERS),
        Operation::lists(
            "DescribeListenerCertificates",
            "elasticloadbalancing:DescribeListenerCertificates",
            &["aws_lb_listener_certificate"],
        ),
        Operation::lists(
            "DescribeRules",
            "elasticloadbalancing:DescribeRules",
            &["aws_lb_listener_rule"],
        ),
        Operation::lists(
            "DescribeTargetGroups",
            "elasticloadbalancing:DescribeTargetGroups",
            &["aws_lb_target_group", "aws_lb_target_group_attachment", targets::STATUS],
        ),
        Operation {
            name: "DescribeTargetHealth",
            action: "elasticloadbalancing:DescribeTargetHealth",
            lists: &["aws_lb_target_group_attachment"],
            fills: &[(targets::STATUS, &targets::OF_HEALTH)],
        },
        Operation::fills(
            "DescribeLoadBalancerAttributes",
            "elasticloadbalancing:DescribeLoadBalancerAttributes",
            &[("aws_lb", &load_balancers::FILLED)],
        ),
        Operation::fills(
            "DescribeCapacityReservation",
            "elasticloadbalancing:DescribeCapacityReservation",
            &[("aws_lb", &["minimum_load_balancer_capacity"])],
        ),
        Operation::fills(
            "DescribeListenerAttributes",
            "elasticloadbalancing:DescribeListenerAttributes",
            &[("aws_lb_listener", &listeners::FILLED)],
        ),
        Operation::fills(
            "DescribeTargetGroupAttributes",
            "elasticloadbalancing:DescribeTargetGroupAttributes",
            &[("aws_lb_target_group", &target_groups::FILLED)],
        ),
        Operation::fills(
            "DescribeTags",
            "elasticloadbalancing:DescribeTags",
            &[
                ("aws_lb", TAGS),
                ("aws_lb_listener", TAGS),
                ("aws_lb_listener_rule", TAGS),
                ("aws_lb_target_group", TAGS),
            ],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

async fn collect(c: Collector) {
    let elb = client!(c, aws_sdk_elasticloadbalancingv2);
    let (mut drafts, groups) =
        futures_util::join!(load_balancers::drafts(&c, &elb), target_groups::drafts(&c, &elb));
    drafts.extend(groups);
    join_all(drafts.chunks(TAGGED_AT_ONCE).map(|some| keep(&c, &elb, some))).await;
}

/// A resource that waits for its tags. Its id is its ARN.
struct Draft {
    operation: &'static str,
    kind: &'static str,
    arn: String,
    attributes: Vec<(&'static str, Value)>,
}

/// Keeps as many resources as one `DescribeTags` can tell the tags of.
async fn keep(c: &Collector, elb: &Client, drafts: &[Draft]) {
    let arns = drafts.iter().map(|d| d.arn.clone()).collect();
    let request = elb.describe_tags().set_resource_arns(Some(arns)).send();
    let answer = c.call("DescribeTags", request).await;
    for draft in drafts {
        let tags = match &answer {
            Err(missing) => missing.value(),
            Ok(answer) => {
                let own = answer
                    .tag_descriptions()
                    .iter()
                    .filter(|d| d.resource_arn() == Some(&draft.arn))
                    .flat_map(TagDescription::tags);
                tags(own.map(|t| (t.key(), t.value())))
            }
        };
        let mut attributes = draft.attributes.clone();
        attributes.extend([("arn", text(Some(&draft.arn))), ("tags", tags.clone())]);
        attributes.push(("tags_all", tags));
        c.keep(draft.operation, draft.kind, &draft.arn, attributes);
    }
}

/// An attribute whose value is one of a flat list of keys and texts.
struct Flat {
    name: &'static str,
    key: &'static str,
    form: Form,
    /// What Terraform has where the service does not tell the key.
    unset: Option<&'static str>,
}

/// How Terraform writes such a text.
enum Form {
    Text,
    Flag,
    Number,
}

impl Flat {
    const fn text(name: &'static str, key: &'static str) -> Self {
        Self { name, key, form: Form::Text, unset: None }
    }

    const fn flag(name: &'static str, key: &'static str) -> Self {
        Self { name, key, form: Form::Flag, unset: None }
    }

    const fn number(name: &'static str, key: &'static str) -> Self {
        Self { name, key, form: Form::Number, unset: None }
    }

    const fn or(self, unset: &'static str) -> Self {
        Self { unset: Some(unset), ..self }
    }

    fn read(&self, told: &Told) -> (&'static str, Value) {
        let value = match told {
            Err(missing) => missing.value(),
            Ok(keys) => self.form.read(keys.get(self.key).or(self.unset)),
        };
        (self.name, value)
    }

    /// What Terraform has where it does not read the key.
    fn none(&self) -> (&'static str, Value) {
        (self.name, self.form.read(self.unset))
    }
}

impl Form {
    fn read(&self, said: Option<&str>) -> Value {
        match self {
            Self::Text => text(said),
            Self::Flag => truth(said),
            Self::Number => parsed(said),
        }
    }
}

/// The names of a table and more, for the table of calls.
const fn names<const N: usize>(table: &[Flat], more: &[&'static str]) -> [&'static str; N] {
    let mut names = [""; N];
    let mut at = 0;
    while at < N {
        names[at] = if at < table.len() { table[at].name } else { more[at - table.len()] };
        at += 1;
    }
    names
}

/// A flat list of keys and texts, or why it is missing.
type Told = Result<Keys, Missing>;

struct Keys(Vec<(String, String)>);

impl Keys {
    fn new(pairs: impl Iterator<Item = (Option<String>, Option<String>)>) -> Self {
        Self(pairs.filter_map(|(key, value)| Some((key?, value?))).collect())
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }
}

/// What follows in an ARN: `app/name/…` of a load balancer.
fn after<'a>(arn: &'a str, what: &str) -> Option<&'a str> {
    arn.split_once(what).map(|(_, rest)| rest)
}
