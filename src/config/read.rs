//! From the parsed file to the configuration.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{App, Config, ConfigDir, RuleSetting, STRATEGIES, SideConfig, Strategy, reference};
use crate::lang::{
    self, Attribute, Block, Body, Budget, Constants, Diagnostic, Expression, Source, Span,
};
use crate::model::{AccountId, Map, Region, Text, Value};

pub(super) fn config(source: &Arc<Source>, body: &Body) -> (Config, Vec<Diagnostic>) {
    let mut reader = Reader { source, problems: Vec::new() };
    reader.known(body, "file", "the file");
    let history = reader.text(body, "history").map(|(place, _)| place);
    let mut apps: Vec<App> = Vec::new();
    for block in body.blocks_of("app") {
        let app = reader.app(block);
        if apps.iter().any(|a| a.name == app.name) {
            reader.report(
                block.span,
                format!("there are two apps named {:?}", app.name.as_str()),
                None,
            );
        }
        apps.push(app);
    }
    if apps.is_empty() && reader.problems.is_empty() {
        let mend = "write app \"…\" { primary { … } dr { … } }";
        reader.report(body.span, "the file has no app".to_owned(), Some(mend.to_owned()));
    }
    (Config { apps, history, source: Some(Arc::clone(source)) }, reader.problems)
}

/// The place that an origin such as `passmuster.hcl:12` names.
pub(super) fn span_of_origin(source: &Source, origin: &str) -> Span {
    let line: usize = origin.rsplit_once(':').and_then(|(_, l)| l.parse().ok()).unwrap_or(1);
    let start = source.text().split_inclusive('\n').take(line - 1).map(str::len).sum();
    let length = source.text().get(start..).and_then(|t| t.lines().next()).map_or(0, str::len);
    Span::new(start, start + length)
}

/// Reads blocks and gathers what is wrong with them.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Arc<Source>,
    pub(super) problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    pub(super) fn report(&mut self, span: Span, message: String, mend: Option<String>) {
        self.problems.push(Diagnostic { message, mend, source: Arc::clone(self.source), span });
    }

    /// Where a block is written, for findings about it.
    pub(super) fn origin(&self, span: Span) -> Text {
        let line = self.source.position(span.start).line;
        Text::from(format!("{}:{line}", self.source.name()))
    }

    /// Reports keys and blocks that the [reference] has not at this path.
    pub(super) fn known(&mut self, body: &Body, path: &str, what: &str) {
        self.keys(body, &reference::keys(path), what);
        self.blocks(body, &reference::blocks(path));
    }

    fn keys(&mut self, body: &Body, known: &[&str], what: &str) {
        for (at, attribute) in body.attributes.iter().enumerate() {
            let name = attribute.name.as_str();
            if !known.contains(&name) {
                let mend = meant(name, known);
                self.report(attribute.name_span, format!("{what} has no {name}"), mend);
            }
            if body.attributes.iter().take(at).any(|a| a.name == attribute.name) {
                self.report(attribute.name_span, format!("{name} is set twice"), None);
            }
        }
    }

    fn blocks(&mut self, body: &Body, known: &[&str]) {
        for block in &body.blocks {
            if !known.contains(&block.kind.as_str()) {
                let mend = meant(&block.kind, known);
                self.report(
                    block.kind_span,
                    format!("there is no block {} here", block.kind),
                    mend,
                );
            }
        }
    }

    pub(super) fn labels(&mut self, block: &Block, least: usize, most: usize) -> Vec<Text> {
        if block.labels.len() < least || block.labels.len() > most {
            let needed =
                if least == most { format!("{least}") } else { format!("{least} or {most}") };
            self.report(block.kind_span, format!("{} takes {needed} labels", block.kind), None);
        }
        block.labels.iter().map(|l| l.text.clone()).collect()
    }

    pub(super) fn constant(&mut self, expression: &Expression) -> Option<Value> {
        match lang::evaluate(expression, &Constants, &mut Budget::default()) {
            Ok(value) => Some(value),
            Err(error) => {
                let problem = error.diagnostic().mend("write a constant here");
                self.problems.push(problem);
                None
            }
        }
    }

    pub(super) fn text(&mut self, body: &Body, name: &str) -> Option<(Text, Span)> {
        let attribute = body.attribute(name)?;
        let span = attribute.expression.span();
        match self.constant(&attribute.expression)? {
            Value::String(text) => Some((text, span)),
            other => {
                let message = format!("{name} must be a string, but is {}", other.type_word());
                self.report(span, message, None);
                None
            }
        }
    }

    /// A text that must be there.
    pub(super) fn needed(&mut self, block: &Block, name: &str) -> Text {
        if block.body.attribute(name).is_none() {
            let message = format!("{name} is missing");
            self.report(block.kind_span, message, Some(format!("add {name} = \"…\"")));
        }
        let Some((text, span)) = self.text(&block.body, name) else { return Text::new() };
        if text.trim().is_empty() {
            self.report(span, format!("{name} is empty"), None);
        }
        text
    }

    fn texts(&mut self, body: &Body, name: &str) -> Vec<Text> {
        let Some(attribute) = body.attribute(name) else { return Vec::new() };
        let value = self.constant(&attribute.expression);
        let items = match &value {
            Some(Value::String(text)) => return vec![text.clone()],
            Some(Value::List(list)) => list.items(),
            Some(_) => &[],
            None => return Vec::new(),
        };
        let texts: Vec<Text> = items.iter().filter_map(Value::as_str).map(Text::from).collect();
        if texts.len() != items.len() || !matches!(value, Some(Value::List(_))) {
            self.report(
                attribute.expression.span(),
                format!("{name} must be a list of strings"),
                None,
            );
        }
        texts
    }

    fn app(&mut self, block: &Block) -> App {
        let name = self.labels(block, 1, 1).into_iter().next().unwrap_or_default();
        let body = &block.body;
        self.known(body, "file app", "an app");
        let mut app = App { name, ..App::default() };
        if let Some((text, span)) = self.text(body, "strategy") {
            app.strategy = Strategy::named(&text);
            if app.strategy.is_none() {
                let message = format!("{:?} is no strategy", text.as_str());
                self.report(span, message, Some(format!("write one of {}", STRATEGIES.join(", "))));
            }
        }
        app.expectations.extend(app.strategy.map(Strategy::expectations).unwrap_or_default());
        if let Some(objectives) = self.single(body, "objectives", false, block) {
            self.known(&objectives.body, "file app objectives", "objectives");
            app.rto = self.duration(&objectives.body, "rto");
            app.rpo = self.duration(&objectives.body, "rpo");
        }
        for (name, dr) in [("primary", false), ("dr", true)] {
            if let Some(side) = self.single(body, name, true, block) {
                let side = self.side(side);
                if dr { app.dr = side } else { app.primary = side }
            }
        }
        app.networks = self.networks(body);
        for block in body.blocks_of("postgres") {
            let Some(pair) = self.postgres(block) else { continue };
            if app.postgres.iter().any(|p| p.label == pair.label) {
                let message =
                    format!("there are two postgres pairs named {:?}", pair.label.as_str());
                self.report(block.kind_span, message, None);
            }
            app.postgres.push(pair);
        }
        app.rule_dirs = self.texts(body, "rules");
        if let Some(pairing) = self.single(body, "pairing", false, block) {
            self.pairing(pairing, &mut app);
        }
        if let Some(drills) = self.single(body, "drills", false, block) {
            self.known(&drills.body, "file app drills", "drills");
            app.drill_log = Some(self.needed(drills, "log")).filter(|log| !log.is_empty());
        }
        for expect in body.blocks_of("expect") {
            app.expectations.extend(self.expectation(expect));
        }
        for waive in body.blocks_of("waive") {
            app.waivers.extend(self.waiver(waive));
        }
        if let Some(gate) = self.single(body, "gate", false, block) {
            app.gate = self.gate(gate);
        }
        for rule in body.blocks_of("rule") {
            app.rules.extend(self.rule(rule));
        }
        app
    }

    /// The block of a type, of which there may be one.
    pub(super) fn single<'b>(
        &mut self,
        body: &'b Body,
        kind: &str,
        needed: bool,
        owner: &Block,
    ) -> Option<&'b Block> {
        let mut found = body.blocks.iter().filter(|b| b.kind.as_str() == kind);
        let first = found.next();
        if let Some(second) = found.next() {
            self.report(second.kind_span, format!("{kind} occurs twice"), None);
        }
        if needed && first.is_none() {
            self.report(owner.kind_span, format!("the app has no {kind} block"), None);
        }
        first
    }

    /// Seconds from `5s`, `10m`, `1h`, `1d` or a sequence of those.
    pub(super) fn duration(&mut self, body: &Body, name: &str) -> Option<u64> {
        let (text, span) = self.text(body, name)?;
        let seconds = seconds(&text);
        if seconds.is_none() {
            let message = format!("{:?} is no duration", text.as_str());
            self.report(span, message, Some("write 5s, 10m, 1h or 1h30m".to_owned()));
        }
        seconds
    }

    fn side(&mut self, block: &Block) -> SideConfig {
        let body = &block.body;
        let path = format!("file app {}", block.kind);
        self.known(body, &path, &format!("the {} side", block.kind));
        let mut side = SideConfig::default();
        match self.text(body, "region") {
            Some((text, span)) => {
                side.region = Region::parse(&text);
                if side.region.is_none() {
                    let message = format!("{:?} is no region", text.as_str());
                    self.report(span, message, Some("write one like us-east-1".to_owned()));
                }
            }
            None if body.attribute("region").is_none() => {
                let mend = Some("add region = \"…\"".to_owned());
                self.report(block.kind_span, "region is missing".to_owned(), mend);
            }
            None => {}
        }
        if let Some((text, span)) = self.text(body, "account") {
            side.account = AccountId::parse(&text);
            if side.account.is_none() {
                let message = format!("{:?} is no account id", text.as_str());
                self.report(span, message, Some("write its twelve digits in quotes".to_owned()));
            }
        }
        let mut optional = |name: &str| self.text(body, name).map(|(text, _)| text);
        side.profile = optional("profile");
        side.role_arn = optional("role_arn");
        side.external_id = optional("external_id");
        side.endpoint_url = optional("endpoint_url");
        side.name_suffix = optional("name_suffix").unwrap_or_default();
        side.state = self.texts(body, "state");
        side.plan = self.texts(body, "plan");
        let directories: Vec<&Block> = body.blocks_of("config").collect();
        side.config = directories.into_iter().map(|b| self.directory(b, &path)).collect();
        side
    }

    fn directory(&mut self, block: &Block, side: &str) -> ConfigDir {
        let body = &block.body;
        self.known(body, &format!("{side} config"), "config");
        ConfigDir {
            dir: self.needed(block, "dir"),
            var_files: self.texts(body, "var_files"),
            variables: self.entries(body, "variables"),
            backend: self.entries(body, "backend"),
            workspace: self
                .text(body, "workspace")
                .map_or_else(|| Text::from("default"), |(text, _)| text),
        }
    }

    fn entries(&mut self, body: &Body, name: &str) -> Vec<(Text, Value)> {
        let Some(attribute) = body.attribute(name) else { return Vec::new() };
        match self.constant(&attribute.expression) {
            Some(Value::Map(map)) => map.iter().map(|(k, v)| (k.clone(), v.clone())).collect(),
            Some(other) => {
                let message = format!("{name} must be an object, but is {}", other.type_word());
                self.report(attribute.expression.span(), message, None);
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    fn networks(&mut self, body: &Body) -> BTreeMap<Text, Text> {
        let mut networks = BTreeMap::new();
        let Some(attribute) = body.attribute("networks") else { return networks };
        let Some(value) = self.constant(&attribute.expression) else { return networks };
        let span = attribute.expression.span();
        let Value::Map(map) = value else {
            self.report(span, "networks must be an object of CIDR ranges".to_owned(), None);
            return networks;
        };
        for (name, value) in map.iter() {
            match value.as_str().filter(|t| t.parse::<ipnet::IpNet>().is_ok()) {
                Some(cidr) => {
                    networks.insert(name.clone(), Text::from(cidr));
                }
                None => {
                    let shown = value.as_str().unwrap_or_else(|| value.type_word());
                    let message = format!("{shown:?} is no range in CIDR notation");
                    self.report(span, message, Some("write one like 172.16.0.0/12".to_owned()));
                }
            }
        }
        networks
    }

    fn pairing(&mut self, block: &Block, app: &mut App) {
        self.known(&block.body, "file app pairing", "pairing");
        app.pairing.tag = self.text(&block.body, "tag").map(|(text, _)| text);
        if let Some(attribute) = block.body.attribute("addresses") {
            match self.constant(&attribute.expression) {
                Some(Value::Map(map)) => {
                    for (primary, dr) in map.iter() {
                        if let Some(dr) = dr.as_str() {
                            app.pairing.explicit.push((primary.clone(), Text::from(dr)));
                        }
                    }
                }
                Some(_) => self.report(
                    attribute.expression.span(),
                    "addresses must be an object: primary address = DR address".to_owned(),
                    None,
                ),
                None => {}
            }
        }
        if let Some(attribute) = block.body.attribute("words") {
            self.words(attribute, app);
        }
    }

    fn words(&mut self, attribute: &Attribute, app: &mut App) {
        let Some(value) = self.constant(&attribute.expression) else { return };
        let side = |name: &str| -> Vec<Text> {
            let listed = value.as_map().and_then(|m| m.get(name)).and_then(Value::as_list);
            listed.unwrap_or_default().iter().filter_map(Value::as_str).map(Text::from).collect()
        };
        let words = (side("primary"), side("dr"));
        if words.0.is_empty() && words.1.is_empty() {
            let mend = "write words = { primary = [\"blue\"], dr = [\"green\"] }";
            let message = "words must be an object of word lists".to_owned();
            self.report(attribute.expression.span(), message, Some(mend.to_owned()));
        } else {
            app.pairing.words.push(words);
        }
    }

    fn rule(&mut self, block: &Block) -> Option<RuleSetting> {
        let id = self.labels(block, 1, 1).into_iter().next()?;
        self.known(&block.body, "file app rule", "a rule");
        let mut setting = RuleSetting {
            id,
            enabled: true,
            severity: None,
            inputs: Map::default(),
            span: block.labels.first().map_or(block.kind_span, |l| l.span),
        };
        if let Some(attribute) = block.body.attribute("enabled") {
            match self.constant(&attribute.expression) {
                Some(Value::Bool(enabled)) => setting.enabled = enabled,
                Some(_) => {
                    let span = attribute.expression.span();
                    self.report(span, "enabled must be true or false".to_owned(), None);
                }
                None => {}
            }
        }
        if let Some((text, span)) = self.text(&block.body, "severity") {
            match text.parse() {
                Ok(severity) => setting.severity = Some(severity),
                Err(error) => {
                    let message = format!("{:?} is no severity", text.as_str());
                    self.report(span, message, Some(error.to_string()));
                }
            }
        }
        if let Some(attribute) = block.body.attribute("inputs") {
            match self.constant(&attribute.expression) {
                Some(Value::Map(map)) => setting.inputs = map.as_ref().clone(),
                Some(_) => {
                    let span = attribute.expression.span();
                    self.report(span, "inputs must be an object".to_owned(), None);
                }
                None => {}
            }
        }
        Some(setting)
    }
}

pub(super) fn meant(name: &str, known: &[&str]) -> Option<String> {
    match lang::suggest(name, known.iter().copied()) {
        Some(meant) => Some(format!("did you mean {meant}?")),
        None if known.is_empty() => None,
        None => Some(format!("known are {}", known.join(", "))),
    }
}

/// Seconds of a duration: `5s`, `10m`, `1h`, `1d` or a sequence of those, as `1h30m`.
#[must_use]
pub fn seconds(text: &str) -> Option<u64> {
    let mut total = 0_u64;
    let mut digits = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let factor = match c {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            _ => return None,
        };
        let count: u64 = digits.parse().ok()?;
        total = total.checked_add(count.checked_mul(factor)?)?;
        digits.clear();
    }
    (digits.is_empty() && !text.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn durations_are_seconds() {
        assert_eq!(seconds("1h30m"), Some(5_400));
        assert_eq!(seconds("5s"), Some(5));
        assert_eq!(
            (seconds("5"), seconds(""), seconds("m"), seconds("5y")),
            (None, None, None, None)
        );
    }
}
