//! The program under test, as a user runs it.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::simulator::{credentials, estate};

/// The key under which everything in these tests is digested.
pub(crate) const KEY: &str = "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f";

/// A directory with the example's configuration and states, and where AWS is.
pub(crate) struct Place {
    directory: tempfile::TempDir,
    url: String,
}

/// What a run said.
pub(crate) struct Ran {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) status: i32,
}

impl Place {
    /// The example estate, seen at `url`.
    pub(crate) fn new(url: &str) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        for entry in std::fs::read_dir(estate()).expect("the fixture is there").flatten() {
            let name = entry.file_name();
            if !name.to_string_lossy().ends_with(".gz") {
                std::fs::copy(entry.path(), directory.path().join(name)).expect("a copy");
            }
        }
        Self { directory, url: url.to_owned() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Changes the configuration: the first place where `from` stands.
    pub(crate) fn edit(&self, from: &str, to: &str) {
        let file = self.path("passmuster.hcl");
        let text = std::fs::read_to_string(&file).expect("the configuration");
        assert!(text.contains(from), "no {from} in the configuration");
        std::fs::write(&file, text.replacen(from, to, 1)).expect("the configuration is written");
    }

    /// Runs the program in the directory.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, &[])
    }

    /// Runs the program with further environment variables.
    pub(crate) fn run_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_passmuster"))
            .args(arguments)
            .current_dir(self.directory.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.directory.path())
            .env("PASSMUSTER_KEY", KEY)
            .env("PASSMUSTER_HISTORY", "none")
            .env("SOURCE_DATE_EPOCH", "1790000000")
            .envs(credentials(&self.url))
            .envs(environment.iter().copied())
            .output()
            .expect("the program runs");
        Ran {
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
            status: output.status.code().unwrap_or(-1),
        }
    }

    /// A live audit as JSON, with its exit status.
    pub(crate) fn audit(&self, arguments: &[&str]) -> (Value, i32) {
        let mut all = vec!["audit", "--live", "--output", "json"];
        all.extend(arguments);
        let ran = self.run(&all);
        let report = serde_json::from_str(&ran.out)
            .unwrap_or_else(|e| panic!("no report: {e}\n{}\n{}", ran.out, ran.err));
        (report, ran.status)
    }
}

/// The failed findings of a report as `rule side address path`.
pub(crate) fn failed(report: &Value) -> Vec<String> {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let findings = report["findings"].as_array().cloned().unwrap_or_default();
    let mut lines: Vec<String> = findings
        .iter()
        .filter(|f| f["outcome"].as_str() == Some("fail"))
        .map(|f| {
            let subject = &f["subjects"][0];
            let path = text(&f["location"]["path"]);
            let (side, address) = (text(&subject["side"]), text(&subject["address"]));
            format!("{} {side} {address} {path}", text(&f["rule"])).trim_end().to_owned()
        })
        .collect();
    lines.sort();
    lines
}
