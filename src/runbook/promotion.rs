//! The promotion of databases: the point of no return.

use super::databases::{Form, Global};
use super::facts::known;
use super::gathered::Gathered;
use super::line::Line;
use super::looks;
use super::parts::{Command, Phase};
use super::takeover::{Way, phase};
use crate::finding::Step;
use crate::model::Side;

/// The other side's database becomes the writer.
pub(super) fn promote(all: &Gathered<'_>, way: Way) -> Phase {
    let mut phase = phase(Step::Promote, Step::Promote.title());
    for global in &all.databases.globals {
        phase.commands.extend(headless(all, way, global));
        phase.commands.extend(promotion(all, way, global));
    }
    let place = all.place(way.to);
    for replica in &all.databases.replicas {
        let name = &replica.identifier;
        let (operation, option, action) = match replica.form {
            Form::Instance => {
                ("promote-read-replica", "--db-instance-identifier", "rds:PromoteReadReplica")
            }
            Form::Cluster => (
                "promote-read-replica-db-cluster",
                "--db-cluster-identifier",
                "rds:PromoteReadReplicaDBCluster",
            ),
        };
        let alone = looks::is(
            format!("{name} replicates nothing any more"),
            looks::replica_source(place, replica),
            "None",
            900,
        );
        let command = Command::change(
            format!("Promote the replica {name}"),
            Line::new(place, "rds", operation).with(option, &name),
            "the replica's description",
            vec![(action, replica.arn.clone())],
        );
        phase.commands.push(command.crossing().unless(alone.clone()).then(alone).then(looks::is(
            format!("{name} is available"),
            looks::replica_status(place, replica),
            "available",
            900,
        )));
    }
    for store in &all.databases.datastores {
        let at = usize::from(way.to == Side::Dr);
        let Some(group) = &store.groups[at] else { continue };
        let line = Line::new(place, "elasticache", "failover-global-replication-group")
            .with("--global-replication-group-id", &store.identifier)
            .with("--primary-region", place.region.as_str())
            .with("--primary-replication-group-id", &group);
        let members =
            "GlobalReplicationGroups[0].Members[?Role=='PRIMARY'].ReplicationGroupId | [0]";
        let leads = Line::new(place, "elasticache", "describe-global-replication-groups")
            .with("--global-replication-group-id", &store.identifier)
            .flag("--show-member-info")
            .query(members);
        let leading = looks::is(format!("{group} leads"), leads, group, 900);
        phase.commands.push(
            Command::change(
                format!("Make {group} the primary of the global datastore {}", store.identifier),
                line,
                "the datastore's description",
                vec![("elasticache:FailoverGlobalReplicationGroup", store.arn.clone())],
            )
            .crossing()
            .unless(leading.clone())
            .then(leading),
        );
    }
    phase.point_of_no_return = !phase.commands.is_empty();
    if phase.point_of_no_return {
        let databases = &all.databases;
        let globals = databases.globals.iter().map(|g| g.identifier.clone());
        let replicas = databases.replicas.iter().map(|r| r.identifier.clone());
        phase.confirm = globals.chain(replicas).collect();
    }
    phase
}

/// A cluster without instances cannot be promoted: it gets one like the other side's.
fn headless(all: &Gathered<'_>, way: Way, global: &Global<'_>) -> Option<Command> {
    let cluster = global.on(way.to)?;
    let other = global.on(way.from())?;
    let model = other.instances.first().filter(|_| cluster.instances.is_empty())?;
    let (class, engine) = (known(model, "instance_class")?, known(cluster.resource, "engine")?);
    let place = all.place(way.to);
    let name = format!("{}-failover", cluster.identifier);
    let line = Line::new(place, "rds", "create-db-instance")
        .with("--db-instance-identifier", &name)
        .with("--db-cluster-identifier", &cluster.identifier)
        .with("--engine", &engine)
        .with("--db-instance-class", &class);
    let arn =
        cluster.arn.replace(&format!(":cluster:{}", cluster.identifier), &format!(":db:{name}"));
    let status = Line::new(place, "rds", "describe-db-instances")
        .with("--db-instance-identifier", &name)
        .query("DBInstances[0].DBInstanceStatus");
    let has = looks::at_least(
        format!("{} has an instance", cluster.identifier),
        looks::cluster_instances(place, cluster),
        1,
        60,
    );
    let undo =
        Line::new(place, "rds", "delete-db-instance").with("--db-instance-identifier", &name);
    let command = Command::change(
        format!("{} has no instance: add one", cluster.identifier),
        line,
        "the instance's description",
        vec![("rds:CreateDBInstance", arn), ("rds:CreateDBInstance", cluster.arn.clone())],
    );
    Some(
        command
            .unless(has)
            .then(looks::is(format!("{name} is available"), status, "available", 1_800))
            .undone_by(Some(undo)),
    )
}

fn promotion(all: &Gathered<'_>, way: Way, global: &Global<'_>) -> Option<Command> {
    let target = global.on(way.to)?;
    let place = all.place(way.to);
    let grants = |action| vec![(action, global.arn.clone()), (action, target.arn.clone())];
    let with = |line: Line, arn: &str| {
        line.with("--global-cluster-identifier", &global.identifier)
            .with("--target-db-cluster-identifier", &arn)
    };
    let writer = looks::is(
        format!("{} writes in {}", target.identifier, global.identifier),
        looks::writes(place, global, &target.arn),
        "True",
        900,
    );
    let expected = "the global cluster's description, with the target under FailoverState";
    let command = if way.planned {
        let line = Line::new(all.place(way.from()), "rds", "switchover-global-cluster");
        let undo = global
            .on(way.from())
            .map(|source| with(Line::new(place, "rds", "switchover-global-cluster"), &source.arn));
        Command::change(
            format!("Switch {} over to {}", global.identifier, target.identifier),
            with(line, &target.arn),
            expected,
            grants("rds:SwitchoverGlobalCluster"),
        )
        .undone_by(undo)
    } else {
        let line = Line::new(place, "rds", "failover-global-cluster");
        Command::change(
            format!("Fail {} over to {}", global.identifier, target.identifier),
            with(line, &target.arn).flag("--allow-data-loss"),
            expected,
            grants("rds:FailoverGlobalCluster"),
        )
    };
    Some(command.crossing().unless(writer.clone()).then(writer).then(looks::is(
        format!("{} is available", target.identifier),
        looks::cluster_status(place, target),
        "available",
        900,
    )))
}
