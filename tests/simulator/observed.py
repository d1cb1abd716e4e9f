"""What a reader sees of a running estate: tasks, targets, health, images, quotas. Conditions that are
set (conditions.py) show in the answers alone: what is stored stays as it is."""
import copy
import datetime
import hashlib
import json
import re

import conditions

ACCOUNT = "123456789012"
UTC = datetime.timezone.utc


def shown(cls, operation, key, change):
    """Lets `change` copy and change each item of a listing before it is answered."""
    orig = getattr(cls, operation)

    def wrapped(self):
        answer = orig(self)
        answer.result[key] = [change(self, item) for item in answer.result[key]]
        return answer

    setattr(cls, operation, wrapped)


# --------------------------------------------------------------------------- tasks and targets


def patch_ecs_running():
    """Services have no events and say that their finished rollout is in progress; a scalable target
    never raises a service to its least capacity."""
    from moto.applicationautoscaling import responses as scaling
    from moto.ecs import responses as r
    from moto.ecs.models import ecs_backends

    def change(self, service):
        service = copy.copy(service)
        told = conditions.found("service", service.name, self.region) or {}
        running = told.get("running", service.running_count)
        steady = running >= service.desired_count
        service.running_count = running
        service.pending_count = told.get("pending", 0 if steady else service.desired_count - running)
        service.deployments = [dict(d) for d in service.deployments or []]
        for d in service.deployments:
            state = "COMPLETED" if steady else "IN_PROGRESS"
            d.update(runningCount=running, pendingCount=service.pending_count, rolloutState=state,
                     rolloutStateReason=f"ECS deployment {d['id']} {'completed' if steady else 'in progress'}.")
        texts = told.get("events", [f"(service {service.name}) has reached a steady state."] if steady else [])
        service.events = [{"id": f"{i:08d}-0000-4000-8000-000000000000", "createdAt": datetime.datetime.now(UTC), "message": text}
                          for i, text in enumerate(texts)]
        return service

    shown(r.EC2ContainerServiceResponse, "describe_services", "services", change)

    orig = scaling.ApplicationAutoScalingResponse.register_scalable_target

    def register_scalable_target(self):
        out = orig(self)
        asked = json.loads(self.body)
        hit = re.fullmatch(r"service/([^/]+)/([^/]+)", asked["ResourceId"])
        least = asked.get("MinCapacity")
        service = hit and ecs_backends[self.current_account][self.region].services.get(":".join(hit.groups()))
        if service and least is not None and service.desired_count < least:
            service.desired_count = service.running_count = least
            for d in service.deployments or []:
                d["desiredCount"] = d["runningCount"] = least
        return out

    scaling.ApplicationAutoScalingResponse.register_scalable_target = register_scalable_target


def tasks_behind(account, region, arn, count=None):
    """Address, zone and port of each task that a service keeps in a target group: those that run, or
    as many as are asked for."""
    from moto.ec2.models import ec2_backends
    from moto.ecs.models import ecs_backends
    for service in ecs_backends[account][region].services.values():
        for balancer in service.load_balancers or []:
            if balancer.get("targetGroupArn") != arn:
                continue
            network = (service.network_configuration or {}).get("awsvpcConfiguration", {})
            ids = sorted(network.get("subnets", []))
            subnets = [s for s in ec2_backends[account][region].describe_subnets() if s.id in ids]
            subnets.sort(key=lambda s: ids.index(s.id))
            running = conditions.value("service", service.name, region, "running", service.running_count)
            for i in range((running if count is None else count) if subnets else 0):
                subnet = subnets[i % len(subnets)]
                yield str(subnet.cidr[100 + i // len(subnets)]), subnet.availability_zone, balancer["containerPort"]


REGISTERED = {"tasks": False}


def control_targets(method, _):
    """POST /_dr/targets registers the running tasks of services with their target groups, as ECS does;
    DELETE takes them out. Off at first: a reader of the recorded estate then sees what Terraform made."""
    if method in ("POST", "DELETE"):
        REGISTERED["tasks"] = method == "POST"
    return REGISTERED


STATES = {
    "healthy": {},
    "unhealthy": {"Reason": "Target.FailedHealthChecks", "Description": "Health checks failed"},
    "initial": {"Reason": "Elb.RegistrationInProgress", "Description": "Target registration is in progress"},
    "draining": {"Reason": "Target.DeregistrationInProgress", "Description": "Target deregistration is in progress"},
    "unused": {"Reason": "Target.NotInUse", "Description": "Target group is not configured to receive traffic from the load balancer"},
    "unavailable": {"Reason": "Elb.InternalError", "Description": "Health checks failed due to an internal error"},
}


def patch_target_health():
    """The tasks of a service never register with its target group."""
    from moto.core.responses import ActionResult
    from moto.elbv2 import responses as r

    orig = r.ELBV2Response.describe_target_health

    def describe_target_health(self):
        known = list(orig(self).result["TargetHealthDescriptions"])
        arn = self._get_param("TargetGroupArn")
        asked = {(t["Id"], int(t["Port"])) if t.get("Port") else (t["Id"], None) for t in self._get_param("Targets", [])}
        states = conditions.value("target_group", arn, None, "states", None)
        tasks, found = [], []
        if REGISTERED["tasks"] or states is not None:
            tasks = tasks_behind(self.current_account, self.region, arn, None if states is None else len(states))
        for i, (address, zone, port) in enumerate(tasks):
            state = states[i] if states is not None else "healthy"
            found.append({"Target": {"Id": address, "Port": port, "AvailabilityZone": zone}, "HealthCheckPort": str(port),
                          "TargetHealth": {"State": state, **STATES[state]}})
        if asked:
            mine = {(f["Target"]["Id"], p) for f in found for p in (None, f["Target"]["Port"])}
            found = [f for f in found if {(f["Target"]["Id"], f["Target"]["Port"]), (f["Target"]["Id"], None)} & asked]
            known = [k for k in known if (k.target["Id"], None) not in mine and (k.target["Id"], int(k.target["Port"])) not in mine]
        return ActionResult({"TargetHealthDescriptions": known + found})

    r.ELBV2Response.describe_target_health = describe_target_health


# --------------------------------------------------------------------------- health and status

CHECKERS = ("us-east-1", "us-west-1", "us-west-2", "eu-west-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "sa-east-1")


def patch_health_checks():
    """Only one checker reports on a health check."""
    from moto.core.responses import ActionResult
    from moto.route53 import responses as r

    def get_health_check_status(self):
        check = self._get_param("HealthCheckId")
        self.backend.get_health_check(check)  # raises as the real call does
        told = conditions.found("health_check", check) or {}
        if told.get("healthy", True):
            text = "Success: HTTP Status Code 200, OK"
        else:
            text = f"Failure: {told.get('reason', 'HTTP Status Code 503, Service Unavailable')}"
        now = datetime.datetime.now(UTC)
        return ActionResult({"HealthCheckObservations": [
            {"Region": region, "IPAddress": f"192.0.2.{2 * i + n + 1}", "StatusReport": {"Status": text, "CheckedTime": now}}
            for i, region in enumerate(CHECKERS) for n in (0, 1)]})

    r.Route53.get_health_check_status = get_health_check_status


def patch_set_statuses():
    """Lets the conditions show of alarms, caches, tables, secrets, certificates, subnets and offerings."""
    from moto.acm import responses as acm
    from moto.cloudwatch import responses as watch
    from moto.dynamodb.models.table import Table
    from moto.ec2.models import instance_types, subnets
    from moto.elasticache import responses as cache
    from moto.secretsmanager import models as secrets

    def alarm(self, item):
        told = conditions.found("alarm", item.name, self.region)
        if told:
            item = copy.copy(item)
            item.state_value, item.state_reason = told.get("state", item.state_value), told.get("reason", item.state_reason)
        return item

    shown(watch.CloudWatchResponse, "describe_alarms", "MetricAlarms", alarm)

    def group(self, item):
        status = conditions.value("cache", item.replication_group_id, self.region, "status", None)
        if status:
            item = copy.copy(item)
            item.status = status
        return item

    shown(cache.ElastiCacheResponse, "describe_replication_groups", "ReplicationGroups", group)

    describe = Table.describe

    def described(self, base_key="TableDescription"):
        out = describe(self, base_key=base_key)
        for replica in out[base_key].get("Replicas") or []:
            replica["ReplicaStatus"] = conditions.value("table", self.name, replica["RegionName"], "status", replica["ReplicaStatus"])
        return out

    Table.describe = described

    secret = secrets.FakeSecret.to_dict

    def secret_to_dict(self):
        out = secret(self)
        if out.get("ReplicationStatus"):
            out["ReplicationStatus"] = [dict(r) for r in out["ReplicationStatus"]]
        for replica in out.get("ReplicationStatus") or []:
            told = conditions.found("secret", self.name, replica["Region"])
            if told:
                replica["Status"] = told.get("status", replica["Status"])
                replica["StatusMessage"] = told.get("message", replica.get("StatusMessage"))
        return out

    secrets.FakeSecret.to_dict = secret_to_dict

    certificate = acm.AWSCertificateManagerResponse.describe_certificate

    def describe_certificate(self):
        answer = certificate(self)
        if not isinstance(answer, str):
            return answer
        told = conditions.found("certificate", self._get_param("CertificateArn")) or {}
        out = json.loads(answer)
        if out["Certificate"].get("Type") == "AMAZON_ISSUED" and out["Certificate"].get("InUseBy"):
            out["Certificate"]["RenewalEligibility"] = "ELIGIBLE"
        out["Certificate"]["Status"] = told.get("status", out["Certificate"]["Status"])
        if "not_after_days" in told:
            out["Certificate"]["NotAfter"] = datetime.datetime.now(UTC).timestamp() + 86400 * told["not_after_days"]
        return json.dumps(out)

    acm.AWSCertificateManagerResponse.describe_certificate = describe_certificate

    free = subnets.Subnet.available_ip_address_count.fget
    subnets.Subnet.available_ip_address_count = property(lambda self: conditions.value(
        "subnet", self.id, self.ec2_backend.region_name, "available_ip_address_count", None) or 0
        if conditions.found("subnet", self.id, self.ec2_backend.region_name) else free(self))

    cls = instance_types.InstanceTypeOfferingBackend
    offerings = cls.describe_instance_type_offerings

    def describe_instance_type_offerings(self, location_type=None, filters=None):
        out = offerings(self, location_type, filters)

        def offered(o):
            zones = conditions.value("instance_type", o["InstanceType"], self.region_name, "availability_zones", None)
            return zones is None or o["Location"] in zones or (location_type in (None, "region") and bool(zones))
        return [o for o in out if offered(o)]

    cls.describe_instance_type_offerings = describe_instance_type_offerings


# --------------------------------------------------------------------------- quotas

USAGE = {
    ("fargate", "L-3032A538"): {"Service": "Fargate", "Class": "Standard/OnDemand"},
    ("ec2", "L-1216C47A"): {"Service": "EC2", "Class": "Standard/OnDemand"},
}


def patch_quota_values():
    """Quotas of vpc carry another region and take no increase; none names the metric of its usage."""
    from moto.servicequotas import responses as r
    from moto.servicequotas.exceptions import NoSuchResource

    R = r.ServiceQuotasResponse

    def change(self, quota, applied):
        """A quota as it is in this region; None where the region does not have it."""
        region, at = self.backend.region_name, (quota["ServiceCode"], quota["QuotaCode"])
        told = conditions.found("quota", at, region) or {}
        if told.get("missing"):
            return None
        quota = dict(quota, QuotaArn=f"arn:aws:servicequotas:{region}:{self.backend.account_id}:{at[0]}/{at[1]}")
        if applied:
            quota["Value"] = float(told.get("value", getattr(self.backend, "dr_applied", {}).get(at, quota["Value"])))
        if at in USAGE:
            quota["UsageMetric"] = {"MetricNamespace": "AWS/Usage", "MetricName": "ResourceCount", "MetricStatisticRecommendation": "Maximum",
                                    "MetricDimensions": {"Type": "Resource", "Resource": "vCPU", **USAGE[at]}}
        return quota

    for name, applied in (("list_service_quotas", True), ("list_aws_default_service_quotas", False)):
        def listed(self, orig=getattr(R, name), applied=applied):
            out = json.loads(orig(self))
            out["Quotas"] = [q for q in (change(self, q, applied) for q in out["Quotas"]) if q]
            return json.dumps(out)
        setattr(R, name, listed)
    for name, applied in (("get_service_quota", True), ("get_aws_default_service_quota", False)):
        def got(self, orig=getattr(R, name), applied=applied):
            quota = change(self, json.loads(orig(self))["Quota"], applied)
            if quota is None:
                raise NoSuchResource
            return json.dumps({"Quota": quota})
        setattr(R, name, got)


def lambda_account_settings(region):
    from moto.awslambda.models import lambda_backends
    from moto.servicequotas.models import servicequotas_backends
    at = ("lambda", "L-B99A9384")
    applied = getattr(servicequotas_backends[ACCOUNT][region], "dr_applied", {}).get(at, 1000)
    most = int(conditions.value("quota", at, region, "value", applied))
    functions = list(lambda_backends[ACCOUNT][region].list_functions())
    reserved = sum(int(f.reserved_concurrency or 0) for f in functions)
    return json.dumps({
        "AccountLimit": {"TotalCodeSize": 80530636800, "CodeSizeUnzipped": 262144000, "CodeSizeZipped": 52428800,
                         "ConcurrentExecutions": most, "UnreservedConcurrentExecutions": most - reserved},
        "AccountUsage": {"TotalCodeSize": sum(f.code_size for f in functions), "FunctionCount": len(functions)}})


# --------------------------------------------------------------------------- images


def push_images():
    """Pushes the images that task definitions name to every registry that has their repository: the
    pipeline does this in the real estate, so it is no recorded change. Same tag, same digest."""
    from moto.ecr.models import ecr_backends
    from moto.ecs.models import ecs_backends
    wanted = set()
    for backend in list(ecs_backends[ACCOUNT].values()):
        for revisions in backend.task_definitions.values():
            for definition in revisions.values():
                for container in definition.container_definitions:
                    hit = re.fullmatch(r"\d{12}\.dkr\.ecr\.[\w-]+\.amazonaws\.com/(.+):([\w.-]+)", container.get("image", ""))
                    wanted |= {hit.groups()} if hit else set()
    kind = "application/vnd.docker.distribution.manifest.v2+json"

    def digest(text):
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()

    for repository, tag in sorted(wanted):
        manifest = json.dumps({
            "schemaVersion": 2, "mediaType": kind,
            "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 7023, "digest": digest(f"{repository}:{tag} config")},
            "layers": [{"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", "size": 52428800, "digest": digest(f"{repository}:{tag}")}]})
        for backend in list(ecr_backends[ACCOUNT].values()):
            known = backend.repositories.get(repository)
            if known is not None and not any(tag in i.image_tags for i in known.images):
                backend.put_image(repository, manifest, tag, kind, digest(manifest))


PATCHES = [patch_ecs_running, patch_target_health, patch_health_checks, patch_set_statuses, patch_quota_values]
