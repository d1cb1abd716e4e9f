//! The table that describes one kind.

use crate::model::Severity;

/// What one Terraform resource type is and how two of it compare.
///
/// Written as a constant with [`Kind::PLAIN`] for what is not special:
///
/// ```
/// use passmuster::kinds::Kind;
/// const QUEUE: Kind = Kind {
///     name: "aws_sqs_queue",
///     service: "sqs",
///     names: &["name"],
///     ..Kind::PLAIN
/// };
/// assert_eq!(QUEUE.names, ["name"]);
/// ```
#[derive(Debug)]
pub struct Kind {
    /// The Terraform type.
    pub name: &'static str,
    /// The type that this one is another spelling of (`aws_alb` of `aws_lb`), or empty. The
    /// other's table holds for both.
    pub alias_of: &'static str,
    /// The service's short name as AWS's API uses it: `ec2`, `ecs`, `rds`.
    pub service: &'static str,
    /// Whether each region has its own.
    pub scope: Scope,
    /// Within what the name must be unique.
    pub name_scope: NameScope,
    /// Attributes that hold the resource's own name, the one people use first. They are compared
    /// after folding of suffixes and region names, and serve for pairing.
    pub names: &'static [&'static str],
    /// Attributes that together identify the resource on its side when its address and name do
    /// not: a listener is its load balancer and port. Compared in canonical form.
    pub identity: &'static [&'static str],
    /// Attributes that change by themselves or say what is going on: status, counts, times.
    pub volatile: &'static [&'static str],
    /// Attributes that only steer the provider: `force_destroy`, `timeouts`.
    pub provider_only: &'static [&'static str],
    /// Attributes that differ between two regions by design and are never compared: zone names,
    /// address ranges. (Ids and ARNs of the resource itself are computed and dropped anyway.)
    pub per_site: &'static [&'static str],
    /// Computed attributes that are compared all the same. Attributes that the schema marks as
    /// computed and not optional are otherwise left out.
    pub compared_though_computed: &'static [&'static str],
    /// Lists whose members are matched by a key, with the key's attribute(s).
    pub keyed: &'static [(&'static str, &'static [&'static str])],
    /// Lists without order beyond those that the schema calls sets.
    pub unordered: &'static [&'static str],
    /// Attributes that a rule compares fact by fact, so that the style in which they are written
    /// does not matter; the general comparison leaves them out.
    pub facts: &'static [&'static str],
    /// Attributes that hold a document as text.
    pub documents: &'static [(&'static str, Document)],
    /// Attributes that name another resource by its name, with that resource's kind. (Ids and
    /// ARNs are recognised by their value.)
    pub name_references: &'static [(&'static str, &'static str)],
    /// Attributes that hold a secret beyond those that the schema marks sensitive.
    pub secrets: &'static [&'static str],
    /// Attributes with the value, as JSON text, that AWS takes when they are unset.
    pub defaults: &'static [(&'static str, &'static str)],
    /// How values of an attribute are read before they are compared.
    pub meanings: &'static [(&'static str, Meaning)],
    /// Attributes whose *off*, zero or empty differs from unset: deletion protection, encryption.
    /// Elsewhere null, `""`, `[]`, `{}` and false are one.
    pub meaningful_when_off: &'static [&'static str],
    /// How much a difference of any attribute matters.
    pub severity: Severity,
    /// Attributes whose difference matters more or less than [`Kind::severity`].
    pub severities: &'static [(&'static str, Severity)],
    /// How much it matters when the DR side has no counterpart at all.
    pub missing: Severity,
    /// The kind is a part of another that the same facts may also be written in: rules of a
    /// security group, routes of a table, members of a bucket. Holds the owning kind and the
    /// attribute that refers to it.
    pub part_of: Option<(&'static str, &'static str)>,
    /// Attributes that tell the same as resources of their own (the rules of a security group, the
    /// routes of a table), with the kinds of those.
    pub inline: &'static [(&'static str, &'static [&'static str])],
    /// In active/passive recovery the DR side is not expected to have this kind: the one DNS
    /// record, the replication configuration on the source. Absence in DR is no finding.
    pub primary_alone: bool,
}

/// Whether each region has its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Lives in one region.
    Regional,
    /// Lives in the account, outside regions: IAM, Route 53, CloudFront.
    Global,
}

/// Within what a name must be unique.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameScope {
    /// Nothing has to be unique.
    None,
    /// One account in one region.
    Region,
    /// One account, all regions: IAM.
    Account,
    /// Everybody's: S3 buckets.
    World,
}

/// What a text attribute holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// An IAM policy: compared by meaning.
    IamPolicy,
    /// ECS container definitions: members matched by name, defaults filled in.
    ContainerDefinitions,
    /// Any other JSON: compared by structure.
    Json,
    /// Plain or base64 text such as user data: compared line by line.
    Text,
}

/// How values of an attribute are read before they are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Letter case does not matter.
    CaseInsensitive,
    /// A DNS name: letter case and a trailing dot do not matter.
    DnsName,
    /// A protocol: names and numbers are one (`tcp` = `6`, `-1` = `all`).
    Protocol,
    /// A number that may be written as text.
    Number,
    /// A truth value that may be written as text.
    Bool,
    /// A version of which the shorter may be a prefix of the longer: `8.0` and `8.0.45`.
    VersionPrefix,
    /// A CIDR range: host bits and IPv6 spelling do not matter.
    Cidr,
    /// An ARN of which a trailing `:*` does not matter.
    LogGroupArn,
    /// A container image: registry, repository, tag, digest.
    Image,
    /// Only whether it is set, and for collections how many members, is compared.
    Presence,
    /// How many distinct members there are is compared, not which.
    Count,
}

impl Kind {
    /// A regional kind without anything special.
    pub const PLAIN: Self = Self {
        name: "",
        alias_of: "",
        service: "",
        scope: Scope::Regional,
        name_scope: NameScope::Region,
        names: &[],
        identity: &[],
        volatile: &[],
        provider_only: &[],
        per_site: &[],
        compared_though_computed: &[],
        keyed: &[],
        unordered: &[],
        facts: &[],
        documents: &[],
        name_references: &[],
        secrets: &[],
        defaults: &[],
        meanings: &[],
        meaningful_when_off: &[],
        severity: Severity::Medium,
        severities: &[],
        missing: Severity::High,
        part_of: None,
        inline: &[],
        primary_alone: false,
    };

    /// How much a difference at `path` matters: the longest matching entry decides.
    #[must_use]
    pub fn severity_of(&self, path: &str) -> Severity {
        let fits = |p: &str| path == p || path.strip_prefix(p).is_some_and(|r| r.starts_with('.'));
        self.severities
            .iter()
            .filter(|(p, _)| fits(p))
            .max_by_key(|(p, _)| p.len())
            .map_or(self.severity, |(_, severity)| *severity)
    }
}
