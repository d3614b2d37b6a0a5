# at: app-datahub-prod-databricks-aws-infra
terraform {
  required_version = ">= 1.9"

  backend "s3" { # expect: STATE-001
    bucket = "app-datahub-prod-s3-acc-state"
    key    = "prod"
  }
}

resource "terraform_data" "x" {}
