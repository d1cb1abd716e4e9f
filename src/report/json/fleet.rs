//! The reports of many applications in one JSON document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{same_fields, v1};
use crate::finding;

/// What the `format` field says.
pub const FORMAT: &str = "passmuster-fleet";
/// What the `version` field says.
pub const VERSION: u32 = 1;

/// The reports of many applications.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Fleet {
    /// Always `passmuster-fleet`.
    pub format: String,
    /// The version of this format.
    pub version: u32,
    /// What has no report, and why.
    pub absent: Vec<Absent>,
    /// The reports, by application.
    pub reports: Vec<v1::Report>,
}

/// An application, or a part of a fleet, that has no report.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct Absent {
    /// The application; left out where a whole part is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    /// The part of the fleet, as `3/8`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// Why there is no report.
    pub why: String,
}

same_fields! {
    Absent = Absent { app, part, why }
}

impl From<&finding::Fleet> for Fleet {
    fn from(fleet: &finding::Fleet) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            absent: v1::all(fleet.absent.clone()),
            reports: fleet.reports.iter().map(v1::Report::from).collect(),
        }
    }
}

impl TryFrom<Fleet> for finding::Fleet {
    type Error = String;

    fn try_from(fleet: Fleet) -> Result<Self, String> {
        let reports = fleet.reports.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
        Ok(Self { reports, absent: v1::all(fleet.absent) })
    }
}
