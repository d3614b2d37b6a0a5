terraform {
  backend "http" {
    address = "https://gitlab.example.com/api/v4/projects/1101/terraform/state/prod"
  }
}

data "terraform_remote_state" "core_network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
  }
}

resource "aws_security_group" "workspace" {
  name   = "app-datahub-prod-sg-digital-field"
  vpc_id = data.terraform_remote_state.core_network.outputs.vpc_ids["prod"]
}

output "vpc_id" {
  value = data.terraform_remote_state.core_network.outputs.vpc_ids["prod"]
}

output "workspace_sg_ids" {
  value = { digital-field = aws_security_group.workspace.id }
}
