//! Resources of any kind, made from the bundled schema.

use std::sync::Arc;

use passmuster::compare::{Comparison, PairingOptions};
use passmuster::kinds::schema::{Attribute, Flags, Schema, Type};
use passmuster::kinds::{self, Document, Kind, Meaning, NameScope};
use passmuster::model::{
    AccountId, Address, Condition, Coverage, Estate, Inventory, Map, MapFlavour, Provenance,
    Region, RegionEvidence, Resource, Side, Site, Text, Value,
};

pub(super) const PRIMARY: &str = "us-east-1";
pub(super) const DR: &str = "us-west-2";
const ACCOUNT: &str = "111122223333";

/// A small generator of numbers: the same seed gives the same resource.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(super) fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

/// In which region a resource is made, and how members of sets are ordered.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) region: &'static str,
    pub(super) suffix: &'static str,
    pub(super) reversed: bool,
}

pub(super) const AT_PRIMARY: Place = Place { region: PRIMARY, suffix: "", reversed: false };
pub(super) const AT_DR: Place = Place { region: DR, suffix: "-dr", reversed: false };

/// The kinds with one spelling each, and their schema.
pub(super) fn tables() -> impl Iterator<Item = (&'static Kind, &'static Schema)> {
    kinds::all()
        .filter(|k| k.alias_of.is_empty())
        .filter_map(|k| Some((k, kinds::schema::of(k.name)?)))
}

fn meaning(kind: &Kind, path: &str) -> Option<Meaning> {
    kind.meanings.iter().find(|(p, _)| *p == path).map(|(_, m)| *m)
}

fn document(kind: &Kind, path: &str) -> Option<Document> {
    kind.documents.iter().find(|(p, _)| *p == path).map(|(_, d)| *d)
}

/// A text of the attribute at a path; `variant` 1 means something else than 0.
pub(super) fn text(kind: &Kind, path: &str, place: Place, number: u64, variant: u8) -> String {
    let region = place.region;
    let own = kind.names.contains(&path);
    let other = if variant == 0 { "" } else { "-changed" };
    match (document(kind, path), meaning(kind, path)) {
        (Some(Document::IamPolicy), _) => format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":["sqs:SendMessage"],"Resource":"arn:aws:sqs:{region}:{ACCOUNT}:q{number}{other}"}}]}}"#
        ),
        (Some(Document::ContainerDefinitions), _) => format!(
            r#"[{{"name":"api","image":"x.io/api:{number}{other}","environment":[{{"name":"REGION","value":"{region}"}}]}},{{"name":"side","image":"x.io/side:1"}}]"#
        ),
        (Some(Document::Json), _) => format!(r#"{{"a":{number},"b":"{region}{other}"}}"#),
        (Some(Document::Text), _) => format!("line {number}\nregion {region}\n{other}\n"),
        (None, Some(Meaning::Cidr)) => format!("10.{}.{variant}.0/24", number % 200),
        (None, Some(Meaning::Protocol)) => ["tcp", "udp"][usize::from(variant)].to_owned(),
        (None, Some(Meaning::VersionPrefix)) => format!("{}.{number}", 8 + variant),
        (None, Some(Meaning::Number)) => (number + u64::from(variant)).to_string(),
        (None, Some(Meaning::Bool)) => ["true", "false"][usize::from(variant)].to_owned(),
        (None, Some(Meaning::Image)) => format!("x.io/app:{number}{other}"),
        _ if own => format!("app{number}{other}{}", place.suffix),
        _ => match number % 4 {
            0 => format!("arn:aws:sqs:{region}:{ACCOUNT}:queue{number}{other}"),
            1 => format!("https://sqs.{region}.amazonaws.com/{ACCOUNT}/queue{number}{other}"),
            2 => format!("{region}/word{number}{other}"),
            _ => format!("word{number}{other}"),
        },
    }
}

/// A value of an attribute.
pub(super) fn value(
    kind: &Kind,
    path: &str,
    ty: &Type,
    place: Place,
    dice: &mut Dice,
    variant: u8,
) -> Value {
    let number = dice.roll(900) + 7;
    match ty {
        Type::String | Type::Dynamic => Value::text(text(kind, path, place, number, variant)),
        Type::Number => Value::from(i64::try_from(number).unwrap() + i64::from(variant)),
        Type::Bool => Value::Bool(variant == 0),
        Type::List(inner) => Value::list(vec![value(kind, path, inner, place, dice, variant)]),
        Type::Set(inner) => {
            let mut items = vec![
                value(kind, path, inner, place, &mut Dice::new(number), variant),
                value(kind, path, inner, place, &mut Dice::new(number + 1), 0),
                value(kind, path, inner, place, &mut Dice::new(number + 5), 0),
            ];
            if place.reversed {
                items.reverse();
            }
            items.dedup();
            Value::list(items)
        }
        Type::Map(inner) => Value::map([("a", value(kind, path, inner, place, dice, variant))]),
        Type::Object(attributes) | Type::Block(_, attributes) => {
            let map = members(kind, path, attributes, place, dice, variant);
            if matches!(ty, Type::Object(_)) { map } else { Value::list(vec![map]) }
        }
    }
}

/// The members of a block; with `variant` 1 the first that is compared is changed.
fn members(
    kind: &Kind,
    path: &str,
    of: &[Attribute],
    place: Place,
    dice: &mut Dice,
    variant: u8,
) -> Value {
    let mut left = variant;
    let entries: Vec<(Text, Value)> = of
        .iter()
        .map(|attribute| {
            let inner = format!("{path}.{}", attribute.name);
            let compared = is_compared(kind, &inner, attribute);
            let mine = if compared { std::mem::take(&mut left) } else { 0 };
            let mut own = Dice::new(dice.roll(1 << 40));
            (Text::from(attribute.name), value(kind, &inner, &attribute.ty, place, &mut own, mine))
        })
        .collect();
    Value::Map(Arc::new(Map::new(entries, MapFlavour::Any)))
}

/// Whether the tables say that the attribute at a path is compared, its value included.
pub(super) fn is_compared(kind: &Kind, path: &str, attribute: &Attribute) -> bool {
    let listed = |list: &[&str]| {
        list.iter().any(|p| path == *p || path.strip_prefix(p).is_some_and(|r| r.starts_with('.')))
    };
    let computed = attribute.flags.contains(Flags::COMPUTED)
        && !attribute.flags.contains(Flags::OPTIONAL)
        && !kind.compared_though_computed.contains(&path);
    let loose = matches!(meaning(kind, path), Some(Meaning::Presence | Meaning::Count));
    // Names that the world has once cannot be the same.
    let unique = kind.name_scope == NameScope::World && kind.names.contains(&path);
    let always = ["arn", "id", "owner_id", "region", "tags_all", "timeouts"].contains(&path);
    let hidden =
        attribute.flags.contains(Flags::WRITE_ONLY) || attribute.name.ends_with("_wo_version");
    let empty = match &attribute.ty {
        Type::Block(_, inner) | Type::Object(inner) => {
            !inner.iter().any(|a| is_compared(kind, &format!("{path}.{}", a.name), a))
        }
        _ => false,
    };
    !(listed(kind.volatile)
        || listed(kind.provider_only)
        || listed(kind.per_site)
        || listed(kind.facts)
        || computed
        || loose
        || always
        || unique
        || hidden
        || empty)
}

/// All attributes of a resource of a kind.
pub(super) fn attributes(
    kind: &Kind,
    schema: &Schema,
    seed: u64,
    place: Place,
) -> Vec<(Text, Value)> {
    let number = Dice::new(seed).roll(1 << 20);
    schema
        .attributes
        .iter()
        .enumerate()
        .map(|(at, attribute)| {
            let mut dice = Dice::new(seed.wrapping_add(1 + at as u64));
            let made = match attribute.name {
                // Where a resource lies is told by its ARN and region.
                "arn" => Value::text(format!(
                    "arn:aws:made:{}:{ACCOUNT}:thing/app{number}{}",
                    place.region, place.suffix
                )),
                "id" => Value::text(format!("thing-{number:08x}{}", &place.region[3..4])),
                "region" => Value::text(place.region),
                _ => value(kind, attribute.name, &attribute.ty, place, &mut dice, 0),
            };
            (Text::from(attribute.name), made)
        })
        .collect()
}

fn site(side: Side) -> Arc<Site> {
    let name = if side == Side::Dr { DR } else { PRIMARY };
    Arc::new(Site { side, region: Region::parse(name), account: AccountId::parse(ACCOUNT) })
}

pub(super) fn resource(kind: &Kind, side: Side, attributes: Vec<(Text, Value)>) -> Arc<Resource> {
    let attributes = Map::new(attributes, MapFlavour::Any);
    let id = attributes.get("id").and_then(Value::as_str).map(Text::from);
    Arc::new(Resource {
        kind: Text::from(kind.name),
        id,
        address: Address::new(format!("{}.this", kind.name)),
        name: None,
        site: site(side),
        region_evidence: RegionEvidence::Arn,
        attributes: Arc::new(attributes),
        condition: Condition::Current,
        provenance: Provenance::Made,
    })
}

/// An estate that holds these resources.
pub(super) fn estate(resources: Vec<Arc<Resource>>) -> (Estate, Inventory) {
    let mut coverage = Coverage::default();
    coverage.looked_at(Side::Primary);
    coverage.looked_at(Side::Dr);
    let inventory = Inventory::new(resources, coverage, Vec::new());
    let estate = Estate {
        name: Text::from("made"),
        primary: site(Side::Primary).as_ref().clone(),
        dr: site(Side::Dr).as_ref().clone(),
        views: std::collections::BTreeMap::new(),
        networks: std::collections::BTreeMap::new(),
        dr_name_suffix: Text::from("-dr"),
        primary_name_suffix: Text::new(),
        objectives: passmuster::model::Objectives::default(),
    };
    (estate, inventory)
}

/// The pairs of an estate that holds these resources.
pub(super) fn compared(resources: Vec<Arc<Resource>>) -> Comparison {
    let (estate, inventory) = estate(resources);
    Comparison::new(&estate, &inventory, &PairingOptions::default())
}
