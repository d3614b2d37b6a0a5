variable "name" {
  type = string
}

variable "cidrs" {
  type = list(string)
}

resource "aws_subnet" "this" {
  count      = length(var.cidrs)
  vpc_id     = "vpc-1"
  cidr_block = var.cidrs[count.index] # expect: NET-004
  tags       = { Name = "${var.name}-${count.index}" }
}
