//! What AWS makes by itself in every account, so that nobody misses it in a state.
//!
//! The default VPC and its parts (EC2 user guide, *Default VPCs*), the parts that every VPC comes
//! with, service-linked roles (IAM user guide), AWS-managed keys and their aliases (KMS developer
//! guide), log groups that services write to, default parameter groups and users, and the targets
//! that ECS and Auto Scaling register.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::{Resource, Unknown, Value};

/// The resources among others that AWS made.
#[derive(Debug, Default)]
pub struct MadeByAws<'a> {
    vpcs: BTreeSet<&'a str>,
    /// VPCs of which it cannot be told whether they are default ones.
    perhaps: BTreeMap<&'a str, Arc<Unknown>>,
    subnets: BTreeSet<&'a str>,
    route_tables: BTreeSet<&'a str>,
    network_acls: BTreeSet<&'a str>,
    gateways: BTreeSet<&'a str>,
    /// Zones that Cloud Map keeps for its namespaces.
    zones: BTreeSet<&'a str>,
    /// Zone and name of every start of authority: name servers stand beside it.
    apexes: BTreeSet<(&'a str, &'a str)>,
    /// Target groups that ECS and Auto Scaling register targets in as these come and go.
    filled: BTreeSet<&'a str>,
    /// Why there may be more of them.
    perhaps_filled: Option<Arc<Unknown>>,
}

/// Prefixes of log groups that services make for what they run.
const LOG_GROUPS: &[&str] = &[
    "/aws/apigateway/",
    "/aws/codebuild/",
    "/aws/containerinsights/",
    "/aws/ecs/containerinsights/",
    "/aws/lambda/",
    "/aws/lambda-insights",
    "/aws/rds/",
    "API-Gateway-Execution-Logs_",
    "RDSOSMetrics",
    "aws-waf-logs-",
];

/// Kinds of which only other kinds tell whether AWS made them: parts of a default VPC, zones of a
/// namespace, addresses of a NAT gateway, rules of a default group, targets of a service.
const TOLD_BY: &[(&str, &[&str])] = &[
    ("aws_eip_association", &["aws_nat_gateway"]),
    ("aws_internet_gateway", &["aws_vpc"]),
    (TARGET, &["aws_autoscaling_attachment", "aws_autoscaling_group", "aws_ecs_service"]),
    ("aws_network_acl", &["aws_vpc"]),
    ("aws_network_acl_rule", &["aws_network_acl"]),
    ("aws_route", &["aws_route_table"]),
    ("aws_route53_record", NAMESPACES),
    ("aws_route53_zone", NAMESPACES),
    ("aws_route_table", &["aws_vpc"]),
    ("aws_route_table_association", &["aws_subnet"]),
    ("aws_security_group", &["aws_vpc"]),
    ("aws_subnet", &["aws_vpc"]),
    ("aws_vpc_security_group_egress_rule", &["aws_security_group"]),
    ("aws_vpc_security_group_ingress_rule", &["aws_security_group"]),
];

const TARGET: &str = "aws_lb_target_group_attachment";

const NAMESPACES: &[&str] =
    &["aws_service_discovery_private_dns_namespace", "aws_service_discovery_public_dns_namespace"];

/// The kinds without which it cannot be told whether AWS made a resource of this kind.
#[must_use]
pub fn made_as_told_by(kind: &str) -> &'static [&'static str] {
    TOLD_BY.iter().find(|(k, _)| *k == kind).map_or(&[], |(_, told_by)| told_by)
}

impl<'a> MadeByAws<'a> {
    /// Looks for default VPCs and their parts.
    pub fn among(resources: impl IntoIterator<Item = &'a Resource>) -> Self {
        let mut made = Self::default();
        let mut inside: Vec<&'a Resource> = Vec::new();
        for resource in resources {
            match resource.kind.as_str() {
                // A VPC with this range and no tags is what AWS makes in every region.
                "aws_vpc" => match (resource.id.as_deref(), hidden(resource)) {
                    (Some(id), Some(why)) => {
                        made.perhaps.insert(id, why);
                    }
                    (Some(id), None) if is_default_vpc(resource) => {
                        made.vpcs.insert(id);
                    }
                    _ => {}
                },
                "aws_service_discovery_private_dns_namespace"
                | "aws_service_discovery_public_dns_namespace" => {
                    let zone = resource.text("hosted_zone");
                    made.zones.extend(zone.and_then(|z| z.rsplit('/').next()));
                }
                "aws_route53_record" if resource.text("type") == Some("SOA") => {
                    if let (Some(zone), Some(name)) =
                        (resource.text("zone_id"), resource.text("name"))
                    {
                        made.apexes.insert((zone, name));
                    }
                }
                "aws_ecs_service" => made.fills(resource.attribute("load_balancer")),
                "aws_autoscaling_group" => made.fills(resource.attribute("target_group_arns")),
                "aws_autoscaling_attachment" => {
                    made.fills(resource.attribute("lb_target_group_arn"));
                }
                "aws_subnet" | "aws_route_table" | "aws_network_acl" | "aws_internet_gateway" => {
                    inside.push(resource);
                }
                _ => {}
            }
        }
        for resource in inside {
            let own = || resource.text("vpc_id").is_some_and(|vpc| made.vpcs.contains(vpc));
            let Some(id) = resource.id.as_deref().filter(|_| own()) else { continue };
            match resource.kind.as_str() {
                "aws_subnet" => made.subnets.insert(id),
                "aws_route_table" => made.route_tables.insert(id),
                "aws_network_acl" => made.network_acls.insert(id),
                _ => made.gateways.insert(id),
            };
        }
        made
    }

    /// Notes the target groups that something registers targets in: an ARN, a list of ARNs, or
    /// blocks with one each.
    fn fills(&mut self, groups: Option<&'a Value>) {
        match groups {
            Some(Value::String(arn)) => {
                self.filled.insert(arn.as_str());
            }
            Some(Value::List(groups)) => {
                groups.items().iter().for_each(|group| self.fills(Some(group)));
            }
            Some(Value::Map(block)) => self.fills(block.get("target_group_arn")),
            Some(Value::Unknown(why)) => {
                self.perhaps_filled.get_or_insert_with(|| Arc::clone(why));
            }
            _ => {}
        }
    }

    /// Why it cannot be told whether AWS made the resource; `None` where it can.
    #[must_use]
    pub fn perhaps(&self, resource: &Resource) -> Option<Arc<Unknown>> {
        let inside = || self.perhaps.get(resource.text("vpc_id")?).cloned();
        let filled = || self.perhaps_filled.clone().filter(|_| resource.kind.as_str() == TARGET);
        hidden(resource).or_else(inside).or_else(filled)
    }

    /// Whether AWS made the resource.
    #[must_use]
    pub fn contains(&self, resource: &Resource) -> bool {
        let text = |name: &str| resource.text(name).unwrap_or_default();
        let id = resource.id.as_deref().unwrap_or_default();
        match resource.kind.as_str() {
            "aws_vpc" => self.vpcs.contains(id),
            "aws_subnet" => self.subnets.contains(id),
            "aws_internet_gateway" => self.gateways.contains(id),
            // Every VPC comes with these.
            "aws_default_security_group"
            | "aws_default_network_acl"
            | "aws_main_route_table_association"
            | "aws_vpc_dhcp_options_association" => true,
            "aws_security_group" => text("name") == "default",
            "aws_route_table" => self.route_tables.contains(id) || is_main_table(resource),
            "aws_network_acl" => {
                self.network_acls.contains(id)
                    || resource.attribute("is_default") == Some(&Value::Bool(true))
            }
            "aws_route" => self.route_tables.contains(text("route_table_id")),
            "aws_route_table_association" => self.subnets.contains(text("subnet_id")),
            "aws_network_acl_association" => true,
            "aws_vpc_dhcp_options" => resource.tags().is_none_or(|t| t.is_empty()),
            "aws_ec2_managed_prefix_list" => text("owner_id") == "AWS",
            "aws_iam_service_linked_role" => true,
            "aws_iam_role" => {
                let path = text("path");
                path.starts_with("/aws-service-role/") || path.starts_with("/aws-reserved/")
            }
            "aws_iam_role_policy" | "aws_iam_role_policy_attachment" => {
                text("role").starts_with("AWSServiceRoleFor")
                    || text("role").starts_with("AWSReservedSSO_")
            }
            "aws_route53_zone" => self.zones.contains(id),
            "aws_route53_record" => {
                let (zone, name) = (text("zone_id"), text("name"));
                self.zones.contains(zone)
                    || text("type") == "SOA"
                    || (text("type") == "NS" && self.apexes.contains(&(zone, name)))
            }
            "aws_cloudwatch_metric_alarm" => id.starts_with("TargetTracking-"),
            // Terraform waits for the one; AWS makes the other at each change.
            "aws_acm_certificate_validation" | "aws_apigatewayv2_deployment" => true,
            "aws_kms_alias" => id.starts_with("alias/aws/"),
            "aws_cloudwatch_log_group" => LOG_GROUPS.iter().any(|p| id.starts_with(p)),
            "aws_db_parameter_group"
            | "aws_rds_cluster_parameter_group"
            | "aws_elasticache_parameter_group" => id.starts_with("default."),
            "aws_db_option_group" => id.starts_with("default:"),
            "aws_db_subnet_group" | "aws_elasticache_subnet_group" => id == "default",
            "aws_elasticache_user" => id == "default",
            "aws_ssm_parameter" => id.starts_with("/aws/"),
            "aws_secretsmanager_secret"
            | "aws_secretsmanager_secret_version"
            | "aws_secretsmanager_secret_rotation" => id.contains(":secret:rds!"),
            TARGET => self.filled.contains(text("target_group_arn")),
            "aws_backup_vault" => id == "Default" || id.starts_with("aws/"),
            _ => false,
        }
    }
}

/// Attributes that tell whether AWS made a resource.
const TELLING: &[&str] = &[
    "cidr_block",
    "name",
    "owner_id",
    "path",
    "role",
    "route_table_id",
    "subnet_id",
    "target_group_arn",
    "type",
    "vpc_id",
    "zone_id",
];
/// Kinds of which AWS makes some by itself, and those attributes tell which.
const SOMETIMES: &[&str] = &[
    "aws_ec2_managed_prefix_list",
    "aws_iam_role",
    "aws_iam_role_policy",
    "aws_iam_role_policy_attachment",
    "aws_internet_gateway",
    TARGET,
    "aws_network_acl",
    "aws_route",
    "aws_route53_record",
    "aws_route_table",
    "aws_route_table_association",
    "aws_security_group",
    "aws_subnet",
    "aws_vpc",
];

/// Why what tells whether AWS made a resource is not known.
fn hidden(resource: &Resource) -> Option<Arc<Unknown>> {
    if !SOMETIMES.contains(&resource.kind.as_str()) {
        return None;
    }
    let unknown = |name: &&str| resource.attribute(name).and_then(Value::as_unknown).cloned();
    TELLING.iter().find_map(unknown)
}

fn is_default_vpc(vpc: &Resource) -> bool {
    let untagged = vpc.tags().is_none_or(|t| t.get("Name").is_none());
    vpc.attribute("is_default").or_else(|| vpc.attribute("default")) == Some(&Value::Bool(true))
        || (vpc.text("cidr_block") == Some("172.31.0.0/16") && untagged)
}

/// The main table of a VPC, as AWS makes it: nothing but the local route, and untagged.
fn is_main_table(table: &Resource) -> bool {
    let empty = table.attribute("route").and_then(Value::as_list).is_some_and(<[Value]>::is_empty);
    empty && table.tags().is_none_or(|t| t.is_empty())
}
