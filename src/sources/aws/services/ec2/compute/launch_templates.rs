//! Launch templates. The provider tells of the latest version, whichever the default is.

use std::collections::HashMap;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{
    CapacityReservationTargetResponse, LaunchTemplate, LaunchTemplateBlockDeviceMapping,
    LaunchTemplateInstanceMarketOptions, LaunchTemplatePlacement, LaunchTemplateVersion,
    ResponseLaunchTemplateData,
};

use super::{moment, network_interfaces, tags_of, whole, word};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::gap::Missing;
use crate::sources::aws::services::autoscaling::requirements::requirements;
use crate::sources::aws::values::{at_most_one, block, flag, list, text, texts};

/// The attributes that a version tells.
pub(super) const OF_VERSION: &[&str] = &[
    "block_device_mappings",
    "capacity_reservation_specification",
    "cpu_options",
    "credit_specification",
    "description",
    "disable_api_stop",
    "disable_api_termination",
    "ebs_optimized",
    "elastic_gpu_specifications",
    "elastic_inference_accelerator",
    "enclave_options",
    "hibernation_options",
    "iam_instance_profile",
    "image_id",
    "instance_initiated_shutdown_behavior",
    "instance_market_options",
    "instance_requirements",
    "instance_type",
    "kernel_id",
    "key_name",
    "license_specification",
    "maintenance_options",
    "metadata_options",
    "monitoring",
    "network_interfaces",
    "placement",
    "private_dns_name_options",
    "ram_disk_id",
    "security_group_names",
    "tag_specifications",
    "user_data",
    "vpc_security_group_ids",
];

type Attributes = Vec<(&'static str, Value)>;
/// The names of templates by their ids.
pub(super) type Names = Result<HashMap<String, String>, Missing>;

pub(super) async fn collect(c: &Collector, ec2: &Client) -> Names {
    let versions = latest_versions(c, ec2).await;
    let listed = Box::pin(c.whole(
        "DescribeLaunchTemplates",
        |token| ec2.describe_launch_templates().set_next_token(token).max_results(200).send(),
        |page| {
            let templates = page.launch_templates.unwrap_or_default();
            // Kept page by page, so that a page that fails does not take others with it.
            for template in &templates {
                keep(c, template, &versions);
            }
            (templates, page.next_token)
        },
    ))
    .await?;
    let named = |t: LaunchTemplate| Some((t.launch_template_id?, t.launch_template_name?));
    Ok(listed.into_iter().filter_map(named).collect())
}

/// What the latest version of each template tells, by the template's id.
async fn latest_versions(
    c: &Collector,
    ec2: &Client,
) -> Result<HashMap<String, Attributes>, Missing> {
    let listed = Box::pin(c.whole(
        "DescribeLaunchTemplateVersions",
        |token| {
            // Without a template's id these are the latest versions of all templates.
            let request = ec2.describe_launch_template_versions().versions("$Latest");
            request.set_next_token(token).max_results(200).send()
        },
        |page| (page.launch_template_versions.unwrap_or_default(), page.next_token),
    ))
    .await?;
    let by_template =
        |v: &LaunchTemplateVersion| Some((v.launch_template_id()?.to_owned(), of_version(v)));
    Ok(listed.iter().filter_map(by_template).collect())
}

fn keep(
    c: &Collector,
    template: &LaunchTemplate,
    versions: &Result<HashMap<String, Attributes>, Missing>,
) {
    let id = template.launch_template_id().unwrap_or_default();
    let tags = tags_of(template.tags());
    let mut attributes = vec![
        ("arn", text(Some(c.arn("ec2", format!("launch-template/{id}"))))),
        ("default_version", whole(template.default_version_number())),
        ("latest_version", whole(template.latest_version_number())),
        ("name", text(template.launch_template_name())),
        ("tags", tags.clone()),
        ("tags_all", tags),
    ];
    match versions {
        Ok(versions) => attributes.extend(versions.get(id).into_iter().flatten().cloned()),
        Err(missing) => attributes.extend(OF_VERSION.iter().map(|name| (*name, missing.value()))),
    }
    c.keep("DescribeLaunchTemplates", "aws_launch_template", id, attributes);
}

fn of_version(version: &LaunchTemplateVersion) -> Attributes {
    let mut attributes = vec![("description", text(version.version_description()))];
    if let Some(data) = version.launch_template_data() {
        attributes.extend(machine(data));
        attributes.extend(options(data));
        attributes.extend(attached(data));
    }
    attributes
}

/// What the instance is.
fn machine(data: &ResponseLaunchTemplateData) -> Attributes {
    let accelerators = data.elastic_inference_accelerators().iter();
    let gpus = data.elastic_gpu_specifications().iter();
    let profile = data.iam_instance_profile();
    let requirements = data.instance_requirements().map(|r| requirements!(r));
    vec![
        ("ebs_optimized", word(data.ebs_optimized())),
        ("elastic_gpu_specifications", list(gpus.map(|gpu| block([("type", text(gpu.r#type()))])))),
        (
            "elastic_inference_accelerator",
            list(accelerators.map(|a| block([("type", text(a.r#type()))]))),
        ),
        (
            "iam_instance_profile",
            at_most_one(profile.map(|p| block([("arn", text(p.arn())), ("name", text(p.name()))]))),
        ),
        ("image_id", text(data.image_id())),
        ("instance_requirements", at_most_one(requirements)),
        ("instance_type", text(data.instance_type())),
        ("kernel_id", text(data.kernel_id())),
        ("key_name", text(data.key_name())),
        ("placement", at_most_one(data.placement().map(placement))),
        ("ram_disk_id", text(data.ram_disk_id())),
        ("user_data", text(data.user_data())),
    ]
}

fn placement(placement: &LaunchTemplatePlacement) -> Value {
    block([
        ("affinity", text(placement.affinity())),
        ("availability_zone", text(placement.availability_zone())),
        ("group_name", text(placement.group_name())),
        ("host_id", text(placement.host_id())),
        ("host_resource_group_arn", text(placement.host_resource_group_arn())),
        ("partition_number", whole(placement.partition_number())),
        ("spread_domain", text(placement.spread_domain())),
        ("tenancy", text(placement.tenancy())),
    ])
}

/// How the instance is run.
fn options(data: &ResponseLaunchTemplateData) -> Attributes {
    let one = |name: &'static str, value: Option<Value>| (name, at_most_one(value));
    vec![
        one(
            "capacity_reservation_specification",
            data.capacity_reservation_specification().map(|r| {
                block([
                    ("capacity_reservation_preference", text(r.capacity_reservation_preference())),
                    (
                        "capacity_reservation_target",
                        at_most_one(r.capacity_reservation_target().map(reservation_target)),
                    ),
                ])
            }),
        ),
        one(
            "cpu_options",
            data.cpu_options().map(|cpu| {
                block([
                    ("amd_sev_snp", text(cpu.amd_sev_snp())),
                    ("core_count", whole(cpu.core_count())),
                    ("threads_per_core", whole(cpu.threads_per_core())),
                ])
            }),
        ),
        one(
            "credit_specification",
            data.credit_specification().map(|s| block([("cpu_credits", text(s.cpu_credits()))])),
        ),
        ("disable_api_stop", flag(data.disable_api_stop())),
        ("disable_api_termination", flag(data.disable_api_termination())),
        one(
            "enclave_options",
            data.enclave_options().map(|e| block([("enabled", flag(e.enabled()))])),
        ),
        one(
            "hibernation_options",
            data.hibernation_options().map(|h| block([("configured", flag(h.configured()))])),
        ),
        ("instance_initiated_shutdown_behavior", text(data.instance_initiated_shutdown_behavior())),
        one("instance_market_options", data.instance_market_options().map(market)),
        one(
            "maintenance_options",
            data.maintenance_options().map(|m| block([("auto_recovery", text(m.auto_recovery()))])),
        ),
        one(
            "metadata_options",
            data.metadata_options().map(|m| {
                block([
                    ("http_endpoint", text(m.http_endpoint())),
                    ("http_protocol_ipv6", text(m.http_protocol_ipv6())),
                    ("http_put_response_hop_limit", whole(m.http_put_response_hop_limit())),
                    ("http_tokens", text(m.http_tokens())),
                    ("instance_metadata_tags", text(m.instance_metadata_tags())),
                ])
            }),
        ),
        one("monitoring", data.monitoring().map(|m| block([("enabled", flag(m.enabled()))]))),
    ]
}

pub(super) fn reservation_target(target: &CapacityReservationTargetResponse) -> Value {
    block([
        ("capacity_reservation_id", text(target.capacity_reservation_id())),
        (
            "capacity_reservation_resource_group_arn",
            text(target.capacity_reservation_resource_group_arn()),
        ),
    ])
}

fn market(options: &LaunchTemplateInstanceMarketOptions) -> Value {
    let spot = options.spot_options().map(|spot| {
        block([
            ("block_duration_minutes", whole(spot.block_duration_minutes())),
            ("instance_interruption_behavior", text(spot.instance_interruption_behavior())),
            ("max_price", text(spot.max_price())),
            ("spot_instance_type", text(spot.spot_instance_type())),
            ("valid_until", moment(spot.valid_until())),
        ])
    });
    block([("market_type", text(options.market_type())), ("spot_options", at_most_one(spot))])
}

/// What the instance is given: volumes, networks, tags.
fn attached(data: &ResponseLaunchTemplateData) -> Attributes {
    let licenses = data.license_specifications().iter();
    let tagged = data.tag_specifications().iter();
    let names = data.private_dns_name_options().map(|o| {
        block([
            ("enable_resource_name_dns_a_record", flag(o.enable_resource_name_dns_a_record())),
            (
                "enable_resource_name_dns_aaaa_record",
                flag(o.enable_resource_name_dns_aaaa_record()),
            ),
            ("hostname_type", text(o.hostname_type())),
        ])
    });
    vec![
        ("block_device_mappings", list(data.block_device_mappings().iter().map(block_device))),
        (
            "license_specification",
            list(licenses.map(|license| {
                let arn = text(license.license_configuration_arn());
                block([("license_configuration_arn", arn)])
            })),
        ),
        (
            "network_interfaces",
            list(data.network_interfaces().iter().map(network_interfaces::of_template)),
        ),
        ("private_dns_name_options", at_most_one(names)),
        ("security_group_names", texts(data.security_groups())),
        (
            "tag_specifications",
            list(tagged.map(|t| {
                block([("resource_type", text(t.resource_type())), ("tags", tags_of(t.tags()))])
            })),
        ),
        ("vpc_security_group_ids", texts(data.security_group_ids())),
    ]
}

fn block_device(mapping: &LaunchTemplateBlockDeviceMapping) -> Value {
    let ebs = mapping.ebs().map(|ebs| {
        block([
            ("delete_on_termination", word(ebs.delete_on_termination())),
            ("encrypted", word(ebs.encrypted())),
            ("iops", whole(ebs.iops())),
            ("kms_key_id", text(ebs.kms_key_id())),
            ("snapshot_id", text(ebs.snapshot_id())),
            ("throughput", whole(ebs.throughput())),
            ("volume_initialization_rate", whole(ebs.volume_initialization_rate())),
            ("volume_size", whole(ebs.volume_size())),
            ("volume_type", text(ebs.volume_type())),
        ])
    });
    block([
        ("device_name", text(mapping.device_name())),
        ("ebs", at_most_one(ebs)),
        ("no_device", text(mapping.no_device())),
        ("virtual_name", text(mapping.virtual_name())),
    ])
}
