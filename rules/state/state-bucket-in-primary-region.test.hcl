case "the primary's bucket" {
  world {
    data "terraform_remote_state" "platform" {
      side       = "dr"
      attributes = { backend = "s3", config = { bucket = "tfstate", key = "platform", region = "us-east-1" } }
    }
  }
  expect {
    outcome = "fail"
    finding "own-region" {
      subjects = ["data.terraform_remote_state.platform"]
      message  = "*s3://tfstate/platform in us-east-1."
    }
  }
}

case "a bucket of its own region" {
  world {
    data "terraform_remote_state" "platform" {
      side       = "dr"
      attributes = { backend = "s3", config = { bucket = "tfstate-dr", key = "platform", region = "us-west-2" } }
    }
  }
  expect { outcome = "pass" }
}

case "a region that is not known" {
  world {
    data "terraform_remote_state" "platform" {
      side       = "dr"
      attributes = { backend = "s3", config = { bucket = "tfstate", key = "platform", region = unknown("an input") } }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*an input*"
  }
}
