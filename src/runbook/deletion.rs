//! The stale cluster of the old primary, deleted. Every command can be given again.

use super::databases::{Cluster, Global};
use super::facts::known;
use super::failback::rejoined;
use super::gathered::Gathered;
use super::line::Line;
use super::looks;
use super::parts::{Check, Command};
use crate::model::Side;

/// Instances first, then the cluster.
pub(super) fn deletion(all: &Gathered<'_>, global: &Global<'_>, old: &Cluster<'_>) -> Vec<Command> {
    let place = all.place(Side::Primary);
    let back = || rejoined(all, global, old);
    let going = |name: &str, line: Line| -> Check {
        looks::at_most(format!("{name} is gone or on its way"), line, 0, 1)
    };
    let cluster_going = || going(&old.identifier, looks::lasting_clusters(place, &old.identifier));
    let protection = |option: &str| {
        Line::new(place, "rds", "modify-db-cluster")
            .with("--db-cluster-identifier", &old.identifier)
            .flag(option)
            .flag("--apply-immediately")
    };
    let mut commands = vec![
        Command::change(
            format!("Allow the deletion of {}", old.identifier),
            protection("--no-deletion-protection"),
            "the cluster's description",
            vec![("rds:ModifyDBCluster", old.arn.clone())],
        )
        .unless(back())
        .unless(cluster_going())
        .undone_by(Some(protection("--deletion-protection"))),
    ];
    let names = || old.instances.iter().filter_map(|i| Some((known(i, "identifier")?, i)));
    for (name, instance) in names() {
        let arn = known(instance, "arn").unwrap_or_else(|| "*".to_owned());
        commands.push(
            Command::change(
                format!("Delete the instance {name}"),
                Line::new(place, "rds", "delete-db-instance")
                    .with("--db-instance-identifier", &name),
                "the instance's description, with status deleting",
                vec![("rds:DeleteDBInstance", arn)],
            )
            .unless(back())
            .unless(going(&name, looks::lasting_instances(place, &name)))
            .crossing(),
        );
    }
    for (name, _) in names() {
        let line = Line::wait(place, "rds", "db-instance-deleted");
        commands.push(
            Command::read(
                format!("{name} is gone"),
                line.with("--db-instance-identifier", &name),
                "nothing",
            )
            .unless(back())
            .within(1_800),
        );
    }
    commands.push(
        Command::change(
            format!("Delete the cluster {}", old.identifier),
            Line::new(place, "rds", "delete-db-cluster")
                .with("--db-cluster-identifier", &old.identifier)
                .flag("--skip-final-snapshot"),
            "the cluster's description, with status deleting",
            vec![("rds:DeleteDBCluster", old.arn.clone())],
        )
        .unless(back())
        .unless(cluster_going())
        .crossing(),
    );
    let line = Line::wait(place, "rds", "db-cluster-deleted");
    commands.push(
        Command::read(
            format!("{} is gone", old.identifier),
            line.with("--db-cluster-identifier", &old.identifier),
            "nothing",
        )
        .unless(back())
        .within(1_800),
    );
    commands
}
