//! Resources, places and differences as the report carries them.

use crate::compare::text_diff;
use crate::finding::{Location, ShownDifference, Subject, show};
use crate::model::{Difference, Provenance, Resource, Value};
use crate::rules::Place;

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

/// The place; `None` where neither a file nor a path is known.
pub(super) fn location(place: &Place) -> Option<Location> {
    let path = (!place.path.is_empty()).then(|| place.path.to_string());
    let (line, column) = match &place.resource.provenance {
        Provenance::Config(places) => (Some(places.block.line), Some(places.block.column)),
        _ => (None, None),
    };
    let file = place.resource.provenance.file().map(ToString::to_string).unwrap_or_default();
    (!file.is_empty() || path.is_some()).then_some(Location { file, line, column, path })
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
