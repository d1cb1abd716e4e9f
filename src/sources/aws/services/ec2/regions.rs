//! Whether the account may use the two regions.
//!
//! A region that is off answers no call, so one that is on is asked for both. Asked with
//! `AllRegions`, it tells those that are off as well.

use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::text;

const STATUS: &str = "status.aws_region";

/// What of EC2 is no region's.
pub(in crate::sources::aws::services) const REGIONS: Service = Service {
    name: "ec2",
    asked: Asked::PerAccount,
    operations: &[Operation::lists("DescribeRegions", "ec2:DescribeRegions", &[STATUS])],
    collect: |collector| Box::pin(collect(collector)),
};

async fn collect(c: Collector) {
    if !c.wants("DescribeRegions") {
        return;
    }
    let ec2 = client!(c, aws_sdk_ec2);
    let request = ec2.describe_regions().all_regions(true).send();
    let Ok(answer) = c.call("DescribeRegions", request).await else { return };
    for region in answer.regions() {
        let name = region.region_name().unwrap_or_default();
        if c.regions().iter().any(|r| r.as_str() == name) {
            let attributes =
                [("name", text(Some(name))), ("opt_in_status", text(region.opt_in_status()))];
            c.keep("DescribeRegions", STATUS, name, attributes);
        }
    }
}
