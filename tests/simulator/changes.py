"""Changes that somebody makes by hand in the DR region of the example estate, one for each name.

    changes.py NAME

Uses the SDK for Python with the endpoint and credentials of the environment."""
import json
import sys

import boto3

REGION = "us-west-2"


def client(service):
    return boto3.client(service, region_name=REGION)


def one(items, **wanted):
    """The one item with these values."""
    found = [i for i in items if all(i.get(k) == v for k, v in wanted.items())]
    assert len(found) == 1, f"{len(found)} of {wanted}"
    return found[0]


def queue(name):
    return f"https://sqs.{REGION}.amazonaws.com/123456789012/{name}"


def group(name):
    return one(client("ec2").describe_security_groups()["SecurityGroups"], GroupName=name)["GroupId"]


def vpc():
    found = client("ec2").describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["checkout"]}])["Vpcs"]
    return one(found)["VpcId"]


def subnet(name):
    found = client("ec2").describe_subnets(Filters=[{"Name": "tag:Name", "Values": [name]}])["Subnets"]
    return one(found)["SubnetId"]


def balancer():
    return one(client("elbv2").describe_load_balancers()["LoadBalancers"])["LoadBalancerArn"]


def target_group():
    return one(client("elbv2").describe_target_groups()["TargetGroups"])["TargetGroupArn"]


def listener():
    return one(client("elbv2").describe_listeners(LoadBalancerArn=balancer())["Listeners"])["ListenerArn"]


def listener_rule(priority):
    return one(client("elbv2").describe_rules(ListenerArn=listener())["Rules"], Priority=priority)["RuleArn"]


def api():
    return one(client("apigatewayv2").get_apis()["Items"])["ApiId"]


def key():
    return one(client("kms").list_aliases()["Aliases"], AliasName="alias/checkout-data")["TargetKeyId"]


def topic():
    return one(client("sns").list_topics()["Topics"])["TopicArn"]


def web_acl():
    waf = client("wafv2")
    acl = one(waf.list_web_acls(Scope="REGIONAL")["WebACLs"])
    return waf, waf.get_web_acl(Name=acl["Name"], Id=acl["Id"], Scope="REGIONAL")


def queue_visibility():
    client("sqs").set_queue_attributes(QueueUrl=queue("checkout-orders"), Attributes={"VisibilityTimeout": "7"})


def queue_retention():
    client("sqs").set_queue_attributes(QueueUrl=queue("checkout-dead-letters"), Attributes={"MessageRetentionPeriod": "60"})


def queue_deleted():
    client("sqs").delete_queue(QueueUrl=queue("checkout-dead-letters"))


def queue_created():
    client("sqs").create_queue(QueueName="made-by-hand")


def topic_name():
    client("sns").set_topic_attributes(TopicArn=topic(), AttributeName="DisplayName", AttributeValue="by hand")


def parameter_value():
    client("ssm").put_parameter(Name="/checkout/feature-flags", Value="planted-secret-do-not-leak", Type="String", Overwrite=True)


def secret_description():
    found = client("secretsmanager").list_secrets()["SecretList"]
    arn = one(found, Name=f"checkout/webhooks-{REGION}")["ARN"]
    client("secretsmanager").update_secret(SecretId=arn, Description="by hand")


def log_retention():
    client("logs").put_retention_policy(logGroupName="/checkout/api", retentionInDays=1)


def alarm_threshold():
    watch = client("cloudwatch")
    alarm = one(watch.describe_alarms(AlarmNames=["checkout-orders-age"])["MetricAlarms"])
    keep = ("AlarmName", "AlarmDescription", "ActionsEnabled", "OKActions", "AlarmActions", "InsufficientDataActions", "MetricName",
            "Namespace", "Statistic", "Dimensions", "Period", "EvaluationPeriods", "DatapointsToAlarm", "ComparisonOperator",
            "TreatMissingData", "Unit", "ExtendedStatistic")
    watch.put_metric_alarm(Threshold=99999.0, **{k: alarm[k] for k in keep if alarm.get(k) not in (None, "")})


def group_opened():
    client("ec2").authorize_security_group_ingress(GroupId=group("checkout-data"), IpPermissions=[
        {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])


def vpc_names():
    client("ec2").modify_vpc_attribute(VpcId=vpc(), EnableDnsHostnames={"Value": False})


def subnet_addresses():
    client("ec2").modify_subnet_attribute(SubnetId=subnet("checkout-private-0"), MapPublicIpOnLaunch={"Value": True})


def route_deleted():
    tables = client("ec2").describe_route_tables(Filters=[{"Name": "tag:Name", "Values": ["checkout-private"]}])["RouteTables"]
    client("ec2").delete_route(RouteTableId=one(tables)["RouteTableId"], DestinationCidrBlock="0.0.0.0/0")


def balancer_idle():
    client("elbv2").modify_load_balancer_attributes(LoadBalancerArn=balancer(), Attributes=[
        {"Key": "idle_timeout.timeout_seconds", "Value": "17"}])


def target_deregistration():
    client("elbv2").modify_target_group_attributes(TargetGroupArn=target_group(), Attributes=[
        {"Key": "deregistration_delay.timeout_seconds", "Value": "3"}])


def target_health():
    client("elbv2").modify_target_group(TargetGroupArn=target_group(), HealthCheckPath="/by-hand")


def listener_policy():
    client("elbv2").modify_listener(ListenerArn=listener(), SslPolicy="ELBSecurityPolicy-2016-08")


def listener_rule_deleted():
    rules = client("elbv2").describe_rules(ListenerArn=listener())["Rules"]
    last = sorted((r for r in rules if not r["IsDefault"]), key=lambda r: int(r["Priority"]))[-1]
    client("elbv2").delete_rule(RuleArn=last["RuleArn"])


def integration_timeout():
    gateway = client("apigatewayv2")
    item = one(gateway.get_integrations(ApiId=api())["Items"])
    gateway.update_integration(ApiId=api(), IntegrationId=item["IntegrationId"], TimeoutInMillis=1234)


def cluster_backups():
    client("rds").modify_db_cluster(DBClusterIdentifier=f"checkout-{REGION}", BackupRetentionPeriod=1)


def instance_class():
    client("rds").modify_db_instance(DBInstanceIdentifier=f"checkout-{REGION}-0", DBInstanceClass="db.t4g.medium", ApplyImmediately=True)


def role_duration():
    client("iam").update_role(RoleName="checkout-api-task-dr", MaxSessionDuration=43200)


def role_policy():
    client("iam").put_role_policy(RoleName="checkout-api-task-dr", PolicyName="orders", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["sqs:SendMessage", "sqs:GetQueueAttributes"], "Resource": "*"}]}))


def role_trust():
    client("iam").update_assume_role_policy(RoleName="checkout-execution-dr", PolicyDocument=json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}]}))


def bucket_versioning():
    client("s3").put_bucket_versioning(Bucket=f"checkout-receipts-{REGION}", VersioningConfiguration={"Status": "Suspended"})


def bucket_public():
    client("s3").put_public_access_block(Bucket=f"checkout-receipts-{REGION}", PublicAccessBlockConfiguration={
        "BlockPublicAcls": False, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True})


def key_rotation():
    client("kms").disable_key_rotation(KeyId=key())


def repository_tags():
    client("ecr").put_image_tag_mutability(repositoryName="checkout/api", imageTagMutability="MUTABLE")


def scaling_limit():
    client("application-autoscaling").register_scalable_target(
        ServiceNamespace="ecs", ResourceId="service/checkout/api", ScalableDimension="ecs:service:DesiredCount", MaxCapacity=99)


def service_grace():
    client("ecs").update_service(cluster="checkout", service="api", healthCheckGracePeriodSeconds=600)


def web_acl_action():
    waf, answer = web_acl()
    acl = answer["WebACL"]
    action = {"Block": {}} if "Allow" in acl["DefaultAction"] else {"Allow": {}}
    keep = {"Description": acl["Description"]} if acl.get("Description") else {}
    waf.update_web_acl(Name=acl["Name"], Id=acl["Id"], Scope="REGIONAL", LockToken=answer["LockToken"], DefaultAction=action,
                       Rules=acl.get("Rules", []), VisibilityConfig=acl["VisibilityConfig"], **keep)


def queue_tagged():
    client("sqs").tag_queue(QueueUrl=queue("checkout-orders"), Tags={"owner": "by-hand"})


if __name__ == "__main__":
    globals()[sys.argv[1]]()
