module "metastore" {
  source = "./modules/bucket"

  name = "app-datahub-nonprod-s3-acc-metastore"
}
