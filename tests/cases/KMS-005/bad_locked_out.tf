# at: app-datahub-prod-databricks-aws-infra
locals {
  administrators = ["arn:aws:iam::339712836516:role/app-datahub-prod-iam-acc-admin"]

  databricks = {
    Effect    = "Allow"
    Principal = { AWS = "arn:aws:iam::414351767826:root" }
    Action    = ["kms:*"]
    Resource  = "*"
    Condition = { StringEquals = { "aws:PrincipalTag/DatabricksAccountId" = var.databricks_account_id } }
  }
}

variable "databricks_account_id" {
  type = string
}

# Only a role administers the key.
resource "aws_kms_key" "digital" {
  policy = jsonencode({ # expect: KMS-005
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = local.administrators }
        Action    = "kms:*"
        Resource  = "*"
      },
      local.databricks,
    ]
  })
}

# The root may use the key, but not change its policy.
resource "aws_kms_key" "corporate" {
  policy = jsonencode({ # expect: KMS-005
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::339712836516:root" }
      Action    = ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:Describe*"]
      Resource  = "*"
    }]
  })
}

# The root of another account.
resource "aws_kms_key" "elec_network" {
  policy = jsonencode({ # expect: KMS-005
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::851725449831:root" }
      Action    = "kms:*"
      Resource  = "*"
    }
  })
}

# Only what comes through S3.
resource "aws_kms_key" "metastore" {
  policy = jsonencode({ # expect: KMS-005
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::339712836516:root" }
        Action    = "kms:*"
        Resource  = "*"
        Condition = { StringEquals = { "kms:ViaService" = "s3.ap-southeast-2.amazonaws.com" } }
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "kms:ScheduleKeyDeletion"
        Resource  = "*"
      },
    ]
  })
}
