//! Free addresses of DR subnets against the interfaces that a scale-up adds.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::facts::{Facts, Found, block, blocks, get, label, member, not_collected, text, texts};
use super::{Amount, CapacityLine, Lines, groups, services, words};
use crate::finding::Step;
use crate::model::{Number, Resource, Side, Unknown, Value};

/// Free addresses that an Application Load Balancer needs in each of its subnets to scale
/// (<https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html>).
const LOAD_BALANCER: i64 = 8;
/// `maximumPercent` of a service that sets none
/// (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html>).
const MAXIMUM_PERCENT: i64 = 200;

/// What the subnets must take.
#[derive(Default)]
struct Needs {
    by_subnet: BTreeMap<String, (Amount, Vec<(Amount, String)>)>,
    /// Why something may need addresses in any subnet.
    anywhere: Option<Arc<Unknown>>,
}

impl Needs {
    fn add(&mut self, subnet: String, need: &Amount, why: String) {
        let nothing = || (Amount::zero(), Vec::new());
        let (sum, reasons) = self.by_subnet.entry(subnet).or_insert_with(nothing);
        *sum = sum.plus(need);
        reasons.push((need.clone(), why));
    }

    /// Spreads a need over subnets evenly, as ECS and Auto Scaling do.
    fn spread(&mut self, subnets: Result<Vec<String>, Arc<Unknown>>, need: &Amount, what: &str) {
        match subnets {
            Ok(subnets) => {
                let each = need.share(subnets.len());
                for subnet in subnets {
                    self.add(subnet, &each, format!("{what} {each}"));
                }
            }
            Err(why) => self.perhaps(Some(why)),
        }
    }

    fn perhaps(&mut self, why: Option<Arc<Unknown>>) {
        self.anywhere = self.anywhere.take().or(why);
    }
}

/// The addresses that each DR subnet needs.
pub(super) fn addresses(f: Facts<'_>) -> Lines {
    let mut needs = Needs::default();
    tasks(f, &mut needs);
    load_balancers(f, &mut needs);
    instances(f, &mut needs);
    let Needs { by_subnet, anywhere } = needs;
    let lines = by_subnet.into_iter().map(|(id, (need, reasons))| {
        let (subject, have) = free(f, &id);
        let name = subject.as_ref().map_or(id.as_str(), |s| label(s)).to_owned();
        CapacityLine {
            topic: "subnet-addresses",
            key: format!("subnet-addresses {name}"),
            subject,
            path: "cidr_block",
            what: format!("Free addresses of the subnet {name} {}", f.place()),
            unit: "addresses",
            need: need.or_more(anywhere.clone()),
            have,
            step: Step::Scale,
            command: None,
            explanation: format!("{}.", words::largest(reasons)),
        }
    });
    Lines { lines: lines.collect(), open: anywhere.clone() }
}

/// A subnet, and how many addresses of it are free.
fn free(f: Facts<'_>, id: &str) -> (Option<Arc<Resource>>, Amount) {
    let status = f.find("status.aws_subnet", Side::Dr, [("id", Value::text(id))]);
    let (status, have) = match status {
        Found::One(status) => {
            let have = match get(&status, "available_ip_address_count") {
                Value::Null => {
                    Amount::unknown(not_collected("the free addresses were not told".to_owned()))
                }
                free => Amount::of(&free, "available_ip_address_count"),
            };
            (Some(status), have)
        }
        Found::None => {
            let why = format!("the subnet {id} was not observed");
            (None, Amount::unknown(not_collected(why)))
        }
        Found::Perhaps(why) => (None, Amount::unknown(why)),
    };
    let subnet = match f.find("aws_subnet", Side::Dr, [("id", Value::text(id))]) {
        Found::One(subnet) => Some(subnet),
        _ => status,
    };
    (subnet, have)
}

/// Tasks with an interface of their own, also while a deployment replaces them: one address each.
fn tasks(f: Facts<'_>, needs: &mut Needs) {
    let (services, open) = services::all(f);
    needs.perhaps(open);
    for service in services {
        let network = match block(&get(&service.resource, "network_configuration")) {
            Ok(Some(network)) => network,
            // Its tasks use the addresses of their instances.
            Ok(None) => continue,
            Err(why) => {
                needs.perhaps(Some(why));
                continue;
            }
        };
        let percent = match get(&service.resource, "deployment_maximum_percent") {
            Value::Null => Amount::exact(Number::Int(MAXIMUM_PERCENT)),
            percent => Amount::of(&percent, "deployment_maximum_percent"),
        };
        // All old tasks run until the new ones do, so less than that is never the most.
        let percent = percent.larger(&Amount::exact(Number::Int(100)));
        let peak = service.size.times(&percent).part(&Number::Int(1), &Number::Int(100));
        let more = peak.less(&service.now);
        let what = format!(
            "{} grows from {} to {} and {peak} during a deployment:",
            label(&service.resource),
            service.now,
            words::counted(&service.size, "tasks")
        );
        needs.spread(texts(&member(&network, "subnets")), &more, &what);
    }
}

/// Application Load Balancers, which add interfaces as traffic grows.
fn load_balancers(f: Facts<'_>, needs: &mut Needs) {
    let (balancers, open) = f.all("aws_lb", Side::Dr);
    needs.perhaps(open);
    for balancer in balancers {
        match text(&get(&balancer, "load_balancer_type")) {
            Ok(None) => {}
            Ok(Some(kind)) if kind == "application" => {}
            // Others get their addresses when they are made.
            Ok(Some(_)) => continue,
            Err(why) => {
                needs.perhaps(Some(why));
                continue;
            }
        }
        match subnets_of(&balancer) {
            Ok(subnets) => {
                for subnet in subnets {
                    let what = format!("the load balancer {} {LOAD_BALANCER}", label(&balancer));
                    needs.add(subnet, &Amount::exact(Number::Int(LOAD_BALANCER)), what);
                }
            }
            Err(why) => needs.perhaps(Some(why)),
        }
    }
}

fn subnets_of(balancer: &Arc<Resource>) -> Result<Vec<String>, Arc<Unknown>> {
    let plain = texts(&get(balancer, "subnets"))?;
    if !plain.is_empty() {
        return Ok(plain);
    }
    let mappings = blocks(&get(balancer, "subnet_mapping"))?;
    let ids = mappings.iter().map(|m| text(&member(m, "subnet_id")));
    Ok(ids.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// Instances of groups, one address each.
fn instances(f: Facts<'_>, needs: &mut Needs) {
    let (groups, open) = groups::all(f);
    needs.perhaps(open);
    for group in groups {
        let more = group.size.less(&group.now);
        let what = format!(
            "{} grows from {} to {}:",
            label(&group.resource),
            group.now,
            words::counted(&group.size, "instances")
        );
        needs.spread(texts(&get(&group.resource, "vpc_zone_identifier")), &more, &what);
    }
}
