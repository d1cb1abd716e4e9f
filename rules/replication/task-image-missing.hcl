rule "task-image-missing" {
  title       = "A DR task definition names an image that does not exist"
  severity    = "critical"
  jobs        = ["gate"]
  steps       = ["scale"]
  impact      = "blocks"
  rationale   = "The task that runs keeps its image; each further one has to pull it. The service then stays at the size that it has."
  remediation = "Push the image to the DR region's registry, or register a task definition with one that is there."
  refs        = ["https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html", "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html"]
  since       = "0.1.0"

  each "workload" {
    of = resources("aws_ecs_task_definition", { side = "dr" })
  }

  locals {
    registries = [estate.dr.region]
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
    error_message = "${it.image}, which ${workload.label} needs in ${it.name}, is not in the registry of ${estate.dr.region}."
  }
}
