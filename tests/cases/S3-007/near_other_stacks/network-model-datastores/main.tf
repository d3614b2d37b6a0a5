resource "aws_s3_bucket" "models" {
  bucket = "app-datahub-prod-s3-elec-network-models"
}
