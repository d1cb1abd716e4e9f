//! Reading one paragraph of the table.

/// The attributes of one resource type, sorted by name.
#[derive(Debug)]
pub struct Schema {
    /// The attributes and nested blocks.
    pub attributes: Vec<Attribute>,
}

/// One attribute or nested block.
#[derive(Debug)]
pub struct Attribute {
    /// The name.
    pub name: &'static str,
    /// The type.
    pub ty: Type,
    /// What the provider says of it.
    pub flags: Flags,
}

/// A type of the provider's schema.
#[derive(Debug)]
pub enum Type {
    /// A text.
    String,
    /// A number.
    Number,
    /// A truth value.
    Bool,
    /// Anything.
    Dynamic,
    /// Ordered members of one type.
    List(Box<Type>),
    /// Members of one type without order.
    Set(Box<Type>),
    /// Members of one type by key.
    Map(Box<Type>),
    /// Named members.
    Object(Vec<Attribute>),
    /// Nested blocks.
    Block(Nesting, Vec<Attribute>),
}

/// How often a nested block occurs, and whether order matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// At most once, as an object.
    Single,
    /// In order.
    List,
    /// Without order.
    Set,
    /// By key.
    Map,
}

/// What the provider says of an attribute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(u8);

impl Flags {
    /// Must be set.
    pub const REQUIRED: Self = Self(1);
    /// May be set.
    pub const OPTIONAL: Self = Self(2);
    /// Is filled in by the provider.
    pub const COMPUTED: Self = Self(4);
    /// Holds a secret.
    pub const SENSITIVE: Self = Self(8);
    /// Is never stored.
    pub const WRITE_ONLY: Self = Self(16);
    /// Should not be used any more.
    pub const DEPRECATED: Self = Self(32);

    /// Whether the other's flags are all set.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    fn read(letters: &str) -> Self {
        letters.bytes().fold(Self(0), |all, letter| {
            let one = match letter {
                b'r' => Self::REQUIRED,
                b'o' => Self::OPTIONAL,
                b'c' => Self::COMPUTED,
                b's' => Self::SENSITIVE,
                b'w' => Self::WRITE_ONLY,
                b'd' => Self::DEPRECATED,
                _ => Self(0),
            };
            Self(all.0 | one.0)
        })
    }
}

impl Schema {
    /// The attribute of a name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        find(&self.attributes, name)
    }

    /// The attribute at a dotted path; lists are passed through.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&Attribute> {
        let mut parts = path.split('.');
        let mut found = self.attribute(parts.next()?)?;
        for part in parts {
            found = find(found.ty.members(), part)?;
        }
        Some(found)
    }
}

impl Attribute {
    /// Whether only the provider sets it: an id, an endpoint, a status.
    #[must_use]
    pub const fn is_computed_only(&self) -> bool {
        self.flags.contains(Flags::COMPUTED)
            && !self.flags.contains(Flags::OPTIONAL)
            && !self.flags.contains(Flags::REQUIRED)
    }
}

impl Type {
    /// The named members of an object or block, also inside a list.
    #[must_use]
    pub fn members(&self) -> &[Attribute] {
        match self {
            Self::Object(fields) | Self::Block(_, fields) => fields,
            Self::List(inner) | Self::Set(inner) | Self::Map(inner) => inner.members(),
            _ => &[],
        }
    }

    /// Whether the members have no order.
    #[must_use]
    pub const fn is_set(&self) -> bool {
        matches!(self, Self::Set(_) | Self::Block(Nesting::Set, _))
    }
}

fn find<'a>(fields: &'a [Attribute], name: &str) -> Option<&'a Attribute> {
    fields.binary_search_by(|a| a.name.cmp(name)).ok().and_then(|at| fields.get(at))
}

/// Reads the lines of a paragraph; `None` when one of them does not follow the grammar.
pub(super) fn schema(text: &'static str) -> Option<Schema> {
    let mut attributes = Vec::new();
    for line in text.lines().filter(|l| !l.trim().is_empty()) {
        let (name, rest) = line.trim_start().split_once(' ')?;
        let (ty, flags) = rest.rsplit_once(' ')?;
        let mut cursor = Cursor { rest: ty };
        let ty = cursor.ty()?;
        if !cursor.rest.is_empty() {
            return None;
        }
        attributes.push(Attribute { name, ty, flags: Flags::read(flags) });
    }
    attributes.sort_by_key(|a| a.name);
    Some(Schema { attributes })
}

struct Cursor {
    rest: &'static str,
}

impl Cursor {
    fn take(&mut self, literal: &str) -> bool {
        match self.rest.strip_prefix(literal) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn word(&mut self) -> &'static str {
        let end = self.rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        word
    }

    fn ty(&mut self) -> Option<Type> {
        let word = self.word();
        if self.take("(") {
            let inner = Box::new(self.ty()?);
            let made = match word {
                "list" => Type::List(inner),
                "set" => Type::Set(inner),
                "map" => Type::Map(inner),
                _ => return None,
            };
            return self.take(")").then_some(made);
        }
        if self.take("{") {
            let mut fields = Vec::new();
            while !self.take("}") {
                let name = self.word();
                if name.is_empty() || !self.take(":") {
                    return None;
                }
                let ty = self.ty()?;
                if !self.take(":") {
                    return None;
                }
                let flags = Flags::read(self.word());
                fields.push(Attribute { name, ty, flags });
                self.take(" ");
            }
            fields.sort_by_key(|a| a.name);
            return Some(match word {
                "object" => Type::Object(fields),
                "single" => Type::Block(Nesting::Single, fields),
                "list" => Type::Block(Nesting::List, fields),
                "set" => Type::Block(Nesting::Set, fields),
                "map" => Type::Block(Nesting::Map, fields),
                _ => return None,
            });
        }
        match word {
            "string" => Some(Type::String),
            "number" => Some(Type::Number),
            "bool" => Some(Type::Bool),
            "dynamic" => Some(Type::Dynamic),
            _ => None,
        }
    }
}

/// A constant of the table of defaults: JSON.
pub(super) fn constant(text: &str) -> Option<crate::model::Value> {
    use crate::model::{Number, Value};
    Some(match serde_json::from_str(text).ok()? {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(b) => Value::Bool(b),
        serde_json::Value::Number(n) => Value::Number(n.to_string().parse::<Number>().ok()?),
        serde_json::Value::String(s) => Value::text(s),
        serde_json::Value::Array(items) if items.is_empty() => Value::list(Vec::new()),
        serde_json::Value::Object(entries) if entries.is_empty() => {
            Value::map(std::iter::empty::<(&str, Value)>())
        }
        _ => return None,
    })
}
