//! Services that answer in XML.

use super::{ACCOUNT, Estate, page, parameter};
use crate::protocol::{Answer, Request};

impl Estate {
    pub(super) fn ec2(self, r: &Request) -> Option<Answer> {
        let vpc = |n: usize| format!("<vpcId>vpc-{}</vpcId>", n % self.times(3));
        let list = |set: &str, count: usize, item: &dyn Fn(usize) -> String| {
            let asked = r.field("MaxResults").and_then(|m| m.parse().ok());
            let (range, next) =
                page(self.times(count), asked.unwrap_or(1000), r.field("NextToken"));
            let items: String = range.map(|n| format!("<item>{}</item>", item(n))).collect();
            let next = next.map(|n| format!("<nextToken>{n}</nextToken>")).unwrap_or_default();
            Some(Answer::new(r, &format!("<{set}>{items}</{set}>{next}")))
        };
        let tags = |n: usize| {
            format!("<tagSet><item><key>Name</key><value>part-{n}</value></item></tagSet>")
        };
        let cidr = |n: usize| format!("10.{}.{}.0/24", n / 250 % 250, n % 250);
        match r.operation.as_str() {
            "DescribeVpcs" => list("vpcSet", 3, &|n| {
                format!(
                    "{}<ownerId>{ACCOUNT}</ownerId><cidrBlock>10.{n}.0.0/16</cidrBlock>{}",
                    vpc(n),
                    tags(n)
                )
            }),
            "DescribeVpcAttribute" => {
                let on = "<value>true</value>";
                Some(Answer::new(
                    r,
                    &format!(
                        "<enableDnsHostnames>{on}</enableDnsHostnames>\
                         <enableDnsSupport>{on}</enableDnsSupport>"
                    ),
                ))
            }
            "DescribeSubnets" => list("subnetSet", 80, &|n| {
                format!(
                    "<subnetId>subnet-{n}</subnetId><ownerId>{ACCOUNT}</ownerId>{}\
                     <cidrBlock>{}</cidrBlock><availabilityZone>{}a</availabilityZone>{}",
                    vpc(n),
                    cidr(n),
                    r.region,
                    tags(n)
                )
            }),
            "DescribeRouteTables" => list("routeTableSet", 40, &|n| {
                format!(
                    "<routeTableId>rtb-{n}</routeTableId><ownerId>{ACCOUNT}</ownerId>{}{}",
                    vpc(n),
                    tags(n)
                )
            }),
            "DescribeSecurityGroups" => list("securityGroupInfo", 100, &|n| {
                format!(
                    "<groupId>sg-{n}</groupId><groupName>group-{n}</groupName>\
                     <ownerId>{ACCOUNT}</ownerId><groupDescription>made</groupDescription>{}{}",
                    vpc(n),
                    tags(n)
                )
            }),
            "DescribeSecurityGroupRules" => list("securityGroupRuleSet", 250, &|n| {
                format!(
                    "<securityGroupRuleId>sgr-{n}</securityGroupRuleId>\
                     <groupId>sg-{}</groupId><groupOwnerId>{ACCOUNT}</groupOwnerId>\
                     <isEgress>false</isEgress><ipProtocol>tcp</ipProtocol>\
                     <fromPort>443</fromPort><toPort>443</toPort><cidrIpv4>{}</cidrIpv4>",
                    n % self.times(100),
                    cidr(n)
                )
            }),
            _ => None,
        }
    }

    pub(super) fn query(self, r: &Request) -> Option<Answer> {
        let arn = |what: &str, n: usize| {
            format!("arn:aws:{}:{}:{ACCOUNT}:{what}{n}", r.service, r.region)
        };
        let list = |set: &str, member: &str, count: usize, item: &dyn Fn(usize) -> String| {
            let most = if r.service == "iam" { 1000 } else { 100 };
            let token = ["NextToken", "Marker"].iter().find_map(|f| r.field(f));
            let (range, next) = page(self.times(count), most, token);
            let items: String =
                range.map(|n| format!("<{member}>{}</{member}>", item(n))).collect();
            let next = next.map(|n| match r.service.as_str() {
                "sns" => format!("<NextToken>{n}</NextToken>"),
                "elasticloadbalancing" => format!("<NextMarker>{n}</NextMarker>"),
                "iam" => format!("<IsTruncated>true</IsTruncated><Marker>{n}</Marker>"),
                _ => format!("<Marker>{n}</Marker>"),
            });
            let next = next.unwrap_or_default();
            Some(Answer::new(r, &format!("<{set}>{items}</{set}>{next}")))
        };
        match r.operation.as_str() {
            "ListTopics" => list("Topics", "member", 30, &|n| {
                format!("<TopicArn>{}</TopicArn>", arn("topic-", n))
            }),
            "GetTopicAttributes" => {
                let entry = "<entry><key>DisplayName</key><value>made</value></entry>";
                Some(Answer::new(r, &format!("<Attributes>{entry}</Attributes>")))
            }
            "DescribeDBInstances" => list("DBInstances", "DBInstance", 6, &|n| {
                format!(
                    "<DBInstanceIdentifier>db-{n}</DBInstanceIdentifier><Engine>postgres</Engine>\
                     <DBInstanceArn>{}</DBInstanceArn>",
                    arn("db:db-", n)
                )
            }),
            "DescribeDBSubnetGroups" => list("DBSubnetGroups", "DBSubnetGroup", 4, &|n| {
                format!(
                    "<DBSubnetGroupName>group-{n}</DBSubnetGroupName>\
                     <DBSubnetGroupArn>{}</DBSubnetGroupArn>",
                    arn("subgrp:group-", n)
                )
            }),
            "DescribeLoadBalancers" => list("LoadBalancers", "member", 5, &|n| {
                format!(
                    "<LoadBalancerArn>{}</LoadBalancerArn>\
                     <LoadBalancerName>lb-{n}</LoadBalancerName><Type>application</Type>",
                    arn("loadbalancer/app/lb-", n)
                )
            }),
            "DescribeListeners" => {
                let of = r.field("LoadBalancerArn")?;
                let listener = of.replace("loadbalancer", "listener");
                Some(Answer::new(
                    r,
                    &format!(
                        "<Listeners><member><ListenerArn>{listener}/1</ListenerArn>\
                         <LoadBalancerArn>{of}</LoadBalancerArn><Port>443</Port>\
                         <Protocol>HTTPS</Protocol></member></Listeners>"
                    ),
                ))
            }
            "DescribeTargetGroups" => list("TargetGroups", "member", 25, &|n| {
                format!(
                    "<TargetGroupArn>{}</TargetGroupArn>\
                     <TargetGroupName>group-{n}</TargetGroupName><TargetType>ip</TargetType>",
                    arn("targetgroup/group-", n)
                )
            }),
            "GetAccountAuthorizationDetails" => list("RoleDetailList", "member", 60, &|n| {
                format!(
                    "<RoleName>role-{n}</RoleName><Path>/</Path>\
                     <Arn>arn:aws:iam::{ACCOUNT}:role/role-{n}</Arn>\
                     <AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument>"
                )
            }),
            _ => None,
        }
    }

    pub(super) fn route53(self, r: &Request) -> Option<Answer> {
        match r.operation.as_str() {
            "ListHostedZones" => Some(Answer::new(
                r,
                "<HostedZones><HostedZone><Id>/hostedzone/Z1</Id><Name>example.com.</Name>\
                 <CallerReference>made</CallerReference></HostedZone></HostedZones>\
                 <IsTruncated>false</IsTruncated><MaxItems>100</MaxItems>",
            )),
            "GetHostedZone" => Some(Answer::new(
                r,
                "<HostedZone><Id>/hostedzone/Z1</Id><Name>example.com.</Name>\
                 <CallerReference>made</CallerReference></HostedZone>",
            )),
            "ListResourceRecordSets" => {
                // The next page begins with a name: r12.example.com.
                let start = parameter(&r.target, "name");
                let start =
                    start.and_then(|s| Some(s.strip_prefix('r')?.split('.').next()?.to_owned()));
                let (range, next) = page(self.times(60), 300, start);
                let records: String = range
                    .map(|n| {
                        format!(
                            "<ResourceRecordSet><Name>r{n}.example.com.</Name><Type>A</Type>\
                             <TTL>60</TTL><ResourceRecords><ResourceRecord>\
                             <Value>192.0.2.1</Value></ResourceRecord></ResourceRecords>\
                             </ResourceRecordSet>"
                        )
                    })
                    .collect();
                let more = next.is_some();
                let next = next.map(|n| {
                    format!(
                        "<NextRecordName>r{n}.example.com.</NextRecordName>\
                         <NextRecordType>A</NextRecordType>"
                    )
                });
                Some(Answer::new(
                    r,
                    &format!(
                        "<ResourceRecordSets>{records}</ResourceRecordSets>\
                         <IsTruncated>{more}</IsTruncated>{}<MaxItems>300</MaxItems>",
                        next.unwrap_or_default()
                    ),
                ))
            }
            _ => None,
        }
    }
}
