//! The asserts of a rule on one element.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::scope::{Common, ElementScope};
use super::select::{Absent, Element};
use super::{Place, Raised, RuleRun, Verdict};
use crate::finding::{Severity, show};
use crate::lang::{self, Budget, Diagnostic, EvalError, Expression, Scope, Step, unknown_of};
use crate::model::{Difference, List, Map, MapFlavour, Resource, Side, Text, Unknown, Value};
use crate::rules::natives::Natives;
use crate::rules::rule::{Absence, Assert, Judgement, Mode, Rule, Selector};
use crate::rules::world::World;

pub(super) struct Judge<'a> {
    rule: &'a Rule,
    pub(super) world: &'a World<'a>,
    common: Common<'a>,
}

/// Whether a candidate is selected.
pub(super) enum Member {
    Yes,
    No,
    /// It depends on something that is not known.
    Perhaps(Arc<Unknown>),
}

type Judged<T> = Result<T, Diagnostic>;

impl<'a> Judge<'a> {
    pub(super) fn new(
        rule: &'a Rule,
        world: &'a World<'a>,
        natives: &'a Natives<'a>,
        inputs: &Arc<Map>,
    ) -> Self {
        Self { rule, world, common: Common::new(world, natives, inputs) }
    }

    /// Binds the list of an `all` selector.
    pub(super) fn bind(&mut self, name: &Text, list: Value) {
        self.common.lists.push((name.clone(), list));
    }

    fn scope<'s>(&'s self, element: Option<(&'s str, Value)>) -> ElementScope<'s> {
        ElementScope { common: &self.common, element, locals: None, it: None }
    }

    /// The value of an expression that does not depend on an element.
    pub(super) fn constant(&self, expression: &Expression) -> Judged<Value> {
        evaluate(expression, &self.scope(None))
    }

    /// The value of an expression for one candidate.
    pub(super) fn evaluate_with(
        &self,
        expression: &Expression,
        name: &str,
        value: &Value,
    ) -> Judged<Value> {
        evaluate(expression, &self.scope(Some((name, value.clone()))))
    }

    /// Whether a candidate is a member.
    pub(super) fn condition(
        &self,
        selector: &Selector,
        name: &str,
        value: &Value,
    ) -> Judged<Member> {
        let Some(condition) = &selector.condition else { return Ok(Member::Yes) };
        let answer = self.evaluate_with(condition, name, value)?;
        match answer {
            Value::Bool(true) => Ok(Member::Yes),
            Value::Bool(false) => Ok(Member::No),
            other => match unknown_of(&other) {
                Some(why) => Ok(Member::Perhaps(why)),
                None => Err(not_truth(condition, &other)),
            },
        }
    }

    /// Judges a candidate; `None` when it is not a member.
    pub(super) fn candidate(&self, selector: &Selector, element: &Element) -> Option<RuleRun> {
        let asked = selector.mode != Mode::Group;
        let member = match &element.value {
            Some(value) if asked => match self.condition(selector, &selector.name, value) {
                Ok(Member::No) => return None,
                Ok(Member::Yes) => None,
                Ok(Member::Perhaps(why)) => Some(why),
                Err(error) => return Some(RuleRun { errors: vec![error], ..RuleRun::default() }),
            },
            _ => None,
        };
        let bound = element.value.clone().map(|v| (selector.name.as_str(), v));
        let absence = match element.absent {
            Absent::None => return Some(self.asserts(element, bound, member.as_ref())),
            Absent::Dr | Absent::Ambiguous(_) => selector.missing_dr.as_ref(),
            Absent::Primary => selector.only_in_dr.as_ref(),
        };
        let absence = absence?;
        Some(match self.absence(element, bound, absence, member.as_ref()) {
            Ok(raised) => RuleRun { raised: vec![raised], ..RuleRun::default() },
            Err(error) => RuleRun { errors: vec![error], ..RuleRun::default() },
        })
    }

    /// Judges when there are only lists.
    pub(super) fn element(&self, element: &Element) -> RuleRun {
        self.asserts(element, None, None)
    }

    fn asserts(
        &self,
        element: &Element,
        bound: Option<(&str, Value)>,
        member: Option<&Arc<Unknown>>,
    ) -> RuleRun {
        let mut run = RuleRun::default();
        let mut scope =
            ElementScope { common: &self.common, element: bound, locals: None, it: None };
        if let Err(error) = self.locals(&mut scope) {
            run.errors.push(error);
            return run;
        }
        for assert in &self.rule.asserts {
            if let Err(error) = self.assert(assert, element, &mut scope, member, &mut run) {
                run.errors.push(error);
            }
        }
        run
    }

    fn locals(&self, scope: &mut ElementScope<'_>) -> Judged<()> {
        let mut entries: Vec<(Text, Value)> = Vec::new();
        for (name, expression) in &self.rule.locals {
            let value = evaluate(expression, scope)?;
            entries.push((name.clone(), value));
            scope.locals =
                Some(Value::Map(Arc::new(Map::new(entries.clone(), MapFlavour::Object))));
        }
        Ok(())
    }

    fn assert(
        &self,
        assert: &Assert,
        element: &Element,
        scope: &mut ElementScope<'_>,
        member: Option<&Arc<Unknown>>,
        run: &mut RuleRun,
    ) -> Judged<()> {
        match &assert.judgement {
            Judgement::Condition(condition) => match evaluate(condition, scope)? {
                Value::Bool(true) => run.passed += 1,
                Value::Bool(false) => {
                    let verdict = perhaps(Verdict::Fail, member);
                    run.raised.push(self.raise(assert, element, scope, verdict)?);
                }
                other => match unknown_of(&other) {
                    Some(why) => {
                        let verdict = self.unassessed(reasons(&why));
                        run.raised.push(self.raise(
                            assert,
                            element,
                            scope,
                            perhaps(verdict, member),
                        )?);
                    }
                    None => return Err(not_truth(condition, &other)),
                },
            },
            Judgement::None(list) => match evaluate(list, scope)? {
                Value::List(items) => self.none(assert, element, scope, member, &items, run)?,
                other => match unknown_of(&other) {
                    Some(why) => {
                        let verdict = self.unassessed(reasons(&why));
                        run.raised.push(self.raise(
                            assert,
                            element,
                            scope,
                            perhaps(verdict, member),
                        )?);
                    }
                    None => {
                        let message = format!("none must be a list, but is {}", other.type_word());
                        return Err(Diagnostic::new(list.source(), list.span(), message));
                    }
                },
            },
        }
        Ok(())
    }

    fn none(
        &self,
        assert: &Assert,
        element: &Element,
        scope: &mut ElementScope<'_>,
        member: Option<&Arc<Unknown>>,
        items: &List,
        run: &mut RuleRun,
    ) -> Judged<()> {
        for item in items.items() {
            let undecided = item.as_map().and_then(|m| m.get("undecided")).filter(|v| !v.is_null());
            let verdict = match (undecided, unknown_of(item)) {
                (Some(why), _) => self.unassessed(vec![show(why)]),
                (None, Some(why)) => self.unassessed(reasons(&why)),
                (None, None) => Verdict::Fail,
            };
            scope.it = Some(item.clone());
            let raised = if unknown_of(item).is_some() {
                Ok(self.bare(assert, element, verdict))
            } else {
                self.raise(assert, element, scope, perhaps(verdict, member))
            };
            scope.it = None;
            run.raised.push(raised?);
        }
        match items.openness() {
            Some(why) => {
                let verdict = self.unassessed(reasons(why));
                run.raised.push(self.bare(assert, element, perhaps(verdict, member)));
            }
            None if items.items().is_empty() => run.passed += 1,
            None => {}
        }
        Ok(())
    }

    fn unassessed(&self, because: Vec<String>) -> Verdict {
        if self.rule.unknown_fails { Verdict::Fail } else { Verdict::Unassessed(because) }
    }

    /// A finding without the values of an element: they are what is not known.
    fn bare(&self, assert: &Assert, element: &Element, verdict: Verdict) -> Raised {
        Raised {
            assert: assert.label.clone(),
            verdict,
            severity: self.rule.severity,
            impact: assert.impact.unwrap_or(self.rule.impact),
            subjects: element.subjects.clone(),
            place: None,
            message: format!("{}: could not be told.", self.rule.title),
            evidence: BTreeMap::new(),
            difference: None,
            key: String::new(),
        }
    }

    fn raise(
        &self,
        assert: &Assert,
        element: &Element,
        scope: &ElementScope<'_>,
        verdict: Verdict,
    ) -> Judged<Raised> {
        let decided = verdict == Verdict::Fail;
        let mut raised = self.bare(assert, element, verdict);
        // Where the judgement is not known, the message may not be sayable either.
        match evaluate(&assert.message, scope) {
            Ok(value) => match unknown_of(&value) {
                None => raised.message = show(&value),
                Some(why) if decided => {
                    raised.message = format!("{} ({})", self.rule.title, why.because());
                }
                Some(_) => {}
            },
            Err(error) if decided => return Err(error),
            Err(_) => {}
        }
        let optional = |expression: &Option<Expression>| match expression {
            Some(expression) => match evaluate(expression, scope) {
                Ok(value) => Ok(Some(value)),
                Err(error) if decided => Err(error),
                Err(_) => Ok(None),
            },
            None => Ok(None),
        };
        if let Some(subjects) = optional(&assert.subjects)? {
            raised.subjects = resources_in(&subjects);
        }
        if let Some(Value::Map(map)) = optional(&assert.evidence)? {
            raised.evidence = map.iter().map(|(k, v)| (k.to_string(), show(v))).collect();
        }
        if let Some(severity) = optional(&assert.severity)?
            && let Some(Ok(severity)) = severity.as_str().map(str::parse::<Severity>)
        {
            raised.severity = severity;
        }
        raised.place = assert.at.as_ref().and_then(|at| place(at, scope));
        if let Some(Value::Map(it)) = &scope.it {
            let text = |name: &str| it.get(name).and_then(Value::as_str);
            raised.key = text("key").or_else(|| text("path")).unwrap_or_default().to_owned();
            raised.difference = difference(it);
        } else if element.subjects.is_empty()
            && let Some(Value::Map(map)) = &element.value
        {
            // Of what is no resource the key is all that tells it apart.
            raised.key = map.get("key").and_then(Value::as_str).unwrap_or_default().to_owned();
        }
        Ok(raised)
    }

    fn absence(
        &self,
        element: &Element,
        bound: Option<(&str, Value)>,
        absence: &Absence,
        member: Option<&Arc<Unknown>>,
    ) -> Judged<Raised> {
        let scope = ElementScope { common: &self.common, element: bound, locals: None, it: None };
        let Some(subject) = element.subjects.first() else { return Ok(self.nothing()) };
        let (missing, side) = match element.absent {
            Absent::Primary => ("only-in-dr", Side::Primary),
            _ => ("missing", Side::Dr),
        };
        let verdict = match &element.absent {
            Absent::Ambiguous(candidates) => Verdict::Unassessed(vec![format!(
                "it has several possible counterparts: {}",
                candidates.iter().map(Text::as_str).collect::<Vec<_>>().join(", ")
            )]),
            _ => match self.world.openness(&subject.kind, Some(side)) {
                Some(why) => self.unassessed(reasons(&why)),
                None => Verdict::Fail,
            },
        };
        let message = match &absence.message {
            Some(message) => show(&evaluate(message, &scope)?),
            None => format!(
                "{} {} has no counterpart on the {side} side.",
                subject.kind,
                subject.name.as_ref().unwrap_or_else(|| subject.address.text())
            ),
        };
        let severity = match &absence.severity {
            Some(severity) => evaluate(severity, &scope)?.as_str().and_then(|s| s.parse().ok()),
            None => None,
        };
        Ok(Raised {
            assert: Text::from(missing),
            verdict: perhaps(verdict, member),
            severity: severity.unwrap_or(self.rule.severity),
            impact: self.rule.impact,
            subjects: element.subjects.clone(),
            place: Some(Place { resource: Arc::clone(subject), path: Text::new() }),
            message,
            evidence: BTreeMap::new(),
            difference: None,
            key: String::new(),
        })
    }

    fn nothing(&self) -> Raised {
        Raised {
            assert: Text::from("selection"),
            verdict: Verdict::Unassessed(Vec::new()),
            severity: self.rule.severity,
            impact: self.rule.worst_impact(),
            subjects: Vec::new(),
            place: None,
            message: format!("{}: could not be told.", self.rule.title),
            evidence: BTreeMap::new(),
            difference: None,
            key: String::new(),
        }
    }

    /// Nothing was selected, but the listing is not complete.
    pub(super) fn nothing_seen(&self, why: &Unknown) -> Raised {
        Raised { verdict: self.unassessed(reasons(why)), ..self.nothing() }
    }
}

fn evaluate(expression: &Expression, scope: &dyn Scope) -> Judged<Value> {
    lang::evaluate(expression, scope, &mut Budget::default()).map_err(|e: EvalError| e.diagnostic())
}

fn not_truth(expression: &Expression, value: &Value) -> Diagnostic {
    let message = format!("a condition must be true or false, but this is {}", value.type_word());
    Diagnostic::new(expression.source(), expression.span(), message)
}

/// Of something that is only perhaps selected nothing definite can be said.
fn perhaps(verdict: Verdict, member: Option<&Arc<Unknown>>) -> Verdict {
    match (verdict, member) {
        (verdict, None) => verdict,
        (_, Some(why)) => Verdict::Unassessed(reasons(why)),
    }
}

fn reasons(why: &Unknown) -> Vec<String> {
    let mut reasons = vec![why.because()];
    if !why.refs.is_empty() {
        let refs: Vec<&str> = why.refs.iter().map(crate::model::Address::as_str).collect();
        reasons.push(format!("it depends on {}", refs.join(", ")));
    }
    reasons
}

fn resources_in(value: &Value) -> Vec<Arc<Resource>> {
    match value {
        Value::Resource(resource) => vec![Arc::clone(resource)],
        Value::List(list) => list.items().iter().flat_map(resources_in).collect(),
        _ => Vec::new(),
    }
}

/// The difference that a member of a list describes: one with `path`, `primary` and `dr`.
fn difference(it: &Map) -> Option<Difference> {
    let side = |name: &str| it.get(name).map(|v| if v.is_null() { None } else { Some(v.clone()) });
    Some(Difference {
        path: Text::from(it.get("path")?.as_str()?),
        left: side("primary").or_else(|| side("recorded"))?,
        right: side("dr").or_else(|| side("live"))?,
        peer: it.get("peer").and_then(Value::as_bool).unwrap_or(false),
        undecided: it.get("undecided").and_then(Value::as_str).map(Text::from),
    })
}

/// Where `at` points: a resource with the steps that lead into it, or an object with `resource`
/// and `path`.
fn place(at: &Expression, scope: &dyn Scope) -> Option<Place> {
    let Some(traversal) = at.as_traversal() else {
        let value = lang::evaluate(at, scope, &mut Budget::default()).ok()?;
        let map = value.as_map()?;
        let Some(Value::Resource(resource)) = map.get("resource") else { return None };
        let path = map.get("path").and_then(Value::as_str).unwrap_or_default();
        return Some(Place { resource: Arc::clone(resource), path: Text::from(path) });
    };
    let mut value = scope.variable(&traversal.root)?;
    let mut steps = traversal.steps.iter();
    loop {
        if let Value::Resource(resource) = &value {
            let mut path = String::new();
            for step in steps {
                match step {
                    Step::Attribute(name, _) if path.is_empty() => path.push_str(name),
                    Step::Attribute(name, _) => {
                        path.push('.');
                        path.push_str(name);
                    }
                    // A single block reads like an object: no index in the path.
                    Step::Index(_) | Step::Splat | Step::Computed => {}
                }
            }
            return Some(Place { resource: Arc::clone(resource), path: Text::from(path) });
        }
        let Some(Step::Attribute(name, _)) = steps.next() else { return None };
        value = lang::attribute_of(&value, name).ok()?;
    }
}
