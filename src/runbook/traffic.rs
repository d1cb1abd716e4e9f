//! Where requests go: endpoints of both sides, the records and parameters that name them.

use super::facts::{Facts, block, called, known, of};
use crate::model::{Resource, Side, Value};

/// An address that clients use, on each side.
#[derive(Clone, Debug)]
pub(super) struct Endpoint {
    /// The resource that it belongs to, for people.
    pub(super) of: String,
    hosts: [Option<Target>; 2],
}

#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) host: String,
    /// The hosted zone of an alias to it.
    pub(super) zone: Option<String>,
}

impl Endpoint {
    /// The host name on a side.
    pub(super) fn host(&self, side: Side) -> Option<&str> {
        self.hosts[index(side)].as_ref().map(|t| t.host.as_str())
    }

    pub(super) fn target(&self, side: Side) -> Option<&Target> {
        self.hosts[index(side)].as_ref()
    }
}

const fn index(side: Side) -> usize {
    if matches!(side, Side::Dr) { 1 } else { 0 }
}

/// The kinds that have host names: the attributes with the name and with its hosted zone.
const HOSTS: &[(&str, &str, &str)] = &[
    ("aws_lb", "dns_name", "zone_id"),
    ("aws_alb", "dns_name", "zone_id"),
    ("aws_elb", "dns_name", "zone_id"),
    ("aws_api_gateway_domain_name", "regional_domain_name", "regional_zone_id"),
    ("aws_rds_cluster", "endpoint", "hosted_zone_id"),
    ("aws_rds_cluster", "reader_endpoint", "hosted_zone_id"),
    ("aws_db_instance", "address", "hosted_zone_id"),
    ("aws_elasticache_replication_group", "primary_endpoint_address", ""),
    ("aws_elasticache_replication_group", "reader_endpoint_address", ""),
    ("aws_elasticache_replication_group", "configuration_endpoint_address", ""),
    ("aws_apigatewayv2_api", "api_endpoint", ""),
    ("aws_eip", "public_ip", ""),
];

/// The endpoints of both sides. Those whose counterpart is not known have one side only.
pub(super) fn endpoints(facts: &mut Facts<'_>) -> Vec<Endpoint> {
    let mut found = Vec::new();
    let before = facts.missing.len();
    for (kind, host, zone) in HOSTS {
        let read = |r: &Resource| {
            let text = r.text(host).filter(|t| !t.is_empty())?;
            Some(Target { host: bare(text), zone: known(r, zone) })
        };
        pair(facts, kind, &read, &mut found);
    }
    let domain = |r: &Resource| {
        let block = block(r, "domain_name_configuration")?;
        let text = |name: &str| block.get(name).and_then(Value::as_str).filter(|t| !t.is_empty());
        Some(Target {
            host: bare(text("target_domain_name")?),
            zone: text("hosted_zone_id").map(str::to_owned),
        })
    };
    pair(facts, "aws_apigatewayv2_domain_name", &domain, &mut found);
    // A resource that nothing points at needs no counterpart.
    facts.missing.truncate(before);
    found
}

fn pair(
    facts: &mut Facts<'_>,
    kind: &str,
    read: &dyn Fn(&Resource) -> Option<Target>,
    found: &mut Vec<Endpoint>,
) {
    for resource in facts.on(kind, Side::Primary) {
        let Some(primary) = read(resource) else { continue };
        let dr = facts.counterpart(resource).and_then(read);
        found.push(Endpoint { of: of(resource), hosts: [Some(primary), dr] });
    }
    for resource in facts.on(kind, Side::Dr) {
        if let Some(dr) = read(resource)
            && !found.iter().any(|e| e.host(Side::Dr) == Some(dr.host.as_str()))
        {
            found.push(Endpoint { of: of(resource), hosts: [None, Some(dr)] });
        }
    }
}

/// A host name as names compare: without scheme, final dot and the prefix of dual-stack aliases.
pub(super) fn bare(host: &str) -> String {
    let host = host.trim_start_matches("https://").trim_end_matches(['.', '/']);
    host.to_ascii_lowercase().trim_start_matches("dualstack.").to_owned()
}

/// A parameter whose value is an endpoint of the side that is left, and nothing more.
#[derive(Clone, Debug)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) arn: String,
    /// The value as it is, and as it must be.
    pub(super) values: [String; 2],
}

/// The endpoints whose host names on a side a text has in it.
pub(super) fn named<'e>(text: &str, side: Side, ends: &'e [Endpoint]) -> Vec<&'e Endpoint> {
    let text = text.to_ascii_lowercase();
    let part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let whole = |host: &str| {
        text.match_indices(host).any(|(at, _)| {
            // A full stop after the name is its own, or the sentence's.
            let after = text[at + host.len()..].trim_start_matches('.');
            !text[..at].ends_with(part) && !after.starts_with(part)
        })
    };
    ends.iter().filter(|end| end.host(side).is_some_and(whole)).collect()
}

/// The parameters of `to` that are an endpoint of the other side. Those that name one among other
/// things are lacking: the other things may be secrets, which are written nowhere.
pub(super) fn parameters(facts: &mut Facts<'_>, to: Side, ends: &[Endpoint]) -> Vec<Parameter> {
    let mut found = Vec::new();
    let mut closed = Vec::new();
    for resource in facts.on("aws_ssm_parameter", to) {
        let value = resource.attribute("value").filter(|v| !v.is_null());
        let value = value.or_else(|| resource.attribute("insecure_value"));
        let Some(text) = value.and_then(Value::as_str) else {
            closed.extend(known(resource, "name"));
            continue;
        };
        let from = to.opposite();
        for end in named(text, from, ends) {
            let Some(host) = end.host(to) else {
                facts.lack(
                    format!("{} names {}, which has no counterpart", of(resource), end.of),
                    "decide its value on this side",
                );
                continue;
            };
            let name = facts.text(resource, "name");
            if end.host(from) != Some(text) {
                let name = name.unwrap_or_else(|| resource.address.to_string());
                facts.lack(
                    format!("the parameter {name} ({}) names {} among other things", called(to), end.of),
                    format!("put {host} in its place by hand, and keep the endpoint in a parameter of its own"),
                );
                continue;
            }
            let arn = known(resource, "arn").unwrap_or_else(|| "*".to_owned());
            if let Some(name) = name {
                let values = [text.to_owned(), host.to_owned()];
                found.push(Parameter { name, arn, values });
            }
        }
    }
    if !closed.is_empty() {
        facts.note(format!(
            "The values of these parameters are not known here; look whether they name an endpoint \
             of the other side: {}",
            closed.join(", ")
        ));
    }
    found
}
