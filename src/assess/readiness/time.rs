//! How long a failover would take: the parts of the recovery time from the estate's own
//! configuration.

mod scaling;
#[cfg(test)]
mod tests;

use super::facts::{Fact, incomplete, label, list, number, text, whole_seconds};
use super::traffic::followed;
use crate::finding::{RecoveryTime, Step, TimePart};
use crate::model::{Inventory, Side, Text};
use crate::rules::World;

/// Promotion of an Aurora secondary: AWS names a minute or two for a managed failover
/// (<https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html>).
const AURORA: (u64, u64) = (60, 120);
/// A database instance that has yet to be made.
const NEW_INSTANCE: (u64, u64) = (300, 900);
/// Promotion of an RDS replica: it is rebooted
/// (<https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.Promote.html>).
const RDS: (u64, u64) = (120, 900);
/// `pg_promote`, and the clients that look again.
const POSTGRES: (u64, u64) = (5, 30);
/// Endpoints, flags and background jobs; the budget of practitioners' orchestrators.
const CONFIGURE: (u64, u64) = (0, 60);
/// A change of records until all name servers of Route 53 answer with it
/// (<https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html>).
const PROPAGATION: (u64, u64) = (5, 60);
/// The time that resolvers keep an alias to a load balancer or API, in seconds.
const ALIAS_TTL: u64 = 60;
/// Some resolvers keep a record longer than it asks for, in seconds.
const RESOLVER_FLOOR: u64 = 30;
/// The part before anybody knows.
const DETECT: &str = "Detect the failure";
/// Health, error rates and synthetic requests.
const VERIFY: (u64, u64) = (30, 120);

/// The time that an emergency failover would take now.
pub(super) fn recovery_time(world: &World<'_>, decision_seconds: Option<u64>) -> RecoveryTime {
    let part = |what: &str, step: Option<Step>, range, because: String| TimePart {
        what: what.to_owned(),
        step,
        range_seconds: range,
        because,
    };
    let mut parts = vec![detection(world)];
    if let Some(seconds) = decision_seconds {
        let because = "decision_time of the configuration".to_owned();
        parts.push(part("Decide", None, Some((seconds, seconds)), because));
    }
    parts.extend(promotion(world));
    let because = "endpoints, flags, background jobs".to_owned();
    parts.push(part("Configure applications", Some(Step::Configure), Some(CONFIGURE), because));
    parts.extend(scaling::slowest(world));
    parts.extend(dns(world));
    let because = "health, error rates, synthetic requests".to_owned();
    parts.push(part("Verify", Some(Step::Verify), Some(VERIFY), because));
    let shorten = shorten(&parts);
    RecoveryTime { parts, objective_seconds: world.estate.objectives.rto_seconds, shorten }
}

/// Why not all resources of a kind are known on these sides, as a sentence: "health checks could
/// not be listed: …". What is not listed may be the slowest.
fn unlisted(inventory: &Inventory, sides: &[Side], kind: &str, words: &str) -> Option<String> {
    let why = sides.iter().find_map(|side| incomplete(inventory, *side, kind))?;
    Some(format!("{words} could not be listed: {why}"))
}

/// Until somebody knows: a health check's interval times its threshold.
fn detection(world: &World<'_>) -> TimePart {
    const KIND: &str = "aws_route53_health_check";
    let part = |range_seconds, because| TimePart {
        what: DETECT.to_owned(),
        step: None,
        range_seconds,
        because,
    };
    if let Some(why) = unlisted(world.inventory, &[Side::Global], KIND, "health checks") {
        return part(None, why);
    }
    let checks = world.inventory.of_kind(KIND);
    let mut slowest: Option<(f64, String)> = None;
    let mut unknown = None;
    for check in checks.filter(|c| c.text("type") != Some("CALCULATED")) {
        match (number(check, "request_interval"), number(check, "failure_threshold")) {
            (Ok(Some(interval)), Ok(Some(threshold))) => {
                let seconds = interval * threshold;
                if slowest.as_ref().is_none_or(|(s, _)| seconds > *s) {
                    let name = check.text("fqdn").unwrap_or_else(|| label(check));
                    let because =
                        format!("health check of {name}: every {interval} s, {threshold} failures");
                    slowest = Some((seconds, because));
                }
            }
            (Err(why), _) | (_, Err(why)) => unknown = Some(why),
            // A check of an alarm has neither.
            _ => {}
        }
    }
    match (slowest, unknown) {
        (_, Some(why)) => part(None, why),
        (Some((seconds, because)), None) => {
            let seconds = whole_seconds(seconds);
            part(Some((seconds, seconds)), because)
        }
        (None, None) => part(None, "no health check watches the primary".to_owned()),
    }
}

/// Databases are promoted side by side: of each kind the slowest counts.
fn promotion(world: &World<'_>) -> Vec<TimePart> {
    let part = |what: &str, told: Fact<((u64, u64), String)>| {
        let (range_seconds, because) = match told {
            Ok((range, because)) => (Some(range), because),
            Err(why) => (None, why),
        };
        TimePart { what: what.to_owned(), step: Some(Step::Promote), range_seconds, because }
    };
    let parts = [
        aurora(world.inventory).transpose().map(|told| part("Promote Aurora", told)),
        replicas(world.inventory).transpose().map(|told| part("Promote RDS replicas", told)),
        postgres(world.inventory)
            .then(|| part("Promote PostgreSQL", Ok((POSTGRES, "pg_promote".to_owned())))),
    ];
    parts.into_iter().flatten().collect()
}

/// A range with its reason; `None` where there is nothing to promote.
type Promoted = Fact<Option<((u64, u64), String)>>;

/// The members of global databases in DR.
fn aurora(inventory: &Inventory) -> Promoted {
    const KIND: &str = "aws_rds_cluster";
    if let Some(why) = unlisted(inventory, &[Side::Dr], KIND, "clusters in DR") {
        return Err(why);
    }
    let mut promoted = None;
    let mut unknown = None;
    for cluster in inventory.of_kind_on(KIND, Side::Dr) {
        let name = label(cluster);
        match text(cluster, "global_cluster_identifier") {
            Ok(Some(_)) => {}
            Ok(None) => continue,
            Err(why) => {
                unknown = Some(format!("the global database of {name} is not known: {why}"));
                continue;
            }
        }
        match list(cluster, "cluster_members") {
            // Nothing takes longer: what is not known of the others makes no difference.
            Ok([]) => {
                let range = (AURORA.0 + NEW_INSTANCE.0, AURORA.1 + NEW_INSTANCE.1);
                let because = format!("{name} has no instance: one must be made first");
                return Ok(Some((range, because)));
            }
            Ok(_) => promoted = Some((AURORA, "managed failover of a global database".to_owned())),
            Err(why) => unknown = Some(format!("the instances of {name} are not known: {why}")),
        }
    }
    unknown.map_or(Ok(promoted), Err)
}

/// RDS replicas of another region's instances.
fn replicas(inventory: &Inventory) -> Promoted {
    const KIND: &str = "aws_db_instance";
    if let Some(why) = unlisted(inventory, &[Side::Dr], KIND, "database instances in DR") {
        return Err(why);
    }
    let mut promoted = None;
    let mut unknown = None;
    for instance in inventory.of_kind_on(KIND, Side::Dr) {
        match text(instance, "replicate_source_db") {
            Ok(Some(source)) if source.starts_with("arn:") => {
                promoted = Some((RDS, "promotion reboots the replica".to_owned()));
            }
            Ok(_) => {}
            Err(why) => {
                let name = label(instance);
                unknown = Some(format!("what {name} replicates is not known: {why}"));
            }
        }
    }
    // All replicas take as long.
    match (promoted, unknown) {
        (None, Some(why)) => Err(why),
        (promoted, _) => Ok(promoted),
    }
}

/// Whether there are self-managed servers, even such as could not be asked.
fn postgres(inventory: &Inventory) -> bool {
    const KIND: &str = "postgres.server";
    let is_of = |kind: &Text| kind.as_str() == KIND;
    inventory.of_kind(KIND).next().is_some()
        || inventory.coverage().gaps().iter().any(|gap| gap.kind.as_ref().is_some_and(is_of))
}

/// Until clients have the new address.
fn dns(world: &World<'_>) -> Option<TimePart> {
    const KIND: &str = "aws_route53_record";
    let part = |range_seconds, because| TimePart {
        what: "Move the DNS record".to_owned(),
        step: Some(Step::Dns),
        range_seconds,
        because,
    };
    if let Some(why) = unlisted(world.inventory, &[Side::Global], KIND, "records") {
        return Some(part(None, why));
    }
    let mut slowest: Option<(u64, String)> = None;
    for (record, side) in followed(world.estate, world.inventory) {
        if side.is_none() {
            continue;
        }
        let name = record.text("fqdn").unwrap_or_else(|| label(record));
        let alias = list(record, "alias").is_ok_and(|a| !a.is_empty());
        let ttl = match number(record, "ttl") {
            _ if alias => ALIAS_TTL,
            Ok(Some(ttl)) => whole_seconds(ttl),
            Ok(None) => continue,
            Err(why) => return Some(part(None, why)),
        };
        if slowest.as_ref().is_none_or(|(s, _)| ttl > *s) {
            slowest = Some((ttl, format!("{name} has a TTL of {ttl} s")));
        }
    }
    slowest.map(|(ttl, because)| {
        let range = (PROPAGATION.0 + ttl, PROPAGATION.1 + ttl.max(RESOLVER_FLOOR));
        part(Some(range), because)
    })
}

/// The part with most to gain, and what would shorten it.
fn shorten(parts: &[TimePart]) -> Option<String> {
    // What is left of each part when all is done that can be done, in seconds.
    let best = |part: &TimePart| match part.step {
        None if part.what == DETECT => Some((30, "check every 10 s with a threshold of 3")),
        Some(Step::Promote) => Some((AURORA.1, "keep an instance of the writer's class in DR")),
        Some(Step::Scale) => Some((
            0,
            "keep more of the capacity running in DR, or make image and health check shorter",
        )),
        Some(Step::Dns) => {
            Some((PROPAGATION.1 + ALIAS_TTL, "lower the TTL to 60 s or less before it is needed"))
        }
        _ => None,
    };
    let gain = |part: &TimePart| {
        let (left, how) = best(part)?;
        let (_, most) = part.range_seconds?;
        let gained = most.saturating_sub(left);
        (gained > 0).then(|| (gained, format!("{}: {how}", part.what)))
    };
    parts.iter().filter_map(gain).max_by_key(|(gained, _)| *gained).map(|(_, how)| how)
}
