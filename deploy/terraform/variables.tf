variable "name" {
  description = "What everything is called."
  type        = string
  default     = "passmuster"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,31}$", var.name))
    error_message = "The name has 2 to 32 lower-case letters, digits and hyphens, a letter first."
  }
}

variable "image" {
  description = "The image, with the configuration in it, by tag or digest."
  type        = string

  validation {
    condition     = can(regex("(:[^/:]+|@sha256:[0-9a-f]{64})$", var.image)) && !endswith(var.image, ":latest")
    error_message = "The image names a tag other than latest, or a digest."
  }
}

variable "config_path" {
  description = "Where the configuration is in the image."
  type        = string
  default     = "/etc/passmuster/passmuster.hcl"

  validation {
    condition     = startswith(var.config_path, "/")
    error_message = "The path is absolute."
  }
}

variable "audit_policy" {
  description = "The policy document that `passmuster iam-policy --output json` prints: what an audit reads."
  type        = string

  validation {
    condition     = can(jsondecode(var.audit_policy).Statement)
    error_message = "This is no policy document in JSON."
  }
}

variable "key_secret_arn" {
  description = "The secret in Secrets Manager whose whole text is PASSMUSTER_KEY: 64 hexadecimal digits."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:secretsmanager:", var.key_secret_arn))
    error_message = "This is no ARN of a secret in Secrets Manager."
  }
}

variable "key_kms_key_arn" {
  description = "The customer key that the secret is encrypted with; null where it is aws/secretsmanager."
  type        = string
  default     = null
}

variable "cluster_arn" {
  description = "The ECS cluster to run in."
  type        = string

  validation {
    condition     = can(regex("^arn:[a-z-]+:ecs:.*:cluster/", var.cluster_arn))
    error_message = "This is no ARN of an ECS cluster."
  }
}

variable "subnet_ids" {
  description = "Subnets with a way to the AWS APIs of both regions."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) > 0
    error_message = "At least one subnet is needed."
  }
}

variable "security_group_ids" {
  description = "Security groups that let HTTPS out. Nothing need come in."
  type        = list(string)

  validation {
    condition     = length(var.security_group_ids) > 0
    error_message = "At least one security group is needed."
  }
}

variable "assign_public_ip" {
  description = "Whether the task has a public address: needed in a public subnet without endpoints."
  type        = bool
  default     = false
}

variable "schedule" {
  description = "When to audit, as EventBridge Scheduler writes it."
  type        = string
  default     = "cron(0 5 ? * MON *)"

  validation {
    condition     = can(regex("^(cron|rate)\\(.+\\)$", var.schedule))
    error_message = "The schedule is cron(…) or rate(…)."
  }
}

variable "time_zone" {
  description = "The time zone of the schedule."
  type        = string
  default     = "UTC"
}

variable "cpu" {
  description = "CPU units of the task."
  type        = number
  default     = 512

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096], var.cpu)
    error_message = "Fargate has 256, 512, 1024, 2048 and 4096 CPU units."
  }
}

variable "memory" {
  description = "Memory of the task in MiB."
  type        = number
  default     = 1024

  validation {
    condition     = var.memory >= 512
    error_message = "The task needs 512 MiB at least."
  }
}

variable "architecture" {
  description = "What the image was built for: X86_64 or ARM64."
  type        = string
  default     = "X86_64"

  validation {
    condition     = contains(["X86_64", "ARM64"], var.architecture)
    error_message = "The architecture is X86_64 or ARM64."
  }
}

variable "history_bucket" {
  description = "The bucket that keeps the history."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.history_bucket))
    error_message = "This is no name of a bucket."
  }
}

variable "create_history_bucket" {
  description = "Whether to make the bucket; otherwise it is there."
  type        = bool
  default     = true
}

variable "history_prefix" {
  description = "Where in the bucket the history is."
  type        = string
  default     = "audits"

  validation {
    condition     = can(regex("^[^/*].*[^/]$", var.history_prefix))
    error_message = "The prefix has two characters or more, and no slash at its beginning or end."
  }
}

variable "log_retention_days" {
  description = "How long the logs, which hold each report as a table, are kept."
  type        = number
  default     = 400
}

variable "tags" {
  description = "Tags of everything."
  type        = map(string)
  default     = {}
}
