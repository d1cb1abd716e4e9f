//! EBS volumes, and those of instances as blocks of the instance.
//!
//! A volume that ends with its instance was made by its launch. It is a part of the instance and
//! no volume of its own; `AttachVolume` never attaches one like that.

use std::collections::HashMap;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{
    EbsInstanceBlockDevice, Instance, InstanceBlockDeviceMapping, Volume, VolumeState,
};

use super::{moment, tags_of, whole};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::gap::Missing;
use crate::sources::aws::values::{flag, list, text};

/// Volumes by their ids.
pub(super) type Volumes = Result<HashMap<String, Volume>, Missing>;

pub(super) async fn collect(c: &Collector, ec2: &Client) -> Volumes {
    let listed = c
        .whole(
            "DescribeVolumes",
            |token| ec2.describe_volumes().set_next_token(token).max_results(500).send(),
            |page| {
                let volumes = page.volumes.unwrap_or_default();
                // Kept page by page, so that a page that fails does not take others with it.
                for volume in volumes.iter().filter(|v| stands_alone(v)) {
                    keep(c, volume);
                }
                (volumes, page.next_token)
            },
        )
        .await?;
    Ok(listed.into_iter().filter_map(|v| Some((v.volume_id.clone()?, v))).collect())
}

fn stands_alone(volume: &Volume) -> bool {
    let gone = matches!(volume.state(), Some(VolumeState::Deleting | VolumeState::Deleted));
    !gone && !volume.attachments().iter().any(|a| a.delete_on_termination() == Some(true))
}

fn keep(c: &Collector, volume: &Volume) {
    let id = volume.volume_id().unwrap_or_default();
    let tags = tags_of(volume.tags());
    let attributes = [
        ("arn", text(Some(c.arn("ec2", format!("volume/{id}"))))),
        ("availability_zone", text(volume.availability_zone())),
        ("create_time", moment(volume.create_time())),
        ("encrypted", flag(volume.encrypted())),
        ("iops", whole(volume.iops())),
        ("kms_key_id", text(volume.kms_key_id())),
        ("multi_attach_enabled", flag(volume.multi_attach_enabled())),
        ("outpost_arn", text(volume.outpost_arn())),
        ("size", whole(volume.size())),
        ("snapshot_id", text(volume.snapshot_id())),
        ("tags", tags.clone()),
        ("tags_all", tags),
        ("throughput", whole(volume.throughput())),
        ("type", text(volume.volume_type())),
    ];
    c.keep("DescribeVolumes", "aws_ebs_volume", id, attributes);
}

/// `ebs_block_device` and `root_block_device` of an instance.
pub(super) fn block_devices(instance: &Instance, volumes: &Volumes) -> [(&'static str, Value); 2] {
    let volumes = match volumes {
        Ok(volumes) => volumes,
        Err(missing) => {
            return [("ebs_block_device", missing.value()), ("root_block_device", missing.value())];
        }
    };
    let is_root = |m: &InstanceBlockDeviceMapping| {
        m.device_name().is_some() && m.device_name() == instance.root_device_name()
    };
    let devices = |root: bool| {
        let mappings = instance.block_device_mappings().iter().filter(|m| is_root(m) == root);
        let known = mappings.filter_map(|m| Some((m, volumes.get(m.ebs()?.volume_id()?)?)));
        list(known.map(|(mapping, volume)| block_device(mapping, volume, root)))
    };
    [("ebs_block_device", devices(false)), ("root_block_device", devices(true))]
}

fn block_device(mapping: &InstanceBlockDeviceMapping, volume: &Volume, root: bool) -> Value {
    let tags = tags_of(volume.tags());
    let mut attributes = vec![
        (
            "delete_on_termination",
            flag(mapping.ebs().and_then(EbsInstanceBlockDevice::delete_on_termination)),
        ),
        ("device_name", text(mapping.device_name())),
        ("encrypted", flag(volume.encrypted())),
        ("iops", whole(volume.iops())),
        ("kms_key_id", text(volume.kms_key_id())),
        ("tags", tags.clone()),
        ("tags_all", tags),
        ("throughput", whole(volume.throughput())),
        ("volume_id", text(volume.volume_id())),
        ("volume_size", whole(volume.size())),
        ("volume_type", text(volume.volume_type())),
    ];
    if !root {
        attributes.push(("snapshot_id", text(volume.snapshot_id())));
    }
    Value::map(attributes)
}
