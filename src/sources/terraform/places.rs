//! Where values come from, and whether a secret is among their sources.
//!
//! Works on the text alone: an expression's places are its own and those of every name that it
//! refers to. Terraform marks a value as sensitive when anything that it is made of is; so does
//! this, but for parts of an object that is written out.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::body::META;
use super::module::Declared;
use super::run::{Inputs, Instance, Name, Run, place_of};
use crate::lang::{Attribute, Body, Expression, Step, Traversal};
use crate::model::{ConfigPlaces, Place, Text};

/// How many places one value keeps.
const MAX_PLACES: usize = 24;

/// Where a value comes from.
#[derive(Clone, Debug, Default)]
pub(super) struct Trail {
    pub(super) places: Vec<Place>,
    pub(super) sensitive: bool,
}

impl Trail {
    fn add(&mut self, other: &Self) {
        self.sensitive |= other.sensitive;
        for place in &other.places {
            if self.places.len() < MAX_PLACES && !self.places.contains(place) {
                self.places.push(place.clone());
            }
        }
    }
}

/// What `each.value` and iterators of dynamic blocks stand for.
type Bound<'a> = Vec<(Text, &'a Expression)>;

impl Run<'_> {
    /// Where the value of an expression comes from: the expression, then what it refers to.
    fn trail(&self, at: &Rc<Instance>, expression: &Expression, bound: &Bound<'_>) -> Trail {
        let mut trail = Trail { places: vec![place_of(expression)], sensitive: false };
        if let Some((name, arguments)) = expression.call()
            && matches!(name.as_str(), "sensitive" | "nonsensitive")
        {
            for argument in &arguments {
                trail.add(&self.trail(at, argument, bound));
            }
            trail.sensitive = name.as_str() == "sensitive";
            return trail;
        }
        if expression.calls().iter().any(|(name, _)| name.as_str() == "sensitive") {
            trail.sensitive = true;
        }
        for traversal in expression.traversals() {
            self.follow(at, &traversal, bound, &mut trail);
        }
        trail
    }

    fn follow(
        &self,
        at: &Rc<Instance>,
        traversal: &Traversal,
        bound: &Bound<'_>,
        trail: &mut Trail,
    ) {
        let step = |n: usize| match traversal.steps.get(n) {
            Some(Step::Attribute(name, _)) => Some(name.clone()),
            _ => None,
        };
        if let Some((_, expression)) = bound.iter().find(|(n, _)| *n == traversal.root) {
            let outer: Bound<'_> =
                bound.iter().filter(|(n, _)| *n != traversal.root).cloned().collect();
            trail.add(&self.trail(at, expression, &outer));
            return;
        }
        match (traversal.root.as_str(), step(0)) {
            ("var", Some(name)) => trail.add(&self.trail_of(at, &Name::Variable(name))),
            ("local", Some(name)) => {
                // A part of an object that is written out is that part alone.
                if let Some(part) = at.module.locals.get(&name).and_then(|local| {
                    descend(&local.expression, traversal.steps.get(1..).unwrap_or_default())
                }) {
                    trail.add(&self.trail(at, &part, &Vec::new()));
                } else {
                    trail.add(&self.trail_of(at, &Name::Local(name)));
                }
            }
            ("module", Some(name)) => {
                let output = (1..=2).find_map(step);
                let called = self.called(at, &name);
                if let (Some((_, id)), Some(output)) = (called.instances.first(), output) {
                    let child = self.instance(*id);
                    trail.add(&self.trail_of(&child, &Name::Output(output)));
                }
            }
            _ => {}
        }
    }

    fn trail_of(&self, at: &Rc<Instance>, name: &Name) -> Rc<Trail> {
        let work = || {
            Rc::new(match name {
                Name::Local(local) => match at.module.locals.get(local) {
                    Some(local) => self.trail(at, &local.expression, &Vec::new()),
                    None => Trail::default(),
                },
                Name::Output(output) => match at.module.outputs.get(output) {
                    Some(output) => {
                        let mut trail = output
                            .attribute("value")
                            .map(|v| self.trail(at, &v.expression, &Vec::new()))
                            .unwrap_or_default();
                        trail.sensitive |= output
                            .attribute("sensitive")
                            .and_then(|s| s.expression.literal()?.as_bool())
                            .unwrap_or(false);
                        trail
                    }
                    None => Trail::default(),
                },
                Name::Variable(variable) => self.trail_of_variable(at, variable),
            })
        };
        // A cycle is reported where values are worked out.
        let cycle = || Rc::new(Trail::default());
        let known = at.trails.borrow().get(name).cloned();
        match known {
            Some(super::run::Slot::Done(trail)) => trail,
            Some(super::run::Slot::Busy) => cycle(),
            None => self.once(&at.trails, name, || "trail".to_owned(), work, |_| cycle()),
        }
    }

    fn trail_of_variable(&self, at: &Rc<Instance>, name: &Text) -> Trail {
        let Some(variable) = at.module.variables.get(name) else { return Trail::default() };
        let mut trail = match &at.inputs {
            Inputs::Root(given) => match given.get(name) {
                Some(given) => {
                    Trail { places: given.place.iter().cloned().collect(), sensitive: false }
                }
                None => default_trail(at, name),
            },
            Inputs::Call { parent, name: call, repetition: _ } => {
                let parent = self.instance(*parent);
                let declared = parent.module.calls.get(call);
                match declared.and_then(|d| d.attribute(name)) {
                    Some(argument) => {
                        let mut bound: Bound<'_> = Vec::new();
                        if let Some(each) = declared.and_then(|d| d.attribute("for_each")) {
                            bound.push((Text::from("each"), &each.expression));
                        }
                        self.trail(&parent, &argument.expression, &bound)
                    }
                    None => default_trail(at, name),
                }
            }
        };
        trail.sensitive |= variable.sensitive;
        trail
    }

    /// The places of a resource, and the attribute paths with secrets in them.
    pub(super) fn places(
        &self,
        at: &Rc<Instance>,
        declared: &Declared,
    ) -> (ConfigPlaces, Vec<Text>) {
        let head = declared
            .block
            .labels
            .iter()
            .fold(declared.block.kind_span, |span, label| span.to(label.span));
        let mut calls = Vec::new();
        let mut inner = Rc::clone(at);
        while let Inputs::Call { parent, name, .. } = &inner.inputs {
            let parent = self.instance(*parent);
            if let Some(call) = parent.module.calls.get(name) {
                let span = call.block.labels.first().map_or(call.block.kind_span, |l| l.span);
                calls.push(call.source.place(call.block.kind_span.to(span)));
            }
            inner = parent;
        }
        let mut bound: Bound<'_> = Vec::new();
        if let Some(each) = declared.attribute("for_each") {
            bound.push((Text::from("each"), &each.expression));
        }
        let mut found = Found { run: self, at, places: BTreeMap::new(), secrets: Vec::new() };
        found.body(&declared.block.body, "", &bound);
        if let Some(count) = declared.attribute("count").or(declared.attribute("for_each")) {
            found.attribute(count, "", &bound);
        }
        let Found { places, secrets, .. } = found;
        let block = declared.source.place(head);
        (ConfigPlaces { root: None, block, calls, attributes: places }, secrets)
    }
}

fn default_trail(at: &Instance, name: &str) -> Trail {
    match at.module.default_of(name) {
        Some(default) => Trail { places: vec![place_of(default)], sensitive: false },
        None => Trail::default(),
    }
}

struct Found<'r, 't> {
    run: &'r Run<'t>,
    at: &'r Rc<Instance>,
    places: BTreeMap<Text, Vec<Place>>,
    secrets: Vec<Text>,
}

impl Found<'_, '_> {
    fn body(&mut self, body: &Body, path: &str, bound: &Bound<'_>) {
        for attribute in &body.attributes {
            if !(path.is_empty() && META.contains(&attribute.name.as_str())) {
                self.attribute(attribute, path, bound);
            }
        }
        for block in &body.blocks {
            if path.is_empty() && META.contains(&block.kind.as_str()) {
                continue;
            }
            if block.kind.as_str() != "dynamic" {
                self.body(&block.body, &joined(path, &block.kind), bound);
                continue;
            }
            let (Some(label), Some(content)) =
                (block.labels.first(), block.body.blocks_of("content").next())
            else {
                continue;
            };
            let mut inner = bound.clone();
            if let Some(each) = block.body.attribute("for_each") {
                let iterator = block
                    .body
                    .attribute("iterator")
                    .and_then(|i| i.expression.as_traversal().map(|t| t.root));
                inner.push((iterator.unwrap_or_else(|| label.text.clone()), &each.expression));
            }
            self.body(&content.body, &joined(path, &label.text), &inner);
        }
    }

    fn attribute(&mut self, attribute: &Attribute, path: &str, bound: &Bound<'_>) {
        let path = joined(path, &attribute.name);
        self.expression(&attribute.expression, &path, bound, 0);
    }

    fn expression(&mut self, expression: &Expression, path: &str, bound: &Bound<'_>, depth: u32) {
        let trail = self.run.trail(self.at, expression, bound);
        if trail.sensitive && depth == 0 {
            self.secrets.push(Text::from(path));
        }
        self.places.entry(Text::from(path)).or_insert(trail.places);
        if depth >= 6 {
            return;
        }
        // Documents and maps that are written out: their parts have places of their own.
        if let Some((name, arguments)) = expression.call()
            && matches!(name.as_str(), "jsonencode" | "tolist" | "toset" | "tomap")
            && let Some(argument) = arguments.first()
        {
            self.parts(argument, path, bound, depth);
            return;
        }
        self.parts(expression, path, bound, depth);
    }

    fn parts(&mut self, expression: &Expression, path: &str, bound: &Bound<'_>, depth: u32) {
        if let Some(entries) = expression.entries() {
            for (name, _, value) in entries {
                self.expression(&value, &joined(path, &name), bound, depth + 1);
            }
        } else if let Some(elements) = expression.elements() {
            for element in elements {
                if element.entries().is_some() {
                    self.parts(&element, path, bound, depth + 1);
                }
            }
        }
    }
}

fn joined(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// The part of an object that is written out, as far as the steps lead.
fn descend(expression: &Expression, steps: &[Step]) -> Option<Expression> {
    let mut found = expression.clone();
    let mut moved = false;
    for step in steps {
        let Step::Attribute(name, _) = step else { break };
        let Some(entries) = found.entries() else { break };
        found = entries.into_iter().find(|(n, _, _)| n == name)?.2;
        moved = true;
    }
    moved.then_some(found)
}
