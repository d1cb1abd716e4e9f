//! What is missing, and the script that does not start for it.

use std::fs;
use std::process::Command;

use super::{estate, passmuster, said};

#[test]
fn a_self_managed_pair_keeps_the_script_from_starting() {
    let directory = estate();
    let file = directory.path().join("passmuster.hcl");
    let text = fs::read_to_string(&file).unwrap();
    let end = text.rfind('}').unwrap();
    let pair = "  postgres \"orders\" {\n    primary = { dsn_env = \"A\" }\n    \
                dr = { dsn_env = \"B\" }\n  }\n";
    fs::write(&file, format!("{}{pair}{}", &text[..end], &text[end..])).unwrap();
    for direction in ["failover", "switchover", "failback"] {
        let (_, err, status) = passmuster(directory.path(), &["runbook", direction]);
        assert_eq!(status, 3, "{err}");
        assert!(err.contains("self-managed PostgreSQL \"orders\" has no steps here"), "{err}");
    }
}

#[test]
fn a_missing_counterpart_is_said_and_the_script_refuses() {
    let directory = estate();
    fs::remove_file(directory.path().join("api.us-west-2.tfstate")).unwrap();
    let arguments = ["runbook", "failover", "--script", "run.sh"];
    let (out, err, status) = passmuster(directory.path(), &arguments);
    assert_eq!(status, 3, "{err}");
    assert!(out.contains("**MISSING**") && err.contains("MISSING"), "{err}");
    assert!(out.contains("has no counterpart in DR"), "{out}");
    let ran =
        Command::new("bash").arg(directory.path().join("run.sh")).arg("--yes").output().unwrap();
    let (_, err, status) = said(&ran);
    assert_eq!(status, 2, "{err}");
    assert!(err.contains("has no counterpart in DR") && err.contains("does not start"), "{err}");
}
