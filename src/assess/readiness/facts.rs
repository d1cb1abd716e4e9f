//! Looking things up for the verdict: attributes with the reason where they are not known.

use crate::model::{Completeness, Inventory, Resource, Side, Text, Value};

/// A fact, or why it is not known.
pub(in crate::assess) type Fact<T> = Result<T, String>;

/// Why a value is not known.
fn because(value: &Value) -> String {
    value.as_unknown().map_or_else(
        || format!("it is {}, which was not expected", value.type_word()),
        |why| why.because(),
    )
}

fn fact<'r, T>(
    resource: &'r Resource,
    name: &str,
    read: impl Fn(&'r Value) -> Option<T>,
) -> Fact<Option<T>> {
    match resource.attribute(name) {
        None => Err(format!("{name} of {} was not read", label(resource))),
        Some(Value::Null) => Ok(None),
        Some(value) => read(value).map(Some).ok_or_else(|| because(value)),
    }
}

/// The text of an attribute; `None` where it is unset.
pub(in crate::assess) fn text<'r>(resource: &'r Resource, name: &str) -> Fact<Option<&'r str>> {
    fact(resource, name, Value::as_str).map(|t| t.filter(|t| !t.is_empty()))
}

/// The truth value of an attribute.
pub(in crate::assess) fn truth(resource: &Resource, name: &str) -> Fact<Option<bool>> {
    fact(resource, name, Value::as_bool)
}

/// The number of an attribute.
pub(in crate::assess) fn number(resource: &Resource, name: &str) -> Fact<Option<f64>> {
    fact(resource, name, as_f64)
}

/// The members of a list; an open one is not known.
pub(in crate::assess) fn list<'r>(resource: &'r Resource, name: &str) -> Fact<&'r [Value]> {
    let found = fact(resource, name, |value| match value {
        Value::List(items) if items.openness().is_none() => Some(items.items()),
        _ => None,
    });
    found.map(Option::unwrap_or_default)
}

/// The number in a value.
pub(super) fn as_f64(value: &Value) -> Option<f64> {
    value.as_number().and_then(|n| n.to_string().parse().ok())
}

/// A whole count of seconds; parts of one count as one.
pub(super) fn whole_seconds(seconds: f64) -> u64 {
    // Times of a day or so: far from where a float loses whole numbers.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
    let whole = seconds.ceil().clamp(0.0, 1e12) as u64;
    whole
}

/// How people call a resource.
pub(in crate::assess) fn label(resource: &Resource) -> &str {
    let name = resource.name.as_ref().or(resource.id.as_ref());
    name.map_or_else(|| resource.address.text().as_str(), Text::as_str)
}

/// The region of a resource, for sentences.
pub(super) fn region(resource: &Resource) -> &str {
    resource.site.region.as_ref().map_or("no region", |r| r.as_str())
}

/// Why not all resources of a kind may be known on a side; `None` when they are.
pub(in crate::assess) fn incomplete(
    inventory: &Inventory,
    side: Side,
    kind: &str,
) -> Option<String> {
    match inventory.coverage().of(side, kind) {
        Completeness::Complete => None,
        Completeness::Partial(gaps) => Some(gaps.first().map_or_else(
            || format!("the listing of {kind} is not complete"),
            |gap| gap.detail.to_string(),
        )),
        Completeness::Missing => Some(format!("nothing was read for the {side} side")),
    }
}
