//! Addresses of provider configurations.

use crate::model::Region;

/// The region of a provider instance whose key is one.
///
/// `OpenTofu` gives the instances of a provider with `for_each` the key of that expression:
/// `provider["registry.opentofu.org/hashicorp/aws"].by_region["us-west-2"]`. A key that has the
/// form of a region is the region that the instance was made for.
pub(super) fn region_of_instance(provider: &str) -> Option<Region> {
    let (head, key) = provider.strip_suffix("\"]")?.rsplit_once("[\"")?;
    // The first bracket holds the provider's source, not a key.
    head.contains(']').then(|| Region::parse(key)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_instance_key_tells_a_region() {
        let with = |suffix: &str| {
            region_of_instance(&format!(
                r#"provider["registry.opentofu.org/hashicorp/aws"]{suffix}"#
            ))
        };
        assert_eq!(with(r#".by_region["us-west-2"]"#), Region::parse("us-west-2"));
        assert_eq!(with(r#".by_region["blue"]"#), None);
        assert_eq!(with(".us-west-2"), None);
        assert_eq!(with(""), None);
        assert_eq!(region_of_instance("provider.aws"), None);
        assert_eq!(region_of_instance(r#"provider["us-west-2"]"#), None);
    }
}
