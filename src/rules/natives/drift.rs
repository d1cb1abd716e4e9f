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

/// `running()`: the live resources that states can be set beside, what AWS makes by itself left
/// out; open while a state or a listing could not be read.
pub(super) fn running(world: &World<'_>, _: &[Value]) -> Result<Value, String> {
    let Some(drift) = world.drift else { return Ok(list(Vec::new(), None)) };
    let there = drift.recorded().iter().filter_map(|r| match &r.live {
        Found::There(live) => Some(live),
        Found::Gone | Found::NotKnown(_) => None,
    });
    let (unrecorded, unread) = drift.unrecorded();
    let all = there.chain(unrecorded).chain(drift.doubtful());
    let items = all.map(|r| Value::Resource(Arc::clone(r))).collect();
    Ok(list(items, unread.cloned().or_else(|| world.openness("*", None))))
}

/// `state_of(resource)` of a live resource: the same as a state records it; null when none does,
/// unknown when AWS may have made it, so that none would.
pub(super) fn state_of(world: &World<'_>, arguments: &[Value]) -> Result<Value, String> {
    let resource = match resource_at(arguments, 0) {
        Ok(resource) => resource,
        Err(answer) => return answer,
    };
    if let Some(why) = world.drift.and_then(|d| d.doubt_of(&resource)) {
        return Ok(Value::Unknown(Arc::clone(why)));
    }
    let state = world.drift.and_then(|d| d.state_of(&resource));
    Ok(state.map_or(Value::Null, |s| Value::Resource(Arc::clone(s))))
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
