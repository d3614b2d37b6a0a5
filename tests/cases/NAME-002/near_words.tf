# at: nonprod/app-datahub-nonprod-databricks-aws-infra
variable "buckets" {
  type = map(string)
  default = {
    nonprod = "app-datahub-nonprod-s3-acc-logs"
    prod    = "app-datahub-prod-s3-acc-logs"
  }
}

resource "aws_s3_bucket" "reproduction" {
  bucket = "app-datahub-nonprod-s3-digital-reproduction"
  tags = {
    Description = "promoted to prod later, one field at a time"
    Product     = "product-catalogue"
    Column      = "fields-and-labels"
    Written     = "non-prod"
    Place       = "midfield.airfield-7"
    Trust       = "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL"
  }
}

resource "aws_iam_role_policy" "artifacts" {
  role = "app-datahub-nonprod-iam-digital-lab"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = "s3:GetObject"
      Resource = [
        "arn:aws:s3:::databricks-prod-artifacts-ap-southeast-2/*",
        "arn:aws:s3:::app-datahub-nonprod-s3-digital-lab-root/ap-southeast-2-prod/*",
      ]
    }]
  })
}

resource "aws_s3_bucket" "switched_off" {
  count  = var.buckets["prod"] == "" ? 1 : 0
  bucket = var.buckets["prod"]
}

resource "aws_ssm_parameter" "logs" {
  name  = "/service/logs"
  type  = "String"
  value = var.buckets["nonprod"]
}
