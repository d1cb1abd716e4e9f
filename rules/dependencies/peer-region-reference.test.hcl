case "an environment variable" {
  world {
    resource "aws_lambda_function" "sync" {
      side       = "dr"
      attributes = { function_name = "sync", environment = [{ variables = { QUEUE = "https://sqs.us-east-1.amazonaws.com/111122223333/jobs" } }] }
    }
  }
  expect {
    outcome = "fail"
    finding "none" {
      subjects = ["aws_lambda_function.sync"]
      at       = "environment.variables.QUEUE"
      message  = "sync names the primary side in environment.variables.QUEUE*"
    }
  }
}

case "inside container definitions and policies" {
  world {
    resource "aws_ecs_task_definition" "api" {
      side       = "dr"
      attributes = { family = "api", container_definitions = jsonencode([{ name = "api", image = "x", environment = [{ name = "REGION", value = "us-east-1" }, { name = "MODE", value = "dr" }] }, { name = "b", image = "y" }]) }
    }
    resource "aws_iam_policy" "read" {
      side       = "dr"
      attributes = { name = "read", policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:dynamodb:us-east-1:111122223333:table/x" }] }) }
    }
  }
  expect {
    outcome = "fail"
    finding "none" {
      subjects = ["aws_ecs_task_definition.api"]
      at       = "container_definitions[\"api\"].environment[\"REGION\"].value"
    }
    finding "none" {
      subjects = ["aws_iam_policy.read"]
    }
  }
}

case "a resource of the primary by its id" {
  world {
    resource "aws_lb_target_group" "api" {
      side       = "primary"
      attributes = { name = "api", arn = "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/api/1" }
    }
    resource "aws_vpc" "main" {
      side       = "primary"
      attributes = { id = "vpc-0123456789abcdef0", cidr_block = "10.1.0.0/16" }
    }
    resource "aws_security_group" "db" {
      side       = "dr"
      attributes = { name = "db", vpc_id = "vpc-0123456789abcdef0" }
    }
  }
  expect {
    outcome = "fail"
    finding "none" {
      at = "vpc_id"
    }
  }
}

case "replication names its source" {
  world {
    resource "aws_kms_replica_key" "data" {
      side       = "dr"
      attributes = { primary_key_arn = "arn:aws:kms:us-east-1:111122223333:key/mrk-1" }
    }
    resource "aws_sqs_queue" "jobs" {
      side       = "dr"
      attributes = { name = "jobs", url = "https://sqs.us-west-2.amazonaws.com/111122223333/jobs" }
    }
  }
  expect { outcome = "pass" }
}

case "a value known only after apply" {
  world {
    resource "aws_lambda_function" "sync" {
      side       = "dr"
      attributes = { function_name = "sync", role = unknown("from another stack") }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*from another stack*"
  }
}
