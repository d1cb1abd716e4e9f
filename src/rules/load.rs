//! From a rule file to a [`Rule`], with everything that is wrong reported at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::check;
use super::rule::{Absence, Assert, Input, Judgement, Mode, Rule, Selector, view_named};
use crate::finding::{Impact, Severity, Step};
use crate::lang::{
    self, Attribute, Block, Body, Budget, Constants, Diagnostic, Expression, Source, Span,
};
use crate::model::{Text, Value, View};

const JOBS: &[&str] = &["audit", "check", "gate"];
const IMPACTS: &[&str] = &["blocks", "delays", "degrades", "none"];
const STEPS: &[&str] = &[
    "pre-flight",
    "isolate",
    "replication",
    "promote",
    "configure",
    "scale",
    "listener",
    "dns",
    "verify",
];
const RULE_KEYS: &[&str] = &[
    "title",
    "severity",
    "jobs",
    "views",
    "impact",
    "steps",
    "rationale",
    "remediation",
    "refs",
    "frameworks",
    "since",
    "aliases",
    "yields_to",
    "unknown",
];
const RULE_BLOCKS: &[&str] = &["input", "locals", "each", "pair", "group", "all", "assert"];
const SELECTOR_KEYS: &[&str] = &["of", "where", "by"];
const PAIR_KEYS: &[&str] = &[
    "of",
    "where",
    "missing_dr",
    "only_in_dr",
    "missing_message",
    "missing_severity",
    "only_message",
    "only_severity",
];
const ASSERT_KEYS: &[&str] = &[
    "condition",
    "none",
    "error_message",
    "subjects",
    "at",
    "evidence",
    "severity",
    "impact",
    "fix",
];
const INPUT_KEYS: &[&str] = &["type", "default", "description"];

/// Reads the rules of a file. `area` is the folder's name; the only rule of a file must be named
/// like the file.
///
/// # Errors
///
/// Everything that is wrong, with its place.
pub fn rules(source: &Arc<Source>, area: &str, slug: &str) -> Result<Vec<Rule>, Vec<Diagnostic>> {
    let body = lang::parse_body(source)?;
    let mut loader = Loader { source, problems: Vec::new() };
    for attribute in &body.attributes {
        loader.report(
            attribute.name_span,
            format!("{} does not belong outside a rule", attribute.name),
            None,
        );
    }
    let mut rules = Vec::new();
    for block in &body.blocks {
        if block.kind.as_str() == "rule" {
            rules.extend(loader.rule(block, area, slug));
        } else {
            loader.unknown_block(block, &["rule"]);
        }
    }
    if body.blocks_of("rule").next().is_none() {
        loader.report(
            body.span,
            "the file has no rule".to_owned(),
            Some("write rule \"…\" { … }".to_owned()),
        );
    }
    if loader.problems.is_empty() { Ok(rules) } else { Err(loader.problems) }
}

struct Loader<'a> {
    source: &'a Arc<Source>,
    problems: Vec<Diagnostic>,
}

impl Loader<'_> {
    fn report(&mut self, span: Span, message: String, mend: Option<String>) {
        self.problems.push(Diagnostic { message, mend, source: Arc::clone(self.source), span });
    }

    fn keys(&mut self, body: &Body, known: &[&str], what: &str) {
        for attribute in &body.attributes {
            if !known.contains(&attribute.name.as_str()) {
                let mend = lang::suggest(&attribute.name, known.iter().copied()).map_or_else(
                    || format!("known are {}", known.join(", ")),
                    |m| format!("did you mean {m}?"),
                );
                self.report(
                    attribute.name_span,
                    format!("{what} has no {}", attribute.name),
                    Some(mend),
                );
            }
        }
    }

    fn unknown_block(&mut self, block: &Block, known: &[&str]) {
        let mend = lang::suggest(&block.kind, known.iter().copied()).map_or_else(
            || format!("known are {}", known.join(", ")),
            |m| format!("did you mean {m}?"),
        );
        self.report(block.kind_span, format!("there is no block {} here", block.kind), Some(mend));
    }

    fn label(&mut self, block: &Block) -> Text {
        match block.labels.as_slice() {
            [label] => label.text.clone(),
            _ => {
                self.report(block.span, format!("{} needs exactly one label", block.kind), None);
                Text::new()
            }
        }
    }

    fn constant(&mut self, expression: &Expression) -> Option<Value> {
        match lang::evaluate(expression, &Constants, &mut Budget::default()) {
            Ok(value) => Some(value),
            Err(error) => {
                let mend = Some("write a constant here".to_owned());
                self.report(error.span(), error.message().to_owned(), mend);
                None
            }
        }
    }

    fn text(&mut self, body: &Body, name: &str, needed: bool) -> Text {
        let Some(attribute) = body.attribute(name) else {
            if needed {
                self.report(
                    body.span,
                    format!("{name} is missing"),
                    Some(format!("add {name} = \"…\"")),
                );
            }
            return Text::new();
        };
        match self.constant(&attribute.expression) {
            Some(Value::String(text)) => text,
            Some(other) => {
                let message = format!("{name} must be a string, but is {}", other.type_word());
                self.report(attribute.expression.span(), message, None);
                Text::new()
            }
            None => Text::new(),
        }
    }

    fn one_of(&mut self, body: &Body, name: &str, known: &[&str], otherwise: &str) -> Text {
        let text = self.text(body, name, false);
        if text.is_empty() {
            return Text::from(otherwise);
        }
        if !known.contains(&text.as_str()) {
            let span = body.attribute(name).map_or(body.span, |a| a.expression.span());
            self.report(
                span,
                format!("{name} cannot be {text:?}"),
                Some(format!("write one of {}", known.join(", "))),
            );
        }
        text
    }

    fn texts(&mut self, body: &Body, name: &str, known: Option<&[&str]>) -> Option<Vec<Text>> {
        let attribute = body.attribute(name)?;
        let value = self.constant(&attribute.expression)?;
        let span = attribute.expression.span();
        let Some(items) = value.as_list() else {
            self.report(span, format!("{name} must be a list of strings"), None);
            return None;
        };
        let mut texts = Vec::new();
        for item in items {
            match item {
                Value::String(text) if known.is_none_or(|k| k.contains(&text.as_str())) => {
                    texts.push(text.clone());
                }
                other => {
                    let shown = other.as_str().unwrap_or_else(|| other.type_word());
                    let mend = known.map(|k| format!("write one of {}", k.join(", ")));
                    self.report(span, format!("{name} cannot hold {shown:?}"), mend);
                }
            }
        }
        Some(texts)
    }

    fn rule(&mut self, block: &Block, area: &str, slug: &str) -> Option<Rule> {
        let before = self.problems.len();
        let id = self.label(block);
        let label_span = block.labels.first().map_or(block.kind_span, |l| l.span);
        let kebab = !id.is_empty()
            && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !id.starts_with('-')
            && !id.ends_with('-');
        if !kebab {
            self.report(
                label_span,
                format!("{id:?} is no rule id"),
                Some("use lower-case words joined by hyphens".to_owned()),
            );
        }
        if id.as_str() != slug {
            self.report(
                label_span,
                format!("the rule {id} is in the file {slug}.hcl"),
                Some(format!("name the file {id}.hcl")),
            );
        }
        let body = &block.body;
        self.keys(body, RULE_KEYS, "a rule");
        let severity = self.text(body, "severity", true);
        let severity = severity.parse::<Severity>().unwrap_or_else(|e| {
            if !severity.is_empty() {
                let span = body.attribute("severity").map_or(body.span, |a| a.expression.span());
                self.report(span, format!("{severity:?} is no severity"), Some(e.to_string()));
            }
            Severity::Medium
        });
        let views: Option<Vec<View>> = self
            .texts(body, "views", Some(&["live", "state", "planned", "configured"]))
            .map(|names| names.iter().filter_map(|n| view_named(n)).collect());
        let unknown = self.one_of(body, "unknown", &["fail"], "");
        let mut rule = Rule {
            id,
            aliases: self.texts(body, "aliases", None).unwrap_or_default(),
            area: Text::from(area),
            title: self.text(body, "title", true),
            severity,
            jobs: self
                .texts(body, "jobs", Some(JOBS))
                .unwrap_or_else(|| JOBS.iter().map(|j| Text::from(*j)).collect()),
            views: views
                .unwrap_or_else(|| vec![View::Live, View::State, View::Planned, View::Configured]),
            impact: self.impact(body).unwrap_or_default(),
            steps: self.steps(body),
            rationale: self.text(body, "rationale", true),
            remediation: self.text(body, "remediation", true),
            refs: self.texts(body, "refs", None).unwrap_or_default(),
            frameworks: self.frameworks(body),
            since: self.text(body, "since", false),
            yields_to: self.texts(body, "yields_to", None).unwrap_or_default(),
            unknown_fails: unknown.as_str() == "fail",
            inputs: Vec::new(),
            locals: Vec::new(),
            selectors: Vec::new(),
            asserts: Vec::new(),
            source: Arc::clone(self.source),
            span: label_span,
        };
        for inner in &body.blocks {
            match inner.kind.as_str() {
                "input" => rule.inputs.extend(self.input(inner)),
                "locals" => {
                    let named = |a: &Attribute| (a.name.clone(), a.expression.clone());
                    rule.locals.extend(inner.body.attributes.iter().map(named));
                }
                "each" => rule.selectors.extend(self.selector(inner, Mode::Each)),
                "pair" => rule.selectors.extend(self.selector(inner, Mode::Pair)),
                "group" => rule.selectors.extend(self.selector(inner, Mode::Group)),
                "all" => rule.selectors.extend(self.selector(inner, Mode::All)),
                "assert" => rule.asserts.extend(self.assert(inner)),
                _ => self.unknown_block(inner, RULE_BLOCKS),
            }
        }
        self.shape(&rule, label_span);
        let mut found = check::problems(&rule);
        self.problems.append(&mut found);
        (self.problems.len() == before).then_some(rule)
    }

    fn impact(&mut self, body: &Body) -> Option<Impact> {
        self.one_of(body, "impact", IMPACTS, "").parse().ok()
    }

    /// The steps of a failover that a finding concerns; the first one where the rule says nothing.
    fn steps(&mut self, body: &Body) -> Vec<Step> {
        let mut steps: Vec<Step> = match self.texts(body, "steps", Some(STEPS)) {
            Some(names) => names.iter().filter_map(|n| n.parse().ok()).collect(),
            None => vec![Step::PreFlight],
        };
        steps.sort_unstable();
        steps.dedup();
        steps
    }

    fn shape(&mut self, rule: &Rule, span: Span) {
        let elements = rule.selectors.iter().filter(|s| s.mode != Mode::All).count();
        if elements > 1 {
            self.report(
                span,
                "a rule selects elements once: one of each, pair, group".to_owned(),
                None,
            );
        }
        if rule.selectors.is_empty() {
            self.report(
                span,
                "the rule selects nothing".to_owned(),
                Some("add each \"x\" { of = resources(\"…\") }".to_owned()),
            );
        }
        let absences =
            rule.selectors.iter().any(|s| s.missing_dr.is_some() || s.only_in_dr.is_some());
        if rule.asserts.is_empty() && !absences {
            self.report(
                span,
                "the rule asserts nothing".to_owned(),
                Some("add assert \"…\" { condition = … }".to_owned()),
            );
        }
    }

    fn frameworks(&mut self, body: &Body) -> BTreeMap<Text, Vec<Text>> {
        let Some(attribute) = body.attribute("frameworks") else { return BTreeMap::new() };
        let Some(Value::Map(map)) = self.constant(&attribute.expression) else {
            self.report(
                attribute.expression.span(),
                "frameworks must be an object of lists".to_owned(),
                None,
            );
            return BTreeMap::new();
        };
        let texts = |v: &Value| -> Vec<Text> {
            v.as_list().unwrap_or(&[]).iter().filter_map(Value::as_str).map(Text::from).collect()
        };
        map.iter().map(|(name, v)| (name.clone(), texts(v))).collect()
    }

    fn input(&mut self, block: &Block) -> Option<Input> {
        let name = self.label(block);
        self.keys(&block.body, INPUT_KEYS, "an input");
        let ty = match block.body.attribute("type") {
            Some(attribute) => attribute.expression.as_traversal().map(|t| t.root),
            None => None,
        };
        let Some(ty) = ty.filter(|t| matches!(t.as_str(), "number" | "string" | "bool" | "list"))
        else {
            self.report(
                block.span,
                format!("the type of input {name} must be number, string, bool or list"),
                None,
            );
            return None;
        };
        let Some(default) = block.body.attribute("default") else {
            self.report(
                block.span,
                format!("input {name} has no default"),
                Some("add default = …".to_owned()),
            );
            return None;
        };
        let value = self.constant(&default.expression)?;
        if !fits(&value, &ty) {
            let message = format!("the default of {name} is {}, not {ty}", value.type_word());
            self.report(default.expression.span(), message, None);
            return None;
        }
        Some(Input {
            name,
            description: self.text(&block.body, "description", false),
            ty,
            default: value,
        })
    }

    fn selector(&mut self, block: &Block, mode: Mode) -> Option<Selector> {
        let name = self.label(block);
        let keys = if mode == Mode::Pair { PAIR_KEYS } else { SELECTOR_KEYS };
        self.keys(&block.body, keys, &format!("the selector {}", block.kind));
        let get = |key: &str| block.body.attribute(key).map(|a| a.expression.clone());
        let Some(of) = get("of") else {
            let mend = Some("add of = resources(\"…\")".to_owned());
            self.report(block.span, format!("{} {name} has no of", block.kind), mend);
            return None;
        };
        let by = get("by");
        if mode == Mode::Group && by.is_none() {
            self.report(block.span, format!("group {name} has no by"), None);
        }
        let mut absence = |key: &str, message: &str, severity: &str| {
            let said = self.one_of(&block.body, key, &["fail", "ignore"], "ignore");
            (said.as_str() == "fail")
                .then(|| Absence { message: get(message), severity: get(severity) })
        };
        let missing_dr = absence("missing_dr", "missing_message", "missing_severity");
        let only_in_dr = absence("only_in_dr", "only_message", "only_severity");
        Some(Selector { mode, name, of, condition: get("where"), by, missing_dr, only_in_dr })
    }

    fn assert(&mut self, block: &Block) -> Option<Assert> {
        let label = self.label(block);
        self.keys(&block.body, ASSERT_KEYS, "an assert");
        let get = |key: &str| block.body.attribute(key).map(|a| a.expression.clone());
        let judgement = match (get("condition"), get("none")) {
            (Some(condition), None) => Judgement::Condition(condition),
            (None, Some(list)) => Judgement::None(list),
            _ => {
                self.report(
                    block.span,
                    format!("assert {label} needs either condition or none"),
                    None,
                );
                return None;
            }
        };
        let Some(message) = get("error_message") else {
            self.report(
                block.span,
                format!("assert {label} has no error_message"),
                Some("add error_message = \"…\"".to_owned()),
            );
            return None;
        };
        Some(Assert {
            label,
            judgement,
            message,
            subjects: get("subjects"),
            at: get("at"),
            evidence: get("evidence"),
            severity: get("severity"),
            impact: self.impact(&block.body),
            fix: get("fix"),
        })
    }
}

/// Whether a value is of an input's type.
pub fn fits(value: &Value, ty: &str) -> bool {
    match ty {
        "number" => matches!(value, Value::Number(_)),
        "string" => matches!(value, Value::String(_)),
        "bool" => matches!(value, Value::Bool(_)),
        "list" => matches!(value, Value::List(_)),
        _ => false,
    }
}
