//! One module directory: what its files declare.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::json_syntax;
use super::tree::{Tree, join};
use crate::lang::{self, Attribute, Block, Body, Diagnostic, Expression, Source, Span, Type};
use crate::model::Text;

/// A module: the declarations of all files of one directory.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// The directory, relative to the project.
    pub(super) dir: String,
    pub(super) variables: BTreeMap<Text, Variable>,
    pub(super) locals: BTreeMap<Text, Attribute>,
    pub(super) outputs: BTreeMap<Text, Declared>,
    /// Managed resources and data sources in source order.
    pub(super) resources: Vec<Declared>,
    /// By `aws_vpc.main` or `data.aws_region.here`.
    pub(super) resource_at: BTreeMap<String, usize>,
    pub(super) calls: BTreeMap<Text, Declared>,
    pub(super) providers: Vec<Declared>,
    pub(super) backend: Option<Declared>,
    pub(super) required_providers: Vec<Attribute>,
    pub(super) moved: Vec<Declared>,
    /// What is wrong with the files. Where there is anything, the module may declare more.
    pub(super) problems: Vec<Diagnostic>,
    /// The texts with a mark of an exception.
    pub(super) sources: Vec<Arc<Source>>,
}

/// A block with the text that it stands in.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    pub(super) block: Block,
    pub(super) source: Arc<Source>,
}

/// A variable.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    pub(super) declared: Declared,
    pub(super) ty: Type,
    pub(super) sensitive: bool,
    pub(super) nullable: bool,
}

impl Declared {
    pub(super) fn label(&self, at: usize) -> &str {
        self.block.labels.get(at).map_or("", |l| l.text.as_str())
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.block.body.attribute(name)
    }

    /// `aws_vpc.main`, `data.aws_region.here`.
    pub(super) fn resource_name(&self) -> String {
        let prefix = if self.block.kind.as_str() == "data" { "data." } else { "" };
        format!("{prefix}{}.{}", self.label(0), self.label(1))
    }
}

/// Whether Terraform reads a file as configuration.
#[must_use]
pub fn is_configuration(name: &str) -> bool {
    let ends = |end: &str| name.ends_with(end);
    let hidden = name.starts_with(['.', '#']) || ends("~");
    let tests = ends(".tftest.hcl") || ends(".tofutest.hcl");
    !hidden && !tests && (ends(".tf") || ends(".tf.json") || ends(".tofu") || ends(".tofu.json"))
}

/// `main.tf` without its endings.
fn stem(name: &str) -> &str {
    let name = name.strip_suffix(".json").unwrap_or(name);
    name.strip_suffix(".tf").or_else(|| name.strip_suffix(".tofu")).unwrap_or(name)
}

/// Reads a directory; `None` when it holds no configuration.
pub(super) fn read(tree: &dyn Tree, dir: &str) -> Option<Module> {
    let names: Vec<String> = tree.files(dir)?.into_iter().filter(|n| is_configuration(n)).collect();
    if names.is_empty() {
        return None;
    }
    // OpenTofu reads main.tofu in place of main.tf.
    let tofu = |name: &String| {
        let other = name.replacen(".tf", ".tofu", 1);
        name.contains(".tf") && !name.contains(".tofu") && names.contains(&other)
    };
    let (overrides, plain): (Vec<&String>, Vec<&String>) =
        names.iter().filter(|n| !tofu(n)).partition(|name| {
            let stem = stem(name);
            stem == "override" || stem.ends_with("_override")
        });
    let mut module = Module { dir: dir.to_owned(), ..Module::default() };
    let mut blocks: Vec<Declared> = Vec::new();
    for (name, overriding) in
        plain.into_iter().map(|n| (n, false)).chain(overrides.into_iter().map(|n| (n, true)))
    {
        match file(tree, dir, name) {
            Ok((source, body)) => {
                if source.text().contains("passmuster:ignore") {
                    module.sources.push(Arc::clone(&source));
                }
                for attribute in &body.attributes {
                    let message = format!("{} stands outside of any block", attribute.name);
                    module.problems.push(Diagnostic::new(&source, attribute.name_span, message));
                }
                for block in body.blocks {
                    let declared = Declared { block, source: Arc::clone(&source) };
                    if overriding {
                        override_one(&mut blocks, declared);
                    } else {
                        blocks.push(declared);
                    }
                }
            }
            Err(problems) => module.problems.extend(problems),
        }
    }
    for declared in blocks {
        module.declare(&declared);
    }
    Some(module)
}

/// The text and the blocks of one file.
fn file(tree: &dyn Tree, dir: &str, name: &str) -> Result<(Arc<Source>, Body), Vec<Diagnostic>> {
    let path = join(dir, name).unwrap_or_default();
    let source = source(tree, &path)?;
    let body = if name.ends_with(".json") {
        json_syntax::parse(&source)?
    } else {
        lang::parse_body(&source)?
    };
    Ok((source, body))
}

/// A file's text.
pub(super) fn source(tree: &dyn Tree, path: &str) -> Result<Arc<Source>, Vec<Diagnostic>> {
    let refuse = |message: String| {
        let source = Arc::new(Source::of(path, ""));
        vec![Diagnostic::new(&source, Span::default(), message)]
    };
    match tree.read(path) {
        Ok(Some(bytes)) => Source::new(path, bytes).map_err(|problem| vec![problem]),
        Ok(None) => Err(refuse("there is no such file".to_owned())),
        Err(why) => Err(refuse(why)),
    }
}

/// Lays a block of an override file over the block that it names.
///
/// <https://developer.hashicorp.com/terraform/language/files/override>.
fn override_one(blocks: &mut Vec<Declared>, over: Declared) {
    let same = |d: &&mut Declared| {
        d.block.kind == over.block.kind
            && d.block.labels.iter().map(|l| &l.text).eq(over.block.labels.iter().map(|l| &l.text))
            && (over.block.kind.as_str() != "provider"
                || alias_of(&d.block) == alias_of(&over.block))
    };
    let locals = over.block.kind.as_str() == "locals";
    if locals {
        for attribute in over.block.body.attributes {
            let holder =
                blocks.iter_mut().filter(|d| d.block.kind.as_str() == "locals").find_map(|d| {
                    d.block.body.attributes.iter_mut().find(|a| a.name == attribute.name)
                });
            match holder {
                Some(known) => *known = attribute,
                None => {
                    if let Some(d) = blocks.iter_mut().find(|d| d.block.kind.as_str() == "locals") {
                        d.block.body.attributes.push(attribute);
                    }
                }
            }
        }
        return;
    }
    let Some(base) = blocks.iter_mut().find(same) else {
        blocks.push(over);
        return;
    };
    for attribute in over.block.body.attributes {
        let known = base.block.body.attributes.iter_mut().find(|a| a.name == attribute.name);
        match known {
            Some(known) => *known = attribute,
            None => base.block.body.attributes.push(attribute),
        }
    }
    let replaced: Vec<Text> = over.block.body.blocks.iter().map(|b| b.kind.clone()).collect();
    base.block.body.blocks.retain(|b| !replaced.contains(&b.kind));
    // In JSON a block is written as a value.
    base.block.body.attributes.retain(|a| !replaced.contains(&a.name));
    base.block.body.blocks.extend(over.block.body.blocks);
}

/// The alias of a provider block, which must be a literal.
pub(super) fn alias_of(block: &Block) -> Option<&str> {
    block.body.attribute("alias")?.expression.literal()?.as_str()
}

fn truth(declared: &Declared, name: &str) -> Option<bool> {
    declared.attribute(name)?.expression.literal()?.as_bool()
}

impl Module {
    fn problem(&mut self, declared: &Declared, span: Span, message: String) {
        self.problems.push(Diagnostic::new(&declared.source, span, message));
    }

    fn declare(&mut self, declared: &Declared) {
        let needed = match declared.block.kind.as_str() {
            "resource" | "data" | "ephemeral" => 2,
            "variable" | "output" | "module" | "provider" | "check" => 1,
            _ => 0,
        };
        if declared.block.labels.len() != needed {
            let message = format!("{} takes {needed} labels", declared.block.kind);
            let span = declared.block.kind_span;
            self.problem(declared, span, message);
            return;
        }
        let name = Text::from(declared.label(0));
        let twice = match declared.block.kind.as_str() {
            "variable" => {
                let variable = self.variable(declared.clone());
                self.variables.insert(name, variable).is_some()
            }
            "output" => self.outputs.insert(name, declared.clone()).is_some(),
            "module" => self.calls.insert(name, declared.clone()).is_some(),
            "resource" | "data" => {
                let at = self.resources.len();
                self.resources.push(declared.clone());
                self.resource_at.insert(declared.resource_name(), at).is_some()
            }
            "locals" => {
                for attribute in &declared.block.body.attributes {
                    if self.locals.insert(attribute.name.clone(), attribute.clone()).is_some() {
                        let message = format!("local.{} is declared twice", attribute.name);
                        self.problem(declared, attribute.name_span, message);
                    }
                }
                false
            }
            "terraform" => {
                self.terraform(declared);
                false
            }
            "provider" => {
                self.providers.push(declared.clone());
                false
            }
            "moved" => {
                self.moved.push(declared.clone());
                false
            }
            "removed" | "import" | "check" | "ephemeral" | "language" => false,
            other => {
                let message = format!("there is no block {other} in a configuration");
                let span = declared.block.kind_span;
                self.problem(declared, span, message);
                false
            }
        };
        if twice {
            let labels: Vec<&str> = declared.block.labels.iter().map(|l| l.text.as_str()).collect();
            let message = format!("{} {} is declared twice", declared.block.kind, labels.join("."));
            let span = declared.block.kind_span;
            self.problem(declared, span, message);
        }
    }

    fn variable(&mut self, declared: Declared) -> Variable {
        let ty = match declared.attribute("type").map(|a| Type::of(&a.expression)) {
            None => Type::Any,
            Some(Ok(ty)) => ty,
            Some(Err(problem)) => {
                self.problems.push(problem);
                Type::Any
            }
        };
        let sensitive = truth(&declared, "sensitive") == Some(true)
            || truth(&declared, "ephemeral") == Some(true);
        let nullable = truth(&declared, "nullable") != Some(false);
        Variable { declared, ty, sensitive, nullable }
    }

    fn terraform(&mut self, declared: &Declared) {
        for block in &declared.block.body.blocks {
            match block.kind.as_str() {
                "backend" | "cloud" => {
                    let source = Arc::clone(&declared.source);
                    self.backend = Some(Declared { block: block.clone(), source });
                }
                "required_providers" => {
                    self.required_providers.extend(block.body.attributes.iter().cloned());
                }
                _ => {}
            }
        }
    }

    /// The default of a variable.
    pub(super) fn default_of(&self, name: &str) -> Option<&Expression> {
        self.variables.get(name)?.declared.attribute("default").map(|a| &a.expression)
    }
}
