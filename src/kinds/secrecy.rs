//! Which attributes hold secrets.

use super::schema::Flags;
use super::{kind, schema};

/// Words that make a name look like that of a secret, whatever stands around them.
const TELLING: &[&str] = &[
    "password",
    "passwd",
    "secret",
    "token",
    "private_key",
    "privatekey",
    "credential",
    "api_key",
    "apikey",
    "access_key",
];

/// Names with a telling word that hold no secret: references, ids and settings.
const HARMLESS: &[&str] = &[
    "arn",
    "id",
    "ids",
    "name",
    "enabled",
    "length",
    "version",
    "policy",
    "days",
    "ttl",
    "url",
    "endpoint",
    "header",
    "region",
    "mode",
    "status",
    "type",
    "wo_version",
    "file",
    "path",
];

/// Whether the value at a dotted path of a kind is a secret: marked in the provider's schema or
/// in the kind's table, or, where no schema is known, named like one.
#[must_use]
pub fn is_secret(kind_name: &str, path: &str) -> bool {
    let listed = kind(kind_name).is_some_and(|k| k.secrets.contains(&path));
    if listed {
        return true;
    }
    match schema::of(kind_name) {
        Some(schema) => schema.at(path).is_some_and(|a| {
            a.flags.contains(Flags::SENSITIVE) || a.flags.contains(Flags::WRITE_ONLY)
        }),
        None => name_looks_secret(path.rsplit('.').next().unwrap_or(path)),
    }
}

/// Whether a name, such as that of an environment variable, looks like a secret's: it holds a
/// telling word and does not end in one that says it is a reference.
#[must_use]
pub fn name_looks_secret(name: &str) -> bool {
    let lower = name.to_ascii_lowercase().replace('-', "_");
    let last = lower.rsplit('_').next().unwrap_or("");
    TELLING.iter().any(|word| lower.contains(word)) && !HARMLESS.contains(&last)
}
