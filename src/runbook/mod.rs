//! Runbooks: a failover, switchover or failback of one estate, with its real identifiers.
//!
//! Nothing is executed here. A [`Runbook`] is a list of phases of AWS CLI commands, each with what
//! is expected of it, how it is verified and how it is undone. [`markdown`] writes it for people,
//! [`script`] as a Bash script. What is not known is an item of [`Runbook::missing`], never a
//! guess, and the script does not start with any.
//!
//! The order of the steps and their budgets are those of a practitioner's orchestrator; the calls
//! are those of the AWS guides on Aurora global databases
//! (<https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html>).

mod databases;
mod deletion;
mod facts;
mod failback;
mod frame;
mod gathered;
mod granted;
mod line;
mod looks;
mod markdown;
mod moving;
mod parts;
mod promotion;
mod quote;
mod records;
mod recreation;
mod scaling;
mod script;
mod services;
mod takeover;
#[cfg(test)]
mod tests;
mod traffic;

use std::collections::BTreeSet;
use std::sync::Arc;

pub use granted::calls;
pub use line::{Line, Place, Word};
pub use markdown::markdown;
pub use parts::{Call, Check, Command, Direction, Missing, Options, Phase, Runbook, Want};
pub use quote::shell;
pub use script::script;

use facts::Facts;
use gathered::Gathered;
use takeover::Way;

use crate::model::{Estate, Inventory, Provenance, Resource, Side};

/// The kinds that a runbook is written from: a gap in one of them leaves it incomplete.
pub const READ: &[&str] = &[
    "aws_rds_global_cluster",
    "aws_rds_cluster",
    "aws_rds_cluster_instance",
    "aws_db_instance",
    "aws_elasticache_global_replication_group",
    "aws_ecs_service",
    "aws_appautoscaling_target",
    "aws_autoscaling_group",
    "aws_lb",
    "aws_apigatewayv2_domain_name",
    "aws_route53_record",
];

/// Writes the runbook of an estate.
#[must_use]
pub fn plan(
    direction: Direction,
    estate: &Estate,
    inventory: &Inventory,
    options: &Options,
) -> Runbook {
    let (primary, dr) = (&estate.primary, &estate.dr);
    let suffixes = suffixes(estate);
    let mut facts = Facts::new(inventory.resources(), primary, dr, &options.pairs, suffixes);
    gaps(&mut facts, inventory);
    for label in &options.postgres {
        facts.lack(
            format!("self-managed PostgreSQL {label:?} has no steps here"),
            "promote its standby by hand before traffic moves",
        );
    }
    let gathered = Gathered::new(&mut facts);
    let mut phases = Vec::new();
    let mut who = Vec::new();
    if let Some(all) = &gathered {
        if all.is_empty() {
            facts.lack(
                "neither a database, a service nor a record that could change hands was found",
                "name the states of both sides, or collect with --live",
            );
        }
        standing(&mut facts, all, direction);
        phases = steps(&mut facts, all, direction, &options.made_at);
        who = inventory_of(&facts, all);
    }
    reminders(&mut facts, direction);
    let two_accounts = facts.two_accounts();
    let Facts { missing, notes, .. } = facts;
    Runbook {
        direction,
        app: estate.name.clone(),
        made_at: options.made_at.clone(),
        version: options.version.clone(),
        sources: sources(inventory),
        sites: [primary.clone(), dr.clone()],
        two_accounts,
        inventory: who,
        phases,
        notes,
        missing,
    }
}

/// What is appended to global names, primary first.
fn suffixes(estate: &Estate) -> [&str; 2] {
    [estate.primary_name_suffix.as_str(), estate.dr_name_suffix.as_str()]
}

fn steps(
    facts: &mut Facts<'_>,
    all: &Gathered<'_>,
    direction: Direction,
    made_at: &str,
) -> Vec<Phase> {
    let way = |to, planned| Way { to, planned };
    match direction {
        Direction::Failover => takeover_phases(facts, all, way(Side::Dr, false)),
        Direction::Switchover => takeover_phases(facts, all, way(Side::Dr, true)),
        Direction::Failback => {
            let stamp: String = made_at.chars().filter(char::is_ascii_digit).take(12).collect();
            let mut phases = failback::rebuild(facts, all, &stamp);
            phases.extend(takeover_phases(facts, all, way(Side::Primary, true)));
            phases.extend(failback::settle(facts, all));
            phases
        }
    }
}

fn takeover_phases(facts: &mut Facts<'_>, all: &Gathered<'_>, way: Way) -> Vec<Phase> {
    vec![
        takeover::pre_flight(all, way),
        takeover::isolate(all, way),
        takeover::replication(all, way),
        promotion::promote(all, way),
        moving::configure(facts, all, way),
        moving::scale(all, way),
        moving::listener(facts, all, way),
        moving::dns(facts, all, way),
        moving::verify(facts, all, way),
    ]
}

/// What could not be read leaves the runbook incomplete.
fn gaps(facts: &mut Facts<'_>, inventory: &Inventory) {
    let coverage = inventory.coverage();
    for gap in coverage.gaps().iter().filter(|g| g.attributes.is_empty()) {
        let concerns = gap.kind.as_ref().is_none_or(|k| READ.contains(&k.as_str()));
        if concerns {
            let side = facts::called(gap.side.unwrap_or(Side::Global));
            let kind = gap.kind.as_deref().unwrap_or("everything");
            facts.lack(
                format!("{side}: {kind} could not be read: {}", gap.reason.words()),
                format!("{}: {}", gap.operation, gap.detail),
            );
        }
    }
    for side in [Side::Primary, Side::Dr] {
        if !coverage.sides().any(|s| s == side) {
            facts.lack(
                format!("nothing was read of {}", facts::called(side)),
                "name its states, or collect with --live",
            );
        }
    }
}

/// A way that starts from the wrong state leads nowhere.
fn standing(facts: &mut Facts<'_>, all: &Gathered<'_>, direction: Direction) {
    for global in &all.databases.globals {
        match (direction, global.writer) {
            (Direction::Failover | Direction::Switchover, Some(Side::Dr)) => facts.lack(
                format!("DR is the writer of {:?} already", global.identifier),
                "the failover is done: write the failback runbook",
            ),
            (Direction::Failback, Some(Side::Primary)) => facts.note(format!(
                "The primary side is the writer of {} in what was read: this is written ahead, for \
                 the time after a failover.",
                global.identifier
            )),
            _ => {}
        }
    }
    for record in all.records.iter().filter(|r| r.at == Side::Dr) {
        if direction != Direction::Failback {
            facts.note(format!("{} points at DR already, and is left as it is.", record.name));
        }
    }
    for [primary, dr] in &all.databases.apart {
        let what = format!("{primary} and {dr} replicate nothing to each other");
        if direction == Direction::Failback {
            facts.lack(
                format!("{what}: if the latter was promoted, its way back is not written here"),
                "create a replica of it in the primary region, promote that, and add a new one in DR",
            );
        } else {
            facts.note(format!("{what}: each keeps its own data"));
        }
    }
    for replica in &all.databases.turned {
        facts.lack(
            format!("{replica} follows a database in DR: its promotion is not written here"),
            "promote it by hand, and add a new replica in DR",
        );
    }
}

fn reminders(facts: &mut Facts<'_>, direction: Direction) {
    if direction != Direction::Failback {
        facts.note(
            "Leave Terraform alone until the failback: its state usually lies in the primary \
             region, and an apply would take back what this changes. The drift is accepted and \
             reconciled afterwards.",
        );
    }
    if direction == Direction::Failover {
        facts.note(
            "After an emergency failover the old primary cluster is outside the global database \
             and still writable by itself. Let nothing point at it: two writers cannot be merged.",
        );
    }
    let kinds = [
        (
            "aws_dynamodb_table",
            "DynamoDB global tables take writes in every region: nothing is promoted.",
        ),
        (
            "aws_elasticache_replication_group",
            "Caches outside a global datastore start cold: expect more load on the database.",
        ),
        (
            "aws_secretsmanager_secret",
            "Replicas of secrets can be read, not changed, until they are promoted by `aws secretsmanager stop-replication-to-replica`.",
        ),
    ];
    for (kind, text) in kinds {
        if facts.of_kind(kind).next().is_some() {
            facts.note(text);
        }
    }
}

/// From what it is written: states with their serials, and when what runs was read.
fn sources(inventory: &Inventory) -> Vec<String> {
    let mut out: Vec<String> = inventory
        .files()
        .iter()
        .map(|f| match f.serial {
            Some(serial) => format!("{} (serial {serial})", f.path),
            None => f.path.to_string(),
        })
        .collect();
    let live = |r: &Arc<Resource>| match &r.provenance {
        Provenance::Live { at, .. } => Some(at.to_string()),
        _ => None,
    };
    let read: BTreeSet<String> = inventory.resources().iter().filter_map(live).collect();
    out.extend(read.last().map(|at| format!("what runs, read until {at}")));
    out
}

/// A number of things.
fn counted(count: u64, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

/// Who is where, for people.
fn inventory_of(facts: &Facts<'_>, all: &Gathered<'_>) -> Vec<[String; 3]> {
    let row = |what: &str, of: &dyn Fn(Side) -> String| {
        [what.to_owned(), of(Side::Primary), of(Side::Dr)]
    };
    let dash = |text: Option<String>| text.unwrap_or_else(|| "—".to_owned());
    let mut rows = vec![
        row("region", &|s| all.place(s).region.to_string()),
        row("account", &|s| dash(all.account(s).map(ToString::to_string))),
    ];
    for global in &all.databases.globals {
        let title = format!("global database {}", global.identifier);
        rows.push(row(&title, &|s| dash(global.on(s).map(|c| c.identifier.clone()))));
    }
    for replica in &all.databases.replicas {
        rows.push(["replica".to_owned(), "—".to_owned(), replica.identifier.clone()]);
    }
    for pair in &all.compute.services {
        let title = format!("service {}", pair.primary.name);
        rows.push(row(&title, &|s| {
            let service = pair.on(s);
            let cluster = service.cluster.rsplit('/').next().unwrap_or_default();
            format!("{} in {cluster}, {}", service.name, counted(service.size.desired, "task"))
        }));
    }
    for pair in &all.compute.groups {
        let title = format!("group {}", pair.primary.name);
        rows.push(row(&title, &|s| {
            let group = pair.on(s);
            format!("{}, {}", group.name, counted(group.size.desired, "instance"))
        }));
    }
    for record in &all.records {
        let title = format!("record {} {}", record.name, record.kind);
        rows.push(row(&title, &|s| dash(record.values(s).map(|v| v.join(", ")))));
    }
    rows.push(row("load balancers and domains", &|s| {
        let names = services::balancers(facts, s);
        if names.is_empty() { "—".to_owned() } else { names.join(", ") }
    }));
    rows
}
