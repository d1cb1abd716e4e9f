case "neither lock" {
  world {
    resource "config.backend" "b" {
      side       = "dr"
      attributes = { type = "s3", bucket = "b", dynamodb_table = null, use_lockfile = null }
    }
  }
  expect {
    outcome = "fail"
    finding "locked" {
      subjects = ["config.backend.b"]
      message  = "The state in b is written without a lock."
    }
  }
}

case "a lock file" {
  world {
    resource "config.backend" "b" {
      side       = "dr"
      attributes = { type = "s3", bucket = "b", dynamodb_table = null, use_lockfile = true }
    }
  }
  expect { outcome = "pass" }
}

case "a table" {
  world {
    resource "config.backend" "b" {
      side       = "dr"
      attributes = { type = "s3", bucket = "b", dynamodb_table = "locks", use_lockfile = null }
    }
  }
  expect { outcome = "pass" }
}

case "a setting that is not known" {
  world {
    resource "config.backend" "b" {
      side       = "dr"
      attributes = { type = "s3", bucket = "b", dynamodb_table = null, use_lockfile = unknown("given to init") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*given to init*"
  }
}

case "in a configuration" {
  world {
    terraform {
      side  = "dr"
      files = {
        "main.tf" = <<-TF
          terraform {
            backend "s3" {
              bucket       = "tfstate"
              key          = "app"
              region       = "us-west-2"
              use_lockfile = true
            }
          }
        TF
      }
    }
  }
  expect { outcome = "pass" }
}
