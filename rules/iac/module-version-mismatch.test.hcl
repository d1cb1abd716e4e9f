case "two versions" {
  world {
    resource "config.module" "net" {
      side       = "primary"
      attributes = { local_address = "module.net", source = "vpc/aws", version = "5.1.0", ref = null }
    }
    resource "config.module" "net" {
      side       = "dr"
      attributes = { local_address = "module.net", source = "vpc/aws", version = "5.0.0", ref = null }
    }
  }
  expect {
    outcome = "fail"
    finding "same" {
      subjects = ["config.module.net"]
      message  = "*is pinned to 5.1.0 and 5.0.0."
    }
  }
}

case "one version" {
  world {
    resource "config.module" "net" {
      side       = "primary"
      attributes = { local_address = "module.net", source = "git::x?ref=v1", version = null, ref = "v1" }
    }
    resource "config.module" "net" {
      side       = "dr"
      attributes = { local_address = "module.net", source = "git::x?ref=v1", version = null, ref = "v1" }
    }
  }
  expect { outcome = "pass" }
}

case "a version that is not known" {
  world {
    resource "config.module" "net" {
      side       = "primary"
      attributes = { local_address = "module.net", source = "vpc/aws", version = "5.1.0", ref = null }
    }
    resource "config.module" "net" {
      side       = "dr"
      attributes = { local_address = "module.net", source = "vpc/aws", version = unknown("a variable"), ref = null }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*a variable*"
  }
}
