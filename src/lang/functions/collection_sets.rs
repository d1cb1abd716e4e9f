//! Sets.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::arguments::{MAX_WIDTH, list};
use super::collection::Ordered;
use super::{ANY, Row};
use crate::lang::convert;
use crate::model::{List, ListFlavour, Value};

pub(super) const ROWS: &[Row] = &[
    ("setintersection", 1, ANY, false, |a| {
        folded(a, |left, right| left.into_iter().filter(|x| right.contains(x)).collect())
    }),
    ("setproduct", 2, ANY, false, product),
    ("setsubtract", 2, 2, false, |a| {
        folded(a, |left, right| left.into_iter().filter(|x| !right.contains(x)).collect())
    }),
    ("setunion", 1, ANY, false, |a| {
        folded(a, |mut left, right| {
            left.extend(right);
            left
        })
    }),
];

type Members = BTreeSet<Ordered>;

fn folded(a: &[Value], step: fn(Members, Members) -> Members) -> Result<Value, String> {
    let mut sizes = Vec::new();
    let mut all = Vec::new();
    for at in 0..a.len() {
        let items = list(a, at)?.items();
        sizes.push(items.len());
        all.extend(items.iter().cloned());
    }
    // Members of all sets are brought to one type first.
    let mut unified = convert::unify(&all)?.into_iter();
    let mut sets =
        sizes.into_iter().map(|n| unified.by_ref().take(n).map(Ordered).collect::<Members>());
    let mut result = sets.next().unwrap_or_default();
    for set in sets.by_ref() {
        result = step(result, set);
    }
    let items = result.into_iter().map(|o| o.0).collect();
    Ok(Value::List(Arc::new(List::new(items, ListFlavour::Set))))
}

fn product(a: &[Value]) -> Result<Value, String> {
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    let mut sets = true;
    for at in 0..a.len() {
        let l = list(a, at)?;
        let items = convert::unify(l.items())?;
        sets &= l.flavour() == ListFlavour::Set;
        if rows.len().saturating_mul(l.items().len()) > MAX_WIDTH {
            return Err(format!("more than {MAX_WIDTH} combinations"));
        }
        rows = rows
            .iter()
            .flat_map(|row| {
                items.iter().map(move |item| {
                    let mut longer = row.clone();
                    longer.push(item.clone());
                    longer
                })
            })
            .collect();
    }
    let tuples =
        rows.into_iter().map(|row| Value::List(Arc::new(List::new(row, ListFlavour::Tuple))));
    let kind = if sets { ListFlavour::Set } else { ListFlavour::List };
    Ok(Value::List(Arc::new(List::new(tuples.collect(), kind))))
}
