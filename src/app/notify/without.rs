//! Built without a client.

use std::path::Path;

use super::{Destination, Hidden, Timing};

const WHY: &str = "cannot be used: this build sends no notices, build with the feature notify";

pub(super) fn host(_: &Hidden) -> Result<String, String> {
    Err(WHY.to_owned())
}

pub(super) fn send(_: &Destination, _: &[u8], _: Option<&Path>, _: &Timing) -> Result<(), String> {
    Err(WHY.to_owned())
}
