//! What goes into a bundle of evidence besides reports and snapshots.

use std::fs;
use std::path::Path;

use regex::Regex;

use super::Failure;
pub use crate::history::evidence::{
    Bundle, BundleFile, EvidenceError, ReadFile, Verified, Written, verify as verify_evidence,
    write as write_evidence,
};
use crate::history::sha256;
use crate::rules::Catalogue;

/// What stands for something that is not to be kept.
const HIDDEN: &str = "(hidden)";
/// Options whose value is never kept.
const SECRET_OPTIONS: &[&str] =
    &["password", "passwd", "secret", "token", "credential", "dsn", "external-id", "passphrase"];
/// What is secret inside an argument: user and password of a URL, a named password, an access
/// key of AWS.
const SECRET_PARTS: &[(&str, &str)] = &[
    (r"(?i)([a-z][a-z0-9+.-]*://)\S*@", "${1}(hidden)@"),
    (
        r"(?i)(password|passwd|pwd|secret|token|passphrase)\s*=\s*('(?:[^'\\]|\\.)*'?|\S+)",
        "${1}=(hidden)",
    ),
    (r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b", "(hidden)"),
];

/// The command line without what may be secret: values of variables, passwords, DSNs, keys.
#[must_use]
pub fn command_line_for_evidence(arguments: &[String]) -> Vec<String> {
    let patterns: Vec<(Option<Regex>, &str)> =
        SECRET_PARTS.iter().map(|(find, put)| (Regex::new(find).ok(), *put)).collect();
    let harmless = |text: &str| {
        let mut text = text.to_owned();
        for (find, put) in &patterns {
            // What cannot be searched is not kept.
            let Some(find) = find else { return HIDDEN.to_owned() };
            text = find.replace_all(&text, *put).into_owned();
        }
        text
    };
    let mut kept = Vec::with_capacity(arguments.len());
    let mut before: Option<&str> = None;
    for argument in arguments {
        let (option, value) = match argument.strip_prefix("--") {
            Some(option) => option.split_once('=').map_or((option, None), |(o, v)| (o, Some(v))),
            None => ("", None),
        };
        let is_value = option.is_empty();
        kept.push(match (before.take().filter(|_| is_value), value) {
            (Some("var"), _) => variable(argument),
            (Some(_), _) => HIDDEN.to_owned(),
            (None, Some(value)) if option == "var" => format!("--var={}", variable(value)),
            (None, Some(_)) if is_secret(option) => format!("--{option}={HIDDEN}"),
            (None, _) => harmless(argument),
        });
        let waits = value.is_none() && (option == "var" || is_secret(option));
        before = waits.then_some(option);
    }
    kept
}

fn is_secret(option: &str) -> bool {
    SECRET_OPTIONS.iter().any(|word| option.contains(word))
}

/// The name of a variable without its value.
fn variable(text: &str) -> String {
    match text.split_once('=') {
        Some((name, _)) => format!("{name}={HIDDEN}"),
        None => HIDDEN.to_owned(),
    }
}

/// A configuration as it is now.
///
/// # Errors
///
/// It cannot be read.
pub fn configuration_for_evidence(directory: &Path, config: &Path) -> Result<ReadFile, Failure> {
    let file = config.display().to_string();
    match fs::read(directory.join(config)) {
        Ok(bytes) => Ok(ReadFile { file, sha256: sha256(&bytes) }),
        Err(error) => Err(Failure::Io { path: file, error }),
    }
}

/// SHA-256 over all rules that were loaded, built-in and own: over a line for each rule file,
/// sorted, with the SHA-256 of its text, two spaces, area and name.
#[must_use]
pub fn rules_for_evidence(catalogue: &Catalogue) -> String {
    let line = |file: &crate::rules::RuleFile| {
        let text = sha256(file.rule.text().as_bytes());
        format!("{text}  {}/{}\n", file.area, file.slug)
    };
    let mut lines: Vec<String> = catalogue.files().iter().map(line).collect();
    lines.sort_unstable();
    sha256(lines.concat().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_of_the_command_line_is_kept() {
        let given = [
            "gate",
            "--config",
            "passmuster.hcl",
            "--var",
            "db_password=hunter2",
            "--var=api=hunter2",
            "--postgres-dsn",
            "host=db password=hunter2",
            "--external-id=hunter2",
            "postgres://me:hunter2@p@ss@db/app",
            "host=db password = 'hunter2 \\' hunter2' user=me",
            "https://db/?sslpassword=hunter2&x=1",
            "AKIAHUNTER2HUNTER234",
            "--report-only",
            "plain",
        ];
        let given: Vec<String> = given.iter().map(ToString::to_string).collect();
        let kept = command_line_for_evidence(&given);
        let text = kept.join("\n");
        assert!(!text.to_lowercase().contains("hunter2") && !text.contains("p@ss"), "{text}");
        assert_eq!(kept.len(), given.len());
        for (at, whole) in [
            (2, "passmuster.hcl"),
            (4, "db_password=(hidden)"),
            (5, "--var=api=(hidden)"),
            (9, "postgres://(hidden)@db/app"),
            (10, "host=db password=(hidden) user=me"),
            (14, "plain"),
        ] {
            assert_eq!(kept[at], whole);
        }
    }

    #[test]
    fn the_digest_of_rules_tells_a_changed_rule() {
        use crate::lang::Source;
        use crate::rules::RuleFile;
        use std::sync::Arc;
        let digest = |change: bool| {
            let files = RuleFile::builtin().enumerate().map(|(at, mut file)| {
                if change && at == 0 {
                    let text = format!("{}\n# changed\n", file.rule.text());
                    file.rule = Arc::new(Source::of(file.rule.name(), &text));
                }
                file
            });
            rules_for_evidence(&Catalogue::load(files).unwrap())
        };
        assert_eq!(digest(false), digest(false));
        assert_ne!(digest(false), digest(true));
    }
}
