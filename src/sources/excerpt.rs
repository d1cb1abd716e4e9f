//! Lines of source text that a report may show.

use std::collections::BTreeMap;

use super::DigestKey;
use super::secrets;
use super::terraform::Tree;

/// The longest line that is shown, in bytes.
const LONGEST: usize = 300;

/// Reads lines of a tree, each file once.
pub struct Excerpts<'t> {
    tree: &'t dyn Tree,
    key: DigestKey,
    files: BTreeMap<String, Option<String>>,
}

impl std::fmt::Debug for Excerpts<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Excerpts").field("files", &self.files.len()).finish_non_exhaustive()
    }
}

impl<'t> Excerpts<'t> {
    /// Reads lines of a tree.
    #[must_use]
    pub fn new(tree: &'t dyn Tree, key: DigestKey) -> Self {
        Self { tree, key, files: BTreeMap::new() }
    }

    /// The text of a line, from 1; `None` where it is not there, very long, or may hold a secret.
    #[must_use]
    pub fn line(&mut self, file: &str, line: u32) -> Option<String> {
        let tree = self.tree;
        let read = || tree.read(file).ok().flatten().and_then(|b| String::from_utf8(b).ok());
        let text = self.files.entry(file.to_owned()).or_insert_with(read).as_ref()?;
        let found = text.lines().nth(usize::try_from(line).ok()?.checked_sub(1)?)?;
        let words = found.split(|c: char| !(c.is_ascii_alphanumeric() || "_-.".contains(c)));
        let telling = words.into_iter().any(secrets::names_a_secret);
        let hidden = secrets::masked(found, &self.key).is_some();
        (found.len() <= LONGEST && !telling && !hidden).then(|| found.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::terraform::Disk;

    #[test]
    fn a_line_with_a_secret_is_not_shown() {
        let dir = tempfile::tempdir().unwrap();
        let text = "a = 1\npassword = \"hunter2\"\nurl = \"x://u:hunter2@h/\"\n";
        std::fs::write(dir.path().join("m.tf"), text).unwrap();
        let disk = Disk::new(dir.path()).unwrap();
        let mut excerpts = Excerpts::new(&disk, DigestKey::new([1; 32]));
        assert_eq!(excerpts.line("m.tf", 1).as_deref(), Some("a = 1"));
        for line in [0, 2, 3, 4] {
            assert_eq!(excerpts.line("m.tf", line), None, "{line}");
        }
        assert_eq!(excerpts.line("n.tf", 1), None);
    }
}
