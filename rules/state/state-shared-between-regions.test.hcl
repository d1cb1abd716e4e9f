case "one object for both" {
  world {
    resource "config.backend" "a" {
      side       = "primary"
      attributes = { type = "s3", bucket = "tfstate", key = "app" }
    }
    resource "config.backend" "b" {
      side       = "dr"
      attributes = { type = "s3", bucket = "tfstate", key = "app" }
    }
  }
  expect {
    outcome = "fail"
    finding "own" {
      subjects = ["config.backend.a", "config.backend.b"]
      message  = "s3://tfstate/app is the state of both regions."
    }
  }
}

case "an object each" {
  world {
    resource "config.backend" "a" {
      side       = "primary"
      attributes = { type = "s3", bucket = "tfstate", key = "app" }
    }
    resource "config.backend" "b" {
      side       = "dr"
      attributes = { type = "s3", bucket = "tfstate-dr", key = "app" }
    }
  }
  expect { outcome = "pass" }
}

case "a key that is not known" {
  world {
    resource "config.backend" "a" {
      side       = "primary"
      attributes = { type = "s3", bucket = "tfstate", key = "app" }
    }
    resource "config.backend" "b" {
      side       = "dr"
      attributes = { type = "s3", bucket = "tfstate", key = unknown("given to init") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*given to init*"
  }
}
