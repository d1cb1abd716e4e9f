//! Launch configurations.
//!
//! Which device is the root one is told by the image alone. No call is made for that: images have
//! it at one of three names. User data is told as `user_data_base64` alone: `user_data` is a hash
//! in a state.

use aws_sdk_autoscaling::Client;
use aws_sdk_autoscaling::types::{
    BlockDeviceMapping, Ebs, InstanceMonitoring, LaunchConfiguration,
};

use super::whole;
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{at_most_one, block, flag, list, text, texts};

/// Names of root devices.
const ROOTS: &[&str] = &["/dev/sda1", "/dev/xvda", "/dev/sda"];

pub(super) async fn collect(c: &Collector, autoscaling: &Client) {
    if !c.wants("DescribeLaunchConfigurations") {
        return;
    }
    let listed = c
        .pages(
            "DescribeLaunchConfigurations",
            |token| {
                let request = autoscaling.describe_launch_configurations();
                request.set_next_token(token).max_records(100).send()
            },
            |page| (page.launch_configurations.unwrap_or_default(), page.next_token),
        )
        .await;
    for configuration in &listed {
        keep(c, configuration);
    }
}

fn keep(c: &Collector, configuration: &LaunchConfiguration) {
    let name = configuration.launch_configuration_name().unwrap_or_default();
    let monitoring = configuration.instance_monitoring().and_then(InstanceMonitoring::enabled);
    let metadata = configuration.metadata_options().map(|m| {
        block([
            ("http_endpoint", text(m.http_endpoint())),
            ("http_put_response_hop_limit", whole(m.http_put_response_hop_limit())),
            ("http_tokens", text(m.http_tokens())),
        ])
    });
    let mut attributes = vec![
        ("arn", text(configuration.launch_configuration_arn())),
        ("associate_public_ip_address", flag(configuration.associate_public_ip_address())),
        ("ebs_optimized", flag(configuration.ebs_optimized())),
        ("enable_monitoring", Value::Bool(monitoring.unwrap_or_default())),
        ("iam_instance_profile", text(configuration.iam_instance_profile())),
        ("image_id", text(configuration.image_id())),
        ("instance_type", text(configuration.instance_type())),
        ("key_name", text(configuration.key_name())),
        ("metadata_options", at_most_one(metadata)),
        ("name", text(configuration.launch_configuration_name())),
        ("placement_tenancy", text(configuration.placement_tenancy())),
        ("security_groups", texts(configuration.security_groups())),
        ("spot_price", text(configuration.spot_price())),
        ("user_data_base64", text(configuration.user_data().filter(|data| !data.is_empty()))),
    ];
    attributes.extend(block_devices(configuration.block_device_mappings()));
    c.keep("DescribeLaunchConfigurations", "aws_launch_configuration", name, attributes);
}

fn block_devices(mappings: &[BlockDeviceMapping]) -> [(&'static str, Value); 3] {
    let is_root = |m: &&BlockDeviceMapping| m.device_name().is_some_and(|n| ROOTS.contains(&n));
    let root = mappings.iter().find(is_root);
    let others = || mappings.iter().filter(|m| !is_root(m));
    let ephemeral = others().filter(|m| m.virtual_name().is_some());
    let ebs = others().filter(|m| m.virtual_name().is_none());
    [
        ("ebs_block_device", list(ebs.map(ebs_block_device))),
        (
            "ephemeral_block_device",
            list(ephemeral.map(|m| {
                block([
                    ("device_name", text(m.device_name())),
                    ("no_device", flag(m.no_device())),
                    ("virtual_name", text(m.virtual_name())),
                ])
            })),
        ),
        ("root_block_device", at_most_one(root.map(|m| Value::map(volume(m))))),
    ]
}

fn ebs_block_device(mapping: &BlockDeviceMapping) -> Value {
    let mut attributes = volume(mapping);
    attributes.extend([
        ("device_name", text(mapping.device_name())),
        ("no_device", flag(mapping.no_device())),
        ("snapshot_id", text(mapping.ebs().and_then(|ebs| ebs.snapshot_id()))),
    ]);
    Value::map(attributes)
}

fn volume(mapping: &BlockDeviceMapping) -> Vec<(&'static str, Value)> {
    let ebs = mapping.ebs();
    // A device that is left out has no volume; the provider writes its default.
    let deleted = match mapping.no_device() {
        Some(_) => Some(true),
        None => ebs.and_then(Ebs::delete_on_termination),
    };
    vec![
        ("delete_on_termination", flag(deleted)),
        ("encrypted", flag(ebs.and_then(Ebs::encrypted))),
        ("iops", whole(ebs.and_then(Ebs::iops))),
        ("throughput", whole(ebs.and_then(Ebs::throughput))),
        ("volume_size", whole(ebs.and_then(Ebs::volume_size))),
        ("volume_type", text(ebs.and_then(|e| e.volume_type()))),
    ]
}
