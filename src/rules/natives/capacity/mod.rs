//! What DR would need at the primary's present size, against what it can get.
//!
//! Everything is counted in [`Amount`]s: a sum of which a part is not known is at least the rest.
//! A shortage that is certain is told although more may be missing; enough is told only when all
//! of the need is known.

mod amount;
mod counts;
mod facts;
mod fargate;
mod groups;
mod instance_types;
mod looks;
mod offerings;
mod quotas;
mod services;
mod subnets;
mod targets;
mod words;

use std::sync::Arc;

pub use amount::Amount;
use facts::{Facts, line_object};
pub(in crate::rules) use looks::LOOKS;

use super::{list, text_at};
use crate::finding::Step;
use crate::lang::arithmetic;
use crate::model::{Number, Resource, Unknown, Value};
use crate::rules::world::World;

/// One thing that DR needs so much of, and what it can get.
#[derive(Clone, Debug)]
pub struct CapacityLine {
    /// What the line belongs to: `fargate-vcpu`, `subnet-addresses`.
    pub topic: &'static str,
    /// Tells the lines of a topic apart, across runs too.
    pub key: String,
    /// The resource to act on, where there is one.
    pub subject: Option<Arc<Resource>>,
    /// The attribute of the subject to act on; empty when the whole is meant.
    pub path: &'static str,
    /// What it is, for people: `Fargate On-Demand vCPU in us-west-2`.
    pub what: String,
    /// The unit: `vCPU`, `addresses`.
    pub unit: &'static str,
    /// How much is needed.
    pub need: Amount,
    /// How much there is.
    pub have: Amount,
    /// The step of a failover that needs it.
    pub step: Step,
    /// The AWS CLI command that would ask for more; none where nothing is certain to be missing
    /// or no quota is the limit.
    pub command: Option<String>,
    /// How the need comes about; one or two sentences.
    pub explanation: String,
}

impl CapacityLine {
    /// Whether there is too little.
    ///
    /// # Errors
    ///
    /// Why that cannot be told.
    pub fn short(&self) -> Result<bool, Arc<Unknown>> {
        self.need.exceeds(&self.have)
    }

    /// How much is certain to be missing; zero when nothing is.
    #[must_use]
    pub fn missing(&self) -> Number {
        match self.short() {
            Ok(true) => arithmetic::subtract(self.need.low(), self.have.low()),
            _ => Number::Int(0),
        }
    }

    /// Why it cannot be told whether there is enough; `None` when it can.
    #[must_use]
    pub fn undecided(&self) -> Option<String> {
        self.short().err().map(|why| why.because())
    }

    /// The unit as it is said of the need: `address` of one, `addresses` of several.
    #[must_use]
    pub fn unit_of_need(&self) -> &'static str {
        words::unit_of(&self.need, self.unit)
    }

    /// Need, have and missing in a sentence, with the command where there is one.
    #[must_use]
    pub fn summary(&self) -> String {
        let Self { what, unit, need, have, .. } = self;
        let need = words::counted(need, unit);
        let mut text = format!("{what}: {need} needed, {have} available");
        if matches!(self.short(), Ok(true)) {
            text.push_str(&format!(", {} missing", self.missing()));
        }
        if let Some(command) = &self.command {
            text.push_str(&format!("; ask for it with `{command}`"));
        }
        text.push('.');
        text
    }
}

/// The lines of a topic, and why there may be more.
#[derive(Default)]
struct Lines {
    lines: Vec<CapacityLine>,
    open: Option<Arc<Unknown>>,
}

type Topic = fn(Facts<'_>) -> Lines;

/// The topics, in the order in which a report shows them.
const TOPICS: &[(&str, Topic)] = &[
    ("ecs-max", services::maximum),
    ("capacity-providers", services::providers),
    ("subnet-addresses", subnets::addresses),
    ("fargate-vcpu", fargate::on_demand),
    ("fargate-spot-vcpu", fargate::spot),
    ("ec2-vcpu", groups::vcpus),
    ("instance-offering", offerings::instances),
    ("database-offering", offerings::databases),
    ("eip", counts::addresses),
    ("nat", quotas::gateways),
    ("lambda-concurrency", quotas::concurrency),
    ("api-throttle", quotas::throttle),
    ("target-health", targets::health),
    ("database-quota", counts::databases),
    ("quota-parity", quotas::parity),
];

/// Everything that DR would need at the primary's present size, topic by topic.
#[must_use]
pub fn lines(world: &World<'_>) -> Vec<CapacityLine> {
    let facts = Facts::new(world);
    TOPICS.iter().flat_map(|(_, topic)| topic(facts).lines).collect()
}

/// `capacity(topic)`: the lines of a topic as `{ key, what, unit, need, have, missing, short,
/// command, subject, path, summary, explanation, undecided }`; `short` is unknown where
/// `undecided` says why.
pub(super) fn capacity(world: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let name = text_at(arguments, 0)?;
    let Some((_, topic)) = TOPICS.iter().find(|(n, _)| *n == name.as_str()) else {
        let known: Vec<&str> = TOPICS.iter().map(|(n, _)| *n).collect();
        return Err(format!("{:?} is no topic; topics are {}", name.as_str(), known.join(", ")));
    };
    let Lines { lines, open } = topic(Facts::new(world));
    Ok(list(lines.iter().map(line_object).collect(), open))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Source;
    use crate::model::{Coverage, Text, View};
    use crate::rules::testing::cases;

    const WORLD: &str = r#"
case "one" {
  world {
    resource "aws_nat_gateway" "a" {
      side       = "primary"
      attributes = { subnet_id = "subnet-a" }
    }
    resource "aws_eip" "a" { side = "primary" }
    resource "aws_eip" "b" { side = "primary" }
    resource "aws_servicequotas_service_quota" "addresses" {
      side       = "dr"
      attributes = { service_code = "ec2", quota_code = "L-0263D0A3", value = 1 }
    }
  }
  expect { outcome = "pass" }
}
"#;

    #[test]
    fn all_topics_are_told_with_what_is_known_of_them() {
        let source = Source::new("world.hcl", WORLD.as_bytes().to_vec()).unwrap();
        let read = cases(&source, &|_| (Vec::new(), Coverage::default())).unwrap();
        let (estate, inventory, comparison, _) = read[0].world.build();
        let world = World::new(&estate, View::Live, &inventory, &comparison, Text::new());
        let lines = lines(&world);
        let of = |topic: &str| lines.iter().find(|l| l.topic == topic).unwrap();
        let addresses = of("eip");
        assert_eq!(addresses.missing(), Number::Int(1));
        assert_eq!(
            addresses.command.as_deref(),
            Some(
                "aws service-quotas request-service-quota-increase --region us-west-2 \
                 --service-code ec2 --quota-code L-0263D0A3 --desired-value 2"
            )
        );
        let gateways = of("nat");
        assert_eq!(gateways.need.text().as_deref(), Some("at least 1"));
        assert_eq!(gateways.have.text(), None);
        assert!(gateways.undecided().unwrap().contains("subnet"), "{:?}", gateways.undecided());
        assert_eq!(lines.len(), 2, "{lines:#?}");
    }

    #[test]
    fn every_topic_says_what_it_looks_at() {
        let topics: Vec<&str> = TOPICS.iter().map(|(n, _)| *n).collect();
        let looks: Vec<&str> = LOOKS.iter().map(|(n, _)| *n).collect();
        assert_eq!(topics, looks);
    }
}
