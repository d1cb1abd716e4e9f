//! Equality that may not be known.

use std::sync::Arc;

use super::unknowns::unknown_of;
use crate::model::{List, ListFlavour, Map, MapFlavour, Reason, Unknown, Value};

/// True, false, or not known and why.
#[derive(Clone, Debug, PartialEq)]
pub enum Tri {
    /// Certainly.
    True,
    /// Certainly not.
    False,
    /// It depends on something that is not known.
    Unknown(Arc<Unknown>),
}

impl Tri {
    /// The value that stands for the answer.
    #[must_use]
    pub fn value(self) -> Value {
        match self {
            Self::True => Value::Bool(true),
            Self::False => Value::Bool(false),
            Self::Unknown(why) => Value::Unknown(why),
        }
    }

    /// Both: false decides whatever the other is.
    #[must_use]
    pub fn and(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::False => Self::False,
            Self::True => other(),
            Self::Unknown(why) => match other() {
                Self::False => Self::False,
                Self::True | Self::Unknown(_) => Self::Unknown(why),
            },
        }
    }
}

impl From<bool> for Tri {
    fn from(known: bool) -> Self {
        if known { Self::True } else { Self::False }
    }
}

/// Whether two values are equal. Values of different types are not equal (`1` and `"1"`);
/// digests of secrets are equal when the secrets are; what is certain of an unknown decides
/// where it can.
#[must_use]
pub fn equals(a: &Value, b: &Value) -> Tri {
    match (a, b) {
        (Value::Unknown(u), Value::Unknown(v)) if u.symbol.is_some() && u.symbol == v.symbol => {
            Tri::True
        }
        (Value::Unknown(u), other) | (other, Value::Unknown(u)) => against_bounds(u, other),
        (Value::Null, Value::Null) => Tri::True,
        (Value::Null, _) | (_, Value::Null) => Tri::False,
        (Value::Sensitive(x), Value::Sensitive(y)) => Tri::from(x == y),
        (Value::Sensitive(_), _) | (_, Value::Sensitive(_)) => {
            Tri::Unknown(Arc::new(Unknown::new(Reason::Sensitive, "the value is a secret")))
        }
        (Value::Bool(x), Value::Bool(y)) => Tri::from(x == y),
        (Value::Number(x), Value::Number(y)) => Tri::from(x == y),
        (Value::String(x), Value::String(y)) => Tri::from(x == y),
        (Value::List(x), Value::List(y)) => lists(x, y),
        (Value::Map(x), Value::Map(y)) => maps(x, y),
        (Value::Resource(x), Value::Resource(y)) => Tri::from(
            Arc::ptr_eq(x, y)
                || (x.kind == y.kind && x.address == y.address && x.site == y.site && x.id == y.id),
        ),
        _ => Tri::False,
    }
}

fn against_bounds(unknown: &Arc<Unknown>, other: &Value) -> Tri {
    let bounds = &unknown.bounds;
    let excluded = match other {
        Value::Null => bounds.not_null,
        Value::String(s) => {
            let length = s.chars().count() as u64;
            bounds.prefix.as_ref().is_some_and(|p| !s.starts_with(p.as_str()))
                || bounds.min_length.is_some_and(|n| length < n)
                || bounds.max_length.is_some_and(|n| length > n)
        }
        Value::List(list) if list.openness().is_none() => {
            let length = list.items().len() as u64;
            bounds.min_length.is_some_and(|n| length < n)
                || bounds.max_length.is_some_and(|n| length > n)
        }
        _ => false,
    };
    if excluded { Tri::False } else { Tri::Unknown(Arc::clone(unknown)) }
}

fn lists(a: &List, b: &List) -> Tri {
    let comparable = |x, y| x == y || x == ListFlavour::Any || y == ListFlavour::Any;
    if !comparable(a.flavour(), b.flavour()) {
        return Tri::False;
    }
    let set = a.flavour() == ListFlavour::Set || b.flavour() == ListFlavour::Set;
    let (x, y) = (a.items(), b.items());
    if set && (a.openness().is_some() || b.openness().is_some()) {
        let why = a.openness().or(b.openness());
        let missing = |items: &[Value], list: &List| {
            list.openness().is_none()
                && items.iter().any(|i| list.items().iter().all(|j| equals(i, j) == Tri::False))
        };
        let apart = missing(x, b) || missing(y, a);
        return match why {
            Some(why) if !apart => Tri::Unknown(Arc::clone(why)),
            _ => Tri::False,
        };
    }
    if (x.len() > y.len() && b.openness().is_none())
        || (y.len() > x.len() && a.openness().is_none())
    {
        return Tri::False;
    }
    let mut known = x.iter().zip(y).fold(Tri::True, |all, (i, j)| all.and(|| equals(i, j)));
    if let Some(why) = a.openness().or(b.openness()) {
        known = known.and(|| Tri::Unknown(Arc::clone(why)));
    }
    known
}

fn maps(a: &Map, b: &Map) -> Tri {
    let comparable = |x, y| x == y || x == MapFlavour::Any || y == MapFlavour::Any;
    if !comparable(a.flavour(), b.flavour()) {
        return Tri::False;
    }
    let absent = |in_one: &Map, in_other: &Map| {
        in_other.openness().is_none() && in_one.iter().any(|(k, _)| in_other.get(k).is_none())
    };
    if absent(a, b) || absent(b, a) {
        return Tri::False;
    }
    let mut known = Tri::True;
    for (key, value) in a.iter() {
        if let Some(other) = b.get(key) {
            known = known.and(|| equals(value, other));
        }
    }
    if let Some(why) = a.openness().or(b.openness()) {
        known = known.and(|| Tri::Unknown(Arc::clone(why)));
    }
    known
}

/// Whether the value is unknown or a secret.
pub(super) fn undetermined(value: &Value) -> bool {
    unknown_of(value).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Bounds, Text};

    #[test]
    fn a_known_prefix_decides() {
        let unknown = Value::unknown(Unknown {
            bounds: Bounds {
                prefix: Some(Text::from("arn:aws:kms:us-east-1")),
                ..Bounds::default()
            },
            ..Unknown::new(Reason::ComputedAtApply, "")
        });
        assert_eq!(equals(&unknown, &Value::text("arn:aws:kms:us-west-2:1:key/a")), Tri::False);
        assert!(matches!(
            equals(&unknown, &Value::text("arn:aws:kms:us-east-1:x")),
            Tri::Unknown(_)
        ));
    }

    #[test]
    fn an_open_list_is_unequal_only_where_members_prove_it() {
        let why = Arc::new(Unknown::new(Reason::NotCollected, ""));
        let open = |items: Vec<Value>| {
            Value::List(Arc::new(List::open(items, ListFlavour::Any, Arc::clone(&why))))
        };
        let two = Value::list(vec![Value::from(1), Value::from(2)]);
        assert!(matches!(equals(&open(vec![Value::from(1)]), &two), Tri::Unknown(_)));
        assert_eq!(equals(&open(vec![Value::from(3)]), &two), Tri::False);
        assert_eq!(equals(&open(vec![1.into(), 2.into(), 3.into()]), &two), Tri::False);
    }

    #[test]
    fn one_differing_member_decides_beside_an_unknown_one() {
        let unknown = Value::unknown(Unknown::new(Reason::NotCollected, ""));
        let a = Value::list(vec![unknown.clone(), Value::from(1)]);
        let b = Value::list(vec![Value::from(5), Value::from(2)]);
        assert_eq!(equals(&a, &b), Tri::False);
    }
}
