case "disabled" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", kms_key_id = "arn:aws:kms:us-west-2:111122223333:key/1a" }
    }
    resource "status.aws_kms_key" "k" {
      side       = "dr"
      attributes = { id = "1a", key_id = "1a", arn = "arn:aws:kms:us-west-2:111122223333:key/1a", key_state = "Disabled" }
    }
  }
  expect {
    outcome = "fail"
    finding "enabled" {
      subjects = ["aws_rds_cluster.db"]
      at       = "kms_key_id"
      message  = "The key of db is Disabled: arn:aws:kms:us-west-2:111122223333:key/1a."
    }
  }
}

case "to be deleted" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", kms_key_id = "arn:aws:kms:us-west-2:111122223333:key/1a" }
    }
    resource "status.aws_kms_key" "k" {
      side       = "dr"
      attributes = { id = "1a", key_id = "1a", arn = "arn:aws:kms:us-west-2:111122223333:key/1a", key_state = "PendingDeletion" }
    }
  }
  expect {
    outcome = "fail"
    finding "enabled" {
      message = "*PendingDeletion*"
    }
  }
}

case "deleted" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", kms_key_id = "arn:aws:kms:us-west-2:111122223333:key/1a" }
    }
  }
  expect {
    outcome = "fail"
    finding "enabled" {
      message = "*is gone*"
    }
  }
}

case "enabled" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", kms_key_id = "arn:aws:kms:us-west-2:111122223333:key/1a" }
    }
    resource "status.aws_kms_key" "k" {
      side       = "dr"
      attributes = { id = "1a", key_id = "1a", arn = "arn:aws:kms:us-west-2:111122223333:key/1a", key_state = "Enabled" }
    }
  }
  expect { outcome = "pass" }
}

case "a key of another account" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", kms_key_id = "arn:aws:kms:us-west-2:999999999999:key/1a" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*another account*"
  }
}

case "keys could not be described" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", kms_key_id = "arn:aws:kms:us-west-2:111122223333:key/1a" }
    }
    incomplete "status.aws_kms_key" {
      side   = "dr"
      reason = "denied: kms:DescribeKey"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*kms:DescribeKey*"
  }
}

case "a state that is not known" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", kms_key_id = "arn:aws:kms:us-west-2:111122223333:key/1a" }
    }
    resource "status.aws_kms_key" "k" {
      side       = "dr"
      attributes = { id = "1a", key_id = "1a", arn = "arn:aws:kms:us-west-2:111122223333:key/1a", key_state = unknown("denied: kms:DescribeKey") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*kms:DescribeKey*"
  }
}
