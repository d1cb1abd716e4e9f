//! The Terraform module.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use hcl::{Block, Body};

use super::deploy;

/// The module's files by their names.
fn files() -> BTreeMap<String, Body> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(deploy("terraform")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "tf") {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            files.insert(name, hcl::parse(&fs::read_to_string(path).unwrap()).unwrap());
        }
    }
    files
}

fn blocks(kind: &str) -> Vec<Block> {
    let all = files();
    let blocks = all.values().flat_map(|body| body.blocks());
    blocks.filter(|b| b.identifier() == kind).cloned().collect()
}

fn label(block: &Block, position: usize) -> &str {
    block.labels()[position].as_str()
}

fn has(block: &Block, name: &str) -> bool {
    block.body().attributes().any(|a| a.key() == name)
}

#[test]
fn the_module_has_roles_a_schedule_and_a_guarded_bucket() {
    let resources = blocks("resource");
    let kinds: Vec<&str> = resources.iter().map(|r| label(r, 0)).collect();
    for kind in [
        "aws_cloudwatch_log_group",
        "aws_ecs_task_definition",
        "aws_s3_bucket_lifecycle_configuration",
        "aws_s3_bucket_policy",
        "aws_s3_bucket_public_access_block",
        "aws_s3_bucket_server_side_encryption_configuration",
        "aws_s3_bucket_versioning",
        "aws_scheduler_schedule",
    ] {
        assert_eq!(kinds.iter().filter(|k| **k == kind).count(), 1, "{kind}");
    }
    let roles = resources.iter().filter(|r| label(r, 0) == "aws_iam_role");
    let roles: Vec<&str> = roles.map(|r| label(r, 1)).collect();
    assert_eq!(roles, ["scheduler", "execution", "task"]);
    // Whatever can have tags has them.
    for resource in resources.iter().filter(|r| label(r, 0) == "aws_iam_role") {
        assert!(has(resource, "tags"), "{}", label(resource, 1));
    }
}

#[test]
fn every_variable_and_output_is_described_and_every_reference_is_declared() {
    let variables = blocks("variable");
    for block in variables.iter().chain(&blocks("output")) {
        assert!(has(block, "description"), "{} is not described", label(block, 0));
    }
    for block in &variables {
        assert!(has(block, "type"), "{} has no type", label(block, 0));
    }
    let text: String = files()
        .keys()
        .map(|name| fs::read_to_string(deploy("terraform").join(name)).unwrap())
        .collect();
    let declared: Vec<&str> = variables.iter().map(|b| label(b, 0)).collect();
    for used in text.split("var.").skip(1) {
        let name = used.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
        assert!(declared.contains(&name), "var.{name} is not declared");
    }
    for name in &declared {
        assert!(text.contains(&format!("var.{name}")), "{name} is not used");
    }
    let readme = fs::read_to_string(deploy("terraform/README.md")).unwrap();
    for block in variables.iter().filter(|b| !has(b, "default")) {
        assert!(readme.contains(label(block, 0)), "the example lacks {}", label(block, 0));
    }
}

#[test]
fn the_task_runs_an_audit_with_options_that_exist() {
    let task = fs::read_to_string(deploy("terraform/main.tf")).unwrap();
    let line = task.lines().find_map(|l| l.trim().strip_prefix("command ")).unwrap();
    let words: Vec<&str> = line
        .trim_start_matches([' ', '=', '['])
        .trim_end_matches(']')
        .split(", ")
        .map(|w| w.trim_matches('"'))
        .collect();
    assert_eq!(words[0], "audit");
    super::options_exist(&words);
    assert!(task.contains("readonlyRootFilesystem = true"));
}

/// A CLI configuration that says where a provider lies: without one nothing is downloaded.
fn settings() -> Option<PathBuf> {
    std::env::var_os("TF_CLI_CONFIG_FILE").map(PathBuf::from).filter(|place| place.is_file())
}

#[test]
fn terraform_formats_and_validates_the_module() {
    let directory = tempfile::tempdir().unwrap();
    let here = directory.path();
    for name in files().keys() {
        fs::copy(deploy("terraform").join(name), here.join(name)).unwrap();
    }
    let terraform = |arguments: &[&str]| {
        Command::new("terraform")
            .args(arguments)
            .current_dir(here)
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_IN_AUTOMATION", "1")
            .output()
    };
    let Ok(formatted) = terraform(&["fmt", "-check", "-diff"]) else {
        println!("terraform is not on this machine: the module is parsed only");
        return;
    };
    assert!(formatted.status.success(), "{}", String::from_utf8_lossy(&formatted.stdout));
    if settings().is_none() {
        println!("TF_CLI_CONFIG_FILE names no provider: the module is not validated");
        return;
    }
    for arguments in [&["init", "-backend=false", "-no-color"][..], &["validate", "-no-color"]] {
        let done = terraform(arguments).unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
}
