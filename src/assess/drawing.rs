//! Both regions as a drawing: what a reader needs to see where things run and what flows.
//!
//! Only what is known is drawn. A size or role that is not known is said not to be; a flow whose
//! ends are not known is left out.

mod flows;
mod networks;
mod parts;
#[cfg(test)]
mod tests;

use crate::finding::{Drawing, Readiness, RegionDrawn};
use crate::model::{Estate, Inventory, Region, Side};

/// Both regions; `None` where there is nothing to draw. Lags are the gate's.
pub(super) fn drawing(
    estate: &Estate,
    inventory: &Inventory,
    readiness: Option<&Readiness>,
) -> Option<Drawing> {
    let members = flows::members(estate, inventory);
    let region = |side: Side| RegionDrawn {
        side: side.name().to_owned(),
        region: name(estate, side).to_owned(),
        networks: networks::networks(inventory, side),
        parts: parts::parts(inventory, side, &members),
    };
    let drawing = Drawing {
        regions: vec![region(Side::Primary), region(Side::Dr)],
        flows: flows::flows(estate, inventory, &members, readiness.map(|r| &r.data_loss)),
    };
    let empty = drawing.flows.is_empty()
        && drawing.regions.iter().all(|r| r.networks.is_empty() && r.parts.is_empty());
    (!empty).then_some(drawing)
}

/// The region of a side, empty where it is not known.
fn name(estate: &Estate, side: Side) -> &str {
    estate.site(side).and_then(|s| s.region.as_ref()).map_or("", Region::as_str)
}
