//! What compute, networks and endpoints are in, as it is made of the services' answers.

use std::sync::Arc;

use passmuster::model::{Reason, Resource, Side, Value};

use super::errors::error;
use super::protocol::{Answer, Request};
use super::server::Server;
use super::{COLLECT, Collected};
use crate::program::Place;

/// Collects both regions for a rule that looks at these attributes of a kind.
pub(super) fn collect(server: &Server, kind: &str, attributes: &[&str]) -> Collected {
    let place = Place::new(&server.url());
    let rules = place.path("rules/states");
    std::fs::create_dir_all(&rules).expect("a directory");
    let looked_at: Vec<String> = attributes.iter().map(|a| format!("it.{a} != null")).collect();
    let rule = format!(
        r#"rule "looks-at-states" {{
  title       = "Looks at states"
  severity    = "low"
  impact      = "none"
  rationale   = "The collection has something to read."
  remediation = "None is needed."
  refs        = ["https://docs.aws.amazon.com/"]
  since       = "0.1.0"
  each "it" {{
    of = resources("{kind}")
  }}
  assert "known" {{
    condition     = {}
    error_message = "${{it.id}} is not known."
  }}
}}
"#,
        looked_at.join(" && ")
    );
    std::fs::write(rules.join("looks-at-states.hcl"), rule).expect("a rule");
    let mut arguments: Vec<&str> = COLLECT.to_vec();
    arguments.extend(["--rules", "rules", "--rule", "looks-at-states"]);
    let ran = place.run(&arguments);
    Collected::new(&place, ran)
}

pub(super) fn found<'c>(
    collected: &'c Collected,
    kind: &str,
    side: Side,
    id: &str,
) -> &'c Arc<Resource> {
    let all = &collected.stored().snapshot.resources;
    let wanted =
        |r: &&Arc<Resource>| r.kind == kind && r.side() == side && r.id.as_deref() == Some(id);
    all.iter().find(wanted).unwrap_or_else(|| panic!("no {kind} {id}: {all:?}"))
}

pub(super) fn has(resource: &Resource, attribute: &str, expected: impl Into<Value>) {
    assert_eq!(resource.attribute(attribute), Some(&expected.into()), "{}", resource.address);
}

fn texts(items: &[&str]) -> Value {
    Value::list(items.iter().map(|t| Value::from(*t)).collect())
}

fn operations(server: &Server, region: &str) -> Vec<String> {
    let seen = server.seen();
    let mut all: Vec<String> =
        seen.iter().filter(|r| r.region == region).map(|r| r.operation.clone()).collect();
    all.sort();
    all
}

fn group(r: &Request) -> Answer {
    let arn = "arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/api/1";
    let group = format!(
        "<TargetGroups><member><TargetGroupArn>{arn}</TargetGroupArn>\
         <TargetGroupName>api</TargetGroupName></member></TargetGroups>"
    );
    Answer::new(r, &group)
}

#[test]
fn targets_are_counted_by_their_health_and_only_they_are_asked_for() {
    const GROUP: &str = "arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/api/1";
    let server = Server::new(|r| {
        if r.is("elasticloadbalancing:DescribeTargetGroups") {
            return Some(group(r));
        }
        let target = |id: &str, health: &str| {
            format!(
                "<member><Target><Id>{id}</Id><Port>80</Port></Target>\
                 <TargetHealth>{health}</TargetHealth></member>"
            )
        };
        let members = [
            target("10.0.0.1", "<State>healthy</State>"),
            target("10.0.0.2", "<State>unhealthy</State><Reason>Target.Timeout</Reason>"),
            target(
                "10.0.0.3",
                "<State>draining</State><Reason>Target.DeregistrationInProgress</Reason>",
            ),
        ];
        let all =
            format!("<TargetHealthDescriptions>{}</TargetHealthDescriptions>", members.concat());
        r.is("elasticloadbalancing:DescribeTargetHealth").then(|| Answer::new(r, &all))
    });
    let kind = "status.aws_lb_target_group";
    let collected = collect(&server, kind, &["healthy", "targets", "reasons"]);
    assert_eq!((collected.ran.status, collected.gaps()), (0, Vec::new()), "{}", collected.ran.err);
    let api = found(&collected, kind, Side::Dr, GROUP);
    has(api, "healthy", 1);
    has(api, "targets", 2);
    has(api, "reasons", texts(&["Target.Timeout"]));
    assert_eq!(api.name.as_deref(), Some("api"));
    assert_eq!(
        operations(&server, "us-west-2"),
        ["DescribeTargetGroups", "DescribeTargetHealth", "GetCallerIdentity"]
    );
}

#[test]
fn health_that_may_not_be_read_is_unknown_and_the_group_is_told() {
    let server = Server::new(|r| match r.operation.as_str() {
        "DescribeTargetGroups" => Some(group(r)),
        "DescribeTargetHealth" => Some(error(r, 403, "AccessDenied")),
        _ => None,
    });
    let kind = "status.aws_lb_target_group";
    let collected = collect(&server, kind, &["healthy"]);
    assert_eq!(collected.ran.status, 3, "{}", collected.ran.err);
    let all = &collected.stored().snapshot.resources;
    let healthy: Vec<_> = all.iter().filter_map(|r| r.attribute("healthy")?.as_unknown()).collect();
    assert_eq!(healthy.len(), 2, "{all:?}");
    assert!(healthy.iter().all(|unknown| unknown.reason == Reason::Denied));
    let action = "elasticloadbalancing:DescribeTargetHealth";
    assert!(collected.gaps().iter().all(|g| g.iam_action.as_deref() == Some(action)));
}

#[test]
fn a_calculated_health_check_is_judged_by_its_children_and_not_asked_for() {
    let server = Server::new(|r| {
        let check = |id: &str, config: &str| {
            format!(
                "<HealthCheck><Id>{id}</Id><CallerReference>{id}</CallerReference>\
                 <HealthCheckVersion>1</HealthCheckVersion>\
                 <HealthCheckConfig>{config}</HealthCheckConfig></HealthCheck>"
            )
        };
        if r.is("route53:ListHealthChecks") {
            let calculated = "<Type>CALCULATED</Type><HealthThreshold>2</HealthThreshold>\
                <ChildHealthChecks><ChildHealthCheck>good</ChildHealthCheck>\
                <ChildHealthCheck>bad</ChildHealthCheck></ChildHealthChecks>";
            let checks = [
                check("good", "<Type>HTTPS</Type>"),
                check("bad", "<Type>HTTPS</Type>"),
                check("off", "<Type>HTTPS</Type><Disabled>true</Disabled>"),
                check("both", calculated),
            ];
            let page = format!(
                "<HealthChecks>{}</HealthChecks><Marker></Marker>\
                 <IsTruncated>false</IsTruncated><MaxItems>1000</MaxItems>",
                checks.concat()
            );
            return Some(Answer::new(r, &page));
        }
        if !r.is("route53:GetHealthCheckStatus") {
            return None;
        }
        let asked = r.target.split('/').nth(3).unwrap_or_default();
        let said = match asked {
            "good" => "Success: HTTP Status Code 200, OK",
            "bad" => "Failure: Connection timed out.",
            other => panic!("{other} is asked for"),
        };
        let observation = format!(
            "<HealthCheckObservation><StatusReport><Status>{said}</Status>\
             <CheckedTime>2026-09-21T00:00:00Z</CheckedTime></StatusReport></HealthCheckObservation>"
        );
        let all =
            format!("<HealthCheckObservations>{}</HealthCheckObservations>", observation.repeat(3));
        Some(Answer::new(r, &all))
    });
    let kind = "status.aws_route53_health_check";
    let collected = collect(&server, kind, &["healthy", "checkers", "last_message"]);
    assert_eq!((collected.ran.status, collected.gaps()), (0, Vec::new()), "{}", collected.ran.err);
    let health = |id: &str| found(&collected, kind, Side::Global, id);
    has(health("good"), "healthy", true);
    has(health("good"), "checkers", 3);
    has(health("bad"), "healthy", false);
    has(health("bad"), "last_message", "Failure: Connection timed out.");
    has(health("off"), "healthy", true);
    has(health("both"), "healthy", false);
}

#[test]
fn a_region_without_a_service_has_none_of_its_quotas() {
    let server = Server::new(|r| {
        if r.service != "servicequotas" {
            return None;
        }
        let code = r.json()["ServiceCode"].as_str().unwrap_or_default().to_owned();
        let quota = |code: &str, value: f64| serde_json::json!({ "ServiceCode": "fargate", "QuotaCode": code, "Value": value });
        let unread = serde_json::json!({
            "ServiceCode": "fargate",
            "QuotaCode": "L-3",
            "ErrorReason": { "ErrorCode": "DEPENDENCY_SERVICE_ERROR" },
        });
        let quotas = match (code.as_str(), r.operation.as_str()) {
            ("lambda", _) => return Some(error(r, 400, "NoSuchResourceException")),
            ("fargate", "ListServiceQuotas") => vec![quota("L-1", 500.0), unread],
            ("fargate", _) => vec![quota("L-1", 6.0), quota("L-2", 7.0), quota("L-3", 8.0)],
            _ => Vec::new(),
        };
        Some(Answer::new(r, &serde_json::json!({ "Quotas": quotas }).to_string()))
    });
    let kind = "aws_servicequotas_service_quota";
    let collected = collect(&server, kind, &["value", "default_value"]);
    assert_eq!((collected.ran.status, collected.gaps()), (0, Vec::new()), "{}", collected.ran.err);
    let raised = found(&collected, kind, Side::Dr, "fargate/L-1");
    has(raised, "value", 500);
    has(raised, "default_value", 6);
    has(found(&collected, kind, Side::Dr, "fargate/L-2"), "value", 7);
    // The default of what could not be read is not what the account has.
    let unread = found(&collected, kind, Side::Dr, "fargate/L-3");
    let value = unread.attribute("value").and_then(Value::as_unknown).map(|u| u.reason);
    assert_eq!(value, Some(Reason::Unreadable));
    has(unread, "default_value", 8);
    assert_eq!(collected.stored().snapshot.resources.len(), 6);
}

#[test]
fn the_instance_types_of_either_side_are_looked_for_in_both_regions() {
    let server = Server::new(|r| {
        if r.is("ec2:DescribeLaunchTemplates") && r.region == "us-east-1" {
            let template = "<launchTemplates><item><launchTemplateId>lt-1</launchTemplateId>\
                <launchTemplateName>web</launchTemplateName></item></launchTemplates>";
            return Some(Answer::new(r, template));
        }
        if r.is("ec2:DescribeLaunchTemplateVersions") && r.region == "us-east-1" {
            let version = "<launchTemplateVersionSet><item>\
                <launchTemplateId>lt-1</launchTemplateId><launchTemplateData>\
                <instanceType>m9.large</instanceType></launchTemplateData></item>\
                </launchTemplateVersionSet>";
            return Some(Answer::new(r, version));
        }
        if !r.is("ec2:DescribeInstanceTypeOfferings") {
            return None;
        }
        let form = String::from_utf8_lossy(&r.body).into_owned();
        assert!(form.contains("LocationType=availability-zone"), "{form}");
        assert!(form.contains("m9.large"), "{form}");
        let offered = |zone: &str| {
            format!("<item><instanceType>m9.large</instanceType><location>{zone}</location></item>")
        };
        let zones = match r.region.as_str() {
            "us-east-1" => offered("us-east-1b") + &offered("us-east-1a"),
            _ => String::new(),
        };
        let set = format!("<instanceTypeOfferingSet>{zones}</instanceTypeOfferingSet>");
        Some(Answer::new(r, &set))
    });
    let kind = "offering.aws_instance";
    let collected = collect(&server, kind, &["availability_zones"]);
    assert_eq!((collected.ran.status, collected.gaps()), (0, Vec::new()), "{}", collected.ran.err);
    let zones = texts(&["us-east-1a", "us-east-1b"]);
    has(found(&collected, kind, Side::Primary, "m9.large"), "availability_zones", zones);
    has(found(&collected, kind, Side::Dr, "m9.large"), "availability_zones", texts(&[]));
}

#[test]
fn one_region_is_asked_whether_both_are_on() {
    let server = Server::new(|r| {
        let region = |name: &str, status: &str| {
            format!(
                "<item><regionName>{name}</regionName><optInStatus>{status}</optInStatus></item>"
            )
        };
        let all = [
            region("us-east-1", "opt-in-not-required"),
            region("us-west-2", "not-opted-in"),
            region("eu-west-1", "opt-in-not-required"),
        ];
        let info = format!("<regionInfo>{}</regionInfo>", all.concat());
        r.is("ec2:DescribeRegions").then(|| Answer::new(r, &info))
    });
    let kind = "status.aws_region";
    let collected = collect(&server, kind, &["opt_in_status"]);
    assert_eq!((collected.ran.status, collected.gaps()), (0, Vec::new()), "{}", collected.ran.err);
    has(found(&collected, kind, Side::Dr, "us-west-2"), "opt_in_status", "not-opted-in");
    assert_eq!(collected.stored().snapshot.resources.len(), 2);
    let asked = server.seen().iter().filter(|r| r.is("ec2:DescribeRegions")).count();
    assert_eq!(asked, 1);
}

#[test]
fn a_route_whose_target_is_gone_is_a_black_hole() {
    let server = Server::new(|r| {
        let route = |to: &str, state: &str| {
            format!(
                "<item><destinationCidrBlock>{to}</destinationCidrBlock>\
                 <natGatewayId>nat-1</natGatewayId><state>{state}</state></item>"
            )
        };
        let table = format!(
            "<routeTableSet><item><routeTableId>rtb-1</routeTableId><vpcId>vpc-1</vpcId>\
             <routeSet>{}{}</routeSet></item></routeTableSet>",
            route("0.0.0.0/0", "blackhole"),
            route("10.8.0.0/16", "active"),
        );
        r.is("ec2:DescribeRouteTables").then(|| Answer::new(r, &table))
    });
    let kind = "status.aws_route_table";
    let collected = collect(&server, kind, &["blackholes"]);
    assert_eq!((collected.ran.status, collected.gaps()), (0, Vec::new()), "{}", collected.ran.err);
    has(found(&collected, kind, Side::Dr, "rtb-1"), "blackholes", texts(&["0.0.0.0/0"]));
}

#[test]
fn the_state_of_a_function_is_asked_for_one_at_a_time() {
    let server = Server::new(|r| {
        if r.is("lambda:ListFunctions") {
            // A listing tells no state.
            return Some(Answer::new(r, r#"{"Functions":[{"FunctionName":"sync"}]}"#));
        }
        let told = r#"{"Configuration":{"FunctionName":"sync","State":"Failed","LastUpdateStatus":"Successful"}}"#;
        r.is("lambda:GetFunction").then(|| Answer::new(r, told))
    });
    let kind = "status.aws_lambda_function";
    let collected = collect(&server, kind, &["state", "last_update_status"]);
    assert_eq!((collected.ran.status, collected.gaps()), (0, Vec::new()), "{}", collected.ran.err);
    let sync = found(&collected, kind, Side::Dr, "sync");
    has(sync, "state", "Failed");
    has(sync, "last_update_status", "Successful");
    assert_eq!(
        operations(&server, "us-west-2"),
        ["GetCallerIdentity", "GetFunction", "ListFunctions"]
    );
}
