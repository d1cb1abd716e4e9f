//! Where a resource was read.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::{Origin, Text};

/// A place in a file: lines and columns from 1, columns in characters, the end after the last.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file as the user knows it.
    pub file: Text,
    /// Line.
    pub line: u32,
    /// Column.
    pub column: u32,
    /// Line of the end.
    pub end_line: u32,
    /// Column of the end.
    pub end_column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl Place {
    /// The place as the origin of an unknown.
    #[must_use]
    pub fn origin(&self) -> Origin {
        Origin::File { path: self.file.clone(), line: self.line, column: self.column }
    }
}

/// Where a resource and its attributes are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigPlaces {
    /// The root module that the resource belongs to.
    pub root: Option<Arc<SourceFile>>,
    /// The head of the block.
    pub block: Place,
    /// The calls of the modules around it, the innermost first.
    pub calls: Vec<Place>,
    /// By attribute path without indexes: the place of the value, then the places that the value
    /// comes from: arguments of module calls, locals, entries of variable files, defaults.
    pub attributes: BTreeMap<Text, Vec<Place>>,
}

impl ConfigPlaces {
    /// The places of an attribute path, indexes and keys left out; of the nearest attribute
    /// around it when it has none itself.
    #[must_use]
    pub fn of(&self, path: &str) -> Option<&[Place]> {
        let mut plain = String::with_capacity(path.len());
        let mut depth = 0_u32;
        for c in path.chars() {
            match c {
                '[' => depth += 1,
                ']' => depth = depth.saturating_sub(1),
                _ if depth == 0 => plain.push(c),
                _ => {}
            }
        }
        let parts: Vec<&str> =
            plain.split('.').filter(|p| !p.bytes().all(|b| b.is_ascii_digit())).collect();
        (1..=parts.len())
            .rev()
            .find_map(|n| self.attributes.get(parts[..n].join(".").as_str()))
            .map(Vec::as_slice)
    }
}

/// A state, plan or snapshot file that resources were read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The file as the user named it; `-` for standard input.
    pub path: Text,
    /// The state's serial.
    pub serial: Option<u64>,
    /// The state's lineage.
    pub lineage: Option<Text>,
    /// The Terraform or OpenTofu version that wrote the file.
    pub terraform_version: Option<Text>,
}

/// Where a resource was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// From an API answer.
    Live {
        /// `service:Operation`.
        operation: Text,
        /// When, in RFC 3339.
        at: Text,
    },
    /// From a Terraform state.
    State(Arc<SourceFile>),
    /// From a Terraform plan.
    Plan(Arc<SourceFile>),
    /// From Terraform configuration.
    Config(Arc<ConfigPlaces>),
    /// Written by a rule test or a generator.
    Made,
}

impl Provenance {
    /// The file, where there is one.
    #[must_use]
    pub fn file(&self) -> Option<&Text> {
        match self {
            Self::State(file) | Self::Plan(file) => Some(&file.path),
            Self::Config(places) => Some(&places.block.file),
            Self::Live { .. } | Self::Made => None,
        }
    }

    /// The source that counts the resource: a state, a plan, a root module.
    #[must_use]
    pub fn source(&self) -> Option<&Text> {
        match self {
            Self::Config(places) => places.root.as_ref().map(|root| &root.path),
            other => other.file(),
        }
    }
}

/// How the region of a resource was known, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RegionEvidence {
    /// The `region` attribute (AWS provider 6).
    Attribute,
    /// The resource identity in the state.
    Identity,
    /// The region field of the resource's ARN.
    Arn,
    /// The availability zone.
    AvailabilityZone,
    /// A region inside an id, endpoint or URL of the resource.
    Endpoint,
    /// The provider alias, together with other resources of that alias or the configuration.
    ProviderAlias,
    /// Nothing in the resource says so: the region that the side was declared with.
    Side,
    /// The service is global.
    Global,
    /// Not known.
    Unknown,
}

impl RegionEvidence {
    /// The evidence in words, as `inventory` prints it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Attribute => "region attribute",
            Self::Identity => "resource identity",
            Self::Arn => "ARN",
            Self::AvailabilityZone => "availability zone",
            Self::Endpoint => "endpoint",
            Self::ProviderAlias => "provider alias",
            Self::Side => "side",
            Self::Global => "global service",
            Self::Unknown => "unknown",
        }
    }
}
