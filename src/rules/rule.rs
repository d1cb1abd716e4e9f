//! A rule as the loader gives it: checked, with compiled expressions.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{Impact, Severity, Step};
use crate::lang::{Expression, Source, Span};
use crate::model::{Text, Value, View};

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Kebab-case; names the problem.
    pub id: Text,
    /// Earlier ids.
    pub aliases: Vec<Text>,
    /// The folder of the rule's file.
    pub area: Text,
    /// The problem in one line.
    pub title: Text,
    /// How much a finding matters unless the assert says otherwise.
    pub severity: Severity,
    /// The jobs that run it: `audit`, `check`, `gate`.
    pub jobs: Vec<Text>,
    /// The views that it can judge.
    pub views: Vec<View>,
    /// What a finding does to a failover unless the assert says otherwise.
    pub impact: Impact,
    /// The steps of a failover that a finding concerns.
    pub steps: Vec<Step>,
    /// Why it matters.
    pub rationale: Text,
    /// What to do about a finding.
    pub remediation: Text,
    /// Further reading.
    pub refs: Vec<Text>,
    /// Entries of published frameworks.
    pub frameworks: BTreeMap<Text, Vec<Text>>,
    /// The version that first had the rule.
    pub since: Text,
    /// Rules whose findings at the same place make this rule's superfluous; `*` for all others.
    pub yields_to: Vec<Text>,
    /// An unknown is a failure.
    pub unknown_fails: bool,
    /// Tunable values.
    pub inputs: Vec<Input>,
    /// Names for expressions, evaluated with the selected element in scope.
    pub locals: Vec<(Text, Expression)>,
    /// What the asserts run over; the first that is not `all` gives the elements.
    pub selectors: Vec<Selector>,
    /// The judgements.
    pub asserts: Vec<Assert>,
    /// The file.
    pub source: Arc<Source>,
    /// The place of the rule's head in the file.
    pub span: Span,
}

impl Rule {
    /// The worst that one of its findings does to a failover.
    #[must_use]
    pub fn worst_impact(&self) -> Impact {
        self.asserts.iter().filter_map(|a| a.impact).fold(self.impact, Impact::max)
    }
}

/// A tunable value of a rule.
#[derive(Clone, Debug)]
pub struct Input {
    /// The name under `input`.
    pub name: Text,
    /// What it means.
    pub description: Text,
    /// `number`, `string`, `bool` or `list`.
    pub ty: Text,
    /// The value unless the configuration gives another.
    pub default: Value,
}

/// What an assert runs over.
#[derive(Clone, Debug)]
pub struct Selector {
    /// How elements are formed.
    pub mode: Mode,
    /// The name that an element is bound to; of `all` the name of the whole list.
    pub name: Text,
    /// The resources.
    pub of: Expression,
    /// Which of them; an unknown answer makes an element a perhaps-member.
    pub condition: Option<Expression>,
    /// The key of a group.
    pub by: Option<Expression>,
    /// What a primary resource without counterpart is.
    pub missing_dr: Option<Absence>,
    /// What a DR resource without counterpart is.
    pub only_in_dr: Option<Absence>,
}

/// How elements are formed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Each resource.
    Each,
    /// Each primary resource with its counterpart.
    Pair,
    /// The resources of each distinct key.
    Group,
    /// The whole list, once.
    All,
}

/// What the absence of a counterpart is.
#[derive(Clone, Debug)]
pub struct Absence {
    /// The finding's message; a general one when there is none.
    pub message: Option<Expression>,
    /// The finding's severity; the rule's when there is none.
    pub severity: Option<Expression>,
}

/// One judgement.
#[derive(Clone, Debug)]
pub struct Assert {
    /// Its label.
    pub label: Text,
    /// What is judged.
    pub judgement: Judgement,
    /// The finding's text.
    pub message: Expression,
    /// The resources concerned; the selected ones when there is none.
    pub subjects: Option<Expression>,
    /// The attribute to act on.
    pub at: Option<Expression>,
    /// Named values.
    pub evidence: Option<Expression>,
    /// Overrides the rule's severity.
    pub severity: Option<Expression>,
    /// Overrides the rule's impact.
    pub impact: Option<Impact>,
    /// The value that would mend it.
    pub fix: Option<Expression>,
}

/// What an assert judges.
#[derive(Clone, Debug)]
pub enum Judgement {
    /// Must be true.
    Condition(Expression),
    /// Must be an empty list; each member is a finding, bound to `it`.
    None(Expression),
}

/// Reads the name of a view.
#[must_use]
pub fn view_named(name: &str) -> Option<View> {
    [View::Live, View::State, View::Planned, View::Configured]
        .into_iter()
        .find(|v| v.name() == name)
}
