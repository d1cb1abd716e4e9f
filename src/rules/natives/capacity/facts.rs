//! What the arithmetic of capacity asks of a world.

use std::sync::Arc;

use super::Amount;
use crate::kinds;
use crate::lang::{attribute_of, first_unknown, unknown_of};
use crate::model::{Reason, Resource, Side, Text, Unknown, Value};
use crate::rules::natives::{lookup, object};
use crate::rules::world::World;

/// What was looked for.
pub(super) enum Found {
    /// It is there.
    One(Arc<Resource>),
    /// It was looked for, and there is none.
    None,
    /// Nobody could look, or something that is not known may be it.
    Perhaps(Arc<Unknown>),
}

/// A world, as the arithmetic of capacity sees it.
#[derive(Clone, Copy)]
pub(super) struct Facts<'w> {
    pub(super) world: &'w World<'w>,
}

impl<'w> Facts<'w> {
    pub(super) const fn new(world: &'w World<'w>) -> Self {
        Self { world }
    }

    /// The resources of a kind on a side, and why there may be more.
    pub(super) fn all(self, kind: &str, side: Side) -> (Vec<Arc<Resource>>, Option<Arc<Unknown>>) {
        let Value::List(list) = self.world.resources(kind, Some(side)) else {
            return (Vec::new(), None);
        };
        let resource = |v: &Value| match v {
            Value::Resource(resource) => Some(Arc::clone(resource)),
            _ => None,
        };
        (list.items().iter().filter_map(resource).collect(), list.openness().cloned())
    }

    /// The resource of a kind on a side with these values.
    pub(super) fn find<const N: usize>(
        self,
        kind: &str,
        side: Side,
        values: [(&'static str, Value); N],
    ) -> Found {
        let mut wanted: Vec<(Text, Value)> =
            values.into_iter().map(|(name, value)| (Text::from(name), value)).collect();
        wanted.push((Text::from("side"), Value::text(side.name())));
        let wanted = Value::map(wanted);
        match lookup::lookup_one(self.world, &[Value::text(kind), wanted]) {
            Ok(Value::Resource(found)) => Found::One(found),
            Ok(Value::Unknown(why)) => Found::Perhaps(why),
            Ok(_) => Found::None,
            Err(message) => Found::Perhaps(unsupported(message)),
        }
    }

    /// What was observed of a resource: an attribute of its `status.` kind. What was not observed
    /// is not known.
    pub(super) fn observed(self, of: &Arc<Resource>, name: &str) -> Value {
        let plain = kinds::kind(&of.kind).map_or(of.kind.as_str(), |k| k.name);
        let kind = format!("status.{plain}");
        match self.find(&kind, of.side(), [("id", get(of, "id"))]) {
            Found::One(status) => match get(&status, name) {
                Value::Null => unknown(format!("the {name} of {} was not told", label(of))),
                value => value,
            },
            Found::Perhaps(why) => Value::Unknown(why),
            Found::None => unknown(format!("{} was not observed", label(of))),
        }
    }

    /// Finds the primary's counterparts of DR resources of a kind.
    pub(super) fn peers(self, kind: &'static str) -> Peers<'w> {
        let comparison = self.world.comparison;
        let others = comparison.ambiguous().iter().map(|a| &a.resource);
        let others = comparison.unpaired(Side::Primary).iter().chain(others);
        let others: Vec<&Arc<Resource>> = others.filter(|r| is_of(r, kind)).collect();
        Peers {
            world: self.world,
            open: self.world.openness(kind, Some(Side::Primary)),
            alone: !others.is_empty(),
            nameless: others.into_iter().find_map(|r| nameless(r)),
        }
    }

    /// The region of the DR side.
    pub(super) fn region(self) -> Option<&'w str> {
        self.world.estate.dr.region.as_ref().map(crate::model::Region::as_str)
    }

    /// `in us-west-2`, or `in DR` where the region is not declared.
    pub(super) fn place(self) -> String {
        format!("in {}", self.region().unwrap_or("DR"))
    }
}

/// The primary resources of a kind, as counterparts of DR resources.
pub(super) struct Peers<'w> {
    world: &'w World<'w>,
    /// Why not all of them are listed.
    open: Option<Arc<Unknown>>,
    /// Whether there are some without counterpart.
    alone: bool,
    /// Why the name of one without counterpart is not known: it may be the counterpart of any.
    nameless: Option<Arc<Unknown>>,
}

impl Peers<'_> {
    /// The primary's counterpart of a DR resource.
    pub(super) fn of(&self, resource: &Arc<Resource>) -> Found {
        let comparison = self.world.comparison;
        if let Some(other) = comparison.counterpart(resource) {
            return Found::One(Arc::clone(other));
        }
        if comparison.is_ambiguous(resource) {
            let why = format!("{} has several possible counterparts", label(resource));
            return Found::Perhaps(not_collected(why));
        }
        let own = || nameless(resource).filter(|_| self.alone);
        match self.open.clone().or_else(|| self.nameless.clone()).or_else(own) {
            Some(why) => Found::Perhaps(why),
            None => Found::None,
        }
    }
}

pub(super) fn is_of(resource: &Resource, kind: &str) -> bool {
    resource.kind == kind || kinds::kind(&resource.kind).is_some_and(|k| k.name == kind)
}

/// Why the name by which a resource is paired is not known, if it is not.
pub(super) fn nameless(resource: &Resource) -> Option<Arc<Unknown>> {
    let kind = kinds::kind(&resource.kind)?;
    let mut names = kind.names.iter().chain(kind.identity);
    names.find_map(|name| resource.attribute(name).and_then(first_unknown))
}

/// An attribute of a resource; unknown where its source does not carry it.
pub(super) fn get(resource: &Arc<Resource>, name: &str) -> Value {
    attribute_of(&Value::Resource(Arc::clone(resource)), name).unwrap_or(Value::Null)
}

/// A member of a block.
pub(super) fn member(block: &Value, name: &str) -> Value {
    attribute_of(block, name).unwrap_or(Value::Null)
}

/// The blocks of an attribute, or why they are not all known.
pub(super) fn blocks(value: &Value) -> Result<Vec<Value>, Arc<Unknown>> {
    if let Some(why) = unknown_of(value) {
        return Err(why);
    }
    match value {
        Value::List(list) => match list.openness() {
            Some(why) => Err(Arc::clone(why)),
            None => Ok(list.items().to_vec()),
        },
        Value::Map(_) => Ok(vec![value.clone()]),
        _ => Ok(Vec::new()),
    }
}

/// The first block of an attribute.
pub(super) fn block(value: &Value) -> Result<Option<Value>, Arc<Unknown>> {
    Ok(blocks(value)?.into_iter().next())
}

/// A text that is set and not empty, or why it is not known.
pub(super) fn text(value: &Value) -> Result<Option<String>, Arc<Unknown>> {
    if let Some(why) = unknown_of(value) {
        return Err(why);
    }
    Ok(value.as_str().filter(|t| !t.is_empty()).map(str::to_owned))
}

/// The texts of a list, or why they are not all known.
pub(super) fn texts(value: &Value) -> Result<Vec<String>, Arc<Unknown>> {
    let items = blocks(value)?;
    let texts: Result<Vec<_>, _> = items.iter().map(text).collect();
    Ok(texts?.into_iter().flatten().collect())
}

/// What people call a resource.
pub(super) fn label(resource: &Resource) -> &str {
    resource.name.as_ref().unwrap_or_else(|| resource.address.text()).as_str()
}

/// A number of things, more where the listing is open.
pub(super) fn counted(listed: &(Vec<Arc<Resource>>, Option<Arc<Unknown>>)) -> Amount {
    Amount::count(listed.0.len()).or_more(listed.1.clone())
}

/// A value that nobody told.
pub(super) fn unknown(why: String) -> Value {
    Value::Unknown(not_collected(why))
}

/// A reason of what nobody told.
pub(super) fn not_collected(why: String) -> Arc<Unknown> {
    Arc::new(Unknown::new(Reason::NotCollected, why))
}

/// A reason of what is not worked out here.
pub(super) fn unsupported(why: String) -> Arc<Unknown> {
    Arc::new(Unknown::new(Reason::Unsupported, why))
}

/// A line as rules see it.
pub(super) fn line_object(line: &super::CapacityLine) -> Value {
    let texts = |text: Option<String>| text.map_or(Value::Null, Value::text);
    let short = line.short();
    object([
        ("key", Value::text(&line.key)),
        ("topic", Value::text(line.topic)),
        ("what", Value::text(&line.what)),
        ("unit", Value::text(line.unit)),
        ("need", line.need.value()),
        ("have", line.have.value()),
        (
            "missing",
            match (&short, line.missing()) {
                (Ok(_), missing) => Value::Number(missing),
                (Err(why), _) => Value::Unknown(Arc::clone(why)),
            },
        ),
        (
            "short",
            match &short {
                Ok(short) => Value::Bool(*short),
                Err(why) => Value::Unknown(Arc::clone(why)),
            },
        ),
        ("command", texts(line.command.clone())),
        ("subject", line.subject.clone().map_or(Value::Null, Value::Resource)),
        ("path", Value::text(line.path)),
        ("summary", Value::text(line.summary())),
        ("explanation", Value::text(&line.explanation)),
        ("undecided", texts(line.undecided())),
    ])
}
