//! Auto Scaling groups: how many instances of which types they run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::facts::{
    Facts, Found, block, blocks, get, label, member, not_collected, text, unsupported,
};
use super::instance_types::{self, Quota};
use super::quotas::{Asked, line_between};
use super::{Amount, Lines, words};
use crate::model::{Number, Resource, Side, Unknown, Value};

/// A DR group.
pub(super) struct Group {
    pub(super) resource: Arc<Resource>,
    /// How many instances it runs once it is as large as the primary's.
    pub(super) size: Amount,
    /// How many instances are in service now.
    pub(super) now: Amount,
}

/// The DR groups, and why there may be more.
pub(super) fn all(f: Facts<'_>) -> (Vec<Group>, Option<Arc<Unknown>>) {
    let (found, open) = f.all("aws_autoscaling_group", Side::Dr);
    let peers = f.peers("aws_autoscaling_group");
    let desired = |r: &Arc<Resource>| Amount::of(&get(r, "desired_capacity"), "desired_capacity");
    let running = |r: &Arc<Resource>| Amount::of(&f.observed(r, "in_service"), "in_service");
    let groups = found.into_iter().map(|resource| {
        let own = desired(&resource);
        let size = match peers.of(&resource) {
            Found::One(primary) => own.larger(&desired(&primary)).larger(&running(&primary)),
            Found::None => own,
            Found::Perhaps(why) => own.or_more(Some(why)),
        };
        Group { now: running(&resource), resource, size }
    });
    (groups.collect(), open)
}

/// What a group launches.
pub(super) struct Launched {
    /// The instance types that may be launched.
    pub(super) types: BTreeSet<String>,
    /// All instances are Spot instances.
    spot: bool,
    /// An instance may count for more than one of the group's capacity.
    weighted: bool,
    /// How many On-Demand instances come first, and how many per cent of the rest.
    on_demand: (Number, Number),
}

const ALL_ON_DEMAND: (Number, Number) = (Number::Int(0), Number::Int(100));

/// What a group launches, or why that is not known.
pub(super) fn launched(f: Facts<'_>, group: &Arc<Resource>) -> Result<Launched, Arc<Unknown>> {
    if let Some(policy) = block(&get(group, "mixed_instances_policy"))? {
        return mixed(f, &policy);
    }
    if let Some(template) = block(&get(group, "launch_template"))? {
        return of_template(f, &template, ["id", "name"]);
    }
    let name = get(group, "launch_configuration");
    let configuration = match f.find("aws_launch_configuration", Side::Dr, [("name", name)]) {
        Found::One(configuration) => configuration,
        Found::Perhaps(why) => return Err(why),
        Found::None => {
            let why = format!("what {} launches is in none of the sources", label(group));
            return Err(not_collected(why));
        }
    };
    let spot = text(&get(&configuration, "spot_price"))?.is_some();
    let types = text(&get(&configuration, "instance_type"))?.into_iter().collect();
    Ok(Launched { types, spot, weighted: false, on_demand: ALL_ON_DEMAND })
}

fn mixed(f: Facts<'_>, policy: &Value) -> Result<Launched, Arc<Unknown>> {
    let templates = block(&member(policy, "launch_template"))?.unwrap_or(Value::Null);
    let (mut types, mut weighted) = (BTreeSet::new(), false);
    for one in blocks(&member(&templates, "override"))? {
        if block(&member(&one, "instance_requirements"))?.is_some() {
            return Err(unsupported(
                "the instance types are chosen by requirements when instances are launched"
                    .to_owned(),
            ));
        }
        types.extend(text(&member(&one, "instance_type"))?);
        weighted |= text(&member(&one, "weighted_capacity"))?.is_some();
    }
    if types.is_empty() {
        let specification = block(&member(&templates, "launch_template_specification"))?;
        let specification = specification.unwrap_or(Value::Null);
        types =
            of_template(f, &specification, ["launch_template_id", "launch_template_name"])?.types;
    }
    let distribution = block(&member(policy, "instances_distribution"))?;
    let on_demand = match distribution {
        None => ALL_ON_DEMAND,
        Some(distribution) => {
            let number = |name: &str, otherwise: i64| match member(&distribution, name) {
                Value::Null => Ok(Number::Int(otherwise)),
                value => {
                    let amount = Amount::of(&value, name);
                    amount.openness().map_or(Ok(amount.low().clone()), |why| Err(Arc::clone(why)))
                }
            };
            (
                number("on_demand_base_capacity", 0)?,
                number("on_demand_percentage_above_base_capacity", 100)?,
            )
        }
    };
    Ok(Launched { types, spot: false, weighted, on_demand })
}

fn of_template(
    f: Facts<'_>,
    named: &Value,
    [id, name]: [&str; 2],
) -> Result<Launched, Arc<Unknown>> {
    let kind = "aws_launch_template";
    let found = match member(named, id) {
        Value::Null => f.find(kind, Side::Dr, [("name", member(named, name))]),
        id => f.find(kind, Side::Dr, [("id", id)]),
    };
    let template = match found {
        Found::One(template) => template,
        Found::Perhaps(why) => return Err(why),
        Found::None => {
            let why = "the launch template is in none of the sources".to_owned();
            return Err(not_collected(why));
        }
    };
    is_read(&template, &member(named, "version"))?;
    if block(&get(&template, "instance_requirements"))?.is_some() {
        return Err(unsupported(
            "the instance types are chosen by requirements when instances are launched".to_owned(),
        ));
    }
    let market = block(&get(&template, "instance_market_options"))?.unwrap_or(Value::Null);
    let spot = text(&member(&market, "market_type"))?.as_deref() == Some("spot");
    let Some(one) = text(&get(&template, "instance_type"))? else {
        let why = format!("{} names no instance type", label(&template));
        return Err(not_collected(why));
    };
    let types = BTreeSet::from([one]);
    Ok(Launched { types, spot, weighted: false, on_demand: ALL_ON_DEMAND })
}

/// Whether the version of a template that is launched is the one that was read: the latest.
fn is_read(template: &Arc<Resource>, version: &Value) -> Result<(), Arc<Unknown>> {
    let number = |name: &str| {
        text(&crate::lang::convert::to_string(&get(template, name)).unwrap_or(Value::Null))
    };
    let latest = number("latest_version")?;
    let wanted = match text(version)?.as_deref() {
        Some("$Latest") => return Ok(()),
        // Without a version the default one is launched.
        None | Some("$Default") => number("default_version")?,
        Some(version) => Some(version.to_owned()),
    };
    if latest.is_none() || wanted == latest {
        return Ok(());
    }
    let why = format!(
        "{} is launched in version {}, and version {} was read",
        label(template),
        wanted.unwrap_or_default(),
        latest.unwrap_or_default()
    );
    Err(not_collected(why))
}

/// How many On-Demand instances a group of so many has.
fn on_demand(launched: &Launched, instances: &Amount) -> Amount {
    if launched.spot {
        return Amount::zero();
    }
    if launched.weighted {
        let why = "instances of the group count by weight".to_owned();
        return Amount::zero().or_more(Some(unsupported(why)));
    }
    let (base, percent) = &launched.on_demand;
    let above = instances.less(&Amount::exact(base.clone())).part(percent, &Number::Int(100));
    instances.capped(base).plus(&above)
}

/// What counts against one quota.
struct Sum {
    need: Amount,
    /// What the groups use of it now, at least and at most.
    own: [Amount; 2],
    parts: Vec<(Amount, String)>,
}

impl Sum {
    const fn zero() -> Self {
        Self { need: Amount::zero(), own: [Amount::zero(), Amount::zero()], parts: Vec::new() }
    }
}

/// On-Demand vCPUs of the DR groups by quota. Of several types that a group may launch the largest
/// counts: which one it will be is AWS's choice. Which one runs now was AWS's choice too, so what
/// the groups use now is known in bounds only.
pub(super) fn vcpus(f: Facts<'_>) -> Lines {
    let (groups, mut open) = all(f);
    let mut sums: BTreeMap<Quota, Sum> = BTreeMap::new();
    for group in &groups {
        let launched = match launched(f, &group.resource) {
            Ok(launched) => launched,
            Err(why) => {
                if !group.size.is_zero() {
                    open = open.or(Some(why));
                }
                continue;
            }
        };
        let wanted = on_demand(&launched, &group.size);
        if wanted.is_zero() {
            continue;
        }
        let running = on_demand(&launched, &group.now);
        let (by_quota, unheard) = bounds(&launched.types);
        // Any part of what runs may count against another quota.
        let several = by_quota.len() + usize::from(unheard.is_some()) > 1;
        open = open.or(unheard);
        for (quota, [smallest, largest]) in by_quota {
            let sum = sums.entry(quota).or_insert_with(Sum::zero);
            let need = wanted.times(&largest);
            let least = if several { Amount::zero() } else { running.times(&smallest) };
            sum.need = sum.need.plus(&need);
            sum.own = [sum.own[0].plus(&least), sum.own[1].plus(&running.times(&largest))];
            let (name, wanted) = (label(&group.resource), words::counted(&wanted, "instances"));
            sum.parts.push((need, format!("{name}: {wanted} of {largest} vCPU")));
        }
    }
    let lines = sums.into_iter().map(|(quota, sum)| {
        let asked = Asked {
            topic: "ec2-vcpu",
            service_code: "ec2",
            quota_code: quota.code,
            name: quota.name,
            unit: "vCPU",
        };
        let used = asked.usage(f);
        let [most, least] = sum.own.map(|own| used.less(&own.or_more(open.clone())));
        let others = if least == most { most.to_string() } else { format!("up to {most}") };
        let parts = words::largest(sum.parts);
        let explanation = format!("{parts}; other instances use {others} vCPU.");
        let needs = [least, most].map(|others| sum.need.plus(&others).or_more(open.clone()));
        let why = || not_collected("which of their types the groups run was not told".to_owned());
        let mut line = line_between(f, &asked, needs, why, explanation);
        line.what = format!("{} On-Demand vCPU {}", quota.name, f.place());
        line
    });
    Lines { lines: lines.collect(), open }
}

/// The vCPUs of the smallest and the largest type by quota, and why a type counts against a quota
/// that is not known.
fn bounds(types: &BTreeSet<String>) -> (BTreeMap<Quota, [Amount; 2]>, Option<Arc<Unknown>>) {
    let (mut bounds, mut unheard) = (BTreeMap::new(), None);
    for one in types {
        let Some(quota) = instance_types::quota(one) else {
            let why = format!("the quota that {one} counts against is not known");
            unheard = unheard.or(Some(unsupported(why)));
            continue;
        };
        let vcpus = match instance_types::vcpus(one) {
            Some(vcpus) => Amount::exact(vcpus),
            None => Amount::unknown(unsupported(format!("the vCPUs of {one} are not known"))),
        };
        let least = Amount::exact(vcpus.low().clone());
        let known = bounds.entry(quota).or_insert_with(|| [least.clone(), vcpus.clone()]);
        if least.low() < known[0].low() {
            known[0] = least;
        }
        known[1] = known[1].larger(&vcpus);
    }
    (bounds, unheard)
}
