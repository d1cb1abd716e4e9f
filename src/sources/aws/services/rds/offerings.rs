//! Which instance classes of databases can be ordered in a region, and in which of its zones.
//!
//! Asked for what either side runs, in both regions. A class that cannot be ordered for the engine's
//! version is told with no zones.

use std::collections::BTreeSet;

use futures_util::future::join_all;

use crate::model::{Resource, Value};
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{text, texts};

const KIND: &str = "offering.aws_rds_cluster_instance";
const OPERATION: &str = "DescribeOrderableDBInstanceOptions";

/// What can be ordered.
pub(in crate::sources::aws::services) const OFFERINGS: Service = Service {
    name: "rds",
    asked: Asked::AfterRegion,
    operations: &[Operation::lists(OPERATION, "rds:DescribeOrderableDBInstanceOptions", &[KIND])],
    collect: |collector| Box::pin(collect(collector)),
};

/// Engine, its version, and instance class.
type Ordered = (String, String, String);

async fn collect(c: Collector) {
    if !c.wants(OPERATION) {
        return;
    }
    let rds = client!(c, aws_sdk_rds);
    join_all(ordered(&c).iter().map(|(engine, version, class)| {
        let (c, rds) = (&c, &rds);
        async move {
            let listed = c
                .whole(
                    OPERATION,
                    |token| {
                        rds.describe_orderable_db_instance_options()
                            .engine(engine)
                            .engine_version(version)
                            .db_instance_class(class)
                            .set_marker(token)
                            .max_records(100)
                            .send()
                    },
                    |page| (page.orderable_db_instance_options.unwrap_or_default(), page.marker),
                )
                .await;
            // Half a listing would make zones look as if they did not offer the class.
            let Ok(listed) = listed else { return };
            let zones: BTreeSet<&str> = listed
                .iter()
                .flat_map(|option| option.availability_zones())
                .filter_map(|zone| zone.name())
                .collect();
            c.keep(
                OPERATION,
                KIND,
                &format!("{engine}/{version}/{class}"),
                [
                    ("availability_zones", texts(zones)),
                    ("engine", text(Some(engine))),
                    ("engine_version", text(Some(version))),
                    ("instance_class", text(Some(class))),
                ],
            );
        }
    }))
    .await;
}

/// What either side runs, each once.
fn ordered(c: &Collector) -> BTreeSet<Ordered> {
    let of = |instance: &Resource| -> Option<Ordered> {
        let told = |name: &str| instance.attributes.get(name).and_then(Value::as_str);
        let [engine, version, class] =
            ["engine", "engine_version", "instance_class"].map(|n| told(n).map(str::to_owned));
        Some((engine?, version?, class?))
    };
    ["aws_rds_cluster_instance", "aws_db_instance"]
        .into_iter()
        .flat_map(|kind| c.everywhere(kind))
        .filter_map(|instance| of(instance))
        .collect()
}
