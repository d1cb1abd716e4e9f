//! The commands that the README and the guide show, as a reader would type them.
//!
//! The test binary of the collectors includes this file too: it runs what needs an AWS.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Above a block whose commands need an AWS.
const SIMULATOR: &str = "<!-- sandbox: simulator -->";

/// Commands that no test runs, by how they begin, and why.
pub(crate) const NOT_RUN: &[(&str, &str)] = &[
    ("cargo run", "builds this project inside its own test; tests/it/example.rs runs that audit"),
    ("cargo test", "would run itself"),
    ("cargo build", "builds this project inside its own test"),
    ("docker", "needs an engine; the Dockerfile is parsed by tests/it/deploy"),
    ("aws batch", "needs an account; the job definition is checked by tests/it/deploy"),
];

/// A command of a page.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    /// The page, relative to the repository.
    pub(crate) page: String,
    /// The line on which it begins.
    pub(crate) line: usize,
    /// The command without prompt and comment, on one line.
    pub(crate) text: String,
    /// Whether it needs an AWS.
    pub(crate) live: bool,
}

impl Shown {
    /// How the list of what no test runs names it.
    pub(crate) fn not_run(&self) -> Option<&'static str> {
        let begins = |prefix: &str| {
            self.text.strip_prefix(prefix).is_some_and(|r| r.is_empty() || r.starts_with(' '))
        };
        NOT_RUN.iter().map(|(prefix, _)| *prefix).find(|prefix| begins(prefix))
    }
}

/// The README and all pages of the guide.
pub(crate) fn pages() -> Vec<PathBuf> {
    fn beneath(directory: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(directory).expect("the guide is there").flatten() {
            let path = entry.path();
            if path.is_dir() {
                beneath(&path, found);
            } else if path.extension().is_some_and(|e| e == "md") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = vec![root.join("README.md")];
    beneath(&root.join("docs"), &mut found);
    found.sort();
    found
}

/// The commands of a page in their order: all lines of `sh` blocks, and those of `console` blocks
/// that have a prompt.
pub(crate) fn commands(page: &Path) -> Vec<Shown> {
    let text = fs::read_to_string(page).expect("the page is there");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let name = page.strip_prefix(root).unwrap_or(page).display().to_string();
    shown(&name, &text)
}

/// The commands in the text of a page.
pub(crate) fn shown(page: &str, text: &str) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    let (mut fence, mut live, mut open): (Option<&str>, bool, bool) = (None, false, false);
    for (at, line) in text.lines().enumerate() {
        let inside = line.trim();
        if let Some(language) = inside.strip_prefix("```") {
            if fence.is_some() {
                (fence, live) = (None, false);
                assert!(!open, "{page}: a command of the block before line {} has no end", at + 1);
            } else {
                fence = Some(language.trim());
            }
            continue;
        }
        let part = match fence {
            None => {
                if !inside.is_empty() {
                    live = inside == SIMULATOR;
                }
                continue;
            }
            Some("sh") => inside,
            Some("console") if open => inside,
            Some("console") => match inside.strip_prefix("$ ") {
                Some(command) => command,
                None => continue,
            },
            Some(_) => continue,
        };
        let (part, goes_on) = match part.strip_suffix('\\') {
            Some(part) => (part.trim_end(), true),
            None => (without_comment(part), false),
        };
        if open {
            let last = found.last_mut().expect("a command was begun");
            last.text = format!("{} {part}", last.text);
        } else if !part.is_empty() {
            found.push(Shown { page: page.to_owned(), line: at + 1, text: part.to_owned(), live });
        }
        open = goes_on;
    }
    found
}

/// A line without the comment that a shell would skip.
fn without_comment(line: &str) -> &str {
    let (mut quote, mut before) = (None, ' ');
    for (at, c) in line.char_indices() {
        match quote {
            Some(q) if c == q => quote = None,
            Some(_) => {}
            None if c == '\'' || c == '"' => quote = Some(c),
            None if c == '#' && before.is_whitespace() => return line[..at].trim_end(),
            None => {}
        }
        before = c;
    }
    line.trim_end()
}

/// A directory in which a page's commands run, one after the other.
pub(crate) struct Sandbox<'s> {
    /// Where they run.
    pub(crate) directory: &'s Path,
    /// The environment; nothing else is inherited but `PATH`.
    pub(crate) environment: &'s [(String, OsString)],
}

impl Sandbox<'_> {
    /// Runs a command and says what is wrong with how it ended, if anything is.
    ///
    /// A finding (exit status 1) and what could not be assessed (3) are answers.
    pub(crate) fn run(&self, command: &Shown) -> Option<String> {
        let binary = Path::new(env!("CARGO_BIN_EXE_passmuster"));
        let mut path = OsString::from(binary.parent().expect("a directory"));
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap_or_default());
        let done = Command::new("bash")
            .args(["--noprofile", "--norc", "-euo", "pipefail", "-c", &command.text])
            .current_dir(self.directory)
            .env_clear()
            .env("PATH", path)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .output()
            .expect("bash runs");
        let errors = String::from_utf8_lossy(&done.stderr);
        let status = done.status.code().unwrap_or(-1);
        let program = command.text.starts_with("passmuster ");
        let answered = status == 0 || program && [1, 3].contains(&status);
        let complains = errors.lines().any(|l| l.starts_with("error"));
        (!answered || complains).then(|| {
            let Shown { page, line, text, .. } = command;
            format!("{page}:{line}: {text}\nexit status {status}\n{errors}")
        })
    }
}
