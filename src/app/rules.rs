//! The rules: listed, shown, tested, begun.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use super::{Failure, rule_files};
use crate::model::{Coverage, Resource, Side, Text};
use crate::rules::testing::{self, Written};
use crate::rules::{Catalogue, Rule, RuleFile};
use crate::sources::terraform::{self, Memory, Root};
use crate::sources::{Context, DigestKey};

/// A rule for people.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RuleView {
    /// The id.
    pub id: String,
    /// The area.
    pub area: String,
    /// The problem in one line.
    pub title: String,
    /// The severity.
    pub severity: String,
    /// The jobs that run it.
    pub jobs: Vec<String>,
    /// What it does to a failover.
    pub impact: String,
    /// The steps of a failover that a finding concerns, in their order.
    pub steps: Vec<String>,
    /// Why it matters.
    pub rationale: String,
    /// What to do about it.
    pub remediation: String,
    /// Further reading.
    pub refs: Vec<String>,
    /// Name, type, default and meaning of each input.
    pub inputs: Vec<[String; 4]>,
    /// The names of its test cases.
    pub cases: Vec<String>,
    /// The rule file's text.
    pub text: String,
}

/// What became of a case.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CaseView {
    /// The rule's id.
    pub rule: String,
    /// The case's name.
    pub case: String,
    /// What is wrong; empty when it holds.
    pub complaints: Vec<String>,
}

/// What became of the cases of some rules.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RulesTested {
    /// Every case, in order.
    pub cases: Vec<CaseView>,
    /// Rules without a failing, passing or unassessed case.
    pub uncovered: Vec<String>,
}

/// The built-in rules with those of some directories, for people.
///
/// # Errors
///
/// A directory cannot be read or holds a wrong rule.
pub fn rule_views(dirs: &[PathBuf]) -> Result<Vec<RuleView>, Failure> {
    let mut files: Vec<RuleFile> = RuleFile::builtin().collect();
    for dir in dirs {
        files.extend(rule_files(dir)?);
    }
    let catalogue = Catalogue::load(files).map_err(Failure::Problems)?;
    let view = |rule: &Arc<Rule>| {
        let file = catalogue.files().iter().find(|f| f.rule.name() == rule.source.name());
        let cases = file
            .and_then(|f| f.tests.as_ref())
            .and_then(|t| testing::cases(t, &evaluate_texts).ok());
        let texts = |list: &[Text]| list.iter().map(ToString::to_string).collect();
        RuleView {
            id: rule.id.to_string(),
            area: rule.area.to_string(),
            title: rule.title.to_string(),
            severity: rule.severity.to_string(),
            jobs: texts(&rule.jobs),
            impact: rule.impact.to_string(),
            steps: rule.steps.iter().map(|s| s.name().to_owned()).collect(),
            rationale: rule.rationale.to_string(),
            remediation: rule.remediation.to_string(),
            refs: texts(&rule.refs),
            inputs: rule
                .inputs
                .iter()
                .map(|i| {
                    let default = crate::finding::show(&i.default);
                    [i.name.to_string(), i.ty.to_string(), default, i.description.to_string()]
                })
                .collect(),
            cases: cases.unwrap_or_default().iter().map(|c| c.name.to_string()).collect(),
            text: rule.source.text().to_owned(),
        }
    };
    Ok(catalogue.rules().iter().map(view).collect())
}

/// Runs the cases of a directory's rules, or of the built-in ones.
///
/// # Errors
///
/// The directory cannot be read, or a rule or test file is wrong.
pub fn test_rules(dir: Option<&Path>) -> Result<RulesTested, Failure> {
    let files: Vec<RuleFile> = match dir {
        Some(dir) => rule_files(dir)?,
        None => RuleFile::builtin().collect(),
    };
    let own: Vec<_> = files.iter().map(|f| f.slug.clone()).collect();
    // A user's rule may yield to a built-in one.
    let known = RuleFile::builtin().filter(|b| !own.contains(&b.slug));
    let catalogue =
        Catalogue::load(files.iter().cloned().chain(known)).map_err(Failure::Problems)?;
    let mut tested = RulesTested::default();
    let mut problems = Vec::new();
    for file in &files {
        let Some(rule) = catalogue.get(&file.slug) else { continue };
        let cases = match file.tests.as_ref().map(|t| testing::cases(t, &evaluate_texts)) {
            None => Vec::new(),
            Some(Ok(cases)) => cases,
            Some(Err(found)) => {
                problems.extend(found);
                continue;
            }
        };
        let mut outcomes: Vec<String> = Vec::new();
        for case in &cases {
            outcomes.push(case.expected.outcome().to_owned());
            tested.cases.push(CaseView {
                rule: rule.id.to_string(),
                case: case.name.to_string(),
                complaints: testing::check(rule, case).complaints,
            });
        }
        let lacking: Vec<&str> = ["fail", "pass", "unassessed"]
            .into_iter()
            .filter(|o| !outcomes.iter().any(|have| have == o))
            .filter(|o| *o != "pass" || !rule.asserts.is_empty())
            .collect();
        if !lacking.is_empty() {
            tested.uncovered.push(format!(
                "{} has no case that is {}",
                rule.id,
                lacking.join(", ")
            ));
        }
    }
    if problems.is_empty() { Ok(tested) } else { Err(Failure::Problems(problems)) }
}

const RULE: &str = r#"rule "SLUG" {
  title       = "What is wrong, in one line"
  severity    = "medium"
  impact      = "degrades"
  rationale   = "Why it matters to a failover."
  remediation = "What to do about it."

  each "queue" {
    of = resources("aws_sqs_queue", { side = "dr" })
  }

  assert "encrypted" {
    condition     = queue.kms_master_key_id != null || queue.sqs_managed_sse_enabled == true
    at            = queue.kms_master_key_id
    error_message = "${queue.label} is not encrypted."
  }
}
"#;

const TESTS: &str = r#"case "not encrypted" {
  world {
    resource "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { name = "jobs", sqs_managed_sse_enabled = false }
    }
  }
  expect {
    outcome = "fail"
    finding "encrypted" {
      subjects = ["aws_sqs_queue.jobs"]
      message  = "jobs is not encrypted."
    }
  }
}

case "encrypted" {
  world {
    resource "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { name = "jobs", sqs_managed_sse_enabled = true }
    }
  }
  expect { outcome = "pass" }
}

case "not known" {
  world {
    resource "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { name = "jobs", kms_master_key_id = unknown("an input"), sqs_managed_sse_enabled = false }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*an input*"
  }
}
"#;

/// Begins a rule: writes `DIR/<slug>.hcl` and its tests, which pass, to be changed.
///
/// # Errors
///
/// The slug is none, or a file is there already or cannot be written.
pub fn new_rule(dir: &Path, slug: &str) -> Result<[PathBuf; 2], Failure> {
    let kebab = !slug.is_empty()
        && slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !slug.starts_with('-')
        && !slug.ends_with('-');
    if !kebab {
        let message = format!("{slug:?} is no rule id: use lower-case words joined by hyphens");
        return Err(Failure::Usage(message));
    }
    let paths = [dir.join(format!("{slug}.hcl")), dir.join(format!("{slug}.test.hcl"))];
    let io = |path: &Path| {
        let path = path.display().to_string();
        move |error| Failure::Io { path, error }
    };
    fs::create_dir_all(dir).map_err(io(dir))?;
    if let Some(there) = paths.iter().find(|p| p.exists()) {
        return Err(Failure::Usage(format!("{} is there already", there.display())));
    }
    for (path, text) in paths.iter().zip([RULE.replace("SLUG", slug), TESTS.to_owned()]) {
        fs::write(path, text).map_err(io(path))?;
    }
    Ok(paths)
}

/// Evaluates the Terraform configuration of a rule test.
#[must_use]
pub fn evaluate_texts(written: &[Written]) -> (Vec<Arc<Resource>>, Coverage) {
    let named = |one: &Written, name: &str| match one.dir.as_str() {
        "" => name.to_owned(),
        dir => format!("{dir}/{name}"),
    };
    let files = written
        .iter()
        .flat_map(|one| one.files.iter().map(|(n, text)| (named(one, n), text.to_string())));
    let tree = Memory::new(files);
    let roots: Vec<Root> = written
        .iter()
        .map(|one| Root {
            dir: one.dir.to_string(),
            workspace: Text::from("default"),
            sides: match one.side {
                Some(side) => BTreeSet::from([side]),
                None => BTreeSet::from([Side::Primary, Side::Dr]),
            },
            ..Root::default()
        })
        .collect();
    let context = Context {
        primary: testing::site(Side::Primary),
        dr: testing::site(Side::Dr),
        base: PathBuf::new(),
        // Cases hold no secrets.
        digest_key: DigestKey::new([0; 32]),
    };
    let snapshot = terraform::read(&tree, &roots, &context).snapshot;
    (snapshot.resources, snapshot.coverage)
}
