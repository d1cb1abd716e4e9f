//! Functions that read files of the project.
//!
//! Paths are as in a root: relative to its directory. What lies outside of the project is not
//! read: a pull request could otherwise bring any file of the machine into a report.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::tree::{Tree, join};
use crate::lang::{self, Budget, Function, Scope, Source, convert, functions};
use crate::model::{List, ListFlavour, Map, Reason, Unknown, Value};

/// The functions for one root.
pub(super) struct FileFunctions<'t>(BTreeMap<&'static str, FileFunction<'t>>);

const NAMES: &[&str] = &[
    "file",
    "filebase64",
    "filebase64sha256",
    "filebase64sha512",
    "fileexists",
    "filemd5",
    "fileset",
    "filesha1",
    "filesha256",
    "filesha512",
    "templatefile",
];

struct FileFunction<'t> {
    name: &'static str,
    tree: &'t dyn Tree,
    dir: String,
}

impl<'t> FileFunctions<'t> {
    pub(super) fn new(tree: &'t dyn Tree, dir: &str) -> Self {
        let one = |name: &&'static str| (*name, FileFunction { name, tree, dir: dir.to_owned() });
        Self(NAMES.iter().map(one).collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&dyn Function> {
        let name = name.strip_prefix("core::").unwrap_or(name);
        self.0.get(name).map(|f| -> &dyn Function { f })
    }
}

impl Function for FileFunction<'_> {
    fn accepts_unknown(&self) -> bool {
        self.name == "templatefile"
    }

    fn call(&self, arguments: &[Value]) -> Result<Value, String> {
        let needed = if matches!(self.name, "fileset" | "templatefile") { 2 } else { 1 };
        if arguments.len() != needed {
            return Err(format!("takes {needed} arguments, but has {}", arguments.len()));
        }
        if let Some(why) = lang::unknown_of(&arguments[0]) {
            return Ok(Value::Unknown(lang::derived(why)));
        }
        let given = convert::text(&arguments[0])?;
        if given.starts_with('~') || given.starts_with('/') {
            let why = format!("{given} lies outside of the project");
            return Ok(Value::unknown(Unknown::new(Reason::Unsupported, why)));
        }
        let Some(path) = join(&self.dir, &given) else {
            let why = format!("{given} lies outside of the project");
            return Ok(Value::unknown(Unknown::new(Reason::Unsupported, why)));
        };
        match self.name {
            "fileexists" => {
                return Ok(match self.tree.read(&path) {
                    Ok(found) => Value::Bool(found.is_some()),
                    Err(why) => Value::unknown(Unknown::new(Reason::Unreadable, why)),
                });
            }
            "fileset" => return self.set(&path, &convert::text(&arguments[1])?),
            _ => {}
        }
        let bytes = match self.tree.read(&path) {
            Ok(Some(bytes)) => bytes,
            // It may be made before Terraform runs: a build's archive, a rendered file.
            Ok(None) => {
                let why = format!("{path} is not in the project");
                return Ok(Value::unknown(Unknown::new(Reason::NotCollected, why)));
            }
            Err(why) => return Ok(Value::unknown(Unknown::new(Reason::Unreadable, why))),
        };
        if self.name == "templatefile" {
            return self.template(&path, bytes, &arguments[1]);
        }
        let standard = |name: &str, value: Value| {
            functions::standard(name).map_or(Err(String::new()), |f| f.call(&[value]))
        };
        if self.name == "filebase64" {
            use base64::Engine as _;
            return Ok(Value::text(base64::engine::general_purpose::STANDARD.encode(bytes)));
        }
        let Ok(text) = String::from_utf8(bytes) else {
            return if self.name == "file" {
                Err(format!("{given} is not UTF-8"))
            } else {
                let why = format!("the digest of {given}, which is no text");
                Ok(Value::unknown(Unknown::new(Reason::Unsupported, why)))
            };
        };
        match self.name {
            "file" => Ok(Value::text(text)),
            "filemd5" => standard("md5", Value::text(text)),
            "filesha1" => standard("sha1", Value::text(text)),
            "filesha256" => standard("sha256", Value::text(text)),
            "filesha512" => standard("sha512", Value::text(text)),
            "filebase64sha256" => standard("base64sha256", Value::text(text)),
            _ => standard("base64sha512", Value::text(text)),
        }
    }
}

/// The variables of a template.
struct Vars<'a> {
    vars: &'a Map,
    files: &'a FileFunctions<'a>,
}

impl Scope for Vars<'_> {
    fn variable(&self, name: &str) -> Option<Value> {
        self.vars.get(name).cloned()
    }

    fn function(&self, name: &str) -> Option<&dyn Function> {
        // A template that calls itself would not end.
        if name == "templatefile" { None } else { self.files.get(name) }
    }
}

impl FileFunction<'_> {
    fn template(&self, path: &str, bytes: Vec<u8>, vars: &Value) -> Result<Value, String> {
        let vars = match vars {
            Value::Map(map) => map,
            Value::Unknown(why) => return Ok(Value::Unknown(lang::derived(Arc::clone(why)))),
            other => return Err(format!("the variables are a map, not {}", other.type_word())),
        };
        let source = Source::new(path, bytes).map_err(|e| e.to_string())?;
        let first = |problems: Vec<lang::Diagnostic>| {
            problems.first().map(ToString::to_string).unwrap_or_default()
        };
        let parsed = lang::parse_template(&source).map_err(first)?;
        let files = FileFunctions::new(self.tree, &self.dir);
        let scope = Vars { vars, files: &files };
        lang::evaluate(&parsed, &scope, &mut Budget::default()).map_err(|e| e.to_string())
    }

    /// The files below a directory whose path matches a pattern.
    fn set(&self, dir: &str, pattern: &str) -> Result<Value, String> {
        let pattern = glob::Pattern::new(pattern).map_err(|e| e.to_string())?;
        let options = glob::MatchOptions {
            case_sensitive: true,
            require_literal_separator: true,
            require_literal_leading_dot: false,
        };
        let mut found = Vec::new();
        let mut open = vec![String::new()];
        let mut seen = 0_usize;
        while let Some(inner) = open.pop() {
            seen += 1;
            if seen > 10_000 {
                let why = "too many directories";
                return Ok(Value::unknown(Unknown::new(Reason::Unsupported, why)));
            }
            let Some(whole) = join(dir, &inner) else { continue };
            let name = |n: String| if inner.is_empty() { n } else { format!("{inner}/{n}") };
            let files = self.tree.files(&whole).unwrap_or_default();
            found.extend(files.into_iter().map(name).filter(|n| pattern.matches_with(n, options)));
            open.extend(self.tree.directories(&whole).into_iter().map(name));
        }
        found.sort_unstable();
        let items = found.into_iter().map(Value::text).collect();
        Ok(Value::List(Arc::new(List::new(items, ListFlavour::Set))))
    }
}
