//! Resources, places and differences as the report carries them.

use std::sync::Arc;

use crate::compare::text_diff;
use crate::finding::{Location, ShownDifference, Subject, show};
use crate::model::{Difference, Place, Provenance, Resource, Value};
use crate::rules::Raised;

/// Texts longer than this are shown line by line.
const LONG: usize = 100;

pub(super) fn subject(resource: &Resource) -> Subject {
    Subject {
        side: resource.side().name().to_owned(),
        region: resource.site.region.as_ref().map(ToString::to_string),
        kind: resource.kind.to_string(),
        address: resource.address.to_string(),
        name: resource.name.as_ref().map(ToString::to_string),
        id: resource.id.as_ref().map(ToString::to_string),
        source: resource.provenance.file().map(ToString::to_string),
    }
}

/// Where the values of a finding come from, the place to act on first; empty where neither a
/// file nor a path is known.
pub(super) fn places(raised: &Raised) -> Vec<Location> {
    let mut found = Vec::new();
    let Some(place) = &raised.place else {
        // In a configuration the head of a block is a place to act as well.
        for subject in &raised.subjects {
            if matches!(subject.provenance, Provenance::Config(_)) {
                of_resource(subject, "", &mut found);
            }
        }
        return found;
    };
    let path = match &raised.difference {
        Some(difference) if place.path.is_empty() => difference.path.as_str(),
        _ => place.path.as_str(),
    };
    of_resource(&place.resource, path, &mut found);
    // What one side says may be wrong as well as what the other says.
    for subject in &raised.subjects {
        if !Arc::ptr_eq(subject, &place.resource) {
            of_resource(subject, path, &mut found);
        }
    }
    found
}

fn of_resource(resource: &Resource, path: &str, found: &mut Vec<Location>) {
    let shown = (!path.is_empty()).then(|| path.to_owned());
    let mut add = |location: Location| {
        let same = |l: &Location| {
            (&l.file, l.line, l.column) == (&location.file, location.line, location.column)
        };
        if !found.iter().any(same) {
            found.push(location);
        }
    };
    let Provenance::Config(places) = &resource.provenance else {
        let file = resource.provenance.file().map(ToString::to_string).unwrap_or_default();
        if !file.is_empty() || shown.is_some() {
            add(Location { file, path: shown, ..Location::default() });
        }
        return;
    };
    let written = |place: &Place| Location {
        file: place.file.to_string(),
        line: Some(place.line),
        column: Some(place.column),
        end_line: Some(place.end_line),
        end_column: Some(place.end_column),
        excerpt: None,
        path: shown.clone(),
    };
    // A module from elsewhere cannot be mended here: its call can.
    let foreign = |place: &&Place| place.file.contains(".terraform/modules/");
    let own = places.of(path).unwrap_or_default().iter();
    let all: Vec<&Place> = own.chain(std::iter::once(&places.block)).chain(&places.calls).collect();
    all.iter().filter(|p| !foreign(p)).for_each(|p| add(written(p)));
}

pub(super) fn difference(difference: &Difference) -> ShownDifference {
    let text = |value: &Option<Value>| value.as_ref().map(show);
    let (left, right) = (text(&difference.left), text(&difference.right));
    let lines = match (&left, &right) {
        (Some(a), Some(b)) if is_long(a) || is_long(b) => text_diff(&laid_out(a), &laid_out(b)),
        _ => Vec::new(),
    };
    ShownDifference { path: difference.path.to_string(), left, right, lines }
}

fn is_long(text: &str) -> bool {
    text.len() > LONG || text.contains('\n')
}

/// JSON over several lines, anything else as it is.
fn laid_out(text: &str) -> String {
    let json = text.starts_with(['{', '[']).then(|| serde_json::from_str(text).ok()).flatten();
    match json.and_then(|v: serde_json::Value| serde_json::to_string_pretty(&v).ok()) {
        Some(pretty) => pretty,
        None => text.to_owned(),
    }
}
