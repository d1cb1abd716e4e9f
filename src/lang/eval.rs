//! Evaluation by reference, with unknowns.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::equality::{Tri, equals, undetermined};
use super::ir::{Binary, Expression, Intro, Node, NodeKind, SPLAT, Unary};
use super::unknowns::{combined, unknown_of};
use super::{Position, Source, Span, arithmetic, convert, functions, parse_template};
use crate::model::{
    Bounds, List, ListFlavour, Map, MapFlavour, Number, Reason, Resource, Text, Unknown, Value,
};

/// Where names get their values.
pub trait Scope {
    /// The value of a root name; `None` when there is no such name.
    fn variable(&self, name: &str) -> Option<Value>;

    /// A function that is known here besides Terraform's; it is asked first.
    fn function(&self, name: &str) -> Option<&dyn Function> {
        let _ = name;
        None
    }
}

/// A function of the language.
pub trait Function: Sync {
    /// Calls it.
    ///
    /// # Errors
    ///
    /// What is wrong with the arguments, as a lower-case fragment.
    fn call(&self, arguments: &[Value]) -> Result<Value, String>;

    /// Whether the function answers honestly when arguments are not wholly known. Where it does
    /// not, it is not called and the result is unknown.
    fn accepts_unknown(&self) -> bool {
        false
    }
}

/// What one evaluation may spend.
#[derive(Clone, Debug)]
pub struct Budget {
    steps: u64,
    depth: u32,
    /// Members and characters that a result may have.
    width: usize,
}

impl Default for Budget {
    /// Enough for any sane expression: ten million steps, 16 MiB of width.
    fn default() -> Self {
        Self { steps: 10_000_000, depth: 200, width: 16 << 20 }
    }
}

/// Why an expression has no value. An unknown is no error.
#[derive(Clone, Debug, PartialEq)]
pub struct EvalError(Box<Inner>);

#[derive(Clone, Debug, PartialEq)]
struct Inner {
    message: String,
    span: Span,
    source: Arc<Source>,
    /// The budget is spent: `try` does not catch it.
    fatal: bool,
}

impl EvalError {
    /// What is wrong, as a lower-case fragment.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The place.
    #[must_use]
    pub fn span(&self) -> Span {
        self.0.span
    }

    /// The error as a diagnostic.
    #[must_use]
    pub fn diagnostic(&self) -> super::Diagnostic {
        super::Diagnostic::new(&self.0.source, self.0.span, self.0.message.clone())
    }
}

impl std::fmt::Display for EvalError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Position { line, column } = self.0.source.position(self.0.span.start);
        write!(f, "{}:{line}:{column}: {}", self.0.source.name(), self.0.message)
    }
}

impl std::error::Error for EvalError {}

/// Evaluates an expression.
///
/// # Errors
///
/// A wrong type, a missing name, attribute or member, or a spent budget.
pub fn evaluate(
    expression: &Expression,
    scope: &dyn Scope,
    budget: &mut Budget,
) -> Result<Value, EvalError> {
    Evaluation { source: &expression.source, budget }.node(&expression.node, scope)
}

/// A name bound on top of a scope.
struct Bound<'a> {
    parent: &'a dyn Scope,
    names: [Option<(&'a str, Value)>; 2],
}

impl Scope for Bound<'_> {
    fn variable(&self, name: &str) -> Option<Value> {
        for (bound, value) in self.names.iter().flatten() {
            if *bound == name {
                return Some(value.clone());
            }
        }
        self.parent.variable(name)
    }

    fn function(&self, name: &str) -> Option<&dyn Function> {
        self.parent.function(name)
    }
}

/// The variables of `templatestring`.
struct Vars<'a>(&'a Map);

impl Scope for Vars<'_> {
    fn variable(&self, name: &str) -> Option<Value> {
        self.0.get(name).cloned()
    }
}

/// What a collection is iterated as.
struct Members {
    pairs: Vec<(Value, Value)>,
    open: Option<Arc<Unknown>>,
}

struct Evaluation<'a> {
    source: &'a Arc<Source>,
    budget: &'a mut Budget,
}

type Result_ = Result<Value, EvalError>;

impl Evaluation<'_> {
    fn error(&self, node: &Node, message: impl Into<String>) -> EvalError {
        EvalError(Box::new(Inner {
            message: message.into(),
            span: node.span,
            source: Arc::clone(self.source),
            fatal: false,
        }))
    }

    fn spent(&self, node: &Node, what: &str) -> EvalError {
        let mut error = self.error(node, format!("the expression {what}"));
        error.0.fatal = true;
        error
    }

    fn step(&mut self, node: &Node, count: u64) -> Result<(), EvalError> {
        match self.budget.steps.checked_sub(count) {
            Some(left) => {
                self.budget.steps = left;
                Ok(())
            }
            None => Err(self.spent(node, "takes too many steps")),
        }
    }

    fn node(&mut self, node: &Node, scope: &dyn Scope) -> Result_ {
        self.step(node, 1)?;
        if self.budget.depth == 0 {
            return Err(self.spent(node, "is nested too deeply"));
        }
        self.budget.depth -= 1;
        let result = self.kind(node, scope);
        self.budget.depth += 1;
        result
    }

    fn kind(&mut self, node: &Node, scope: &dyn Scope) -> Result_ {
        match &node.kind {
            NodeKind::Literal(value) => Ok(value.clone()),
            NodeKind::Variable(name) => scope
                .variable(name)
                .ok_or_else(|| self.error(node, format!("there is no value named {name}"))),
            NodeKind::Get { object, name } => {
                let object = self.node(object, scope)?;
                attribute_of(&object, name).map_err(|m| self.error(node, m))
            }
            NodeKind::Index { object, key } => {
                let object = self.node(object, scope)?;
                let key = self.node(key, scope)?;
                member(&object, &key).map_err(|m| self.error(node, m))
            }
            NodeKind::Binary { operator, left, right } => {
                self.binary(node, *operator, left, right, scope)
            }
            NodeKind::Unary { operator, operand } => self.unary(node, *operator, operand, scope),
            NodeKind::Conditional { condition, then, otherwise } => {
                self.conditional(node, condition, then, otherwise, scope)
            }
            NodeKind::Call { name, arguments, expand } => {
                self.call(node, name, arguments, *expand, scope)
            }
            NodeKind::Tuple(items) => {
                let mut values = Vec::with_capacity(items.len());
                for item in items {
                    values.push(self.node(item, scope)?);
                }
                Ok(Value::List(Arc::new(List::new(values, ListFlavour::Tuple))))
            }
            NodeKind::Object(items) => self.object(items, scope),
            NodeKind::Template(parts) => self.template(parts, scope),
            NodeKind::If { condition, then, otherwise } => {
                match self.condition(condition, scope)? {
                    Tri::True => self.template(then, scope),
                    Tri::False => self.template(otherwise, scope),
                    Tri::Unknown(why) => Ok(Value::Unknown(why)),
                }
            }
            NodeKind::Repeat { key, value, collection, body } => {
                let members = self.members(collection, scope)?;
                let Ok(members) = members else { return members.err().unwrap_or(Ok(Value::Null)) };
                let mut text = Joined::default();
                for (k, v) in members.pairs {
                    let inner = bound(scope, key.as_ref(), k, value, v);
                    let piece = self.template(body, &inner)?;
                    text.push(&piece, self.budget.width).map_err(|m| self.error(node, m))?;
                }
                if let Some(why) = members.open {
                    text.unknown(why);
                }
                Ok(text.value())
            }
            NodeKind::Splat { object, each } => self.splat(object, each, scope),
            NodeKind::ForTuple { intro, value } => self.for_tuple(node, intro, value, scope),
            NodeKind::ForObject { intro, key, value, grouping } => {
                self.for_object(node, intro, key, value, *grouping, scope)
            }
        }
    }

    fn object(&mut self, items: &[(Node, Node)], scope: &dyn Scope) -> Result_ {
        let mut entries = Vec::with_capacity(items.len());
        let mut open = None;
        for (key, value) in items {
            let made = self.node(key, scope)?;
            let value = self.node(value, scope)?;
            if let Some(why) = unknown_of(&made) {
                open = Some(why);
                continue;
            }
            let name = convert::text(&made)
                .map_err(|m| self.error(key, format!("cannot use this value as a key: {m}")))?;
            entries.push((name, value));
        }
        let map = Map::new(entries, MapFlavour::Object);
        Ok(Value::Map(Arc::new(match open {
            Some(why) => map.opened(why),
            None => map,
        })))
    }

    fn template(&mut self, parts: &[Node], scope: &dyn Scope) -> Result_ {
        let mut text = Joined::default();
        for part in parts {
            let value = self.node(part, scope)?;
            text.push(&value, self.budget.width).map_err(|m| self.error(part, m))?;
        }
        Ok(text.value())
    }

    /// A condition as three-valued truth.
    fn condition(&mut self, node: &Node, scope: &dyn Scope) -> Result<Tri, EvalError> {
        let value = self.node(node, scope)?;
        truth(&value).map_err(|m| self.error(node, m))
    }

    fn conditional(
        &mut self,
        node: &Node,
        condition: &Node,
        then: &Node,
        otherwise: &Node,
        scope: &dyn Scope,
    ) -> Result_ {
        let (chosen, other) = match self.condition(condition, scope)? {
            Tri::True => (then, otherwise),
            Tri::False => (otherwise, then),
            Tri::Unknown(why) => {
                let a = self.node(then, scope)?;
                let b = self.node(otherwise, scope)?;
                return Ok(match equals(&a, &b) {
                    Tri::True if a.is_wholly_known() => a,
                    _ => either(&why, &a, &b),
                });
            }
        };
        let value = self.node(chosen, scope)?;
        // The other arm only says the type: `true ? 1 : "a"` is "1".
        let typed = match &value {
            Value::Number(_) | Value::Bool(_) => true,
            Value::List(list) => list.flavour() == ListFlavour::Tuple && !list.items().is_empty(),
            _ => false,
        };
        if typed && !matches!(other.kind, NodeKind::Call { .. }) {
            match self.node(other, scope) {
                Ok(other) => {
                    return convert::like(&value, &other).map_err(|m| self.error(node, m));
                }
                Err(error) if error.0.fatal => return Err(error),
                Err(_) => {}
            }
        }
        Ok(value)
    }

    fn unary(
        &mut self,
        node: &Node,
        operator: Unary,
        operand: &Node,
        scope: &dyn Scope,
    ) -> Result_ {
        match operator {
            Unary::Not => Ok(match self.condition(operand, scope)? {
                Tri::True => Value::Bool(false),
                Tri::False => Value::Bool(true),
                Tri::Unknown(why) => Value::Unknown(why),
            }),
            Unary::Negate => {
                let value = self.node(operand, scope)?;
                match self.number(node, &value)? {
                    Ok(number) => Ok(Value::Number(arithmetic::negate(&number))),
                    Err(why) => Ok(Value::Unknown(why)),
                }
            }
        }
    }

    /// A number, or why it is not known.
    fn number(
        &self,
        node: &Node,
        value: &Value,
    ) -> Result<Result<Number, Arc<Unknown>>, EvalError> {
        if let Some(why) = unknown_of(value) {
            return Ok(Err(why));
        }
        match convert::to_number(value) {
            Ok(Value::Number(number)) => Ok(Ok(number)),
            Ok(other) => {
                Err(self.error(node, format!("number required, but have {}", other.type_word())))
            }
            Err(message) => Err(self.error(node, message)),
        }
    }

    fn binary(
        &mut self,
        node: &Node,
        operator: Binary,
        left: &Node,
        right: &Node,
        scope: &dyn Scope,
    ) -> Result_ {
        match operator {
            Binary::And => return self.decides(false, left, right, scope),
            Binary::Or => return self.decides(true, left, right, scope),
            _ => {}
        }
        let a = self.node(left, scope)?;
        let b = self.node(right, scope)?;
        match operator {
            Binary::Equal => return Ok(equals(&a, &b).value()),
            Binary::Unequal => {
                return Ok(match equals(&a, &b) {
                    Tri::True => Value::Bool(false),
                    Tri::False => Value::Bool(true),
                    Tri::Unknown(why) => Value::Unknown(why),
                });
            }
            _ => {}
        }
        let (x, y) = (self.number(left, &a)?, self.number(right, &b)?);
        let (x, y) = match (x, y) {
            (Ok(x), Ok(y)) => (x, y),
            (Err(u), Err(v)) => return Ok(combined([&u, &v]).unwrap_or(Value::Unknown(u))),
            (Err(u), Ok(_)) | (Ok(_), Err(u)) => {
                return Ok(combined([&u]).unwrap_or(Value::Unknown(u)));
            }
        };
        Ok(match operator {
            Binary::Less => Value::Bool(x < y),
            Binary::LessOrEqual => Value::Bool(x <= y),
            Binary::Greater => Value::Bool(x > y),
            Binary::GreaterOrEqual => Value::Bool(x >= y),
            Binary::Add => Value::Number(arithmetic::add(&x, &y)),
            Binary::Subtract => Value::Number(arithmetic::subtract(&x, &y)),
            Binary::Multiply => Value::Number(arithmetic::multiply(&x, &y)),
            Binary::Remainder => Value::Number(arithmetic::remainder(&x, &y)),
            Binary::Divide => Value::Number(
                arithmetic::divide(&x, &y).ok_or_else(|| self.error(node, "division by zero"))?,
            ),
            Binary::And | Binary::Or | Binary::Equal | Binary::Unequal => Value::Null,
        })
    }

    /// `&&` (decided by false) and `||` (decided by true), left to right: an error on the right
    /// does not count once the left decides.
    fn decides(&mut self, by: bool, left: &Node, right: &Node, scope: &dyn Scope) -> Result_ {
        let a = self.condition(left, scope)?;
        if a == Tri::from(by) {
            return Ok(Value::Bool(by));
        }
        let b = self.condition(right, scope)?;
        Ok(match (a, b) {
            (_, b) if b == Tri::from(by) => Value::Bool(by),
            (Tri::Unknown(u), Tri::Unknown(v)) => combined([&u, &v]).unwrap_or(Value::Unknown(u)),
            (Tri::Unknown(u), _) | (_, Tri::Unknown(u)) => Value::Unknown(u),
            _ => Value::Bool(!by),
        })
    }

    fn call(
        &mut self,
        node: &Node,
        name: &Text,
        arguments: &[Node],
        expand: bool,
        scope: &dyn Scope,
    ) -> Result_ {
        match name.as_str() {
            "try" => return self.try_each(node, arguments, scope),
            "can" => return self.can(node, arguments, scope),
            _ => {}
        }
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            values.push(self.node(argument, scope)?);
        }
        if expand {
            let last = values.pop().unwrap_or(Value::Null);
            if let Some(why) = unknown_of(&last) {
                return Ok(Value::Unknown(why));
            }
            let Value::List(list) = &last else {
                return Err(self.error(node, "what is expanded by ... must be a list"));
            };
            if let Some(why) = list.openness() {
                return Ok(Value::Unknown(Arc::clone(why)));
            }
            values.extend(list.items().iter().cloned());
        }
        self.step(node, values.iter().map(weight).sum())?;
        if name.as_str() == "templatestring" {
            return self.template_string(node, &values);
        }
        let result = match scope.function(name).or_else(|| functions::standard(name)) {
            Some(function) => {
                if !function.accepts_unknown()
                    && let Some(why) = values.iter().find_map(super::first_unknown)
                {
                    return Ok(Value::Unknown(why));
                }
                function.call(&values)
            }
            None if name.contains("::") => Ok(Value::unknown(Unknown::new(
                Reason::Unsupported,
                format!("the provider function {name} is not evaluated"),
            ))),
            None => Err(match super::suggest(name, functions::names()) {
                Some(meant) => format!("there is no function {name}; did you mean {meant}?"),
                None => format!("there is no function {name}"),
            }),
        };
        let value = result.map_err(|m| self.error(node, format!("{name}: {m}")))?;
        self.step(node, weight(&value))?;
        Ok(value)
    }

    fn try_each(&mut self, node: &Node, arguments: &[Node], scope: &dyn Scope) -> Result_ {
        let mut last = None;
        for argument in arguments {
            match self.node(argument, scope) {
                Ok(value) => return Ok(value),
                Err(error) if error.0.fatal => return Err(error),
                Err(error) => last = Some(error),
            }
        }
        Err(match last {
            Some(error) => {
                self.error(node, format!("no argument of try has a value: {}", error.message()))
            }
            None => self.error(node, "try needs at least one argument"),
        })
    }

    fn can(&mut self, node: &Node, arguments: &[Node], scope: &dyn Scope) -> Result_ {
        let [argument] = arguments else {
            return Err(self.error(node, "can needs exactly one argument"));
        };
        match self.node(argument, scope) {
            // What an unknown turns out to be may still be an error.
            Ok(value) => Ok(unknown_of(&value).map_or(Value::Bool(true), Value::Unknown)),
            Err(error) if error.0.fatal => Err(error),
            Err(_) => Ok(Value::Bool(false)),
        }
    }

    fn template_string(&mut self, node: &Node, values: &[Value]) -> Result_ {
        let [template, variables] = values else {
            return Err(self.error(node, "templatestring needs a template and its variables"));
        };
        if let Some(why) = unknown_of(template).or_else(|| unknown_of(variables)) {
            return Ok(Value::Unknown(why));
        }
        let text = convert::text(template).map_err(|m| self.error(node, m))?;
        let Value::Map(variables) = variables else {
            return Err(self.error(node, "the variables of templatestring must be a map"));
        };
        let source = Arc::new(Source::of("templatestring", text.as_str()));
        let parsed = parse_template(&source).map_err(|problems| {
            let first = problems.first().map(ToString::to_string).unwrap_or_default();
            self.error(node, format!("the template is not valid: {first}"))
        })?;
        let inner = Evaluation { source: &parsed.source, budget: self.budget }
            .node(&parsed.node, &Vars(variables));
        inner.map_err(|e| if e.0.fatal { e } else { self.error(node, e.message()) })
    }

    fn splat(&mut self, object: &Node, each: &Node, scope: &dyn Scope) -> Result_ {
        let value = self.node(object, scope)?;
        let (items, open) = match &value {
            Value::Null => (Vec::new(), None),
            Value::List(list) => (list.items().to_vec(), list.openness().cloned()),
            Value::Unknown(why) => {
                let list = List::open(Vec::new(), ListFlavour::Tuple, Arc::clone(why));
                return Ok(Value::List(Arc::new(list)));
            }
            single => (vec![single.clone()], None),
        };
        self.step(object, items.len() as u64)?;
        let mut made = Vec::with_capacity(items.len());
        for item in items {
            let inner = Bound { parent: scope, names: [Some((SPLAT, item)), None] };
            made.push(self.node(each, &inner)?);
        }
        Ok(list_of(made, open))
    }

    /// The members of a collection; the inner error is the unknown that the whole result is.
    fn members(
        &mut self,
        node: &Node,
        scope: &dyn Scope,
    ) -> Result<Result<Members, Result_>, EvalError> {
        let value = self.node(node, scope)?;
        Ok(match &value {
            Value::Unknown(_) | Value::Sensitive(_) => {
                let why = unknown_of(&value)
                    .unwrap_or_else(|| Arc::new(Unknown::new(Reason::Sensitive, "")));
                Ok(Members { pairs: Vec::new(), open: Some(why) })
            }
            Value::List(list) => {
                let set = list.flavour() == ListFlavour::Set;
                let pair = |(at, v): (usize, &Value)| {
                    let key =
                        if set { v.clone() } else { Value::from(i64::try_from(at).unwrap_or(0)) };
                    (key, v.clone())
                };
                let pairs = list.items().iter().enumerate().map(pair).collect();
                Ok(Members { pairs, open: list.openness().cloned() })
            }
            Value::Map(map) => {
                let pairs = map.iter().map(|(k, v)| (Value::String(k.clone()), v.clone()));
                Ok(Members { pairs: pairs.collect(), open: map.openness().cloned() })
            }
            other => Err(Err(self.error(
                node,
                format!("for needs a list, a set or a map, but have {}", other.type_word()),
            ))),
        })
    }

    fn for_tuple(
        &mut self,
        node: &Node,
        intro: &Intro,
        value: &Node,
        scope: &dyn Scope,
    ) -> Result_ {
        let Members { pairs, mut open } = match self.members(&intro.collection, scope)? {
            Ok(members) => members,
            Err(result) => return result,
        };
        self.step(node, pairs.len() as u64)?;
        let mut made = Vec::new();
        for (k, v) in pairs {
            let inner = bound(scope, intro.key.as_ref(), k, &intro.value, v);
            match self.included(intro, &inner)? {
                Tri::True => made.push(self.node(value, &inner)?),
                Tri::False => {}
                Tri::Unknown(why) => open = open.or(Some(why)),
            }
        }
        Ok(list_of(made, open))
    }

    fn for_object(
        &mut self,
        node: &Node,
        intro: &Intro,
        key: &Node,
        value: &Node,
        grouping: bool,
        scope: &dyn Scope,
    ) -> Result_ {
        let Members { pairs, mut open } = match self.members(&intro.collection, scope)? {
            Ok(members) => members,
            Err(result) => return result,
        };
        self.step(node, pairs.len() as u64)?;
        let mut groups: BTreeMap<Text, Vec<Value>> = BTreeMap::new();
        for (k, v) in pairs {
            let inner = bound(scope, intro.key.as_ref(), k, &intro.value, v);
            match self.included(intro, &inner)? {
                Tri::True => {}
                Tri::False => continue,
                Tri::Unknown(why) => {
                    open = open.or(Some(why));
                    continue;
                }
            }
            let name = self.node(key, &inner)?;
            if let Some(why) = unknown_of(&name) {
                open = open.or(Some(why));
                continue;
            }
            let name = convert::text(&name).map_err(|m| self.error(key, m))?;
            let made = self.node(value, &inner)?;
            let group = groups.entry(name.clone()).or_default();
            if !grouping && !group.is_empty() {
                let message = format!("two items have the key {name}; add ... to group them");
                return Err(self.error(key, message));
            }
            group.push(made);
        }
        let entries = groups.into_iter().map(|(name, mut values)| {
            let value = if grouping {
                list_of(values, open.clone())
            } else {
                values.pop().unwrap_or(Value::Null)
            };
            (name, value)
        });
        let map = Map::new(entries.collect(), MapFlavour::Object);
        Ok(Value::Map(Arc::new(match open {
            Some(why) => map.opened(why),
            None => map,
        })))
    }

    fn included(&mut self, intro: &Intro, scope: &dyn Scope) -> Result<Tri, EvalError> {
        match &intro.condition {
            None => Ok(Tri::True),
            Some(condition) => self.condition(condition, scope),
        }
    }
}

fn bound<'a>(
    parent: &'a dyn Scope,
    key: Option<&'a Text>,
    k: Value,
    name: &'a Text,
    value: Value,
) -> Bound<'a> {
    Bound { parent, names: [Some((name.as_str(), value)), key.map(|n| (n.as_str(), k))] }
}

fn list_of(items: Vec<Value>, open: Option<Arc<Unknown>>) -> Value {
    Value::List(Arc::new(match open {
        Some(why) => List::open(items, ListFlavour::Tuple, why),
        None => List::new(items, ListFlavour::Tuple),
    }))
}

/// One of two values, it is not known which.
fn either(why: &Arc<Unknown>, a: &Value, b: &Value) -> Value {
    let set = |v: &Value| match v {
        Value::Null => false,
        Value::Unknown(u) => u.bounds.not_null,
        _ => true,
    };
    if set(a) && set(b) && !why.bounds.not_null {
        let bounds = Bounds { not_null: true, ..Bounds::default() };
        return Value::unknown(Unknown { bounds, ..why.as_ref().clone() });
    }
    if why.bounds == Bounds::default() {
        return Value::Unknown(Arc::clone(why));
    }
    Value::unknown(Unknown { bounds: Bounds::default(), ..why.as_ref().clone() })
}

/// A value as a condition.
fn truth(value: &Value) -> Result<Tri, String> {
    if let Some(why) = unknown_of(value) {
        return Ok(Tri::Unknown(why));
    }
    match convert::to_bool(value)? {
        Value::Bool(b) => Ok(Tri::from(b)),
        other => Err(format!("bool required, but have {}", other.type_word())),
    }
}

/// What a value costs to handle, in steps.
fn weight(value: &Value) -> u64 {
    match value {
        Value::List(list) => list.items().len() as u64,
        Value::Map(map) => map.len() as u64,
        Value::String(s) => (s.len() / 64) as u64,
        _ => 0,
    }
}

/// The attribute of a value by its name.
///
/// An attribute that a resource's source does not carry is unknown, never null.
///
/// # Errors
///
/// The value has no attributes, or not this one.
pub fn attribute_of(value: &Value, name: &str) -> Result<Value, String> {
    match value {
        Value::Resource(resource) => Ok(resource_attribute(resource, name)),
        Value::Map(map) => match (map.get(name), map.openness()) {
            (Some(found), _) => Ok(found.clone()),
            (None, Some(why)) => Ok(Value::Unknown(Arc::clone(why))),
            (None, None) => {
                let keys = map.keys().iter().map(Text::as_str);
                Err(match super::suggest(name, keys) {
                    Some(meant) => format!("there is no attribute {name}; did you mean {meant}?"),
                    None => format!("there is no attribute {name}"),
                })
            }
        },
        Value::Unknown(why) => Ok(combined([why]).unwrap_or_else(|| value.clone())),
        Value::Sensitive(_) => Ok(unknown_of(value).map_or(Value::Null, Value::Unknown)),
        Value::Null => Err(format!("cannot take attribute {name} of null")),
        other => Err(format!("{} has no attributes", other.type_word())),
    }
}

fn resource_attribute(resource: &Resource, name: &str) -> Value {
    if let Some(found) = resource.attribute(name) {
        return found.clone();
    }
    let optional = |text: Option<&Text>| text.map_or(Value::Null, |t| Value::String(t.clone()));
    match name {
        "address" => Value::String(resource.address.text().clone()),
        "kind" => Value::String(resource.kind.clone()),
        "side" => Value::text(resource.site.side.name()),
        "id" => optional(resource.id.as_ref()),
        "label" => {
            Value::String(resource.name.clone().unwrap_or_else(|| resource.address.text().clone()))
        }
        "name" if resource.name.is_some() => optional(resource.name.as_ref()),
        "region" => match &resource.site.region {
            Some(region) => Value::String(region.text().clone()),
            None => not_carried(resource, name),
        },
        "account" => match &resource.site.account {
            Some(account) => Value::text(account.as_str()),
            None => not_carried(resource, name),
        },
        _ => not_carried(resource, name),
    }
}

fn not_carried(resource: &Resource, name: &str) -> Value {
    let mut unknown =
        Unknown::new(Reason::NotCollected, format!("{} carries no {name}", resource.address));
    unknown.refs.push(resource.address.clone());
    Value::unknown(unknown)
}

/// The member of a list or map.
fn member(value: &Value, key: &Value) -> Result<Value, String> {
    if let Some(why) = unknown_of(value) {
        return Ok(combined([&why]).unwrap_or(Value::Unknown(why)));
    }
    if let Some(why) = unknown_of(key) {
        return Ok(combined([&why]).unwrap_or(Value::Unknown(why)));
    }
    match value {
        Value::List(list) if list.flavour() == ListFlavour::Set => {
            Err("the members of a set have no index".to_owned())
        }
        Value::List(list) => {
            let Value::Number(number) = convert::to_number(key)? else {
                return Err("an index must be a number".to_owned());
            };
            let at = number.as_i64().and_then(|n| usize::try_from(n).ok());
            match (at.and_then(|at| list.items().get(at)), list.openness()) {
                (Some(found), _) => Ok(found.clone()),
                (None, Some(why)) if at.is_some() => Ok(Value::Unknown(Arc::clone(why))),
                _ => Err(format!(
                    "index {number} is outside a list of {} members",
                    list.items().len()
                )),
            }
        }
        Value::Map(_) | Value::Resource(_) => attribute_of(value, &convert::text(key)?),
        Value::Null => Err("cannot take a member of null".to_owned()),
        other => Err(format!("{} has no members", other.type_word())),
    }
}

/// A text that is put together from values.
#[derive(Default)]
struct Joined {
    text: String,
    unknown: Option<Arc<Unknown>>,
}

impl Joined {
    fn push(&mut self, value: &Value, width: usize) -> Result<(), String> {
        if undetermined(value) {
            if let Some(why) = unknown_of(value) {
                // What is known at the very beginning bounds the whole.
                if self.unknown.is_none()
                    && let Some(prefix) = &why.bounds.prefix
                {
                    self.text.push_str(prefix);
                }
                self.unknown(why);
            }
            return Ok(());
        }
        match value {
            Value::String(piece) if self.unknown.is_none() => self.text.push_str(piece),
            Value::String(_) => {}
            Value::Null => return Err("null cannot be part of a text".to_owned()),
            other => {
                let piece = convert::text(other)?;
                if self.unknown.is_none() {
                    self.text.push_str(&piece);
                }
            }
        }
        if self.text.len() > width { Err("the text grows too long".to_owned()) } else { Ok(()) }
    }

    fn unknown(&mut self, why: Arc<Unknown>) {
        self.unknown.get_or_insert(why);
    }

    fn value(self) -> Value {
        match self.unknown {
            None => Value::text(self.text),
            Some(why) => {
                let prefix = (!self.text.is_empty()).then(|| Text::from(self.text));
                let bounds = Bounds { not_null: true, prefix, ..Bounds::default() };
                Value::unknown(Unknown { bounds, ..why.as_ref().clone() })
            }
        }
    }
}
