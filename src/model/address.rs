//! Terraform resource addresses.

use std::fmt;

use super::Text;

/// A Terraform address: `module.net["a"].aws_subnet.private[0]`, `data.aws_region.here`.
///
/// Kept as Terraform writes it; the parts are found on demand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(Text);

/// The key of one instance of a resource with `count` or `for_each`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InstanceKey {
    /// `count`: `[0]`.
    Index(u64),
    /// `for_each`: `["a"]`.
    Key(Text),
}

impl Address {
    /// Takes an address as Terraform prints it.
    pub fn new(address: impl AsRef<str>) -> Self {
        Self(Text::from(address.as_ref()))
    }

    /// The whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as a shared string.
    #[must_use]
    pub const fn text(&self) -> &Text {
        &self.0
    }

    /// The address after a move of `from` to `to`; `None` when the move does not concern it. A
    /// move concerns the address itself, its instances, and everything inside a module.
    #[must_use]
    pub fn moved(&self, from: &Self, to: &Self) -> Option<Self> {
        let rest = self.0.strip_prefix(from.as_str())?;
        let whole = rest.is_empty() || rest.starts_with(['.', '[']);
        whole.then(|| Self::new(format!("{}{rest}", to.as_str())))
    }

    /// The address without the module path: `aws_subnet.private[0]`.
    #[must_use]
    pub fn resource_part(&self) -> &str {
        let mut rest: &str = &self.0;
        while let Some(after) = rest.strip_prefix("module.") {
            match end_of_step(after) {
                Some(next) => rest = next,
                None => break,
            }
        }
        rest
    }

    /// The module path without its trailing dot: `module.net["a"]`; empty at the root.
    #[must_use]
    pub fn module_part(&self) -> &str {
        let whole: &str = &self.0;
        let module = &whole[..whole.len() - self.resource_part().len()];
        module.strip_suffix('.').unwrap_or(module)
    }
}

/// What follows `name[key].` in a module path; a dot inside a quoted key does not end the step.
fn end_of_step(text: &str) -> Option<&str> {
    let mut quoted = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'.' if !quoted => return text.get(at + 1..),
            _ => {}
        }
    }
    None
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_inside_a_key_does_not_end_a_module_step() {
        let address = Address::new(r#"module.net["a.b\".c"].module.x.aws_subnet.private["d.e"]"#);
        assert_eq!(address.resource_part(), r#"aws_subnet.private["d.e"]"#);
        assert_eq!(address.module_part(), r#"module.net["a.b\".c"].module.x"#);
        assert_eq!(Address::new("aws_vpc.main").module_part(), "");
    }
}
