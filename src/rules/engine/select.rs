//! What the asserts of a rule run over.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::judge::{Judge, Member};
use crate::lang::{Diagnostic, Expression, unknown_of};
use crate::model::{
    List, ListFlavour, Map, MapFlavour, Resource, Shape, Side, Text, Unknown, Value,
};
use crate::rules::check::singular;
use crate::rules::rule::{Mode, Selector};

/// What one round of asserts is about.
#[derive(Clone, Debug, Default)]
pub(super) struct Element {
    /// The value that the selector's name is bound to; `None` when the rule has only lists.
    pub(super) value: Option<Value>,
    /// The resources that a finding is about unless the assert says otherwise.
    pub(super) subjects: Vec<Arc<Resource>>,
    /// The counterpart that is not there.
    pub(super) absent: Absent,
}

/// Which counterpart is not there.
#[derive(Clone, Debug, Default)]
pub(super) enum Absent {
    #[default]
    None,
    /// The DR side has none.
    Dr,
    /// The primary side has none.
    Primary,
    /// Several could be it.
    Ambiguous(Vec<Text>),
}

pub(super) struct Selected {
    pub(super) elements: Vec<Element>,
    /// Why there may be more of them.
    pub(super) open: Option<Arc<Unknown>>,
}

/// The members and openness of the selector's `of`.
fn members(
    judge: &Judge<'_>,
    of: &Expression,
) -> Result<(Vec<Value>, Option<Arc<Unknown>>), Diagnostic> {
    let value = judge.constant(of)?;
    match value {
        Value::List(list) => Ok((list.items().to_vec(), list.openness().cloned())),
        other => match unknown_of(&other) {
            Some(why) => Ok((Vec::new(), Some(why))),
            None => Err(Diagnostic::new(
                of.source(),
                of.span(),
                format!("of must be a list, but is {}", other.type_word()),
            )),
        },
    }
}

/// The list of an `all` selector; members that are perhaps in it make it open.
pub(super) fn list(judge: &Judge<'_>, selector: &Selector) -> Result<Value, Diagnostic> {
    let (items, mut open) = members(judge, &selector.of)?;
    let name = singular(selector);
    let mut kept = Vec::with_capacity(items.len());
    for item in items {
        match judge.condition(selector, &name, &item)? {
            Member::Yes => kept.push(item),
            Member::Perhaps(why) => open = open.or(Some(why)),
            Member::No => {}
        }
    }
    Ok(Value::List(Arc::new(match open {
        Some(why) => List::open(kept, ListFlavour::List, why),
        None => List::new(kept, ListFlavour::List),
    })))
}

/// The candidates of `each`, `pair` or `group`; `where` is asked later, of each.
pub(super) fn elements(judge: &Judge<'_>, selector: &Selector) -> Result<Selected, Diagnostic> {
    let (items, open) = members(judge, &selector.of)?;
    let elements = match selector.mode {
        Mode::Pair => pairs(judge, selector, &items),
        Mode::Group => return groups(judge, selector, items, open),
        Mode::Each | Mode::All => items.into_iter().map(single).collect(),
    };
    Ok(Selected { elements, open })
}

fn single(value: Value) -> Element {
    let subjects = match &value {
        Value::Resource(resource) => vec![Arc::clone(resource)],
        _ => Vec::new(),
    };
    Element { value: Some(value), subjects, absent: Absent::None }
}

fn pairs(judge: &Judge<'_>, selector: &Selector, items: &[Value]) -> Vec<Element> {
    let shape = Shape::new(vec![Text::from("dr"), Text::from("primary")]);
    let value = |primary: Option<&Arc<Resource>>, dr: Option<&Arc<Resource>>| {
        let of =
            |r: Option<&Arc<Resource>>| r.map_or(Value::Null, |r| Value::Resource(Arc::clone(r)));
        let values = vec![of(dr), of(primary)];
        let map = shape.as_ref().and_then(|s| Map::of_shape(s, values.into(), MapFlavour::Object));
        map.map(|m| Value::Map(Arc::new(m)))
    };
    let listed: HashSet<usize, foldhash::fast::RandomState> = items
        .iter()
        .filter_map(|v| if let Value::Resource(r) = v { Some(Arc::as_ptr(r).addr()) } else { None })
        .collect();
    let wanted = |r: &Arc<Resource>| listed.contains(&Arc::as_ptr(r).addr());
    let comparison = judge.world.comparison;
    let mut elements: Vec<Element> = comparison
        .pairs()
        .iter()
        .filter(|p| wanted(&p.primary) || wanted(&p.dr))
        .map(|p| Element {
            value: value(Some(&p.primary), Some(&p.dr)),
            subjects: vec![Arc::clone(&p.dr), Arc::clone(&p.primary)],
            absent: Absent::None,
        })
        .collect();
    if selector.missing_dr.is_some() {
        elements.extend(comparison.unpaired(Side::Primary).iter().filter(|r| wanted(r)).map(|r| {
            Element {
                value: value(Some(r), None),
                subjects: vec![Arc::clone(r)],
                absent: Absent::Dr,
            }
        }));
        elements.extend(comparison.ambiguous().iter().filter(|a| wanted(&a.resource)).map(|a| {
            let candidates = a.candidates.iter().map(|c| c.address.text().clone()).collect();
            Element {
                value: value(Some(&a.resource), None),
                subjects: vec![Arc::clone(&a.resource)],
                absent: Absent::Ambiguous(candidates),
            }
        }));
    }
    if selector.only_in_dr.is_some() {
        elements.extend(comparison.unpaired(Side::Dr).iter().filter(|r| wanted(r)).map(|r| {
            Element {
                value: value(None, Some(r)),
                subjects: vec![Arc::clone(r)],
                absent: Absent::Primary,
            }
        }));
    }
    elements
}

/// One element for each distinct key. A member whose key is not known may belong to every group:
/// it leaves all of them open.
fn groups(
    judge: &Judge<'_>,
    selector: &Selector,
    items: Vec<Value>,
    mut open: Option<Arc<Unknown>>,
) -> Result<Selected, Diagnostic> {
    let Some(by) = &selector.by else { return Ok(Selected { elements: Vec::new(), open }) };
    let mut groups: BTreeMap<Text, (Value, Vec<Value>)> = BTreeMap::new();
    for item in items {
        match judge.condition(selector, &selector.name, &item)? {
            Member::Yes => {}
            Member::Perhaps(why) => {
                open = open.or(Some(why));
                continue;
            }
            Member::No => continue,
        }
        let key = judge.evaluate_with(by, &selector.name, &item)?;
        if let Some(why) = crate::lang::first_unknown(&key) {
            open = open.or(Some(why));
            continue;
        }
        let text = Text::from(crate::finding::show(&key));
        groups.entry(text).or_insert_with(|| (key, Vec::new())).1.push(item);
    }
    let elements = groups
        .into_values()
        .map(|(key, members)| {
            let subjects = members
                .iter()
                .filter_map(|m| if let Value::Resource(r) = m { Some(Arc::clone(r)) } else { None })
                .collect();
            let list = match &open {
                Some(why) => List::open(members, ListFlavour::List, Arc::clone(why)),
                None => List::new(members, ListFlavour::List),
            };
            let value = Value::map([("key", key), ("members", Value::List(Arc::new(list)))]);
            Element { value: Some(value), subjects, absent: Absent::None }
        })
        .collect();
    Ok(Selected { elements, open })
}
