variable "zones" {
  type = list(string)
}

variable "cidrs" {
  type = list(string)
}

resource "aws_subnet" "this" {
  count             = length(var.zones)
  vpc_id            = "vpc-1"
  availability_zone = var.zones[count.index]
  cidr_block        = var.cidrs[count.index] # expect: NET-005
}
