//! Target groups of DR that get traffic, and whether anything there is healthy.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::facts::{Facts, blocks, get, label, member, text, texts};
use super::{Amount, CapacityLine, Lines, groups, words};
use crate::finding::Step;
use crate::model::{Number, Resource, Side, Unknown, Value};

/// Target groups that listeners send requests to, and why there may be more.
#[derive(Default)]
struct Serving {
    arns: BTreeSet<String>,
    open: Option<Arc<Unknown>>,
}

/// A healthy target in each group that gets traffic.
pub(super) fn health(f: Facts<'_>) -> Lines {
    let serving = serving(f);
    let (listed, more) = f.all("aws_lb_target_group", Side::Dr);
    let users = Users::of(f);
    let mut lines = Vec::new();
    for group in listed {
        // Nobody checks the health of functions.
        if group.text("target_type") == Some("lambda") {
            continue;
        }
        let need = match text(&get(&group, "arn")) {
            Ok(Some(arn)) if serving.arns.contains(&arn) => users.need(&arn),
            Ok(_) => match &serving.open {
                // No listener is known to send anything there, but not all of them are known.
                Some(why) => Amount::unknown(Arc::clone(why)),
                None => continue,
            },
            Err(why) => Amount::unknown(why),
        };
        let need = match text(&get(&group, "target_type")) {
            Err(why) => Amount::unknown(why),
            Ok(_) => need,
        };
        let name = label(&group).to_owned();
        let have = Amount::of(&f.observed(&group, "healthy"), "healthy");
        lines.push(CapacityLine {
            topic: "target-health",
            key: format!("target-health {name}"),
            what: format!("Healthy targets of {name} {}", f.place()),
            unit: "targets",
            need,
            have,
            step: Step::Listener,
            command: None,
            explanation: reasons(f, &group),
            subject: Some(group),
            path: "health_check",
        });
    }
    Lines { lines, open: more.or(serving.open) }
}

/// What the load balancer says of targets that are not healthy.
fn reasons(f: Facts<'_>, group: &Arc<Resource>) -> String {
    match texts(&f.observed(group, "reasons")) {
        Ok(reasons) if !reasons.is_empty() => {
            format!("The load balancer says: {}.", words::some(&reasons))
        }
        _ => String::new(),
    }
}

fn serving(f: Facts<'_>) -> Serving {
    let mut serving = Serving::default();
    for (kind, attribute) in
        [("aws_lb_listener", "default_action"), ("aws_lb_listener_rule", "action")]
    {
        let (listeners, more) = f.all(kind, Side::Dr);
        serving.open = serving.open.take().or(more);
        for listener in listeners {
            match forwarded(&get(&listener, attribute)) {
                Ok(arns) => serving.arns.extend(arns),
                Err(why) => serving.open = serving.open.take().or(Some(why)),
            }
        }
    }
    serving
}

/// The target groups that actions send requests to. One of weight 0 waits for its turn.
fn forwarded(actions: &Value) -> Result<Vec<String>, Arc<Unknown>> {
    let mut arns = Vec::new();
    for action in blocks(actions)? {
        let forward = blocks(&member(&action, "forward"))?;
        if forward.is_empty() {
            arns.extend(text(&member(&action, "target_group_arn"))?);
        }
        for one in &forward {
            for target in blocks(&member(one, "target_group"))? {
                let weight = match member(&target, "weight") {
                    Value::Null => Amount::count(1),
                    weight => Amount::of(&weight, "weight"),
                };
                match weight.openness() {
                    Some(why) => return Err(Arc::clone(why)),
                    None if weight.is_zero() => {}
                    None => arns.extend(text(&member(&target, "arn"))?),
                }
            }
        }
    }
    Ok(arns)
}

/// What registers targets, with how many it wants to run.
struct Users {
    wanted: BTreeMap<String, Amount>,
    open: Option<Arc<Unknown>>,
}

impl Users {
    fn of(f: Facts<'_>) -> Self {
        let mut users = Self { wanted: BTreeMap::new(), open: None };
        let (services, more) = f.all("aws_ecs_service", Side::Dr);
        users.open = more;
        for service in services {
            let arns = blocks(&get(&service, "load_balancer")).and_then(|balancers| {
                let arns = balancers.iter().map(|b| text(&member(b, "target_group_arn")));
                Ok(arns.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
            });
            users.add(arns, &Amount::of(&get(&service, "desired_count"), "desired_count"));
        }
        let (found, more) = groups::all(f);
        users.open = users.open.take().or(more);
        for group in found {
            let wanted = Amount::of(&get(&group.resource, "desired_capacity"), "desired_capacity");
            users.add(texts(&get(&group.resource, "target_group_arns")), &wanted);
        }
        users
    }

    fn add(&mut self, arns: Result<Vec<String>, Arc<Unknown>>, wanted: &Amount) {
        match arns {
            Ok(arns) => {
                for arn in arns {
                    let most = self.wanted.entry(arn).or_insert_with(Amount::zero);
                    *most = most.larger(wanted);
                }
            }
            Err(why) => self.open = self.open.take().or(Some(why)),
        }
    }

    /// One healthy target, or none where what registers targets is scaled to nothing.
    fn need(&self, arn: &str) -> Amount {
        match (self.wanted.get(arn), &self.open) {
            (Some(wanted), open) => wanted.clone().or_more(open.clone()).capped(&Number::Int(1)),
            (None, Some(why)) => Amount::unknown(Arc::clone(why)),
            // Targets that somebody registered by hand.
            (None, None) => Amount::count(1),
        }
    }
}
