terraform {
  backend "http" {
    address = "https://gitlab.example.com/api/v4/projects/1001/terraform/state/prod"
  }
}

locals {
  workspaces = { digital-field = 0, corporate-field = 1 }
  zones      = ["a", "b", "c"]
  private = merge([
    for name, slot in local.workspaces : {
      for j, zone in local.zones : "${name}/${zone}" => {
        workspace = name
        zone      = zone
        cidr      = cidrsubnet("10.32.0.0/16", 8, 86 + 3 * slot + j)
      }
    }
  ]...)
  eni = merge([
    for name, slot in local.workspaces : {
      for j, zone in local.zones : "${name}/${zone}" => {
        workspace = name
        zone      = zone
        cidr      = cidrsubnet(cidrsubnet("10.32.0.0/16", 8, 78 + slot), 3, j)
      }
    }
  ]...)
}

resource "aws_vpc" "prod" {
  cidr_block = "10.32.0.0/16"
}

resource "aws_subnet" "private" {
  for_each          = local.private
  vpc_id            = aws_vpc.prod.id
  cidr_block        = each.value.cidr
  availability_zone = "ap-southeast-2${each.value.zone}"
  tags              = { Workspace = each.value.workspace, Tier = "private" }
}

resource "aws_subnet" "eni" {
  for_each          = local.eni
  vpc_id            = aws_vpc.prod.id
  cidr_block        = each.value.cidr
  availability_zone = "ap-southeast-2${each.value.zone}"
  tags              = { Workspace = each.value.workspace, Tier = "eni" }
}

resource "aws_subnet" "db" {
  for_each          = { a = 0, b = 1, c = 2 }
  vpc_id            = aws_vpc.prod.id
  cidr_block        = cidrsubnet("10.32.0.0/16", 8, 95 + each.value)
  availability_zone = "ap-southeast-2${each.key}"
  tags              = { Workspace = "digital-field", Tier = "db" }
}

output "databases_of_private_subnet_ids" {
  value = { digital-field = values(aws_subnet.db)[*].id }
}

output "vpc_ids" {
  value = { prod = aws_vpc.prod.id }
}

output "private_subnet_ids" {
  value = {
    for name in keys(local.workspaces) : name => [for zone in local.zones : aws_subnet.private["${name}/${zone}"].id]
  }
}

output "subnet_ids" {
  value = {
    for name in keys(local.workspaces) : name => [for zone in local.zones : aws_subnet.private["${name}/${zone}"].id]
  }
}

output "swapped_private_subnet_ids" {
  value = {
    for name in keys(local.workspaces) : name => [for zone in local.zones : aws_subnet.eni["${name}/${zone}"].id]
  }
}

output "one_zone_private_subnet_ids" {
  value = {
    for name in keys(local.workspaces) : name => [for zone in local.zones : aws_subnet.private["${name}/a"].id]
  }
}
