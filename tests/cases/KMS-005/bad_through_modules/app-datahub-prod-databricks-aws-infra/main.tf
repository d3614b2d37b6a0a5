module "keys" {
  source = "./modules/keys"

  readers = {
    digital   = ["arn:aws:iam::339712836516:role/app-datahub-prod-iam-digital"]
    corporate = ["*"]
  }
}
