//! Terraform directories of any size: one root for each region, a hundred lines to a file.

use std::fs;
use std::path::{Path, PathBuf};

/// Both roots.
#[derive(Clone)]
pub(crate) struct Configuration {
    /// The directory around both.
    pub(crate) top: PathBuf,
    /// Lines of all files.
    pub(crate) lines: usize,
}

/// One file: a service with what belongs to it. `@` is its number.
const UNIT: &str = r#"locals {
  name_@  = "service-@"
  tags_@  = merge(local.tags, { Service = local.name_@ })
  ports_@ = { http = 8080, admin = 8081 }
  image_@ = "${var.account}.dkr.ecr.${var.region}.amazonaws.com/${local.name_@}:1.4.${length(local.ports_@)}"
}

resource "aws_iam_role" "task_@" {
  name = "${local.name_@}-task${var.name_suffix}"
  tags = local.tags_@

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "task_@" {
  name = "queue"
  role = aws_iam_role.task_@.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["sqs:SendMessage", "sqs:ReceiveMessage"]
      Resource = [for queue in aws_sqs_queue.work_@ : queue.arn]
    }]
  })
}

resource "aws_sqs_queue" "work_@" {
  for_each                   = toset(["fast", "slow"])
  name                       = "${local.name_@}-${each.key}"
  visibility_timeout_seconds = each.key == "fast" ? 30 : 300
  tags                       = local.tags_@
}

resource "aws_cloudwatch_log_group" "logs_@" {
  name              = "/services/${local.name_@}"
  retention_in_days = 30
  tags              = local.tags_@
}

resource "aws_security_group" "task_@" {
  name   = local.name_@
  vpc_id = var.vpc_id
  tags   = local.tags_@

  dynamic "ingress" {
    for_each = local.ports_@
    content {
      description = ingress.key
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = [cidrsubnet(var.cidr_block, 4, 1)]
    }
  }
}

resource "aws_ecs_task_definition" "task_@" {
  family             = local.name_@
  cpu                = 256
  memory             = 512
  execution_role_arn = aws_iam_role.task_@.arn

  container_definitions = jsonencode([{
    name  = local.name_@
    image = local.image_@
    portMappings = [for name, port in local.ports_@ : {
      name          = name
      containerPort = port
    }]
    environment = [
      { name = "REGION", value = var.region },
      { name = "QUEUE", value = aws_sqs_queue.work_@["fast"].url },
    ]
  }])
}

resource "aws_cloudwatch_metric_alarm" "age_@" {
  alarm_name          = "${local.name_@}-age"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 3
  period              = 60
  statistic           = "Maximum"
  threshold           = 300
  tags                = local.tags_@

  dimensions = {
    QueueName = aws_sqs_queue.work_@["slow"].name
  }
}
"#;

const HEAD: &str = r#"variable "region" {}
variable "account" { default = "111122223333" }
variable "name_suffix" { default = "" }
variable "cidr_block" {}
variable "vpc_id" { default = "vpc-0123456789abcdef0" }
locals {
  tags = { app = "bench" }
}
provider "aws" {
  region = var.region
}
"#;

/// Writes both roots with `files` files together.
pub(crate) fn configuration(directory: &Path, files: usize) -> Configuration {
    let top = directory.join(format!("configuration-{files}"));
    let mut lines = 0;
    let sides = [("us-east-1", "10.0.0.0/16", ""), ("us-west-2", "10.1.0.0/16", "-dr")];
    for (region, cidr, suffix) in sides {
        let root = top.join(region);
        fs::create_dir_all(&root).expect("the directory can be made");
        let values =
            format!("region = \"{region}\"\ncidr_block = \"{cidr}\"\nname_suffix = \"{suffix}\"\n");
        fs::write(root.join("terraform.tfvars"), values).expect("it can be written");
        fs::write(root.join("main.tf"), HEAD).expect("it can be written");
        for at in 0..files / 2 {
            let text = UNIT.replace('@', &at.to_string());
            lines += text.lines().count();
            fs::write(root.join(format!("service_{at}.tf")), text).expect("it can be written");
        }
    }
    Configuration { top, lines }
}
