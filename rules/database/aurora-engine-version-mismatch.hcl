rule "aurora-engine-version-mismatch" {
  title       = "The Aurora clusters run versions that cannot switch over"
  severity    = "critical"
  steps       = ["promote"]
  impact      = "blocks"
  rationale   = "A managed switchover or failover needs the same major and minor version on both sides, and for some engines the same patch level."
  remediation = "Upgrade the older cluster, the DR one first."
  refs        = ["https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html"]
  since       = "0.1.0"

  pair "cluster" {
    of    = resources("aws_rds_cluster")
    where = startswith(cluster.primary.engine, "aurora") && cluster.primary.engine_version != null && cluster.dr.engine_version != null
  }

  assert "compatible" {
    condition     = aurora_versions_compatible(cluster.primary.engine, coalesce_known(cluster.primary.engine_version_actual, cluster.primary.engine_version), coalesce_known(cluster.dr.engine_version_actual, cluster.dr.engine_version))
    at            = cluster.dr.engine_version
    error_message = "${cluster.dr.label} runs ${cluster.dr.engine} ${cluster.dr.engine_version}, its primary ${cluster.primary.engine_version}."
    evidence      = { primary = cluster.primary.engine_version, dr = cluster.dr.engine_version }
  }
}
