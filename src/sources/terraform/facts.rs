//! What a configuration says of itself, as resources that rules can select.
//!
//! | kind | is | attributes |
//! |---|---|---|
//! | `config.backend` | where a root keeps its state | `type` and the backend's settings; `type = "local"` without one |
//! | `config.provider` | a provider configuration | `provider`, `alias`, `provider_region` |
//! | `config.module` | a module call | `source`, `version`, `ref` |
//! | `config.required_provider` | a version constraint | `provider`, `source`, `version` |
//! | `config.provider_use` | a provider configuration that something asks for by name | `name`, `of`, `declared` |
//! | `config.text` | a text that names a region or a zone | `text`, `of` (the address), `path`, `names_region`, `built` (a zone that is put together) |
//!
//! Each has `local_address`, the address within its root, and the address of what it is about and the place where it is written.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::module::{Declared, alias_of};
use super::providers::reference;
use super::run::{Instance, Run, place_of, shown};
use crate::lang::{Attribute, Body, Expression};
use crate::model::{ConfigPlaces, Map, MapFlavour, Place, Region, SourceFile, Text, Value};

/// Settings of a backend that say where the state lies; credentials may be among the others.
const KEPT: &[&str] =
    &["bucket", "key", "region", "dynamodb_table", "use_lockfile", "path", "workspace_key_prefix"];

type Values = Vec<(Text, Value)>;
type Places = Vec<(Text, Place)>;

/// One statement.
pub(super) struct Fact {
    pub(super) kind: &'static str,
    pub(super) address: String,
    pub(super) attributes: Map,
    pub(super) places: ConfigPlaces,
    /// The region of the provider that it is about.
    pub(super) region: Option<Region>,
}

struct Writer<'r, 't> {
    run: &'r Run<'t>,
    at: &'r Rc<Instance>,
    file: &'r Arc<SourceFile>,
    facts: Vec<Fact>,
}

/// What an instance of a module says of itself.
pub(super) fn of(run: &Run<'_>, at: &Rc<Instance>, file: &Arc<SourceFile>) -> Vec<Fact> {
    let mut writer = Writer { run, at, file, facts: Vec::new() };
    if at.address.is_empty() {
        writer.backend();
    }
    writer.providers();
    writer.required();
    writer.calls();
    writer.provider_uses();
    for declared in &at.module.resources {
        writer.texts(declared);
    }
    writer.facts
}

impl Writer<'_, '_> {
    fn address(&self, name: &str) -> String {
        if self.at.address.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.at.address)
        }
    }

    fn add(
        &mut self,
        kind: &'static str,
        address: &str,
        attributes: Vec<(Text, Value)>,
        (block, attributes_at): (Place, Vec<(Text, Place)>),
        region: Option<Region>,
    ) {
        let at: BTreeMap<Text, Vec<Place>> =
            attributes_at.into_iter().map(|(name, place)| (name, vec![place])).collect();
        let places = ConfigPlaces {
            root: Some(Arc::clone(self.file)),
            block,
            calls: Vec::new(),
            attributes: at,
        };
        let mut attributes = attributes;
        attributes.push((Text::from("local_address"), Value::text(address)));
        let attributes = Map::new(attributes, MapFlavour::Object);
        // Every root has such a statement: the directory tells them apart.
        let address = format!("{}//{address}", shown(&self.run.roots[self.at.root].dir));
        self.facts.push(Fact { kind, address, attributes, places, region });
    }

    /// Values and places of the attributes of a block.
    fn given(&self, body: &Body) -> (Values, Places) {
        let scope = self.run.scope(self.at);
        body.attributes
            .iter()
            .map(|a| {
                let value = self.run.evaluate(&a.expression, &scope);
                ((a.name.clone(), value), (a.name.clone(), place_of(&a.expression)))
            })
            .unzip()
    }

    fn backend(&mut self) {
        let name = Text::from("type");
        let Some((kind, settings)) = self.run.backend_of(self.at.root) else {
            // Without any file there is no place either.
            let source =
                self.at.module.resources.first().map(|d| d.source.place(d.block.kind_span));
            if let Some(place) = source {
                let attributes = vec![(name, Value::from("local"))];
                self.add("config.backend", "terraform", attributes, (place, Vec::new()), None);
            }
            return;
        };
        let Some(declared) = &self.at.module.backend else { return };
        let block = declared.source.place(declared.block.kind_span);
        let (_, places) = self.given(&declared.block.body);
        let mut attributes: Vec<(Text, Value)> =
            settings.into_iter().filter(|(n, _)| KEPT.contains(&n.as_str())).collect();
        for kept in KEPT {
            if !attributes.iter().any(|(n, _)| n.as_str() == *kept) {
                attributes.push((Text::from(*kept), Value::Null));
            }
        }
        attributes.push((name, Value::text(kind)));
        self.add("config.backend", "terraform", attributes, (block, places), None);
    }

    fn providers(&mut self) {
        let module = Rc::clone(self.at);
        for declared in &module.module.providers {
            let name = declared.label(0);
            let alias = alias_of(&declared.block);
            let full = alias.map_or_else(|| name.to_owned(), |a| format!("{name}.{a}"));
            let (given, places) = self.given(&declared.block.body);
            let region = given.iter().find(|(n, _)| n.as_str() == "region");
            let attributes = vec![
                (Text::from("provider"), Value::from(name)),
                (Text::from("alias"), alias.map_or(Value::Null, Value::from)),
                (Text::from("provider_region"), region.map_or(Value::Null, |(_, v)| v.clone())),
            ];
            let places = places
                .into_iter()
                .filter(|(n, _)| n.as_str() == "region")
                .map(|(_, p)| (Text::from("provider_region"), p))
                .collect();
            let block = declared.source.place(declared.block.kind_span);
            let own = region.and_then(|(_, v)| Region::parse(v.as_str()?));
            let address = self.address(&format!("provider.{full}"));
            self.add("config.provider", &address, attributes, (block, places), own);
        }
    }

    fn required(&mut self) {
        let module = Rc::clone(self.at);
        for attribute in &module.module.required_providers {
            let Some(entries) = attribute.expression.entries() else { continue };
            let text = |name: &str| {
                let found = entries.iter().find(|(n, ..)| n.as_str() == name);
                found.and_then(|(.., e)| e.literal()).cloned().unwrap_or(Value::Null)
            };
            let attributes = vec![
                (Text::from("provider"), Value::String(attribute.name.clone())),
                (Text::from("source"), text("source")),
                (Text::from("version"), text("version")),
            ];
            let places = entries.iter().map(|(n, _, e)| (n.clone(), place_of(e))).collect();
            let block = attribute.expression.source().place(attribute.name_span);
            let address = self.address(&format!("required_providers.{}", attribute.name));
            self.add("config.required_provider", &address, attributes, (block, places), None);
        }
    }

    fn calls(&mut self) {
        let module = Rc::clone(self.at);
        for (name, declared) in &module.module.calls {
            let literal =
                |name: &str| declared.attribute(name).and_then(|a| a.expression.literal()).cloned();
            let source = literal("source").unwrap_or(Value::Null);
            let reference = source
                .as_str()
                .and_then(|s| s.split_once("ref="))
                .map(|(_, r)| Value::from(r.split('&').next().unwrap_or(r)));
            let place = |name: &str| {
                declared.attribute(name).map(|a| (Text::from(name), place_of(&a.expression)))
            };
            let mut places: Vec<_> =
                [place("source"), place("version")].into_iter().flatten().collect();
            places.extend(place("source").map(|(_, p)| (Text::from("ref"), p)));
            let attributes = vec![
                (Text::from("source"), source),
                (Text::from("version"), literal("version").unwrap_or(Value::Null)),
                (Text::from("ref"), reference.unwrap_or(Value::Null)),
            ];
            let block = declared.source.place(declared.block.kind_span);
            let address = self.address(&format!("module.{name}"));
            self.add("config.module", &address, attributes, (block, places), None);
        }
    }

    /// Provider configurations that are asked for by name, and those that a called module needs.
    fn provider_uses(&mut self) {
        let module = Rc::clone(self.at);
        let mut uses: Vec<(String, String, Place)> = Vec::new();
        for declared in &module.module.resources {
            if let Some(attribute) = declared.attribute("provider")
                && let Some(name) = reference(&attribute.expression)
            {
                let place = place_of(&attribute.expression);
                uses.push((name, declared.resource_name(), place));
            }
        }
        let mut missing: Vec<(String, String, Place)> = Vec::new();
        for (name, declared) in &module.module.calls {
            let of = format!("module.{name}");
            let passed = declared.attribute("providers").and_then(|p| p.expression.pairs());
            let passed = passed.unwrap_or_default();
            for (_, value) in &passed {
                if let Some(name) = reference(value) {
                    uses.push((name, of.clone(), place_of(value)));
                }
            }
            let called = self.run.called(self.at, name);
            let Some((_, id)) = called.instances.first() else { continue };
            let given: Vec<String> = passed.iter().filter_map(|(key, _)| reference(key)).collect();
            let place = declared.source.place(declared.block.kind_span);
            for needed in aliases(&self.run.instance(*id).module.required_providers) {
                if !given.contains(&needed) {
                    missing.push((needed, of.clone(), place.clone()));
                }
            }
        }
        let declared = |name: &str| self.run.has_provider(self.at, name);
        let known: Vec<_> = uses.into_iter().map(|u| (declared(&u.0), u)).collect();
        let all = known.into_iter().chain(missing.into_iter().map(|m| (false, m)));
        for (at, (declared, (name, of, place))) in all.enumerate() {
            let attributes = vec![
                (Text::from("name"), Value::text(&name)),
                (Text::from("of"), Value::text(&of)),
                (Text::from("declared"), Value::Bool(declared)),
            ];
            let address = self.address(&format!("{of}#provider{at}"));
            let places = vec![(Text::from("name"), place.clone())];
            self.add("config.provider_use", &address, attributes, (place, places), None);
        }
    }

    /// Texts of a resource that name a region, and zones that are put together.
    fn texts(&mut self, declared: &Declared) {
        let mut found = Vec::new();
        body(&declared.block.body, "", &mut found);
        if found.is_empty() {
            return;
        }
        let provider = self.run.provider_of(self.at, declared);
        let region = provider.and_then(|p| p.region.clone().ok());
        let of = self.address(&declared.resource_name());
        for (at, (path, text, built, place)) in found.into_iter().enumerate() {
            let named =
                regions_in(&text).next().map_or(Value::Null, |r| Value::String(r.text().clone()));
            let attributes = vec![
                (Text::from("text"), Value::text(&text)),
                (Text::from("of"), Value::text(&of)),
                (Text::from("path"), Value::text(&path)),
                (Text::from("built"), Value::Bool(built)),
                (Text::from("names_region"), named),
            ];
            let places = vec![(Text::from("text"), place.clone())];
            let address = format!("{of}#{at}");
            self.add("config.text", &address, attributes, (place, places), region.clone());
        }
    }
}

/// The aliases that a module expects from its caller.
fn aliases(required: &[Attribute]) -> Vec<String> {
    let listed = |attribute: &Attribute| -> Option<Vec<String>> {
        let entries = attribute.expression.entries()?;
        let (.., list) =
            entries.into_iter().find(|(n, ..)| n.as_str() == "configuration_aliases")?;
        Some(list.elements()?.iter().filter_map(reference).collect())
    };
    required.iter().filter_map(listed).flatten().collect()
}

/// The regions that a text names, as words of their own.
fn regions_in(text: &str) -> impl Iterator<Item = Region> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).filter_map(|word| {
        Region::parse(word).or_else(|| Region::of_availability_zone(word)).filter(|r| {
            // Words that only look like one: `my-app-1`.
            ["us-", "eu-", "ap-", "ca-", "sa-", "af-", "me-", "il-", "mx-", "cn-"]
                .iter()
                .any(|p| r.as_str().starts_with(p))
        })
    })
}

/// Path, text, whether it is a zone that is put together, place.
type Found = (String, String, bool, Place);

fn body(of: &Body, path: &str, found: &mut Vec<Found>) {
    for attribute in &of.attributes {
        text(attribute, path, found);
    }
    for block in &of.blocks {
        let inner =
            if path.is_empty() { block.kind.to_string() } else { format!("{path}.{}", block.kind) };
        body(&block.body, &inner, found);
    }
}

fn text(attribute: &Attribute, path: &str, found: &mut Vec<Found>) {
    let path = if path.is_empty() {
        attribute.name.to_string()
    } else {
        format!("{path}.{}", attribute.name)
    };
    let expression = &attribute.expression;
    let zone = matches!(attribute.name.as_str(), "availability_zone" | "availability_zones");
    let built = zone && puts_together(expression);
    for (piece, span) in expression.texts() {
        if regions_in(&piece).next().is_some() {
            let place = expression.source().place(span);
            found.push((path.clone(), piece, built, place));
        }
    }
    if built && !found.iter().any(|(p, _, b, _)| *b && *p == path) {
        let written = expression.source().slice(expression.span()).to_owned();
        found.push((path, written, true, place_of(expression)));
    }
}

/// Whether an expression makes a text from a region and a letter.
fn puts_together(expression: &Expression) -> bool {
    expression.is_template()
        || expression.call().is_some_and(|(name, arguments)| {
            matches!(name.as_str(), "format" | "formatlist" | "join")
                || arguments.iter().any(puts_together)
        })
        || expression.elements().is_some_and(|e| e.iter().any(puts_together))
}
