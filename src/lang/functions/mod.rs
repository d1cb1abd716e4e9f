//! Terraform's functions, one family per file.
//!
//! <https://developer.hashicorp.com/terraform/language/functions>. Each is a function from
//! values to a value. Most are not called when an argument is not wholly known; those that are
//! answer from what is known. Functions that are not pure, or that would reveal a secret, give
//! an unknown with the reason. `try`, `can` and `templatestring` belong to the evaluator.

mod arguments;
mod collection;
mod collection_sets;
mod conversion;
mod date;
mod encoding;
mod format;
mod hash;
mod ip;
mod json;
mod numeric;
mod string;
mod yaml;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::Function;
use crate::model::{Reason, Unknown, Value};

/// What computes a function.
type Body = fn(&[Value]) -> Result<Value, String>;

/// A function with the number of arguments that it takes.
struct Standard {
    body: Body,
    least: usize,
    most: usize,
    partial: bool,
}

impl Function for Standard {
    fn call(&self, arguments: &[Value]) -> Result<Value, String> {
        let count = arguments.len();
        if count < self.least || count > self.most {
            let needed = match (self.least, self.most) {
                (a, b) if a == b => format!("{a}"),
                (a, usize::MAX) => format!("at least {a}"),
                (a, b) => format!("{a} to {b}"),
            };
            return Err(format!("takes {needed} arguments, but has {count}"));
        }
        (self.body)(arguments)
    }

    fn accepts_unknown(&self) -> bool {
        self.partial
    }
}

/// Any number of further arguments.
const ANY: usize = usize::MAX;

/// Name, least and most arguments, whether it answers on partly known arguments, body.
type Row = (&'static str, usize, usize, bool, Body);

/// Why the functions that are not evaluated here are not.
const UNSUPPORTED: &[(&str, &str)] = &[
    ("abspath", "depends on the machine"),
    ("base64gzip", "depends on the compressor"),
    ("bcrypt", "gives another result each time"),
    ("file", "reads a file"),
    ("filebase64", "reads a file"),
    ("filebase64sha256", "reads a file"),
    ("filebase64sha512", "reads a file"),
    ("fileexists", "reads a file"),
    ("filemd5", "reads a file"),
    ("fileset", "reads a directory"),
    ("filesha1", "reads a file"),
    ("filesha256", "reads a file"),
    ("filesha512", "reads a file"),
    ("pathexpand", "depends on the machine"),
    ("plantimestamp", "gives another result each time"),
    ("rsadecrypt", "would reveal a secret"),
    ("templatefile", "reads a file"),
    ("timestamp", "gives another result each time"),
    ("uuid", "gives another result each time"),
];

/// A function that is known but not evaluated.
struct Unsupported(&'static str, &'static str);

impl Function for Unsupported {
    fn call(&self, _: &[Value]) -> Result<Value, String> {
        let Self(name, why) = self;
        Ok(Value::unknown(Unknown::new(Reason::Unsupported, format!("{name} {why}"))))
    }

    fn accepts_unknown(&self) -> bool {
        true
    }
}

fn table() -> &'static BTreeMap<&'static str, Box<dyn Function + Send>> {
    static TABLE: OnceLock<BTreeMap<&'static str, Box<dyn Function + Send>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: BTreeMap<&'static str, Box<dyn Function + Send>> = BTreeMap::new();
        let families = [
            collection::ROWS,
            collection_sets::ROWS,
            conversion::ROWS,
            date::ROWS,
            encoding::ROWS,
            format::ROWS,
            hash::ROWS,
            ip::ROWS,
            json::ROWS,
            numeric::ROWS,
            string::ROWS,
            yaml::ROWS,
        ];
        for (name, least, most, partial, body) in families.into_iter().flatten().copied() {
            table.insert(name, Box::new(Standard { body, least, most, partial }));
        }
        for (name, why) in UNSUPPORTED.iter().copied() {
            table.insert(name, Box::new(Unsupported(name, why)));
        }
        table
    })
}

/// The function of a name; `core::` may stand before it.
#[must_use]
pub fn standard(name: &str) -> Option<&'static dyn Function> {
    let name = name.strip_prefix("core::").unwrap_or(name);
    table().get(name).map(|f| -> &'static dyn Function { f.as_ref() })
}

/// The names of all functions, sorted, those of the evaluator included.
pub fn names() -> impl Iterator<Item = &'static str> {
    let mut names: Vec<_> = table().keys().copied().collect();
    names.extend(["can", "templatestring", "try"]);
    names.sort_unstable();
    names.into_iter()
}

/// The names of the functions that are known but not evaluated.
pub fn unsupported() -> impl Iterator<Item = &'static str> {
    UNSUPPORTED.iter().map(|(name, _)| *name)
}
