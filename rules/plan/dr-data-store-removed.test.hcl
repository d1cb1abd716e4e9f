case "a table is replaced" {
  world {
    resource "removed.aws_dynamodb_table" "t" {
      side       = "dr"
      attributes = { id = "orders", name = "orders" }
    }
  }
  expect {
    outcome = "fail"
    finding "kept" {
      subjects = ["removed.aws_dynamodb_table.t"]
      message  = "The plan takes aws_dynamodb_table * away, or replaces it."
    }
  }
}

case "a table moves to another address" {
  world {
    resource "removed.aws_dynamodb_table" "t" {
      side       = "dr"
      attributes = { id = "orders", name = "orders" }
    }
    resource "aws_dynamodb_table" "u" {
      side       = "dr"
      attributes = { id = "orders", name = "orders" }
    }
  }
  expect { outcome = "pass" }
}

case "perhaps another one" {
  world {
    resource "removed.aws_dynamodb_table" "t" {
      side       = "dr"
      attributes = { id = "orders", name = "orders" }
    }
    resource "aws_dynamodb_table" "u" {
      side       = "dr"
      attributes = { id = unknown("created by the plan"), name = "orders" }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*does not say its id*"
  }
}
