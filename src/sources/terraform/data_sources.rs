//! Data sources: unknown, but for what the configuration alone decides.

use std::sync::Arc;

use super::policy_document;
use super::providers::Provider;
use super::run::{Run, computed, shown};
use super::scope::ModuleScope;
use super::tree::join;
use crate::lang::unknown_of;
use crate::model::{Reason, Text, Unknown, Value};

/// Adds what is known of a data source's answer. The arguments are in `given`.
pub(super) fn answer(
    run: &Run<'_>,
    scope: &ModuleScope<'_, '_>,
    kind: &str,
    address: &str,
    provider: Option<&Provider>,
    given: &mut Vec<(Text, Value)>,
) {
    let region = provider.map(|p| &p.region);
    let text = |region: &crate::model::Region| Value::String(region.text().clone());
    match kind {
        "aws_region" => {
            // With an argument another region than the provider's is meant.
            let asked = given
                .iter()
                .any(|(n, v)| matches!(n.as_str(), "name" | "region" | "endpoint") && !v.is_null());
            let value = match region {
                Some(Ok(region)) if !asked => text(region),
                Some(Err(why)) if !asked => Value::Unknown(Arc::clone(why)),
                _ => return,
            };
            set(given, &["name", "id", "region"], &value);
        }
        "aws_partition" => {
            let Some(Ok(region)) = region else { return };
            let (partition, suffix) = match region.as_str() {
                r if r.starts_with("cn-") => ("aws-cn", "amazonaws.com.cn"),
                r if r.starts_with("us-gov-") => ("aws-us-gov", "amazonaws.com"),
                r if r.starts_with("us-iso") || r.starts_with("eu-iso") => return,
                _ => ("aws", "amazonaws.com"),
            };
            set(given, &["partition", "id"], &Value::from(partition));
            set(given, &["dns_suffix"], &Value::from(suffix));
            let reverse: Vec<&str> = suffix.split('.').rev().collect();
            set(given, &["reverse_dns_prefix"], &Value::text(reverse.join(".")));
        }
        "aws_caller_identity" => {
            if let Some(account) = provider.and_then(|p| p.account.as_ref()) {
                set(given, &["account_id", "id"], &Value::text(account.as_str()));
            }
        }
        "aws_availability_zones" => {
            for name in ["names", "zone_ids"] {
                let Value::Unknown(known) = computed(scope.at.root, address, name) else { return };
                let detail = Text::from("AWS tells the availability zones of an account");
                set(given, &[name], &Value::unknown(Unknown { detail, ..known.as_ref().clone() }));
            }
        }
        "aws_iam_policy_document" => {
            let (json, minified) = policy_document::render(given);
            set(given, &["json"], &json);
            set(given, &["minified_json"], &minified);
        }
        "aws_default_tags" => {
            if let Some(provider) = provider {
                set(given, &["tags"], &provider.default_tags);
            }
        }
        "terraform_remote_state" => remote_state(run, scope, address, given),
        _ => {}
    }
}

fn set(given: &mut Vec<(Text, Value)>, names: &[&str], value: &Value) {
    for name in names {
        given.retain(|(n, _)| n.as_str() != *name);
        given.push((Text::from(*name), value.clone()));
    }
}

/// The outputs of another root, when one of the roots writes the state that is meant.
fn remote_state(
    run: &Run<'_>,
    scope: &ModuleScope<'_, '_>,
    address: &str,
    given: &mut Vec<(Text, Value)>,
) {
    let find = |name: &str| given.iter().find(|(n, _)| n.as_str() == name).map(|(_, v)| v.clone());
    let backend = find("backend").unwrap_or(Value::Null);
    let config = find("config").unwrap_or(Value::Null);
    let workspace = find("workspace").unwrap_or(Value::Null);
    let outputs = match written_by(run, scope, &backend, &config, &workspace) {
        Ok(root) => outputs_of(run, root),
        Err(why) => {
            let mut unknown = Unknown::new(Reason::NotCollected, why);
            if let Some(missing) =
                unknown_of(&config).or_else(|| crate::lang::first_unknown(&config))
            {
                unknown.detail = missing.detail.clone();
                unknown.reason = missing.reason;
            }
            let Value::Unknown(known) = computed(scope.at.root, address, "outputs") else { return };
            Value::unknown(Unknown {
                reason: unknown.reason,
                detail: unknown.detail,
                ..known.as_ref().clone()
            })
        }
    };
    set(given, &["outputs"], &outputs);
}

fn outputs_of(run: &Run<'_>, root: usize) -> Value {
    let id = run.root_instances.borrow().get(root).copied().flatten();
    id.map_or(Value::Null, |id| run.outputs(id))
}

/// The root whose backend writes the state.
fn written_by(
    run: &Run<'_>,
    scope: &ModuleScope<'_, '_>,
    backend: &Value,
    config: &Value,
    workspace: &Value,
) -> Result<usize, String> {
    let (Some(backend), Some(config)) = (backend.as_str(), config.as_map()) else {
        return Err("the remote state's backend is not known".to_owned());
    };
    let keys: &[&str] = match backend {
        "s3" => &["bucket", "key"],
        "local" => &["path"],
        "gcs" => &["bucket", "prefix"],
        "azurerm" => &["storage_account_name", "container_name", "key"],
        _ => return Err(format!("states of the {backend} backend are not followed")),
    };
    let wanted: Option<Vec<&str>> =
        keys.iter().map(|k| config.get(k).and_then(Value::as_str)).collect();
    let Some(wanted) = wanted else {
        return Err(format!("{} of the remote state is not known", keys.join(" and ")));
    };
    let workspace = workspace.as_str().unwrap_or("default");
    for (at, root) in run.roots.iter().enumerate() {
        let Some((kind, settings)) = run.backend_of(at) else { continue };
        if kind != backend || root.workspace.as_str() != workspace {
            continue;
        }
        let setting = |name: &str| {
            settings.iter().find(|(n, _)| n.as_str() == name).and_then(|(_, v)| v.as_str())
        };
        let same = keys.iter().zip(&wanted).all(|(key, wanted)| {
            let Some(own) = setting(key) else { return false };
            if backend != "local" {
                return own == *wanted;
            }
            // Both are relative to their own roots.
            let here = &run.roots[scope.at.root].dir;
            join(&root.dir, own).is_some_and(|own| join(here, wanted) == Some(own))
        });
        if same {
            return Ok(at);
        }
    }
    Err(format!(
        "the state {} is of no configured root ({} asks for it)",
        wanted.join("/"),
        shown(&scope.at.module.dir)
    ))
}
