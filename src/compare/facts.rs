//! What the security groups of a pair let through, in whichever style the rules are written.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::context::Context;
use super::plan::Field;
use super::symbols::attribute_reference;
use super::text::{Canonical, normal};
use crate::kinds::Meaning;
use crate::model::{Inventory, Map, Resource, Side, Text, Unknown, Value};

/// One thing that a security group lets through.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// The same for both sides.
    pub key: String,
    /// For people: `ingress tcp 5432 from 10.20.0.0/16`.
    pub words: String,
    /// The resource that says so: the group, or the rule of its own.
    pub from: Arc<Resource>,
    /// Why it is not known what is let through.
    pub undecided: Option<String>,
    /// The peer is an address range.
    pub(super) range: bool,
}

/// Attributes of a rule that name its peers.
const PEERS: &[&str] = &[
    "cidr_blocks",
    "ipv6_cidr_blocks",
    "prefix_list_ids",
    "security_groups",
    "source_security_group_id",
];

const RULE_KINDS: &[&str] = &[
    "aws_security_group_rule",
    "aws_vpc_security_group_egress_rule",
    "aws_vpc_security_group_ingress_rule",
];

/// Rules by the group that they belong to, and the ranges that have a name.
#[derive(Debug, Default)]
pub(super) struct FactIndex {
    rules: HashMap<Text, Vec<Arc<Resource>>, foldhash::fast::RandomState>,
    ranges: HashMap<(Side, Text), Text, foldhash::fast::RandomState>,
    /// A network whose range is not known: it may be any.
    pub(super) unknown_range: Option<Text>,
    /// A rule of which it is not known to what group it belongs: it may be any.
    pub(super) stray: Option<Text>,
}

impl FactIndex {
    pub(super) fn new(inventory: &Inventory, context: &Context) -> Self {
        let mut index = Self::default();
        for kind in RULE_KINDS {
            for rule in inventory.of_kind(kind) {
                let group = rule.attribute("security_group_id");
                let key = group.and_then(Value::key);
                if key.is_none() && group.is_some_and(|v| v.as_unknown().is_some()) {
                    index.stray.get_or_insert_with(|| rule.address.text().clone());
                }
                if let Some(group) = key {
                    index.rules.entry(group.clone()).or_default().push(Arc::clone(rule));
                }
            }
        }
        for kind in ["aws_subnet", "aws_vpc"] {
            for resource in inventory.of_kind(kind) {
                let range = resource.attribute("cidr_block");
                if range.is_some_and(|v| v.as_unknown().is_some()) {
                    index.unknown_range.get_or_insert_with(|| resource.address.text().clone());
                }
                if let (Some(range), Some(symbol)) =
                    (resource.text("cidr_block"), context.symbol_of(resource))
                {
                    let name = Text::from(format!("<{symbol}>"));
                    index.ranges.insert((resource.side(), Text::from(range)), name);
                }
            }
        }
        index
    }

    /// What a group lets through, by key.
    pub(super) fn of(&self, context: &Context, group: &Arc<Resource>) -> BTreeMap<String, Fact> {
        let mut facts = Facts { index: self, context, side: group.side(), found: BTreeMap::new() };
        for direction in ["ingress", "egress"] {
            match group.attribute(direction) {
                Some(Value::List(list)) => {
                    for item in list.items() {
                        if let Value::Map(map) = item {
                            facts.inline(direction, map, group);
                        }
                    }
                }
                // A configuration that leaves the rules out declares none here.
                Some(Value::Unknown(why))
                    if attribute_reference(why) == Some((group.address.as_str(), direction)) => {}
                Some(Value::Unknown(why)) => {
                    facts.undecided(direction, &why.because(), group);
                }
                _ => {}
            }
        }
        let id = group.id.as_ref().or_else(|| group.attribute("id")?.key());
        let rules = id.and_then(|id| self.rules.get(id));
        for rule in rules.into_iter().flatten() {
            facts.rule(rule);
        }
        facts.found
    }
}

struct Facts<'a> {
    index: &'a FactIndex,
    context: &'a Context,
    side: Side,
    found: BTreeMap<String, Fact>,
}

impl Facts<'_> {
    fn undecided(&mut self, what: &str, why: &str, from: &Arc<Resource>) {
        let key = format!("unknown {what} {}", from.address);
        self.found.insert(
            key.clone(),
            Fact {
                key,
                words: what.to_owned(),
                from: Arc::clone(from),
                undecided: Some(why.to_owned()),
                range: false,
            },
        );
    }

    /// A block inside the group, or a rule resource of the older kind.
    fn inline(&mut self, direction: &str, map: &Map, from: &Arc<Resource>) {
        let get = |name: &str| map.get(name);
        let parts = ["type", "protocol", "from_port", "to_port", "self"];
        let plain = parts.iter().filter_map(|n| get(n)).find_map(|v| v.as_unknown());
        let peers = PEERS.iter().filter_map(|n| get(n)).find_map(|v| self.hidden(v));
        if let Some(why) = plain.cloned().or(peers) {
            self.undecided(direction, &why.because(), from);
            return;
        }
        let traffic = traffic(get("protocol"), get("from_port"), get("to_port"));
        for peers in PEERS.iter().filter_map(|n| get(n)) {
            let single = std::slice::from_ref(peers);
            for peer in peers.as_list().unwrap_or(single) {
                if let Some(peer) = self.peer(peer) {
                    self.add(direction, &traffic, &peer, from);
                }
            }
        }
        if get("self").and_then(Value::as_bool) == Some(true) {
            self.add(direction, &traffic, "self", from);
        }
    }

    fn rule(&mut self, rule: &Arc<Resource>) {
        let direction = match rule.kind.as_str() {
            "aws_vpc_security_group_ingress_rule" => "ingress",
            "aws_vpc_security_group_egress_rule" => "egress",
            _ => {
                let direction = rule.text("type").unwrap_or("ingress").to_owned();
                self.inline(&direction, &rule.attributes, rule);
                return;
            }
        };
        let get = |name: &str| rule.attribute(name);
        let peers = ["cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id"];
        let facts = ["ip_protocol", "from_port", "to_port"];
        let plain = facts.iter().find_map(|n| get(n).and_then(Value::as_unknown)).cloned();
        // A peer that is left out is unknown where the provider might fill it in.
        let hidden = peers.iter().filter_map(|n| get(n)).find_map(|v| self.hidden(v));
        if let Some(why) = plain.or(hidden) {
            self.undecided(direction, &why.because(), rule);
            return;
        }
        let traffic = traffic(get("ip_protocol"), get("from_port"), get("to_port"));
        let group = get("security_group_id").and_then(Value::key);
        for value in peers.iter().filter_map(|n| get(n)) {
            let own = group.is_some() && group == value.key();
            if let Some(peer) = self.peer(value) {
                self.add(direction, &traffic, if own { "self" } else { &peer }, rule);
            }
        }
    }

    /// Why a peer, or one of several, is not known at all.
    fn hidden(&self, value: &Value) -> Option<Arc<Unknown>> {
        match value {
            Value::Unknown(why) if self.context.concrete(self.side, why).is_none() => {
                Some(Arc::clone(why))
            }
            Value::List(list) => {
                let inside = list.items().iter().find_map(|v| self.hidden(v));
                inside.or_else(|| list.openness().cloned())
            }
            _ => None,
        }
    }

    /// A peer as text; a reference to a group as its symbol.
    fn peer(&self, value: &Value) -> Option<Text> {
        match value {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            Value::Unknown(why) => self.context.concrete(self.side, why),
            _ => None,
        }
    }

    fn add(&mut self, direction: &str, traffic: &str, peer: &str, from: &Arc<Resource>) {
        let named = self.index.ranges.get(&(self.side, Text::from(peer)));
        let symbol = match named {
            Some(symbol) => symbol.to_string(),
            None if peer.contains('/') => normal(peer, Meaning::Cidr).into_owned(),
            None => Canonical { context: self.context, side: self.side }
                .string(peer, &Field::default())
                .into_owned(),
        };
        let preposition = if direction == "egress" { "to" } else { "from" };
        let key = format!("{direction} {traffic} {symbol}");
        // A group is known by its address, not by its id.
        let named = symbol.strip_prefix('<').and_then(|s| s.strip_suffix(".id>"));
        let words = format!("{direction} {traffic} {preposition} {}", named.unwrap_or(peer));
        let range = peer.contains('/');
        let from = Arc::clone(from);
        let fact = Fact { key: key.clone(), words, from, undecided: None, range };
        self.found.entry(key).or_insert(fact);
    }
}

/// `tcp 443`, `udp 1000-2000`, `all`.
fn traffic(protocol: Option<&Value>, from: Option<&Value>, to: Option<&Value>) -> String {
    let text = |value: Option<&Value>| match value {
        Some(Value::String(s)) => s.to_string(),
        Some(Value::Number(n)) => n.to_string(),
        _ => String::new(),
    };
    let protocol = normal(&text(protocol), Meaning::Protocol).into_owned();
    let (from, to) = (text(from), text(to));
    // With all protocols the ports do not count.
    if protocol == "all" {
        protocol
    } else if from == to {
        format!("{protocol} {from}")
    } else {
        format!("{protocol} {from}-{to}")
    }
}
