//! The DNS records that change hands.

use serde_json::json;

use super::facts::{Facts, block, called, known, of, texts};
use super::traffic::{Endpoint, bare};
use crate::model::{Resource, Side, Value};

/// A record that changes hands.
#[derive(Clone, Debug)]
pub(super) struct Record<'a> {
    pub(super) zone: String,
    pub(super) name: String,
    pub(super) kind: String,
    /// The side that it points at in the source.
    pub(super) at: Side,
    pub(super) resource: &'a Resource,
    health_check: Option<String>,
    form: Form,
    ends: Vec<Endpoint>,
}

#[derive(Clone, Debug)]
enum Form {
    Alias { dual: bool, evaluate: bool },
    Plain { ttl: u64 },
}

impl Record<'_> {
    /// Whether both are one record set: set identifiers have none here.
    fn is_same(&self, other: &Self) -> bool {
        let name = |r: &Self| r.name.trim_end_matches('.').to_ascii_lowercase();
        (&self.zone, name(self), &self.kind) == (&other.zone, name(other), &other.kind)
    }

    /// What the record says when a side has it, one text for each value.
    pub(super) fn values(&self, side: Side) -> Option<Vec<String>> {
        self.ends.iter().map(|e| e.host(side).map(str::to_owned)).collect()
    }

    /// The change that gives the record to a side; `None` when that side has nothing to point at.
    pub(super) fn change(&self, side: Side, comment: &str) -> Option<String> {
        let mut set = json!({ "Name": self.name, "Type": self.kind });
        match self.form {
            Form::Alias { dual, evaluate } => {
                let target = self.ends.first()?.target(side)?;
                let prefix = if dual { "dualstack." } else { "" };
                set["AliasTarget"] = json!({
                    "HostedZoneId": target.zone.as_ref()?,
                    "DNSName": format!("{prefix}{}", target.host),
                    "EvaluateTargetHealth": evaluate,
                });
            }
            Form::Plain { ttl } => {
                let values = self.values(side)?;
                let values: Vec<_> = values.iter().map(|v| json!({ "Value": v })).collect();
                set["TTL"] = json!(ttl);
                set["ResourceRecords"] = json!(values);
            }
        }
        if let Some(id) = &self.health_check {
            set["HealthCheckId"] = json!(id);
        }
        let change = json!({ "Action": "UPSERT", "ResourceRecordSet": set });
        Some(json!({ "Comment": comment, "Changes": [change] }).to_string())
    }

    /// The JMESPath expression that prints whether the record points at a side.
    pub(super) fn points_at(&self, side: Side) -> Option<String> {
        let host = self.ends.first()?.host(side)?;
        let own = |text: &str| super::quote::jmespath(text);
        // Route 53 writes names with a final dot, and an asterisk in octal.
        let name = format!("{}.", self.name.trim_end_matches('.')).replacen('*', "\\052", 1);
        let set = format!(
            "ResourceRecordSets[?Name=={} && Type=={}] | [0]",
            own(&name.to_ascii_lowercase()),
            own(&self.kind)
        );
        Some(match self.form {
            Form::Alias { .. } => format!("contains({set}.AliasTarget.DNSName, {})", own(host)),
            Form::Plain { .. } => format!("contains({set}.ResourceRecords[].Value, {})", own(host)),
        })
    }
}

/// The records that point at a side now and can be given to the other.
pub(super) fn records<'a>(facts: &mut Facts<'a>, ends: &[Endpoint]) -> Vec<Record<'a>> {
    let mut found: Vec<Record<'a>> = Vec::new();
    for resource in facts.of_kind("aws_route53_record") {
        let alias = block(resource, "alias");
        let values: Vec<String> = match alias {
            Some(alias) => match alias.get("name") {
                Some(Value::String(name)) => vec![name.to_string()],
                other => {
                    facts.lack_value(resource, "alias.name", other);
                    continue;
                }
            },
            None => match resource.attribute("records") {
                unknown @ Some(Value::Unknown(_)) => {
                    facts.lack_value(resource, "records", unknown);
                    continue;
                }
                _ => texts(resource, "records"),
            },
        };
        let Some(at) = owner(facts, resource, &values, ends) else { continue };
        let Some(record) = record(facts, resource, alias, &values, at, ends) else { continue };
        // The states of both sides may have it.
        match found.iter().find(|r| r.is_same(&record)) {
            Some(other) if other.at != record.at => facts.lack(
                format!(
                    "{} and {} say different things of one record",
                    of(other.resource),
                    of(resource)
                ),
                "leave it to one state, or collect what it is (--live)",
            ),
            Some(_) => {}
            None => found.push(record),
        }
    }
    found
}

/// The side that a record points at; `None` when it is neither's, or cannot be told.
fn owner(
    facts: &mut Facts<'_>,
    resource: &Resource,
    values: &[String],
    ends: &[Endpoint],
) -> Option<Side> {
    let points = |side: Side| {
        values.iter().any(|v| ends.iter().any(|e| e.host(side) == Some(bare(v).as_str())))
    };
    match (points(Side::Primary), points(Side::Dr)) {
        (true, false) => return Some(Side::Primary),
        (false, true) => return Some(Side::Dr),
        (true, true) => {
            facts.lack(
                format!("{} points at both sides", of(resource)),
                "give it to one side: a record of both sends traffic into a failed region",
            );
            return None;
        }
        (false, false) => {}
    }
    if let Some(region) = &facts.primary.region {
        let label = |v: &&String| v.split('.').any(|l| l == region.as_str());
        if let Some(value) = values.iter().find(label) {
            let what = format!(
                "{} points at {value:?} in {region}, which belongs to nothing that was read",
                of(resource)
            );
            facts.lack(what, "name the state that holds what it points at");
        }
    }
    None
}

/// The blocks of routing policies, with whether Route 53 moves such records by itself.
///
/// Such records have a set identifier, others have none
/// (<https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html>).
const POLICIES: &[(&str, bool)] = &[
    ("failover_routing_policy", true),
    ("latency_routing_policy", true),
    ("weighted_routing_policy", false),
    ("geolocation_routing_policy", false),
    ("geoproximity_routing_policy", false),
    ("cidr_routing_policy", false),
];

fn record<'a>(
    facts: &mut Facts<'a>,
    resource: &'a Resource,
    alias: Option<&crate::model::Map>,
    values: &[String],
    at: Side,
    ends: &[Endpoint],
) -> Option<Record<'a>> {
    // What an UPSERT does not repeat, it takes away.
    let kept = ["set_identifier", "health_check_id", "multivalue_answer_routing_policy"];
    for attribute in kept.into_iter().chain(POLICIES.iter().map(|(policy, _)| *policy)) {
        if let unread @ Some(Value::Unknown(_)) = resource.attribute(attribute) {
            facts.lack_value(resource, attribute, unread);
            return None;
        }
    }
    let health_check = known(resource, "health_check_id");
    let evaluate = alias.and_then(|a| a.get("evaluate_target_health")).and_then(Value::as_bool);
    for (policy, by_itself) in POLICIES {
        if block(resource, policy).is_none() {
            continue;
        }
        if *by_itself && (health_check.is_some() || evaluate == Some(true)) {
            facts.note(format!(
                "{} has a {policy} and a health check: Route 53 moves it, this runbook does not",
                of(resource)
            ));
        } else {
            facts.lack(
                format!("{} has a {policy}: its move is not written here", of(resource)),
                "make it one simple record, or move it by hand",
            );
        }
        return None;
    }
    let several = resource.attribute("multivalue_answer_routing_policy").and_then(Value::as_bool);
    if several == Some(true) || known(resource, "set_identifier").is_some() {
        facts.lack(
            format!("{} is one of several of its name: its move is not written here", of(resource)),
            "make it one simple record, or move it by hand",
        );
        return None;
    }
    let zone = facts.text(resource, "zone_id");
    let name = known(resource, "fqdn").or_else(|| facts.text(resource, "name"));
    let kind = facts.text(resource, "type");
    let form = match alias {
        Some(alias) => {
            let health = "evaluate_target_health";
            if let unread @ Some(Value::Unknown(_)) = alias.get(health) {
                facts.lack_value(resource, &format!("alias.{health}"), unread);
                return None;
            }
            Form::Alias {
                dual: values.iter().any(|v| v.to_ascii_lowercase().starts_with("dualstack.")),
                evaluate: evaluate.unwrap_or(false),
            }
        }
        None => Form::Plain { ttl: facts.count(resource, "ttl")? },
    };
    let own = |v: &String| ends.iter().find(|e| e.host(at) == Some(bare(v).as_str())).cloned();
    let ends: Option<Vec<Endpoint>> = values.iter().map(own).collect();
    let Some(ends) = ends else {
        facts.lack(
            format!(
                "{} points at several things, and not all belong to what was read",
                of(resource)
            ),
            "name the state that holds what it points at",
        );
        return None;
    };
    let record =
        Record { zone: zone?, name: name?, kind: kind?, at, resource, health_check, form, ends };
    if record.change(at.opposite(), "").is_none() {
        let what = record.ends.iter().map(|e| e.of.as_str()).collect::<Vec<_>>().join(", ");
        facts.lack(
            format!(
                "{} points at {what}, which has no counterpart with an address on {}",
                of(resource),
                called(at.opposite())
            ),
            "apply the counterpart's stack there, or name the state that holds it",
        );
        return None;
    }
    Some(record)
}
