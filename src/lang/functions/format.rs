//! To come.
pub(super) const ROWS: &[super::Row] = &[];
