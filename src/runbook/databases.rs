//! The databases that are promoted: Aurora global databases, replicas across regions, global
//! datastores of ElastiCache.

use std::collections::BTreeMap;

use super::facts::{Facts, called, known, of};
use crate::model::{Arn, Resource, Side, Value};

/// An Aurora cluster of one side.
#[derive(Clone, Debug)]
pub(super) struct Cluster<'a> {
    pub(super) identifier: String,
    pub(super) arn: String,
    pub(super) resource: &'a Resource,
    pub(super) instances: Vec<&'a Resource>,
}

/// An Aurora global database with its clusters of both sides.
#[derive(Clone, Debug)]
pub(super) struct Global<'a> {
    pub(super) identifier: String,
    pub(super) arn: String,
    pub(super) primary: Option<Cluster<'a>>,
    pub(super) dr: Option<Cluster<'a>>,
    /// The side that writes, where the source says so.
    pub(super) writer: Option<Side>,
}

impl<'a> Global<'a> {
    pub(super) const fn on(&self, side: Side) -> Option<&Cluster<'a>> {
        match side {
            Side::Dr => self.dr.as_ref(),
            _ => self.primary.as_ref(),
        }
    }
}

/// How a replica in another region is promoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `aws_db_instance` with `replicate_source_db`.
    Instance,
    /// `aws_rds_cluster` with `replication_source_identifier`.
    Cluster,
}

/// A DR replica of a primary database outside any global database.
#[derive(Clone, Debug)]
pub(super) struct Replica {
    pub(super) form: Form,
    pub(super) identifier: String,
    pub(super) arn: String,
}

/// An ElastiCache global datastore.
#[derive(Clone, Debug)]
pub(super) struct Datastore {
    pub(super) identifier: String,
    pub(super) arn: String,
    pub(super) groups: [Option<String>; 2],
}

/// All of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Databases<'a> {
    pub(super) globals: Vec<Global<'a>>,
    pub(super) replicas: Vec<Replica>,
    pub(super) datastores: Vec<Datastore>,
    /// Counterparts that replicate nothing to each other, primary first, for people.
    pub(super) apart: Vec<[String; 2]>,
    /// Primary databases that follow one in DR, for people.
    pub(super) turned: Vec<String>,
}

fn cluster<'a>(facts: &mut Facts<'a>, resource: &'a Resource) -> Option<Cluster<'a>> {
    let identifier = facts.text(resource, "cluster_identifier");
    let arn = facts.text(resource, "arn");
    let (identifier, arn) = (identifier?, arn?);
    let mut instances = facts.on("aws_rds_cluster_instance", resource.side());
    instances.retain(|i| i.text("cluster_identifier") == Some(identifier.as_str()));
    Some(Cluster { identifier, arn, resource, instances })
}

pub(super) fn gather<'a>(facts: &mut Facts<'a>) -> Databases<'a> {
    let mut databases = Databases::default();
    let mut named: BTreeMap<String, Option<&'a Resource>> = BTreeMap::new();
    for resource in facts.of_kind("aws_rds_global_cluster") {
        if let Some(identifier) = facts.text(resource, "global_cluster_identifier") {
            named.insert(identifier, Some(resource));
        }
    }
    for resource in facts.of_kind("aws_rds_cluster") {
        match resource.attribute("global_cluster_identifier") {
            Some(Value::Unknown(_)) => {
                let _ = facts.text(resource, "global_cluster_identifier");
            }
            _ => {
                if let Some(identifier) = known(resource, "global_cluster_identifier") {
                    named.entry(identifier).or_insert(None);
                }
            }
        }
    }
    for (identifier, resource) in named {
        databases.globals.push(global(facts, identifier, resource));
    }
    alone(facts, &mut databases);
    datastores(facts, &mut databases);
    for kind in ["aws_docdb_global_cluster", "aws_neptune_global_cluster"] {
        for resource in facts.of_kind(kind) {
            facts.lack(
                format!("there are no steps for {}", of(resource)),
                "write its failover by hand and leave the global cluster to it",
            );
        }
    }
    databases
}

/// The members that the global cluster names, with whether they write.
fn members(resource: Option<&Resource>) -> Vec<(String, Option<bool>)> {
    let list = resource.and_then(|r| r.attribute("global_cluster_members"));
    let list = list.and_then(Value::as_list).unwrap_or_default();
    let member = |v: &Value| {
        let map = v.as_map()?;
        let arn = map.get("db_cluster_arn")?.as_str()?.to_owned();
        Some((arn, map.get("is_writer").and_then(Value::as_bool)))
    };
    list.iter().filter_map(member).collect()
}

fn global<'a>(
    facts: &mut Facts<'a>,
    identifier: String,
    resource: Option<&'a Resource>,
) -> Global<'a> {
    let members = members(resource);
    let mut found: [Option<Cluster<'a>>; 2] = [None, None];
    for (at, side) in [Side::Primary, Side::Dr].into_iter().enumerate() {
        let own: Vec<&Resource> = facts
            .on("aws_rds_cluster", side)
            .into_iter()
            .filter(|c| {
                c.text("global_cluster_identifier") == Some(identifier.as_str())
                    || members.iter().any(|(arn, _)| c.arn() == Some(arn))
            })
            .collect();
        match own.as_slice() {
            [] => {}
            [one] => found[at] = cluster(facts, one),
            several => facts.lack(
                format!(
                    "the global database {identifier:?} has {} clusters on {}",
                    several.len(),
                    called(side)
                ),
                "leave one, or write the failover by hand",
            ),
        }
    }
    // After a failover the old primary is outside, under its own name.
    let [mut primary, mut dr] = found;
    let twins = [dr.as_ref(), primary.as_ref()].map(|c| c.map(|c| c.resource));
    for (one, other) in [&mut primary, &mut dr].into_iter().zip(twins) {
        if one.is_none()
            && let Some(other) = other
            && let Some(twin) = facts.counterpart(other)
        {
            *one = cluster(facts, twin);
        }
    }
    let writes = |c: &Option<Cluster<'_>>| {
        let arn = c.as_ref().map(|c| c.arn.as_str());
        members.iter().any(|(m, writer)| Some(m.as_str()) == arn && *writer == Some(true))
    };
    let writer = match (writes(&primary), writes(&dr)) {
        (true, false) => Some(Side::Primary),
        (false, true) => Some(Side::Dr),
        _ => None,
    };
    for (side, cluster) in [(Side::Primary, &primary), (Side::Dr, &dr)] {
        if cluster.is_none() {
            facts.lack_absent(
                format!("the global database {identifier:?} has no cluster on {}", called(side)),
                "add a secondary cluster there, or name the state that holds it",
            );
        }
    }
    let arn = resource.and_then(|r| known(r, "arn")).or_else(|| {
        // arn:PARTITION:rds::ACCOUNT:global-cluster:NAME, as the Service Authorization Reference
        // has it.
        let own = primary.as_ref().or(dr.as_ref())?;
        let arn = Arn::parse(&own.arn)?;
        Some(format!("arn:{}:rds::{}:global-cluster:{identifier}", arn.partition, arn.account))
    });
    Global { identifier, arn: arn.unwrap_or_else(|| "*".to_owned()), primary, dr, writer }
}

/// Databases outside global ones: their replicas in DR, or that there is none.
fn alone<'a>(facts: &mut Facts<'a>, databases: &mut Databases<'a>) {
    let kinds = [
        (Form::Cluster, "aws_rds_cluster", "replication_source_identifier", "cluster_identifier"),
        (Form::Instance, "aws_db_instance", "replicate_source_db", "identifier"),
    ];
    for (form, kind, source, name) in kinds {
        let replicas = facts.on(kind, Side::Dr);
        let mut replicated: Vec<&str> = Vec::new();
        for replica in &replicas {
            match replica.attribute(source) {
                Some(Value::Unknown(_)) => {
                    let _ = facts.text(replica, source);
                }
                Some(Value::String(arn))
                    if Arn::parse(arn).is_some_and(|a| {
                        a.parsed_region() == facts.primary.region && a.parsed_region().is_some()
                    }) =>
                {
                    replicated.push(arn);
                    let identifier = facts.text(replica, name);
                    let arn = facts.text(replica, "arn");
                    if let (Some(identifier), Some(arn)) = (identifier, arn) {
                        databases.replicas.push(Replica { form, identifier, arn });
                    }
                }
                _ => {}
            }
        }
        let in_global = |r: &Resource| {
            databases.globals.iter().any(|g| {
                g.primary.as_ref().is_some_and(|c| r.arn() == Some(c.arn.as_str()))
                    || r.text("global_cluster_identifier") == Some(g.identifier.as_str())
            })
        };
        for database in facts.on(kind, Side::Primary) {
            let follows = database.text(source).and_then(Arn::parse);
            let region = follows.and_then(|arn| arn.parsed_region());
            if region.is_some() && region == facts.dr.region {
                databases.turned.push(of(database));
            }
        }
        let own: Vec<&Resource> = facts
            .on(kind, Side::Primary)
            .into_iter()
            .filter(|r| known(r, source).is_none() && !in_global(r))
            .filter(|r| !r.arn().is_some_and(|arn| replicated.contains(&arn)))
            .collect();
        for database in own {
            match facts.counterpart(database) {
                Some(twin) => databases.apart.push([of(database), of(twin)]),
                None => facts.lack_absent(
                    format!("{} has neither a replica nor a counterpart in DR", of(database)),
                    "add a replica in DR, or restore a backup there before anything else",
                ),
            }
        }
    }
}

fn datastores<'a>(facts: &mut Facts<'a>, databases: &mut Databases<'a>) {
    for resource in facts.of_kind("aws_elasticache_global_replication_group") {
        let Some(identifier) = facts.text(resource, "global_replication_group_id") else {
            continue;
        };
        let arn = known(resource, "arn").unwrap_or_else(|| "*".to_owned());
        let primary = known(resource, "primary_replication_group_id");
        let mut groups = [None, None];
        for (at, side) in [Side::Primary, Side::Dr].into_iter().enumerate() {
            let own = facts.on("aws_elasticache_replication_group", side).into_iter().find(|g| {
                g.text("global_replication_group_id") == Some(identifier.as_str())
                    || (side == Side::Primary
                        && primary.is_some()
                        && known(g, "replication_group_id") == primary)
            });
            groups[at] = own.and_then(|g| facts.text(g, "replication_group_id"));
            if groups[at].is_none() {
                facts.lack_absent(
                    format!(
                        "the global datastore {identifier:?} has no member on {}",
                        called(side)
                    ),
                    "add a secondary replication group there, or name the state that holds it",
                );
            }
        }
        databases.datastores.push(Datastore { identifier, arn, groups });
    }
}
