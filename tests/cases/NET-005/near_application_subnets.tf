# at: core-network-databricks-vpc-components/stacks/prod
resource "aws_subnet" "app" {
  vpc_id            = "vpc-1"
  cidr_block        = "10.32.84.0/26"
  availability_zone = "ap-southeast-2a"
  tags              = { Application = "datamesh-manager", Tier = "app" }
}

resource "aws_subnet" "db" {
  vpc_id            = "vpc-1"
  cidr_block        = "10.32.84.96/27"
  availability_zone = "ap-southeast-2a"
  tags              = { Name = "network-model-db-a" }
}

resource "aws_subnet" "transit" {
  vpc_id     = "vpc-1"
  cidr_block = "10.32.0.0/28"
  tags       = { Tier = "private" }
}
