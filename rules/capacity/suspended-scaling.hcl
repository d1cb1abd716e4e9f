rule "suspended-scaling" {
  title       = "A DR Auto Scaling group may not launch instances"
  severity    = "critical"
  jobs        = ["gate"]
  views       = ["live"]
  impact      = "blocks"
  steps       = ["scale"]
  rationale   = "A group whose Launch process is suspended stays as large as it is, whatever its desired capacity says. One whose AddToLoadBalancer process is suspended launches instances that get no traffic."
  remediation = "Resume the processes of the group: aws autoscaling resume-processes."
  refs        = ["https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html"]
  frameworks  = { aws-well-architected = ["REL11-BP05"] }
  since       = "0.1.0"

  each "group" {
    of = resources("status.aws_autoscaling_group", { side = "dr" })
  }

  assert "launch" {
    condition     = group.suspended_processes == null ? unknown("the suspended processes were not told") : !contains(group.suspended_processes, "Launch")
    at            = group.suspended_processes
    error_message = "${group.name} may not launch instances: its process Launch is suspended."
  }

  assert "add-to-load-balancer" {
    condition     = group.suspended_processes == null ? unknown("the suspended processes were not told") : !contains(group.suspended_processes, "AddToLoadBalancer")
    at            = group.suspended_processes
    error_message = "New instances of ${group.name} get no traffic: its process AddToLoadBalancer is suspended."
  }
}
