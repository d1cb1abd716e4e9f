//! Services.
//!
//! What belongs to a deployment (Service Connect, volumes, VPC Lattice) is told with the primary
//! deployment, not with the service.

use std::collections::BTreeSet;

use aws_sdk_ecs::Client;
use aws_sdk_ecs::types::{
    AssignPublicIp, Deployment, DeploymentAlarms, DeploymentConfiguration, LoadBalancer,
    LogConfiguration, NetworkConfiguration, PlacementStrategy, Service,
    ServiceConnectConfiguration, ServiceConnectService, ServiceField,
    ServiceManagedEbsVolumeConfiguration,
};
use futures_util::future::join_all;

use super::{filled, strategy_of, tags_of};
use crate::model::Value;
use crate::sources::aws::collector::Collector;
use crate::sources::aws::values::{at_most_one, block, list, number, text, texts};

/// How far a service is with what it is to run.
pub(super) const STATUS: &str = "status.aws_ecs_service";
/// Services that one call describes.
const SERVICES_AT_ONCE: usize = 10;

/// Collects the services of these clusters; tells the task definitions that they use.
pub(super) async fn collect(c: &Collector, ecs: &Client, clusters: &[String]) -> BTreeSet<String> {
    if !c.wants("ListServices") {
        return BTreeSet::new();
    }
    let described = join_all(clusters.iter().map(|cluster| of_cluster(c, ecs, cluster))).await;
    let mut used = BTreeSet::new();
    for service in described.iter().flatten() {
        // A service that drains is on its way out; Terraform regards it as gone.
        if matches!(service.status(), Some("INACTIVE" | "DRAINING")) {
            continue;
        }
        keep(c, service);
        keep_status(c, service);
        used.extend(service.task_definition().map(str::to_owned));
        // With an external deployment controller only the task sets have one.
        let sets = service.task_sets().iter().filter(|s| s.status() == Some("PRIMARY"));
        used.extend(sets.filter_map(|s| s.task_definition()).map(str::to_owned));
    }
    used
}

async fn of_cluster(c: &Collector, ecs: &Client, cluster: &str) -> Vec<Service> {
    let arns = c
        .pages(
            "ListServices",
            |token| {
                ecs.list_services().cluster(cluster).set_next_token(token).max_results(100).send()
            },
            |page| (page.service_arns.unwrap_or_default(), page.next_token),
        )
        .await;
    let described = join_all(arns.chunks(SERVICES_AT_ONCE).map(|some| {
        let request = ecs
            .describe_services()
            .cluster(cluster)
            .set_services(Some(some.to_vec()))
            .include(ServiceField::Tags);
        c.call("DescribeServices", request.send())
    }));
    let answers = described.await.into_iter().flatten();
    answers.flat_map(|answer| answer.services.unwrap_or_default()).collect()
}

fn keep(c: &Collector, service: &Service) {
    let arn = service.service_arn().unwrap_or_default();
    let tags = tags_of(service.tags());
    let controller = service.deployment_controller().map_or("ECS", |d| d.r#type().as_str());
    let mut attributes = vec![
        ("availability_zone_rebalancing", text(service.availability_zone_rebalancing())),
        ("capacity_provider_strategy", strategy_of(service.capacity_provider_strategy())),
        ("cluster", text(service.cluster_arn())),
        ("deployment_controller", list([block([("type", text(Some(controller)))])])),
        ("desired_count", number(Some(service.desired_count()))),
        ("enable_ecs_managed_tags", Value::Bool(service.enable_ecs_managed_tags())),
        ("enable_execute_command", Value::Bool(service.enable_execute_command())),
        ("health_check_grace_period_seconds", whole(service.health_check_grace_period_seconds())),
        ("iam_role", text(service.role_arn().map(role_name))),
        ("launch_type", filled(service.launch_type())),
        ("load_balancer", list(service.load_balancers().iter().map(load_balancer))),
        ("name", text(service.service_name())),
        ("network_configuration", at_most_one(service.network_configuration().and_then(network))),
        ("ordered_placement_strategy", list(service.placement_strategy().iter().map(placement))),
        ("platform_version", filled(service.platform_version())),
        ("propagate_tags", text(service.propagate_tags())),
        ("scheduling_strategy", text(service.scheduling_strategy())),
        ("tags", tags.clone()),
        ("tags_all", tags),
        ("task_definition", text(service.task_definition())),
    ];
    attributes.push((
        "placement_constraints",
        list(
            service.placement_constraints().iter().map(|p| {
                block([("expression", filled(p.expression())), ("type", text(p.r#type()))])
            }),
        ),
    ));
    attributes.push((
        "service_registries",
        list(service.service_registries().iter().map(|r| {
            block([
                ("container_name", filled(r.container_name())),
                ("container_port", whole(r.container_port())),
                ("port", whole(r.port())),
                ("registry_arn", text(r.registry_arn())),
            ])
        })),
    ));
    attributes.extend(deploying(service.deployment_configuration()));
    let primary = service.deployments().iter().find(|d| d.status() == Some("PRIMARY"));
    attributes.extend(deployed(primary));
    c.keep("DescribeServices", "aws_ecs_service", arn, attributes);
}

/// What runs of it. Rollouts are told with the primary deployment, which services have whose
/// deployments ECS itself makes.
fn keep_status(c: &Collector, service: &Service) {
    let arn = service.service_arn().unwrap_or_default();
    let primary = service.deployments().iter().find(|d| d.status() == Some("PRIMARY"));
    let newest = service.events().iter().max_by_key(|e| e.created_at().map(|at| at.secs()));
    let attributes = [
        ("arn", text(Some(arn))),
        ("cluster", text(service.cluster_arn())),
        ("deployments", number(u32::try_from(service.deployments().len()).ok())),
        ("desired_count", number(Some(service.desired_count()))),
        ("failed_tasks", number(primary.map(Deployment::failed_tasks))),
        ("last_event", text(newest.and_then(|e| e.message()))),
        ("name", text(service.service_name())),
        ("pending_count", number(Some(service.pending_count()))),
        ("rollout_state", text(primary.and_then(|d| d.rollout_state()))),
        ("running_count", number(Some(service.running_count()))),
        ("status", text(service.status())),
    ];
    c.keep("DescribeServices", STATUS, arn, attributes);
}

/// How a deployment goes.
fn deploying(configuration: Option<&DeploymentConfiguration>) -> [(&'static str, Value); 4] {
    let breaker = configuration.and_then(DeploymentConfiguration::deployment_circuit_breaker);
    let breaker = breaker.map(|b| {
        block([("enable", Value::Bool(b.enable())), ("rollback", Value::Bool(b.rollback()))])
    });
    let alarms = configuration.and_then(DeploymentConfiguration::alarms).map(alarms);
    [
        ("alarms", at_most_one(alarms)),
        ("deployment_circuit_breaker", at_most_one(breaker)),
        (
            "deployment_maximum_percent",
            number(configuration.and_then(DeploymentConfiguration::maximum_percent)),
        ),
        (
            "deployment_minimum_healthy_percent",
            number(configuration.and_then(DeploymentConfiguration::minimum_healthy_percent)),
        ),
    ]
}

fn alarms(alarms: &DeploymentAlarms) -> Value {
    block([
        ("alarm_names", texts(alarms.alarm_names())),
        ("enable", Value::Bool(alarms.enable())),
        ("rollback", Value::Bool(alarms.rollback())),
    ])
}

/// What the primary deployment tells.
fn deployed(deployment: Option<&Deployment>) -> [(&'static str, Value); 3] {
    // A service that never used Service Connect may be answered as one that has it off.
    let connect = deployment
        .and_then(Deployment::service_connect_configuration)
        .filter(|s| s.enabled() || !s.services().is_empty())
        .map(service_connect);
    let volumes = deployment.map(Deployment::volume_configurations).unwrap_or_default();
    let lattices = deployment.map(Deployment::vpc_lattice_configurations).unwrap_or_default();
    [
        ("service_connect_configuration", at_most_one(connect)),
        (
            "volume_configuration",
            list(volumes.iter().map(|v| {
                block([
                    ("managed_ebs_volume", at_most_one(v.managed_ebs_volume().map(ebs_volume))),
                    ("name", text(Some(v.name()))),
                ])
            })),
        ),
        (
            "vpc_lattice_configurations",
            list(lattices.iter().map(|l| {
                block([
                    ("port_name", text(Some(l.port_name()))),
                    ("role_arn", text(Some(l.role_arn()))),
                    ("target_group_arn", text(Some(l.target_group_arn()))),
                ])
            })),
        ),
    ]
}

/// The role as the provider writes it: its name, with its path where it has one.
fn role_name(arn: &str) -> String {
    match arn.split_once('/') {
        Some((_, name)) if name.contains('/') => format!("/{name}"),
        Some((_, name)) => name.to_owned(),
        None => String::new(),
    }
}

fn load_balancer(balancer: &LoadBalancer) -> Value {
    block([
        ("container_name", filled(balancer.container_name())),
        ("container_port", whole(balancer.container_port())),
        ("elb_name", filled(balancer.load_balancer_name())),
        ("target_group_arn", filled(balancer.target_group_arn())),
    ])
}

fn network(configuration: &NetworkConfiguration) -> Option<Value> {
    let vpc = configuration.awsvpc_configuration()?;
    let public = vpc.assign_public_ip() == Some(&AssignPublicIp::Enabled);
    Some(block([
        ("assign_public_ip", Value::Bool(public)),
        ("security_groups", texts(vpc.security_groups())),
        ("subnets", texts(vpc.subnets())),
    ]))
}

fn placement(strategy: &PlacementStrategy) -> Value {
    // Told in capitals whatever was configured.
    let field = strategy.field().map(|f| match f {
        "CPU" | "MEMORY" => f.to_ascii_lowercase(),
        _ => f.to_owned(),
    });
    block([("field", filled(field)), ("type", text(strategy.r#type()))])
}

fn service_connect(configuration: &ServiceConnectConfiguration) -> Value {
    block([
        ("enabled", Value::Bool(configuration.enabled())),
        (
            "log_configuration",
            at_most_one(configuration.log_configuration().map(log_configuration)),
        ),
        ("namespace", filled(configuration.namespace())),
        ("service", list(configuration.services().iter().map(connected))),
    ])
}

fn log_configuration(log: &LogConfiguration) -> Value {
    let options = log.options().into_iter().flatten().map(|(k, v)| (k, Value::text(v)));
    block([
        ("log_driver", text(Some(log.log_driver()))),
        ("options", Value::map(options)),
        (
            "secret_option",
            list(log.secret_options().iter().map(|s| {
                block([("name", text(Some(s.name()))), ("value_from", text(Some(s.value_from())))])
            })),
        ),
    ])
}

fn connected(service: &ServiceConnectService) -> Value {
    let timeout = service.timeout().map(|t| {
        block([
            ("idle_timeout_seconds", number(t.idle_timeout_seconds())),
            ("per_request_timeout_seconds", number(t.per_request_timeout_seconds())),
        ])
    });
    let tls = service.tls().map(|t| {
        let authority = t
            .issuer_certificate_authority()
            .map(|a| block([("aws_pca_authority_arn", text(a.aws_pca_authority_arn()))]));
        block([
            ("issuer_cert_authority", at_most_one(authority)),
            ("kms_key", filled(t.kms_key())),
            ("role_arn", filled(t.role_arn())),
        ])
    });
    block([
        (
            "client_alias",
            list(service.client_aliases().iter().map(|a| {
                block([("dns_name", filled(a.dns_name())), ("port", number(Some(a.port())))])
            })),
        ),
        ("discovery_name", filled(service.discovery_name())),
        ("ingress_port_override", whole(service.ingress_port_override())),
        ("port_name", text(Some(service.port_name()))),
        ("timeout", at_most_one(timeout)),
        ("tls", at_most_one(tls)),
    ])
}

fn ebs_volume(volume: &ServiceManagedEbsVolumeConfiguration) -> Value {
    block([
        // Volumes are encrypted unless it is said that they are not.
        ("encrypted", Value::Bool(volume.encrypted().unwrap_or(true))),
        ("file_system_type", filled(volume.filesystem_type())),
        ("iops", whole(volume.iops())),
        ("kms_key_id", filled(volume.kms_key_id())),
        ("role_arn", text(Some(volume.role_arn()))),
        ("size_in_gb", whole(volume.size_in_gib())),
        ("snapshot_id", filled(volume.snapshot_id())),
        (
            "tag_specifications",
            list(volume.tag_specifications().iter().map(|t| {
                block([
                    ("propagate_tags", filled(t.propagate_tags())),
                    ("resource_type", text(Some(t.resource_type()))),
                    ("tags", tags_of(t.tags())),
                ])
            })),
        ),
        ("throughput", whole(volume.throughput())),
        ("volume_initialization_rate", whole(volume.volume_initialization_rate())),
        ("volume_type", filled(volume.volume_type())),
    ])
}

/// A number of which the provider writes an unset one as 0.
fn whole(value: Option<i32>) -> Value {
    number(Some(value.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_named_with_their_path() {
        assert_eq!(role_name("arn:aws:iam::123456789012:role/ecs"), "ecs");
        assert_eq!(
            role_name("arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/Ecs"),
            "/aws-service-role/ecs.amazonaws.com/Ecs"
        );
    }
}
