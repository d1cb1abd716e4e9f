//! One side takes over from the other: configuration to verification.

use super::facts::{Facts, called};
use super::gathered::{Gathered, HealthCheck};
use super::line::{Line, Place, Word};
use super::looks;
use super::parts::{Check, Command, Phase};
use super::records::Record;
use super::scaling;
use super::services;
use super::takeover::{Way, phase};
use super::traffic::{self, Parameter};
use crate::finding::Step;
use crate::model::Arn;

/// Record types that only databases' names have: such records move with the configuration.
fn is_of_data(record: &Record<'_>) -> bool {
    let value = record.values(record.at).unwrap_or_default();
    value.iter().any(|v| v.contains(".rds.") || v.contains(".cache."))
}

/// Applications find their endpoints.
pub(super) fn configure(facts: &mut Facts<'_>, all: &Gathered<'_>, way: Way) -> Phase {
    let mut phase = phase(Step::Configure, Step::Configure.title());
    let place = all.place(way.to);
    for parameter in traffic::parameters(facts, way.to, &all.ends) {
        phase.commands.push(parameter_change(place, &parameter));
    }
    for record in all.moving(way).filter(|r| is_of_data(r)) {
        phase.commands.extend(record_change(facts, way, record));
    }
    for pair in &all.compute.services {
        let service = pair.on(way.to);
        for [container, variable, value] in services::environment(facts, service) {
            for end in traffic::named(&value, way.from(), &all.ends) {
                // The rest of the value may be a secret.
                let mend = match end.host(way.to) {
                    Some(host) => {
                        format!("deploy a task definition whose {variable} names {host} instead")
                    }
                    None => format!("decide what {variable} names on this side"),
                };
                facts.lack(
                    format!(
                        "{variable} of container {container} of service {} ({}) names {} of {}",
                        service.name,
                        called(way.to),
                        end.host(way.from()).unwrap_or("an endpoint"),
                        called(way.from())
                    ),
                    mend,
                );
            }
        }
    }
    if !phase.commands.is_empty() {
        phase.notes.push(
            "Tasks read parameters when they start: the ones that run already are replaced with \
             `aws ecs update-service --force-new-deployment` where the application does not read \
             them again."
                .to_owned(),
        );
    }
    phase.notes.push(
        "Feature flags, background jobs and schedules that must run on one side only are switched \
         by hand."
            .to_owned(),
    );
    phase
}

fn parameter_change(place: &Place, parameter: &Parameter) -> Command {
    // Version 1 of the AWS CLI reads the value of --value from where a URL points.
    let put = |value: &str| {
        let input =
            serde_json::json!({ "Name": parameter.name, "Value": value, "Overwrite": true });
        Line::new(place, "ssm", "put-parameter").with("--cli-input-json", &input)
    };
    let [before, after] = &parameter.values;
    let get = Line::new(place, "ssm", "get-parameter")
        .with("--name", &parameter.name)
        .query("Parameter.Value");
    Command::change(
        format!("Parameter {} names the endpoint of this side", parameter.name),
        put(after),
        "the parameter's new version",
        vec![("ssm:PutParameter", parameter.arn.clone())],
    )
    .then(looks::is(format!("{} is changed", parameter.name), get, after, 60))
    .undone_by(Some(put(before)))
}

/// The services of the side that takes over get their full size.
pub(super) fn scale(all: &Gathered<'_>, way: Way) -> Phase {
    let mut phase = phase(Step::Scale, format!("Scale {}", called(way.to)));
    // All are asked first, and waited for together.
    let mut checks: Vec<Check> = Vec::new();
    for pair in &all.compute.services {
        for mut command in scaling::grow(all, way, pair) {
            checks.append(&mut command.verify);
            phase.commands.push(command);
        }
    }
    for pair in &all.compute.groups {
        let mut command = scaling::grow_group(all, way, pair);
        checks.append(&mut command.verify);
        phase.commands.push(command);
    }
    if let Some(last) = phase.commands.last_mut() {
        last.verify = checks;
    }
    phase
}

/// Where blue/green is used, the listener sends requests to the tasks that serve.
pub(super) fn listener(facts: &Facts<'_>, all: &Gathered<'_>, way: Way) -> Phase {
    let mut phase = phase(Step::Listener, Step::Listener.title());
    let place = all.place(way.to);
    for arn in services::weighted_listeners(facts, way.to) {
        phase.commands.push(Command::read(
            "The listener forwards to several target groups: see that the weights send requests to \
             the tasks that run",
            Line::new(place, "elbv2", "describe-listeners").with("--listener-arns", &arn),
            "the weight of each target group under DefaultActions",
        ));
    }
    let switched: Vec<&str> = all
        .compute
        .services
        .iter()
        .map(|p| p.on(way.to))
        .filter(|s| s.blue_green)
        .map(|s| s.name.as_str())
        .collect();
    if !switched.is_empty() {
        phase.notes.push(format!(
            "CodeDeploy switches the listeners of {}: let no deployment run while this lasts.",
            switched.join(", ")
        ));
    }
    phase
}

/// The records change hands.
pub(super) fn dns(facts: &Facts<'_>, all: &Gathered<'_>, way: Way) -> Phase {
    let mut phase = phase(Step::Dns, format!("Give the DNS record to {}", called(way.to)));
    for record in all.moving(way).filter(|r| !is_of_data(r)) {
        phase.commands.extend(record_change(facts, way, record));
    }
    if !phase.commands.is_empty() {
        phase.notes.push(
            "Route 53 takes changes through a control plane in one region of the partition \
             (us-east-1 in aws); while that is down this step waits, and what answers queries goes \
             on answering."
                .to_owned(),
        );
    }
    phase
}

fn record_change(facts: &Facts<'_>, way: Way, record: &Record<'_>) -> Option<Command> {
    let place = facts.place_of_account(way.to, record.resource.site.account.as_ref())?;
    let send = |change: String| {
        Line::new(&place, "route53", "change-resource-record-sets")
            .with("--hosted-zone-id", &record.zone)
            .with("--change-batch", &change)
    };
    let change = record.change(way.to, &format!("{} takes over", called(way.to)))?;
    let undo = record.change(way.from(), &format!("back to {}", called(way.from()))).map(send);
    let status = Line::new(&place, "route53", "get-change")
        .filled("--id", Word::Kept("change"))
        .query("ChangeInfo.Status");
    let partition = facts.site(way.to).region.as_ref().map_or("aws", |r| {
        if r.as_str().starts_with("cn-") {
            "aws-cn"
        } else if r.as_str().starts_with("us-gov-") {
            "aws-us-gov"
        } else {
            "aws"
        }
    });
    let arn = format!("arn:{partition}:route53:::hostedzone/{}", record.zone);
    let values = record.values(way.to).unwrap_or_default().join(", ");
    let line = send(change).query("ChangeInfo.Id");
    let mut command = Command::change(
        format!("{} {} points at {values}", record.name, record.kind),
        line,
        "the id of the change",
        vec![("route53:ChangeResourceRecordSets", arn)],
    )
    .undone_by(undo)
    .then(looks::is("Route 53 has the change everywhere", status, "INSYNC", 300));
    command.keeps = Some("change");
    Some(match points(&place, way, record) {
        Some(check) => command.then(check),
        None => command,
    })
}

fn points(place: &Place, way: Way, record: &Record<'_>) -> Option<Check> {
    let line = Line::new(place, "route53", "list-resource-record-sets")
        .with("--hosted-zone-id", &record.zone)
        .with("--start-record-name", &record.name)
        .with("--start-record-type", &record.kind)
        .query(&record.points_at(way.to)?);
    Some(looks::is(format!("{} points at {}", record.name, called(way.to)), line, "True", 60))
}

/// The side that took over serves.
pub(super) fn verify(facts: &Facts<'_>, all: &Gathered<'_>, way: Way) -> Phase {
    let mut phase = phase(Step::Verify, format!("See {} serve", called(way.to)));
    let place = all.place(way.to);
    for pair in &all.compute.services {
        let (service, size) = (pair.on(way.to), scaling::full(pair));
        for group in &service.target_groups {
            let name = Arn::parse(group)
                .and_then(|a| a.resource.split('/').nth(1).map(str::to_owned))
                .unwrap_or_else(|| group.clone());
            phase.commands.push(
                Command::read(
                    format!("Healthy targets of {name}"),
                    looks::healthy(place, group),
                    format!("at least {}", size.desired),
                )
                .then(looks::at_least(
                    format!("{} targets of {name} are healthy", size.desired),
                    looks::healthy(place, group),
                    size.desired,
                    600,
                )),
            );
        }
    }
    for global in &all.databases.globals {
        let Some(cluster) = global.on(way.to) else { continue };
        phase.commands.push(
            Command::read(
                format!("{} is the writer of {}", cluster.identifier, global.identifier),
                looks::writes(place, global, &cluster.arn),
                "True",
            )
            .then(looks::is(
                format!("{} writes", cluster.identifier),
                looks::writes(place, global, &cluster.arn),
                "True",
                60,
            )),
        );
    }
    // What asks the side that was left fails from now on.
    let left = |check: &&HealthCheck| check.asks(way.from(), &all.ends);
    for HealthCheck { id, .. } in all.health_checks.iter().filter(|c| !left(c)) {
        let line = Line::new(place, "route53", "get-health-check-status")
            .with("--health-check-id", id)
            .query("length(HealthCheckObservations[?starts_with(StatusReport.Status, 'Success')])");
        phase.commands.push(
            Command::read(
                format!("Regions that see health check {id} succeed"),
                line.clone(),
                "at least 1",
            )
            .then(looks::at_least(format!("health check {id} succeeds"), line, 1, 300)),
        );
    }
    for record in all.moving(way) {
        let Some(place) = facts.place_of_account(way.to, record.resource.site.account.as_ref())
        else {
            continue;
        };
        if let Some(check) = points(&place, way, record) {
            let what = format!("{} has moved", record.name);
            phase.commands.push(Command::read(what, check.line.clone(), "True").then(check));
        }
    }
    phase.notes.push(
        "Look at error rate, p99, connections and synthetics of both regions side by side; clients \
         follow within the TTL of the record."
            .to_owned(),
    );
    phase
}
