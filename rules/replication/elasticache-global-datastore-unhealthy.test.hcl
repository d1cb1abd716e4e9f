case "being modified" {
  world {
    resource "status.aws_elasticache_global_replication_group" "g" {
      side       = "primary"
      attributes = { global_replication_group_id = "g", status = "modifying", members = [{ replication_group_id = "c", region = "us-west-2", role = "SECONDARY", status = "associated" }] }
    }
  }
  expect {
    outcome = "fail"
    finding "available" {
      message = "g is modifying."
    }
  }
}

case "no member in DR" {
  world {
    resource "status.aws_elasticache_global_replication_group" "g" {
      side       = "primary"
      attributes = { global_replication_group_id = "g", status = "available", members = [{ replication_group_id = "c", region = "us-east-1", role = "SECONDARY", status = "associated" }] }
    }
  }
  expect {
    outcome = "fail"
    finding "member" {
      subjects = ["status.aws_elasticache_global_replication_group.g"]
      message  = "g has no member in us-west-2."
    }
  }
}

case "a member that is not associated" {
  world {
    resource "status.aws_elasticache_global_replication_group" "g" {
      side       = "primary"
      attributes = { global_replication_group_id = "g", status = "available", members = [{ replication_group_id = "c", region = "us-west-2", role = "SECONDARY", status = "disassociated" }] }
    }
  }
  expect {
    outcome = "fail"
    finding "associated" {
      message = "The member c of g in us-west-2 is disassociated."
    }
  }
}

case "healthy, seen from both regions" {
  world {
    resource "status.aws_elasticache_global_replication_group" "g" {
      side       = "primary"
      attributes = { global_replication_group_id = "g", status = "available", members = [{ replication_group_id = "c", region = "us-west-2", role = "SECONDARY", status = "associated" }] }
    }
    resource "status.aws_elasticache_global_replication_group" "g" {
      side       = "dr"
      attributes = { global_replication_group_id = "g", status = "available", members = [{ replication_group_id = "c", region = "us-west-2", role = "SECONDARY", status = "associated" }] }
    }
  }
  expect { outcome = "pass" }
}

case "a status that is not known" {
  world {
    resource "status.aws_elasticache_global_replication_group" "g" {
      side       = "primary"
      attributes = { global_replication_group_id = "g", status = "available", members = [{ replication_group_id = "c", region = "us-west-2", role = "SECONDARY", status = unknown("not told") }] }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*not told*"
  }
}

case "none" {
  world {
    incomplete "status.aws_elasticache_global_replication_group" {
      side   = "dr"
      reason = "denied: elasticache:DescribeGlobalReplicationGroups"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*DescribeGlobalReplicationGroups*"
  }
}

case "a DR member that is the primary one" {
  world {
    resource "status.aws_elasticache_global_replication_group" "g" {
      side       = "primary"
      attributes = { global_replication_group_id = "g", status = "available", members = [{ replication_group_id = "c", region = "us-west-2", role = "PRIMARY", status = "associated" }] }
    }
  }
  expect {
    outcome = "fail"
    finding "secondary" {
      subjects = ["status.aws_elasticache_global_replication_group.g"]
      message  = "The member c of g in us-west-2 is primary, not secondary*"
    }
  }
}

case "a role that is not known" {
  world {
    resource "status.aws_elasticache_global_replication_group" "g" {
      side       = "primary"
      attributes = { global_replication_group_id = "g", status = "available", members = [{ replication_group_id = "c", region = "us-west-2", role = unknown("not told"), status = "associated" }] }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*not told*"
  }
}
