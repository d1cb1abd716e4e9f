//! What the DR region offers at all: instance types in its zones, database classes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::facts::{Facts, Found, get, label, not_collected, text, texts};
use super::groups::{self, launched};
use super::{Amount, CapacityLine, Lines, words};
use crate::finding::Step;
use crate::model::{Resource, Side, Unknown, Value};

/// Zones of DR groups that offer one of the types that the group launches.
pub(super) fn instances(f: Facts<'_>) -> Lines {
    let (groups, open) = groups::all(f);
    let mut lines = Vec::new();
    for group in groups.into_iter().map(|g| g.resource) {
        let name = label(&group).to_owned();
        let types = launched(f, &group).map(|l| l.types);
        let (need, have, explanation) = match (zones(f, &group), types) {
            (Ok(zones), Ok(types)) => in_zones(f, &zones, &types),
            (Ok(zones), Err(why)) => {
                (Amount::count(zones.len()), Amount::unknown(why), String::new())
            }
            (Err(why), _) => {
                (Amount::unknown(Arc::clone(&why)), Amount::unknown(why), String::new())
            }
        };
        lines.push(CapacityLine {
            topic: "instance-offering",
            key: format!("instance-offering {name}"),
            subject: Some(group),
            path: "",
            what: format!("Zones that offer the instance types of {name} {}", f.place()),
            unit: "zones",
            need,
            have,
            step: Step::Scale,
            command: None,
            explanation,
        });
    }
    Lines { lines, open }
}

/// The zones that a group launches instances in.
fn zones(f: Facts<'_>, group: &Arc<Resource>) -> Result<BTreeSet<String>, Arc<Unknown>> {
    let subnets = texts(&get(group, "vpc_zone_identifier"))?;
    if subnets.is_empty() {
        return Ok(texts(&get(group, "availability_zones"))?.into_iter().collect());
    }
    let zone = |id: &String| match f.find("aws_subnet", Side::Dr, [("id", Value::text(id))]) {
        Found::One(subnet) => text(&get(&subnet, "availability_zone")),
        Found::Perhaps(why) => Err(why),
        Found::None => Err(not_collected(format!("the subnet {id} is in none of the sources"))),
    };
    let zones = subnets.iter().map(zone).collect::<Result<Vec<_>, _>>()?;
    Ok(zones.into_iter().flatten().collect())
}

fn in_zones(
    f: Facts<'_>,
    zones: &BTreeSet<String>,
    types: &BTreeSet<String>,
) -> (Amount, Amount, String) {
    let (mut offering, mut open) = (BTreeSet::new(), None);
    for one in types {
        match offered(f, "offering.aws_instance", [("instance_type", Value::text(one))]) {
            Ok(found) => offering.extend(found),
            Err(why) => open = open.or(Some(why)),
        }
    }
    let without: Vec<&str> = zones.difference(&offering).map(String::as_str).collect();
    let types = words::some(&types.iter().collect::<Vec<_>>());
    let explanation = if without.is_empty() {
        format!("{types} in {}.", words::counted(&Amount::count(zones.len()), "zones"))
    } else {
        format!("Not known to be offered in {}: {types}.", words::some(&without))
    };
    let have = Amount::count(zones.len() - without.len());
    (Amount::count(zones.len()), have.or_more(open.filter(|_| !without.is_empty())), explanation)
}

/// The zones of DR that offer something. What nobody asked for is not known.
fn offered<const N: usize>(
    f: Facts<'_>,
    kind: &str,
    what: [(&'static str, Value); N],
) -> Result<Vec<String>, Arc<Unknown>> {
    match f.find(kind, Side::Dr, what) {
        Found::One(offering) => match get(&offering, "availability_zones") {
            Value::Null => Err(not_collected("the zones were not told".to_owned())),
            zones => texts(&zones),
        },
        Found::Perhaps(why) => Err(why),
        Found::None => {
            let why = format!("nobody asked whether it is offered {}", f.place());
            Err(not_collected(why))
        }
    }
}

/// Engine, version and class of the databases of both sides, orderable in DR.
pub(super) fn databases(f: Facts<'_>) -> Lines {
    let mut known: BTreeMap<[String; 3], Arc<Resource>> = BTreeMap::new();
    let (mut lines, mut open) = (Vec::new(), None);
    for kind in ["aws_rds_cluster_instance", "aws_db_instance"] {
        // An instance of DR is the better subject: it is there to be acted on.
        for side in [Side::Dr, Side::Primary] {
            let (instances, more) = f.all(kind, side);
            open = open.or(more);
            for instance in instances {
                match ordered(&instance) {
                    Ok(what) => {
                        known.entry(what).or_insert(instance);
                    }
                    Err(why) => {
                        let name = label(&instance).to_owned();
                        let need = Amount::count(1);
                        lines.push(order(f, instance, &name, need, Amount::unknown(why)));
                    }
                }
            }
        }
    }
    for (what, instance) in known {
        let [engine, version, class] = &what;
        let asked = [
            ("engine", Value::text(engine)),
            ("engine_version", Value::text(version)),
            ("instance_class", Value::text(class)),
        ];
        let have = match offered(f, "offering.aws_rds_cluster_instance", asked) {
            Ok(zones) => Amount::count(zones.len()),
            Err(why) => Amount::unknown(why),
        };
        let name = format!("{engine} {version} on {class}");
        lines.push(order(f, instance, &name, Amount::count(1), have));
    }
    Lines { lines, open }
}

/// Engine, version and class of an instance.
fn ordered(instance: &Arc<Resource>) -> Result<[String; 3], Arc<Unknown>> {
    let of = |name: &str| {
        text(&get(instance, name))?
            .ok_or_else(|| not_collected(format!("{} does not say its {name}", label(instance))))
    };
    Ok([of("engine")?, of("engine_version")?, of("instance_class")?])
}

fn order(
    f: Facts<'_>,
    instance: Arc<Resource>,
    name: &str,
    need: Amount,
    have: Amount,
) -> CapacityLine {
    CapacityLine {
        topic: "database-offering",
        key: format!("database-offering {name}"),
        subject: Some(instance),
        path: "instance_class",
        what: format!("Zones that offer {name} {}", f.place()),
        unit: "zones",
        need,
        have,
        step: Step::Promote,
        command: None,
        explanation: "A reader or a replacement of the instance is ordered anew.".to_owned(),
    }
}
