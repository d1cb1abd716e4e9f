case "a role without suffix" {
  world {
    dr_name_suffix = "-dr"
    resource "aws_iam_role" "task" {
      side       = "dr"
      attributes = { name = "checkout-task" }
    }
  }
  expect {
    outcome = "fail"
    finding "suffixed" {
      subjects = ["aws_iam_role.task"]
      at       = "name"
      message  = "aws_iam_role checkout-task does not carry the suffix -dr."
    }
  }
}

case "with suffix" {
  world {
    dr_name_suffix = "-dr"
    resource "aws_iam_role" "task" {
      side       = "dr"
      attributes = { name = "checkout-task-dr" }
    }
  }
  expect { outcome = "pass" }
}

case "no suffix is declared" {
  world {
    resource "aws_iam_role" "task" {
      side       = "dr"
      attributes = { name = "checkout-task" }
    }
  }
  expect { outcome = "not-applicable" }
}

case "a name made at apply" {
  world {
    dr_name_suffix = "-dr"
    resource "aws_iam_role" "task" {
      side       = "dr"
      attributes = { name = unknown("made from name_prefix") }
    }
  }
  expect { outcome = "unassessed" }
}
