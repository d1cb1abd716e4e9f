//! The expression language of rules, configuration and Terraform.
//!
//! Text is parsed (`hcl-edit`), compiled to a small form that keeps places, and evaluated by
//! reference. The language is Terraform's, with one addition: a value may be unknown with a
//! reason, and a list or map may be open. No operation turns an unknown into a definite answer
//! that some concrete value would contradict; `try` and `can` catch errors, never unknowns.
//!
//! Everything is bounded: nesting by the parser, steps and width by the [`Budget`]. Nothing here
//! reads a file, a clock or the environment; names are resolved by the caller's [`Scope`].

pub(crate) mod arithmetic;
mod compile;
pub mod convert;
mod equality;
mod eval;
pub mod functions;
mod ir;
mod rewrite;
mod source;
mod syntax;
mod types;
mod unknowns;

pub use equality::{Tri, equals};
pub use eval::{Budget, Constants, EvalError, Function, Scope, attribute_of, evaluate};
pub use ir::{Expression, SPLAT, Step, Traversal};
pub use source::{Diagnostic, MAX_SOURCE_BYTES, Position, Source, Span, suggest};
pub use syntax::{Attribute, Block, Body, Label, parse_body, parse_expression, parse_template};
pub use types::{Field, Type};
pub use unknowns::{combined, derived, first_unknown, unknown_of};
