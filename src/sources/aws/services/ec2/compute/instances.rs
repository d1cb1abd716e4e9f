//! Instances that somebody launched.
//!
//! Those of Auto Scaling groups and of services that manage instances come and go; what launches
//! them is told instead. User data is told as `user_data_base64` alone: `user_data` is a hash in a
//! state. EC2 tells one attribute of one instance with each `DescribeInstanceAttribute`. Of
//! burstable instances it lists those with unlimited credits; the others are `standard`.

use std::collections::BTreeSet;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::operation::describe_instance_attribute::DescribeInstanceAttributeOutput;
use aws_sdk_ec2::types::{
    AttributeBooleanValue, CpuOptions, HibernationOptions, Instance, InstanceAttributeName,
    InstanceNetworkInterface, InstanceStateName, InstanceType, MonitoringState, Placement,
};
use futures_util::future::join_all;

use super::launch_templates::{Names, reservation_target};
use super::volumes::{Volumes, block_devices};
use super::{tags_of, whole};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::gap::Missing;
use crate::sources::aws::values::{at_most_one, block, flag, number, text, texts};

type Attributes = Vec<(&'static str, Value)>;
/// The ids of burstable instances with unlimited credits.
type Unlimited = Result<BTreeSet<String>, Missing>;

pub(super) async fn listed(c: &Collector, ec2: &Client) -> Vec<Instance> {
    if !c.wants("DescribeInstances") {
        return Vec::new();
    }
    let mut listed = c
        .pages(
            "DescribeInstances",
            |token| ec2.describe_instances().set_next_token(token).max_results(1000).send(),
            |page| {
                let reservations = page.reservations.unwrap_or_default().into_iter();
                (
                    reservations.flat_map(|r| r.instances.unwrap_or_default()).collect(),
                    page.next_token,
                )
            },
        )
        .await;
    listed.retain(|instance| !gone(instance) && !managed(instance));
    listed
}

fn gone(instance: &Instance) -> bool {
    let state = instance.state().and_then(|s| s.name());
    matches!(state, Some(InstanceStateName::ShuttingDown | InstanceStateName::Terminated))
}

/// Whether a group or a service launched it.
fn managed(instance: &Instance) -> bool {
    tag(instance, "aws:autoscaling:groupName").is_some()
        || instance.operator().is_some_and(|o| o.managed() == Some(true))
}

fn tag<'a>(instance: &'a Instance, key: &str) -> Option<&'a str> {
    instance.tags().iter().find(|t| t.key() == Some(key))?.value()
}

pub(super) async fn collect(
    c: &Collector,
    ec2: &Client,
    instances: &[Instance],
    templates: &Names,
    volumes: &Volumes,
) {
    let unlimited = unlimited(c, ec2, instances).await;
    let told = instances.iter().map(|instance| async {
        let id = instance.instance_id().unwrap_or_default();
        let mut attributes = Box::pin(asked(c, ec2, id)).await;
        attributes.extend(block_devices(instance, volumes));
        attributes.extend([
            ("credit_specification", credits(instance, &unlimited)),
            ("launch_template", launched_from(instance, templates)),
        ]);
        attributes.extend(own(c, id, instance));
        attributes.extend(options(instance));
        attributes.extend(network(instance));
        c.keep("DescribeInstances", "aws_instance", id, attributes);
    });
    join_all(told).await;
}

/// What only calls for the single instance tell.
async fn asked(c: &Collector, ec2: &Client, id: &str) -> Attributes {
    let ask = |name, value: fn(&DescribeInstanceAttributeOutput) -> Value| async move {
        let request = ec2.describe_instance_attribute().instance_id(id).attribute(name).send();
        match c.call("DescribeInstanceAttribute", request).await {
            Ok(answer) => value(&answer),
            Err(missing) => missing.value(),
        }
    };
    let (stop, termination, shutdown, user_data) = futures_util::join!(
        ask(InstanceAttributeName::DisableApiStop, |a| {
            flag(a.disable_api_stop().and_then(AttributeBooleanValue::value))
        }),
        ask(InstanceAttributeName::DisableApiTermination, |a| {
            flag(a.disable_api_termination().and_then(AttributeBooleanValue::value))
        }),
        ask(InstanceAttributeName::InstanceInitiatedShutdownBehavior, |a| {
            text(a.instance_initiated_shutdown_behavior().and_then(|v| v.value()))
        }),
        ask(InstanceAttributeName::UserData, |a| text(a.user_data().and_then(|v| v.value()))),
    );
    vec![
        ("disable_api_stop", stop),
        ("disable_api_termination", termination),
        ("instance_initiated_shutdown_behavior", shutdown),
        ("user_data_base64", user_data),
    ]
}

/// Types `t2`, `t3`, `t3a`, `t4g` and later ones.
fn burstable(instance: &Instance) -> bool {
    let kind = instance.instance_type().map(InstanceType::as_str).unwrap_or_default();
    kind.strip_prefix('t').is_some_and(|k| k.starts_with(|d: char| d.is_ascii_digit() && d != '1'))
}

async fn unlimited(c: &Collector, ec2: &Client, instances: &[Instance]) -> Unlimited {
    if !instances.iter().any(burstable) {
        return Ok(BTreeSet::new());
    }
    let listed = c
        .whole(
            "DescribeInstanceCreditSpecifications",
            |token| {
                let request = ec2.describe_instance_credit_specifications();
                request.set_next_token(token).max_results(1000).send()
            },
            |page| (page.instance_credit_specifications.unwrap_or_default(), page.next_token),
        )
        .await?;
    let unlimited = listed.into_iter().filter(|s| s.cpu_credits() == Some("unlimited"));
    Ok(unlimited.filter_map(|s| s.instance_id).collect())
}

fn credits(instance: &Instance, unlimited: &Unlimited) -> Value {
    if !burstable(instance) {
        return at_most_one(None);
    }
    match unlimited {
        Ok(ids) => {
            let unlimited = instance.instance_id().is_some_and(|id| ids.contains(id));
            let credits = if unlimited { "unlimited" } else { "standard" };
            at_most_one(Some(block([("cpu_credits", Value::from(credits))])))
        }
        Err(missing) => missing.value(),
    }
}

fn launched_from(instance: &Instance, templates: &Names) -> Value {
    let Some(id) = tag(instance, "aws:ec2launchtemplate:id") else { return at_most_one(None) };
    let name = match templates {
        Ok(names) => text(names.get(id)),
        Err(missing) => missing.value(),
    };
    at_most_one(Some(block([
        ("id", Value::from(id)),
        ("name", name),
        ("version", text(tag(instance, "aws:ec2launchtemplate:version"))),
    ])))
}

fn own(c: &Collector, id: &str, instance: &Instance) -> Attributes {
    let tags = tags_of(instance.tags());
    let profile = instance.iam_instance_profile().and_then(|p| p.arn());
    let placement = instance.placement();
    let monitoring = instance.monitoring().and_then(|m| m.state());
    let monitored = matches!(monitoring, Some(MonitoringState::Enabled | MonitoringState::Pending));
    vec![
        ("ami", text(instance.image_id())),
        ("arn", text(Some(c.arn("ec2", format!("instance/{id}"))))),
        ("availability_zone", text(placement.and_then(|p| p.availability_zone()))),
        ("ebs_optimized", flag(instance.ebs_optimized())),
        ("host_id", text(placement.and_then(|p| p.host_id()))),
        ("host_resource_group_arn", text(placement.and_then(|p| p.host_resource_group_arn()))),
        ("iam_instance_profile", text(profile.and_then(|arn| arn.rsplit('/').next()))),
        ("instance_lifecycle", text(instance.instance_lifecycle())),
        ("instance_state", text(instance.state().and_then(|s| s.name()))),
        ("instance_type", text(instance.instance_type())),
        ("key_name", text(instance.key_name())),
        ("monitoring", Value::Bool(monitored)),
        ("outpost_arn", text(instance.outpost_arn())),
        ("placement_group", text(placement.and_then(|p| p.group_name()))),
        ("placement_partition_number", whole(placement.and_then(Placement::partition_number))),
        ("spot_instance_request_id", text(instance.spot_instance_request_id())),
        ("tags", tags.clone()),
        ("tags_all", tags),
        ("tenancy", text(placement.and_then(|p| p.tenancy()))),
    ]
}

fn options(instance: &Instance) -> Attributes {
    let cpu = instance.cpu_options();
    let one = |name: &'static str, value: Option<Value>| (name, at_most_one(value));
    vec![
        one(
            "capacity_reservation_specification",
            instance.capacity_reservation_specification().map(|r| {
                let target = r.capacity_reservation_target().map(reservation_target);
                let preference = text(r.capacity_reservation_preference());
                block([
                    ("capacity_reservation_preference", preference),
                    ("capacity_reservation_target", at_most_one(target)),
                ])
            }),
        ),
        ("cpu_core_count", number(cpu.and_then(CpuOptions::core_count))),
        one(
            "cpu_options",
            cpu.map(|o| {
                block([
                    ("amd_sev_snp", text(o.amd_sev_snp())),
                    ("core_count", whole(o.core_count())),
                    ("threads_per_core", whole(o.threads_per_core())),
                ])
            }),
        ),
        ("cpu_threads_per_core", number(cpu.and_then(CpuOptions::threads_per_core))),
        one(
            "enclave_options",
            instance.enclave_options().map(|e| block([("enabled", flag(e.enabled()))])),
        ),
        (
            "hibernation",
            flag(instance.hibernation_options().and_then(HibernationOptions::configured)),
        ),
        one(
            "maintenance_options",
            instance
                .maintenance_options()
                .map(|m| block([("auto_recovery", text(m.auto_recovery()))])),
        ),
        one(
            "metadata_options",
            instance.metadata_options().map(|m| {
                block([
                    ("http_endpoint", text(m.http_endpoint())),
                    ("http_protocol_ipv6", text(m.http_protocol_ipv6())),
                    ("http_put_response_hop_limit", whole(m.http_put_response_hop_limit())),
                    ("http_tokens", text(m.http_tokens())),
                    ("instance_metadata_tags", text(m.instance_metadata_tags())),
                ])
            }),
        ),
    ]
}

fn network(instance: &Instance) -> Attributes {
    let is_first = |n: &&InstanceNetworkInterface| {
        n.attachment().is_some_and(|a| a.device_index().unwrap_or_default() == 0)
    };
    let first = instance.network_interfaces().iter().find(is_first);
    let addresses = first.map(InstanceNetworkInterface::private_ip_addresses).unwrap_or_default();
    let secondary = addresses.iter().filter(|a| a.primary() != Some(true));
    let ipv6 = first.map(InstanceNetworkInterface::ipv6_addresses).unwrap_or_default();
    let public = match first {
        Some(interface) => interface.association().is_some(),
        None => instance.public_ip_address().is_some(),
    };
    let names = instance.private_dns_name_options().map(|o| {
        block([
            ("enable_resource_name_dns_a_record", flag(o.enable_resource_name_dns_a_record())),
            (
                "enable_resource_name_dns_aaaa_record",
                flag(o.enable_resource_name_dns_aaaa_record()),
            ),
            ("hostname_type", text(o.hostname_type())),
        ])
    });
    let groups = instance.security_groups().iter().filter_map(|g| g.group_id());
    let checked =
        first.map_or(instance.source_dest_check(), InstanceNetworkInterface::source_dest_check);
    vec![
        ("associate_public_ip_address", Value::Bool(public)),
        ("ipv6_address_count", whole(u32::try_from(ipv6.len()).ok())),
        ("ipv6_addresses", texts(ipv6.iter().filter_map(|a| a.ipv6_address()))),
        ("primary_network_interface_id", text(first.and_then(|n| n.network_interface_id()))),
        ("private_dns", text(instance.private_dns_name())),
        ("private_dns_name_options", at_most_one(names)),
        ("private_ip", text(instance.private_ip_address())),
        ("public_dns", text(instance.public_dns_name())),
        ("public_ip", text(instance.public_ip_address())),
        ("secondary_private_ips", texts(secondary.filter_map(|a| a.private_ip_address()))),
        ("source_dest_check", flag(checked)),
        ("subnet_id", text(instance.subnet_id())),
        ("vpc_security_group_ids", texts(groups)),
    ]
}
