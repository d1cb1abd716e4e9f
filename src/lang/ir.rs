//! The compiled form of expressions: small, spanned, free of the parser's types.

use std::sync::Arc;

use super::{Source, Span};
use crate::model::{Text, Value};

/// A compiled expression with the text that it came from.
#[derive(Clone, Debug)]
pub struct Expression {
    pub(super) node: Arc<Node>,
    pub(super) source: Arc<Source>,
}

/// One node with its place.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) span: Span,
    pub(super) kind: NodeKind,
}

#[derive(Clone, Debug)]
pub(super) enum NodeKind {
    Literal(Value),
    /// Parts are joined as text; a single interpolation keeps its type and is not wrapped.
    Template(Vec<Node>),
    /// `%{ if }` inside a template.
    If {
        condition: Box<Node>,
        then: Vec<Node>,
        otherwise: Vec<Node>,
    },
    /// `%{ for }` inside a template.
    Repeat {
        key: Option<Text>,
        value: Text,
        collection: Box<Node>,
        body: Vec<Node>,
    },
    Tuple(Vec<Node>),
    Object(Vec<(Node, Node)>),
    Variable(Text),
    Get {
        object: Box<Node>,
        name: Text,
    },
    Index {
        object: Box<Node>,
        key: Box<Node>,
    },
    /// `steps` is evaluated for each element, which it finds under the name `SPLAT`.
    Splat {
        object: Box<Node>,
        each: Box<Node>,
    },
    Call {
        name: Text,
        arguments: Vec<Node>,
        expand: bool,
    },
    Conditional {
        condition: Box<Node>,
        then: Box<Node>,
        otherwise: Box<Node>,
    },
    Unary {
        operator: Unary,
        operand: Box<Node>,
    },
    Binary {
        operator: Binary,
        left: Box<Node>,
        right: Box<Node>,
    },
    ForTuple {
        intro: Intro,
        value: Box<Node>,
    },
    ForObject {
        intro: Intro,
        key: Box<Node>,
        value: Box<Node>,
        grouping: bool,
    },
}

/// The element that a splat is at; no variable can have this name.
pub const SPLAT: &str = "*";

#[derive(Clone, Debug)]
pub(super) struct Intro {
    pub(super) key: Option<Text>,
    pub(super) value: Text,
    pub(super) collection: Box<Node>,
    pub(super) condition: Option<Box<Node>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unary {
    Not,
    Negate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binary {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// A root name followed by constant steps: `cluster.kms_key_id`, `var.a["b"][0]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Traversal {
    /// The name that it begins with.
    pub root: Text,
    /// The steps.
    pub steps: Vec<Step>,
    /// The place of the whole.
    pub span: Span,
}

/// One step of a traversal.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// `.name` or `["name"]`.
    Attribute(Text, Span),
    /// `[0]`.
    Index(Value),
    /// `[*]` or `.*`.
    Splat,
    /// `[expression]` whose value is not constant.
    Computed,
}

impl Expression {
    /// The place of the expression.
    #[must_use]
    pub fn span(&self) -> Span {
        self.node.span
    }

    /// The text that the expression came from.
    #[must_use]
    pub const fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The value, if the expression is a single literal.
    #[must_use]
    pub fn literal(&self) -> Option<&Value> {
        match &self.node.kind {
            NodeKind::Literal(value) => Some(value),
            _ => None,
        }
    }

    /// Whether the expression is a template that puts texts and values together.
    #[must_use]
    pub fn is_template(&self) -> bool {
        let text = |n: &Node| matches!(n.kind, NodeKind::Literal(Value::String(_)));
        matches!(&self.node.kind, NodeKind::Template(parts) if !parts.iter().all(text))
    }

    /// Every literal text inside the expression, with its place.
    #[must_use]
    pub fn texts(&self) -> Vec<(String, Span)> {
        let mut found = Vec::new();
        let mut open = vec![self.node.as_ref()];
        while let Some(node) = open.pop() {
            if let NodeKind::Literal(Value::String(text)) = &node.kind {
                found.push((text.to_string(), node.span));
            }
            open.extend(children(node));
        }
        found.sort_by_key(|(_, span)| *span);
        found
    }

    /// The elements, if the expression is written as a list.
    #[must_use]
    pub fn elements(&self) -> Option<Vec<Self>> {
        match &self.node.kind {
            NodeKind::Tuple(nodes) => Some(nodes.iter().map(|n| self.part(n)).collect()),
            _ => None,
        }
    }

    /// The entries, if the expression is written as an object whose keys are literals.
    #[must_use]
    pub fn entries(&self) -> Option<Vec<(Text, Span, Self)>> {
        let NodeKind::Object(items) = &self.node.kind else { return None };
        items
            .iter()
            .map(|(key, value)| match &key.kind {
                NodeKind::Literal(Value::String(name)) => {
                    Some((name.clone(), key.span, self.part(value)))
                }
                _ => None,
            })
            .collect()
    }

    /// The entries with the expressions of their keys, if the expression is written as an object.
    #[must_use]
    pub fn pairs(&self) -> Option<Vec<(Self, Self)>> {
        let NodeKind::Object(items) = &self.node.kind else { return None };
        Some(items.iter().map(|(key, value)| (self.part(key), self.part(value))).collect())
    }

    /// Name and arguments, if the expression is a function call.
    #[must_use]
    pub fn call(&self) -> Option<(&Text, Vec<Self>)> {
        match &self.node.kind {
            NodeKind::Call { name, arguments, .. } => {
                Some((name, arguments.iter().map(|n| self.part(n)).collect()))
            }
            _ => None,
        }
    }

    fn part(&self, node: &Node) -> Self {
        Self { node: Arc::new(node.clone()), source: Arc::clone(&self.source) }
    }

    /// The traversal, if the expression is nothing else.
    #[must_use]
    pub fn as_traversal(&self) -> Option<Traversal> {
        traversal(&self.node, &[]).filter(|t| t.steps.iter().all(|s| *s != Step::Computed))
    }

    /// Every traversal inside the expression that begins with a free name. Names bound by `for`
    /// inside the expression are left out; inner traversals of computed indexes are included.
    #[must_use]
    pub fn traversals(&self) -> Vec<Traversal> {
        let mut found = Vec::new();
        collect(&self.node, &mut Vec::new(), &mut found);
        found
    }

    /// Every name by which a member is reached (`x.name`, `x["name"]`, a key of an object), and
    /// every literal text: all that an attribute or a kind can be named with.
    #[must_use]
    pub fn words(&self) -> Vec<Text> {
        let mut found = Vec::new();
        let mut open = vec![self.node.as_ref()];
        while let Some(node) = open.pop() {
            match &node.kind {
                NodeKind::Get { name, .. } | NodeKind::Variable(name) => found.push(name.clone()),
                NodeKind::Literal(Value::String(text)) => found.push(text.clone()),
                _ => {}
            }
            open.extend(children(node));
        }
        found
    }

    /// Every function that is called, with the place of the call.
    #[must_use]
    pub fn calls(&self) -> Vec<(Text, Span)> {
        let mut found = Vec::new();
        let mut open = vec![self.node.as_ref()];
        while let Some(node) = open.pop() {
            if let NodeKind::Call { name, .. } = &node.kind {
                found.push((name.clone(), node.span));
            }
            open.extend(children(node));
        }
        found.sort_by_key(|(_, span)| *span);
        found
    }
}

/// The direct children of a node.
fn children(node: &Node) -> Vec<&Node> {
    match &node.kind {
        NodeKind::Literal(_) | NodeKind::Variable(_) => Vec::new(),
        NodeKind::Template(parts) | NodeKind::Tuple(parts) => parts.iter().collect(),
        NodeKind::If { condition, then, otherwise } => {
            [condition.as_ref()].into_iter().chain(then).chain(otherwise).collect()
        }
        NodeKind::Repeat { collection, body, .. } => {
            [collection.as_ref()].into_iter().chain(body).collect()
        }
        NodeKind::Object(items) => items.iter().flat_map(|(k, v)| [k, v]).collect(),
        NodeKind::Get { object, .. } => vec![object],
        NodeKind::Index { object, key } => vec![object, key],
        NodeKind::Splat { object, each } => vec![object, each],
        NodeKind::Call { arguments, .. } => arguments.iter().collect(),
        NodeKind::Conditional { condition, then, otherwise } => vec![condition, then, otherwise],
        NodeKind::Unary { operand, .. } => vec![operand],
        NodeKind::Binary { left, right, .. } => vec![left, right],
        NodeKind::ForTuple { intro, value } => {
            let mut list = vec![intro.collection.as_ref(), value];
            list.extend(intro.condition.as_deref());
            list
        }
        NodeKind::ForObject { intro, key, value, .. } => {
            let mut list = vec![intro.collection.as_ref(), key, value];
            list.extend(intro.condition.as_deref());
            list
        }
    }
}

/// The traversal that a node is; `None` when it begins with something else or a bound name.
fn traversal(node: &Node, bound: &[Text]) -> Option<Traversal> {
    match &node.kind {
        NodeKind::Variable(name) if !bound.contains(name) && name.as_str() != SPLAT => {
            Some(Traversal { root: name.clone(), steps: Vec::new(), span: node.span })
        }
        NodeKind::Get { object, name } => {
            let mut inner = traversal(object, bound)?;
            inner.steps.push(Step::Attribute(name.clone(), node.span));
            inner.span = node.span;
            Some(inner)
        }
        NodeKind::Index { object, key } => {
            let mut inner = traversal(object, bound)?;
            inner.steps.push(match &key.kind {
                NodeKind::Literal(Value::String(name)) => Step::Attribute(name.clone(), key.span),
                NodeKind::Literal(value) => Step::Index(value.clone()),
                _ => Step::Computed,
            });
            inner.span = node.span;
            Some(inner)
        }
        NodeKind::Splat { object, each } => {
            let mut inner = traversal(object, bound)?;
            inner.steps.push(Step::Splat);
            inner.steps.extend(splat_steps(each)?);
            inner.span = node.span;
            Some(inner)
        }
        _ => None,
    }
}

/// The constant steps that a splat applies to each element.
fn splat_steps(each: &Node) -> Option<Vec<Step>> {
    match &each.kind {
        NodeKind::Variable(name) if name.as_str() == SPLAT => Some(Vec::new()),
        NodeKind::Get { object, name } => {
            let mut steps = splat_steps(object)?;
            steps.push(Step::Attribute(name.clone(), each.span));
            Some(steps)
        }
        NodeKind::Index { object, key } => {
            let mut steps = splat_steps(object)?;
            steps.push(match &key.kind {
                NodeKind::Literal(value) => Step::Index(value.clone()),
                _ => Step::Computed,
            });
            Some(steps)
        }
        NodeKind::Splat { object, each: inner } => {
            let mut steps = splat_steps(object)?;
            steps.push(Step::Splat);
            steps.extend(splat_steps(inner)?);
            Some(steps)
        }
        _ => None,
    }
}

fn collect(node: &Node, bound: &mut Vec<Text>, found: &mut Vec<Traversal>) {
    if let Some(whole) = traversal(node, bound) {
        found.push(whole);
        keys_of(node, bound, found);
        return;
    }
    let scoped = |intro_names: [Option<&Text>; 2], bound: &mut Vec<Text>| {
        let before = bound.len();
        bound.extend(intro_names.into_iter().flatten().cloned());
        before
    };
    match &node.kind {
        NodeKind::ForTuple { intro, value } => {
            collect(&intro.collection, bound, found);
            let before = scoped([intro.key.as_ref(), Some(&intro.value)], bound);
            collect(value, bound, found);
            if let Some(condition) = &intro.condition {
                collect(condition, bound, found);
            }
            bound.truncate(before);
        }
        NodeKind::ForObject { intro, key, value, .. } => {
            collect(&intro.collection, bound, found);
            let before = scoped([intro.key.as_ref(), Some(&intro.value)], bound);
            collect(key, bound, found);
            collect(value, bound, found);
            if let Some(condition) = &intro.condition {
                collect(condition, bound, found);
            }
            bound.truncate(before);
        }
        NodeKind::Repeat { key, value, collection, body } => {
            collect(collection, bound, found);
            let before = scoped([key.as_ref(), Some(value)], bound);
            for part in body {
                collect(part, bound, found);
            }
            bound.truncate(before);
        }
        _ => {
            for child in children(node) {
                collect(child, bound, found);
            }
        }
    }
}

/// Traversals inside the computed indexes of a traversal.
fn keys_of(node: &Node, bound: &mut Vec<Text>, found: &mut Vec<Traversal>) {
    match &node.kind {
        NodeKind::Get { object, .. } => keys_of(object, bound, found),
        NodeKind::Index { object, key } => {
            keys_of(object, bound, found);
            collect(key, bound, found);
        }
        NodeKind::Splat { object, each } => {
            keys_of(object, bound, found);
            keys_of(each, bound, found);
        }
        _ => {}
    }
}
