//! How the attributes of a kind are compared, compiled once from its table and schema.

use std::collections::HashMap;

use crate::kinds::schema::{self, Attribute, Flags};
use crate::kinds::{self, Document, Kind, Meaning, NameScope};
use crate::model::{Text, Value};

/// How one attribute, and what is inside it, is compared.
#[derive(Debug, Default)]
pub(super) struct Field {
    /// Left out.
    pub(super) dropped: bool,
    /// Members have no order.
    pub(super) set: bool,
    /// Members are matched by these attributes.
    pub(super) keys: &'static [&'static str],
    pub(super) document: Option<Document>,
    pub(super) meaning: Option<Meaning>,
    /// Names a resource of this kind.
    pub(super) name_of: Option<&'static str>,
    /// Off, zero or empty is not the same as unset.
    pub(super) off_matters: bool,
    /// The value that unset stands for.
    pub(super) default: Option<Value>,
    pub(super) fields: HashMap<&'static str, Field, foldhash::fast::RandomState>,
}

/// Left out of every kind: identity, bookkeeping of the provider, and what only repeats.
const ALWAYS_DROPPED: &[&str] = &["arn", "id", "owner_id", "region", "tags_all", "timeouts"];

impl Field {
    /// How the member of that name is compared.
    pub(super) fn member(&self, name: &str) -> Option<&Self> {
        self.fields.get(name)
    }

    fn at(&mut self, path: &str) -> Option<&mut Self> {
        let mut field = self;
        for part in path.split('.') {
            field = field.fields.get_mut(part)?;
        }
        Some(field)
    }
}

/// What is compared with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Between {
    /// A primary resource with its DR counterpart.
    Sides,
    /// What a state says of a resource with how it runs.
    Sources,
}

/// The plan of a kind: a field that holds the attributes.
pub(super) fn of(kind: &str, between: Between) -> Field {
    let mut root = Field::default();
    if let Some(schema) = schema::of(kind) {
        for attribute in &schema.attributes {
            root.fields.insert(attribute.name, field(attribute));
        }
    }
    for name in ALWAYS_DROPPED {
        root.fields.entry(name).or_default().dropped = true;
    }
    if let Some(kind) = kinds::kind(kind) {
        apply(kind, &mut root, between);
    }
    if between == Between::Sources {
        // Live tags hold the provider's default tags too; a state has those in `tags_all`.
        root.fields.entry("tags").or_default().dropped = true;
        root.fields.entry("tags_all").or_default().dropped = false;
    }
    root
}

fn field(attribute: &Attribute) -> Field {
    let mut made = Field {
        dropped: attribute.is_computed_only()
            || attribute.flags.contains(Flags::WRITE_ONLY)
            || attribute.name.ends_with("_wo_version"),
        set: attribute.ty.is_set(),
        ..Field::default()
    };
    for member in attribute.ty.members() {
        made.fields.insert(member.name, field(member));
    }
    made
}

fn apply(kind: &'static Kind, root: &mut Field, between: Between) {
    let mut each = |paths: &'static [&'static str], change: &dyn Fn(&mut Field)| {
        for path in paths {
            if let Some(field) = root.at(path) {
                change(field);
            }
        }
    };
    each(kind.compared_though_computed, &|f| f.dropped = false);
    for dropped in [kind.volatile, kind.provider_only] {
        each(dropped, &|f| f.dropped = true);
    }
    let sides = between == Between::Sides;
    for by_design in [kind.per_site, kind.facts] {
        // What differs between sides, or is judged there fact by fact, is one in both sources.
        each(by_design, &|f| f.dropped |= sides);
    }
    if kind.name_scope == NameScope::World && sides {
        // Nobody else in the world may have the name, so a pair never has equal ones.
        each(kind.names, &|f| f.dropped = true);
    }
    each(kind.unordered, &|f| f.set = true);
    each(kind.meaningful_when_off, &|f| f.off_matters = true);
    for (path, keys) in kind.keyed {
        if let Some(field) = root.at(path) {
            field.keys = keys;
        }
    }
    for (path, document) in kind.documents {
        if let Some(field) = root.at(path) {
            field.document = Some(*document);
        }
    }
    for (path, meaning) in kind.meanings {
        let by_design = matches!(meaning, Meaning::Presence | Meaning::Count);
        if let Some(field) = root.at(path).filter(|_| sides || !by_design) {
            field.meaning = Some(*meaning);
        }
    }
    for (path, named) in kind.name_references {
        if let Some(field) = root.at(path) {
            field.name_of = Some(named);
        }
    }
    for (path, json) in kind.defaults {
        if let Some(field) = root.at(path) {
            field.default = literal(json);
        }
    }
}

/// A scalar from its JSON text.
fn literal(json: &str) -> Option<Value> {
    match json {
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        _ => match json.strip_prefix('"').and_then(|j| j.strip_suffix('"')) {
            Some(text) => Some(Value::String(Text::from(text))),
            None => json.parse().ok().map(Value::Number),
        },
    }
}
