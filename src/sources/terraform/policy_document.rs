//! `aws_iam_policy_document`: the JSON that the provider makes of its blocks.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document>.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use crate::lang::first_unknown;
use crate::model::{Reason, Text, Unknown, Value};

/// A JSON value in the order in which it is written.
enum Json {
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// The document in the provider's two layouts; unknown where a part is not known.
pub(super) fn render(given: &[(Text, Value)]) -> (Value, Value) {
    let find = |name: &str| given.iter().find(|(n, _)| n.as_str() == name).map(|(_, v)| v);
    let listed = |single: &str, several: &str| -> Vec<&Value> {
        let one = find(single).filter(|v| !v.is_null());
        let more = find(several).and_then(Value::as_list).unwrap_or_default();
        one.into_iter().chain(more).collect()
    };
    let sources = listed("source_json", "source_policy_documents");
    let overrides = listed("override_json", "override_policy_documents");
    if !(sources.is_empty() && overrides.is_empty()) {
        let parts = [&sources[..], &overrides[..]].concat();
        let unknown = parts.into_iter().chain(given.iter().map(|(_, v)| v)).find_map(first_unknown);
        if let Some(why) = unknown {
            let why = Value::Unknown(crate::lang::derived(why));
            return (why.clone(), why);
        }
        return match merged(&sources, document(given), &overrides) {
            Some(document) => (Value::text(pretty(&document)), Value::text(compact(&document))),
            None => {
                let why = "a policy that is merged into another is no policy";
                let why = Value::unknown(Unknown::new(Reason::Unsupported, why));
                (why.clone(), why)
            }
        };
    }
    if let Some(why) = given.iter().find_map(|(_, v)| first_unknown(v)) {
        return symbolic(given, &why);
    }
    let document = document(given);
    (Value::text(pretty(&document)), Value::text(compact(&document)))
}

/// Own statements over those of the sources, and those of the overrides over both: a statement
/// takes the place of one with its `Sid`.
fn merged(sources: &[&Value], own: Json, overrides: &[&Value]) -> Option<Json> {
    let mut head: Vec<(String, Json)> = Vec::new();
    let mut statements: Vec<Json> = Vec::new();
    let parsed = |value: &&Value| -> Option<Option<Json>> {
        let text = value.as_str()?;
        if text.trim().is_empty() {
            return Some(None);
        }
        policy(&serde_json::from_str(text).ok()?).map(Some)
    };
    let sources = sources.iter().map(parsed).collect::<Option<Vec<_>>>()?;
    let overrides = overrides.iter().map(parsed).collect::<Option<Vec<_>>>()?;
    for document in sources.into_iter().chain([Some(own)]).chain(overrides).flatten() {
        let Json::Object(entries) = document else { return None };
        for (name, value) in entries {
            match value {
                Json::List(list) if name == "Statement" => {
                    for statement in list {
                        let sid = sid(&statement).map(str::to_owned);
                        let known = sid.and_then(|own| {
                            statements.iter().position(|s| self::sid(s) == Some(own.as_str()))
                        });
                        match known {
                            Some(at) => statements[at] = statement,
                            None => statements.push(statement),
                        }
                    }
                }
                value => {
                    head.retain(|(n, _)| *n != name);
                    head.push((name, value));
                }
            }
        }
    }
    // Version first, as the provider writes it.
    head.sort_by_key(|(name, _)| name != "Version");
    if !statements.is_empty() {
        head.push(("Statement".to_owned(), Json::List(statements)));
    }
    Some(Json::Object(head))
}

fn sid(statement: &Json) -> Option<&str> {
    let Json::Object(entries) = statement else { return None };
    entries.iter().find_map(|(name, value)| match value {
        Json::Text(text) if name == "Sid" && !text.is_empty() => Some(text.as_str()),
        _ => None,
    })
}

/// The members of a statement in the order in which the provider writes them.
const ORDER: &[&str] = &[
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Principal",
    "NotPrincipal",
    "Condition",
];

/// A policy that is given as JSON.
fn policy(json: &serde_json::Value) -> Option<Json> {
    let object = json.as_object()?;
    let mut entries = Vec::new();
    for name in ["Version", "Id"] {
        if let Some(text) = object.get(name).and_then(serde_json::Value::as_str) {
            entries.push((name.to_owned(), Json::Text(text.to_owned())));
        }
    }
    let statements = match object.get("Statement") {
        Some(serde_json::Value::Array(list)) => list.iter().collect(),
        // The provider takes a list only.
        Some(_) => return None,
        None => Vec::new(),
    };
    let made: Option<Vec<Json>> = statements
        .into_iter()
        .map(|statement| {
            let members = statement.as_object()?;
            let given = ORDER.iter().filter_map(|name| Some((*name, members.get(*name)?)));
            let made = given.map(|(name, value)| Some((name.to_owned(), member(name, value)?)));
            Some(Json::Object(made.collect::<Option<_>>()?))
        })
        .collect();
    entries.push(("Statement".to_owned(), Json::List(made?)));
    Some(Json::Object(entries))
}

fn member(name: &str, value: &serde_json::Value) -> Option<Json> {
    let texts = |list: &[serde_json::Value]| -> Option<Vec<String>> {
        list.iter().map(|v| v.as_str().map(str::to_owned)).collect()
    };
    Some(match value {
        serde_json::Value::String(text) => Json::Text(text.clone()),
        serde_json::Value::Bool(_) | serde_json::Value::Number(_) => Json::Text(value.to_string()),
        serde_json::Value::Array(list) if name.ends_with("Principal") => one_or_many(texts(list)?),
        serde_json::Value::Array(list) if name == "Condition" => ordered(texts(list)?),
        serde_json::Value::Array(list) => {
            Json::List(texts(list)?.into_iter().map(Json::Text).collect())
        }
        serde_json::Value::Object(map) => Json::Object(
            map.iter().map(|(k, v)| Some((k.clone(), member(name, v)?))).collect::<Option<_>>()?,
        ),
        serde_json::Value::Null => return None,
    })
}

/// The document with holes for what is not known, when all of that has symbols.
fn symbolic(given: &[(Text, Value)], why: &Arc<Unknown>) -> (Value, Value) {
    let mut complete = true;
    let held: Vec<(Text, Value)> =
        given.iter().map(|(n, v)| (n.clone(), held(v, &mut complete))).collect();
    let symbol = |text: String| {
        let symbol = complete.then(|| Text::from(text));
        Value::unknown(Unknown { symbol, ..crate::lang::derived(Arc::clone(why)).as_ref().clone() })
    };
    let document = document(&held);
    (symbol(pretty(&document)), symbol(compact(&document)))
}

/// A value with symbols in place of unknowns.
fn held(value: &Value, complete: &mut bool) -> Value {
    match value {
        Value::Unknown(why) => match &why.symbol {
            Some(symbol) => Value::String(symbol.clone()),
            None => {
                *complete = false;
                Value::from("")
            }
        },
        Value::List(list) => {
            *complete &= list.openness().is_none();
            let items = list.items().iter().map(|v| held(v, complete)).collect();
            crate::lang::convert::relist(items, list.flavour(), list)
        }
        Value::Map(map) => {
            *complete &= map.openness().is_none();
            let values = map.values().iter().map(|v| held(v, complete)).collect();
            map.revalued(values).map_or(Value::Null, |m| Value::Map(Arc::new(m)))
        }
        // What looks like a hole and is none.
        Value::String(text) if text.contains("${") => Value::text(text.replace("${", "$${")),
        other => other.clone(),
    }
}

fn document(given: &[(Text, Value)]) -> Json {
    let find = |name: &str| given.iter().find(|(n, _)| n.as_str() == name).map(|(_, v)| v);
    let text = |name: &str| find(name).and_then(Value::as_str).filter(|t| !t.is_empty());
    let mut entries = vec![(
        "Version".to_owned(),
        Json::Text(text("version").unwrap_or("2012-10-17").to_owned()),
    )];
    if let Some(id) = text("policy_id") {
        entries.push(("Id".to_owned(), Json::Text(id.to_owned())));
    }
    let statements = find("statement").and_then(Value::as_list).unwrap_or_default();
    if !statements.is_empty() {
        let made = statements.iter().map(statement).collect();
        entries.push(("Statement".to_owned(), Json::List(made)));
    }
    Json::Object(entries)
}

fn statement(value: &Value) -> Json {
    let get = |name: &str| value.as_map().and_then(|m| m.get(name)).filter(|v| !v.is_null());
    let texts = |name: &str| -> Vec<String> {
        get(name)
            .and_then(Value::as_list)
            .unwrap_or_default()
            .iter()
            .filter_map(|v| crate::lang::convert::text(v).ok())
            .map(|t| t.replace("&{", "${"))
            .collect()
    };
    let mut entries = Vec::new();
    if let Some(sid) = get("sid").and_then(Value::as_str).filter(|s| !s.is_empty()) {
        entries.push(("Sid".to_owned(), Json::Text(sid.to_owned())));
    }
    let effect = get("effect").and_then(Value::as_str).unwrap_or("Allow");
    entries.push(("Effect".to_owned(), Json::Text(effect.to_owned())));
    let mut add = |name: &str, list: Vec<String>| {
        if !list.is_empty() {
            entries.push((name.to_owned(), one_or_many(list)));
        }
    };
    add("Action", texts("actions"));
    add("NotAction", texts("not_actions"));
    add("Resource", texts("resources"));
    add("NotResource", texts("not_resources"));
    for (name, block) in [("Principal", "principals"), ("NotPrincipal", "not_principals")] {
        if let Some(made) = principals(get(block)) {
            entries.push((name.to_owned(), made));
        }
    }
    if let Some(made) = conditions(get("condition")) {
        entries.push(("Condition".to_owned(), made));
    }
    Json::Object(entries)
}

/// A single member stands alone; several are sorted backwards, as the provider does.
fn one_or_many(mut list: Vec<String>) -> Json {
    list.sort_unstable_by(|a, b| b.cmp(a));
    list.dedup();
    if list.len() == 1 {
        return Json::Text(list.remove(0));
    }
    Json::List(list.into_iter().map(Json::Text).collect())
}

fn inner<'v>(block: &'v Value, name: &str) -> Option<&'v Value> {
    block.as_map().and_then(|m| m.get(name))
}

fn members(block: &Value, name: &str) -> Vec<String> {
    let list = inner(block, name).and_then(Value::as_list).unwrap_or_default();
    list.iter()
        .filter_map(|v| crate::lang::convert::text(v).ok())
        .map(|t| t.replace("&{", "${"))
        .collect()
}

fn principals(blocks: Option<&Value>) -> Option<Json> {
    let blocks = blocks?.as_list().filter(|l| !l.is_empty())?;
    let mut by_type: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for block in blocks {
        let ty = inner(block, "type").and_then(Value::as_str).unwrap_or_default();
        by_type.entry(ty.to_owned()).or_default().extend(members(block, "identifiers"));
    }
    if by_type.len() == 1
        && let Some(all) = by_type.get("*")
        && all.iter().all(|i| i == "*")
    {
        return Some(Json::Text("*".to_owned()));
    }
    Some(Json::Object(by_type.into_iter().map(|(k, v)| (k, one_or_many(v))).collect()))
}

/// Values by test and variable.
type Tests = BTreeMap<String, BTreeMap<String, Vec<String>>>;

fn conditions(blocks: Option<&Value>) -> Option<Json> {
    let blocks = blocks?.as_list().filter(|l| !l.is_empty())?;
    let mut tests = Tests::new();
    for block in blocks {
        let text = |name| inner(block, name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let values = tests.entry(text("test")).or_default().entry(text("variable")).or_default();
        values.extend(members(block, "values"));
    }
    let variables = |(test, variables): (String, BTreeMap<String, Vec<String>>)| {
        let made = variables.into_iter().map(|(name, values)| (name, ordered(values)));
        (test, Json::Object(made.collect()))
    };
    Some(Json::Object(tests.into_iter().map(variables).collect()))
}

/// Values of conditions keep their order.
fn ordered(mut list: Vec<String>) -> Json {
    if list.len() == 1 {
        return Json::Text(list.remove(0));
    }
    Json::List(list.into_iter().map(Json::Text).collect())
}

fn quoted(text: &str, out: &mut String) {
    // As Go's encoder: the characters of HTML are escaped too.
    let plain = serde_json::Value::from(text).to_string();
    for c in plain.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
}

fn compact(json: &Json) -> String {
    let mut out = String::new();
    write(json, None, &mut out);
    out
}

fn pretty(json: &Json) -> String {
    let mut out = String::new();
    write(json, Some(0), &mut out);
    out
}

fn write(json: &Json, indent: Option<usize>, out: &mut String) {
    let line = |depth: usize, out: &mut String| {
        if indent.is_some() {
            out.push('\n');
            out.push_str(&"  ".repeat(depth));
        }
    };
    let depth = indent.unwrap_or(0);
    match json {
        Json::Text(text) => quoted(text, out),
        Json::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                line(depth + 1, out);
                write(item, indent.map(|d| d + 1), out);
            }
            line(depth, out);
            out.push(']');
        }
        Json::Object(entries) => {
            out.push('{');
            for (at, (name, value)) in entries.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                line(depth + 1, out);
                quoted(name, out);
                out.push_str(if indent.is_some() { ": " } else { ":" });
                write(value, indent.map(|d| d + 1), out);
            }
            line(depth, out);
            out.push('}');
        }
    }
}
