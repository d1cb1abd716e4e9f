//! EC2: networks, what lets traffic through, and instances.

mod compute;
mod network;
mod offerings;
mod regions;
mod security;
mod shared;

pub(super) use offerings::OFFERINGS;
pub(super) use regions::REGIONS;

use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "ec2",
    asked: Asked::PerRegion,
    operations: &joined::<{ count(PARTS) }>(PARTS),
    collect: |collector| Box::pin(collect(collector)),
};

/// The calls of each file of this folder.
const PARTS: &[&[Operation]] = &[network::OPERATIONS, security::OPERATIONS, compute::OPERATIONS];

const fn count(parts: &[&[Operation]]) -> usize {
    let (mut count, mut part) = (0, 0);
    while part < parts.len() {
        count += parts[part].len();
        part += 1;
    }
    count
}

/// The calls of several files as one table.
const fn joined<const COUNT: usize>(parts: &[&[Operation]]) -> [Operation; COUNT] {
    let mut all = [Operation::lists("", "", &[]); COUNT];
    let (mut at, mut part) = (0, 0);
    while part < parts.len() {
        let mut operation = 0;
        while operation < parts[part].len() {
            all[at] = parts[part][operation];
            at += 1;
            operation += 1;
        }
        part += 1;
    }
    all
}

async fn collect(c: Collector) {
    let ec2 = client!(c, aws_sdk_ec2);
    // VPCs name what security tells.
    let security = Box::pin(security::collect(&c, &ec2));
    futures_util::join!(
        Box::pin(network::collect(&c, &ec2, security)),
        Box::pin(compute::collect(&c, &ec2)),
    );
}
