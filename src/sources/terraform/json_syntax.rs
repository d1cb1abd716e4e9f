//! Terraform's JSON syntax as the same blocks that the native syntax has.
//!
//! <https://developer.hashicorp.com/terraform/language/syntax/json>. JSON is almost an HCL
//! expression, so the same parser reads it and every place stays true; here objects become
//! blocks where Terraform expects blocks.

use std::sync::Arc;

use crate::lang::{
    Attribute, Block, Body, Diagnostic, Expression, Label, Source, Span, parse_expression,
};
use crate::model::Text;

/// How many labels the blocks of a configuration have.
const LABELS: &[(&str, usize)] = &[
    ("resource", 2),
    ("data", 2),
    ("ephemeral", 2),
    ("module", 1),
    ("variable", 1),
    ("output", 1),
    ("provider", 1),
    ("check", 1),
    ("locals", 0),
    ("terraform", 0),
    ("moved", 0),
    ("removed", 0),
    ("import", 0),
];

/// Blocks inside blocks that are known whatever a provider says.
const NESTED: &[(&str, usize)] = &[
    ("backend", 1),
    ("required_providers", 0),
    ("lifecycle", 0),
    ("default_tags", 0),
    ("assume_role", 0),
    ("dynamic", 1),
    ("content", 0),
];

/// Reads a `.tf.json` file.
pub(super) fn parse(source: &Arc<Source>) -> Result<Body, Vec<Diagnostic>> {
    let whole = parse_expression(source)?;
    let Some(entries) = whole.entries() else {
        let message = "a configuration in JSON is one object";
        return Err(vec![Diagnostic::new(source, whole.span(), message)]);
    };
    let mut body = empty(whole.span());
    let mut problems = Vec::new();
    for (kind, span, value) in entries {
        if kind.as_str() == "//" {
            continue;
        }
        match LABELS.iter().find(|(name, _)| *name == kind.as_str()) {
            Some((_, labels)) => {
                blocks(&kind, span, &value, *labels, &mut Vec::new(), &mut body.blocks);
            }
            None => problems.push(Diagnostic::new(
                source,
                span,
                format!("there is no block {kind} in a configuration"),
            )),
        }
    }
    if problems.is_empty() { Ok(body) } else { Err(problems) }
}

/// The attributes of a JSON object, as of a `.tfvars.json` file.
pub(super) fn attributes(source: &Arc<Source>) -> Result<Vec<Attribute>, Vec<Diagnostic>> {
    let whole = parse_expression(source)?;
    let Some(entries) = whole.entries() else {
        let message = "variables in JSON are one object";
        return Err(vec![Diagnostic::new(source, whole.span(), message)]);
    };
    let attribute = |(name, name_span, expression)| Attribute { name, name_span, expression };
    Ok(entries.into_iter().map(attribute).collect())
}

fn empty(span: Span) -> Body {
    Body { attributes: Vec::new(), blocks: Vec::new(), span }
}

/// Adds the blocks of a kind: an object for each label, then one body or a list of them.
fn blocks(
    kind: &Text,
    span: Span,
    value: &Expression,
    labels: usize,
    given: &mut Vec<Label>,
    out: &mut Vec<Block>,
) {
    if let Some(items) = value.elements() {
        for item in &items {
            blocks(kind, span, item, labels, given, out);
        }
        return;
    }
    let Some(entries) = value.entries() else { return };
    if given.len() < labels {
        for (text, label_span, inner) in entries {
            given.push(Label { text, span: label_span });
            blocks(kind, span, &inner, labels, given, out);
            given.pop();
        }
        return;
    }
    let mut body = empty(value.span());
    for (name, name_span, expression) in entries {
        if name.as_str() == "//" {
            continue;
        }
        match NESTED.iter().find(|(nested, _)| *nested == name.as_str()) {
            Some((_, labels)) if expression.literal().is_none() => {
                blocks(&name, name_span, &expression, *labels, &mut Vec::new(), &mut body.blocks);
            }
            _ => body.attributes.push(Attribute { name, name_span, expression }),
        }
    }
    let place = given.last().map_or(span, |label| label.span);
    out.push(Block {
        kind: kind.clone(),
        kind_span: place,
        labels: given.clone(),
        body,
        span: place.to(value.span()),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_become_blocks() {
        let text = r#"{"resource": {"aws_vpc": {"a": {"cidr_block": "${var.c}"}, "b": [{"count": 2}]}},
            "locals": {"x": 1}, "terraform": {"backend": {"s3": {"bucket": "b"}}}}"#;
        let body = parse(&Arc::new(Source::of("m.tf.json", text))).unwrap();
        let labels: Vec<Vec<&str>> = body
            .blocks_of("resource")
            .map(|b| b.labels.iter().map(|l| l.text.as_str()).collect())
            .collect();
        assert_eq!(labels, [["aws_vpc", "a"], ["aws_vpc", "b"]]);
        let terraform = body.blocks_of("terraform").next().unwrap();
        assert_eq!(terraform.body.blocks[0].labels[0].text.as_str(), "s3");
    }
}
