//! One difference between two counterparts.

use super::{Text, Value};

/// One attribute path whose canonical values differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The path in Terraform's writing, members of keyed lists by their key:
    /// `health_check.path`, `container_definitions["api"].environment["REGION"]`.
    pub path: Text,
    /// The value on the first side (primary, state, before); `None` where there is none.
    pub left: Option<Value>,
    /// The value on the second side (DR, live, after); `None` where there is none.
    pub right: Option<Value>,
    /// The second side's value points at the first side: its region or one of its resources.
    pub peer: bool,
    /// Why it cannot be told whether the values differ; `None` when they do.
    pub undecided: Option<Text>,
}
