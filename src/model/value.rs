//! The value that every attribute, expression and rule works on.

use std::fmt;
use std::sync::Arc;

use super::{Map, Number, Resource, Text, Unknown};

/// One value: known, partly known or unknown.
///
/// `Null` means that a source positively says *unset*. What could not be read is
/// [`Value::Unknown`]; a secret is [`Value::Sensitive`], never its clear text.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Positively unset.
    Null,
    /// A truth value.
    Bool(bool),
    /// An exact number.
    Number(Number),
    /// A string.
    String(Text),
    /// A list, set or tuple; perhaps open.
    List(Arc<List>),
    /// A map or object; perhaps open.
    Map(Arc<Map>),
    /// A whole resource, as rules select it. Its attributes are reached by their names.
    Resource(Arc<Resource>),
    /// A secret: only its keyed digest is kept, so that equal secrets compare equal.
    Sensitive(Arc<Digest>),
    /// Not known, and why.
    Unknown(Arc<Unknown>),
}

/// The keyed digest of a secret. Two digests made under one key are equal when the secrets are.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Wraps the bytes of a keyed digest.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The digest's bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(…)")
    }
}

/// What a list is in Terraform's type system.
///
/// A source that carries no schema (state JSON, an API answer) gives [`ListFlavour::Any`], which
/// equals a list of any flavour with the same members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ListFlavour {
    /// From a source without types.
    #[default]
    Any,
    /// The result of `[…]` and of splats and `for`.
    Tuple,
    /// The result of `tolist` or of a declared type.
    List,
    /// The result of `toset` or of a declared type: sorted, distinct, without index.
    Set,
}

/// A list with its flavour and openness.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct List {
    items: Box<[Value]>,
    flavour: ListFlavour,
    open: Option<Arc<Unknown>>,
}

impl List {
    /// A closed list of the given flavour.
    #[must_use]
    pub fn new(items: Vec<Value>, flavour: ListFlavour) -> Self {
        Self { items: items.into_boxed_slice(), flavour, open: None }
    }

    /// A list that perhaps has more members than `items`, because of `why`.
    #[must_use]
    pub fn open(items: Vec<Value>, flavour: ListFlavour, why: Arc<Unknown>) -> Self {
        Self { items: items.into_boxed_slice(), flavour, open: Some(why) }
    }

    /// The members that are known to be in the list.
    #[must_use]
    pub fn items(&self) -> &[Value] {
        &self.items
    }

    /// What the list is in Terraform's type system.
    #[must_use]
    pub const fn flavour(&self) -> ListFlavour {
        self.flavour
    }

    /// Why there may be more members than [`List::items`]; `None` when the list is complete.
    #[must_use]
    pub const fn openness(&self) -> Option<&Arc<Unknown>> {
        self.open.as_ref()
    }
}

impl Value {
    /// A string value.
    pub fn text(s: impl AsRef<str>) -> Self {
        Self::String(Text::from(s.as_ref()))
    }

    /// A list as a source without types gives it.
    #[must_use]
    pub fn list(items: Vec<Self>) -> Self {
        Self::List(Arc::new(List::new(items, ListFlavour::Any)))
    }

    /// A map as a source without types gives it; of equal keys the last wins.
    pub fn map<K: AsRef<str>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        let entries = entries.into_iter().map(|(k, v)| (Text::from(k.as_ref()), v)).collect();
        Self::Map(Arc::new(Map::new(entries, super::MapFlavour::Any)))
    }

    /// An unknown value.
    #[must_use]
    pub fn unknown(unknown: Unknown) -> Self {
        Self::Unknown(Arc::new(unknown))
    }

    /// The string, if this is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(s) => Some(s),
            _ => None,
        }
    }

    /// What tells this value from others: the string, or the symbol of a value that is not known
    /// yet. Equal keys are equal values; a string and a symbol may be equal all the same.
    #[must_use]
    pub fn key(&self) -> Option<&Text> {
        match self {
            Self::String(s) => Some(s),
            Self::Unknown(why) => why.symbol.as_ref(),
            _ => None,
        }
    }

    /// The truth value, if this is one.
    #[must_use]
    pub const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(b) => Some(*b),
            _ => None,
        }
    }

    /// The number, if this is one.
    #[must_use]
    pub const fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(n) => Some(n),
            _ => None,
        }
    }

    /// The list's known members, if this is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(l) => Some(l.items()),
            _ => None,
        }
    }

    /// The map, if this is one.
    #[must_use]
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(m) => Some(m),
            _ => None,
        }
    }

    /// The reason, if this is unknown.
    #[must_use]
    pub const fn as_unknown(&self) -> Option<&Arc<Unknown>> {
        match self {
            Self::Unknown(u) => Some(u),
            _ => None,
        }
    }

    /// Whether this is positively unset.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether neither this value nor anything inside it is unknown or open.
    #[must_use]
    pub fn is_wholly_known(&self) -> bool {
        match self {
            Self::Unknown(_) => false,
            Self::List(l) => l.open.is_none() && l.items.iter().all(Self::is_wholly_known),
            Self::Map(m) => m.openness().is_none() && m.values().iter().all(Self::is_wholly_known),
            _ => true,
        }
    }

    /// The word for this value's type in messages: `string`, `list`, `unknown value` …
    #[must_use]
    pub const fn type_word(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "bool",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::List(_) => "list",
            Self::Map(_) => "object",
            Self::Resource(_) => "resource",
            Self::Sensitive(_) => "sensitive value",
            Self::Unknown(_) => "unknown value",
        }
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Self {
        Self::text(s)
    }
}

impl From<bool> for Value {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Self::Number(Number::from(n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_two_words() {
        assert_eq!(size_of::<Value>(), 16);
    }
}
