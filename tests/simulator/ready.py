"""What an estate that is ready for a drill has beside its stacks: a role for the failover, quotas that
were raised in time, tasks that are registered with their target groups, and the metrics of healthy
replication.

    ready.py URL    the URL of the simulator; may be run again"""
import json
import sys
from urllib.request import Request, urlopen

import boto3
from botocore.exceptions import ClientError

REGIONS = ("us-east-1", "us-west-2")
ROLE = "checkout-failover"
ACTIONS = [
    "rds:FailoverGlobalCluster", "rds:SwitchoverGlobalCluster", "rds:RemoveFromGlobalCluster", "rds:CreateDBClusterSnapshot",
    "rds:DescribeGlobalClusters", "rds:DescribeDBClusters", "ecs:UpdateService", "ecs:DescribeServices",
    "application-autoscaling:RegisterScalableTarget", "application-autoscaling:DescribeScalableTargets",
    "route53:ChangeResourceRecordSets", "route53:GetChange", "elasticloadbalancing:DescribeTargetHealth", "cloudwatch:GetMetricData",
]
LAG_MILLISECONDS = 400
FARGATE_VCPUS = 100


class Estate:
    def __init__(self, url):
        self.url = url.rstrip("/")

    def client(self, service, region):
        return boto3.client(service, region_name=region, endpoint_url=self.url,
                            aws_access_key_id="testing", aws_secret_access_key="testing")

    def failover_role(self):
        iam = self.client("iam", "us-east-1")
        account = self.client("sts", "us-east-1").get_caller_identity()["Account"]
        trust = {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}}]}
        try:
            iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=json.dumps(trust))
        except iam.exceptions.EntityAlreadyExistsException:
            iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=json.dumps(trust))
        iam.put_role_policy(RoleName=ROLE, PolicyName="failover", PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ACTIONS, "Resource": "*"}]}))

    def quotas(self):
        for region in REGIONS:
            self.client("service-quotas", region).request_service_quota_increase(
                ServiceCode="fargate", QuotaCode="L-3032A538", DesiredValue=FARGATE_VCPUS)

    def aurora(self):
        for cluster in self.client("rds", REGIONS[0]).describe_global_clusters()["GlobalClusters"]:
            for member in cluster["GlobalClusterMembers"]:
                if member["IsWriter"]:
                    continue
                _, _, _, region, _, _, name = member["DBClusterArn"].split(":", 6)
                for metric in ("AuroraGlobalDBReplicationLag", "AuroraGlobalDBRPOLag"):
                    yield series("AWS/RDS", metric, region, LAG_MILLISECONDS, DBClusterIdentifier=name)

    def dynamodb(self):
        dynamodb = self.client("dynamodb", REGIONS[0])
        for name in dynamodb.list_tables()["TableNames"]:
            for replica in dynamodb.describe_table(TableName=name)["Table"].get("Replicas", []):
                yield series("AWS/DynamoDB", "ReplicationLatency", REGIONS[0], LAG_MILLISECONDS,
                             TableName=name, ReceivingRegion=replica["RegionName"])

    def s3(self):
        """The destination's region has the metrics of what is under way, the source's those of failures."""
        s3 = self.client("s3", REGIONS[0])
        home = {b["Name"]: s3.get_bucket_location(Bucket=b["Name"]).get("LocationConstraint") or "us-east-1"
                for b in s3.list_buckets()["Buckets"]}
        for source, region in home.items():
            try:
                rules = s3.get_bucket_replication(Bucket=source)["ReplicationConfiguration"]["Rules"]
            except ClientError as e:
                if e.response["Error"]["Code"] != "ReplicationConfigurationNotFoundError":
                    raise
                continue
            for rule in rules:
                target = rule["Destination"]["Bucket"].rsplit(":", 1)[-1]
                about = {"SourceBucket": source, "DestinationBucket": target, "RuleId": rule.get("ID", "")}
                for metric, value in (("ReplicationLatency", 1), ("BytesPendingReplication", 0), ("OperationsPendingReplication", 0)):
                    yield series("AWS/S3", metric, home.get(target, REGIONS[1]), value, **about)
                yield series("AWS/S3", "OperationsFailedReplication", region, 0, **about)

    def fargate(self):
        for region in REGIONS:
            ecs, used = self.client("ecs", region), 0.0
            for cluster in ecs.list_clusters()["clusterArns"]:
                names = ecs.list_services(cluster=cluster)["serviceArns"]
                for service in ecs.describe_services(cluster=cluster, services=names)["services"] if names else []:
                    task = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]
                    used += service["runningCount"] * int(task.get("cpu") or 0) / 1024
            yield series("AWS/Usage", "ResourceCount", region, used,
                         Type="Resource", Resource="vCPU", Service="Fargate", Class="Standard/OnDemand")

    def control(self, path, body):
        with urlopen(Request(self.url + path, data=json.dumps(body).encode(), method="POST")) as answer:
            answer.read()

    def metrics(self):
        self.control("/_dr/metrics", [*self.aurora(), *self.dynamodb(), *self.s3(), *self.fargate()])


def series(namespace, metric, region, value, **dimensions):
    return {"namespace": namespace, "metric": metric, "region": region, "dimensions": dimensions, "value": value}


if __name__ == "__main__":
    estate = Estate(sys.argv[1])
    estate.failover_role()
    estate.quotas()
    estate.control("/_dr/targets", {})
    estate.metrics()
