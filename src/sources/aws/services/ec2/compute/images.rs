//! Images of this account. EC2 does not tell which of them are copies.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{BlockDeviceMapping, EbsBlockDevice, Image};

use super::{tags_of, whole};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{block, flag, list, text};

pub(super) async fn collect(c: &Collector, ec2: &Client) {
    if !c.wants("DescribeImages") {
        return;
    }
    let listed = c
        .pages(
            "DescribeImages",
            |token| {
                let request = ec2.describe_images().owners("self");
                request.set_next_token(token).max_results(1000).send()
            },
            |page| (page.images.unwrap_or_default(), page.next_token),
        )
        .await;
    for image in &listed {
        keep(c, image);
    }
}

fn keep(c: &Collector, image: &Image) {
    let id = image.image_id().unwrap_or_default();
    let tags = tags_of(image.tags());
    let mut attributes = hardware(image);
    attributes.extend([
        ("arn", text(Some(arn(c, id)))),
        ("deprecation_time", text(image.deprecation_time())),
        ("description", text(image.description())),
        ("ebs_block_device", ebs_block_devices(image)),
        ("ephemeral_block_device", ephemeral_block_devices(image)),
        ("image_location", text(image.image_location())),
        ("image_owner_alias", text(image.image_owner_alias())),
        ("image_type", text(image.image_type())),
        ("last_launched_time", text(image.last_launched_time())),
        ("name", text(image.name())),
        ("owner_id", text(image.owner_id())),
        ("platform", text(image.platform())),
        ("platform_details", text(image.platform_details())),
        ("public", flag(image.public())),
        ("root_device_name", text(image.root_device_name())),
        ("root_snapshot_id", root_snapshot(image)),
        ("tags", tags.clone()),
        ("tags_all", tags),
        ("usage_operation", text(image.usage_operation())),
    ]);
    c.keep("DescribeImages", "aws_ami", id, attributes);
}

/// What an instance of the image runs on.
fn hardware(image: &Image) -> Vec<(&'static str, Value)> {
    vec![
        ("architecture", text(image.architecture())),
        ("boot_mode", text(image.boot_mode())),
        ("ena_support", flag(image.ena_support())),
        ("hypervisor", text(image.hypervisor())),
        ("imds_support", text(image.imds_support())),
        ("kernel_id", text(image.kernel_id())),
        ("ramdisk_id", text(image.ramdisk_id())),
        ("sriov_net_support", text(image.sriov_net_support())),
        ("tpm_support", text(image.tpm_support())),
        ("virtualization_type", text(image.virtualization_type())),
    ]
}

/// ARNs of images have no account.
fn arn(c: &Collector, id: &str) -> String {
    c.arn("ec2", format!("image/{id}")).replacen(&format!(":{}:image/", c.account()), "::image/", 1)
}

fn root_snapshot(image: &Image) -> Value {
    let is_root = |m: &&BlockDeviceMapping| {
        m.device_name().is_some() && m.device_name() == image.root_device_name()
    };
    let root = image.block_device_mappings().iter().find(is_root).and_then(|m| m.ebs());
    text(root.and_then(EbsBlockDevice::snapshot_id))
}

fn ebs_block_devices(image: &Image) -> Value {
    let mappings = image.block_device_mappings().iter();
    list(mappings.filter_map(|m| Some((m, m.ebs()?))).map(|(mapping, ebs)| {
        block([
            ("delete_on_termination", flag(ebs.delete_on_termination())),
            ("device_name", text(mapping.device_name())),
            ("encrypted", flag(ebs.encrypted())),
            ("iops", whole(ebs.iops())),
            ("outpost_arn", text(ebs.outpost_arn())),
            ("snapshot_id", text(ebs.snapshot_id())),
            ("throughput", whole(ebs.throughput())),
            ("volume_size", whole(ebs.volume_size())),
            ("volume_type", text(ebs.volume_type())),
        ])
    }))
}

fn ephemeral_block_devices(image: &Image) -> Value {
    let mappings = image.block_device_mappings().iter();
    list(mappings.filter(|m| m.ebs().is_none()).map(|mapping| {
        block([
            ("device_name", text(mapping.device_name())),
            ("virtual_name", text(mapping.virtual_name())),
        ])
    }))
}
