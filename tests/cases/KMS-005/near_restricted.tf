# at: app-datahub-prod-databricks-aws-infra
variable "organization_id" {
  type = string
}

resource "aws_kms_key" "digital" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::339712836516:root" }
        Action    = ["kms:Create*", "kms:Describe*", "kms:Put*", "kms:ScheduleKeyDeletion"]
        Resource  = "*"
      },
      # Open, but for one's own organization only.
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "kms:Decrypt"
        Resource  = "*"
        Condition = { StringEquals = { "AWS:PrincipalOrgId" = var.organization_id } }
      },
      # A prohibition for everybody grants nothing.
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "kms:ScheduleKeyDeletion"
        Resource  = "*"
      },
      {
        Effect    = "Allow"
        Principal = { Service = "logs.ap-southeast-2.amazonaws.com" }
        Action    = "kms:Decrypt"
        Resource  = "*"
      },
    ]
  })
}

data "terraform_remote_state" "network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
  }
}

# The state is not here, but an output of it is somebody.
resource "aws_kms_key" "network" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::339712836516:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Effect    = "Allow"
        Principal = { AWS = data.terraform_remote_state.network.outputs.flow_log_role_arn }
        Action    = "kms:Decrypt"
        Resource  = "*"
      },
    ]
  })
}

# Everybody of this account, the root too.
resource "aws_kms_key" "corporate" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = ["*"] }
      Action    = "kms:*"
      Resource  = "*"
      Condition = {
        StringEquals = {
          "kms:CallerAccount" = "339712836516"
          "kms:ViaService"    = "s3.ap-southeast-2.amazonaws.com"
        }
      }
    }]
  })
}
