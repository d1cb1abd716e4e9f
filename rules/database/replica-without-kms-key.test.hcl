case "no key" {
  world {
    resource "aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", replicate_source_db = "arn:aws:rds:us-east-1:111122223333:db:p", storage_encrypted = true, kms_key_id = null }
    }
  }
  expect {
    outcome = "fail"
    finding "key" {
      subjects = ["aws_db_instance.r"]
      message  = "r is encrypted and replicated*"
    }
  }
}

case "a key" {
  world {
    resource "aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", replicate_source_db = "arn:aws:rds:us-east-1:111122223333:db:p", storage_encrypted = true, kms_key_id = "arn:aws:kms:us-west-2:111122223333:key/1" }
    }
  }
  expect { outcome = "pass" }
}

case "a key that is not known" {
  world {
    resource "aws_db_instance" "r" {
      side       = "dr"
      attributes = { identifier = "r", replicate_source_db = "arn:aws:rds:us-east-1:111122223333:db:p", storage_encrypted = true, kms_key_id = unknown("left to AWS") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*left to AWS*"
  }
}
