//! Things that Terraform can write in two ways: inside their owner, or as resources of their own.

use super::all;

/// The kinds that tell the same attribute of an owner as `kind` does, itself among them.
pub fn siblings(kind: &str) -> impl Iterator<Item = &'static str> + '_ {
    all()
        .flat_map(|owner| owner.inline)
        .filter(move |(_, parts)| parts.contains(&kind))
        .flat_map(|(_, parts)| parts.iter().copied())
        .chain(super::kind(kind).map(|k| k.name))
}

/// Whether an attribute of some owner tells the same as resources of this kind, and is compared
/// between the sides.
#[must_use]
pub fn told_by_owner(kind: &str) -> bool {
    all().any(|owner| {
        let told = |(attribute, parts): &(&str, &[&str])| {
            parts.contains(&kind) && !owner.per_site.contains(attribute)
        };
        owner.inline.iter().any(told)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_names_its_owner() {
        for owner in all() {
            for (attribute, parts) in owner.inline {
                assert!(
                    super::super::has_attribute(owner.name, attribute),
                    "{} {attribute}",
                    owner.name
                );
                for part in *parts {
                    let kind = super::super::kind(part).unwrap();
                    let named = kind.part_of.map(|(owner, _)| owner);
                    assert_eq!(named, Some(owner.name), "{part}");
                }
            }
        }
    }

    #[test]
    fn rules_of_a_group_are_told_by_the_group() {
        assert!(told_by_owner("aws_vpc_security_group_ingress_rule"));
        assert!(!told_by_owner("aws_vpc"));
        let all: Vec<_> = siblings("aws_vpc_security_group_ingress_rule").collect();
        assert!(all.contains(&"aws_security_group_rule"));
    }
}
