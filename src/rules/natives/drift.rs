//! What the states record beside what runs. Without both sources there is nothing of it.

use std::sync::Arc;

use super::comparing::severity_of;
use super::{list, object, resource_at};
use crate::compare::Found;
use crate::model::{Difference, Resource, Value};
use crate::rules::world::World;

/// `recorded()`: the resources of the states that live facts can be set beside.
pub(super) fn recorded(world: &World<'_>, _: &[Value]) -> Result<Value, String> {
    let recorded = world.drift.map(|d| d.recorded()).unwrap_or_default();
    Ok(list(recorded.iter().map(|r| Value::Resource(Arc::clone(&r.state))).collect(), None))
}

/// `unrecorded()`: the live resources that no state records, what AWS makes by itself left out;
/// open while a state or a listing could not be read.
pub(super) fn unrecorded(world: &World<'_>, _: &[Value]) -> Result<Value, String> {
    let Some(drift) = world.drift else { return Ok(list(Vec::new(), None)) };
    Ok(match drift.unrecorded() {
        Err(why) => list(Vec::new(), Some(Arc::clone(why))),
        Ok(found) => {
            let items = found.iter().map(|r| Value::Resource(Arc::clone(r))).collect();
            list(items, world.openness("*", None))
        }
    })
}

/// `live_of(resource)` of a recorded resource: the same as it runs; null when it is gone, unknown
/// when nobody could look.
pub(super) fn live_of(world: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let resource = match resource_at(arguments, 0) {
        Ok(resource) => resource,
        Err(answer) => return answer,
    };
    match world.drift.and_then(|d| d.found(&resource)) {
        Some(Found::There(live)) => Ok(Value::Resource(Arc::clone(live))),
        Some(Found::Gone) => Ok(Value::Null),
        Some(Found::NotKnown(why)) => Ok(Value::Unknown(Arc::clone(why))),
        None => Err(format!("{} is no recorded resource", resource.address)),
    }
}

/// `drift(resource)` of a recorded resource: every attribute that runs otherwise, as
/// `{ path, recorded, live, undecided, severity }`.
pub(super) fn drift(world: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let resource = match resource_at(arguments, 0) {
        Ok(resource) => resource,
        Err(answer) => return answer,
    };
    let found = world.drift.map(|d| d.differences(&resource)).unwrap_or_default();
    Ok(list(found.into_iter().map(|d| difference(d, &resource)).collect(), None))
}

fn difference(difference: Difference, resource: &Resource) -> Value {
    let severity = severity_of(resource, &difference.path);
    object([
        ("path", Value::String(difference.path)),
        ("recorded", difference.left.unwrap_or(Value::Null)),
        ("live", difference.right.unwrap_or(Value::Null)),
        ("undecided", difference.undecided.map_or(Value::Null, Value::String)),
        ("severity", Value::text(severity.name())),
    ])
}
