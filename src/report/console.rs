//! Where a resource is in the AWS Management Console.
//!
//! Only for kinds whose address is well known, and only where the id looks like one of the kind:
//! a link that leads nowhere is worse than none. Regional services are reached at
//! `https://<region>.console.aws.amazon.com`
//! (<https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/select-region.html>); GovCloud and
//! China have consoles of their own.

use super::escape::segment;
use crate::finding::Subject;

/// The console's address of a resource; `None` where it is not certain.
pub(super) fn console(subject: &Subject, account: Option<&str>) -> Option<String> {
    let region = subject.region.as_deref().filter(|r| is_region(r))?;
    let host = host(region)?;
    let id = subject.id.as_deref().filter(|id| !id.is_empty() && id.len() <= 512)?;
    let path = path(&subject.kind, id, region, account)?;
    Some(format!("https://{host}{path}"))
}

/// The console's host; `None` of partitions whose console is not public.
fn host(region: &str) -> Option<String> {
    match region.split('-').next()? {
        "cn" => Some(format!("{region}.console.amazonaws.cn")),
        "us" if region.starts_with("us-gov-") => {
            Some(format!("{region}.console.amazonaws-us-gov.com"))
        }
        "us" if region.starts_with("us-iso") => None,
        "af" | "ap" | "ca" | "eu" | "il" | "me" | "mx" | "sa" | "us" => {
            (!region.starts_with("eu-iso")).then(|| format!("{region}.console.aws.amazon.com"))
        }
        _ => None,
    }
}

/// Whether this is written like a region: `us-east-1`, `us-gov-west-1`.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [area, words @ .., number] = parts.as_slice() else { return false };
    let word = |w: &&str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase());
    area.len() == 2
        && word(area)
        && !words.is_empty()
        && words.iter().all(word)
        && !number.is_empty()
        && number.len() <= 2
        && number.bytes().all(|b| b.is_ascii_digit())
}

/// Path, query and fragment.
fn path(kind: &str, id: &str, region: &str, account: Option<&str>) -> Option<String> {
    let one = segment(id);
    let vpc = |prefix: &str, page: &str| {
        made(id, prefix).then(|| format!("/vpcconsole/home?region={region}#{page}={one}"))
    };
    let ec2 = |page: &str| Some(format!("/ec2/home?region={region}#{page}={one}"));
    let arn = |service: &str| id.starts_with("arn:") && id.split(':').nth(2) == Some(service);
    match kind {
        "aws_vpc" => vpc("vpc-", "VpcDetails:VpcId"),
        "aws_subnet" => vpc("subnet-", "SubnetDetails:subnetId"),
        "aws_route_table" => vpc("rtb-", "RouteTableDetails:RouteTableId"),
        "aws_nat_gateway" => vpc("nat-", "NatGatewayDetails:natGatewayId"),
        "aws_vpc_endpoint" => vpc("vpce-", "EndpointDetails:vpcEndpointId"),
        "aws_internet_gateway" => vpc("igw-", "InternetGateway:internetGatewayId"),
        "aws_security_group" if made(id, "sg-") => ec2("SecurityGroup:groupId"),
        "aws_instance" if made(id, "i-") => ec2("InstanceDetails:instanceId"),
        "aws_launch_template" if made(id, "lt-") => ec2("LaunchTemplateDetails:launchTemplateId"),
        "aws_lb" if arn("elasticloadbalancing") => ec2("LoadBalancer:loadBalancerArn"),
        "aws_lb_target_group" if arn("elasticloadbalancing") => ec2("TargetGroup:targetGroupArn"),
        "aws_autoscaling_group" if plain(id) => ec2("AutoScalingGroupDetails:id"),
        "aws_ecs_cluster" if arn("ecs") => {
            let (_, name) = id.split_once(":cluster/")?;
            Some(format!("/ecs/v2/clusters/{}?region={region}", segment(name)))
        }
        "aws_ecs_service" if arn("ecs") => {
            // The older, shorter ARN lacks the cluster.
            let (cluster, name) = id.split_once(":service/")?.1.split_once('/')?;
            let (cluster, name) = (segment(cluster), segment(name));
            Some(format!("/ecs/v2/clusters/{cluster}/services/{name}?region={region}"))
        }
        "aws_rds_cluster" if plain(id) => {
            Some(format!("/rds/home?region={region}#database:id={one};is-cluster=true"))
        }
        // Newer providers give the resource id, which the console does not know.
        "aws_db_instance" | "aws_rds_cluster_instance" if plain(id) && !made_by_rds(id) => {
            Some(format!("/rds/home?region={region}#database:id={one};is-cluster=false"))
        }
        "aws_lambda_function" if plain(id) => {
            Some(format!("/lambda/home?region={region}#/functions/{one}"))
        }
        "aws_s3_bucket" if plain(id) => Some(format!("/s3/buckets/{one}?region={region}")),
        "aws_dynamodb_table" if plain(id) => {
            Some(format!("/dynamodbv2/home?region={region}#table?name={one}"))
        }
        "aws_elasticache_replication_group" if plain(id) => {
            Some(format!("/elasticache/home?region={region}#/redis/{one}"))
        }
        "aws_kms_key" if plain(id) => Some(format!("/kms/home?region={region}#/kms/keys/{one}")),
        "aws_secretsmanager_secret" if arn("secretsmanager") => {
            let (_, name) = id.split_once(":secret:")?;
            // Six characters after a hyphen are AWS's.
            let (name, _) = name.rsplit_once('-')?;
            let name = segment(name);
            Some(format!("/secretsmanager/secret?name={name}&region={region}"))
        }
        "aws_route53_zone" if made(id, "Z") => {
            Some(format!("/route53/v2/hostedzones#ListRecordSets/{one}"))
        }
        "aws_cloudwatch_log_group" => {
            // Encoded twice, with the second percent sign written as a dollar.
            let twice = segment(&one).replace('%', "$");
            Some(format!("/cloudwatch/home?region={region}#logsV2:log-groups/log-group/{twice}"))
        }
        "aws_cloudwatch_metric_alarm" => {
            Some(format!("/cloudwatch/home?region={region}#alarmsV2:alarm/{one}"))
        }
        "aws_iam_role" if plain(id) => Some(format!("/iam/home#/roles/details/{one}")),
        "aws_iam_policy" if arn("iam") => Some(format!("/iam/home#/policies/details/{one}")),
        "aws_ecr_repository" => {
            let account =
                account.filter(|a| a.len() == 12 && a.bytes().all(|b| b.is_ascii_digit()));
            // Slashes are a part of the name and of the path.
            let name: Vec<String> = id.split('/').map(segment).collect();
            let name = name.join("/");
            Some(format!("/ecr/repositories/private/{}/{name}?region={region}", account?))
        }
        "aws_sqs_queue" if id.starts_with("https://") => {
            Some(format!("/sqs/v3/home?region={region}#/queues/{one}"))
        }
        "aws_sns_topic" if arn("sns") => Some(format!("/sns/v3/home?region={region}#/topic/{one}")),
        "aws_acm_certificate" if arn("acm") => {
            let (_, id) = id.split_once(":certificate/")?;
            Some(format!("/acm/home?region={region}#/certificates/{}", segment(id)))
        }
        _ => None,
    }
}

/// Whether an id is AWS's: the prefix, then letters and digits.
fn made(id: &str, prefix: &str) -> bool {
    id.strip_prefix(prefix)
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Whether an id is a name as most services take them.
fn plain(id: &str) -> bool {
    id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.+=@,".contains(&b))
}

/// Whether this is the resource id of an instance: `db-` and 26 capitals and digits.
fn made_by_rds(id: &str) -> bool {
    let upper = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    id.strip_prefix("db-").is_some_and(|rest| rest.len() == 26 && rest.bytes().all(upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(kind: &str, region: &str, id: &str) -> Option<String> {
        let subject = Subject {
            kind: kind.into(),
            region: Some(region.into()),
            id: Some(id.into()),
            ..Subject::default()
        };
        console(&subject, Some("123456789012"))
    }

    #[test]
    fn resources_are_found_in_the_console_of_their_partition() {
        let aws = "https://us-east-1.console.aws.amazon.com";
        for (kind, id, path) in [
            ("aws_vpc", "vpc-0a1", "/vpcconsole/home?region=us-east-1#VpcDetails:VpcId=vpc-0a1"),
            (
                "aws_ecs_service",
                "arn:aws:ecs:us-east-1:123456789012:service/main/api",
                "/ecs/v2/clusters/main/services/api?region=us-east-1",
            ),
            (
                "aws_rds_cluster",
                "checkout",
                "/rds/home?region=us-east-1#database:id=checkout;is-cluster=true",
            ),
            (
                "aws_secretsmanager_secret",
                "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-a-AbCdEf",
                "/secretsmanager/secret?name=prod%2Fdb-a&region=us-east-1",
            ),
            (
                "aws_cloudwatch_log_group",
                "/ecs/api",
                "/cloudwatch/home?region=us-east-1#logsV2:log-groups/log-group/$252Fecs$252Fapi",
            ),
            (
                "aws_ecr_repository",
                "team/api",
                "/ecr/repositories/private/123456789012/team/api?region=us-east-1",
            ),
            ("aws_route53_zone", "Z0A1", "/route53/v2/hostedzones#ListRecordSets/Z0A1"),
        ] {
            assert_eq!(at(kind, "us-east-1", id), Some(format!("{aws}{path}")), "{kind}");
        }
        let table = |region: &str| at("aws_dynamodb_table", region, "t").unwrap_or_default();
        assert!(
            table("us-gov-west-1")
                .starts_with("https://us-gov-west-1.console.amazonaws-us-gov.com/")
        );
        assert!(table("cn-north-1").starts_with("https://cn-north-1.console.amazonaws.cn/"));
    }

    #[test]
    fn where_it_is_not_certain_there_is_none() {
        for (kind, region, id) in [
            ("aws_vpc", "us-east-1", "sg-1"),
            ("aws_vpc", "us-iso-east-1", "vpc-1"),
            ("aws_vpc", "evil.example/us-east-1", "vpc-1"),
            ("aws_vpc", "us-east-1@evil-1", "vpc-1"),
            ("aws_vpc", "", "vpc-1"),
            ("aws_db_instance", "us-east-1", "db-ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
            ("aws_ecs_service", "us-east-1", "arn:aws:ecs:us-east-1:1:service/api"),
            ("aws_nothing_known", "us-east-1", "x"),
            ("aws_s3_bucket", "us-east-1", ""),
        ] {
            assert_eq!(at(kind, region, id), None, "{kind} {region} {id}");
        }
    }

    #[test]
    fn a_hostile_id_stays_one_value() {
        let hostile = "/a\u{1b}\\\u{7}\n#?&;= %\u{202e}'\"<";
        for kind in
            ["aws_cloudwatch_log_group", "aws_cloudwatch_metric_alarm", "aws_ecr_repository"]
        {
            let url = at(kind, "us-east-1", hostile).unwrap_or_default();
            assert!(
                url.bytes().all(|b| b.is_ascii_graphic() && !b"\"'<>\\`".contains(&b)),
                "{url}"
            );
            assert!(url.matches('#').count() <= 1, "{url}");
        }
        assert_eq!(at("aws_s3_bucket", "us-east-1", hostile), None);
    }
}
