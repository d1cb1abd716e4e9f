//! Where a resource was read.

use super::Text;

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
    State(std::sync::Arc<SourceFile>),
    /// From a Terraform plan.
    Plan(std::sync::Arc<SourceFile>),
    /// From Terraform configuration.
    Config {
        /// The file as the user named it.
        file: Text,
        /// Line, from 1.
        line: u32,
        /// Column in characters, from 1.
        column: u32,
    },
    /// Written by a rule test or a generator.
    Made,
}

impl Provenance {
    /// The file, where there is one.
    #[must_use]
    pub fn file(&self) -> Option<&Text> {
        match self {
            Self::State(file) | Self::Plan(file) => Some(&file.path),
            Self::Config { file, .. } => Some(file),
            Self::Live { .. } | Self::Made => None,
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
