//! ECS services: how many tasks they run, and what lets them run more.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::facts::{Facts, Found, blocks, get, label, member, text, texts};
use super::{Amount, CapacityLine, Lines, words};
use crate::finding::Step;
use crate::model::{Resource, Side, Unknown, Value};

/// A DR service.
pub(super) struct Service {
    pub(super) resource: Arc<Resource>,
    /// How many tasks it runs once it is as large as the primary's.
    pub(super) size: Amount,
    /// How many tasks it runs now.
    pub(super) now: Amount,
}

/// The DR services, and why there may be more.
pub(super) fn all(f: Facts<'_>) -> (Vec<Service>, Option<Arc<Unknown>>) {
    let (found, open) = f.all("aws_ecs_service", Side::Dr);
    let peers = f.peers("aws_ecs_service");
    let services = found.into_iter().filter(is_sized).map(|resource| {
        let own = Amount::of(&get(&resource, "desired_count"), "desired_count");
        let now = Amount::of(&f.observed(&resource, "running_count"), "running_count");
        let size = match peers.of(&resource) {
            Found::One(primary) => own.larger(&present(f, &primary)),
            Found::None => own,
            Found::Perhaps(why) => own.or_more(Some(why)),
        };
        Service { resource, size, now }
    });
    (services.collect(), open)
}

/// A daemon runs one task on each instance: nobody sets its size.
fn is_sized(service: &Arc<Resource>) -> bool {
    service.text("scheduling_strategy") != Some("DAEMON")
}

/// How many tasks a primary service has or wants, whichever is more.
fn present(f: Facts<'_>, service: &Arc<Resource>) -> Amount {
    let wanted = Amount::of(&get(service, "desired_count"), "desired_count");
    let running = Amount::of(&f.observed(service, "running_count"), "running_count");
    wanted.larger(&running)
}

/// The name of the cluster that a service runs in.
fn cluster(service: &Arc<Resource>) -> Result<String, Arc<Unknown>> {
    let cluster = text(&get(service, "cluster"))?;
    // Without one the service is in the cluster `default`.
    let cluster = cluster.unwrap_or_else(|| "default".to_owned());
    Ok(cluster.rsplit('/').next().unwrap_or_default().to_owned())
}

/// The scaling target of a DR service.
pub(super) fn target(f: Facts<'_>, service: &Arc<Resource>) -> Found {
    let named = cluster(service).and_then(|c| Ok((c, text(&get(service, "name"))?)));
    match named {
        Ok((cluster, Some(name))) => {
            let id = Value::text(format!("service/{cluster}/{name}"));
            f.find("aws_appautoscaling_target", Side::Dr, [("resource_id", id)])
        }
        Ok((_, None)) => Found::None,
        Err(why) => Found::Perhaps(why),
    }
}

/// How far the scaling targets let DR services go.
pub(super) fn maximum(f: Facts<'_>) -> Lines {
    let (services, open) = all(f);
    let mut lines = Vec::new();
    for service in services {
        let (subject, have) = match target(f, &service.resource) {
            Found::One(target) => {
                let most = Amount::of(&get(&target, "max_capacity"), "max_capacity");
                (target, most)
            }
            Found::Perhaps(why) => (Arc::clone(&service.resource), Amount::unknown(why)),
            // Without a target nothing limits it.
            Found::None => continue,
        };
        let name = label(&service.resource);
        lines.push(CapacityLine {
            topic: "ecs-max",
            key: format!("ecs-max {name}"),
            path: if subject.kind.as_str() == "aws_ecs_service" { "" } else { "max_capacity" },
            subject: Some(subject),
            what: format!("Tasks of {name} {}", f.place()),
            unit: "tasks",
            explanation: format!(
                "{name} has {} at the primary's present size.",
                words::counted(&service.size, "tasks")
            ),
            need: service.size,
            have,
            step: Step::Scale,
            command: None,
        });
    }
    Lines { lines, open }
}

/// Whether the cluster of each DR service has the capacity providers that the service names.
pub(super) fn providers(f: Facts<'_>) -> Lines {
    let (services, open) = f.all("aws_ecs_service", Side::Dr);
    let mut lines = Vec::new();
    for service in services {
        let (need, have, named) = match wanted(&service) {
            Ok(named) if named.is_empty() => continue,
            Ok(named) => (Amount::count(named.len()), attached(f, &service, &named), named),
            Err(why) => (Amount::unknown(Arc::clone(&why)), Amount::unknown(why), BTreeSet::new()),
        };
        let name = label(&service).to_owned();
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        lines.push(CapacityLine {
            topic: "capacity-providers",
            key: format!("capacity-providers {name}"),
            path: "capacity_provider_strategy",
            subject: Some(service),
            what: format!("Capacity providers of {name} {}", f.place()),
            unit: "providers",
            need,
            have,
            step: Step::Scale,
            command: None,
            explanation: format!("The service asks for {}.", words::some(&named)),
        });
    }
    Lines { lines, open }
}

/// The capacity providers that a service names.
fn wanted(service: &Arc<Resource>) -> Result<BTreeSet<String>, Arc<Unknown>> {
    let strategy = blocks(&get(service, "capacity_provider_strategy"))?;
    let names = strategy.iter().map(|item| text(&member(item, "capacity_provider")));
    Ok(names.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// How many of these providers the cluster of a service has.
fn attached(f: Facts<'_>, service: &Arc<Resource>, named: &BTreeSet<String>) -> Amount {
    let cluster = match cluster(service) {
        Ok(cluster) => Value::text(cluster),
        Err(why) => return Amount::unknown(why),
    };
    let kind = "aws_ecs_cluster_capacity_providers";
    match f.find(kind, Side::Dr, [("cluster_name", cluster)]) {
        Found::One(found) => match texts(&get(&found, "capacity_providers")) {
            Ok(has) => Amount::count(named.iter().filter(|n| has.contains(n)).count()),
            Err(why) => Amount::unknown(why),
        },
        Found::None => Amount::zero(),
        Found::Perhaps(why) => Amount::unknown(why),
    }
}
