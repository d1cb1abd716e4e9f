//! What blocks a failover, one after the other.

use super::Verdict;
use crate::program::Place;
use crate::simulator::Simulator;

/// Puts DR into a bad state, and takes it back.
struct Blocker {
    name: &'static str,
    cause: &'static str,
    undo: &'static str,
    decisive: &'static [&'static str],
    blocked: &'static [&'static str],
}

/// What the scripts below have in common.
const CLIENTS: &str = "
import json, os, urllib.request, boto3
URL = os.environ['AWS_ENDPOINT_URL']
def client(service, region='us-west-2'):
    return boto3.client(service, region_name=region)
def put(path, body, method='POST'):
    urllib.request.urlopen(urllib.request.Request(URL + path, json.dumps(body).encode(),
        {'Content-Type': 'application/json'}, method=method)).read()
def unset():
    put('/_dr/set', [], 'DELETE')
rds, kms, ecr = client('rds'), client('kms'), client('ecr')
iam = client('iam', 'us-east-1')
def database_key():
    return rds.describe_db_clusters()['DBClusters'][0]['KmsKeyId'].rsplit('/', 1)[-1]
";

const BLOCKERS: &[Blocker] = &[
    Blocker {
        name: "KMS key disabled",
        cause: "kms.disable_key(KeyId=database_key())",
        undo: "kms.enable_key(KeyId=database_key())",
        // One key, of the database and of what the services read.
        decisive: &["database-key-unusable: promote", "kms-key-unusable: configure"],
        blocked: &["promote", "configure"],
    },
    Blocker {
        name: "secret not replicated",
        cause: "put('/_dr/set', [{'secret': 'checkout/database', 'region': 'us-west-2', 'status': 'Failed', 'message': 'access to the key is denied'}])",
        undo: "unset()",
        decisive: &["secret-replica-not-in-sync: configure"],
        blocked: &["configure"],
    },
    Blocker {
        name: "image missing",
        cause: "ecr.batch_delete_image(repositoryName='checkout/api', imageIds=[{'imageTag': '1.41.0'}])",
        undo: "
there = client('ecr', 'us-east-1').batch_get_image(repositoryName='checkout/api', imageIds=[{'imageTag': '1.41.0'}])
ecr.put_image(repositoryName='checkout/api', imageTag='1.41.0', imageManifest=there['images'][0]['imageManifest'])",
        decisive: &["task-image-missing: scale"],
        blocked: &["scale"],
    },
    Blocker {
        name: "subnets full",
        cause: "put('/_dr/set', [{'subnet': s['SubnetId'], 'region': 'us-west-2', 'available_ip_address_count': 3} for s in client('ec2').describe_subnets()['Subnets']])",
        undo: "unset()",
        decisive: &["subnet-addresses-short: scale"],
        blocked: &["scale"],
    },
    Blocker {
        name: "quota short",
        cause: "put('/_dr/set', [{'quota': ['fargate', 'L-3032A538'], 'region': 'us-west-2', 'value': 2}])",
        undo: "unset()",
        decisive: &["fargate-vcpu-quota-short: scale"],
        blocked: &["scale"],
    },
    Blocker {
        name: "quota code unknown in the region",
        cause: "put('/_dr/set', [{'quota': ['fargate', 'L-3032A538'], 'region': 'us-west-2', 'missing': True}])",
        undo: "unset()",
        decisive: &["? fargate-vcpu-quota-short: scale"],
        blocked: &["scale"],
    },
    Blocker {
        name: "role without permission",
        cause: "
policy = iam.get_role_policy(RoleName='checkout-failover', PolicyName='failover')['PolicyDocument']
policy['Statement'][0]['Action'].remove('rds:FailoverGlobalCluster')
iam.put_role_policy(RoleName='checkout-failover', PolicyName='failover', PolicyDocument=json.dumps(policy))",
        undo: "
policy = iam.get_role_policy(RoleName='checkout-failover', PolicyName='failover')['PolicyDocument']
policy['Statement'][0]['Action'].append('rds:FailoverGlobalCluster')
iam.put_role_policy(RoleName='checkout-failover', PolicyName='failover', PolicyDocument=json.dumps(policy))",
        decisive: &["failover-role-cannot-promote: promote"],
        blocked: &["promote"],
    },
    Blocker {
        name: "DR cluster removed",
        cause: "
for instance in rds.describe_db_instances()['DBInstances']:
    rds.delete_db_instance(DBInstanceIdentifier=instance['DBInstanceIdentifier'], SkipFinalSnapshot=True)
cluster = rds.describe_db_clusters()['DBClusters'][0]
rds.remove_from_global_cluster(GlobalClusterIdentifier='checkout', DbClusterIdentifier=cluster['DBClusterArn'])
name = cluster['DBClusterIdentifier']
rds.modify_db_cluster(DBClusterIdentifier=name, DeletionProtection=False, ApplyImmediately=True)
rds.delete_db_cluster(DBClusterIdentifier=name, SkipFinalSnapshot=True)",
        undo: "",
        decisive: &["global-database-without-dr-member: promote"],
        blocked: &["promote"],
    },
];

#[test]
fn each_blocker_is_named_alone_with_its_step() {
    let simulator = Simulator::with_estate();
    simulator.ready();
    let place = Place::new(&simulator.url());
    for blocker in BLOCKERS {
        simulator.script(&format!("{CLIENTS}\n{}", blocker.cause));
        let verdict = Verdict::of(&place, &[]);
        let said = format!("{}: {}", blocker.name, verdict.show());
        assert_eq!(verdict.level(), "NOT_READY", "{said}");
        let unassessed = blocker.decisive.iter().all(|d| d.starts_with('?'));
        assert_eq!(verdict.status, if unassessed { 3 } else { 1 }, "{said}");
        assert_eq!(verdict.decisive(), blocker.decisive, "{said}");
        assert_eq!(verdict.blocked(), blocker.blocked, "{said}");
        simulator.script(&format!("{CLIENTS}\n{}", blocker.undo));
        if !blocker.undo.is_empty() {
            let verdict = Verdict::of(&place, &[]);
            assert_eq!(verdict.level(), "FULLY_READY", "after {said}");
        }
    }
}
