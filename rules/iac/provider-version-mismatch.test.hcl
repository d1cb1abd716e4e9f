case "two constraints" {
  world {
    resource "config.required_provider" "a" {
      side       = "primary"
      attributes = { local_address = "required_providers.aws", provider = "aws", version = "~> 6.0" }
    }
    resource "config.required_provider" "b" {
      side       = "dr"
      attributes = { local_address = "required_providers.aws", provider = "aws", version = "~> 5.100" }
    }
  }
  expect {
    outcome = "fail"
    finding "same" {
      subjects = ["config.required_provider.a", "config.required_provider.b"]
      message  = "aws is required as ~> 6.0 and as ~> 5.100."
    }
  }
}

case "one constraint" {
  world {
    resource "config.required_provider" "a" {
      side       = "primary"
      attributes = { local_address = "required_providers.aws", provider = "aws", version = "~> 6.0" }
    }
    resource "config.required_provider" "b" {
      side       = "dr"
      attributes = { local_address = "required_providers.aws", provider = "aws", version = "~> 6.0" }
    }
  }
  expect { outcome = "pass" }
}

case "a constraint that is not known" {
  world {
    resource "config.required_provider" "a" {
      side       = "primary"
      attributes = { local_address = "required_providers.aws", provider = "aws", version = "~> 6.0" }
    }
    resource "config.required_provider" "b" {
      side       = "dr"
      attributes = { local_address = "required_providers.aws", provider = "aws", version = unknown("a file does not parse") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*does not parse*"
  }
}
