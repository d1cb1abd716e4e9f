//! One side takes over from the other: what comes before the promotion.

use super::databases::Cluster;
use super::facts::called;
use super::gathered::Gathered;
use super::line::Place;
use super::looks;
use super::parts::{Check, Command, Phase};
use super::scaling;
use crate::finding::Step;
use crate::model::Side;

/// Milliseconds of replication lag under which a planned promotion begins.
const LAG_MILLISECONDS: u64 = 1_000;
/// Seconds of replication lag under which a replica is promoted as planned.
const LAG_SECONDS: u64 = 1;

/// Who takes over from whom, and whether there is time for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    pub(super) to: Side,
    pub(super) planned: bool,
}

impl Way {
    pub(super) const fn from(self) -> Side {
        self.to.opposite()
    }
}

/// How long a step may take within the recovery time, in seconds.
pub(super) const fn budget(step: Step) -> Option<u32> {
    match step {
        Step::PreFlight | Step::Listener => None,
        Step::Isolate | Step::Configure => Some(60),
        Step::Replication | Step::Scale => Some(300),
        Step::Promote | Step::Verify => Some(120),
        Step::Dns => Some(30),
    }
}

/// An empty phase of a step.
pub(super) fn phase(step: Step, title: impl Into<String>) -> Phase {
    Phase {
        step,
        name: step.name(),
        title: title.into(),
        budget_seconds: budget(step),
        commands: Vec::new(),
        notes: Vec::new(),
        confirm: Vec::new(),
        point_of_no_return: false,
        destroys: false,
    }
}

/// Looks before anything is touched.
pub(super) fn pre_flight(all: &Gathered<'_>, way: Way) -> Phase {
    let mut phase = phase(Step::PreFlight, Step::PreFlight.title());
    let place = all.place(way.to);
    let sides = if way.planned { vec![way.to, way.from()] } else { vec![way.to] };
    for side in sides {
        if let Some(account) = all.account(side) {
            let look = Command::read(
                format!("Credentials of the account of {}", called(side)),
                looks::account(all.place(side)),
                account.as_str(),
            );
            phase.commands.push(look.then(looks::is(
                format!("the account of {} is {account}", called(side)),
                looks::account(all.place(side)),
                account.as_str(),
                1,
            )));
        }
    }
    for global in &all.databases.globals {
        let Some(cluster) = global.on(way.to) else { continue };
        let name = &cluster.identifier;
        let look = Command::read(
            format!("Cluster {name} follows, and can be promoted"),
            looks::cluster_status(place, cluster),
            "available",
        );
        let look = look
            .then(looks::is(
                format!("{name} follows in {}", global.identifier),
                looks::writes(place, global, &cluster.arn),
                "False",
                60,
            ))
            .then(looks::is(
                format!("{name} is available"),
                looks::cluster_status(place, cluster),
                "available",
                300,
            ));
        phase.commands.push(if cluster.instances.is_empty() {
            look
        } else {
            look.then(looks::at_least(
                format!("{name} has an instance"),
                looks::cluster_instances(place, cluster),
                1,
                60,
            ))
        });
        phase.commands.push(lag(all, way, cluster));
    }
    for replica in &all.databases.replicas {
        let name = &replica.identifier;
        phase.commands.push(
            Command::read(
                format!("Replica {name} can be promoted"),
                looks::replica_status(place, replica),
                "available",
            )
            .then(looks::is(
                format!("{name} is available"),
                looks::replica_status(place, replica),
                "available",
                300,
            )),
        );
    }
    for pair in &all.compute.services {
        let service = pair.on(way.to);
        phase.commands.push(
            Command::read(
                format!("Service {} is there", service.name),
                looks::service_status(place, service),
                "ACTIVE",
            )
            .then(looks::is(
                format!("{} is active", service.name),
                looks::service_status(place, service),
                "ACTIVE",
                60,
            )),
        );
    }
    phase
}

/// The lag of the cluster that is to be promoted, for the record.
fn lag(all: &Gathered<'_>, way: Way, cluster: &Cluster<'_>) -> Command {
    let name = &cluster.identifier;
    let purpose = if way.planned {
        format!("Replication lag of {name}")
    } else {
        format!("Replication lag of {name}: what is lost if it takes over now")
    };
    let line = looks::global_lag(all.place(way.to), cluster);
    Command::read(
        purpose,
        line,
        "milliseconds, under 1000 in steady state; None means that nobody can tell",
    )
    .tried()
}

/// A check that nearly all has arrived.
pub(super) fn caught_up(place: &Place, cluster: &Cluster<'_>, within: u32) -> Check {
    looks::at_most(
        format!("{} lags by at most {LAG_MILLISECONDS} ms", cluster.identifier),
        looks::global_lag(place, cluster),
        LAG_MILLISECONDS,
        within,
    )
}

/// Nothing writes on the side that is left any more.
pub(super) fn isolate(all: &Gathered<'_>, way: Way) -> Phase {
    let mut phase = phase(Step::Isolate, format!("Isolate {}", called(way.from())));
    for pair in &all.compute.services {
        phase.commands.extend(scaling::stop(all, way, pair));
    }
    for pair in &all.compute.groups {
        phase.commands.push(scaling::stop_group(all, way, pair));
    }
    if !way.planned {
        phase.notes.push(
            "Optional: it needs the region that is lost. What cannot be reached is left out, and \
             the way goes on."
                .to_owned(),
        );
        for command in &mut phase.commands {
            *command = command.clone().tried().within(20);
        }
    }
    phase.notes.push(
        "What writes and is not scaled here (functions, schedules, batch jobs, people) is stopped \
         by hand."
            .to_owned(),
    );
    phase
}

/// What was written has arrived.
pub(super) fn replication(all: &Gathered<'_>, way: Way) -> Phase {
    let mut phase = phase(Step::Replication, Step::Replication.title());
    let place = all.place(way.to);
    for global in &all.databases.globals {
        let Some(cluster) = global.on(way.to) else { continue };
        let command = lag(all, way, cluster);
        phase.commands.push(if way.planned {
            Command { best_effort: false, ..command }.then(caught_up(place, cluster, 900))
        } else {
            command
        });
    }
    for replica in &all.databases.replicas {
        let command = Command::read(
            format!("Replication lag of {}", replica.identifier),
            looks::replica_lag(place, replica),
            "0 when all has arrived; None means that nobody can tell",
        );
        phase.commands.push(if way.planned {
            command.then(looks::at_most(
                format!("{} lags by at most {LAG_SECONDS} s", replica.identifier),
                looks::replica_lag(place, replica),
                LAG_SECONDS,
                900,
            ))
        } else {
            command.tried()
        });
    }
    if !way.planned && !phase.commands.is_empty() {
        phase.notes.push(
            "What has not arrived by now is lost. Write the lag down: it is the loss to report."
                .to_owned(),
        );
    }
    phase
}
