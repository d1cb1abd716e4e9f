//! What flows between the regions, and where clients go.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::name;
use crate::assess::readiness::facts::{label, list, text};
use crate::assess::readiness::loss::{AURORA, DYNAMODB, ELASTICACHE, RDS};
use crate::assess::readiness::traffic;
use crate::finding::{DataLoss, Flow};
use crate::model::{Arn, Estate, Inventory, Side, Value};

/// Flows of a kind that are drawn one by one; more become one.
const SINGLE: usize = 6;

/// The members of all global databases.
#[derive(Default)]
pub(super) struct Members<'i> {
    /// Whether the cluster of an ARN writes.
    roles: HashMap<&'i str, bool, foldhash::fast::RandomState>,
    /// The databases by name, each with the sides of its writers and of its readers with their
    /// cluster's identifier.
    databases: BTreeMap<&'i str, Vec<(Side, bool, &'i str)>>,
}

impl Members<'_> {
    /// Whether a cluster writes; `None` where that is not known.
    pub(super) fn writes(&self, arn: &str) -> Option<bool> {
        self.roles.get(arn).copied()
    }
}

/// Who belongs to which global database, as far as it is known.
pub(super) fn members<'i>(estate: &Estate, inventory: &'i Inventory) -> Members<'i> {
    let mut members = Members::default();
    for database in inventory.of_kind("aws_rds_global_cluster") {
        let Ok(listed) = list(database, "global_cluster_members") else { continue };
        let mut found = Vec::new();
        for member in listed.iter().filter_map(Value::as_map) {
            let arn = member.get("db_cluster_arn").and_then(Value::as_str);
            let writes = member.get("is_writer").and_then(Value::as_bool);
            let (Some(arn), Some(writes)) = (arn, writes) else { continue };
            members.roles.insert(arn, writes);
            let Some(parsed) = Arn::parse(arn) else { continue };
            let region = parsed.parsed_region();
            let region = region.as_ref().map_or("", |r| r.as_str());
            if let Some(side) = side_of(estate, region) {
                found.push((side, writes, arn.rsplit(':').next().unwrap_or(arn)));
            }
        }
        // Both regions tell of it.
        members.databases.entry(label(database)).or_insert(found);
    }
    members
}

fn side_of(estate: &Estate, region: &str) -> Option<Side> {
    let sides = [Side::Primary, Side::Dr].into_iter();
    sides.filter(|_| !region.is_empty()).find(|side| name(estate, *side) == region)
}

fn other(side: Side) -> Side {
    if side == Side::Primary { Side::Dr } else { Side::Primary }
}

/// Flows of one kind in one direction: what one is called, and the names with their lags.
type Kinds = BTreeMap<(u8, &'static str, Side), BTreeMap<String, Option<f64>>>;

/// All flows, data first, then what clients follow.
pub(super) fn flows(
    estate: &Estate,
    inventory: &Inventory,
    members: &Members<'_>,
    loss: Option<&DataLoss>,
) -> Vec<Flow> {
    let lags: HashMap<(&str, &str), Option<f64>> = loss
        .iter()
        .flat_map(|l| &l.stores)
        .map(|s| ((s.store.as_str(), s.name.as_str()), s.seconds))
        .collect();
    let lag = |store: &str, name: &str| lags.get(&(store, name)).copied().flatten();
    let mut kinds = Kinds::new();
    let mut add = |order: u8, what, from: Side, name: &str, lag: Option<f64>| {
        kinds.entry((order, what, from)).or_default().insert(name.to_owned(), lag);
    };
    for (name, found) in &members.databases {
        for (from, ..) in found.iter().filter(|(_, writes, _)| *writes) {
            let reader = found.iter().find(|(side, writes, _)| !writes && side != from);
            if let Some((_, _, cluster)) = reader {
                add(0, "Aurora Global Database", *from, name, lag(AURORA, cluster));
            }
        }
    }
    for (name, cluster) in undirected(inventory, members) {
        let said = format!("{name} (who writes is not known)");
        add(0, "Aurora Global Database", Side::Primary, &said, lag(AURORA, cluster));
    }
    let buckets: HashMap<&str, Side> = inventory
        .of_kind("aws_s3_bucket")
        .filter_map(|b| Some((b.text("bucket")?, b.side())))
        .collect();
    let mut tables: HashSet<&str> = HashSet::new();
    let mut stores: HashMap<&str, Vec<Side>> = HashMap::new();
    for side in [Side::Primary, Side::Dr] {
        let region = name(estate, other(side));
        for instance in inventory.of_kind_on("aws_db_instance", side) {
            let source = text(instance, "replicate_source_db").ok().flatten().and_then(Arn::parse);
            let from = source.and_then(|a| a.parsed_region());
            if from.is_some_and(|r| r.as_str() == region) {
                let name = instance.text("identifier").unwrap_or_else(|| label(instance));
                add(1, "RDS replica", other(side), name, lag(RDS, name));
            }
        }
        for table in inventory.of_kind_on("aws_dynamodb_table", side) {
            let name = table.text("name").unwrap_or_else(|| label(table));
            let replicas = list(table, "replica").unwrap_or_default();
            // Both ends of a global table tell of it.
            if in_region(replicas, "region_name", region) && tables.insert(name) {
                add(2, "DynamoDB table", side, name, lag(DYNAMODB, name));
            }
        }
        for copied in inventory.of_kind_on("aws_s3_bucket_replication_configuration", side) {
            let name = copied.text("bucket").unwrap_or_else(|| label(copied));
            let rules = list(copied, "rule").unwrap_or_default();
            if rules
                .iter()
                .any(|r| destination(r).and_then(|b| buckets.get(b)) == Some(&other(side)))
            {
                add(3, "S3 bucket", side, name, lag("S3", name));
            }
        }
        for secret in inventory.of_kind_on("aws_secretsmanager_secret", side) {
            if in_region(list(secret, "replica").unwrap_or_default(), "region", region) {
                add(5, "Secret", side, label(secret), None);
            }
        }
        for group in inventory.of_kind_on("aws_elasticache_replication_group", side) {
            if let Ok(Some(store)) = text(group, "global_replication_group_id") {
                stores.entry(store).or_default().push(side);
            }
        }
        for registry in inventory.of_kind_on("aws_ecr_replication_configuration", side) {
            if copies_images(registry, region) {
                add(6, "ECR images", side, "", None);
            }
        }
    }
    for store in inventory.of_kind("aws_elasticache_global_replication_group") {
        let Some(id) = store.text("primary_replication_group_id") else { continue };
        let groups = || inventory.of_kind("aws_elasticache_replication_group");
        let Some(from) = groups().find(|g| g.id.as_deref() == Some(id)).map(|g| g.side()) else {
            continue;
        };
        let follower = groups().find(|g| {
            g.side() == other(from)
                && g.text("global_replication_group_id").is_some_and(|s| stores.contains_key(s))
                && g.text("global_replication_group_id") == store.id.as_deref()
        });
        if let Some(group) = follower {
            let behind = lag(ELASTICACHE, group.text("replication_group_id").unwrap_or_default());
            add(4, "ElastiCache Global Datastore", from, label(store), behind);
        }
    }
    let mut flows: Vec<Flow> = kinds
        .iter()
        .flat_map(|((_, what, from), names)| drawn(what, from.name(), other(*from), names))
        .collect();
    let owners = traffic::owners(estate, inventory);
    for (names, to) in [(&owners.primary, Side::Primary), (&owners.dr, Side::Dr)] {
        let names = names.iter().map(|n| (n.clone(), None)).collect();
        flows.extend(drawn("DNS", "clients", to, &names));
    }
    flows
}

/// Global databases with a cluster on both sides whose members no source tells (a state lists them
/// as they were when the database was made), each with DR's cluster.
fn undirected<'i>(inventory: &'i Inventory, members: &Members<'_>) -> BTreeMap<&'i str, &'i str> {
    let clusters = |side| {
        inventory.of_kind_on("aws_rds_cluster", side).filter_map(|cluster| {
            let database = text(cluster, "global_cluster_identifier").ok().flatten()?;
            Some((database, cluster.text("cluster_identifier").unwrap_or_else(|| label(cluster))))
        })
    };
    let primary: HashSet<&str> = clusters(Side::Primary).map(|(database, _)| database).collect();
    let told = |database: &str| members.databases.get(database).is_some_and(|m| !m.is_empty());
    clusters(Side::Dr).filter(|(d, _)| primary.contains(d) && !told(d)).collect()
}

/// One flow for each name, or one for many: its lag is the worst where all are known.
fn drawn(what: &str, from: &str, to: Side, names: &BTreeMap<String, Option<f64>>) -> Vec<Flow> {
    let flow = |what: String, lag_seconds| Flow {
        from: from.to_owned(),
        to: to.name().to_owned(),
        what: what.trim_end().to_owned(),
        lag_seconds,
    };
    if names.len() <= SINGLE {
        return names.iter().map(|(name, lag)| flow(format!("{what} {name}"), *lag)).collect();
    }
    let lags: Option<Vec<f64>> = names.values().copied().collect();
    let worst = lags.and_then(|lags| lags.into_iter().reduce(f64::max));
    let plural = if what == "DNS" { "DNS names".to_owned() } else { format!("{what}s") };
    vec![flow(format!("{} {plural}", names.len()), worst)]
}

/// Whether one of the blocks names a region.
fn in_region(blocks: &[Value], attribute: &str, region: &str) -> bool {
    let named = |block: &Value| block.as_map()?.get(attribute)?.as_str().map(|r| r == region);
    !region.is_empty() && blocks.iter().any(|block| named(block) == Some(true))
}

/// The bucket that an enabled replication rule copies to.
fn destination(rule: &Value) -> Option<&str> {
    let rule = rule.as_map()?;
    rule.get("status")?.as_str().filter(|s| *s == "Enabled")?;
    let arn = rule.get("destination")?.as_list()?.first()?.as_map()?.get("bucket")?.as_str()?;
    // arn:aws:s3:::name
    arn.rsplit(':').next()
}

/// Whether a registry copies its images to a region.
fn copies_images(registry: &crate::model::Resource, region: &str) -> bool {
    let inner = |block: &Value, name: &str| -> Vec<Value> {
        let list = block.as_map().and_then(|m| m.get(name)).and_then(Value::as_list);
        list.unwrap_or_default().to_vec()
    };
    let configurations = list(registry, "replication_configuration").unwrap_or_default();
    let rules = configurations.iter().flat_map(|c| inner(c, "rule"));
    rules.flat_map(|r| inner(&r, "destination")).any(|d| in_region(&[d], "region", region))
}
