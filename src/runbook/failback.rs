//! The old primary is rebuilt as a secondary, takes over again, and DR goes back to waiting.

use super::databases::{Cluster, Global};
use super::deletion;
use super::facts::Facts;
use super::gathered::Gathered;
use super::line::{Line, Place};
use super::looks;
use super::parts::{Check, Command, Phase};
use super::recreation;
use super::scaling;
use super::services::idle;
use super::takeover::phase;
use crate::finding::Step;
use crate::model::Side;

fn plain(step: Step, name: &'static str, title: &str) -> Phase {
    Phase { name, budget_seconds: None, ..phase(step, title) }
}

/// DR is the only writer, and the old primary is outside.
fn look(all: &Gathered<'_>) -> Phase {
    let mut phase = plain(Step::PreFlight, "look", "See that the failover is over");
    let place = all.place(Side::Dr);
    for global in &all.databases.globals {
        let Some(writer) = &global.dr else { continue };
        phase.commands.push(
            Command::read(
                format!("{} writes in {}", writer.identifier, global.identifier),
                looks::writes(place, global, &writer.arn),
                "True",
            )
            .then(is_writer(place, global, writer)),
        );
    }
    phase.notes.push(
        "Where Aurora itself takes the old primary back as a secondary, as it does after a managed \
         failover once the region answers, wait until it has: what rebuilds it is left out then."
            .to_owned(),
    );
    phase
}

fn is_writer(place: &Place, global: &Global<'_>, writer: &Cluster<'_>) -> Check {
    let line = looks::writes(place, global, &writer.arn);
    looks::is(format!("{} is the writer", writer.identifier), line, "True", 60)
}

/// Holds where the old primary is a member again: then there is nothing to rebuild.
pub(super) fn rejoined(all: &Gathered<'_>, global: &Global<'_>, old: &Cluster<'_>) -> Check {
    let line = looks::membership(all.place(Side::Dr), global, &old.arn);
    looks::is(format!("{} is a member again", old.identifier), line, "1", 1)
}

/// The phases that rebuild the old primary.
pub(super) fn rebuild(facts: &mut Facts<'_>, all: &Gathered<'_>, stamp: &str) -> Vec<Phase> {
    let mut snapshot = plain(Step::PreFlight, "snapshot", "Keep what the old primary holds");
    let mut delete = plain(Step::Isolate, "delete", "Delete the old primary cluster");
    let mut recreate = plain(Step::Replication, "recreate", "Recreate it as a secondary");
    let place = all.place(Side::Primary);
    for replica in &all.databases.replicas {
        facts.lack(
            format!(
                "the way back of the promoted replica {} is not written here",
                replica.identifier
            ),
            "create a replica of it in the primary region, promote that, and add a new one in DR",
        );
    }
    for global in &all.databases.globals {
        let (Some(old), Some(writer)) = (&global.primary, &global.dr) else { continue };
        let back = || rejoined(all, global, old);
        let kept = format!("{}-before-failback-{stamp}", old.identifier);
        let state = Line::new(place, "rds", "describe-db-cluster-snapshots")
            .with("--db-cluster-snapshot-identifier", &kept)
            .query("DBClusterSnapshots[0].Status");
        let is_kept = looks::is(format!("{kept} is available"), state.clone(), "available", 3_600);
        let arn = old.arn.replace(":cluster:", ":cluster-snapshot:");
        let arn = arn.replace(&format!(":{}", old.identifier), &format!(":{kept}"));
        let taken = looks::at_least(
            format!("the snapshot {kept} is taken"),
            looks::snapshots(place, old, &kept),
            1,
            1,
        );
        snapshot.commands.push(
            Command::change(
                format!("Snapshot {}: it may hold writes that DR never saw", old.identifier),
                Line::new(place, "rds", "create-db-cluster-snapshot")
                    .with("--db-cluster-identifier", &old.identifier)
                    .with("--db-cluster-snapshot-identifier", &kept),
                "the snapshot's description",
                vec![
                    ("rds:CreateDBClusterSnapshot", old.arn.clone()),
                    ("rds:CreateDBClusterSnapshot", arn),
                ],
            )
            .unless(back())
            .unless(taken),
        );
        snapshot.commands.push(
            Command::read(format!("{kept} is complete"), state.clone(), "available")
                .unless(back())
                .then(is_kept),
        );
        // The guards stand in this phase, so that resuming here passes them too.
        delete.commands.push(
            Command::read(
                format!("{} is the writer, and {kept} is kept", writer.identifier),
                looks::writes(all.place(Side::Dr), global, &writer.arn),
                "True",
            )
            .unless(back())
            .then(is_writer(all.place(Side::Dr), global, writer))
            .then(looks::is(format!("{kept} is available"), state, "available", 60)),
        );
        delete.commands.extend(deletion::deletion(all, global, old));
        delete.confirm.push(old.identifier.clone());
        delete.point_of_no_return = true;
        delete.destroys = true;
        recreate.commands.extend(recreation::creation(facts, all, global, old));
    }
    recreate.notes.push(
        "With Terraform instead: remove the old cluster and its instances from the state of the \
         primary side, set `is_aurora_secondary = true` and the DR region as the source region, and \
         apply that stack alone. The copy takes minutes to hours."
            .to_owned(),
    );
    vec![look(all), snapshot, delete, recreate]
}

/// DR waits again, and Terraform describes what runs.
pub(super) fn settle(facts: &mut Facts<'_>, all: &Gathered<'_>) -> [Phase; 2] {
    let mut waiting = plain(Step::Scale, "idle", "Bring DR back to its waiting size");
    let place = all.place(Side::Dr);
    let mut untold = Vec::new();
    for pair in &all.compute.services {
        match idle(pair.primary.size, pair.dr.size) {
            Some(size) => {
                waiting.commands.extend(scaling::resize(place, &pair.dr, [size; 2], "Leave idle"));
            }
            None => untold.push(pair.dr.name.clone()),
        }
    }
    for pair in &all.compute.groups {
        match idle(pair.primary.size, pair.dr.size) {
            Some(size) => {
                waiting.commands.push(scaling::resize_group(
                    place,
                    &pair.dr,
                    [size; 2],
                    "Leave idle",
                ));
            }
            None => untold.push(pair.dr.name.clone()),
        }
    }
    if !untold.is_empty() {
        facts.lack(
            format!("the waiting size of {} is not known: DR serves now", untold.join(", ")),
            "write this runbook from the states, which still hold it (without --live)",
        );
    }
    for command in &mut waiting.commands {
        command.rollback.clear();
    }
    let mut reconcile = plain(Step::Verify, "reconcile", "Reconcile Terraform");
    reconcile.notes.push(
        "Run `terraform plan` in every stack of both regions: platform first, then the workloads. \
         Restore the variables that were changed for the failover. Apply only plans that have been \
         read: a plan that would replace a database cluster is wrong."
            .to_owned(),
    );
    reconcile.notes.push("Audit again: `passmuster audit --live`.".to_owned());
    [waiting, reconcile]
}
