case "another major version" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", server_version = "15.8", server_version_num = 150008 }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", server_version = "16.4", server_version_num = 160004 }
    }
  }
  expect {
    outcome = "fail"
    finding "major" {
      subjects = ["postgres.server.orders"]
      severity = "critical"
      message  = "orders: DR runs PostgreSQL 16.4, its primary 15.8."
    }
  }
}

case "another minor version" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", server_version = "15.8", server_version_num = 150008 }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", server_version = "15.6", server_version_num = 150006 }
    }
  }
  expect {
    outcome = "fail"
    finding "minor" {
      subjects = ["postgres.server.orders"]
      severity = "low"
      message  = "*another minor version."
    }
  }
}

case "one version" {
  world {
    resource "postgres.server" "orders" {
      side       = "primary"
      attributes = { label = "orders", server_version = "15.8", server_version_num = 150008 }
    }
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", server_version = "15.8", server_version_num = 150008 }
    }
  }
  expect {
    outcome = "pass"
  }
}

case "the primary is down" {
  world {
    resource "postgres.server" "orders" {
      side       = "dr"
      attributes = { label = "orders", server_version = "15.8", server_version_num = 150008 }
    }
    incomplete "postgres.server" {
      side   = "primary"
      reason = "primary.example cannot be reached"
    }
  }
  expect {
    outcome = "unassessed"
    because = "*cannot be reached*"
  }
}
