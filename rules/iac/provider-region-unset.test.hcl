case "no region" {
  world {
    resource "config.provider" "a" {
      side       = "dr"
      attributes = { local_address = "provider.aws", provider = "aws", alias = null, provider_region = null }
    }
  }
  expect {
    outcome = "fail"
    finding "set" {
      subjects = ["config.provider.a"]
      message  = "provider.aws sets no region."
    }
  }
}

case "a region" {
  world {
    resource "config.provider" "a" {
      side       = "dr"
      attributes = { local_address = "provider.aws", provider = "aws", alias = null, provider_region = "us-west-2" }
    }
  }
  expect { outcome = "pass" }
}

case "a region that is not known" {
  world {
    resource "config.provider" "a" {
      side       = "dr"
      attributes = { local_address = "provider.aws", provider = "aws", alias = null, provider_region = unknown("a variable without value") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*without value*"
  }
}

case "in a configuration" {
  world {
    terraform {
      side  = "dr"
      files = {
        "main.tf" = <<-TF
          provider "aws" {
            region = "us-west-2"
          }
          provider "aws" {
            alias = "other"
          }
        TF
      }
    }
  }
  expect {
    outcome = "fail"
    finding "set" {
      message = "provider.aws.other sets no region."
    }
  }
}
