//! What an instance must have, where types are not named.
//!
//! EC2 and Auto Scaling have the same block. The types of their clients have the same accessors
//! and no trait in common, hence a macro.

/// The block `instance_requirements`.
macro_rules! requirements {
    ($requirements:expr) => {{
        use $crate::sources::aws::values::{
            at_most_one, block, decimal, flag, number, text, texts,
        };
        macro_rules! range {
            ($range:expr, $number:ident) => {
                at_most_one($range.map(|r| {
                    block([
                        ("max", $number(Some(r.max().unwrap_or_default()))),
                        ("min", $number(Some(r.min().unwrap_or_default()))),
                    ])
                }))
            };
        }
        let r = $requirements;
        block([
            ("accelerator_count", range!(r.accelerator_count(), number)),
            ("accelerator_manufacturers", texts(r.accelerator_manufacturers())),
            ("accelerator_names", texts(r.accelerator_names())),
            ("accelerator_total_memory_mib", range!(r.accelerator_total_memory_mib(), number)),
            ("accelerator_types", texts(r.accelerator_types())),
            ("allowed_instance_types", texts(r.allowed_instance_types())),
            ("bare_metal", text(r.bare_metal())),
            ("baseline_ebs_bandwidth_mbps", range!(r.baseline_ebs_bandwidth_mbps(), number)),
            ("burstable_performance", text(r.burstable_performance())),
            ("cpu_manufacturers", texts(r.cpu_manufacturers())),
            ("excluded_instance_types", texts(r.excluded_instance_types())),
            ("instance_generations", texts(r.instance_generations())),
            ("local_storage", text(r.local_storage())),
            ("local_storage_types", texts(r.local_storage_types())),
            (
                "max_spot_price_as_percentage_of_optimal_on_demand_price",
                number(Some(
                    r.max_spot_price_as_percentage_of_optimal_on_demand_price().unwrap_or_default(),
                )),
            ),
            ("memory_gib_per_vcpu", range!(r.memory_gib_per_v_cpu(), decimal)),
            ("memory_mib", range!(r.memory_mib(), number)),
            ("network_bandwidth_gbps", range!(r.network_bandwidth_gbps(), decimal)),
            ("network_interface_count", range!(r.network_interface_count(), number)),
            (
                "on_demand_max_price_percentage_over_lowest_price",
                number(Some(
                    r.on_demand_max_price_percentage_over_lowest_price().unwrap_or_default(),
                )),
            ),
            ("require_hibernate_support", flag(r.require_hibernate_support())),
            (
                "spot_max_price_percentage_over_lowest_price",
                number(Some(r.spot_max_price_percentage_over_lowest_price().unwrap_or_default())),
            ),
            ("total_local_storage_gb", range!(r.total_local_storage_gb(), decimal)),
            ("vcpu_count", range!(r.v_cpu_count(), number)),
        ])
    }};
}
pub(in crate::sources::aws::services) use requirements;
