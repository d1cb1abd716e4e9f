//! Counts that autoscaling moves.

use std::collections::HashMap;

use crate::model::{Coverage, Number, Region, Resource, Text, Value};

/// Attributes that a scalable target moves: kind, attribute, scalable dimension.
const MOVED: &[(&str, &str, &str)] = &[
    ("aws_dynamodb_table", "read_capacity", "dynamodb:table:ReadCapacityUnits"),
    ("aws_dynamodb_table", "write_capacity", "dynamodb:table:WriteCapacityUnits"),
    ("aws_ecs_service", "desired_count", "ecs:service:DesiredCount"),
    (
        "aws_lambda_provisioned_concurrency_config",
        "provisioned_concurrent_executions",
        "lambda:function:ProvisionedConcurrency",
    ),
];

type Key = (Option<Region>, Text, Text);

/// The limits of scalable targets, by region, resource and dimension.
#[derive(Debug, Default)]
pub(super) struct Autoscaled {
    limits: HashMap<Key, (Number, Number), foldhash::fast::RandomState>,
    /// Not every scalable target is known.
    doubt: Option<Text>,
}

/// Whether autoscaling may have set a count.
pub(super) enum Kept {
    /// It lies within the limits of a scalable target.
    Within,
    /// Nothing scales it, or not that far.
    Beyond,
    /// A scalable target may say more.
    Perhaps(Text),
}

const TARGET: &str = "aws_appautoscaling_target";

impl Autoscaled {
    /// Takes note of what could not be read.
    pub(super) fn listed(coverage: &Coverage) -> Self {
        let mut gaps = coverage.gaps().iter();
        let gap = gaps.find(|g| g.kind.as_ref().is_none_or(|k| k.as_str() == TARGET));
        Self { limits: HashMap::default(), doubt: gap.map(|g| g.detail.clone()) }
    }

    /// Takes note of a scalable target as it runs.
    pub(super) fn note(&mut self, target: &Resource) {
        if target.kind.as_str() != TARGET {
            return;
        }
        let text = |name: &str| target.text(name).map(Text::from);
        let number = |name: &str| target.attribute(name).and_then(Value::as_number).cloned();
        if let (Some(resource), Some(dimension)) = (text("resource_id"), text("scalable_dimension"))
            && let (Some(least), Some(most)) = (number("min_capacity"), number("max_capacity"))
        {
            let key = (target.site.region.clone(), resource, dimension);
            self.limits.insert(key, (least, most));
            return;
        }
        let mut values = target.attributes.values().iter();
        if let Some(why) = values.find_map(Value::as_unknown) {
            self.doubt.get_or_insert_with(|| Text::from(why.because()));
        }
    }

    /// Whether the live count at `path` is one that autoscaling may have set.
    pub(super) fn within_limits(&self, state: &Resource, live: &Resource, path: &str) -> Kept {
        let dimension =
            MOVED.iter().find(|(kind, name, _)| *kind == state.kind.as_str() && *name == path);
        let group = state.kind.as_str() == "aws_autoscaling_group" && path == "desired_capacity";
        let Some(count) = live.attribute(path).and_then(Value::as_number) else {
            return Kept::Beyond;
        };
        let decide = |within: bool| if within { Kept::Within } else { Kept::Beyond };
        if group {
            return match (live.attribute("min_size"), live.attribute("max_size")) {
                (Some(Value::Number(least)), Some(Value::Number(most))) => {
                    decide(least <= count && count <= most)
                }
                (Some(Value::Unknown(why)), _) | (_, Some(Value::Unknown(why))) => {
                    Kept::Perhaps(Text::from(why.because()))
                }
                _ => Kept::Beyond,
            };
        }
        let Some((_, _, dimension)) = dimension else { return Kept::Beyond };
        let mut naming = ["cluster", "name", "function_name", "qualifier"].into_iter();
        if let Some(why) = naming.find_map(|n| live.attribute(n).and_then(Value::as_unknown)) {
            return Kept::Perhaps(Text::from(why.because()));
        }
        let key = target_of(live).map(|r| (live.site.region.clone(), r, Text::from(*dimension)));
        match (key.and_then(|key| self.limits.get(&key)), &self.doubt) {
            (Some((least, most)), _) => decide(least <= count && count <= most),
            (None, Some(why)) => Kept::Perhaps(why.clone()),
            (None, None) => Kept::Beyond,
        }
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
