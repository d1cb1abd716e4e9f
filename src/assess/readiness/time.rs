//! How long a failover would take: the parts of the recovery time from the estate's own
//! configuration.

use super::facts::{as_f64, incomplete, label, list, number, whole_seconds};
use super::traffic::followed;
use crate::finding::{RecoveryTime, Step, TimePart};
use crate::model::{Arn, Resource, Side, Value};
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
/// A Fargate task from the request until its container starts, without the image.
const TASK: (u64, u64) = (30, 60);
/// Bytes of a compressed image that a task pulls and unpacks in a second: fast and slow.
const PULL: (f64, f64) = (60e6, 15e6);
/// An image whose size is not known, in bytes: small and large.
const IMAGE: (f64, f64) = (100e6, 1.5e9);
/// Tasks that ECS starts in a second on Fargate
/// (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/throttling.html>).
const LAUNCHES: f64 = 20.0;
/// An instance of an Auto Scaling group until it serves.
const INSTANCE: (u64, u64) = (120, 600);
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
    parts.extend(scaling(world));
    parts.extend(dns(world));
    let because = "health, error rates, synthetic requests".to_owned();
    parts.push(part("Verify", Some(Step::Verify), Some(VERIFY), because));
    let shorten = shorten(&parts);
    RecoveryTime { parts, objective_seconds: world.estate.objectives.rto_seconds, shorten }
}

/// Until somebody knows: a health check's interval times its threshold.
fn detection(world: &World<'_>) -> TimePart {
    let part = |range_seconds, because| TimePart {
        what: DETECT.to_owned(),
        step: None,
        range_seconds,
        because,
    };
    let checks = world.inventory.of_kind("aws_route53_health_check");
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

fn promotion(world: &World<'_>) -> Vec<TimePart> {
    let inventory = world.inventory;
    let part = |what: String, range, because: &str| TimePart {
        what,
        step: Some(Step::Promote),
        range_seconds: Some(range),
        because: because.to_owned(),
    };
    // Databases are promoted side by side: of each kind the slowest counts.
    let mut parts = Vec::new();
    let mut members = inventory
        .of_kind_on("aws_rds_cluster", Side::Dr)
        .filter(|c| c.text("global_cluster_identifier").is_some_and(|g| !g.is_empty()))
        .peekable();
    if members.peek().is_some() {
        let headless = members.find(|c| list(c, "cluster_members").is_ok_and(<[Value]>::is_empty));
        let what = "Promote Aurora".to_owned();
        parts.push(match headless {
            Some(cluster) => {
                let (least, most) = (AURORA.0 + NEW_INSTANCE.0, AURORA.1 + NEW_INSTANCE.1);
                let because = format!("{} has no instance: one must be made first", label(cluster));
                part(what, (least, most), &because)
            }
            None => part(what, AURORA, "managed failover of a global database"),
        });
    }
    let replica = |r: &&std::sync::Arc<Resource>| {
        r.text("replicate_source_db").is_some_and(|s| s.starts_with("arn:"))
    };
    if inventory.of_kind_on("aws_db_instance", Side::Dr).any(|r| replica(&r)) {
        parts.push(part("Promote RDS replicas".to_owned(), RDS, "promotion reboots the replica"));
    }
    if inventory.of_kind("postgres.server").next().is_some() {
        parts.push(part("Promote PostgreSQL".to_owned(), POSTGRES, "pg_promote"));
    }
    parts
}

/// From idle to the primary's size.
fn scaling(world: &World<'_>) -> Vec<TimePart> {
    let services = services(world);
    let groups = groups(world);
    // Services and groups grow side by side.
    let slowest = services.into_iter().chain(groups).reduce(|a, b| {
        let most = |p: &TimePart| p.range_seconds.map_or(u64::MAX, |(_, most)| most);
        if most(&b) > most(&a) { b } else { a }
    });
    slowest.into_iter().collect()
}

fn scale_part(what: String, range_seconds: Option<(u64, u64)>, because: String) -> TimePart {
    TimePart { what, step: Some(Step::Scale), range_seconds, because }
}

fn services(world: &World<'_>) -> Vec<TimePart> {
    let mut parts = Vec::new();
    for pair in world.comparison.pairs() {
        if pair.primary.kind.as_str() != "aws_ecs_service" {
            continue;
        }
        let (primary, dr) = (&pair.primary, &pair.dr);
        let what = format!("Scale {}", label(dr));
        match (number(primary, "desired_count"), number(dr, "desired_count")) {
            (Ok(wanted), Ok(have)) => {
                let more = wanted.unwrap_or_default() - have.unwrap_or_default();
                if more > 0.0 {
                    parts.push(service(world, dr, what, more));
                }
            }
            (Err(why), _) | (_, Err(why)) => parts.push(scale_part(what, None, why)),
        }
    }
    if let Some(why) = incomplete(world.inventory, Side::Dr, "aws_ecs_service") {
        parts.push(scale_part("Scale services".to_owned(), None, why));
    }
    parts
}

/// Start, pull, and admission by the load balancer.
fn service(world: &World<'_>, dr: &Resource, what: String, tasks: f64) -> TimePart {
    let launch = tasks / LAUNCHES;
    let sizes = image_bytes(world, dr);
    let (small, large) = sizes.map_or(IMAGE, |bytes| (bytes, bytes));
    let admission = admission_seconds(world, dr);
    // What is given a grace period may need it all.
    let grace = number(dr, "health_check_grace_period_seconds").ok().flatten();
    let slowest = admission.max(grace.map_or(0, whole_seconds));
    let seconds = |start: u64, bytes: f64, rate: f64| start + whole_seconds(launch + bytes / rate);
    let range =
        (seconds(TASK.0, small, PULL.0) + admission, seconds(TASK.1, large, PULL.1) + slowest);
    let image = match sizes {
        Some(bytes) if bytes < 1e6 => "image of less than 1 MB".to_owned(),
        Some(bytes) => format!("image of {:.0} MB", bytes / 1e6),
        None => "image of unknown size".to_owned(),
    };
    let because = if slowest > admission {
        format!(
            "{tasks} more tasks, {image}, {admission} s to {slowest} s until the target is healthy"
        )
    } else {
        format!("{tasks} more tasks, {image}, {admission} s until the target is healthy")
    };
    scale_part(what, Some(range), because)
}

/// The largest image of a service's task definition, where the registry told its size.
fn image_bytes(world: &World<'_>, service: &Resource) -> Option<f64> {
    let definition = service.text("task_definition")?;
    let family = family(definition);
    let task = world
        .inventory
        .of_kind_on("aws_ecs_task_definition", Side::Dr)
        .filter(|t| t.arn() == Some(definition) || t.text("family") == Some(family))
        .max_by_key(|t| t.arn() == Some(definition))?;
    let containers: serde_json::Value =
        serde_json::from_str(task.text("container_definitions")?).ok()?;
    let images = containers.as_array()?.iter().filter_map(|c| c.get("image")?.as_str());
    let size = |image: &str| -> Option<f64> {
        let (repository, reference) = reference(image)?;
        let mut kept = world
            .inventory
            .of_kind_on("status.aws_ecr_image", Side::Dr)
            .filter(|i| i.text("repository_name") == Some(repository));
        let found = kept.find(|i| {
            i.text("image_digest") == Some(reference)
                || i.attribute("image_tags")
                    .and_then(Value::as_list)
                    .is_some_and(|tags| tags.iter().any(|t| t.as_str() == Some(reference)))
        })?;
        found.attribute("image_size_bytes").and_then(as_f64)
    };
    images.map(size).collect::<Option<Vec<f64>>>()?.into_iter().reduce(f64::max)
}

/// `family` of `family`, `family:revision` or an ARN that ends in one.
fn family(definition: &str) -> &str {
    let name = definition.rsplit('/').next().unwrap_or(definition);
    name.split(':').next().unwrap_or(name)
}

/// Repository and tag or digest of an image in a private registry.
fn reference(image: &str) -> Option<(&str, &str)> {
    let (_, path) = image.split_once(".amazonaws.com/")?;
    path.split_once('@').or_else(|| path.rsplit_once(':'))
}

/// Interval times healthy threshold of the slowest target group, at least the grace period.
fn admission_seconds(world: &World<'_>, service: &Resource) -> u64 {
    let balancers = service.attribute("load_balancer").and_then(Value::as_list).unwrap_or_default();
    let groups = balancers
        .iter()
        .filter_map(|b| b.as_map()?.get("target_group_arn").and_then(Value::as_str))
        .filter(|arn| Arn::parse(arn).is_some());
    let of = |arn: &str| -> Option<f64> {
        let group = world
            .inventory
            .of_kind_on("aws_lb_target_group", Side::Dr)
            .find(|g| g.arn() == Some(arn))?;
        let check = group.attribute("health_check")?.as_list()?.first()?.as_map()?;
        let number = |name: &str| check.get(name).and_then(as_f64);
        Some(number("interval")? * number("healthy_threshold")?)
    };
    groups.filter_map(of).map(whole_seconds).max().unwrap_or_default()
}

fn groups(world: &World<'_>) -> Vec<TimePart> {
    let mut parts = Vec::new();
    for pair in world.comparison.pairs() {
        if pair.primary.kind.as_str() != "aws_autoscaling_group" {
            continue;
        }
        let wanted = number(&pair.primary, "desired_capacity");
        match (wanted, number(&pair.dr, "desired_capacity")) {
            (Ok(wanted), Ok(have)) if wanted > have => {
                let because = "instances boot, then the load balancer admits them".to_owned();
                let what = format!("Scale {}", label(&pair.dr));
                parts.push(scale_part(what, Some(INSTANCE), because));
            }
            (Err(why), _) | (_, Err(why)) => {
                parts.push(scale_part(format!("Scale {}", label(&pair.dr)), None, why));
            }
            _ => {}
        }
    }
    parts
}

/// Until clients have the new address.
fn dns(world: &World<'_>) -> Option<TimePart> {
    let part = |range_seconds, because| TimePart {
        what: "Move the DNS record".to_owned(),
        step: Some(Step::Dns),
        range_seconds,
        because,
    };
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
    match slowest {
        Some((ttl, because)) => {
            let range = (PROPAGATION.0 + ttl, PROPAGATION.1 + ttl.max(RESOLVER_FLOOR));
            Some(part(Some(range), because))
        }
        None => incomplete(world.inventory, Side::Global, "aws_route53_record")
            .map(|why| part(None, why)),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_and_families_are_taken_apart() {
        let host = "111122223333.dkr.ecr.us-west-2.amazonaws.com";
        assert_eq!(reference(&format!("{host}/shop/api:1.2")), Some(("shop/api", "1.2")));
        assert_eq!(reference(&format!("{host}/api@sha256:ab")), Some(("api", "sha256:ab")));
        assert_eq!(reference("nginx:1"), None);
        assert_eq!(family("arn:aws:ecs:us-west-2:1:task-definition/api:7"), "api");
        assert_eq!(family("api"), "api");
    }
}
