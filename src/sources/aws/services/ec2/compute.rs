//! Launch templates, instances, volumes and images.
//!
//! What an instance was launched from and the volumes that it holds come from the other listings,
//! so instances are told last.

mod images;
mod instances;
mod launch_templates;
mod network_interfaces;
mod volumes;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::primitives::{DateTime, DateTimeFormat};

use super::security::tags_of;
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::spec::Operation;
use crate::sources::aws::values::{number, text};

/// The calls of this file.
pub(super) const OPERATIONS: &[Operation] = &[
    Operation {
        name: "DescribeLaunchTemplates",
        action: "ec2:DescribeLaunchTemplates",
        lists: &["aws_launch_template"],
        fills: &[("aws_instance", &["launch_template"])],
    },
    Operation::fills(
        "DescribeLaunchTemplateVersions",
        "ec2:DescribeLaunchTemplateVersions",
        &[("aws_launch_template", launch_templates::OF_VERSION)],
    ),
    Operation::lists("DescribeInstances", "ec2:DescribeInstances", &["aws_instance"]),
    Operation::fills(
        "DescribeInstanceAttribute",
        "ec2:DescribeInstanceAttribute",
        &[(
            "aws_instance",
            &[
                "disable_api_stop",
                "disable_api_termination",
                "instance_initiated_shutdown_behavior",
                "user_data_base64",
            ],
        )],
    ),
    Operation::fills(
        "DescribeInstanceCreditSpecifications",
        "ec2:DescribeInstanceCreditSpecifications",
        &[("aws_instance", &["credit_specification"])],
    ),
    Operation {
        name: "DescribeVolumes",
        action: "ec2:DescribeVolumes",
        lists: &["aws_ebs_volume"],
        fills: &[("aws_instance", &["ebs_block_device", "root_block_device"])],
    },
    Operation::lists("DescribeImages", "ec2:DescribeImages", &["aws_ami"]),
];

pub(super) async fn collect(c: &Collector, ec2: &Client) {
    let ((), templates, volumes, instances) = futures_util::join!(
        images::collect(c, ec2),
        launch_templates::collect(c, ec2),
        volumes::collect(c, ec2),
        instances::listed(c, ec2),
    );
    instances::collect(c, ec2, &instances, &templates, &volumes).await;
}

/// A moment to the second.
fn moment(value: Option<&DateTime>) -> Value {
    let second = value.map(|v| DateTime::from_secs(v.secs()));
    text(second.and_then(|v| v.fmt(DateTimeFormat::DateTime).ok()))
}

/// A truth value that the provider keeps as text, so that it can be unset.
fn word(value: Option<bool>) -> Value {
    text(value.map(|v| if v { "true" } else { "false" }))
}

/// A number. What is unset is 0 in a state.
fn whole(value: Option<impl Into<i64> + Default>) -> Value {
    number(Some(value.unwrap_or_default()))
}
