module "service" {
  source = "./modules/service"

  name = "app-datahub-prod-sg-acc-dmm"
}
