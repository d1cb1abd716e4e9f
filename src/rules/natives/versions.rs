//! Versions.

use std::cmp::Ordering;

use super::text_at;
use crate::lang::unknown_of;
use crate::model::Value;
use crate::rules::world::World;

/// Engine, major and minor from which on the patch level may differ.
const PATCH_LEVELS: &str = include_str!("../../../rules/data/aurora-patch-levels.txt");

/// `version_compare(a, b)`: -1, 0 or 1; dotted parts are compared as numbers where they are.
pub(super) fn compare(_: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    if let Some(why) = arguments.iter().find_map(unknown_of) {
        return Ok(Value::Unknown(why));
    }
    let (a, b) = (text_at(arguments, 0)?, text_at(arguments, 1)?);
    Ok(Value::from(match order(&a, &b) {
        Ordering::Less => -1_i64,
        Ordering::Equal => 0,
        Ordering::Greater => 1,
    }))
}

fn order(a: &str, b: &str) -> Ordering {
    let parts = |s: &str| -> Vec<(Option<u64>, String)> {
        s.trim_start_matches('v')
            .split(['.', '-', '_'])
            .map(|p| (p.parse().ok(), p.to_owned()))
            .collect()
    };
    let (a, b) = (parts(a), parts(b));
    for at in 0..a.len().max(b.len()) {
        let zero = (Some(0), String::from("0"));
        let (x, y) = (a.get(at).unwrap_or(&zero), b.get(at).unwrap_or(&zero));
        let order = match (x.0, y.0) {
            (Some(m), Some(n)) => m.cmp(&n),
            _ => x.1.cmp(&y.1),
        };
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

/// `aurora_versions_compatible(engine, a, b)`: whether a managed switchover or failover between
/// clusters of these versions is allowed. Major and minor must be the same; the patch level where
/// the table says so.
pub(super) fn aurora_compatible(_: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    if let Some(why) = arguments.iter().find_map(unknown_of) {
        return Ok(Value::Unknown(why));
    }
    let engine = text_at(arguments, 0)?;
    let (a, b) = (text_at(arguments, 1)?, text_at(arguments, 2)?);
    Ok(Value::Bool(a == b || compatible(&engine, &a, &b)))
}

fn compatible(engine: &str, a: &str, b: &str) -> bool {
    let (Some(x), Some(y)) = (parts(a), parts(b)) else { return false };
    let same_minor = x.first() == y.first() && x.get(1) == y.get(1);
    same_minor && patch_is_free(engine, &x)
}

/// Major, minor and patch of Aurora: of `8.0.mysql_aurora.3.05.2` what follows the engine's own.
fn parts(version: &str) -> Option<Vec<u64>> {
    let own = version.rsplit_once("aurora.").map_or(version, |(_, own)| own);
    own.split('.').map(|p| p.parse().ok()).collect()
}

fn patch_is_free(engine: &str, version: &[u64]) -> bool {
    let (Some(major), Some(minor)) = (version.first(), version.get(1)) else { return false };
    let mut last = None;
    for line in PATCH_LEVELS.lines().filter(|l| !l.starts_with('#')) {
        let mut words = line.split_whitespace();
        let (Some(name), Some(Ok(m)), Some(Ok(from))) = (
            words.next(),
            words.next().map(str::parse::<u64>),
            words.next().map(str::parse::<u64>),
        ) else {
            continue;
        };
        if name == engine {
            if m == *major {
                return *minor >= from;
            }
            last = last.max(Some(m));
        }
    }
    last.is_some_and(|last| *major > last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patch_levels_follow_the_table() {
        assert!(compatible("aurora-postgresql", "15.4", "15.4.2"));
        assert!(compatible("aurora-postgresql", "16.1", "16.1.3"));
        assert!(!compatible("aurora-postgresql", "15.4", "15.5"));
        assert!(!compatible("aurora-postgresql", "14.4", "14.4.1"));
        assert!(compatible("aurora-postgresql", "14.5", "14.5.1"));
        let mysql = |p| format!("8.0.mysql_aurora.3.05.{p}");
        assert!(!compatible("aurora-mysql", &mysql(1), &mysql(2)));
        assert!(!compatible("aurora-postgresql", "odd", "15.4"));
    }

    #[test]
    fn versions_are_compared_by_number() {
        assert_eq!(order("1.10", "1.9"), Ordering::Greater);
        assert_eq!(order("1.0", "1"), Ordering::Equal);
        assert_eq!(order("v2", "2.0.1"), Ordering::Less);
    }
}
