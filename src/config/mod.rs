//! `passmuster.hcl`: one or more applications, each with its sides, objectives and agreements.
//!
//! Reading never stops at the first problem: unknown keys, wrong types, missing reasons and
//! impossible dates are all reported, each with line, column and what was probably meant.

mod agreements;
mod baseline;
mod gate;
mod postgres;
mod presets;
mod read;
pub mod reference;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::assess::{Expectation, Waiver};
use crate::compare::PairingOptions;
use crate::finding::Severity;
use crate::lang::{self, Diagnostic, Source, Span};
use crate::model::{AccountId, Map, Region, Text, Value};

pub use baseline::{parse_baseline, write_baseline};
pub use gate::{GateConfig, LAG_WINDOW_SECONDS, LagThresholds, MAX_AGE_SECONDS};
pub use postgres::{DsnFrom, PostgresConfig};
pub use presets::{STRATEGIES, Strategy};
pub use read::seconds;

/// A configuration file.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The applications, in the file's order.
    pub apps: Vec<App>,
    /// Where runs are kept: a directory, relative to the configuration, or `s3://bucket/prefix`.
    pub history: Option<Text>,
    source: Option<Arc<Source>>,
}

/// One application.
#[derive(Clone, Debug, Default)]
pub struct App {
    /// Its name.
    pub name: Text,
    /// How the DR side is kept; brings expectations with it.
    pub strategy: Option<Strategy>,
    /// Recovery time objective in seconds.
    pub rto: Option<u64>,
    /// Recovery point objective in seconds.
    pub rpo: Option<u64>,
    /// The primary side.
    pub primary: SideConfig,
    /// The DR side.
    pub dr: SideConfig,
    /// Networks that no VPC may overlap, in CIDR notation.
    pub networks: BTreeMap<Text, Text>,
    /// The log of drills, relative to the configuration.
    pub drill_log: Option<Text>,
    /// Self-managed PostgreSQL pairs.
    pub postgres: Vec<PostgresConfig>,
    /// Directories with further rules.
    pub rule_dirs: Vec<Text>,
    /// How pairs are found.
    pub pairing: PairingOptions,
    /// Intended differences, those of the strategy first.
    pub expectations: Vec<Expectation>,
    /// Accepted findings.
    pub waivers: Vec<Waiver>,
    /// What is changed of single rules.
    pub rules: Vec<RuleSetting>,
    /// How the gate is made.
    pub gate: GateConfig,
}

/// One side of an application.
#[derive(Clone, Debug, Default)]
pub struct SideConfig {
    /// The region.
    pub region: Option<Region>,
    /// The account.
    pub account: Option<AccountId>,
    /// The AWS profile for live collection.
    pub profile: Option<Text>,
    /// The role for live collection.
    pub role_arn: Option<Text>,
    /// The external id of the role.
    pub external_id: Option<Text>,
    /// The endpoint of all AWS services, instead of AWS's own.
    pub endpoint_url: Option<Text>,
    /// What is appended to global names.
    pub name_suffix: Text,
    /// States: files, directories, patterns.
    pub state: Vec<Text>,
    /// Plans as `terraform show -json` writes them: files, directories, patterns.
    pub plan: Vec<Text>,
    /// Terraform directories with their variables, one for each layer.
    pub config: Vec<ConfigDir>,
}

/// A Terraform directory.
#[derive(Clone, Debug, Default)]
pub struct ConfigDir {
    /// The directory.
    pub dir: Text,
    /// Variable files, relative to it.
    pub var_files: Vec<Text>,
    /// Values of variables, over the files.
    pub variables: Vec<(Text, Value)>,
    /// Settings of the backend that are given to `terraform init`.
    pub backend: Vec<(Text, Value)>,
    /// The workspace; `default` where there is none.
    pub workspace: Text,
}

/// What is changed of a rule.
#[derive(Clone, Debug)]
pub struct RuleSetting {
    /// The rule's id.
    pub id: Text,
    /// Whether it runs.
    pub enabled: bool,
    /// Another severity.
    pub severity: Option<Severity>,
    /// Values for its inputs.
    pub inputs: Map,
    span: Span,
}

/// A rule as far as the configuration must know it.
#[derive(Clone, Debug)]
pub struct KnownRule {
    /// Id and earlier ids.
    pub names: Vec<Text>,
    /// Inputs with their types: `number`, `string`, `bool`, `list`.
    pub inputs: Vec<(Text, Text)>,
    /// Whether its findings can be waived.
    pub waivable: bool,
}

/// Reads a configuration. What could be read is returned together with all problems.
#[must_use]
pub fn parse(source: &Arc<Source>) -> (Config, Vec<Diagnostic>) {
    match lang::parse_body(source) {
        Ok(body) => read::config(source, &body),
        Err(problems) => (Config::default(), problems),
    }
}

impl Config {
    /// The same file with one of its applications.
    #[must_use]
    pub fn of(&self, app: &App) -> Self {
        Self { apps: vec![app.clone()], history: None, source: self.source.clone() }
    }

    /// Rule settings and waivers that name no rule or input, or give a value of another type.
    #[must_use]
    pub fn check_rules(&self, known: &[KnownRule]) -> Vec<Diagnostic> {
        let Some(source) = &self.source else { return Vec::new() };
        let names = || known.iter().flat_map(|k| k.names.iter().map(Text::as_str));
        let find = |id: &Text| known.iter().find(|k| k.names.contains(id));
        let mut problems = Vec::new();
        let mut report = |span: Span, message: String, meant: Option<&str>| {
            let problem = Diagnostic::new(source, span, message);
            problems.push(match meant {
                Some(meant) => problem.mend(format!("did you mean {meant}?")),
                None => problem,
            });
        };
        for app in &self.apps {
            for setting in &app.rules {
                let Some(rule) = find(&setting.id) else {
                    let meant = lang::suggest(&setting.id, names());
                    report(setting.span, format!("there is no rule {}", setting.id), meant);
                    continue;
                };
                for (name, value) in setting.inputs.iter() {
                    match rule.inputs.iter().find(|(n, _)| n == name) {
                        None => {
                            let inputs = rule.inputs.iter().map(|(n, _)| n.as_str());
                            let meant = lang::suggest(name, inputs);
                            let message = format!("{} has no input {name}", setting.id);
                            report(setting.span, message, meant);
                        }
                        Some((_, ty)) if !is_of(value, ty) => {
                            let word = value.type_word();
                            let message = format!("{name} must be a {ty}, but is {word}");
                            report(setting.span, message, None);
                        }
                        Some(_) => {}
                    }
                }
            }
            for (accepted, span) in app.gate.accepted.iter().zip(&app.gate.accepted_at) {
                if find(&accepted.rule).is_none() {
                    let meant = lang::suggest(&accepted.rule, names());
                    report(*span, format!("there is no rule {}", accepted.rule), meant);
                }
            }
            for waiver in &app.waivers {
                if find(&waiver.rule).is_some_and(|r| !r.waivable) {
                    let span = read::span_of_origin(source, &waiver.origin);
                    report(span, format!("{} cannot be waived", waiver.rule), None);
                }
                if find(&waiver.rule).is_none() {
                    let span = read::span_of_origin(source, &waiver.origin);
                    let meant = lang::suggest(&waiver.rule, names());
                    report(span, format!("there is no rule {}", waiver.rule), meant);
                }
            }
        }
        problems
    }
}

fn is_of(value: &Value, ty: &str) -> bool {
    match ty {
        "number" => matches!(value, Value::Number(_)),
        "string" => matches!(value, Value::String(_)),
        "bool" => matches!(value, Value::Bool(_)),
        _ => matches!(value, Value::List(_)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Config, Vec<String>) {
        let (config, problems) = parse(&Arc::new(Source::of("passmuster.hcl", text)));
        (config, problems.iter().map(ToString::to_string).collect())
    }

    const GOOD: &str = r#"
app "checkout" {
  strategy = "warm-standby"
  objectives {
    rto = "10m"
    rpo = "5s"
  }
  primary {
    region = "us-east-1"
    state  = ["primary/*.tfstate"]
  }
  dr {
    region      = "us-west-2"
    name_suffix = "-dr"
    state       = ["dr/*.tfstate"]
  }
  networks = { on_prem = "172.16.0.0/12" }
  expect "aws_ecs_service" "desired_count" {
    dr     = 1
    reason = "warm idle"
  }
  waive "route53-ttl-too-long" {
    subject = "aws_route53_record.legacy"
    reason  = "moves in Q1"
    owner   = "team-x"
    until   = "2027-01-31"
  }
  rule "route53-ttl-too-long" {
    inputs = { max_ttl_seconds = 30 }
  }
}
"#;

    #[test]
    fn a_whole_application_is_read() {
        let (config, problems) = read(GOOD);
        assert_eq!(problems, Vec::<String>::new());
        let app = &config.apps[0];
        assert_eq!((app.rto, app.rpo), (Some(600), Some(5)));
        assert_eq!(app.dr.name_suffix.as_str(), "-dr");
        assert_eq!(app.waivers.len(), 1);
        assert!(app.expectations.iter().any(|e| !e.preset));
        assert!(app.expectations.iter().any(|e| e.preset));
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let (_, problems) = read(
            r#"
app "x" {
  stratgy = "hot"
  primary {
    regoin = "us-east-1"
    region = "nowhere"
  }
  expect "aws_ecs_servce" "desired_count" { dr = 1 }
  expect "aws_ecs_service" "desird_count" {
    dr     = 1
    reason = "r"
  }
  expect "aws_ecs_service" "desired_count" { reason = "r" }
  waive "a" { reason = "r" }
  networks = { a = "10.0.0.0/99" }
  objectives { rto = "soon" }
}
"#,
        );
        for word in [
            "stratgy",
            "did you mean strategy?",
            "regoin",
            "\"nowhere\"",
            "aws_ecs_servce",
            "desird_count",
            "reason is missing",
            "says what is expected",
            "until is missing",
            "10.0.0.0/99",
            "\"soon\"",
            "no dr block",
        ] {
            assert!(problems.iter().any(|p| p.contains(word)), "{word}: {problems:#?}");
        }
        assert!(problems.iter().all(|p| p.starts_with("passmuster.hcl:")));
    }
}
