//! The real oracle: Terraform applies the stacks, and what it recorded is what is collected.

use std::path::Path;
use std::process::Command;

use crate::program::{Place, failed};
use crate::simulator::{Simulator, credentials, python, root};

const REGIONS: [&str; 2] = ["us-east-1", "us-west-2"];

/// Runs Terraform; `None` where it cannot be had with its provider.
fn terraform(directory: &Path, url: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new("terraform")
        .args(arguments)
        .current_dir(directory)
        .envs(credentials(url))
        .envs([("TF_IN_AUTOMATION", "1"), ("TF_INPUT", "0"), ("CHECKPOINT_DISABLE", "1")])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Some(text);
    }
    println!("terraform {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    None
}

fn make_state_buckets(url: &str) {
    const SCRIPT: &str = "
import boto3
for region in ('us-east-1', 'us-west-2'):
    where = {} if region == 'us-east-1' else {'CreateBucketConfiguration': {'LocationConstraint': region}}
    boto3.client('s3', region_name=region).create_bucket(Bucket=f'checkout-tfstate-{region}', **where)
";
    let done = Command::new(python()).args(["-c", SCRIPT]).envs(credentials(url)).status();
    assert!(done.is_ok_and(|s| s.success()), "the buckets of the states are made");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a directory");
    for entry in std::fs::read_dir(from).expect("the stacks").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

#[test]
fn what_terraform_applied_is_what_is_collected() {
    let simulator = Simulator::empty();
    let url = simulator.url();
    let work = tempfile::tempdir().expect("a directory");
    let place = Place::new(&url);
    let mut begun = false;
    for stack in ["platform", "workloads/api"] {
        for region in REGIONS {
            let own = work.path().join(region);
            if stack == "platform" {
                copy(&root().join("fixtures/estates/checkout/terraform"), &own);
            }
            let directory = own.join(stack);
            if !begun {
                // Whether the provider can be had is told before anything is made.
                if terraform(&directory, &url, &["init", "-backend=false", "-no-color"]).is_none() {
                    println!(
                        "no Terraform with the AWS provider here: the estate of the other tests was \
                         made from recorded changes"
                    );
                    return;
                }
                make_state_buckets(&url);
                begun = true;
            }
            let backend = [
                format!("-backend-config=bucket=checkout-tfstate-{region}"),
                format!("-backend-config=key={stack}/{region}/terraform.tfstate"),
                format!("-backend-config=region={region}"),
            ];
            let mut init = vec!["init", "-no-color", "-reconfigure"];
            init.extend(backend.iter().map(String::as_str));
            terraform(&directory, &url, &init).expect("the stack is initialised");
            let variables = format!("-var-file={region}.tfvars");
            let apply = ["apply", "-no-color", "-auto-approve", variables.as_str()];
            terraform(&directory, &url, &apply).expect("the stack is applied");
            let state = terraform(&directory, &url, &["state", "pull"]).expect("a state");
            let name = stack.rsplit('/').next().unwrap_or(stack);
            std::fs::write(place.path(&format!("{name}.{region}.tfstate")), state)
                .expect("a state");
        }
    }
    let (report, status) = place.audit(&[]);
    assert_eq!(failed(&report), Vec::<String>::new());
    assert_eq!((report["gaps"].as_array().map(Vec::len), status), (Some(0), 0));
}
