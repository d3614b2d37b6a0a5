# at: app-datahub-prod-databricks-aws-infra
variable "databricks_account_id" {
  type = string
}

data "databricks_aws_unity_catalog_assume_role_policy" "this" {
  aws_account_id = "339712836516"
  role_name      = "app-datahub-prod-iam-digital-uc"
  external_id    = var.databricks_account_id
}

resource "aws_iam_role" "uc" { # expect: XACC-006
  name               = "app-datahub-prod-iam-digital-uc"
  assume_role_policy = data.databricks_aws_unity_catalog_assume_role_policy.this.json
}

resource "aws_iam_role_policy" "uc" {
  role = aws_iam_role.uc.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.data.arn}/*" },
      { Effect = "Allow", Action = "sts:AssumeRole", Resource = aws_iam_role.other.arn },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "read_only" {
  role       = aws_iam_role.uc.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
}

resource "aws_s3_bucket" "data" {
  bucket = "app-datahub-prod-s3-digital-field"
}

resource "aws_iam_role" "other" {
  name = "app-datahub-prod-iam-acc-other"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
