//! From the configuration to what was observed.

use std::path::Path;
use std::sync::Arc;

use passmuster::app::postgres::{Observed, observe};
use passmuster::config::parse;
use passmuster::lang::Source;
use passmuster::model::{Completeness, Side};

use crate::ground;

const SECRET: &str = "hunter2-of-orders";

fn observed(pairs: &str, base: &Path) -> Observed {
    let text = format!(
        "app \"x\" {{\n primary {{ region = \"us-east-1\" }}\n dr {{ region = \"us-west-2\" }}\n{pairs}\n}}\n"
    );
    let (config, problems) = parse(&Arc::new(Source::of("passmuster.hcl", &text)));
    assert!(problems.is_empty(), "{problems:?}");
    observe(&config.apps[0], base, "2026-01-01T00:00:00Z").unwrap()
}

#[test]
fn connection_strings_come_from_files() {
    let Some(ground) = ground() else { return };
    let primary = ground.primary("filed", "");
    let standby = ground.standby(&primary, "dr_filed", "");
    std::fs::write(ground.path().join("one.dsn"), format!("{}\n", primary.dsn())).unwrap();
    std::fs::write(ground.path().join("two.dsn"), standby.dsn()).unwrap();
    let pairs = r#"
      postgres "orders" {
        primary = { dsn_file = "one.dsn" }
        dr      = { dsn_file = "two.dsn" }
      }
      postgres "stock" {
        primary = { dsn_file = "one.dsn" }
        dr      = { dsn_file = "three.dsn" }
      }"#;
    let found = observed(pairs, ground.path());
    let state = |label: &str| {
        let mut of = found.resources.iter().filter(|r| r.kind == "postgres.replication");
        let pair = of.find(|r| r.text("label") == Some(label)).unwrap();
        assert_eq!(pair.site.region.as_ref().map(|r| r.as_str()), Some("us-west-2"));
        pair.text("state").map(str::to_owned)
    };
    assert_eq!((state("orders").as_deref(), state("stock")), (Some("streaming"), None));
    let gaps = found.coverage.gaps();
    assert!(!gaps.is_empty());
    let expected = "stock: three.dsn cannot be read";
    assert!(gaps.iter().all(|g| g.detail.starts_with(expected)), "{gaps:?}");
    assert!(found.coverage.of(Side::Primary, "postgres.server").is_complete());
    assert!(!found.coverage.of(Side::Dr, "postgres.server").is_complete());
}

#[test]
fn a_connection_string_that_cannot_be_had_or_read_is_a_gap_without_its_text() {
    let directory = tempfile::tempdir().unwrap();
    let broken = format!("host=db password={SECRET} {SECRET}");
    std::fs::write(directory.path().join("broken"), broken).unwrap();
    std::fs::write(directory.path().join("empty"), "\n").unwrap();
    let pairs = r#"
      postgres "a" {
        primary = { dsn_file = "broken" }
        dr      = { dsn_file = "empty" }
      }
      postgres "b" {
        primary = { dsn_env = "PASSMUSTER_TEST_NEVER_SET" }
        dr      = { dsn_env = "PATH" }
      }"#;
    let found = observed(pairs, directory.path());
    let has = |side, words: &str| {
        found.coverage.gaps().iter().any(|g| g.side == Some(side) && g.detail.contains(words))
    };
    assert!(has(Side::Primary, "a: the connection string is not understood"));
    assert!(has(Side::Dr, "a: empty is empty"));
    assert!(has(Side::Primary, "b: the environment variable PASSMUSTER_TEST_NEVER_SET is not set"));
    assert!(has(Side::Dr, "b: the connection string is not understood"));
    let everything = format!("{found:?}");
    assert!(!everything.contains(SECRET));
    assert!(!everything.contains(&std::env::var("PATH").unwrap()));
    let states = found.resources.iter().filter(|r| r.kind == "postgres.replication");
    assert!(states.map(|r| r.text("state")).eq([None, None]));
}

#[test]
fn an_application_without_pairs_was_looked_at() {
    let found = observed("", Path::new("/"));
    assert!(found.resources.is_empty());
    for side in [Side::Primary, Side::Dr] {
        assert_eq!(found.coverage.of(side, "postgres.replication"), Completeness::Complete);
    }
}
