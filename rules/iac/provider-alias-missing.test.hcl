case "an alias that is not there" {
  world {
    resource "config.provider_use" "a" {
      side       = "dr"
      attributes = { name = "aws.dr", of = "aws_vpc.main", declared = false }
    }
  }
  expect {
    outcome = "fail"
    finding "declared" {
      subjects = ["config.provider_use.a"]
      message  = "aws_vpc.main uses the provider aws.dr*"
    }
  }
}

case "an alias that is there" {
  world {
    resource "config.provider_use" "a" {
      side       = "dr"
      attributes = { name = "aws.dr", of = "aws_vpc.main", declared = true }
    }
  }
  expect { outcome = "pass" }
}

case "a file does not parse" {
  world {
    resource "config.provider_use" "a" {
      side       = "dr"
      attributes = { name = "aws.dr", of = "aws_vpc.main", declared = unknown("a file does not parse") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*does not parse*"
  }
}

case "in a configuration" {
  world {
    terraform {
      side  = "dr"
      files = {
        "main.tf" = <<-TF
          provider "aws" {
            alias  = "there"
            region = "us-west-2"
          }
          resource "aws_sqs_queue" "a" {
            provider = aws.there
            name     = "a"
          }
          resource "aws_sqs_queue" "b" {
            provider = aws.gone
            name     = "b"
          }
          module "pair" {
            source = "./pair"
          }
        TF
        "pair/main.tf" = <<-TF
          terraform {
            required_providers {
              aws = {
                source                = "hashicorp/aws"
                configuration_aliases = [aws.replica]
              }
            }
          }
        TF
      }
    }
  }
  expect {
    outcome = "fail"
    finding "declared" {
      at = "main.tf:10:14"
    }
    finding "declared" {
      at = "main.tf:13:1"
    }
  }
}
