case "a secret, by ARN" {
  world {
    resource "status.aws_kms_key" "k" {
      side       = "dr"
      attributes = { id = "1a", key_id = "1a", arn = "arn:aws:kms:us-west-2:111122223333:key/1a", key_state = "Disabled" }
    }
    resource "aws_secretsmanager_secret" "s" {
      side       = "dr"
      attributes = { name = "db", kms_key_id = "arn:aws:kms:us-west-2:111122223333:key/1a" }
    }
  }
  expect {
    outcome = "fail"
    finding "unused" {
      subjects = ["status.aws_kms_key.k"]
      at       = "key_state"
      message  = "arn:aws:kms:us-west-2:111122223333:key/1a is Disabled; with it are encrypted db."
    }
  }
}

case "a queue, by alias" {
  world {
    resource "status.aws_kms_key" "k" {
      side       = "dr"
      attributes = { id = "1a", key_id = "1a", arn = "arn:aws:kms:us-west-2:111122223333:key/1a", key_state = "PendingDeletion", deletion_date = "2026-01-20T00:00:00Z" }
    }
    resource "aws_kms_alias" "a" {
      side       = "dr"
      attributes = { name = "alias/data", target_key_id = "1a" }
    }
    resource "aws_sqs_queue" "orders" {
      side       = "dr"
      attributes = { name = "orders", kms_master_key_id = "alias/data" }
    }
  }
  expect {
    outcome = "fail"
    finding "unused" {
      message = "*will be deleted on 2026-01-20T00:00:00Z; with it are encrypted orders."
    }
  }
}

case "a bucket and a repository" {
  world {
    resource "status.aws_kms_key" "k" {
      side       = "dr"
      attributes = { id = "1a", key_id = "1a", arn = "arn:aws:kms:us-west-2:111122223333:key/1a", key_state = "Disabled" }
    }
    resource "aws_s3_bucket_server_side_encryption_configuration" "b" {
      side       = "dr"
      attributes = { bucket = "receipts", rule = [{ apply_server_side_encryption_by_default = [{ kms_master_key_id = "arn:aws:kms:us-west-2:111122223333:key/1a", sse_algorithm = "aws:kms" }] }] }
    }
    resource "aws_ecr_repository" "r" {
      side       = "dr"
      attributes = { name = "api", encryption_configuration = [{ encryption_type = "KMS", kms_key = "1a" }] }
    }
  }
  expect {
    outcome = "fail"
    finding "unused" {
      message = "*encrypted receipts, api."
    }
  }
}

case "nothing uses it" {
  world {
    resource "status.aws_kms_key" "k" {
      side       = "dr"
      attributes = { id = "1a", key_id = "1a", arn = "arn:aws:kms:us-west-2:111122223333:key/1a", key_state = "Disabled" }
    }
    resource "aws_sqs_queue" "orders" {
      side       = "dr"
      attributes = { name = "orders", kms_master_key_id = null }
    }
  }
  expect { outcome = "pass" }
}

case "enabled" {
  world {
    resource "status.aws_kms_key" "k" {
      side       = "dr"
      attributes = { id = "1a", key_id = "1a", arn = "arn:aws:kms:us-west-2:111122223333:key/1a", key_state = "Enabled" }
    }
    resource "aws_sqs_queue" "orders" {
      side       = "dr"
      attributes = { name = "orders", kms_master_key_id = "1a" }
    }
  }
  expect { outcome = "not-applicable" }
}

case "a user's key is not known" {
  world {
    resource "status.aws_kms_key" "k" {
      side       = "dr"
      attributes = { id = "1a", key_id = "1a", arn = "arn:aws:kms:us-west-2:111122223333:key/1a", key_state = "Disabled" }
    }
    resource "aws_sqs_queue" "orders" {
      side       = "dr"
      attributes = { name = "orders", kms_master_key_id = unknown("denied: sqs:GetQueueAttributes") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*GetQueueAttributes*"
  }
}

case "secrets could not be listed" {
  world {
    resource "status.aws_kms_key" "k" {
      side       = "dr"
      attributes = { id = "1a", key_id = "1a", arn = "arn:aws:kms:us-west-2:111122223333:key/1a", key_state = "Disabled" }
    }
    incomplete "aws_secretsmanager_secret" {
      side   = "dr"
      reason = "denied: secretsmanager:ListSecrets"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*ListSecrets*"
  }
}

case "a topic, by the ARN of an alias" {
  world {
    resource "status.aws_kms_key" "k" {
      side       = "dr"
      attributes = { id = "1a", key_id = "1a", arn = "arn:aws:kms:us-west-2:111122223333:key/1a", key_state = "Disabled" }
    }
    resource "aws_kms_alias" "a" {
      side       = "dr"
      attributes = { name = "alias/data", target_key_id = "1a" }
    }
    resource "aws_sns_topic" "orders" {
      side       = "dr"
      attributes = { name = "orders", kms_master_key_id = "arn:aws:kms:us-west-2:111122223333:alias/data" }
    }
  }
  expect {
    outcome = "fail"
    finding "unused" {
      message = "*with it are encrypted orders."
    }
  }
}

case "a table" {
  world {
    resource "status.aws_kms_key" "k" {
      side       = "dr"
      attributes = { id = "1a", key_id = "1a", arn = "arn:aws:kms:us-west-2:111122223333:key/1a", key_state = "Disabled" }
    }
    resource "aws_dynamodb_table" "carts" {
      side       = "dr"
      attributes = { name = "carts", server_side_encryption = [{ enabled = true, kms_key_arn = "arn:aws:kms:us-west-2:111122223333:key/1a" }] }
    }
  }
  expect {
    outcome = "fail"
    finding "unused" {
      message = "*with it are encrypted carts."
    }
  }
}

case "volumes of instances and tasks" {
  world {
    resource "status.aws_kms_key" "k" {
      side       = "dr"
      attributes = { id = "1a", key_id = "1a", arn = "arn:aws:kms:us-west-2:111122223333:key/1a", key_state = "Disabled" }
    }
    resource "aws_launch_template" "web" {
      side       = "dr"
      attributes = { name = "web", block_device_mappings = [{ device_name = "/dev/xvda", ebs = [{ encrypted = "true", kms_key_id = "1a" }] }] }
    }
    resource "aws_ecs_cluster" "c" {
      side       = "dr"
      attributes = { name = "tasks", configuration = [{ managed_storage_configuration = [{ fargate_ephemeral_storage_kms_key_id = "1a" }] }] }
    }
    resource "aws_instance" "i" {
      side       = "dr"
      attributes = { root_block_device = [{ kms_key_id = "1a" }], ebs_block_device = [] }
    }
  }
  expect {
    outcome = "fail"
    finding "unused" {
      message = "*with it are encrypted *web, tasks."
    }
  }
}

case "resources that say nothing of encryption" {
  world {
    resource "status.aws_kms_key" "k" {
      side       = "dr"
      attributes = { id = "1a", key_id = "1a", arn = "arn:aws:kms:us-west-2:111122223333:key/1a", key_state = "Disabled" }
    }
    resource "aws_instance" "i" {
      side       = "dr"
      attributes = { root_block_device = null, ebs_block_device = [{ device_name = "/dev/xvdb" }] }
    }
    resource "aws_launch_template" "t" {
      side       = "dr"
      attributes = { block_device_mappings = [{ device_name = "/dev/xvda" }] }
    }
    resource "aws_ecs_cluster" "c" {
      side       = "dr"
      attributes = { configuration = [{ execute_command_configuration = [{ logging = "NONE" }] }] }
    }
    resource "aws_dynamodb_table" "t" {
      side       = "dr"
      attributes = { server_side_encryption = [{ enabled = true }] }
    }
  }
  expect { outcome = "pass" }
}
