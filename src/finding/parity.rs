//! How the resources of both sides stand beside each other, kind by kind.

/// The resources of one kind on both sides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KindLine {
    /// The Terraform type.
    pub kind: String,
    /// The service's short name as AWS's API uses it: `ec2`, `ecs`, `rds`.
    pub service: String,
    /// Pairs.
    pub paired: usize,
    /// Primary resources without a counterpart.
    pub only_primary: usize,
    /// DR resources without a counterpart.
    pub only_dr: usize,
    /// Resources with several candidates.
    pub ambiguous: usize,
}
