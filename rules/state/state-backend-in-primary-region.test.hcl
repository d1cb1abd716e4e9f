case "a bucket in the primary region" {
  world {
    resource "config.backend" "b" {
      side       = "dr"
      attributes = { type = "s3", bucket = "tfstate", key = "app", region = "us-east-1" }
    }
  }
  expect {
    outcome = "fail"
    finding "own-region" {
      subjects = ["config.backend.b"]
      message  = "The state s3://tfstate/app is kept in us-east-1."
    }
  }
}

case "a bucket of its own region" {
  world {
    resource "config.backend" "b" {
      side       = "dr"
      attributes = { type = "s3", bucket = "tfstate", key = "app", region = "us-west-2" }
    }
  }
  expect { outcome = "pass" }
}

case "a region that is given to init" {
  world {
    resource "config.backend" "b" {
      side       = "dr"
      attributes = { type = "s3", bucket = "tfstate", key = "app", region = null }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*given to terraform init*"
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
              bucket = "tfstate"
              key    = "app"
              region = "us-east-1"
            }
          }
        TF
      }
    }
  }
  expect {
    outcome = "fail"
    finding "own-region" {
      at = "main.tf:5:14"
    }
  }
}
