//! Plans as `terraform show -json` writes them (formats 0.1 to 1.x).
//!
//! The form is described by <https://developer.hashicorp.com/terraform/internals/json-format>.
//! What a plan says will be there becomes resources: `after` of every change, with what is known
//! only after apply as unknown and what is sensitive as a digest. Plans without changes are read
//! from their planned values. Data sources that were read before planning come from the prior
//! state. Regions come from provider configurations as far as these are constants or variables
//! with a value.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::draft::{Draft, Drafter, Parts, kind_of};
use super::json::{Reader, read_fields};
use super::mask::Mask;
use super::state::{PriorState, ShownValues, drafts_of_shown};
use crate::model::{Address, Condition, Map, Reason, Region, Text, Unknown, Value};

/// What of a plan is read.
pub(super) struct Input {
    pub(super) changes: Option<Vec<Change>>,
    pub(super) planned: Option<ShownValues>,
    pub(super) prior: Option<PriorState>,
    pub(super) configuration: Configuration,
    pub(super) variables: Variables,
}

/// One planned change.
#[derive(Default)]
pub(super) struct Change {
    address: Option<Text>,
    mode: Option<Text>,
    kind: Option<Text>,
    deposed: Option<Text>,
    change: Effect,
}

read_fields!(Change, "a resource change", {
    "address" => address,
    "mode" => mode,
    "type" => kind,
    "deposed" => deposed,
    "change" => change,
});

#[derive(Default)]
struct Effect {
    actions: Vec<Option<Text>>,
    before: Option<Arc<Map>>,
    before_sensitive: Mask,
    after: Option<Arc<Map>>,
    unknown: Mask,
    sensitive: Mask,
    identity: Option<Arc<Map>>,
}

read_fields!(Effect, "a change", {
    "actions" => actions,
    "before" => before,
    "before_sensitive" => before_sensitive,
    "after" => after,
    "after_unknown" => unknown,
    "after_sensitive" => sensitive,
    "after_identity" => identity,
});

/// The configuration inside a plan.
#[derive(Default)]
pub(super) struct Configuration {
    providers: BTreeMap<String, ProviderConfig>,
    root: ConfigModule,
}

read_fields!(Configuration, "a configuration", {
    "provider_config" => providers,
    "root_module" => root,
});

#[derive(Default)]
struct ProviderConfig {
    alias: Option<Text>,
    module: Option<Text>,
    expressions: ProviderExpressions,
}

read_fields!(ProviderConfig, "a provider configuration", {
    "alias" => alias,
    "module_address" => module,
    "expressions" => expressions,
});

#[derive(Default)]
struct ProviderExpressions {
    region: Expression,
}

read_fields!(ProviderExpressions, "expressions", { "region" => region });

#[derive(Default)]
struct Expression {
    constant: Given,
    references: Vec<Option<Text>>,
}

read_fields!(Expression, "an expression", {
    "constant_value" => constant,
    "references" => references,
});

/// A value that may be absent.
#[derive(Default)]
struct Given(Option<Value>);

impl super::json::Read for Given {
    fn read<'de, D: serde::Deserializer<'de>>(
        reader: &mut Reader<'_>,
        from: D,
    ) -> Result<Self, D::Error> {
        Value::read(reader, from).map(|v| Self(Some(v)))
    }
}

#[derive(Default)]
struct ConfigModule {
    resources: Vec<ConfigResource>,
    calls: BTreeMap<String, ModuleCall>,
}

read_fields!(ConfigModule, "a module's configuration", {
    "resources" => resources,
    "module_calls" => calls,
});

#[derive(Default)]
struct ModuleCall {
    module: ConfigModule,
}

read_fields!(ModuleCall, "a module call", { "module" => module });

#[derive(Default)]
struct ConfigResource {
    address: Option<Text>,
    provider: Option<Text>,
}

read_fields!(ConfigResource, "a resource's configuration", {
    "address" => address,
    "provider_config_key" => provider,
});

/// The values of the root module's variables.
pub(super) type Variables = BTreeMap<String, Variable>;

/// One variable.
#[derive(Default)]
pub(super) struct Variable {
    value: Given,
}

read_fields!(Variable, "a variable", { "value" => value });

/// The drafts of a plan, and how many resources it takes away.
pub(super) fn drafts(
    input: Input,
    reader: &mut Reader<'_>,
    drafter: &mut Drafter,
) -> (Vec<Draft>, usize) {
    let providers = Providers::of(&input.configuration, &input.variables);
    let mut drafts = Vec::new();
    let mut removed = 0;
    let mut earlier = Vec::new();
    if let Some(prior) = input.prior {
        drafts = drafts_of_shown(prior.values, |kind| kind.starts_with("data."), reader, drafter);
    }
    if let Some(planned) = input.planned {
        drafts.extend(drafts_of_shown(planned, |_| true, reader, drafter));
    }
    // A data source that is read again at apply replaces what was read before.
    let mut at: BTreeMap<Text, usize> =
        drafts.iter().enumerate().map(|(at, d)| (d.address.text().clone(), at)).collect();
    for change in input.changes.unwrap_or_default() {
        let (Some(kind), Some(address)) = (&change.kind, &change.address) else { continue };
        let kind = kind_of(change.mode.as_deref(), kind, reader);
        let effect = change.change;
        let acts = |name: &str| effect.actions.iter().flatten().any(|a| a.as_str() == name);
        let prefix = match (acts("delete"), acts("update")) {
            (true, _) => Some("removed."),
            (_, true) => Some("before."),
            _ => None,
        };
        if let (Some(prefix), Some(before), false) = (prefix, &effect.before, kind.contains('.')) {
            let key = reader.key;
            let mut seal = |v: &Value| key.seal(v);
            let before = Arc::clone(before);
            let before = effect.before_sensitive.apply_to_attributes(before, false, &mut seal);
            let provider = providers.key_of(address);
            let parts = Parts {
                kind: Text::from(format!("{prefix}{kind}")),
                address: Address::new(address),
                configured: provider.as_deref().and_then(|p| providers.region(p)),
                provider,
                attributes: Some(before),
                sensitive: Mask::Nothing,
                identity: None,
                condition: Condition::Current,
            };
            earlier.push(drafter.draft(parts, reader));
        }
        let Some(after) = effect.after else {
            removed += 1;
            continue;
        };
        // Secrets first: the unknown is laid over them and hides nothing.
        let key = reader.key;
        let after = effect.sensitive.apply_to_attributes(after, false, &mut |v| key.seal(v));
        let after = effect.unknown.apply_to_attributes(after, true, &mut |_| after_apply());
        let provider = providers.key_of(address);
        let parts = Parts {
            kind,
            address: Address::new(address),
            configured: provider.as_deref().and_then(|p| providers.region(p)),
            provider,
            attributes: Some(after),
            sensitive: Mask::Nothing,
            identity: effect.identity,
            condition: match change.deposed {
                Some(key) if !key.is_empty() => Condition::Deposed(key),
                _ => Condition::Current,
            },
        };
        let draft = drafter.draft(parts, reader);
        match at.get(draft.address.text()) {
            Some(at) if drafts[*at].condition == draft.condition => drafts[*at] = draft,
            _ => {
                at.insert(draft.address.text().clone(), drafts.len());
                drafts.push(draft);
            }
        }
    }
    drafts.extend(earlier);
    for draft in &mut drafts {
        if draft.provider.is_none() {
            draft.provider = providers.key_of(draft.address.text());
        }
    }
    (drafts, removed)
}

fn after_apply() -> Value {
    Value::unknown(Unknown::new(Reason::ComputedAtApply, ""))
}

/// Which provider configuration a resource has, and the regions of these.
struct Providers {
    /// Provider keys by the configuration address of the resource, modules included.
    of_resource: BTreeMap<String, Text>,
    regions: BTreeMap<String, Region>,
}

impl Providers {
    fn of(configuration: &Configuration, variables: &Variables) -> Self {
        let mut of_resource = BTreeMap::new();
        let mut modules = vec![(String::new(), &configuration.root)];
        while let Some((path, module)) = modules.pop() {
            for resource in &module.resources {
                if let (Some(address), Some(key)) = (&resource.address, &resource.provider) {
                    of_resource.insert(format!("{path}{address}"), key.clone());
                }
            }
            for (name, call) in &module.calls {
                modules.push((format!("{path}module.{name}."), &call.module));
            }
        }
        let mut regions = BTreeMap::new();
        for (key, config) in &configuration.providers {
            let Some(region) = region_of(config, variables) else { continue };
            regions.insert(key.clone(), region.clone());
            // Older formats name the configuration of a module's resource by its alias alone.
            if config.module.is_none()
                && let Some(alias) = &config.alias
            {
                regions.entry(format!("aws.{alias}")).or_insert(region);
            }
        }
        Self { of_resource, regions }
    }

    fn key_of(&self, address: &str) -> Option<Text> {
        self.of_resource.get(&without_keys(address)).cloned()
    }

    /// The region of a provider key. A key such as `net:aws.east` belongs to a module that may
    /// have been handed the root's configuration under that name; the root's is right only
    /// when the module's own is not listed.
    fn region(&self, key: &str) -> Option<Region> {
        self.regions.get(key).cloned()
    }
}

fn region_of(config: &ProviderConfig, variables: &Variables) -> Option<Region> {
    let region = &config.expressions.region;
    if let Some(constant) = &region.constant.0 {
        return Region::parse(constant.as_str()?);
    }
    // Variables of a module have other values than the root's of the same name.
    if config.module.is_some() {
        return None;
    }
    let mut references = region.references.iter().flatten();
    let name = references.next()?.strip_prefix("var.")?;
    if references.next().is_some() {
        return None;
    }
    Region::parse(variables.get(name)?.value.0.as_ref()?.as_str()?)
}

/// The address without instance keys: as the configuration has it.
fn without_keys(address: &str) -> String {
    let mut plain = String::with_capacity(address.len());
    let (mut bracket, mut quoted, mut escaped) = (false, false, false);
    for c in address.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if bracket => quoted = !quoted,
            '[' if !quoted => bracket = true,
            ']' if !quoted => bracket = false,
            _ if bracket => {}
            _ => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_with_brackets_and_quotes_are_taken_away() {
        let address = r#"module.a["x]\"."].aws_vpc.b[0]"#;
        assert_eq!(without_keys(address), "module.a.aws_vpc.b");
    }
}
