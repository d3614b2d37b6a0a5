# at: datamesh-manager-prod
data "terraform_remote_state" "infra" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
  }
}

# Whichever bucket of the other stack this is, it is none of this one's.
resource "aws_s3_bucket_server_side_encryption_configuration" "exports" {
  bucket = data.terraform_remote_state.infra.outputs.bucket_names["exports"]

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = data.terraform_remote_state.infra.outputs.kms_key_arns["digital"]
    }
  }
}

resource "aws_s3_bucket" "own" { # expect: S3-001
  bucket = "app-datahub-prod-s3-acc-dmm"
}
