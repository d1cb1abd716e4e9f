# The bucket of the history: reports name resources, and snapshots hold their configuration.

resource "aws_s3_bucket" "history" {
  count  = var.create_history_bucket ? 1 : 0
  bucket = var.history_bucket
  tags   = var.tags

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_versioning" "history" {
  count  = var.create_history_bucket ? 1 : 0
  bucket = aws_s3_bucket.history[0].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "history" {
  count  = var.create_history_bucket ? 1 : 0
  bucket = aws_s3_bucket.history[0].id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "history" {
  count                   = var.create_history_bucket ? 1 : 0
  bucket                  = aws_s3_bucket.history[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "history" {
  count  = var.create_history_bucket ? 1 : 0
  bucket = aws_s3_bucket.history[0].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

data "aws_iam_policy_document" "bucket" {
  count = var.create_history_bucket ? 1 : 0

  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.history[0].arn, "${aws_s3_bucket.history[0].arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "history" {
  count  = var.create_history_bucket ? 1 : 0
  bucket = aws_s3_bucket.history[0].id
  policy = data.aws_iam_policy_document.bucket[0].json

  depends_on = [aws_s3_bucket_public_access_block.history]
}

# Only versions that were replaced or removed expire: what `passmuster history prune` has not removed
# is needed, and a store whose objects expire by age loses what later runs still share.
resource "aws_s3_bucket_lifecycle_configuration" "history" {
  count  = var.create_history_bucket ? 1 : 0
  bucket = aws_s3_bucket.history[0].id

  rule {
    id     = "replaced"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 90
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.history]
}
