//! Amounts and long lists in sentences.

use super::Amount;
use crate::model::Number;

/// The most that a sentence lists.
const LISTED: usize = 5;

/// `3 tasks`, `at least 1 task`.
pub(super) fn counted(amount: &Amount, unit: &str) -> String {
    format!("{amount} {}", unit_of(amount, unit))
}

/// The unit as it is said of an amount: one of it or several.
pub(super) fn unit_of<'u>(amount: &Amount, unit: &'u str) -> &'u str {
    if *amount.low() == Number::Int(1) { singular(unit) } else { unit }
}

fn singular(unit: &str) -> &str {
    unit.strip_suffix("sses").map_or_else(
        || unit.strip_suffix('s').unwrap_or(unit),
        |stem| &unit[..stem.len() + "ss".len()],
    )
}

/// The parts of a sum, the largest first, and how many more there are.
pub(super) fn largest(mut parts: Vec<(Amount, String)>) -> String {
    parts.sort_by(|a, b| b.0.low().cmp(a.0.low()));
    some(&parts.into_iter().map(|(_, what)| what).collect::<Vec<_>>())
}

/// The first of a list, and how many more there are.
pub(super) fn some<T: AsRef<str>>(items: &[T]) -> String {
    let first: Vec<&str> = items.iter().take(LISTED).map(AsRef::as_ref).collect();
    match items.len() - first.len() {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_told_in_the_singular() {
        let of = |n, unit| counted(&Amount::count(n), unit);
        assert_eq!(of(1, "addresses"), "1 address");
        assert_eq!(of(1, "load balancers"), "1 load balancer");
        assert_eq!(of(1, "vCPU"), "1 vCPU");
        assert_eq!(of(0, "addresses"), "0 addresses");
        assert_eq!(of(11, "zones"), "11 zones");
    }

    #[test]
    fn long_lists_end_in_a_number() {
        let parts = |n: usize| (1..=n).map(|i| (Amount::count(i), format!("s{i}"))).collect();
        assert_eq!(largest(parts(2)), "s2, s1");
        assert_eq!(largest(parts(900)), "s900, s899, s898, s897, s896 and 895 more");
    }
}
