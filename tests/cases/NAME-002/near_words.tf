# at: nonprod/app-datahub-nonprod-databricks-aws-infra
resource "aws_s3_bucket" "reproduction" {
  bucket = "app-datahub-nonprod-s3-digital-reproduction"
  tags = {
    Description = "promoted to prod later, one field at a time"
    Product     = "product-catalogue"
    Trust       = "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL"
  }
}
