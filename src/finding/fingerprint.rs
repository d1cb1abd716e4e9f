//! The identity of a finding across runs.

use std::fmt;

use sha2::{Digest as _, Sha256};

/// The identity of a finding: rule, assert and canonical subjects.
///
/// It holds no path, line, message, timestamp or generated id, so that a finding keeps its
/// fingerprint while files move and messages are reworded. Written as `v1:` and 16 hex digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// Computes the fingerprint. Subjects are sorted; `discriminator` tells several findings of
    /// one assert on the same subjects apart (an attribute path, say) and may be empty.
    #[must_use]
    pub fn new(rule: &str, assert: &str, subjects: &[&str], discriminator: &str) -> Self {
        let mut sorted = subjects.to_vec();
        sorted.sort_unstable();
        let mut hash = Sha256::new();
        for part in [rule, assert, discriminator].into_iter().chain(sorted) {
            // Length first: no two different lists of parts give the same bytes.
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let digest = hash.finalize();
        let mut text = String::from("v1:");
        for byte in digest.iter().take(8) {
            use fmt::Write as _;
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }

    /// The fingerprint as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for Fingerprint {
    /// Takes back a fingerprint that was written by [`Fingerprint::as_str`].
    fn from(text: String) -> Self {
        Self(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_subjects_does_not_matter() {
        let a = Fingerprint::new("r", "a", &["x", "y"], "");
        assert_eq!(a, Fingerprint::new("r", "a", &["y", "x"], ""));
        assert_ne!(a, Fingerprint::new("r", "a", &["xy"], ""));
        assert_ne!(a, Fingerprint::new("r", "a", &["x", "y"], "p"));
        assert_eq!(a.as_str().len(), 19);
    }
}
