//! Services that answer in JSON.

use serde_json::{Value, json};

use super::{ACCOUNT, Estate, page, parameter};
use crate::protocol::{Answer, Request};

impl Estate {
    pub(super) fn lambda(self, r: &Request) -> Option<Answer> {
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

    pub(super) fn json(self, r: &Request) -> Option<Answer> {
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
