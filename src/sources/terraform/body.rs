//! The attributes of one instance of a resource.
//!
//! What the configuration gives is brought to the schema's types, as the provider does; what it
//! leaves out is null, the provider's default, or known only after apply.

use std::sync::Arc;

use super::data_sources;
use super::module::Declared;
use super::run::{Run, computed, symbol};
use super::scope::ModuleScope;
use crate::kinds::schema::{self, Attribute as Field, Flags, Nesting, Type};
use crate::lang::{Body, convert, unknown_of};
use crate::model::{Address, List, ListFlavour, Map, MapFlavour, Reason, Text, Unknown, Value};

/// Arguments and blocks that Terraform itself defines for every resource.
pub(super) const META: &[&str] =
    &["connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"];

/// The attributes of one instance.
pub(super) fn attributes(
    run: &Run<'_>,
    scope: &ModuleScope<'_, '_>,
    declared: &Declared,
    address: &str,
) -> Map {
    let kind = declared.label(0);
    let data = declared.block.kind.as_str() == "data";
    let schema = if data { None } else { schema::of(kind) };
    let fields = schema.map(|s| s.attributes.as_slice());
    let mut given = values(run, scope, &declared.block.body, fields, true);
    if data {
        let provider = run.provider_of(&scope.at, declared);
        data_sources::answer(run, scope, kind, address, provider.as_deref(), &mut given);
    }
    match fields {
        Some(fields) => {
            fill(fields, &mut given, &Filling { root: scope.at.root, kind, address, path: "" });
            tags_all(run, scope, declared, address, &mut given);
            Map::new(given, MapFlavour::Object)
        }
        None => {
            if !given.iter().any(|(name, _)| name.as_str() == "id") {
                given.push((Text::from("id"), computed(scope.at.root, address, "id")));
            }
            let mut why = Unknown::new(Reason::ComputedAtApply, "");
            why.refs.push(Address::new(address));
            // Opened: what is not given may be known after apply.
            let symbol = symbol(scope.at.root, address);
            let why = Arc::new(Unknown { symbol: Some(symbol), ..why });
            let blocks: Vec<&Text> = declared.block.body.blocks.iter().map(|b| &b.kind).collect();
            for (_, value) in given.iter_mut().filter(|(name, _)| blocks.contains(&name)) {
                *value = opened(value, &why);
            }
            Map::new(given, MapFlavour::Object).opened(why)
        }
    }
}

/// Blocks of a kind whose schema is not known: the provider may add to them.
fn opened(value: &Value, why: &Arc<Unknown>) -> Value {
    match value {
        Value::List(l) => {
            let items = l.items().iter().map(|v| opened(v, why)).collect();
            convert::relist(items, l.flavour(), l)
        }
        Value::Map(map) => {
            let why = crate::lang::derived(Arc::clone(why));
            Value::Map(Arc::new(map.as_ref().clone().opened(why)))
        }
        other => other.clone(),
    }
}

/// What a body gives: attributes, and blocks by their types.
fn values(
    run: &Run<'_>,
    scope: &ModuleScope<'_, '_>,
    body: &Body,
    fields: Option<&[Field]>,
    top: bool,
) -> Vec<(Text, Value)> {
    let field = |name: &str| fields?.iter().find(|f| f.name == name);
    let meta = |name: &str| top && META.contains(&name);
    let mut made: Vec<(Text, Value)> = Vec::new();
    for attribute in body.attributes.iter().filter(|a| !meta(&a.name)) {
        let value = run.evaluate(&attribute.expression, scope);
        let value = match field(&attribute.name) {
            Some(field) => typed(&field.ty, value),
            None => value,
        };
        made.push((attribute.name.clone(), value));
    }
    let mut blocks: Vec<(Text, Vec<Value>, Option<Arc<Unknown>>)> = Vec::new();
    let mut add = |kind: &Text, value: Option<Value>, open: Option<Arc<Unknown>>| {
        let at = blocks.iter().position(|(k, ..)| k == kind).unwrap_or_else(|| {
            blocks.push((kind.clone(), Vec::new(), None));
            blocks.len() - 1
        });
        blocks[at].1.extend(value);
        if blocks[at].2.is_none() {
            blocks[at].2 = open;
        }
    };
    for block in body.blocks.iter().filter(|b| !meta(&b.kind)) {
        if block.kind.as_str() == "dynamic" && !block.labels.is_empty() {
            let kind = &block.labels[0].text;
            let inner = field(kind).map(|f| f.ty.members());
            let (made, open) = dynamic(run, scope, &block.body, kind, inner);
            if open.is_some() {
                add(kind, None, open);
            }
            for value in made {
                add(kind, Some(value), None);
            }
        } else {
            let inner = field(&block.kind).map(|f| f.ty.members());
            let value = object(values(run, scope, &block.body, inner, false));
            add(&block.kind, Some(value), None);
        }
    }
    for (kind, items, open) in blocks {
        let nesting = match field(&kind).map(|f| &f.ty) {
            Some(Type::Block(nesting, _)) => *nesting,
            _ => Nesting::List,
        };
        let value = match nesting {
            Nesting::Single | Nesting::Map => items.into_iter().next().unwrap_or(Value::Null),
            Nesting::List | Nesting::Set => list(items, open),
        };
        made.push((kind, value));
    }
    made
}

fn object(entries: Vec<(Text, Value)>) -> Value {
    Value::Map(Arc::new(Map::new(entries, MapFlavour::Object)))
}

fn list(items: Vec<Value>, open: Option<Arc<Unknown>>) -> Value {
    Value::List(Arc::new(match open {
        Some(why) => List::open(items, ListFlavour::Any, why),
        None => List::new(items, ListFlavour::Any),
    }))
}

/// The blocks that a `dynamic` block makes.
fn dynamic(
    run: &Run<'_>,
    scope: &ModuleScope<'_, '_>,
    body: &Body,
    kind: &Text,
    fields: Option<&[Field]>,
) -> (Vec<Value>, Option<Arc<Unknown>>) {
    let (Some(each), Some(content)) =
        (body.attribute("for_each"), body.blocks_of("content").next())
    else {
        let why = "a dynamic block without for_each and content";
        return (Vec::new(), Some(Arc::new(Unknown::new(Reason::Unsupported, why))));
    };
    let name = body
        .attribute("iterator")
        .and_then(|i| {
            let written = i.expression.literal().and_then(Value::as_str).map(Text::from);
            written.or_else(|| i.expression.as_traversal().map(|t| t.root))
        })
        .unwrap_or_else(|| kind.clone());
    let given = run.evaluate(&each.expression, scope);
    let (pairs, open): (Vec<(Value, Value)>, _) = match &given {
        Value::Map(map) => (
            map.iter().map(|(k, v)| (Value::String(k.clone()), v.clone())).collect(),
            map.openness().cloned(),
        ),
        Value::List(list) => {
            let set = list.flavour() == ListFlavour::Set;
            let key = |at: usize, v: &Value| {
                if set { v.clone() } else { Value::from(i64::try_from(at).unwrap_or(0)) }
            };
            let pairs = list.items().iter().enumerate().map(|(at, v)| (key(at, v), v.clone()));
            (pairs.collect(), list.openness().cloned())
        }
        Value::Null => (Vec::new(), None),
        other => {
            let why = unknown_of(other).unwrap_or_else(|| {
                Arc::new(Unknown::new(Reason::Unsupported, "for_each is no collection"))
            });
            return (Vec::new(), Some(why));
        }
    };
    let made = pairs.into_iter().map(|(key, value)| {
        let bound = object(vec![(Text::from("key"), key), (Text::from("value"), value)]);
        let inner = scope.with_iterator(name.clone(), bound);
        object(values(run, &inner, &content.body, fields, false))
    });
    (made.collect(), open)
}

/// A value as the schema's type; what cannot be converted is what Terraform would refuse.
fn typed(ty: &Type, value: Value) -> Value {
    if matches!(value, Value::Null | Value::Unknown(_) | Value::Sensitive(_)) {
        return value;
    }
    let refused = |message: String| Value::unknown(Unknown::new(Reason::Unsupported, message));
    let converted = match (ty, &value) {
        (Type::String, _) => convert::to_string(&value),
        (Type::Number, _) => convert::to_number(&value),
        (Type::Bool, _) => convert::to_bool(&value),
        (Type::Dynamic, _) => Ok(value),
        (Type::List(inner), Value::List(l)) => {
            let items = l.items().iter().map(|v| typed(inner, v.clone())).collect();
            Ok(convert::relist(items, ListFlavour::List, l))
        }
        (Type::Set(inner), Value::List(l)) => {
            let items = l.items().iter().map(|v| typed(inner, v.clone())).collect();
            convert::to_set(&convert::relist(items, ListFlavour::List, l)).map(closed)
        }
        (Type::Map(inner), Value::Map(map)) => {
            let values = map.values().iter().map(|v| typed(inner, v.clone())).collect();
            Ok(map.revalued(values).map_or(Value::Null, |m| Value::Map(Arc::new(m))))
        }
        (Type::Object(fields), Value::Map(map)) => Ok(members(fields, map)),
        // Blocks may be written as values: in JSON, and where a list of objects is assigned.
        (Type::Block(Nesting::Single | Nesting::Map, fields), Value::Map(map)) => {
            Ok(members(fields, map))
        }
        (Type::Block(_, fields), Value::Map(map)) => Ok(list(vec![members(fields, map)], None)),
        (Type::Block(_, fields), Value::List(l)) => {
            let item = |v: &Value| match v {
                Value::Map(map) => members(fields, map),
                other => other.clone(),
            };
            Ok(list(l.items().iter().map(item).collect(), l.openness().cloned()))
        }
        (_, other) => {
            Err(format!("a value of another type is required, not {}", other.type_word()))
        }
    };
    converted.unwrap_or_else(refused)
}

/// A set is left open for members that may turn out to be equal. References to different things
/// are different.
fn closed(value: Value) -> Value {
    let Value::List(list) = &value else { return value };
    let told = |v: &Value| v.is_wholly_known() || v.key().is_some();
    let mut keys: Vec<_> = list.items().iter().filter_map(Value::key).collect();
    keys.sort_unstable();
    let distinct = keys.windows(2).all(|w| w[0] != w[1]);
    let by_member = list.openness().is_some_and(|open| {
        list.items().iter().any(|v| v.as_unknown().is_some_and(|u| Arc::ptr_eq(u, open)))
    });
    if by_member && distinct && list.items().iter().all(told) {
        return Value::List(Arc::new(List::new(list.items().to_vec(), list.flavour())));
    }
    value
}

fn members(fields: &[Field], map: &Map) -> Value {
    let entries = map.iter().map(|(name, value)| {
        let field = fields.iter().find(|f| f.name == name.as_str());
        (name.clone(), field.map_or_else(|| value.clone(), |f| typed(&f.ty, value.clone())))
    });
    let made = Map::new(entries.collect(), MapFlavour::Object);
    Value::Map(Arc::new(made.open_as(map)))
}

struct Filling<'a> {
    root: usize,
    kind: &'a str,
    address: &'a str,
    /// The path of blocks, with a dot behind each.
    path: &'a str,
}

/// Adds what the configuration leaves out.
fn fill(fields: &[Field], given: &mut Vec<(Text, Value)>, at: &Filling<'_>) {
    for field in fields {
        let place = given.iter().position(|(name, _)| name.as_str() == field.name);
        let path = format!("{}{}", at.path, field.name);
        if let Some(place) = place
            && !given[place].1.is_null()
        {
            let inner = field.ty.members();
            if !inner.is_empty() {
                let inner_path = format!("{path}.");
                let inside = Filling { path: &inner_path, ..*at };
                given[place].1 = filled(inner, &given[place].1, &inside);
            }
            continue;
        }
        let value = left_out(field, &path, at);
        match place {
            Some(place) => given[place].1 = value,
            None => given.push((Text::from(field.name), value)),
        }
    }
}

fn left_out(field: &Field, path: &str, at: &Filling<'_>) -> Value {
    let default = schema::default_of(at.kind, path);
    if let Some(schema::Default::Value(value)) = default {
        return value;
    }
    let computed_by_provider =
        field.flags.contains(Flags::COMPUTED) || default == Some(schema::Default::Computed);
    match &field.ty {
        _ if computed_by_provider => computed(at.root, at.address, path),
        Type::Block(Nesting::List | Nesting::Set, _) => list(Vec::new(), None),
        _ => Value::Null,
    }
}

fn filled(fields: &[Field], value: &Value, at: &Filling<'_>) -> Value {
    match value {
        Value::Map(map) => {
            let mut entries: Vec<(Text, Value)> =
                map.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
            fill(fields, &mut entries, at);
            let made = Map::new(entries, MapFlavour::Object);
            Value::Map(Arc::new(made.open_as(map)))
        }
        Value::List(l) => {
            let items = l.items().iter().map(|v| filled(fields, v, at)).collect();
            list(items, l.openness().cloned())
        }
        other => other.clone(),
    }
}

/// `tags_all` is known before apply: the provider's default tags with the resource's over them.
fn tags_all(
    run: &Run<'_>,
    scope: &ModuleScope<'_, '_>,
    declared: &Declared,
    address: &str,
    given: &mut [(Text, Value)],
) {
    let Some(at) = given.iter().position(|(name, _)| name.as_str() == "tags_all") else { return };
    let tags = given.iter().find(|(name, _)| name.as_str() == "tags").map(|(_, v)| v.clone());
    let tags = tags.unwrap_or(Value::Null);
    let defaults = match run.provider_of(&scope.at, declared) {
        Some(provider) => provider.default_tags.clone(),
        None => Value::Null,
    };
    let mut entries: Vec<(Text, Value)> = Vec::new();
    let mut open = None;
    for source in [&defaults, &tags] {
        match source {
            Value::Null => {}
            Value::Map(map) => {
                let set = map.iter().filter(|(_, v)| !v.is_null());
                entries.extend(set.map(|(k, v)| (k.clone(), v.clone())));
                open = open.or_else(|| map.openness().cloned());
            }
            _ => {
                given[at].1 = computed(scope.at.root, address, "tags_all");
                return;
            }
        }
    }
    // Without any tag the provider waits for what AWS says.
    if entries.is_empty() && open.is_none() {
        given[at].1 = match schema::default_of(declared.label(0), "tags_all") {
            Some(schema::Default::Value(value)) => value,
            _ => computed(scope.at.root, address, "tags_all"),
        };
        return;
    }
    let map = Map::new(entries, MapFlavour::Map);
    given[at].1 = Value::Map(Arc::new(match open {
        Some(why) => map.opened(why),
        None => map,
    }));
}
