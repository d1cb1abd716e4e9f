//! Route 53. Zones and records are global; in steady state the primary side owns the record.

use super::{Kind, Meaning, NameScope, Scope};
use crate::model::Severity;

const GLOBAL: Kind = Kind {
    service: "route53",
    scope: Scope::Global,
    name_scope: NameScope::None,
    primary_alone: true,
    ..Kind::PLAIN
};

/// The kinds of this file.
pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "aws_route53_zone",
        identity: &["name"],
        provider_only: &["force_destroy"],
        meanings: &[("name", Meaning::DnsName)],
        ..GLOBAL
    },
    Kind { name: "aws_route53_zone_association", identity: &["zone_id", "vpc_id"], ..GLOBAL },
    Kind {
        name: "aws_route53_record",
        identity: &["zone_id", "name", "type", "set_identifier"],
        provider_only: &["allow_overwrite", "timeouts"],
        meanings: &[("name", Meaning::DnsName), ("alias.name", Meaning::DnsName)],
        severity: Severity::High,
        ..GLOBAL
    },
    Kind {
        name: "aws_route53_health_check",
        identity: &["reference_name"],
        per_site: &["fqdn", "ip_address"],
        severity: Severity::High,
        ..GLOBAL
    },
];
