//! What is kept of values that may hold secrets.
//!
//! A value under a secret's name is digested. Environment variables and user data may hold a
//! secret under any name: of them only what points somewhere is kept (regions, ARNs, hosts, ids),
//! since that is what recovery rules look at, and a digest of the rest, so that equal values stay
//! equal.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use foldhash::fast::RandomState;
use serde_json::Value as Json;

use super::DigestKey;
use super::mask::{Mask, Step};
use super::secrets;
use crate::kinds;
use crate::model::{Map, Reason, Region, Resource, Text, Unknown, Value};

/// Attributes whose texts may hold a secret under any name. Beside the kinds that are read live
/// these are such that only states hold.
const FREE_TEXTS: &[(&str, &str)] = &[
    ("aws_amplify_app", "environment_variables"),
    ("aws_amplify_branch", "environment_variables"),
    ("aws_apigatewayv2_stage", "stage_variables"),
    ("aws_apprunner_service", "source_configuration"),
    ("aws_batch_job_definition", "container_properties"),
    ("aws_cloudformation_stack", "parameters"),
    ("aws_codebuild_project", "environment"),
    ("aws_ecs_task_definition", "container_definitions"),
    ("aws_elastic_beanstalk_environment", "all_settings"),
    ("aws_elastic_beanstalk_environment", "setting"),
    ("aws_glue_job", "default_arguments"),
    ("aws_instance", "user_data"),
    ("aws_instance", "user_data_base64"),
    ("aws_lambda_function", "environment"),
    ("aws_launch_configuration", "user_data"),
    ("aws_launch_configuration", "user_data_base64"),
    ("aws_launch_template", "user_data"),
    ("aws_lightsail_instance", "user_data"),
    ("aws_s3_object", "content"),
    ("aws_s3_object", "content_base64"),
    ("aws_spot_instance_request", "user_data"),
    ("aws_spot_instance_request", "user_data_base64"),
    ("cloudinit_config", "part"),
    ("cloudinit_config", "rendered"),
    ("external", "query"),
    ("external", "result"),
    ("http", "body"),
    ("http", "request_body"),
    ("http", "request_headers"),
    ("http", "response_body"),
    ("local_file", "content"),
    ("local_file", "content_base64"),
    ("null_resource", "triggers"),
    ("template_file", "rendered"),
    ("template_file", "vars"),
    ("terraform_data", "input"),
    ("terraform_data", "output"),
    ("terraform_data", "triggers_replace"),
];
/// What stands before a digest in a text.
const STAND_IN: &str = "sensitive:";

/// Seals what live resources hold, under the project's key.
#[derive(Debug)]
pub struct Seal {
    key: DigestKey,
    masks: Mutex<HashMap<Text, Option<Arc<Mask>>, RandomState>>,
}

impl Seal {
    /// Seals under a key.
    #[must_use]
    pub fn new(key: DigestKey) -> Self {
        Self { key, masks: Mutex::default() }
    }

    /// The attributes with every secret sealed.
    #[must_use]
    pub fn resource(&self, kind: &str, map: &Map) -> Map {
        let named = secrets::guarded_map(map, &self.key);
        let map = self.free_texts(kind, named);
        let mask = {
            let mut masks = self.masks.lock().unwrap_or_else(PoisonError::into_inner);
            masks.entry(Text::from(kind)).or_insert_with(|| of_kind(kind)).clone()
        };
        match mask {
            None => map,
            Some(mask) => {
                let mut seal = |value: &Value| self.key.seal(value);
                let sealed = mask.apply_to_attributes(Arc::new(map), false, &mut seal);
                Arc::unwrap_or_clone(sealed)
            }
        }
    }

    /// A resource of a state as a live one would be kept, so that both compare.
    #[must_use]
    pub fn like_live(&self, resource: &Arc<Resource>) -> Arc<Resource> {
        match self.disclosed(&resource.kind, &resource.attributes) {
            None => Arc::clone(resource),
            Some(attributes) => Arc::new(Resource { attributes, ..resource.as_ref().clone() }),
        }
    }

    /// The attributes with free texts sealed; `None` where the kind has no such texts.
    pub(super) fn disclosed(&self, kind: &str, attributes: &Map) -> Option<Arc<Map>> {
        let kind = crate::model::plain_kind(kind);
        let concerned = FREE_TEXTS.iter().any(|(k, _)| *k == kind);
        concerned.then(|| Arc::new(self.free_texts(kind, attributes.clone())))
    }

    fn free_texts(&self, kind: &str, mut map: Map) -> Map {
        for (_, name) in FREE_TEXTS.iter().filter(|(k, _)| *k == kind) {
            let Some(value) = map.get(name) else { continue };
            let sealed = match (*name, value) {
                ("container_definitions", Value::String(text)) => self.containers(text),
                (_, Value::String(text)) => Value::text(disclosed(&decoded(text), &self.key)),
                (_, other) => self.every_text(other),
            };
            map = map.with(name, sealed);
        }
        map
    }

    /// Container definitions with their environment sealed.
    fn containers(&self, text: &str) -> Value {
        let Ok(mut document) = serde_json::from_str::<Json>(text) else {
            return Value::text(self.key.stand_in(text));
        };
        for container in document.as_array_mut().into_iter().flatten() {
            let Some(variables) = container.get_mut("environment").and_then(Json::as_array_mut)
            else {
                continue;
            };
            for value in variables.iter_mut().filter_map(|v| v.get_mut("value")) {
                if let Json::String(text) = value {
                    *text = disclosed(text, &self.key);
                }
            }
        }
        Value::text(document.to_string())
    }

    fn every_text(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::text(disclosed(text, &self.key)),
            Value::List(list) => {
                let items = list.items().iter().map(|v| self.every_text(v)).collect();
                crate::lang::convert::relist(items, list.flavour(), list)
            }
            Value::Map(map) => {
                let values = map.values().iter().map(|v| self.every_text(v)).collect();
                Value::Map(map.revalued(values).map_or_else(|| Arc::clone(map), Arc::new))
            }
            other => other.clone(),
        }
    }
}

/// The attributes of a kind that are secret in every source.
pub(super) fn of_kind(kind: &str) -> Option<Arc<Mask>> {
    let mut mask = Mask::default();
    let plain = crate::model::plain_kind(kind);
    let declared = kinds::kind(plain).map_or(&[][..], |k| k.secrets);
    for path in secrets::of_kind(kind).chain(declared.iter().copied()) {
        let steps: Vec<Step> = path.split('.').map(|s| Step::Key(s.to_owned())).collect();
        mask.add(&steps);
    }
    mask.touches().then(|| Arc::new(mask))
}

/// A resource whose digests were made under another key: they compare with nothing, because of
/// `why`.
#[must_use]
pub fn without_digests(resource: &Arc<Resource>, why: &str) -> Arc<Resource> {
    fn undigested(value: &Value, why: &Arc<Unknown>) -> Option<Value> {
        match value {
            Value::Sensitive(_) => Some(Value::Unknown(Arc::clone(why))),
            Value::String(text) if text.contains(STAND_IN) => Some(Value::Unknown(Arc::clone(why))),
            Value::List(list) => {
                let inner: Vec<_> = list.items().iter().map(|v| undigested(v, why)).collect();
                inner.iter().any(Option::is_some).then(|| {
                    let both = inner.into_iter().zip(list.items());
                    let items = both.map(|(new, old)| new.unwrap_or_else(|| old.clone()));
                    crate::lang::convert::relist(items.collect(), list.flavour(), list)
                })
            }
            Value::Map(map) => {
                let inner: Vec<_> = map.values().iter().map(|v| undigested(v, why)).collect();
                inner.iter().any(Option::is_some).then(|| {
                    let both = inner.into_iter().zip(map.values());
                    let values = both.map(|(new, old)| new.unwrap_or_else(|| old.clone()));
                    let made = map.revalued(values.collect());
                    made.map_or_else(|| value.clone(), |m| Value::Map(Arc::new(m)))
                })
            }
            _ => None,
        }
    }
    let why = Arc::new(Unknown::new(Reason::Sensitive, why));
    let whole = Value::Map(Arc::clone(&resource.attributes));
    match undigested(&whole, &why) {
        Some(Value::Map(attributes)) => {
            Arc::new(Resource { attributes, ..resource.as_ref().clone() })
        }
        _ => Arc::clone(resource),
    }
}

/// User data in clear, where it is base64 of a text.
fn decoded(text: &str) -> String {
    let plain = base64::engine::general_purpose::STANDARD.decode(text.trim());
    plain.ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| text.to_owned())
}

/// What may be shown of a text: what points somewhere, and a digest of all else.
fn disclosed(text: &str, key: &DigestKey) -> String {
    let harmless = text.is_empty()
        || text.parse::<f64>().is_ok()
        || matches!(text, "true" | "false")
        || is_stand_in(text);
    if harmless {
        return text.to_owned();
    }
    let text = secrets::masked(text, key).unwrap_or_else(|| text.to_owned());
    let mut shown: Vec<&str> = Vec::new();
    let mut hidden = String::new();
    for word in text.split_inclusive(is_boundary) {
        let bare = word.trim_end_matches(is_boundary);
        match pointer(bare) {
            Some(kept) => {
                shown.push(kept);
                hidden.push_str(bare.strip_prefix(kept).unwrap_or_default());
                hidden.push_str(&word[bare.len()..]);
            }
            None => hidden.push_str(word),
        }
    }
    if hidden.is_empty() {
        return shown.concat();
    }
    if shown.is_empty() {
        return key.stand_in(&hidden);
    }
    format!("{} {}", key.stand_in(&hidden), shown.join(" "))
}

/// Where one word of a text ends.
fn is_boundary(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '"' | '\'' | ',' | ';' | '=' | '(' | ')' | '<' | '>' | '|' | '`')
}

fn is_stand_in(text: &str) -> bool {
    text.strip_prefix(STAND_IN).is_some_and(|rest| {
        rest.get(..32).is_some_and(|h| h.bytes().all(|b| b.is_ascii_hexdigit()))
    })
}

/// The part of a word that points somewhere: an ARN, an id of AWS, a host or name with a region.
/// Of URLs that are not AWS's own only scheme and host: a path may hold a token.
fn pointer(word: &str) -> Option<&str> {
    if word.starts_with("arn:") || is_stand_in(word) || is_aws_id(word) {
        return Some(word);
    }
    if !names_a_region(word) && !word.contains("amazonaws.com") {
        return None;
    }
    let word = word.split(['?', '#']).next().unwrap_or(word);
    let Some((scheme, rest)) = word.split_once("://") else { return Some(word) };
    let host = rest.split('/').next().unwrap_or(rest);
    if host.ends_with(".amazonaws.com") {
        return Some(word);
    }
    word.get(..scheme.len() + 3 + host.len())
}

/// `vpc-0a1b2c3d`, `sg-…`: a word and eight or more hexadecimal digits.
fn is_aws_id(word: &str) -> bool {
    word.split_once('-').is_some_and(|(kind, id)| {
        (1..=8).contains(&kind.len())
            && kind.bytes().all(|b| b.is_ascii_lowercase())
            && matches!(id.len(), 8 | 17)
            && id.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

/// Whether a region's name stands in a word: three or four of its parts, one after the other.
fn names_a_region(word: &str) -> bool {
    word.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').any(|piece| {
        let parts: Vec<&str> = piece.split('-').collect();
        let region = |n: usize| {
            parts.windows(n).any(|w| {
                let first = w.first().is_some_and(|p| p.len() == 2);
                first && Region::parse(&zone_less(w)).is_some()
            })
        };
        region(3) || region(4)
    })
}

/// The name of a region from its parts, the letter of an availability zone left out.
fn zone_less(parts: &[&str]) -> String {
    let name = parts.join("-");
    let letter = name.ends_with(|c: char| c.is_ascii_lowercase());
    let digit = name.len() >= 2 && name.as_bytes()[name.len() - 2].is_ascii_digit();
    if letter && digit { name[..name.len() - 1].to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        disclosed(text, &DigestKey::new([7; 32]))
    }

    #[test]
    fn what_points_somewhere_is_kept_and_the_rest_digested() {
        for kept in [
            "us-east-1",
            "us-east-1a",
            "42",
            "true",
            "",
            "arn:aws:sqs:us-east-1:111122223333:orders",
            "https://sqs.us-east-1.amazonaws.com/111122223333/orders",
            "checkout-receipts-us-east-1",
            "vpc-0123456789abcdef0",
        ] {
            assert_eq!(shown(kept), kept);
        }
        assert!(is_stand_in(&shown("hunter2")));
        let url = shown("https://hooks.us-east-1.example.com/T0/hunter2");
        assert!(url.ends_with(" https://hooks.us-east-1.example.com"), "{url}");
        assert!(!url.contains("hunter2"));
        let script = shown("#!/bin/sh\nexport KEY=hunter2\naws --region us-east-1 s3 ls\n");
        assert!(script.ends_with(" us-east-1") && !script.contains("hunter2"), "{script}");
    }

    #[test]
    fn equal_texts_are_equal_and_others_are_not() {
        assert_eq!(shown("a b us-east-1"), shown("a b us-east-1"));
        assert_ne!(shown("a b us-east-1"), shown("a c us-east-1"));
        assert_eq!(shown(&shown("hunter2")), shown("hunter2"));
    }

    #[test]
    fn container_environments_are_sealed_and_nothing_else() {
        let seal = Seal::new(DigestKey::new([7; 32]));
        let text =
            r#"[{"name":"api","image":"x:1","environment":[{"name":"A","value":"hunter2"}]}]"#;
        let map = Map::new(
            vec![(Text::from("container_definitions"), Value::text(text))],
            crate::model::MapFlavour::Any,
        );
        let sealed = seal.resource("aws_ecs_task_definition", &map);
        let text = sealed.get("container_definitions").and_then(Value::as_str).unwrap();
        assert!(!text.contains("hunter2") && text.contains("\"image\":\"x:1\""), "{text}");
    }
}
