//! Services of a made estate: what each call of a collection is answered with.

use std::ops::Range;

use serde_json::{Value, json};

use super::protocol::{Answer, Request, decoded};

const ACCOUNT: &str = "123456789012";

/// How much there is of something in a region.
#[derive(Clone, Copy)]
pub(super) struct Estate {
    /// Times 1,000 resources.
    pub(super) scale: usize,
}

impl Estate {
    /// What a call is answered with; `None` where there is nothing of it.
    pub(super) fn answer(self, r: &Request) -> Option<Answer> {
        let service = r.service.as_str();
        match service {
            "ec2" => self.ec2(r),
            "sns" | "rds" | "elasticloadbalancing" | "iam" => self.query(r),
            "route53" => self.route53(r),
            "lambda" => self.lambda(r),
            _ => self.json(r),
        }
    }

    const fn times(self, count: usize) -> usize {
        self.scale * count
    }

    fn ec2(self, r: &Request) -> Option<Answer> {
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

    fn query(self, r: &Request) -> Option<Answer> {
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

    fn route53(self, r: &Request) -> Option<Answer> {
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

    fn lambda(self, r: &Request) -> Option<Answer> {
        if r.operation != "ListFunctions" {
            return None;
        }
        let (range, next) = page(self.times(15), 50, parameter(&r.target, "Marker"));
        let functions: Vec<Value> = range
            .map(|n| {
                let arn = format!("arn:aws:lambda:{}:{ACCOUNT}:function:fn-{n}", r.region);
                json!({ "FunctionName": format!("fn-{n}"), "FunctionArn": arn,
                        "Runtime": "nodejs22.x", "PackageType": "Zip", "MemorySize": 256 })
            })
            .collect();
        let body = json!({ "Functions": functions, "NextMarker": next });
        Some(Answer::new(r, &body.to_string()))
    }

    fn json(self, r: &Request) -> Option<Answer> {
        let asked = r.json();
        let arn = |what: &str, n: usize| {
            format!("arn:aws:{}:{}:{ACCOUNT}:{what}{n}", r.service, r.region)
        };
        let list = |set: &str, count: usize, most: usize, item: &dyn Fn(usize) -> Value| {
            let token = ["NextToken", "nextToken", "Marker", "ExclusiveStartTableName"]
                .iter()
                .find_map(|name| asked[name].as_str().map(str::to_owned));
            let (range, next) = page(self.times(count), most, token);
            let mut body = json!({ set: range.map(item).collect::<Vec<Value>>() });
            if let Some(next) = next {
                let lower = set.starts_with(char::is_lowercase);
                let name = match r.service.as_str() {
                    "kms" => "NextMarker",
                    "dynamodb" => "LastEvaluatedTableName",
                    _ if lower => "nextToken",
                    _ => "NextToken",
                };
                body[name] = json!(next);
                body["Truncated"] = json!(true);
            }
            Some(Answer::new(r, &body.to_string()))
        };
        let one = |value: Value| Some(Answer::new(r, &value.to_string()));
        match (r.service.as_str(), r.operation.as_str()) {
            ("sqs", "ListQueues") => list("QueueUrls", 60, 1000, &|n| {
                json!(format!("https://sqs.{}.amazonaws.com/{ACCOUNT}/queue-{n}", r.region))
            }),
            ("sqs", "GetQueueAttributes") => one(json!({ "Attributes": {
                "VisibilityTimeout": "30", "DelaySeconds": "0", "SqsManagedSseEnabled": "true",
            } })),
            ("secretsmanager", "ListSecrets") => list(
                "SecretList",
                40,
                100,
                &|n| json!({ "ARN": arn("secret:s-", n), "Name": format!("s-{n}") }),
            ),
            ("kms", "ListKeys") => {
                list("Keys", 40, 1000, &|n| json!({ "KeyId": format!("key-{n}") }))
            }
            ("kms", "DescribeKey") => {
                let id = asked["KeyId"].as_str().unwrap_or_default();
                one(json!({ "KeyMetadata": {
                    "KeyId": id, "Arn": format!("arn:aws:kms:{}:{ACCOUNT}:key/{id}", r.region),
                    "KeyManager": "CUSTOMER", "Enabled": true, "KeyState": "Enabled",
                    "KeySpec": "SYMMETRIC_DEFAULT", "Origin": "AWS_KMS",
                } }))
            }
            ("kms", "GetKeyPolicy") => one(json!({ "Policy": "{\"Version\":\"2012-10-17\"}" })),
            ("kms", "GetKeyRotationStatus") => one(json!({ "KeyRotationEnabled": true })),
            ("logs", "DescribeLogGroups") => list("logGroups", 60, 50, &|n| {
                json!({ "logGroupName": format!("/app/{n}"), "retentionInDays": 30,
                        "logGroupArn": arn("log-group:/app/", n) })
            }),
            ("ecs", "ListClusters") => one(json!({ "clusterArns": [arn("cluster/main", 0)] })),
            ("ecs", "DescribeClusters") => one(json!({ "clusters": [{
                "clusterArn": arn("cluster/main", 0), "clusterName": "main0", "status": "ACTIVE",
            }] })),
            ("ecs", "ListServices") => {
                list("serviceArns", 30, 100, &|n| json!(arn("service/main0/service-", n)))
            }
            ("ecs", "DescribeServices") => {
                let arns = asked["services"].as_array().cloned().unwrap_or_default();
                let described = arns.iter().filter_map(Value::as_str).map(|arn| {
                    let task = arn.replace("service/main0/service", "task-definition/task");
                    json!({ "serviceArn": arn, "serviceName": arn.rsplit('/').next(),
                            "status": "ACTIVE", "desiredCount": 2, "launchType": "FARGATE",
                            "taskDefinition": format!("{task}:1") })
                });
                one(json!({ "services": described.collect::<Vec<Value>>() }))
            }
            ("ecs", "DescribeTaskDefinition") => {
                let arn = asked["taskDefinition"].as_str().unwrap_or_default();
                one(json!({ "taskDefinition": {
                    "taskDefinitionArn": arn, "family": "task", "revision": 1, "cpu": "256",
                    "memory": "512", "networkMode": "awsvpc",
                    "containerDefinitions": [{ "name": "app", "image": "app:1", "cpu": 0 }],
                } }))
            }
            ("ecr", "DescribeRepositories") => list("repositories", 40, 1000, &|n| {
                json!({ "repositoryName": format!("repo-{n}"), "registryId": ACCOUNT,
                        "repositoryArn": arn("repository/repo-", n) })
            }),
            ("ssm", "DescribeParameters") => list(
                "Parameters",
                60,
                50,
                &|n| json!({ "Name": format!("/app/{n}"), "Type": "String", "Version": 1 }),
            ),
            ("ssm", "GetParameters") => {
                let names = asked["Names"].as_array().cloned().unwrap_or_default();
                let value = |name| json!({ "Name": name, "Type": "String", "Value": "made" });
                one(json!({ "Parameters": names.iter().map(value).collect::<Vec<Value>>() }))
            }
            ("dynamodb", "ListTables") => {
                list("TableNames", 15, 100, &|n| json!(format!("table-{n:06}")))
            }
            ("dynamodb", "DescribeTable") => {
                let name = asked["TableName"].as_str().unwrap_or_default();
                let arn = format!("arn:aws:dynamodb:{}:{ACCOUNT}:table/{name}", r.region);
                one(json!({ "Table": { "TableName": name, "TableArn": arn,
                                       "TableStatus": "ACTIVE" } }))
            }
            _ => None,
        }
    }
}

/// A page of so many, and the token of the one after it: the number of its first member.
fn page(total: usize, most: usize, token: Option<String>) -> (Range<usize>, Option<String>) {
    let start = token.and_then(|t| t.parse().ok()).unwrap_or(0);
    let end = total.min(start + most);
    (start..end, (end < total).then(|| end.to_string()))
}

/// A parameter of a target.
fn parameter(target: &str, name: &str) -> Option<String> {
    let (_, query) = target.split_once('?')?;
    let value = query.split('&').find_map(|p| p.strip_prefix(name)?.strip_prefix('='))?;
    Some(decoded(value))
}
