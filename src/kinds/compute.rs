//! EC2 instances, launch templates, images and Auto Scaling groups.

use super::{Document, Kind, Meaning};
use crate::model::Severity;

/// The kinds of this file. Image ids are regional, so a pair never has equal ones.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "aws_autoscaling_group",
        inline: &[("target_group_arns", &["aws_autoscaling_attachment"])],
        service: "autoscaling",
        names: &["name"],
        provider_only: &[
            "force_delete",
            "force_delete_warm_pool",
            "ignore_failed_scaling_activities",
            "name_prefix",
            "timeouts",
            "wait_for_capacity_timeout",
            "wait_for_elb_capacity",
            "min_elb_capacity",
        ],
        keyed: &[("tag", &["key"])],
        per_site: &["availability_zones"],
        meanings: &[("vpc_zone_identifier", Meaning::Presence)],
        meaningful_when_off: &["desired_capacity", "min_size", "max_size"],
        severity: Severity::High,
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_autoscaling_policy",
        service: "autoscaling",
        names: &["name"],
        name_references: &[("autoscaling_group_name", "aws_autoscaling_group")],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_autoscaling_attachment",
        part_of: Some(("aws_autoscaling_group", "autoscaling_group_name")),
        service: "autoscaling",
        identity: &["autoscaling_group_name", "lb_target_group_arn", "elb"],
        name_references: &[("autoscaling_group_name", "aws_autoscaling_group")],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_autoscaling_schedule",
        service: "autoscaling",
        names: &["scheduled_action_name"],
        name_references: &[("autoscaling_group_name", "aws_autoscaling_group")],
        per_site: &["start_time", "end_time"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_launch_template",
        service: "ec2",
        names: &["name"],
        provider_only: &["name_prefix", "update_default_version"],
        per_site: &["image_id", "placement.availability_zone"],
        volatile: &["default_version", "latest_version"],
        documents: &[("user_data", Document::Text)],
        severity: Severity::High,
        missing: Severity::Critical,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_launch_configuration",
        service: "autoscaling",
        names: &["name"],
        provider_only: &["name_prefix"],
        per_site: &["image_id"],
        documents: &[("user_data", Document::Text)],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_instance",
        service: "ec2",
        per_site: &[
            "ami",
            "availability_zone",
            "private_ip",
            "public_ip",
            "subnet_id",
            "ipv6_addresses",
            "secondary_private_ips",
            "network_interface",
            "host_id",
        ],
        provider_only: &[
            "timeouts",
            "user_data_replace_on_change",
            "volume_tags",
            "get_password_data",
        ],
        volatile: &["instance_state", "password_data"],
        documents: &[("user_data", Document::Text), ("user_data_base64", Document::Text)],
        severity: Severity::High,
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_ebs_volume",
        service: "ec2",
        per_site: &["availability_zone", "snapshot_id"],
        provider_only: &["final_snapshot", "timeouts"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_ami",
        service: "ec2",
        names: &["name"],
        per_site: &["ebs_block_device", "image_location"],
        provider_only: &["timeouts"],
        ..Kind::PLAIN
    },
    Kind {
        name: "aws_ami_copy",
        service: "ec2",
        names: &["name"],
        per_site: &["source_ami_id", "source_ami_region", "ebs_block_device"],
        provider_only: &["timeouts"],
        primary_alone: true,
        ..Kind::PLAIN
    },
];
