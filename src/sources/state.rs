//! Terraform and OpenTofu states: the raw form (version 4) and `terraform show -json`.
//!
//! The raw form is described by the source of both programs
//! (`internal/states/statefile/version4.go`); the shown form by
//! <https://developer.hashicorp.com/terraform/internals/json-format>. The raw form names provider
//! configurations with their aliases, the shown form does not. Outputs are not kept.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::draft::{Draft, Drafter, IndexKey, Parts, address_of, kind_of};
use super::flatmap;
use super::json::{Reader, read_fields};
use super::mask::{Mask, Step};
use super::provider;
use crate::model::{Address, Condition, Map, Text, Value};

/// A resource of a raw state with its instances.
#[derive(Default)]
pub(super) struct RawResource {
    module: Option<Text>,
    mode: Option<Text>,
    kind: Option<Text>,
    name: Option<Text>,
    provider: Option<Text>,
    instances: Vec<RawInstance>,
}

read_fields!(RawResource, "a resource", {
    "module" => module,
    "mode" => mode,
    "type" => kind,
    "name" => name,
    "provider" => provider,
    "instances" => instances,
});

#[derive(Default)]
struct RawInstance {
    index: IndexKey,
    status: Option<Text>,
    deposed: Option<Text>,
    attributes: Option<Arc<Map>>,
    flat: BTreeMap<String, Value>,
    sensitive: Vec<Vec<Step>>,
    identity: Option<Arc<Map>>,
    provider: Option<Text>,
}

read_fields!(RawInstance, "an instance", {
    "index_key" => index,
    "status" => status,
    "deposed" => deposed,
    "attributes" => attributes,
    "attributes_flat" => flat,
    "sensitive_attributes" => sensitive,
    "identity" => identity,
    "provider" => provider,
});

/// The drafts of a raw state.
pub(super) fn drafts_of_raw(
    resources: Vec<RawResource>,
    reader: &mut Reader<'_>,
    drafter: &mut Drafter,
) -> Vec<Draft> {
    let mut drafts = Vec::with_capacity(resources.len());
    let mut buffer = String::new();
    for resource in resources {
        let (Some(kind), Some(name)) = (&resource.kind, &resource.name) else { continue };
        let kind = kind_of(resource.mode.as_deref(), kind, reader);
        for instance in resource.instances {
            let mut sensitive = Mask::default();
            for path in &instance.sensitive {
                sensitive.add(path);
            }
            let address =
                address_of(resource.module.as_deref(), &kind, name, &instance.index, &mut buffer);
            // OpenTofu names the provider at the instance when instances differ in it.
            let provider = instance.provider.or_else(|| resource.provider.clone());
            let configured = provider.as_deref().and_then(provider::region_of_instance);
            let attributes = match instance.attributes {
                None if !instance.flat.is_empty() => Some(flatmap::expand(&instance.flat)),
                attributes => attributes,
            };
            let condition = match instance.deposed {
                Some(key) if !key.is_empty() => Condition::Deposed(key),
                _ if instance.status.as_deref() == Some("tainted") => Condition::Tainted,
                _ => Condition::Current,
            };
            let parts = Parts {
                kind: kind.clone(),
                address,
                provider,
                attributes,
                sensitive,
                identity: instance.identity,
                condition,
                configured,
            };
            drafts.push(drafter.draft(parts, reader));
        }
    }
    drafts
}

/// The values of a shown state, and the planned values of a plan.
#[derive(Default)]
pub(super) struct ShownValues {
    root: ShownModule,
}

read_fields!(ShownValues, "the values of a state", { "root_module" => root });

#[derive(Default)]
pub(super) struct ShownModule {
    resources: Vec<ShownResource>,
    children: Vec<ShownModule>,
}

read_fields!(ShownModule, "a module", {
    "resources" => resources,
    "child_modules" => children,
});

#[derive(Default)]
struct ShownResource {
    address: Option<Text>,
    mode: Option<Text>,
    kind: Option<Text>,
    values: Option<Arc<Map>>,
    sensitive: Mask,
    identity: Option<Arc<Map>>,
    tainted: bool,
    deposed: Option<Text>,
}

read_fields!(ShownResource, "a resource", {
    "address" => address,
    "mode" => mode,
    "type" => kind,
    "values" => values,
    "sensitive_values" => sensitive,
    "identity" => identity,
    "tainted" => tainted,
    "deposed_key" => deposed,
});

/// The prior state inside a plan.
#[derive(Default)]
pub(super) struct PriorState {
    pub(super) values: ShownValues,
}

read_fields!(PriorState, "a state", { "values" => values });

/// The drafts of a shown state; `wanted` chooses by kind.
pub(super) fn drafts_of_shown(
    values: ShownValues,
    wanted: impl Fn(&str) -> bool,
    reader: &mut Reader<'_>,
    drafter: &mut Drafter,
) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut modules = vec![values.root];
    while let Some(module) = modules.pop() {
        modules.extend(module.children.into_iter().rev());
        for resource in module.resources {
            let (Some(kind), Some(address)) = (&resource.kind, &resource.address) else { continue };
            let kind = kind_of(resource.mode.as_deref(), kind, reader);
            if !wanted(&kind) {
                continue;
            }
            let condition = match resource.deposed {
                Some(key) if !key.is_empty() => Condition::Deposed(key),
                _ if resource.tainted => Condition::Tainted,
                _ => Condition::Current,
            };
            let parts = Parts {
                kind,
                address: Address::new(address),
                provider: None,
                attributes: resource.values,
                sensitive: resource.sensitive,
                identity: resource.identity,
                condition,
                configured: None,
            };
            drafts.push(drafter.draft(parts, reader));
        }
    }
    drafts
}
