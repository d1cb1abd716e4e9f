//! Runs that are kept: what they say over time, and what happens to them when something goes wrong.

mod fleet;
mod killed;
mod trouble;
mod weeks;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// Seconds of the first run: a Thursday.
const BEGIN: u64 = 1_790_000_000;
const WEEK: u64 = 7 * 24 * 60 * 60;

/// A directory with applications of queues, and a store of runs beside them.
pub(crate) struct Place {
    directory: TempDir,
}

/// What a run said.
pub(crate) struct Ran {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) status: i32,
}

impl Ran {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}{}", self.out, self.err))
    }
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { directory: TempDir::new().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let file = self.path(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    /// The states of an application: queues whose timeout differs where they are named.
    pub(crate) fn states(&self, app: &str, queues: &[&str], differing: &[&str]) {
        for (side, region) in [("primary", "us-east-1"), ("dr", "us-west-2")] {
            let resources: Vec<Value> = queues
                .iter()
                .map(|name| {
                    let differs = side == "dr" && differing.contains(name);
                    queue(name, region, if differs { 60 } else { 30 })
                })
                .collect();
            let state = serde_json::json!({
                "version": 4, "terraform_version": "1.11.4", "serial": 1,
                "lineage": format!("{app}-{side}"), "outputs": {}, "resources": resources,
            });
            self.write(&format!("{app}.{side}.tfstate"), &state.to_string());
        }
    }

    /// An application of queues in a configuration of its own.
    #[cfg(feature = "notify")]
    pub(crate) fn shop(&self, queues: &[&str], differing: &[&str]) {
        self.write("passmuster.hcl", &app("shop", ""));
        self.states("shop", queues, differing);
    }

    /// Runs the program as of a week, with the store that the configuration names.
    pub(crate) fn run(&self, week: u64, arguments: &[&str]) -> Ran {
        let output = self.command(week, arguments).output().unwrap();
        said(&output)
    }

    pub(crate) fn command(&self, week: u64, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_passmuster"));
        command
            .args(arguments)
            .current_dir(self.directory.path())
            .env_clear()
            .env("HOME", self.directory.path().join("home"))
            .env("NO_COLOR", "1")
            .env("SOURCE_DATE_EPOCH", (BEGIN + week * WEEK).to_string());
        command
    }
}

fn said(output: &Output) -> Ran {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Ran {
        out: text(&output.stdout),
        err: text(&output.stderr),
        status: output.status.code().unwrap_or(-1),
    }
}

fn queue(name: &str, region: &str, timeout: u32) -> Value {
    serde_json::json!({
        "mode": "managed", "type": "aws_sqs_queue", "name": name,
        "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
        "instances": [{ "schema_version": 0, "attributes": {
            "name": name, "visibility_timeout_seconds": timeout, "tags": {},
            "arn": format!("arn:aws:sqs:{region}:111122223333:{name}"),
        }}],
    })
}

/// The block of an application of queues.
fn app(name: &str, more: &str) -> String {
    format!(
        "app \"{name}\" {{\n  primary {{\n    region = \"us-east-1\"\n    state  = [\"{name}.primary.tfstate\"]\n  }}\n  \
         dr {{\n    region = \"us-west-2\"\n    state  = [\"{name}.dr.tfstate\"]\n  }}\n{more}\n}}\n"
    )
}

/// All files below a directory with their contents.
fn files(directory: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![directory.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                found.push((entry.path(), fs::read(entry.path()).unwrap()));
            }
        }
    }
    found.sort();
    found
}
