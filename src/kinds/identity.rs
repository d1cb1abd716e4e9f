//! Kinds whose id is a name that the configuration gives.
//!
//! Terraform knows such an id only after apply, but it is certain all the same. From the import
//! section of each resource's page in the AWS provider's documentation.

/// The attribute that the provider takes for the id.
const IDS: &[(&str, &str)] = &[
    ("aws_autoscaling_group", "name"),
    ("aws_cloudwatch_log_group", "name"),
    ("aws_cloudwatch_metric_alarm", "alarm_name"),
    ("aws_db_parameter_group", "name"),
    ("aws_db_subnet_group", "name"),
    ("aws_dynamodb_table", "name"),
    ("aws_ecr_repository", "name"),
    ("aws_elasticache_parameter_group", "name"),
    ("aws_elasticache_replication_group", "replication_group_id"),
    ("aws_elasticache_subnet_group", "name"),
    ("aws_iam_group", "name"),
    ("aws_iam_instance_profile", "name"),
    ("aws_iam_role", "name"),
    ("aws_iam_user", "name"),
    ("aws_kms_alias", "name"),
    ("aws_lambda_function", "function_name"),
    ("aws_rds_cluster", "cluster_identifier"),
    ("aws_rds_cluster_parameter_group", "name"),
    ("aws_rds_global_cluster", "global_cluster_identifier"),
    ("aws_s3_bucket", "bucket"),
    ("aws_ssm_parameter", "name"),
];

/// The attribute that the provider takes for the id; `None` where AWS makes one up.
#[must_use]
pub fn id_attribute(kind: &str) -> Option<&'static str> {
    let at = IDS.binary_search_by(|(name, _)| (*name).cmp(kind)).ok()?;
    IDS.get(at).map(|(_, attribute)| *attribute)
}

/// Kinds whose id the provider makes up (a time, a hash of the arguments), so that AWS does not
/// know it. What identifies them is the table's identity.
const MADE_UP: &[&str] = &[
    "aws_acm_certificate_validation",
    "aws_autoscaling_attachment",
    "aws_iam_group_policy_attachment",
    "aws_iam_role_policy_attachment",
    "aws_iam_user_group_membership",
    "aws_iam_user_policy_attachment",
    "aws_lambda_permission",
    "aws_lb_target_group_attachment",
    "aws_route53_zone_association",
    "aws_security_group_rule",
];

/// Whether the provider makes up the ids of a kind.
#[must_use]
pub fn has_made_up_id(kind: &str) -> bool {
    MADE_UP.binary_search(&kind).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_made_up_id_is_identified_otherwise() {
        assert!(MADE_UP.is_sorted());
        for kind in MADE_UP {
            assert!(!crate::kinds::kind(kind).unwrap().identity.is_empty(), "{kind}");
        }
    }

    #[test]
    fn the_table_is_sorted_and_names_attributes() {
        assert!(IDS.is_sorted());
        for (kind, attribute) in IDS {
            assert!(crate::kinds::has_attribute(kind, attribute), "{kind}.{attribute}");
        }
    }
}
