rule "ecr-image-missing-in-dr" {
  title       = "An image that the primary runs is not in the DR registry"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["scale"]
  impact      = "blocks"
  rationale   = "Replication copies what is pushed after it was configured, and mostly within half an hour. What is not in the DR region's registry cannot be pulled when the primary's is gone."
  remediation = "Push the image again, or copy it to the DR region's registry; check that a replication rule covers the repository."
  refs        = ["https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html"]
  yields_to   = ["task-image-missing"]
  since       = "0.1.0"

  each "workload" {
    of = resources("aws_ecs_task_definition", { side = "primary" })
  }

  locals {
    registries = [estate.primary.region, estate.dr.region]
    ecr = [
      for c in containers(workload) : {
        name = c.name, path = c.path, image = c.image, repository = image(c.image).repository,
        account = image(c.image).account, region = image(c.image).region,
        digest = image(c.image).digest, tag = image(c.image).tag == null ? "latest" : image(c.image).tag
      } if image(c.image).region != null
    ]
    images = [for c in local.ecr : c if c.account == workload.account && contains(local.registries, c.region)]
    # Whether an image is in a registry that nobody looked at, nobody can tell.
    unread = [for c in local.ecr : c if c.account != workload.account || !contains([estate.primary.region, estate.dr.region], c.region) ? unknown("the registry of account ${c.account} in ${c.region} was not read") : false]
  }

  assert "there" {
    none = concat(local.unread, [
      for c in local.images : c if length([
        for i in lookup_all("status.aws_ecr_image", { repository_name = c.repository, side = "dr" }) : i
        if c.digest != null ? i.image_digest == c.digest : i.image_tags == null ? false : contains(i.image_tags, c.tag)
      ]) == 0
    ])
    at            = { resource = workload, path = it.path }
    error_message = "${it.repository}${it.digest == null ? ":${it.tag}" : "@${it.digest}"}, which ${workload.label} runs in ${it.name}, is not in the registry of ${estate.dr.region}."
  }
}
