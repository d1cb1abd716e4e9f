//! Self-managed PostgreSQL pairs as the configuration writes them.

use super::read::{Reader, meant};
use crate::lang::{Attribute, Block};
use crate::model::{Map, Text, Value};

/// A primary server and its standby in DR: `postgres "orders" { primary = { … }  dr = { … } }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostgresConfig {
    /// The name of the pair.
    pub label: Text,
    /// Where the primary's connection string is found.
    pub primary: DsnFrom,
    /// Where its standby's is found.
    pub dr: DsnFrom,
}

/// Where a connection string is found: it holds a password, so it is never in the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DsnFrom {
    /// In an environment variable.
    Env(Text),
    /// In a file, relative to the configuration.
    File(Text),
}

const PLACES: &[&str] = &["dsn_env", "dsn_file"];
const PLACE_MEND: &str = "write { dsn_env = \"NAME\" } or { dsn_file = \"path\" }";

impl Reader<'_> {
    pub(super) fn postgres(&mut self, block: &Block) -> Option<PostgresConfig> {
        let label = self.labels(block, 1, 1).into_iter().next()?;
        if label.trim().is_empty() {
            self.report(block.kind_span, "the label of postgres is empty".to_owned(), None);
        }
        self.known(&block.body, "file app postgres", "postgres");
        let mut end = |name: &str| match block.body.attribute(name) {
            Some(attribute) => self.end(block, attribute),
            None => {
                let mend = Some(format!("add {name} = {{ dsn_env = \"…\" }}"));
                self.report(block.kind_span, format!("{name} is missing"), mend);
                None
            }
        };
        let (primary, dr) = (end("primary"), end("dr"));
        let (primary, dr) = (primary?, dr?);
        if primary == dr {
            let message = "primary and dr have one connection string".to_owned();
            let mend = Some("name the connection string of each server".to_owned());
            self.report(block.kind_span, message, mend);
        }
        Some(PostgresConfig { label, primary, dr })
    }

    fn end(&mut self, block: &Block, attribute: &Attribute) -> Option<DsnFrom> {
        let name = &attribute.name;
        let span = attribute.name_span;
        let Value::Map(map) = self.constant(&attribute.expression)? else {
            let message = format!("{name} must be an object");
            self.report(span, message, Some(PLACE_MEND.to_owned()));
            return None;
        };
        let given = self.places(attribute, &map);
        let [(place, value)] = given.as_slice() else {
            let message = format!("{name} needs exactly one of {}", PLACES.join(", "));
            self.report(span, message, Some(PLACE_MEND.to_owned()));
            return None;
        };
        let Some(text) = value.as_str().filter(|t| !t.trim().is_empty()) else {
            let message = format!("{place} must be a string that is not empty");
            self.report(span, message, Some(PLACE_MEND.to_owned()));
            return None;
        };
        if place == "dsn_file" {
            return Some(DsnFrom::File(Text::from(text)));
        }
        let start = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if !start || !text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            // What stands there may be the connection string itself: neither text nor line is shown.
            let message = format!("dsn_env of {name} is no name of an environment variable");
            let mend =
                "put the connection string into the environment, and its variable's name here";
            self.report(block.kind_span, message, Some(mend.to_owned()));
            return None;
        }
        Some(DsnFrom::Env(Text::from(text)))
    }

    fn places(&mut self, attribute: &Attribute, map: &Map) -> Vec<(Text, Value)> {
        let mut given = Vec::new();
        for (key, value) in map.iter() {
            if PLACES.contains(&key.as_str()) {
                given.push((key.clone(), value.clone()));
                continue;
            }
            let mend = match key.as_str() {
                "dsn" | "password" => Some(PLACE_MEND.to_owned()),
                other => meant(other, PLACES),
            };
            let message = format!("{} has no {key}", attribute.name);
            self.report(attribute.name_span, message, mend);
        }
        given
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::config::parse;
    use crate::lang::Source;

    fn read(pairs: &str) -> (Vec<PostgresConfig>, Vec<String>) {
        let text = format!(
            "app \"x\" {{\n  primary {{ region = \"us-east-1\" }}\n  dr {{ region = \"us-west-2\" }}\n{pairs}\n}}\n"
        );
        let (config, problems) = parse(&Arc::new(Source::of("passmuster.hcl", &text)));
        let pairs = config.apps.into_iter().flat_map(|a| a.postgres).collect();
        (pairs, problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_pair_names_where_its_connection_strings_are() {
        let (pairs, problems) = read(
            "  postgres \"orders\" {\n    primary = { dsn_env = \"ORDERS_DSN\" }\n    dr = { dsn_file = \"/run/secrets/dr\" }\n  }",
        );
        assert_eq!(problems, Vec::<String>::new());
        let pair = PostgresConfig {
            label: Text::from("orders"),
            primary: DsnFrom::Env(Text::from("ORDERS_DSN")),
            dr: DsnFrom::File(Text::from("/run/secrets/dr")),
        };
        assert_eq!(pairs, [pair]);
    }

    #[test]
    fn every_problem_of_a_pair_has_its_place() {
        let (_, problems) = read(
            r#"
  postgres "a" {
    primary = { dsn_env = "A", dsn_file = "b" }
    dr      = { dsn_evn = "B" }
    third   = {}
  }
  postgres "b" { primary = "x" }
  postgres "c" {
    primary = { dsn = "postgresql://u:hunter2@h/db" }
    dr      = { dsn_env = "postgresql://u:hunter2@h/db" }
  }
  postgres "d" {
    primary = { dsn_env = "D" }
    dr      = { dsn_env = "D" }
  }
  postgres "d" {
    primary = { dsn_env = "E" }
    dr      = { dsn_env = "F" }
  }
  postgres "e" {
    primary = { dsn_env = "G" }
    dr      = { dsn_env = "" }
  }
  postgres {
  }"#,
        );
        for words in [
            "passmuster.hcl:6:5: primary needs exactly one of dsn_env, dsn_file",
            "dr has no dsn_evn",
            "did you mean dsn_env?",
            "postgres has no third",
            "primary must be an object",
            "dr is missing",
            "primary has no dsn",
            "dsn_env of dr is no name of an environment variable",
            "primary and dr have one connection string",
            "there are two postgres pairs named \"d\"",
            "dsn_env must be a string that is not empty",
            "postgres takes 1 labels",
        ] {
            assert!(problems.iter().any(|p| p.contains(words)), "{words}: {problems:#?}");
        }
        assert!(problems.iter().all(|p| !p.contains("hunter2")), "{problems:#?}");
    }
}
