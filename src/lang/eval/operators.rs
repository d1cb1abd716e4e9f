//! Operators and conditionals, in three-valued logic.

use std::sync::Arc;

use super::{EvalError, Evaluation, Result_};
use crate::lang::arithmetic;
use crate::lang::convert;
use crate::lang::equality::{Tri, equals};
use crate::lang::eval::Scope;
use crate::lang::ir::{Binary, Node, NodeKind, Unary};
use crate::lang::unknowns::{combined, derived, unknown_of};
use crate::model::{Bounds, ListFlavour, Number, Unknown, Value};

impl Evaluation<'_> {
    pub(super) fn conditional(
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

    pub(super) fn unary(
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
    pub(super) fn number(
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

    pub(super) fn binary(
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
    pub(super) fn decides(
        &mut self,
        by: bool,
        left: &Node,
        right: &Node,
        scope: &dyn Scope,
    ) -> Result_ {
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
        return Value::unknown(Unknown { bounds, symbol: None, ..why.as_ref().clone() });
    }
    Value::Unknown(derived(Arc::clone(why)))
}

/// A value as a condition.
pub(super) fn truth(value: &Value) -> Result<Tri, String> {
    if let Some(why) = unknown_of(value) {
        return Ok(Tri::Unknown(why));
    }
    match convert::to_bool(value)? {
        Value::Bool(b) => Ok(Tri::from(b)),
        other => Err(format!("bool required, but have {}", other.type_word())),
    }
}
