//! Laws of the language: no text makes it panic, and an unknown never becomes another answer.

use std::sync::Arc;

use passmuster::lang::{Budget, Scope, Source, evaluate, parse_body, parse_expression};
use passmuster::model::{List, ListFlavour, Reason, Unknown, Value};
use proptest::prelude::*;

struct One(Value);

impl Scope for One {
    fn variable(&self, name: &str) -> Option<Value> {
        (name == "x").then(|| self.0.clone())
    }
}

/// Expressions over `x`, which is a number, a text or a list of texts.
const NUMBERS: &[&str] = &[
    "x + 1",
    "x * 0",
    "x > 3",
    "x == 2",
    "x != 2",
    "!(x > 2)",
    "x > 3 && false",
    "x > 3 || true",
    "x > 1 ? \"a\" : \"b\"",
    "x > 1 ? \"a\" : \"a\"",
    "max(x, 10)",
    "min(x, 2)",
    "abs(x)",
    "\"n${x}\"",
    "[x, 1][1]",
    "[x, 1][0]",
    "length([x, 2])",
    "contains([1, x], 1)",
    "contains([x], 5)",
    "sum([x, 1])",
    "try(x + 1, 0)",
    "can(x + 1)",
    "coalesce(x, 1)",
    "{ a = x }.a",
    "[for y in [x, 2] : y if y > 1]",
    "anytrue([x > 1, true])",
    "alltrue([x > 1, false])",
    "range(x)",
    "tostring(x)",
    "toset([x, 1])",
    "distinct([x, 1, 1])",
    "element([1, 2, 3], x)",
    "jsonencode([x])",
    "format(\"%d\", x)",
    "x % 2 == 0",
    "zipmap([\"a\"], [x])",
    "merge({ a = 1 }, { b = x })",
    "lookup({ a = x }, \"a\", 0)",
    "-x",
    "x / 2",
];
const TEXTS: &[&str] = &[
    "upper(x)",
    "length(x)",
    "x == \"ab\"",
    "\"${x}-y\"",
    "startswith(\"${x}z\", \"a\")",
    "split(\",\", x)",
    "replace(x, \"a\", \"b\")",
    "contains([\"ab\", x], \"ab\")",
    "{ (x) = 1 }",
    "lookup({ ab = 1 }, x, 0)",
    "x == null",
    "x != null",
    "coalesce(x, \"z\")",
    "trimspace(x)",
    "try(tonumber(x), 0)",
    "can(regex(\"a\", x))",
    "substr(x, 0, 1)",
    "md5(x)",
    "\"%{ if x == \"ab\" }1%{ else }2%{ endif }\"",
    "join(\"\", [x, \"b\"])",
];
const LISTS: &[&str] = &[
    "length(x)",
    "length(x) >= 1",
    "x[0]",
    "x[*]",
    "contains(x, \"a\")",
    "contains(x, \"q\")",
    "join(\",\", x)",
    "[for y in x : upper(y)]",
    "{ for y in x : y => 1 }",
    "concat(x, [\"z\"])",
    "distinct(x)",
    "sort(x)",
    "toset(x)",
    "reverse(x)",
    "one(x)",
    "x == [\"a\"]",
    "flatten([x, [\"b\"]])",
    "slice(x, 0, 1)",
    "length(setunion(x, [\"a\"])) > 0",
    "alltrue([for y in x : y == \"a\"])",
    "anytrue([for y in x : y == \"a\"])",
    "length([for y in x : y if y == \"a\"]) >= 1",
    "compact(x)",
    "index(x, \"a\")",
    "coalescelist(x, [\"d\"])",
];

fn answer(expression: &str, x: &Value) -> Option<Value> {
    let parsed = parse_expression(&Arc::new(Source::of("law", expression))).unwrap();
    evaluate(&parsed, &One(x.clone()), &mut Budget::default()).ok()
}

/// Whether the answer without knowledge leaves the answer with it possible.
fn admits(without: &Value, with: &Value) -> bool {
    match (without, with) {
        (Value::Unknown(_), _) => true,
        (Value::List(a), Value::List(b)) => {
            let (x, y) = (a.items(), b.items());
            let known = x.iter().zip(y).all(|(x, y)| admits(x, y));
            match (a.openness().is_some(), a.flavour()) {
                (false, _) => x.len() == y.len() && known,
                // More members may come; of sets and filtered lists in any place.
                (true, _) => x.iter().all(|x| y.iter().any(|y| admits(x, y))),
            }
        }
        (Value::Map(a), Value::Map(b)) => {
            a.iter().all(|(k, v)| b.get(k).is_some_and(|w| admits(v, w)))
                && (a.openness().is_some() || a.len() == b.len())
        }
        (a, b) => a == b,
    }
}

fn unknown() -> Value {
    Value::unknown(Unknown::new(Reason::NotCollected, "law"))
}

/// Tells how many answers were compared.
fn law(expressions: &[&str], known: &[Value], ignorant: &[Value]) -> usize {
    let mut compared = 0;
    for expression in expressions {
        for x in known {
            let Some(with) = answer(expression, x) else { continue };
            for less in ignorant {
                // An error may be what the known value would give elsewhere; it is no answer.
                if let Some(without) = answer(expression, less) {
                    compared += 1;
                    assert!(
                        admits(&without, &with),
                        "{expression} of {x:?}: {with:?}, but {without:?} when not known"
                    );
                }
            }
        }
    }
    compared
}

#[test]
fn an_unknown_operand_never_gives_another_answer() {
    let numbers: Vec<Value> = [-1_i64, 0, 1, 2, 3, 4, 11].map(Value::from).to_vec();
    assert!(law(NUMBERS, &numbers, &[unknown()]) > 200);
    let texts: Vec<Value> = ["", "a", "ab", "1", " b "].map(Value::text).to_vec();
    assert!(law(TEXTS, &texts, &[unknown()]) > 80);
}

#[test]
fn an_open_list_never_gives_another_answer() {
    let list = |items: &[&str]| Value::list(items.iter().map(Value::text).collect());
    let why = Arc::new(Unknown::new(Reason::NotCollected, "law"));
    let open = |items: &[&str]| {
        let items = items.iter().map(Value::text).collect();
        Value::List(Arc::new(List::open(items, ListFlavour::Any, Arc::clone(&why))))
    };
    let known = [list(&["a"]), list(&["a", "b"]), list(&["a", "a", "c"])];
    assert!(law(LISTS, &known, &[unknown(), open(&["a"])]) > 100);
}

fn token() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "(", ")", "[", "]", "{", "}", "=", "==", "!", "&&", "||", "?", ":", ",", ".", "*", "...",
        "\"", "${", "%{", "~}", "for ", "in ", "if ", "endif", "endfor", "else", "x", "a", "1",
        "0.5", "null", "true", "<<E\n", "\nE\n", "\n", " ", "#", "//", "/*", "*/", "-", "+", "%",
        "é", "\u{0}", "\\", "$$", "length(", "try(", "=>", "[*]", "\r\n", "1e9999", "\u{feff}",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(tokens in prop::collection::vec(token(), 0..40)) {
        let text = tokens.concat();
        let source = Arc::new(Source::of("soup", text));
        if let Ok(parsed) = parse_expression(&source) {
            let _ = evaluate(&parsed, &One(Value::from(1)), &mut Budget::default());
        }
        let _ = parse_body(&source);
    }
}
