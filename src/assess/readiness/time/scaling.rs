//! From idle to the primary's size: how long services and Auto Scaling groups grow.

use std::collections::HashMap;

use super::unlisted;
use crate::assess::readiness::facts::{Fact, as_f64, label, list, number, whole_seconds};
use crate::finding::{Step, TimePart};
use crate::model::{Arn, Resource, Side, Value};
use crate::rules::World;

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
/// Whatever is missing on one side, nobody knows how far the other has to grow.
const BOTH: &[Side] = &[Side::Primary, Side::Dr];

/// The part that takes longest: services and groups grow side by side. One that is not known may
/// take longer than all.
pub(super) fn slowest(world: &World<'_>) -> Option<TimePart> {
    let most = |p: &TimePart| p.range_seconds.map_or(u64::MAX, |(_, most)| most);
    services(world)
        .into_iter()
        .chain(groups(world))
        .reduce(|a, b| if most(&b) > most(&a) { b } else { a })
}

fn part(what: String, range_seconds: Option<(u64, u64)>, because: String) -> TimePart {
    TimePart { what, step: Some(Step::Scale), range_seconds, because }
}

fn services(world: &World<'_>) -> Vec<TimePart> {
    const KIND: &str = "aws_ecs_service";
    let mut parts = Vec::new();
    if let Some(why) = unlisted(world.inventory, BOTH, KIND, "services") {
        parts.push(part("Scale services".to_owned(), None, why));
    }
    let of = Parts::new(world);
    for pair in world.comparison.pairs().iter().filter(|p| p.primary.kind.as_str() == KIND) {
        let (primary, dr) = (&pair.primary, &pair.dr);
        let told = match (number(primary, "desired_count"), number(dr, "desired_count")) {
            (Ok(wanted), Ok(have)) => {
                let more = wanted.unwrap_or_default() - have.unwrap_or_default();
                if more <= 0.0 {
                    continue;
                }
                service(&of, dr, more)
            }
            (Err(why), _) | (_, Err(why)) => Err(why),
        };
        let what = format!("Scale {}", label(dr));
        parts.push(match told {
            Ok((range, because)) => part(what, Some(range), because),
            Err(why) => part(what, None, why),
        });
    }
    parts
}

/// Start, pull, and admission by the load balancer.
fn service(of: &Parts<'_>, dr: &Resource, tasks: f64) -> Fact<((u64, u64), String)> {
    let launch = tasks / LAUNCHES;
    let sizes = of.image_bytes(dr);
    let (small, large) = sizes.map_or(IMAGE, |bytes| (bytes, bytes));
    let admission = of.admission_seconds(dr)?;
    // What is given a grace period may need it all.
    let grace = number(dr, "health_check_grace_period_seconds")?;
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
    Ok((range, because))
}

/// What services in DR are made of, by what they name it.
struct Parts<'w> {
    /// Task definitions by ARN.
    tasks: HashMap<&'w str, &'w Resource>,
    /// Task definitions by family, for services that name a revision that is not listed.
    families: HashMap<&'w str, &'w Resource>,
    /// Bytes of images by repository and tag or digest.
    images: HashMap<(&'w str, &'w str), Option<f64>>,
    /// Target groups by ARN.
    targets: HashMap<&'w str, &'w Resource>,
    /// Why there may be other target groups.
    other_targets: Option<String>,
}

impl<'w> Parts<'w> {
    fn new(world: &World<'w>) -> Self {
        const TARGETS: &str = "aws_lb_target_group";
        let inventory = world.inventory;
        let of = |kind| inventory.of_kind_on(kind, Side::Dr).map(AsRef::as_ref);
        let by_arn = |r: &'w Resource| Some((r.arn()?, r));
        let tasks = || of("aws_ecs_task_definition");
        let mut images = HashMap::new();
        for image in of("status.aws_ecr_image") {
            let Some(repository) = image.text("repository_name") else { continue };
            let size = image.attribute("image_size_bytes").and_then(as_f64);
            let tags = image.attribute("image_tags").and_then(Value::as_list).unwrap_or_default();
            let tags = tags.iter().filter_map(Value::as_str);
            for reference in tags.chain(image.text("image_digest")) {
                images.entry((repository, reference)).or_insert(size);
            }
        }
        Self {
            tasks: tasks().filter_map(by_arn).collect(),
            families: tasks().filter_map(|t| Some((t.text("family")?, t))).collect(),
            images,
            targets: of(TARGETS).filter_map(by_arn).collect(),
            other_targets: unlisted(inventory, &[Side::Dr], TARGETS, "target groups"),
        }
    }

    /// The largest image of a service's task definition, where the registry told its size.
    fn image_bytes(&self, service: &Resource) -> Option<f64> {
        let definition = service.text("task_definition")?;
        let task = self.tasks.get(definition).or_else(|| self.families.get(family(definition)))?;
        let containers: serde_json::Value =
            serde_json::from_str(task.text("container_definitions")?).ok()?;
        let images = containers.as_array()?.iter().filter_map(|c| c.get("image")?.as_str());
        let size = |image: &str| *self.images.get(&reference(image)?)?;
        images.map(size).collect::<Option<Vec<f64>>>()?.into_iter().reduce(f64::max)
    }

    /// Interval times healthy threshold of the slowest target group.
    fn admission_seconds(&self, service: &Resource) -> Fact<u64> {
        let mut slowest = 0;
        for balancer in list(service, "load_balancer")? {
            let arn = match balancer.as_map().and_then(|b| b.get("target_group_arn")) {
                Some(Value::String(arn)) if Arn::parse(arn).is_some() => arn.as_str(),
                Some(Value::Unknown(why)) => {
                    let name = label(service);
                    let why = why.because();
                    return Err(format!("a target group of {name} is not known: {why}"));
                }
                _ => continue,
            };
            match (self.targets.get(arn), &self.other_targets) {
                (Some(target), _) => slowest = slowest.max(healthy_seconds(target)?),
                (None, Some(why)) => return Err(why.clone()),
                (None, None) => {}
            }
        }
        Ok(slowest)
    }
}

/// The time until a target group takes a new target for healthy.
fn healthy_seconds(target: &Resource) -> Fact<u64> {
    let unknown = |why: &str| format!("the health check of {} is not known: {why}", label(target));
    let Some(check) = list(target, "health_check").map_err(|why| unknown(&why))?.first() else {
        return Ok(0);
    };
    let number = |name: &str| {
        let value = check.as_map().and_then(|c| c.get(name));
        value.and_then(as_f64).ok_or_else(|| {
            let why = value.and_then(Value::as_unknown).map(|why| why.because());
            unknown(&why.unwrap_or_else(|| format!("it has no {name}")))
        })
    };
    Ok(whole_seconds(number("interval")? * number("healthy_threshold")?))
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

fn groups(world: &World<'_>) -> Vec<TimePart> {
    const KIND: &str = "aws_autoscaling_group";
    let mut parts = Vec::new();
    if let Some(why) = unlisted(world.inventory, BOTH, KIND, "Auto Scaling groups") {
        parts.push(part("Scale Auto Scaling groups".to_owned(), None, why));
    }
    for pair in world.comparison.pairs().iter().filter(|p| p.primary.kind.as_str() == KIND) {
        let what = || format!("Scale {}", label(&pair.dr));
        let wanted = number(&pair.primary, "desired_capacity");
        match (wanted, number(&pair.dr, "desired_capacity")) {
            (Ok(wanted), Ok(have)) if wanted > have => {
                let because = "instances boot, then the load balancer admits them".to_owned();
                parts.push(part(what(), Some(INSTANCE), because));
            }
            (Err(why), _) | (_, Err(why)) => parts.push(part(what(), None, why)),
            _ => {}
        }
    }
    parts
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
