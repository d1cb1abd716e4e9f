//! Evaluation by reference, with unknowns.
//!
//! Here is what walks the expression; operators, calls, loops, access to members and the joining
//! of texts each have a file.

mod access;
mod calls;
mod joined;
mod loops;
mod operators;

use std::sync::Arc;

use super::equality::Tri;
use super::ir::{Expression, Node, NodeKind};
use super::unknowns::{derived, unknown_of};
use super::{Position, Source, Span, convert};
use crate::model::{List, ListFlavour, Map, MapFlavour, Value};

pub use access::attribute_of;

use access::member;
use joined::Joined;
use loops::bound;
use operators::truth;

/// Where names get their values.
pub trait Scope {
    /// The value of a root name; `None` when there is no such name.
    fn variable(&self, name: &str) -> Option<Value>;

    /// A function that is known here besides Terraform's; it is asked first.
    fn function(&self, name: &str) -> Option<&dyn Function> {
        let _ = name;
        None
    }

    /// Whether the members of a root name are asked for one by one, with [`Scope::reference`].
    fn refers(&self, root: &str) -> bool {
        let _ = root;
        false
    }

    /// The value that `root` followed by the first steps of `path` stands for, and how many steps
    /// that took; the steps that are left are applied to the value.
    ///
    /// # Errors
    ///
    /// There is no such value, as a lower-case fragment.
    fn reference(&self, root: &str, path: &[Value]) -> Result<(Value, usize), String> {
        let _ = path;
        Err(format!("there is no value named {root}"))
    }
}

/// A scope without names: for values that must be constant.
#[derive(Clone, Copy, Debug)]
pub struct Constants;

impl Scope for Constants {
    fn variable(&self, _: &str) -> Option<Value> {
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

impl Budget {
    /// The same with at most this much nesting.
    #[must_use]
    pub fn with_depth(mut self, depth: u32) -> Self {
        self.depth = self.depth.min(depth);
        self
    }
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

/// Whether an unknown that a node gives is a value as it was found or put together, and not the
/// answer to a question about one.
const fn passes_on(node: &Node) -> bool {
    !matches!(node.kind, NodeKind::Unary { .. } | NodeKind::Binary { .. } | NodeKind::If { .. })
}

/// The name that a chain of attributes and indexes begins with.
fn root_of(node: &Node) -> Option<&str> {
    let mut at = node;
    loop {
        match &at.kind {
            NodeKind::Get { object, .. } | NodeKind::Index { object, .. } => at = object,
            NodeKind::Variable(name) => return Some(name),
            _ => return None,
        }
    }
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
        match result {
            Ok(Value::Unknown(why)) if !passes_on(node) => Ok(Value::Unknown(derived(why))),
            other => other,
        }
    }

    fn kind(&mut self, node: &Node, scope: &dyn Scope) -> Result_ {
        match &node.kind {
            NodeKind::Literal(value) => Ok(value.clone()),
            NodeKind::Variable(name) => scope
                .variable(name)
                .ok_or_else(|| self.error(node, format!("there is no value named {name}"))),
            NodeKind::Get { object, name } => {
                if let Some(found) = self.referenced(node, scope)? {
                    return Ok(found);
                }
                let object = self.node(object, scope)?;
                attribute_of(&object, name).map_err(|m| self.error(node, m))
            }
            NodeKind::Index { object, key } => {
                if let Some(found) = self.referenced(node, scope)? {
                    return Ok(found);
                }
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

    /// The value of `root.a[b].c`, when the scope gives the members of the root one by one.
    fn referenced(&mut self, node: &Node, scope: &dyn Scope) -> Result<Option<Value>, EvalError> {
        let Some(root) = root_of(node).filter(|root| scope.refers(root)) else { return Ok(None) };
        let mut path = Vec::new();
        let mut at = node;
        loop {
            match &at.kind {
                NodeKind::Get { object, name } => {
                    path.push(Value::String(name.clone()));
                    at = object;
                }
                NodeKind::Index { object, key } => {
                    path.push(self.node(key, scope)?);
                    at = object;
                }
                _ => break,
            }
        }
        path.reverse();
        let (mut value, used) = scope.reference(root, &path).map_err(|m| self.error(node, m))?;
        for step in path.iter().skip(used) {
            value = match step {
                // An attribute and a key of the same name are one.
                Value::String(name) if !matches!(value, Value::List(_)) => {
                    attribute_of(&value, name)
                }
                key => member(&value, key),
            }
            .map_err(|m| self.error(node, m))?;
        }
        Ok(Some(value))
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
}
