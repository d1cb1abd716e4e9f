case "the class cannot be ordered" {
  world {
    resource "aws_rds_cluster_instance" "one" {
      side       = "primary"
      attributes = { identifier = "one", engine = "aurora-postgresql", engine_version = "15.4", instance_class = "db.r6g.large" }
    }
    resource "aws_rds_cluster_instance" "one" {
      side       = "dr"
      attributes = { identifier = "one", engine = "aurora-postgresql", engine_version = "15.4", instance_class = "db.r6g.large" }
    }
    resource "offering.aws_rds_cluster_instance" "odb_r6g_large" {
      side       = "dr"
      attributes = { engine = "aurora-postgresql", engine_version = "15.4", instance_class = "db.r6g.large", availability_zones = [] }
    }
  }
  expect {
    outcome = "fail"
    finding "offered" {
      subjects = ["aws_rds_cluster_instance.one"]
      message  = "*aurora-postgresql 15.4 on db.r6g.large*1 zone needed, 0 available*"
    }
  }
}

case "the class of the primary alone" {
  world {
    resource "aws_rds_cluster_instance" "one" {
      side       = "primary"
      attributes = { identifier = "one", engine = "aurora-postgresql", engine_version = "15.4", instance_class = "db.r8g.large" }
    }
    resource "aws_rds_cluster_instance" "one" {
      side       = "dr"
      attributes = { identifier = "one", engine = "aurora-postgresql", engine_version = "15.4", instance_class = "db.r6g.large" }
    }
    resource "offering.aws_rds_cluster_instance" "odb_r6g_large" {
      side       = "dr"
      attributes = { engine = "aurora-postgresql", engine_version = "15.4", instance_class = "db.r6g.large", availability_zones = ["us-west-2a"] }
    }
    resource "offering.aws_rds_cluster_instance" "odb_r8g_large" {
      side       = "dr"
      attributes = { engine = "aurora-postgresql", engine_version = "15.4", instance_class = "db.r8g.large", availability_zones = [] }
    }
  }
  expect {
    outcome = "fail"
    finding "offered" {
      subjects = ["aws_rds_cluster_instance.one"]
      message  = "*db.r8g.large*"
    }
  }
}

case "it can be ordered" {
  world {
    resource "aws_rds_cluster_instance" "one" {
      side       = "primary"
      attributes = { identifier = "one", engine = "aurora-postgresql", engine_version = "15.4", instance_class = "db.r6g.large" }
    }
    resource "aws_rds_cluster_instance" "one" {
      side       = "dr"
      attributes = { identifier = "one", engine = "aurora-postgresql", engine_version = "15.4", instance_class = "db.r6g.large" }
    }
    resource "offering.aws_rds_cluster_instance" "odb_r6g_large" {
      side       = "dr"
      attributes = { engine = "aurora-postgresql", engine_version = "15.4", instance_class = "db.r6g.large", availability_zones = ["us-west-2a", "us-west-2b"] }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "nobody asked" {
  world {
    resource "aws_rds_cluster_instance" "one" {
      side       = "primary"
      attributes = { identifier = "one", engine = "aurora-postgresql", engine_version = "15.4", instance_class = "db.r6g.large" }
    }
    resource "aws_rds_cluster_instance" "one" {
      side       = "dr"
      attributes = { identifier = "one", engine = "aurora-postgresql", engine_version = "15.4", instance_class = "db.r6g.large" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*nobody asked*"
  }
}

case "a version that is not known" {
  world {
    resource "aws_rds_cluster_instance" "one" {
      side       = "dr"
      attributes = { identifier = "one", engine = "aurora-postgresql", engine_version = unknown("nobody may look"), instance_class = "db.r6g.large" }
    }
    resource "offering.aws_rds_cluster_instance" "odb_r6g_large" {
      side       = "dr"
      attributes = { engine = "aurora-postgresql", engine_version = "15.4", instance_class = "db.r6g.large", availability_zones = ["us-west-2a"] }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*nobody may look*"
  }
}
