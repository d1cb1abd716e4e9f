//! Container definitions as the JSON text that the provider keeps of them: the members of the API,
//! with what is unset left out, containers, variables and secrets in order of name.

use std::collections::HashMap;

use aws_sdk_ecs::types::{
    ContainerDefinition, ContainerRestartPolicy, Device, FirelensConfiguration, HealthCheck,
    KernelCapabilities, KeyValuePair, LinuxParameters, LogConfiguration, MountPoint, PortMapping,
    ResourceRequirement, Secret, Tmpfs, Ulimit, VolumeFrom,
};
use serde_json::{Map, Value as Json, json};

/// The definitions of a task definition's containers.
pub(super) fn json(definitions: &[ContainerDefinition]) -> String {
    let mut sorted: Vec<&ContainerDefinition> = definitions.iter().collect();
    sorted.sort_by_key(|d| d.name());
    Json::Array(sorted.into_iter().map(container).collect()).to_string()
}

/// An object of which only what is set is written.
#[derive(Default)]
struct Object(Map<String, Json>);

impl Object {
    fn with(mut self, name: &str, value: Option<impl Into<Json>>) -> Self {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value.into());
        }
        self
    }

    fn word(self, name: &str, value: Option<impl AsRef<str>>) -> Self {
        self.with(name, value.map(|v| v.as_ref().to_owned()))
    }

    fn texts(self, name: &str, values: Option<&Vec<String>>) -> Self {
        self.with(name, values.map(Vec::as_slice))
    }

    fn list<T>(self, name: &str, values: Option<&Vec<T>>, one: impl Fn(&T) -> Json) -> Self {
        self.with(name, values.map(|v| v.iter().map(one).collect::<Vec<Json>>()))
    }

    fn map(self, name: &str, values: Option<&HashMap<String, String>>) -> Self {
        let entries = |m: &HashMap<String, String>| {
            m.iter().map(|(k, v)| (k.clone(), Json::from(v.as_str()))).collect::<Map<_, _>>()
        };
        self.with(name, values.map(entries))
    }

    fn done(self) -> Json {
        Json::Object(self.0)
    }
}

fn container(d: &ContainerDefinition) -> Json {
    let credentials = d.repository_credentials.as_ref();
    // The service answers 0 for unset.
    let cpu = Some(d.cpu).filter(|cpu| *cpu != 0);
    let object = Object::default()
        .texts("command", d.command.as_ref())
        .with("cpu", cpu)
        .texts("credentialSpecs", d.credential_specs.as_ref())
        .list(
            "dependsOn",
            d.depends_on.as_ref(),
            |x| json!({ "condition": x.condition.as_str(), "containerName": x.container_name }),
        )
        .with("disableNetworking", d.disable_networking)
        .texts("dnsSearchDomains", d.dns_search_domains.as_ref())
        .texts("dnsServers", d.dns_servers.as_ref())
        .map("dockerLabels", d.docker_labels.as_ref())
        .texts("dockerSecurityOptions", d.docker_security_options.as_ref())
        .texts("entryPoint", d.entry_point.as_ref())
        .with("environment", d.environment.as_ref().map(|v| variables(v)))
        .list(
            "environmentFiles",
            d.environment_files.as_ref(),
            |x| json!({ "type": x.r#type.as_str(), "value": x.value }),
        )
        .with("essential", d.essential)
        .list(
            "extraHosts",
            d.extra_hosts.as_ref(),
            |x| json!({ "hostname": x.hostname, "ipAddress": x.ip_address }),
        )
        .with("firelensConfiguration", d.firelens_configuration.as_ref().map(firelens))
        .with("healthCheck", d.health_check.as_ref().map(health_check))
        .word("hostname", d.hostname.as_ref())
        .word("image", d.image.as_ref())
        .with("interactive", d.interactive);
    object
        .texts("links", d.links.as_ref())
        .with("linuxParameters", d.linux_parameters.as_ref().map(linux_parameters))
        .with("logConfiguration", d.log_configuration.as_ref().map(log_configuration))
        .with("memory", d.memory)
        .with("memoryReservation", d.memory_reservation)
        .list("mountPoints", d.mount_points.as_ref(), mount_point)
        .word("name", d.name.as_ref())
        .list("portMappings", d.port_mappings.as_ref(), port_mapping)
        .with("privileged", d.privileged)
        .with("pseudoTerminal", d.pseudo_terminal)
        .with("readonlyRootFilesystem", d.readonly_root_filesystem)
        .with(
            "repositoryCredentials",
            credentials.map(|r| json!({ "credentialsParameter": r.credentials_parameter })),
        )
        .list("resourceRequirements", d.resource_requirements.as_ref(), resource_requirement)
        .with("restartPolicy", d.restart_policy.as_ref().map(restart_policy))
        .with("secrets", d.secrets.as_ref().map(|v| secrets(v)))
        .with("startTimeout", d.start_timeout)
        .with("stopTimeout", d.stop_timeout)
        .list("systemControls", d.system_controls.as_ref(), |x| {
            Object::default()
                .word("namespace", x.namespace.as_ref())
                .word("value", x.value.as_ref())
                .done()
        })
        .list("ulimits", d.ulimits.as_ref(), ulimit)
        .word("user", d.user.as_ref())
        .word("versionConsistency", d.version_consistency.as_ref())
        .list("volumesFrom", d.volumes_from.as_ref(), volume_from)
        .word("workingDirectory", d.working_directory.as_ref())
        .done()
}

fn variables(pairs: &[KeyValuePair]) -> Json {
    let mut sorted: Vec<&KeyValuePair> = pairs.iter().collect();
    sorted.sort_by_key(|p| p.name());
    let one = |p: &KeyValuePair| {
        Object::default().word("name", p.name.as_ref()).word("value", p.value.as_ref()).done()
    };
    sorted.into_iter().map(one).collect()
}

fn secrets(secrets: &[Secret]) -> Json {
    let mut sorted: Vec<&Secret> = secrets.iter().collect();
    sorted.sort_by_key(|s| s.name());
    sorted.into_iter().map(|s| json!({ "name": s.name, "valueFrom": s.value_from })).collect()
}

fn firelens(f: &FirelensConfiguration) -> Json {
    Object::default().map("options", f.options.as_ref()).word("type", Some(&f.r#type)).done()
}

fn health_check(h: &HealthCheck) -> Json {
    Object::default()
        .texts("command", Some(&h.command))
        .with("interval", h.interval)
        .with("retries", h.retries)
        .with("startPeriod", h.start_period)
        .with("timeout", h.timeout)
        .done()
}

fn linux_parameters(l: &LinuxParameters) -> Json {
    let capabilities = |k: &KernelCapabilities| {
        Object::default().texts("add", k.add.as_ref()).texts("drop", k.drop.as_ref()).done()
    };
    let device = |d: &Device| {
        Object::default()
            .word("containerPath", d.container_path.as_ref())
            .word("hostPath", Some(&d.host_path))
            .list("permissions", d.permissions.as_ref(), |p| Json::from(p.as_str()))
            .done()
    };
    let tmpfs = |t: &Tmpfs| {
        Object::default()
            .word("containerPath", Some(&t.container_path))
            .texts("mountOptions", t.mount_options.as_ref())
            .with("size", Some(t.size))
            .done()
    };
    Object::default()
        .with("capabilities", l.capabilities.as_ref().map(capabilities))
        .list("devices", l.devices.as_ref(), device)
        .with("initProcessEnabled", l.init_process_enabled)
        .with("maxSwap", l.max_swap)
        .with("sharedMemorySize", l.shared_memory_size)
        .with("swappiness", l.swappiness)
        .list("tmpfs", l.tmpfs.as_ref(), tmpfs)
        .done()
}

fn log_configuration(l: &LogConfiguration) -> Json {
    Object::default()
        .word("logDriver", Some(&l.log_driver))
        .map("options", l.options.as_ref())
        .with("secretOptions", l.secret_options.as_ref().map(|v| secrets(v)))
        .done()
}

fn mount_point(m: &MountPoint) -> Json {
    Object::default()
        .word("containerPath", m.container_path.as_ref())
        .with("readOnly", m.read_only)
        .word("sourceVolume", m.source_volume.as_ref())
        .done()
}

fn port_mapping(p: &PortMapping) -> Json {
    Object::default()
        .word("appProtocol", p.app_protocol.as_ref())
        .with("containerPort", p.container_port)
        .word("containerPortRange", p.container_port_range.as_ref())
        .with("hostPort", p.host_port)
        .word("name", p.name.as_ref())
        .word("protocol", p.protocol.as_ref())
        .done()
}

fn resource_requirement(r: &ResourceRequirement) -> Json {
    json!({ "type": r.r#type.as_str(), "value": r.value })
}

fn restart_policy(r: &ContainerRestartPolicy) -> Json {
    Object::default()
        .with("enabled", Some(r.enabled))
        .with("ignoredExitCodes", r.ignored_exit_codes.as_deref())
        .with("restartAttemptPeriod", r.restart_attempt_period)
        .done()
}

fn ulimit(u: &Ulimit) -> Json {
    json!({ "hardLimit": u.hard_limit, "name": u.name.as_str(), "softLimit": u.soft_limit })
}

fn volume_from(v: &VolumeFrom) -> Json {
    Object::default()
        .with("readOnly", v.read_only)
        .word("sourceContainer", v.source_container.as_ref())
        .done()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unset_is_left_out_and_names_are_in_order() {
        let variable = |name: &str| KeyValuePair::builder().name(name).value("x").build();
        let api = ContainerDefinition::builder()
            .name("api")
            .image("api:1")
            .environment(variable("B"))
            .environment(variable("A"))
            .set_mount_points(Some(Vec::new()))
            .port_mappings(PortMapping::builder().container_port(80).build())
            .build();
        let agent = ContainerDefinition::builder().name("agent").cpu(64).build();
        assert_eq!(
            json(&[api, agent]),
            "[{\"cpu\":64,\"name\":\"agent\"},{\"environment\":[{\"name\":\"A\",\"value\":\"x\"},\
             {\"name\":\"B\",\"value\":\"x\"}],\"image\":\"api:1\",\"mountPoints\":[],\
             \"name\":\"api\",\"portMappings\":[{\"containerPort\":80}]}]"
        );
    }
}
