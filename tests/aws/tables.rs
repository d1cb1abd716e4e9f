//! The tables of calls: sound, read-only, and the page that is made from them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use passmuster::kinds;
use passmuster::model::{is_observed_kind, plain_kind};
use passmuster::sources::aws::{Asked, SERVICES};

use crate::simulator::root;

/// Beginnings of operations that change nothing. IAM evaluates policies and makes no call.
const READS: &[&str] = &["BatchGet", "Describe", "Get", "List", "SimulatePrincipalPolicy"];

#[test]
fn every_call_reads_and_names_its_action() {
    let mut seen = BTreeSet::new();
    for service in SERVICES {
        for operation in service.operations {
            let label = format!("{}:{}", service.name, operation.name);
            assert!(seen.insert(label.clone()), "{label} stands twice");
            assert!(READS.iter().any(|r| operation.name.starts_with(r)), "{label} may not read");
            let (prefix, action) = operation.action.split_once(':').expect("service:Action");
            // API Gateway's actions are the methods of HTTP.
            let reads = action == "GET" || READS.iter().any(|r| action.starts_with(r));
            assert!(!prefix.is_empty() && reads, "{label} needs {action}");
            assert!(
                !operation.lists.is_empty() || !operation.fills.is_empty(),
                "{label} is for nothing"
            );
            for (kind, names) in operation.fills {
                for name in *names {
                    let known = if is_observed_kind(kind) { kind } else { plain_kind(kind) };
                    assert!(kinds::has_attribute(known, name), "{label}: {kind}.{name}");
                }
            }
        }
    }
    assert!(seen.len() >= 200, "only {} calls", seen.len());
}

#[test]
fn what_is_filled_in_is_listed_by_another_call() {
    for service in SERVICES {
        let listed = service.kinds();
        for operation in service.operations {
            for (kind, _) in operation.fills {
                let elsewhere = SERVICES.iter().any(|s| s.kinds().contains(kind));
                assert!(listed.contains(kind) || elsewhere, "{}: {kind}", operation.name);
            }
        }
    }
}

fn page() -> String {
    let mut text = String::from(
        "# What is read of AWS\n\n\
         Made from the tables in `src/sources/aws/services`. `passmuster collect --dry-run` lists the\n\
         calls for the rules that run, `passmuster iam-policy` prints the policy that allows them.\n\
         A call is made only when a rule looks at what it tells.\n",
    );
    for service in SERVICES {
        let asked = match service.asked {
            Asked::PerRegion => "in each region",
            Asked::PerAccount => "once for each account",
            Asked::AfterRegion => "in each region, about what was listed",
            Asked::AfterAccount => "once for each account, about what was listed",
        };
        let _ = writeln!(text, "\n## {}, {asked}\n", service.name);
        text.push_str("| call | IAM action | lists | fills in |\n|---|---|---|---|\n");
        for operation in service.operations {
            let code = |name: &&str| format!("`{name}`");
            let lists: Vec<String> = operation.lists.iter().map(code).collect();
            let fills: Vec<String> = operation
                .fills
                .iter()
                .map(|(kind, names)| {
                    let names: Vec<String> = names.iter().map(code).collect();
                    format!("`{kind}`: {}", names.join(", "))
                })
                .collect();
            let _ = writeln!(
                text,
                "| {} | `{}` | {} | {} |",
                operation.name,
                operation.action,
                lists.join(", "),
                fills.join("; ")
            );
        }
    }
    text
}

#[test]
fn the_page_of_calls_is_current() {
    let file = root().join("docs/live-collection.md");
    let made = page();
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::write(&file, &made).expect("the page is written");
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == made,
        "docs/live-collection.md is stale: run the tests with UPDATE_GENERATED=1"
    );
}
