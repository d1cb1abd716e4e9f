"""What a failover changes: Aurora global databases over both regions (failover, switchover, removal,
return as a secondary) and records of Route 53."""
import conditions


def patch_rds_global_databases():
    """FailoverGlobalCluster and SwitchoverGlobalCluster are missing; RemoveFromGlobalCluster knows only
    clusters of us-east-1, and none by ARN; a deleted cluster stays a member; members have no
    SynchronizationStatus; CreateDBCluster overwrites a cluster of the same name; the automated snapshots
    of a deleted cluster stay, so that the name cannot be used again within a minute."""
    from moto.core.responses import ActionResult
    from moto.rds import models as m, responses as r
    from moto.rds.exceptions import DBClusterNotFoundError, InvalidParameterCombination, RDSClientError

    def wrong_state(text):
        return RDSClientError("InvalidDBClusterStateFault", text)

    def wrong_global_state(text):
        return RDSClientError("InvalidGlobalClusterStateFault", text)

    def global_cluster(response):
        name = response.params["GlobalClusterIdentifier"]
        found = response.global_backend.global_clusters.get(name)
        if found is None:
            raise RDSClientError("GlobalClusterNotFoundFault", f"Global cluster {name} not found.")
        return found

    def cluster(response, given):
        """A cluster of any region by ARN, or of this region by name."""
        region, name = response.region, given
        if given.startswith("arn:"):
            _, _, _, region, _, _, name = given.split(":", 6)
        found = m.rds_backends[response.current_account][region].clusters.get(name)
        if found is None:
            raise DBClusterNotFoundError(given)
        return found

    def state_of(c):
        return conditions.value("rds_cluster", c.db_cluster_identifier, c.region, "status", c._status)

    def target_of(response, gc):
        target = cluster(response, response.params["TargetDbClusterIdentifier"])
        if target not in gc.members:
            raise wrong_global_state(f"DB cluster {target.db_cluster_arn} is not a member of the global cluster {gc.global_cluster_identifier}.")
        if target.is_writer:
            raise wrong_global_state(f"DB cluster {target.db_cluster_arn} is already the primary cluster of the global cluster.")
        if state_of(target) not in ("available", "creating"):
            raise wrong_state(f"DB cluster {target.db_cluster_arn} is in {state_of(target)} state but must be available.")
        if not target.members:
            raise wrong_state(f"DB cluster {target.db_cluster_arn} has no DB instances and cannot be promoted.")
        return target

    def begun(gc, source, target, status, loss):
        """The answer to a request that has begun; the work itself is done at once."""
        shape = ("global_cluster_identifier", "global_cluster_resource_id", "global_cluster_arn", "engine", "engine_version",
                 "engine_lifecycle_support", "database_name", "storage_encrypted", "deletion_protection", "endpoint")
        return ActionResult({"GlobalCluster": {
            **{"".join(w.capitalize() for w in k.split("_")): getattr(gc, k, None) for k in shape},
            "Status": status, "GlobalClusterMembers": gc.global_cluster_members,
            "FailoverState": {"Status": "pending", "FromDbClusterArn": source and source.db_cluster_arn,
                              "ToDbClusterArn": target.db_cluster_arn, "IsDataLossAllowed": loss}}})

    def writer_of(gc):
        return next((c for c in gc.members if c.is_writer), None)

    def detach(gc, c):
        gc.members.remove(c)
        c.global_cluster_identifier = None
        c.is_writer = False  # the word is about a global cluster: alone, its own instances write

    def fail_over(response, gc):
        source, target = writer_of(gc), target_of(response, gc)
        answer = begun(gc, source, target, "failing-over", True)
        target.is_writer = True
        if source is not None:
            detach(gc, source)
        return answer

    def switch_over(response, gc):
        source, target = writer_of(gc), target_of(response, gc)
        if source is None:
            raise wrong_global_state(f"The global cluster {gc.global_cluster_identifier} has no primary cluster.")
        if state_of(source) not in ("available", "creating"):
            raise wrong_state(f"DB cluster {source.db_cluster_arn} is in {state_of(source)} state but must be available.")
        if target.engine_version != source.engine_version:
            raise wrong_global_state("The engine versions of the primary and of the target cluster differ.")
        answer = begun(gc, source, target, "switching-over", False)
        source.is_writer, target.is_writer = False, True
        return answer

    def failover_global_cluster(self):
        gc = global_cluster(self)
        loss, switch = self.params.get("AllowDataLoss"), self.params.get("Switchover")
        if loss and switch:
            raise InvalidParameterCombination("AllowDataLoss and Switchover cannot be specified together.")
        return switch_over(self, gc) if switch else fail_over(self, gc)

    def switchover_global_cluster(self):
        return switch_over(self, global_cluster(self))

    def remove_from_global_cluster(self):
        gc = global_cluster(self)
        c = cluster(self, self.params["DbClusterIdentifier"])
        if c not in gc.members:
            raise DBClusterNotFoundError(c.db_cluster_arn)
        if c.is_writer and len(gc.members) > 1:
            raise wrong_global_state("The primary cluster cannot be removed while the global cluster has secondary clusters.")
        detach(gc, c)
        return ActionResult({"GlobalCluster": gc})

    R = r.RDSResponse
    R.failover_global_cluster = failover_global_cluster
    R.switchover_global_cluster = switchover_global_cluster
    R.remove_from_global_cluster = remove_from_global_cluster

    orig_create = R.create_db_cluster

    def create_db_cluster(self):
        p = self.params
        if p["DBClusterIdentifier"] in self.backend.clusters:
            raise RDSClientError("DBClusterAlreadyExistsFault", "DB Cluster already exists")
        if p.get("GlobalClusterIdentifier"):
            gc = global_cluster(self)
            if gc.members and any(c.region == self.region for c in gc.members):
                raise wrong_global_state(f"The global cluster {gc.global_cluster_identifier} has a cluster in {self.region} already.")
            p.setdefault("EngineVersion", gc.engine_version)
        answer = orig_create(self)
        # The middle of an endpoint belongs to the account and the region, not to the cluster.
        made = self.backend.clusters[p["DBClusterIdentifier"]]
        made.url_identifier = identifiers.setdefault((self.current_account, self.region), made.url_identifier)
        return answer

    identifiers = {}
    orig_instance = R.create_db_instance

    def create_db_instance(self):
        cluster_of = self.backend.clusters.get(self.params.get("DBClusterIdentifier"))
        if cluster_of is not None and cluster_of.db_subnet_group_name != "default":
            self.params.setdefault("DBSubnetGroupName", cluster_of.db_subnet_group_name)
        return orig_instance(self)

    R.create_db_instance = create_db_instance

    orig_delete = R.delete_db_cluster

    def delete_db_cluster(self):
        found = self.backend.clusters.get(self.params["DBClusterIdentifier"])
        if found is not None and any(found in gc.members for gc in self.global_backend.global_clusters.values()):
            raise wrong_state("This cluster is a part of a global cluster, please remove it from globalcluster first")
        answer = orig_delete(self)
        kept = self.backend.cluster_snapshots
        for name in [n for n, s in kept.items() if s.db_cluster_identifier == found.db_cluster_identifier and s.snapshot_type == "automated"]:
            kept.pop(name)
        return answer

    R.create_db_cluster, R.delete_db_cluster = create_db_cluster, delete_db_cluster

    members = m.GlobalCluster.global_cluster_members.fget

    def global_cluster_members(self):
        out = members(self)
        for c, told in zip(self.members, out):
            told["SynchronizationStatus"] = conditions.value("rds_cluster", c.db_cluster_identifier, c.region, "synchronization", "connected")
        return out

    m.GlobalCluster.global_cluster_members = property(global_cluster_members)


# Instance classes that Aurora offers in both regions, with what each engine can do there.
CLASSES = tuple(f"db.{family}.{size}" for family, sizes in (
    ("t3", ("medium", "large")), ("t4g", ("medium", "large")),
    ("r5", ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge")),
    ("r6g", ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge")),
    ("r6i", ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge", "24xlarge", "32xlarge")),
    ("r7g", ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"))) for size in sizes) + ("db.serverless",)


def patch_rds_readings():
    """DescribeOrderableDBInstanceOptions knows one engine, ignores the class and answers with the zones
    of other regions; DescribePendingMaintenanceActions is missing."""
    import copy

    from moto.core.responses import ActionResult, PaginatedResult
    from moto.ec2.models import ec2_backends
    from moto.rds import models as m, responses as r

    R = r.RDSResponse

    def describe_orderable_db_instance_options(self):
        p = self.params
        engine, account = p["Engine"], self.current_account
        used = {(c.engine, c.engine_version) for b in m.rds_backends[account].values() for c in b.clusters.values()}
        used |= {(d.engine, d.engine_version) for b in m.rds_backends[account].values() for d in b.databases.values()}
        versions = sorted(v for e, v in used if e == engine and p.get("EngineVersion") in (None, v))
        zones = [z.name for z in ec2_backends[account][self.region].describe_availability_zones()]
        aurora, options = engine.startswith("aurora"), []
        for version in versions:
            for name in CLASSES:
                if p.get("DBInstanceClass") not in (None, name):
                    continue
                told = conditions.found("orderable", name, self.region) or {}
                names = told.get("availability_zones", [] if told.get("missing") else zones[:3])
                if names:
                    options.append({
                        "Engine": engine, "EngineVersion": version, "DBInstanceClass": name,
                        "LicenseModel": "postgresql-license" if "postgres" in engine else "general-public-license",
                        "AvailabilityZones": [{"Name": z} for z in names], "MultiAZCapable": not aurora, "ReadReplicaCapable": not aurora,
                        "Vpc": True, "SupportsStorageEncryption": True, "StorageType": "aurora" if aurora else "gp3",
                        "SupportsIops": not aurora, "SupportsEnhancedMonitoring": True, "SupportsIAMDatabaseAuthentication": True,
                        "SupportsPerformanceInsights": True, "SupportedEngineModes": ["provisioned"], "SupportsStorageAutoscaling": not aurora,
                        "SupportsKerberosAuthentication": True, "OutpostCapable": False, "SupportedActivityStreamModes": ["async", "sync"],
                        "SupportsGlobalDatabases": aurora and not name.startswith("db.t"), "SupportsClusters": True,
                        "SupportedNetworkTypes": ["IPV4", "DUAL"]})
        return PaginatedResult({"OrderableDBInstanceOptions": options})

    R.describe_orderable_db_instance_options = describe_orderable_db_instance_options
    R.describe_pending_maintenance_actions = lambda self: ActionResult({"PendingMaintenanceActions": []})

    # A status that is set shows in answers alone: what is stored stays as it is.
    for op, key, kind, name in (("describe_db_clusters", "DBClusters", "rds_cluster", "db_cluster_identifier"),
                                ("describe_db_instances", "DBInstances", "rds_instance", "db_instance_identifier")):
        def wrapped(self, orig=getattr(R, op), key=key, kind=kind, name=name):
            answer = orig(self)
            shown = answer.result[key]
            for i, item in enumerate(shown):
                status = conditions.value(kind, getattr(item, name), self.region, "status", None)
                if status:
                    shown[i] = copy.copy(item)
                    shown[i].status = status
            return answer
        setattr(R, op, wrapped)


def patch_route53_changes():
    """A CNAME is taken beside other records of its name, every change has the same id, and an alias
    comes back with a TTL of 0 where Route 53 answers none."""
    from moto.moto_api._internal import mock_random
    from moto.route53 import models as m, responses as r
    from moto.route53.exceptions import Route53ClientError

    orig = r.Route53.change_resource_record_sets

    def change_resource_record_sets(self):
        zone = self.backend.get_hosted_zone(self._get_param("HostedZoneId"))
        held = [(x.name.rstrip("."), x.type) for x in zone.rrsets]
        for change in self._get_param("ChangeBatch.Changes"):
            record = change["ResourceRecordSet"]
            name, kind = record["Name"].rstrip("."), record["Type"]
            if change["Action"] == "DELETE":
                if (name, kind) in held:
                    held.remove((name, kind))
                continue
            other = next((t for n, t in held if n == name and t != kind and "CNAME" in (t, kind)), None)
            if other:
                raise Route53ClientError("InvalidChangeBatch", (
                    f"[RRSet of type {kind} with DNS name {name}. is not permitted because a conflicting RRSet of type {other} "
                    f"with the same DNS name already exists in zone {zone.name.rstrip('.')}.]"))
            if (name, kind) not in held:
                held.append((name, kind))
        answer = orig(self)
        answer.result["ChangeInfo"]["Id"] = f"/change/C{mock_random.get_random_hex(13).upper()}"
        return answer

    r.Route53.change_resource_record_sets = change_resource_record_sets

    init = m.RecordSet.__init__

    def with_alias(self, kwargs):
        init(self, kwargs)
        if self.alias_target:
            self.ttl = None

    m.RecordSet.__init__ = with_alias
