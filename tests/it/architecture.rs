//! Who may import whom.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each layer with the layers that it may name.
const LAYERS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("finding", &["model"]),
    ("lang", &["model"]),
    ("kinds", &["model"]),
    ("sources", &["model", "kinds", "lang"]),
    ("compare", &["model", "kinds"]),
    ("rules", &["model", "finding", "kinds", "lang", "compare"]),
    ("assess", &["model", "finding", "kinds", "lang", "compare", "rules"]),
    ("report", &["finding", "model"]),
    ("history", &["finding", "model"]),
    ("runbook", &["finding", "model"]),
    ("config", &["model", "finding", "kinds", "lang", "compare", "assess"]),
    (
        "app",
        &[
            "model", "finding", "kinds", "lang", "sources", "compare", "rules", "assess", "report",
            "history", "runbook", "config",
        ],
    ),
    ("cli", &["app", "config", "report", "finding"]),
];

fn rust_files(dir: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The layers that a file names through `crate::`, tests and comments left out.
fn named_layers(text: &str) -> Vec<(usize, String)> {
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    let code: String = code
        .lines()
        .map(|l| if l.trim_start().starts_with("//") { "\n".into() } else { format!("{l}\n") })
        .collect();
    let word = |s: &str| -> String {
        s.trim_start().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
    };
    let mut named = Vec::new();
    for (at, found) in code.match_indices("crate::") {
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + found.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            named.push((line, word(rest)));
            continue;
        };
        let mut depth = 0;
        let mut start = true;
        for (offset, c) in group.char_indices() {
            if start && depth == 0 && !c.is_whitespace() {
                named.push((line, word(&group[offset..])));
            }
            start = (start && c.is_whitespace()) || c == ',';
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                _ => {}
            }
        }
    }
    named
}

#[test]
fn every_layer_imports_only_what_lies_below_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let allowed: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    let mut offences = Vec::new();
    let mut seen = 0;
    for (layer, may) in LAYERS {
        let mut files = Vec::new();
        rust_files(&src.join(layer), &mut files);
        for file in files {
            seen += 1;
            let text = fs::read_to_string(&file).unwrap();
            for (line, named) in named_layers(&text) {
                if allowed.contains_key(named.as_str())
                    && named != *layer
                    && !may.contains(&named.as_str())
                {
                    offences.push(format!("{}:{line}: {layer} names {named}", file.display()));
                }
            }
        }
    }
    assert!(seen > 20, "only {seen} files were found");
    assert!(offences.is_empty(), "{}", offences.join("\n"));
}

/// Where things are waited for; all else is synchronous.
const ASYNCHRONOUS: &[&str] = &[
    "sources/aws/",
    "sources/postgres/",
    "app/collecting/live.rs",
    "app/object_storage/live.rs",
    "app/postgres/live.rs",
];

#[test]
fn the_async_runtime_stays_at_the_edge() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut at_the_edge = 0;
    let mut offences = Vec::new();
    for file in files {
        if !fs::read_to_string(&file).unwrap().contains("tokio::") {
            continue;
        }
        let within = file.strip_prefix(&src).unwrap().to_string_lossy().into_owned();
        if ASYNCHRONOUS.iter().any(|place| within.starts_with(place)) {
            at_the_edge += 1;
        } else {
            offences.push(within);
        }
    }
    assert!(at_the_edge > 3, "only {at_the_edge} files were found");
    assert!(offences.is_empty(), "{offences:?} name tokio");
}

/// What begins the name of a call that changes something in AWS.
const CHANGES: &[&str] = &[
    "add",
    "associate",
    "attach",
    "cancel",
    "copy",
    "create",
    "delete",
    "deregister",
    "detach",
    "disable",
    "disassociate",
    "enable",
    "execute",
    "failover",
    "import",
    "invoke",
    "modify",
    "promote",
    "publish",
    "put",
    "reboot",
    "register",
    "remove",
    "restore",
    "run",
    "send",
    "set",
    "start",
    "stop",
    "switchover",
    "tag",
    "untag",
    "update",
    "upload",
];

/// The one room that writes in AWS, with all that it writes.
const WRITES: (&str, &[&str]) = ("sources/aws/run_bucket.rs", &["delete_object", "put_object"]);

#[test]
fn nothing_is_changed_in_aws_but_the_bucket_of_the_history() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut found: BTreeSet<(String, String)> = BTreeSet::new();
    let mut calls = 0;
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let within = file.strip_prefix(&src).unwrap().to_string_lossy().into_owned();
        if !within.starts_with("sources/aws/") {
            continue;
        }
        // However a line is broken, a call of the SDK begins at a client and ends in send().
        let code: String = text.split_whitespace().collect();
        let begun = code.match_indices("client.").map(|(at, _)| &code[at..]);
        let begun = begun.map(|rest| rest.split_inclusive(')').next().unwrap_or(rest));
        let sent = code.match_indices(".send()").map(|(at, _)| {
            let before = &code[..at];
            &before[before.rfind([';', '{', '|']).map_or(0, |at| at + 1)..]
        });
        calls += code.matches(".send()").count();
        for piece in begun.chain(sent) {
            for (at, _) in piece.match_indices("()") {
                let name = piece[..at].rsplit('.').next().unwrap_or_default();
                let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                if plain && CHANGES.iter().any(|verb| name.split('_').next() == Some(verb)) {
                    found.insert((within.clone(), name.to_owned()));
                }
            }
        }
    }
    assert!(calls > 100, "only {calls} calls were found");
    let allowed: BTreeSet<(String, String)> =
        WRITES.1.iter().map(|name| (WRITES.0.to_owned(), (*name).to_owned())).collect();
    assert_eq!(found, allowed);
}

#[test]
fn the_check_sees_grouped_and_single_imports() {
    let text = "use crate::{\n    model::{Value, Text},\n    app,\n};\nuse crate::cli::x;\n// crate::report\n";
    let names: Vec<_> =
        named_layers(text).into_iter().map(|(_, n)| n).filter(|n| !n.is_empty()).collect();
    assert_eq!(names, ["model", "app", "cli"]);
}
