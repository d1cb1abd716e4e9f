//! The world of a rule test.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Reader, Written};
use crate::compare::{Comparison, Drift, PairingOptions};
use crate::kinds;
use crate::kinds::schema::{self, Type};
use crate::lang::{self, Attribute, Block, Budget, Function, Scope};
use crate::model::{
    AccountId, Address, Condition, Coverage, Estate, Gap, Inventory, Map, MapFlavour, Objectives,
    Provenance, Reason, Region, RegionEvidence, Resource, Side, Site, Snapshot, Text, Unknown,
    Value,
};

/// The world of a rule test: two regions of one account.
#[derive(Debug)]
pub struct TestWorld {
    resources: Vec<Arc<Resource>>,
    /// What states record beside it.
    recorded: Vec<Arc<Resource>>,
    coverage: Coverage,
    networks: BTreeMap<Text, Text>,
    dr_name_suffix: Text,
    objectives: Objectives,
    /// Whether the regions have changed their parts.
    pub(super) turned: bool,
}

const PRIMARY: &str = "us-east-1";
const DR: &str = "us-west-2";
const ACCOUNT: &str = "111122223333";

/// The site of a side in the worlds of rule tests.
#[must_use]
pub fn site(side: Side) -> Site {
    let region = match side {
        Side::Primary => Region::parse(PRIMARY),
        Side::Dr => Region::parse(DR),
        Side::Global => None,
    };
    Site { side, region, account: AccountId::parse(ACCOUNT) }
}

impl TestWorld {
    /// The estate, what it holds, and its pairs.
    #[must_use]
    pub fn build(&self) -> (Estate, Inventory, Comparison, Option<Drift>) {
        let sites = [site(Side::Primary), site(Side::Dr)];
        let (resources, coverage, drift) = if self.recorded.is_empty() {
            (self.resources.clone(), self.coverage.clone(), None)
        } else {
            let joined = Drift::join(self.state(), self.live(), [&sites[0], &sites[1]]);
            (joined.resources, joined.coverage, Some(joined.drift))
        };
        let inventory = Inventory::new(resources, coverage, Vec::new());
        let estate = Estate {
            name: Text::from("test"),
            primary: site(Side::Primary),
            dr: site(Side::Dr),
            views: BTreeMap::new(),
            networks: self.networks.clone(),
            dr_name_suffix: self.dr_name_suffix.clone(),
            primary_name_suffix: Text::new(),
            objectives: self.objectives,
        };
        let comparison = Comparison::new(&estate, &inventory, &PairingOptions::default());
        (estate, inventory, comparison, drift)
    }

    fn state(&self) -> Snapshot {
        let mut coverage = Coverage::default();
        coverage.looked_at(Side::Primary);
        coverage.looked_at(Side::Dr);
        Snapshot { resources: self.recorded.clone(), coverage, ..Snapshot::default() }
    }

    /// The resources as a collection gives them: their kinds and those that are recorded were
    /// looked for.
    fn live(&self) -> Snapshot {
        let kinds = self.recorded.iter().chain(&self.resources).map(|r| r.kind.clone());
        let kinds: BTreeSet<Text> = kinds.collect();
        let mut coverage = Coverage::default();
        for side in [Side::Primary, Side::Dr] {
            coverage.looked_for(side, kinds.iter().cloned());
        }
        for gap in self.coverage.gaps() {
            coverage.add(gap.clone());
        }
        Snapshot { resources: self.resources.clone(), coverage, ..Snapshot::default() }
    }

    /// The resources of the world.
    #[must_use]
    pub fn resources(&self) -> &[Arc<Resource>] {
        &self.resources
    }

    /// The same world with other resources.
    #[must_use]
    pub fn with_resources(&self, resources: Vec<Arc<Resource>>) -> Self {
        Self {
            resources,
            recorded: self.recorded.clone(),
            coverage: self.coverage.clone(),
            networks: self.networks.clone(),
            dr_name_suffix: self.dr_name_suffix.clone(),
            objectives: self.objectives,
            turned: self.turned,
        }
    }

    /// The same world in which the listing of a kind is not complete on any side.
    #[must_use]
    pub fn incomplete(&self, kind: &str) -> Self {
        let mut world = self.with_resources(self.resources.clone());
        world.coverage.add(gap(None, kind, "denied"));
        world
    }
}

fn gap(side: Option<Side>, kind: &str, reason: &str) -> Gap {
    Gap {
        side,
        kind: Some(Text::from(kind)),
        attributes: Vec::new(),
        operation: Text::from("test"),
        iam_action: None,
        reason: Reason::Denied,
        detail: Text::from(reason),
    }
}

/// `unknown("why")`: only in rule tests.
struct MakeUnknown;

impl Function for MakeUnknown {
    fn call(&self, arguments: &[Value]) -> Result<Value, String> {
        let why = arguments.first().and_then(Value::as_str).unwrap_or_default();
        Ok(Value::unknown(Unknown::new(Reason::ComputedAtApply, why)))
    }
}

struct Constants;

impl Scope for Constants {
    fn variable(&self, _: &str) -> Option<Value> {
        None
    }

    fn function(&self, name: &str) -> Option<&dyn Function> {
        (name == "unknown").then_some(&MakeUnknown as &dyn Function)
    }
}

impl Reader<'_> {
    /// The constant value of an attribute.
    pub(super) fn value(&mut self, attribute: &Attribute) -> Option<Value> {
        match lang::evaluate(&attribute.expression, &Constants, &mut Budget::default()) {
            Ok(value) => Some(value),
            Err(error) => {
                self.problems.push(error.diagnostic());
                None
            }
        }
    }

    /// The text of an attribute of a block.
    pub(super) fn text(&mut self, block: &Block, name: &str) -> Option<Text> {
        let attribute = block.body.attribute(name)?;
        match self.value(attribute)? {
            Value::String(text) => Some(text),
            other => {
                let message = format!("{name} must be a string, but is {}", other.type_word());
                self.report(attribute.expression.span(), message);
                None
            }
        }
    }

    pub(super) fn only(&mut self, block: &Block, known: &[&str]) {
        for attribute in &block.body.attributes {
            if !known.contains(&attribute.name.as_str()) {
                self.unknown_key(attribute, &block.kind, &known.join(", "));
            }
        }
    }

    fn side(&mut self, block: &Block) -> Option<Side> {
        let text = self.text(block, "side")?;
        let side = [Side::Primary, Side::Dr, Side::Global].into_iter().find(|s| s.name() == text);
        if side.is_none() {
            self.report(block.kind_span, format!("{text:?} is no side"));
        }
        side
    }

    pub(super) fn world(&mut self, block: &Block) -> TestWorld {
        let mut world = TestWorld {
            resources: Vec::new(),
            recorded: Vec::new(),
            coverage: Coverage::default(),
            networks: BTreeMap::new(),
            dr_name_suffix: self.text(block, "dr_name_suffix").unwrap_or_default(),
            objectives: self.objectives(block),
            turned: block.body.attribute("turned").and_then(|a| self.value(a)?.as_bool())
                == Some(true),
        };
        world.coverage.looked_at(Side::Primary);
        world.coverage.looked_at(Side::Dr);
        self.only(block, &["dr_name_suffix", "networks", "rto_seconds", "rpo_seconds", "turned"]);
        if let Some(attribute) = block.body.attribute("networks")
            && let Some(Value::Map(map)) = self.value(attribute)
        {
            let text = |v: &Value| v.as_str().map(Text::from);
            world.networks = map.iter().filter_map(|(k, v)| Some((k.clone(), text(v)?))).collect();
        }
        let mut written = Vec::new();
        for inner in &block.body.blocks {
            match inner.kind.as_str() {
                "terraform" => written.extend(self.terraform(inner)),
                "recorded" => world.recorded.extend(self.resource(inner, "")),
                "resource" => world.resources.extend(self.resource(inner, "")),
                "data" => world.resources.extend(self.resource(inner, "data.")),
                "incomplete" => {
                    let kind = self.labels(inner, 1).into_iter().next().unwrap_or_default();
                    let side = self.side(inner);
                    let reason = self.text(inner, "reason").unwrap_or_default();
                    world.coverage.add(gap(side, &kind, &reason));
                }
                _ => self.unknown_block(inner, "resource, data, recorded, terraform, incomplete"),
            }
        }
        if !written.is_empty() {
            let several = written.len() > 1;
            for one in &mut written {
                let side = one.side.filter(|_| several);
                one.dir = side.map_or_else(Text::new, |side| Text::from(side.name()));
            }
            let (resources, coverage) = (self.evaluate)(&written);
            world.resources.extend(resources);
            world.coverage.join(coverage);
        }
        world
    }

    /// Terraform configuration: `files`, for one side or for both.
    fn terraform(&mut self, block: &Block) -> Option<Written> {
        self.only(block, &["side", "files"]);
        let side = self.side(block);
        let Some(Value::Map(map)) = block.body.attribute("files").and_then(|a| self.value(a))
        else {
            self.report(block.kind_span, "files is an object: name = text".to_owned());
            return None;
        };
        let files = map.iter().filter_map(|(n, v)| Some((n.clone(), Text::from(v.as_str()?))));
        Some(Written { side, dir: Text::new(), files: files.collect() })
    }

    fn objectives(&mut self, block: &Block) -> Objectives {
        let mut seconds = |name: &str| {
            let attribute = block.body.attribute(name)?;
            match self.value(attribute)? {
                Value::Number(number) => number.to_string().parse().ok(),
                other => {
                    let message = format!("{name} is a number, not {}", other.type_word());
                    self.report(attribute.name_span, message);
                    None
                }
            }
        };
        Objectives { rto_seconds: seconds("rto_seconds"), rpo_seconds: seconds("rpo_seconds") }
    }

    fn resource(&mut self, block: &Block, prefix: &str) -> Option<Arc<Resource>> {
        let labels = self.labels(block, 2);
        let [kind, name] = labels.as_slice() else { return None };
        let kind = Text::from(format!("{prefix}{kind}"));
        self.only(block, &["side", "attributes", "account", "region"]);
        let side = self.side(block).unwrap_or_else(|| {
            if block.body.attribute("side").is_none() {
                self.report(block.kind_span, "the resource has no side".to_owned());
            }
            Side::Primary
        });
        let given = match block.body.attribute("attributes") {
            None => Arc::new(Map::default()),
            Some(attribute) => match self.value(attribute)? {
                Value::Map(map) => {
                    self.known_attributes(attribute, &kind, &map);
                    map
                }
                other => {
                    let message = format!("attributes is an object, not {}", other.type_word());
                    self.report(attribute.name_span, message);
                    return None;
                }
            },
        };
        let attributes = filled(&kind, &given);
        let mut site = site(side);
        if let Some(account) = self.text(block, "account") {
            site.account = AccountId::parse(&account);
        }
        if let Some(region) = self.text(block, "region") {
            site.region = Region::parse(&region);
        }
        let text = |name: &str| attributes.get(name).and_then(Value::as_str).map(Text::from);
        let table = kinds::kind(&kind);
        let own = table.and_then(|k| k.names.iter().find_map(|n| text(n)));
        let tag = attributes
            .get("tags")
            .and_then(Value::as_map)
            .and_then(|t| t.get("Name"))
            .and_then(Value::as_str)
            .map(Text::from);
        Some(Arc::new(Resource {
            id: text("id"),
            address: Address::new(format!("{kind}.{name}")),
            name: own.or(tag),
            kind,
            site: Arc::new(site),
            region_evidence: RegionEvidence::Side,
            attributes: Arc::new(attributes),
            condition: Condition::Current,
            provenance: Provenance::Made,
        }))
    }

    fn known_attributes(&mut self, attribute: &Attribute, kind: &str, map: &Map) {
        for (name, _) in map.iter() {
            if !kinds::has_attribute(kind, name) {
                let mend = lang::suggest(name, kinds::attribute_names(kind))
                    .map_or_else(String::new, |m| format!("; did you mean {m}?"));
                let message = format!("{kind} has no attribute {name}{mend}");
                self.report(attribute.expression.span(), message);
            }
        }
    }
}

/// The attributes as a state carries them: null where nothing is given, blocks empty.
fn filled(kind: &str, given: &Map) -> Map {
    let mut entries: Vec<(Text, Value)> = Vec::new();
    if let Some(schema) = schema::of(kind) {
        for attribute in &schema.attributes {
            let block = matches!(attribute.ty, Type::Block(..));
            let empty = if block { Value::list(Vec::new()) } else { Value::Null };
            entries.push((Text::from(attribute.name), empty));
        }
    }
    entries.extend(given.iter().map(|(k, v)| (k.clone(), v.clone())));
    Map::new(entries, MapFlavour::Any)
}
