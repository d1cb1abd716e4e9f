//! What is asked about things that were listed: measurements, offerings, permissions.
//!
//! A rule that names only the question makes the listing necessary too, and where the listing
//! failed, nobody knows what there was to ask: the questions are missing as well.

use std::collections::BTreeSet;

use super::need::{Attributes, Need};
use crate::model::{Gap, Text};

/// One kind that is asked for about others.
struct Derived {
    kind: &'static str,
    /// The kinds that it is about, with the attributes that the questions are made from.
    about: &'static [(&'static str, &'static [&'static str])],
    reach: Reach,
}

/// Whose listings a question is made from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Those of the side that is asked.
    OwnSide,
    /// Those of both sides.
    BothSides,
}

const DERIVED: &[Derived] = &[
    Derived {
        kind: "metric.aws_db_instance",
        about: &[("aws_db_instance", &["identifier", "replicate_source_db"])],
        reach: Reach::OwnSide,
    },
    Derived {
        kind: "metric.aws_dynamodb_table",
        about: &[("aws_dynamodb_table", &["name", "replica"])],
        reach: Reach::OwnSide,
    },
    Derived {
        kind: "metric.aws_elasticache_replication_group",
        about: &[
            ("aws_elasticache_replication_group", &["member_clusters", "replication_group_id"]),
            ("status.aws_elasticache_global_replication_group", &["members"]),
        ],
        reach: Reach::OwnSide,
    },
    Derived {
        kind: "metric.aws_rds_cluster",
        about: &[
            ("aws_rds_cluster", &["arn", "cluster_identifier"]),
            ("aws_rds_global_cluster", &["global_cluster_members"]),
        ],
        reach: Reach::OwnSide,
    },
    Derived {
        kind: "metric.aws_s3_bucket",
        about: &[
            ("aws_s3_bucket", &["bucket"]),
            ("aws_s3_bucket_replication_configuration", &["bucket", "rule"]),
        ],
        reach: Reach::BothSides,
    },
    Derived {
        kind: "metric.aws_servicequotas_service_quota",
        about: &[("aws_servicequotas_service_quota", &["usage_metric"])],
        reach: Reach::OwnSide,
    },
    Derived {
        kind: "offering.aws_instance",
        about: &[
            ("aws_autoscaling_group", &["mixed_instances_policy"]),
            ("aws_instance", &["instance_type"]),
            ("aws_launch_configuration", &["instance_type"]),
            ("aws_launch_template", &["instance_type"]),
        ],
        reach: Reach::BothSides,
    },
    Derived {
        kind: "offering.aws_rds_cluster_instance",
        about: &[
            ("aws_db_instance", &["engine", "engine_version", "instance_class"]),
            ("aws_rds_cluster_instance", &["engine", "engine_version", "instance_class"]),
        ],
        reach: Reach::BothSides,
    },
    Derived {
        kind: "permission.aws_iam_role",
        about: &[
            ("aws_apigatewayv2_api", &["api_endpoint", "name"]),
            ("aws_apigatewayv2_domain_name", &["domain_name", "domain_name_configuration"]),
            (
                "aws_appautoscaling_target",
                &[
                    "arn",
                    "max_capacity",
                    "min_capacity",
                    "resource_id",
                    "scalable_dimension",
                    "service_namespace",
                ],
            ),
            ("aws_autoscaling_group", &["arn", "desired_capacity", "max_size", "min_size", "name"]),
            (
                "aws_db_instance",
                &["address", "arn", "hosted_zone_id", "identifier", "replicate_source_db"],
            ),
            (
                "aws_ecs_service",
                &[
                    "cluster",
                    "deployment_controller",
                    "desired_count",
                    "load_balancer",
                    "name",
                    "scheduling_strategy",
                    "task_definition",
                ],
            ),
            ("aws_ecs_task_definition", &["arn", "container_definitions"]),
            ("aws_eip", &["public_ip"]),
            (
                "aws_elasticache_global_replication_group",
                &["arn", "global_replication_group_id", "primary_replication_group_id"],
            ),
            (
                "aws_elasticache_replication_group",
                &[
                    "configuration_endpoint_address",
                    "global_replication_group_id",
                    "primary_endpoint_address",
                    "reader_endpoint_address",
                    "replication_group_id",
                ],
            ),
            ("aws_lb", &["dns_name", "name", "zone_id"]),
            ("aws_lb_listener", &["arn", "default_action"]),
            (
                "aws_rds_cluster",
                &[
                    "arn",
                    "cluster_identifier",
                    "endpoint",
                    "global_cluster_identifier",
                    "hosted_zone_id",
                    "reader_endpoint",
                    "replication_source_identifier",
                ],
            ),
            ("aws_rds_cluster_instance", &["cluster_identifier", "identifier"]),
            (
                "aws_rds_global_cluster",
                &["arn", "global_cluster_identifier", "global_cluster_members"],
            ),
            (
                "aws_route53_record",
                &[
                    "alias",
                    "cidr_routing_policy",
                    "failover_routing_policy",
                    "fqdn",
                    "geolocation_routing_policy",
                    "geoproximity_routing_policy",
                    "health_check_id",
                    "latency_routing_policy",
                    "name",
                    "records",
                    "ttl",
                    "type",
                    "weighted_routing_policy",
                    "zone_id",
                ],
            ),
            ("aws_route53_zone", &["arn", "zone_id"]),
            ("aws_ssm_parameter", &["arn", "insecure_value", "name", "value"]),
        ],
        reach: Reach::BothSides,
    },
];

impl Need {
    /// The same with what must be looked at to know what to ask.
    #[must_use]
    pub fn with_what_is_asked_about(mut self) -> Self {
        for derived in DERIVED {
            if !self.kinds.contains_key(derived.kind) {
                continue;
            }
            for (kind, names) in derived.about {
                let none = || Attributes::Some(BTreeSet::new());
                let known = self.kinds.entry(Text::from(*kind)).or_insert_with(none);
                if let Attributes::Some(known) = known {
                    known.extend(names.iter().map(|n| Text::from(*n)));
                }
            }
        }
        self
    }
}

/// The gaps that gaps in listings leave in what is asked about them.
pub(super) fn gaps_of(listings: &[Gap], need: &Need) -> Vec<Gap> {
    let wanted = || DERIVED.iter().filter(|d| need.kinds.contains_key(d.kind));
    let mut gaps = Vec::new();
    for gap in listings {
        for derived in wanted().filter(|d| d.misses(gap)) {
            gaps.push(Gap {
                side: gap.side.filter(|_| derived.reach == Reach::OwnSide),
                kind: Some(Text::from(derived.kind)),
                attributes: Vec::new(),
                ..gap.clone()
            });
        }
    }
    gaps
}

impl Derived {
    /// Whether a gap hides something that there would be to ask.
    fn misses(&self, gap: &Gap) -> bool {
        match &gap.kind {
            // On the side itself nothing of any kind is told then.
            None => self.reach == Reach::BothSides,
            Some(kind) => self.about.iter().any(|(about, names)| {
                kind.as_str() == *about
                    && (gap.attributes.is_empty()
                        || gap.attributes.iter().any(|a| names.contains(&a.as_str())))
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::kinds;
    use crate::model::{Reason, Side, is_observed_kind};

    fn need(kind: &str) -> Need {
        let kinds = BTreeMap::from([(Text::from(kind), Attributes::Some(BTreeSet::new()))]);
        Need { everything: false, kinds }.with_what_is_asked_about()
    }

    fn gap(kind: Option<&str>, attributes: &[&str]) -> Gap {
        Gap {
            side: Some(Side::Primary),
            kind: kind.map(Text::from),
            attributes: attributes.iter().map(|a| Text::from(*a)).collect(),
            operation: Text::from("x:Y"),
            iam_action: None,
            reason: Reason::Denied,
            detail: Text::from("denied"),
        }
    }

    #[test]
    fn what_questions_are_made_from_exists() {
        for derived in DERIVED {
            assert!(is_observed_kind(derived.kind) && kinds::schema::of(derived.kind).is_some());
            for (kind, names) in derived.about {
                for name in *names {
                    assert!(kinds::has_attribute(kind, name), "{}: {kind}.{name}", derived.kind);
                }
            }
        }
    }

    #[test]
    fn a_question_makes_its_listing_necessary() {
        let need = need("metric.aws_rds_cluster");
        assert!(need.attributes("aws_rds_global_cluster", &["global_cluster_members"]));
        assert!(!need.kind("aws_db_instance"));
    }

    #[test]
    fn a_listing_that_failed_leaves_its_questions_open() {
        let failed = [gap(Some("aws_rds_cluster"), &[])];
        let left = gaps_of(&failed, &need("metric.aws_rds_cluster"));
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].kind.as_deref(), Some("metric.aws_rds_cluster"));
        assert_eq!(left[0].side, Some(Side::Primary));
        // Another attribute's gap is none of the question's, and a kind nobody asks for has none.
        let other = [gap(Some("aws_rds_cluster"), &["tags"])];
        assert_eq!(gaps_of(&other, &need("metric.aws_rds_cluster")), []);
        assert_eq!(gaps_of(&failed, &need("metric.aws_db_instance")), []);
    }

    #[test]
    fn what_is_asked_about_both_sides_is_open_when_one_is_dark() {
        let dark = [gap(None, &[])];
        let left = gaps_of(&dark, &need("offering.aws_rds_cluster_instance"));
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].side, None);
        // The calls of a failover are made on both sides.
        let left = gaps_of(&dark, &need("permission.aws_iam_role"));
        assert_eq!(left.len(), 1);
        assert_eq!(
            (left[0].side, left[0].kind.as_deref()),
            (None, Some("permission.aws_iam_role"))
        );
        assert_eq!(gaps_of(&dark, &need("metric.aws_rds_cluster")), []);
    }
}
