//! The old primary cluster, created anew as a secondary.

use super::databases::{Cluster, Global};
use super::facts::{Facts, block, known, texts};
use super::failback::rejoined;
use super::gathered::Gathered;
use super::line::Line;
use super::looks;
use super::parts::Command;
use super::takeover;
use crate::model::{Resource, Side, Value};

/// How long the copy of a database into the other region is waited for.
const COPY_SECONDS: u32 = 6 * 3_600;

/// The options of a cluster that is recreated: the attribute, the option, and whether it cannot be
/// left out.
const CLUSTER: &[(&str, &str, bool)] = &[
    ("db_subnet_group_name", "--db-subnet-group-name", true),
    ("db_cluster_parameter_group_name", "--db-cluster-parameter-group-name", true),
    ("kms_key_id", "--kms-key-id", false),
    ("storage_type", "--storage-type", false),
    ("network_type", "--network-type", false),
];

pub(super) fn creation(
    facts: &mut Facts<'_>,
    all: &Gathered<'_>,
    global: &Global<'_>,
    old: &Cluster<'_>,
) -> Vec<Command> {
    let place = all.place(Side::Primary);
    let back = || rejoined(all, global, old);
    let resource = old.resource;
    // It must be of the version that the writer runs now.
    let model = global.dr.as_ref().map_or(resource, |c| c.resource);
    let engine = facts.text(resource, "engine");
    let version =
        known(model, "engine_version_actual").or_else(|| facts.text(model, "engine_version"));
    let (Some(engine), Some(version)) = (engine, version) else { return Vec::new() };
    let mut line = Line::new(place, "rds", "create-db-cluster")
        .with("--db-cluster-identifier", &old.identifier)
        .with("--global-cluster-identifier", &global.identifier)
        .with("--engine", &engine)
        .with("--engine-version", &version);
    for (attribute, option, needed) in CLUSTER {
        let value =
            if *needed { facts.text(resource, attribute) } else { known(resource, attribute) };
        // What Aurora takes when nothing is said must not be said.
        let value = value.filter(|v| *attribute != "storage_type" || v.starts_with("aurora"));
        line = line.with_some(option, value.as_ref());
    }
    line = line.with_all("--vpc-security-group-ids", &texts(resource, "vpc_security_group_ids"));
    line = numbers(resource, line);
    if resource.attribute("storage_encrypted").and_then(Value::as_bool) == Some(true) {
        line = line.flag("--storage-encrypted");
        if known(resource, "kms_key_id").is_none() {
            let _ = facts.text(resource, "kms_key_id");
        }
    }
    line = tagged(line.flag("--deletion-protection"), resource);
    let mut commands = vec![
        Command::change(
            format!("Create {} as a secondary of {}", old.identifier, global.identifier),
            line,
            "the cluster's description, with status creating",
            vec![
                ("rds:CreateDBCluster", old.arn.clone()),
                ("rds:CreateDBCluster", global.arn.clone()),
            ],
        )
        .unless(back())
        .then(looks::is(
            format!("{} is a member", old.identifier),
            looks::membership(all.place(Side::Dr), global, &old.arn),
            "1",
            600,
        )),
    ];
    if old.instances.is_empty() {
        facts.lack(
            format!("the instances of {} are not known", old.identifier),
            "name the state that holds them",
        );
    }
    let mut checks = Vec::new();
    for instance in &old.instances {
        let name = facts.text(instance, "identifier");
        let class = facts.text(instance, "instance_class");
        let (Some(name), Some(class)) = (name, class) else { continue };
        let mut line = Line::new(place, "rds", "create-db-instance")
            .with("--db-instance-identifier", &name)
            .with("--db-cluster-identifier", &old.identifier)
            .with("--engine", &engine)
            .with("--db-instance-class", &class)
            .with_some(
                "--db-parameter-group-name",
                known(instance, "db_parameter_group_name").as_ref(),
            );
        if let Some(tier) = instance.attribute("promotion_tier").and_then(Value::as_number) {
            line = line.with("--promotion-tier", &tier);
        }
        let public = instance.attribute("publicly_accessible").and_then(Value::as_bool);
        line = line.flag(if public == Some(true) {
            "--publicly-accessible"
        } else {
            "--no-publicly-accessible"
        });
        line = tagged(line, instance);
        let status = Line::new(place, "rds", "describe-db-instances")
            .with("--db-instance-identifier", &name)
            .query("DBInstances[0].DBInstanceStatus");
        let there = looks::is(format!("{name} is available"), status, "available", 7_200);
        let arn = known(instance, "arn").unwrap_or_else(|| "*".to_owned());
        commands.push(
            Command::change(
                format!("Create the instance {name}"),
                line,
                "the instance's description, with status creating",
                vec![("rds:CreateDBInstance", arn), ("rds:CreateDBInstance", old.arn.clone())],
            )
            .unless(looks::at_least(
                format!("{name} is there"),
                looks::instances(place, &name),
                1,
                1,
            )),
        );
        checks.push(there);
    }
    // DR goes on serving meanwhile: it is stopped only when nearly all has arrived.
    let caught_up = takeover::caught_up(place, old, COPY_SECONDS);
    checks.push(caught_up.clone());
    let mut arrived = Command::read(
        format!("{} holds what the writer holds", old.identifier),
        caught_up.line,
        "milliseconds, under 1000",
    );
    arrived.verify = checks;
    commands.push(arrived);
    commands
}

fn numbers(resource: &Resource, mut line: Line) -> Line {
    let options = [("port", "--port"), ("backup_retention_period", "--backup-retention-period")];
    for (attribute, option) in options {
        if let Some(number) = resource.attribute(attribute).and_then(Value::as_number) {
            line = line.with(option, &number);
        }
    }
    let auth = resource.attribute("iam_database_authentication_enabled").and_then(Value::as_bool);
    if auth == Some(true) {
        line = line.flag("--enable-iam-database-authentication");
    }
    if let Some(scaling) = block(resource, "serverlessv2_scaling_configuration") {
        let number =
            |name: &str| scaling.get(name).and_then(Value::as_number).map(ToString::to_string);
        if let (Some(low), Some(high)) = (number("min_capacity"), number("max_capacity")) {
            let value = format!("{{\"MinCapacity\":{low},\"MaxCapacity\":{high}}}");
            line = line.with("--serverless-v2-scaling-configuration", &value);
        }
    }
    line
}

/// The same with the tags that the old one had: those of AWS itself cannot be set.
fn tagged(line: Line, resource: &Resource) -> Line {
    let tags = resource.tags().into_iter().flat_map(|tags| tags.iter());
    let own = tags.filter(|(key, _)| !key.starts_with("aws:"));
    let tags: Vec<serde_json::Value> = own
        .filter_map(|(key, value)| {
            Some(serde_json::json!({ "Key": key.as_str(), "Value": value.as_str()? }))
        })
        .collect();
    if tags.is_empty() {
        return line;
    }
    line.with("--tags", &serde_json::Value::Array(tags))
}
