//! A resource as its file tells it, before its side is settled.
//!
//! Every reader of a file format ends in [`Draft`]s; here secrets are sealed and the region is
//! told from the resource itself. What needs the whole file or the other sources (provider
//! aliases, sides, doubles) is [`super::settle`]'s.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::json::{Read, Reader};
use super::mask::Mask;
use super::region;
use crate::model::{
    AccountId, Address, Condition, ConfigPlaces, Map, MapFlavour, Number, Region, RegionEvidence,
    Text, Value,
};

/// A resource as its file tells it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    /// The Terraform type, `data.` before it for a data source.
    pub(super) kind: Text,
    /// The address.
    pub(super) address: Address,
    /// The provider configuration that it belongs to; `None` where the format does not say.
    pub(super) provider: Option<Text>,
    /// The attributes, secrets sealed.
    pub(super) attributes: Arc<Map>,
    /// Whether Terraform regards the object as sound.
    pub(super) condition: Condition,
    /// The region and how it was told, where the resource or its provider says so.
    pub(super) region: Option<(Region, RegionEvidence)>,
    /// Whether it belongs to no region.
    pub(super) global: bool,
    /// The account, where the resource says so.
    pub(super) account: Option<AccountId>,
    /// Where it is written, for configuration.
    pub(super) places: Option<Arc<ConfigPlaces>>,
}

/// The parts of a file that become one draft.
pub(super) struct Parts {
    pub(super) kind: Text,
    pub(super) address: Address,
    pub(super) provider: Option<Text>,
    pub(super) attributes: Option<Arc<Map>>,
    pub(super) sensitive: Mask,
    pub(super) identity: Option<Arc<Map>>,
    pub(super) condition: Condition,
    /// The region of the provider configuration, where the file says it.
    pub(super) configured: Option<Region>,
}

/// Makes drafts, and remembers what it looked up.
#[derive(Default)]
pub(super) struct Drafter {
    masks: HashMap<Text, Option<Arc<Mask>>, RandomState>,
    places: region::Places,
}

impl Drafter {
    /// Seals the secrets and tells region and account.
    pub(super) fn draft(&mut self, parts: Parts, reader: &Reader<'_>) -> Draft {
        let Parts {
            kind,
            address,
            provider,
            attributes,
            sensitive,
            identity,
            condition,
            configured,
        } = parts;
        let key = reader.key;
        let mut seal = |value: &Value| key.seal(value);
        let mut attributes = attributes.unwrap_or_default();
        if kind.as_str() == "data.terraform_remote_state" {
            attributes = Arc::new(remote_state(&attributes));
        }
        // Region and account first: a provider may mark all of an object as sensitive.
        let told = self.places.told_by(&kind, &attributes, identity.as_deref());
        attributes = sensitive.apply_to_attributes(attributes, false, &mut seal);
        if let Some(mask) = self.kind_mask(&kind) {
            attributes = mask.apply_to_attributes(attributes, false, &mut seal);
        }
        let configured = configured.map(|r| (r, RegionEvidence::ProviderAlias));
        Draft {
            region: told.region.or(configured),
            global: told.global,
            account: told.account,
            kind,
            address,
            provider,
            attributes,
            condition,
            places: None,
        }
    }

    /// The attributes of a kind that are secret in every file.
    fn kind_mask(&mut self, kind: &Text) -> Option<Arc<Mask>> {
        if let Some(known) = self.masks.get(kind) {
            return known.clone();
        }
        let mask = super::seal::of_kind(kind);
        self.masks.insert(kind.clone(), mask.clone());
        mask
    }
}

/// Settings of a remote state that say where it lies; others may hold credentials.
const PLACES: &[&str] = &[
    "bucket",
    "container_name",
    "key",
    "path",
    "prefix",
    "region",
    "role_arn",
    "workspace_key_prefix",
];

/// A remote state as a data source: where it lies, without what it holds. A state keeps values
/// of any type as `{ "value": …, "type": … }`.
fn remote_state(attributes: &Map) -> Map {
    let config = attributes.get("config").map(|config| {
        let inner = config.as_map().and_then(|m| m.get("value")).unwrap_or(config);
        match inner {
            Value::Map(map) => {
                let kept = map.iter().filter(|(name, _)| PLACES.contains(&name.as_str()));
                Value::map(kept.map(|(k, v)| (k, v.clone())))
            }
            other => other.clone(),
        }
    });
    let entries =
        ["backend", "workspace"].iter().filter_map(|n| Some((*n, attributes.get(n)?.clone())));
    let entries = entries.chain(config.map(|c| ("config", c)));
    Map::new(entries.map(|(k, v)| (Text::from(k), v)).collect(), MapFlavour::Any)
}

/// The key of an instance as JSON has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct IndexKey(Option<Key>);

/// A number or a string.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Key {
    Number(Number),
    Text(Text),
}

impl Read for IndexKey {
    fn read<'de, D: serde::Deserializer<'de>>(
        reader: &mut Reader<'_>,
        from: D,
    ) -> Result<Self, D::Error> {
        Ok(Self(match Value::read(reader, from)? {
            Value::Number(n) => Some(Key::Number(n)),
            Value::String(s) => Some(Key::Text(s)),
            _ => None,
        }))
    }
}

/// The kind of a managed resource or data source.
pub(super) fn kind_of(mode: Option<&str>, kind: &Text, reader: &mut Reader<'_>) -> Text {
    match mode {
        Some("data") => {
            let name = format!("data.{kind}");
            reader.strings.share(&name)
        }
        _ => kind.clone(),
    }
}

/// An address in Terraform's writing.
pub(super) fn address_of(
    module: Option<&str>,
    kind: &str,
    name: &str,
    index: &IndexKey,
    buffer: &mut String,
) -> Address {
    buffer.clear();
    if let Some(module) = module.filter(|m| !m.is_empty()) {
        buffer.push_str(module);
        buffer.push('.');
    }
    let _ = write!(buffer, "{kind}.{name}");
    match &index.0 {
        None => {}
        Some(Key::Number(n)) => {
            let _ = write!(buffer, "[{n}]");
        }
        Some(Key::Text(key)) => {
            buffer.push_str("[\"");
            quote(key, buffer);
            buffer.push_str("\"]");
        }
    }
    Address::new(buffer.as_str())
}

/// Writes a key as Terraform quotes it in an address.
pub(super) fn quote(key: &str, out: &mut String) {
    let mut rest = key.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if rest.peek() == Some(&'{') => {
                out.push(c);
                out.push(c);
            }
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instance_keys_are_quoted_as_terraform_quotes_them() {
        let mut buffer = String::new();
        let mut shown = |key: Option<Key>| {
            address_of(Some("module.a"), "aws_vpc", "x", &IndexKey(key), &mut buffer).to_string()
        };
        assert_eq!(shown(None), "module.a.aws_vpc.x");
        assert_eq!(shown(Some(Key::Number(Number::from(2_i64)))), "module.a.aws_vpc.x[2]");
        let key = Key::Text(Text::from("a\"b\\${c}"));
        assert_eq!(shown(Some(key)), r#"module.a.aws_vpc.x["a\"b\\$${c}"]"#);
    }
}
