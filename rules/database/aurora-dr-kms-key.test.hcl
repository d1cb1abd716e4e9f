case "no key at all" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", storage_encrypted = true }
    }
  }
  expect {
    outcome = "fail"
    finding "encrypted" {
      subjects = ["aws_rds_cluster.db"]
      at       = "kms_key_id"
    }
  }
}

case "a key of the primary region" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", kms_key_id = "arn:aws:kms:us-east-1:111122223333:key/1a" }
    }
  }
  expect {
    outcome = "fail"
    finding "own-region" {
      message = "*key of us-east-1*"
    }
  }
}

case "a key that nobody manages" {
  world {
    resource "aws_kms_key" "db" {
      side       = "primary"
      attributes = { arn = "arn:aws:kms:us-east-1:111122223333:key/1a", is_enabled = true }
    }
    resource "aws_rds_cluster" "db" {
      side       = "primary"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", kms_key_id = "arn:aws:kms:us-east-1:111122223333:key/1a" }
    }
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", kms_key_id = "arn:aws:kms:us-west-2:111122223333:key/2b" }
    }
  }
  expect {
    outcome = "fail"
    finding "customer-managed" {}
  }
}

case "a disabled key" {
  world {
    resource "aws_kms_key" "db" {
      side       = "dr"
      attributes = { arn = "arn:aws:kms:us-west-2:111122223333:key/2b", is_enabled = false }
    }
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", kms_key_id = "arn:aws:kms:us-west-2:111122223333:key/2b" }
    }
  }
  expect {
    outcome = "fail"
    finding "enabled" {
      message = "*disabled*"
    }
  }
}

case "its own key" {
  world {
    resource "aws_kms_key" "db" {
      side       = "dr"
      attributes = { arn = "arn:aws:kms:us-west-2:111122223333:key/2b", is_enabled = true }
    }
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", kms_key_id = "arn:aws:kms:us-west-2:111122223333:key/2b" }
    }
  }
  expect { outcome = "pass" }
}

case "a key made at apply" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", kms_key_id = unknown("a new key") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*a new key*"
  }
}

case "keys are managed elsewhere" {
  world {
    resource "aws_rds_cluster" "db" {
      side       = "dr"
      attributes = { cluster_identifier = "db", engine = "aurora-postgresql", kms_key_id = "arn:aws:kms:us-west-2:111122223333:key/2b" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*in none of the sources*"
  }
}
