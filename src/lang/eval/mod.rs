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
use super::unknowns::unknown_of;
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
}
