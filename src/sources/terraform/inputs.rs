//! The variables of a root: environment, variable files, command line.
//!
//! <https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence>.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::json_syntax;
use super::module::{Module, source};
use super::run::place_of;
use super::tree::{Tree, join};
use super::{Note, Root};
use crate::lang::{self, Attribute, Budget, Constants, Diagnostic, Source};
use crate::model::{Place, Reason, Text, Value};

/// A variable's value with its place, where it has one.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) value: Value,
    pub(super) place: Option<Place>,
}

/// The values of a root's variables, weakest first, so that the last one wins.
pub(super) fn given(
    tree: &dyn Tree,
    at: usize,
    root: &Root,
    module: &Module,
    notes: &mut Vec<Note>,
) -> BTreeMap<Text, Given> {
    let mut reader = Reader { tree, at, notes, values: BTreeMap::new(), module };
    for (name, text) in &root.environment {
        reader.text(name, text);
    }
    let names = tree.files(&root.dir).unwrap_or_default();
    let mut files: Vec<String> =
        ["terraform.tfvars", "terraform.tfvars.json"].map(str::to_owned).into();
    files.retain(|n| names.contains(n));
    let auto = |n: &&String| n.ends_with(".auto.tfvars") || n.ends_with(".auto.tfvars.json");
    files.extend(names.iter().filter(auto).cloned());
    for name in files {
        if let Some(path) = join(&root.dir, &name) {
            reader.file(&path, false);
        }
    }
    for name in &root.var_files {
        match join("", name).filter(|_| !name.is_empty()) {
            Some(path) => reader.file(&path, true),
            None => reader.problem(format!("{name} lies outside of the project"), None),
        }
    }
    for (name, text) in &root.variables {
        if module.variables.contains_key(name.as_str()) {
            reader.text(name, text);
        } else {
            let message =
                format!("-var {name}: {} has no such variable", super::run::shown(&root.dir));
            reader.problem(message, None);
        }
    }
    reader.values
}

struct Reader<'a> {
    tree: &'a dyn Tree,
    at: usize,
    module: &'a Module,
    notes: &'a mut Vec<Note>,
    values: BTreeMap<Text, Given>,
}

impl Reader<'_> {
    fn problem(&mut self, detail: String, place: Option<Place>) {
        self.notes.push(Note {
            root: Some(self.at),
            kind: None,
            provider: None,
            place,
            reason: Reason::Unreadable,
            detail: Text::from(detail),
        });
    }

    fn problems(&mut self, problems: Vec<Diagnostic>) {
        for problem in problems {
            let place = problem.source.place(problem.span);
            self.problem(problem.to_string(), Some(place));
        }
    }

    /// A variable file. Entries without variable are ignored, as Terraform does with a warning.
    fn file(&mut self, path: &str, needed: bool) {
        let source = match source(self.tree, path) {
            Ok(source) => source,
            Err(problems) => {
                if needed {
                    self.problems(problems);
                }
                return;
            }
        };
        let attributes = if path.ends_with(".json") {
            json_syntax::attributes(&source)
        } else {
            lang::parse_body(&source).map(|body| body.attributes)
        };
        match attributes {
            Ok(attributes) => attributes.iter().for_each(|a| self.entry(a)),
            Err(problems) => self.problems(problems),
        }
    }

    fn entry(&mut self, attribute: &Attribute) {
        match lang::evaluate(&attribute.expression, &Constants, &mut Budget::default()) {
            Ok(value) => {
                let place = Some(place_of(&attribute.expression));
                self.values.insert(attribute.name.clone(), Given { value, place });
            }
            Err(error) => {
                let problem = error.diagnostic().mend("a variable file holds constants");
                self.problems(vec![problem]);
            }
        }
    }

    /// A value as the command line and the environment give it: a text for simple types, an
    /// expression for others.
    fn text(&mut self, name: &str, text: &str) {
        let Some(variable) = self.module.variables.get(name) else { return };
        let simple = matches!(
            variable.ty,
            lang::Type::String | lang::Type::Number | lang::Type::Bool | lang::Type::Any
        );
        if simple {
            let given = Given { value: Value::text(text), place: None };
            self.values.insert(Text::from(name), given);
            return;
        }
        let source = Arc::new(Source::of(&format!("the value of {name}"), text));
        let parsed = lang::parse_expression(&source).and_then(|expression| {
            lang::evaluate(&expression, &Constants, &mut Budget::default())
                .map_err(|e| vec![e.diagnostic()])
        });
        match parsed {
            Ok(value) => {
                self.values.insert(Text::from(name), Given { value, place: None });
            }
            // The text may be a secret: it is not quoted.
            Err(_) => self.problem(format!("the value of {name} is no expression"), None),
        }
    }
}
