//! Service quotas of DR: what is used, what is allowed, how more is asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::facts::{Facts, Found, get, not_collected, text};
use super::{Amount, CapacityLine, Lines};
use crate::finding::Step;
use crate::lang::arithmetic;
use crate::model::{Number, Resource, Side, Unknown, Value};

const QUOTA: &str = "aws_servicequotas_service_quota";
/// Concurrent executions that no function may reserve
/// (<https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html>).
const UNRESERVED: i64 = 100;

/// A quota that a line is about.
pub(super) struct Asked {
    pub(super) topic: &'static str,
    pub(super) service_code: &'static str,
    pub(super) quota_code: &'static str,
    /// What it limits, for people.
    pub(super) name: &'static str,
    pub(super) unit: &'static str,
}

impl Asked {
    /// What the account uses of it in DR now.
    pub(super) fn usage(&self, f: Facts<'_>) -> Amount {
        let codes = self.codes();
        let metric = f.find("metric.aws_servicequotas_service_quota", Side::Dr, codes);
        let nobody = || {
            let why = format!("nobody measured the use of quota {} {}", self.quota_code, f.place());
            Amount::unknown(not_collected(why))
        };
        match metric {
            Found::One(metric) => match get(&metric, "worst") {
                Value::Null => nobody(),
                worst => Amount::of(&worst, "worst"),
            },
            Found::None => nobody(),
            Found::Perhaps(why) => Amount::unknown(why),
        }
    }

    fn codes(&self) -> [(&'static str, Value); 2] {
        [
            ("service_code", Value::text(self.service_code)),
            ("quota_code", Value::text(self.quota_code)),
        ]
    }

    /// The value of a side, with its resource.
    fn applied(&self, f: Facts<'_>, side: Side) -> (Amount, Option<Arc<Resource>>) {
        let unknown = |why| (Amount::unknown(why), None);
        match f.find(QUOTA, side, self.codes()) {
            Found::One(quota) => {
                let value = match get(&quota, "value") {
                    Value::Null => Amount::unknown(self.untold(side)),
                    value => Amount::of(&value, "value"),
                };
                (value, Some(quota))
            }
            // Not every code exists in every region, and a missing one is no value.
            Found::None => unknown(self.untold(side)),
            Found::Perhaps(why) => unknown(why),
        }
    }

    fn untold(&self, side: Side) -> Arc<Unknown> {
        let Self { service_code, quota_code, .. } = self;
        let why = format!(
            "Service Quotas tells no value of {service_code}/{quota_code} on the {side} side"
        );
        not_collected(why)
    }

    /// The command that asks for so much.
    fn command(&self, f: Facts<'_>, need: &Number) -> Option<String> {
        let (region, value) = (f.region()?, arithmetic::ceil(need));
        let Self { service_code, quota_code, .. } = self;
        Some(format!(
            "aws service-quotas request-service-quota-increase --region {region} \
             --service-code {service_code} --quota-code {quota_code} --desired-value {value}"
        ))
    }
}

/// A need against the DR side's quota.
pub(super) fn line(f: Facts<'_>, asked: &Asked, need: Amount, explanation: String) -> CapacityLine {
    let (have, subject) = asked.applied(f, Side::Dr);
    let command = match need.exceeds(&have) {
        Ok(true) => asked.command(f, need.low()),
        _ => None,
    };
    CapacityLine {
        topic: asked.topic,
        key: format!("{} {}", asked.topic, asked.quota_code),
        subject,
        path: "value",
        what: format!("{} {}", asked.name, f.place()),
        unit: asked.unit,
        need,
        have,
        step: Step::Scale,
        command,
        explanation,
    }
}

/// A need that is between two amounts against the DR side's quota: the larger one where it fits,
/// the smaller one and perhaps more where not.
pub(super) fn line_between(
    f: Facts<'_>,
    asked: &Asked,
    [least, most]: [Amount; 2],
    why: impl FnOnce() -> Arc<Unknown>,
    explanation: String,
) -> CapacityLine {
    let exact = least == most;
    let worst = line(f, asked, most, explanation);
    if exact || matches!(worst.short(), Ok(false)) {
        return worst;
    }
    line(f, asked, least.or_more(Some(why())), worst.explanation)
}

/// NAT gateways in one zone, as many as the fullest zone of either side has.
pub(super) fn gateways(f: Facts<'_>) -> Lines {
    let asked = Asked {
        topic: "nat",
        service_code: "vpc",
        quota_code: "L-FE5A380F",
        name: "NAT gateways in one availability zone",
        unit: "gateways",
    };
    let (primary, dr) = (fullest(f, Side::Primary), fullest(f, Side::Dr));
    let need = primary.larger(&dr);
    if need.low() == &Number::Int(0) {
        return Lines { lines: Vec::new(), open: need.openness().cloned() };
    }
    let explanation =
        format!("The fullest zone of the primary has {primary}, that of DR has {dr}.");
    Lines { lines: vec![line(f, &asked, need, explanation)], open: None }
}

/// How many NAT gateways the zone with the most of them has.
fn fullest(f: Facts<'_>, side: Side) -> Amount {
    let (gateways, mut open) = f.all("aws_nat_gateway", side);
    let mut zones: BTreeMap<String, usize> = BTreeMap::new();
    for gateway in &gateways {
        let subnet = match text(&get(gateway, "subnet_id")) {
            // A regional gateway is in no zone.
            Ok(None) => continue,
            Ok(Some(id)) => f.find("aws_subnet", side, [("id", Value::text(id))]),
            Err(why) => Found::Perhaps(why),
        };
        let zone = match subnet {
            Found::One(subnet) => text(&get(&subnet, "availability_zone")),
            Found::Perhaps(why) => Err(why),
            Found::None => {
                let why = format!("the subnet of {} is in none of the sources", gateway.address);
                Err(not_collected(why))
            }
        };
        match zone {
            Ok(zone) => *zones.entry(zone.unwrap_or_default()).or_default() += 1,
            Err(why) => open = open.or(Some(why)),
        }
    }
    // One whose zone is not known is in some zone all the same.
    let most = zones
        .into_values()
        .max()
        .unwrap_or_default()
        .max(usize::from(!gateways.is_empty() && open.is_some()));
    Amount::count(most).or_more(open)
}

/// Reserved concurrency of the functions, at least as the primary's counterparts reserve, and what
/// must stay unreserved.
pub(super) fn concurrency(f: Facts<'_>) -> Lines {
    let (functions, open) = f.all("aws_lambda_function", Side::Dr);
    let peers = f.peers("aws_lambda_function");
    let mut reserved = Amount::zero().or_more(open.clone());
    for function in &functions {
        let of = |r| Amount::of(&get(r, "reserved_concurrent_executions"), "the reservation");
        let own = of(function);
        let most = match peers.of(function) {
            Found::One(primary) => own.larger(&of(&primary)),
            Found::None => own,
            Found::Perhaps(why) => own.or_more(Some(why)),
        };
        reserved = reserved.plus(&most);
    }
    if functions.is_empty() {
        return Lines { lines: Vec::new(), open };
    }
    let floor = if reserved.low() == &Number::Int(0) { 0 } else { UNRESERVED };
    let need = reserved.plus(&Amount::exact(Number::Int(floor)));
    let explanation =
        format!("{reserved} reserved; {UNRESERVED} must stay for functions without a reservation.");
    let asked = Asked {
        topic: "lambda-concurrency",
        service_code: "lambda",
        quota_code: "L-B99A9384",
        name: "Lambda concurrent executions",
        unit: "executions",
    };
    let mut line = line(f, &asked, need, explanation);
    // The account's own answer is what Lambda goes by.
    let (accounts, unlisted) = f.all("status.aws_lambda_account", Side::Dr);
    line.have = match accounts.first() {
        Some(account) => {
            Amount::of(&get(account, "concurrent_executions"), "concurrent_executions")
        }
        None => {
            let why = || not_collected("Lambda's account settings were not read".to_owned());
            Amount::unknown(unlisted.unwrap_or_else(why))
        }
    };
    if line.subject.is_none() {
        line.subject = accounts.into_iter().next();
        line.path = "";
    }
    line.command = match line.short() {
        Ok(true) => asked.command(f, line.need.low()),
        _ => None,
    };
    Lines { lines: vec![line], open: None }
}

/// Requests a second of API Gateway: all APIs of the account share them.
pub(super) fn throttle(f: Facts<'_>) -> Lines {
    let (apis, open) = f.all("aws_apigatewayv2_api", Side::Dr);
    if apis.is_empty() {
        return Lines { lines: Vec::new(), open };
    }
    let asked = Asked {
        topic: "api-throttle",
        service_code: "apigateway",
        quota_code: "L-8A5B8E43",
        name: "API Gateway requests",
        unit: "a second",
    };
    let line = CapacityLine { step: Step::Listener, ..against_primary(f, &asked) };
    Lines { lines: vec![line], open: None }
}

/// The DR side's value of a quota against the primary's.
fn against_primary(f: Facts<'_>, asked: &Asked) -> CapacityLine {
    let (need, _) = asked.applied(f, Side::Primary);
    let explanation = format!("The primary's account may have {need}.");
    line(f, asked, need, explanation)
}

/// Service, code, what is limited and unit of the quotas that are compared between the regions.
const TRACKED: &[(&str, &str, &str, &str)] = &[
    ("fargate", "L-3032A538", "Fargate On-Demand vCPU", "vCPU"),
    ("fargate", "L-36FBB829", "Fargate Spot vCPU", "vCPU"),
    ("ec2", "L-1216C47A", "Standard On-Demand vCPU", "vCPU"),
    ("ec2", "L-0263D0A3", "Elastic IP addresses", "addresses"),
    ("vpc", "L-FE5A380F", "NAT gateways in one availability zone", "gateways"),
    ("vpc", "L-F678F1CE", "VPCs", "VPCs"),
    ("lambda", "L-B99A9384", "Lambda concurrent executions", "executions"),
    ("rds", "L-7B6409FD", "RDS and Aurora instances", "instances"),
    ("rds", "L-952B80B8", "Aurora clusters", "clusters"),
    ("elasticloadbalancing", "L-53DA6B97", "Application Load Balancers", "load balancers"),
];

/// The tracked quotas: DR may have as much as the primary.
pub(super) fn parity(f: Facts<'_>) -> Lines {
    let mut lines = Vec::new();
    let mut open = f.world.openness(QUOTA, Some(Side::Primary));
    for (service_code, quota_code, name, unit) in TRACKED {
        let asked = Asked { topic: "quota-parity", service_code, quota_code, name, unit };
        match f.find(QUOTA, Side::Primary, asked.codes()) {
            // What the primary's region does not know, DR is not measured by.
            Found::None => {}
            Found::One(_) => lines.push(against_primary(f, &asked)),
            Found::Perhaps(why) => open = open.or(Some(why)),
        }
    }
    Lines { lines, open }
}
