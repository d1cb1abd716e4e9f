//! What can be seen to be wrong with a rule before it runs.
//!
//! Names that nobody binds, functions that do not exist, kinds and attributes that the bundled
//! schema does not know.

use std::sync::Arc;

use super::natives;
use super::rule::{Judgement, Mode, Rule, Selector};
use crate::kinds;
use crate::lang::{self, Diagnostic, Expression, Step, Traversal};
use crate::model::{Text, Value, is_managed_kind, is_observed_kind};

/// Names that every resource has besides its kind's attributes.
const PSEUDO: &[&str] =
    &["address", "kind", "side", "region", "account", "id", "label", "name", "tags", "tags_all"];

/// Names that every rule sees.
const ROOTS: &[&str] = &["input", "local", "estate", "snapshot", "objectives"];

/// What a name of a rule stands for.
enum Bound {
    /// A resource of one of these kinds; of unknown kinds when empty.
    Resource(Vec<Text>),
    /// A pair of resources.
    Pair(Vec<Text>),
    /// `key` and `members`.
    Group,
    /// Anything.
    Free,
}

/// Everything that is wrong.
pub(super) fn problems(rule: &Rule) -> Vec<Diagnostic> {
    let mut checker = Checker { rule, problems: Vec::new() };
    checker.run();
    checker.problems
}

struct Checker<'a> {
    rule: &'a Rule,
    problems: Vec<Diagnostic>,
}

impl Checker<'_> {
    fn run(&mut self) {
        let rule = self.rule;
        for selector in &rule.selectors {
            self.expression(&selector.of, &[]);
            // Inside a group's own expressions the name is still a single member.
            let single = match selector.mode {
                Mode::Group => resource_of(selector),
                _ => bound(selector),
            };
            let element = [(singular(selector), single)];
            for inner in [&selector.condition, &selector.by].into_iter().flatten() {
                self.expression(inner, &element);
            }
            for absence in [&selector.missing_dr, &selector.only_in_dr].into_iter().flatten() {
                for inner in [&absence.message, &absence.severity].into_iter().flatten() {
                    self.expression(inner, &element);
                }
            }
        }
        let mut names: Vec<(Text, Bound)> = Vec::new();
        for selector in &rule.selectors {
            let binding = if selector.mode == Mode::All { Bound::Free } else { bound(selector) };
            names.push((selector.name.clone(), binding));
        }
        for (_, local) in &rule.locals {
            self.expression(local, &names);
        }
        for assert in &rule.asserts {
            let judged = match &assert.judgement {
                Judgement::Condition(e) | Judgement::None(e) => e,
            };
            self.expression(judged, &names);
            let mut inner: Vec<(Text, Bound)> = Vec::new();
            for selector in &rule.selectors {
                let binding =
                    if selector.mode == Mode::All { Bound::Free } else { bound(selector) };
                inner.push((selector.name.clone(), binding));
            }
            if matches!(assert.judgement, Judgement::None(_)) {
                inner.push((Text::from("it"), Bound::Free));
            }
            let rest = [
                Some(&assert.message),
                assert.subjects.as_ref(),
                assert.at.as_ref(),
                assert.evidence.as_ref(),
                assert.severity.as_ref(),
                assert.fix.as_ref(),
            ];
            for expression in rest.into_iter().flatten() {
                self.expression(expression, &inner);
            }
        }
    }

    fn report(
        &mut self,
        expression: &Expression,
        span: lang::Span,
        message: String,
        mend: Option<String>,
    ) {
        self.problems.push(Diagnostic {
            message,
            mend,
            source: Arc::clone(expression.source()),
            span,
        });
    }

    fn expression(&mut self, expression: &Expression, names: &[(Text, Bound)]) {
        for (name, span) in expression.calls() {
            let known = natives::NAMES.contains(&name.as_str())
                || lang::functions::names().any(|n| n == name.as_str());
            if !known {
                let all = natives::NAMES.iter().copied().chain(lang::functions::names());
                let mend = lang::suggest(&name, all).map(|m| format!("did you mean {m}?"));
                self.report(expression, span, format!("there is no function {name}"), mend);
            }
        }
        for kind in called_kinds(expression) {
            // Quotas have attributes and are no kind that sides are compared by.
            let unheard = kinds::schema::of(&kind).is_none()
                && (is_observed_kind(&kind)
                    || kinds::kind(&kind).is_none() && is_managed_kind(&kind));
            if kind.as_str() != "*" && unheard {
                let mend = lang::suggest(&kind, kinds::schema::names())
                    .map(|m| format!("did you mean {m}?"));
                self.report(
                    expression,
                    expression.span(),
                    format!("the kind {kind} is not known"),
                    mend,
                );
            }
        }
        for traversal in expression.traversals() {
            self.traversal(expression, &traversal, names);
        }
    }

    fn traversal(
        &mut self,
        expression: &Expression,
        traversal: &Traversal,
        names: &[(Text, Bound)],
    ) {
        let root = traversal.root.as_str();
        match root {
            "input" => {
                if let Some(Step::Attribute(name, span)) = traversal.steps.first()
                    && !self.rule.inputs.iter().any(|i| i.name == *name)
                {
                    let known = self.rule.inputs.iter().map(|i| i.name.as_str());
                    let mend = lang::suggest(name, known).map(|m| format!("did you mean {m}?"));
                    self.report(expression, *span, format!("there is no input {name}"), mend);
                }
            }
            "local" => {
                if let Some(Step::Attribute(name, span)) = traversal.steps.first()
                    && !self.rule.locals.iter().any(|(n, _)| n == name)
                {
                    let known = self.rule.locals.iter().map(|(n, _)| n.as_str());
                    let mend = lang::suggest(name, known).map(|m| format!("did you mean {m}?"));
                    self.report(expression, *span, format!("there is no local {name}"), mend);
                }
            }
            "estate" | "snapshot" => {}
            "objectives" => {
                let known = ["rto_seconds", "rpo_seconds"];
                if let Some(Step::Attribute(name, span)) = traversal.steps.first()
                    && !known.contains(&name.as_str())
                {
                    let mend = Some(format!("there are {}", known.join(", ")));
                    self.report(expression, *span, format!("there is no objective {name}"), mend);
                }
            }
            _ => match names.iter().find(|(n, _)| n.as_str() == root) {
                Some((_, bound)) => self.steps(expression, bound, &traversal.steps),
                None => {
                    let known = names.iter().map(|(n, _)| n.as_str()).chain(ROOTS.iter().copied());
                    let mend = lang::suggest(root, known).map(|m| format!("did you mean {m}?"));
                    self.report(
                        expression,
                        traversal.span,
                        format!("there is no name {root} here"),
                        mend,
                    );
                }
            },
        }
    }

    fn steps(&mut self, expression: &Expression, bound: &Bound, steps: &[Step]) {
        match (bound, steps) {
            (Bound::Resource(kinds), [Step::Attribute(name, span), ..]) => {
                self.attribute(expression, kinds, name, *span);
            }
            (Bound::Pair(kinds), [Step::Attribute(side, span), rest @ ..]) => {
                if !matches!(side.as_str(), "primary" | "dr") {
                    let mend = Some("a pair has primary and dr".to_owned());
                    self.report(expression, *span, format!("a pair has no {side}"), mend);
                } else if let [Step::Attribute(name, span), ..] = rest {
                    self.attribute(expression, kinds, name, *span);
                }
            }
            (Bound::Group, [Step::Attribute(name, span), ..])
                if !matches!(name.as_str(), "key" | "members") =>
            {
                let mend = Some("a group has key and members".to_owned());
                self.report(expression, *span, format!("a group has no {name}"), mend);
            }
            _ => {}
        }
    }

    fn attribute(
        &mut self,
        expression: &Expression,
        kinds: &[Text],
        name: &Text,
        span: lang::Span,
    ) {
        if PSEUDO.contains(&name.as_str()) || kinds.is_empty() {
            return;
        }
        if kinds.iter().any(|k| kinds::has_attribute(k, name)) {
            return;
        }
        let known =
            kinds.iter().flat_map(|k| kinds::attribute_names(k)).chain(PSEUDO.iter().copied());
        let mend = lang::suggest(name, known).map(|m| format!("did you mean {m}?"));
        let list: Vec<&str> = kinds.iter().map(Text::as_str).collect();
        self.report(expression, span, format!("{} has no attribute {name}", list.join(", ")), mend);
    }
}

/// The name of one element: of `all "vpcs"` it is `vpc`.
pub(super) fn singular(selector: &Selector) -> Text {
    if selector.mode != Mode::All {
        return selector.name.clone();
    }
    let name = selector.name.as_str();
    if let Some(stem) = name.strip_suffix("ies") {
        return Text::from(format!("{stem}y"));
    }
    Text::from(name.strip_suffix('s').unwrap_or(name))
}

fn bound(selector: &Selector) -> Bound {
    match (selector.mode, resource_of(selector)) {
        (Mode::Pair, Bound::Resource(kinds)) => Bound::Pair(kinds),
        (Mode::Pair, _) => Bound::Pair(Vec::new()),
        (Mode::Group, _) => Bound::Group,
        (Mode::Each | Mode::All, bound) => bound,
    }
}

/// What a single member of the selector's `of` is.
fn resource_of(selector: &Selector) -> Bound {
    if !only_resources(&selector.of) {
        return Bound::Free;
    }
    let kinds = called_kinds(&selector.of);
    let any = kinds.iter().any(|k| k.as_str() == "*");
    Bound::Resource(if any { Vec::new() } else { kinds })
}

/// Whether nothing but resources can come out of the expression.
fn only_resources(of: &Expression) -> bool {
    match of.call() {
        Some((name, _)) if name.as_str() == "resources" => true,
        Some((name, arguments)) if name.as_str() == "concat" => {
            arguments.iter().all(only_resources)
        }
        _ => false,
    }
}

/// The kinds that `resources("…")` names.
pub(super) fn called_kinds(expression: &Expression) -> Vec<Text> {
    let Some((name, arguments)) = expression.call() else { return Vec::new() };
    if matches!(name.as_str(), "resources" | "lookup_all") {
        return match arguments.first().and_then(Expression::literal) {
            Some(Value::String(kind)) => vec![kind.clone()],
            _ => Vec::new(),
        };
    }
    arguments.iter().flat_map(called_kinds).collect()
}
