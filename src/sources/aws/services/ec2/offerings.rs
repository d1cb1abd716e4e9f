//! In which zones of a region the instance types can be launched that either side uses.
//!
//! Not every type is offered in every zone, and not every region has the newest ones. A type that
//! is not offered at all is told with no zones.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types::{Filter, LocationType};
use futures_util::future::join_all;

use crate::model::{Resource, Value};
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{text, texts};

const OFFERED: &str = "offering.aws_instance";
/// Values that one filter takes.
const VALUES_OF_A_FILTER: usize = 200;

/// What a region offers.
pub(in crate::sources::aws::services) const OFFERINGS: Service = Service {
    name: "ec2",
    asked: Asked::AfterRegion,
    operations: &[Operation::lists(
        "DescribeInstanceTypeOfferings",
        "ec2:DescribeInstanceTypeOfferings",
        &[OFFERED],
    )],
    collect: |collector| Box::pin(collect(collector)),
};

async fn collect(c: Collector) {
    if !c.wants("DescribeInstanceTypeOfferings") {
        return;
    }
    let types = types_in_use(&c);
    if types.is_empty() {
        return;
    }
    let ec2 = client!(c, aws_sdk_ec2);
    let types: Vec<String> = types.into_iter().collect();
    let batches = types.chunks(VALUES_OF_A_FILTER).map(|batch| {
        let wanted =
            Filter::builder().name("instance-type").set_values(Some(batch.to_vec())).build();
        let (c, ec2) = (&c, &ec2);
        async move {
            let listed = c
                .whole(
                    "DescribeInstanceTypeOfferings",
                    |token| {
                        ec2.describe_instance_type_offerings()
                            .location_type(LocationType::AvailabilityZone)
                            .filters(wanted.clone())
                            .set_next_token(token)
                            .max_results(1000)
                            .send()
                    },
                    |page| (page.instance_type_offerings.unwrap_or_default(), page.next_token),
                )
                .await;
            // Half a listing would make a type look as if it were not offered.
            let Ok(listed) = listed else { return };
            let mut zones: BTreeMap<&str, BTreeSet<&str>> =
                batch.iter().map(|t| (t.as_str(), BTreeSet::new())).collect();
            for offering in &listed {
                let of_type = offering.instance_type().map(AsRef::as_ref).unwrap_or_default();
                if let Some(zones) = zones.get_mut(of_type) {
                    zones.extend(offering.location());
                }
            }
            for (instance_type, zones) in zones {
                let attributes = [
                    ("availability_zones", texts(zones)),
                    ("instance_type", text(Some(instance_type))),
                ];
                c.keep("DescribeInstanceTypeOfferings", OFFERED, instance_type, attributes);
            }
        }
    });
    join_all(batches).await;
}

/// The types that either side launches: what runs on one side is to run on the other.
fn types_in_use(c: &Collector) -> BTreeSet<String> {
    const LAUNCHED: [&str; 3] = ["aws_instance", "aws_launch_configuration", "aws_launch_template"];
    let own = LAUNCHED
        .into_iter()
        .flat_map(|kind| c.everywhere(kind))
        .filter_map(|r| r.attribute("instance_type")?.as_str());
    let of_groups = c.everywhere("aws_autoscaling_group").flat_map(|group| overrides(group));
    own.chain(of_groups).filter(|t| !t.is_empty()).map(str::to_owned).collect()
}

/// The types by which a group with mixed instances overrides its launch template.
fn overrides(group: &Resource) -> impl Iterator<Item = &str> {
    let policies = group.attribute("mixed_instances_policy").map(members).unwrap_or_default();
    policies
        .iter()
        .flat_map(|policy| inner(policy, "launch_template"))
        .flat_map(|template| inner(template, "override"))
        .filter_map(|one| one.as_map()?.get("instance_type")?.as_str())
}

/// The blocks of one name within a block.
fn inner<'a>(block: &'a Value, name: &str) -> &'a [Value] {
    block.as_map().and_then(|map| map.get(name)).map(members).unwrap_or_default()
}

fn members(value: &Value) -> &[Value] {
    value.as_list().unwrap_or_default()
}
