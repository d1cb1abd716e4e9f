//! Object storage as a place for runs.

#[cfg(feature = "aws")]
mod live;
#[cfg(not(feature = "aws"))]
mod without;

#[cfg(feature = "aws")]
pub(super) use live::open;
#[cfg(not(feature = "aws"))]
pub(super) use without::open;
