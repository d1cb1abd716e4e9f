//! Values that are not known yet but are known to be attributes of resources.
//!
//! A configuration says `${aws_sqs_queue.orders.arn}/*` where a state has an ARN. For the
//! comparison such a value is a text with the symbols of the resources in it, so that references
//! to counterparts compare equal and what stands around them is compared at all.

use sha2::{Digest as _, Sha256};

use super::context::Context;
use super::plan::Field;
use super::text::Canonical;
use crate::model::{Address, Resource, Side, Text, Unknown, Value};

/// How the names of attributes end that only identify something. Of what is not a resource of
/// the configuration (data sources, outputs of other states) only these correspond between the
/// sides; others may well differ, and stay unknown.
const IDENTITIES: &[&str] = &[
    "id",
    "ids",
    "arn",
    "arns",
    "url",
    "uri",
    "endpoint",
    "endpoints",
    "dns_name",
    "domain_name",
    "address",
    "zone_id",
    "account_id",
    "names",
];

/// The value as a text of one side; `None` when it is not made of attributes alone, or of some
/// that tell nothing.
pub(super) fn concrete(context: &Context, side: Side, why: &Unknown) -> Option<Text> {
    let template = why.symbol.as_ref()?;
    let mut out = String::with_capacity(template.len());
    let mut rest = template.as_str();
    while let Some(at) = rest.find("${") {
        if rest[..at].ends_with('$') {
            out.push_str(&rest[..at]);
            out.push('{');
            rest = &rest[at + 2..];
            continue;
        }
        out.push_str(&rest[..at]);
        let (hole, after) = hole(&rest[at + 2..])?;
        out.push_str(&symbol(context, side, hole)?);
        rest = after;
    }
    out.push_str(rest);
    Some(Text::from(out))
}

/// The content up to the closing brace; braces inside quoted keys do not count.
fn hole(text: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'}' if !quoted => return Some((&text[..at], &text[at + 1..])),
            _ => {}
        }
    }
    None
}

/// The symbol of `aws_sqs_queue.orders.arn`.
fn symbol(context: &Context, side: Side, reference: &str) -> Option<String> {
    let reference = path(reference);
    let mut end = reference.len();
    loop {
        if let Some((found, owner)) = context.at_address(&reference[..end], side) {
            let attribute = reference[end..].trim_start_matches('.');
            let data = Address::new(&reference[..end]).resource_part().starts_with("data.");
            if data && !identifies(attribute) {
                return None;
            }
            let peer = if owner == side || owner == Side::Global { "" } else { "peer " };
            let sought = match context.lookup(found) {
                Some(resource) => sought(context, owner, resource)?,
                None => String::new(),
            };
            let label = context.symbol(found);
            return Some(format!("<{peer}{label}{sought}.{}>", attribute.replace('"', "'")));
        }
        match reference[..end].rfind(['.', '[']) {
            Some(at) => end = at,
            None => break,
        }
    }
    // A resource that nothing lists: an output of another state, of a module that is not here.
    identifies(reference).then(|| format!("<{}>", reference.replace('"', "'")))
}

/// What a hole refers to, without the number of its root.
fn path(hole: &str) -> &str {
    hole.strip_prefix('#').and_then(|h| h.split_once('/')).map_or(hole, |(_, path)| path)
}

/// The resource address and attribute of a value that is one attribute and nothing else.
#[must_use]
pub fn attribute_reference(why: &Unknown) -> Option<(&str, &str)> {
    let whole = why.symbol.as_ref()?.strip_prefix("${")?.strip_suffix('}')?;
    if whole.contains("${") {
        return None;
    }
    path(whole).rsplit_once('.')
}

/// What a data source looks for, as a short mark: two that look for other things find others.
/// Empty for one without arguments; `None` when an argument is not known.
fn sought(context: &Context, side: Side, resource: &Resource) -> Option<String> {
    let canonical = Canonical { context, side };
    let mut text = String::new();
    for (name, value) in resource.attributes.iter() {
        // What it answers is no argument.
        let answer = value.as_unknown().is_some_and(|why| {
            attribute_reference(why).is_some_and(|(of, _)| of == resource.address.as_str())
        });
        let own = matches!(name.as_str(), "id" | "region" | "arn" | "outputs" | "json");
        if answer || own || value.is_null() {
            continue;
        }
        if !told(value) {
            return None;
        }
        text.push_str(name);
        text.push('=');
        canonical.write(value, &Field::default(), &mut text);
        text.push('\u{1e}');
    }
    if text.is_empty() {
        return Some(text);
    }
    let digest = Sha256::digest(text.as_bytes());
    Some(format!("#{:02x}{:02x}{:02x}", digest[0], digest[1], digest[2]))
}

/// Whether everything in a value is known or refers to something.
fn told(value: &Value) -> bool {
    match value {
        Value::Unknown(why) => why.symbol.is_some(),
        Value::List(list) => list.openness().is_none() && list.items().iter().all(told),
        Value::Map(map) => map.openness().is_none() && map.values().iter().all(told),
        _ => true,
    }
}

fn identifies(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or(path);
    let last = last.split('[').next().unwrap_or(last);
    IDENTITIES.iter().any(|name| {
        last == *name || last.strip_suffix(name).is_some_and(|before| before.ends_with('_'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_identities_correspond() {
        for good in ["data.aws_ami.x.id", "outputs.repository_url", "subnet_ids[0]", "kms_arn"] {
            assert!(identifies(good), "{good}");
        }
        for bad in ["outputs.image_tag", "data.aws_ssm_parameter.x.value", "valid"] {
            assert!(!identifies(bad), "{bad}");
        }
    }

    #[test]
    fn braces_inside_keys_do_not_end_a_hole() {
        assert_eq!(hole("a[\"}\"].id}/x"), Some(("a[\"}\"].id", "/x")));
    }
}
