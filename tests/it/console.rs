//! The language against the recorded answers of `terraform console`.

use std::path::Path;
use std::sync::Arc;

use passmuster::lang::{Budget, Function, Scope, Source, evaluate, functions, parse_expression};
use passmuster::model::{Number, Value};

struct Nothing;

impl Scope for Nothing {
    fn variable(&self, _: &str) -> Option<Value> {
        None
    }

    fn function(&self, _: &str) -> Option<&dyn Function> {
        None
    }
}

/// What we answer, as JSON text in a list; `None` for an error.
fn ours(expression: &str) -> Option<String> {
    let wrapped = format!("try(jsonencode([{}]), null)", expression.replace('↵', "\n"));
    let parsed = parse_expression(&Arc::new(Source::of("console", wrapped))).ok()?;
    match evaluate(&parsed, &Nothing, &mut Budget::default()).ok()? {
        Value::String(text) => Some(text.to_string()),
        _ => None,
    }
}

/// Equal as JSON, numbers by value.
fn same(a: &str, b: &str) -> bool {
    fn equal(a: &serde_json::Value, b: &serde_json::Value) -> bool {
        use serde_json::Value as V;
        match (a, b) {
            (V::Number(x), V::Number(y)) => {
                x.to_string().parse::<Number>().ok() == y.to_string().parse::<Number>().ok()
            }
            (V::Array(x), V::Array(y)) => {
                x.len() == y.len() && x.iter().zip(y).all(|(x, y)| equal(x, y))
            }
            (V::Object(x), V::Object(y)) => {
                x.len() == y.len() && x.iter().all(|(k, v)| y.get(k).is_some_and(|w| equal(v, w)))
            }
            _ => a == b,
        }
    }
    let parse = |s: &str| serde_json::from_str::<serde_json::Value>(s).ok();
    a == b || matches!((parse(a), parse(b)), (Some(a), Some(b)) if equal(&a, &b))
}

fn recorded() -> Vec<(String, Option<String>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/console/answers.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| {
            let entry: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = |name: &str| entry[name].as_str().map(str::to_owned);
            (text("expression").unwrap(), text("value"))
        })
        .collect()
}

#[test]
fn every_answer_is_that_of_terraform() {
    let recorded = recorded();
    assert!(recorded.len() >= 600, "only {} expressions", recorded.len());
    let wrong: Vec<String> = recorded
        .iter()
        .filter_map(|(expression, theirs)| {
            let ours = ours(expression);
            let fits = match (&ours, theirs) {
                (Some(a), Some(b)) => same(a, b),
                (None, None) => true,
                _ => false,
            };
            let word =
                |answer: &Option<String>| answer.clone().unwrap_or_else(|| "an error".into());
            (!fits).then(|| {
                format!("{expression}\n    ours {}\n    theirs {}", word(&ours), word(theirs))
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), recorded.len(), wrong.join("\n"));
}

#[test]
fn every_function_is_asked() {
    let asked: Vec<String> = recorded().into_iter().map(|(expression, _)| expression).collect();
    let unsupported: Vec<&str> = functions::unsupported().collect();
    let missing: Vec<&str> = functions::names()
        .filter(|name| {
            !unsupported.contains(name) && !["sensitive", "ephemeralasnull"].contains(name)
        })
        .filter(|name| !asked.iter().any(|e| e.contains(&format!("{name}("))))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
