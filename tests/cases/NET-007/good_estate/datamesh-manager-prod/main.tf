data "terraform_remote_state" "core_network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
  }
}

data "terraform_remote_state" "infra" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
  }
}

locals {
  network = data.terraform_remote_state.core_network.outputs
}

module "service" {
  source  = "./modules/service"
  vpc_id  = local.network.vpc_ids["prod"]
  subnets = local.network.app_subnet_ids["datamesh-manager"]
}

# handed on by the stack between, and still core-network's
resource "aws_security_group" "db" {
  name   = "app-datahub-prod-sg-acc-dmm-db"
  vpc_id = data.terraform_remote_state.infra.outputs.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "db" {
  security_group_id            = aws_security_group.db.id
  referenced_security_group_id = data.terraform_remote_state.infra.outputs.workspace_sg_ids["digital-field"]
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}
