//! Fargate: vCPUs of tasks against the quotas.
//!
//! On-Demand and Spot tasks count against quotas of their own
//! (<https://docs.aws.amazon.com/general/latest/gr/ecs-service.html>).

use std::sync::Arc;

use super::facts::{Facts, Found, blocks, get, label, member, not_collected, text, unsupported};
use super::quotas::{Asked, line};
use super::services::{self, Service, target};
use super::{Amount, Lines, words};
use crate::model::{Number, Resource, Side, Unknown, Value};

/// CPU units of one vCPU.
const UNITS: i64 = 1024;

/// Tasks on On-Demand capacity.
pub(super) fn on_demand(f: Facts<'_>) -> Lines {
    of_provider(
        f,
        "FARGATE",
        &Asked {
            topic: "fargate-vcpu",
            service_code: "fargate",
            quota_code: "L-3032A538",
            name: "Fargate On-Demand vCPU",
            unit: "vCPU",
        },
    )
}

/// Tasks on Spot capacity.
pub(super) fn spot(f: Facts<'_>) -> Lines {
    of_provider(
        f,
        "FARGATE_SPOT",
        &Asked {
            topic: "fargate-spot-vcpu",
            service_code: "fargate",
            quota_code: "L-36FBB829",
            name: "Fargate Spot vCPU",
            unit: "vCPU",
        },
    )
}

fn of_provider(f: Facts<'_>, provider: &str, asked: &Asked) -> Lines {
    let (services, open) = services::all(f);
    let (mut need, mut own, mut used) = (Amount::zero(), Amount::zero(), false);
    let mut parts = Vec::new();
    for service in &services {
        let tasks = tasks_on(&service.resource, provider, &service.size);
        if tasks.is_zero() {
            continue;
        }
        used = true;
        let each = vcpus(f, &service.resource);
        let vcpus = tasks.times(&each);
        need = need.plus(&vcpus);
        own = own.plus(&tasks_on(&service.resource, provider, &service.now).times(&each));
        parts.push((vcpus, told(f, service, provider, &tasks, &each)));
    }
    if !used {
        return Lines { lines: Vec::new(), open };
    }
    let others = asked.usage(f).less(&own.or_more(open.clone()));
    let explanation = format!("{}; other tasks use {others} vCPU.", words::largest(parts));
    let need = need.plus(&others).or_more(open.clone());
    Lines { lines: vec![line(f, asked, need, explanation)], open }
}

/// `api: 6 tasks of 1 vCPU (12 at its maximum)`.
fn told(f: Facts<'_>, service: &Service, provider: &str, tasks: &Amount, each: &Amount) -> String {
    let most = match target(f, &service.resource) {
        Found::One(target) => {
            let most = Amount::of(&get(&target, "max_capacity"), "max_capacity");
            let vcpus = tasks_on(&service.resource, provider, &most).times(each);
            format!(" ({vcpus} vCPU at its maximum capacity)")
        }
        _ => String::new(),
    };
    let tasks = words::counted(tasks, "tasks");
    format!("{}: {tasks} of {each} vCPU{most}", label(&service.resource))
}

/// How many of so many tasks of a service run on a capacity provider.
///
/// The base of each provider is filled first; the rest is split by weight, which one provider
/// needs none for and several must have
/// (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html>).
fn tasks_on(service: &Arc<Resource>, provider: &str, tasks: &Amount) -> Amount {
    match strategy(service) {
        Ok(Strategy::Launch(launch)) if launch == provider => tasks.clone(),
        Ok(Strategy::Launch(_)) => Amount::zero(),
        Ok(Strategy::Providers(items)) if items.iter().all(|i| i.provider != provider) => {
            Amount::zero()
        }
        Ok(Strategy::Providers(items)) if items.len() == 1 => tasks.clone(),
        Ok(Strategy::Providers(items)) => {
            let sum = |of: fn(&Item) -> &Number| {
                let add = |sum: Amount, item: &Item| sum.plus(&Amount::exact(of(item).clone()));
                items.iter().fold(Amount::zero(), add)
            };
            let (bases, weights) = (sum(|i| &i.base), sum(|i| &i.weight));
            if weights.is_zero() && !tasks.is_zero() {
                let why = format!("no capacity provider of {} has a weight", label(service));
                return Amount::unknown(unsupported(why));
            }
            let own = items.iter().filter(|i| i.provider == provider);
            own.fold(Amount::zero(), |sum, item| {
                let rest = tasks.less(&bases).part(&item.weight, weights.low());
                sum.plus(&tasks.capped(&item.base)).plus(&rest)
            })
        }
        Err(why) => Amount::unknown(why),
    }
}

enum Strategy {
    /// The launch type decides.
    Launch(String),
    Providers(Vec<Item>),
}

struct Item {
    provider: String,
    base: Number,
    weight: Number,
}

fn strategy(service: &Arc<Resource>) -> Result<Strategy, Arc<Unknown>> {
    let blocks = blocks(&get(service, "capacity_provider_strategy"))?;
    if blocks.is_empty() {
        let launch = text(&get(service, "launch_type"))?;
        return Ok(Strategy::Launch(launch.unwrap_or_else(|| "EC2".to_owned())));
    }
    let item = |block: &Value| -> Result<Item, Arc<Unknown>> {
        let number = |name: &str| {
            let amount = Amount::of(&member(block, name), name);
            match amount.openness() {
                Some(why) => Err(Arc::clone(why)),
                None => Ok(amount.low().clone()),
            }
        };
        let provider = text(&member(block, "capacity_provider"))?.unwrap_or_default();
        Ok(Item { provider, base: number("base")?, weight: number("weight")? })
    };
    Ok(Strategy::Providers(blocks.iter().map(item).collect::<Result<_, _>>()?))
}

/// The vCPUs of one task of a service.
fn vcpus(f: Facts<'_>, service: &Arc<Resource>) -> Amount {
    let named = match text(&get(service, "task_definition")) {
        Ok(Some(named)) => named,
        Ok(None) => return no_definition(service),
        Err(why) => return Amount::unknown(why),
    };
    let kind = "aws_ecs_task_definition";
    let found = if named.starts_with("arn:") {
        f.find(kind, Side::Dr, [("arn", Value::text(&named))])
    } else {
        let family = named.split(':').next().unwrap_or_default();
        f.find(kind, Side::Dr, [("family", Value::text(family))])
    };
    match found {
        Found::One(definition) => units(&get(&definition, "cpu")),
        Found::None => no_definition(service),
        Found::Perhaps(why) => Amount::unknown(why),
    }
}

fn no_definition(service: &Resource) -> Amount {
    let why = format!("the task definition of {} is in none of the sources", label(service));
    Amount::unknown(not_collected(why))
}

/// CPU units, as a number or as `1 vCPU`, in vCPUs.
fn units(cpu: &Value) -> Amount {
    let words = cpu.as_str().map(|t| t.trim().to_ascii_lowercase());
    if let Some(vcpus) = words.as_deref().and_then(|w| w.strip_suffix("vcpu")) {
        return Amount::of(&Value::text(vcpus.trim()), "cpu");
    }
    if cpu.is_null() {
        // A task on Fargate always has a size.
        return Amount::unknown(unsupported("the task definition names no cpu".to_owned()));
    }
    Amount::of(cpu, "cpu").over(UNITS)
}
