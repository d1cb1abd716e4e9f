//! Parsing: text to bodies of attributes and blocks with compiled expressions.
//!
//! The parser is `hcl-edit`; nothing of it is visible outside this file and
//! [`super::compile`]. A text that it rejects is tried once more after [`super::rewrite`].

use std::ops::Range;
use std::sync::Arc;

use hcl_edit::Span as _;

use super::compile::Compiler;
use super::ir::Expression;
use super::{Diagnostic, Source, Span, rewrite};
use crate::model::Text;

/// The content of a file or block.
#[derive(Clone, Debug)]
pub struct Body {
    /// `name = expression`, in source order.
    pub attributes: Vec<Attribute>,
    /// `kind "label" { … }`, in source order.
    pub blocks: Vec<Block>,
    /// The place of the whole.
    pub span: Span,
}

/// `name = expression`.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The name.
    pub name: Text,
    /// The place of the name.
    pub name_span: Span,
    /// The value.
    pub expression: Expression,
}

/// `kind "label" { … }`.
#[derive(Clone, Debug)]
pub struct Block {
    /// The block's type.
    pub kind: Text,
    /// The place of the type.
    pub kind_span: Span,
    /// The labels.
    pub labels: Vec<Label>,
    /// The content.
    pub body: Body,
    /// The place of the whole block.
    pub span: Span,
}

/// A label of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The label without quotes.
    pub text: Text,
    /// Its place.
    pub span: Span,
}

impl Body {
    /// The attribute of a name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|a| a.name.as_str() == name)
    }

    /// The blocks of a type, in source order.
    pub fn blocks_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Block> {
        self.blocks.iter().filter(move |b| b.kind.as_str() == kind)
    }
}

/// Parses a file.
///
/// # Errors
///
/// What is wrong with the syntax, with its place. The parser stops at the first problem.
pub fn parse_body(source: &Arc<Source>) -> Result<Body, Vec<Diagnostic>> {
    let parsed = tolerant(source, hcl_edit::parser::parse_body)?;
    let mut compiler = Compiler::new(source);
    let body = structures(&parsed, whole(source), &mut compiler);
    compiler.finish(body)
}

/// Parses a text that is one expression.
///
/// # Errors
///
/// What is wrong with the syntax, with its place.
pub fn parse_expression(source: &Arc<Source>) -> Result<Expression, Vec<Diagnostic>> {
    // The parser takes no line breaks around an expression; blanks keep every place true.
    let parsed = tolerant(source, |text| {
        let start = text.len() - text.trim_start().len();
        hcl_edit::parser::parse_expr(&format!("{}{}", " ".repeat(start), text.trim()))
    })?;
    let mut compiler = Compiler::new(source);
    let expression = compiler.expression(&parsed);
    compiler.finish(expression)
}

/// Parses a text that is one template, such as a file given to `templatefile`.
///
/// # Errors
///
/// What is wrong with the syntax, with its place.
pub fn parse_template(source: &Arc<Source>) -> Result<Expression, Vec<Diagnostic>> {
    let parsed = tolerant(source, hcl_edit::parser::parse_template)?;
    let mut compiler = Compiler::new(source);
    let expression = compiler.template_expression(&parsed, whole(source));
    compiler.finish(expression)
}

fn whole(source: &Source) -> Span {
    Span::new(0, source.text().len())
}

/// Parses; where that fails, parses the mended text; reports the first failure.
fn tolerant<T>(
    source: &Arc<Source>,
    parse: impl Fn(&str) -> Result<T, hcl_edit::parser::Error>,
) -> Result<T, Vec<Diagnostic>> {
    let first = match parse(source.text()) {
        Ok(parsed) => return Ok(parsed),
        Err(error) => error,
    };
    if let Some(parsed) = rewrite::mended(source.text()).and_then(|text| parse(&text).ok()) {
        return Ok(parsed);
    }
    // The error's own Display pads by the column and cannot do so beyond 65,535.
    let offset = first.location().offset();
    let message = first.message().trim().replace('\n', "; ").replace('`', "'");
    let message = if message.contains("nesting") || message.contains("recursion") {
        format!("nested too deeply: {message}")
    } else {
        message
    };
    Err(vec![Diagnostic::new(source, Span::new(offset, offset + 1), message)])
}

pub(super) fn span_of(range: Option<Range<usize>>) -> Option<Span> {
    range.map(|r| Span::new(r.start, r.end))
}

fn structures(parsed: &hcl_edit::structure::Body, span: Span, compiler: &mut Compiler) -> Body {
    let mut body = Body { attributes: Vec::new(), blocks: Vec::new(), span };
    for structure in parsed {
        match structure {
            hcl_edit::structure::Structure::Attribute(attribute) => {
                let name = Text::from(attribute.key.as_str());
                let name_span = span_of(attribute.key.span()).unwrap_or(span);
                let expression = compiler.expression(&attribute.value);
                body.attributes.push(Attribute { name, name_span, expression });
            }
            hcl_edit::structure::Structure::Block(block) => {
                let block_span = span_of(block.span()).unwrap_or(span);
                let labels = block.labels.iter().map(|label| Label {
                    text: Text::from(label.as_str()),
                    span: span_of(label.span()).unwrap_or(block_span),
                });
                body.blocks.push(Block {
                    kind: Text::from(block.ident.as_str()),
                    kind_span: span_of(block.ident.span()).unwrap_or(block_span),
                    labels: labels.collect(),
                    body: structures(&block.body, block_span, compiler),
                    span: block_span,
                });
            }
        }
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Result<Body, Vec<Diagnostic>> {
        parse_body(&Arc::new(Source::of("t.hcl", text)))
    }

    #[test]
    fn places_point_at_names_and_labels() {
        let parsed = body("rule \"a\" {\n  title = \"x\"\n}\n").unwrap();
        let block = &parsed.blocks[0];
        assert_eq!(block.labels[0].text.as_str(), "a");
        let title = block.body.attribute("title").unwrap();
        assert_eq!((title.name_span.start, title.expression.span().start), (13, 21));
    }

    #[test]
    fn what_terraform_accepts_is_accepted() {
        for text in [
            "a = { x = 1, x = 2 }\n",
            "a = { for k in x : k => a ? b :\n c }\n",
            "\u{feff}a = 1\n",
            "a = 1\r\nb = 2\r\n",
            "a = x.0.y\nb = x.*.y\nc = provider::aws::arn_parse(x)\n",
        ] {
            assert!(body(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn hostile_text_is_refused_without_panic() {
        for piece in ["[", "{", "(", "!", "-", "a ? ", "f(", "\"${", "%{", "a.b[", "<<E\n", "{ for"]
        {
            let text = format!("a = {}", piece.repeat(50_000));
            assert!(body(&text).is_err(), "{piece}");
        }
        let wide = format!("a = {}", "b + ".repeat(50_000));
        assert!(body(&wide).is_err());
        let far = format!("{}a = = 1", " ".repeat(70_000));
        let errors = body(&far).unwrap_err();
        assert!(errors[0].to_string().contains(":1:70005:"), "{}", errors[0]);
    }
}
