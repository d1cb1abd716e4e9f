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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_names_attributes() {
        assert!(IDS.is_sorted());
        for (kind, attribute) in IDS {
            assert!(crate::kinds::has_attribute(kind, attribute), "{kind}.{attribute}");
        }
    }
}
