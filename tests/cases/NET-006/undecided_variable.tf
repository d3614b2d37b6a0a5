# at: databricks-unity-catalog/account/prod
variable "subnet_ids" {
  type = list(string)
}

data "aws_subnets" "private" {
  tags = { Tier = "private" }
}

resource "databricks_mws_networks" "given" {
  account_id         = "1f0e2d3c-0000-0000-0000-000000000000"
  network_name       = "digital-field"
  vpc_id             = "vpc-1"
  subnet_ids         = var.subnet_ids # undecided: NET-006
  security_group_ids = ["sg-1"]
}

resource "databricks_mws_networks" "written" {
  account_id         = "1f0e2d3c-0000-0000-0000-000000000000"
  network_name       = "digital-field"
  vpc_id             = "vpc-1"
  subnet_ids         = ["subnet-0a1b2c3d", "subnet-1a1b2c3d", "subnet-2a1b2c3d"] # undecided: NET-006
  security_group_ids = ["sg-1"]
}

resource "databricks_mws_networks" "looked_up" {
  account_id         = "1f0e2d3c-0000-0000-0000-000000000000"
  network_name       = "digital-field"
  vpc_id             = "vpc-1"
  subnet_ids         = data.aws_subnets.private.ids # undecided: NET-006
  security_group_ids = ["sg-1"]
}
