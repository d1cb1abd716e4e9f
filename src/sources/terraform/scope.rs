//! What names mean inside a module.

use std::rc::Rc;
use std::sync::Arc;

use super::expansion::{Called, Form};
use super::run::{Instance, Name, Run, shown};
use crate::lang::{Function, Scope, suggest, unknown_of};
use crate::model::{Map, MapFlavour, Reason, Text, Unknown, Value};

/// The instance that an expression is evaluated for.
#[derive(Clone, Debug, Default)]
pub(super) struct Repetition {
    pub(super) count: Option<Value>,
    /// Key and value.
    pub(super) each: Option<(Value, Value)>,
}

/// The names of a module instance.
pub(super) struct ModuleScope<'r, 't> {
    run: &'r Run<'t>,
    pub(super) at: Rc<Instance>,
    pub(super) repetition: Repetition,
    /// Iterators of the dynamic blocks around.
    pub(super) iterators: Vec<(Text, Value)>,
}

impl<'r, 't> ModuleScope<'r, 't> {
    pub(super) fn new(run: &'r Run<'t>, at: Rc<Instance>, repetition: Repetition) -> Self {
        Self { run, at, repetition, iterators: Vec::new() }
    }

    /// The same with a dynamic block's iterator.
    pub(super) fn with_iterator(&self, name: Text, value: Value) -> Self {
        let mut iterators = self.iterators.clone();
        iterators.push((name, value));
        Self {
            run: self.run,
            at: Rc::clone(&self.at),
            repetition: self.repetition.clone(),
            iterators,
        }
    }

    fn named(&self, name: &Value, known: bool, make: &Name, what: &str) -> Result<Value, String> {
        if known {
            return Ok(self.run.value(&self.at, make));
        }
        if let Some(why) = unknown_of(name) {
            return Ok(Value::Unknown(why));
        }
        let name = name.as_str().unwrap_or_default();
        let names: Vec<&str> = match make {
            Name::Variable(_) => self.at.module.variables.keys().map(Text::as_str).collect(),
            Name::Local(_) => self.at.module.locals.keys().map(Text::as_str).collect(),
            Name::Output(_) => self.at.module.outputs.keys().map(Text::as_str).collect(),
        };
        // A file that does not parse may declare it.
        if let Some(problem) = self.at.module.problems.first() {
            return Ok(Value::unknown(Unknown::new(Reason::Unreadable, problem.to_string())));
        }
        let meant =
            suggest(name, names).map_or_else(String::new, |m| format!("; did you mean {m}?"));
        Err(format!("there is no {what}.{name} in {}{meant}", shown(&self.at.module.dir)))
    }

    fn resource(&self, name: &str) -> Result<Value, String> {
        match self.at.module.resource_at.get(name) {
            Some(index) => Ok(self.run.expanded(&self.at, *index).value()),
            None => match self.at.module.problems.first() {
                Some(problem) => {
                    Ok(Value::unknown(Unknown::new(Reason::Unreadable, problem.to_string())))
                }
                None => Err(format!("there is no {name} in {}", shown(&self.at.module.dir))),
            },
        }
    }

    fn module(&self, path: &[Value]) -> Result<(Value, usize), String> {
        let name = Text::from(path.first().and_then(Value::as_str).unwrap_or_default());
        if !self.at.module.calls.contains_key(&name) {
            return Err(format!("there is no module.{name} in {}", shown(&self.at.module.dir)));
        }
        let called = self.run.called(&self.at, &name);
        let output = |id: usize, at: usize| -> Result<(Value, usize), String> {
            let child = self.run.instance(id);
            let Some(output) = path.get(at).and_then(Value::as_str).map(Text::from) else {
                return Ok((self.run.outputs(id), at));
            };
            if child.module.outputs.contains_key(&output) {
                return Ok((self.run.value(&child, &Name::Output(output)), at + 1));
            }
            if let Some(problem) = child.module.problems.first() {
                let why = Unknown::new(Reason::Unreadable, problem.to_string());
                return Ok((Value::unknown(why), at + 1));
            }
            Err(format!("module.{name} has no output {output}"))
        };
        match called.as_ref() {
            Called { missing: Some(why), .. } => Ok((Value::Unknown(Arc::clone(why)), 1)),
            Called { form: Form::Single, instances, .. } => match instances.first() {
                Some((_, id)) => output(*id, 1),
                None => Ok((Value::Null, path.len())),
            },
            called => {
                let found = path.get(1).and_then(|key| called.find(key));
                match found {
                    Some(id) => output(id, 2),
                    None => Ok((called.value(self.run), 1)),
                }
            }
        }
    }
}

impl Scope for ModuleScope<'_, '_> {
    fn variable(&self, name: &str) -> Option<Value> {
        if let Some((_, value)) = self.iterators.iter().rev().find(|(n, _)| n.as_str() == name) {
            return Some(value.clone());
        }
        let object = |entries: Vec<(Text, Value)>| {
            Some(Value::Map(Arc::new(Map::new(entries, MapFlavour::Object))))
        };
        let text = |s: &str| Text::from(s);
        match name {
            "each" => {
                let (key, value) = self.repetition.each.clone()?;
                object(vec![(text("key"), key), (text("value"), value)])
            }
            "count" => {
                let index = self.repetition.count.clone()?;
                object(vec![(text("index"), index)])
            }
            "path" => object(vec![
                (text("module"), Value::text(&self.at.path)),
                (text("root"), Value::from(".")),
                (
                    text("cwd"),
                    Value::unknown(Unknown::new(
                        Reason::Unsupported,
                        "path.cwd depends on the machine",
                    )),
                ),
            ]),
            "terraform" | "tofu" => {
                let workspace = &self.run.roots[self.at.root].workspace;
                object(vec![(text("workspace"), Value::String(workspace.clone()))])
            }
            "self" => Some(Value::unknown(Unknown::new(Reason::Unsupported, "self"))),
            "var" => {
                Some(self.run.object(&self.at, self.at.module.variables.keys(), Name::Variable))
            }
            "local" => Some(self.run.object(&self.at, self.at.module.locals.keys(), Name::Local)),
            "module" => object(
                self.at
                    .module
                    .calls
                    .keys()
                    .map(|n| (n.clone(), self.run.called(&self.at, n).value(self.run)))
                    .collect(),
            ),
            _ => None,
        }
    }

    fn function(&self, name: &str) -> Option<&dyn Function> {
        self.run.file_functions[self.at.root].get(name)
    }

    fn refers(&self, root: &str) -> bool {
        !matches!(
            root,
            "each" | "count" | "path" | "terraform" | "tofu" | "self" | crate::lang::SPLAT
        ) && !self.iterators.iter().any(|(n, _)| n.as_str() == root)
    }

    fn reference(&self, root: &str, path: &[Value]) -> Result<(Value, usize), String> {
        let Some(first) = path.first() else { return Err(format!("{root} alone has no value")) };
        let text = |at: usize| path.get(at).and_then(Value::as_str);
        match root {
            "var" => {
                let name = Text::from(first.as_str().unwrap_or_default());
                let known = self.at.module.variables.contains_key(&name);
                Ok((self.named(first, known, &Name::Variable(name), "var")?, 1))
            }
            "local" => {
                let name = Text::from(first.as_str().unwrap_or_default());
                let known = self.at.module.locals.contains_key(&name);
                Ok((self.named(first, known, &Name::Local(name), "local")?, 1))
            }
            "module" => self.module(path),
            "data" => match (text(0), text(1)) {
                (Some(kind), Some(name)) => {
                    self.resource(&format!("data.{kind}.{name}")).map(|v| (v, 2))
                }
                _ => Err("a data source is data.TYPE.NAME".to_owned()),
            },
            "resource" => match (text(0), text(1)) {
                (Some(kind), Some(name)) => {
                    self.resource(&format!("{kind}.{name}")).map(|v| (v, 2))
                }
                _ => Err("a resource is resource.TYPE.NAME".to_owned()),
            },
            "ephemeral" => {
                let why = "ephemeral values are known only during apply";
                Ok((Value::unknown(Unknown::new(Reason::ComputedAtApply, why)), path.len()))
            }
            kind => {
                let name = text(0).unwrap_or_default();
                self.resource(&format!("{kind}.{name}")).map(|v| (v, 1))
            }
        }
    }
}
