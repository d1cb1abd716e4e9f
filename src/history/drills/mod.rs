//! The log of drills: what was tried, when, how long it took and how much was lost.
//!
//! A file of JSON Lines, one record a line, each with the version of its format. Records are
//! appended and never changed; a line's number is the record's number.

mod date;
mod log;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::finding::Severity;

pub use date::{Date, NoSuchDate};
pub use log::{Damage, Entry, Flaw, Log, LogError, append, read};

/// The longest note, in characters.
pub const LONGEST_NOTE: usize = 4_000;

/// Words of a closed list: in files, on the command line, in tables.
macro_rules! words {
    (
        $(#[$doc:meta])* $name:ident, $what:literal, $count:literal:
        $($(#[$of:meta])* $variant:ident = $word:literal),+ $(,)?
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$of])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// All, in the order in which they are offered.
            pub const ALL: [Self; $count] = [$(Self::$variant),+];

            /// The word.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }

        impl FromStr for $name {
            type Err = NoSuchWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Self::ALL.into_iter().find(|known| known.name() == word).ok_or_else(|| {
                    let known = Self::ALL.map(Self::name).join(", ");
                    NoSuchWord { word: word.to_owned(), what: $what, known }
                })
            }
        }
    };
}

/// A word that is in no list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is no {what}; write one of {known}")]
pub struct NoSuchWord {
    /// The word.
    pub word: String,
    /// What it was taken for.
    pub what: &'static str,
    /// The words that there are.
    pub known: String,
}

words! {
    /// Which way the estate moved.
    Direction, "direction", 3:
    /// From the primary region to DR, unplanned: what had not arrived is lost.
    Failover = "failover",
    /// From the primary region to DR, planned: nothing is lost.
    Switchover = "switchover",
    /// Back to the primary region.
    Failback = "failback",
}

words! {
    /// How far it was real.
    Kind, "kind of drill", 4:
    /// A region had failed.
    Real = "real",
    /// Everything was done as if one had.
    Drill = "drill",
    /// People went through the steps; nothing was touched.
    Tabletop = "tabletop",
    /// Single steps were done, such as promoting one database.
    MiniDrill = "mini-drill",
}

words! {
    /// How it ended.
    Outcome, "outcome", 3:
    /// The other region served.
    Succeeded = "succeeded",
    /// It did not.
    Failed = "failed",
    /// It was stopped before it was decided.
    Aborted = "aborted",
}

/// The regions that the estate moved between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regions {
    /// The region that served before.
    pub from: String,
    /// The region that was to serve.
    pub to: String,
}

/// A finding that was left open.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenFinding {
    /// The rule's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The address of the resource that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The finding's identity across runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Its severity, where it was known.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "severity")]
    pub severity: Option<Severity>,
}

impl fmt::Display for OpenFinding {
    /// `RULE`, `RULE:SUBJECT`, or the fingerprint where that is all.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.rule, &self.subject, &self.fingerprint) {
            (Some(rule), Some(subject), _) => write!(f, "{rule}:{subject}"),
            (Some(rule), None, _) => f.write_str(rule),
            (None, _, fingerprint) => f.write_str(fingerprint.as_deref().unwrap_or_default()),
        }
    }
}

/// Where the evidence lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidencePlace {
    /// The directory as it was named; relative to the directory of the log.
    pub directory: String,
    /// SHA-256 of the bundle's manifest, where the directory is a bundle: what is in the bundle
    /// cannot be changed unnoticed while the log is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest_sha256: Option<String>,
}

/// One drill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The application.
    pub app: String,
    /// When it was.
    pub date: Date,
    /// Which way the estate moved.
    pub direction: Direction,
    /// How far it was real.
    pub kind: Kind,
    /// The regions, where they were told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regions: Option<Regions>,
    /// Seconds until the other region served; `None` where it was not measured.
    pub rto_seconds: Option<u64>,
    /// Seconds of data that were lost; `None` where it was not measured.
    pub rpo_seconds: Option<u64>,
    /// How it ended.
    pub outcome: Outcome,
    /// What was left open.
    pub open_findings: Vec<OpenFinding>,
    /// Where the evidence lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidencePlace>,
    /// What else is to be remembered; may be empty.
    #[serde(default)]
    pub note: String,
    /// When it was recorded, in RFC 3339.
    pub recorded_at: String,
    /// The version of passmuster that recorded it.
    pub tool_version: String,
}

/// Severities by their names.
mod severity {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    use crate::finding::Severity;

    #[expect(
        clippy::ref_option,
        clippy::trivially_copy_pass_by_ref,
        reason = "the signature that serde calls"
    )]
    pub(super) fn serialize<S: Serializer>(
        severity: &Option<Severity>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match severity {
            Some(severity) => serializer.serialize_str(severity.name()),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Severity>, D::Error> {
        let name = Option::<String>::deserialize(deserializer)?;
        name.map(|name| name.parse().map_err(D::Error::custom)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back_and_others_are_refused_with_the_list() {
        for direction in Direction::ALL {
            assert_eq!(direction.name().parse(), Ok(direction));
        }
        let error = "minidrill".parse::<Kind>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"minidrill\" is no kind of drill; write one of real, drill, tabletop, mini-drill"
        );
    }

    #[test]
    fn open_findings_are_shown_by_the_most_that_is_known() {
        let text = |t: &str| Some(t.to_owned());
        let whole = OpenFinding { rule: text("r"), subject: text("a.b"), ..Default::default() };
        let print = OpenFinding { fingerprint: text("v1:00"), ..Default::default() };
        assert_eq!((whole.to_string().as_str(), print.to_string().as_str()), ("r:a.b", "v1:00"));
    }
}
