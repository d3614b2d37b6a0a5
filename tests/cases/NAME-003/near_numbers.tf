# at: app-datahub-prod-databricks-aws-infra
resource "aws_ssm_parameter" "build" {
  name  = "/service/build"
  type  = "String"
  value = "202611250001"
}

resource "aws_s3_bucket" "x" {
  bucket = "app-datahub-prod-s3-digital"
  tags   = { Ticket = "123456789012", Id = "1f0e2d3c-aaaa-bbbb-cccc-123456789012" }
}
