# at: network-model-ewb-prod
variable "vpc_id" {
  type = string
}

data "terraform_remote_state" "datastores" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1502/terraform/state/prod"
  }
}

resource "aws_security_group" "alb" {
  name   = "app-datahub-prod-sg-elec-network-alb"
  vpc_id = var.vpc_id # undecided: NET-007
}

# whether it hands on core-network's is told where its repository is
resource "aws_security_group" "handed_on" {
  name   = "app-datahub-prod-sg-elec-network-ecs"
  vpc_id = data.terraform_remote_state.datastores.outputs.vpc_id # undecided: NET-007
}
