# at: network-model-ewb-prod
data "terraform_remote_state" "core_network" {
  backend = "http"
  config = {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
  }
}

data "aws_vpc" "shared" {
  tags = { Name = "core-network-shared-prod-vpc" }
}

data "aws_subnets" "app" {
  filter {
    name   = "vpc-id"
    values = [data.terraform_remote_state.core_network.outputs.vpc_ids["prod"]]
  }
  tags = { Tier = "app" }
}

data "aws_subnet" "by_id" {
  id = "subnet-1a1b2c3d4e5f60718"
}

data "aws_security_group" "endpoints" {
  name = "core-network-endpoints"
}

variable "subnets" {
  default = ["subnet-0a1", "subnet-0b2"]
}

locals {
  vpc_id = "vpc-0a1b2c3d4e5f60718"
}

resource "aws_security_group" "looked_up" {
  name   = "app-datahub-prod-sg-elec-network-alb"
  vpc_id = data.aws_vpc.shared.id # expect: NET-007
}

resource "aws_security_group" "written" {
  name   = "app-datahub-prod-sg-elec-network-ecs"
  vpc_id = local.vpc_id # expect: NET-007
}

resource "aws_lb" "this" {
  name    = "app-datahub-prod-alb-acc-ewb"
  subnets = var.subnets # expect: NET-007
}

resource "aws_lb" "mapped" {
  name = "app-datahub-prod-alb-acc"
  dynamic "subnet_mapping" {
    for_each = toset(["subnet-0a1b2c3d", "subnet-1a1b2c3d"])
    content {
      subnet_id = subnet_mapping.key # expect: NET-007
    }
  }
}

resource "aws_lb_target_group" "this" {
  name   = "ewb"
  vpc_id = aws_security_group.written.vpc_id # expect: NET-007
}

resource "aws_ecs_service" "this" {
  name = "ewb"
  network_configuration {
    subnets = data.aws_subnets.app.ids # expect: NET-007
  }
}

resource "aws_db_subnet_group" "mixed" {
  subnet_ids = [
    data.terraform_remote_state.core_network.outputs.db_subnet_ids["network-model"][0],
    "subnet-0a1b2c3d4e5f60718",  # expect: NET-007
    data.aws_subnet.by_id.id,    # expect: NET-007
    data.aws_subnets.app.ids[0], # expect: NET-007
  ]
}

resource "aws_vpc_security_group_egress_rule" "written" {
  security_group_id            = aws_security_group.written.id
  referenced_security_group_id = "sg-0a1b2c3d4e5f60718" # expect: NET-007
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_vpc_security_group_egress_rule" "looked_up" {
  security_group_id            = aws_security_group.written.id
  referenced_security_group_id = data.aws_security_group.endpoints.id # expect: NET-007
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

resource "aws_s3_bucket_policy" "from_endpoint" {
  bucket = "app-datahub-prod-s3-elec-network"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = "arn:aws:s3:::app-datahub-prod-s3-elec-network/*"
      Condition = {
        StringNotEquals = { "aws:SourceVpce" = "vpce-0a1b2c3d4e5f60718" } # expect: NET-007
      }
    }]
  })
}
