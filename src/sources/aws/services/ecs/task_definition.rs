//! The revisions of task definitions that services use.

use std::collections::BTreeSet;

use aws_sdk_ecs::Client;
use aws_sdk_ecs::types::{
    DockerVolumeConfiguration, EfsVolumeConfiguration, FSxWindowsFileServerVolumeConfiguration,
    ProxyConfiguration, RuntimePlatform, Tag, TaskDefinition, TaskDefinitionField, Volume,
};
use futures_util::future::join_all;

use super::{containers, filled, tags_of};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{at_most_one, block, list, number, text, texts};

/// Collects the revisions with these ARNs.
pub(super) async fn collect(c: &Collector, ecs: &Client, arns: &BTreeSet<String>) {
    if !c.wants("DescribeTaskDefinition") {
        return;
    }
    let described = join_all(arns.iter().map(|arn| {
        let request =
            ecs.describe_task_definition().task_definition(arn).include(TaskDefinitionField::Tags);
        c.call("DescribeTaskDefinition", request.send())
    }));
    for answer in described.await.into_iter().flatten() {
        if let Some(definition) = answer.task_definition() {
            keep(c, definition, answer.tags());
        }
    }
}

fn keep(c: &Collector, definition: &TaskDefinition, tags: &[Tag]) {
    let arn = definition.task_definition_arn().unwrap_or_default();
    let family = arn.rsplit_once(':').map_or(arn, |(family, _)| family);
    let tags = tags_of(tags);
    let compatibilities = definition.requires_compatibilities().iter();
    let mut attributes = vec![
        ("arn", text(Some(arn))),
        ("arn_without_revision", text(Some(family))),
        ("container_definitions", text(Some(containers::json(definition.container_definitions())))),
        ("cpu", text(definition.cpu())),
        (
            "enable_fault_injection",
            Value::Bool(definition.enable_fault_injection().unwrap_or_default()),
        ),
        ("execution_role_arn", text(definition.execution_role_arn())),
        ("family", text(definition.family())),
        ("ipc_mode", filled(definition.ipc_mode())),
        ("memory", text(definition.memory())),
        ("network_mode", filled(definition.network_mode())),
        ("pid_mode", filled(definition.pid_mode())),
        (
            "proxy_configuration",
            at_most_one(definition.proxy_configuration().map(proxy_configuration)),
        ),
        ("requires_compatibilities", texts(compatibilities.map(AsRef::<str>::as_ref))),
        ("revision", number(Some(definition.revision()))),
        ("runtime_platform", at_most_one(definition.runtime_platform().and_then(runtime_platform))),
        ("tags", tags.clone()),
        ("tags_all", tags),
        ("task_role_arn", text(definition.task_role_arn())),
        ("volume", list(definition.volumes().iter().map(volume))),
    ];
    let storage = definition.ephemeral_storage();
    attributes.extend([
        (
            "ephemeral_storage",
            at_most_one(storage.map(|s| block([("size_in_gib", number(Some(s.size_in_gib())))]))),
        ),
        (
            "inference_accelerator",
            list(definition.inference_accelerators().iter().map(|a| {
                block([
                    ("device_name", text(Some(a.device_name()))),
                    ("device_type", text(Some(a.device_type()))),
                ])
            })),
        ),
        (
            "placement_constraints",
            list(definition.placement_constraints().iter().map(|p| {
                block([("expression", filled(p.expression())), ("type", text(p.r#type()))])
            })),
        ),
    ]);
    // The provider's id is the family: revisions come and go.
    let id = definition.family().unwrap_or(arn);
    c.keep("DescribeTaskDefinition", "aws_ecs_task_definition", id, attributes);
}

fn proxy_configuration(proxy: &ProxyConfiguration) -> Value {
    let properties = proxy
        .properties()
        .iter()
        .filter_map(|p| Some((p.name()?, Value::text(p.value().unwrap_or_default()))));
    block([
        ("container_name", text(Some(proxy.container_name()))),
        ("properties", Value::map(properties)),
        ("type", filled(proxy.r#type())),
    ])
}

fn runtime_platform(platform: &RuntimePlatform) -> Option<Value> {
    let (cpu, system) = (platform.cpu_architecture(), platform.operating_system_family());
    (cpu.is_some() || system.is_some()).then(|| {
        block([("cpu_architecture", filled(cpu)), ("operating_system_family", filled(system))])
    })
}

fn volume(volume: &Volume) -> Value {
    block([
        ("configure_at_launch", Value::Bool(volume.configured_at_launch().unwrap_or_default())),
        (
            "docker_volume_configuration",
            at_most_one(volume.docker_volume_configuration().map(docker_volume)),
        ),
        (
            "efs_volume_configuration",
            at_most_one(volume.efs_volume_configuration().map(efs_volume)),
        ),
        (
            "fsx_windows_file_server_volume_configuration",
            at_most_one(volume.fsx_windows_file_server_volume_configuration().map(fsx_volume)),
        ),
        ("host_path", filled(volume.host().and_then(|h| h.source_path()))),
        ("name", text(volume.name())),
    ])
}

fn docker_volume(volume: &DockerVolumeConfiguration) -> Value {
    let options = volume.driver_opts().into_iter().flatten();
    let labels = volume.labels().into_iter().flatten();
    block([
        ("autoprovision", Value::Bool(volume.autoprovision().unwrap_or_default())),
        ("driver", filled(volume.driver())),
        ("driver_opts", Value::map(options.map(|(k, v)| (k, Value::text(v))))),
        ("labels", Value::map(labels.map(|(k, v)| (k, Value::text(v))))),
        ("scope", filled(volume.scope())),
    ])
}

fn efs_volume(volume: &EfsVolumeConfiguration) -> Value {
    let authorization = volume.authorization_config().map(|a| {
        block([("access_point_id", filled(a.access_point_id())), ("iam", filled(a.iam()))])
    });
    let port = volume.transit_encryption_port().unwrap_or_default();
    block([
        ("authorization_config", at_most_one(authorization)),
        ("file_system_id", text(Some(volume.file_system_id()))),
        ("root_directory", filled(volume.root_directory())),
        ("transit_encryption", filled(volume.transit_encryption())),
        ("transit_encryption_port", number(Some(port))),
    ])
}

fn fsx_volume(volume: &FSxWindowsFileServerVolumeConfiguration) -> Value {
    let authorization = volume.authorization_config().map(|a| {
        block([
            ("credentials_parameter", text(Some(a.credentials_parameter()))),
            ("domain", text(Some(a.domain()))),
        ])
    });
    block([
        ("authorization_config", at_most_one(authorization)),
        ("file_system_id", text(Some(volume.file_system_id()))),
        ("root_directory", text(Some(volume.root_directory()))),
    ])
}
