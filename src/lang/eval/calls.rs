//! Calls of functions, and those functions that need the evaluator.

use std::sync::Arc;

use super::{Evaluation, Result_, Scope};
use crate::lang::ir::Node;
use crate::lang::unknowns::{derived, first_unknown, unknown_of};
use crate::lang::{Source, convert, functions, parse_template};
use crate::model::{Map, Reason, Text, Unknown, Value};

/// The variables of `templatestring`.
struct Vars<'a>(&'a Map);

impl Scope for Vars<'_> {
    fn variable(&self, name: &str) -> Option<Value> {
        self.0.get(name).cloned()
    }
}

impl Evaluation<'_> {
    pub(super) fn call(
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
                return Ok(Value::Unknown(derived(why)));
            }
            let Value::List(list) = &last else {
                return Err(self.error(node, "what is expanded by ... must be a list"));
            };
            if let Some(why) = list.openness() {
                return Ok(Value::Unknown(derived(Arc::clone(why))));
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
                    && let Some(why) = values.iter().find_map(first_unknown)
                {
                    return Ok(Value::Unknown(derived(why)));
                }
                function.call(&values)
            }
            None if name.contains("::") => Ok(Value::unknown(Unknown::new(
                Reason::Unsupported,
                format!("the provider function {name} is not evaluated"),
            ))),
            None => Err(match crate::lang::suggest(name, functions::names()) {
                Some(meant) => format!("there is no function {name}; did you mean {meant}?"),
                None => format!("there is no function {name}"),
            }),
        };
        let value = result.map_err(|m| self.error(node, format!("{name}: {m}")))?;
        let value = match value {
            Value::Unknown(why) if !selects(name, &values, &why) => made(&values, why),
            other => other,
        };
        self.step(node, weight(&value))?;
        Ok(value)
    }

    pub(super) fn try_each(
        &mut self,
        node: &Node,
        arguments: &[Node],
        scope: &dyn Scope,
    ) -> Result_ {
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

    pub(super) fn can(&mut self, node: &Node, arguments: &[Node], scope: &dyn Scope) -> Result_ {
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

    pub(super) fn template_string(&mut self, node: &Node, values: &[Value]) -> Result_ {
        let [template, variables] = values else {
            return Err(self.error(node, "templatestring needs a template and its variables"));
        };
        if let Some(why) = unknown_of(template).or_else(|| unknown_of(variables)) {
            return Ok(Value::Unknown(derived(why)));
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
}

/// Whether a function's unknown result is an argument, or a member of one, as it was given.
fn selects(name: &str, arguments: &[Value], result: &Arc<Unknown>) -> bool {
    let is = |v: &Value| v.as_unknown().is_some_and(|u| Arc::ptr_eq(u, result));
    let inside = |v: &Value| match v {
        Value::List(list) => list.items().iter().any(is),
        Value::Map(map) => map.values().iter().any(is),
        _ => false,
    };
    match name {
        "element" | "lookup" | "one" => arguments.iter().any(inside),
        "coalesce" | "tostring" | "nonsensitive" | "sensitive" => arguments.iter().any(is),
        _ => false,
    }
}

/// An unknown result: what is certain of an argument is not certain of it.
fn made(arguments: &[Value], result: Arc<Unknown>) -> Value {
    fn holds(value: &Value, why: &Arc<Unknown>) -> bool {
        match value {
            Value::Unknown(u) => Arc::ptr_eq(u, why),
            Value::List(list) => {
                list.openness().is_some_and(|u| Arc::ptr_eq(u, why))
                    || list.items().iter().any(|v| holds(v, why))
            }
            Value::Map(map) => {
                map.openness().is_some_and(|u| Arc::ptr_eq(u, why))
                    || map.values().iter().any(|v| holds(v, why))
            }
            _ => false,
        }
    }
    let given = arguments.iter().any(|a| holds(a, &result));
    Value::Unknown(if given { derived(result) } else { result })
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
