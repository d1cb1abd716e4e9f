//! Services and groups that are stopped, brought to full size, or left idle.

use super::gathered::Gathered;
use super::line::{Line, Place};
use super::looks;
use super::parts::Command;
use super::services::{Both, Group, Service, Size, production};
use super::takeover::Way;
use crate::model::Side;

/// The commands that bring a service from one size to another; the floor of its scaling first, lest the scaling
/// undoes the rest.
pub(super) fn resize(
    place: &Place,
    service: &Service<'_>,
    [before, size]: [Size; 2],
    why: &str,
) -> Vec<Command> {
    let mut commands = Vec::new();
    if let Some((id, arn)) = &service.target {
        let (low, high) = size.bounds.unwrap_or((size.desired, size.desired));
        let undo = before.bounds.map(|bounds| target(place, id, bounds));
        commands.push(
            Command::change(
                format!("{why} {}: between {low} and {high} tasks", service.name),
                target(place, id, (low, high)),
                "the ARN of the scaling target",
                vec![("application-autoscaling:RegisterScalableTarget", arn.clone())],
            )
            .undone_by(undo),
        );
    }
    commands.push(
        Command::change(
            format!("{why} {}: {} tasks", service.name, size.desired),
            update(place, service, size.desired),
            size.desired.to_string(),
            vec![("ecs:UpdateService", service.arn.clone())],
        )
        .undone_by(Some(update(place, service, before.desired))),
    );
    commands
}

fn target(place: &Place, id: &str, (low, high): (u64, u64)) -> Line {
    Line::new(place, "application-autoscaling", "register-scalable-target")
        .with("--service-namespace", "ecs")
        .with("--scalable-dimension", "ecs:service:DesiredCount")
        .with("--resource-id", &id)
        .with("--min-capacity", &low)
        .with("--max-capacity", &high)
}

fn update(place: &Place, service: &Service<'_>, desired: u64) -> Line {
    Line::new(place, "ecs", "update-service")
        .with("--cluster", &service.cluster)
        .with("--service", &service.name)
        .with("--desired-count", &desired)
        .query("service.desiredCount")
}

fn update_group(place: &Place, group: &Group, size: Size) -> Line {
    let (low, high) = size.bounds.unwrap_or((size.desired, size.desired));
    Line::new(place, "autoscaling", "update-auto-scaling-group")
        .with("--auto-scaling-group-name", &group.name)
        .with("--min-size", &low)
        .with("--max-size", &high)
        .with("--desired-capacity", &size.desired)
}

/// A group brought to a size.
pub(super) fn resize_group(
    place: &Place,
    group: &Group,
    [before, size]: [Size; 2],
    why: &str,
) -> Command {
    Command::change(
        format!("{why} {}: {} instances", group.name, size.desired),
        update_group(place, group, size),
        "nothing",
        vec![("autoscaling:UpdateAutoScalingGroup", group.arn.clone())],
    )
    .undone_by(Some(update_group(place, group, before)))
}

const NOTHING: Size = Size { desired: 0, bounds: Some((0, 0)) };

/// The service of the side that is left is stopped.
pub(super) fn stop(all: &Gathered<'_>, way: Way, pair: &Both<Service<'_>>) -> Vec<Command> {
    let (place, service) = (all.place(way.from()), pair.on(way.from()));
    let mut commands = resize(place, service, [full(pair), NOTHING], "Stop");
    if let Some(last) = commands.last_mut() {
        last.verify.push(looks::at_most(
            format!("no task of {} runs", service.name),
            looks::running(place, service),
            0,
            600,
        ));
    }
    commands
}

/// The group of the side that is left is stopped.
pub(super) fn stop_group(all: &Gathered<'_>, way: Way, pair: &Both<Group>) -> Command {
    let (place, group) = (all.place(way.from()), pair.on(way.from()));
    resize_group(place, group, [full_group(pair), NOTHING], "Stop").then(looks::at_most(
        format!("no instance of {} serves", group.name),
        looks::in_service(place, group),
        0,
        600,
    ))
}

/// The service of the side that takes over gets the size that serves the traffic.
pub(super) fn grow(all: &Gathered<'_>, way: Way, pair: &Both<Service<'_>>) -> Vec<Command> {
    let (place, service) = (all.place(way.to), pair.on(way.to));
    let size = full(pair);
    let mut commands = resize(place, service, [waiting(way, service.size), size], "Scale");
    if let Some(last) = commands.last_mut() {
        last.verify.push(looks::at_least(
            format!("{} tasks of {} run", size.desired, service.name),
            looks::running(place, service),
            size.desired,
            900,
        ));
    }
    commands
}

/// The size of a service that serves the traffic.
pub(super) fn full(pair: &Both<Service<'_>>) -> Size {
    production(pair.primary.size, pair.dr.size)
}

fn full_group(pair: &Both<Group>) -> Size {
    production(pair.primary.size, pair.dr.size)
}

/// The size before a takeover: DR waits in its own; the old primary was stopped.
fn waiting(way: Way, own: Size) -> Size {
    if way.to == Side::Dr { own } else { NOTHING }
}

/// The group of the side that takes over gets the size that serves the traffic.
pub(super) fn grow_group(all: &Gathered<'_>, way: Way, pair: &Both<Group>) -> Command {
    let (place, group) = (all.place(way.to), pair.on(way.to));
    let size = full_group(pair);
    resize_group(place, group, [waiting(way, group.size), size], "Scale").then(looks::at_least(
        format!("{} instances of {} serve", size.desired, group.name),
        looks::in_service(place, group),
        size.desired,
        900,
    ))
}
