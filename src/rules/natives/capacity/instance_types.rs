//! Instance types: their vCPUs, and the On-Demand quota that they count against.

use crate::model::Number;

/// Sizes whose vCPUs do not follow from their name.
const ODD: &str = include_str!("../../../../rules/data/ec2-vcpus.txt");
/// Families by On-Demand quota.
const QUOTAS: &str = include_str!("../../../../rules/data/ec2-on-demand-quotas.txt");

/// An On-Demand quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Quota {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
}

/// The lines of a table, comments left out.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|l| !l.starts_with('#'))
        .map(|l| l.split_whitespace().collect::<Vec<_>>())
        .filter(|words| !words.is_empty())
}

/// The vCPUs of an instance type; `None` when neither the table nor the name tells.
pub(super) fn vcpus(instance_type: &str) -> Option<Number> {
    let (family, size) = instance_type.split_once('.')?;
    for row in rows(ODD) {
        let [name, sizes @ .., vcpus] = row.as_slice() else { continue };
        if *name == family && (sizes.contains(&size) || sizes == ["*"]) {
            // `?` stands for sizes that the rule below would get wrong.
            return vcpus.parse().ok().map(Number::Int);
        }
    }
    regular(size).map(Number::Int)
}

/// Current families: `large` has 2 vCPUs, `xlarge` 4, `Nxlarge` and `metal-Nxl` 4 × N, `medium` 1.
fn regular(size: &str) -> Option<i64> {
    match size {
        "medium" => return Some(1),
        "large" => return Some(2),
        "xlarge" => return Some(4),
        _ => {}
    }
    let times = size
        .strip_suffix("xlarge")
        .or_else(|| size.strip_prefix("metal-").and_then(|s| s.strip_suffix("xl")))?;
    let times: i64 = times.parse().ok().filter(|n| (1..=1_000).contains(n))?;
    Some(4 * times)
}

/// The On-Demand quota that a type counts against; `None` when the table does not know its family.
pub(super) fn quota(instance_type: &str) -> Option<Quota> {
    let end = instance_type.find(|c: char| !c.is_ascii_lowercase())?;
    let letters = &instance_type[..end];
    rows(QUOTAS).find_map(|row| {
        let [code, name, families @ ..] = row.as_slice() else { return None };
        families.contains(&letters).then_some(Quota { code, name })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vcpus_follow_the_size_and_the_table() {
        let of = |t| vcpus(t).and_then(|n| n.as_i64());
        for (name, expected) in [
            ("m5.large", 2),
            ("m7g.medium", 1),
            ("c6i.4xlarge", 16),
            ("c7i.metal-24xl", 96),
            ("t3.micro", 2),
            ("t2.medium", 2),
            ("t2.micro", 1),
            ("c4.8xlarge", 36),
            ("c5.9xlarge", 36),
            ("u7i-12tb.224xlarge", 896),
        ] {
            assert_eq!(of(name), Some(expected), "{name}");
        }
        for unheard in ["m5.metal", "hpc7a.24xlarge", "m5", "m5.huge", "m5.0xlarge", "m5.xxlarge"] {
            assert_eq!(of(unheard), None, "{unheard}");
        }
    }

    #[test]
    fn families_have_one_quota() {
        let of = |t| quota(t).map(|q| q.code);
        assert_eq!(of("m5.large"), Some("L-1216C47A"));
        assert_eq!(of("im4gn.large"), Some("L-1216C47A"));
        assert_eq!(of("inf2.xlarge"), Some("L-1945791B"));
        assert_eq!(of("g5.xlarge"), Some("L-DB2E81BA"));
        assert_eq!(of("u-6tb1.56xlarge"), Some("L-43DA4232"));
        assert_eq!(of("qq1.large"), None);
        let families: Vec<&str> =
            rows(QUOTAS).flat_map(|r| r.get(2..).unwrap_or_default().to_vec()).collect();
        let mut distinct = families.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(families.len(), distinct.len());
    }
}
