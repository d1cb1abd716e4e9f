//! In which region and account a resource lives, told from the resource alone.
//!
//! In this order: the `region` attribute that AWS provider 6 gives every regional resource, the
//! resource identity, the region field of the ARN, the availability zone, a region inside an
//! endpoint or URL of AWS. Nothing is guessed from names.

use crate::kinds::{self, Scope};
use crate::model::{AccountId, Arn, Map, Region, RegionEvidence, Value};

/// Attributes that hold an availability zone or a list of them.
const ZONES: &[&str] = &["availability_zone", "availability_zones"];

/// Attributes that hold an endpoint of AWS with the region in it.
const ENDPOINTS: &[&str] = &[
    "endpoint",
    "url",
    "queue_url",
    "repository_url",
    "dns_name",
    "bucket_regional_domain_name",
    "regional_domain_name",
    "invoke_url",
    "api_endpoint",
    "private_dns_name",
    "service_name",
    "proxy_endpoint",
    "id",
];

/// Types of services without regions, for kinds that no service file describes.
const GLOBAL_PREFIXES: &[&str] = &[
    "aws_iam_",
    "aws_cloudfront_",
    "aws_organizations_",
    "aws_globalaccelerator_",
    "aws_shield_",
    "aws_waf_",
    "aws_budgets_",
    "aws_ce_",
    "aws_account_",
];

/// Types that match no prefix.
const GLOBAL_TYPES: &[&str] = &[
    "aws_route53_zone",
    "aws_route53_record",
    "aws_route53_health_check",
    "aws_route53_delegation_set",
    "aws_route53_traffic_policy",
    "aws_caller_identity",
    "aws_partition",
    "aws_default_tags",
];

/// What a resource says of its place.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) region: Option<(Region, RegionEvidence)>,
    pub(super) global: bool,
    pub(super) account: Option<AccountId>,
}

/// Regions and accounts seen so far, so that each name is stored once.
#[derive(Default)]
pub(super) struct Places {
    regions: Vec<Region>,
    accounts: Vec<AccountId>,
}

/// More are not remembered: a real file has a handful.
const MOST_REMEMBERED: usize = 64;

impl Places {
    /// What a resource says of its place.
    pub(super) fn told_by(&mut self, kind: &str, attributes: &Map, identity: Option<&Map>) -> Told {
        let text = |name: &str| attributes.get(name).and_then(Value::as_str);
        if !crate::model::plain_kind(kind).starts_with("aws") {
            return Told::default();
        }
        let arn = text("arn").and_then(Arn::parse).or_else(|| text("id").and_then(Arn::parse));
        let identity = |name: &str| identity.and_then(|i| i.get(name)).and_then(Value::as_str);
        let account = arn
            .map(|a| a.account)
            .into_iter()
            .chain(identity("account_id"))
            .chain(text("owner_id"))
            .find_map(|id| self.account(id));
        if is_global(kind, attributes, arn) {
            return Told { region: None, global: true, account };
        }
        let region = self
            .tell(text("region"), RegionEvidence::Attribute)
            .or_else(|| self.tell(identity("region"), RegionEvidence::Identity))
            .or_else(|| self.tell(arn.map(|a| a.region), RegionEvidence::Arn))
            .or_else(|| self.by_zone(attributes))
            .or_else(|| self.by_endpoint(kind, attributes));
        Told { region, global: false, account }
    }

    fn tell(
        &mut self,
        name: Option<&str>,
        evidence: RegionEvidence,
    ) -> Option<(Region, RegionEvidence)> {
        Some((self.region(name?)?, evidence))
    }

    fn by_zone(&mut self, attributes: &Map) -> Option<(Region, RegionEvidence)> {
        let zone = ZONES.iter().find_map(|name| match attributes.get(name)? {
            Value::String(zone) => Some(zone.as_str()),
            Value::List(zones) => zones.items().first().and_then(Value::as_str),
            _ => None,
        })?;
        let region = zone.get(..zone.len().checked_sub(1)?)?;
        Region::of_availability_zone(zone)?;
        self.tell(Some(region), RegionEvidence::AvailabilityZone)
    }

    fn by_endpoint(&mut self, kind: &str, attributes: &Map) -> Option<(Region, RegionEvidence)> {
        if kind == "data.aws_region" {
            let name = attributes.get("name").and_then(Value::as_str);
            return self.tell(name, RegionEvidence::Endpoint);
        }
        ENDPOINTS.iter().find_map(|name| {
            let text = attributes.get(name)?.as_str()?;
            // Ids of user pools and their like: `us-east-1_AbCdEf`, `us-east-1:uuid`.
            if *name == "id" && !text.starts_with("https://") {
                let (region, _) = text.split_once(['_', ':'])?;
                return self.tell(Some(region), RegionEvidence::Endpoint);
            }
            if !text.contains("amazonaws") {
                return None;
            }
            text.split(['.', '/', ':'])
                .find_map(|part| self.tell(Some(part), RegionEvidence::Endpoint))
        })
    }

    fn region(&mut self, name: &str) -> Option<Region> {
        if let Some(known) = self.regions.iter().find(|r| r.as_str() == name) {
            return Some(known.clone());
        }
        let region = Region::parse(name)?;
        if self.regions.len() < MOST_REMEMBERED {
            self.regions.push(region.clone());
        }
        Some(region)
    }

    fn account(&mut self, id: &str) -> Option<AccountId> {
        if let Some(known) = self.accounts.iter().find(|a| a.as_str() == id) {
            return Some(known.clone());
        }
        let account = AccountId::parse(id)?;
        if self.accounts.len() < MOST_REMEMBERED {
            self.accounts.push(account.clone());
        }
        Some(account)
    }
}

/// Whether a resource belongs to no region.
fn is_global(kind: &str, attributes: &Map, arn: Option<Arn<'_>>) -> bool {
    let plain = crate::model::plain_kind(kind);
    if let Some(kind) = kinds::kind(plain) {
        return kind.scope == Scope::Global || is_for_cloudfront(attributes, plain);
    }
    GLOBAL_PREFIXES.iter().any(|p| plain.starts_with(p))
        || GLOBAL_TYPES.contains(&plain)
        || is_for_cloudfront(attributes, plain)
        // S3 leaves the region out of its ARNs although every bucket lies in one.
        || arn.is_some_and(|a| a.region.is_empty() && !matches!(a.service, "s3" | "elasticbeanstalk"))
}

/// Web ACLs and their like for CloudFront belong to no region though their ARN names one.
fn is_for_cloudfront(attributes: &Map, kind: &str) -> bool {
    kind.starts_with("aws_wafv2_")
        && attributes.get("scope").and_then(Value::as_str) == Some("CLOUDFRONT")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(kind: &str, attributes: &[(&str, Value)]) -> Option<(String, RegionEvidence)> {
        let attributes = Value::map(attributes.iter().map(|(k, v)| (*k, v.clone())));
        let told = Places::default().told_by(kind, attributes.as_map().unwrap(), None);
        told.region.map(|(r, e)| (r.to_string(), e))
    }

    #[test]
    fn the_strongest_evidence_decides() {
        let arn = Value::from("arn:aws:sqs:eu-west-1:111122223333:q");
        let zone = Value::from("us-west-2a");
        let all = [("region", Value::from("us-east-1")), ("arn", arn.clone())];
        assert_eq!(
            told("aws_sqs_queue", &all),
            Some(("us-east-1".into(), RegionEvidence::Attribute))
        );
        let two = [("arn", arn), ("availability_zone", zone.clone())];
        assert_eq!(told("aws_sqs_queue", &two), Some(("eu-west-1".into(), RegionEvidence::Arn)));
        let one = [("availability_zones", Value::list(vec![zone]))];
        let expected = Some(("us-west-2".into(), RegionEvidence::AvailabilityZone));
        assert_eq!(told("aws_autoscaling_group", &one), expected);
    }

    #[test]
    fn endpoints_of_aws_tell_the_region_and_names_do_not() {
        let queue = "https://sqs.us-east-1.amazonaws.com/111122223333/q";
        let pool = "us-east-1_AbC";
        let expected = Some(("us-east-1".into(), RegionEvidence::Endpoint));
        assert_eq!(told("aws_sqs_queue_policy", &[("id", queue.into())]), expected);
        assert_eq!(told("aws_cognito_user_pool", &[("id", pool.into())]), expected);
        assert_eq!(told("aws_s3_bucket_policy", &[("id", "logs-us-east-1".into())]), None);
        assert_eq!(told("aws_x", &[("url", "https://us-east-1.example.com".into())]), None);
    }

    #[test]
    fn global_services_and_other_providers_have_no_region() {
        let arn = Value::from("arn:aws:iam::111122223333:role/r");
        assert_eq!(told("aws_iam_role", &[("arn", arn)]), None);
        assert_eq!(told("google_sql", &[("region", "us-east-1".into())]), None);
    }
}
