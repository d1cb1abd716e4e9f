//! Who serves, and who waits: from the members of global databases, the direction of replicas
//! and the DNS records that clients follow.

use std::collections::BTreeMap;

use super::facts::{Fact, incomplete, label, list, region, text, truth};
use super::traffic::{self, Traffic};
use crate::finding::{Topology, TopologyState};
use crate::model::{Arn, Estate, Inventory, Reason, Region, Resource, Side, Value};

/// What one data store says.
struct Store {
    state: TopologyState,
    evidence: String,
    /// A writer on the primary side that nobody follows any more.
    left_behind: Option<String>,
}

/// The state that an estate is in, by the sides as they are configured.
#[must_use]
pub fn topology(estate: &Estate, inventory: &Inventory) -> Topology {
    let mut stores = global_databases(estate, inventory);
    stores.extend(replicas(inventory));
    stores.extend(servers(estate, inventory));
    let traffic = traffic::owners(estate, inventory);
    let mut evidence: Vec<String> = stores.iter().map(|s| s.evidence.clone()).collect();
    evidence.extend(traffic.evidence(names(estate)));
    let (state, more) = together(&stores, &traffic, estate, inventory);
    evidence.extend(more);
    let turned = matches!(state, TopologyState::FailedOver | TopologyState::FailingBack);
    Topology { state, evidence, turned }
}

/// The regions of both sides.
fn names(estate: &Estate) -> (&str, &str) {
    (
        estate.primary.region.as_ref().map_or("the primary region", Region::as_str),
        estate.dr.region.as_ref().map_or("the DR region", Region::as_str),
    )
}

/// All stores and the traffic, put together.
fn together(
    stores: &[Store],
    traffic: &Traffic,
    estate: &Estate,
    inventory: &Inventory,
) -> (TopologyState, Option<String>) {
    use TopologyState as T;
    let (primary, dr) = names(estate);
    let has = |state: T| stores.iter().any(|s| s.state == state);
    if has(T::SplitBrain) {
        return (T::SplitBrain, None);
    }
    let Some(first) = stores.first() else {
        return without_stores(traffic, estate, inventory);
    };
    if has(T::Unknown) {
        return (T::Unknown, None);
    }
    let state = if stores.iter().all(|s| s.state == first.state) {
        first.state
    } else if stores.iter().all(|s| matches!(s.state, T::FailedOver | T::FailingBack)) {
        // DR writes everything; of some stores the former primary follows already.
        T::FailedOver
    } else {
        let said = if has(T::Broken) {
            "not every data store has somebody to take over"
        } else {
            "the data stores are not written in one region"
        };
        return (T::Broken, Some(said.to_owned()));
    };
    let at = (!traffic.primary.is_empty(), !traffic.dr.is_empty());
    let left_behind = stores.iter().find_map(|s| s.left_behind.as_ref());
    match (state, at, left_behind) {
        (T::Steady, (false, true), _) => {
            (T::Broken, Some(format!("traffic goes to {dr}, where nothing can be written")))
        }
        (T::FailedOver, (true, _), Some(cluster)) => (
            T::SplitBrain,
            Some(format!(
                "traffic still goes to {primary}, where {cluster} takes writes that {dr} never sees"
            )),
        ),
        (T::FailedOver | T::FailingBack, (true, false), _) => {
            (T::Broken, Some(format!("traffic goes to {primary}, but {dr} writes")))
        }
        (state, ..) => (state, None),
    }
}

/// Only the traffic tells.
fn without_stores(
    traffic: &Traffic,
    estate: &Estate,
    inventory: &Inventory,
) -> (TopologyState, Option<String>) {
    use TopologyState as T;
    const DATABASES: &[&str] = &["aws_rds_cluster", "aws_db_instance"];
    let (primary, dr) = names(estate);
    for kind in DATABASES {
        for side in [Side::Primary, Side::Dr] {
            if let Some(why) = incomplete(inventory, side, kind) {
                return (T::Unknown, Some(format!("databases could not be listed: {why}")));
            }
        }
    }
    if let Some(why) = incomplete(inventory, Side::Global, "aws_route53_record") {
        return (T::Unknown, Some(format!("records could not be listed: {why}")));
    }
    let of = |side| DATABASES.iter().find_map(|k| inventory.of_kind_on(k, side).next());
    match (of(Side::Primary), of(Side::Dr), traffic.primary.is_empty(), traffic.dr.is_empty()) {
        // A replica that was promoted is a database of its own.
        (Some(_), Some(_), true, false) => (
            T::FailedOver,
            Some(format!("traffic goes to {dr}, whose databases follow none in {primary}")),
        ),
        (Some(database), ..) => (
            T::Broken,
            Some(format!(
                "{} in {} is in no global database and has no replica in the other region",
                label(database),
                region(database)
            )),
        ),
        (None, _, false, true) => (T::Steady, None),
        // One record in DR alone may be a test's; who serves is told by nobody.
        (None, _, true, false) => (
            T::Unknown,
            Some(format!("records lead to {dr} alone, and no data store tells who serves")),
        ),
        (None, _, false, false) => (
            T::Unknown,
            Some("records lead to both regions, and no data store tells who serves".to_owned()),
        ),
        (None, _, true, true) => (
            T::Unknown,
            Some("no data store and no DNS record tells which region serves".to_owned()),
        ),
    }
}

/// Aurora global databases.
fn global_databases(estate: &Estate, inventory: &Inventory) -> Vec<Store> {
    const KIND: &str = "aws_rds_global_cluster";
    let mut seen: BTreeMap<&str, &Resource> = BTreeMap::new();
    for cluster in inventory.of_kind(KIND) {
        let id = cluster.id.as_deref().unwrap_or_default();
        // Both regions tell of it; what one does not know the other may.
        let kept = seen.get(id).is_some_and(|k| list(k, "global_cluster_members").is_ok());
        if !kept {
            seen.insert(id, cluster);
        }
    }
    if seen.is_empty() {
        let missing = [Side::Primary, Side::Dr].map(|side| incomplete(inventory, side, KIND));
        // One region that was read tells of all global databases.
        if let [Some(why), Some(_)] = missing {
            return vec![unknown(format!("global databases could not be listed: {why}"))];
        }
    }
    seen.values().map(|cluster| global_database(cluster, estate, inventory)).collect()
}

fn unknown(evidence: String) -> Store {
    Store { state: TopologyState::Unknown, evidence, left_behind: None }
}

/// A member of a global database: its ARN, its region and whether it writes.
fn member(value: &Value) -> Fact<(&str, bool)> {
    let map = value.as_map().ok_or("a member is not readable")?;
    let arn = map.get("db_cluster_arn").and_then(Value::as_str).ok_or("a member has no ARN")?;
    let writer = map.get("is_writer").and_then(Value::as_bool);
    Ok((arn, writer.ok_or_else(|| format!("whether {arn} writes is not known"))?))
}

fn global_database(cluster: &Resource, estate: &Estate, inventory: &Inventory) -> Store {
    use TopologyState as T;
    let name = label(cluster);
    let members = list(cluster, "global_cluster_members")
        .and_then(|members| members.iter().map(member).collect::<Fact<Vec<_>>>());
    let members = match members {
        Ok(members) => members,
        Err(why) => return unknown(format!("the members of {name} are not known: {why}")),
    };
    let on = |side: Side, writer: bool| {
        let wanted = estate.site(side).and_then(|s| s.region.as_ref());
        members.iter().find(|(arn, writes)| {
            *writes == writer && Arn::parse(arn).and_then(|a| a.parsed_region()).as_ref() == wanted
        })
    };
    let (primary, dr) = names(estate);
    let states = (
        on(Side::Primary, true).is_some(),
        on(Side::Dr, true).is_some(),
        on(Side::Primary, false).is_some(),
        on(Side::Dr, false).is_some(),
    );
    let (state, said) = match states {
        (true, true, ..) => (T::SplitBrain, format!("writes in {primary} and in {dr}")),
        (true, false, _, true) => (T::Steady, format!("writes in {primary}, and {dr} follows")),
        (true, false, _, false) => {
            (T::Broken, format!("writes in {primary}, and has no member in {dr}"))
        }
        (false, true, true, _) => {
            (T::FailingBack, format!("writes in {dr}, and {primary} follows"))
        }
        (false, true, false, _) => {
            (T::FailedOver, format!("writes in {dr}, and has no member in {primary}"))
        }
        (false, false, ..) => (T::Broken, "has no writer in either region".to_owned()),
    };
    let mut evidence = format!("global database {name} {said}");
    let left_behind = (state == T::FailedOver)
        .then(|| detached(inventory, &members))
        .flatten()
        .map(|cluster| label(cluster).to_owned());
    if let Some(left) = &left_behind {
        evidence.push_str(&format!("; {left} is detached and still takes writes by itself"));
    }
    Store { state, evidence, left_behind }
}

/// The cluster on the primary side that a failover left outside.
fn detached<'i>(inventory: &'i Inventory, members: &[(&str, bool)]) -> Option<&'i Resource> {
    inventory.of_kind_on("aws_rds_cluster", Side::Primary).map(AsRef::as_ref).find(|cluster| {
        let aurora = cluster.text("engine").is_some_and(|e| e.starts_with("aurora"));
        let member = members.iter().any(|(arn, _)| Some(*arn) == cluster.arn());
        aurora && !member && text(cluster, "global_cluster_identifier") == Ok(None)
    })
}

/// RDS replicas between the regions.
fn replicas(inventory: &Inventory) -> Vec<Store> {
    use TopologyState as T;
    let mut stores = Vec::new();
    for (side, state) in [(Side::Dr, T::Steady), (Side::Primary, T::FailingBack)] {
        for instance in inventory.of_kind_on("aws_db_instance", side) {
            let source = match text(instance, "replicate_source_db") {
                Ok(Some(source)) => source,
                Ok(None) => continue,
                Err(why) => {
                    let name = label(instance);
                    stores.push(unknown(format!("what {name} replicates is not known: {why}")));
                    continue;
                }
            };
            // A plain identifier is a source in the same region.
            let from = Arn::parse(source).and_then(|a| a.parsed_region());
            if from.is_some() && from != instance.site.region {
                let evidence =
                    format!("{} in {} replicates {source}", label(instance), region(instance));
                stores.push(Store { state, evidence, left_behind: None });
            }
        }
    }
    stores
}

/// Self-managed PostgreSQL pairs.
fn servers(estate: &Estate, inventory: &Inventory) -> Vec<Store> {
    use TopologyState as T;
    const KIND: &str = "postgres.server";
    let mut pairs: BTreeMap<&str, [Option<&Resource>; 2]> = BTreeMap::new();
    for (at, side) in [Side::Primary, Side::Dr].into_iter().enumerate() {
        for server in inventory.of_kind_on(KIND, side) {
            let pair = pairs.entry(server.text("label").unwrap_or_default()).or_default();
            pair[at] = Some(server);
        }
    }
    let recovering = |server: Option<&Resource>| match server {
        None => Err("a server could not be asked".to_owned()),
        Some(server) => truth(server, "in_recovery").map(Option::unwrap_or_default),
    };
    // Only a server that cannot be reached is dark; one that refuses us may be written to.
    let dark = |side: Side| {
        let gaps = inventory.coverage().gaps().iter();
        let mut own =
            gaps.filter(|g| g.side == Some(side) && g.kind.as_deref() == Some(KIND)).peekable();
        own.peek().is_some()
            && own.all(|g| matches!(g.reason, Reason::Unreachable | Reason::TimedOut))
    };
    let (primary_region, dr_region) = names(estate);
    let store = |(name, [primary, dr]): (&str, [Option<&Resource>; 2])| {
        let (state, said) = match (recovering(primary), recovering(dr)) {
            (Ok(false), Ok(true)) => {
                (T::Steady, format!("{primary_region} writes, {dr_region} follows"))
            }
            (Ok(true), Ok(false)) => {
                (T::FailingBack, format!("{dr_region} writes, {primary_region} follows"))
            }
            (Ok(false), Ok(false)) => {
                (T::SplitBrain, format!("{primary_region} and {dr_region} both take writes"))
            }
            (Ok(true), Ok(true)) => (T::Broken, "neither region takes writes".to_owned()),
            (Err(_), Ok(false)) if dark(Side::Primary) => {
                (T::FailedOver, format!("{dr_region} writes, {primary_region} is dark"))
            }
            (_, Err(why)) | (Err(why), _) => (T::Unknown, why),
        };
        let evidence = format!("PostgreSQL {name}: {said}");
        Store { state, evidence, left_behind: None }
    };
    pairs.into_iter().map(store).collect()
}
