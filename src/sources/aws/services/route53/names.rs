//! Domain names as Terraform writes them.
//!
//! Route 53 ends names with a dot and writes all but letters, digits, `-`, `_` and dots as octal
//! escapes; Terraform keeps the escapes, except for the `*` that a name begins with.

/// `\052` is `*`.
const ESCAPED_WILDCARD: &str = "\\052.";

/// The name of a zone or a record: lower case, without the last dot.
pub(super) fn domain(name: &str) -> String {
    let name = if name == "." { name } else { without_dot(name) };
    let name = name.to_ascii_lowercase();
    match name.strip_prefix(ESCAPED_WILDCARD) {
        Some(rest) => format!("*.{rest}"),
        None => name,
    }
}

fn without_dot(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}

/// The id of a record: `ZONE_name_TYPE`, and the set identifier where there is one.
pub(super) fn record_id(zone: &str, name: &str, kind: &str, set: Option<&str>) -> String {
    match set.filter(|s| !s.is_empty()) {
        Some(set) => format!("{zone}_{name}_{kind}_{set}"),
        None => format!("{zone}_{name}_{kind}"),
    }
}

/// What stands before the reference that Terraform makes up: `api-terraform-2026…` is `api`.
/// `None` where the reference was not made by Terraform; empty where it has no name.
pub(super) fn reference_name(caller_reference: &str) -> Option<&str> {
    const MARK: &str = "terraform-";
    const DIGITS: usize = 26;
    let (before, made_up) = caller_reference.rsplit_once(MARK)?;
    let unique = made_up.len() == DIGITS && made_up.bytes().all(|b| b.is_ascii_hexdigit());
    match before {
        _ if !unique => None,
        "" => Some(""),
        named => named.strip_suffix('-'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_the_last_dot_and_the_escape_of_the_wildcard() {
        assert_eq!(domain("API.Example.com."), "api.example.com");
        assert_eq!(domain("\\052.example.com."), "*.example.com");
        assert_eq!(domain("a.\\052.example.com"), "a.\\052.example.com");
        assert_eq!(domain("."), ".");
    }

    #[test]
    fn ids_end_in_the_set_identifier() {
        assert_eq!(record_id("Z1", "a.b", "A", None), "Z1_a.b_A");
        assert_eq!(record_id("Z1", "a.b", "A", Some("blue")), "Z1_a.b_A_blue");
    }

    #[test]
    fn the_reference_name_is_what_terraform_was_given() {
        let unique = "terraform-20261124232254010200000003";
        assert_eq!(reference_name(unique), Some(""));
        assert_eq!(reference_name(&format!("api-eu-{unique}")), Some("api-eu"));
        assert_eq!(reference_name("8c6b1a52-console"), None);
        assert_eq!(reference_name("terraform-by-hand"), None);
    }
}
