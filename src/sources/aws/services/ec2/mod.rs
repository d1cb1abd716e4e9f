//! EC2: networks, what lets traffic through, and instances.

mod compute;
mod network;
mod security;

use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "ec2",
    asked: Asked::PerRegion,
    operations: OPERATIONS,
    collect: |collector| Box::pin(collect(collector)),
};

/// The calls of all files of this folder.
const OPERATIONS: &[Operation] = &joined(network::OPERATIONS, security::OPERATIONS, compute::OPERATIONS);

const COUNT: usize =
    network::OPERATIONS.len() + security::OPERATIONS.len() + compute::OPERATIONS.len();

const fn joined(a: &[Operation], b: &[Operation], c: &[Operation]) -> [Operation; COUNT] {
    let mut all = [Operation::lists("", "", &[]); COUNT];
    let mut at = 0;
    while at < COUNT {
        all[at] = if at < a.len() {
            a[at]
        } else if at < a.len() + b.len() {
            b[at - a.len()]
        } else {
            c[at - a.len() - b.len()]
        };
        at += 1;
    }
    all
}

async fn collect(c: Collector) {
    let ec2 = client!(c, aws_sdk_ec2);
    futures_util::join!(
        network::collect(&c, &ec2),
        security::collect(&c, &ec2),
        compute::collect(&c, &ec2),
    );
}
