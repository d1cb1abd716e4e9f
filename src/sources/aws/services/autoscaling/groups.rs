//! Auto Scaling groups, and their target groups and load balancers as attachments.
//!
//! The provider gives an attachment a random id, so none can be told here; it is known by its
//! group and target.

use aws_sdk_autoscaling::Client;
use aws_sdk_autoscaling::types::{
    AutoScalingGroup, InstancesDistribution, LaunchTemplate, LaunchTemplateOverrides,
    LaunchTemplateSpecification, LifecycleState, MixedInstancesPolicy, WarmPoolConfiguration,
};

use super::requirements::requirements;
use super::whole;
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{at_most_one, block, flag, list, number, text, texts};

pub(super) const STATUS: &str = "status.aws_autoscaling_group";

type Attributes = Vec<(&'static str, Value)>;

pub(super) async fn collect(c: &Collector, autoscaling: &Client) {
    if !c.wants("DescribeAutoScalingGroups") {
        return;
    }
    let listed = c
        .pages(
            "DescribeAutoScalingGroups",
            |token| {
                let request = autoscaling.describe_auto_scaling_groups();
                request.set_next_token(token).max_records(100).send()
            },
            |page| (page.auto_scaling_groups.unwrap_or_default(), page.next_token),
        )
        .await;
    for group in &listed {
        let name = group.auto_scaling_group_name().unwrap_or_default();
        let mut attributes = capacity(group);
        attributes.extend(launch(group));
        attributes.extend(upkeep(group));
        attributes.extend(places(group));
        c.keep("DescribeAutoScalingGroups", "aws_autoscaling_group", name, attributes);
        c.keep("DescribeAutoScalingGroups", STATUS, name, status(group));
        for arn in group.target_group_arns() {
            keep_attachment(c, name, "lb_target_group_arn", arn);
        }
        for load_balancer in group.load_balancer_names() {
            keep_attachment(c, name, "elb", load_balancer);
        }
    }
}

/// What runs of it, and what it does not do at the moment.
fn status(group: &AutoScalingGroup) -> [(&'static str, Value); 4] {
    let in_service = group
        .instances()
        .iter()
        .filter(|i| i.lifecycle_state() == Some(&LifecycleState::InService));
    [
        ("arn", text(group.auto_scaling_group_arn())),
        ("in_service", number(u32::try_from(in_service.count()).ok())),
        ("name", text(group.auto_scaling_group_name())),
        ("suspended_processes", suspended(group)),
    ]
}

fn suspended(group: &AutoScalingGroup) -> Value {
    texts(group.suspended_processes().iter().filter_map(|p| p.process_name()))
}

fn keep_attachment(c: &Collector, group: &str, attribute: &'static str, target: &str) {
    let other = if attribute == "elb" { "lb_target_group_arn" } else { "elb" };
    let attributes = [
        ("autoscaling_group_name", Value::from(group)),
        (attribute, Value::from(target)),
        (other, Value::Null),
    ];
    let id = format!("{group}-{target}");
    c.keep("DescribeAutoScalingGroups", "aws_autoscaling_attachment", &id, attributes);
}

/// How many instances.
fn capacity(group: &AutoScalingGroup) -> Attributes {
    vec![
        ("capacity_rebalance", flag(group.capacity_rebalance())),
        ("default_cooldown", whole(group.default_cooldown())),
        ("default_instance_warmup", whole(group.default_instance_warmup())),
        ("desired_capacity", whole(group.desired_capacity())),
        ("desired_capacity_type", text(group.desired_capacity_type())),
        ("max_size", whole(group.max_size())),
        ("min_size", whole(group.min_size())),
        ("predicted_capacity", whole(group.predicted_capacity())),
        ("protect_from_scale_in", flag(group.new_instances_protected_from_scale_in())),
        ("warm_pool", at_most_one(group.warm_pool_configuration().map(warm_pool))),
        ("warm_pool_size", whole(group.warm_pool_size())),
    ]
}

fn warm_pool(pool: &WarmPoolConfiguration) -> Value {
    let reuse = pool
        .instance_reuse_policy()
        .map(|p| block([("reuse_on_scale_in", flag(p.reuse_on_scale_in()))]));
    // Without a limit of its own the pool goes with the group's, which is -1.
    let limit = pool.max_group_prepared_capacity().unwrap_or(-1);
    block([
        ("instance_reuse_policy", at_most_one(reuse)),
        ("max_group_prepared_capacity", whole(Some(limit))),
        ("min_size", whole(pool.min_size())),
        ("pool_state", text(pool.pool_state())),
    ])
}

/// What is launched.
fn launch(group: &AutoScalingGroup) -> Attributes {
    let template = group.launch_template().map(|template| {
        block([
            ("id", text(template.launch_template_id())),
            ("name", text(template.launch_template_name())),
            ("version", text(template.version())),
        ])
    });
    let reservation = group.capacity_reservation_specification();
    let target = reservation.and_then(|r| r.capacity_reservation_target()).map(|target| {
        block([
            ("capacity_reservation_ids", texts(target.capacity_reservation_ids())),
            (
                "capacity_reservation_resource_group_arns",
                texts(target.capacity_reservation_resource_group_arns()),
            ),
        ])
    });
    // The block is written whether or not the group has one.
    let reservation = block([
        (
            "capacity_reservation_preference",
            text(reservation.and_then(|r| r.capacity_reservation_preference())),
        ),
        ("capacity_reservation_target", at_most_one(target)),
    ]);
    vec![
        ("capacity_reservation_specification", at_most_one(Some(reservation))),
        ("context", text(group.context())),
        ("launch_configuration", text(group.launch_configuration_name())),
        ("launch_template", at_most_one(template)),
        (
            "mixed_instances_policy",
            at_most_one(group.mixed_instances_policy().map(mixed_instances)),
        ),
    ]
}

fn mixed_instances(policy: &MixedInstancesPolicy) -> Value {
    block([
        ("instances_distribution", at_most_one(policy.instances_distribution().map(distribution))),
        ("launch_template", at_most_one(policy.launch_template().map(mixed_template))),
    ])
}

fn distribution(distribution: &InstancesDistribution) -> Value {
    block([
        ("on_demand_allocation_strategy", text(distribution.on_demand_allocation_strategy())),
        ("on_demand_base_capacity", whole(distribution.on_demand_base_capacity())),
        (
            "on_demand_percentage_above_base_capacity",
            whole(distribution.on_demand_percentage_above_base_capacity()),
        ),
        ("spot_allocation_strategy", text(distribution.spot_allocation_strategy())),
        ("spot_instance_pools", whole(distribution.spot_instance_pools())),
        ("spot_max_price", text(distribution.spot_max_price())),
    ])
}

fn mixed_template(template: &LaunchTemplate) -> Value {
    let specification = template.launch_template_specification().map(specification);
    block([
        ("launch_template_specification", at_most_one(specification)),
        ("override", list(template.overrides().iter().map(override_of))),
    ])
}

fn specification(template: &LaunchTemplateSpecification) -> Value {
    block([
        ("launch_template_id", text(template.launch_template_id())),
        ("launch_template_name", text(template.launch_template_name())),
        ("version", text(template.version())),
    ])
}

fn override_of(overrides: &LaunchTemplateOverrides) -> Value {
    let requirements = overrides.instance_requirements().map(|r| requirements!(r));
    let specification = overrides.launch_template_specification().map(specification);
    block([
        ("instance_requirements", at_most_one(requirements)),
        ("instance_type", text(overrides.instance_type())),
        ("launch_template_specification", at_most_one(specification)),
        ("weighted_capacity", text(overrides.weighted_capacity())),
    ])
}

/// What watches and replaces instances.
fn upkeep(group: &AutoScalingGroup) -> Attributes {
    let metrics = group.enabled_metrics();
    let granularity = metrics.first().map_or(Some("1Minute"), |m| m.granularity());
    let maintenance = group.instance_maintenance_policy().map(|policy| {
        block([
            ("max_healthy_percentage", whole(policy.max_healthy_percentage())),
            ("min_healthy_percentage", whole(policy.min_healthy_percentage())),
        ])
    });
    // The default alone is what a group has that nobody gave policies.
    let policies = group.termination_policies();
    let policies = if policies == ["Default"] { &[] } else { policies };
    vec![
        ("enabled_metrics", texts(metrics.iter().filter_map(|m| m.metric()))),
        ("health_check_grace_period", whole(group.health_check_grace_period())),
        ("health_check_type", text(group.health_check_type())),
        ("instance_maintenance_policy", at_most_one(maintenance)),
        ("max_instance_lifetime", whole(group.max_instance_lifetime())),
        ("metrics_granularity", text(granularity)),
        ("suspended_processes", suspended(group)),
        ("termination_policies", texts(policies)),
    ]
}

/// What it is, and where instances are.
fn places(group: &AutoScalingGroup) -> Attributes {
    let zones = group.availability_zone_distribution();
    let strategy = text(zones.and_then(|z| z.capacity_distribution_strategy()));
    // The block is written whether or not the group has one.
    let zones = block([("capacity_distribution_strategy", strategy)]);
    let subnets = group.vpc_zone_identifier().unwrap_or_default().split(',');
    let sources = group.traffic_sources().iter();
    let own = |key: Option<&str>| key.is_some_and(|k| !k.starts_with("aws:"));
    let tags = group.tags().iter().filter(|t| own(t.key()));
    vec![
        ("arn", text(group.auto_scaling_group_arn())),
        ("availability_zone_distribution", at_most_one(Some(zones))),
        ("availability_zones", texts(group.availability_zones())),
        ("load_balancers", texts(group.load_balancer_names())),
        ("name", text(group.auto_scaling_group_name())),
        ("placement_group", text(group.placement_group())),
        ("service_linked_role_arn", text(group.service_linked_role_arn())),
        (
            "tag",
            list(tags.map(|tag| {
                block([
                    ("key", text(tag.key())),
                    ("propagate_at_launch", flag(tag.propagate_at_launch())),
                    ("value", text(tag.value())),
                ])
            })),
        ),
        ("target_group_arns", texts(group.target_group_arns())),
        (
            "traffic_source",
            list(sources.map(|source| {
                block([("identifier", text(source.identifier())), ("type", text(source.r#type()))])
            })),
        ),
        ("vpc_zone_identifier", texts(subnets.filter(|s| !s.is_empty()))),
    ]
}
