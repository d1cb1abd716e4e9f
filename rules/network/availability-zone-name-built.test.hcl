case "region and letter" {
  world {
    resource "config.text" "a" {
      side       = "dr"
      attributes = { text = "$${var.region}a", of = "aws_subnet.a", path = "availability_zone", built = true, names_region = null }
    }
  }
  expect {
    outcome = "fail"
    finding "looked-up" {
      subjects = ["config.text.a"]
      message  = "aws_subnet.a makes the zone*"
    }
  }
}

case "a name that is written out" {
  world {
    resource "config.text" "a" {
      side       = "dr"
      attributes = { text = "us-west-2a", of = "aws_subnet.a", path = "availability_zone", built = false, names_region = "us-west-2" }
    }
  }
  expect { outcome = "pass" }
}

case "not known how it is made" {
  world {
    resource "config.text" "a" {
      side       = "dr"
      attributes = { text = "x", of = "aws_subnet.a", path = "availability_zone", built = unknown("a file does not parse"), names_region = null }
    }
  }
  expect {
    outcome = "unassessed"
    because = "*does not parse*"
  }
}
