//! What is scaled: ECS services with their scaling targets, Auto Scaling groups.

use super::facts::{Facts, block, known, of};
use crate::model::{Resource, Side, Value};

/// How much of something runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) desired: u64,
    /// The bounds of its scaling, where it scales by itself.
    pub(super) bounds: Option<(u64, u64)>,
}

/// An ECS service of one side.
#[derive(Clone, Debug)]
pub(super) struct Service<'a> {
    pub(super) name: String,
    pub(super) cluster: String,
    pub(super) arn: String,
    pub(super) size: Size,
    /// `service/CLUSTER/SERVICE` and the ARN of its scaling target.
    pub(super) target: Option<(String, String)>,
    pub(super) target_groups: Vec<String>,
    pub(super) blue_green: bool,
    pub(super) resource: &'a Resource,
}

/// An Auto Scaling group of one side; bounds and desired capacity in its size.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) name: String,
    pub(super) arn: String,
    pub(super) size: Size,
}

/// A thing of both sides, primary first.
#[derive(Clone, Debug)]
pub(super) struct Both<T> {
    pub(super) primary: T,
    pub(super) dr: T,
}

impl<T> Both<T> {
    pub(super) const fn on(&self, side: Side) -> &T {
        match side {
            Side::Dr => &self.dr,
            _ => &self.primary,
        }
    }
}

/// Everything that is scaled.
#[derive(Clone, Debug, Default)]
pub(super) struct Compute<'a> {
    pub(super) services: Vec<Both<Service<'a>>>,
    pub(super) groups: Vec<Both<Group>>,
}

/// The size that serves the traffic: whichever side is the larger, for the other one waits.
pub(super) fn production(primary: Size, dr: Size) -> Size {
    let larger = |a: Option<(u64, u64)>, b: Option<(u64, u64)>| match (a, b) {
        (Some(a), Some(b)) => Some((a.0.max(b.0), a.1.max(b.1))),
        (one, other) => one.or(other),
    };
    let desired = primary.desired.max(dr.desired);
    let bounds = larger(primary.bounds, dr.bounds);
    let floor = bounds.map_or(0, |b| b.0);
    Size { desired: desired.max(floor), bounds: bounds.map(|(low, high)| (low, high.max(desired))) }
}

/// The size of DR while it waits; `None` where DR serves now, and what runs does not tell it.
pub(super) fn idle(primary: Size, dr: Size) -> Option<Size> {
    (primary.desired >= dr.desired && primary.desired > 0).then_some(dr)
}

fn service<'a>(facts: &mut Facts<'a>, resource: &'a Resource) -> Option<Service<'a>> {
    let name = facts.text(resource, "name");
    let cluster = facts.text(resource, "cluster");
    let arn = known(resource, "id")
        .filter(|id| id.starts_with("arn:"))
        .or_else(|| known(resource, "arn"))
        .or_else(|| facts.text(resource, "id"));
    let desired = facts.count(resource, "desired_count");
    let (name, cluster, arn, desired) = (name?, cluster?, arn?, desired?);
    let short = cluster.rsplit('/').next().unwrap_or(&cluster).to_owned();
    let id = format!("service/{short}/{name}");
    let found = facts.on("aws_appautoscaling_target", resource.side()).into_iter().find(|t| {
        t.text("resource_id") == Some(id.as_str())
            && t.text("scalable_dimension") == Some("ecs:service:DesiredCount")
    });
    let (mut bounds, mut target) = (None, None);
    if let Some(found) = found {
        let low = facts.count(found, "min_capacity");
        let high = facts.count(found, "max_capacity");
        bounds = Some((low?, high?));
        target = Some((id, known(found, "arn").unwrap_or_else(|| "*".to_owned())));
    }
    let controller = block(resource, "deployment_controller");
    let controller = controller.and_then(|c| c.get("type")).and_then(Value::as_str);
    let balancers = resource.attribute("load_balancer").and_then(Value::as_list);
    let target_groups = balancers.unwrap_or_default().iter();
    let target_groups = target_groups
        .filter_map(|b| b.as_map()?.get("target_group_arn")?.as_str())
        .filter(|arn| super::quote::sound(arn))
        .map(str::to_owned)
        .collect();
    Some(Service {
        name,
        cluster,
        arn,
        size: Size { desired, bounds },
        target,
        target_groups,
        blue_green: controller == Some("CODE_DEPLOY"),
        resource,
    })
}

fn group(facts: &mut Facts<'_>, resource: &Resource) -> Option<Group> {
    let name = facts.text(resource, "name");
    let arn = facts.text(resource, "arn");
    let low = facts.count(resource, "min_size");
    let high = facts.count(resource, "max_size");
    let (name, arn, low, high) = (name?, arn?, low?, high?);
    // Left out, the group keeps what its scaling last set, at least its minimum.
    let desired = resource.attribute("desired_capacity").and_then(Value::as_number);
    let desired = desired.and_then(|n| u64::try_from(n.as_i64()?).ok()).unwrap_or(low);
    Some(Group { name, arn, size: Size { desired, bounds: Some((low, high)) } })
}

pub(super) fn gather<'a>(facts: &mut Facts<'a>) -> Compute<'a> {
    let mut compute = Compute::default();
    for resource in facts.on("aws_ecs_service", Side::Primary) {
        if resource.text("scheduling_strategy") == Some("DAEMON") {
            continue;
        }
        let Some(twin) = facts.counterpart(resource) else {
            facts.lack(
                format!("{} has no counterpart in DR", of(resource)),
                "apply its stack in the DR region, or name the state that holds it",
            );
            continue;
        };
        let (primary, dr) = (service(facts, resource), service(facts, twin));
        if let (Some(primary), Some(dr)) = (primary, dr) {
            compute.services.push(Both { primary, dr });
        }
    }
    for resource in facts.on("aws_autoscaling_group", Side::Primary) {
        let Some(twin) = facts.counterpart(resource) else {
            facts.lack(
                format!("{} has no counterpart in DR", of(resource)),
                "apply its stack in the DR region, or name the state that holds it",
            );
            continue;
        };
        let (primary, dr) = (group(facts, resource), group(facts, twin));
        if let (Some(primary), Some(dr)) = (primary, dr) {
            compute.groups.push(Both { primary, dr });
        }
    }
    compute
}

/// The texts of the containers' environments in the service's task definition: container,
/// variable and value.
pub(super) fn environment(facts: &Facts<'_>, service: &Service<'_>) -> Vec<[String; 3]> {
    let definition = service.resource.text("task_definition");
    let found = facts
        .on("aws_ecs_task_definition", service.resource.side())
        .into_iter()
        .find(|d| d.arn().is_some() && d.arn() == definition);
    let text = found.and_then(|d| d.text("container_definitions"));
    let parsed: Option<serde_json::Value> = text.and_then(|t| serde_json::from_str(t).ok());
    let containers = parsed.as_ref().and_then(serde_json::Value::as_array);
    let mut out = Vec::new();
    for container in containers.into_iter().flatten() {
        let word = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_owned();
        for variable in container["environment"].as_array().into_iter().flatten() {
            out.push([word(&container["name"]), word(&variable["name"]), word(&variable["value"])]);
        }
    }
    out
}

/// The listeners of a side that forward to several target groups by default.
pub(super) fn weighted_listeners(facts: &Facts<'_>, side: Side) -> Vec<String> {
    let several = |r: &&Resource| {
        block(r, "default_action")
            .and_then(|a| a.get("forward")?.as_list()?.first()?.as_map()?.get("target_group"))
            .and_then(Value::as_list)
            .is_some_and(|groups| groups.len() > 1)
    };
    facts
        .on("aws_lb_listener", side)
        .iter()
        .filter(|r| several(r))
        .filter_map(|r| known(r, "arn"))
        .collect()
}

/// The load balancers of a side by name, for people.
pub(super) fn balancers(facts: &Facts<'_>, side: Side) -> Vec<String> {
    let mut names: Vec<String> =
        facts.on("aws_lb", side).iter().filter_map(|r| known(r, "dns_name")).collect();
    for domain in facts.on("aws_apigatewayv2_domain_name", side) {
        names.extend(known(domain, "domain_name"));
    }
    names
}
