//! Counts that autoscaling moves.

use std::collections::HashMap;

use crate::model::{Number, Region, Resource, Text, Value};

/// Attributes that a scalable target moves: kind, attribute, scalable dimension.
const MOVED: &[(&str, &str, &str)] = &[
    ("aws_dynamodb_table", "read_capacity", "dynamodb:table:ReadCapacityUnits"),
    ("aws_dynamodb_table", "write_capacity", "dynamodb:table:WriteCapacityUnits"),
    ("aws_ecs_service", "desired_count", "ecs:service:DesiredCount"),
    ("aws_lambda_provisioned_concurrency_config", "provisioned_concurrent_executions", "lambda:function:ProvisionedConcurrency"),
];

type Key = (Option<Region>, Text, Text);

/// The limits of scalable targets, by region, resource and dimension.
#[derive(Debug, Default)]
pub(super) struct Autoscaled(HashMap<Key, (Number, Number), foldhash::fast::RandomState>);

impl Autoscaled {
    /// Takes note of a scalable target as it runs.
    pub(super) fn note(&mut self, target: &Resource) {
        let text = |name: &str| target.text(name).map(Text::from);
        let number = |name: &str| target.attribute(name).and_then(Value::as_number).cloned();
        if target.kind.as_str() == "aws_appautoscaling_target"
            && let (Some(resource), Some(dimension)) =
                (text("resource_id"), text("scalable_dimension"))
            && let (Some(least), Some(most)) = (number("min_capacity"), number("max_capacity"))
        {
            let key = (target.site.region.clone(), resource, dimension);
            self.0.insert(key, (least, most));
        }
    }

    /// Whether the live count at `path` is one that autoscaling may have set.
    pub(super) fn within_limits(&self, state: &Resource, live: &Resource, path: &str) -> bool {
        let Some(count) = live.attribute(path).and_then(Value::as_number) else { return false };
        if state.kind.as_str() == "aws_autoscaling_group" && path == "desired_capacity" {
            let limit = |name: &str| live.attribute(name).and_then(Value::as_number);
            return limit("min_size").is_some_and(|n| n <= count)
                && limit("max_size").is_some_and(|n| n >= count);
        }
        let moved = MOVED.iter().find(|(kind, name, _)| *kind == state.kind.as_str() && *name == path);
        let Some((_, _, dimension)) = moved else { return false };
        let Some(resource) = target_of(live) else { return false };
        let key = (live.site.region.clone(), resource, Text::from(*dimension));
        self.0.get(&key).is_some_and(|(least, most)| least <= count && count <= most)
    }
}

/// The resource id under which a scalable target knows a resource.
fn target_of(resource: &Resource) -> Option<Text> {
    let name = resource.text("name");
    match resource.kind.as_str() {
        "aws_dynamodb_table" => Some(Text::from(format!("table/{}", name?))),
        "aws_ecs_service" => {
            // The cluster is named by its ARN or its name.
            let cluster = resource.text("cluster")?.rsplit('/').next()?;
            Some(Text::from(format!("service/{cluster}/{}", name?)))
        }
        "aws_lambda_provisioned_concurrency_config" => {
            let function = resource.text("function_name")?;
            Some(Text::from(format!("function:{function}:{}", resource.text("qualifier")?)))
        }
        _ => None,
    }
}
