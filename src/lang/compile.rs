//! From the parser's syntax tree to [`super::ir`].

use std::sync::Arc;

use hcl_edit::Span as _;
use hcl_edit::expr::{
    self, BinaryOperator, Expression as Syntax, TraversalOperator, UnaryOperator,
};
use hcl_edit::template::{Directive, Element, Template};

use super::ir::{Binary, Expression, Intro, Node, NodeKind, SPLAT, Unary};
use super::syntax::span_of;
use super::{Diagnostic, Source, Span};
use crate::model::{Number, Text, Value};

/// Compiles the expressions of one source text and gathers what is wrong with them.
pub(super) struct Compiler<'a> {
    source: &'a Arc<Source>,
    problems: Vec<Diagnostic>,
}

/// How literals of the template at hand are cut.
#[derive(Clone, Copy)]
struct Style {
    /// In a heredoc each line is a literal of its own, so that `~` eats at most one line break.
    heredoc: bool,
    /// Blanks to be taken from the beginning of each line.
    dedent: usize,
}

impl<'a> Compiler<'a> {
    pub(super) const fn new(source: &'a Arc<Source>) -> Self {
        Self { source, problems: Vec::new() }
    }

    pub(super) fn finish<T>(self, made: T) -> Result<T, Vec<Diagnostic>> {
        if self.problems.is_empty() { Ok(made) } else { Err(self.problems) }
    }

    pub(super) fn report(&mut self, span: Span, message: String, mend: &str) {
        self.problems.push(Diagnostic::new(self.source, span, message).mend(mend));
    }

    pub(super) fn expression(&mut self, syntax: &Syntax) -> Expression {
        let outer = span_of(syntax.span()).unwrap_or_default();
        Expression { node: Arc::new(self.node(syntax, outer)), source: Arc::clone(self.source) }
    }

    pub(super) fn template_expression(&mut self, template: &Template, span: Span) -> Expression {
        let style = Style { heredoc: true, dedent: 0 };
        let parts = self.template(template, span, style);
        let kind = joined(parts);
        Expression { node: Arc::new(Node { span, kind }), source: Arc::clone(self.source) }
    }

    fn boxed(&mut self, syntax: &Syntax, outer: Span) -> Box<Node> {
        Box::new(self.node(syntax, outer))
    }

    /// Depth is bounded by the parser's own limit on nesting.
    fn node(&mut self, syntax: &Syntax, outer: Span) -> Node {
        let span = span_of(syntax.span()).unwrap_or(outer);
        let kind = match syntax {
            Syntax::Null(_) => NodeKind::Literal(Value::Null),
            Syntax::Bool(b) => NodeKind::Literal(Value::Bool(*b.value())),
            Syntax::Number(_) => NodeKind::Literal(self.number(span)),
            Syntax::String(s) => NodeKind::Literal(Value::text(s.as_str())),
            Syntax::Array(array) => {
                NodeKind::Tuple(array.iter().map(|item| self.node(item, span)).collect())
            }
            Syntax::Object(object) => NodeKind::Object(self.object(object, span)),
            Syntax::StringTemplate(template) => {
                joined(self.template(template, span, Style { heredoc: false, dedent: 0 }))
            }
            Syntax::HeredocTemplate(heredoc) => {
                let shown = heredoc.indent().unwrap_or(0);
                NodeKind::Template(self.heredoc(&heredoc.template, span, shown))
            }
            Syntax::Parenthesis(inner) => return self.node(inner.inner(), span),
            Syntax::Variable(name) => NodeKind::Variable(Text::from(name.as_str())),
            Syntax::Conditional(c) => NodeKind::Conditional {
                condition: self.boxed(&c.cond_expr, span),
                then: self.boxed(&c.true_expr, span),
                otherwise: self.boxed(&c.false_expr, span),
            },
            Syntax::FuncCall(call) => self.call(call, span),
            Syntax::Traversal(traversal) => return self.traversal(traversal, span),
            Syntax::UnaryOp(op) => NodeKind::Unary {
                operator: match op.operator.value() {
                    UnaryOperator::Not => Unary::Not,
                    UnaryOperator::Neg => Unary::Negate,
                },
                operand: self.boxed(&op.expr, span),
            },
            Syntax::BinaryOp(op) => NodeKind::Binary {
                operator: binary(*op.operator.value()),
                left: self.boxed(&op.lhs_expr, span),
                right: self.boxed(&op.rhs_expr, span),
            },
            Syntax::ForExpr(f) => self.for_expression(f, span),
        };
        Node { span, kind }
    }

    /// Numbers are read from the text: the parser has already rounded them to a double.
    fn number(&mut self, span: Span) -> Value {
        let text = self.source.slice(span).trim();
        // The sign of a literal may stand apart.
        let joined = text.strip_prefix('-').map(|rest| format!("-{}", rest.trim_start()));
        let text = joined.as_deref().unwrap_or(text);
        if let Ok(number) = text.parse::<Number>() {
            return Value::Number(number);
        }
        let message =
            format!("{} is not a number that can be kept", text.get(..32).unwrap_or(text));
        self.report(span, message, "write it with fewer digits or a smaller exponent");
        Value::Null
    }

    fn object(&mut self, object: &expr::Object, span: Span) -> Vec<(Node, Node)> {
        let mut items = Vec::with_capacity(object.len());
        for (key, value) in object {
            let key = match key {
                expr::ObjectKey::Ident(ident) => Node {
                    span: span_of(ident.span()).unwrap_or(span),
                    kind: NodeKind::Literal(Value::text(ident.as_str())),
                },
                expr::ObjectKey::Expression(syntax) => self.node(syntax, span),
            };
            items.push((key, self.node(value.expr(), span)));
        }
        items
    }

    fn call(&mut self, call: &expr::FuncCall, span: Span) -> NodeKind {
        let mut name = String::new();
        for space in &call.name.namespace {
            name.push_str(space.as_str());
            name.push_str("::");
        }
        name.push_str(call.name.name.as_str());
        NodeKind::Call {
            name: Text::from(name),
            arguments: call.args.iter().map(|a| self.node(a, span)).collect(),
            expand: call.args.expand_final(),
        }
    }

    fn for_expression(&mut self, f: &expr::ForExpr, span: Span) -> NodeKind {
        let intro = Intro {
            key: f.intro.key_var.as_ref().map(|k| Text::from(k.as_str())),
            value: Text::from(f.intro.value_var.as_str()),
            collection: self.boxed(&f.intro.collection_expr, span),
            condition: f.cond.as_ref().map(|c| self.boxed(&c.expr, span)),
        };
        let value = self.boxed(&f.value_expr, span);
        match &f.key_expr {
            None => NodeKind::ForTuple { intro, value },
            Some(key) => {
                let key = self.boxed(key, span);
                NodeKind::ForObject { intro, key, value, grouping: f.grouping }
            }
        }
    }

    /// Steps are folded left to right; a splat takes the steps that follow it into itself.
    fn traversal(&mut self, traversal: &expr::Traversal, span: Span) -> Node {
        let start = self.node(&traversal.expr, span);
        let operators: Vec<_> = traversal.operators.iter().collect();
        self.steps(start, &operators, span)
    }

    fn steps(
        &mut self,
        start: Node,
        operators: &[&hcl_edit::Decorated<TraversalOperator>],
        whole: Span,
    ) -> Node {
        let mut node = start;
        let mut at = 0;
        while let Some(operator) = operators.get(at) {
            at += 1;
            let step = span_of(operator.span()).unwrap_or(whole);
            let span = node.span.to(step);
            let object = Box::new(node);
            let kind = match operator.value() {
                TraversalOperator::GetAttr(name) => {
                    NodeKind::Get { object, name: Text::from(name.as_str()) }
                }
                TraversalOperator::Index(key) => {
                    NodeKind::Index { object, key: self.boxed(key, span) }
                }
                TraversalOperator::LegacyIndex(index) => {
                    let key = i64::try_from(*index.value()).unwrap_or(i64::MAX);
                    let key = Node { span: step, kind: NodeKind::Literal(Value::from(key)) };
                    NodeKind::Index { object, key: Box::new(key) }
                }
                splat @ (TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_)) => {
                    let full = matches!(splat, TraversalOperator::FullSplat(_));
                    let taken = operators[at..]
                        .iter()
                        .take_while(|o| full || takes_attribute(o.value()))
                        .count();
                    let element = Node { span: step, kind: NodeKind::Variable(Text::from(SPLAT)) };
                    let each = self.steps(element, &operators[at..at + taken], whole);
                    at += taken;
                    NodeKind::Splat { object, each: Box::new(each) }
                }
            };
            node = Node { span, kind };
        }
        node
    }

    /// A heredoc. The parser has taken `shown` blanks from the lines of its own literals, but
    /// not from those inside directives, which Terraform treats alike.
    fn heredoc(&mut self, template: &Template, span: Span, shown: usize) -> Vec<Node> {
        let style = Style { heredoc: true, dedent: shown };
        let mut parts = Vec::new();
        for element in template {
            self.element(element, span, style, true, &mut parts);
        }
        trim(&parts, style)
    }

    fn template(&mut self, template: &Template, span: Span, style: Style) -> Vec<Node> {
        let mut parts = Vec::new();
        for element in template {
            self.element(element, span, style, false, &mut parts);
        }
        trim(&parts, style)
    }

    fn element(
        &mut self,
        element: &Element,
        outer: Span,
        style: Style,
        top: bool,
        parts: &mut Vec<Part>,
    ) {
        match element {
            Element::Literal(literal) => {
                let span = span_of(literal.span()).unwrap_or(outer);
                let text = if style.heredoc && !top && style.dedent > 0 {
                    let before = (span.start as usize).checked_sub(1);
                    let line_start = before
                        .is_some_and(|at| self.source.text().as_bytes().get(at) == Some(&b'\n'));
                    // A line whose break is stripped away goes on: it does not begin there.
                    let line_start = line_start && !break_is_stripped(parts);
                    match first_line(literal.value()).filter(|_| strips_behind(parts)) {
                        Some((blank, rest)) => {
                            format!("{blank}{}", dedent(rest, style.dedent, false))
                        }
                        None => dedent(literal.value(), style.dedent, line_start),
                    }
                } else {
                    // The parser has cut the indentation off every line here, also off one
                    // whose break is stripped away; the source still has it.
                    let raw = self.source.slice(span);
                    let plain = !raw.contains(['$', '%']) && style.heredoc && style.dedent > 0;
                    match first_line(raw).filter(|_| plain && strips_behind(parts)) {
                        Some((blank, rest)) => {
                            format!("{blank}{}", dedent(rest, style.dedent, false))
                        }
                        None => literal.value().clone(),
                    }
                };
                parts.push(Part::Literal(text, span));
            }
            Element::Interpolation(i) => {
                let span = span_of(i.span()).unwrap_or(outer);
                let node = self.node(&i.expr, span);
                parts.push(Part::Code(node, i.strip.strip_start(), i.strip.strip_end()));
            }
            Element::Directive(directive) => self.directive(directive, outer, style, parts),
        }
    }

    fn directive(
        &mut self,
        directive: &Directive,
        outer: Span,
        style: Style,
        parts: &mut Vec<Part>,
    ) {
        match directive {
            Directive::If(d) => {
                let span = span_of(d.span()).unwrap_or(outer);
                let condition = self.boxed(&d.if_expr.cond_expr, span);
                let mut then = vec![Part::Edge(d.if_expr.strip.strip_end())];
                for element in &d.if_expr.template {
                    self.element(element, span, style, false, &mut then);
                }
                let mut otherwise = Vec::new();
                if let Some(e) = &d.else_expr {
                    then.push(Part::Edge(e.strip.strip_start()));
                    otherwise.push(Part::Edge(e.strip.strip_end()));
                    for element in &e.template {
                        self.element(element, span, style, false, &mut otherwise);
                    }
                    otherwise.push(Part::Edge(d.endif_expr.strip.strip_start()));
                } else {
                    then.push(Part::Edge(d.endif_expr.strip.strip_start()));
                }
                let (then, otherwise) = (trim(&then, style), trim(&otherwise, style));
                let kind = NodeKind::If { condition, then, otherwise };
                parts.push(Part::Code(
                    Node { span, kind },
                    d.if_expr.strip.strip_start(),
                    d.endif_expr.strip.strip_end(),
                ));
            }
            Directive::For(d) => {
                let span = span_of(d.span()).unwrap_or(outer);
                let mut body = vec![Part::Edge(d.for_expr.strip.strip_end())];
                for element in &d.for_expr.template {
                    self.element(element, span, style, false, &mut body);
                }
                body.push(Part::Edge(d.endfor_expr.strip.strip_start()));
                let kind = NodeKind::Repeat {
                    key: d.for_expr.key_var.as_ref().map(|k| Text::from(k.as_str())),
                    value: Text::from(d.for_expr.value_var.as_str()),
                    collection: self.boxed(&d.for_expr.collection_expr, span),
                    body: trim(&body, style),
                };
                parts.push(Part::Code(
                    Node { span, kind },
                    d.for_expr.strip.strip_start(),
                    d.endfor_expr.strip.strip_end(),
                ));
            }
        }
    }
}

/// A piece of a template before `~` is applied.
enum Part {
    Literal(String, Span),
    /// Code with whether it strips before and behind itself.
    Code(Node, bool, bool),
    /// The edge of a directive's body, with whether it strips into the body.
    Edge(bool),
}

/// Whether the last part strips what follows it.
fn strips_behind(parts: &[Part]) -> bool {
    matches!(parts.last(), Some(Part::Code(_, _, true) | Part::Edge(true)))
}

/// The rest of a line, when it is blank, with its break, and what follows.
fn first_line(text: &str) -> Option<(&str, &str)> {
    let at = text.find('\n')?;
    let (line, rest) = text.split_at(at + 1);
    line.trim().is_empty().then_some((line, rest))
}

/// Whether the last part is the end of a line that the part before strips.
fn break_is_stripped(parts: &[Part]) -> bool {
    match parts {
        [.., Part::Code(_, _, true) | Part::Edge(true), Part::Literal(text, _)] => {
            text.ends_with('\n') && text.trim().is_empty()
        }
        _ => false,
    }
}

/// Applies the strip markers.
fn trim(parts: &[Part], style: Style) -> Vec<Node> {
    let strips = |part: Option<&Part>, behind: bool| match part {
        Some(Part::Code(_, start, end)) => *(if behind { end } else { start }),
        Some(Part::Edge(strip)) => *strip,
        _ => false,
    };
    let mut nodes = Vec::with_capacity(parts.len());
    for at in 0..parts.len() {
        let before = at.checked_sub(1).and_then(|i| parts.get(i));
        match &parts[at] {
            Part::Edge(_) => {}
            Part::Code(node, ..) => nodes.push(node.clone()),
            Part::Literal(text, span) => {
                let mut text = text.as_str();
                if strips(before, true) {
                    text = trim_front(text, style.heredoc);
                }
                if strips(parts.get(at + 1), false) {
                    text = trim_back(text, style.heredoc);
                }
                if !text.is_empty() {
                    nodes.push(Node { span: *span, kind: NodeKind::Literal(Value::text(text)) });
                }
            }
        }
    }
    nodes
}

/// In a heredoc each line is its own literal: only the rest of the line goes.
fn trim_front(text: &str, heredoc: bool) -> &str {
    if !heredoc {
        return text.trim_start();
    }
    match text.split_once('\n') {
        Some((line, rest)) if line.trim().is_empty() => rest,
        _ => text.trim_start_matches(|c: char| c.is_whitespace() && c != '\n'),
    }
}

fn trim_back(text: &str, heredoc: bool) -> &str {
    if !heredoc {
        return text.trim_end();
    }
    let line = match text.strip_suffix('\n') {
        Some(rest) => rest.rfind('\n').map_or(0, |n| n + 1),
        None => text.rfind('\n').map_or(0, |n| n + 1),
    };
    &text[..line + text[line..].trim_end().len()]
}

/// Takes up to `count` blanks from the beginning of each line.
fn dedent(text: &str, count: usize, mut line_start: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let cut = line.bytes().take(count).take_while(|b| *b == b' ' || *b == b'\t').count();
        out.push_str(if line_start { &line[cut..] } else { line });
        line_start = true;
    }
    out
}

/// Parts of a quoted template: a single interpolation keeps its type.
fn joined(mut parts: Vec<Node>) -> NodeKind {
    let code = |n: &Node| {
        let text = matches!(n.kind, NodeKind::Literal(Value::String(_)));
        !(text || matches!(n.kind, NodeKind::If { .. } | NodeKind::Repeat { .. }))
    };
    if parts.len() == 1 && parts.first().is_some_and(code) {
        return parts.remove(0).kind;
    }
    NodeKind::Template(parts)
}

const fn takes_attribute(operator: &TraversalOperator) -> bool {
    matches!(operator, TraversalOperator::GetAttr(_) | TraversalOperator::LegacyIndex(_))
}

const fn binary(operator: BinaryOperator) -> Binary {
    match operator {
        BinaryOperator::Eq => Binary::Equal,
        BinaryOperator::NotEq => Binary::Unequal,
        BinaryOperator::LessEq => Binary::LessOrEqual,
        BinaryOperator::GreaterEq => Binary::GreaterOrEqual,
        BinaryOperator::Less => Binary::Less,
        BinaryOperator::Greater => Binary::Greater,
        BinaryOperator::Plus => Binary::Add,
        BinaryOperator::Minus => Binary::Subtract,
        BinaryOperator::Mul => Binary::Multiply,
        BinaryOperator::Div => Binary::Divide,
        BinaryOperator::Mod => Binary::Remainder,
        BinaryOperator::And => Binary::And,
        BinaryOperator::Or => Binary::Or,
    }
}
