//! VPCs, subnets, routes, gateways, endpoints and their peers.

use aws_sdk_ec2::Client;

use crate::sources::aws::collector::Collector;
use crate::sources::aws::spec::Operation;

/// The calls of this file.
pub(super) const OPERATIONS: &[Operation] = &[];

pub(super) async fn collect(_: &Collector, _: &Client) {}
