//! Documents that an attribute holds as text.

use std::sync::{Arc, OnceLock};

use super::plan::Field;
use crate::kinds::{Document, Meaning};
use crate::model::{List, ListFlavour, Map, MapFlavour, Number, Text, Value};

/// Documents larger than this are compared as plain text.
const MAX_BYTES: usize = 1 << 20;

/// The document in its normal form; `None` when the text is not such a document.
pub(super) fn parse(text: &str, document: Document) -> Option<Value> {
    if text.len() > MAX_BYTES {
        return None;
    }
    match document {
        Document::Text => None,
        Document::Json => json(text),
        Document::IamPolicy => json(text).map(|v| policy(&v)),
        Document::ContainerDefinitions => json(text).map(|v| containers(&v)),
    }
}

/// How the members of a document are compared.
pub(super) fn field(document: Document) -> &'static Field {
    static CONTAINERS: OnceLock<Field> = OnceLock::new();
    static POLICY: OnceLock<Field> = OnceLock::new();
    static PLAIN: OnceLock<Field> = OnceLock::new();
    match document {
        Document::ContainerDefinitions => CONTAINERS.get_or_init(container_field),
        Document::IamPolicy => POLICY.get_or_init(|| {
            // Statements, and the members of every list inside them, have no order.
            let mut statement = Field { set: true, ..Field::default() };
            for name in ["Action", "NotAction", "Resource", "NotResource"] {
                statement.fields.insert(name, Field { set: true, ..Field::default() });
            }
            statement.fields.insert("Sid", Field { dropped: true, ..Field::default() });
            let mut root = Field::default();
            root.fields.insert("Statement", statement);
            root.fields.insert("Id", Field { dropped: true, ..Field::default() });
            root
        }),
        Document::Json | Document::Text => PLAIN.get_or_init(Field::default),
    }
}

fn container_field() -> Field {
    let keyed = |keys: &'static [&'static str]| Field { keys, ..Field::default() };
    let set = || Field { set: true, ..Field::default() };
    let mut one = keyed(&["name"]);
    one.fields.insert("environment", keyed(&["name"]));
    one.fields.insert("secrets", keyed(&["name"]));
    one.fields.insert("portMappings", keyed(&["containerPort", "protocol"]));
    one.fields.insert("ulimits", keyed(&["name"]));
    one.fields.insert("mountPoints", keyed(&["containerPath"]));
    one.fields.insert("dependsOn", keyed(&["containerName"]));
    one.fields.insert("volumesFrom", set());
    one.fields.insert("systemControls", set());
    one.fields.insert("image", Field { meaning: Some(Meaning::Image), ..Field::default() });
    one
}

fn json(text: &str) -> Option<Value> {
    let parsed: serde_json::Value = serde_json::from_str(text).ok()?;
    matches!(parsed, serde_json::Value::Object(_) | serde_json::Value::Array(_))
        .then(|| from_json(&parsed))
}

/// A JSON value in the model's terms.
fn from_json(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(b) => Value::Bool(*b),
        serde_json::Value::Number(n) => n
            .to_string()
            .parse::<Number>()
            .map_or_else(|_| Value::text(n.to_string()), Value::Number),
        serde_json::Value::String(s) => Value::text(s),
        serde_json::Value::Array(items) => Value::list(items.iter().map(from_json).collect()),
        serde_json::Value::Object(map) => Value::map(map.iter().map(|(k, v)| (k, from_json(v)))),
    }
}

/// A policy by meaning: one statement is a list of one, a single action or resource too, actions
/// know no case, an account is its root user's ARN.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>
fn policy(value: &Value) -> Value {
    let Value::Map(map) = value else { return value.clone() };
    entries(map, |name, inner| match name {
        "Statement" => listed(inner, &|s| match s {
            Value::Map(statement) => entries(statement, |part, v| match part {
                "Action" | "NotAction" => listed(v, &|a| match a {
                    Value::String(s) => Value::text(s.to_ascii_lowercase()),
                    other => other.clone(),
                }),
                "Resource" | "NotResource" => listed(v, &Value::clone),
                "Principal" | "NotPrincipal" => principal(v),
                "Condition" => condition(v),
                _ => v.clone(),
            }),
            other => other.clone(),
        }),
        _ => inner.clone(),
    })
}

fn principal(value: &Value) -> Value {
    let root = |v: &Value| match v {
        Value::String(s) => {
            match s.strip_prefix("arn:aws:iam::").and_then(|r| r.strip_suffix(":root")) {
                Some(account) => Value::text(account),
                None => v.clone(),
            }
        }
        other => other.clone(),
    };
    match value {
        Value::Map(map) => entries(map, |_, v| sorted(listed(v, &root))),
        Value::String(s) if s.as_str() == "*" => {
            Value::map([("AWS", Value::list(vec![Value::text("*")]))])
        }
        other => other.clone(),
    }
}

fn condition(value: &Value) -> Value {
    let Value::Map(operators) = value else { return value.clone() };
    entries(operators, |_, keys| match keys {
        Value::Map(keys) => {
            let lowered = keys.iter().map(|(k, v)| {
                let values = listed(v, &|x| match x {
                    Value::Bool(b) => Value::text(if *b { "true" } else { "false" }),
                    Value::Number(n) => Value::text(n.to_string()),
                    other => other.clone(),
                });
                (Text::from(k.to_ascii_lowercase()), sorted(values))
            });
            Value::Map(Arc::new(Map::new(lowered.collect(), MapFlavour::Any)))
        }
        other => other.clone(),
    })
}

fn entries(map: &Map, change: impl Fn(&str, &Value) -> Value) -> Value {
    let made = map.iter().map(|(k, v)| (k.clone(), change(k, v))).collect();
    Value::Map(Arc::new(Map::new(made, MapFlavour::Any)))
}

/// A list, or a single value as a list of one, with each member changed.
fn listed(value: &Value, change: &dyn Fn(&Value) -> Value) -> Value {
    match value {
        Value::List(list) => Value::list(list.items().iter().map(change).collect()),
        single => Value::list(vec![change(single)]),
    }
}

fn sorted(value: Value) -> Value {
    let Value::List(list) = &value else { return value };
    let mut items = list.items().to_vec();
    items.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    Value::List(Arc::new(List::new(items, ListFlavour::Any)))
}

/// Container definitions with the values that ECS fills in left out where they are the default:
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html>.
fn containers(value: &Value) -> Value {
    let Value::List(list) = value else { return value.clone() };
    let one = |container: &Value| match container {
        Value::Map(map) => {
            let kept = map.iter().filter(|(name, v)| {
                let default = match name.as_str() {
                    "cpu" => **v == Value::from(0),
                    "essential" => **v == Value::Bool(true),
                    _ => false,
                };
                !default
            });
            let entries = kept.map(|(k, v)| match k.as_str() {
                "portMappings" => (k.clone(), ports(v)),
                _ => (k.clone(), v.clone()),
            });
            Value::Map(Arc::new(Map::new(entries.collect(), MapFlavour::Any)))
        }
        other => other.clone(),
    };
    Value::list(list.items().iter().map(one).collect())
}

/// On `awsvpc` networks the host port repeats the container port; the protocol defaults to TCP.
fn ports(value: &Value) -> Value {
    let Value::List(list) = value else { return value.clone() };
    let one = |port: &Value| match port {
        Value::Map(map) => {
            let container = map.get("containerPort");
            let kept = map.iter().filter(|(name, v)| match name.as_str() {
                "hostPort" => container != Some(*v) && **v != Value::from(0),
                "protocol" => v.as_str() != Some("tcp"),
                _ => true,
            });
            let entries = kept.map(|(k, v)| (k.clone(), v.clone())).collect();
            Value::Map(Arc::new(Map::new(entries, MapFlavour::Any)))
        }
        other => other.clone(),
    };
    Value::list(list.items().iter().map(one).collect())
}
